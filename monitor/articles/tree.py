"""Bytes of a page -> a tree that can be worked on: encoding settled, nesting flattened."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

#: deeper trees are flattened: extraction returns nothing from about 256 levels on
DEEPEST = 200
#: bytes; longer pages are cut
MOST = 5_000_000
_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]+)["']""", re.I)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
#: the same among the bytes of UTF-8, where they can only stand for themselves
_CONTROL_BYTES = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
#: how cp1252 text looks after being read as latin-1, as the web does not
_WEB = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}


#: wrappers opened one in the other: libxml2 drops elements from level 256 on, so stairs are levelled before parsing
_STAIRS = re.compile(
    r"(?:<(?:div|span|section|article|main|font|center|b|i|em|strong|blockquote)\b[^<>]{0,300}>\s{0,20}){40,}", re.I
)
#: elements below the deepest level
_TOO_DEEP = etree.XPath("/*" + "/*" * DEEPEST)


def decode(body: bytes, charset: str = "") -> str:
    """The page as text: BOM, then valid UTF-8, then what server or page declare, then cp1252; NUL and controls dropped."""
    body = body[:MOST]
    if not body.startswith(_WIDE):
        try:
            text = body.translate(None, _CONTROL_BYTES).decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        else:
            return text if "\uffff" not in text and "\ufffe" not in text else _CONTROL.sub("", text)
    return _CONTROL.sub("", decoded(body, charset))


def parse(text: str) -> Any:
    """The page's tree (lxml.html), None when there is nothing to parse; never deeper than DEEPEST."""
    if not text.strip():
        return None
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    tree = _tree(text)
    if tree is not None and _TOO_DEEP(tree):
        tree = _tree(_STAIRS.sub("<div>", text))
        if tree is not None:
            _flatten(tree)
    return tree


#: lxml.html asks Python for the class of each element it touches; all of ours are of one
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement, comment=html.HtmlComment)


def _tree(text: str) -> Any:
    try:
        # as bytes: libxml2 reads UTF-8 in two thirds of the time it takes for Python's own strings
        parser = html.HTMLParser(no_network=True, huge_tree=True, remove_pis=True, encoding="utf-8")
        parser.set_element_class_lookup(_ELEMENTS)
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def decoded(body: bytes, charset: str = "") -> str:
    """The page as text, controls and all."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for found in (charset.encode(), *_names(body)):
        name = found.decode("ascii", "ignore").lower()
        try:
            if name and name not in {"utf-8", "utf8"}:
                return body.decode(_WEB.get(name, name), "replace")
        except LookupError:
            continue
    # mostly UTF-8 with a few broken bytes, or a page of the old web
    lenient = body.decode("utf-8", "replace")
    return lenient if lenient.count("\ufffd") * 200 < len(lenient) else body.decode("cp1252", "replace")


def _names(body: bytes) -> list[bytes]:
    return [found.group(1) for pattern in (_DECLARED, _CHARSET) if (found := pattern.search(body[:8192]))]


def _flatten(tree: Any) -> None:
    """Takes wrappers out of trees that nest too deep; their content stays."""
    if not _TOO_DEEP(tree):
        return
    level, layers = [tree], []
    while level:
        layers.append(level)
        level = [child for node in level for child in node if isinstance(child.tag, str)]
    for layer in reversed(layers[DEEPEST // 2 :]):
        for node in layer:
            if node.getparent() is not None and node.tag in _WRAPPERS:
                node.drop_tag()


_WRAPPERS = frozenset(
    [
        "div",
        "span",
        "section",
        "article",
        "main",
        "font",
        "center",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "small",
        "big",
        "table",
        "tbody",
        "tr",
        "td",
        "blockquote",
        "ul",
        "li",
        "a",
        "p",
        "form",
    ]
)
