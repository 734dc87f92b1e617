"""Builders for ledger tests: a watchlist, revisions, and readings made by hand, so that the rules are tested alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.articles.model import Revision
from monitor.backtest import Replay
from monitor.ledger.model import Change, Judgement, Verdict
from monitor.reading.model import (
    Approx,
    Attribution,
    Figure,
    FigureKind,
    Polarity,
    Reading,
    Span,
    Stance,
    Statement,
    StatementType,
    Where,
)
from monitor.watchlist.model import Alias, Claim, ClaimKind, Party, Watchlist

START = datetime(2025, 3, 3, 8, tzinfo=UTC)

SOLDIERS = Claim(
    id="soldaten",
    question="Wie viele Soldaten aus Nordland sind im Südland?",
    kind=ClaimKind.FIGURE,
    counts=("Soldat",),
    about=(("nordländisch", "Nordland"),),
    version="v1",
)
FIGHT = Claim(
    id="kampf",
    question="Kämpfen Soldaten aus Nordland im Südland?",
    kind=ClaimKind.STATEMENT,
    about=(("Nordland", "nordländisch"), ("kämpfen", "Einsatz")),
    confirmers=("Nordland", "Südland"),
    version="v2",
)
WATCH = Watchlist(
    id="test",
    name="Test",
    parties=(
        Party(name="Nordland", aliases=(Alias(name="General Holm"),)),
        Party(name="Südland", aliases=(Alias(name="Ministerin Brandt"),)),
        Party(name="Seestadt"),
    ),
    claims=(SOLDIERS, FIGHT),
)


def watch(**claim: Any) -> Watchlist:
    """The figure claim alone, with other settings."""
    return replace(WATCH, claims=(replace(SOLDIERS, **claim),))


def said(name: str | None) -> Attribution | None:
    return Attribution(root=name, text=name, cue_text="laut") if name else None


def figure(text: str, number: str, low: float | None, high: float | None = None, **more: Any) -> Figure:
    """A figure of soldiers whose digits stand as `number` in `text`."""
    start = text.index(number)
    approx = more.pop("approx", Approx.EXACT)
    open_end = approx in (Approx.MORE_THAN, Approx.AT_LEAST)
    return Figure(
        start=start,
        end=start + len(number),
        text=number,
        low=low,
        high=high if high is not None or open_end else low,
        approx=approx,
        kind=more.pop("kind", FigureKind.COUNT),
        counted=more.pop("counted", "Soldat"),
        attribution=said(more.pop("by", None)),
        sentence=more.pop("sentence", Span(0, len(text))),
        clause=more.pop("clause", Span(0, len(text))),
        **more,
    )


class Desk:
    """Articles arrive one after the other; each call gives what the ledger made of it."""

    def __init__(self, watchlist: Watchlist = WATCH) -> None:
        self.run = Replay(watchlist)
        self.number = 0

    def article(self, text: str, reading: Reading, *, hours: float = 0.0, **more: Any) -> Judgement:
        self.number += 1
        at = START + timedelta(hours=hours or self.number)
        name = more.pop("article", f"a{self.number}")
        revision = Revision(
            article=name,
            number=more.pop("number", 1),
            url=f"https://blatt.example/{name}",
            outlet=more.pop("outlet", f"Blatt {self.number}"),
            title=more.pop("title", "Soldaten aus Nordland"),
            text=text,
            published=more.pop("published", at),
            at=at,
            found=more.pop("found", at),
            story=more.pop("story", name),
            **more,
        )
        return self.run.judge(revision, reading)

    def soldiers(self, value: float, by: str | None = None, **more: Any) -> str:
        """ "12000 Soldaten aus Nordland", said by somebody; the outcome of its verdict."""
        return self.figure_verdict(value, by, **more).outcome

    def figure_verdict(self, value: float, by: str | None = None, **more: Any) -> Verdict:
        self.last = self._figure(value, by, more)
        return next(item for item in self.last.verdicts if item.claim == "soldaten")

    def _figure(self, value: float, by: str | None, more: dict[str, Any]) -> Judgement:
        words = more.pop("words", "Es sind {} Soldaten aus Nordland.")
        text = words.format(f"{value:g}")
        named = {name: more.pop(name) for name in ("approx", "role", "recap", "period", "place", "predicate", "where",
                                                   "whose", "stance", "high") if name in more}  # fmt: skip
        high = named.pop("high", None)
        found = figure(text, f"{value:g}", value, high, by=by, **named)
        return self.article(text, Reading(figures=(found,), sentences=(Span(0, len(text)),)), **more)

    def says(self, stance: Stance, by: str | None, **more: Any) -> str:
        """A statement about the fight with a stance; the outcome of its verdict."""
        text = more.pop("words", "Soldaten aus Nordland kämpfen im Südland.")
        statement = Statement(
            quote=Span(0, len(text)),
            text=text,
            attribution=said(by) or Attribution(),
            type=StatementType.INDIRECT,
            stance=stance,
            polarity=more.pop("polarity", Polarity.AFFIRMED),
            news=more.pop("news", True),
            recap=more.pop("recap", False),
            period=more.pop("period", None),
            where=more.pop("where", Where.BODY),
            sentence=Span(0, len(text)),
        )
        self.last = self.article(text, Reading(statements=(statement,), sentences=(Span(0, len(text)),)), **more)
        return next(item.outcome for item in self.last.verdicts if item.claim == "kampf")

    def change(self) -> Change:
        """The only change of the last article."""
        (change,) = self.last.changes
        return change
