"""A seeded dashboard per module, and a client for each kind of visitor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from monitor.store import accounts
from monitor.store import tables as rows
from tests.integration.web.seed import NOW, Seeded, seed
from tests.integration.web.serving import FixedClock, app_for

BASE = "http://127.0.0.1:8080"
PASSWORD = "ein gutes langes Passwort"

Client = Callable[..., TestClient]


@pytest.fixture
def seeded(tmp_path: Path) -> Iterator[Seeded]:
    """A database after a busy night."""
    made = seed(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def clock() -> FixedClock:
    """Time that stands still."""
    return FixedClock()


@pytest.fixture
def client(seeded: Seeded, clock: FixedClock) -> TestClient:
    """The person at the machine, without a login."""
    return visit(app_for(seeded, clock))


def visit(app: Any, address: str = "127.0.0.1", base: str = BASE) -> TestClient:
    """A browser at `address`."""
    return TestClient(
        app,
        base_url=base,
        client=(address, 50000),
        headers={"accept-language": "de", "accept": "text/html"},
        follow_redirects=False,
    )


def add_people(seeded: Seeded) -> None:
    """One account per role, all with the same password."""
    with seeded.store.write() as session:
        session.add_all(rows.UserRow(name=role, password=_hash(), role=role, created_at=NOW) for role in accounts.ROLES)


@cache
def _hash() -> str:
    """Hashing is slow on purpose; once is enough."""
    return accounts.hash_password(PASSWORD)


def form_token(page: str) -> str:
    """The form token of a page."""
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def post(client: TestClient, path: str, data: dict[str, object] | None = None, *, page: str = "/account") -> Any:
    """Sends a form as the page would: with its token, from our own origin."""
    token = form_token(client.get(page).text)
    return client.post(path, data={"csrf": token, **(data or {})}, headers={"sec-fetch-site": "same-origin"})


def sign_in(app: Any, name: str, **more: Any) -> TestClient:
    """A signed-in browser."""
    browser = visit(app, **more)
    answer = post(browser, "/login", {"name": name, "password": PASSWORD}, page="/login")
    assert answer.status_code == 303, answer.text
    return browser
