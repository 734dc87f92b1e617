"""Compiled reading rules that are older than their sources are dropped before any test imports them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

subprocess.run([sys.executable, Path(__file__).parent.parent / "requirements" / "compile.py", "--tidy"], check=True)

from tests.both_stores import pytest_generate_tests as pytest_generate_tests  # noqa: E402
from tests.both_stores import store_kind as store_kind  # noqa: E402
from tests.postgres import on_server as on_server  # noqa: E402
from tests.postgres import postgres as postgres  # noqa: E402
