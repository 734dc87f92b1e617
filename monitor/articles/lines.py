"""A page as the JSON object of `monitor page`."""

from __future__ import annotations

from datetime import datetime

from monitor.articles.model import Page


def page_line(page: Page) -> dict[str, object]:
    """The object that `monitor page` prints: `entries` only for live blogs, notes and `reason` only when there are any."""
    line: dict[str, object] = {
        "url": page.url,
        "title": page.title,
        "text": page.text,
        "published": _iso(page.published),
        "published_precision": page.published_precision.value,
        "updated": _iso(page.updated),
        "byline": page.byline,
        "agency": page.agency,
        "kind": page.kind.value,
    }
    if page.entries:
        line["entries"] = [
            {
                "start": entry.start,
                "end": entry.end,
                "title": entry.title,
                "published": _iso(entry.published),
                "text": page.text[entry.start : entry.end],
            }
            for entry in page.entries
        ]
    if page.correction:
        line["correction"] = page.correction
    if page.update_note:
        line["update_note"] = page.update_note
    if page.reason:
        line["reason"] = page.reason
    return line


def _iso(when: datetime | None) -> str | None:
    return when.isoformat().replace("+00:00", "Z") if when is not None else None
