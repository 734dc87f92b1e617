"""A claim added to a watchlist file leaves every other letter of it as the editor wrote it."""

from __future__ import annotations

import difflib

import pytest

from monitor.watchlist import read_watchlist
from monitor.watchlist.edit import with_claim

CLAIM = {
    "id": "faehren",
    "question": "Wie viele Fähren: und wohin?",
    "kind": "figure",
    "counts": ["Fähre", "Schiff"],
    "min_change": "10%",
}
HEAD = "name: Häfen  # Küste\nnotify: [desk]\nfeeds:\n- https://blatt.example/feed\n"
ITEM = "- id: eins\n  question: Wie viele Boote?\n  kind: figure\n  counts: [Boot]\n"


def indented(item: str) -> str:
    return "".join(f"  {line}\n" for line in item.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "claims:\n" + ITEM,
        HEAD + "claims:\n" + indented(ITEM) + "\n# Schluss\n",
        HEAD + "claims:  # Fragen\n" + ITEM + "\n" + ITEM.replace("eins", "zwei") + "\nabout: [Hafen]\n",
        HEAD + "claims:\n- {id: eins, question: Wie viele?, kind: figure, counts: [Boot]}\nabout: [Hafen]\n",
        HEAD + "claims:\n" + ITEM.replace("Wie viele Boote?", ">\n    Wie viele\n    Boote?") + "\nabout: [Hafen]\n",
    ],
    ids=["flush", "indented", "between", "braces", "folded"],
)
def test_only_the_claim_is_new(text: str) -> None:
    made = with_claim(text, CLAIM)
    changed = [line for line in difflib.ndiff(text.split("\n"), made.split("\n")) if line[0] in "-?"]
    assert changed == []
    assert read_watchlist(made, id="haefen").claims[-1].question == CLAIM["question"]


@pytest.mark.parametrize("tail", ["", "claims: []\n"])
def test_the_first_claim_of_a_file(tail: str) -> None:
    made = with_claim(HEAD + tail, CLAIM)
    assert "# Küste" in made
    assert [claim.counts for claim in read_watchlist(made, id="haefen").claims] == [("Fähre", "Schiff")]
