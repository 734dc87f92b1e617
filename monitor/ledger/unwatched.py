"""Figures on topic that no claim asks for, folded and offered as ready claims."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.articles.model import Revision
from monitor.ledger.facts import figure_evidence
from monitor.ledger.model import Evidence, Unwatched, Value
from monitor.ledger.page import Zone
from monitor.ledger.scope import counts, lens
from monitor.ledger.values import of_figure, same
from monitor.reading.model import Figure, FigureKind, Reading, Role
from monitor.watchlist import anchors, compile_terms
from monitor.watchlist.model import ClaimKind, Watchlist

#: values shown per group
VALUES = 8
#: kinds that nobody watches as a claim
DULL = (FigureKind.AGE, FigureKind.DURATION)
_ASCII = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))


def unwatched(watchlist: Watchlist, read: Iterable[tuple[Revision, Reading]]) -> tuple[Unwatched, ...]:
    """Figures of on-topic articles that no claim counts, folded by counted noun and predicate, most seen first.

    A figure is on topic when its sentence, or the head of its article, holds an anchor word. One article counts once
    per group.
    """
    groups: dict[tuple[str, str | None], _Group] = {}
    topic = compile_terms(anchors(watchlist))
    eyes = [lens(claim) for claim in watchlist.claims if claim.kind is ClaimKind.FIGURE]
    for revision, reading in read:
        zone = Zone(revision, reading)
        seen: set[tuple[str, str | None]] = set()
        for figure in reading.figures:
            if not _offers(figure) or any(counts(eye, figure, zone) for eye in eyes):
                continue
            if not (zone.touches(topic, figure.where, figure.sentence) or zone.headed(topic)):
                continue
            key = (str(figure.counted), figure.predicate)
            group = groups.setdefault(key, _Group(figure, figure_evidence(figure, zone)))
            group.add(of_figure(figure), again=key in seen)
            seen.add(key)
    found = [group.folded(watchlist) for group in groups.values()]
    return tuple(sorted(found, key=lambda item: (-item.seen, item.counted, item.predicate or "")))


def _offers(figure: Figure) -> bool:
    return bool(figure.counted) and figure.kind not in DULL and figure.role in (Role.TOTAL, Role.PART, Role.PLANNED)


class _Group:
    def __init__(self, figure: Figure, evidence: Evidence) -> None:
        self.figure, self.evidence = figure, evidence
        self.seen = 0
        self.values: list[Value] = []

    def add(self, value: Value, *, again: bool) -> None:
        self.seen += not again
        if len(self.values) < VALUES and not any(same(value, other) for other in self.values):
            self.values.append(value)

    def folded(self, watchlist: Watchlist) -> Unwatched:
        return Unwatched(
            counted=str(self.figure.counted),
            predicate=self.figure.predicate,
            seen=self.seen,
            values=tuple(self.values),
            evidence=self.evidence,
            yaml=claim_yaml(self.figure, watchlist),
        )


def claim_yaml(figure: Figure, watchlist: Watchlist) -> str:
    """A ready claim for the watchlist file, indented as an item of `claims`."""
    noun = str(figure.counted)
    about = [word for word in figure.whose if word[:1].isupper() or word.endswith("isch")] or list(watchlist.about[:1])
    lines = [f"  - id: {_id(noun, figure.predicate)}", f"    question: {_question(figure)}", "    kind: figure"]
    if figure.kind in (FigureKind.PERCENT, FigureKind.MONEY, FigureKind.MEASURE):
        lines.append(f"    unit: {_quoted(figure.unit or noun)}")
        if figure.of:
            lines.append(f"    counts: [{_quoted(figure.of)}]")
    else:
        lines.append(f"    counts: [{_quoted(noun)}]")
    if about:
        lines.append(f"    about: [{', '.join(map(_quoted, about))}]")
    if figure.predicate:
        lines.append(f"    with: [{_quoted(figure.predicate)}]")
    if figure.per:
        lines.append(f"    per: {figure.per}")
    return "\n".join(lines) + "\n"


def _question(figure: Figure) -> str:
    what = " ".join(part for part in (*figure.whose[:2], str(figure.counted)) if part)
    return _quoted(f"Wie viele {what} ({figure.predicate})?" if figure.predicate else f"Wie viele {what}?")


def _id(noun: str, predicate: str | None) -> str:
    plain = f"{noun} {predicate or ''}".casefold()
    for letter, ascii_ in _ASCII:
        plain = plain.replace(letter, ascii_)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64] or "angabe"


def _quoted(word: str) -> str:
    """A YAML scalar: plain where that is safe, else in double quotes."""
    if re.fullmatch(r"[A-Za-zÄÖÜäöüß][\w -]*", word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
