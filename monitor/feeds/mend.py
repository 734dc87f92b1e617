"""A feed put right that its parser breaks down over: only what an entry needs, as well-formed XML.

feedparser 6.0.14 raises over character references beyond Unicode, closing tags nobody opened, and fields in places where
it does not expect them. A feed is not lost for that: lxml reads what can be read, and the rest is left out.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint

from lxml import etree

from monitor.feeds.cut import ITEMS, local_name, named_charset

#: what is kept of an entry, and of the feed itself
_ENTRY = frozenset(
    {"title", "link", "guid", "id", "description", "summary", "content", "encoded", "abstract", "origlink"}
    | {"pubdate", "published", "updated", "created", "issued", "modified", "date", "author", "creator"}
)
_FEED = frozenset({"title", "link", "id", "language", "ttl", "channel", "updateperiod", "updatefrequency"})
_REFERENCE = re.compile(r"&#(?:(\d+)|[xX]([0-9a-fA-F]+));?")
_NAMED = re.compile(r"&([a-zA-Z][a-zA-Z0-9]*);")
_BARE = re.compile(r"&(?!#?\w+;)")
#: marked sections, comments, instructions, tags
_PIECE = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>|</?[a-zA-Z][^<>]*>)", re.S)
_TAG = re.compile(r"<(/?)([^\s/>]+)")
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.I | re.S)


def mended(body: bytes, content_type: str) -> bytes | None:
    """The feed as plain UTF-8 XML with the essential fields; None when there is no feed in it."""
    text = _CONTROL.sub("", _decoded(body, content_type))
    text = _balanced(_HEAD.sub("", text, count=2))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    _thin(root)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _balanced(text: str) -> str:
    """The document with every tag closed that was opened, none that was not, and references that mean something."""
    parts: list[str] = []
    opened: list[str] = []
    for piece in _PIECE.split(text):
        if piece.startswith(("<!", "<?")):
            parts.append(piece if piece.startswith("<![") else "")
            continue
        tag = _TAG.match(piece)
        if tag is None or not tag[1]:
            parts.append(_BARE.sub("&amp;", _NAMED.sub(_letter, _REFERENCE.sub(_in_range, piece))))
            if tag is not None and not piece.endswith("/>"):
                opened.append(tag[2])
        elif tag[2] in opened:
            while (last := opened.pop()) != tag[2]:
                parts.append(f"</{last}>")
            parts.append(piece)
    return "".join(parts) + "".join(f"</{name}>" for name in reversed(opened))


def _thin(node: etree._Element) -> None:
    """Leaves out what is neither essential nor leads to entries."""
    kept = _ENTRY if local_name(node) in ITEMS else _FEED
    for child in list(node):
        name = local_name(child) if isinstance(child.tag, str) else ""
        if name in ITEMS or name == "channel":
            _thin(child)
        elif name not in kept:
            node.remove(child)


def _decoded(body: bytes, content_type: str) -> str:
    for charset in (*named_charset(body, content_type), "utf-8"):
        wide = charset.lower().replace("_", "-").startswith(("utf-16", "utf-32", "ucs"))
        if wide and body[:1] == b"<" and body[1:2] != b"\x00":
            continue  # programs that say utf-16 because their strings are, and write UTF-8
        try:
            return body.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return body.decode("cp1252", "replace")


def _in_range(found: re.Match[str]) -> str:
    code = int(found[1]) if found[1] else int(found[2], 16)
    good = code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return f"&#{code};" if good else "\ufffd"


def _letter(found: re.Match[str]) -> str:
    code = None if found[1] in _XML_OWN else name2codepoint.get(found[1])
    return found[0] if code is None else chr(code)
