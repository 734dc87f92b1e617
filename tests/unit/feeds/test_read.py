"""Feeds of every kind and defect."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import FormatError
from monitor.feeds import entry_line, read_feed
from monitor.feeds.model import Entry, FeedDocument, FeedKind, Precision

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
URL = "https://www.beispiel-zeitung.de/feeds/politik.xml"


def item(
    title: str, link: str, *, guid: str = "", date: str = "Mon, 28 Apr 2025 10:30:00 +0200", summary: str = ""
) -> str:
    mark = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return f"<item><title>{title}</title><link>{link}</link>{mark}<pubDate>{date}</pubDate><description>{summary}</description></item>"


def rss(*items: str, head: str = "") -> bytes:
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Politik</title>{head}{''.join(items)}</channel></rss>".encode()


def read(body: bytes, **options: object) -> FeedDocument:
    return read_feed(body, url=URL, now=NOW, **options)  # type: ignore[arg-type]


def first(body: bytes, **options: object) -> Entry:
    return read(body, **options).entries[0]


def test_an_rss_item_comes_out_clean() -> None:
    entry = first(
        rss(
            item(
                "Zahl &amp;amp; Zeichen",
                "/politik/a.html?utm_source=rss",
                summary="&lt;p&gt;Ein &lt;b&gt;Satz&lt;/b&gt;.&lt;/p&gt;",
            )
        )
    )
    assert entry.title == "Zahl & Zeichen"
    assert entry.link == "https://www.beispiel-zeitung.de/politik/a.html?utm_source=rss"
    assert entry.id == "https://www.beispiel-zeitung.de/politik/a.html"
    assert entry.summary == "Ein Satz."
    assert (entry.published, entry.published_precision) == (datetime(2025, 4, 28, 8, 30, tzinfo=UTC), Precision.SECOND)


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.anderswo.de/x/"><title>T</title>
<entry><title type="html">Neue &lt;i&gt;Zahl&lt;/i&gt;</title><link rel="alternate" href="y.html"/><id>tag:a,2025:1</id>
<published>2025-04-28T10:30:00+02:00</published><updated>2025-04-28T11:00:00+02:00</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://a.de/"><title>T</title></channel>
<item rdf:about="https://www.anderswo.de/x/y.html"><title>Neue Zahl</title><link>https://www.anderswo.de/x/y.html</link><dc:date>2025-04-28T10:30:00+02:00</dc:date></item></rdf:RDF>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://www.anderswo.de/x/y.html</loc><lastmod>2025-04-28T11:00:00+02:00</lastmod><news:news><news:publication><news:name>Blatt</news:name></news:publication>
<news:publication_date>2025-04-28T10:30:00+02:00</news:publication_date><news:title>Neue Zahl</news:title></news:news></url></urlset>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "T",
        "items": [
            {
                "id": "1",
                "url": "https://www.anderswo.de/x/y.html",
                "title": "Neue Zahl",
                "content_html": "<p>Text</p>",
                "date_published": "2025-04-28T10:30:00+02:00",
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [(ATOM, FeedKind.ATOM), (RDF, FeedKind.RSS), (SITEMAP, FeedKind.SITEMAP), (JSON_FEED, FeedKind.JSON)],
)
def test_every_format_tells_the_same_entry(body: str, kind: FeedKind) -> None:
    document = read(body.encode())
    entry = document.entries[0]
    assert document.kind is kind
    assert (entry.title, entry.link) == ("Neue Zahl", "https://www.anderswo.de/x/y.html")
    assert entry.published == datetime(2025, 4, 28, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("window", [-15, 15, 31], ids=["bare deflate", "zlib", "gzip"])
def test_a_packed_feed_is_read_whether_its_server_says_so_or_not(window: int) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    body = rss(item("Pegel steigt", "https://blatt.test/1"), item("Pegel fällt", "https://blatt.test/2"))
    packed = packer.compress(body) + packer.flush()
    assert read(packed).entries == read(body).entries != ()


def test_of_a_packed_feed_that_breaks_off_the_beginning_is_read() -> None:
    items = "".join(f"<item><title>Meldung {n}</title><link>http://blatt.test/{n}</link></item>" for n in range(2000))
    packed = gzip.compress(f"<rss><channel><title>B</title>{items}</channel></rss>".encode())
    found = read_feed(packed[: len(packed) // 2], url=URL, now=NOW, limit=2000)
    assert len(found.entries) > 100
    assert found.entries[0].title == "Meldung 0"


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ('{"items": [{"id": "a", "url": "https://blatt.test/a"}, {"id": 7, "title": "T"}]}', ["https://blatt.test/a", "7"]),
        ('{"items": [{"id": 1.5}]}', ["1.5"]),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": null}', []),
    ],
)  # fmt: skip
def test_a_json_feed_that_leaves_out_what_it_must_name_is_one(body: str, ids: list[str]) -> None:
    assert [entry.id for entry in read_feed(body.encode(), url=URL, now=NOW).entries] == ids


@pytest.mark.parametrize(
    "body", ['{"items": [{"preis": 3}]}', '{"error": "nein"}', '{"items": []}', "[]", '{"version": 2}']
)
def test_other_json_is_no_feed(body: str) -> None:
    with pytest.raises(FormatError):
        read_feed(body.encode(), url=URL, now=NOW)


@pytest.mark.parametrize(("raw", "precision"), [("2003-12", Precision.DAY), ("031231", Precision.DAY)])
def test_a_date_only_feedparser_reads_has_no_time_of_day_unless_it_is_written(raw: str, precision: Precision) -> None:
    body = f"<rss><channel><item><title>T</title><pubDate>{raw}</pubDate></item></channel></rss>"
    (entry,) = read_feed(body.encode(), url=URL, now=NOW).entries
    assert (entry.published.year, entry.published_precision) == (2003, precision)  # type: ignore[union-attr]


def test_a_packed_sitemap_is_read() -> None:
    assert len(read(gzip.compress(SITEMAP.encode())).entries) == 1


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"", "feeds.empty"),
        (b"  \n\x00 ", "feeds.empty"),
        (b"<!doctype html><html><body><h1>Wartung</h1></body></html>", "feeds.html"),
        (b"<html><head><title>Just a moment...</title></head><body></body></html>", "feeds.captcha"),
        (b"<!DOCTYPE html><html><body>Ihre Einwilligung: Cookies akzeptieren</body></html>", "feeds.consent"),
        (b"nur Text", "feeds.not_a_feed"),
        (b'{"items": 5}', "feeds.not_a_feed"),
        (b"[1, 2", "feeds.not_a_feed"),
        (
            b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://a.de/1.xml</loc></sitemap></sitemapindex>",
            "feeds.sitemap_index",
        ),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes, key: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(body)
    assert caught.value.key == key


def test_an_empty_feed_is_a_feed() -> None:
    assert read(rss()).entries == ()


@pytest.mark.parametrize(
    "title",
    [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&lt;svg/onload=alert(1)&gt;",
        "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
        "&lt;svg onload=alert(1) &lt;svg",
        "<![CDATA[<iframe src='javascript:x'></iframe>]]>",
    ],
)
def test_no_markup_survives_in_a_title(title: str) -> None:
    shown = first(rss(item(f"Vorher {title}", "https://a.de/1"))).title
    assert shown.startswith("Vorher")
    assert "<" not in shown


def test_control_and_direction_characters_are_gone() -> None:
    shown = first(rss(item("Zwölf\u202e\u200b\u00adtausend\u00a0Mann \u0661\u0662 ＆", "https://a.de/1"))).title
    assert shown == "Zwölftausend Mann 12 ＆"


def test_undeclared_entities_are_dropped() -> None:
    body = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel><item><title>&b9; Lage</title><link>https://a.de/1</link></item></channel></rss>'
    assert first(body).title == "Lage"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_links_that_are_no_web_addresses_are_dropped(link: str) -> None:
    assert first(rss(item("T", link))).link == ""


def test_an_item_without_a_link_has_none() -> None:
    entries = read(
        rss(
            "<item><title>Ohne Adresse</title></item>",
            "<item><title>Auch ohne</title><guid isPermaLink='false'>7</guid></item>",
        )
    ).entries
    assert [entry.link for entry in entries] == ["", ""]
    assert entries[1].id == "7"
    assert entries[0].id.startswith("content:")


def test_long_fields_are_cut() -> None:
    entry = first(rss(item("Wort " * 1000, "https://a.de/1", summary="x " * 50_000)))
    assert len(entry.title) == 500
    assert entry.title.endswith("…")
    assert len(entry.summary) <= 20_000


class TestKnownItems:
    """Items seen before are cut, and nothing else."""

    ITEMS = tuple(
        item(f"Meldung {n}", f"https://www.blatt.de/a{n}?ref=rss", guid=f"g{n}", summary=f"Satz {n}") for n in range(20)
    )

    def test_only_the_new_one_comes_back(self) -> None:
        ids = [entry.id for entry in read(rss(*self.ITEMS[:19])).entries]
        document = read(rss(*self.ITEMS), known=frozenset(ids))
        assert [entry.title for entry in document.entries] == ["Meldung 19"]
        assert document.known == 19

    def test_a_changed_title_comes_back_when_words_are_remembered(self) -> None:
        seen = {entry.id: entry.digest for entry in read(rss(*self.ITEMS)).entries}
        changed = (self.ITEMS[0].replace("Meldung 0", "Meldung 0 (korrigiert)"), *self.ITEMS[1:])
        assert [entry.title for entry in read(rss(*changed), known=seen).entries] == ["Meldung 0 (korrigiert)"]

    def test_nothing_comes_back_unchanged(self) -> None:
        seen = {entry.id: entry.digest for entry in read(rss(*self.ITEMS)).entries}
        assert read(rss(*self.ITEMS), known=seen).entries == ()

    @pytest.mark.parametrize("body", [ATOM, RDF, SITEMAP, JSON_FEED])
    def test_every_format_knows_its_entries(self, body: str) -> None:
        seen = {entry.id: entry.digest for entry in read(body.encode()).entries}
        assert read(body.encode(), known=seen).entries == ()

    def test_a_feed_with_doctype_is_filtered_after_parsing(self) -> None:
        body = rss(*self.ITEMS).replace(b"<rss", b"<!DOCTYPE rss><rss", 1)
        seen = frozenset(entry.id for entry in read(body).entries)
        assert read(body, known=seen).entries == ()


class TestIdentity:
    """One article, one identity, whatever the guid does."""

    def ids(self, *items: str) -> list[str]:
        return [entry.id for entry in read(rss(*items)).entries]

    def test_a_guid_that_changes_with_each_visit(self) -> None:
        assert self.ids(item("A", "https://a.de/x", guid="1")) == self.ids(item("A", "https://a.de/x", guid="2"))

    def test_a_guid_that_all_items_share(self) -> None:
        assert len(set(self.ids(item("A", "https://a.de/x", guid="1"), item("B", "https://a.de/y", guid="1")))) == 2

    def test_a_guid_that_is_used_again(self) -> None:
        assert self.ids(item("A", "https://a.de/x", guid="1")) != self.ids(item("B", "https://a.de/y", guid="1"))

    def test_tracking_amp_and_mobile_are_one_page(self) -> None:
        links = (
            "https://www.a.de/x.html",
            "http://www.a.de/x.html?utm_campaign=1&wt_mc=rss",
            "https://amp.a.de/x.amp.html",
            "https://m.a.de/x.html#ref=rss",
            "https://www.a.de/x.html?outputType=amp",
        )
        assert len({self.ids(item("A", link))[0] for link in links}) == 1

    def test_a_date_set_anew_changes_nothing(self) -> None:
        old, new = item("A", "https://a.de/x"), item("A", "https://a.de/x", date="Wed, 30 Apr 2025 10:30:00 +0200")
        assert self.ids(old) == self.ids(new)

    def test_ticker_entries_of_one_page_stay_apart(self) -> None:
        found = self.ids(
            item("10:00", "https://a.de/ticker", guid="e1"), item("10:05", "https://a.de/ticker", guid="e2")
        )
        assert len(set(found)) == 2

    def test_anchors_that_name_an_entry_count(self) -> None:
        assert len(set(self.ids(item("A", "https://a.de/t#eintrag-1"), item("B", "https://a.de/t#eintrag-2")))) == 2

    def test_a_homepage_as_link_tells_nothing(self) -> None:
        assert len(set(self.ids(item("A", "https://a.de/", guid="1"), item("B", "https://a.de/", guid="2")))) == 2

    def test_parameters_that_select_content_count(self) -> None:
        assert len(set(self.ids(item("A", "https://a.de/?p=1"), item("B", "https://a.de/?p=2")))) == 2


def test_the_cut_last_entry_is_not_trusted() -> None:
    body = rss(
        item("Eins", "https://a.de/1"), item("Zwei", "https://a.de/2"), item("Drei mit 10.000", "https://a.de/3")
    )
    document = read(body[: body.index(b"10.000") + 2])
    assert [entry.title for entry in document.entries] == ["Eins", "Zwei"]
    assert "feeds.truncated" in document.problems


def test_of_too_many_entries_the_newest_are_read() -> None:
    items = [item(f"T{n}", f"https://a.de/{n}", date=f"{1 + n % 28:02d} Apr 2025 10:00:00 +0200") for n in range(60)]
    document = read(rss(*items), limit=10)
    assert len(document.entries) == 10
    assert min(entry.published.day for entry in document.entries if entry.published) >= 24
    assert "feeds.too_many" in document.problems


@pytest.mark.parametrize(("head", "seconds"), [("<ttl>30</ttl>", 1800.0), ("", None), ("<ttl>bald</ttl>", None)])
def test_the_publishers_wish_is_kept(head: str, seconds: float | None) -> None:
    assert read(rss(head=head)).ttl == seconds


def test_implausible_dates_are_dropped_and_told() -> None:
    document = read(rss(item("T", "https://a.de/1", date="Fri, 01 Jan 2099 00:00:00 GMT")))
    assert document.entries[0].published is None
    assert "feeds.date_implausible" in document.problems


def test_server_charset_wins_over_the_guess() -> None:
    body = (
        b"<rss version='2.0'><channel><item><title>M\xfcnchen</title><link>https://a.de/1</link></item></channel></rss>"
    )
    assert first(body, headers={"Content-Type": "application/rss+xml; charset=iso-8859-1"}).title == "München"


def test_a_line_of_the_command_has_the_agreed_keys() -> None:
    line = entry_line(first(rss(item("T", "https://a.de/1"))))
    assert line == {
        "id": "https://a.de/1",
        "link": "https://a.de/1",
        "title": "T",
        "summary": "",
        "published": "2025-04-28T08:30:00Z",
    }


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda text: rss(item(text, text, guid=text, date=text, summary=text))),
    )
)
def test_any_bytes_give_a_feed_or_a_format_error(body: bytes) -> None:
    try:
        document = read(body)
    except FormatError:
        return
    assert all("\x00" not in entry.title and "<script" not in entry.title for entry in document.entries)
