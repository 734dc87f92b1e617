"""Foreign code in the dashboard is exactly what was looked at."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from pathlib import Path

VENDOR = Path(str(resources.files("monitor.web").joinpath("static/vendor")))


def test_vendored_files_are_unchanged_and_licensed() -> None:
    """Every file is in the manifest with its sha256; every package brings its licence; no source maps."""
    manifest = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == manifest
    assert {path.parent.name for path in VENDOR.glob("*/LICENSE")} == {
        path.name for path in VENDOR.iterdir() if path.is_dir()
    }
    assert not [path for path in VENDOR.rglob("*.js") if b"sourceMappingURL" in path.read_bytes()]


def test_pages_load_nothing_from_elsewhere() -> None:
    """No address of another host in templates, scripts and styles."""
    own = [
        *VENDOR.parent.glob("*.js"),
        *VENDOR.parent.glob("*.css"),
        *VENDOR.parent.parent.joinpath("templates").glob("*.html"),
    ]
    for path in own:
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        for line in text.splitlines():
            assert ("https://" not in line and "http://" not in line) or "placeholder" in line, (path.name, line)
