"""The change log: filtered, by consequence within each day, from a cursor on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from monitor.i18n import BERLIN, utc
from monitor.ledger.model import Change, ChangeType
from monitor.store.codec import load
from monitor.store.search import matches
from monitor.store.tables import ChangeRow, ClaimRow, DeliveryRow, MarkRow

#: what weighs most comes first: first confirmations and turns, then values, then corrections, then the rest
BANDS: tuple[tuple[str, tuple[ChangeType, ...]], ...] = (
    ("turn", (ChangeType.RETRACTION, ChangeType.REVERSAL, ChangeType.NEW_CONFIRMATION, ChangeType.DENIAL)),
    ("value", (ChangeType.VALUE_CHANGED, ChangeType.NEW_VALUE, ChangeType.CONTRADICTION)),
    ("corrected", (ChangeType.CORRECTED,)),
    ("rest", (ChangeType.REFINED, ChangeType.NEW_SOURCE, ChangeType.SOFTENED, ChangeType.SUPERSEDED)),
)
#: rows on one page of the log
PAGE = 50
#: counts stop here: "1.000+"
COUNT_CAP = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What part of the log is asked for; empty fields ask for everything."""

    watchlist: str = ""
    claim: str = ""
    party: str = ""
    outlet: str = ""
    #: change types
    types: tuple[str, ...] = ()
    #: name of a band of consequence
    band: str = ""
    #: "alert", "digest", "never"
    grade: str = ""
    #: decided at or after, before; aware UTC
    since: datetime | None = None
    until: datetime | None = None
    #: full-text search
    words: str = ""
    #: only what `user` has not read
    unread: bool = False
    #: "none", "any", or one judgement
    judged: str = ""
    #: name of the assignee, "any" or "none"
    assigned: str = ""
    #: what the baseline held from the start is left out unless asked for
    baseline: bool = False
    #: "consequence" within each day, or plain "time"
    order: str = "consequence"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One change with what people and the outbox made of it."""

    id: int
    change: Change
    decided_at: datetime
    band: str
    question: str = ""
    baseline: bool = False
    read: bool = True
    #: newest judgement and who gave it
    judged: str = ""
    judged_by: str = ""
    assigned: str = ""
    acknowledged_by: str = ""
    notes: int = 0
    #: newest note
    note: str = ""
    note_by: str = ""
    #: "sent", "held", "waiting", "failed", "" (nobody was to be told)
    delivery: str = ""
    #: key of the entry that superseded this one
    superseded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Lines in reading order; `cursor` goes on, "" when this was the last."""

    lines: tuple[LogLine, ...]
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the filters offer: values that occur."""

    watchlists: tuple[str, ...]
    #: (watchlist, claim, question)
    claims: tuple[tuple[str, str, str], ...]
    parties: tuple[str, ...]
    outlets: tuple[str, ...]


def page(session: Session, wanted: LogFilter, *, user: str, cursor: str = "", limit: int = PAGE) -> LogPage:
    """One page of the log; an unreadable cursor starts from the top."""
    rows = _by_time(session, wanted, user, cursor, limit) if wanted.order == "time" else None
    if rows is None:
        rows = _by_consequence(session, wanted, user, cursor, limit)
    shown = rows[:limit]
    more = _cursor(shown[-1]) if len(rows) > limit else ""
    return LogPage(lines=lines(session, shown, user=user), cursor=more)


def lines(session: Session, rows: Sequence[ChangeRow], *, user: str) -> tuple[LogLine, ...]:
    """The rows with marks, deliveries and questions beside them, in the order given."""
    keys = [row.key for row in rows]
    marks = _marks(session, keys)
    told = _told(session, keys)
    asked = questions(session, {(row.watchlist, row.claim) for row in rows})
    overtaken = _overtaken(session, keys)
    seen = _seen_until(session, user)
    made = []
    for row in rows:
        line = LogLine(
            id=row.id or 0,
            change=load(Change, row.data),
            decided_at=row.decided_at,
            band=band_of(row.type),
            question=asked.get((row.watchlist, row.claim), ""),
            baseline=row.baseline,
            read=(row.id or 0) <= seen,
            delivery=told.get(row.key, ""),
            superseded_by=overtaken.get(row.key, ""),
        )
        made.append(_with_marks(line, marks.get(row.key, ()), user))
    return tuple(made)


def line(session: Session, key: str, *, user: str) -> LogLine | None:
    """One change by its key."""
    row = session.scalars(select(ChangeRow).where(col(ChangeRow.key) == key)).first()
    return lines(session, [row], user=user)[0] if row is not None else None


def stream(session: Session, wanted: LogFilter, *, user: str, cap: int) -> Iterator[LogLine]:
    """Every matching line, newest first, in slices; at most `cap`."""
    cursor, left = "", cap
    wanted = replace(wanted, order="time")
    while left > 0:
        part = page(session, wanted, user=user, cursor=cursor, limit=min(500, left))
        yield from part.lines
        left -= len(part.lines)
        cursor = part.cursor
        if not cursor:
            return


def count(session: Session, wanted: LogFilter, *, user: str, cap: int = COUNT_CAP) -> int:
    """How many changes match; `cap` means "that many or more"."""
    inner = _conditions(session, select(ChangeRow.id), wanted, user).limit(cap).subquery()  # type: ignore[call-overload]
    return session.scalar(select(func.count()).select_from(inner)) or 0


def tally(session: Session, *, since: datetime, user: str, cap: int = COUNT_CAP) -> dict[str, int]:
    """How many changes each band holds since a moment; `cap` means "that many or more"."""
    return {name: count(session, LogFilter(band=name, since=since), user=user, cap=cap) for name, _ in BANDS}


def newest_id(session: Session) -> int:
    """Row id of the newest change, 0 for an empty log."""
    return session.scalar(select(func.max(col(ChangeRow.id)))) or 0


def newer_than(session: Session, last: int, *, wanted: LogFilter, user: str) -> int:
    """How many matching changes were written after the row id `last`."""
    query = _conditions(session, select(ChangeRow.id), wanted, user).where(col(ChangeRow.id) > last).limit(COUNT_CAP)  # type: ignore[call-overload]
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def options(session: Session) -> Options:
    """Values to choose from, each found by stepping through its index."""
    claims = session.execute(
        select(ClaimRow.watchlist, ClaimRow.claim, ClaimRow.question)  # type: ignore[call-overload]
        .where(col(ClaimRow.active))
        .order_by(col(ClaimRow.watchlist), col(ClaimRow.id))
    ).all()
    return Options(
        watchlists=_distinct(session, col(ChangeRow.watchlist)),
        claims=tuple((row[0], row[1], row[2]) for row in claims),
        parties=_distinct(session, col(ChangeRow.party)),
        outlets=_distinct(session, col(ChangeRow.outlet)),
    )


def questions(session: Session, claims: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The question of each (watchlist, claim), of its newest version."""
    if not claims:
        return {}
    rows = session.execute(
        select(ClaimRow.watchlist, ClaimRow.claim, ClaimRow.question)  # type: ignore[call-overload]
        .where(col(ClaimRow.watchlist).in_({watchlist for watchlist, _ in claims}))
        .order_by(col(ClaimRow.active), col(ClaimRow.id))
    )
    return {(row[0], row[1]): row[2] for row in rows}


def keys_of(session: Session, wanted: LogFilter, *, user: str, cap: int) -> tuple[str, ...]:
    """Keys of the matching changes, newest first."""
    query = _conditions(session, select(ChangeRow.key), wanted, user)  # type: ignore[call-overload]
    return tuple(session.scalars(query.order_by(col(ChangeRow.decided_at).desc()).limit(cap)))


def band_of(kind: str) -> str:
    """The band of consequence a change type belongs to."""
    return next((name for name, types in BANDS if kind in types), "rest")


# --- order and cursor ------------------------------------------------------------------------------------------------


def _by_time(session: Session, wanted: LogFilter, user: str, cursor: str, limit: int) -> list[ChangeRow]:
    at, ident, _ = _read_cursor(cursor)
    query = _conditions(session, select(ChangeRow), wanted, user)
    if at is not None:
        query = query.where(_older(at, ident))
    query = query.order_by(col(ChangeRow.decided_at).desc(), col(ChangeRow.id).desc()).limit(limit + 1)
    return _rows(session, query)


def _by_consequence(session: Session, wanted: LogFilter, user: str, cursor: str, limit: int) -> list[ChangeRow]:
    """Days newest first; inside a day the bands, inside a band the newest first.

    First the rest of the cursor's day; then the newest rows by time tell which days follow. Days they cover whole are
    put in order here, only the oldest (cut) one is asked for once more: three queries, however long the log is.
    """
    at, ident, place = _read_cursor(cursor)
    found: list[ChangeRow] = []
    base = _conditions(session, select(ChangeRow), wanted, user)
    of_a_day = _conditions(session, select(ChangeRow), wanted, user, bounded=True)
    if at is not None:
        start, end = _day_of(at)
        rest = or_(_consequence > place, and_(_consequence == place, _older(at, ident)))
        found += _day(session, of_a_day.where(rest), start, end, limit + 1)
        base = base.where(col(ChangeRow.decided_at) < start)
    if len(found) > limit:
        return found
    newest = base.order_by(col(ChangeRow.decided_at).desc(), col(ChangeRow.id).desc()).limit(limit + 1)
    top = _rows(session, newest)
    cut = _day_of(top[-1].decided_at) if len(top) > limit else None
    whole = [row for row in top if cut is None or row.decided_at >= cut[1]]
    found += sorted(whole, key=_reading_order)
    if cut is not None and len(found) <= limit:
        found += _day(session, of_a_day, *cut, limit + 1 - len(found))
    return found


def _rows(session: Session, query: Select[tuple[ChangeRow]]) -> list[ChangeRow]:
    """The rows of an ordered query: sorted by their ids alone, so that the database never sorts whole texts."""
    ids = list(session.scalars(query.with_only_columns(col(ChangeRow.id))))
    found = {row.id: row for row in session.scalars(select(ChangeRow).where(col(ChangeRow.id).in_(ids)))}
    return [found[ident] for ident in ids if ident in found]


def _reading_order(row: ChangeRow) -> tuple[float, int, float, int]:
    start, _ = _day_of(row.decided_at)
    place = _PLACES.get(row.type, len(BANDS) - 1)
    return -start.timestamp(), place, -row.decided_at.timestamp(), -(row.id or 0)


def _day(
    session: Session, base: Select[tuple[ChangeRow]], start: datetime, end: datetime, limit: int
) -> list[ChangeRow]:
    query = base.where(col(ChangeRow.decided_at) >= start, col(ChangeRow.decided_at) < end)
    query = query.order_by(_consequence, col(ChangeRow.decided_at).desc(), col(ChangeRow.id).desc()).limit(limit)
    return _rows(session, query)


def _day_of(when: datetime) -> tuple[datetime, datetime]:
    """Begin and end (exclusive) of the Berlin day of a moment, in UTC."""
    day = when.astimezone(BERLIN).date()
    start = datetime.combine(day, time(), tzinfo=BERLIN)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=BERLIN)
    return utc(start), utc(end)


_PLACES = {kind.value: place for place, (_, types) in enumerate(BANDS) for kind in types}
_consequence = case(_PLACES, value=col(ChangeRow.type), else_=len(BANDS) - 1)


def _older(at: datetime, ident: int) -> ColumnElement[bool]:
    return or_(
        col(ChangeRow.decided_at) < at,
        and_(col(ChangeRow.decided_at) == at, col(ChangeRow.id) < ident),
    )


def _cursor(row: ChangeRow) -> str:
    return f"{int(row.decided_at.timestamp() * 1_000_000)}-{row.id}-{_PLACES.get(row.type, len(BANDS) - 1)}"


def _read_cursor(cursor: str) -> tuple[datetime | None, int, int]:
    parts = cursor.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None, 0, 0
    micros, ident, place = (int(part) for part in parts)
    try:
        at = datetime.fromtimestamp(micros // 1_000_000, tz=BERLIN) + timedelta(microseconds=micros % 1_000_000)
    except (OverflowError, ValueError, OSError):
        return None, 0, 0
    return utc(at), ident, place


# --- conditions ------------------------------------------------------------------------------------------------------


def _conditions(
    session: Session, query: Select[Any], wanted: LogFilter, user: str, *, bounded: bool = False
) -> Select[Any]:
    plain = (
        (wanted.watchlist, col(ChangeRow.watchlist)),
        (wanted.claim, col(ChangeRow.claim)),
        (wanted.party, col(ChangeRow.party)),
        (wanted.outlet, col(ChangeRow.outlet)),
        (wanted.grade, col(ChangeRow.grade)),
    )
    for value, place in plain:
        if value:
            query = query.where(place == value)
    types = set(wanted.types) or {kind for name, kinds in BANDS if name == wanted.band for kind in kinds}
    if wanted.band and wanted.types:
        types &= {kind for name, kinds in BANDS if name == wanted.band for kind in kinds}
    if types or wanted.band or wanted.types:
        query = query.where(col(ChangeRow.type).in_(sorted(types)))
    if wanted.since is not None:
        query = query.where(col(ChangeRow.decided_at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(ChangeRow.decided_at) < wanted.until)
    if not wanted.baseline:
        query = query.where(col(ChangeRow.baseline).is_(False))
    if wanted.words.strip():
        found = matches(session, wanted.words, bounded=bounded)
        query = query.where(found if found is not None else literal(False))
    return _people(session, query, wanted, user)


def _people(session: Session, query: Select, wanted: LogFilter, user: str) -> Select:  # type: ignore[type-arg]
    if wanted.unread:
        query = query.where(
            col(ChangeRow.id) > _seen_until(session, user),
            ~exists().where(
                col(MarkRow.change_key) == col(ChangeRow.key), col(MarkRow.kind) == "read", col(MarkRow.author) == user
            ),
        )
    if wanted.judged:
        query = _marked(query, "judge", wanted.judged)
    if wanted.assigned:
        query = _marked(query, "assign", wanted.assigned)
    return query


def _marked(query: Select, kind: str, value: str) -> Select:  # type: ignore[type-arg]
    """Changes whose newest mark of this kind has the value ("none": there is no such mark, "any": some)."""
    newest = (
        select(func.max(col(MarkRow.id))).where(col(MarkRow.kind) == kind).group_by(col(MarkRow.change_key))
    ).scalar_subquery()
    current = select(MarkRow.change_key).where(col(MarkRow.id).in_(newest), col(MarkRow.value) != "")  # type: ignore[call-overload]
    if value == "none":
        return query.where(col(ChangeRow.key).not_in(current))
    if value != "any":
        current = current.where(col(MarkRow.value) == value)
    return query.where(col(ChangeRow.key).in_(current))


# --- what stands beside a line ---------------------------------------------------------------------------------------


def _marks(session: Session, keys: Sequence[str]) -> dict[str, list[MarkRow]]:
    found: dict[str, list[MarkRow]] = {}
    for row in session.scalars(select(MarkRow).where(col(MarkRow.change_key).in_(keys)).order_by(col(MarkRow.id))):
        found.setdefault(row.change_key, []).append(row)
    return found


def _with_marks(line: LogLine, marks: Sequence[MarkRow], user: str) -> LogLine:
    """The line with the newest mark of each kind; notes are counted."""
    newest = {row.kind: row for row in marks}
    judged, assigned, ack, note = (newest.get(kind) for kind in ("judge", "assign", "ack", "note"))
    read = [row for row in marks if row.kind == "read" and row.author == user]
    return replace(
        line,
        read=line.read or bool(read and read[-1].value != "no"),
        judged=judged.value if judged else "",
        judged_by=judged.author if judged and judged.value else "",
        assigned=assigned.value if assigned else "",
        acknowledged_by=ack.author if ack else "",
        notes=sum(row.kind == "note" for row in marks),
        note=note.value if note else "",
        note_by=note.author if note else "",
    )


#: what a line says about its deliveries: the first that applies
_TOLD = (
    ("failed", ("failed", "expired")),
    ("waiting", ("queued", "sending", "retry", "unclear")),
    ("sent", ("sent",)),
    ("held", ("held",)),
)


def _told(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """How far the telling of each change got, over all its targets."""
    states: dict[str, set[str]] = {}
    rows = session.execute(
        select(DeliveryRow.decision, DeliveryRow.state).where(col(DeliveryRow.decision).in_(keys))  # type: ignore[call-overload]
    )
    for decision, state in rows:
        states.setdefault(decision, set()).add(state)
    return {key: next((word for word, of in _TOLD if found & set(of)), "") for key, found in states.items()}


def _overtaken(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """Which of the changes were superseded, and by which entry."""
    query = select(ChangeRow.supersedes, ChangeRow.key).where(col(ChangeRow.supersedes).in_(keys))  # type: ignore[call-overload]
    return {row[0]: row[1] for row in session.execute(query)}


def _seen_until(session: Session, user: str) -> int:
    from monitor.store.accounts import seen_until

    return seen_until(session, user) if user else 0


def _distinct(session: Session, place: Mapped[str], most: int = 500) -> tuple[str, ...]:
    """Distinct values, each found by a step in the index: costs the number of values, not of rows."""
    first = select(func.min(place).label("value")).cte("steps", recursive=True)
    following = select(func.min(place)).where(place > first.c.value).correlate(first).scalar_subquery()
    steps = first.union_all(select(following).where(first.c.value.is_not(None)))
    found = session.scalars(select(steps.c.value).where(steps.c.value.is_not(None)).limit(most))
    return tuple(value for value in found if value)
