"""The recorded story of the demo: which article appears where and when."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One state of one article in one outlet."""

    outlet: str
    slug: str
    #: step of the story at which it appears; 0: there from the start
    step: int
    title: str
    lead: str
    #: paragraphs separated by line breaks
    text: str
    byline: str = ""
    #: agency credit, as agencies write themselves
    agency: str = ""
    #: "article", "wall" or "teaser"
    page: str = "article"

    @property
    def host(self) -> str:
        return host_of(self.outlet)

    @property
    def path(self) -> str:
        return f"/artikel/{self.slug}.html"


def host_of(outlet: str) -> str:
    """The made-up host of an outlet; `.example` is reserved and never resolves on the net."""
    return f"www.{outlet}.example"


@cache
def outlets() -> dict[str, str]:
    """Outlet key -> name as printed."""
    names: dict[str, str] = _recorded()["outlets"]
    return names


@cache
def pieces() -> tuple[Piece, ...]:
    """All pieces in order of appearance; agency copies follow their original under their own headlines."""
    found: list[Piece] = []
    for raw in _recorded()["article"]:
        copies = tuple(raw.pop("copies", ()))
        copy_step = raw.pop("copy_step", raw["step"] + 1)
        titles = raw.pop("copy_titles", ())
        told: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in raw.items()}
        piece = Piece(**told)
        found.append(piece)
        found.extend(
            replace(piece, outlet=outlet, title=title, step=copy_step)
            for outlet, title in zip(copies, titles, strict=True)
        )
    return tuple(sorted(found, key=lambda piece: piece.step))


def last_step() -> int:
    """Number of the last step of the story."""
    return max(piece.step for piece in pieces())


@cache
def _recorded() -> dict[str, Any]:
    return tomllib.loads(resources.files("monitor.demo").joinpath("articles.toml").read_text("utf-8"))
