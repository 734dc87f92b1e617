"""An expression with what it counts, while it is being read."""

from __future__ import annotations

from monitor.reading.german import binding
from monitor.reading.german.binding import Phrase
from monitor.reading.german.expressions import Expression
from monitor.reading.german.lexicon import countries, is_common
from monitor.reading.german.text import Doc
from monitor.reading.model import FigureKind


class Bound:
    """An expression with what it counts; filled step by step."""

    __slots__ = ("after", "at", "counted", "end", "head", "kind", "of", "partitive", "per", "rules", "unit", "whose")

    def __init__(
        self,
        at: Expression,
        kind: FigureKind,
        counted: str | None = None,
        head: Phrase | None = None,
        whose: tuple[str, ...] = (),
        of: str | None = None,
        per: str | None = None,
        unit: str | None = None,
        after: int = 0,
        end: int = 0,
        rules: tuple[str, ...] = (),
        partitive: bool = False,
    ) -> None:
        self.at: Expression = at
        self.kind: FigureKind = kind
        self.counted: str | None = counted
        self.head: Phrase | None = head
        self.whose: tuple[str, ...] = whose
        self.of: str | None = of
        self.per: str | None = per
        self.unit: str | None = unit
        #: first token after the counted noun
        self.after: int = after
        self.end: int = end
        self.rules: tuple[str, ...] = rules
        self.partitive: bool = partitive


class Memory:
    """What earlier sentences counted, for figures without a noun of their own."""

    __slots__ = ("counted", "money", "whose")

    def __init__(self, counted: str | None = None, whose: tuple[str, ...] = (), money: Bound | None = None) -> None:
        self.counted: str | None = counted
        self.whose: tuple[str, ...] = whose
        #: the last figure, if it was a sum of money
        self.money: Bound | None = money


def settle(doc: Doc, bound: Bound, found: Phrase, limit: int) -> None:
    bound.head, bound.counted, bound.after = found, binding.lemma(doc, found), found.stop
    bound.whose = binding.whose(doc, found, limit)
    owner = _owner(doc, bound.at.left - 1)
    if owner:
        bound.whose = (owner, *bound.whose)
    if bound.counted == "Mal":
        bound.whose = ()
    bound.of = next((text for text, _ in binding.attributes(doc, found.stop, limit)), None)


def _owner(doc: Doc, at: int) -> str:
    """„Russlands 300 Panzer“: the genitive of a name before the number."""
    if at < 0 or not doc.words[at][0].isupper() or doc.words[at][-1] != "s":
        return ""
    word, name = doc.words[at], doc.words[at][:-1]
    if name.lower() in countries():
        return name
    known = is_common(word) or is_common(word.lower()) or is_common(name) or is_common(name.lower())
    return "" if known or len(name) < 3 else name
