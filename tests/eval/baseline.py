"""Baseline rows that hold, for the documents in our own words and for verbatim ones.

    python -m tests.eval.baseline [FOLDER]

FOLDER holds the verbatim documents, or a folder `seeds` with them; undated texts take the date of the corpus document
that names them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from monitor.articles import dates_of, read_documents
from monitor.articles.files import Document
from tests.acceptance.baseline_rows import FIGURES, ROOT, STATEMENTS, build, matching, near


def documents(folder: Path, dated: tuple[Document, ...] = ()) -> tuple[Document, ...]:
    """The documents of a folder, the oldest first."""
    files = ((path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file())
    return read_documents(files, dates=dates_of(dated))


def report(read: tuple[Document, ...]) -> Iterator[str]:
    """One line per row that fails, with what was found instead; the last line counts."""
    built = build(read)
    held = 0
    for row in FIGURES + STATEMENTS:
        if matching(built, row):
            held += 1
            continue
        yield f"FAIL {row.name}"
        yield from (f"       {line}" for line in near(built, row))
    yield f"{held} of {len(FIGURES + STATEMENTS)} rows"


def main() -> None:
    """Print the rows of the corpus, then of the folder given."""
    own = documents(ROOT / "corpus")
    print("corpus in our own words", *report(own), sep="\n")
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        folder = folder / "seeds" if (folder / "seeds").is_dir() else folder
        print(f"\nverbatim: {folder.name}", *report(documents(folder, own)), sep="\n")


if __name__ == "__main__":
    main()
