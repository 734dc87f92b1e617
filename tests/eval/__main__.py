"""`python -m tests.eval DATA`: every score of the reading stage on annotated articles, and its time per article."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from monitor.reading import observe
from tests.eval.figures import rows, run

#: an article of this many characters is the measure of speed
_LENGTH = 4_400


def speed(data: Path) -> float:
    """Milliseconds of process time per 4,400 characters, the whole reading stage, second pass (warm tables)."""
    articles = rows(data / "quotes" / "dev.jsonl")
    for row in articles:
        observe(row["text"], title=row.get("title", ""))
    begin = time.process_time()
    for row in articles:
        observe(row["text"], title=row.get("title", ""))
    spent = time.process_time() - begin
    return round(spent * 1000 * _LENGTH / sum(len(row["text"]) for row in articles), 2)


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python -m tests.eval DATA   (a folder with figures/ and quotes/)")
        return 2
    data = Path(sys.argv[1])
    for name, scores in run(data).items():
        print(name, json.dumps(scores))
    if (data / "quotes" / "dev.jsonl").exists():
        print("milliseconds per 4,400 characters", speed(data))
    return 0


if __name__ == "__main__":
    sys.exit(main())
