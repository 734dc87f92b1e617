"""What a fact means against everything known: one change type or one reason for silence, and why.

Pure decisions over the tracks as they were before the fact's place in the fold. The order of the questions is the
rank of the change types. Source: DESIGN, "When it is a change".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

from monitor.ledger import tracks
from monitor.ledger.facts import OLD
from monitor.ledger.model import (
    UNATTRIBUTED,
    ChangeType,
    ClaimState,
    Evidence,
    Fact,
    Known,
    Reason,
    Run,
    SilenceReason,
    Track,
    Value,
)
from monitor.ledger.shown import encode
from monitor.ledger.stance import NEUTRAL, POSITIVE
from monitor.ledger.values import anchor, compatible, covers, heading, leaps, moved, narrower, outgrows, same
from monitor.reading.model import Stance
from monitor.watchlist.model import Claim, ClaimKind, Grade, Trend

#: older than this a period in the sentence makes its figure background
LONG_GONE = timedelta(days=62)

Outcome = ChangeType | SilenceReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The outcome for one fact, before grades and keys."""

    outcome: Outcome
    reason: Reason
    #: the value it was decided for (one of a mixed fact's parts, when only that one is new)
    value: Value
    before: Value | None = None
    before_evidence: Evidence | None = None
    before_party: str | None = None
    #: at most this grade, whatever the claim says
    ceiling: Grade = Grade.ALERT
    #: the grade unless the claim says otherwise; None: the type's
    grade: Grade | None = None
    #: the value stands for itself from now on: a second story upgrades it
    waits: bool = False
    #: a pending first value that this fact bears out
    bears_out: str = ""
    #: pairs that are now in contradiction, and pairs that agree again
    clash: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()


class Old(NamedTuple):
    """The position a change leaves, where it has one."""

    value: Value | None = None
    evidence: Evidence | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The state as one fact finds it."""

    claim: Claim
    state: ClaimState
    fact: Fact
    track: Track | None
    #: the run its party stands on
    held: Run | None
    #: what the others stand on
    others: dict[str, Run]
    known: tuple[tuple[str, Track, Known], ...]
    #: facts of this article's earlier revisions
    earlier: Sequence[Fact] = ()
    value: Value = field(default_factory=Value)

    @property
    def declared(self) -> bool:
        return self.fact.named

    @property
    def confirmer(self) -> bool:
        return self.fact.party in self.claim.confirmers


def scene(claim: Claim, state: ClaimState, fact: Fact, earlier: Sequence[Fact]) -> Scene:
    """Everything before the fact's place in the fold."""
    key = fact.key
    late = state.newest is not None and key <= state.newest
    held = {party: tracks.current(claim, track, key) if late else track.held for party, track in state.tracks.items()}
    known = tuple(tracks.known_before(state, key))
    return Scene(
        claim=claim,
        state=state,
        fact=fact,
        track=state.tracks.get(fact.party),
        held=held.get(fact.party),
        others={party: run for party, run in held.items() if run and party != fact.party},
        known=known,
        earlier=earlier,
        value=_new_part(fact, known),
    )


def _new_part(fact: Fact, known: tuple[tuple[str, Track, Known], ...]) -> Value:
    """The one part of a mixed value that nobody gave before; the hull when it is not exactly one."""
    fresh = [part for part in fact.parts if not any(covers(item.value, part) for _, _, item in known)]
    return fresh[0] if len(fresh) == 1 and len(fact.parts) > 1 else fact.value


def decide(claim: Claim, state: ClaimState, fact: Fact, earlier: Sequence[Fact] = ()) -> Decision:
    """The first type that fits, else the reason for silence."""
    now = scene(claim, state, fact, earlier)
    found = _revised(now) or (_figure(now) if claim.kind is ClaimKind.FIGURE else _statement(now))
    found = _contradiction(now, found)
    return _late(now, found)


# --- figures -------------------------------------------------------------------------------------------------------


def _figure(now: Scene) -> Decision:
    if _looks_far_back(now):
        return _silent(now, SilenceReason.RECAP, "recap")
    if not now.known:
        return _first_value(now, "new_value.first")
    if not now.declared and _leaps(now):
        return _silent(now, SilenceReason.UNCLEAR, "unclear.leap", before=_nearest(now))
    pending = _bears_out(now)
    if pending:
        return pending
    return _figure_again(now, now.held) if now.held else _figure_of_newcomer(now)


def _looks_far_back(now: Scene) -> bool:
    """A look back on a time from which on more is known, or on one long gone: background, whatever the number.

    Last month's figure, published weeks later, is no look back of that kind.
    """
    fact = now.fact
    if not fact.recap or fact.at >= fact.published - OLD:
        return False
    newer = now.state.newest is not None and now.state.newest > fact.key
    return newer or fact.at < fact.published - LONG_GONE


def _leaps(now: Scene) -> bool:
    """Whether the value is far from everything anybody stands on."""
    held = [run.value for run in (now.held, *now.others.values()) if run]
    return bool(held) and all(leaps(now.value, value) for value in held)


def _first_value(now: Scene, code: str) -> Decision:
    asked = "new_value" in dict(now.claim.alert) and _sure(now)
    first = now.declared and not now.known
    waits = not asked if now.fact.party == UNATTRIBUTED else not (first or _sure(now))
    return _change(
        now, ChangeType.NEW_VALUE, f"{code}_unnamed" if waits else code,
        ceiling=Grade.DIGEST if waits else Grade.ALERT, waits=waits,
    )  # fmt: skip


def _bears_out(now: Scene) -> Decision | None:
    """A second independent story, or a named source, for a first value that nobody named gave."""
    fact = now.fact
    stands = now.held if fact.party == UNATTRIBUTED else now.others.get(UNATTRIBUTED)
    for item in now.state.pending:
        if stands is None or not (compatible(stands.value, item.value) or same(stands.value, item.value)):
            continue
        if not (compatible(item.value, now.value) or same(item.value, now.value)):
            continue
        if fact.party == UNATTRIBUTED and (fact.evidence.story == item.story or fact.evidence.outlet == item.outlet):
            continue
        code = "new_value.second" if fact.party == UNATTRIBUTED else "new_value.named"
        if now.confirmer and not (now.track and now.track.confirmed):
            return _change(now, ChangeType.NEW_CONFIRMATION, "new_confirmation.value", bears_out=item.key)
        return _change(now, ChangeType.NEW_VALUE, code, bears_out=item.key)
    return None


def _figure_of_newcomer(now: Scene) -> Decision:
    """The first value of a party on a claim that has values."""
    value, fact = now.value, now.fact
    agreeing = _agreeing(now)
    if agreeing:
        return _joins(now, agreeing)
    old = [item for _, _, item in now.known if covers(item.value, value)]
    bar = _bar(now)
    if bar is not None and not fact.correction:
        return _silent(now, SilenceReason.OLDER, "older.trend", before=bar)
    if old:
        if heading(now.claim) or fact.recap or not now.declared:
            return _silent(now, SilenceReason.OLDER, "older.known", before=old[0].value)
        return _change(now, ChangeType.NEW_SOURCE, "new_source.older_value", old=Old(old[0].value))
    near = _nearest(now)
    if near is not None and not moved(now.claim, value, near):
        return _silent(now, SilenceReason.WITHIN_TOLERANCE, "within_tolerance", before=near)
    furthest = _furthest(now) if fact.party == UNATTRIBUTED and _sure(now) else None
    if furthest:
        party, run = furthest
        return _change(
            now, ChangeType.VALUE_CHANGED, "value_changed.own_voice", old=Old(run.value, run.evidence, party)
        )
    return _first_value(now, "new_value.outside")


def _joins(now: Scene, agreeing: tuple[str, Run]) -> Decision:
    """Another party with a value that already stands."""
    party, run = agreeing
    against = Old(run.value, run.evidence, party)
    if now.confirmer and not (now.track and now.track.confirmed):
        return _change(now, ChangeType.NEW_CONFIRMATION, "new_confirmation.value", old=against)
    if now.fact.party == UNATTRIBUTED:
        return _repeat(now, run.value)
    return _change(now, ChangeType.NEW_SOURCE, "new_source.value", old=against)


def _figure_again(now: Scene, held: Run) -> Decision:
    """The next value of a party that gave one."""
    value = now.value
    reported = now.track.reported if now.track and now.track.reported else held.value
    if held.value.mixed and any(compatible(value, item) for item in (held.value, reported)):
        return _silent(now, SilenceReason.WITHIN_TOLERANCE, "within_tolerance", before=reported)
    if same(held.value, value):
        return _repeat(now, held.value)
    if compatible(held.value, value) and not outgrows(now.claim, value, held.value):
        return _agrees_with_itself(now, held, reported)
    if tracks.against_trend(now.claim, value, held.value):
        if not now.fact.correction and not (held.loose and not now.fact.loose):
            return _silent(now, SilenceReason.OLDER, "older.trend", before=held.value)
    elif _background(now, held):
        return _silent(now, SilenceReason.OLDER, "older.known", before=held.value)
    if not moved(now.claim, value, reported):
        return _silent(now, SilenceReason.WITHIN_TOLERANCE, "within_tolerance", before=reported)
    if now.fact.correction and now.fact.party != UNATTRIBUTED:
        return _change(now, ChangeType.RETRACTION, "retraction.value", old=_from(now, held))
    return _moved(now, held)


def _agrees_with_itself(now: Scene, held: Run, reported: Value) -> Decision:
    if any(same(item.value, now.value) for _, _, item in now.known):
        return _repeat(now, now.value)
    if narrower(now.value, held.value):
        return _change(now, ChangeType.REFINED, "refined", old=_from(now, held))
    return _silent(now, SilenceReason.WITHIN_TOLERANCE, "within_tolerance.words", before=reported)


def _background(now: Scene, held: Run) -> bool:
    """A known value that is no news: recap, a claim with a trend, not newer, or named by nobody without news words."""
    if not any(covers(item.value, now.value) for _, _, item in now.known):
        return False
    if any(compatible(run.value, now.value) for run in now.others.values()):
        return False
    unnamed = not now.declared and not now.fact.fresh
    return bool(heading(now.claim)) or now.fact.recap or now.fact.key <= held.last or unnamed


def _moved(now: Scene, held: Run) -> Decision:
    """A party leaves its value; when it only follows what the desk was told, that is no second alert."""
    agreeing = _agreeing(now)
    if agreeing:
        if now.fact.party == UNATTRIBUTED:
            return _repeat(now, agreeing[1].value)
        if not now.declared:
            return _change(now, ChangeType.NEW_SOURCE, "new_source.follows", old=_from(now, held))
    elif not now.declared:
        near = next((run.value for run in now.others.values() if not moved(now.claim, now.value, run.value)), None)
        if near is not None:
            return _silent(now, SilenceReason.WITHIN_TOLERANCE, "within_tolerance", before=near)
    if now.declared and _follows(now, held):
        if now.confirmer and not (now.track and now.track.confirmed):
            return _change(now, ChangeType.NEW_CONFIRMATION, "new_confirmation.value", old=_from(now, held))
        return _change(now, ChangeType.NEW_SOURCE, "new_source.follows", old=_from(now, held))
    if not _sure(now):
        return _change(
            now,
            ChangeType.VALUE_CHANGED,
            "value_changed.unsure",
            old=_from(now, held),
            ceiling=Grade.DIGEST,
            waits=True,
        )
    return _change(now, ChangeType.VALUE_CHANGED, "value_changed", old=_from(now, held))


def _sure(now: Scene) -> bool:
    """Whether a figure is plainly the claim's (`facts.is_loose`)."""
    return not now.fact.loose


def _follows(now: Scene, held: Run) -> bool:
    """Whether the desk was alerted to this value since, on the word of nobody declared."""
    return any(
        told.key > held.first and not told.named and told.party != now.fact.party and compatible(told.value, now.value)
        for told in now.state.told
    )


def _agreeing(now: Scene) -> tuple[str, Run] | None:
    """Who stands on a compatible value now: declared parties first, the latest first."""
    found = [
        (party, run)
        for party, run in now.others.items()
        if compatible(run.value, now.value) and not outgrows(now.claim, now.value, run.value)
    ]
    if not found:
        return None
    return max(found, key=lambda item: (now.state.tracks[item[0]].named, item[1].last))


def _bar(now: Scene) -> Value | None:
    """The value of somebody who already stands further along the claim's direction, the furthest first."""
    bars = [run.value for run in now.others.values() if now.fact.loose or not run.loose]
    ahead = [value for value in bars if tracks.against_trend(now.claim, now.value, value)]
    if not ahead:
        return None
    pick = max if heading(now.claim) is Trend.RISING else min
    return pick(ahead, key=lambda value: anchor(value) or 0.0)


def _furthest(now: Scene) -> tuple[str, Run] | None:
    """In a claim with a trend an article's own voice carries on from whoever stood furthest ("ist auf 657 gestiegen")."""
    if heading(now.claim) is None or not now.others:
        return None
    pick = max if heading(now.claim) is Trend.RISING else min
    return pick(now.others.items(), key=lambda item: anchor(item[1].value) or 0.0)


def _nearest(now: Scene) -> Value | None:
    to = anchor(now.value)
    near = [
        (abs(at - to), item.value)
        for _, _, item in now.known
        if to is not None and (at := anchor(item.value)) is not None
    ]
    return min(near, key=lambda item: item[0])[1] if near else None


# --- statements ----------------------------------------------------------------------------------------------------


def _statement(now: Scene) -> Decision:
    found = _answer(now) if now.claim.positions else _stance(now)
    if now.declared or not isinstance(found.outcome, ChangeType):
        return found
    given = [item.value for _, _, item in now.known] + [run.value for run in now.others.values()]
    by = now.fact.evidence
    nobody = bool(by.speaker or by.cue) and not by.root  # "Kritiker", "andere"
    first = not (now.fact.recap or nobody) and not any(_same_answer(value, now.value) for value in given)
    if first and _asked_for(now, found.outcome):
        return found
    return replace(found, ceiling=Grade.DIGEST)


def _asked_for(now: Scene, outcome: ChangeType) -> bool:
    """Whether the editor wants this type by name: then an answer nobody gave before may come from anybody."""
    return outcome is ChangeType.NEW_SOURCE and outcome.value in dict(now.claim.alert)


def _same_answer(left: Value, right: Value) -> bool:
    firm = (Stance.CONFIRMS, Stance.ASSERTS)
    return same(left, right) or (left.answer is None and left.stance in firm and right.stance in firm)


def _stance(now: Scene) -> Decision:
    now = _beyond_headlines(now)
    stance, held = now.value.stance, now.held
    ever = {item.value.stance for party, _, item in now.known if party == now.fact.party}
    turn = _turn(now, stance)
    if stance is Stance.RETRACTS:
        return _repeat(now, now.value) if held and same(held.value, now.value) else _retracts(now)
    if turn:
        return turn
    if stance is Stance.CONFIRMS and stance not in ever:
        kind = ChangeType.NEW_CONFIRMATION if now.confirmer else ChangeType.NEW_SOURCE
        return _change(now, kind, f"{kind.value}.stance", old=_from(now, held))
    if stance is Stance.DENIES and stance not in ever:
        kind = ChangeType.DENIAL if now.declared else ChangeType.NEW_SOURCE
        return _change(now, kind, "denial" if now.declared else "new_source.denies", old=_from(now, held))
    if held and same(held.value, now.value):
        return _repeat(now, held.value)
    if stance in NEUTRAL and held and held.value.stance in (Stance.CONFIRMS, Stance.ASSERTS):
        return _change(now, ChangeType.SOFTENED, "softened", old=_from(now, held))
    if held is None:
        if now.fact.party == UNATTRIBUTED and any(same(item.value, now.value) for _, _, item in now.known):
            return _repeat(now, now.value)
        return _change(now, ChangeType.NEW_SOURCE, "new_source.stance")
    if stance is Stance.ASSERTS and stance not in ever and held.value.stance in (Stance.SUSPECTS, Stance.ESTIMATES):
        return _change(now, ChangeType.REFINED, "refined.stance", old=_from(now, held))
    return _silent(now, SilenceReason.WITHIN_TOLERANCE, "within_tolerance.stance", before=held.value)


def _beyond_headlines(now: Scene) -> Scene:
    """A headline alone settles nothing: the first text that says the same is decided as if it were the first word."""
    held = now.held
    if held is None or not held.evidence.weak or now.fact.evidence.weak or not same(held.value, now.value):
        return now
    told = [item for item in now.state.told if item.party == now.fact.party and same(item.value, now.value)]
    if len(told) != 1 or told[0].article == now.fact.article:
        return now
    known = tuple(item for item in now.known if item[0] != now.fact.party)
    return replace(now, held=None, track=None, known=known)


def _turn(now: Scene, stance: Stance | None) -> Decision | None:
    """denies -> confirms or asserts, and confirms -> denies; neutral answers between do not count."""
    if now.track is None:
        return None
    firm = [
        run
        for run in now.track.runs
        if run.first < now.fact.key and run.value.stance in (Stance.DENIES, Stance.CONFIRMS, Stance.ASSERTS)
    ]
    if not firm:
        return None
    last = firm[-1]
    confirmed = any(run.value.stance is Stance.CONFIRMS for run in firm)
    denied = any(run.value.stance is Stance.DENIES for run in firm)
    if last.value.stance is Stance.DENIES and stance in (Stance.CONFIRMS, Stance.ASSERTS):
        return _change(now, ChangeType.REVERSAL, "reversal.confirms", old=_from(now, last))
    if last.value.stance in POSITIVE and stance is Stance.DENIES and (confirmed or denied):
        return _change(now, ChangeType.REVERSAL, "reversal.denies", old=_from(now, last))
    return None


def _retracts(now: Scene) -> Decision:
    kind = ChangeType.RETRACTION if now.declared or now.held else ChangeType.NEW_SOURCE
    return _change(now, kind, "retraction.stance", old=_from(now, now.held))


def _answer(now: Scene) -> Decision:
    held, value = now.held, now.value
    if value.stance is Stance.RETRACTS:
        return _retracts(now)
    if held is None:
        agreeing = next((item for item in now.others.items() if item[1].value.answer == value.answer), None)
        if now.confirmer:
            return _change(now, ChangeType.NEW_CONFIRMATION, "new_confirmation.answer")
        if agreeing:
            if now.fact.party == UNATTRIBUTED:
                return _repeat(now, value)
            return _change(now, ChangeType.NEW_SOURCE, "new_source.answer", old=Old(agreeing[1].value))
        return _first_value(now, "new_value.answer")
    if held.value.answer == value.answer:
        return _repeat(now, held.value)
    back = any(item.value.answer == value.answer for _, _, item in now.known)
    if back and (now.fact.recap or (not now.declared and not now.fact.fresh)):
        return _silent(now, SilenceReason.OLDER, "older.known", before=held.value)
    return _change(now, ChangeType.VALUE_CHANGED, "value_changed.answer", old=_from(now, held))


# --- revisions, contradictions, late facts -------------------------------------------------------------------------


def _revised(now: Scene) -> Decision | None:
    """Same article, new revision: an edit that changes nothing claimed is silent, another value is `corrected`.

    A value that an earlier revision already gave (A, B, A) alerts no second time.
    """
    sides = {now.fact.party, UNATTRIBUTED}
    earlier = [item for item in now.earlier if item.party in sides or now.fact.party == UNATTRIBUTED]
    if now.fact.revision <= 1 or not earlier:
        return None
    if any(_unchanged(now, item.value) for item in earlier):
        return _silent(now, SilenceReason.REPEAT, "repeat.revision", before=earlier[-1].value)
    newest = max(item.revision for item in earlier)
    last = next(item for item in reversed(earlier) if item.revision == newest)
    return _change(
        now, ChangeType.CORRECTED, "corrected", old=Old(last.value, last.evidence, last.party)
    )  # fmt: skip


def _unchanged(now: Scene, old: Value) -> bool:
    if now.claim.kind is ClaimKind.STATEMENT:
        return same(old, now.value)
    return same(old, now.value) or (compatible(old, now.value) and anchor(old) == anchor(now.value))


def _contradiction(now: Scene, found: Decision) -> Decision:
    """Two declared parties become incompatible: told once per pair, re-armed after they agreed."""
    if not now.declared or found.outcome in (SilenceReason.OLDER, SilenceReason.RECAP, SilenceReason.UNCLEAR):
        return found
    clash: list[str] = []
    agreed: list[str] = []
    against: tuple[str, Run] | None = None
    for party, run in now.others.items():
        if not now.state.tracks[party].named:
            continue
        pair = "|".join(sorted((party, now.fact.party)))
        if tracks.against_trend(now.claim, run.value, now.value) and run.last < now.fact.key:
            continue  # a counter that has moved on since contradicts nobody
        if opposed(now.claim, now.value, run.value):
            if pair not in now.state.pairs:
                clash.append(pair)
                against = against or (party, run)
        elif agree(now.claim, now.value, run.value) and pair in now.state.pairs:
            agreed.append(pair)
    if against and _ranks_below_contradiction(found.outcome):
        party, run = against
        found = _change(now, ChangeType.CONTRADICTION, "contradiction", old=Old(run.value, run.evidence, party))
    return replace(found, clash=tuple(clash), agreed=tuple(agreed))


def _ranks_below_contradiction(outcome: Outcome) -> bool:
    if isinstance(outcome, SilenceReason):
        return False
    order = list(ChangeType)
    return order.index(outcome) > order.index(ChangeType.CONTRADICTION)


def opposed(claim: Claim, left: Value, right: Value) -> bool:
    """Whether two positions cannot both be true."""
    if claim.positions:
        return bool(left.answer and right.answer and left.answer != right.answer)
    if claim.kind is ClaimKind.STATEMENT:
        sides = {left.stance, right.stance}
        return Stance.DENIES in sides and bool(sides & {Stance.CONFIRMS, Stance.ASSERTS})
    return not left.mixed and not right.mixed and not compatible(left, right) and moved(claim, left, right)


def agree(claim: Claim, left: Value, right: Value) -> bool:
    """Whether two positions say the same."""
    if claim.positions:
        return left.answer == right.answer
    if claim.kind is ClaimKind.STATEMENT:
        firm = (Stance.CONFIRMS, Stance.ASSERTS)
        return left.stance == right.stance or (left.stance in firm and right.stance in firm)
    return compatible(left, right)


def _late(now: Scene, found: Decision) -> Decision:
    """A late fact that newer ones overtook changes nothing any more; recap of something known is recap."""
    fact = now.fact
    if isinstance(found.outcome, SilenceReason):
        if fact.recap and found.outcome in (SilenceReason.REPEAT, SilenceReason.OLDER, SilenceReason.WIRE_COPY):
            return replace(found, outcome=SilenceReason.RECAP, reason=_reason("recap", found.before, now))
        return found
    if now.track is None or found.outcome is ChangeType.CORRECTED:
        return found
    newer = [run for run in now.track.runs if run.last > fact.key]
    if not newer:
        return found
    if any(_says(now, run.value) for run in newer):
        silence, code = (SilenceReason.RECAP, "recap") if fact.recap else (SilenceReason.REPEAT, "repeat.late")
    else:
        silence, code = (SilenceReason.RECAP, "recap") if fact.recap else (SilenceReason.OLDER, "older.overtaken")
    return replace(found, outcome=silence, reason=_reason(code, newer[-1].value, now), waits=False, bears_out="")


def _says(now: Scene, value: Value) -> bool:
    return same(value, now.value) or (now.claim.kind is ClaimKind.FIGURE and compatible(value, now.value))


# --- building decisions --------------------------------------------------------------------------------------------


def _from(now: Scene, held: Run | None) -> Old | None:
    return Old(held.value, held.evidence, now.fact.party) if held else None


def _repeat(now: Scene, value: Value) -> Decision:
    """Known and said again: a copy of a known story, or a repeat."""
    for _, _, item in now.known:
        if same(item.value, now.value) and tracks.story_of(item, now.fact) in item.stories:
            return _silent(now, SilenceReason.WIRE_COPY, "wire_copy", before=value)
    return _silent(now, SilenceReason.REPEAT, "repeat", before=value)


def _silent(now: Scene, outcome: SilenceReason, code: str, *, before: Value | None = None) -> Decision:
    return Decision(outcome=outcome, reason=_reason(code, before, now), value=now.value, before=before)


def _change(
    now: Scene,
    outcome: ChangeType,
    code: str,
    *,
    old: Old | None = None,
    ceiling: Grade = Grade.ALERT,
    waits: bool = False,
    bears_out: str = "",
) -> Decision:
    old = old or Old()
    return Decision(
        outcome=outcome,
        reason=_reason(code, old.value, now),
        value=now.value,
        before=old.value,
        before_evidence=old.evidence,
        before_party=old.party,
        ceiling=ceiling,
        waits=waits,
        bears_out=bears_out,
    )


def _reason(code: str, before: Value | None, now: Scene) -> Reason:
    values = [("who", now.fact.speaker or now.fact.party), ("outlet", now.fact.evidence.outlet)]
    if before is not None:
        values.append(("before", encode(before)))
    values.append(("after", encode(now.value)))
    return Reason(code=code, values=tuple(values))
