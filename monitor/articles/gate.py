"""What a page shows in all, menus included: cheap text for the question "is there a watched word at all?".

Source: lexbor keeps every visible word (recall 1.000 on gold bodies) at a twentieth of the cost of an extraction. Most
pages on topic need not even be parsed: the word stands in their title, description or paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from monitor.articles.tree import MOST, decoded
from monitor.feeds import plain

#: elements whose text no reader sees as text
UNSEEN = ["script", "style", "noscript", "template", "svg", "iframe"]
#: the page says that it is UTF-8, as nearly all do: the parser reads its bytes, nobody decodes half a megabyte
_UTF8 = re.compile(rb"""^\xef\xbb\xbf|<meta[^>]{0,300}?charset\s*=\s*["']?\s*utf-?8""", re.I)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
#: set by us where one text node ends and the next begins; no page shows it
_SEAM = "\x01"

#: bytes in which title and description are looked for
_HEAD = 100_000
#: names of the meta tags that say what a page is about
_NAMES = (b"og:title", b"og:description", b'"description"')
#: bytes of one of them, and of a paragraph, at most
_LONG = 4_000
#: paragraphs looked at
_MANY = 60
_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_TAG = re.compile(rb"<[^>]*>")
#: what stands behind <p where a paragraph opens (and no <path>, <picture>)
_OPENED = (b">", b" ", b"\n", b"\t", b"\r")


def shows(body: bytes, touches: Callable[[str], bool], charset: str = "") -> bool:
    """Whether a watched word stands in the page, by `touches` (a matcher's); never raises.

    A yes may come from what the page says of itself or from its paragraphs' source, half a tenth of a millisecond
    each; a no is only ever given on the whole visible text. `charset` is the server's, if it named one.
    """
    return touches(_announced(body)) or touches(_paragraphs(body)) or _whole(body, touches, charset)


def _announced(body: bytes) -> str:
    """Title and descriptions from the page's source."""
    pieces = [body[at : body.find(b"<", at, at + _LONG)] for at in _behind(body, b"<title")]
    for name in _NAMES:
        at = body.find(name, 0, _HEAD)
        if at >= 0:
            tag = body[max(0, body.rfind(b"<", 0, at)) : body.find(b">", at, at + _LONG)]
            pieces += [content[1] or content[2] or b"" for content in _CONTENT.finditer(tag[:_LONG])]
    return _text(b"\n".join(pieces))


def _behind(body: bytes, opening: bytes) -> list[int]:
    """Where the content of the first such element of the head begins; empty: there is none."""
    at = body.find(opening, 0, _HEAD)
    end = body.find(b">", at, at + _LONG) if at >= 0 else -1
    return [end + 1] if end >= 0 else []


def _paragraphs(body: bytes) -> str:
    """The first paragraphs from the page's source, tags out."""
    pieces = (_last_paragraph(piece[-_LONG:]) for piece in body.split(b"</p>", _MANY)[:-1])
    return _text(_TAG.sub(b"", b"\n".join(pieces)))


def _last_paragraph(source: bytes) -> bytes:
    """What stands behind the last <p> that opens, all of it where none does."""
    at = source.rfind(b"<p")
    while at >= 0 and source[at + 2 : at + 3] not in _OPENED:
        at = source.rfind(b"<p", 0, at)
    return source[max(at, 0) :]


def _text(source: bytes) -> str:
    text = source.decode("utf-8", "ignore")
    return unescape(text) if "&" in text else text


def _whole(body: bytes, touches: Callable[[str], bool], charset: str) -> bool:
    head, text = _parsed(body, charset)
    shown = " ".join((head, *text.replace(_SEAM, " ").split()))
    if touches(shown if _is_plain(shown) else plain(shown)):
        return True
    return _SEAM in text and touches(plain(" ".join(_glued(text))))


def _is_plain(text: str) -> bool:
    """Whether a text without line ends holds letters and signs of western Europe only, none of them invisible."""
    if not text.isprintable():
        return False
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def visible_text(body: bytes | str, charset: str = "") -> str:
    """All text of a page in one line, NFC, soft hyphens and zero-width marks gone, entities resolved; never raises.

    Words cut by inline tags (Nord<b>korea</b>) follow at the end, whole. `charset` is the server's, if it named one.
    """
    head, text = _parsed(body, charset)
    words = text.replace(_SEAM, " ").split()
    return plain(" ".join((*head.split(), *words, *sorted(_glued(text).difference(words)))))


def _glued(text: str) -> set[str]:
    """Words across seams: inline tags split words when texts are joined by blanks, blocks glue them when they are not."""
    return {word.replace(_SEAM, "") for word in text.split() if _SEAM in word[1:-1]}


def _parsed(body: bytes | str, charset: str) -> tuple[str, str]:
    """Title, and text with a mark at every seam of two text nodes."""
    if isinstance(body, bytes):
        body = body[:MOST]
        found = _shown(body) if _UTF8.search(body[:2048]) and not body.startswith(_WIDE) else None
        if found is not None and "\ufffd" not in found[1]:
            return found
        body = decoded(body, charset)
    return _shown(body) or ("", body)


def _shown(page: bytes | str) -> tuple[str, str] | None:
    """Title and text; None where the parser refuses the page, which must never cost the article."""
    try:
        tree = LexborHTMLParser(page)
        tree.strip_tags(UNSEEN)
        root, title = tree.root, tree.css_first("title")
        head = title.text() if title is not None else ""
        return head, root.text(separator=_SEAM) if root is not None else ""
    except Exception:
        return None
