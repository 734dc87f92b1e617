"""Quotation marks: which open, which close, over sentences and paragraphs; every style that German news uses."""

from __future__ import annotations

from typing import Final

from monitor.reading.german.text import Doc

#: opening mark -> its closing marks
_PAIRS: Final = {"„": '“”"', "»": "«", "«": "»", "“": "”“", "‚": "‘’'", "‹": "›", "›": "‹"}
#: tokens between a pair of marks; marks that open as they close are trusted less far
_LONGEST: Final = 1200
_LONGEST_PLAIN: Final = 400
#: opening marks within each other; more is noise
_DEEPEST: Final = 3


def quotations(doc: Doc) -> list[tuple[int, int]]:
    """Token ranges of quotations, marks included, in order; nested ones belong to the outer.

    A mark without a partner in its paragraph (or the next, when that begins with a mark again) opens nothing.
    """
    words = doc.words
    marks = [i for i, word in enumerate(words) if word in _ALL]
    out: list[tuple[int, int]] = []
    place = 0
    while place < len(marks):
        at = marks[place]
        close = _close(doc, marks, place)
        if close:
            out.append((at, marks[close] + 1))
            place = close + 1
            continue
        stop = _unclosed(doc, marks, place)
        if stop:
            out.append((at, stop))
        place += 1
    return out


def _unclosed(doc: Doc, marks: list[int], place: int) -> int:
    """The end of the paragraph where speech behind a colon was never closed; 0: it is no speech.

    Only where nothing else stands in marks up to there, and the paragraph ends as a sentence does.
    """
    at = marks[place]
    if doc.words[at] not in "„»" or at == 0 or at + 4 > len(doc.words):
        return 0
    if doc.words[at - 1] != ":" and not (at == 0 or "\n" in doc.blank(at)):
        return 0
    stop = next((stop for first, stop in doc.paragraphs if first <= at < stop), 0)
    if place + 1 < len(marks) and marks[place + 1] < stop:
        return 0
    return stop if doc.words[stop - 1] in (".", "!", "?", "…") and stop - at > 4 else 0


_ALL: Final = frozenset('„“”"»«‚‹›')


def _close(doc: Doc, marks: list[int], place: int) -> int:
    """Index into `marks` of the partner of the opening mark at `place`; 0: none."""
    at = marks[place]
    mark = doc.words[at]
    if mark == '"':
        if _looks_closing(doc, at):
            return 0
        wanted = '"“”'
    elif mark in ("»", "«", "›", "‹"):
        if _looks_closing(doc, at):
            return 0
        wanted = _PAIRS[mark]
    else:
        wanted = _PAIRS.get(mark, "")
    depth = 0
    for other in range(place + 1, len(marks)):
        here = marks[other]
        if here - at > (_LONGEST_PLAIN if mark == '"' else _LONGEST):
            return 0
        word = doc.words[here]
        if word == mark and mark in "„»‚" and word not in wanted and not (mark == "„" and _looks_closing(doc, here)):
            if _new_paragraph(doc, here):
                continue
            depth += 1
            if depth > _DEEPEST:
                return 0
            continue
        if word in wanted or word == mark == "„":
            if word == mark == '"' and not _looks_closing(doc, here) and _opens(doc, here):
                if _new_paragraph(doc, here):
                    continue
                return 0
            if depth:
                depth -= 1
                continue
            return other
    return 0


def _new_paragraph(doc: Doc, at: int) -> bool:
    return at > 0 and "\n" in doc.blank(at)


def _opens(doc: Doc, at: int) -> bool:
    return at + 1 < len(doc.words) and doc.glued(at + 1) and not doc.glued(at)


def _looks_closing(doc: Doc, at: int) -> bool:
    """The mark is glued to the word before it and not to the one behind."""
    return (
        at > 0
        and doc.glued(at)
        and doc.words[at - 1] not in "([–-"
        and not (at + 1 < len(doc.words) and doc.glued(at + 1) and doc.words[at + 1][0].isalnum())
    )
