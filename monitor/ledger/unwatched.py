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
            group = groups.setdefault(key, _Group(figure, figure_evidence(figure, zone), question(figure, zone)))
            group.add(of_figure(figure), again=key in seen)
            seen.add(key)
    found = [group.folded(watchlist) for group in groups.values()]
    return tuple(sorted(found, key=lambda item: (-item.seen, item.counted, item.predicate or "")))


def _offers(figure: Figure) -> bool:
    return bool(figure.counted) and figure.kind not in DULL and figure.role in (Role.TOTAL, Role.PART, Role.PLANNED)


class _Group:
    def __init__(self, figure: Figure, evidence: Evidence, asked: str) -> None:
        self.figure, self.evidence, self.asked = figure, evidence, asked
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
            yaml=claim_yaml(self.figure, watchlist, self.asked),
        )


def claim_yaml(figure: Figure, watchlist: Watchlist, asked: str) -> str:
    """A ready claim for the watchlist file, indented as an item of `claims`; `asked` is its question."""
    noun = str(figure.counted)
    about = [word for word in figure.whose if word[:1].isupper() or word.endswith("isch")] or list(watchlist.about[:1])
    lines = [f"  - id: {_id(noun, figure.predicate)}", f"    question: {_quoted(asked)}", "    kind: figure"]
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


#: the auxiliary of a clause, as the question asks it; the first that stands there wins
_AUXILIARIES = (
    (re.compile(r"\b(?:wurde|wurden|worden)\b"), "wurden"),
    (re.compile(r"\b(?:wird|werden|werde)\b"), "werden"),
    (re.compile(r"\b(?:ist|sind|sei|seien|war|waren)\b"), "sind"),
    (re.compile(r"\b(?:hat|haben|habe|hatte|hatten|hätten)\b"), "haben"),
)
_WHOLE = re.compile(r"\s((?:der|des)\s(?:[a-zäöüß]+\s){0,2}[A-ZÄÖÜ][\w-]+)")
#: a clause that opens with a place, a time or the like: who acts stands behind the verb
_OPENS = re.compile(
    r"^\W*(?:am|im|in|an|auf|bei|beim|nach|seit|vor|zum|zur|während|gestern|heute|bisher|bislang|insgesamt)\b",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"^(?:\w*ge\w+(?:t|en)|(?:be|emp|ent|er|ver|zer|miss|über|unter)\w+(?:t|en)|\w+iert)$")


def question(figure: Figure, zone: Zone) -> str:
    """The question as an editor would ask it, with the noun and the verb as the text has them.

    ("Am Montag wurden 39 Menschen verletzt" -> Wie viele Menschen wurden verletzt?) Where the clause gives no whole
    predicate, the thing alone is asked for.
    """
    if figure.kind in (FigureKind.MONEY, FigureKind.PERCENT, FigureKind.MEASURE):
        whole = _WHOLE.match(zone.text(figure.where)[figure.end :])
        unit = figure.unit or figure.counted
        return f"Wie viel {unit} {whole.group(1)} sind es?" if whole else f"Um wie viel {unit} geht es?"
    noun = (zone.noun(figure) or str(figure.counted)) if (figure.high or figure.low or 0) > 1 else str(figure.counted)
    happened = _happened(figure, zone)
    return f"Wie viele {noun} {happened}?" if happened else f"Um wie viele {noun} geht es?"


def _happened(figure: Figure, zone: Zone) -> str:
    """wurden verletzt · sind gestorben · haben teilgenommen; "" where the clause has no auxiliary with a participle."""
    if not figure.predicate:
        return ""
    clause = zone.clause(figure)
    found = compile_terms((figure.predicate,)).find(clause)
    verb = clause[found[-1].start : found[-1].end] if found else ""
    helps = next((asked for words, asked in _AUXILIARIES if words.search(clause)), "")
    if helps == "haben" and not (_OPENS.search(clause) or clause.lstrip().startswith(figure.text)):
        helps = "wurden"  # "Das Werk hat 400 Stellen gestrichen": the counted did nothing
    return f"{helps} {verb}" if helps and verb.islower() and _PARTICIPLE.match(verb) else ""


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
