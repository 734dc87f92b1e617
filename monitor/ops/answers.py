"""What the store knows, as lines for the terminal: positions, explanations, the change log."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor import ledger
from monitor.articles import canonical
from monitor.errors import MonitorError
from monitor.i18n import LANGUAGES, catalogue, explain, moment, text
from monitor.ledger.model import Change, Position, Reason, Value
from monitor.reading.model import Approx, Stance
from monitor.store import Session, articles, changes, claims, facts, positions
from monitor.store.articles import ArticleState
from monitor.watchlist.model import Claim

#: characters that a spreadsheet would run as a formula when a cell starts with them
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """Positions with the claims they belong to."""

    rows: tuple[tuple[str, Claim, Position], ...] = ()

    def lines(self, language: str) -> Iterator[str]:
        """Claim by claim, each position with its sentence."""
        before = None
        for watchlist, claim, position in self.rows:
            if (watchlist, claim.id) != before:
                before = (watchlist, claim.id)
                yield text("baseline.claim", language, watchlist=watchlist, question=claim.question)
            yield from _position_lines(position, language)
        if not self.rows:
            yield text("baseline.none", language)

    def json_lines(self) -> Iterator[str]:
        """One JSON object per position."""
        for watchlist, claim, position in self.rows:
            evidence = position.evidence
            row = {
                "watchlist": watchlist,
                "claim": claim.id,
                "party": position.party,
                "named": position.named,
                **_value(position.value),
                "planned": _value(position.planned) if position.planned else None,
                "at": position.at.isoformat(),
                "speaker": evidence.speaker,
                "root": evidence.root,
                "via": list(evidence.via),
                "sentence": evidence.sentence,
                "outlet": evidence.outlet,
                "title": evidence.title,
                "url": evidence.url,
                "witnesses": position.witnesses,
                "by_hand": position.by_hand,
            }
            yield json.dumps(row, ensure_ascii=False)


def show_positions(session: Session, watchlist: str = "") -> Positions:
    """What every party last said, by claim in the order of the watchlist."""
    known = {(name, claim.id): claim for name, claim in claims.active(session)}
    found = positions.of_watchlist(session, watchlist)
    return Positions(rows=tuple((name, known[name, claim], position) for name, claim, position in found))


def _position_lines(position: Position, language: str) -> Iterator[str]:
    evidence = position.evidence
    party = position.party if position.named or position.party != "unattributed" else text("speaker.nobody", language)
    shown = ledger.show(position.value, language)
    at = moment(position.at, language)
    yield text("baseline.position", language, party=party, value=shown, at=at, outlet=evidence.outlet)
    if evidence.sentence:
        yield text("baseline.evidence", language, sentence=" ".join(evidence.sentence.split()))
    if position.planned is not None:
        yield text("baseline.planned", language, value=ledger.show(position.planned, language))
    if position.by_hand:
        yield text("baseline.by_hand", language, author=position.by_hand)


def _value(value: Value) -> dict[str, Any]:
    stance = value.stance.value if value.stance else None
    return {
        "low": value.low,
        "high": value.high,
        "approx": value.approx.value,
        "unit": value.unit,
        "stance": stance,
        "answer": value.answer,
    }


def read_value(written: str, claim: Claim) -> Value:
    """What an editor writes for a position: one of the claim's answers, a stance in German or English, a number
    ("10.000", "mehr als 3000" is not read), a range ("10000-12000"). Raises MonitorError `baseline.bad_value`."""
    said = " ".join(written.split())
    answers = {name.casefold(): name for name, _ in claim.positions}
    if said.casefold() in answers:
        return Value(answer=answers[said.casefold()])
    for stance in Stance:
        if said.casefold() in {stance.value, *(text(f"stance.{stance.value}", lang).casefold() for lang in LANGUAGES)}:
            return Value(stance=stance)
    numbers = [_number(part) for part in re.split(r"\s*(?:-|–|bis)\s*", said)]
    if claim.kind == "figure" and len(numbers) in (1, 2) and all(number is not None for number in numbers):
        low, high = numbers[0], numbers[-1]
        approx = Approx.EXACT if len(numbers) == 1 else Approx.RANGE
        return Value(low=low, high=high, approx=approx, unit=claim.unit)
    raise MonitorError("baseline.bad_value", value=written)


def _number(part: str) -> float | None:
    """German writing: dots and blanks group thousands, the comma is the decimal mark."""
    plain = part.replace(" ", "").replace("\u202f", "")
    if not re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+(,\d+)?", plain):
        return None
    return float(plain.replace(".", "").replace(",", "."))


def explain_what(session: Session, what: str, *, claim: str, language: str) -> Iterator[str]:
    """Why something was told or not: an article (address or number), a change (key), or a claim (its last verdicts).

    Raises MonitorError `service.unknown_article` when nothing fits.
    """
    article = _article(session, what)
    if article is not None:
        yield from _explain_article(session, article, claim, language)
        return
    found = changes.by_keys(session, [what])
    if not found:
        found = tuple(change for _, change in changes.since(session, claim=what, baseline=None))
    if not found:
        raise MonitorError("service.unknown_article", article=what)
    for change in found:
        yield _change_line(change, language)


def _article(session: Session, what: str) -> ArticleState | None:
    if what.isdigit():
        return articles.find(session, int(what))
    return articles.by_url(session, what) or articles.by_url(session, canonical(what))


def _explain_article(session: Session, article: ArticleState, claim: str, language: str) -> Iterator[str]:
    published = moment(article.published or article.found_at, language)
    yield text(
        "explain.article",
        language,
        title=article.title or article.url,
        outlet=article.outlet or article.host,
        published=published,
        state=article.state,
    )
    if article.problem:
        problem = explain(MonitorError(article.problem, **article.problem_values), language)
        yield text("explain.problem", language, problem=problem)
    count = 0
    for verdict in facts.verdicts_of_article(session, article.id):
        if claim and verdict.claim != claim:
            continue
        count += 1
        yield text("explain.verdict", language, claim=verdict.claim, sentence=ledger.explain(verdict, language))
    for watchlist, key, values in articles.gates(session, article.id):
        count += 1
        yield text("explain.gate", language, watchlist=watchlist or "–", reason=_gate(key, values, language))
    if not count:
        yield text("explain.nothing", language)


def _gate(key: str, values: Mapping[str, object], language: str) -> str:
    """The engine's gates have messages of their own; those of the ledger are reasons like any other."""
    if key in catalogue(language):
        return text(key, language, **values)
    return ledger.explain(
        Reason(code=key, values=tuple((name, str(value)) for name, value in values.items())), language
    )


def _change_line(change: Change, language: str) -> str:
    sentence = ledger.explain(change, language)
    return text("explain.change", language, at=moment(change.at, language), claim=change.claim, sentence=sentence)


def export(session: Session, *, watchlist: str, format: str) -> Iterator[str]:
    """The change log, oldest first, as JSON Lines or CSV (formula cells defused)."""
    rows = (_exported(decided.isoformat(), change) for decided, change in changes.since(session, watchlist=watchlist))
    if format == "jsonl":
        yield from (json.dumps(row, ensure_ascii=False) for row in rows)
        return
    names: list[str] | None = None
    for row in rows:
        if names is None:
            names = list(row)
            yield _csv(names)
        yield _csv([_cell(row[name]) for name in names])


def judgements(session: Session) -> Iterator[dict[str, Any]]:
    """What the desk said about changes: rows that become test cases."""
    for change, verdict, author, note in changes.judged(session):
        yield {"judged": verdict, "by": author, "note": note, **_exported("", change)}


def _exported(decided: str, change: Change) -> dict[str, Any]:
    evidence = change.evidence
    return {
        "key": change.key,
        "decided_at": decided,
        "watchlist": change.watchlist,
        "claim": change.claim,
        "type": change.type.value,
        "grade": change.grade.value,
        "at": change.at.isoformat(),
        "party": change.party,
        "speaker": change.speaker,
        "before": ledger.show(change.before) if change.before else "",
        "after": ledger.show(change.after),
        "reason": ledger.explain(change),
        "witnesses": change.witnesses,
        "stories": change.stories,
        "outlets": change.outlets,
        "late": change.late,
        "supersedes": change.supersedes or "",
        "outlet": evidence.outlet,
        "outlet_class": evidence.outlet_class.value,
        "url": evidence.url,
        "title": evidence.title,
        "sentence": evidence.sentence[:300],
    }


def _cell(value: object) -> str:
    shown = str(value)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def _csv(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().rstrip("\r\n")
