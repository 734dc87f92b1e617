"""Which tests run on both stores: the same test, once on a SQLite file, once on a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgres import why_not

HERE = Path(__file__).parent
#: folders and modules whose tests are about what the store holds, not about its file
BOTH = (
    "acceptance",
    "integration/test_engine.py",
    "integration/test_engine_faults.py",
    "integration/test_outbox.py",
    "integration/test_sender.py",
    "integration/test_straight.py",
    "integration/web/test_pages.py",
)
#: tests of those modules that look into the SQLite file, or lock, fill or copy it
FILE_ONLY = frozenset({
    "test_a_backup_brings_everything_back",
    "test_a_kill_at_any_point_loses_nothing_and_repeats_nothing",
    "test_a_long_lock_fails_the_cycle_with_its_reason_and_the_next_is_whole",
    "test_a_lock_that_passes_is_waited_for",
    "test_a_full_disk_is_told_once_and_nothing_is_missing_afterwards",
})  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Gives the tests of `BOTH` their second run."""
    place = metafunc.definition.path.relative_to(HERE).as_posix()
    if metafunc.definition.originalname in FILE_ONLY or not place.startswith(BOTH):
        return
    reason = why_not()
    marks = [pytest.mark.skip(reason=f"NOT RUN ON POSTGRESQL: {reason}")] if reason else []
    metafunc.parametrize(
        "store_kind", ["sqlite", pytest.param("postgresql", marks=marks)], indirect=True, scope="function"
    )


@pytest.fixture(autouse=True)
def store_kind(request: pytest.FixtureRequest) -> str:
    """The store a test runs on, put up before anything else of the test.

    Every test has it: a fixture that is only added to the names of some tests is never set up (seen with pytest 9).
    """
    kind = str(getattr(request, "param", "sqlite"))
    if kind == "postgresql":
        request.getfixturevalue("on_server")
    return kind
