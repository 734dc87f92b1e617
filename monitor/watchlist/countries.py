"""Countries with their adjective, their people and their other names, as German news writes them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

from monitor.watchlist.tokens import fold


class Country(NamedTuple):
    """One row of the kept table; capitals and heads of state are never part of it."""

    name: str
    #: nordkoreanisch
    adjectives: tuple[str, ...]
    #: Nordkoreaner
    people: tuple[str, ...]
    #: Vereinigte Staaten, US
    others: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that names the country or its people, the name first."""
        return (self.name, *self.others, *self.people, *self.adjectives)


@cache
def countries() -> dict[str, Country]:
    """All rows by their folded name."""
    text = resources.files("monitor.watchlist").joinpath("countries.txt").read_text("utf-8")
    rows = (_row(line) for line in text.splitlines() if line and not line.startswith("#"))
    return {fold(row.name): row for row in rows}


def _row(line: str) -> Country:
    fields = [*line.split(";"), "", "", ""][:4]
    name, adjectives, people, others = (
        tuple(part.strip() for part in field.split(",") if part.strip()) for field in fields
    )
    return Country(name[0], adjectives, people, others)


@cache
def _by_word() -> dict[str, Country]:
    return {fold(word): country for country in countries().values() for word in country.words}


def country_of(word: str) -> Country | None:
    """The country that a name, adjective or people's name belongs to; None for any other word."""
    return _by_word().get(fold(word))


def family(word: str) -> tuple[str, ...]:
    """All words for the country `word` belongs to; empty for any other word. The adjective of a union is left out."""
    country = country_of(word)
    if country is None or (not country.people and fold(word) in map(fold, country.adjectives)):
        return ()
    return country.words if country.people else (country.name, *country.others)


@cache
def abroad() -> tuple[str, ...]:
    """The names of all countries but Germany, and what is wider than one: EU, Europa."""
    names = [country.name for key, country in countries().items() if key != "deutschland"]
    return (*names, "EU", "Europa", "europäisch", "weltweit")
