"""Before extraction: everything leaves the tree that is not the article, and joins that corrupt figures are repaired.

Rules are those of the trade, not of an outlet: class names that web desks use for captions, teasers, boxes, adverts,
newsletters, comments and hidden text; markup for footnotes, deletions and line breaks. Whatever holds most of the
page's paragraphs is never removed, however it is called.
"""

from __future__ import annotations

from typing import Any

from monitor.articles.boxes import drop_captions, drop_named, drop_signups, scale_of
from monitor.articles.repair import drop, keep_apart, repair
from monitor.articles.teasers import drop_cards, drop_links


def prune(tree: Any) -> None:
    """Works on the tree in place."""
    repair(tree)
    _open_layout(tree)
    drop_cards(tree)
    scale = scale_of(tree)
    if scale.bare:
        keep_apart(tree)
    drop_captions(tree, scale)
    drop_signups(tree, scale)
    drop_named(tree, scale)
    drop_links(tree)
    for node in tree.xpath("//h1"):
        drop(node)


def _open_layout(tree: Any) -> None:
    """Tables that lay out a page (a cell with a headline or several paragraphs) become plain blocks."""
    for table in tree.xpath("//table[.//td[count(.//p) > 1 or .//h1 or .//table]]"):
        for node in table.iter("table", "tbody", "thead", "tr", "td", "th"):
            node.tag = "div"
