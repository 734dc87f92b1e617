"""Headline, lead and times of a page, from what a reader sees first and what the page says about itself second."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor.articles.ldjson import Told
from monitor.feeds import canonical, plain, read_date
from monitor.feeds.address import absolute, site
from monitor.feeds.dates import Moment
from monitor.feeds.model import Precision

_WORD = re.compile(r"\w+")
_SITE_TAIL = re.compile(r"\s+[|•·»–—-]{1,2}\s+[^|•·»–—]{2,60}$")
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "pubdate",
    "publishdate",
    "sailthru.date",
    "parsely-pub-date",
    "last-published",
    "cxenseparse:recs:publishtime",
    "og:published_time",
    "dcterms.issued",
    "article:published",
)
_MODIFIED = (
    "article:modified_time",
    "datemodified",
    "last-modified",
    "og:updated_time",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "article:modified",
)
#: without a clock the past ends here
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def metas(tree: Any) -> dict[str, str]:
    """Meta tags by lower-case name or property; the first of a name counts."""
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = str(
            node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv") or ""
        ).lower()
        content = str(node.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def title_of(tree: Any, told: Told, meta: dict[str, str]) -> str:
    """The headline on the page, without kicker; search and social titles only when the page shows none."""
    shown = _headline(tree, told, meta)
    if shown:
        return shown
    for other in (told.headline, meta.get("og:title", ""), meta.get("twitter:title", "")):
        if other.strip():
            return _line(_without_site(other))
    return _line(_without_site(next((str(node.text_content()) for node in tree.iter("title")), "")))


def lead_of(tree: Any, told: Told, meta: dict[str, str]) -> str:
    """The lead as the page shows it, found by the description the page gives of itself; "" when it shows none."""
    candidates = [told.description, meta.get("description", ""), meta.get("og:description", "")]
    wanted = [set(_words(text)) for text in candidates if len(text) >= 40]
    if not wanted:
        return ""
    for node in tree.iter("p", "div", "h2", "h3", "span", "strong"):
        if node.tag == "div" and (len(node) > 3 or node.xpath("./p")):
            continue
        text = _line(node.text_content())
        if not 40 <= len(text) <= 900:
            continue
        words = set(_words(text))
        if any(
            len(words & want) >= 0.85 * min(len(words), len(want)) and len(words) >= 0.6 * len(want) for want in wanted
        ):
            return text
    return ""


def published_of(tree: Any, told: Told, meta: dict[str, str], url: str, now: datetime | None) -> Moment | None:
    """First publication: JSON-LD, then meta tags, then time elements, then the address."""
    raw = [told.published, *(meta[name] for name in _PUBLISHED if name in meta)]
    raw += [
        str(node.get("datetime")) for node in tree.xpath("//time[@datetime][@pubdate or @itemprop='datePublished']")
    ]
    raw += [
        str(node.get("datetime") or node.get("content") or "") for node in tree.xpath("//*[@itemprop='datePublished']")
    ]
    best = _best(raw, now)
    if best is None or best.precision is Precision.DAY:
        times = _best(
            [
                str(node.get("datetime"))
                for node in tree.xpath(
                    "//article//time[@datetime]|//main//time[@datetime]|//header//time[@datetime]|//time[@datetime]"
                )[:3]
            ],
            now,
        )
        if best is None or (times is not None and abs(times.when - best.when) < timedelta(days=1)):
            best = times or best
    return best or _shown_date(tree, now) or _of_address(url, now)


def updated_of(told: Told, meta: dict[str, str], published: Moment | None, now: datetime | None) -> datetime | None:
    """Last change by the page's own word, None when there is none or it is not later than publication."""
    found = _best([told.modified, *(meta[name] for name in _MODIFIED if name in meta)], now)
    if found is None or found.precision is Precision.DAY:
        return None
    return None if published is not None and found.when <= published.when else found.when


def address_of(tree: Any, told: Told, url: str) -> str:
    """The canonical address: the page's own claim if it stays on the site and names a page, else where we found it."""
    for raw in (
        *tree.xpath("//link[@rel='canonical']/@href"),
        *tree.xpath("//meta[@property='og:url']/@content"),
        told.url,
    ):
        claimed = absolute(str(raw), url)
        if not claimed:
            continue
        if not url:
            return canonical(claimed)
        if site(claimed) == site(url) and (urlsplit(claimed).path not in {"", "/"} or urlsplit(url).path in {"", "/"}):
            return canonical(claimed)
    return canonical(url)


def next_page(tree: Any, url: str) -> str:
    """Address of the next part of the same article, "" if it has one part."""
    for raw in tree.xpath("//link[@rel='next']/@href|//a[@rel='next']/@href"):
        found = absolute(str(raw), url)
        if found and site(found) == site(url) and canonical(found) != canonical(url):
            return urljoin(url, found)
    return ""


def _headline(tree: Any, told: Told, meta: dict[str, str]) -> str:
    named = [
        set(_words(text))
        for text in (
            told.headline,
            meta.get("og:title", ""),
            *(str(node.text_content()) for node in tree.iter("title")),
        )
        if text
    ]
    best, score = "", 0.0
    for place, node in enumerate(tree.iter("h1")):
        text = _heading(node)
        words = set(_words(text))
        if not words or len(text) > 300:
            continue
        like = max((len(words & other) / len(words | other) for other in named), default=0.0) + 0.05 / (1 + place)
        if like > score:
            best, score = text, like
    return best if score > 0.12 or (best and not told.headline) else ""


def _heading(node: Any) -> str:
    """A heading's own words: a kicker set apart inside it is left out."""
    parts = [child for child in node.iter("span", "small", "strong", "div", "p", "em") if _line(child.text_content())]
    whole = _line(node.text_content())
    for child in parts:
        name = f"{child.get('class', '')} {child.get('data-testid', '')}".lower()
        text = _line(child.text_content())
        if re.search(
            r"kicker|topline|dachzeile|overline|roofline|spitzmarke|vorzeile|eyebrow|prefix|badge|label|category|topic|hidden|sr-only|flag",
            name,
        ) and 0 < len(text) < len(whole):
            node.getparent()
            whole = _line(whole.replace(text, " ", 1))
    return whole.lstrip(" :|–—-").strip()


def _best(raw: list[str], now: datetime | None) -> Moment | None:
    """The first moment with a clock time; a mere day only when no time is given."""
    moments = [moment for text in raw if text.strip() and (moment := read_date(text, now=now or _LATEST))]
    timed = [moment for moment in moments if moment.precision is Precision.SECOND]
    return (timed or moments or [None])[0]


_SHOWN = re.compile(
    r"(?:\d{1,2}\.\s?(?:\d{1,2}\.|(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember))\s?\d{4})(?:[,\s|–-]*(?:um\s)?\d{1,2}[:.]\d{2}(?:\s?Uhr)?)?"
)


def _shown_date(tree: Any, now: datetime | None) -> Moment | None:
    """A date a reader sees near the headline: in an element named for it."""
    for node in tree.xpath(
        "//*[contains(@class,'date') or contains(@class,'datum') or contains(@class,'time') or contains(@class,'stand') or self::time]"
    )[:12]:
        if found := _SHOWN.search(_line(node.text_content())[:200]):
            text = re.sub(r"[|–-]", ",", found.group(0))
            if moment := read_date(text, now=now or _LATEST):
                return moment
    return None


def _of_address(url: str, now: datetime | None) -> Moment | None:
    found = re.search(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)", url)
    return read_date("-".join(found.groups()), now=now or _LATEST) if found else None


def _without_site(title: str) -> str:
    return _SITE_TAIL.sub("", title)


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
