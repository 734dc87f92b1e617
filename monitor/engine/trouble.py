"""Sources that answer, and with no news or with less text than before: told once when it begins, once when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.engine.world import World
from monitor.i18n import number, text
from monitor.store import Session, outbox, service
from monitor.store.feeds import Visit
from monitor.store.lengths import SHRUNK, Lengths, lengths

#: visits in a row that must have failed: one bad answer is nobody's news
BROKEN_AFTER = 2
#: faults of the source itself. Lines that are down are none: when our own is, it would be said of every source;
#: they are told as silence
BROKEN = ("feed.emptied", "feeds.", "fetch.type", "fetch.gone", "fetch.refused")

#: how often lengths are compared, and after what time shorter texts may have become a house's habit
LOOK, SETTLES = timedelta(hours=1), timedelta(days=14)


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


def tell_short(session: Session, world: World, now: datetime) -> None:
    """Houses whose newest texts are much shorter than they use to be; looked at once in `LOOK`."""
    looked = service.at(session, "lengths")
    if looked is not None and timedelta() <= now - looked < LOOK:
        return
    service.put(session, "lengths", {}, now)
    for house, length in lengths(session).items():
        if (told := service.get(session, f"notice.short.{house}")) is not None:
            _end_short(session, world, house, length, told["values"], now)
        elif length.shrunk:
            _begin_short(session, world, house, length, now)


def _begin_short(session: Session, world: World, house: str, length: Lengths, now: datetime) -> None:
    values: dict[str, object] = {
        "host": house,
        "size": number(length.now, world.settings.language),
        "normal": number(length.normal or 0, world.settings.language),
    }
    service.notice(session, f"short.{house}", "notice.texts_short", now, **values, habit=length.normal)
    outbox.tell_operator(
        session, "texts_short", values, world.targets(), once=f"short.{house}:{now.isoformat()}", now=now
    )


def _end_short(
    session: Session, world: World, house: str, length: Lengths, told: Mapping[str, str], now: datetime
) -> None:
    """Measured against the habit of then: what came since has made the habit shorter. Whoever got used to it in the end
    is no longer shown, and not said to be as before."""
    since = service.at(session, f"notice.short.{house}")
    if length.now < SHRUNK * float(told["habit"]):
        if since is not None and now - since > SETTLES and not length.shrunk:
            service.settle(session, f"short.{house}")
    elif service.settle(session, f"short.{house}"):
        once = f"long.{house}:{now.isoformat()}"
        outbox.tell_operator(session, "texts_back", {"host": house}, world.targets(), once=once, now=now)
