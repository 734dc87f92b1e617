"""A page of HTML -> what the article says."""

from __future__ import annotations

from datetime import datetime

from lxml import etree, html

from monitor.articles.body import main_text
from monitor.articles.model import Page, PageKind
from monitor.articles.outlets import outlet_of
from monitor.feeds import canonical

VERSION = "1"


def extract(body: bytes, *, url: str, now: datetime | None = None) -> Page:
    """What a page says; never raises: pages without an article have kind `none` and a reason."""
    outlet = outlet_of(url)[0]
    try:
        tree = html.fromstring(body)
        text = main_text(tree, url)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        text = ""
        tree = None
    if not text or tree is None:
        return Page(url=canonical(url), kind=PageKind.NONE, reason="page.no_text", outlet=outlet, version=VERSION)
    head = next((" ".join(node.text_content().split()) for node in tree.iter("h1")), "")
    return Page(
        url=canonical(url), title=head, text=text, kind=PageKind.ARTICLE, outlet=outlet, version=VERSION, lead=text.split("\n")[0]
    )
