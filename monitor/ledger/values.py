"""How two values compare: widening, anchors, agreement, and how far a move is.

All constants of the comparison stand in this module. Source: DESIGN, "When it is a change".
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from monitor.ledger.model import Value
from monitor.reading.model import Approx, Figure, FigureKind
from monitor.watchlist import tolls
from monitor.watchlist.model import ChangeUnit, Claim, MinChange, Trend

#: "rund": half of the last non-zero digit's place to both sides, at least this share
ABOUT_SHARE = 0.05
#: "knapp", "fast": down to this share of the value
JUST_UNDER = 0.9
#: "gut", "etwas mehr als": up to this share of the value
JUST_OVER = 1.1
#: a low bound agrees with values below this multiple of it; upper bounds mirrored
BOUND_REACH = 1.5
#: from one scale word to the next: Tausende [1.000, 10.000)
SCALE_STEP = 10.0
#: smallest move that is news, unless the claim says otherwise
DEFAULT_SHARE = MinChange(amount=5.0, unit=ChangeUnit.PERCENT)
DEFAULT_SMALL = MinChange(amount=1.0, unit=ChangeUnit.ABSOLUTE)
DEFAULT_POINTS = MinChange(amount=1.0, unit=ChangeUnit.POINTS)
#: below this, every single one counts
SMALL = 20.0
#: below this share of a value two numbers are the same number (floating point)
SAME = 1e-9

#: "mehr als 1.000" is written of 1.029, hardly of 1.331
OUTGROWN = 1.2
#: a known value whose interval is wider than this share of a new one did not tell it ("Hunderte" did not tell 705)
VAGUER = 0.2
#: a hundredth, or a thousand times, of what is known: another thing is counted
LEAP_DOWN, LEAP_UP = 100.0, 1000.0

LOWER = (Approx.MORE_THAN, Approx.AT_LEAST)
UPPER = (Approx.LESS_THAN, Approx.AT_MOST, Approx.UP_TO)
#: a value this much wider than another is less precise
PERCENT_UNITS = ("%", "prozent", "prozentpunkt", "prozentpunkte", "pp")


class Interval(NamedTuple):
    """What the words allow; bounds count as inside."""

    low: float
    high: float


def of_figure(figure: Figure) -> Value:
    """The value a figure states."""
    return Value(low=figure.low, high=figure.high, approx=figure.approx, unit=unit_of(figure))


def unit_of(figure: Figure) -> str | None:
    """Unit of money, measures and percentages; None for counts."""
    if figure.unit:
        return figure.unit
    return figure.counted if figure.kind in (FigureKind.PERCENT, FigureKind.MONEY, FigureKind.MEASURE) else None


def bound(value: Value) -> str:
    """ "low" for open upwards, "high" for open downwards, "" for closed values."""
    if value.low is not None and value.high is None and value.approx is not Approx.VAGUE:
        return "low" if value.approx not in UPPER else "high"
    if value.low is None and value.high is not None:
        return "high"
    if value.approx in LOWER:
        return "low"
    return "high" if value.approx in UPPER else ""


def anchor(value: Value) -> float | None:
    """The one number a value is measured by: an open bound itself, a range's middle; None if unclear."""
    low, high = value.low, value.high
    if low is None and high is None:
        return None
    side = bound(value)
    if side == "low":
        return low if low is not None else high
    if side == "high":
        return high if high is not None else low
    if low is None or high is None:
        return low if low is not None else high
    return (low + high) / 2


def widen(value: Value) -> Interval | None:
    """The interval that the words of a value allow; None if unclear."""
    at = anchor(value)
    if at is None:
        return None
    match bound(value), value.approx:
        case "low", _:
            return Interval(at, _above(at))
        case "high", _:
            return Interval(_below(at), at)
        case _, Approx.ABOUT:
            reach = max(_last_place(at) / 2, abs(at) * ABOUT_SHARE)
            return Interval((value.low if value.low is not None else at) - reach,
                            (value.high if value.high is not None else at) + reach)  # fmt: skip
        case _, Approx.JUST_UNDER:
            return Interval(at * JUST_UNDER, _below(at))
        case _, Approx.JUST_OVER:
            return Interval(_above(at), at * JUST_OVER)
        case _, Approx.VAGUE:
            low = value.low if value.low is not None else at
            high = value.high if value.high is not None and value.high > low else low * SCALE_STEP
            return Interval(low, _below(high))
    return Interval(value.low if value.low is not None else at, value.high if value.high is not None else at)


def _above(number: float) -> float:
    return math.nextafter(number, math.inf)


def _below(number: float) -> float:
    return math.nextafter(number, -math.inf)


def _last_place(number: float) -> float:
    """Place of the last non-zero digit: 12.000 -> 1000, 10.000 -> 10.000, 1.5 -> 0.1."""
    number = abs(number)
    if number == 0:
        return 0.0
    digits = f"{number:.6f}".rstrip("0")
    whole, _, part = digits.partition(".")
    if part:
        return float(10.0 ** -len(part))
    return float(10 ** (len(whole) - len(whole.rstrip("0"))))


def same(left: Value, right: Value) -> bool:
    """Whether two values are the very same statement."""
    return (
        left.stance == right.stance
        and left.answer == right.answer
        and left.low == right.low
        and left.high == right.high
        and (left.approx == right.approx or {left.approx, right.approx} <= set(LOWER))
    )


class Shape(NamedTuple):
    """What comparing needs of a value, worked out once."""

    side: str
    anchor: float
    reach: Interval
    width: float


@lru_cache(maxsize=8192)
def shape(value: Value) -> Shape | None:
    """The value's shape, None if unclear."""
    interval = widen(value)
    if interval is None:
        return None
    at = _number(value)
    return Shape(bound(value), at, _reach(value, interval), _width_of(value, interval))


def compatible(left: Value, right: Value) -> bool:
    """Whether both can be true of one and the same quantity, as news writing uses the words."""
    one, two = shape(left), shape(right)
    if one is None or two is None:
        return False
    if one.side and one.side == two.side:
        return math.isclose(one.anchor, two.anchor, rel_tol=SAME)
    low, high = max(one.reach.low, two.reach.low), min(one.reach.high, two.reach.high)
    if math.isclose(low, high, rel_tol=SAME) and low <= high:
        return 0.0 in (one.reach.high - one.reach.low, two.reach.high - two.reach.low)
    return low <= high


def _reach(value: Value, interval: Interval) -> Interval:
    """A bound agrees only with what lies near it: [b, 1.5 b), (b / 1.5, b]."""
    at = _number(value)
    match bound(value):
        case "low":
            low = interval.low if value.approx is Approx.MORE_THAN else at
            return Interval(min(at, low), _below(at * BOUND_REACH))
        case "high":
            return Interval(_above(at / BOUND_REACH), at)
    return interval


def _number(value: Value) -> float:
    found = anchor(value)
    return found if found is not None else math.nan


def narrower(new: Value, old: Value) -> bool:
    """Whether a compatible new value says clearly more than the old one did."""
    return _width(new) < _width(old)


def covers(known: Value, new: Value) -> bool:
    """Whether a known value already told the new one: they agree, and the known one is no vaguer."""
    if same(known, new):
        return True
    return compatible(known, new) and _width(known) <= max(_width(new), abs(_number(new)) * VAGUER)


def _width(value: Value) -> float:
    found = shape(value)
    return math.inf if found is None else found.width


def _width_of(value: Value, interval: Interval) -> float:
    if bound(value):
        return abs(_number(value)) * (BOUND_REACH - 1)
    width = interval.high - interval.low
    return 0.0 if width <= abs(_number(value)) * SAME else width


def moved(claim: Claim, new: Value, old: Value) -> bool:
    """Whether the anchors lie at least the claim's `min_change` apart."""
    to, since = anchor(new), anchor(old)
    if to is None or since is None:
        return False
    distance = abs(to - since)
    least = claim.min_change or default_min_change(new, old)
    if distance <= SAME * max(abs(to), abs(since), 1.0):
        return False
    match least.unit:
        case ChangeUnit.PERCENT:
            limit = abs(since) * least.amount / 100
        case _:
            limit = least.amount
    return distance >= limit - SAME * max(limit, 1.0)


def default_min_change(new: Value, old: Value) -> MinChange:
    """5 % for counts, money and measures; 1 for counts below 20; 1 point for percentages."""
    if (new.unit or old.unit or "").lower() in PERCENT_UNITS:
        return DEFAULT_POINTS
    if new.unit is None and max(abs(_number(new)), abs(_number(old))) < SMALL:
        return DEFAULT_SMALL
    return DEFAULT_SHARE


def leaps(new: Value, old: Value) -> bool:
    """Whether a value lies so far from another that it can hardly count the same thing."""
    to, since = anchor(new), anchor(old)
    if not to or not since or min(to, since) <= 0:
        return False
    return to * LEAP_DOWN <= since or to >= since * LEAP_UP


def heading(claim: Claim) -> Trend | None:
    """The direction of the claim's counter: as the editor says, and upwards for the dead, who never become fewer."""
    return claim.trend or (Trend.RISING if tolls(claim) else None)


def outgrows(claim: Claim, new: Value, old: Value) -> bool:
    """In a claim with a trend a figure well beyond an open bound has moved on: "mehr als 1.000", then 1.331."""
    to, since = anchor(new), anchor(old)
    if to is None or since is None or bound(new):
        return False
    if heading(claim) is Trend.RISING and bound(old) == "low":
        return to >= since * OUTGROWN
    return heading(claim) is Trend.FALLING and bound(old) == "high" and to <= since / OUTGROWN


def hull(values: tuple[Value, ...]) -> Value:
    """The interval that holds all of them, marked mixed."""
    intervals = [found for value in values if (found := Interval(_low(value), _high(value)))]
    return Value(
        low=min(item.low for item in intervals),
        high=max(item.high for item in intervals),
        approx=Approx.RANGE,
        unit=values[0].unit,
        mixed=True,
    )


def _low(value: Value) -> float:
    return value.low if value.low is not None else _number(value)


def _high(value: Value) -> float:
    return value.high if value.high is not None else _number(value)
