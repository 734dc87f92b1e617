"""Finished messages: subject, text, HTML, Slack blocks or webhook JSON, each escaped for where it goes."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from monitor import i18n
from monitor.alerts import slack, webhook
from monitor.alerts.links import Links
from monitor.alerts.model import Alert, Coverage, Message, MessageKind, Target
from monitor.alerts.page import Page
from monitor.alerts.planning import rank, thread_of
from monitor.alerts.quotes import clean
from monitor.alerts.story import plural, story
from monitor.alerts.wording import SUBJECT, clip
from monitor.ledger.model import Change

log = logging.getLogger(__name__)

#: A digest that leaves this much after its time says so.
LATE = timedelta(minutes=15)
#: Changes of one alert that are shown in full; further ones as a line each.
FULL = 3


def render(
    alert: Alert,
    target: Target,
    *,
    language: str | None = None,
    links: Links,
    maybe_duplicate: bool = False,
    reply_to: str = "",
) -> Message:
    """The message of one alert for one target; `alert.at` is the time printed and the start of its links' life.

    Never raises: a change that cannot be put into words still leaves as a plain line with its address.
    """
    try:
        return compose(
            alert, target, language=language, links=links, maybe_duplicate=maybe_duplicate, reply_to=reply_to
        )
    except Exception:  # a bug in wording must not cost an alert
        log.exception("alert %s cannot be rendered; a plain message is sent", alert.id)
        return plain(alert, target, links)


def compose(
    alert: Alert,
    target: Target,
    *,
    language: str | None = None,
    links: Links,
    maybe_duplicate: bool = False,
    reply_to: str = "",
) -> Message:
    """As `render`, but an error shows itself: for tests."""
    page = _page(alert, target, language or target.language, links, maybe_duplicate)
    thread = (
        thread_of(_ordered(alert)[0]) if alert.changes and alert.kind is not MessageKind.DIGEST else alert.kind.value
    )
    return finish(page, target, thread=thread, reply_to=reply_to)


def finish(page: Page, target: Target, *, thread: str, reply_to: str = "") -> Message:
    """A page in the shape its channel takes."""
    return Message(
        id=page.id,
        subject=page.subject,
        text=_template("message.txt.j2").render(page=page),
        html=_template("message.html.j2").render(page=page) if target.channel == "mail" else None,
        blocks=json.dumps(slack.blocks(page), ensure_ascii=False) if target.channel == "slack" else None,
        data=json.dumps(webhook.body(page), ensure_ascii=False) if target.channel == "webhook" else None,
        headers=_headers(page, thread),
        thread=thread,
        reply_to=reply_to,
    )


def _page(alert: Alert, target: Target, language: str, links: Links, maybe_duplicate: bool) -> Page:
    changes = _ordered(alert)
    questions, shorts = dict(alert.questions), dict(alert.shorts)
    listed = alert.kind is MessageKind.DIGEST
    lead, tail = _around(alert, changes, language, maybe_duplicate)
    stories = [
        story(
            change,
            questions.get(thread_of(change), change.claim),
            language,
            links=links,
            target=target.name,
            now=alert.at,
            short=shorts.get(thread_of(change), ""),
            room=SUBJECT - (len(lead) + len(tail) if number == 0 else 0),
        )
        for number, change in enumerate(changes)
    ]
    full = stories[:0] if listed else stories[:FULL]
    rest = stories if listed else stories[FULL:]
    flags = _flags(alert, len(stories), language, maybe_duplicate)
    return Page(
        id=alert.id,
        kind=alert.kind.value,
        cause=alert.cause,
        language=language,
        subject=f"{lead}{stories[0].subject if stories else ''}{tail}",
        title=i18n.text(f"digest.title.{alert.cause or 'daily'}", language) if listed else "",
        intro=i18n.text(f"digest.intro.{alert.cause or 'daily'}", language) if listed and stories else "",
        empty=i18n.text("digest.none", language) if listed and not stories else "",
        watchlist=clean(alert.watchlist_name) if not listed else "",
        stories=tuple(full),
        further=tuple(rest),
        changes=changes,
        flags=flags,
        maybe_duplicate=maybe_duplicate,
        at=alert.at,
        time=i18n.moment(alert.at, language),
        closing=_closing(alert.coverage, language),
        log=links.log(),
        link_days=links.days,
        host=urlsplit(links.base).hostname or "monitor.invalid",
    )


def _ordered(alert: Alert) -> tuple[Change, ...]:
    """The most important change leads; the others follow, newest first (digests: by rank, then newest)."""
    newest = sorted(alert.changes, key=lambda change: change.at, reverse=True)
    by_rank = sorted(newest, key=lambda change: rank(change.type))
    if alert.kind is MessageKind.DIGEST or not by_rank:
        return tuple(by_rank)
    lead = by_rank[0]
    return (lead, *(change for change in newest if change is not lead))


def _flags(alert: Alert, count: int, language: str, maybe_duplicate: bool) -> tuple[str, ...]:
    found = []
    if maybe_duplicate:
        found.append(i18n.text("flag.duplicate", language))
    if alert.due is not None and alert.at - alert.due > LATE:
        found.append(i18n.text("digest.delayed", language, due=i18n.moment(alert.due, language)))
    if alert.cause in ("quiet", "reminder") and alert.kind is not MessageKind.DIGEST:
        found.append(i18n.text(f"flag.{alert.cause}", language))
    if alert.kind is not MessageKind.DIGEST and count > 1:
        found.append(plural("flag.more", count - 1, language))
    return tuple(found)


def _around(alert: Alert, changes: tuple[Change, ...], language: str, maybe_duplicate: bool) -> tuple[str, str]:
    """What stands before and after the most important change in the subject."""
    lead = i18n.text("subject.duplicate", language) if maybe_duplicate else ""
    if alert.cause == "reminder":
        lead += i18n.text("subject.reminder", language)
    if alert.kind is not MessageKind.DIGEST:
        return lead, i18n.text("subject.more", language, count=len(changes) - 1) if len(changes) > 1 else ""
    cause = alert.cause or "daily"
    day = i18n.moment(alert.due or alert.at, language, day_only=True)
    if not changes:
        return lead + i18n.text(f"digest.subject.{cause}.none", language, day=day), ""
    count = plural("digest.changes", len(changes), language)
    return lead + i18n.text(f"digest.subject.{cause}", language, day=day, count=count, top=""), ""


def _closing(coverage: Coverage | None, language: str) -> tuple[str, ...]:
    """The last lines of a digest: that the monitor runs, and how much of the world it sees."""
    if coverage is None:
        return ()
    lines = []
    if coverage.last_cycle is not None:
        lines.append(i18n.text("digest.alive", language, time=i18n.moment(coverage.last_cycle, language)))
    else:
        lines.append(i18n.text("digest.not_alive", language))
    key = "digest.coverage" if coverage.disturbed else "digest.coverage_ok"
    seen = i18n.text(key, language, feeds=coverage.feeds, disturbed=len(coverage.disturbed))
    articles = i18n.text("digest.articles", language, count=i18n.number(coverage.articles, language))
    lines.append(f"{seen} · {articles}")
    if coverage.disturbed:
        names = ", ".join(clean(name) for name in coverage.disturbed[:12])
        lines.append(
            i18n.text("digest.disturbed", language, names=names + (" …" if len(coverage.disturbed) > 12 else ""))
        )
    if coverage.silenced:
        lines.append(i18n.text("digest.silenced", language, count=i18n.number(coverage.silenced, language)))
    return tuple(lines)


def _headers(page: Page, thread: str) -> tuple[tuple[str, str], ...]:
    """Mail headers: a Message-ID that a repetition keeps, one thread per claim, and that a machine wrote it."""
    root = f"<{hashlib.sha256(thread.encode()).hexdigest()[:16]}.thread@{page.host}>"
    name = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in thread.partition("/")[0]
    )
    return (
        ("Message-ID", f"<{page.id}.alert@{page.host}>"),
        ("In-Reply-To", root),
        ("References", root),
        ("List-Id", f"<{name or 'monitor'}.monitor.{page.host}>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Monitor-Alert", page.id),
        *((("X-Monitor-Maybe-Duplicate", "yes"),) if page.maybe_duplicate else ()),
    )


def plain(alert: Alert, target: Target, links: Links) -> Message:
    """The last resort when a message cannot be rendered: keys and addresses, so that no change is lost."""
    lines = [
        f"{change.type.value} {change.watchlist}/{change.claim} {links.evidence(change.key)}"
        for change in alert.changes
    ]
    text = "\n".join([*lines, alert.id])
    return Message(id=alert.id, subject=clip(lines[0] if lines else alert.id, SUBJECT), text=text, thread=alert.id)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("monitor.alerts"),
        autoescape=lambda name: bool(name and ".html" in name),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)
