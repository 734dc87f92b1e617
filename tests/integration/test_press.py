"""The demo press behaves like a dozen publishers."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor.demo.press import BROKEN, Press
from monitor.demo.script import host_of, last_step, outlets, pieces

NOW = datetime(2025, 4, 28, 6, 0, tzinfo=UTC)


@pytest.fixture
def press() -> Iterator[Press]:
    press = Press(NOW)
    press.start()
    yield press
    press.stop()


def get(press: Press, host: str, path: str, etag: str = "") -> tuple[int, str, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{press.port}{path}", headers={"Host": host})
    if etag:
        request.add_header("If-None-Match", etag)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.headers.get("ETag", ""), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, "", ""


def test_the_story_has_thirty_articles_in_a_dozen_outlets() -> None:
    assert len(pieces()) >= 30
    assert len(outlets()) >= 12


def test_copies_carry_the_same_text_under_their_own_headline() -> None:
    original = next(piece for piece in pieces() if piece.slug == "nordkorea-bestaetigt-entsendung")
    copies = [piece for piece in pieces() if piece.text == original.text and piece is not original]
    assert len(copies) == 5
    assert len({piece.title for piece in copies} | {original.title}) == 6


def test_a_step_brings_new_entries_and_an_unchanged_feed_answers_304(press: Press) -> None:
    host = host_of("tagesecho")
    _, etag, before = get(press, host, "/feed.xml")
    assert get(press, host, "/feed.xml", etag)[0] == 304
    for _ in range(3):
        press.advance(NOW)
    status, _, after = get(press, host, "/feed.xml", etag)
    assert (status, before.count("<entry>"), after.count("<entry>")) == (200, 1, 2)


def test_the_silent_correction_changes_the_page_but_not_its_address(press: Press) -> None:
    host, path = host_of("alpenbote"), "/artikel/suedkorea-verluste.html"
    seen = []
    for _ in range(3):
        press.advance(NOW)
        seen.append(get(press, host, path)[2])
    assert ["mindestens 600" in page for page in seen] == [False, True, False]
    assert "mindestens 300" in seen[2]


def test_one_feed_is_broken_and_unknown_hosts_get_nothing(press: Press) -> None:
    assert "Wartungsarbeiten" in get(press, host_of(BROKEN), "/feed.xml")[2]
    assert get(press, "www.fremd.example", "/feed.xml")[0] == 404


def test_every_piece_appears_by_the_last_step(press: Press) -> None:
    shown = sum(press.advance(NOW) for _ in range(last_step()))
    assert shown == sum(1 for piece in pieces() if piece.step > 0)
