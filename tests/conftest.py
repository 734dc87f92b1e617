"""Compiled reading rules that are older than their sources are dropped before any test imports them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

subprocess.run([sys.executable, Path(__file__).parent.parent / "requirements" / "compile.py", "--tidy"], check=True)
