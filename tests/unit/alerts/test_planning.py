"""Who hears of a change, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts import plan, preview
from monitor.alerts.calm import digest_due, quiet_until
from monitor.alerts.model import DeliveryState, MessageKind, Planned, Silence, Situation, Urgency
from monitor.ledger.model import Change, ChangeType
from monitor.reading.model import Approx, Stance
from monitor.watchlist.model import Grade
from tests.unit.alerts import builders as make

MUST = [ChangeType.REVERSAL, ChangeType.NEW_CONFIRMATION, ChangeType.RETRACTION]


def planned(change: Change, **wishes: object) -> Planned | None:
    situation = wishes.pop("situation", Situation())
    now = wishes.pop("now", make.NOON)
    to = make.target("mail", **wishes)
    rows = plan([change], [make.watchlist()], [to], now=now, situation=situation)  # type: ignore[arg-type]
    return rows[0] if rows else None


@pytest.mark.parametrize("kind", [kind for kind in ChangeType if kind is not ChangeType.SUPERSEDED])
def test_only_the_three_great_ones_do_not_wait(kind: ChangeType) -> None:
    row = planned(make.change(kind))
    assert row is not None
    wait = row.not_before - make.NOON
    assert wait == (timedelta(0) if kind in MUST else timedelta(seconds=60))
    assert row.urgency is (Urgency.NOW if kind in MUST else Urgency.GROUPED)


def test_grades_decide_between_message_digest_and_nothing() -> None:
    assert planned(make.change(grade=Grade.NEVER)) is None
    row = planned(make.change(grade=Grade.DIGEST))
    assert row is not None
    assert (row.state, row.held_for) == (DeliveryState.HELD, "digest")
    assert planned(make.change(grade=Grade.DIGEST), digest_at=None) is None


def test_a_target_with_a_least_rank_hears_the_rest_in_its_digest() -> None:
    assert planned(make.change(ChangeType.DENIAL), min_type=ChangeType.DENIAL).held_for == "group"  # type: ignore[union-attr]
    assert planned(make.change(ChangeType.NEW_VALUE), min_type=ChangeType.DENIAL).held_for == "digest"  # type: ignore[union-attr]


def test_every_target_of_the_watchlist_gets_a_row_and_nobody_else() -> None:
    targets = [make.target(name) for name in ("a", "b", "c")]
    rows = plan([make.change()], [make.watchlist(("a", "c", "fehlt"))], targets, now=make.NOON)
    assert [row.target for row in rows] == ["a", "c"]


@pytest.mark.parametrize("kind", MUST)
def test_no_value_silence_mutes_the_great_ones(kind: ChangeType) -> None:
    """Mutation: an empty NEVER_BY_VALUE mutes them."""
    silence = Silence(watchlist="nordkorea", up_to=10**9)
    assert planned(make.change(kind), situation=Situation(silences=(silence,))).state is DeliveryState.QUEUED  # type: ignore[union-attr]


MUTED = make.change()
SILENCES = [
    (Silence(watchlist="nordkorea", up_to=15000), MUTED, True),
    (Silence(watchlist="nordkorea", up_to=12000), MUTED, True),
    (Silence(watchlist="nordkorea", up_to=11999), MUTED, False),
    (Silence(watchlist="nordkorea", up_to=15000), make.change(after=make.figure(15000, None, Approx.MORE_THAN)), True),
    (Silence(watchlist="nordkorea", up_to=15000), make.change(after=make.figure(14000, 16000, Approx.RANGE)), False),
    (Silence(watchlist="nordkorea", up_to=15000), make.change(after=make.stance(Stance.DENIES)), False),
    (Silence(watchlist="nordkorea", claim="entsandte-soldaten"), MUTED, True),
    (Silence(watchlist="nordkorea", claim="anderer"), MUTED, False),
    (Silence(watchlist="nordkorea", party="USA"), MUTED, True),
    (Silence(watchlist="nordkorea", party="Russland"), MUTED, False),
    (Silence(watchlist="andere"), MUTED, False),
    (Silence(watchlist="nordkorea", ends_at=make.NOON), MUTED, False),
    (Silence(watchlist="nordkorea", ends_at=make.NOON + timedelta(seconds=1)), MUTED, True),
    (Silence(watchlist="nordkorea"), make.change(ChangeType.SUPERSEDED), False),
    (Silence(watchlist="nordkorea", claim="kampfeinsatz"), make.reversal(), True),
]


@pytest.mark.parametrize(("silence", "change", "mutes"), SILENCES)
def test_what_a_silence_mutes_is_what_its_preview_shows(silence: Silence, change: Change, mutes: bool) -> None:
    assert preview(silence, [change], make.NOON) == ((change,) if mutes else ())
    if change.type is not ChangeType.SUPERSEDED:
        row = planned(change, situation=Situation(silences=(silence,)))
        assert row is not None
        assert (row.held_for == "silenced") is mutes


def test_a_cap_holds_what_comes_after_it_but_never_a_great_one() -> None:
    full = Situation(told_today=(("mail", "nordkorea", 5),))
    assert planned(make.change(), cap_per_day=5, situation=full).held_for == "cap"  # type: ignore[union-attr]
    assert planned(make.change(), cap_per_day=6, situation=full).held_for == "group"  # type: ignore[union-attr]
    assert planned(make.reversal(), cap_per_day=5, situation=full).state is DeliveryState.QUEUED  # type: ignore[union-attr]


def test_a_cap_counts_inside_one_batch() -> None:
    changes = [make.change(key=str(number)) for number in range(4)]
    rows = plan(changes, [make.watchlist()], [make.target(cap_per_day=2)], now=make.NOON)
    assert [row.held_for for row in rows] == ["group", "group", "cap", "cap"]


def test_a_follow_up_goes_to_those_who_were_told() -> None:
    change = make.change(ChangeType.SUPERSEDED, key="s", supersedes="k1")
    targets = [make.target("mail"), make.target("ops")]
    situation = Situation(recipients=(("k1", "ops"), ("anderes", "mail")))
    rows = plan([change], [make.watchlist()], targets, now=make.NOON, situation=situation)
    assert [(row.target, row.kind) for row in rows] == [("ops", MessageKind.FOLLOW_UP)]


NIGHT = datetime(2025, 4, 28, 22, 30, tzinfo=UTC)  # 00:30 in Berlin


@pytest.mark.parametrize(
    ("kind", "breaks", "waits"),
    [
        (ChangeType.NEW_VALUE, ChangeType.NEW_CONFIRMATION, True),
        (ChangeType.REVERSAL, ChangeType.NEW_CONFIRMATION, False),
        (ChangeType.REVERSAL, None, True),
        (ChangeType.NEW_VALUE, ChangeType.CONTRADICTION, False),
    ],
)
def test_quiet_hours_hold_all_but_what_breaks_through(kind: ChangeType, breaks: ChangeType | None, waits: bool) -> None:
    row = planned(make.change(kind), quiet="22:00-06:00", quiet_break=breaks, now=NIGHT)
    assert row is not None
    assert (row.held_for == "quiet") is waits
    assert (row.not_before == datetime(2025, 4, 29, 4, 0, tzinfo=UTC)) is waits


@pytest.mark.parametrize(
    ("quiet", "at", "until"),
    [
        ("22:00-06:00", (2025, 4, 28, 20, 0), (2025, 4, 29, 4, 0)),
        ("22:00-06:00", (2025, 4, 28, 19, 59), None),
        ("22:00-06:00", (2025, 4, 29, 4, 0), None),
        ("12:00-14:00", (2025, 4, 28, 10, 0), (2025, 4, 28, 12, 0)),
        ("22:00-06:00", (2025, 3, 29, 23, 0), (2025, 3, 30, 4, 0)),  # the night of the spring change
        ("22:00-06:00", (2025, 10, 25, 22, 0), (2025, 10, 26, 5, 0)),  # the night of the autumn change
        ("22:00-22:00", (2025, 4, 28, 20, 0), None),
        (None, (2025, 4, 28, 20, 0), None),
    ],
)
def test_quiet_hours_by_the_berlin_clock(quiet: str | None, at: tuple[int, ...], until: tuple[int, ...] | None) -> None:
    wanted = datetime(*until, tzinfo=UTC) if until else None  # type: ignore[arg-type]
    assert quiet_until(quiet, datetime(*at, tzinfo=UTC)) == wanted  # type: ignore[arg-type]


def test_each_berlin_day_has_one_digest_through_both_clock_changes() -> None:
    """D17: asked every ten minutes of a whole year, 365 keys, each due once, always at 07:00 in Berlin."""
    to = make.target()
    at, keys = datetime(2025, 1, 1, 12, 0, tzinfo=UTC), []
    while at < datetime(2026, 1, 1, 12, 0, tzinfo=UTC):
        found = digest_due(to, at)
        assert found is not None
        if not keys or keys[-1] != found:
            keys.append(found)
        at += timedelta(minutes=10)
    assert len({key for key, _ in keys}) == len(keys) == 366
    assert {due.hour for _, due in keys} == {5, 6}


def test_a_weekly_digest_names_its_day() -> None:
    assert digest_due(make.target(digest_day=0), make.NOON) == (
        "digest:weekly:2025-04-28",
        datetime(2025, 4, 28, 5, 0, tzinfo=UTC),
    )
    assert digest_due(make.target(digest_day=2), make.NOON) == (
        "digest:weekly:2025-04-23",
        datetime(2025, 4, 23, 5, 0, tzinfo=UTC),
    )
    assert digest_due(replace(make.target(), digest_at=None), make.NOON) is None
