"""What the store knows, as lines for the terminal: positions, the change log, judgements."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from monitor import ledger
from monitor.errors import MonitorError
from monitor.i18n import LANGUAGES, moment, text
from monitor.ledger.model import Change, Position, Value
from monitor.reading.model import Approx, Stance
from monitor.store import Session, changes, claims, positions, revisions
from monitor.store.views import insight
from monitor.watchlist.model import Claim

#: characters that a spreadsheet would run as a formula when a cell starts with them
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """Positions with the claims they belong to."""

    rows: tuple[tuple[str, Claim, Position], ...] = ()
    #: the one claim (and its watchlist) that is shown also without a position
    asked: tuple[str, Claim] | None = None

    def lines(self, language: str) -> Iterator[str]:
        """Claim by claim, each position with its sentence."""
        before = None
        if self.asked and not self.rows:
            yield text("baseline.claim", language, watchlist=self.asked[0], question=self.asked[1].question)
        for watchlist, claim, position in self.rows:
            if (watchlist, claim.id) != before:
                before = (watchlist, claim.id)
                yield text("baseline.claim", language, watchlist=watchlist, question=claim.question)
            yield from _position_lines(position, language)
        if not self.rows:
            yield text("baseline.none", language)

    def json_lines(self) -> Iterator[str]:
        """One JSON object per position."""
        for watchlist, claim, position in self.rows:
            evidence = position.evidence
            row = {
                "watchlist": watchlist,
                "claim": claim.id,
                "party": position.party,
                "named": position.named,
                **_value(position.value),
                "planned": _value(position.planned) if position.planned else None,
                "at": position.at.isoformat(),
                "speaker": evidence.speaker,
                "root": evidence.root,
                "via": list(evidence.via),
                "sentence": evidence.sentence,
                "outlet": evidence.outlet,
                "title": evidence.title,
                "url": evidence.url,
                "witnesses": position.witnesses,
                "by_hand": position.by_hand,
            }
            yield json.dumps(row, ensure_ascii=False)


def show_positions(session: Session, watchlist: str = "") -> Positions:
    """What every party last said, by claim in the order of the watchlist."""
    known = {(name, claim.id): claim for name, claim in claims.active(session)}
    found = positions.of_watchlist(session, watchlist)
    return Positions(rows=tuple((name, known[name, claim], position) for name, claim, position in found))


def _position_lines(position: Position, language: str) -> Iterator[str]:
    evidence = position.evidence
    party = position.party if position.named or position.party != "unattributed" else text("speaker.nobody", language)
    shown = ledger.show(position.value, language)
    at = moment(position.at, language)
    yield text("baseline.position", language, party=party, value=shown, at=at, outlet=evidence.outlet)
    if evidence.sentence:
        yield text("baseline.evidence", language, sentence=" ".join(evidence.sentence.split()))
    if position.planned is not None:
        yield text("baseline.planned", language, value=ledger.show(position.planned, language))
    if position.by_hand:
        yield text("baseline.by_hand", language, author=position.by_hand)


def _value(value: Value) -> dict[str, Any]:
    stance = value.stance.value if value.stance else None
    return {
        "low": value.low,
        "high": value.high,
        "approx": value.approx.value,
        "unit": value.unit,
        "stance": stance,
        "answer": value.answer,
    }


def read_value(written: str, claim: Claim) -> Value:
    """What an editor writes for a position: one of the claim's answers, a stance in German or English, a number
    ("10.000", "mehr als 3000" is not read), a range ("10000-12000"). Raises MonitorError `baseline.bad_value`."""
    said = " ".join(written.split())
    answers = {name.casefold(): name for name, _ in claim.positions}
    if said.casefold() in answers:
        return Value(answer=answers[said.casefold()])
    for stance in Stance:
        if said.casefold() in {stance.value, *(text(f"stance.{stance.value}", lang).casefold() for lang in LANGUAGES)}:
            return Value(stance=stance)
    numbers = [_number(part) for part in re.split(r"\s*(?:-|–|bis)\s*", said)]
    if claim.kind == "figure" and len(numbers) in (1, 2) and all(number is not None for number in numbers):
        low, high = numbers[0], numbers[-1]
        approx = Approx.EXACT if len(numbers) == 1 else Approx.RANGE
        return Value(low=low, high=high, approx=approx, unit=claim.unit)
    raise MonitorError("baseline.bad_value", value=written)


def _number(part: str) -> float | None:
    """German writing: dots and blanks group thousands, the comma is the decimal mark."""
    plain = part.replace(" ", "").replace("\u202f", "")
    if not re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+(,\d+)?", plain):
        return None
    return float(plain.replace(".", "").replace(",", "."))


def export(session: Session, *, watchlist: str, format: str) -> Iterator[str]:
    """The change log, oldest first, as JSON Lines or CSV (formula cells defused)."""
    rows = (_exported(decided.isoformat(), change) for decided, change in changes.since(session, watchlist=watchlist))
    if format == "jsonl":
        yield from (json.dumps(row, ensure_ascii=False) for row in rows)
        return
    names: list[str] | None = None
    for row in rows:
        if names is None:
            names = list(row)
            yield _csv(names)
        yield _csv([_cell(row[name]) for name in names])


def judgements(session: Session) -> Iterator[dict[str, Any]]:
    """What the desk said about changes, each as a test case: a line that `monitor backtest --articles` reads (`id`,
    `title`, `text`, `published`, `url`, `outlet`) with what is expected of it.

    `expect` is "alert" for what was judged right; wrong, known and double should have kept silent (known and double
    with what came before). `whole`: the text is still kept; else `text` is the evidence's sentence.
    """
    for change, verdict, author, note in changes.judged(session):
        evidence = change.evidence
        text_kept = revisions.text_of(session, evidence.article, evidence.revision)
        yield {
            "id": change.key,
            "expect": "alert" if verdict == "richtig" else "silent",
            "judged": verdict,
            "by": author,
            "note": note,
            **_exported("", change),
            "text": text_kept or evidence.sentence,
            "whole": bool(text_kept),
            "published": (evidence.published or change.at).isoformat(),
        }


def precision(session: Session, language: str) -> Iterator[str]:
    """How often alerts were right: overall, per watchlist and per claim."""
    found = [score for score in insight.quality(session) if score.group in ("all", "watchlist", "claim")]
    for score in sorted(found, key=lambda score: (("all", "watchlist", "claim").index(score.group), score.name)):
        yield text(
            "judge.score",
            language,
            name=score.name or text("judge.all", language),
            share=round(100 * (score.precision or 0)),
            judged=score.judged,
            right=score.right,
            wrong=score.wrong,
            known=score.known,
            double=score.double,
        )
    if not found:
        yield text("judge.none", language)


def _exported(decided: str, change: Change) -> dict[str, Any]:
    evidence = change.evidence
    return {
        "key": change.key,
        "decided_at": decided,
        "watchlist": change.watchlist,
        "claim": change.claim,
        "type": change.type.value,
        "grade": change.grade.value,
        "at": change.at.isoformat(),
        "party": change.party,
        "speaker": change.speaker,
        "before": ledger.show(change.before) if change.before else "",
        "after": ledger.show(change.after),
        "reason": ledger.explain(change),
        "witnesses": change.witnesses,
        "stories": change.stories,
        "outlets": change.outlets,
        "late": change.late,
        "supersedes": change.supersedes or "",
        "outlet": evidence.outlet,
        "outlet_class": evidence.outlet_class.value,
        "url": evidence.url,
        "title": evidence.title,
        "sentence": evidence.sentence[:300],
    }


def _cell(value: object) -> str:
    shown = str(value)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def _csv(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().rstrip("\r\n")
