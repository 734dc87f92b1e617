"""Feed lists in and out, and feeds found on a homepage."""

from __future__ import annotations

import pytest

from monitor.errors import FormatError
from monitor.feeds import canonical, discover, read_opml, write_opml
from monitor.feeds.opml import Subscription

HOME = b"""<html><head><link rel="alternate" type="application/rss+xml" title="Kommentare" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" title="Alle Nachrichten" href="/rss.xml">
<link rel="alternate" type="application/atom+xml" href="https://www.blatt.de/atom.xml"><link rel="stylesheet" href="/x.css">
<link rel="alternate" hreflang="en" href="/en/"><link rel="alternate" type="application/json" href="/wp-json/posts/1"></head>
<body><a href="/politik/rss">Politik als RSS</a><a href="/brass-band.html">Brass</a><a href="javascript:alert(1)">feed</a></body></html>"""


def test_announced_feeds_come_first_and_comments_last() -> None:
    found = discover(HOME, "https://www.blatt.de/")
    assert [feed.url for feed in found] == [
        "https://www.blatt.de/rss.xml",
        "https://www.blatt.de/atom.xml",
        "https://www.blatt.de/politik/rss",
        "https://www.blatt.de/comments/feed/",
    ]
    assert (found[0].title, found[0].announced, found[2].announced) == ("Alle Nachrichten", True, False)


@pytest.mark.parametrize("body", [b"", b"<", b"\x00\xff", b"<html></html>"])
def test_a_page_without_feeds_has_none(body: bytes) -> None:
    assert discover(body, "https://a.de/") == ()


FEEDS = (
    Subscription(url="https://a.de/rss?x=1&y=2", title='Blatt & "Co"', site="https://a.de/", folder="Überregional"),
    Subscription(url="https://b.de/rss"),
)


def test_what_is_written_is_read_again() -> None:
    assert read_opml(write_opml(FEEDS).encode()) == (
        FEEDS[0],
        Subscription(url="https://b.de/rss", title="https://b.de/rss"),
    )


def test_each_address_counts_once_and_bad_ones_not_at_all() -> None:
    body = b"""<opml version="1.0"><body><outline text="A"><outline xmlUrl="https://a.de/rss" text="x"/><outline XMLURL="https://a.de/rss"/>
    <outline xmlUrl="javascript:alert(1)"/></outline></body></opml>"""
    assert [(feed.url, feed.folder) for feed in read_opml(body)] == [("https://a.de/rss", "A")]


@pytest.mark.parametrize("body", [b"", b"{}", b"<html></html>", b"<rss version='2.0'/>"])
def test_other_files_are_refused(body: bytes) -> None:
    with pytest.raises(FormatError):
        read_opml(body)


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("HTTP://WWW.Blatt.de:80/a/?utm_medium=x#top", "https://www.blatt.de/a"),
        ("https://blatt.de/a?id=5&fbclid=1", "https://blatt.de/a?id=5"),
        ("https://m.blatt.de/a", "https://www.blatt.de/a"),
        ("https://mobil.blatt.de/amp/a", "https://www.blatt.de/a"),
        ("https://www.blatt.de/a.amp.html", "https://www.blatt.de/a.html"),
        ("https://www.blatt.de/a/amp/", "https://www.blatt.de/a"),
        ("https://www.blatt.de/gr%C3%B6%C3%9Fe", "https://www.blatt.de/gr%C3%B6%C3%9Fe"),
        ("https://www.blatt.de/größe", "https://www.blatt.de/gr%C3%B6%C3%9Fe"),
        ("https://www.blatt.de//a//b.html", "https://www.blatt.de/a/b.html"),
        ("https://www.blatt.de/camp/index.html", "https://www.blatt.de/camp/index.html"),
        ("https://m.de/a", "https://m.de/a"),
        ("mailto:a@b.de", "mailto:a@b.de"),
        ("https://[kaputt/", "https://[kaputt/"),
    ],
)
def test_one_address_per_article(url: str, one: str) -> None:
    assert canonical(url) == one
    assert canonical(one) == one
