"""Verdicts as sentences an editor understands."""

from __future__ import annotations

from monitor.i18n import catalogue, moment, text
from monitor.ledger.model import UNATTRIBUTED, Change, Reason, Verdict
from monitor.ledger.shown import decode, show

#: reason values that are always there for messages, even when a rule gave none
_BLANK = {"who": "", "outlet": "", "before": "–", "after": "–", "word": "", "words": "", "found": "", "asked": ""}


def explain(item: Verdict | Change | Reason, language: str = "de") -> str:
    """One German or English sentence: why this alerted, or the first gate that stopped it."""
    if isinstance(item, Reason):
        return _sentence(item, language)
    told = _sentence(item.reason, language)
    if isinstance(item, Change) and item.late:
        told = f"{told} {text('verdict.late', language, when=moment(item.at, language))}"
    weak = item.evidence.weak if item.evidence else ""
    return f"{told} {text(f'weak.{weak}', language)}" if weak else told


def _sentence(reason: Reason, language: str) -> str:
    values: dict[str, object] = dict(_BLANK)
    for name, given in reason.values:
        value = decode(given)
        values[name] = show(value, language) if value else given
    if values["who"] in ("", UNATTRIBUTED):
        values["who"] = text("speaker.nobody", language)
    return text(f"verdict.{_key(reason.code, language)}", language, **values)


def _key(code: str, language: str) -> str:
    """The message for a code, else for what stands before its last dot."""
    while f"verdict.{code}" not in catalogue(language) and "." in code:
        code = code.rpartition(".")[0]
    return code
