"""Figures against what is known: one sentence about the field per test."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.articles.model import OutletClass, PageKind
from monitor.ledger.model import UNATTRIBUTED
from monitor.reading.model import Approx, Period, Role, Stance, Where
from monitor.watchlist.model import ChangeUnit, Grade, MinChange, Trend
from tests.unit.ledger.build import START, Desk, watch


def test_the_first_total_is_a_new_value_once() -> None:
    desk = Desk()
    assert desk.soldiers(10_000, "Südland") == "new_value"
    assert desk.change().grade is Grade.ALERT
    assert desk.soldiers(10_000, "Südland") == "repeat"


def test_two_hundred_repeats_are_one_known_fact() -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    assert {desk.soldiers(10_000) for _ in range(200)} == {"repeat"}


def test_a_first_value_of_nobody_waits_for_a_second_story() -> None:
    desk = Desk()
    assert desk.soldiers(10_000) == "new_value"
    assert desk.change().grade is Grade.DIGEST
    assert desk.soldiers(10_000, story="a1") == "wire_copy"
    assert desk.soldiers(10_000) == "new_value"
    assert desk.change().grade is Grade.ALERT
    assert desk.soldiers(10_000) == "repeat"


def test_a_named_source_bears_out_a_first_value_of_nobody() -> None:
    desk = Desk()
    desk.soldiers(10_000)
    assert desk.soldiers(10_000, "Seestadt") == "new_value"
    assert desk.change().grade is Grade.ALERT


def test_an_editor_may_want_first_values_of_nobody_at_once() -> None:
    desk = Desk(watch(alert=(("new_value", Grade.ALERT),)))
    desk.soldiers(10_000)
    assert desk.change().grade is Grade.ALERT


def test_a_party_that_moves_its_figure_is_value_changed() -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    assert desk.soldiers(12_000, "Südland") == "value_changed"
    change = desk.change()
    assert (change.before.low, change.after.low) == (10_000, 12_000)  # type: ignore[union-attr]


@pytest.mark.parametrize(("value", "outcome"), [(10_400, "within_tolerance"), (10_500, "value_changed")])
def test_a_small_move_is_within_tolerance(value: float, outcome: str) -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    assert desk.soldiers(value, "Südland") == outcome


def test_small_steps_are_measured_from_what_was_reported() -> None:
    desk = Desk(watch(min_change=MinChange(amount=10, unit=ChangeUnit.PERCENT)))
    assert [desk.soldiers(value, "Südland") for value in (100, 106, 109, 112)] == [
        "new_value", "within_tolerance", "within_tolerance", "value_changed",
    ]  # fmt: skip


def test_bound_against_bound_compares_the_bounds() -> None:
    desk = Desk()
    desk.soldiers(2_000, "Südland", approx=Approx.MORE_THAN)
    assert desk.soldiers(3_000, "Südland", approx=Approx.MORE_THAN) == "value_changed"


def test_a_sharper_figure_refines() -> None:
    desk = Desk()
    desk.soldiers(450, "Südland", approx=Approx.MORE_THAN)
    assert desk.soldiers(454, "Südland") == "refined"
    assert desk.change().grade is Grade.DIGEST


def test_a_rounded_print_of_a_known_figure_is_no_news() -> None:
    desk = Desk()
    desk.soldiers(705, "Südland")
    assert desk.soldiers(700, "Südland", approx=Approx.ABOUT) == "within_tolerance"
    assert desk.soldiers(700, "Südland", approx=Approx.MORE_THAN) == "within_tolerance"


def test_after_several_values_an_older_one_is_older() -> None:
    desk = Desk(watch(trend=Trend.RISING))
    desk.soldiers(400, "Südland")
    desk.soldiers(675, "Südland")
    assert desk.soldiers(657, "Südland") == "older"
    assert desk.soldiers(400, "Südland") == "older"
    assert desk.soldiers(400) == "older"


def test_a_corrected_lower_figure_is_news_in_a_rising_claim() -> None:
    desk = Desk(watch(trend=Trend.RISING))
    desk.soldiers(1_553, "Südland")
    words = "Südland hat die Zahl auf {} Soldaten aus Nordland korrigiert."
    assert desk.soldiers(1_413, "Südland", words=words) == "retraction"
    assert desk.soldiers(1_553, "Südland", words="Es blieben {} Soldaten aus Nordland, hieß es.") == "older"


def test_without_a_trend_a_party_may_return_to_an_old_value() -> None:
    desk = Desk()
    desk.soldiers(4_000, "Südland")
    desk.soldiers(3_000, "Südland")
    assert desk.soldiers(4_000, "Südland") == "value_changed"


def test_an_old_value_that_nobody_vouches_for_is_background() -> None:
    desk = Desk()
    desk.soldiers(4_000)
    desk.soldiers(5_000)
    assert desk.soldiers(4_000) == "older"
    assert desk.soldiers(4_000, words="Inzwischen sank die Zahl auf {} Soldaten aus Nordland.") == "value_changed"


def test_a_known_value_in_recap_is_silent() -> None:
    desk = Desk()
    desk.soldiers(4_000, "Südland")
    desk.soldiers(5_000, "Südland")
    assert desk.soldiers(4_000, "Südland", recap=True) in ("recap", "older")


def test_a_second_party_that_agrees_is_a_further_source() -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    assert desk.soldiers(10_000, "Seestadt") == "new_source"
    assert desk.soldiers(10_000, "Seestadt") == "repeat"


def test_the_first_agreeing_value_of_a_confirmer_confirms() -> None:
    desk = Desk(watch(confirmers=("Nordland",)))
    desk.soldiers(10_000, "Südland")
    assert desk.soldiers(10_000, "Nordland") == "new_confirmation"
    assert desk.soldiers(10_000, "Nordland") == "repeat"


def test_a_value_outside_everything_known_is_new_with_a_named_source() -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    assert desk.soldiers(3_000, "Professor Lund") == "new_value"
    assert desk.change().grade is Grade.ALERT
    assert desk.soldiers(3_050, "Doktor Falk") == "within_tolerance"


def test_who_only_follows_an_alert_makes_no_second_one() -> None:
    desk = Desk()
    desk.soldiers(1_000, "Südland")
    desk.soldiers(1_000)
    desk.soldiers(2_000, "Professor Lund")
    assert desk.change().grade is Grade.ALERT
    assert desk.soldiers(2_000) == "repeat"
    assert desk.soldiers(2_000, "Südland") == "new_source"


def test_a_party_that_joins_another_party_changed_its_figure() -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    desk.soldiers(12_000, "Seestadt")
    assert desk.soldiers(12_000, "Südland") == "value_changed"


@pytest.mark.parametrize(
    ("role", "outcome"),
    [
        (Role.INCREMENT, "increment"),
        (Role.PART, "part"),
        (Role.PREVIOUS, "recap"),
        (Role.PLANNED, "planned"),
        (Role.POSSIBLE, "planned"),
        (Role.THRESHOLD, "hypothetical"),
        (Role.NEGATED, "hypothetical"),
    ],
)
def test_only_totals_move_a_total(role: Role, outcome: str) -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    assert desk.soldiers(39, "Südland", role=role) == outcome
    assert not desk.last.changes


def test_planned_values_are_kept_beside_the_reported_one() -> None:
    desk = Desk(watch(alert=(("planned", Grade.DIGEST),)))
    desk.soldiers(10_000, "Südland")
    assert desk.soldiers(30_000, "Südland", role=Role.PLANNED) == "planned"
    assert desk.change().grade is Grade.DIGEST
    track = desk.run.states["soldaten"].tracks["Südland"]
    assert (track.planned.low, track.runs[-1].value.low) == (30_000, 10_000)  # type: ignore[union-attr]


def test_two_totals_of_one_party_in_one_article_are_their_hull_and_digest() -> None:
    from monitor.reading.model import Reading, Span
    from tests.unit.ledger.build import figure

    text = "Es seien 6000 Soldaten aus Nordland. Anderswo hieß es, 9000 Soldaten aus Nordland."
    cut = text.index("Anderswo")
    reading = Reading(
        figures=(
            figure(text, "6000", 6000, sentence=Span(0, cut), clause=Span(0, cut)),
            figure(text, "9000", 9000, sentence=Span(cut, len(text)), clause=Span(cut, len(text))),
        ),
        sentences=(Span(0, cut), Span(cut, len(text))),
    )
    desk = Desk()
    desk.soldiers(1_000, "Südland")
    judged = desk.article(text, reading)
    assert [(item.after.low, item.after.high, item.grade) for item in judged.changes] == [(6000, 9000, Grade.DIGEST)]


def test_beside_a_known_total_the_new_one_is_the_news() -> None:
    from monitor.reading.model import Reading, Span
    from tests.unit.ledger.build import figure

    text = "Es sind 9000 Soldaten aus Nordland. Weiter unten steht noch: 6000 Soldaten aus Nordland."
    cut = text.index("Weiter")
    reading = Reading(
        figures=(
            figure(text, "9000", 9000, sentence=Span(0, cut), clause=Span(0, cut)),
            figure(text, "6000", 6000, sentence=Span(cut, len(text)), clause=Span(cut, len(text))),
        ),
        sentences=(Span(0, cut), Span(cut, len(text))),
    )
    desk = Desk()
    desk.soldiers(6_000)
    judged = desk.article(text, reading)
    assert [(item.type.value, item.after.low, item.grade) for item in judged.changes] == [
        ("value_changed", 9000, Grade.ALERT)
    ]


def test_a_headline_alone_is_digest_at_most() -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    title = "20000 Soldaten aus Nordland"
    assert desk.soldiers(20_000, "Südland", words="{} Soldaten aus Nordland", title=title, where=Where.TITLE) == (
        "value_changed"
    )
    assert (desk.change().grade, desk.change().evidence.weak) == (Grade.DIGEST, "headline")


def test_a_teaser_alone_is_digest_at_most() -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    desk.soldiers(20_000, "Südland", kind=PageKind.TEASER)
    assert (desk.change().grade, desk.change().evidence.weak) == (Grade.DIGEST, "teaser")


def test_an_embargoed_text_is_digest_at_most() -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    desk.soldiers(20_000, "Südland", words="Sperrfrist 18 Uhr. Es sind {} Soldaten aus Nordland.")
    assert (desk.change().grade, desk.change().evidence.weak) == (Grade.DIGEST, "embargo")


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        (OutletClass.SATIRE, "Südland"),
        (OutletClass.STATE_MEDIA, "Südland"),
        (OutletClass.PRESS_RELEASE, "Südland"),
    ],
)
def test_weak_sources_never_move_a_figure(kind: OutletClass, by: str) -> None:
    desk = Desk()
    assert desk.soldiers(10_000, by, outlet_class=kind, outlet="Amtsblatt") == "weak_source"


def test_a_press_release_counts_for_its_sender() -> None:
    desk = Desk()
    assert desk.soldiers(10_000, "Südland", outlet_class=OutletClass.PRESS_RELEASE, outlet="Südland") == "new_value"


def test_a_figure_its_speaker_rejects_is_unclear() -> None:
    desk = Desk()
    assert desk.soldiers(10_000, "Südland", stance=Stance.DENIES) == "unclear"


@pytest.mark.parametrize(("whose", "outcome"), [(("russisch",), "other_scope"), (("neu",), "new_value")])
def test_a_rival_modifier_ties_the_figure_to_somebody_else(whose: tuple[str, ...], outcome: str) -> None:
    desk = Desk()
    assert desk.soldiers(650_000, "Südland", words="Es sind {} Soldaten.", whose=whose) == outcome


def test_without_wins_over_with() -> None:
    desk = Desk(watch(with_=("entsenden",), without=("gefallen",)))
    words = "Von den entsandten seien {} Soldaten aus Nordland gefallen."
    assert desk.soldiers(600, "Südland", words=words, predicate="fallen") == "other_scope"


def test_with_without_predicate_looks_at_the_sentence_before() -> None:
    from monitor.reading.model import Reading, Span
    from tests.unit.ledger.build import figure

    text = "Nordland hat Truppen entsandt. Es sind 9000 Soldaten aus Nordland."
    cut = text.index("Es sind")
    desk = Desk(watch(with_=("entsenden",)))
    found = figure(text, "9000", 9000, sentence=Span(cut, len(text)), clause=Span(cut, len(text)), by="Südland")
    judged = desk.article(text, Reading(figures=(found,), sentences=(Span(0, cut), Span(cut, len(text)))))
    assert [item.type.value for item in judged.changes] == ["new_value"]


def test_recap_with_a_date_is_put_where_it_belongs() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland", hours=200)
    past = Period(start=START, end=START + timedelta(hours=10))
    verdict = desk.figure_verdict(4_000, "Südland", recap=True, period=past, hours=210)
    assert verdict.outcome == "recap"
    assert verdict.at < START + timedelta(hours=10)


def test_a_late_figure_that_newer_ones_overtook_is_only_logged() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland", hours=20)
    assert desk.soldiers(4_000, "Südland", hours=10) == "older"
    assert not desk.last.changes


def test_a_late_figure_that_still_stands_alerts_as_late() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland", hours=20)
    assert desk.soldiers(8_000, "Seestadt", hours=10) == "new_value"
    assert desk.change().late


def test_an_edit_of_the_figure_is_corrected_with_both_sentences() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland", article="x")
    first = desk.change().key
    assert desk.soldiers(7_000, "Südland", article="x", number=2, published=START) == "corrected"
    change = desk.change()
    assert change.before_evidence is not None
    assert "5000" in change.before_evidence.sentence
    assert "7000" in change.evidence.sentence
    assert desk.last.superseded == (first,)


def test_an_edit_that_changes_nothing_claimed_is_silent() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland", article="x")
    assert desk.soldiers(5_000, "Südland", article="x", number=2, published=START) == "repeat"


def test_flapping_between_two_figures_alerts_once() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland", article="x")
    outcomes = [
        desk.soldiers(value, "Südland", article="x", number=number, published=START)
        for number, value in ((2, 7_000), (3, 5_000), (4, 7_000), (5, 5_000))
    ]
    assert outcomes == ["corrected", "repeat", "repeat", "repeat"]


def test_prints_of_one_agency_report_are_one_witness() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland", agency="dpa", outlet="Blatt A")
    for outlet in ("Blatt B", "Blatt C"):
        assert desk.soldiers(5_000, "Südland", agency="dpa", outlet=outlet) == "wire_copy"
    (known,) = desk.run.states["soldaten"].tracks["Südland"].known
    assert (len(known.stories), len(known.outlets)) == (1, 3)


def test_nobody_is_named_unattributed() -> None:
    desk = Desk()
    assert desk.figure_verdict(5_000).party == UNATTRIBUTED


def test_last_months_figure_published_weeks_later_is_news() -> None:
    desk = Desk()
    desk.soldiers(4_000, "Südland", hours=1)
    month = Period(start=START + timedelta(days=1), end=START + timedelta(days=31))
    verdict = desk.figure_verdict(5_000, "Südland", period=month, hours=24 * 45)
    assert verdict.outcome == "value_changed"


def test_a_figure_of_years_ago_is_background() -> None:
    desk = Desk()
    past = Period(start=START - timedelta(days=900), end=START - timedelta(days=870))
    assert desk.figure_verdict(5_000, "Südland", period=past, recap=True).outcome == "recap"
