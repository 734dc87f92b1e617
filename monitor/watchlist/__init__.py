"""Watchlists: YAML text in, a `Watchlist` out; and the words of a watchlist found in German text.

This room knows the file format, German word forms and the names of parties. It knows nothing of articles,
observations or positions: matching a claim against an observation is the ledger's work.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from monitor.watchlist.model import Claim, Part, Watchlist

if TYPE_CHECKING:
    from monitor.errors import WatchlistError
    from monitor.watchlist.kin import Kin
    from monitor.watchlist.terms import Matcher

__all__ = [
    "advice",
    "alike",
    "anchors",
    "compile_terms",
    "foreign",
    "parties_of",
    "party_of",
    "read_watchlist",
    "schema",
    "tolls",
    "valid_id",
]


def read_watchlist(text: str | bytes, *, id: str, path: str = "") -> Watchlist:
    """The watchlist of a YAML text.

    Raises `WatchlistProblems` (all problems of the file, in file order) and nothing else, whatever the bytes.
    `id` is the file name without ending; `path` only labels the problems.
    """
    from monitor.watchlist.read import read

    return read(text, id=id, path=path)


def advice(watchlist: Watchlist) -> tuple[WatchlistError, ...]:
    """What is allowed but probably not meant (counts Mensch without with, four groups …), as hints to show."""
    from monitor.watchlist.hints import advice as hints

    return hints(watchlist)


def schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a watchlist file, with descriptions and defaults, for editors."""
    from monitor.watchlist.keys import json_schema

    return json_schema()


def valid_id(id: str) -> bool:
    """Whether `id` may name a watchlist, claim or target: [a-z0-9-]{1,64}."""
    from monitor.watchlist.keys import ID

    return bool(ID.fullmatch(id))


def compile_terms(words: Iterable[str], *, part: Part = Part.ANY) -> Matcher:
    """A matcher that finds `words` in German text in any inflection; see `Matcher`.

    `find(text)`: hits in text order; `touches(text)`: whether there is one; `matches_noun(noun)`: whether a lemma
    (counted noun, predicate) is one of the words or a compound that ends in one. Matchers are cached per word list.
    """
    from monitor.watchlist.terms import compiled

    return compiled(tuple(words), part)


def alike(claim: Claim) -> Kin:
    """A figure claim's words with the ones that tell the same event (Toter: Todesopfer, "ums Leben kommen")."""
    from monitor.watchlist.kin import alike as kin

    return kin(claim)


def foreign() -> tuple[str, ...]:
    """The names of all countries but Germany, and of what lies around it: EU, Europa, weltweit."""
    from monitor.watchlist.countries import abroad

    return abroad()


def tolls(claim: Claim) -> bool:
    """Whether a figure claim counts the dead, a counter that only grows."""
    from monitor.watchlist.kin import tolls as counts_the_dead

    return counts_the_dead(claim)


def anchors(watchlist: Watchlist) -> tuple[str, ...]:
    """The words of the gate: `about` of the file, else all words of its claims' `about`, else their `counts`."""
    from monitor.watchlist.terms import anchor_words

    return anchor_words(watchlist)


def party_of(
    name: str | None, watchlist: Watchlist, *, on: date | None = None, full_names: tuple[str, ...] = ()
) -> str | None:
    """The party a speaker speaks for, None if no party (or more than one equal) is meant.

    `name` is the speaker as it stands or its resolved root ("der ukrainische Präsident Selenskyj", "Kreise des
    US-Militärs", "NIS"); `on` the day, for aliases with `until`; `full_names` the full names of the same article, to
    which a bare surname may resolve. Relaying outlets and agencies are never a party unless listed as an alias.
    """
    found = parties_of(name, watchlist, on=on, full_names=full_names)
    return found[0] if len(found) == 1 else None


def parties_of(
    name: str | None, watchlist: Watchlist, *, on: date | None = None, full_names: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """All parties a speaker speaks for, in the order named: ("Geheimdienste der USA, Südkoreas und der Ukraine")."""
    from monitor.watchlist.parties import resolve

    return resolve(name or "", watchlist, on=on, full_names=full_names)
