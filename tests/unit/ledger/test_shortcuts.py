"""What is asked quickly gives the answer of asking everything: words of sentences, prints of one text."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from monitor.articles import same, sketch
from monitor.backtest import STORY, Archived, revisions_of
from monitor.ledger.page import _BESIDE, Zone, shared, without_asides
from monitor.ledger.scope import lens
from monitor.reading import observe
from monitor.reading.model import Where
from monitor.watchlist.model import Claim
from tests.unit.ledger.build import FIGHT, SOLDIERS, START, Desk

TEXT = (
    "Nordland hat Soldaten in den Einsatz geschickt. Das Ministerium von Südland äußerte sich nicht. "
    "Anders als die Nordländer blieb Seestadt ruhig. Dies entschied die Regierung von Nordland. "
    "„Wir kämpfen nicht“, sagte General Holm. Die nordländische Armee setze niemanden ein, sagte er."
)


def _zone() -> Zone:
    desk = Desk()
    revision = desk.article(TEXT, observe(TEXT, title="Soldaten aus Nordland", published=START)).facts[0].evidence
    found = next(iter(revisions_of([Archived(id="a", text=TEXT, title=revision.title, published=START, found=START)])))
    return Zone(found, observe(TEXT, title=revision.title, published=START))


@pytest.mark.parametrize("claim", [SOLDIERS, FIGHT], ids=lambda claim: claim.id)
def test_the_word_list_finds_the_sentences_that_asking_each_one_finds(claim: Claim) -> None:
    zone = _zone()
    for matcher in lens(claim).about:
        asked = {
            n for n, span in enumerate(zone.reading.sentences) if matcher.touches(zone._own_words(Where.BODY, span))
        }
        assert asked, "a list without any hit shows nothing"
        assert zone.places((matcher,)) == sorted(asked)


@pytest.mark.parametrize(
    "sentence",
    [
        "Inklusive der Tänzer waren es zwölf.",
        "Es sind mehr Leute als in der Nordau.",
        "ABGESEHEN VON der Feuerwehr half niemand.",
        "Im Vergleich zur Vorwoche steigt die Zahl.",
        "Verglichen mit Seestadt ist das wenig.",
        "Anders als Südland zahlt Nordland.",
        "Das ist so groß wie das Werk im Norden.",
        "Nordland zahlt.",
    ],
)
def test_a_sentence_without_a_sign_word_has_no_aside(sentence: str) -> None:
    assert without_asides(sentence) == _BESIDE.sub(" ", sentence)


def test_groups_have_in_common_what_stands_in_all_of_them() -> None:
    assert shared([frozenset({3, 1, 2}), frozenset({2, 3, 9})]) == [2, 3]
    assert shared([frozenset({1}), frozenset()]) == []
    assert shared([], default=range(2)) == [0, 1]


def test_prints_of_one_text_share_a_story_for_thirty_days_whatever_the_order_of_the_archive() -> None:
    chance = random.Random(3)
    words = [f"wort{n}" for n in range(400)]
    originals = [" ".join(chance.sample(words, 80)) for _ in range(6)]
    archive = []
    for number in range(90):
        found = START + timedelta(days=chance.uniform(0, 900))
        text = f"{chance.choice(originals)} Bericht {number}"
        archive.append(Archived(id=str(number), text=text, published=found, found=found))
    archive.sort(key=lambda item: item.found + timedelta(days=chance.uniform(-25, 25)))
    known: dict[str, str] = {}
    for item, revision in zip(archive, revisions_of(archive), strict=True):
        twins = (
            old
            for old in archive
            if old.id in known and old.found >= item.found - STORY and same(sketch(item.text), sketch(old.text))
        )
        twin = next(twins, None)
        known[item.id] = known[twin.id] if twin else item.id
        assert revision.story == known[item.id]
    assert 20 < len(set(known.values())) < 80
