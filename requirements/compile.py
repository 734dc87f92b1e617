"""Make reading quick: the table of word forms as a file that is mapped in place of loaded, the rules of German compiled.

The first saves each start most of a second and a worker 110 MB; the second makes the reading stage about 1.7 times
faster.

Pure Python is the reference and always works; compiled modules lie beside their sources and are dropped as soon as a
source is newer (`--tidy`, which the tests call first). Without a C compiler or the Python headers, or when the compiler
fails, nothing is built, and a line says so. Source: mypyc, which comes with mypy; docs/decisions/0008.
"""

from __future__ import annotations

import shutil
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOM = ROOT / "monitor" / "reading" / "german"
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


def sources() -> list[Path]:
    return sorted(path for path in ROOM.glob("*.py") if path.name != "__init__.py")


def built() -> list[Path]:
    return [*ROOM.glob(f"*{SUFFIX}"), *ROOT.glob(f"*__mypyc{SUFFIX}")]


def fresh() -> bool:
    """Whether every source has a module built after its last change."""
    newest = max(path.stat().st_mtime for path in sources())
    return len(built()) > len(sources()) and all(path.stat().st_mtime >= newest for path in built())


def tidy() -> None:
    """Drop all compiled modules when any source is newer: half old and half new would be a third program."""
    if built() and not fresh():
        for path in built():
            path.unlink()


def possible() -> str:
    """ "" when modules can be built here, else what is missing."""
    if not any(shutil.which(name) for name in ("cc", "gcc", "clang")):
        return "no C compiler"
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        return "no Python headers"
    return ""


def build() -> None:
    from mypyc.build import mypycify
    from setuptools import Distribution

    modules = mypycify(
        ["--config-file", str(ROOT / "pyproject.toml"), *(str(path.relative_to(ROOT)) for path in sources())],
        opt_level="2",
        multi_file=True,
        target_dir=str(ROOT / "build" / "reading"),
    )
    distribution = Distribution({"name": "reading", "ext_modules": modules})
    command = distribution.get_command_obj("build_ext")
    command.build_temp = str(ROOT / "build" / "reading-objects")
    command.inplace = True
    command.parallel = 2
    distribution.run_command("build_ext")
    for path in built():
        path.touch()


def write_forms() -> None:
    """The file of word forms, made anew when the dictionary it comes from has changed."""
    sys.path.insert(0, str(ROOT))
    from monitor.reading.german import formfile, lexicon

    try:
        formfile.FormFile(lexicon.FORMS, lexicon.dictionary().read_bytes())
    except (OSError, ValueError):
        lexicon.write_forms()


def main() -> None:
    if "--tidy" not in sys.argv:
        write_forms()
    tidy()
    if "--tidy" in sys.argv or fresh():
        return
    if missing := possible():
        print(f"Reading stays uncompiled ({missing}): slower, same results.")
        return
    print("Compiling the reading rules, a minute or two (they work without, only slower) …")
    try:
        build()
    except (Exception, SystemExit) as error:
        for path in built():
            path.unlink()
        print(f"Reading stays uncompiled ({type(error).__name__}): slower, same results.")


if __name__ == "__main__":
    main()
