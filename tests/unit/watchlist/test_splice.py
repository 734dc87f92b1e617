"""One value changed in a watchlist file: nothing else of it moves, whatever way it was written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.watchlist.splice import plain, with_key_renamed, with_value

TEXT = """\
# Hafen: angelegt von der Frühschicht
name: Häfen  # Küste
notify: [desk]
feeds:
  # die großen
  - https://blatt.example/feed
  - {url: https://see.example/rss, every: 15m}  # langsam

  # die kleinen
  - https://kueste.example/atom
parties:
  Reeder: [Verband, 'Müller: Sohn']
  Behörde:
claims:

  # wie viele liegen fest
  - id: schiffe
    question: Wie viele Schiffe liegen fest?
    kind: figure
    counts:
      - Schiff   # auch Boote?
      - Boot
    with: [festliegen]

  # zum Streit
  - id: sperre
    question: Ist der Hafen gesperrt?
    kind: statement
    about: [[Hafen], [sperren, Sperre]]
"""


def moved(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines that only the old text has, and lines that only the new one has."""
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    ("path", "value", "gone", "come"),
    [
        (("name",), "Häfen: Nord", ["name: Häfen  # Küste"], ["name: 'Häfen: Nord'  # Küste"]),
        (("notify",), ["desk", "nacht"], ["notify: [desk]"], ["notify: [desk, nacht]"]),
        (("feeds", 3), "https://neu.example/a#b", [], ["  - https://neu.example/a#b"]),
        (("feeds", 0), None, ["  - https://blatt.example/feed"], []),
        (
            ("feeds", 1),
            {"url": "https://see.example/rss", "every": "30m"},
            ["  - {url: https://see.example/rss, every: 15m}  # langsam"],
            ["  - {url: https://see.example/rss, every: 30m}  # langsam"],
        ),
        (("parties", "Behörde"), ["Amt"], ["  Behörde:"], ["  Behörde: [Amt]"]),
        (("parties", "Werft"), [], [], ["  Werft: []"]),
        (("parties", "Reeder"), None, ["  Reeder: [Verband, 'Müller: Sohn']"], []),
        (("claims", 0, "with"), None, ["    with: [festliegen]"], []),
        (("claims", 0, "counts"), ["Schiff", "Kahn"], ["      - Boot"], ["      - Kahn"]),
        (("claims", 0, "since"), date(2025, 1, 2), [], ["    since: 2025-01-02"]),
        (("claims", 0, "min_change"), "10%", [], ["    min_change: 10%"]),
        (
            ("claims", 1, "about"),
            [["Hafen", "Kai"], ["Sperre"]],
            ["    about: [[Hafen], [sperren, Sperre]]"],
            ["    about: [[Hafen, Kai], [Sperre]]"],
        ),
        (
            ("claims", 1),
            None,
            [
                "  # zum Streit",
                "  - id: sperre",
                "    question: Ist der Hafen gesperrt?",
                "    kind: statement",
                "    about: [[Hafen], [sperren, Sperre]]",
            ],
            [],
        ),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_only_this_value_changes(path: tuple[str | int, ...], value: object, gone: list[str], come: list[str]) -> None:
    """The lines that go and come are exactly the value's own."""
    assert moved(TEXT, with_value(TEXT, path, value)) == (gone, come)


def test_a_new_key_stands_where_the_guide_has_it() -> None:
    """After the keys that come before it, not at the file's end."""
    made = with_value(TEXT, ("about",), ["Hafen"], after=("name", "notify", "feeds"))
    assert made.split("\n").index("about: [Hafen]") == TEXT.split("\n").index("parties:")


def test_a_party_changes_its_name_in_place() -> None:
    """Order and aliases stay."""
    made = with_key_renamed(TEXT, ("parties", "Reeder"), "Reederei")
    assert moved(TEXT, made) == (
        ["  Reeder: [Verband, 'Müller: Sohn']"],
        ["  Reederei: [Verband, 'Müller: Sohn']"],
    )


@pytest.mark.parametrize(
    "text",
    ["claims:\n- {id: a, with: [b]}\n", "claims: [{id: a, with: [b]}]\n", "claims:\n-   id: a\n    with:\n    - b\n"],
)
def test_other_ways_of_writing_give_the_same_values(text: str) -> None:
    """Braces, brackets, flush lists: what is read afterwards is what was asked for."""
    for path, value in (
        (("claims", 0, "with"), ["c", "d"]),
        (("claims", 0, "with"), None),
        (("claims", 1), {"id": "z"}),
    ):
        made = plain(with_value(text, path, value))
        wanted = plain(text)
        if path == ("claims", 1):
            wanted["claims"].append(value)
        elif value is None:
            del wanted["claims"][0]["with"]
        else:
            wanted["claims"][0]["with"] = value
        assert made == wanted


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=20
)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=4), question=WORDS)
def test_whatever_people_type_is_read_back(words: list[str], question: str) -> None:
    """Colons, hashes, quotes, brackets, numbers, "yes" and "null": as typed, and comments stay."""
    made = with_value(with_value(TEXT, ("claims", 0, "with"), words), ("claims", 1, "question"), question)
    tree = plain(made)
    assert tree["claims"][0]["with"] == words
    assert tree["claims"][1]["question"] == question
    assert all(note in made for note in ("# Küste", "# auch Boote?", "# zum Streit", "# die kleinen"))
