"""The one place that calls trafilatura, and the cross-check of its text with the body a publisher declares."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import trafilatura
from trafilatura.settings import Document, Extractor

#: characters of the found text, and of the page's paragraphs, below which the fast pass is not trusted
SHORT = 600
#: words per run when texts are compared
RUN = 3
#: the declared body counts as the article when this share of it stands in the extracted text, or more characters
COVERED = 0.6
#: a line belongs to the article when this share of its runs stands in the declared body
INSIDE = 0.4
#: neighbours looked at to find a lost paragraph's place
NEAR = 20
_WORD = re.compile(r"\w+")


def main_text(tree: Any) -> str:
    """Paragraphs of the main text, joined by newlines; "" when nothing is found. The tree stays as it is.

    The fast pass first: half the cost, and on pruned pages the same text. The full one, which compares with two other
    extractors, where these could win: a short text, one without paragraphs, or less than half of the page's own.
    """
    found = _pass(tree, fast=True)
    if found is not None and _is_sure(found, tree):
        return found.text or ""
    whole = _pass(tree, fast=False)
    return (whole.text or "") if whole is not None else ""


def _pass(tree: Any, *, fast: bool) -> Document | None:
    document = trafilatura.bare_extraction(tree, options=_options(fast))
    return document if isinstance(document, Document) else None


@lru_cache(maxsize=2)
def _options(fast: bool) -> Extractor:
    """Built once: reading trafilatura's own settings file takes a tenth of a fast pass."""
    return Extractor(output_format="python", fast=fast, comments=False, tables=True, dedup=False, with_metadata=False)


def _is_sure(found: Document, tree: Any) -> bool:
    """Whether no other extractor could take the fast pass's place, by trafilatura's own rules for that."""
    length, body = len(found.text or ""), found.body
    if length < SHORT or body is None or len(list(body.iter("table"))) > len(list(body.iter("p"))):
        return False
    return SHORT <= sum(len(node.text_content()) for node in tree.iter("p")) <= 2 * length


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
    have, whole = _runs("\n".join(lines)), set(lines)
    for at, paragraph in enumerate(paragraphs):
        if paragraph in whole:
            continue
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
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))
