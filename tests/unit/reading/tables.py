"""Short forms for the tables of phrasings: what one sentence holds."""

from __future__ import annotations

from monitor.reading import observe
from monitor.reading.model import Figure


def figures(sentence: str) -> tuple[Figure, ...]:
    return observe(sentence).figures


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def value(figure: Figure) -> str:
    """„5“ exact, „5..“ and „..5“ open, „5..9“ between, „?“ unclear."""
    if figure.low is None and figure.high is None:
        return "?"
    low, high = number(figure.low), number(figure.high)
    return low if low == high else f"{low}..{high}"


def values(sentence: str) -> list[str]:
    return [value(figure) for figure in figures(sentence)]


def spans(sentence: str) -> list[str]:
    return [figure.text for figure in figures(sentence)]
