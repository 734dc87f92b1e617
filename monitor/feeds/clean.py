"""Text a reader can trust: no markup, no control or direction characters, one kind of blank, NFC.

Source: RELIABILITY 3.5. feedparser hands out live markup, NUL and unresolved entities; this stage removes them.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

#: C0/C1 controls (without tab, newline), bidi controls, zero-width marks, soft hyphen, BOM, interlinear and tag marks
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]|[\ud800-\udfff]"
)
_LINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
#: runs of blanks that are not one plain space already
_BLANK = re.compile(r" [^\S\n]+|[^\S\n ][^\S\n]*")
#: elements whose content is no text; scripts and styles end with the text if nothing ends them before
_SILENT = re.compile(
    r"<(template|noscript|svg|iframe|object|math)\b(?:[^<]|<(?!\1\b))*?</\1\s*>|<(script|style)\b.*?(?:</\2\s*>|\Z)",
    re.I | re.S,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>", re.S)
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|article|figure|figcaption)\b[^>]*>", re.I
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")
#: a tag cut off at the end of the text
_TORN = re.compile(r"</?[a-zA-Z][^<>]*\Z")
#: what could still begin a tag: the sign goes, the word stays
_START = re.compile(r"<+(?=[a-zA-Z/!?])")
#: entities nobody declared
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,8}|#x[0-9a-fA-F]{1,8});")
#: digits of other scripts, full width included; fractions and superscripts are left alone
_DIGITS = {
    code: str(unicodedata.digit(chr(code))) for code in range(0x80, 0x20000) if unicodedata.category(chr(code)) == "Nd"
}
_OTHER_DIGITS = frozenset(map(chr, _DIGITS))
#: beyond the scripts and signs of German texts: only there other digits are looked for
_FAR = re.compile("[\u0600-\u1fff\u2100-\U0001ffff]")
#: whether there is anything to drop or to turn into a line break: most texts have nothing
_ODD = re.compile(f"[\r\x0b\x0c\x85\u2028\u2029]|{_DROPPED.pattern}")


def plain(text: str) -> str:
    """Text in NFC without controls; blanks of all kinds become one space, line breaks stay single newlines."""
    if _ODD.search(text):
        text = _DROPPED.sub("", _LINE.sub("\n", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _FAR.search(text) and not _OTHER_DIGITS.isdisjoint(text):
            text = text.translate(_DIGITS)
    return _BLANK.sub(" ", text)


def one_line(text: str, limit: int) -> str:
    """Plain text on one line, cut at `limit` characters with an ellipsis."""
    flat = " ".join(plain(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def from_html(markup: str, limit: int) -> str:
    """What a reader sees of a piece of HTML, on one line; entities resolved, undeclared ones dropped."""
    markup = markup[: limit * 20]
    if "<" in markup:
        markup = _tags_out(markup)
    if "&" in markup:
        markup = _resolved(markup)
        # escaped twice: &amp;lt;b&amp;gt; and the like come out as markup again
        if "<" in markup and _TAG.search(markup):
            markup = _tags_out(markup)
    return one_line(markup, limit)


def _tags_out(markup: str) -> str:
    markup = _COMMENT.sub("", _SILENT.sub(" ", markup))
    return _START.sub("", _TORN.sub("", _TAG.sub("", _BLOCK.sub(" ", markup))))


def _resolved(text: str) -> str:
    for _ in range(2):
        once = unescape(text)
        if once == text:
            break
        text = once
    return _ENTITY.sub("", text)
