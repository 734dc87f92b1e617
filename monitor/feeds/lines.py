"""A feed entry as the JSON object of `monitor feeds read`."""

from __future__ import annotations

from monitor.feeds.model import Entry


def entry_line(entry: Entry) -> dict[str, object]:
    """The object that `monitor feeds read` prints; `published` is ISO 8601 in UTC."""
    when = entry.published
    shown = None if when is None else when.isoformat().replace("+00:00", "Z")
    return {"id": entry.id, "link": entry.link, "title": entry.title, "summary": entry.summary, "published": shown}
