"""What is allowed but probably not meant: hints for the author of a watchlist, one per finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.errors import WatchlistError
from monitor.watchlist.countries import country_of
from monitor.watchlist.kin import alike
from monitor.watchlist.model import Claim, ClaimKind, Watchlist
from monitor.watchlist.tokens import fold, word_set

#: nouns that every article counts; alone they make every number of people the claim's
_PEOPLE: Final = word_set("mensch person leute mann frau kind passagier bürger einwohner mitarbeiter opfer patient")
#: anchor words that stand in most articles of any day
_EVERYDAY: Final = word_set(
    "mensch person deutschland regierung politik land stadt jahr tag bund minister präsident polizei euro prozent million "
    "sagen geben machen deutsch europa berlin gesetz unternehmen"
)
#: groups that one sentence hardly ever has all of
_GROUPS: Final = 3
#: a group of these turns the question around; it is no group of its own
_NEGATIONS: Final = word_set("nicht kein keine nie niemals ohne")
#: the country whose articles do not name it
_HOME: Final = "deutschland"


def advice(watchlist: Watchlist) -> tuple[WatchlistError, ...]:
    """Hints in file order, as values to show; none of them keeps the watchlist from being used."""
    found = [hint for claim in watchlist.claims for hint in _about_claim(claim, watchlist)]
    found += [_hint("everyday", watchlist, 0, word=word) for word in watchlist.about if fold(word) in _EVERYDAY]
    figures = [claim.id for claim in watchlist.claims if claim.kind is ClaimKind.FIGURE]
    if figures and not any(claim.alert for claim in watchlist.claims):
        found.append(_hint("first_value", watchlist, 0, claims=", ".join(figures)))
    if not watchlist.feeds:
        found.append(_hint("no_feeds", watchlist, 0))
    return tuple(sorted(found, key=lambda hint: hint.line))


def _about_claim(claim: Claim, watchlist: Watchlist) -> Iterator[WatchlistError]:
    def hint(key: str, **values: object) -> WatchlistError:
        return _hint(key, watchlist, claim.line, claim=claim.id, **values)

    general = [word for word in claim.counts if fold(word) in _PEOPLE]
    if general and not claim.with_:
        yield hint("people", word=general[0])
    groups = [group for group in claim.about if not set(map(fold, group)) <= _NEGATIONS]
    if len(groups) > _GROUPS:
        yield hint("groups", count=len(groups))
    for group in claim.about if len(claim.about) > 1 else ():
        named = [country_of(word) for word in group]
        if all(country is not None and fold(country.name) == _HOME for country in named):
            yield hint("home", word=group[0])
    if claim.with_ and not any(word[:1].isupper() for word in alike(claim).with_) and claim.kind is ClaimKind.FIGURE:
        yield hint("verbs", word=claim.with_[0])
    both = [word for word in claim.with_ if word in claim.without]
    if both:
        yield hint("both", word=both[0])
    if claim.kind is ClaimKind.STATEMENT and not claim.confirmers and watchlist.parties:
        yield hint("confirmers")


def _hint(key: str, watchlist: Watchlist, line: int, **values: object) -> WatchlistError:
    place = {"path": "", "line": line, "column": 1 if line else 0, "field": ""}
    return WatchlistError(f"watchlist.advice.{key}", **place, watchlist=watchlist.id, **values)  # type: ignore[arg-type]
