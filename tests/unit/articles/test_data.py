"""What pages say about themselves in JSON-LD, however it is written."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime

import pytest

from monitor.articles import extract
from monitor.articles.model import Page

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Unwetter in Hallstein",
    "datePublished": "2024-05-12T14:33:00+02:00",
    "dateModified": "2024-05-12T16:00:00+02:00",
    "author": [{"@type": "Person", "name": "Jana Wolters"}],
}
PLAIN = json.dumps(ARTICLE)
PARAGRAPHS = (
    "<p>In Hallstein sind nach dem Unwetter 1.412 Helfer im Einsatz, wie der Landrat am Dienstag mitteilte.</p>" * 3
)


def read(data: str) -> Page:
    page = (
        f"<html><head><script type='application/ld+json'>{data}</script></head>"
        f"<body><article><h1>Unwetter in Hallstein</h1>{PARAGRAPHS}</article></body></html>"
    )
    return extract(page.encode(), url="https://blatt.test/a-1.html", now=datetime(2024, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        json.dumps([{"@type": "BreadcrumbList"}, ARTICLE]),
        json.dumps({"@graph": [{"@type": "WebSite"}, ARTICLE]}),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        json.dumps({**ARTICLE, "@type": ["Article", "http://schema.org/NewsArticle"]}),
        PLAIN[:-1] + ",}",
        PLAIN.replace("Unwetter", "Un\nwetter"),
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        f"/*<![CDATA[*/{PLAIN}/*]]>*/",
        f"<!-- {PLAIN} -->",
        f"/* erzeugt am 12. */ {PLAIN};",
        f"// erzeugt\n{PLAIN}",
        '{"@type": "WebSite"}\n' + PLAIN,
        html.escape(PLAIN),
        json.dumps({**ARTICLE, "author": {"givenName": "Jana", "familyName": "Wolters"}}),
        json.dumps({**ARTICLE, "author": "Von Jana Wolters"}),
    ],
)
def test_every_spelling_tells_times_and_author(data: str) -> None:
    page = read(data)
    assert page.published == datetime(2024, 5, 12, 12, 33, tzinfo=UTC)
    assert page.updated == datetime(2024, 5, 12, 14, tzinfo=UTC)
    assert page.byline == "Jana Wolters"


@pytest.mark.parametrize("data", [PLAIN[:-30], PLAIN.replace("Unwetter", '"Unwetter"')])
def test_of_broken_data_the_times_are_kept(data: str) -> None:
    assert read(data).published == datetime(2024, 5, 12, 12, 33, tzinfo=UTC)


@pytest.mark.parametrize("data", ["", "null", "{", "[1, 2", '{"datePublished": "2024-05-12"}', "<!-- -->", "//"])
def test_data_that_say_nothing_about_an_article_tell_nothing(data: str) -> None:
    assert read(data).published is None


def test_addresses_in_strings_survive_the_removal_of_comments() -> None:
    data = PLAIN.replace('"Unwetter in Hallstein"', '"Siehe https://blatt.test/x"')
    assert read(f"// erzeugt\n{data}").byline == "Jana Wolters"
