"""The JSON of webhooks: documented in docs/alerts.md (schema `monitor.message/1`), signed by `adapters.notify`."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from monitor import i18n
from monitor.alerts.page import Page
from monitor.alerts.quotes import excerpt
from monitor.alerts.story import Story, tame
from monitor.alerts.wording import shown
from monitor.ledger.model import Change, Evidence, Value

SCHEMA = "monitor.message/1"


def body(page: Page) -> dict[str, Any]:
    """One JSON object per message; fields are only ever added within a schema number."""
    stories = {item.key: item for item in (*page.stories, *page.further)}
    return {
        "schema": SCHEMA,
        "id": page.id,
        "kind": page.kind,
        "cause": page.cause or None,
        "at": page.at.isoformat(),
        "language": page.language,
        "subject": page.subject,
        "watchlist": page.watchlist or None,
        "maybe_duplicate": page.maybe_duplicate,
        "notes": [*page.flags, *page.closing],
        "changes": [_change(tame(change), stories[change.key], page.language) for change in page.changes],
    }


def _change(change: Change, item: Story, language: str) -> dict[str, Any]:
    return {
        "key": change.key,
        "watchlist": change.watchlist,
        "claim": change.claim,
        "question": item.question,
        "type": change.type.value,
        "subject": item.subject,
        "party": change.party,
        "speaker": change.speaker,
        "before": _value(change.before, shown(change.before, language)),
        "after": _value(change.after, shown(change.after, language)),
        "at": change.at.isoformat(),
        "late": change.late,
        "supersedes": change.supersedes,
        "witnesses": change.witnesses,
        "stories": change.stories,
        "outlets": change.outlets,
        "why": {"code": change.reason.code, "text": item.why},
        "evidence": _evidence(change.evidence),
        "before_evidence": _evidence(change.before_evidence) if change.before_evidence else None,
        "links": {name: url for name, _, url in item.links},
    }


def _value(value: Value | None, words: str) -> dict[str, Any] | None:
    if value is None:
        return None
    return {
        "text": words,
        "low": value.low,
        "high": value.high,
        "approx": value.approx.value if value.stance is None and value.answer is None else None,
        "unit": value.unit,
        "stance": value.stance.value if value.stance else None,
        "answer": value.answer,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "outlet": evidence.outlet,
        "class": evidence.outlet_class.value,
        "url": evidence.url,
        "title": evidence.title,
        "published": i18n.utc(evidence.published).isoformat(),
        "found": i18n.utc(evidence.found).isoformat(),
        "agency": evidence.agency or None,
        "speaker": evidence.root or evidence.speaker or None,
        "via": list(evidence.via),
        "quote": excerpt(evidence)[0],
    }


def signature(secret: str, timestamp: int, data: bytes) -> str:
    """Value of `X-Monitor-Signature`: HMAC-SHA256 over "<timestamp>.<body>", as hexadecimal."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + data, hashlib.sha256).hexdigest()
