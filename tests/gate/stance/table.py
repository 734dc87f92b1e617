"""The stance table: rows of text files, and what counts as read right.

`frozen.txt` was written and committed before the first stance rule existed (see its history); `later.txt` came after and
may have been looked at while writing rules. A row is right when a statement with the expected speaker, stance, polarity and
news stands in the passage, and nothing decisive (confirms, denies, retracts, as news) that is not expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.reading.german.statements import read_statements
from monitor.reading.german.text import Doc
from monitor.reading.model import Polarity, Stance, Statement

HERE = Path(__file__).parent
PUBLISHED = datetime(2024, 11, 20, 12, tzinfo=UTC)
DECISIVE = (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS)


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    trap: bool
    who: str
    stances: tuple[str, ...]
    polarity: str
    news: bool
    text: str


def rows(name: str) -> list[Row]:
    """Rows of one table file."""
    out = []
    for number, line in enumerate((HERE / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        trap, who, stance, polarity, news, text = (part.strip() for part in line.split("|", 5))
        out.append(Row(number, trap == "x", who, tuple(stance.split("/")), polarity, news == "yes", text))
    return out


def read(row: Row) -> tuple[Statement, ...]:
    return read_statements(Doc(row.text), published=PUBLISHED).statements


def speaks(row: Row, statement: Statement) -> bool:
    """The statement's speaker, as it stands or as resolved, is the expected one."""
    heard = f"{statement.attribution.text} {statement.attribution.root or ''}"
    return row.who in heard


def right(row: Row, statements: tuple[Statement, ...]) -> bool:
    decisive = [s for s in statements if s.stance in DECISIVE and s.news]
    if "none" in row.stances:
        if not decisive:
            return True
        if row.stances == ("none",):
            return False
    fits = [s for s in statements if s.stance.value in row.stances and speaks(row, s) and s.news == row.news]
    polarity = Polarity.NEGATED if row.polarity == "-" else Polarity.AFFIRMED
    fits = [s for s in fits if s.polarity is polarity or s.stance in (Stance.NO_COMMENT, Stance.CANNOT_CONFIRM)]
    return bool(fits) and all(s.stance.value in row.stances and speaks(row, s) for s in decisive)
