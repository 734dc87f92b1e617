"""Which entry is which: the address first, because guids change, are shared and are reused.

Source: RELIABILITY 3.5. Order: canonical address; guid; content. An address that several entries of a feed share
(tickers) or that is a mere homepage does not tell entries apart, then the guid or the content does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from monitor.feeds.address import canonical

#: fragments that only track: #ref=rss, #xtor=RSS-1
_TRACKED = re.compile(r"=|^(?:rss|feed|atom|comments?|top|kommentare)$", re.I)


@dataclass(frozen=True, slots=True)
class Known:
    """Entries seen already: bare identities, or identity -> digest (then an edited entry is not known)."""

    digests: Mapping[str, str]

    def holds(self, key: str, digest: str) -> bool:
        """Whether this entry was seen with these words."""
        seen = self.digests.get(key)
        return seen is not None and seen in {"", digest}


def digest_of(title: str, summary: str) -> str:
    """Content key of an entry: changes when a reader would see other words."""
    words = " ".join(f"{title}\n{summary}".casefold().split())
    return blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()


@lru_cache(maxsize=20_000)
def address_key(link: str) -> str:
    """The address as identity; "" for homepages and non-web links. A telling fragment (#eintrag-17) belongs to it."""
    if not link.lower().startswith(("http://", "https://")):
        return ""
    key = canonical(link)
    try:
        parts, fragment = urlsplit(key), urlsplit(link).fragment
    except ValueError:
        return ""
    if parts.path in {"", "/"} and not parts.query:
        return ""
    return f"{key}#{fragment}" if fragment and not _TRACKED.search(fragment) else key


def shared_addresses(links: Iterable[str]) -> frozenset[str]:
    """Addresses that more than one entry of a document has."""
    counted = Counter(key for key in map(address_key, links) if key)
    return frozenset(key for key, times in counted.items() if times > 1)


def identity(*, link: str, guid: str, digest: str, shared: frozenset[str] = frozenset()) -> str:
    """The identity of an entry inside its feed, at most 600 characters."""
    address = address_key(link)
    if address and address not in shared:
        return _short(address)
    guid = guid.strip()
    if guid and guid != link:
        return _short(f"{address} {guid}".strip())
    return _short(f"{address} content:{digest}".strip())


def _short(key: str) -> str:
    if len(key) <= 600:
        return key
    return f"{key[:560]}~{blake2b(key.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"
