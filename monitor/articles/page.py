"""A page of HTML -> what the article says: headline, lead, text, times, names, and what kind of page it is.

The way: bytes -> tree -> prune (everything beside the article out, figures repaired) -> trafilatura -> tidy (foreign
lines out) -> cross-check with the publisher's own data -> kind. Any bytes give a Page; `none` has a reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from lxml import etree

from monitor.articles import kinds, live, notes
from monitor.articles.body import checked, main_text
from monitor.articles.credits import AGENCY, agencies_in, byline_of, credit_of
from monitor.articles.heads import (
    address_of,
    below_headline,
    lead_of,
    metas,
    next_page,
    published_of,
    title_of,
    updated_of,
)
from monitor.articles.ldjson import Told, read_ldjson
from monitor.articles.model import Page, PageKind
from monitor.articles.outlets import outlet_of
from monitor.articles.prune import prune
from monitor.articles.repair import repair
from monitor.articles.tidy import tidy
from monitor.articles.tree import decode, parse
from monitor.feeds import canonical, is_reserved, plain
from monitor.feeds.clean import one_line
from monitor.feeds.model import Precision

#: stored with each text, to be raised with every change of the text rules: an upgrade must not look like a thousand
#: edited articles (what differs from a text of another version, and the publisher does not call changed, wakes nobody)
VERSION = "2+trafilatura-2.3.1"
#: characters of a headline, at most
LONGEST_TITLE = 500
_PAYWALL = re.compile(
    r"paywall|piano|plus-?(?:artikel|content|paywall)|premium-?(?:content|article)|is-?locked|metered|offer-?page|subscription-?wall"
)
_NAME = r"(?:(?:Dr\.|Prof\.)\s+)*(?![A-ZÄÖÜ]{2,}\b)[A-ZÄÖÜ][\w.'’-]+(?:\s+(?:von|van|de|der|zu)\b)?(?:\s+(?:von\s+|van\s+|de\s+)?[A-ZÄÖÜ][\w'’-]+){1,3}"
#: "Von Jana Muster und Tim Kern", "Ein Kommentar von …", "Aus Kiew berichtet …"; a place or an agency may follow
_SIGNED = re.compile(
    r"^(?i:von|by|autor(?:en|in)?:?|text:|(?:ein(?:e)?\s+)?(?:artikel|beitrag|kommentar|gastbeitrag|interview|analyse|reportage|essay|kolumne|rezension)\s+von|"
    r"(?:aus\s+[\w -]{3,30}\s+)?berichte[tn])\s+"
    rf"(?:({_NAME}(?:(?:,\s+|\s+und\s+){_NAME})*)|{AGENCY}\b)"
)
#: characters of a page's text below which the publisher's declared body takes its place (pages built by scripts)
THIN = 300
#: share of the longest column of paragraphs that must survive pruning, else names misled us
COLUMN = 0.6
_COMMENTS = re.compile(r"comment|kommentar|forum|disqus|respond|cookie|consent|privacy|footer|paywall|newsletter", re.I)
_CREDIT = re.compile(r"author|autor|source|quelle|agency|agentur|byline|credit")
_WRITTEN_BY = re.compile(r"(?:twitter:misc:)?(?:verfasst von|geschrieben von|written by|autor(?:in)?)\b", re.I)
_SPACES = re.compile(r"[^\S\n]+")


def extract(body: bytes, *, url: str, now: datetime | None = None, charset: str = "") -> Page:
    """What a page says; never raises. `charset` is the server's, if it named one.

    `kind`: article; liveblog (with entries); teaser (only its beginning is free); wall (consent, paywall, challenge);
    none (error page, overview, nothing readable). Only article, liveblog and teaser have text.
    """
    try:
        return _extract(body, url, now, charset)
    except Exception as error:  # third-party parsers on hostile bytes: an unreadable page is a state, not a crash
        return _nothing(url, "page.unreadable", detail=type(error).__name__)


def joined(first: Page, others: Sequence[Page]) -> Page:
    """An article in several parts as one: the parts' texts in order, repeated leads left out."""
    lines = first.text.split("\n")
    for part in others:
        if part.kind in {PageKind.ARTICLE, PageKind.TEASER}:
            seen = set(lines)
            lines += [line for line in part.text.split("\n") if line not in seen]
    agency = "/".join(
        sorted({name for page in (first, *others) for name in page.agency.split("/") if name}, key=str.casefold)
    )
    kind = PageKind.ARTICLE if first.kind is PageKind.TEASER and first.reason == "page.short" and others else first.kind
    return replace(first, text="\n".join(lines), agency=agency, kind=kind, next_page="")


def _extract(body: bytes, url: str, now: datetime | None, charset: str) -> Page:
    text = decode(body, charset)
    tree = parse(text)
    if tree is None:
        return _nothing(url, "page.empty")
    told, meta = read_ldjson(tree), metas(tree)
    etree.strip_elements(tree, *UNSEEN, with_tail=False)
    shown = " ".join(" ".join(_SHOWN(tree)).split())
    marked, below = _signs(tree)
    title = one_line(title_of(tree, told, meta), LONGEST_TITLE)
    lead = lead_of(tree, told, meta)
    published = published_of(tree, told, meta, url, now, title)
    address = address_of(tree, told, url)
    outlet = outlet_of(address or url)[0]
    updated = updated_of(told, meta, published, now)
    day = updated or (published.when if published else now)
    blog = live.entries_of(tree, told, title, now, url=url, day=day)
    following, language, headlines = (
        next_page(tree, url),
        str(tree.get("lang") or ""),
        _linked_headings(tree, told, meta),
    )
    column = _column(tree)
    corrected = notes.on_page(tree, shown)
    authors = byline_of(told.authors, publisher=told.publisher, outlet=outlet)
    signed = () if authors else _signatures(tree, title)
    found, dropped = _text(tree, text, told, title, lead, column)
    apart = notes.told_apart(found, dropped=dropped, page=corrected)
    found = apart.text
    known = "\n".join((below, dropped, *signed))
    names = told.authors if authors else (*told.authors, *_names(meta, known))
    page = Page(
        url=address,
        title=title,
        published=published.when if published else None,
        published_precision=published.precision if published else Precision.NONE,
        updated=updated,
        byline=one_line(byline_of(names, publisher=told.publisher, outlet=outlet), 300),
        agency=credit_of(found, byline=names, below=known),
        outlet=outlet,
        language=language[:2].lower(),
        reserved=is_reserved(url, metas=meta),
        version=VERSION,
        next_page=following,
        correction=apart.correction,
        update_note=apart.update,
    )
    if blog and not kinds.is_challenge(title, shown):
        return live.as_page(page, blog, found if lead else "", lead)
    kind, reason = kinds.judge(
        found,
        title=title,
        free=told.free if told.free is not None else _is_open(meta),
        shown=shown,
        marked=marked,
        articles=bool(told.type),
        overview=_is_overview(headlines, column, found),
    )
    if kind in {PageKind.WALL, PageKind.NONE}:
        found = ""
    return _with(page, text=found, lead=_lead(found, lead), kind=kind, reason=reason)


def _text(tree: Any, page: str, told: Told, title: str, lead: str, column: list[str]) -> tuple[str, str]:
    """(article text, dropped lines): pruned and extracted; unpruned when pruning left too little of the column.

    The tree is pruned in place; `page` is its source, read again in the rare case that it is needed whole.
    """
    names = [*told.authors]
    prune(tree)
    paragraphs = [line for node in tree.iter("p") if len(line := _line(node.text_content())) > 30]
    headings = [_line(node.text_content()) for node in tree.iter("h2", "h3", "h4", "h5")]
    raw = main_text(tree)
    text, dropped = tidy(kinds.drop_walls(_clean(raw)), title=title, known=names, echoes=True)
    covered = _covered(column, text)
    if covered < COLUMN:
        whole, more = tidy(
            kinds.drop_walls(_clean(main_text(_lightly(page)))), title=title, known=names, headings=headings
        )
        if _covered(column, whole) > covered:
            text, dropped = whole, more
    trusted = frozenset(text.split("\n"))
    declared = plain(re.sub(r"<[^>]+>", " ", told.body)) if told.body else ""
    if len(text) < THIN and len(declared) > 3 * max(len(text), 100):
        text = "\n".join(
            line
            for part in re.split(r"\n+|<br\s*/?>|</p>", told.body)
            if (line := _line(re.sub(r"<[^>]+>", " ", part)))
        )
    text = checked(text, declared, paragraphs)
    text, more = tidy(_with_lead(text, lead), title=title, known=names, headings=headings, trusted=trusted)
    return text, f"{dropped}\n{more}"


#: linked headings from which on a page without a word of being an article is a list of them
HEADLINES = 8
#: characters under one parent that make an article whatever else is on the page
COLUMN_LEAST = 600


def _linked_headings(tree: Any, told: Told, meta: dict[str, str]) -> int:
    """Headings that lead elsewhere, on pages that do not say that they are an article."""
    if told.type or meta.get("og:type", "").lower() == "article" or "article:published_time" in meta:
        return 0
    return len(
        tree.xpath(
            "//h2//a[@href]|//h3//a[@href]|//h4//a[@href]|//a[@href]//h2|//a[@href]//h3|//a[@href]//h4|//article//a[@href]//h5"
        )
    )


def _is_overview(headlines: int, column: list[str], text: str) -> bool:
    """A homepage or section: no article by its own word, and headings that lead elsewhere."""
    return headlines >= HEADLINES and sum(map(len, column)) < COLUMN_LEAST and len(text) < 80 * headlines


def _column(tree: Any) -> list[str]:
    """The longest run of paragraphs under one parent that is no comment block: on most pages the article."""
    groups: dict[Any, list[str]] = {}
    for node in tree.iter("p"):
        text = _line(node.text_content())
        if len(text) > 60:
            groups.setdefault(node.getparent(), []).append(text)
    ranked = sorted(groups.items(), key=lambda group: -sum(map(len, group[1])))[:3]
    return next((lines for parent, lines in ranked if not _in_comments(parent)), [])


def _in_comments(node: Any) -> bool:
    return any(
        _COMMENTS.search(f"{above.get('class', '')} {above.get('id', '')}") for above in (node, *node.iterancestors())
    )


def _covered(column: list[str], text: str) -> float:
    """Share of the column's characters whose paragraphs stand in the text."""
    flat = _squeezed(text)
    whole = sum(map(len, column[:400]))
    return sum(len(line) for line in column[:400] if _squeezed(line)[:60] in flat) / whole if whole else 1.0


def _lightly(page: str) -> Any:
    """The page again with only the certain things out: what pruning by name took too much of."""
    tree = parse(page)
    repair(tree)
    return tree


def _with_lead(text: str, lead: str) -> str:
    """The lead stands first, once."""
    if not lead or not text or _squeezed(lead)[:120] in _squeezed(text):
        return text
    first = text.split("\n", 1)[0]
    words, own = set(_squeezed(first).split()), set(_squeezed(lead).split())
    if len(words & own) > 0.8 * len(own):
        return text
    return f"{lead}\n{text}"


def _lead(text: str, lead: str) -> str:
    """The lead inside the text: the paragraph that says it, else the first."""
    lines = text.split("\n") if text else []
    start = _squeezed(lead)[:60]
    return next((line for line in lines[:3] if start and _squeezed(line).startswith(start)), lines[0] if lines else "")


def _names(meta: dict[str, str], below: str) -> tuple[str, ...]:
    """Who signs a page without authors in its JSON-LD: meta tags, then "Von …" on the page."""
    named = tuple(meta[name] for name in ("author", "article:author", "dc.creator", "parsely-author") if name in meta)[
        :1
    ]
    named = _labelled(meta) or named
    signed = next(filter(None, map(_names_in, below.split("\n"))), ())  # further ones stand at teasers
    return tuple(dict.fromkeys((*named, *signed)))


def _names_in(line: str) -> tuple[str, ...]:
    """The persons and agencies that a line "Von …" names, also behind a date ("… | Von …"); nobody for other lines."""
    if len(line) > SIGNATURE:
        return ()
    signed = next((hit for piece in _PIECES.split(line) if (hit := _SIGNED.match(piece))), None)
    return tuple(filter(None, (signed.group(1), *agencies_in(line)))) if signed else ()


#: characters of a line that signs an article, and elements below the headline among which it stands
SIGNATURE, BELOW = 90, 14
_AUTHORS = etree.XPath("//*[@itemprop='author' or @rel='author']")
_PIECES = re.compile(r"\s+[|·•]\s+")


def _signatures(tree: Any, title: str) -> tuple[str, ...]:
    """Lines that sign an article which names no authors in its data: marked names, else "Von …" under the headline."""
    marked = _AUTHORS(tree)
    near = [node for node in marked[:5] if node.getparent() is marked[0].getparent()]
    lines = [f"von {line}" for node in near if 0 < len(line := _author(node)) < SIGNATURE]
    if lines:
        return tuple(dict.fromkeys(lines))
    for node in below_headline(tree, title, BELOW):
        line = _line(node.text_content()) if isinstance(node.tag, str) else ""
        if _names_in(line):
            return (line,)
    return ()


def _author(node: Any) -> str:
    named = next((inner for inner in node.iter() if inner.get("itemprop") == "name"), node)
    return _line(str(named.get("content") or named.text_content()))


def _is_open(meta: dict[str, str]) -> bool | None:
    """Whether a page's meta tags call it free; None when they do not say, or let some be read (metered)."""
    return (
        False if meta.get("article:content_tier", meta.get("og:article:content_tier", "")).lower() == "locked" else None
    )


def _labelled(meta: dict[str, str]) -> tuple[str, ...]:
    """The author in a card's labelled fields ("twitter:label1": "Verfasst von"), as WordPress writes them."""
    for number in ("1", "2", "3"):
        if _WRITTEN_BY.match(meta.get(f"twitter:label{number}", "")):
            return tuple(filter(None, (meta.get(f"twitter:data{number}", ""),)))
    return tuple(value for name, value in meta.items() if name.startswith("twitter:misc:") and _WRITTEN_BY.search(name))


def _signs(tree: Any) -> tuple[bool, str]:
    """(paywall markup on the page, its lines that name authors and sources outside of pictures and the footer)."""
    names = {name for name in _CLASSES(tree) if len(name) <= 400}
    marked = bool(_PAYWALL.search("\n".join(names).lower()))
    credits = {name for name in names if _CREDIT.search(name.lower())}
    if not credits:
        return marked, ""
    named = (
        node
        for node in tree.iter("span", "div", "p", "a", "address", "footer", "li", "small", "em")
        if node.get("class") in credits
    )
    nodes = list(islice((node for node in named if not _NO_CREDIT(node)), 20))
    lines = (_line(node.text_content()) for node in nodes)
    return marked, "\n".join(line for line in lines if 0 < len(line) < 120)


#: elements no reader sees; JSON-LD is read before they go
UNSEEN = ("script", "style", "noscript", "template", "svg")
_CLASSES = etree.XPath("//@class", smart_strings=False)
_SHOWN = etree.XPath("//body//text()", smart_strings=False)
_NO_CREDIT = etree.XPath("ancestor-or-self::figure|ancestor::footer|ancestor::aside")


def _clean(text: str) -> str:
    return "\n".join(_SPACES.sub(" ", line).strip() for line in plain(text).split("\n"))


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def _squeezed(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _with(page: Page, **changes: Any) -> Page:
    return replace(page, **changes)


def _nothing(url: str, reason: str, detail: str = "") -> Page:
    return Page(url=canonical(url), kind=PageKind.NONE, reason=reason, outlet=outlet_of(url)[0], version=VERSION)
