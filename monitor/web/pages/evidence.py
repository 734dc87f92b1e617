"""Beleg: old and new sentence side by side, who said it through whom, when, where else; and signed links."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from monitor.alerts import read_link
from monitor.ledger import explain
from monitor.ledger.model import Change, Evidence
from monitor.store import Session, accounts
from monitor.store.views import claims, delivery, evidence, insight, log
from monitor.store.views.evidence import ArticleView
from monitor.web.desk import Gone, desk_of, render, visitor_of
from monitor.web.passages import Passage, passage, text_diff, words_diff

router = APIRouter()


@router.get("/changes/{key}")
def change(request: Request, key: str) -> Response:
    """Everything that stands behind one change."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        line = log.line(session, key[:200], user=visitor.name)
        if line is None:
            raise Gone("web.gone.change")
        seen, before = line.change.evidence, line.change.before_evidence
        article = evidence.article_of(session, seen)
        earlier = evidence.article_of(session, before) if before else None
        context: dict[str, Any] = {
            "line": line,
            "change": line.change,
            "why": explain(line.change, visitor.language),
            "article": article,
            "after": _passage(seen, article),
            "before": _passage(before, earlier) if before else None,
            "earlier": earlier,
            "sentences": words_diff(before.sentence, seen.sentence) if _same_place(line.change) and before else None,
            "story": evidence.story(session, article) if article else (),
            "marks": evidence.marks(session, key),
            "told": evidence.told(session, key),
            "claim": claims.claim(session, line.change.watchlist, line.change.claim),
            "superseded": log.line(session, line.change.supersedes, user=visitor.name)
            if line.change.supersedes
            else None,
            "people": [account.name for account in accounts.accounts(session) if account.active],
            "judgements": insight.JUDGEMENTS,
        }
    return render(request, "evidence.html", **context)


@router.get("/articles/{ident}/diff")
def diff(request: Request, ident: int, old: int = 0, new: int = 0) -> Response:
    """Two states of an article, paragraph by paragraph."""
    desk = desk_of(request)
    with desk.store.read() as session:
        article = evidence.article(session, _row(ident))
    if article is None or not article.revisions:
        raise Gone("web.gone.article")
    numbers = [item.number for item in article.revisions]
    right = article.revision(new) or article.revisions[-1]
    left = article.revision(old) or article.revision(max((n for n in numbers if n < right.number), default=0))
    lines = text_diff(left.text, right.text) if left and left.text and right.text else None
    return render(request, "diff.html", article=article, left=left, right=right, lines=lines)


def _row(ident: int) -> int:
    """A row id that any database can take."""
    return ident if 0 <= ident < 2**31 else 0


def _passage(seen: Evidence, article: ArticleView | None) -> Passage:
    revision = article.revision(seen.revision) if article else None
    return passage(seen, revision.text if revision else None, revision.title if revision else "")


def _same_place(change: Change) -> bool:
    """Both sentences stand in states of one article: comparing them word by word means something."""
    before = change.before_evidence
    return before is not None and before.url == change.evidence.url and before.revision != change.evidence.revision


# --- links in messages -----------------------------------------------------------------------------------------------


@router.get("/act/{token}")
def proposed(request: Request, token: str) -> Response:
    """What a link in a message proposes; nothing happens until the button is pressed."""
    desk, visitor = desk_of(request), visitor_of(request)
    found = read_link(token, desk.actions.link_secret, desk.now())
    with desk.store.read() as session:
        line = log.line(session, found.subject, user="")
    if line is None:
        raise Gone("web.gone.change")
    if found.action.value == "silence" and visitor.account is not None:
        return RedirectResponse(desk.url(f"/silences/new?change={found.subject}"), status_code=303)
    return render(request, "act.html", link=found, line=line, token=token, done=False)


@router.post("/act/{token}")
def accepted(request: Request, token: str, note: Annotated[str, Form()] = "") -> Response:
    """Does what the link proposed, in the name of the target's readers."""
    desk, visitor = desk_of(request), visitor_of(request)
    now = desk.now()
    found = read_link(token, desk.actions.link_secret, now)
    author = visitor.name or f"→ {found.target}"
    with desk.store.write() as session:
        line = log.line(session, found.subject, user="")
        if line is None:
            raise Gone("web.gone.change")
        _act(session, found.action.value, line, author=author, note=note, now=now)
    return render(request, "act.html", link=found, line=line, token=token, done=True)


def _act(session: Session, action: str, line: log.LogLine, *, author: str, note: str, now: datetime) -> None:
    key, change = line.change.key, line.change
    if action == "ack":
        accounts.mark(session, [key], kind="ack", author=author, now=now)
    elif action == "wrong":
        accounts.mark(session, [key], kind="judge", value="falsch", author=author, now=now)
    elif action == "silence":
        delivery.add_silence(
            session,
            watchlist=change.watchlist,
            claim=change.claim,
            party="",
            up_to=None,
            author=author,
            reason=note,
            ends_at=now + timedelta(days=1),
            now=now,
        )
        accounts.audit(session, now=now, author=author, action="silence.add", subject=change.claim, after="24 h")
    if note.strip() and action != "silence":
        accounts.mark(session, [key], kind="note", value=note.strip()[:1000], author=author, now=now)
