"""Values as readers see them, and as short text that a stored reason carries until a reader's language is known."""

from __future__ import annotations

import json

from monitor.i18n import interval, text
from monitor.ledger.model import Value
from monitor.reading.model import Approx, Stance

#: marks a value inside a reason's values
MARK = "value:"
_JSON = json.JSONEncoder(ensure_ascii=False)


def encode(value: Value) -> str:
    """Language-free text of a value; a whole number is written like any other, whoever read it (keys are made of it)."""
    low = None if value.low is None else float(value.low)
    high = None if value.high is None else float(value.high)
    fields = [low, high, value.approx.value, value.unit, value.stance and value.stance.value, value.answer]
    return MARK + _JSON.encode(fields)


def decode(shown: str) -> Value | None:
    """The value that `encode` wrote, None for other text."""
    if not shown.startswith(MARK):
        return None
    low, high, approx, unit, stance, answer = json.loads(shown[len(MARK) :])
    return Value(
        low=low, high=high, approx=Approx(approx), unit=unit, stance=Stance(stance) if stance else None, answer=answer
    )


def show(value: Value, language: str = "de") -> str:
    """mehr als 3.000 · bestreitet · nicht empfohlen."""
    if value.answer:
        return value.answer
    if value.stance:
        return text(f"stance.{value.stance.value}", language)
    shown = interval(value.low, value.high, value.approx.value, language)
    if not value.unit:
        return shown
    unit = "%" if value.unit.casefold() in ("prozent", "percent", "%") else value.unit
    return f"{shown} {unit}"
