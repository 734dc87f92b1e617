"""The one place that calls trafilatura, and the cross-check of its text with the body a publisher declares."""

from __future__ import annotations

import re
from typing import Any

import trafilatura

#: words per run when texts are compared
RUN = 3
#: the declared body counts as the article when this share of it stands in the extracted text, or more characters
COVERED = 0.6
#: a line belongs to the article when this share of its runs stands in the declared body
INSIDE = 0.4
#: neighbours looked at to find a lost paragraph's place
NEAR = 20
_WORD = re.compile(r"\w+")


def main_text(tree: Any, url: str) -> str:
    """Paragraphs of the main text, joined by newlines; "" when nothing is found. The tree may be changed."""
    document = trafilatura.bare_extraction(
        tree,
        url=url or None,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        with_metadata=False,
    )
    return (document.text or "") if document is not None and not isinstance(document, dict) else ""


def checked(text: str, declared: str, paragraphs: list[str]) -> str:
    """The text without lines the publisher's own body does not know, with page paragraphs it knows and we lost.

    `declared` is JSON-LD's articleBody, `paragraphs` the page's paragraphs in reading order. A declared body that is
    cut short (paywall) or another text changes nothing.
    """
    runs = _runs(declared)
    if len(runs) < 60 or not text:
        return text
    mine = _runs(text)
    if len(runs & mine) < COVERED * len(runs) or len(runs) < 0.7 * len(mine):
        return text
    kept = [line for line in text.split("\n") if _inside(line, runs)]
    return "\n".join(_with_lost(kept, runs, paragraphs))


def _inside(line: str, runs: set[tuple[str, ...]]) -> bool:
    own = _runs(line)
    return len(own & runs) >= INSIDE * len(own) if own else True


def _with_lost(lines: list[str], runs: set[tuple[str, ...]], paragraphs: list[str]) -> list[str]:
    have = _runs("\n".join(lines))
    for at, paragraph in enumerate(paragraphs):
        own = _runs(paragraph)
        if len(own) < 4 or len(own & runs) < 0.8 * len(own) or len(own & have) > 0.3 * len(own):
            continue
        place = next(
            (lines.index(before) + 1 for before in reversed(paragraphs[max(0, at - NEAR) : at]) if before in lines),
            None,
        )
        if place is None:
            place = next((lines.index(after) for after in paragraphs[at + 1 : at + NEAR] if after in lines), len(lines))
        lines.insert(place, paragraph)
        have |= own
    return lines


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
