"""System notes: what the monitor says about itself (target broken, feed silent, cap reached), each once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor import i18n
from monitor.alerts.links import Links
from monitor.alerts.model import DeliveryState, Message, MessageKind, Planned, Target, Urgency
from monitor.alerts.page import Page
from monitor.alerts.quotes import clean
from monitor.alerts.wording import SUBJECT, clip

#: How long a note may wait for its target.
KEEP = timedelta(hours=48)


def system_note(
    code: str, values: Mapping[str, object], target: Target, *, once: str, now: datetime, links: Links | None = None
) -> Planned:
    """An outbox row with the finished note `system.<code>`; the same `once` gives one note per target, ever."""
    return Planned(
        decision=f"system:{once}",
        target=target.name,
        kind=MessageKind.SYSTEM,
        urgency=Urgency.NOW,
        state=DeliveryState.QUEUED,
        not_before=now,
        expires_at=now + KEEP,
        thread="system",
        message=note_message(code, values, target, once=once, now=now, links=links),
    )


def note_message(
    code: str,
    values: Mapping[str, object],
    target: Target,
    *,
    once: str,
    now: datetime,
    links: Links | None = None,
    maybe_duplicate: bool = False,
) -> Message:
    """The finished note; `reason` and other message keys among the values are put into words, times into Berlin time."""
    from monitor.alerts.rendering import finish

    language = target.language
    words = {"target": target.name} | {name: _word(value, language) for name, value in values.items()}
    base = links or Links(base="")
    page = Page(
        id=hashlib.sha256(f"{target.name}\n{once}".encode()).hexdigest()[:12],
        kind=MessageKind.TEST.value if code == "test" else MessageKind.SYSTEM.value,
        language=language,
        subject=clip(i18n.text(f"system.{code}.subject", language, **words), SUBJECT),
        title="",
        intro=i18n.text(f"system.{code}.body", language, **words),
        flags=(i18n.text("flag.duplicate", language),) if maybe_duplicate else (),
        maybe_duplicate=maybe_duplicate,
        watchlist=i18n.text("system.label", language),
        at=now,
        time=i18n.moment(now, language),
        log=base.log(),
        host="monitor.invalid",
    )
    return finish(page, target, thread="system")


def _word(value: object, language: str) -> str:
    if isinstance(value, datetime):
        return i18n.moment(value, language)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return i18n.number(value, language)
    text = clean(str(value))
    return i18n.text(text, language) if text in i18n.catalogue(language) else text
