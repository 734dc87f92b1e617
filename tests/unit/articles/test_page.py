"""Pages: what is the article and what stands beside it. All texts are made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.articles import extract, joined, page_line
from monitor.articles.model import Page, PageKind
from monitor.feeds.model import Precision

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
URL = "https://www.blatt.de/politik/pegel-123.html"
P = (
    "Am Oberlauf der Ilme sind nach Angaben des Kreises 1.200 Menschen in Sicherheit gebracht worden.",
    "Landrätin Berta Kolb sprach am Abend von der schwersten Lage seit vierzig Jahren und dankte den Helfern.",
    "Der Pegel in Dassel stieg bis zum Mittag auf 4,35 Meter, wie das Landesamt mitteilte.",
    "Entwarnung gebe es erst, wenn der Regen aufhöre, sagte ein Sprecher der Feuerwehr in der Nacht.",
)


def html(*blocks: str, head: str = "", title: str = "Hochwasser an der Ilme", body: str = "") -> bytes:
    inner = "".join(block if block.startswith("<") else f"<p>{block}</p>" for block in blocks)
    return (
        f"<!doctype html><html lang='de'><head><meta charset='utf-8'><title>{title} | Blatt</title>{head}</head><body><nav><a href='/'>Start</a></nav>"
        f"<main><article><h1>{title}</h1>{inner}</article></main>{body}<footer>Impressum</footer></body></html>"
    ).encode()


def read(*blocks: str, **options: str) -> Page:
    return extract(html(*blocks, **options), url=URL, now=NOW)


def ld(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Hochwasser an der Ilme", **fields}
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def test_the_article_is_its_paragraphs() -> None:
    page = read(*P)
    assert page.kind is PageKind.ARTICLE
    assert page.text.split("\n") == list(P)
    assert page.title == "Hochwasser an der Ilme"
    assert page.lead == P[0]


@pytest.mark.parametrize(
    "block",
    [
        "<figure><img src='x'><figcaption>Blick auf 77 Häuser im Tal. Foto: Agentur</figcaption></figure>",
        "<p class='image-caption'>Die Brücke trägt 77 Tonnen.</p>",
        "<aside class='infobox'><p>Der Kreis hat 77 Gemeinden und liegt im Süden des Landes.</p></aside>",
        "<div class='teaser-list'><p>Streit um 77 Millionen für die neue Brücke im Nachbarkreis geht weiter.</p></div>",
        "<div class='article__related'><p>Schon im Vorjahr waren 77 Keller voll Wasser gelaufen, sagte die Wehr.</p></div>",
        "<p><a href='/mehr'>Lesen Sie dazu: 77 Orte ohne Strom</a></p>",
        "<ul><li><a href='/a'>77 Orte ohne Strom</a></li><li><a href='/b'>Wie Sie spenden können</a></li></ul>",
        "<div class='newsletter-box'><p>Mehr als 77.000 Menschen lesen unseren Newsletter. Melden Sie sich jetzt an.</p></div>",
        "<div id='ad-slot-7' class='advert'><p>Nur heute: 77 Prozent Rabatt auf alle Stiefel.</p></div>",
        "<section class='comments'><p>Ich habe gehört, es waren 77 Tote, das schreibt aber keiner.</p></section>",
        "<p hidden>Frühere Fassung: 77 Menschen.</p>",
        "<p style='display:none'>Frühere Fassung: 77 Menschen.</p>",
        "<p><del>77 Menschen</del></p>",
        "<p>Stand: 28.04.2025, 07:77 Uhr</p>".replace("77 Uhr", "47 Uhr").replace("28", "28"),
        "<p>Lesezeit: 77 Minuten</p>",
        "<p>© dpa-infocom, dpa:250428-77-123456/3</p>",
        "<p>Foto: Max Muster/Bildagentur 77</p>",
        "<p>28.04.2025 | 1:77 min</p>".replace("1:77", "1:47"),
        "<p>Jetzt Newsletter abonnieren und 77 Artikel gratis lesen</p>",
        "<p>Gerda Muster: Der große Regen. Roman. Verlag 2025, 77 S., 22 Euro</p>",
        "<div class='video-player'><p>77 Sekunden: So sieht es im Tal aus.</p></div>",
        "<script>var zahl = 77;</script>",
        "<noscript>77 Bilder</noscript>",
        "<span class='visually-hidden'>Bild 77 von 99</span>",
    ],
)
def test_what_stands_beside_the_article_stays_out(block: str) -> None:
    page = read(P[0], P[1], block, P[2], P[3])
    assert [line for line in page.text.split("\n") if line not in P] == []
    assert len(page.text.split("\n")) == 4


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (
            "Es waren 10.000<sup>1</sup> Helfer vor Ort, hieß es im Kreis.",
            "Es waren 10.000 Helfer vor Ort, hieß es im Kreis.",
        ),
        (
            "Es waren 10.000 <sup><a href='#n'>[2]</a></sup> Helfer vor Ort, hieß es.",
            "Es waren 10.000 Helfer vor Ort, hieß es.",
        ),
        (
            "Gesperrt sind 12 km<sup>2</sup> Wald am Fluss, hieß es im Kreis.",
            "Gesperrt sind 12 km² Wald am Fluss, hieß es im Kreis.",
        ),
        (
            "Insgesamt kamen <del>10.000</del> <ins>12.000</ins> Helfer in den Kreis.",
            "Insgesamt kamen 12.000 Helfer in den Kreis.",
        ),
        (
            "Rund 12.<br>000 Helfer waren in der Nacht am Fluss im Einsatz.",
            "Rund 12.000 Helfer waren in der Nacht am Fluss im Einsatz.",
        ),
        (
            "Rund 12&nbsp;000 Helfer und 3&#8239;500 Wagen waren im Einsatz.",
            "Rund 12 000 Helfer und 3 500 Wagen waren im Einsatz.",
        ),
        (
            "Rund <b>12</b>.<b>000</b> Helfer waren in der Nacht am Fluss.",
            "Rund 12.000 Helfer waren in der Nacht am Fluss.",
        ),
        (
            "Im Wasser fand die Behörde 10<sup>6</sup> Keime und 500<sup>1,2</sup> Ölflecken.",
            "Im Wasser fand die Behörde 10⁶ Keime und 500 Ölflecken.",
        ),
        (
            "Zwölf&shy;tausend Helfer waren in der Nacht am Fluss im Einsatz.",
            "Zwölftausend Helfer waren in der Nacht am Fluss im Einsatz.",
        ),
    ],
)
def test_figures_are_not_bent_by_markup(paragraph: str, text: str) -> None:
    assert text in read(P[0], f"<p>{paragraph}</p>", *P[1:]).text.split("\n")


@pytest.mark.parametrize(
    "head", ["gartenfreund vor 3 Stunden", "Ilse M. vor 2 Tagen", "talbewohner 28.04.2025, 11:30 Uhr"]
)
def test_readers_comments_end_the_article_whatever_they_are_called(head: str) -> None:
    comments = [
        head,
        "Ich habe von 77 Toten gehört, das schreibt hier aber keiner.",
        head.replace("3", "5").replace("2 T", "4 T"),
        "Unsinn, es waren 88, mein Bruder ist bei der Feuerwehr.",
    ]
    assert read(*P, *comments).text.split("\n") == list(P)


def test_one_line_that_looks_like_a_comments_head_ends_nothing() -> None:
    assert read(P[0], P[1], "Feuerwehr vor 3 Stunden", *P[2:]).text.endswith(P[3])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<form id='aspnetForm' method='post'>", "</form>"),
        ("<div class='paywall'>", "</div>"),
        ("<div class='font-source-sans share-page'>", "</div>"),
        ("<section class='content-with-sidebar ad-free'>", "</section>"),
        ("<div class='gallery'><div class='teaser'>", "</div></div>"),
        ("<aside>", "</aside>"),
    ],
)
def test_what_holds_the_article_stays_whatever_it_is_called(before: str, after: str) -> None:
    body = html(*P).decode().replace("<main>", f"<main>{before}").replace("</main>", f"{after}</main>")
    assert extract(body.encode(), url=URL).text.split("\n") == list(P)


@pytest.mark.parametrize("join", ["<br><br>", "</div><div>", "<br/>"])
def test_pages_without_paragraphs_are_read(join: str) -> None:
    body = f"<html><head><title>T</title></head><body><form><table><tr><td><h1>Hochwasser</h1><div>{join.join(P)}</div></td></tr></table></form></body></html>"
    text = extract(body.encode(), url=URL).text
    assert all(line in text for line in P)


def test_a_list_that_a_sentence_leads_into_belongs_to_the_article() -> None:
    page = read(
        P[0],
        "Der Kreis meldet:",
        "<ul><li>1.200 Menschen in Sicherheit gebracht</li><li>drei Brücken gesperrt</li></ul>",
        *P[1:],
    )
    assert "1.200 Menschen in Sicherheit gebracht" in page.text


POINTS = (
    "Rund 7.300 Menschen wurden in Sicherheit gebracht.",
    "Drei Brücken sind nach Angaben des <a href='/kreis'>Kreises</a> gesperrt.",
)


@pytest.mark.parametrize(
    "heading",
    [
        "Was bekannt ist",
        "Was wir wissen – und was nicht",
        "Was noch unklar ist",
        "Was über die Lage bekannt ist",
        "Das Wichtigste in Kürze",
        "Die wichtigsten Punkte",
        "Die Lage im Überblick",
        "Die Beschlüsse auf einen Blick",
        "Kurz zusammengefasst",
        "Stand der Dinge",
    ],
)
def test_points_under_a_heading_that_sums_up_are_the_article(heading: str) -> None:
    items = "".join(f"<li>{point}</li>" for point in POINTS)
    text = read(*P[:2], f"<h2>{heading}</h2>", f"<ul>{items}</ul>", *P[2:]).text
    assert "7.300 Menschen" in text
    assert "Drei Brücken sind nach Angaben des Kreises gesperrt" in text


@pytest.mark.parametrize(
    ("heading", "items"),
    [
        ("Das Wichtigste aus dem Kreis", ("<a href='/a'>7.300 Menschen müssen ihre Häuser verlassen.</a>",) * 2),
        ("Die wichtigsten Meldungen", ("7.300 Menschen in Sicherheit", "Drei Brücken gesperrt")),
        ("Mehr aus der Region", ("Rund 7.300 Menschen wurden in Sicherheit gebracht.",) * 2),
        ("Über den Autor", ("Er hat rund 7.300 Artikel in der Zeitung geschrieben.",) * 2),
        ("Was bekannt ist", ("Rund 7.300 Menschen wurden in Sicherheit gebracht.",)),
    ],
)
def test_points_elsewhere_are_not(heading: str, items: tuple[str, ...]) -> None:
    listed = "".join(f"<li>{item}</li>" for item in items)
    assert "7.300" not in read(*P[:2], f"<h2>{heading}</h2>", f"<ul>{listed}</ul>", *P[2:]).text


def test_a_pull_quote_is_not_said_twice() -> None:
    quote = "Entwarnung gebe es erst, wenn der Regen aufhöre"
    assert read(P[0], f"<blockquote><p>{quote}</p></blockquote>", *P[1:]).text.count(quote) == 1


@pytest.mark.parametrize("depth", [10, 190, 300, 2000])
def test_deep_nesting_loses_nothing(depth: int) -> None:
    page = extract(html("<div>" * depth + "".join(f"<p>{line}</p>" for line in P) + "</div>" * depth), url=URL)
    assert page.text.split("\n") == list(P)


def test_the_publishers_own_body_brings_back_what_was_lost() -> None:
    lost = "Unterdessen wurden nach Angaben der Bahn 14 Züge auf der Strecke nach Kreiensen gestrichen."
    filler = [
        f"Im Ort Nummer {n} liefen Keller voll, die Feuerwehr pumpte bis zum Morgen Wasser ab." for n in range(12)
    ]
    blocks = [*P, *filler[:6], f"<div class='promo'><p>{lost}</p></div>", *filler[6:]]
    body = " ".join([*P, *filler[:6], lost, *filler[6:]])
    assert "14 Züge" not in read(*blocks).text or lost in read(*blocks).text
    assert P[2] in read(*blocks, head=ld(articleBody=body)).text


def test_the_publishers_own_body_expels_strangers() -> None:
    stranger = "Die Molkerei im Nachbarort wirbt mit 99 Sorten Joghurt für ihr Sommerfest am Wochenende."
    filler = [
        f"Im Ort Nummer {n} liefen Keller voll, die Feuerwehr pumpte bis zum Morgen Wasser ab." for n in range(12)
    ]
    blocks = [*P, *filler[:6], stranger, *filler[6:]]
    assert stranger in read(*blocks).text
    assert stranger not in read(*blocks, head=ld(articleBody=" ".join([*P, *filler]))).text


class TestTimes:
    """Published, updated, precision."""

    def test_json_ld_tells_both(self) -> None:
        page = read(*P, head=ld(datePublished="2025-04-28T10:30:00+02:00", dateModified="2025-04-28T12:00:00+02:00"))
        assert page.published == datetime(2025, 4, 28, 8, 30, tzinfo=UTC)
        assert page.updated == datetime(2025, 4, 28, 10, 0, tzinfo=UTC)
        assert page.published_precision is Precision.SECOND

    @pytest.mark.parametrize(
        "head",
        [
            "<meta property='article:published_time' content='2025-04-28T08:30:00Z'>",
            "<meta name='date' content='2025-04-28T10:30:00+0200'>",
            '<script type=\'application/ld+json\'>{"@graph":[{"@type":["NewsArticle"],"datePublished":"2025-04-28T10:30:00+02:00",}]}</script>',
        ],
    )
    def test_other_places_tell_it_too(self, head: str) -> None:
        assert read(*P, head=head).published == datetime(2025, 4, 28, 8, 30, tzinfo=UTC)

    def test_a_time_element_is_enough(self) -> None:
        assert read("<time datetime='2025-04-28T10:30:00+02:00'>28.04.</time>", *P).published == datetime(
            2025, 4, 28, 8, 30, tzinfo=UTC
        )

    def test_a_day_stays_a_day(self) -> None:
        page = read(*P, head="<meta name='date' content='2025-04-28'>")
        assert (page.published, page.published_precision) == (datetime(2025, 4, 28, tzinfo=UTC), Precision.DAY)

    def test_a_shown_german_date_is_read(self) -> None:
        assert read("<div class='article-date'>28. April 2025, 10:30 Uhr</div>", *P).published == datetime(
            2025, 4, 28, 8, 30, tzinfo=UTC
        )

    @pytest.mark.parametrize(
        "block",
        [
            "<div class='k9x'>Mo 28.04.25 | 10:30 Uhr | Von <span>Jana Feld</span></div>",
            "<div><span>28.04.2025, 10:30 Uhr</span></div>",
            "<p>Stand: 28. April 2025, 10.30 Uhr</p>",
        ],
    )
    def test_a_date_between_headline_and_text_is_read(self, block: str) -> None:
        assert read(block, *P).published == datetime(2025, 4, 28, 8, 30, tzinfo=UTC)

    def test_a_date_in_the_text_is_not_the_pages(self) -> None:
        assert (
            read(
                P[0] + " Am 28.04.2025, 10:30 Uhr, war der höchste Stand erreicht, sagte ein Sprecher der Behörde.",
                *P[1:],
            ).published
            is None
        )

    def test_a_date_behind_the_text_is_not_the_pages(self) -> None:
        assert read(*P, "<p>Richtigstellung vom 28. April 2025: Es waren 18 Orte.</p>").published is None

    def test_a_date_under_a_headline_that_is_no_h1_is_read(self) -> None:
        body = (
            f"<h3>Pegel steigt weiter</h3><div>Mo 28.04.25 | 10:30 Uhr</div>{''.join(f'<p>{line}</p>' for line in P)}"
        )
        page = f"<html><head><meta property='og:title' content='Pegel steigt weiter'></head><body>{body}</body></html>"
        found = extract(page.encode(), url="https://www.blatt.de/a-1.html", now=NOW)
        assert found.published == datetime(2025, 4, 28, 8, 30, tzinfo=UTC)

    def test_the_address_is_the_last_resort(self) -> None:
        page = extract(html(*P), url="https://www.blatt.de/2025/04/28/pegel", now=NOW)
        assert (page.published, page.published_precision) == (datetime(2025, 4, 28, tzinfo=UTC), Precision.DAY)

    def test_an_update_before_publication_is_none(self) -> None:
        assert (
            read(
                *P, head=ld(datePublished="2025-04-28T10:30:00+02:00", dateModified="2025-04-28T10:30:00+02:00")
            ).updated
            is None
        )


class TestHeads:
    """Headline, names, address."""

    def test_the_headline_of_the_page_counts_not_the_search_title(self) -> None:
        page = read(
            *P,
            head="<meta property='og:title' content='Ilme Hochwasser 2025: Pegel, Karte, News'>"
            + ld(headline="Ilme Hochwasser 2025: Pegel und Karte"),
        )
        assert page.title == "Hochwasser an der Ilme"

    def test_a_breadcrumb_is_no_headline(self) -> None:
        body = (
            html(*P)
            .replace(b"<h1>", b"<h1 class='breadcrumb__headline'>")
            .replace(b"</h1>", b"</h1><h2>Die Ilme steigt und steigt</h2>")
        )
        body = body.replace(b"<head>", b"<head><meta property='og:title' content='Die Ilme steigt und steigt'>")
        assert extract(body, url=URL).title == "Die Ilme steigt und steigt"

    def test_a_kicker_is_left_out(self) -> None:
        body = html(*P).replace(b"<h1>", b"<h1><span class='kicker'>Unwetter</span> ")
        assert extract(body, url=URL).title == "Hochwasser an der Ilme"

    def test_endless_headlines_are_cut(self) -> None:
        title = extract(html(*P, title="Wort " * 100_000), url=URL).title
        assert len(title) <= 500

    def test_byline_without_the_publisher(self) -> None:
        head = ld(
            author=[{"@type": "Person", "name": "Jana Feld"}, {"@type": "Organization", "name": "Blatt"}],
            publisher={"name": "Blatt"},
        )
        assert read(*P, head=head).byline == "Jana Feld"

    def test_the_canonical_address_of_the_same_site_counts(self) -> None:
        assert (
            read(*P, head="<link rel='canonical' href='https://www.blatt.de/politik/pegel.html?utm_source=x'>").url
            == "https://www.blatt.de/politik/pegel.html"
        )

    @pytest.mark.parametrize("claimed", ["https://www.anderswo.de/a", "https://www.blatt.de/", "javascript:x", ""])
    def test_a_foreign_or_empty_claim_does_not(self, claimed: str) -> None:
        assert read(*P, head=f"<link rel='canonical' href='{claimed}'>").url == URL

    def test_a_lead_outside_of_the_text_comes_first(self) -> None:
        lead = "Mehr als tausend Menschen mussten ihre Häuser verlassen, und der Regen hält an."
        page = extract(
            html(*P, head=f"<meta name='description' content='{lead}'>").replace(
                b"<article>", f"<header class='promo'><p>{lead}</p></header><article>".encode()
            ),
            url=URL,
        )
        assert page.text.split("\n")[0] == lead
        assert page.lead == lead

    def test_a_description_nobody_sees_is_no_lead(self) -> None:
        assert (
            read(
                *P,
                head="<meta name='description' content='Alle Nachrichten zum Hochwasser an der Ilme im Überblick mit Karte'>",
            ).text.split("\n")[0]
            == P[0]
        )

    def test_a_reservation_on_the_page_is_kept(self) -> None:
        assert read(*P, head="<meta name='tdm-reservation' content='1'>").reserved
        assert not read(*P).reserved


class TestKinds:
    """Consent walls, paywalls, errors and empty pages never come back as news."""

    CONSENT = (
        "<!doctype html><html><head><title>Blatt – Zustimmung</title></head><body><h1>Blatt mit Werbung lesen</h1><p>Besuchen Sie blatt.de wie gewohnt mit Werbung und Tracking. "
        "Details finden Sie in der Datenschutzerklärung.</p><p>Zustimmen und weiter</p><p>Wir und unsere 212 Partner verarbeiten personenbezogene Daten und speichern Informationen auf "
        "Ihrem Endgerät, etwa Cookies, Kennungen und IP-Adressen, für personalisierte Werbung und Inhalte. Die Einwilligung kann jederzeit widerrufen werden.</p>"
        "<p>Werbefrei lesen mit dem Pur-Abo für 4,99 Euro im Monat, jederzeit kündbar.</p></body></html>"
    )

    def kind(self, body: str | bytes) -> tuple[PageKind, str]:
        page = extract(body if isinstance(body, bytes) else body.encode(), url=URL, now=NOW)
        assert page.text == "" or page.kind in {PageKind.ARTICLE, PageKind.TEASER, PageKind.LIVEBLOG}
        return page.kind, page.reason

    def test_a_consent_wall(self) -> None:
        assert self.kind(self.CONSENT) == (PageKind.WALL, "page.consent")

    def test_a_challenge(self) -> None:
        assert self.kind(
            "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
        ) == (PageKind.WALL, "page.challenge")

    @pytest.mark.parametrize(
        "title", ["Seite nicht gefunden", "404 - Fehler", "Artikel nicht mehr verfügbar", "503 Service Unavailable"]
    )
    def test_an_error_page(self, title: str) -> None:
        body = html(
            "Die gewünschte Seite wurde leider verschoben oder gelöscht. Bitte nutzen Sie die Suche auf der Startseite.",
            title=title,
        )
        assert self.kind(body) == (PageKind.NONE, "page.error")

    def test_a_paywall_offer_is_no_article(self) -> None:
        offer = "<p>Jetzt weiterlesen: Digitalabo im ersten Monat für 0,99 €, monatlich kündbar.</p><p>Sie sind bereits Abonnent? Hier anmelden und freischalten.</p>"
        assert self.kind(html(offer))[0] in {PageKind.WALL, PageKind.NONE}

    def test_the_free_beginning_of_a_paid_article_is_a_teaser(self) -> None:
        page = read(
            P[0],
            P[1],
            "<div class='paywall'><p>Weiterlesen mit Plus: 30 Tage kostenlos testen, danach 9,99 € pro Monat.</p></div>",
            head=ld(isAccessibleForFree=False),
        )
        assert (page.kind, page.reason) == (PageKind.TEASER, "page.paywall")
        assert "9,99" not in page.text

    def test_a_paid_article_that_is_open_in_full_is_an_article(self) -> None:
        assert (
            read(
                *(P * 1),
                *[
                    f"Im Ort Nummer {n} liefen Keller voll, die Feuerwehr pumpte bis zum Morgen Wasser ab."
                    for n in range(20)
                ],
                head=ld(isAccessibleForFree="False"),
            ).kind
            is PageKind.ARTICLE
        )

    @pytest.mark.parametrize(
        "body", [b"", b"   ", b"\x00\x00", b"<html></html>", b"\xff\xd8\xff\xe0JFIF", b"<p>kurz</p>", b"%PDF-1.7 x"]
    )
    def test_nothing_readable_is_none_with_a_reason(self, body: bytes) -> None:
        kind, reason = self.kind(body)
        assert kind is PageKind.NONE
        assert reason.startswith("page.")

    def test_a_section_page_is_no_article(self) -> None:
        teasers = [
            f"<div><h3><a href='/a{n}'>Schlagzeile Nummer {n} aus dem Kreis</a></h3><p>Kurzer Anriss der Meldung {n} mit 77 Toten.</p></div>"
            for n in range(12)
        ]
        assert self.kind(html(*teasers, title="Politik")) == (PageKind.NONE, "page.overview")

    def test_a_page_built_by_scripts_is_read_from_its_data(self) -> None:
        page = read("<div id='app'></div>", head=ld(articleBody="\n".join(P)))
        assert page.kind is PageKind.ARTICLE
        assert page.text.split("\n") == list(P)

    def test_an_article_about_cookies_is_an_article(self) -> None:
        blocks = [
            "Das Landgericht hat einem Verlag untersagt, Cookies ohne Einwilligung der Leser zu setzen.",
            "Die Richter sahen in dem Hinweis „Zustimmen und weiter“ keine freie Entscheidung, wie ein Sprecher sagte.",
            "Geklagt hatte ein Verband, der nach eigenen Angaben 14.000 Mitglieder zählt und mehr Datenschutz fordert.",
            "Der Verlag will gegen das Urteil vorgehen. In der Branche gilt das Verfahren als wegweisend für die Werbung.",
        ] * 1
        assert read(*blocks, title="Gericht rügt Cookie-Hinweis").kind is PageKind.ARTICLE


LIVE = {
    "@type": "LiveBlogPosting",
    "headline": "Hochwasser im Liveblog",
    "liveBlogUpdate": [
        {
            "@type": "BlogPosting",
            "headline": f"Meldung {n}",
            "articleBody": f"Satz {n} mit {n}00 Menschen im Tal.",
            "datePublished": f"2025-04-28T1{n}:00:00+02:00",
        }
        for n in (3, 2, 1)
    ],
}


def test_a_live_blog_is_split_into_timed_entries() -> None:
    page = read(
        *P, head=f"<script type='application/ld+json'>{json.dumps(LIVE)}</script>", title="Hochwasser im Liveblog"
    )
    assert page.kind is PageKind.LIVEBLOG
    assert [page.text[entry.start : entry.end] for entry in page.entries] == [
        f"Meldung {n}\nSatz {n} mit {n}00 Menschen im Tal." for n in (3, 2, 1)
    ]
    assert page.entries[0].published == datetime(2025, 4, 28, 11, tzinfo=UTC)


def test_a_live_blog_without_data_is_split_by_its_structure() -> None:
    entries = "".join(
        f"<div class='entry'><time datetime='2025-04-28T1{n}:00:00+02:00'>1{n}:00 Uhr</time><h3>Meldung {n}</h3><p>Der Kreis zählt inzwischen {n}00 Menschen in Notunterkünften.</p></div>"
        for n in (4, 3, 2, 1)
    )
    page = read(f"<div>{entries}</div>", title="Liveticker: Hochwasser an der Ilme")
    assert page.kind is PageKind.LIVEBLOG
    assert [entry.title for entry in page.entries] == ["Meldung 4", "Meldung 3", "Meldung 2", "Meldung 1"]


DAY = (
    "<meta property='article:published_time' content='2025-04-30T08:00:00+02:00'>"
    "<meta property='article:modified_time' content='2025-05-01T00:40:00+02:00'>"
)
CLOCKS, FALLEN = ("00:30", "23:50", "22.15"), ["2025-04-30T22:30", "2025-04-30T21:50", "2025-04-30T20:15"]


def ticker(shape: str, clocks: tuple[str, ...] = CLOCKS, wrap: str = "{}") -> Page:
    entries = "".join(
        shape.format(clock=clock, n=n, text=text) for n, (clock, text) in enumerate(zip(clocks, P[1:], strict=False))
    )
    return read(P[0], wrap.format(entries), title="Liveblog: Hochwasser an der Ilme", head=DAY)


@pytest.mark.parametrize(
    ("shape", "wrap"),
    [
        ("<h3>{clock} Uhr: Meldung {n}</h3><p>{text}</p><p>Mehr dazu folgt im Lauf des Tages, so die Wehr.</p>", "{}"),
        ("<h2>+++ {clock} Meldung {n} +++</h2><p>{text}</p>", "<div>{}</div>"),
        ("<p><strong>{clock} Uhr:</strong> {text}</p>", "<div>{}</div>"),
        ("<div class='b'><span class='zeit'>{clock}</span><h3>Meldung {n}</h3><p>{text}</p></div>", "<section>{}</section>"),
        ("<section><h3>Meldung {n}</h3><div class='meta'>{clock} Uhr</div><p>{text}</p></section>", "<div>{}</div>"),
        ("<li><b>{clock} Uhr</b><p>{text}</p></li>", "<ul>{}</ul>"),
        ("<i id=a{n}></i><div class=dt>{clock} Uhr</div><h2>Meldung {n}</h2><p>{text}</p>", "<div>{}</div>"),
        ("<p><strong>+++ {clock} Uhr Meldung {n} +++</strong><br>{text}</p>", "<div>{}</div>"),
        ("<h3>Meldung {n} ({clock} Uhr)</h3><p>{text}</p>", "<div>{}</div>"),
        ("<dt>{clock} Uhr</dt><dd><b>Meldung {n}</b> {text}</dd>", "<dl>{}</dl>"),
        ("<tr><td>{clock}</td><td><b>Meldung {n}</b><br>{text}</td></tr>", "<table>{}</table>"),
        ("<section><time>{clock} Uhr</time><h3>Meldung {n}</h3><p>{text}</p></section>", "<div>{}</div>"),
    ],
)  # fmt: skip
def test_a_live_blog_without_any_marked_time_is_split_by_its_clocks(shape: str, wrap: str) -> None:
    page = ticker(shape, wrap=wrap)
    assert page.kind is PageKind.LIVEBLOG
    assert [entry.published.isoformat()[:16] for entry in page.entries if entry.published] == FALLEN
    for entry, text in zip(page.entries, P[1:], strict=True):
        assert text in page.text[entry.start : entry.end]


def test_entries_of_a_live_blog_are_read_without_what_stands_beside_them() -> None:
    shape = (
        "<li class=e><span class=c>{clock} Uhr</span><b>Meldung {n}</b><p>{text}</p><figure><figcaption>777 Boote</figcaption></figure>"
        "<div class=infobox><p>Die Ilme ist 777 Kilometer lang.</p></div><p>Mehr dazu: <a href=/x>777 Orte ohne Strom</a></p></li>"
    )
    page = ticker(shape, wrap="<ul>{}</ul>")
    assert [entry.title for entry in page.entries] == ["Meldung 0", "Meldung 1", "Meldung 2"]
    assert "777" not in page.text


def test_moments_that_only_the_pages_scripts_read_are_the_entries() -> None:
    entries = "".join(
        f"<div class=e><span data-time='2025-04-28T1{n}:00:00+02:00'>vor {n} Minuten</span><h3>Meldung {n}</h3>"
        f"<p>Der Kreis zählt inzwischen {n}00 Menschen in Notunterkünften.</p></div>"
        for n in (4, 3, 2)
    )
    page = read(f"<div>{entries}</div>", title="Liveticker: Hochwasser an der Ilme")
    assert [entry.published.hour for entry in page.entries if entry.published] == [12, 11, 10]


@pytest.mark.parametrize(
    ("clocks", "moments"),
    [
        (
            ("28.04.2025 • 22:15 Uhr", "28.04.25 | 21:50 Uhr", "28.4. 20:15"),
            ["2025-04-28T20:15", "2025-04-28T19:50", "2025-04-28T18:15"],
        ),
        (("22:15", "23:50", "00:30"), ["2025-04-30T20:15", "2025-04-30T21:50", "2025-04-30T22:30"]),
        (("Donnerstag, 1. Mai, 00:30", "Mittwoch, 30. April 2025, 23:50", "30.04.2025, 22:15"), FALLEN),
        (("00:30", "00:10", "23:50"), ["2025-04-30T22:30", "2025-04-30T22:10", "2025-04-30T21:50"]),
        (("00:30", "00:35", "00:20"), ["2025-04-30T22:30", "2025-04-30T22:35", "2025-04-30T22:20"]),
    ],
)
def test_the_day_of_an_entry_follows_from_the_order_of_the_clocks(clocks: tuple[str, ...], moments: list[str]) -> None:
    page = ticker("<h3>{clock} Uhr</h3><p>{text}</p>", clocks)
    assert [entry.published.isoformat()[:16] for entry in page.entries if entry.published] == moments


@pytest.mark.parametrize(
    "shape",
    [
        "<p>{clock} Millionen Euro kostet das: {text}</p>",
        "<p>Um {clock} Uhr begann es. {text}</p>",
        "<p>Gegen Mittag: {text}</p>",
    ],
)
def test_times_in_running_text_make_no_live_blog(shape: str) -> None:
    assert ticker(shape, ("15.30", "12.30", "11.30")).kind is PageKind.ARTICLE


def test_an_article_with_clocks_is_no_live_blog_unless_it_says_so() -> None:
    entries = "".join(f"<h3>{clock} Uhr</h3><p>{text}</p>" for clock, text in zip(CLOCKS, P[1:], strict=True))
    assert read(P[0], entries, head=DAY).kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    ("link", "following"),
    [
        ("/politik/pegel-123.html?page=2", "https://www.blatt.de/politik/pegel-123.html?page=2"),
        ("/politik/pegel-123-2.html", "https://www.blatt.de/politik/pegel-123-2.html"),
        ("/politik/brand-in-dassel.html", ""),
        ("https://www.anderswo.de/politik/pegel-123.html?page=2", ""),
        ("/politik/pegel-123.html", ""),
    ],
)
def test_the_next_part_of_an_article_is_known(link: str, following: str) -> None:
    assert read(*P, head=f"<link rel='next' href='{link}'>").next_page == following


def test_parts_are_joined_without_repeating_the_lead() -> None:
    first, second = read(P[0], P[1]), read(P[0], P[2], P[3] + " (dpa)")
    whole = joined(first, [second])
    assert whole.text.split("\n") == [P[0], P[1], P[2], P[3] + " (dpa)"]
    assert whole.agency == "dpa"


def test_the_line_of_the_command_has_the_agreed_keys() -> None:
    line = page_line(read(*P))
    assert list(line) == [
        "url",
        "title",
        "text",
        "published",
        "published_precision",
        "updated",
        "byline",
        "agency",
        "kind",
    ]
    assert page_line(extract(b"", url=URL))["reason"] == "page.empty"


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "cp1252", "utf-16"])
def test_umlauts_survive_every_encoding(encoding: str) -> None:
    body = html(*P).decode().replace("charset='utf-8'", f"charset='{encoding}'").encode(encoding)
    assert extract(body, url=URL).text.split("\n") == list(P)
