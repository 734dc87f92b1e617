"""Known items cut out of a feed before it is parsed: a scan with lxml costs a fortieth of feedparser.

Cut is only what certainly is known, in documents that are well-formed XML; everything else passes as it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from lxml import etree

from monitor.feeds.address import absolute
from monitor.feeds.clean import from_html, one_line
from monitor.feeds.dates import parse_date
from monitor.feeds.identity import Known, address_key, digest_of, identity, shared_addresses

ITEMS = frozenset({"item", "entry"})
ROOTS = frozenset({"rss", "rdf", "feed"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.I)
_OPEN = re.compile(rb"<(?:[a-zA-Z0-9]+:)?(?:item|entry)[\s>]")
_CLOSE = re.compile(rb"</(?:[a-zA-Z0-9]+:)?(?:item|entry)\s*>")
_END = re.compile(rb"</(?:[a-zA-Z0-9]+:)?(?:rss|rdf|feed|channel)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.I | re.S)
#: entries beyond this many times the limit are not even parsed in broken documents
_BROKEN_FACTOR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Smaller:
    """The body to parse: the very same object when nothing was cut."""

    body: bytes
    known: int = 0
    shared: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()


def cut(body: bytes, content_type: str, *, url: str, seen: Known, limit: int) -> Smaller:
    """The document without items that are known, and with the `limit` newest of the rest."""
    root = _tree(body, content_type)
    if root is None:
        return _crude(body, limit)
    items = [node for node in root.iter(etree.Element) if _name(node) in ITEMS]
    told = [_ITEMS.told(item, url) for item in items]
    shared = shared_addresses([one.link for one in told])
    old = [item for item, one in zip(items, told, strict=True) if _is_known(one, shared, seen)]
    gone = {id(item) for item in old}
    rest = [item for item in items if id(item) not in gone]
    dropped = _beyond(rest, limit)
    if not old and not dropped:
        return Smaller(body=body, shared=shared)
    for item in (*old, *dropped):
        parent = item.getparent()
        if parent is not None:
            parent.remove(item)
    return Smaller(
        body=etree.tostring(root, encoding="utf-8", xml_declaration=True),
        known=len(old),
        shared=shared,
        problems=("feeds.too_many",) if dropped else (),
    )


def shows_entries(body: bytes) -> bool:
    """Whether tags of entries can be seen in the bytes."""
    return _OPEN.search(body) is not None


def ends_inside_an_entry(body: bytes) -> bool:
    """Whether the bytes stop in the middle of an entry: its text may be half of what it says."""
    if _END.search(body[-4000:]):
        return False
    opened = [found.start() for found in _OPEN.finditer(body)]
    return bool(opened) and not _CLOSE.search(body, opened[-1])


def named_charset(body: bytes, content_type: str) -> tuple[str, ...]:
    """The encodings that the header and the document itself name, in the order in which they count."""
    named, declared = _CHARSET.search(content_type), _DECLARED.match(body)
    return tuple(
        name for name in (named and named.group(1), declared and declared.group(1).decode("ascii", "replace")) if name
    )


def _crude(body: bytes, limit: int) -> Smaller:
    """A document lxml refuses, cut after twice the limit."""
    starts = [found.start() for found in _OPEN.finditer(body)]
    if len(starts) <= limit * _BROKEN_FACTOR:
        return Smaller(body=body)
    return Smaller(body=body[: starts[limit * _BROKEN_FACTOR]], problems=("feeds.too_many",))


def _tree(body: bytes, content_type: str) -> etree._Element | None:
    """The document, None when it is not plainly well-formed or its encoding is in doubt."""
    if b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body or not body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return None
    named = _CHARSET.search(content_type)
    declared = _DECLARED.match(body)
    inside = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if named and named.group(1).lower() != inside:
        return None
    if content_type.lower().startswith("text/") and not named and inside not in {"utf-8", "us-ascii"}:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_pis=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    return root if _name(root) in ROOTS else None


@dataclass(frozen=True, slots=True)
class _Told:
    """What one item says of itself, as far as identity needs it."""

    link: str
    guid: str
    digest: str


class _Items:
    """Items read before, by their very bytes: nineteen of twenty come again with every visit."""

    MOST = 30_000

    def __init__(self) -> None:
        self._known: dict[bytes, _Told] = {}

    def told(self, item: etree._Element, url: str) -> _Told:
        raw = etree.tostring(item, with_tail=False)
        where = f"{url} {item.base or ''}"
        key = blake2b(
            raw, digest_size=16, salt=blake2b(where.encode("utf-8", "replace"), digest_size=16).digest()
        ).digest()
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= self.MOST:
                self._known.clear()
            found = self._known[key] = _told(item, url)
        return found


_ITEMS = _Items()


def _told(item: etree._Element, url: str) -> _Told:
    title = _child(item, "title")
    summary = _child(item, "description", "summary") or _child(item, "encoded", "content")
    return _Told(
        link=_link(item, url),
        guid=one_line(_child(item, "guid", "id"), 2048) or str(item.get(f"{{{_RDF}}}about") or ""),
        digest=digest_of(from_html(title, 500), from_html(summary, 20_000)),
    )


def _is_known(told: _Told, shared: frozenset[str], seen: Known) -> bool:
    """Asks by address first, which most entries have; words count only where they decide."""
    address = address_key(told.link)
    if address and address not in shared:
        key = identity(link=told.link, guid="", digest="")
        if key not in seen.digests or not seen.digests[key]:
            return key in seen.digests
        return seen.holds(key, told.digest)
    return seen.holds(identity(link=told.link, guid=told.guid, digest=told.digest, shared=shared), told.digest)


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def _link(item: etree._Element, url: str) -> str:
    for child in item:
        if not isinstance(child.tag, str) or _name(child) != "link":
            continue
        href = child.get("href") or child.text or ""
        if href.strip() and child.get("rel", "alternate") == "alternate":
            return absolute(one_line(href, 2048), child.base or url) or absolute(one_line(href, 2048), url)
    guid = _child(item, "guid")
    return absolute(one_line(guid, 2048), "")


def _child(item: etree._Element, *names: str) -> str:
    for wanted in names:
        for child in item:
            if isinstance(child.tag, str) and _name(child) == wanted:
                text = "".join(child.itertext())
                if text.strip():
                    return text
    return ""


def _beyond(items: list[etree._Element], limit: int) -> list[etree._Element]:
    """Items over the limit, oldest first to go; undated ones count as new, then the document's order."""
    if len(items) <= limit:
        return []
    aged = []
    for at, item in enumerate(items):
        moment = parse_date(_child(item, "pubDate", "published", "date", "updated", "issued", "modified"))
        aged.append((-moment.when.timestamp() if moment else float("-inf"), at, item))
    return [item for _, _, item in sorted(aged, key=lambda entry: entry[:2])[limit:]]


def _name(node: etree._Element) -> str:
    return _local(str(node.tag))


def local_name(node: etree._Element) -> str:
    """The name of an element without its namespace, in lower case."""
    return _name(node).lower()


@lru_cache(maxsize=2000)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower() if not tag.endswith("pubDate") else "pubDate"
