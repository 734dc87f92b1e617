"""A page of HTML -> what the article says: headline, lead, text, times, names, and what kind of page it is.

The way: bytes -> tree -> prune (everything beside the article out, figures repaired) -> trafilatura -> tidy (foreign
lines out) -> cross-check with the publisher's own data -> kind. Any bytes give a Page; `none` has a reason.
"""

from __future__ import annotations

import copy
import re
from datetime import datetime
from typing import Any

from monitor.articles import kinds, live
from monitor.articles.body import checked, main_text
from monitor.articles.credits import byline_of, credit_of
from monitor.articles.gate import visible_text
from monitor.articles.heads import address_of, lead_of, metas, published_of, title_of, updated_of
from monitor.articles.ldjson import Told, read_ldjson
from monitor.articles.model import Page, PageKind
from monitor.articles.outlets import outlet_of
from monitor.articles.prune import prune
from monitor.articles.tidy import tidy
from monitor.articles.tree import decode, parse
from monitor.feeds import canonical, is_reserved, plain
from monitor.feeds.model import Precision

#: stored with each text: an upgrade must not look like a thousand edited articles
VERSION = "1+trafilatura-2.3.1"
_PAYWALL = re.compile(
    r"paywall|piano|plus-?(?:artikel|content|paywall)|premium-?(?:content|article)|is-?locked|metered|offer-?page|subscription-?wall",
    re.I,
)
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


def _extract(body: bytes, url: str, now: datetime | None, charset: str) -> Page:
    text = decode(body, charset)
    tree = parse(text)
    if tree is None:
        return _nothing(url, "page.empty")
    told, meta = read_ldjson(tree), metas(tree)
    shown = visible_text(text)
    marked = bool(_PAYWALL.search(" ".join(str(node.get("class", "")) for node in tree.xpath("//*[@class]"))))
    title = title_of(tree, told, meta)
    lead = lead_of(tree, told, meta)
    published = published_of(tree, told, meta, url, now)
    address = address_of(tree, told, url)
    outlet = outlet_of(address or url)[0]
    blog = live.entries_of(tree, told, title, now)
    below = _credit_lines(tree)
    found, dropped = _text(tree, url, told, title, lead)
    known = "\n".join((below, dropped))
    page = Page(
        url=address,
        title=title,
        published=published.when if published else None,
        published_precision=published.precision if published else Precision.NONE,
        updated=updated_of(told, meta, published, now),
        byline=byline_of(_names(told, meta), publisher=told.publisher, outlet=outlet),
        agency=credit_of(found, byline=_names(told, meta), below=known),
        outlet=outlet,
        language=str(tree.get("lang") or "")[:2].lower(),
        reserved=is_reserved(url, metas=meta),
        version=VERSION,
    )
    if blog and not kinds.is_challenge(title, shown):
        return live.as_page(page, blog, found if lead else "", lead)
    kind, reason = kinds.judge(found, title=title, free=told.free, shown=shown, marked=marked, articles=bool(told.type))
    if kind in {PageKind.WALL, PageKind.NONE}:
        found = ""
    return _with(page, text=found, lead=_lead(found, lead), kind=kind, reason=reason)


def _text(tree: Any, url: str, told: Told, title: str, lead: str) -> tuple[str, str]:
    """(article text, dropped lines): pruned and extracted; unpruned when pruning left too little."""
    names = [*told.authors]
    pruned = copy.deepcopy(tree)
    prune(pruned)
    paragraphs = [line for node in pruned.iter("p") if len(line := _line(node.text_content())) > 30]
    raw = main_text(pruned, url)
    text, dropped = tidy(kinds.drop_walls(_clean(raw)), title=title, known=names)
    if len(text) < 300:
        whole, more = tidy(kinds.drop_walls(_clean(main_text(copy.deepcopy(tree), url))), title=title, known=names)
        if len(whole) > 2 * len(text):
            text, dropped = whole, more
    text = checked(text, plain(re.sub(r"<[^>]+>", " ", told.body)), paragraphs)
    return _with_lead(text, lead), dropped


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


def _names(told: Told, meta: dict[str, str]) -> tuple[str, ...]:
    return told.authors or tuple(meta[name] for name in ("author", "article:author", "dc.creator") if name in meta)[:1]


def _credit_lines(tree: Any) -> str:
    """Lines of the page that name sources: elements called author, source, credit, agency, copyright near the text."""
    nodes = tree.xpath(
        "//*[not(ancestor::figure)][not(ancestor::footer)]"
        "[contains(@class,'author') or contains(@class,'source') or contains(@class,'agency') or contains(@class,'quelle')"
        " or contains(@class,'agentur') or contains(@class,'byline') or contains(@class,'credit')]"
    )
    lines = (_line(node.text_content()) for node in nodes[:20] if not node.xpath("ancestor-or-self::figure"))
    return "\n".join(line for line in lines if 0 < len(line) < 120)


def _clean(text: str) -> str:
    return "\n".join(_SPACES.sub(" ", line).strip() for line in plain(text).split("\n"))


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def _squeezed(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _with(page: Page, **changes: Any) -> Page:
    from dataclasses import replace

    return replace(page, **changes)


def _nothing(url: str, reason: str, detail: str = "") -> Page:
    return Page(url=canonical(url), kind=PageKind.NONE, reason=reason, outlet=outlet_of(url)[0], version=VERSION)
