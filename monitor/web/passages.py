"""Sentences in their paragraphs, with number and speaker marked; and what two states of a text do not share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from monitor.ledger.model import Evidence
from monitor.reading.model import Span, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text; `kind` is "", "sentence", "figure" or "speaker" (diff: "same", "old", "new")."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The sentence with the paragraph around it; `before` and `after` are the neighbouring paragraphs, cut."""

    pieces: tuple[Piece, ...]
    before: str = ""
    after: str = ""
    #: whether the full text stood behind it
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """One paragraph of a comparison: "same", "changed", "old" or "new"; cut middles are "gap"."""

    kind: str
    pieces: tuple[Piece, ...]


#: characters of a neighbouring paragraph that are shown
NEIGHBOUR = 240
#: unchanged paragraphs around a change that are shown
CONTEXT = 1
#: paragraphs beyond this are not compared word by word
LONG = 20_000

_WORD = re.compile(r"\s+|\d+(?:[.,]\d+)*|\w+|[^\w\s]")


def passage(evidence: Evidence, text: str | None, title: str = "") -> Passage:
    """The evidence's sentence in its paragraph; from the stored sentence alone when the text is gone."""
    place = title if evidence.where is Where.TITLE else text
    found = place is not None and bool(evidence.sentence)
    end = evidence.sentence_start + len(evidence.sentence)
    if not found or place is None or place[evidence.sentence_start : end] != evidence.sentence:
        marks = _marks(evidence, offset=evidence.sentence_start)
        return Passage(pieces=tuple(pieces(evidence.sentence or evidence.title, marks)))
    start = place.rfind("\n", 0, evidence.sentence_start) + 1
    stop = place.find("\n", end)
    stop = len(place) if stop < 0 else stop
    marks = [(Span(evidence.sentence_start - start, end - start), "sentence"), *_marks(evidence, offset=start)]
    return Passage(
        pieces=tuple(pieces(place[start:stop], marks)),
        before=_tail(place[:start].strip()),
        after=_head(place[stop:].strip()),
        whole=True,
    )


def pieces(text: str, marks: Sequence[tuple[Span, str]]) -> Iterator[Piece]:
    """The text cut at the marks; where marks overlap the later one of the list wins."""
    fitting = [(span, kind) for span, kind in marks if 0 <= span.start < span.end <= len(text)]
    edges = sorted({0, len(text), *(edge for span, _ in fitting for edge in (span.start, span.end))})
    for start, end in pairwise(edges):
        kind = next((kind for span, kind in reversed(fitting) if span.start <= start and end <= span.end), "")
        yield Piece(text=text[start:end], kind=kind)


def words_diff(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts word by word; what only one of them has is "old" or "new"."""
    if len(old) + len(new) > LONG:
        return (Piece(text=old, kind="old"),), (Piece(text=new, kind="new"),)
    left, right = _WORD.findall(old), _WORD.findall(new)
    before: list[Piece] = []
    after: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        same = tag == "equal"
        if j > i:
            before.append(Piece(text="".join(left[i:j]), kind="same" if same else "old"))
        if m > k:
            after.append(Piece(text="".join(right[k:m]), kind="same" if same else "new"))
    return tuple(before), tuple(after)


def text_diff(old: str, new: str) -> tuple[DiffLine, ...]:
    """Two states of a text, paragraph by paragraph, changed ones word by word; equal stretches are cut."""
    left, right = old.split("\n"), new.split("\n")
    lines: list[DiffLine] = []
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += _context(left[i:j], first=i == 0, last=j == len(left))
        elif tag == "replace" and j - i == m - k:
            for one, two in zip(left[i:j], right[k:m], strict=True):
                lines += _changed(one, two)
        elif tag == "replace":
            lines += _changed("\n".join(left[i:j]), "\n".join(right[k:m]))
        else:
            lines += [DiffLine(kind="old", pieces=(Piece(text=line, kind="old"),)) for line in left[i:j]]
            lines += [DiffLine(kind="new", pieces=(Piece(text=line, kind="new"),)) for line in right[k:m]]
    return tuple(lines)


def _changed(old: str, new: str) -> list[DiffLine]:
    before, after = words_diff(old, new)
    return [DiffLine(kind="old", pieces=before), DiffLine(kind="new", pieces=after)]


def _context(lines: Sequence[str], *, first: bool, last: bool) -> list[DiffLine]:
    head = [] if first else list(lines[:CONTEXT])
    tail = [] if last else list(lines[max(CONTEXT if not first else 0, len(lines) - CONTEXT) :])
    made = [DiffLine(kind="same", pieces=(Piece(text=line),)) for line in head]
    hidden = len(lines) - len(head) - len(tail)
    if hidden > 0:
        made.append(DiffLine(kind="gap", pieces=(Piece(text=str(hidden)),)))
    return made + [DiffLine(kind="same", pieces=(Piece(text=line),)) for line in tail]


def _marks(evidence: Evidence, *, offset: int) -> list[tuple[Span, str]]:
    marks = []
    if evidence.speaker_span is not None:
        marks.append((Span(evidence.speaker_span.start - offset, evidence.speaker_span.end - offset), "speaker"))
    if evidence.span.end > evidence.span.start:
        marks.append((Span(evidence.span.start - offset, evidence.span.end - offset), "figure"))
    return sorted(marks, key=lambda mark: -(mark[0].end - mark[0].start))


def _tail(text: str) -> str:
    last = text.rsplit("\n", 1)[-1]
    return last if len(last) <= NEIGHBOUR else "… " + last[-NEIGHBOUR:].partition(" ")[2]


def _head(text: str) -> str:
    first = text.split("\n", 1)[0]
    return first if len(first) <= NEIGHBOUR else first[:NEIGHBOUR].rpartition(" ")[0] + " …"
