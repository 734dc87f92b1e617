"""The list of mechanisms to take out fits the code: each stands there once, and its tests exist."""

from __future__ import annotations

import re

import pytest

from tests.mutations.list import ROOT, Mutation, mutations


@pytest.mark.parametrize("mutation", mutations(), ids=lambda item: f"{item.row}: {item.out}")
def test_what_would_be_taken_out_is_there(mutation: Mutation) -> None:
    path = ROOT / mutation.tests
    files = [path] if path.is_file() else sorted(path.glob("test_*.py"))
    names = " ".join(re.findall(r"def (test_\w+)", " ".join(file.read_text("utf-8") for file in files)))
    assert mutation.fits()
    assert mutation.only.split(" and ")[0] in names
