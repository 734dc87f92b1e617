"""Claims in the store: one row per version, each with the state its fold has reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy import select as sql
from sqlmodel import Session, select

from monitor.ledger.model import ClaimState
from monitor.store.codec import dump, load
from monitor.store.database import at_end
from monitor.store.straight import Prepared
from monitor.store.tables import ClaimRow
from monitor.watchlist.model import Claim, Watchlist

_CLAIM: Table = ClaimRow.__table__  # type: ignore[attr-defined]
_STATES_OF = Prepared(
    sql(_CLAIM.c.claim, _CLAIM.c.id, _CLAIM.c.state).where(
        _CLAIM.c.watchlist == bindparam("of_watchlist"), _CLAIM.c.active
    )
)
_SET_STATE = Prepared(_CLAIM.update().where(_CLAIM.c.id == bindparam("number")))


def fresh(session: Session, watchlist: Watchlist) -> tuple[Claim, ...]:
    """The claims of a watchlist whose versions are not active yet: those need a fold over what is stored."""
    rows = session.exec(
        select(ClaimRow.claim, ClaimRow.version).where(ClaimRow.watchlist == watchlist.id, ClaimRow.active)
    )
    active = set(rows.all())
    return tuple(claim for claim in watchlist.claims if (claim.id, claim.version) not in active)


def sync(session: Session, watchlist: Watchlist, now: datetime) -> None:
    """Makes exactly the claims of a watchlist the active ones; older versions stay as history."""
    _write_held(session)
    rows = {
        (row.claim, row.version): row
        for row in session.exec(select(ClaimRow).where(ClaimRow.watchlist == watchlist.id))
    }
    wanted = {(claim.id, claim.version) for claim in watchlist.claims}
    for key, row in rows.items():
        if key not in wanted:
            row.active = False
    for claim in watchlist.claims:
        row = rows.get((claim.id, claim.version)) or ClaimRow(
            watchlist=watchlist.id,
            claim=claim.id,
            version=claim.version,
            kind=claim.kind.value,
            data="",
            since=now,
            active=False,
        )
        if not row.active:
            row.since = now
        row.active, row.question, row.data = True, claim.question, dump(claim)
        session.add(row)
    session.flush()


def retire(session: Session, watchlist: str) -> None:
    """No claim of the watchlist is active any more."""
    _write_held(session)
    for row in session.exec(select(ClaimRow).where(ClaimRow.watchlist == watchlist)):
        row.active = False


def active(session: Session) -> tuple[tuple[str, Claim], ...]:
    """(watchlist, claim) of every active claim version."""
    rows = session.exec(select(ClaimRow.watchlist, ClaimRow.data).where(ClaimRow.active))
    return tuple((watchlist, load(Claim, data)) for watchlist, data in rows)


def ids(session: Session, watchlist: str) -> dict[str, int]:
    """Claim id -> row id of its active version."""
    rows = session.exec(select(ClaimRow.claim, ClaimRow.id).where(ClaimRow.watchlist == watchlist, ClaimRow.active))
    return {claim: number for claim, number in rows if number is not None}


class States(Mapping[str, ClaimState]):
    """Claim id -> state of its active version, as far as folded.

    Nothing is read before something is asked, as most articles touch no claim of most watchlists; then all states of
    the watchlist are, in one query, and each is parsed when it is asked for. One transaction has one of these for each
    watchlist: several articles decided in it read once, and write once at its end.
    """

    def __init__(self, rows: Callable[[], Iterable[tuple[Any, ...]]]) -> None:
        self._rows = rows
        self._moved: dict[str, ClaimState] = {}

    @cached_property
    def _found(self) -> dict[str, tuple[int, str]]:
        return {claim: (number or 0, text) for claim, number, text in self._rows()}

    @property
    def ids(self) -> dict[str, int]:
        """Claim id -> row id, folded or not."""
        return {claim: number for claim, (number, _) in self._found.items()}

    def put(self, claim: str, state: ClaimState) -> None:
        """From now on this is the state of a claim; it is written when the transaction ends."""
        self._moved[claim] = state

    @property
    def moved(self) -> dict[int, ClaimState]:
        """Row id -> state of what was put here."""
        return {self._found[claim][0]: state for claim, state in self._moved.items()}

    def __getitem__(self, claim: str) -> ClaimState:
        moved = self._moved.get(claim)
        if moved is not None:
            return moved
        text = self._found[claim][1]
        if not text:
            raise KeyError(claim)
        return _parsed(text)

    def __iter__(self) -> Iterator[str]:
        return (claim for claim, (_, text) in self._found.items() if text or claim in self._moved)

    def __len__(self) -> int:
        return sum(1 for _ in self)


#: under which a session keeps the states of its transaction, by watchlist
_HELD = "claim states"


def states(session: Session, watchlist: str) -> States:
    """The states of the active claims of a watchlist, as this transaction knows them."""
    held: dict[str, States] = session.info.setdefault(_HELD, {})
    if not held:
        at_end(session, _write_held)
    if watchlist not in held:
        held[watchlist] = States(lambda: _STATES_OF.rows(session, {"of_watchlist": watchlist}))
    return held[watchlist]


def _write_held(session: Session) -> None:
    """Writes what moved, and forgets what this transaction knew."""
    for found in session.info.pop(_HELD, {}).values():
        _set(session, found.moved)


def set_states(session: Session, found: Mapping[int, ClaimState | None]) -> None:
    """Remembers how far the folds of claim versions (by row id) have come; None: nothing yet."""
    _write_held(session)
    _set(session, found)


def _set(session: Session, found: Mapping[int, ClaimState | None]) -> None:
    texts = {number: dump(state) if state is not None else "" for number, state in found.items()}
    for number, state in found.items():
        if state is not None:
            _remember(texts[number], state)
    _SET_STATE.many(session, [{"number": number, "state": text} for number, text in texts.items()])


#: stored text -> state: parsing costs more than all the rest of a decision
_STATES: dict[str, ClaimState] = {}
#: states kept parsed
_MOST = 512


def _parsed(text: str) -> ClaimState:
    found = _STATES.get(text)
    return found if found is not None else _remember(text, load(ClaimState, text))


def _remember(text: str, state: ClaimState) -> ClaimState:
    if len(_STATES) >= _MOST:
        for old in list(_STATES)[: _MOST // 4]:
            _STATES.pop(old, None)
    _STATES[text] = state
    return state
