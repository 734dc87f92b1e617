"""What publishers allow machines."""

from __future__ import annotations

import json

import pytest

from monitor.feeds import is_reserved, read_robots
from monitor.feeds.robots import Robots

PAGE = "https://www.blatt.de/politik/a.html"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /politik/", False),
        ("User-agent: *\nDisallow: /*.html$", False),
        ("User-agent: *\nDisallow: /politik/\nAllow: /politik/a", True),
        ("User-agent: GPTBot\nDisallow: /", True),
        ("User-agent: monitor\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: monitor\nAllow: /", True),
    ],
)
def test_robots_rules(text: str, allowed: bool) -> None:
    assert read_robots(200, text.encode()).allows(PAGE) is allowed


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(404, True), (403, True), (410, True), (500, False), (503, False), (None, False), (429, False)],
)
def test_no_file_means_no_rules_and_no_answer_means_closed(status: int | None, allowed: bool) -> None:
    assert read_robots(status).allows(PAGE) is allowed


def test_the_last_known_rules_bridge_an_outage() -> None:
    last = Robots(text="User-agent: *\nDisallow: /intern/")
    assert read_robots(503, last=last).allows(PAGE)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 20", 20.0),
        ("User-agent: *\nCrawl-delay: 900", 60.0),
        ("User-agent: *\nDisallow: /x", 0.0),
    ],
)
def test_crawl_delay_counts_up_to_a_minute(text: str, seconds: float) -> None:
    assert read_robots(200, text.encode()).delay() == seconds


@pytest.mark.parametrize(
    "comment",
    [
        "# Nutzungsvorbehalt nach § 44b UrhG",
        "# Text und Data Mining ist vorbehalten (§ 44b Abs. 3 UrhG).",
        "# Legal notice: text and data mining of this site is prohibited",
        "# TDM rights are reserved under Directive (EU) 2019/790",
    ],
)
def test_words_in_robots_comments_reserve_mining(comment: str) -> None:
    assert read_robots(200, f"{comment}\nUser-agent: *\nAllow: /".encode()).reserved


@pytest.mark.parametrize(
    "comment", ["# Willkommen, Roboter", "# Sitemap siehe unten", "# Text and data mining is permitted"]
)
def test_other_comments_do_not(comment: str) -> None:
    assert not read_robots(200, f"{comment}\nUser-agent: *".encode()).reserved


@pytest.mark.parametrize(
    ("options", "reserved"),
    [
        ({}, False),
        ({"headers": {"tdm-reservation": "1"}}, True),
        ({"headers": {"tdm-reservation": "0"}}, False),
        ({"metas": {"tdm-reservation": "1"}}, True),
        ({"metas": {"robots": "index, noai"}}, True),
        ({"headers": {"x-robots-tag": "noai, noimageai"}}, True),
        ({"metas": {"robots": "index, follow"}}, False),
        ({"tdmrep": [{"location": "/", "tdm-reservation": 1}]}, True),
        ({"tdmrep": [{"location": "/", "tdm-reservation": 1}, {"location": "/politik/", "tdm-reservation": 0}]}, False),
        ({"tdmrep": [{"location": "/sport/*", "tdm-reservation": 1}]}, False),
        ({"tdmrep": [{"location": "/politik/*", "tdm-reservation": 1}]}, True),
        ({"robots": Robots(text="# § 44b UrhG")}, True),
        ({"robots": Robots(text="# § 44b UrhG"), "headers": {"tdm-reservation": "0"}}, False),
    ],
)
def test_the_nearest_reservation_counts(options: dict[str, object], reserved: bool) -> None:
    if "tdmrep" in options:
        options = {**options, "tdmrep": json.dumps(options["tdmrep"]).encode()}
    assert is_reserved(PAGE, **options) is reserved  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [b"", b"{", b"[1, 2]", b'{"location": "/"}', b'[{"location": 5}]', b"\xff\xfe"])
def test_a_broken_tdmrep_file_says_nothing(body: bytes) -> None:
    assert not is_reserved(PAGE, tdmrep=body)
