"""What one read article means, written down in one transaction: all of it, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor import ledger
from monitor.articles import bands, outlet_of, revise, same
from monitor.articles.model import OutletClass, Page, Revision
from monitor.engine.world import World
from monitor.ledger.model import Change, ClaimState, Judgement
from monitor.reader import PageRead
from monitor.reading.model import Reading
from monitor.store import Session, articles, changes, claims, facts, outbox, positions, revisions
from monitor.store.articles import ArticleState
from monitor.watchlist.model import Grade, Watchlist

#: entries of a live blog younger than this are news even at its first visit
LIVE_NEWS = timedelta(hours=1)


def decide(
    session: Session,
    world: World,
    article: ArticleState,
    read: PageRead,
    *,
    outlet: str,
    outlet_class: OutletClass,
    reserved: bool,
    state: str,
    next_visit_at: datetime | None,
    validators: dict[str, str | None],
    now: datetime,
) -> dict[str, int] | None:
    """Stores the visit; when the text is new: revision, story, facts, verdicts, changes, positions, outbox rows.

    Returns how often each outcome fell, None when nothing that a reader would notice has changed.
    """
    assert read.page is not None
    assert read.reading is not None
    standing = articles.sketch_at(session, read.page.url) if read.page.url != article.url else None
    if standing and same(standing, read.sketch):
        articles.gate(session, article.id, "gate.same_article", now, values={"url": read.page.url})
        articles.visited(session, article.id, state="gated", next_visit_at=None)
        return None
    previous = revisions.newest(session, article.id)
    revision = revise(previous, read.page, article=str(article.id), outlet=outlet, outlet_class=outlet_class, found=now)
    columns: dict[str, object] = {**validators}
    if previous is None or revision is not None:
        columns |= {"title": read.page.title or article.title, "outlet": outlet}
    if read.page.url != article.url and standing is None:
        columns["url"] = read.page.url
    if read.page.published is not None:
        columns["published"] = read.page.published
    if revision is not None:
        marks = bands(read.sketch)
        story = articles.story_of(session, article.id, article.story, read.sketch, marks, same, now=now)
        articles.put_bands(session, article.id, marks, first=previous is None)
        columns |= {"story": story, "sketch": read.sketch}
        revision = replace(revision, story=story)
    articles.visited(
        session, article.id, state=state, next_visit_at=next_visit_at, problem=read.page.reason, columns=columns
    )
    if revision is None:
        return None
    quiet = article.first_sight or _ours(session, previous, read.page)
    revision_id = revisions.add(
        session,
        revision,
        read.reading,
        extractor=read.page.version,
        keep_text=not reserved and world.settings.retention_days > 0,
    )
    outcomes: Counter[str] = Counter()
    watchlists = world.watched.watchlists
    for watchlist, judged in zip(
        watchlists, judge_each(session, watchlists, revision, read.reading, revision_id, now), strict=True
    ):
        _tell(session, world, watchlist, judged.changes, judged.superseded, quiet, now)
        outcomes.update(str(verdict.outcome) for verdict in judged.verdicts)
    world.fault("before_commit")
    return dict(outcomes)


def _ours(session: Session, previous: Revision | None, page: Page) -> bool:
    """Whether a text may differ because a newer extractor read it, and not because its newsroom edited it: the page
    claims no later change. Nobody is woken for that; the log and the digest have it."""
    if previous is None or (page.updated is not None and page.updated > previous.at):
        return False
    return revisions.extractor_of(session, int(previous.article)) not in {"", page.version}


def decide_live(
    session: Session,
    world: World,
    article: ArticleState,
    read: PageRead,
    *,
    reserved: bool,
    next_visit_at: datetime | None,
    validators: dict[str, str | None],
    now: datetime,
) -> int:
    """Stores a visit to a live blog: each entry not seen before is an article of its own, decided in time order.

    What the page held when it was first seen, but for the last hour, is told in the digest at most. Returns how many
    entries were new.
    """
    assert read.page is not None
    page, (name, outlet_class) = read.page, outlet_of(article.url)
    known = articles.part_urls(session, article.url)
    fresh = [part for part in read.live if part.page is not None and part.page.url not in known]
    for part in fresh:
        assert part.page is not None
        published = part.page.published or now
        old = article.visits == 0 and now - published > LIVE_NEWS
        entry = articles.create(
            session,
            url=part.page.url,
            origin="live",
            title=part.page.title,
            outlet=page.outlet or name,
            published=published,
            now=now,
            first_sight=article.first_sight or old,
        )
        decide(
            session,
            world,
            articles.by_id(session, entry),
            part,
            outlet=page.outlet or name,
            outlet_class=outlet_class,
            reserved=reserved or page.reserved,
            state="read",
            next_visit_at=None,
            validators={},
            now=now,
        )
    columns = {**validators, "title": page.title or article.title, "outlet": page.outlet or name}
    articles.visited(session, article.id, state="read", next_visit_at=next_visit_at, columns=columns)
    return len(fresh)


def judge_into(
    session: Session,
    watchlist: Watchlist,
    revision: Revision,
    reading: Reading,
    revision_id: int,
    now: datetime,
    *,
    baseline: bool = False,
    log_changes: bool = True,
) -> Judgement:
    """Asks one watchlist's ledger and stores its answer; the judgement's changes are only the ones new to the log."""
    (judged,) = judge_each(
        session, (watchlist,), revision, reading, revision_id, now, baseline=baseline, log_changes=log_changes
    )
    return judged


def judge_each(
    session: Session,
    watchlists: Sequence[Watchlist],
    revision: Revision,
    reading: Reading,
    revision_id: int,
    now: datetime,
    *,
    baseline: bool = False,
    log_changes: bool = True,
) -> list[Judgement]:
    """The same for several watchlists, in their order."""
    found: list[Judgement] = []
    for watchlist in watchlists:
        states = claims.states(session, watchlist.id)
        judged = ledger.judge(watchlist, states, revision, reading, history=facts.History(session), baseline=baseline)
        fresh = changes.add(session, judged.changes, now, baseline=baseline) if log_changes else ()
        if judged.facts:
            facts.add(session, states.ids, [(revision_id, judged.facts, judged.verdicts)], now)
        if judged.states:
            _keep_states(session, watchlist, states, judged)
        found.append(replace(judged, changes=fresh))
    gates = {
        watchlist.id: (judged.gate.code, dict(judged.gate.values))
        for watchlist, judged in zip(watchlists, found, strict=True)
        if judged.gate is not None
    }
    articles.stopped(session, int(revision.article), gates, now)
    return found


def _keep_states(session: Session, watchlist: Watchlist, states: claims.States, judged: Judgement) -> None:
    """The folds of the touched claims, and of their positions those that moved."""
    wanted = {claim.id: claim for claim in watchlist.claims}
    before, after = {}, {}
    for claim, state in judged.states.items():
        old, number = states.get(claim), states.ids[claim]
        if state == old:
            continue
        left, right = _differing(old or ClaimState(), state), _differing(state, old or ClaimState())
        before[number] = ledger.positions(wanted[claim], left)
        after[number] = ledger.positions(wanted[claim], right)
        states.put(claim, state)
    positions.update(session, before, after)


def _differing(state: ClaimState, other: ClaimState) -> ClaimState:
    """The state with only the parties of which the other one knows something else."""
    return replace(
        state, tracks={party: track for party, track in state.tracks.items() if other.tracks.get(party) is not track}
    )


def _tell(
    session: Session,
    world: World,
    watchlist: Watchlist,
    fresh: Sequence[Change],
    superseded: Sequence[str],
    quiet: bool,
    now: datetime,
) -> None:
    """Outbox rows for new changes and for those overtaken; `quiet`: in the digest at most (a feed's first visit, a
    newer extractor)."""
    told = [
        replace(change, grade=Grade.DIGEST) if quiet and change.grade is Grade.ALERT else change for change in fresh
    ]
    told += _withdrawn(session, superseded, "overtaken", now)
    if not told:
        return
    outbox.enqueue(
        session,
        told,
        (watchlist,),
        world.targets(),
        now=now,
        group_wait=world.settings.group_wait,
        expire_hours=world.settings.expire_hours,
    )


def _withdrawn(session: Session, keys: Sequence[str], code: str, now: datetime) -> tuple[Change, ...]:
    """Entries that take back told changes, once each; the outbox stops rows that have not left."""
    done = changes.superseded_keys(session, keys)
    open_keys = [key for key in keys if key not in done]
    if not open_keys:
        return ()
    entries = [ledger.withdraw(change, code=code, at=now) for change in changes.by_keys(session, open_keys)]
    return changes.add(session, entries, now)


def page_gone(session: Session, world: World, article: ArticleState, now: datetime) -> None:
    """A page that its publisher took down: shown on the article; alerts that rested on it alone are taken back."""
    articles.visited(session, article.id, state="gone", next_visit_at=None, problem="article.gone")
    if article.state not in {"read", "teaser"}:
        return
    alone = [
        change for change in changes.of_article(session, article.id) if change.witnesses <= 1 and change.stories <= 1
    ]
    for watchlist in world.watched.watchlists:
        keys = [change.key for change in alone if change.watchlist == watchlist.id and change.grade is Grade.ALERT]
        gone = _withdrawn(session, keys, "article_gone", now)
        if gone:
            outbox.enqueue(
                session,
                gone,
                (watchlist,),
                world.targets(),
                now=now,
                group_wait=world.settings.group_wait,
                expire_hours=world.settings.expire_hours,
            )
