"""What a publisher allows machines: robots.txt (RFC 9309) and reservations of text and data mining (§ 44b UrhG).

Source: RELIABILITY 6. 4xx means no rules, 5xx or no answer means closed; the caller keeps the last known rules up to
a day and passes them on as `last`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import urlsplit

from protego import Protego

#: name under which robots.txt may address us
AGENT = "monitor"
#: seconds; longer crawl delays are not waited for
LONGEST_DELAY = 60.0
#: bytes of robots.txt that count
MOST = 512_000

_COMMENT = re.compile(r"^\s*#(.*)$", re.M)
#: words with which publishers reserve mining in comments and legal notes
_RESERVED = re.compile(
    r"§\s*44\s?b|\b44b\s+(?:abs|urhg)|text[\s-]*(?:and|und|&)[\s-]*data[\s-]*mining|\btdm\b.{0,40}(?:reserv|vorbehalt|opt)|"
    r"nutzungsvorbehalt|data mining.{0,80}(?:prohibit|not permitted|untersagt|vorbehalten|nicht gestattet|forbidden)|"
    r"directive \(eu\) 2019/790|richtlinie \(eu\) 2019/790",
    re.I | re.S,
)
#: a sentence that allows it instead
_ALLOWED = re.compile(r"mining.{0,40}(?:is allowed|is permitted|erlaubt|gestattet)(?!\s*nicht)", re.I)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin."""

    #: text of robots.txt; "" without rules
    text: str = ""
    #: nothing may be fetched (5xx, unreachable)
    closed: bool = False

    def allows(self, url: str, agent: str = AGENT) -> bool:
        """Whether the address may be fetched by us."""
        if self.closed:
            return False
        try:
            return not self.text or bool(_rules(self.text).can_fetch(url, agent))
        except (ValueError, UnicodeError):
            return False

    def delay(self, agent: str = AGENT) -> float:
        """Seconds between two requests that the publisher asks for, 0 if unsaid, at most 60."""
        asked = _rules(self.text).crawl_delay(agent) if self.text else None
        return min(max(0.0, float(asked or 0.0)), LONGEST_DELAY)

    @property
    def reserved(self) -> bool:
        """Whether comments reserve text and data mining."""
        return _reserves(self.text)


#: nothing known yet, nothing allowed
CLOSED = Robots(closed=True)
#: no rules at all
OPEN = Robots()


def read_robots(status: int | None, body: bytes = b"", *, last: Robots | None = None) -> Robots:
    """The rules that an answer to /robots.txt sets; `status` None: no answer. `last`: rules known for under a day."""
    if status is None or status >= 500 or status == 429:
        return last or CLOSED
    if status >= 400:
        return OPEN
    if 200 <= status < 300:
        return Robots(text=body[:MOST].decode("utf-8-sig", "replace").replace("\x00", ""))
    return last or OPEN


def is_reserved(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    tdmrep: bytes = b"",
    robots: Robots | None = None,
    metas: Mapping[str, str] | None = None,
) -> bool:
    """Whether mining of `url` is reserved: TDM header, meta, tdmrep.json, X-Robots-Tag, or words in robots.txt.

    Header and meta names in lower case. The nearest word wins: page, then header, then site.
    """
    for said in ((metas or {}).get("tdm-reservation"), (headers or {}).get("tdm-reservation")):
        if said is not None and said.strip() in {"0", "1"}:
            return said.strip() == "1"
    robots_words = f"{(metas or {}).get('robots', '')},{(headers or {}).get('x-robots-tag', '')}".lower()
    if {"noai", "notdm"} & {word.strip() for word in re.split(r"[,;:\s]+", robots_words)}:
        return True
    by_file = _tdmrep(tdmrep, url)
    if by_file is not None:
        return by_file
    return robots is not None and robots.reserved


def _tdmrep(body: bytes, url: str) -> bool | None:
    """What /.well-known/tdmrep.json says of an address, None if nothing; the longest matching location wins."""
    try:
        rules = json.loads(body.decode("utf-8-sig")) if body else []
    except (ValueError, UnicodeDecodeError, RecursionError):
        return None
    path = urlsplit(url).path or "/"
    best: tuple[int, bool] | None = None
    for rule in rules if isinstance(rules, list) else []:
        if not isinstance(rule, dict) or not isinstance(rule.get("location"), str):
            continue
        location = rule["location"]
        if _covers(location, path) and (best is None or len(location) >= best[0]):
            best = (len(location), str(rule.get("tdm-reservation", "0")).strip() == "1")
    return None if best is None else best[1]


def _covers(location: str, path: str) -> bool:
    if "*" in location:
        return fnmatchcase(path, location.rstrip("$") if location.endswith("$") else location.rstrip("*") + "*")
    return path.startswith(location)


@lru_cache(maxsize=2000)
def _reserves(text: str) -> bool:
    words = " ".join(part.strip() for part in _COMMENT.findall(text))
    return bool(_RESERVED.search(words)) and not _ALLOWED.search(words)


@lru_cache(maxsize=2000)
def _rules(text: str) -> Protego:
    return Protego.parse(text)
