"""What a measure is: values of interleaved rounds, the bound it has to keep, and the quality the same code has."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One row of the table."""

    name: str
    unit: str
    #: one per interleaved round; empty: not measured here, `note` says why
    values: tuple[float, ...]
    #: "<= 0.15", ">= 10"; "" for what is only told
    must: str = ""
    aim: str = ""
    note: str = ""
    #: scores of the same code
    quality: str = ""

    @property
    def value(self) -> float | None:
        return statistics.median(self.values) if self.values else None

    def holds(self, bound: str) -> bool | None:
        """Whether the median keeps a bound; None when there is nothing to compare."""
        if not bound or self.value is None:
            return None
        sign, _, limit = bound.partition(" ")
        return self.value <= float(limit) if sign == "<=" else self.value >= float(limit)

    @property
    def verdict(self) -> str:
        kept = self.holds(self.must)
        if kept is None:
            return "" if self.values or not self.must else "not measured"
        return "aim" if kept and self.holds(self.aim) else "must" if kept else "NOT KEPT"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "value": self.value, "verdict": self.verdict}


def of_json(row: dict[str, Any]) -> Measure:
    """A measure that was written by `as_json`."""
    names = ("name", "unit", "must", "aim", "note", "quality")
    return Measure(values=tuple(row["values"]), **{name: row[name] for name in names})


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def interleaved(rounds: int, *work: Callable[[], object]) -> list[tuple[float, ...]]:
    """CPU seconds of each piece of work in each round, run in turn (A B C, A B C …)."""
    taken = [[cpu(piece) for piece in work] for _ in range(rounds)]
    return [tuple(column) for column in zip(*taken, strict=True)]


def ratios(top: Sequence[float], bottom: Sequence[float]) -> tuple[float, ...]:
    """Round by round: both were taken in the same moment of the machine."""
    return tuple(a / b for a, b in zip(top, bottom, strict=True))


def table(rows: Sequence[Measure], *, quality: bool = True) -> str:
    """The rows as a Markdown table."""
    heads = ["measure", "median", "range (rounds)", "must", "aim", "holds", *(["in the same code"] if quality else [])]
    lines = [heads, ["---"] * len(heads)]
    for row in rows:
        value = "–" if row.value is None else _figure(row.value, row.unit)
        span = f"{min(row.values):.3g}–{max(row.values):.3g} ({len(row.values)})" if len(row.values) > 1 else ""
        beside = "; ".join(filter(None, (row.quality, row.note)))
        cells = [row.name, value, span, row.must, row.aim, row.verdict]
        lines.append([*cells, beside] if quality else cells)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _figure(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}".strip() if value >= 100 else f"{value:.3g} {unit}".strip()


class Noise:
    """How much the machine itself changes: CPU seconds of one fixed piece of work, taken between the measures."""

    def __init__(self) -> None:
        self.loads, self.taken = [os.getloadavg()[0]], [cpu(_work)]

    def look(self) -> None:
        self.loads.append(os.getloadavg()[0])
        self.taken.append(cpu(_work))

    def as_json(self) -> dict[str, Any]:
        return {
            "cores": os.cpu_count(), "python": platform.python_version(), "machine": platform.machine(),
            "load": [min(self.loads), max(self.loads)],
            "fixed_work_ms": [1000 * min(self.taken), 1000 * statistics.median(self.taken), 1000 * max(self.taken)],
        }  # fmt: skip


def said(noise: dict[str, Any]) -> str:
    """The machine and its noise in one sentence."""
    low, middle, high = noise["fixed_work_ms"]
    return (
        f"{noise['cores']} cores ({noise['machine']}), Python {noise['python']}, load {noise['load'][0]:.1f} to {noise['load'][1]:.1f}; "
        f"the same fixed piece of work took {low:.0f} to {high:.0f} ms of CPU (median {middle:.0f}) between the measures."
    )


def _work() -> None:
    total = 0
    for number in range(600_000):
        total += number % 7
