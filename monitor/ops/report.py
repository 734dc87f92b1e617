"""Answers of the operating commands as values: lines with a sign, rendered in the reader's language at the edge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from monitor.errors import MonitorError
from monitor.i18n import explain, moment, text

#: signs of a line: all is well, look at it, this must be repaired, a plain line
SIGNS = {"good": "✓ ", "warn": "! ", "bad": "✗ ", "": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding: a message key with its values; errors and times among them are worded at the edge."""

    key: str
    values: dict[str, object] = field(default_factory=dict)
    #: "good", "warn", "bad", "" (no judgement)
    sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Findings in order."""

    found: tuple[Line, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing must be repaired."""
        return all(line.sign != "bad" for line in self.found)

    def lines(self, language: str) -> Iterator[str]:
        """The findings as sentences."""
        for line in self.found:
            shown = {name: _shown(value, language) for name, value in line.values.items()}
            yield SIGNS[line.sign] + text(line.key, language, **shown)


def _shown(value: object, language: str) -> object:
    if isinstance(value, MonitorError):
        return explain(value, language)
    if isinstance(value, datetime):
        return moment(value, language)
    return "–" if value is None else value


def line(key: str, sign: str = "", /, **values: object) -> Line:
    """A finding."""
    return Line(key=key, values=values, sign=sign)
