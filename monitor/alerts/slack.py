"""Slack blocks. Foreign text is masked (`&`, `<`, `>`), so that `<!channel>` and disguised links stay text (S20)."""

from __future__ import annotations

from typing import Any

from monitor.alerts.page import Page
from monitor.alerts.quotes import Pieces, cut
from monitor.alerts.story import Place, Story

Block = dict[str, Any]
#: Slack's limits: characters of a section, of a header, blocks of a message.
SECTION, HEADER, BLOCKS = 3000, 150, 50


def mask(text: str) -> str:
    """Text that Slack shows as it stands."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, words: str) -> str:
    """A link of ours: the address has no blanks, pipes or brackets (`story.web_address`)."""
    return f"<{mask(url)}|{mask(words).replace('|', '¦')}>" if url else mask(words)


def blocks(page: Page) -> list[Block]:
    """The blocks of a message, at most fifty."""
    found: list[Block] = [_header(page.title or page.subject)]
    if page.flags:
        found.append(_context(" · ".join(f"*{mask(flag)}*" for flag in page.flags)))
    for text in (page.intro, page.empty):
        if text:
            found.append(_section(mask(text)))
    for number, item in enumerate(page.stories):
        if number:
            found.append({"type": "divider"})
        found.extend(_story(item, page, leading=number == 0))
    if page.further:
        if page.stories:
            found.append(_section(f"*{mask(page.say('alert.further'))}*"))
        found.extend(_list(page.further))
    if page.closing:
        found.append(_context("\n".join(mask(line) for line in page.closing)))
    found = found[: BLOCKS - 1]
    found.append(_context(_footer(page)))
    return found


def _story(item: Story, page: Page, *, leading: bool) -> list[Block]:
    found: list[Block] = []
    head = f"*{mask(item.label)}*" + (f" · {mask(page.watchlist)}" if page.watchlist else "")
    if not leading:
        head += f"\n*{mask(item.headline)}*"
    found.append(_section(f"{head}\n_{mask(item.question)}_"))
    found.append(
        {
            "type": "section",
            "fields": [
                _text(f"*{mask(item.turn.old_label)}*\n{mask(cut(item.turn.old, 200))}"),
                _text(f"*{mask(item.turn.new_label)}*\n*{mask(cut(item.turn.new, 200))}*"),
            ],
        }
    )
    if item.new_quote:
        found.append(_section(f"{_quote(item.new_quote)}\n{_where(item.new_place)}"))
    if item.old_quote and item.old_place is not None:
        words = f"{mask(page.say('alert.quote_old'))}:\n{_quote(item.old_quote)}\n{_where(item.old_place)}"
        found.append(_context(words))
    said = " · ".join(part for part in (item.who, item.via) if part)
    lines = [
        f"*{mask(page.say('alert.who'))}:* {mask(said)}",
        f"*{mask(page.say('alert.sources'))}:* {mask(item.sources)}",
        f"*{mask(page.say('alert.why'))}:* {mask(item.why)}",
        *(f"*{mask(flag)}*" for flag in item.flags),
    ]
    found.append(_context("\n".join(lines)))
    if item.links:
        found.append(_section(" · ".join(link(url, words) for _, words, url in item.links)))
    return found


def _list(items: tuple[Story, ...]) -> list[Block]:
    """Lines packed into as few sections as Slack's limit allows."""
    found, text = [], ""
    for item in items:
        address = next((url for name, _, url in item.links if name == "evidence"), "")
        line = f"• {link(address, item.subject)} – {mask(item.new_place.outlet)}, {mask(item.new_place.time)}"
        if len(text) + len(line) + 1 > SECTION and text:
            found.append(_section(text))
            text = ""
        text = f"{text}\n{line}" if text else line
    return [*found, _section(text)] if text else found


def _quote(pieces: Pieces) -> str:
    """A quoted line with the differing words in bold; blanks stay outside of the marks, as Slack wants them."""
    out = []
    for piece in pieces:
        core = piece.text.strip()
        if not piece.marked or not core:
            out.append(mask(piece.text))
            continue
        lead = piece.text[: len(piece.text) - len(piece.text.lstrip())]
        trail = piece.text[len(piece.text.rstrip()) :]
        out.append(f"{lead}*{mask(core.replace('*', ''))}*{trail}")
    return f"> „{''.join(out).strip()}“"


def _named(place: Place) -> str:
    return f"{place.outlet} ({place.host})" if place.host else place.outlet


def _where(place: Place) -> str:
    parts = [link(place.url, _named(place)) if place.url else mask(place.outlet), mask(place.time)]
    if place.agency:
        parts.append(mask(place.agency))
    return " · ".join(parts)


def _footer(page: Page) -> str:
    words = mask(page.say("alert.id"))
    return f"{words} · {link(page.log, page.say('link.log'))}" if page.log else words


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": cut(text, HEADER), "emoji": False}}


def _text(text: str) -> Block:
    return {"type": "mrkdwn", "text": cut(text, SECTION), "verbatim": True}


def _section(text: str) -> Block:
    return {"type": "section", "text": _text(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_text(text)]}
