"""The right to erasure for one person: the name goes, the log stays, and the audit says who asked for it and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.errors import MonitorError
from monitor.i18n import text
from monitor.ops.report import Line, Report, line
from monitor.settings import Settings
from monitor.store import Store, redaction, service

#: letters a name has, at least: shorter ones would hit half the German words
SHORTEST = 3


def redact_name(
    store: Store, settings: Settings, names: Sequence[str], *, author: str, reason: str, now: datetime
) -> Report:
    """Replaces a person's name (the first; further spellings behind it) in everything that is stored.

    Raises MonitorError for what is no name. Safe beside a running service: it is one transaction.
    """
    for name in names:
        if sum(letter.isalpha() for letter in name) < SHORTEST:
            raise MonitorError("redact.short", name=name)
    with store.write() as session:
        done = redaction.redact(session, names, text("redact.shown", settings.language))
        if done.places:
            person = redaction.Person(names=tuple(names), mark=done.mark)
            said = {"reason": person.scrub(reason, near=True), "places": done.places, "rows": done.rows}
            by = person.scrub(author, near=True)
            service.audit(session, now, author=by, action="person.redacted", subject=done.mark, after=said)
    clean = redaction.wipe(store) if done.places else True
    return Report(found=tuple(_lines(done, settings, clean)))


def _lines(done: redaction.Redacted, settings: Settings, clean: bool) -> list[Line]:
    if not done.places:
        return [line("redact.nothing"), *_watchlists(done)]
    told = [line("redact.done", "good", places=done.places, rows=done.rows, articles=done.articles, subject=done.mark)]
    if not clean:
        told.append(line("redact.remains", "warn"))
    if done.addresses:
        told.append(line("redact.links", "warn", count=done.addresses))
    kept = [*settings.data.glob("backups/*.db"), *settings.data.glob("*.before-restore-*")]
    if kept:
        told.append(line("redact.backups", "warn", count=len(kept), folder=settings.data))
    return [*told, *_watchlists(done)]


def _watchlists(done: redaction.Redacted) -> list[Line]:
    return [line("redact.watchlist", "warn", watchlist=name) for name in done.watchlists]
