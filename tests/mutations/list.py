"""Reading `faults.toml`: which line goes, and which tests must then fail."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One mechanism out."""

    #: row of the table of faults, or the rule it guards
    row: str
    #: what is taken out, in words
    out: str
    #: file below the project's folder
    file: str
    #: text that stands there exactly once, and what takes its place
    old: str
    new: str
    #: file of the tests, and the expression that selects them
    tests: str
    only: str

    def fits(self) -> bool:
        return (ROOT / self.file).read_text("utf-8").count(self.old) == 1

    def applied(self, text: str) -> str:
        return text.replace(self.old, self.new)


def mutations() -> tuple[Mutation, ...]:
    """All entries, in the file's order."""
    data = tomllib.loads((Path(__file__).parent / "faults.toml").read_text("utf-8"))
    return tuple(Mutation(**entry) for entry in data["mutation"])
