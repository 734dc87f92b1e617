"""Times of day as live blogs show them: where they stand on a page, and on which day they are meant.

Source: newsrooms write "14.32 Uhr", "+++ 14:32 Uhr: Pegel steigt +++" or "Mittwoch, 14:32" over an entry, often without any
markup for times. The newest entry mostly comes first; where the clock jumps, another day begins.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.feeds import plain
from monitor.feeds.dates import BERLIN, MONTHS

_DAY = (
    r"(?:(?:mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\b[.,]*\s*)?"
    r"(?:(?:am\s+)?(?P<d>\d{1,2})\.\s?(?:(?P<mo>\d{1,2})\.|(?P<name>[a-zäöü]{3,9})\.?)\s?(?P<y>\d{4}|\d{2}(?![\d.:]))?[\s,|•·–-]*(?:um\s+)?)?"
)
_MARK = re.compile(
    rf"^[\s+|•*–-]*{_DAY}(?P<h>\d{{1,2}})[.:](?P<m>\d{{2}})(?!\d|[.,]\d|\s?(?:prozent|euro|%|€|million|milliard|meter|kilometer|tonnen))"
    r"(?P<clock>\s*uhr\b)?\s*(?P<rest>.*)$",
    re.I | re.S,
)
#: a clock behind a heading: "Pegel steigt (14:32 Uhr)"
_BEHIND = re.compile(r"^(?P<rest>.{5,}?)[\s(\[|–-]+(?P<h>\d{1,2})[.:](?P<m>\d{2})\s?uhr\s*[)\]]?$", re.I | re.S)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
#: elements a time of an entry may stand in
_PLACES = (*sorted(_HEADINGS), "p", "div", "span", "strong", "b", "li", "dt", "td", "time", "header", "a")
#: a longer text begins with a time by chance
LONGEST = 300
#: jumps of the clock up to this much are entries that were put in later, not another day
JITTER = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Mark:
    """A time of day on the page: its element, the clock, the day if it stands there, and what follows in the element."""

    node: Any
    hour: int
    minute: int
    #: (day, month, year or 0), None when only the clock is shown
    day: tuple[int, int, int] | None
    rest: str


def marks(tree: Any) -> list[Mark]:
    """The elements of a page that begin with a time of day as entries do, the outermost of each, in reading order."""
    found: list[Mark] = []
    taken: set[Any] = set()
    for node in tree.iter(*_PLACES):
        if any(above in taken for above in node.iterancestors()) or len(raw := node.text_content()) > 4 * LONGEST:
            continue
        mark = _mark(node, " ".join(plain(raw).split()))
        if mark is not None:
            found.append(mark)
            taken.add(node)
    return found


def _mark(node: Any, text: str) -> Mark | None:
    if len(text) > LONGEST:
        return None
    hit = _MARK.match(text)
    if hit is None:
        hit = _BEHIND.match(text) if node.tag in _HEADINGS else None
        return _clock(node, hit, None, hit["rest"]) if hit else None
    loud = text.startswith("+++")
    parted = loud or hit["rest"][:1] in "+|:–—-•" or node.tag in _HEADINGS
    if hit["rest"].strip(_SIGNS) and not ((hit["clock"] or loud) and parted):
        return None
    month = int(hit["mo"]) if hit["mo"] else MONTHS.get((hit["name"] or "").lower(), 0)
    year = int(hit["y"] or 0)
    day = (int(hit["d"]), month, year + 2000 if 0 < year < 100 else year) if hit["d"] and month else None
    return _clock(node, hit, day, hit["rest"])


_SIGNS = " +|:–—-•"


def _clock(node: Any, hit: re.Match[str], day: tuple[int, int, int] | None, rest: str) -> Mark | None:
    hour, minute = int(hit["h"]), int(hit["m"])
    return None if hour > 23 or minute > 59 else Mark(node, hour, minute, day, rest.strip(_SIGNS))


def times(found: Sequence[Mark], day: datetime | None) -> list[datetime | None]:
    """The moments of marks in reading order; `day` is the page's own time (of its last change, if known)."""
    if day is None and not any(mark.day for mark in found):
        return [None] * len(found)
    newest_first = _newest_first(found)
    ordered = list(found) if newest_first else list(reversed(found))
    moments = list(_falling(ordered, day))
    return moments if newest_first else list(reversed(moments))


def _newest_first(found: Sequence[Mark]) -> bool:
    """Whether the clocks, read downwards, pass less time going back than going on."""
    pairs = list(itertools.pairwise(mark.hour * 60 + mark.minute for mark in found))
    back = sum((above - below) % 1440 for above, below in pairs)
    return back <= sum((below - above) % 1440 for above, below in pairs)


def _falling(found: Sequence[Mark], day: datetime | None) -> Iterator[datetime | None]:
    """Moments of marks from the newest down: a clock that goes up begins the day before."""
    last: datetime | None = None
    for mark in found:
        base = _written(mark, day) or last or (day.astimezone(BERLIN) if day is not None else None)
        if base is None:
            yield None
            continue
        moment = base.replace(hour=mark.hour, minute=mark.minute, second=0, microsecond=0)
        limit = last or (base if mark.day is None else None)
        if mark.day is None and limit is not None and moment > limit + JITTER:
            moment -= timedelta(days=1)
        last = moment
        yield moment.astimezone(UTC)


def _written(mark: Mark, day: datetime | None) -> datetime | None:
    if mark.day is None:
        return None
    number, month, year = mark.day
    year = year or (day.astimezone(BERLIN).year if day is not None else 0)
    try:
        return datetime(year, month, number, tzinfo=BERLIN) if year else None
    except ValueError:
        return None
