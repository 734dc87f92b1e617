"""Headline, lead and times of a page, from what a reader sees first and what the page says about itself second."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from monitor.articles.ldjson import Told
from monitor.feeds import canonical, plain, read_date
from monitor.feeds.address import absolute, site
from monitor.feeds.dates import Moment
from monitor.feeds.model import Precision

_WORD = re.compile(r"\w+")
_MARKED = etree.XPath("//time[@itemprop='datePublished']|//*[@itemprop='datePublished']")
_CLAIMED = etree.XPath("//link[@rel='canonical']/@href")
_NEXT = etree.XPath("//link[@rel='next']/@href|//a[@rel='next' or contains(@class,'next')]/@href")
_SITE_TAIL = re.compile(r"\s+[|•·»–—-]{1,2}\s+[^|•·»–—]{2,60}$")
#: names of meta tags without their punctuation
_PUBLISHED = (
    "articlepublishedtime",
    "datepublished",
    "date",
    "dcdateissued",
    "dctermscreated",
    "dcdate",
    "pubdate",
    "publishdate",
    "sailthrudate",
    "parselypubdate",
    "lastpublished",
    "cxenseparserecspublishtime",
    "ogpublishedtime",
    "dctermsissued",
    "articlepublished",
    "publishedtime",
    "publicationdate",
    "publishedat",
    "originalpublicationdate",
    "datecreated",
)
_MODIFIED = (
    "articlemodifiedtime",
    "datemodified",
    "lastmodified",
    "ogupdatedtime",
    "dctermsmodified",
    "dcdatemodified",
    "lastmod",
    "articlemodified",
    "modifiedtime",
    "updatedtime",
    "articleupdatedtime",
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
        return _named_lead(tree)
    for node in tree.iter("p", "div", "h2", "h3", "span", "strong", "b", "header"):
        if len(node) > 20 or next(node.iterdescendants(*_INNER), None) is not None:
            continue
        if len(raw := node.text_content()) < 40 or not 40 <= len(text := _line(raw)) <= 900:
            continue
        words = set(_words(text))
        if any(_says(words, want) for want in wanted) and not node.xpath(_OUTSIDE):
            return text
    return _named_lead(tree)


#: names of an article's own lead, and how long one is
_LEADS = re.compile(
    r"teaser|summary|abstract|anrei(?:ß|ss)er|intro|vorspann|\blead|standfirst|kurztext|sub-?line|article-?desc", re.I
)
LEAD = range(60, 900)
_UNDER_HEADLINE = etree.XPath(
    "not(preceding-sibling::p[string-length(normalize-space()) > 60]) and (preceding-sibling::*[position() <= 4][descendant-or-self::h1]"
    " or ../preceding-sibling::*[position() <= 2][descendant-or-self::h1])"
)
_NO_LEAD = ("a", "h1", "h2", "h3", "h4", "figure", "img", "ul", "table")


@lru_cache(maxsize=20_000)
def _names_lead(name: str) -> bool:
    return bool(_LEADS.search(name))


def is_lead(node: Any) -> bool:
    """Whether an element is the article's lead by its name and place: one paragraph without links under the headline."""
    if (
        not _names_lead(f"{node.get('class', '')} {node.get('id', '')} {node.get('itemprop', '')}")
        or next(node.iterdescendants(*_NO_LEAD), None) is not None
    ):
        return False
    if len(" ".join(node.text_content().split())) not in LEAD or len(list(node.iterdescendants("p"))) > 1:
        return False
    return bool(_UNDER_HEADLINE(node))


def _named_lead(tree: Any) -> str:
    """The lead of a page that does not describe itself."""
    named = (node for node in tree.iter("p", "div", "h2", "strong") if node.get("class") or node.get("itemprop"))
    return next((_line(node.text_content()) for node in named if is_lead(node)), "")


#: an element with such elements inside is a container, not a paragraph
_INNER = frozenset(
    {"p", "div", "h1", "h2", "script", "style", "time", "ul", "ol", "figure", "section", "article", "table"}
)
#: places where a description's words are a caption or a menu
_OUTSIDE = "ancestor-or-self::figure|ancestor::figcaption|ancestor::nav|ancestor::footer|ancestor::aside"


def _says(words: set[str], want: set[str]) -> bool:
    """Whether a paragraph is the described lead: nearly all words, or its beginning (descriptions get cut)."""
    both = len(words & want)
    return both >= 0.85 * min(len(words), len(want)) and 0.6 * len(want) <= len(words) <= 2.5 * len(want)


def published_of(
    tree: Any, told: Told, meta: dict[str, str], url: str, now: datetime | None, title: str = ""
) -> Moment | None:
    """First publication: JSON-LD, then meta tags, then time elements, then the address."""
    raw = [told.published, *_named(meta, _PUBLISHED)]
    best = _best(raw, now)
    if best is None or best.precision is Precision.DAY:
        raw += map(str, tree.xpath("//time[@pubdate]/@datetime"))
        raw += [str(node.get("datetime") or node.get("content") or "") for node in _MARKED(tree)]
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
    return best or _shown_date(tree, title, now) or _of_address(url, now)


def updated_of(told: Told, meta: dict[str, str], published: Moment | None, now: datetime | None) -> datetime | None:
    """Last change by the page's own word, None when there is none or it is not later than publication."""
    found = _best([told.modified, *_named(meta, _MODIFIED)], now)
    if found is None or found.precision is Precision.DAY:
        return None
    return None if published is not None and found.when <= published.when else found.when


def address_of(tree: Any, told: Told, url: str) -> str:
    """The canonical address: the page's own claim if it stays on the site and names a page, else where we found it."""
    for raw in (
        *_CLAIMED(tree),
        *(node.get("content", "") for node in tree.iter("meta") if node.get("property") == "og:url"),
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


#: how addresses count the parts of one article: ?page=2, /seite-2, /2, -2.html, ,page-2
_PART = re.compile(
    r"(?:[?&](?:page|p|seite|pg|part)=\d{1,2}|[/,;_-](?:page|seite|teil|part|p)?[-_/]?\d{1,2})(?=(?:\.html?)?/?$)", re.I
)


def next_page(tree: Any, url: str) -> str:
    """Address of the next part of the same article, "" if it has one part; "next article" links do not count."""
    stem = _PART.sub("", canonical(url)).rstrip("/")
    for raw in _NEXT(tree):
        found = absolute(str(raw), url)
        if found and canonical(found) != canonical(url) and _PART.sub("", canonical(found)).rstrip("/") == stem:
            return urljoin(url, found)
    return ""


def _headline(tree: Any, told: Told, meta: dict[str, str]) -> str:
    """The heading that names the article: an h1 outside of breadcrumbs, else a lower heading that a title repeats."""
    spoken = [
        _without_site(text)
        for text in (told.headline, meta.get("og:title", ""), meta.get("twitter:title", ""))
        if text.strip()
    ]
    document = [_without_site(str(node.text_content())) for node in tree.iter("title")][:1]
    named = [set(_words(text)) for text in (*spoken, *document) if text]
    best, score = "", 0.12
    firsts = 0
    for place, node in enumerate(tree.iter("h1", "h2")):
        firsts += node.tag == "h1"
        text, whole = _heading(node), _line(node.text_content())
        words = set(_words(text))
        if not words or len(whole) > 300 or place > 60 or _in_passing(node):
            continue
        like = max((_likeness(words, other) for other in named), default=0.2)
        like += 0.5 / firsts if node.tag == "h1" else -0.35
        if like > score:
            best, score = _spoken(whole, [*spoken, *document]) or text, like
    return best


def _likeness(words: set[str], other: set[str]) -> float:
    return len(words & other) / len(words | other) if words | other else 0.0


def _spoken(whole: str, spoken: list[str]) -> str:
    """The publisher's own spelling of a heading: a title with its words, kicker included or left out."""
    words = _words(whole)
    same = (_line(text) for text in spoken if _words(text) == words)
    glued = "".join(words)  # a kicker in an element of its own has no blank behind it
    tail = (_line(text) for text in spoken if len(own := _words(text)) > 3 and glued.endswith("".join(own)))
    return next(same, "") or next(tail, "")


def _in_passing(node: Any) -> bool:
    """A heading inside breadcrumbs or navigation, or one that no reader sees."""
    for above in (node, *node.iterancestors()):
        names = " ".join(
            [
                *map(str, above.attrib.keys()),
                str(above.get("class", "")),
                str(above.get("id", "")),
                str(above.get("aria-label", "")),
            ]
        ).lower()
        if "breadcrumb" in names or above.tag in {"nav", "footer", "aside"}:
            return True
        if above.tag in {"article", "main", "body"}:
            return False
    return False


_KICKER = re.compile(
    r"kicker|topline|top-line|dachzeile|overline|roofline|roof|spitzmarke|vorzeile|eyebrow|prefix|badge|label|category|topic|section|hidden|sr-only|flag",
    re.I,
)


def _heading(node: Any) -> str:
    """A heading's own words: a kicker set apart inside it is left out."""
    whole = _line(node.text_content())
    for child in node.iter("span", "small", "strong", "div", "p", "em"):
        name = f"{child.get('class', '')} {child.get('data-testid', '')} {child.get('data-ob', '')}"
        text = _line(child.text_content())
        own = " ".join(part.rpartition("__")[2] for part in name.split())
        if _KICKER.search(own) and not re.search("title|headline", own, re.I) and 0 < len(text) < 0.7 * len(whole):
            whole = _line(whole.replace(text, " ", 1))
    return whole.lstrip(" :|–—-").strip()


def _best(raw: list[str], now: datetime | None) -> Moment | None:
    """The first moment with a clock time; a mere day only when no time is given."""
    moments = [moment for text in raw if text.strip() and (moment := read_date(text, now=now or _LATEST))]
    timed = [moment for moment in moments if moment.precision is Precision.SECOND]
    return next(iter(timed or moments), None)


_SHOWN = re.compile(
    r"\b(\d{1,2}\.\s?(?:\d{1,2}\.|(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember))\s?(?:20)?\d{2})\b"
    r"(?:[,;|•·\s–-]*(?:um\s)?(\d{1,2}[:.]\d{2})(?:\s?Uhr)?)?"
)
#: characters of a line that gives a page's date
DATE_LINE = 160
#: a paragraph of the text: longer than such a line, or a sentence of some length
_TOLD = re.compile(rf"\S.{{{DATE_LINE},}}|\S.{{60,}}[a-zäöüß)“\"][.!?]\s*$", re.S)


def _named(meta: dict[str, str], names: tuple[str, ...]) -> list[str]:
    """Contents of meta tags, in the order of names; punctuation in tag names does not count."""
    plainly = {re.sub(r"[^a-z0-9]", "", name): content for name, content in reversed(meta.items())}
    return [plainly[name] for name in names if name in plainly]


def below_headline(tree: Any, title: str, most: int) -> Iterator[Any]:
    """The first `most` elements behind the headline: an h1, else a lower heading with the title's words."""
    node = next(tree.iter("h1"), None)
    if node is None and title:
        node = next((head for head in tree.iter("h2", "h3") if title[:60] in _line(head.text_content())), None)
    return iter(()) if node is None else islice(_FOLLOWING(node), most)


_FOLLOWING = etree.XPath("following::*[not(self::script or self::style)]")


def _shown_date(tree: Any, title: str, now: datetime | None) -> Moment | None:
    """A date a reader sees: between headline and text, else in an element named for it."""
    between = []
    for node in below_headline(tree, title, 80):
        if node.tag == "p" and _TOLD.search(node.text_content()):
            break
        between.append(node)
    before = [node for node in tree.xpath("//h1[1]/preceding::*[position() <= 6]") if len(node.text_content()) <= 60]
    between += reversed(before)
    named = tree.xpath(
        "//*[contains(@class,'date') or contains(@class,'datum') or contains(@class,'time') or contains(@class,'stand') or self::time]"
    )
    for node in (*between, *named[:12]):
        line = _line(node.text_content()) if isinstance(node.tag, str) else ""
        if len(line) <= DATE_LINE and (found := _SHOWN.search(line)):
            day, clock = found.groups()
            if moment := read_date(f"{day} {clock or ''}".strip(), now=now or _LATEST):
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
