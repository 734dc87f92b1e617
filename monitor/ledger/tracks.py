"""The fold: what each party said, run by run, the same for every order of arrival.

A run is a stretch of equal values of one party in fold order. A late fact extends a run, opens one, or splits one;
only for a split are the stored facts asked for its two neighbours. So a decision costs the same whether a thousand
or a million observations came before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.ledger.model import UNATTRIBUTED, ClaimState, Fact, Key, Known, Run, Track, Value, Wire
from monitor.ledger.values import anchor, compatible, covers, heading, leaps, narrower, same
from monitor.watchlist.model import Claim, ClaimKind, Trend

#: runs kept per party; a fact later than that many value changes only adds to what is known
RUNS = 24
#: values kept per party; the least recent goes first
KNOWN = 48
#: later prints of one story that are passed over in search of a neighbour
REPRINTS = 200
#: stories, outlets and roots kept per value
SUPPORT = 40
#: undeclared speakers kept per claim; the longest silent goes first
TRACKS = 300
#: same agency credit and same value within this time is one story
WIRE = timedelta(hours=24)

Neighbour = Callable[[Key], Fact | None]


def insert(track: Track | None, fact: Fact, *, before: Neighbour, after: Neighbour) -> Track:
    """The track with one more fact; `before` and `after` find the party's stored neighbours of a key."""
    track = track or Track(named=fact.named)
    printed = first_print(track, fact)
    track = replace(track, known=_with_known(track.known, fact))
    if track.horizon and fact.key <= track.horizon:
        return track
    if printed is not None and printed <= fact.key:
        return track
    near = _Near(track, fact, before, after)
    runs = _with_run(track.runs, fact, near)
    if printed is not None:
        runs = _without(runs, fact.value, printed, near)
    return replace(track, runs=runs)


def print_of(fact: Fact) -> str:
    """The story whose first print counts; a later revision of an article speaks for itself."""
    story = fact.evidence.story or fact.article
    return story if fact.revision == 1 else f"{story}#{fact.article}#{fact.revision}"


def first_print(track: Track, fact: Fact) -> Key | None:
    """Where the fact's story gave this value first, None: it did not yet."""
    known = next((item for item in track.known if same(item.value, fact.value)), None)
    return dict(known.prints).get(print_of(fact)) if known else None


class _Near:
    """The neighbours of a place in a party's fold: stored facts and the one just coming in, without later prints."""

    def __init__(self, track: Track, fact: Fact, before: Neighbour, after: Neighbour) -> None:
        self._track, self._fact, self._before, self._after = track, fact, before, after

    def before(self, key: Key) -> Fact | None:
        found = self._first(self._before, key)
        own = self._fact if self._fact.key < key else None
        return max((item for item in (found, own) if item), key=lambda item: item.key, default=None)

    def after(self, key: Key) -> Fact | None:
        found = self._first(self._after, key)
        own = self._fact if self._fact.key > key else None
        return min((item for item in (found, own) if item), key=lambda item: item.key, default=None)

    def _first(self, step: Neighbour, key: Key) -> Fact | None:
        for _ in range(REPRINTS):
            found = step(key)
            if found is None or first_print(self._track, found) in (None, found.key):
                return found
            key = found.key
        return None


def settle(claim: Claim, old: Track | None, track: Track) -> Track:
    """The track with the run it stands on, and no more runs than are kept.

    A new last run is one step from where the party stood; only a late fact walks the runs again.
    """
    ahead = old is not None and len(track.runs) > len(old.runs) and track.runs[: len(old.runs)] == old.runs
    if old is not None and track.runs == old.runs:
        held = old.held
    elif old is not None and ahead and len(track.runs) == len(old.runs) + 1:
        held = _step(claim, track, old.held, track.runs[-1], _values(track, len(old.runs)))
    else:
        held = current(claim, track)
    track = replace(track, held=held)
    if len(track.runs) <= RUNS:
        return track
    oldest = track.runs[0]
    base = _step(claim, track, track.base, oldest, _values(track, 0))
    return replace(track, runs=track.runs[1:], base=base, horizon=oldest.last)


def _values(track: Track, before: int) -> Iterable[Value]:
    """What the party said before one of its runs."""
    if track.base:
        yield track.base.value
    for run in track.runs[:before]:
        yield run.value


def _with_run(runs: tuple[Run, ...], fact: Fact, near: _Near) -> tuple[Run, ...]:
    key = fact.key
    place = bisect_right(runs, key, key=lambda run: run.first)
    left = runs[place - 1] if place else None
    right = runs[place] if place < len(runs) else None
    if left and same(left.value, fact.value):
        return runs if key <= left.last else (*runs[: place - 1], replace(left, last=key), *runs[place:])
    if left and key < left.last:
        return (*runs[: place - 1], *_split(left, fact, near), *runs[place:])
    if right and same(right.value, fact.value):
        return (*runs[:place], replace(_run(fact), last=right.last), *runs[place + 1 :])
    return (*runs[:place], _run(fact), *runs[place:])


def _without(runs: tuple[Run, ...], value: Value, key: Key, near: _Near) -> tuple[Run, ...]:
    """The runs without a fact that turned out to be a later print of an older one."""
    at = next((n for n, run in enumerate(runs) if run.first <= key <= run.last and same(run.value, value)), None)
    if at is None:
        return runs
    run = runs[at]
    if run.first == run.last:
        left, right = runs[:at], runs[at + 1 :]
        if left and right and same(left[-1].value, right[0].value):
            return (*left[:-1], replace(left[-1], last=right[0].last), *right[1:])
        return (*left, *right)
    if run.first == key:
        later = near.after(key)
        run = replace(_run(later), last=run.last) if later else run
    elif run.last == key:
        earlier = near.before(key)
        run = replace(run, last=max(run.first, earlier.key)) if earlier else run
    return (*runs[:at], run, *runs[at + 1 :])


def _run(fact: Fact) -> Run:
    return Run(
        value=fact.value,
        first=fact.key,
        last=fact.key,
        evidence=fact.evidence,
        recap=fact.recap,
        correction=fact.correction,
        fresh=fact.fresh,
        loose=fact.loose,
    )


def _split(run: Run, fact: Fact, near: _Near) -> tuple[Run, ...]:
    """The run up to the late fact, the fact, the run after it."""
    earlier, later = near.before(fact.key), near.after(fact.key)
    head = replace(run, last=max(run.first, earlier.key) if earlier else run.first)
    tail = replace(_run(later), last=run.last) if later else replace(run, first=run.last)
    return head, _run(fact), tail


def _with_known(known: tuple[Known, ...], fact: Fact) -> tuple[Known, ...]:
    old = next((item for item in known if same(item.value, fact.value)), None)
    if old is None:
        entry = _support(Known(value=fact.value, first=fact.key, last=fact.key), fact)
        kept = known if len(known) < KNOWN else tuple(sorted(known, key=lambda item: item.last))[1:]
        return (*kept, entry)
    new = replace(_support(old, fact), first=min(old.first, fact.key), last=max(old.last, fact.key))
    return tuple(new if item is old else item for item in known)


def _support(known: Known, fact: Fact) -> Known:
    evidence = fact.evidence
    story = story_of(known, fact)
    wires = known.wires
    if evidence.agency and not any(wire.story == story and wire.agency == evidence.agency for wire in wires):
        wires = (*wires, Wire(evidence.agency, evidence.published, story))[-SUPPORT:]
    return replace(
        known,
        stories=_added(known.stories, story),
        outlets=_added(known.outlets, evidence.outlet),
        roots=_added(known.roots, evidence.root or (f"agency:{evidence.agency}" if evidence.agency else story)),
        wires=wires,
        prints=_printed(known.prints, print_of(fact), fact.key),
    )


def _printed(prints: tuple[tuple[str, Key], ...], story: str, key: Key) -> tuple[tuple[str, Key], ...]:
    """The first print of each story; the oldest stories are forgotten first."""
    found = dict(prints)
    found[story] = min(found.get(story, key), key)
    return tuple(sorted(found.items(), key=lambda item: (item[1], item[0])))[-SUPPORT:]


def _added(items: tuple[str, ...], item: str) -> tuple[str, ...]:
    if item in items or len(items) >= SUPPORT:
        return items
    return tuple(sorted((*items, item)))


def story_of(known: Known, fact: Fact) -> str:
    """The fact's story: its article's, or that of an agency copy with the same value within 24 hours."""
    evidence = fact.evidence
    if evidence.agency:
        for wire in known.wires:
            if wire.agency == evidence.agency and abs(wire.at - evidence.published) <= WIRE:
                return wire.story
    return evidence.story or evidence.article


# --- what a party holds --------------------------------------------------------------------------------------------


def current(claim: Claim, track: Track | None, before: Key | None = None) -> Run | None:
    """The run a party stands on, as of `before` (exclusive), None: it said nothing yet.

    Figures: a less precise compatible value does not replace a sharper one, and older values of a claim with a trend
    never do. Stances and answers: the last one.
    """
    if track is None:
        return None
    held = track.base
    for at, run in enumerate(track.runs):
        if before is not None and run.first >= before:
            break
        held = _step(claim, track, held, run, _values(track, at))
    return held


def _step(claim: Claim, track: Track, held: Run | None, run: Run, seen: Iterable[Value]) -> Run:
    if held is None or claim.kind is ClaimKind.STATEMENT:
        return run
    if held.value.mixed:
        return run
    if compatible(held.value, run.value):
        return run if narrower(run.value, held.value) else held
    if not track.named and leaps(run.value, held.value):
        return held
    if against_trend(claim, run.value, held.value):
        return run if run.correction or (held.loose and not run.loose) else held
    background = run.recap or (not track.named and not run.fresh)
    return held if background and any(covers(value, run.value) for value in seen) else run


def against_trend(claim: Claim, value: Value, held: Value) -> bool:
    """Whether a value lies before the held one in the claim's direction."""
    new, old = anchor(value), anchor(held)
    if new is None or old is None or heading(claim) is None:
        return False
    return new < old if heading(claim) is Trend.RISING else new > old


def known_before(state: ClaimState, key: Key) -> Iterator[tuple[str, Track, Known]]:
    """Everything anybody gave before a place in the fold."""
    for party, track in state.tracks.items():
        for item in track.known:
            if item.first < key:
                yield party, track, item


def bounded(tracks: dict[str, Track]) -> dict[str, Track]:
    """At most `TRACKS` undeclared speakers; the longest silent is forgotten first."""
    undeclared = [name for name, track in tracks.items() if not track.named and name != UNATTRIBUTED]
    if len(undeclared) <= TRACKS:
        return tracks
    oldest = min(undeclared, key=lambda name: max((item.last for item in tracks[name].known), default=_never()))
    return {name: track for name, track in tracks.items() if name != oldest}


def _never() -> Key:
    return Key(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), "", 0)
