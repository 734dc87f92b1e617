"""What a party does, says first or only mentions, and what the desk is told of it: own sentences, several topics."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.articles.model import Revision
from monitor.backtest import Replay
from monitor.reading import observe
from monitor.watchlist import read_watchlist

START = datetime(2025, 3, 3, 8, tzinfo=UTC)
TOPICS = {
    "wirkstoff": ("[[Migrin], [zulassen, Zulassung, genehmigen]]", "Arzneimittelamt"),
    "vertrag": (
        "[[Vertrag, Abkommen], [Nordwerft], [schließen, abschließen, unterzeichnen, aushandeln]]",
        "Verteidigungsministerium",
    ),
    "festival": ("[[Deichfest], [verschieben, Verschiebung, absagen, Absage]]", "Stadt Seeheim"),
    "ausfall": ("[[Deichfest], [ausfallen, nicht stattfinden]]", "Stadt Seeheim"),
}
WATCHLIST = """
name: Probe
parties:
  Arzneimittelamt: [Amt für Arzneimittel]
  Verteidigungsministerium: [Verteidigungsminister, Verteidigungsministerin Kordes]
  Nordwerft:
  Stadt Seeheim: [Seeheim, Oberbürgermeisterin Voss]
  Reederverband:
claims:
  - id: frage
    question: Ist es so?
    kind: statement
    about: {about}
    confirmers: [{confirmer}]
    alert: {alert}
"""


def _told(topic: str, *articles: str, alert: str = "{}", hours: int = 48) -> list[str]:
    """Each article's changes as "type party grade"; a title stands before " | "; `hours` between articles."""
    about, confirmer = TOPICS[topic]
    run = Replay(read_watchlist(WATCHLIST.format(about=about, confirmer=confirmer, alert=alert), id="probe"))
    out: list[str] = []
    for number, words in enumerate(articles):
        title, _, body = words.rpartition(" | ")
        at = START + timedelta(hours=hours * number)
        revision = Revision(
            article=f"a{number}", number=1, url=f"https://blatt{number}.de/a", outlet=f"Blatt {number}", title=title,
            text=body, published=at, at=at, found=at, story=f"s{number}",
        )  # fmt: skip
        judged = run.judge(revision, observe(body, title=title, published=at, outlet=revision.outlet))
        out.append("; ".join(f"{item.type} {item.party} {item.grade}" for item in judged.changes))
    return out


@pytest.mark.parametrize(
    ("topic", "words", "party"),
    [
        ("wirkstoff", "Das Arzneimittelamt hat dem Mittel Migrin am Montag die Zulassung erteilt.", "Arzneimittelamt"),
        ("wirkstoff", "Das Arzneimittelamt lässt das Mittel Migrin zu.", "Arzneimittelamt"),
        ("wirkstoff", "Am Montag genehmigte das Arzneimittelamt das Mittel Migrin.", "Arzneimittelamt"),
        ("wirkstoff", "Migrin wurde am Montag vom Arzneimittelamt zugelassen.", "Arzneimittelamt"),
        ("wirkstoff", "Migrin ist nun zugelassen. Dies entschied das Arzneimittelamt am Abend.", "Arzneimittelamt"),
        ("vertrag", "Das Verteidigungsministerium hat den Vertrag mit Nordwerft abgeschlossen.", "Verteidigungsministerium"),
        ("vertrag", "Die Verteidigungsministerin Kordes unterzeichnete ein Abkommen mit Nordwerft.", "Verteidigungsministerium"),
        (
            "vertrag",
            "Das Verteidigungsministerium hat Verträge mit Hansabau, Nordwerft und Stahl Süd geschlossen.",
            "Verteidigungsministerium",
        ),
        ("festival", "Die Stadt Seeheim verschiebt das Deichfest in den Herbst.", "Stadt Seeheim"),
        ("festival", "Wegen des Sturms hat die Stadt Seeheim das Deichfest abgesagt.", "Stadt Seeheim"),
    ],
)  # fmt: skip
def test_who_does_it_confirms_it(topic: str, words: str, party: str) -> None:
    assert _told(topic, words) == [f"new_confirmation {party} alert"]


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("wirkstoff", "Das Arzneimittelamt hat Migrin noch nicht zugelassen."),
        ("wirkstoff", "Das Arzneimittelamt will Migrin im Mai zulassen."),
        ("wirkstoff", "Das Arzneimittelamt hatte Migrin im vorigen Jahr zugelassen."),
        ("wirkstoff", "Lässt das Arzneimittelamt Migrin zu?"),
        ("wirkstoff", "Wenn das Arzneimittelamt Migrin zulässt, beginnt der Verkauf."),
        ("wirkstoff", "Nach der Zulassung von Migrin hat das Arzneimittelamt die Tür für Touristen geschlossen."),
        ("vertrag", "Das Verteidigungsministerium wird den Vertrag mit Nordwerft bald schließen."),
        ("festival", "Die Stadt Seeheim hat über eine Verschiebung des Deichfests beraten."),
        ("festival", "Das Deichfest der Stadt Seeheim wurde von 3.000 Menschen besucht, von Absage keine Rede."),
    ],
)
def test_what_is_open_past_or_only_mentioned_confirms_nothing(topic: str, words: str) -> None:
    assert "confirmation" not in _told(topic, words)[0]


def test_who_refuses_denies() -> None:
    assert _told("wirkstoff", "Das Arzneimittelamt lehnte die Zulassung von Migrin am Montag ab.") == [
        "denial Arzneimittelamt alert"
    ]


@pytest.mark.parametrize(
    ("topic", "words", "party"),
    [
        ("wirkstoff", "Migrin sei zugelassen, teilte das Arzneimittelamt mit.", "Arzneimittelamt"),
        ("vertrag", "Der Vertrag mit Nordwerft sei unterzeichnet, sagte der Verteidigungsminister.", "Verteidigungsministerium"),
        ("festival", "Die Stadt Seeheim teilte mit, dass das Deichfest verschoben ist.", "Stadt Seeheim"),
    ],
)  # fmt: skip
def test_the_first_word_of_a_confirmer_waits_for_the_digest_unless_asked_for(
    topic: str, words: str, party: str
) -> None:
    assert _told(topic, words) == [f"new_source {party} digest"]
    assert _told(topic, words, alert="{new_source: alert}") == [f"new_source {party} alert"]


def test_the_first_word_of_another_party_waits_for_the_digest() -> None:
    assert _told("vertrag", "Der Vertrag mit Nordwerft sei unterzeichnet, sagte der Reederverband.") == [
        "new_source Reederverband digest"
    ]


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("wirkstoff", "Nach der Zulassung von Migrin rechne man mit Engpässen, sagte das Arzneimittelamt."),
        ("wirkstoff", "Die geplante Zulassung von Migrin sei ein Meilenstein, teilte das Arzneimittelamt mit."),
        ("wirkstoff", "Voraussetzung sei die Zulassung von Migrin, erklärte das Arzneimittelamt."),
        ("wirkstoff", "Man werde Migrin im Mai zulassen, kündigte das Arzneimittelamt an."),
        ("festival", "Die Debatte über eine Absage des Deichfests sei überflüssig, sagte Oberbürgermeisterin Voss."),
        ("festival", "Falls das Deichfest abgesagt wird, gebe es Geld zurück, sagte Oberbürgermeisterin Voss."),
    ],
)
def test_a_mere_mention_is_no_answer(topic: str, words: str) -> None:
    assert "alert" not in _told(topic, words)[0]


def test_an_exception_behind_but_denies_nothing() -> None:
    words = "Man habe Migrin für Erwachsene zugelassen, vorerst aber nicht für Kinder, teilte das Arzneimittelamt mit."
    assert "denial" not in _told("wirkstoff", words)[0]


def test_a_negation_inside_a_term_asks_for_the_negation() -> None:
    words = "Die Stadt Seeheim bestätigte, dass das Deichfest in diesem Jahr nicht stattfinden kann."
    assert _told("ausfall", words) == ["new_confirmation Stadt Seeheim alert"]


def test_a_confirmation_days_after_the_first_word_is_news_of_its_own() -> None:
    said = "Migrin sei zugelassen, teilte das Arzneimittelamt mit."
    first, second = _told("wirkstoff", said, "Das Arzneimittelamt bestätigte die Zulassung von Migrin.")
    assert first == "new_source Arzneimittelamt digest"
    assert second == "new_confirmation Arzneimittelamt alert"


def test_a_confirmation_hours_after_the_first_word_is_told_at_once() -> None:
    said = "Migrin sei zugelassen, teilte das Arzneimittelamt mit."
    told = _told("wirkstoff", said, "Das Arzneimittelamt bestätigte die Zulassung von Migrin.", hours=3)
    assert told == ["new_source Arzneimittelamt digest", "new_confirmation Arzneimittelamt alert"]


def test_a_headline_does_not_use_up_the_alert() -> None:
    title = "Arzneimittelamt: Migrin ist zugelassen | Der Wetterbericht fällt heute kurz aus."
    told = _told(
        "wirkstoff", title, "Migrin sei zugelassen, teilte das Arzneimittelamt mit.", alert="{new_source: alert}"
    )
    assert told[-1].endswith("alert")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Das Deichfest ist abgesagt.", "new_source unattributed alert"),
        ("Über eine Absage des Deichfests wird noch beraten.", ""),
        ("Der Veranstalter hat die Absage des Deichfests beantragt.", ""),
    ],
)
def test_who_asks_for_every_new_source_gets_the_articles_own_voice_too(words: str, told: str) -> None:
    assert _told("festival", words, alert="{new_source: alert}") == [told]


def test_without_asking_the_own_voice_stays_out() -> None:
    assert _told("festival", "Das Deichfest ist abgesagt.") == [""]


def test_a_headline_with_its_party_and_a_text_without_are_one_answer() -> None:
    title = "Verteidigungsministerium bestätigt: Vertrag mit Nordwerft geschlossen"
    told = _told("vertrag", f"{title} | Der Vertrag mit Nordwerft sei geschlossen, hieß es am Montag.")
    assert told == ["new_confirmation Verteidigungsministerium alert"]


def test_unnamed_critics_are_not_the_source_an_editor_asked_for() -> None:
    words = "Kritiker sagen, dass Migrin nie zugelassen worden sei."
    assert "alert" not in _told("wirkstoff", words, alert="{new_source: alert}")[0]


STATIONS = """
name: Probe
parties:
  Arzneimittelamt:
  Hersteller Lindner: [Lindner AG]
claims:
  - id: stand
    question: Wie weit ist Migrin?
    kind: statement
    about: [[Migrin]]
    positions:
      beantragt: [beantragen, Antrag]
      zugelassen: [zulassen, genehmigen]
      abgelehnt: [ablehnen]
    confirmers: [Arzneimittelamt]
"""


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Die Lindner AG hat die Zulassung von Migrin beantragt.", "beantragt"),
        ("Das Arzneimittelamt hat Migrin zugelassen.", "zugelassen"),
        ("Das Arzneimittelamt genehmigte Migrin am Montag.", "zugelassen"),
        ("Das Arzneimittelamt lehnt die Zulassung von Migrin ab.", "abgelehnt"),
        ("Migrin könne man verkaufen, sofern es eine Zulassung erhalte, sagte das Arzneimittelamt.", None),
        ("Das Arzneimittelamt will Migrin im Mai zulassen.", None),
    ],
)
def test_the_verb_names_the_station_not_a_noun_beside_it(words: str, answer: str | None) -> None:
    run = Replay(read_watchlist(STATIONS, id="probe"))
    revision = Revision(
        article="a", number=1, url="https://blatt.de/a", outlet="Blatt", title="", text=words,
        published=START, at=START, found=START, story="s",
    )  # fmt: skip
    judged = run.judge(revision, observe(words, title="", published=START, outlet="Blatt"))
    assert [item.after.answer for item in judged.changes] == ([answer] if answer else [])
