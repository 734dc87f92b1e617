"""What an author probably did not mean is said, with a way out; good watchlists hear nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import i18n
from monitor.watchlist import advice, read_watchlist

ROOT = Path(__file__).parents[3]
HEAD = "name: x\nabout: [Diamond Princess]\nfeeds: [https://a.de/]\nparties: {Russland: [Kreml]}\nclaims:\n"
FIGURE = "  - {id: a, question: q, kind: figure, counts: [Toter], with: [sterben, Tod], alert: {new_value: alert}}\n"


def _hints(text: str) -> list[str]:
    return [hint.key.removeprefix("watchlist.advice.") for hint in advice(read_watchlist(text, id="x"))]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (HEAD + FIGURE, []),
        (HEAD + "  - {id: a, question: q, kind: figure, counts: [Mensch], alert: {new_value: alert}}", ["people"]),
        (
            HEAD
            + "  - {id: a, question: q, kind: figure, counts: [Mensch], with: [sterben, Tod], alert: {new_value: alert}}",
            [],
        ),
        (
            HEAD
            + "  - {id: a, question: q, kind: figure, counts: [Soldat], with: [marschieren, lagern], alert: {new_value: alert}}",
            ["verbs"],
        ),
        (
            HEAD
            + "  - {id: a, question: q, kind: figure, counts: [X], with: [Tod], without: [Tod], alert: {new_value: alert}}",
            ["both"],
        ),
        (
            HEAD + "  - {id: a, question: q, kind: statement, about: [[a], [b], [c], [d]], confirmers: [Russland]}",
            ["groups"],
        ),
        (HEAD + "  - {id: a, question: q, kind: statement, about: [[a], [b]]}", ["confirmers"]),
        (
            HEAD
            + "  - {id: a, question: q, kind: figure, counts: [Dosis], about: [[Q1], [Deutschland, deutsch]], alert: {new_value: alert}}",
            ["home"],
        ),
        (
            HEAD
            + "  - {id: a, question: q, kind: figure, counts: [Dosis], about: [[Q1], [Deutschland, Bund]], alert: {new_value: alert}}",
            [],
        ),
        (HEAD + FIGURE.replace(", alert: {new_value: alert}", ""), ["first_value"]),
        (HEAD.replace("Diamond Princess", "Regierung") + FIGURE, ["everyday"]),
        (HEAD.replace("feeds: [https://a.de/]\n", "") + FIGURE, ["no_feeds"]),
    ],
)
def test_a_doubtful_watchlist_gets_a_hint(text: str, want: list[str]) -> None:
    assert _hints(text) == want


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_hints_are_whole_sentences(language: str) -> None:
    text = HEAD + "  - {id: a, question: q, kind: figure, counts: [Mensch], alert: {new_value: alert}}"
    said = [i18n.explain(hint, language) for hint in advice(read_watchlist(text, id="x"))]
    assert said
    assert all(sentence.startswith("a: ") and sentence.endswith(".") and "{" not in sentence for sentence in said)


@pytest.mark.parametrize("path", sorted((ROOT / "watchlists").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_models_hear_nothing(path: Path) -> None:
    assert advice(read_watchlist(path.read_bytes(), id=path.stem)) == ()


def test_the_front_door_stays_what_it_is_after_its_first_use() -> None:
    """A module named like a function of its package takes the function's place as soon as it is imported."""
    import monitor.watchlist as room

    for path in Path(str(room.__file__)).parent.glob("*.py"):
        assert path.stem not in room.__all__
