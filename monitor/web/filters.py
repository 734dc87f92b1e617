"""The filter of the change log as it stands in an address: read leniently, written back exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from monitor.i18n import BERLIN, utc
from monitor.ledger.model import ChangeType
from monitor.store.views.log import BANDS, LogFilter

#: characters of one field (S23)
FIELD = 200
#: names of ready time windows -> hours
WINDOWS = {"12h": 12, "24h": 24, "3d": 72, "7d": 168, "30d": 720}
_FIELDS = ("watchlist", "claim", "party", "outlet", "band", "grade", "judged", "assigned")
_TYPES = frozenset(kind.value for kind in ChangeType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A filter and the address it came from."""

    filter: LogFilter
    #: cleaned query values, in a fixed order
    values: Mapping[str, str]
    cursor: str = ""

    @property
    def query(self) -> str:
        """The filter as a query string, without the cursor."""
        return urlencode(self.values)

    def plus(self, **changed: str) -> str:
        """The query string with values changed; "" drops one."""
        merged = {**self.values, **changed}
        return urlencode({name: value for name, value in merged.items() if value})

    @property
    def narrowed(self) -> int:
        """How many fields narrow the log."""
        return sum(name not in ("order", "q") for name in self.values)


def read_filter(params: QueryParams, now: datetime) -> Asked:
    """The filter an address asks for; values that mean nothing are dropped."""
    values: dict[str, str] = {}
    for name in (*_FIELDS, "q", "since", "until", "window"):
        given = _clean(params.get(name, ""))
        if given:
            values[name] = given
    types = tuple(dict.fromkeys(item for item in params.get("type", "").split(",") if item in _TYPES))
    if types:
        values["type"] = ",".join(types)
    for name in ("unread", "baseline"):
        if params.get(name) in ("1", "on", "true"):
            values[name] = "1"
    if params.get("order") == "time":
        values["order"] = "time"
    if values.get("band") not in (None, *(name for name, _ in BANDS)):
        del values["band"]
    if values.get("window") not in (None, *WINDOWS):
        del values["window"]
    return Asked(filter=_filter(values, types, now), values=values, cursor=params.get("cursor", "")[:80])


def _filter(values: Mapping[str, str], types: tuple[str, ...], now: datetime) -> LogFilter:
    since = _moment(values.get("since", ""), end=False)
    if "window" in values:
        since = now - timedelta(hours=WINDOWS[values["window"]])
    return LogFilter(
        watchlist=values.get("watchlist", ""),
        claim=values.get("claim", ""),
        party=values.get("party", ""),
        outlet=values.get("outlet", ""),
        types=types,
        band=values.get("band", ""),
        grade=values.get("grade", ""),
        since=since,
        until=_moment(values.get("until", ""), end=True),
        words=values.get("q", ""),
        unread="unread" in values,
        judged=values.get("judged", ""),
        assigned=values.get("assigned", ""),
        baseline="baseline" in values,
        order=values.get("order", "consequence"),
    )


def _moment(given: str, *, end: bool) -> datetime | None:
    """A day or moment as people write it in the form, Berlin time; a day as `until` includes it."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return None
    try:
        if len(given) == 10:
            day = datetime.combine(found.date() + timedelta(days=int(end)), time())
            return utc(day.replace(tzinfo=BERLIN))
        return utc(found if found.tzinfo else found.replace(tzinfo=BERLIN))
    except (OverflowError, ValueError):
        return None


def _clean(value: str) -> str:
    """At most `FIELD` characters, controls and lone surrogates gone."""
    kept = "".join(sign for sign in value[:FIELD] if ord(sign) >= 32 and not 0xD800 <= ord(sign) <= 0xDFFF)
    return kept.strip()
