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


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with everything decisive in it: (names the speaker may bear, stance); nothing else may come out as news."""

    line: int
    wanted: tuple[tuple[tuple[str, ...], str], ...]
    text: str


def passages(name: str) -> list[Passage]:
    """Passages of one file "who[/or]:stance, … ;; text"."""
    out = []
    for number, line in enumerate((HERE / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        answer, text = (part.strip() for part in line.split(";;", 1))
        wanted = [] if answer == "-" else [part.strip().rsplit(":", 1) for part in answer.split(",")]
        out.append(Passage(number, tuple((tuple(who.split("/")), stance) for who, stance in wanted), text))
    return out


@dataclass(slots=True)
class Score:
    """Statements found, missed and wrong over passages; passages with a false alarm."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    alarms: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.found / (2 * self.found + self.missed + self.wrong)


def add(score: Score, passage: Passage) -> str:
    """Count one passage; "" when it was read right, else the passage with its place."""
    statements = read_statements(Doc(passage.text), published=PUBLISHED).statements
    decisive = [s for s in statements if s.stance in DECISIVE and s.news]
    used = []
    missed = 0
    for who, stance in passage.wanted:
        heard = [
            s
            for s in statements
            if s.stance.value == stance
            and (s.news or s.stance not in DECISIVE)
            and any(name in f"{s.attribution.text} {s.attribution.root or ''}" for name in who)
        ]
        used.extend(heard)
        missed += not heard
    wrong = sum(all(s is not other for other in used) for s in decisive)
    score.found += len(passage.wanted) - missed
    score.missed += missed
    score.wrong += wrong
    score.alarms += bool(wrong)
    return f"{passage.line}: {passage.text}" if missed or wrong else ""
