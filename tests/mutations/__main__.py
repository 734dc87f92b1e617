"""Takes each mechanism out in a copy of the tree and runs its tests; exit status 1 when one survives."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutations.list import ROOT, Mutation, mutations

#: Seconds a run may take; a test that then still waits has noticed.
LIMIT = 180


def copy(to: Path) -> None:
    """The tree as it stands, without what is built or installed."""
    for name in ("monitor", "tests", "corpus", "watchlists", "deploy", "docs", "requirements"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, to / path.name)


def run(tree: Path, mutation: Mutation) -> int | None:
    """pytest's exit status on the mutation's tests, None: it took too long."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += ["--basetemp", str(tree / ".pytest"), mutation.tests, "-k", mutation.only]
    try:
        return subprocess.run(command, cwd=tree, capture_output=True, timeout=LIMIT, check=False).returncode
    except subprocess.TimeoutExpired:
        return None


def verdict(tree: Path, mutation: Mutation) -> str:
    path = tree / mutation.file
    whole = path.read_text("utf-8")
    if run(tree, mutation) != 0:
        return "red before"
    try:
        path.write_text(mutation.applied(whole), "utf-8")
        code = run(tree, mutation)
    finally:
        path.write_text(whole, "utf-8")
    return "noticed" if code in (1, None) else "survived"


def main(words: list[str]) -> int:
    wanted = [item for item in mutations() if not words or any(word in f"{item.row} {item.out}" for word in words)]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy(tree)
        for item in wanted:
            found = verdict(tree, item) if item.fits() else "does not fit"
            bad += found != "noticed"
            print(f"{item.row:10} {found:12} {item.out}", flush=True)
    print(f"{len(wanted) - bad} of {len(wanted)} taken out were noticed")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
