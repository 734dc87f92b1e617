"""What an editor watches: the values behind one watchlist YAML file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class ClaimKind(StrEnum):
    FIGURE = "figure"
    STATEMENT = "statement"


class Trend(StrEnum):
    RISING = "rising"
    FALLING = "falling"


class Grade(StrEnum):
    """What happens with a change: told at once, told in the digest, only logged."""

    ALERT = "alert"
    DIGEST = "digest"
    NEVER = "never"


class ChangeUnit(StrEnum):
    PERCENT = "percent"
    POINTS = "points"
    ABSOLUTE = "absolute"


#: One of each group, any word inside a group.
Terms = tuple[tuple[str, ...], ...]


class Part(StrEnum):
    """Which part of a compound a term may be."""

    #: any part of four letters or more: `about`, `with`, `without`, `place`, answers, anchors
    ANY = "any"
    #: the last one: `counts` (Granate: Artilleriegranaten; Truppe: not Truppenbesuch)
    LAST = "last"
    #: no compounds beside hyphenated ones
    WHOLE = "whole"


class Hit(NamedTuple):
    """A term found in a text; half-open offsets of the matched words (a verb without its far particle)."""

    start: int
    end: int
    #: the term as the editor wrote it
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinChange:
    """The smallest move that is news: 10 percent, 2 points, or an absolute amount in units of the claim."""

    amount: float
    unit: ChangeUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """A feed address of the watchlist; `every` in seconds, None: the default rhythm."""

    url: str
    every: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another name of a party, valid through `until` (inclusive), None: always."""

    name: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A side that speakers speak for; the name, its adjective and demonym count by themselves."""

    name: str
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A question whose answer can change."""

    id: str
    question: str
    kind: ClaimKind
    #: heads of the counted noun (figures)
    counts: tuple[str, ...] = ()
    about: Terms = ()
    with_: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    min_change: MinChange | None = None
    trend: Trend | None = None
    #: "total" (default) or "increment"
    role: str = "total"
    per: str | None = None
    unit: str | None = None
    place: tuple[str, ...] = ()
    since: date | None = None
    #: names of parties whose first confirmation is news
    confirmers: tuple[str, ...] = ()
    #: named answers: answer -> its phrases (statements)
    positions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: grade per change type or silence reason, where it differs from the default
    alert: tuple[tuple[str, Grade], ...] = ()
    #: a few words for subjects of alerts ("Truppenstärke"); "": made from the question
    short: str = ""
    #: line of the claim in the file, from 1
    line: int = 0
    #: hash over everything that decides (not the question): the claim version
    version: str = ""

    def __hash__(self) -> int:
        """Cheap, because caches ask for it with every article; equality still compares everything."""
        return hash((self.id, self.version, self.line))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """One file of the watchlists folder."""

    #: file name without ending: [a-z0-9-]{1,64}
    id: str
    name: str
    notify: tuple[str, ...] = ()
    feeds: tuple[FeedSource, ...] = ()
    #: anchor words of the gate; default: all words of the claims' `about`
    about: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    claims: tuple[Claim, ...] = ()
    #: hash of the text
    digest: str = ""
    #: the YAML as written
    text: str = field(default="", repr=False)

    def __hash__(self) -> int:
        """Cheap, because caches ask for it with every article; equality still compares everything."""
        return hash((self.id, self.digest))
