"""Debian's chromium over a seeded dashboard; every message of the console counts as a failure."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.web.seed import Seeded, seed
from tests.integration.web.serving import app_for, served

CHROMIUM = shutil.which("chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser per module."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed; `make test` installs it where it may")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def seeded_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    """One seeded database for pages that are only looked at."""
    made = seed(tmp_path_factory.mktemp("desk"))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def address(seeded_once: Seeded) -> Iterator[str]:
    """Where the dashboard listens."""
    with served(app_for(seeded_once)) as base:
        yield base


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Seeded, str]]:
    """A database and address of its own, for flows that change things."""
    made = seed(tmp_path)
    with served(app_for(made)) as base:
        yield made, base
    made.store.close()


class Listened:
    """A page and what its console said."""

    def __init__(self, browser: Any, *, width: int = 1280, scheme: str = "light", locale: str = "de-DE") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale=locale, accept_downloads=True
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.messages: list[str] = []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("requestfailed", lambda request: self._failed(request))

    def _failed(self, request: Any) -> None:
        if "/live" not in request.url and "ERR_ABORTED" not in (request.failure or ""):
            self.messages.append(f"{request.url}: {request.failure}")


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """Makes tabs, closes them, and fails when one of them complained."""
    made: list[Listened] = []

    def open_tab(**named: Any) -> Listened:
        made.append(Listened(browser, **named))
        return made[-1]

    yield open_tab
    for one in made:
        one.context.close()
    assert [message for one in made for message in one.messages] == []
