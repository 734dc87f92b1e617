"""The door: who may pass, what every answer carries (RELIABILITY S1–S9, S15–S18, S21, S23)."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import func, select
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from monitor.errors import SettingsError
from monitor.store import Store, accounts
from monitor.store import tables as rows
from monitor.store.views import log
from monitor.web.desk import safe_path
from monitor.web.filters import read_filter
from monitor.web.guard import CSP
from tests.integration.web.conftest import PASSWORD, add_people, form_token, post, sign_in, visit
from tests.integration.web.seed import NOW, Seeded
from tests.integration.web.serving import FixedClock, app_for

OPEN = {"/login", "/healthz", "/readyz", "/favicon.ico"}
#: an example for each path parameter
EXAMPLES = {
    "key": "k-reversal",
    "watchlist": "nordkorea",
    "name": "kampfeinsatz",
    "ident": "1",
    "token": "x.y.z",
    "view": "1",
    "version": "1",
    "verb": "pause",
}


def routes(app: Any) -> Iterator[tuple[str, str]]:
    """(method, path) of every route, parameters filled in."""
    for path, methods in _walk(app.routes):
        filled = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: EXAMPLES[found[1]], path)
        for method in sorted(methods - {"HEAD"}):
            yield method, filled


def _walk(found: Any, prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _walk(inner.routes)
        elif getattr(route, "methods", None):
            yield route.path, set(route.methods)


def test_the_walk_sees_all_routes(seeded: Seeded) -> None:
    """The walk would prove nothing if it missed the routers."""
    found = set(routes(app_for(seeded)))
    assert {("GET", "/changes"), ("POST", "/changes/marks"), ("GET", "/api/changes"), ("GET", "/audit")} <= found
    assert len(found) > 50


def test_strangers_see_only_login_and_health(seeded: Seeded) -> None:
    """S2: every other route leads to the login or refuses."""
    add_people(seeded)
    app = app_for(seeded)
    stranger = visit(app)
    for method, path in routes(app):
        answer = stranger.request(method, path)
        if path in OPEN and method == "GET":
            assert answer.status_code in (200, 204), path
        elif path.startswith("/act/") and method == "GET":
            assert answer.status_code == 400, path
        else:
            assert answer.status_code in (303, 401, 403), (method, path, answer.status_code)
            assert answer.status_code != 303 or answer.headers["location"].startswith("/login"), path


def test_every_answer_carries_the_headers(seeded: Seeded) -> None:
    """S7: pages, errors, downloads and refusals alike."""
    app = app_for(seeded)
    client = visit(app)
    asked = [client.request(method, path) for method, path in routes(app) if path != "/live"]
    asked += [client.get("/nowhere"), client.get("/static/monitor.css"), client.get("/static/nowhere.css")]
    asked += [client.get("/changes.csv"), client.post("/changes/marks", content=b"x" * 2_000_000)]
    for answer in asked:
        assert answer.headers["content-security-policy"] == CSP, answer.url
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_no_get_changes_a_row(seeded: Seeded) -> None:
    """S6: walking all GET routes leaves marks, silences, deliveries and audit as they were."""
    app = app_for(seeded)
    client = visit(app)
    tables = (rows.MarkRow, rows.SilenceRow, rows.DeliveryRow, rows.AuditRow, rows.ViewRow, rows.WatchlistVersionRow)

    def counted() -> list[int]:
        with seeded.store.read() as session:
            return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    before = counted()
    for method, path in routes(app):
        if method == "GET" and path != "/live":
            client.get(path)
    assert counted() == before


def test_forms_need_their_token_and_our_origin(client: TestClient) -> None:
    """S6: without token, with a foreign token, or from another site: 403."""
    data = {"key": "k-1", "kind": "judge", "value": "richtig"}
    token = form_token(client.get("/account").text)
    assert client.post("/changes/marks", data=data).status_code == 403
    assert client.post("/changes/marks", data={**data, "csrf": "x" * 64}).status_code == 403
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        answer = client.post("/changes/marks", data={**data, "csrf": token}, headers=headers)
        assert answer.status_code == 403, headers
    good = {"sec-fetch-site": "same-origin", "origin": "null"}  # what browsers send under no-referrer
    assert client.post("/changes/marks", data={**data, "csrf": token}, headers=good).status_code == 303
    assert client.post("/changes/marks", json=data).status_code == 415


@pytest.mark.parametrize(
    ("role", "method", "path", "allowed"),
    [
        ("reader", "GET", "/changes", True),
        ("reader", "POST", "/changes/read", True),
        ("reader", "POST", "/changes/marks", False),
        ("reader", "POST", "/watchlists/nordkorea", False),
        ("reader", "POST", "/silences", False),
        ("reader", "POST", "/sources/1/pause", False),
        ("reader", "GET", "/audit", False),
        ("editor", "POST", "/changes/marks", True),
        ("editor", "POST", "/sources/1/pause", True),
        ("editor", "POST", "/targets/redaktion-mail/pause", False),
        ("editor", "GET", "/accounts", False),
        ("editor", "POST", "/accounts", False),
        ("editor", "POST", "/sources/1/robots", False),
        ("reader", "POST", "/watchlists/nordkorea/form", False),
        ("reader", "POST", "/watchlists/nordkorea/feeds", False),
        ("admin", "POST", "/targets/redaktion-mail/pause", True),
        ("admin", "POST", "/sources/1/robots", True),
        ("admin", "GET", "/accounts", True),
        ("admin", "GET", "/audit", True),
    ],
)
def test_roles_open_what_they_should(seeded: Seeded, role: str, method: str, path: str, allowed: bool) -> None:
    """S3."""
    add_people(seeded)
    browser = sign_in(app_for(seeded), role)
    answer = browser.get(path) if method == "GET" else post(browser, path)
    assert (answer.status_code != 403) is allowed, answer.status_code


def test_beyond_loopback_needs_an_account(seeded: Seeded) -> None:
    """S1: no account, no start."""
    with pytest.raises(SettingsError, match="no_login"):
        app_for(seeded, bind="0.0.0.0")
    add_people(seeded)
    app_for(seeded, bind="0.0.0.0")


def test_a_proxy_on_the_same_machine_does_not_let_the_world_in(seeded: Seeded) -> None:
    """S1: without accounts only direct visitors of this machine need no login."""
    browser = visit(app_for(seeded))
    assert browser.get("/changes").status_code == 200
    assert browser.get("/changes", headers={"x-forwarded-for": "203.0.113.5"}).status_code == 303
    assert visit(app_for(seeded), address="203.0.113.5").get("/changes").status_code == 303


def test_the_session_is_new_at_login_and_dead_after_logout(seeded: Seeded, clock: FixedClock) -> None:
    """S5: cookie flags, new id, server-side end, idle and total time."""
    add_people(seeded)
    app = app_for(seeded, clock)
    browser = sign_in(app, "editor")
    first = browser.cookies["monitor-session"]
    with seeded.store.read() as session:
        assert session.get(rows.SessionRow, first) is None
        assert session.get(rows.SessionRow, accounts.digest(first)) is not None
    answer = post(browser, "/login", {"name": "editor", "password": PASSWORD}, page="/login")
    cookie = answer.headers["set-cookie"]
    assert browser.cookies["monitor-session"] != first
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    old = visit(app)
    old.cookies.set("monitor-session", first)
    assert old.get("/changes").status_code == 303, "the id from before the second login is dead"
    kept = browser.cookies["monitor-session"]
    post(browser, "/logout")
    old.cookies.set("monitor-session", kept)
    assert old.get("/changes").status_code == 303


def test_sessions_end_after_rest_and_after_a_week(seeded: Seeded, clock: FixedClock) -> None:
    """S5: 12 h without use, 7 days in all."""
    add_people(seeded)
    browser = sign_in(app_for(seeded, clock), "reader")
    for _ in range(15):
        clock.move(timedelta(hours=11))
        assert browser.get("/changes").status_code == 200
    clock.move(timedelta(hours=11))
    assert browser.get("/changes").status_code == 303, "a week is over"
    browser = sign_in(app_for(seeded, clock), "reader")
    clock.move(timedelta(hours=13))
    assert browser.get("/changes").status_code == 303


def test_over_https_the_cookie_has_the_strict_prefix(seeded: Seeded) -> None:
    """S5."""
    add_people(seeded)
    browser = visit(app_for(seeded, public_url="https://monitor.example"), base="https://monitor.example")
    answer = post(browser, "/login", {"name": "reader", "password": PASSWORD}, page="/login")
    assert answer.headers["set-cookie"].startswith("__Host-monitor=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


def test_guessing_is_braked_per_account_and_survives_a_restart(seeded: Seeded, clock: FixedClock) -> None:
    """S4: after ten failures the right password waits too, also in a new process."""
    add_people(seeded)
    browser = visit(app_for(seeded, clock))
    answers = [
        post(browser, "/login", {"name": "admin", "password": f"falsch {n} falsch"}, page="/login") for n in range(10)
    ]
    assert {answer.status_code for answer in answers} == {403}
    again = visit(app_for(seeded, clock), address="198.51.100.7")
    blocked = post(again, "/login", {"name": "admin", "password": PASSWORD}, page="/login")
    assert blocked.status_code == 429
    clock.move(timedelta(minutes=16))
    assert post(again, "/login", {"name": "admin", "password": PASSWORD}, page="/login").status_code == 303


def test_unknown_and_known_names_get_the_same_answer(seeded: Seeded) -> None:
    """S4."""
    add_people(seeded)
    browser = visit(app_for(seeded))
    known = post(browser, "/login", {"name": "admin", "password": "ganz falsches Wort"}, page="/login")
    unknown = post(browser, "/login", {"name": "niemand", "password": "ganz falsches Wort"}, page="/login")
    assert known.status_code == unknown.status_code == 403
    assert known.text.replace("admin", "niemand") == unknown.text


def test_addresses_are_braked_too(seeded: Seeded) -> None:
    """S4: twenty failures from one address, whatever the account."""
    add_people(seeded)
    with seeded.store.write() as session:
        for place in range(20):
            accounts.note_failure(session, name=f"n{place}", address="127.0.0.1", now=NOW)
    answer = post(visit(app_for(seeded)), "/login", {"name": "reader", "password": PASSWORD}, page="/login")
    assert answer.status_code == 429


def test_tokens_read_and_nothing_else(seeded: Seeded, clock: FixedClock) -> None:
    """S15: Bearer only, hashed at rest, read-only, with an end; never in the address."""
    add_people(seeded)
    with seeded.store.write() as session:
        account = accounts.account_named(session, "reader")
        assert account is not None
        secret = accounts.add_token(session, account=account, label="Skript", days=30, now=NOW)
    app = app_for(seeded, clock)
    program = visit(app)
    bearer = {"authorization": f"Bearer {secret}"}
    assert program.get("/api/changes", headers=bearer).status_code == 200
    assert program.get(f"/api/changes?token={secret}").status_code == 401
    assert program.post("/changes/read", headers=bearer).status_code == 401
    basic = base64.b64encode(f"feed:{secret}".encode()).decode()
    assert program.get("/changes.atom", headers={"authorization": f"Basic {basic}"}).status_code == 200
    assert program.get("/changes", headers={"authorization": f"Basic {basic}"}).status_code == 303
    raw = (seeded.folder / "monitor.db").read_bytes() + (seeded.folder / "monitor.db-wal").read_bytes()
    assert secret.encode() not in raw
    clock.move(timedelta(days=31))
    assert program.get("/api/changes", headers=bearer).status_code == 401


def test_forwarded_headers_count_only_from_listed_networks(seeded: Seeded) -> None:
    """S17: a made-up X-Forwarded-For neither hides an address nor opens a door."""
    add_people(seeded)
    settings = {
        "trusted_proxies": "10.0.0.0/8",
        "trusted_user_header": "X-User",
        "public_url": "https://monitor.example",
    }
    app = app_for(seeded, **settings)
    outside, proxy = visit(app, address="203.0.113.5"), visit(app, address="10.1.2.3")
    named = {"x-user": "editor", "host": "monitor.example"}
    assert outside.get("/changes", headers=named).status_code == 303
    assert proxy.get("/changes", headers=named).status_code == 200
    assert proxy.get("/changes", headers={"x-user": "niemand"}).status_code == 303
    forwarded = {"x-forwarded-for": "6.6.6.6, 198.51.100.9, 10.9.9.9", "x-forwarded-proto": "https"}
    token = form_token(proxy.get("/login", headers=forwarded).text)
    proxy.post("/login", data={"csrf": token, "name": "admin", "password": "falsch falsch"}, headers=forwarded)
    with seeded.store.read() as session:
        assert session.exec(select(rows.TryRow)).one().address == "198.51.100.9"


def test_unknown_host_names_get_no_page(client: TestClient) -> None:
    """S17: DNS rebinding ends at the Host header."""
    assert client.get("/changes", headers={"host": "rebind.example"}).status_code == 421
    assert client.get("/changes", headers={"host": "localhost:8080"}).status_code == 200


def test_the_dashboard_works_under_a_path_prefix(seeded: Seeded) -> None:
    """S17: every address of a page starts with the prefix, whether the proxy strips it or not."""
    browser = visit(app_for(seeded, path_prefix="/monitor"))
    for path in ("/monitor/changes", "/changes"):
        page = browser.get(path)
        assert page.status_code == 200
        addresses = re.findall(r'(?:href|action|src|hx-get|hx-post)="(/[^"]*)"', page.text)
        assert addresses
        assert all(address.startswith("/monitor/") for address in addresses)
    assert browser.get("/monitor/static/monitor.css").status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "http:evil.example",
        "///evil.example",
        "evil.example",
        "/\x00x",
        "/ /evil.example",
        "",
    ],
)
def test_paths_from_outside_stay_inside(wanted: str) -> None:
    """S18: what could leave the dashboard is no path of ours."""
    assert safe_path(wanted) == ""


def test_login_leads_only_into_the_dashboard(seeded: Seeded) -> None:
    """S18: a foreign `next` is dropped, one of ours is followed."""
    add_people(seeded)
    for wanted, location in (("//evil.example", "/changes"), ("/claims?x=1", "/claims?x=1")):
        browser = visit(app_for(seeded))
        answer = post(browser, "/login", {"name": "reader", "password": PASSWORD, "next": wanted}, page="/login")
        assert answer.headers["location"] == location


def test_errors_show_an_id_and_nothing_else(seeded: Seeded, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    """S21: the trace goes to the log, under the id the visitor sees."""
    from monitor.web.pages import log as page

    monkeypatch.setattr(page, "read_filter", lambda *_: 1 / 0)
    answer = visit(app_for(seeded)).get("/changes")
    assert answer.status_code == 500
    found = re.search(r"\b[0-9a-f]{8}\b", answer.text)
    assert found
    assert "Traceback" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert any(getattr(record, "id", "") == found[0] for record in caplog.records)


FIELDS = ["q", "watchlist", "party", "cursor", "since", "until", "window", "type", "band", "judged", "assigned"]


def odd_inputs(number: int) -> Iterator[dict[str, str]]:
    """Query values nobody should type, the same in every run."""
    chance = random.Random(7)
    alphabet = "abä\"'%_*()[]{}^:;-+~&|\\/<>!?#=, \t\u202e\u0000\U0001f600ANDNOTNEARORß9"
    for _ in range(number):
        yield {chance.choice(FIELDS): "".join(chance.choices(alphabet, k=chance.randrange(1, 40)))}


def test_a_thousand_odd_inputs_never_break_the_log(seeded: Seeded) -> None:
    """S23: whatever stands in the address, the query runs."""
    with seeded.store.read() as session:
        for values in odd_inputs(1000):
            asked = read_filter(QueryParams(values), NOW)
            log.page(session, asked.filter, user="x", cursor=asked.cursor, limit=3)


def test_odd_inputs_get_a_page(client: TestClient) -> None:
    """S23: the same over HTTP, on lists and single pages."""
    for values in odd_inputs(40):
        assert client.get("/changes", params=values, headers={"hx-target": "lines-more"}).status_code == 200
        words = next(iter(values.values()))
        assert client.get("/articles", params={"q": words}).status_code == 200
        assert client.get("/standstill", params={"days": words}).status_code in (200, 422)
        assert client.get(f"/changes/{quote(words, safe='')}").status_code in (200, 404)


def test_pages_open_while_another_process_writes(seeded: Seeded, clock: FixedClock) -> None:
    """D12: reading works under the lock; only what must be written waits, and says so instead of failing."""
    import sqlite3

    add_people(seeded)
    browser = sign_in(app_for(seeded, clock), "reader")
    clock.move(timedelta(minutes=6))
    seeded.store.close()
    impatient = Store.open(f"sqlite:///{seeded.folder / 'monitor.db'}", busy=0.2)
    waiting = visit(app_for(Seeded(store=impatient, folder=seeded.folder), clock))
    waiting.cookies.set("monitor-session", browser.cookies["monitor-session"])
    other = sqlite3.connect(seeded.folder / "monitor.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert waiting.get("/changes").status_code == 200
    assert post(waiting, "/changes/read", {"key": "k-1"}).status_code == 503
    other.execute("ROLLBACK")
    assert post(waiting, "/changes/read", {"key": "k-1"}).status_code == 200
    other.close()
    impatient.close()
