"""Markup that corrupts figures, put right: deleted and hidden text, footnote marks, powers, broken thousands."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from monitor.articles.beside import is_hidden

_NOTE = re.compile(r"^[\s\[(]*(?:\d{1,3}|[*†‡§]+|[a-z]|[ivx]{1,4})(?:\s*[,;]\s*\d{1,3})*[\s\])]*$", re.I)
#: ten to the power of
_TEN, _RAISED = re.compile(r"(?<![\d.,])10$"), str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = {"2": "²", "3": "³"}
_UNIT = re.compile(r"(?:^|[\s\d])(?:[kdcm]?m|km|qm|cm|mm)$")


def repair(tree: Any) -> None:
    """Deleted and hidden text, footnote marks out, powers to ² and ³, line breaks and empty tags inside figures closed."""
    etree.strip_elements(tree, "del", "s", "strike", "script", "style", with_tail=False)
    for node in _HIDING(tree):
        if is_hidden(node) and node.tag not in {"body", "html"}:
            drop(node)
    for node in list(tree.iter("sup")):
        text = (node.text_content() or "").strip()
        if text in _POWER and _UNIT.search(_before(node)[-4:]):
            _replace(node, _POWER[text])
        elif text.isdigit() and _TEN.search(_before(node)):
            _replace(node, text.translate(_RAISED))
        elif _NOTE.match(text):
            drop(node)
        elif not node.getchildren():
            _replace(node, text)
    for node in list(tree.iter("br", "wbr")):
        after = node.tail or ""
        if node.tag == "wbr":
            drop(node)
        elif _THOUSANDS.match(after) and re.search(r"\d\.$", _before(node)):
            node.tail = after.lstrip()
            drop(node)


_HIDING = etree.XPath("//*[@hidden or contains(@style, 'display')]")
_THOUSANDS = re.compile(r"\s*\d{3}(?!\d)")


def _before(node: Any) -> str:
    previous = node.getprevious()
    if previous is not None:
        return (
            (previous.tail or "")
            if (previous.tail or "").strip()
            else previous.text_content()
            if isinstance(previous.tag, str)
            else ""
        )
    parent = node.getparent()
    return (parent.text or "") if parent is not None else ""


def _replace(node: Any, text: str) -> None:
    node.tail = text + (node.tail or "")
    drop(node)


def keep_apart(tree: Any) -> None:
    """A blank behind each block that text follows: whoever removes the block must not glue what stands around it."""
    for node in tree.iter(*_BLOCKS):
        if node.tail and not node.tail[0].isspace():
            node.tail = f" {node.tail}"


def drop(node: Any) -> None:
    """Removes an element and keeps the text behind it, apart from the text before it where a block stood between."""
    if node.getparent() is not None:
        if node.tag in _BLOCKS and node.tail and not node.tail[0].isspace():
            node.tail = f" {node.tail}"
        node.drop_tree()


_BLOCKS = frozenset(
    [
        "div",
        "section",
        "aside",
        "article",
        "figure",
        "ul",
        "ol",
        "p",
        "table",
        "form",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
    ]
)
