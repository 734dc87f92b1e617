"""From feed to article over the wire: pages as different systems build them, all made up."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web

from monitor.adapters.http import Fetcher
from monitor.adapters.pool import Pool
from monitor.articles import extract, visible_text
from monitor.articles.model import Page, PageKind
from monitor.feeds import read_feed
from monitor.feeds.model import FetchRequest

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
LEAD = "Nach dem Dammbruch an der Selke sucht die Feuerwehr weiter nach 14 Vermissten."
BODY = (
    "Bis zum Abend konnten 212 Menschen in Turnhallen untergebracht werden, sagte Landrat Uwe Thal.",
    "Das Technische Hilfswerk schickte 350 Helfer und drei Pumpen mit je 15.000 Litern in der Minute.",
    "Ein Sprecher des Talsperrenbetriebs wies Vorwürfe zurück, Warnungen seien zu spät gekommen.",
    "„Wir haben um 4.20 Uhr gewarnt“, sagte er. Der Landrat hatte zuvor von 5 Uhr gesprochen.",
    "Für Mittwoch sagt der Wetterdienst weitere 60 Liter Regen je Quadratmeter voraus.",
)
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in BODY)
ALIEN = "Schon 9.999 Leser haben dieses Angebot für 77 Cent genutzt."


def ld(kind: str = "NewsArticle", **more: object) -> str:
    data = {
        "@type": kind,
        "headline": "Dammbruch an der Selke",
        "datePublished": "2025-04-30T18:00:00+02:00",
        "author": [{"@type": "Person", "name": "Ina Roth"}],
        **more,
    }
    return f"<script type='application/ld+json'>{json.dumps({'@context': 'https://schema.org', '@graph': [{'@type': 'WebPage'}, data]})}</script>"


def around(main: str, *, head: str = "", title: str = "Dammbruch an der Selke") -> str:
    menu = "".join(f"<li><a href='/{n}'>Ressort {n}</a></li>" for n in range(20))
    return (
        f"<!DOCTYPE html><html lang='de'><head><meta charset='utf-8'><title>{title} - Harzbote</title><meta name='description' content='{LEAD}'>{head}</head>"
        f"<body><header><nav><ul>{menu}</ul></nav></header>{main}<footer><p>Alle Rechte vorbehalten, 2025, 9.999 Seiten.</p></footer></body></html>"
    )


PAGES = {
    # plain editorial system with named blocks
    "klassisch": around(
        f"<main><article><h1>Dammbruch an der Selke</h1><p class='article-lead'>{LEAD}</p><figure><img src='a.jpg'><figcaption>9.999 Säcke Sand. Foto: Roth</figcaption></figure>"
        f"<div class='article-body'>{PARAGRAPHS}<div class='ad-container'>{ALIEN}</div><section class='related-articles'><h3>Mehr zum Thema</h3><p>Schon 2013 waren 9.999 Häuser betroffen, wie Anwohner berichten.</p></section></div>"
        "<div id='comments'><p>Es sollen 9.999 Tote sein, sagt mein Schwager, aber das steht nirgends.</p></div></article></main>",
        head=ld(),
    ),
    # names made by a build tool; only tags and texts tell
    "verhasht": around(
        f"<div class='a1x'><div class='b2y'><h1 class='c3z'><span class='d4'>Dammbruch an der Selke</span></h1><div class='e5'><p class='f6'>{LEAD}</p></div>"
        f"<div class='e5'>{PARAGRAPHS}</div><div class='g7'><a href='/x'><h3>9.999 Euro für jeden Haushalt?</h3></a></div></div><aside class='h8'><p>{ALIEN}</p></aside></div>",
        head=ld(),
    ),
    # old page of tables and line breaks, Latin-1, no data of its own
    "alt": around(
        f"<table><tr><td><b>30.04.2025, 18:00 Uhr</b><h1>Dammbruch an der Selke</h1><p>{LEAD}</p>{PARAGRAPHS}<p>(dpa)</p></td><td><a href='/y'>9.999 Bilder</a></td></tr></table>"
    ).replace("utf-8", "iso-8859-1"),
    # text in the declared body only
    "skript": around("<div id='root'></div>", head=ld(articleBody="\n".join([LEAD, *BODY]))),
    # paragraphs behind a paywall
    "bezahlt": around(
        f"<main><article><h1>Dammbruch an der Selke</h1><p>{LEAD}</p><p>{BODY[0]}</p><div class='paywall-offer'><p>Jetzt weiterlesen: einen Monat testen, danach 9,99 € pro Monat, jederzeit kündbar.</p></div></article></main>",
        head=ld(isAccessibleForFree=False),
    ),
    "zustimmung": (
        "<html><head><title>Harzbote</title></head><body><h1>Willkommen</h1><p>Wir und unsere 180 Partner verwenden Cookies und verarbeiten personenbezogene Daten auf Ihrem Endgerät. "
        "Mit „Alle akzeptieren“ stimmen Sie personalisierter Werbung zu. Ihre Einwilligung können Sie jederzeit widerrufen.</p><p>Datenschutzeinstellungen</p></body></html>"
    ),
    "fehler": "<html><head><title>Seite nicht gefunden</title></head><body><h1>404</h1><p>Der Artikel ist leider nicht mehr verfügbar.</p></body></html>",
}


def feed() -> str:
    items = "".join(
        f"<item><title>Dammbruch ({name})</title><link>/{name}.html?wt_mc=rss</link><guid isPermaLink='false'>{name}</guid><pubDate>Mi, 30 Apr 2025 18:00:00 MESZ</pubDate></item>"
        for name in PAGES
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Harzbote</title>{items}</channel></rss>"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pages() -> AsyncIterator[dict[str, Page]]:
    async def answer(request: web.Request) -> web.Response:
        name = request.path.strip("/").removesuffix(".html")
        if name == "feed":
            return web.Response(text=feed(), content_type="application/rss+xml")
        if name not in PAGES:
            return web.Response(status=404)
        encoding = "iso-8859-1" if name == "alt" else "utf-8"
        return web.Response(
            body=PAGES[name].encode(encoding, "xmlcharrefreplace"), headers={"Content-Type": "text/html"}
        )

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fetcher = Fetcher(contact="", now=lambda: NOW, host_gap=0.0, press={"harzbote.test": runner.addresses[0][1]})
    pool = Pool(workers=1, seconds=30.0)
    found = await fetcher.fetch(FetchRequest(url="http://harzbote.test/feed", purpose="feed"))
    document = await pool.run(read, found.body, found.final_url)
    read_pages = {}
    for entry in document.entries:
        got = await fetcher.fetch(FetchRequest(url=entry.link))
        read_pages[entry.title[11:-1]] = await pool.run(look, got.body, got.final_url)
    yield read_pages
    await pool.close()
    await fetcher.close()
    await runner.cleanup()


def read(body: bytes, url: str) -> object:
    return read_feed(body, url=url, now=NOW)


def look(body: bytes, url: str) -> Page:
    assert "Selke" in visible_text(body) or b"Selke" not in body
    return extract(body, url=url, now=NOW)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", ["klassisch", "verhasht", "alt", "skript"])
async def test_every_system_gives_the_same_article(pages: dict[str, Page], name: str) -> None:
    page = pages[name]
    assert page.kind is PageKind.ARTICLE
    assert page.text.split("\n") == [LEAD, *BODY]
    assert page.title == "Dammbruch an der Selke"
    assert page.published == datetime(2025, 4, 30, 16, tzinfo=UTC)


@pytest.mark.asyncio(loop_scope="module")
async def test_names_and_agencies_are_found(pages: dict[str, Page]) -> None:
    assert (pages["klassisch"].byline, pages["klassisch"].agency, pages["alt"].agency) == ("Ina Roth", "", "dpa")


@pytest.mark.asyncio(loop_scope="module")
async def test_a_teaser_keeps_what_is_free(pages: dict[str, Page]) -> None:
    assert pages["bezahlt"].kind is PageKind.TEASER
    assert pages["bezahlt"].text.split("\n") == [LEAD, BODY[0]]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("name", "kind"), [("zustimmung", PageKind.WALL), ("fehler", PageKind.NONE)])
async def test_walls_and_errors_have_no_text(pages: dict[str, Page], name: str, kind: PageKind) -> None:
    assert (pages[name].kind, pages[name].text) == (kind, "")
