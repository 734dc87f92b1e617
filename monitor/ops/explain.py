"""`monitor explain`: why something was told or not, for an article, a sentence, a change or a claim that keeps silent.

Each finding shows the gates it passed and the first that stopped it, then the reason in a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from monitor import ledger
from monitor.articles import canonical
from monitor.errors import MonitorError
from monitor.i18n import catalogue, moment, number, text
from monitor.i18n import explain as explained
from monitor.ledger.model import Change, Reason, SilenceReason, Verdict
from monitor.ops.answers import Positions
from monitor.store import Session, articles, changes, claims, facts, passages, positions
from monitor.store.articles import ArticleState
from monitor.watchlist.model import Claim

#: articles, changes and silences that are shown at most
SHOWN = 10
EVER = datetime(1, 1, 2, tzinfo=UTC)

#: the gates behind the watchlist's topic, and what each stops; what passes all of them is a change
GATES: tuple[tuple[str, frozenset[str]], ...] = (
    ("asked", frozenset({SilenceReason.OTHER_SCOPE})),
    (
        "meant",
        frozenset(
            {
                SilenceReason.UNCLEAR,
                SilenceReason.HYPOTHETICAL,
                SilenceReason.PLANNED,
                SilenceReason.INCREMENT,
                SilenceReason.PART,
                SilenceReason.WEAK_SOURCE,
            }
        ),
    ),
    (
        "new",
        frozenset(
            {
                SilenceReason.REPEAT,
                SilenceReason.WITHIN_TOLERANCE,
                SilenceReason.OLDER,
                SilenceReason.RECAP,
                SilenceReason.WIRE_COPY,
            }
        ),
    ),
)
_URL = re.compile(r"https?://", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]+/[\w.-]+")


def explain_what(session: Session, what: str, *, claim: str, language: str) -> Iterator[str]:
    """Lines on an article (address or number), a claim (`watchlist/claim` or its id), a change (its key), or a
    sentence (any piece of its text). `claim` narrows articles and sentences to one claim.

    Raises MonitorError `explain.unknown_…` when nothing fits, saying what can be asked.
    """
    what = what.strip()
    if article := _article(session, what):
        return _explain_article(session, article, claim, language)
    if asked := _claims(session, what):
        return (line for one in asked for line in _explain_claim(session, *one, language))
    if found := changes.by_keys(session, [what]):
        return (line for change in found for line in _explain_change(session, change, language))
    if not _URL.match(what) and (places := passages.find(session, what, limit=SHOWN)):
        return _explain_passages(session, what, places, claim, language)
    raise _unknown(session, what)


def _article(session: Session, what: str) -> ArticleState | None:
    if what.isdecimal() and len(what) < 10:
        return articles.find(session, int(what))
    return (articles.by_url(session, what) or articles.by_url(session, canonical(what))) if _URL.match(what) else None


def _claims(session: Session, what: str) -> tuple[tuple[str, Claim], ...]:
    known = claims.active(session)
    return tuple((name, claim) for name, claim in known if what in (f"{name}/{claim.id}", claim.id))


def _unknown(session: Session, what: str) -> MonitorError:
    """What was looked for, and what can be asked instead."""
    if not sum(articles.counts(session).values()):
        return MonitorError("explain.unknown.empty", what=what)
    if _URL.match(what):
        return MonitorError("explain.unknown.address", what=what)
    known = sorted(f"{name}/{claim.id}" for name, claim in claims.active(session))
    if _NAME.fullmatch(what):
        return MonitorError("explain.unknown.claim", what=what, known=", ".join(known) or "–")
    return MonitorError("explain.unknown.words", what=what)


# --- articles and sentences ----------------------------------------------------------------------------------------


def _explain_article(session: Session, article: ArticleState, claim: str, language: str) -> Iterator[str]:
    yield _headline(article, language)
    if article.problem:
        problem = explained(MonitorError(article.problem, **article.problem_values), language)
        yield text("explain.problem", language, problem=problem)
    told = [verdict for verdict in facts.verdicts_of_article(session, article.id) if _is(verdict, claim)]
    sentence = ""
    for verdict in sorted(told, key=_place):
        said = _sentence(verdict)
        if said and said != sentence:
            yield text("explain.sentence", language, sentence=said)
        sentence = said
        yield _verdict_line(verdict, language)
    stops = list(_gates(session, article, claim, language))
    yield from stops
    if not told and not stops:
        yield text("explain.nothing", language)


def _explain_passages(
    session: Session, words: str, found: Sequence[passages.Passage], claim: str, language: str
) -> Iterator[str]:
    for passage in found:
        article = articles.by_id(session, passage.article)
        yield _headline(article, language)
        yield text("explain.sentence", language, sentence=passage.sentence)
        verdicts = facts.verdicts_of_article(session, article.id)
        told = [one for one in verdicts if _is(one, claim) and _sentence(one) == passage.sentence]
        for verdict in sorted(told, key=_place):
            yield _verdict_line(verdict, language)
        if not told:
            yield text("explain.untouched" if passage.observed else "explain.unread", language)
            yield from _gates(session, article, claim, language)
    if len(found) == SHOWN:
        yield text("explain.more", language, count=SHOWN)


def _headline(article: ArticleState, language: str) -> str:
    known = f"explain.state.{article.state}"
    return text(
        "explain.article",
        language,
        number=article.id,
        title=article.title or article.url,
        outlet=article.outlet or article.host,
        published=moment(article.published or article.found_at, language),
        state=text(known, language) if known in catalogue(language) else article.state,
    )


def _is(verdict: Verdict, claim: str) -> bool:
    return not claim or claim in (verdict.claim, f"{verdict.watchlist}/{verdict.claim}")


def _place(verdict: Verdict) -> tuple[int, bool, int]:
    return verdict.revision, verdict.where != "title", verdict.span[0]


def _sentence(verdict: Verdict) -> str:
    return passages.plain(verdict.evidence.sentence) if verdict.evidence else ""


def _verdict_line(verdict: Verdict, language: str) -> str:
    told = ledger.explain(verdict, language)
    return text(
        "explain.verdict",
        language,
        claim=f"{verdict.watchlist}/{verdict.claim}",
        gates=_passed(verdict.outcome, language),
        sentence=told,
    )


def _passed(outcome: str, language: str) -> str:
    """„Thema ✓ Frage ✓ Neuigkeit ✗“: the gates in their order, up to the one that stopped."""
    shown = [text("explain.gate.topic", language) + " ✓"]
    for name, stops in GATES:
        stopped = outcome in stops
        shown.append(text(f"explain.gate.{name}", language) + (" ✗" if stopped else " ✓"))
        if stopped:
            break
    return " ".join(shown)


def _gates(session: Session, article: ArticleState, claim: str, language: str) -> Iterator[str]:
    """Why the article touched nothing of a watchlist; with a claim asked for, only those of its watchlists."""
    wanted = {name for name, one in claims.active(session) if claim in (one.id, f"{name}/{one.id}")}
    for watchlist, key, values in articles.gates(session, article.id):
        if not claim or not watchlist or watchlist in wanted:
            yield text("explain.gate", language, watchlist=watchlist or "–", reason=_gate(key, values, language))


def _gate(key: str, values: Mapping[str, object], language: str) -> str:
    """The engine's gates have messages of their own; those of the ledger are reasons like any other."""
    if key in catalogue(language):
        return text(key, language, **values)
    return ledger.explain(
        Reason(code=key, values=tuple((name, str(value)) for name, value in values.items())), language
    )


# --- changes and claims --------------------------------------------------------------------------------------------


def _explain_change(session: Session, change: Change, language: str) -> Iterator[str]:
    evidence = change.evidence
    yield _change_line(change, language)
    if evidence.sentence:
        yield text("explain.sentence", language, sentence=passages.plain(evidence.sentence))
    yield text("explain.source", language, outlet=evidence.outlet, title=evidence.title, url=evidence.url)
    yield text(
        "explain.counted",
        language,
        grade=text(f"explain.grade.{change.grade.value}", language),
        witnesses=change.witnesses,
        stories=change.stories,
        outlets=change.outlets,
    )
    if changes.superseded_keys(session, [change.key]):
        yield text("explain.superseded", language)


def _explain_claim(session: Session, watchlist: str, claim: Claim, language: str) -> Iterator[str]:
    """What stands, what was told, what was kept silent and why; without any finding: what stopped the articles."""
    held = positions.of_watchlist(session, watchlist, claim.id)
    yield from Positions(
        rows=tuple((watchlist, claim, position) for _, _, position in held), asked=(watchlist, claim)
    ).lines(language)
    told = [change for _, change in changes.since(session, watchlist=watchlist, claim=claim.id, baseline=None)]
    if told:
        yield text("explain.claim.told", language, count=number(len(told), language))
        yield from ("  " + _change_line(change, language) for change in told[-SHOWN:])
    counts = facts.outcomes(session, watchlist=watchlist, claim=claim.id)
    silent = {reason: counts[reason] for reason in SilenceReason if reason in counts}
    if silent:
        yield from _silences(session, watchlist, claim.id, silent, language)
    if not counts:
        yield from _untouched(session, watchlist, language)


def _silences(
    session: Session, watchlist: str, claim: str, counts: Mapping[SilenceReason, int], language: str
) -> Iterator[str]:
    by_reason = ", ".join(
        f"{number(count, language)} × {text(f'silence.{reason.value}', language)}"
        for reason, count in sorted(counts.items(), key=lambda item: -item[1])
    )
    yield text("explain.claim.silent", language, reasons=by_reason)
    found = facts.verdicts_since(
        session, EVER, watchlist=watchlist, claim=claim, outcomes=[reason.value for reason in counts], limit=SHOWN
    )
    for verdict in found:
        outlet = verdict.evidence.outlet if verdict.evidence else ""
        at = moment(verdict.at, language)
        yield text("explain.claim.finding", language, at=at, outlet=outlet, sentence=_sentence(verdict))
        yield _verdict_line(verdict, language)


def _untouched(session: Session, watchlist: str, language: str) -> Iterator[str]:
    stops: Counter[str] = Counter()
    for key, values, count in articles.gate_counts(session, watchlist):
        stops[_gate(key, values, language)] += count
    yield text("explain.claim.untouched" if stops else "explain.claim.unseen", language)
    for reason, count in stops.most_common(SHOWN):
        yield text("explain.claim.gate", language, count=number(count, language), reason=reason)


def _change_line(change: Change, language: str) -> str:
    sentence = ledger.explain(change, language)
    return text("explain.change", language, at=moment(change.at, language), claim=change.claim, sentence=sentence)
