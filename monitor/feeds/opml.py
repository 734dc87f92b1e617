"""Feed lists in and out, as feed readers exchange them (OPML 2.0)."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from lxml import etree

from monitor.errors import FormatError
from monitor.feeds.address import absolute
from monitor.feeds.clean import one_line
from monitor.feeds.model import Subscription


def read_opml(body: bytes) -> tuple[Subscription, ...]:
    """The feeds of an OPML file in order, each address once; raises FormatError when it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise FormatError("feeds.no_opml") from exc
    if root is None or _name(root.tag) != "opml":
        raise FormatError("feeds.no_opml")
    found: dict[str, Subscription] = {}
    for outline in root.iter("{*}outline", "outline"):
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        url = absolute(attributes.get("xmlurl", ""), "")
        if url and url not in found:
            found[url] = Subscription(
                url=url,
                title=one_line(attributes.get("title") or attributes.get("text", ""), 500),
                site=absolute(attributes.get("htmlurl", ""), ""),
                folder=_folder(outline),
            )
    return tuple(found.values())


def write_opml(feeds: Iterable[Subscription], *, title: str = "monitor") -> str:
    """OPML 2.0 text of the feeds, grouped by folder."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{escape(title)}</title></head>", "  <body>"]
    folders: dict[str, list[Subscription]] = {}
    for feed in feeds:
        folders.setdefault(feed.folder, []).append(feed)
    for folder, members in folders.items():
        inside = [f"    {_outline(feed)}" for feed in members]
        name = escape(folder, quote=True)
        lines += [f'    <outline text="{name}" title="{name}">', *inside, "    </outline>"] if folder else inside
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(feed: Subscription) -> str:
    name = escape(feed.title or feed.url, quote=True)
    home = f' htmlUrl="{escape(feed.site, quote=True)}"' if feed.site else ""
    return f'<outline type="rss" text="{name}" title="{name}" xmlUrl="{escape(feed.url, quote=True)}"{home}/>'


def _folder(outline: etree._Element) -> str:
    above = outline.getparent()
    if above is None or _name(above.tag) != "outline":
        return ""
    return one_line(above.get("title") or above.get("text") or "", 200)


def _name(tag: object) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
