"""One text in, one `Reading` out: the whole reading stage on a page."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from monitor.reading import VERSION
from monitor.reading import packing as _packing  # noqa: F401 (readings made here travel between processes)
from monitor.reading.german.figures import read_figures
from monitor.reading.german.statements import StatementsRead, read_statements
from monitor.reading.german.text import Doc
from monitor.reading.model import Reading, Where

#: a thousand written the Swiss way
_SWISS: Final = re.compile(r"\d['’]\d{3}\b")
#: the lead is the first paragraph of at least this many tokens, and of it no more than three sentences
_LEAD_TOKENS: Final = 12
#: years of publication that are meant
_EARLIEST, _LATEST = 1400, 3000


def observe(text: str, *, title: str = "", published: datetime | None = None, outlet: str = "") -> Reading:
    """Every figure and statement of one article.

    `text` is the body as given, `title` the headline; spans of findings with `where` TITLE are offsets into `title`,
    all others into `text`. `published` (aware) resolves the dates a sentence names; None, or a date that can be none, leaves `period` empty.
    `outlet` is never a source of its own relays. Never raises; an empty text gives an empty reading.
    """
    if published is not None and not _EARLIEST < published.year < _LATEST:
        published = None  # a date that stands for none
    head = Doc(title)
    body = Doc(text)
    swiss = outlet.lower().endswith(".ch") or _writes_swiss(body.text)
    found = read_statements(body, where=Where.BODY, published=published, outlet=outlet, title=head)
    figures = read_figures(
        body, where=Where.BODY, published=published, cover=found.cover, swiss=swiss, lead=_lead(body)
    )
    above = StatementsRead()
    if title:
        above = read_statements(head, where=Where.TITLE, published=published, outlet=outlet)
        figures[:0] = read_figures(head, where=Where.TITLE, published=published, cover=above.cover, swiss=swiss)
    return Reading(
        figures=tuple(figures),
        statements=(*above.statements, *found.statements),
        references=(*above.references, *found.references),
        sentences=body.sentence_spans(),
        title_sentences=head.sentence_spans(),
        version=VERSION,
    )


def _writes_swiss(text: str) -> bool:
    """Whether thousands are set off by an apostrophe, or francs are called CHF."""
    return "CHF" in text or (("'" in text or "’" in text) and bool(_SWISS.search(text)))


def _lead(doc: Doc) -> int:
    """The token after the lead of the body."""
    for first, stop in doc.paragraphs:
        if stop - first >= _LEAD_TOKENS:
            third = doc.sentence_at(first) + 2
            return min(stop, doc.sentences[third][1]) if third < len(doc.sentences) else stop
    return 0
