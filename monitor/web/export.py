"""Lines of the log for other programs: rows of a table, JSON objects, an Atom feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from monitor.i18n import text
from monitor.ledger.model import Value
from monitor.store.views.log import LogLine
from monitor.web.rendering import safe_link, value_text

#: a cell that begins like this would be run as a formula (S16)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def csv_cell(value: object) -> object:
    """The value as a spreadsheet may hold it: text that looks like a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value


def row_of(line: LogLine, language: str, base: str) -> dict[str, object]:
    """One change as a flat object; times in UTC, addresses absolute."""
    change, seen = line.change, line.change.evidence
    return {
        "key": change.key,
        "watchlist": change.watchlist,
        "claim": change.claim,
        "question": line.question,
        "type": change.type.value,
        "type_text": text(f"type.{change.type.value}", language),
        "grade": change.grade.value,
        "party": change.party,
        "speaker": change.speaker,
        "before": value_text(language, change.before),
        "before_party": change.before_party or (change.party if change.before else ""),
        "after": value_text(language, change.after),
        **_bounds("before", change.before),
        **_bounds("after", change.after),
        "at": _time(change.at),
        "decided_at": _time(line.decided_at),
        "published": _time(seen.published),
        "outlet": seen.outlet,
        "url": safe_link(seen.url),
        "sentence": seen.sentence,
        "sources": change.witnesses,
        "stories": change.stories,
        "outlets": change.outlets,
        "late": change.late,
        "judged": line.judged,
        "assigned": line.assigned,
        "superseded_by": line.superseded_by,
        "link": f"{base}/changes/{change.key}",
    }


def atom(lines: Iterable[LogLine], *, title: str, base: str, query: str, language: str, now: datetime) -> str:
    """An Atom feed of the lines; `query` is the filter it shows."""
    own = f"{base}/changes.atom" + (f"?{query}" if query else "")
    page = f"{base}/changes" + (f"?{query}" if query else "")
    listed = list(lines)
    newest = max((line.decided_at for line in listed), default=now)
    entries = "".join(_entry(line, base, language) for line in listed)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{escape(title)}</title><id>{escape(own)}</id><updated>{_time(newest)}</updated>"
        f'<link rel="self" href={quoteattr(own)}/><link href={quoteattr(page)}/>{entries}</feed>\n'
    )


def headline(line: LogLine, language: str) -> str:
    """Who · what · old → new, in one line of plain text."""
    change = line.change
    old, new = value_text(language, change.before), value_text(language, change.after)
    if old and change.before_party not in (None, change.party):
        old, arrow = f"{change.before_party}: {old}", "↔"
    else:
        arrow = "→"
    moved = f"{old} {arrow} {new}" if old else new
    return f"{text(f'type.{change.type.value}', language)}: {change.speaker or change.party} · {moved}"


def _entry(line: LogLine, base: str, language: str) -> str:
    link = f"{base}/changes/{line.change.key}"
    content = f"{line.question}\n\n{line.change.evidence.sentence}\n\n{line.change.evidence.outlet}"
    return (
        f"<entry><title>{_xml(headline(line, language))}</title><id>{_xml(link)}</id>"
        f"<link href={quoteattr(link)}/><updated>{_time(line.decided_at)}</updated>"
        f"<author><name>{_xml(line.change.evidence.outlet or 'monitor')}</name></author>"
        f'<content type="text">{_xml(content)}</content></entry>'
    )


def _xml(words: str) -> str:
    return escape("".join(sign for sign in words if sign in "\n\t" or ord(sign) >= 32))


def _bounds(name: str, value: Value | None) -> dict[str, object]:
    stance = value.stance.value if value is not None and value.stance is not None else None
    return {
        f"{name}_low": value.low if value else None,
        f"{name}_high": value.high if value else None,
        f"{name}_approx": value.approx.value if value and stance is None and not value.answer else None,
        f"{name}_stance": (value.answer or stance) if value else None,
    }


def _time(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
