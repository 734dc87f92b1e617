"""Sources that answer, and with no news: told once when it begins, once when it ends."""

from __future__ import annotations

from datetime import datetime

from monitor.engine.world import World
from monitor.i18n import text
from monitor.store import Session, outbox, service
from monitor.store.feeds import Visit

#: visits in a row that must have failed: one bad answer is nobody's news
BROKEN_AFTER = 2
#: faults of the source itself. Lines that are down are none: when our own is, it would be said of every source;
#: they are told as silence
BROKEN = ("feed.emptied", "feeds.", "fetch.type", "fetch.gone", "fetch.refused")


def tell_broken(session: Session, world: World, visit: Visit, now: datetime) -> None:
    """A source that answers a page, a captcha, a consent wall, nothing at all, or a refusal; and its recovery."""
    feed, name = visit.feed, f"broken.{visit.feed.id}"
    shown = feed.title or feed.url
    if not visit.problem:
        if service.settle(session, name):
            values: dict[str, object] = {"feed": shown}
            once = f"back.{feed.id}:{now.isoformat()}"
            outbox.tell_operator(session, "feed_back", values, world.targets(), once=once, now=now)
        return
    if visit.next.rhythm.failures < BROKEN_AFTER or not visit.problem.startswith(BROKEN) or stands(session, feed.id):
        return
    reason = text(visit.problem, world.settings.language, **{"url": feed.url, **(visit.values or {})})
    service.notice(session, name, "notice.feed_broken", now, feed=shown, reason=reason)
    values = {"feed": shown, "reason": reason}
    once = f"{name}:{feed.last_success_at}:{now.isoformat()}"
    outbox.tell_operator(session, "feed_broken", values, world.targets(), once=once, now=now)


def stands(session: Session, feed_id: int) -> bool:
    """Whether the source is known to be broken."""
    return service.get(session, f"notice.broken.{feed_id}") is not None
