"""`python -m tests.bench [NAME …]`: each ratio from interleaved rounds, as a table and as JSON (build/bench.json).

    --strict    exit status 1 when a bound of the issue is not kept
    --record    also into docs/measured.json, and the table of docs/performance.md from it; rows that were not measured
                this time stay as they were
    --peer      makes an environment with lemon24/reader below build/ first, when the package index can be reached

Times are CPU seconds of this process, medians over interleaved rounds: other work on the machine moves wall time, not
these ratios much; how much the machine itself moves is measured between and said below the table. Beside each ratio
stand the scores of the same code. A measure whose peer is missing says so instead of guessing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.bench import service, stages
from tests.bench.measure import Measure, Noise, of_json, said, table

ROOT = Path(__file__).parents[2]
RESULT, RECORD, PAGE = ROOT / "build" / "bench.json", ROOT / "docs" / "measured.json", ROOT / "docs" / "performance.md"
#: the lines of PAGE between which the recorded table stands
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"

MEASURES: dict[str, Callable[[], list[Measure]]] = {
    "share": stages.share,
    "mix": stages.mix,
    "reading": stages.reading,
    "near": stages.near,
    "duplicates": service.duplicates,
    "scale": service.scale,
    "backtest": service.backtest,
    "start": service.start,
    "polling": service.polling,
    "dashboard": service.dashboard,
    "day": service.day,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *MEASURES], default=[])
    parser.add_argument("--json", type=Path, default=RESULT)
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--peer", action="store_true")
    arguments = parser.parse_args()
    if arguments.peer:
        print(service.fetch_peer(), file=sys.stderr)
    rows, noise = [], Noise()
    for name in arguments.names or MEASURES:
        print(f"… {name}", file=sys.stderr, flush=True)
        rows += MEASURES[name]()
        noise.look()
    taken = as_json(rows, noise)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(taken, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(table(rows))
    print(said(taken["noise"]))
    if arguments.record:
        record(rows, taken)
    failed = [row.name for row in rows if row.holds(row.must) is False]
    if failed:
        print("Not kept: " + "; ".join(failed), file=sys.stderr)
    return int(bool(failed) and arguments.strict)


def as_json(rows: Sequence[Measure], noise: Noise) -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return {
        "taken": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "commit": commit.stdout.strip(),
        "noise": noise.as_json(), "rows": [row.as_json() for row in rows],
    }  # fmt: skip


def record(rows: Sequence[Measure], taken: dict[str, Any]) -> None:
    """Puts rows into the record, in the record's order, and the record's table into the page."""
    known = json.loads(RECORD.read_text("utf-8"))["rows"] if RECORD.exists() else []
    merged = {row["name"]: row for row in known}
    for row in rows:
        if row.values or row.name not in merged:
            merged[row.name] = row.as_json() | {"taken": taken["taken"], "commit": taken["commit"]}
    kept = {**taken, "rows": list(merged.values())}
    RECORD.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(with_table(PAGE.read_text("utf-8"), kept), "utf-8")


def with_table(page: str, kept: dict[str, Any]) -> str:
    """The page with the recorded table between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    rows = [of_json(row) for row in kept["rows"]]
    told = f"Taken {kept['taken']}. {said(kept['noise'])}"
    return f"{before}{BEGIN}{table(rows, quality=False)}\n\n{told}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
