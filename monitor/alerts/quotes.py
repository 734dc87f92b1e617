"""Quotes of at most 300 characters, and the words that differ between an old and a new sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.ledger.model import Evidence

#: Longest quote in a message (RELIABILITY 6: the sentence with the claim, never the article).
QUOTE = 300
#: Sentences less alike than this are not compared word by word: everything would be marked.
ALIKE = 0.5
#: A mark over more than this share of a quote says nothing.
MOSTLY = 0.6
#: Cues that only frame a statement: marking them shows nothing.
_FRAMES = frozenset({"laut", "nach", "zufolge", "gemäß", "so", "wie", "soll", "sollen"})
_TOKEN = re.compile(r"\s+|[\w.,’'-]*\w|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quote; `marked` when it is what changed."""

    text: str
    marked: bool = False


Pieces = tuple[Piece, ...]


def excerpt(evidence: Evidence) -> tuple[str, int, int]:
    """The quote around the finding, at most 300 characters, and the finding's offsets inside it (0, 0: none)."""
    sentence = clean(evidence.sentence)
    start = evidence.span.start - evidence.sentence_start
    end = evidence.span.end - evidence.sentence_start
    if not 0 <= start < end <= len(evidence.sentence) or len(sentence) != len(evidence.sentence):
        start = end = 0
    if len(sentence) <= QUOTE:
        return sentence, start, end
    room = QUOTE - 2
    first = max(0, min(start - room // 3, len(sentence) - room)) if end else 0
    if first:
        first = sentence.find(" ", first) + 1 or first
    last = min(len(sentence), first + room)
    if last < len(sentence):
        last = sentence.rfind(" ", first, last) if " " in sentence[first:last] else last
    lead = "…" if first else ""
    quote = f"{lead}{sentence[first:last]}{'…' if last < len(sentence) else ''}"
    shift = len(lead) - first
    inside = end and first <= start and end <= last
    return quote, (start + shift if inside else 0), (end + shift if inside else 0)


def compared(old: Evidence | None, new: Evidence) -> tuple[Pieces, Pieces]:
    """Old and new quote with the differing words marked; unlike sentences show only what carries the finding."""
    if old is None or not old.sentence:
        return (), _found(new)
    before, after = excerpt(old)[0], excerpt(new)[0]
    left, right = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if before == after or matcher.ratio() < ALIKE:
        return _found(old), _found(new)
    steps = matcher.get_opcodes()
    return (
        _marked([("".join(left[i1:i2]), tag != "equal") for tag, i1, i2, _, _ in steps]),
        _marked([("".join(right[j1:j2]), tag != "equal") for tag, _, _, j1, j2 in steps]),
    )


def _found(evidence: Evidence) -> Pieces:
    """The quote with its finding marked; when that is nearly all of it, with the cue ("bestätigte") instead."""
    quote, start, end = excerpt(evidence)
    if end - start <= MOSTLY * len(quote):
        return _spanned(quote, start, end)
    cue = clean(evidence.cue).strip()
    says = cue and cue.casefold().split()[0] not in _FRAMES
    place = re.search(rf"(?<!\w){re.escape(cue)}(?!\w)", quote) if says else None
    return _spanned(quote, place.start(), place.end()) if place else _spanned(quote, 0, 0)


def _marked(parts: list[tuple[str, bool]]) -> Pieces:
    return _merged([Piece(text, differs and bool(text.strip())) for text, differs in parts if text])


def _merged(pieces: list[Piece]) -> Pieces:
    """Marked words with nothing but a blank between them become one mark; blanks at its edges stay outside."""
    out: list[Piece] = []
    pieces = [part for piece in pieces for part in _core(piece)]
    for place, piece in enumerate(pieces):
        bridge = (
            not piece.marked
            and not piece.text.strip()
            and bool(out)
            and out[-1].marked
            and place + 1 < len(pieces)
            and pieces[place + 1].marked
        )
        marked = piece.marked or bridge
        if out and out[-1].marked == marked:
            out[-1] = Piece(out[-1].text + piece.text, marked)
        else:
            out.append(Piece(piece.text, marked))
    return tuple(out)


def _core(piece: Piece) -> list[Piece]:
    if not piece.marked:
        return [piece]
    words = piece.text.strip()
    lead, _, trail = piece.text.partition(words)
    return [part for part in (Piece(lead), Piece(words, True), Piece(trail)) if part.text]


def _spanned(text: str, start: int, end: int) -> Pieces:
    if not 0 <= start < end <= len(text):
        return (Piece(text),) if text else ()
    parts = (Piece(text[:start]), Piece(text[start:end], True), Piece(text[end:]))
    return tuple(piece for piece in parts if piece.text)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")


def clean(text: str) -> str:
    """Foreign text without control and direction marks, one line (RELIABILITY 3.5)."""
    return _CONTROL.sub("", text).replace("\n", " ").replace("\t", " ")


def cut(text: str, room: int) -> str:
    """At most `room` characters, the last one an ellipsis when something is missing."""
    return text if len(text) <= room else text[: max(0, room - 1)].rstrip() + "…"
