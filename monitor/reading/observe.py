"""One text in, one `Reading` out: the whole reading stage on a page."""

from __future__ import annotations

from datetime import datetime

from monitor.reading.german.text import Doc
from monitor.reading.model import Reading

#: version of the reader; stored with every observation, so that a better reader may read again
VERSION = "1"


def observe(text: str, *, title: str = "", published: datetime | None = None, outlet: str = "") -> Reading:
    """Every figure and statement of one article.

    `text` is the body as given, `title` the headline; spans of findings with `where` TITLE are offsets into `title`,
    all others into `text`. `published` (aware) resolves the dates a sentence names; None leaves `period` empty.
    `outlet` is never a source of its own relays. Never raises; an empty text gives an empty reading.
    """
    head = Doc(title)
    body = Doc(text)
    return Reading(
        sentences=tuple(body.span(a, b) for a, b in body.sentences),
        title_sentences=tuple(head.span(a, b) for a, b in head.sentences),
        version=VERSION,
    )
