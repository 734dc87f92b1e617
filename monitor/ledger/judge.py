"""What one revision means to one watchlist: facts, verdicts, changes and the new states."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.articles.model import Revision
from monitor.i18n import BERLIN
from monitor.ledger import tracks
from monitor.ledger.compare import Decision, decide
from monitor.ledger.facts import touch
from monitor.ledger.history import Memory
from monitor.ledger.model import (
    UNATTRIBUTED,
    Change,
    ChangeType,
    ClaimState,
    Fact,
    History,
    Judgement,
    Pending,
    Position,
    Reason,
    Run,
    SilenceReason,
    Told,
    Track,
    Value,
    Verdict,
)
from monitor.ledger.page import look_at
from monitor.ledger.scope import sight
from monitor.ledger.shown import encode
from monitor.ledger.values import compatible, same
from monitor.ledger.words import KILLED
from monitor.reading.model import Reading
from monitor.watchlist.model import Claim, Grade, Watchlist

#: what happens with each change type, unless the claim says otherwise; silence reasons: never
DEFAULT_GRADE = {
    ChangeType.REFINED: Grade.DIGEST,
    ChangeType.NEW_SOURCE: Grade.DIGEST,
    ChangeType.SOFTENED: Grade.DIGEST,
}
#: newer facts by at least this much make a fact late ("nachträglich"), and not merely read in another order
LATE = timedelta(minutes=30)
#: characters at the top of a text that may say that it is taken back
KILL_ZONE = 400
#: alerts and first values remembered per claim
MEMORY = 32
_GRADES = (Grade.NEVER, Grade.DIGEST, Grade.ALERT)


def judge(
    watchlist: Watchlist,
    states: Mapping[str, ClaimState],
    revision: Revision,
    reading: Reading,
    *,
    history: History,
    baseline: bool = False,
    anchored: bool = True,
) -> Judgement:
    """Verdicts for every observation of the revision that touches a claim, and the changes among them.

    `states` maps claim ids to what is known (missing ids: nothing yet); the new ones stand in the answer's `states`,
    for touched claims only. `facts` and `verdicts` are parallel. With `baseline` everything is decided alike, but
    every change has the grade `never`. `history` is asked only for new revisions and late arrivals, and must hold
    what was stored before this call, not this revision's facts. An article without an anchor word of the watchlist
    touches none of its claims, whoever else had it read; `anchored=False` takes that for granted (a text of which only
    sentences are left). Nothing is raised.
    """
    if is_notice(revision.text):
        return _killed(watchlist, states, revision)
    off_topic = _off_topic(watchlist, revision, reading) if anchored else None
    if off_topic:
        return Judgement(gate=off_topic)
    facts = touch(watchlist, revision, reading)
    if not facts:
        return Judgement(gate=Reason(code="gate.nothing"))
    claims = {claim.id: claim for claim in watchlist.claims}
    verdicts: list[Verdict] = []
    changes: list[Change] = []
    after: dict[str, ClaimState] = {}
    for fact in facts:
        state = after.get(fact.claim, states.get(fact.claim, ClaimState()))
        step = fold(claims[fact.claim], state, fact, history=history, baseline=baseline, decided=changes)
        after[fact.claim] = step.state
        verdicts.append(step.verdict)
        changes.extend(step.changes)
    return Judgement(
        verdicts=tuple(verdicts),
        changes=tuple(changes),
        superseded=tuple(change.supersedes for change in changes if change.supersedes),
        facts=facts,
        states=after,
    )


def is_notice(text: str) -> bool:
    """Whether a text says at its top that an agency takes a report back."""
    top = text[:KILL_ZONE]
    return "meldung" in top.lower() and KILLED.search(top) is not None


def _killed(watchlist: Watchlist, states: Mapping[str, ClaimState], revision: Revision) -> Judgement:
    """An agency takes a report back: nothing in the notice counts, and what was told on its word is overtaken."""
    sources = {revision.article, revision.story}
    told = [item for claim in watchlist.claims for item in states.get(claim.id, ClaimState()).told]
    return Judgement(
        superseded=tuple(item.change for item in told if item.article in sources), gate=Reason(code="gate.kill")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One fact folded into one claim's state."""

    state: ClaimState
    verdict: Verdict
    changes: tuple[Change, ...] = field(default=())


def fold(
    claim: Claim,
    state: ClaimState,
    fact: Fact,
    *,
    history: History,
    baseline: bool = False,
    decided: Iterable[Change] = (),
) -> Step:
    """Decide one fact and put it into the state."""
    if not fact.standing:
        return _set_aside(claim, state, fact, baseline=baseline)
    names = (fact.claim, fact.claim_version)
    earlier = history.of_article(*names, fact.article) if fact.revision > 1 else ()
    decision = decide(claim, state, fact, earlier)
    late = _is_late(state, fact)
    state = _insert(claim, state, fact, history)
    change = _change_of(claim, state, fact, decision, late=late, baseline=baseline)
    if change and any(told.change == change.key for told in state.told):
        change = None
        decision = replace(
            decision, outcome=SilenceReason.REPEAT, reason=replace(decision.reason, code="repeat.decided")
        )
    joint = _joint(change, fact, decided) if change else None
    state = _remember(state, fact, decision, change, baseline=baseline)
    verdict = _verdict(fact, decision.outcome, decision.reason, decision.value, joint or change)
    return Step(state=state, verdict=verdict, changes=(change,) if change and not joint else ())


def _insert(claim: Claim, state: ClaimState, fact: Fact, history: History) -> ClaimState:
    names = (fact.claim, fact.claim_version, fact.party)
    old = state.tracks.get(fact.party)
    track = tracks.insert(
        old,
        fact,
        before=lambda key: history.before(*names, key),
        after=lambda key: history.after(*names, key),
    )
    found = {**state.tracks, fact.party: tracks.settle(claim, old, track)}
    newest = fact.key if state.newest is None else max(state.newest, fact.key)
    return replace(state, tracks=tracks.bounded(found), newest=newest)


def _is_late(state: ClaimState, fact: Fact) -> bool:
    """Decided noticeably after newer facts of the claim were known."""
    return state.newest is not None and state.newest.at - fact.at >= LATE and fact.article != state.newest.article


def _change_of(
    claim: Claim, state: ClaimState, fact: Fact, decision: Decision, *, late: bool, baseline: bool
) -> Change | None:
    if not isinstance(decision.outcome, ChangeType):
        return None
    grade = grade_of(
        claim, decision.outcome.value, default=decision.grade or DEFAULT_GRADE.get(decision.outcome, Grade.ALERT)
    )
    ceiling = Grade.DIGEST if fact.evidence.weak or decision.value.mixed else decision.ceiling
    support = _support(state, fact)
    supersedes = None
    if decision.outcome is ChangeType.CORRECTED:
        supersedes = next((told.change for told in reversed(state.told) if told.article == fact.article), None)
    return Change(
        key=key_of(fact, decision.outcome, decision.value, bears_out=bool(decision.bears_out)),
        watchlist=fact.watchlist,
        claim=fact.claim,
        claim_version=fact.claim_version,
        type=decision.outcome,
        grade=Grade.NEVER if baseline else min(grade, ceiling, key=_GRADES.index),
        party=fact.party,
        speaker=fact.speaker,
        before=decision.before,
        after=decision.value,
        at=fact.at,
        evidence=fact.evidence,
        before_evidence=decision.before_evidence,
        before_party=decision.before_party,
        reason=decision.reason,
        witnesses=support[0],
        stories=support[1],
        outlets=support[2],
        late=late,
        supersedes=supersedes,
    )


def grade_of(claim: Claim, outcome: str, *, default: Grade) -> Grade:
    """What the claim wants done with a change type or silence reason."""
    return dict(claim.alert).get(outcome, default)


def key_of(fact: Fact, kind: ChangeType, value: Value, *, bears_out: bool = False) -> str:
    """The decision key: (claim version, party, type, canonical new position, effective day), hashed."""
    day = fact.at.astimezone(BERLIN).date().isoformat()
    parts = (fact.watchlist, fact.claim, fact.claim_version, fact.party, kind.value, encode(value), day, bears_out)
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


def _support(state: ClaimState, fact: Fact) -> tuple[int, int, int]:
    """Witnesses (distinct root sources over distinct stories), stories, outlets behind the fact's value."""
    stories: set[str] = set()
    outlets: set[str] = set()
    roots: set[str] = set()
    for track in state.tracks.values():
        for item in track.known:
            if same(item.value, fact.value):
                stories.update(item.stories)
                outlets.update(item.outlets)
                roots.update(item.roots)
    return max(1, min(len(roots), len(stories))), max(1, len(stories)), max(1, len(outlets))


def _joint(change: Change, fact: Fact, decided: Iterable[Change]) -> Change | None:
    """The change line that a joint source already has ("USA, Südkorea und Ukraine")."""
    return next(
        (
            other
            for other in decided
            if other.claim == fact.claim
            and other.type is change.type
            and other.evidence.span == fact.span
            and other.evidence.where == fact.where
        ),
        None,
    )


def _remember(
    state: ClaimState, fact: Fact, decision: Decision, change: Change | None, *, baseline: bool
) -> ClaimState:
    """What the desk was told: reported values, alerts, pending first values, pairs in contradiction.

    The baseline is what the desk knows: nothing in it waits for a second story.
    """
    pairs = tuple(sorted((set(state.pairs) | set(decision.clash)) - set(decision.agreed)))
    pending = tuple(item for item in state.pending if item.key != decision.bears_out)
    told = state.told
    found = state.tracks
    if change:
        track = found[fact.party]
        confirmed = track.confirmed or change.type is ChangeType.NEW_CONFIRMATION
        found = {**found, fact.party: replace(track, reported=change.after, confirmed=confirmed)}
        entry = Told(
            value=change.after,
            party=fact.party,
            named=fact.named,
            key=fact.key,
            change=change.key,
            article=fact.article,
        )
        told = (*told, entry)[-MEMORY:]
        if decision.waits and not baseline:
            wait = Pending(value=change.after, story=fact.evidence.story, outlet=fact.evidence.outlet, key=change.key)
            pending = (*pending, wait)[-MEMORY:]
    return replace(state, tracks=found, pairs=pairs, pending=pending, told=told)


# --- facts that scope set aside ------------------------------------------------------------------------------------


def _set_aside(claim: Claim, state: ClaimState, fact: Fact, *, baseline: bool) -> Step:
    """Out of scope, planned, unclear …: logged; planned values are kept beside the reported one."""
    silence = fact.silence or SilenceReason.UNCLEAR
    reason = replace(
        fact.reason or Reason(code=silence.value),
        values=(
            *(fact.reason.values if fact.reason else ()),
            ("after", encode(fact.value)),
            ("outlet", fact.evidence.outlet),
        ),
    )
    change = None
    if silence is SilenceReason.PLANNED:
        track = state.tracks.get(fact.party) or Track(named=fact.named)
        known = track.planned is not None and (same(track.planned, fact.value) or compatible(track.planned, fact.value))
        if track.planned_key is None or fact.key > track.planned_key:
            track = replace(track, planned=fact.value, planned_key=fact.key)
        state = replace(state, tracks={**state.tracks, fact.party: track})
        if not known:
            change = _graded_silence(claim, fact, silence, reason, baseline=baseline)
    elif silence in (SilenceReason.INCREMENT, SilenceReason.HYPOTHETICAL, SilenceReason.WEAK_SOURCE):
        change = _graded_silence(claim, fact, silence, reason, baseline=baseline)
    if change and any(item.change == change.key for item in state.told):
        change = None
    if change:
        entry = Told(
            value=fact.value, party=fact.party, named=fact.named, key=fact.key, change=change.key, article=fact.article
        )
        state = replace(state, told=(*state.told, entry)[-MEMORY:])
    return Step(
        state=state,
        verdict=_verdict(fact, silence, reason, fact.value, change),
        changes=(change,) if change else (),
    )


def _graded_silence(
    claim: Claim, fact: Fact, silence: SilenceReason, reason: Reason, *, baseline: bool
) -> Change | None:
    """A change for a silence that the claim wants told (`alert: {planned: digest}`)."""
    grade = grade_of(claim, silence.value, default=Grade.NEVER)
    if grade is Grade.NEVER:
        return None
    return Change(
        key=key_of(fact, ChangeType.NEW_SOURCE, fact.value, bears_out=True),
        watchlist=fact.watchlist,
        claim=fact.claim,
        claim_version=fact.claim_version,
        type=ChangeType.NEW_SOURCE,
        grade=Grade.NEVER if baseline else grade,
        party=fact.party,
        speaker=fact.speaker,
        before=None,
        after=fact.value,
        at=fact.at,
        evidence=fact.evidence,
        reason=reason,
    )


def _verdict(
    fact: Fact, outcome: ChangeType | SilenceReason, reason: Reason, value: Value, change: Change | None
) -> Verdict:
    return Verdict(
        watchlist=fact.watchlist,
        claim=fact.claim,
        claim_version=fact.claim_version,
        article=fact.article,
        revision=fact.revision,
        where=fact.where,
        span=fact.span,
        outcome=outcome.value,
        reason=reason,
        party=fact.party,
        value=value,
        at=fact.at,
        evidence=fact.evidence,
        change=change.key if change else None,
    )


def _off_topic(watchlist: Watchlist, revision: Revision, reading: Reading) -> Reason | None:
    """No anchor word of the watchlist stands in the article: the one gate of live work, replay and refolding alike."""
    zone, seen = look_at(revision, reading), sight(watchlist)
    zone.listen(seen.vocabulary)
    if seen.words and not zone.on_topic(seen.gate):
        return Reason(code="gate.anchor", values=(("words", ", ".join(seen.words[:5])),))
    return None


# --- states as people see and repair them --------------------------------------------------------------------------


def refold(claim: Claim, facts: Iterable[Fact]) -> ClaimState:
    """The state after all these facts, in whatever order they come: silent, everything counts as told.

    For edited claims (new version) and for repair; the answer is what `judge` would have reached.
    """
    state, memory = ClaimState(), Memory()
    for fact in sorted(facts, key=lambda item: item.key):
        state = fold(claim, state, fact, history=memory, baseline=True).state
        memory.add((fact,))
    return state


def positions(claim: Claim, state: ClaimState) -> tuple[Position, ...]:
    """What each party holds, declared parties first, then the latest first."""
    found = [_position(name, track, run) for name, track in state.tracks.items() if (run := track.held) is not None]
    return tuple(sorted(sorted(found, key=lambda item: item.at, reverse=True), key=lambda item: not item.named))


def _position(party: str, track: Track, run: Run) -> Position:
    support = next((item for item in track.known if same(item.value, run.value)), None)
    return Position(
        party=party,
        named=track.named,
        value=run.value,
        at=run.first.at,
        evidence=run.evidence,
        reported=track.reported,
        planned=track.planned,
        witnesses=max(1, min(len(support.roots), len(support.stories))) if support else 1,
        stories=max(1, len(support.stories)) if support else 1,
        outlets=max(1, len(support.outlets)) if support else 1,
    )


def withdraw(change: Change, *, code: str, at: datetime, values: tuple[tuple[str, str], ...] = ()) -> Change:
    """The `superseded` entry for a change that was told and no longer holds.

    `code` is one of "judged_false", "article_gone", "agency_correction", "kill_notice", "overtaken" (messages
    `verdict.superseded.<code>`); `at` is the time of the entry. Grade `alert`, so that the recipients are told once.
    """
    key = hashlib.sha256(f"superseded\x1f{change.key}".encode()).hexdigest()[:32]
    return replace(
        change,
        key=key,
        type=ChangeType.SUPERSEDED,
        grade=Grade.ALERT if change.grade is Grade.ALERT else change.grade,
        at=at,
        reason=Reason(code=f"superseded.{code}", values=(("after", encode(change.after)), *values)),
        supersedes=change.key,
        late=False,
    )


__all__ = ["UNATTRIBUTED", "fold", "judge", "positions", "refold", "withdraw"]
