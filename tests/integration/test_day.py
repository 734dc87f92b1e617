"""A short day by a clock that jumps: what happens in it happens, and every second of its CPU has a stage."""

from __future__ import annotations

from tests.bench import day


def test_a_simulated_hour_is_lived_and_told() -> None:
    plan = day.Plan(seconds=900.0, feeds=4, articles=40, one_in=5)
    lived = day.live(plan)
    assert lived.counts["polls"] >= plan.feeds
    assert lived.counts["articles"] >= 20
    assert 4 <= lived.counts["read"] <= 8
    assert lived.counts["facts"] > lived.counts["read"]
    assert lived.sent >= 1
    assert lived.stages.total() >= 0.85 * lived.total
    assert {"extraction", "reading", "ledger and its rows", "feed parsing", "pre-filter"} <= set(lived.stages)
    assert lived.stages[day.OTHER] <= 0.4 * lived.total


def test_every_stage_of_a_step_is_named() -> None:
    names = (
        "job reload",
        "job poll",
        "job work",
        "job care",
        "monitor.store.feeds.visited",
        "Sender.run",
        "_read_ready",
    )
    assert day.stage_of("monitor.engine.work.x") != day.OTHER
    assert len({day.stage_of(name) for name in names}) == 6
