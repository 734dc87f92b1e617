"""What a page shows in all, menus included: cheap text for the question "is there a watched word at all?".

Source: lexbor keeps every visible word (recall 1.000 on gold bodies) at a twentieth of the cost of an extraction.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from monitor.articles.tree import MOST, decoded
from monitor.feeds import plain

#: elements whose text no reader sees as text
UNSEEN = ["script", "style", "noscript", "template", "svg", "iframe"]
#: the page says that it is UTF-8, as nearly all do: the parser reads its bytes, nobody decodes half a megabyte
_UTF8 = re.compile(rb"""^\xef\xbb\xbf|<meta[^>]{0,300}?charset\s*=\s*["']?\s*utf-?8""", re.I)


def visible_text(body: bytes | str, charset: str = "") -> str:
    """All text of a page in one line, NFC, soft hyphens and zero-width marks gone, entities resolved; never raises.

    Words cut by inline tags (Nord<b>korea</b>) follow at the end, whole. `charset` is the server's, if it named one.
    """
    if isinstance(body, bytes):
        body = body[:MOST]
        shown = _shown(body) if _UTF8.search(body[:2048]) and not body.startswith(_WIDE) else None
        if shown is not None and "\ufffd" not in shown:
            return plain(shown)
        body = decoded(body, charset)
    shown = _shown(body)
    return plain(" ".join(body.split()) if shown is None else shown)


_WIDE = (b"\xff\xfe", b"\xfe\xff")


def _shown(page: bytes | str) -> str | None:
    """Title and text; None where the parser refuses the page, which must never cost the article."""
    try:
        tree = LexborHTMLParser(page)
        tree.strip_tags(UNSEEN)
        root, title = tree.root, tree.css_first("title")
        head = title.text() if title is not None else ""
        if root is None:
            return head
        # twice: inline tags split words when texts are joined by blanks, blocks glue them when they are not
        words = root.text(separator=" ").split()
        glued = set(root.text().split()).difference(words)
    except Exception:
        return None
    return " ".join((*head.split(), *words, *sorted(glued)))
