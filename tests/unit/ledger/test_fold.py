"""The fold: any order of arrival gives the same ledger, and what is stored can be folded again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.ledger import Memory, positions, refold
from monitor.ledger.judge import fold
from monitor.ledger.model import ClaimState, Evidence, Fact, Value
from monitor.ledger.tracks import RUNS, current
from monitor.reading.model import Approx, Span, Stance, Where
from monitor.store.codec import dump, load
from monitor.watchlist.model import Claim, Trend
from tests.unit.ledger.build import FIGHT, SOLDIERS, START


def fact(number: int, minutes: int, party: str, value: Value, *, story: str = "", **flags: Any) -> Fact:
    """What one article says, as the fold sees it."""
    at = START + timedelta(minutes=minutes)
    name = f"a{number:03}"
    evidence = Evidence(
        article=name, revision=1, url="", outlet=f"o{number % 7}", title="", published=at, found=at, story=story or name
    )
    claim = FIGHT if value.stance else SOLDIERS
    return Fact(
        watchlist="test", claim=claim.id, claim_version=claim.version, kind=claim.kind, article=name, revision=1,
        where=Where.BODY, span=Span(0, 1), offset=0, at=at, published=at, found=at, party=party,
        named=party in ("Nordland", "Südland"), value=value, evidence=evidence, closeness=5, **flags,
    )  # fmt: skip


def figures() -> st.SearchStrategy[Value]:
    exact = st.sampled_from([100.0, 104.0, 110.0, 200.0, 3000.0]).map(lambda n: Value(low=n, high=n))
    bounds = st.sampled_from([100.0, 200.0]).map(lambda n: Value(low=n, high=None, approx=Approx.MORE_THAN))
    return exact | bounds


def stances() -> st.SearchStrategy[Value]:
    return st.sampled_from([Stance.CONFIRMS, Stance.DENIES, Stance.ASSERTS, Stance.NO_COMMENT]).map(
        lambda stance: Value(stance=stance)
    )


@st.composite
def streams(draw: st.DrawFn, values: st.SearchStrategy[Value]) -> tuple[list[Fact], list[Fact]]:
    """A stream in time order, and the same facts in another order of arrival."""
    count = draw(st.integers(1, 24))
    minutes = draw(st.lists(st.integers(0, 500), min_size=count, max_size=count, unique=True))
    parties = st.sampled_from(["Nordland", "Südland", "unattributed", "Professor Lund"])
    stories = st.sampled_from(["", "", "s1", "s2"])
    stream = []
    for number, when in enumerate(sorted(minutes)):
        flags = {"fresh": draw(st.booleans()), "recap": draw(st.booleans())}
        stream.append(fact(number, when, draw(parties), draw(values), story=draw(stories), **flags))
    return stream, draw(st.permutations(stream))


def ledger_of(claim: Claim, facts: list[Fact]) -> dict[str, object]:
    state, memory = ClaimState(), Memory()
    for item in facts:
        state = fold(claim, state, item, history=memory).state
        memory.add((item,))
    return {
        party: (track.named, track.runs, sorted(track.known, key=lambda known: known.first), track.base)
        for party, track in state.tracks.items()
    } | {"positions": [(item.party, item.value, item.at) for item in positions(claim, state)]}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(streams(figures()))
def test_any_order_of_arrival_gives_the_same_ledger_of_figures(both: tuple[list[Fact], list[Fact]]) -> None:
    assert ledger_of(SOLDIERS, both[0]) == ledger_of(SOLDIERS, both[1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(streams(figures()))
def test_a_trend_does_not_make_the_order_matter(both: tuple[list[Fact], list[Fact]]) -> None:
    rising = replace(SOLDIERS, trend=Trend.RISING)
    assert ledger_of(rising, both[0]) == ledger_of(rising, both[1])


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(streams(stances()))
def test_any_order_of_arrival_gives_the_same_ledger_of_stances(both: tuple[list[Fact], list[Fact]]) -> None:
    assert ledger_of(FIGHT, both[0]) == ledger_of(FIGHT, both[1])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(streams(figures()))
def test_stored_facts_fold_to_the_same_positions(both: tuple[list[Fact], list[Fact]]) -> None:
    stored = [load(Fact, dump(item)) for item in both[1]]
    refolded = refold(SOLDIERS, stored)
    found = ledger_of(SOLDIERS, both[0])["positions"]
    assert [(item.party, item.value, item.at) for item in positions(SOLDIERS, refolded)] == found


def test_a_late_value_is_not_overtaken_by_a_copy_of_an_older_one() -> None:
    first, other, copy = (
        fact(n, n * 5, "unattributed", Value(low=value, high=value), story=story)
        for n, (value, story) in enumerate(((300.0, "s1"), (600.0, "s2"), (300.0, "s1")))
    )
    state, memory = ClaimState(), Memory()
    for item in (first, copy):
        state = fold(SOLDIERS, state, item, history=memory).state
        memory.add((item,))
    step = fold(SOLDIERS, state, other, history=memory)
    assert step.verdict.outcome == "value_changed"
    assert [item.value.low for item in positions(SOLDIERS, step.state)] == [600.0]


def test_a_state_survives_storage() -> None:
    state, memory = ClaimState(), Memory()
    for number, amount in enumerate((100.0, 200.0, 300.0)):
        item = fact(number, number, "Südland", Value(low=amount, high=amount))
        state = fold(SOLDIERS, state, item, history=memory).state
    assert load(ClaimState, dump(state)) == state


@pytest.mark.parametrize("trend", [None, Trend.RISING])
def test_the_state_is_bounded_by_values_not_by_observations(trend: Trend | None) -> None:
    claim = replace(SOLDIERS, trend=trend)
    state, memory = ClaimState(), Memory()
    sizes = []
    for number in range(600):
        amount = float(100 + number % 90 * 10)
        item = fact(number, number, "Südland", Value(low=amount, high=amount))
        state = fold(claim, state, item, history=memory).state
        memory.add((item,))
        sizes.append(len(dump(state)))
    assert len(state.tracks["Südland"].runs) <= RUNS
    assert sizes[-1] <= max(sizes[:300]) * 1.1
    track = state.tracks["Südland"]
    assert track.held == current(claim, track)


def test_a_stream_replayed_a_second_time_alerts_nothing() -> None:
    state, memory = ClaimState(), Memory()
    stream = [fact(n, n, "Südland", Value(low=a, high=a)) for n, a in enumerate((100.0, 200.0, 150.0, 400.0))]
    for item in stream:
        state = fold(SOLDIERS, state, item, history=memory).state
        memory.add((item,))
    for item in stream:
        step = fold(SOLDIERS, state, item, history=memory)
        assert not step.changes
        state = step.state
