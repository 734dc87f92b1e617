"""Whatever feedparser reads of a document, we read too: titles, links, times; and what it breaks down over besides."""

from __future__ import annotations

import base64
import calendar
import codecs
import io
from datetime import UTC, datetime

import feedparser
import pytest

from monitor.feeds import read_feed
from monitor.feeds.clean import from_html

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)
ATOM, ATOM_03 = 'xmlns="http://www.w3.org/2005/Atom"', 'version="0.3" xmlns="http://purl.org/atom/ns#"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
PACKED = base64.b64encode("<p>Pegel <b>steigt</b> über fünf Meter</p>".encode()).decode()
GERMAN = "<title>Größe „Pegel“ über 5 Meter</title><link>http://blatt.test/e</link>"


def rss(item: str, channel: str = "") -> str:
    return f'<rss version="2.0" {SPACES}><channel><title>Blatt</title>{channel}<item>{item}</item></channel></rss>'


def atom(entry: str, attributes: str = ATOM) -> str:
    return f"<feed {attributes}><title>Blatt</title><entry>{entry}</entry></feed>"


DATES = [
    "Thu, 01 Jan 2004 19:48:21 GMT", "Thu, 1 Jan 04 19:48 EST", "2003-12-31T10:14:55Z", "2003-12-31T10:14:55.5+01:00", "2003-12-31", "2003-12", "2003",
    "031231", "2003-365", "2003335", "200312", "2003-12-31T10:14Z", "31 Dec 2003 10:14:55 +0000", "Wed Dec 31 10:14:55 GMT 2003", "12/31/2003",
    "2004년 06월 07일 오후 06:24:11", "Κυρ, 11 Ιούλ 2004 12:00:00 EST", "hétfő, 13 július 2004", "2004-július-13T9:15-05:00", "Thu Aug 30 17:26:16 +0200 2012",
    "Sun Jan 4 16:29:06 PST 2004", "Wed, 19 Aug 2009 18:28:00 Etc/GMT", "Fri, 10 Oct 2008 14:28 +0200 (CEST)", "2003W527", "20031231T101455Z",
    "Thursday, January 1, 2004", "Thu,01 Jan 2004 19:48:21 GMT", "Thu, 01-Jan-2004 19:48:21 GMT", "\n2004-01-01T19:48:21Z\n", "2005-02-22T12:04Z-0600",
]  # fmt: skip
LINKS = [
    '<link rel="alternate" href="http://blatt.test/a"/><link rel="related" href="http://blatt.test/r"/>',
    '<link rel="via" href="http://blatt.test/v"/><link rel="alternate" href="http://blatt.test/a"/>',
    '<link type="text/html" href="http://blatt.test/n"/>',
    '<link rel="self" href="http://blatt.test/s"/>',
    '<link rel="related" href="http://blatt.test/r"/>',
    '<link rel="enclosure" href="http://blatt.test/e.mp3"/><link href="http://blatt.test/a"/>',
    '<link rel="alternate" type="text/html">http://blatt.test/text</link>',
    '<link rel="enclosure">http://blatt.test/ton</link><link rel="alternate">http://blatt.test/text</link>',
    '<link rel="alternate" type="application/pdf" href="http://blatt.test/p"/><link rel="alternate" type="text/html" href="http://blatt.test/h"/>',
    '<link rel="http://www.iana.org/assignments/relation/alternate" href="http://blatt.test/i"/>',
    "<id>http://blatt.test/id</id>",
    '<id>http://blatt.test/id</id><link rel="enclosure" href="http://blatt.test/e"/>',
    '<link href="/weit/weg"/>',
    '<source><title>Quelle</title><link href="http://quelle.test/"/></source><link href="http://blatt.test/a"/>',
]
TITLES = [
    "<title>Pegel</title>",
    '<title type="text">5 &lt; 7 &amp; mehr</title>',
    '<title type="html">Pegel &lt;b>steigt&lt;/b> &amp;amp; sinkt</title>',
    '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Pegel <a href="x">steigt</a></div></title>',
    f'<title type="text/html" mode="base64">{PACKED}</title>',
    f'<title type="application/octet-stream">{PACKED}</title>',
    "<title><![CDATA[Pegel & Damm <b>halten</b>]]></title>",
    "<title>Mark&apos;s &#X41;&#x42;&#67; &nbsp;und &unbekannt; &hellip;</title>",
    "<title>\n  viel\n  Platz </title>",
    "<title/>",
    "<title>Erster</title><title>Zweiter</title>",
    '<title>Echt</title><x:title xmlns:x="http://fremd.test/">falsch</x:title>',
    '<x:title xmlns:x="http://fremd.test/">falsch</x:title><title>Echt</title>',
    "<title>don\x92t</title>",
    "<title>Pegel &#128512; steigt</title>",
    "<title>A<!-- nicht -->B<?auch nicht?>C</title>",
]
ITEMS = [
    "<title>T</title><guid>http://blatt.test/g</guid>",
    '<title>T</title><guid isPermaLink="false">http://blatt.test/g</guid>',
    "<title>T</title><guid>abc</guid><link>http://blatt.test/l</link>",
    "<title>T</title><link>\n http://blatt.test/l \n</link>",
    "<title>T</title><link><![CDATA[http://blatt.test/l?a=1&b=2]]></link>",
    "<title>T</title><link>http://blatt.test/l?a=1&b=2&copy=3</link>",
    '<title>T</title><enclosure url="http://blatt.test/a.mp3" type="audio/mpeg"/>',
    '<title>T</title><atom:link rel="alternate" href="http://blatt.test/a"/>',
    "<media:title>Bild</media:title><title>Echt</title><link>http://blatt.test/1</link>",
    '<title>Echt</title><media:content url="http://x.test/p"><media:title>Bild</media:title></media:content>',
    "<dc:title>Nur hier</dc:title><dc:date>2003-12-31T10:14:55Z</dc:date>",
    "<title>Echt</title><source url='http://quelle.test/rss'>Quelle</source>",
    "<title>T</title><pubDate>gestern</pubDate><dc:date>2003-12-31T10:14:55Z</dc:date>",
    "<description>Nur ein Text mit 12 Toten</description>",
    "<content:encoded><![CDATA[<p>Nur Inhalt</p>]]></content:encoded>",
    "",
]
WHOLE = [
    f'<rdf:RDF {RDF}><channel><title>B</title></channel><item rdf:about="http://blatt.test/1"><title>T</title></item></rdf:RDF>',
    '<CHANNEL HREF="http://blatt.test/"><TITLE>B</TITLE><ITEM HREF="http://blatt.test/1" LASTMOD="2004-04-06T23:05:43-05:00"><TITLE>T</TITLE></ITEM></CHANNEL>',
    '<rss version="0.91"><item><title>A</title><link>http://blatt.test/a</link></item></rss>',
    '<rss version="2.0"><channel><title>K</title></channel><item><title>A</title></item></rss>',
    "<rss><channel><item><title>A</title></item></channel></rss>",
    "<channel><title>c</title><item><title>A</title></item></channel>",
    '<RSS VERSION="2.0"><CHANNEL><ITEM><TITLE>A</TITLE></ITEM></CHANNEL></RSS>',
    f"<a:feed xmlns:{ATOM.replace('xmlns', 'a')}><a:entry><a:title>A</a:title><a:updated>2004-01-01T00:00:00Z</a:updated></a:entry></a:feed>",
    '<r:rss version="2.0" xmlns:r="http://backend.userland.com/rss2"><r:channel><r:item><r:title>A</r:title></r:item></r:channel></r:rss>',
    '<rss version="2.0"><channel><item><title>A</title><dc:date>2004-01-01T00:00:00Z</dc:date></item></channel></rss>',
    '<!DOCTYPE rss [ <!ENTITY ort "K&#246;ln"> ]>' + rss("<title>&ort; feiert</title>"),
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://x.invalid/">' + rss("<title>T</title>"),
    rss("<title>T</title><link>http://blatt.test/l?a=1&amp;b=2</link>")[:-1],
    f'<feed {ATOM} xml:base="http://basis.test/u/"><entry xml:base="v/"><title>T</title><link href="w"/></entry></feed>',
    '<rss version="2.0" xml:base="http://basis.test/u/"><channel><item><title>T</title><link>w</link></item></channel></rss>',
]


def compare(body: bytes, headers: dict[str, str] | None = None, url: str = "http://blatt.test/feed/x.xml") -> None:
    """Ours beside theirs; links that are none of the web are ours to drop."""
    given = {name.lower(): value for name, value in (headers or {"content-type": "application/xml"}).items()}
    theirs = feedparser.parse(io.BytesIO(body), response_headers={"content-location": url, **given})
    ours = read_feed(body, url=url, headers=headers, now=NOW)
    assert len(ours.entries) == len(theirs.entries) > 0
    for mine, other in zip(ours.entries, theirs.entries, strict=True):
        assert mine.title == from_html(other.get("title") or "", 500)
        assert mine.link == (other.get("link") or "")
        times = [dict.get(other, f"{name}_parsed") for name in ("published", "created", "updated")]
        readable = [datetime.fromtimestamp(calendar.timegm(time), UTC) for time in times if time]
        assert bool(mine.published) >= any(time <= NOW for time in readable)


@pytest.mark.parametrize("date", DATES)
def test_every_time_they_read_is_read(date: str) -> None:
    compare(rss(f"<title>T</title><pubDate>{date}</pubDate>").encode())
    compare(atom(f"<title>T</title><updated>{date}</updated>").encode())


@pytest.mark.parametrize("name", ["dc:date", "dcterms:created", "dcterms:issued", "dcterms:modified", "atom:updated"])
def test_times_in_other_vocabularies(name: str) -> None:
    compare(rss(f"<title>T</title><{name}>2003-12-31T10:14:55Z</{name}>").encode())


@pytest.mark.parametrize("name", ["created", "issued", "modified", "published", "updated"])
def test_times_of_old_and_new_atom(name: str) -> None:
    for attributes in (ATOM, ATOM_03):
        compare(atom(f"<title>T</title><{name}>2003-12-31T10:14:55Z</{name}>", attributes).encode())


@pytest.mark.parametrize("links", LINKS)
@pytest.mark.parametrize("attributes", [ATOM, ATOM_03, f'{ATOM} xml:base="http://basis.test/unter/"'])
def test_the_link_they_choose(links: str, attributes: str) -> None:
    compare(atom(f"<title>T</title>{links}", attributes).encode())
    compare(atom(f"<title>T</title>{links}", attributes).encode(), {"Content-Location": "http://ort.test/x/"})


@pytest.mark.parametrize("title", TITLES)
def test_the_title_they_read(title: str) -> None:
    for document in (rss(title), atom(title), atom(title, ATOM_03)):
        compare(document.encode())


@pytest.mark.parametrize("item", ITEMS)
def test_items_of_rss(item: str) -> None:
    compare(rss(item).encode())


@pytest.mark.parametrize("document", WHOLE)
def test_documents_of_every_kind(document: str) -> None:
    compare(document.encode())


@pytest.mark.parametrize(
    "charset",
    [
        "utf-8",
        "iso-8859-1",
        "iso-8859-15",
        "windows-1252",
        "windows-1250",
        "cp850",
        "437",
        "mac_roman",
        "utf-16",
        "utf-16-le",
        "utf-32",
        "utf-32-be",
        "cp037",
        "cp500",
        "koi8-r",
    ],
)
@pytest.mark.parametrize("kind", ["text/xml", "application/xml", "application/rss+xml", "text/plain", ""])
def test_every_encoding_in_the_document_or_in_the_header(charset: str, kind: str) -> None:
    declared = f'<?xml version="1.0" encoding="{charset}"?>{rss(GERMAN)}'.encode(charset, "xmlcharrefreplace")
    told = f'<?xml version="1.0"?>{rss(GERMAN)}'.encode(charset, "xmlcharrefreplace")
    compare(declared)
    compare(told, {"Content-Type": f'{kind}; charset="{charset}"'})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: codecs.BOM_UTF8 + raw,
        lambda raw: codecs.BOM_UTF8 * 2 + raw,
        lambda raw: b"\n\n  " + raw,
        lambda raw: b"<!-- Hinweis -->" + raw.partition(b"?>")[2],
        lambda raw: raw.decode().encode("cp1252"),
        lambda raw: raw.replace("ö".encode(), b"\xf6"),
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: raw.replace(b'"utf-8"', b'"gibt-es-nicht"'),
    ],
)
def test_wrong_words_about_the_encoding(spoil) -> None:  # type: ignore[no-untyped-def]
    compare(spoil(f'<?xml version="1.0" encoding="utf-8"?>{rss(GERMAN)}'.encode()))


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (rss(GERMAN), None),
        (rss(GERMAN), "text/xml"),
        (rss(GERMAN), "text/xml; charset=iso-8859-1"),
        (f'<?xml version="1.0" encoding="iso-8859-1"?>{rss(GERMAN)}', None),
        (f'<?xml version="1.0" encoding="utf-8"?>{rss(GERMAN)}', "application/rss+xml; charset=windows-1252"),
        (f'<?xml version="1.0" encoding="utf-16"?>{rss(GERMAN)}', None),
    ],
)
def test_bytes_that_are_utf_8_are_read_so_whatever_is_said_of_them(document: str, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    (entry,) = read_feed(document.encode(), url="http://blatt.test/x", headers=headers, now=NOW).entries
    assert entry.title == "Größe „Pegel“ über 5 Meter"


@pytest.mark.parametrize(
    ("document", "title", "link"),
    [
        (rss("<title>T</title><textInput><name>q</name><link>http://x.test/s</link></textInput>"), "T", ""),
        (rss("<title>a &#1114112; b &#x110000; c &#55296; d</title>"), "a \ufffd b \ufffd c \ufffd d", ""),
        (rss("<title>T</title></height></width></image><link>http://x.test/1</link>"), "T", "http://x.test/1"),
        (rss("<title>&#1114112; &uuml;ber</title><link>http://x.test/?a=1&b=2</link>"), "\ufffd über", "http://x.test/?a=1&b=2"),
        (rss("<title><![CDATA[A & B]]></title></height>", "<image><url>u</url></height></image>"), "A & B", ""),
        (atom('<title>&#55296;</title><link href="http://x.test/1"/>'), "\ufffd", "http://x.test/1"),
    ],
)  # fmt: skip
def test_what_their_parser_breaks_down_over_is_read_all_the_same(document: str, title: str, link: str) -> None:
    (entry,) = read_feed(document.encode(), url="", now=NOW).entries
    assert (entry.title, entry.link) == (title, link)
