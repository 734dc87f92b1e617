"""Adding feeds to a watchlist keeps what the editor wrote."""

from __future__ import annotations

from monitor.watchlist import read_watchlist
from monitor.watchlist.edit import with_feeds

TEXT = """\
# our first list
name: Hochwasser  # keep me
feeds:
  - https://blatt.example/feed.xml
  - {url: https://anzeiger.example/rss, every: 10m}

about: [Hochwasser]
claims:
  # how many
  - id: tote
    question: Wie viele Menschen starben?
    kind: figure
    counts: [Toter, Mensch]
    with: [sterben]
"""


def test_new_feeds_come_last_and_known_ones_stay_alone() -> None:
    text, fresh = with_feeds(TEXT, ["https://anzeiger.example/rss", "https://neu.example/atom.xml"])
    assert fresh == ("https://neu.example/atom.xml",)
    assert [feed.url for feed in read_watchlist(text, id="a").feeds][-1] == "https://neu.example/atom.xml"


def test_comments_survive() -> None:
    text, _ = with_feeds(TEXT, ["https://neu.example/atom.xml"])
    assert all(comment in text for comment in ("# our first list", "# keep me", "# how many"))


def test_nothing_new_changes_nothing() -> None:
    assert with_feeds(TEXT, ["https://blatt.example/feed.xml"]) == (TEXT, ())


def test_a_watchlist_without_feeds_gets_a_list() -> None:
    bare = TEXT.replace(
        "feeds:\n  - https://blatt.example/feed.xml\n  - {url: https://anzeiger.example/rss, every: 10m}\n", ""
    )
    text, fresh = with_feeds(bare, ["https://neu.example/atom.xml"])
    assert len(fresh) == 1
    assert [feed.url for feed in read_watchlist(text, id="a").feeds] == ["https://neu.example/atom.xml"]
