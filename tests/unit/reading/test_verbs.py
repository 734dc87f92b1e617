"""Verb forms of news prose, without a dictionary of texts."""

from __future__ import annotations

import pytest

from monitor.reading.german import verbs
from monitor.reading.german.cues import CUES


@pytest.mark.parametrize(
    ("word", "lemma", "kind", "mood", "tense"),
    [
        ("bestätigte", "bestätigen", "finite", "indicative", "past"),
        ("bestritt", "bestreiten", "finite", "indicative", "past"),
        ("gestand", "gestehen", "finite", "indicative", "past"),
        ("räumt", "räumen", "finite", "indicative", "present"),
        ("dementieren", "dementieren", "finite", "indicative", "present"),
        ("habe", "haben", "finite", "k1", "present"),
        ("seien", "sein", "finite", "k1", "present"),
        ("gehe", "gehen", "finite", "k1", "present"),
        ("handle", "handeln", "finite", "k1", "present"),
        ("wären", "sein", "finite", "k2", "past"),
        ("gäbe", "geben", "finite", "k2", "past"),
        ("einräumte", "einräumen", "finite", "indicative", "past"),
    ],
)
def test_finite_forms(word: str, lemma: str, kind: str, mood: str, tense: str) -> None:
    form = verbs.finite(word)
    assert form is not None
    assert (form.lemma, form.kind, form.mood, form.tense) == (lemma, kind, mood, tense)


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("gefallen", "fallen"), ("getötet", "töten"), ("entsandt", "entsenden"), ("eingeräumt", "einräumen"), ("zugegeben", "zugeben"),
        ("bestätigt", "bestätigen"), ("dementiert", "dementieren"), ("mitgeteilt", "mitteilen"), ("abgebrochen", "abbrechen"),
        ("gefunden", "finden"), ("geleugnet", "leugnen"), ("verletzt", "verletzen"),
    ],
)  # fmt: skip
def test_participles(word: str, lemma: str) -> None:
    form = verbs.participle(word)
    assert form is not None
    assert form.lemma == lemma


@pytest.mark.parametrize("word", ["Ukraine", "heute", "letzte", "positive", "gestern", "Milliarden", "der"])
def test_other_words_are_no_verbs(word: str) -> None:
    assert verbs.forms(word) == ()


@pytest.mark.parametrize(
    ("word", "mood"), [("sei", "k1"), ("könne", "k1"), ("hätten", "k2"), ("sagte", ""), ("haben", ""), ("ist", "")]
)
def test_reported_mood_is_only_what_cannot_be_indicative(word: str, mood: str) -> None:
    assert verbs.reported_mood(word) == mood


@pytest.mark.parametrize(
    ("lemma", "particle", "whole"),
    [("brechen", "ab", "abbrechen"), ("geben", "zu", "zugeben"), ("gehen", "heute", "gehen")],
)
def test_a_separated_verb_is_put_together(lemma: str, particle: str, whole: str) -> None:
    assert verbs.joined(lemma, particle) == whole


def test_every_cue_verb_is_a_verb_we_can_read() -> None:
    assert [lemma for lemma in CUES if verbs.infinitive(lemma) is None] == []
