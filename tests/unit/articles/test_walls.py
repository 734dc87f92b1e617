"""Pages that are no article, or only its beginning: walls, checks for robots, errors, offers."""

from __future__ import annotations

import json

import pytest

from monitor.articles import extract
from monitor.articles.model import Page, PageKind

TITLE = "Unwetter in Hallstein: Hunderte in Sicherheit gebracht"
BEGINNING = (
    "<p>Nach dem Unwetter in der Region Hallstein sind am Dienstag 1.412 Helfer im Einsatz gewesen, wie der Landrat mitteilte.</p>"
    "<p>Der Pegel der Lahre stieg nach Angaben der Behörde binnen sechs Stunden um 3,17 Meter. Das ist ein Rekord.</p>"
)


def read(body: str, *, title: str = "blatt.test", head: str = "") -> Page:
    html = f"<!doctype html><html lang=de><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return extract(html.encode(), url="https://blatt.test/region/unwetter-12345.html")


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Willkommen</h1><p>Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Ihre Zustimmung ist jederzeit widerrufbar. "
        "Details finden Sie im Privacy Center.</p><p>Zur Finanzierung arbeiten wir mit 182 Drittanbietern zusammen, die personenbezogene "
        "Daten verarbeiten und Cookies auf Ihrem Gerät speichern.</p>",
        "<h1>Privatsphäre</h1><p>Wir und unsere 214 Partner benötigen Ihre Zustimmung, um Informationen auf Ihrem Endgerät zu speichern. "
        "Dies dient personalisierter Werbung. Sie können Ihre Einwilligung jederzeit widerrufen.</p><button>Alle akzeptieren</button>",
        "<h2>We value your privacy</h2><p>We and our 812 partners store information on a device, such as cookies, for personalised ads. "
        "With your permission we use geolocation data.</p><button>Accept all cookies</button>",
        "<h1>Mit Werbung lesen</h1><p>Lesen Sie mit Werbung und Cookies.</p><a>Zustimmen und weiter</a><h1>Pur-Abo</h1>"
        "<p>Ohne Werbung und Tracking für 0,99 Euro, wir speichern nichts auf Ihrem Gerät.</p>",
    ],
)  # fmt: skip
def test_a_wall_that_asks_for_consent(body: str) -> None:
    page = read(body)
    assert (page.kind, page.reason, page.text) == (PageKind.WALL, "page.consent", "")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Nur einen Moment…", "<h1>blatt.test</h1><p>Verifizieren Sie, dass Sie ein Mensch sind, indem Sie die Aktion abschließen.</p>"),
        ("Just a moment...", "<h2>Checking if the site connection is secure</h2><p>blatt.test needs to review the security of your connection before proceeding.</p>"),
        ("blatt.test", "<p>Please enable JS and disable any ad blocker</p>"),
        ("blatt.test", "<p>Bitte schieben Sie den Regler nach rechts, um zu bestätigen, dass Sie ein Mensch sind.</p>"),
        ("Access to this page has been denied", "<p>Please verify you are a human.</p>"),
        ("blatt.test", "<h1>Sind Sie ein Mensch?</h1><p>Bitte lösen Sie das Captcha, dann geht es weiter. Das dauert nicht lang.</p>"),
    ],
)  # fmt: skip
def test_a_check_for_robots(title: str, body: str) -> None:
    page = read(body, title=title)
    assert (page.kind, page.reason) == (PageKind.WALL, "page.challenge")


@pytest.mark.parametrize(
    "title",
    ["Neue Sicherheitsüberprüfung für Soldaten", "Wie das Captcha an Grenzen stößt", "Nur einen Monat Zeit für Hilfen"],
)
def test_news_about_such_things_is_news(title: str) -> None:
    text = BEGINNING + "<p>Das sagte ein Sprecher. Wer kein Roboter sei, verstehe das, schrieb er.</p>" * 4
    menu = "<nav>" + "<a href=/r>Ressort</a> " * 40 + "</nav>"
    assert read(f"{menu}<article><h1>{title}</h1>{text}</article>", title=title).kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    "said",
    [
        {"isAccessibleForFree": False},
        {"isAccessibleForFree": "False"},
        {"isAccessibleForFree": "http://schema.org/False"},
        {"isAccessibleForFree": 0},
        {"isAccessibleForFree": "no"},
        {"isAccessibleForFree": [False]},
        {"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".z"}},
        {"hasPart": [{"isAccessibleForFree": "false"}]},
    ],
)
def test_a_beginning_that_the_data_call_paid_is_a_teaser_without_the_offer(said: dict[str, object]) -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, **said})
    offer = "<div class=z><p>Weiterlesen mit Blatt Plus</p><p>1 Monat für 1 Euro, danach 9,99 Euro.</p></div>"
    page = read(
        f"<article><h1>{TITLE}</h1>{BEGINNING}{offer}</article>",
        head=f"<script type='application/ld+json'>{data}</script>",
    )
    assert (page.kind, page.reason) == (PageKind.TEASER, "page.paywall")
    assert "9,99" not in page.text


@pytest.mark.parametrize(
    "sign",
    [
        "<p>Dieser Artikel ist exklusiv für Abonnenten.</p>",
        "<h3>Jetzt weiterlesen</h3><p>Mit BlattPlus alle Artikel lesen.</p>",
        "<p>Um diesen Artikel weiterzulesen, brauchen Sie ein Abo.</p>",
        "<div><p>Möchten Sie weiterlesen?</p><p>4 Wochen gratis testen</p></div>",
    ],
)
def test_a_beginning_whose_page_says_that_the_rest_is_paid_is_a_teaser(sign: str) -> None:
    assert read(f"<article><h1>{TITLE}</h1>{BEGINNING}{sign}</article>").kind is PageKind.TEASER


def test_short_news_among_offers_for_other_articles_is_an_article() -> None:
    cards = "".join(
        f"<a href=/{n}><h3>Meldung {n} aus dem Kreis</h3><p>Mehr als ein Anriss zu Nummer {n}.</p></a>"
        for n in range(12)
    )
    offers = "<a href=/p><h3>Exklusive Analyse</h3><span>Jetzt weiterlesen mit Blatt Plus</span></a>"
    said = "<meta property='og:type' content='article'>"
    page = read(f"<article><h1>{TITLE}</h1>{BEGINNING}</article><div>{cards}{offers}</div>", head=said)
    assert page.kind is PageKind.ARTICLE


def test_a_locked_tier_is_a_paywall_and_a_metered_one_is_none() -> None:
    body = f"<article><h1>{TITLE}</h1>{BEGINNING}</article>"
    tier = "<meta name='article:content_tier' content='{}'>"
    kinds = [read(body, head=tier.format(said)).kind for said in ("locked", "metered", "free")]
    assert kinds == [PageKind.TEASER, PageKind.ARTICLE, PageKind.ARTICLE]


@pytest.mark.parametrize(
    "line",
    ["Die Miete steigt um 50 Euro im Monat.", "Danach kostet das Ticket 58 Euro im Monat.", "Nur 9 Euro kostete es drei Monate lang."],
)  # fmt: skip
def test_a_price_in_the_news_is_no_offer(line: str) -> None:
    assert read(f"<article><h1>{TITLE}</h1>{BEGINNING}<p>{line}</p></article>").text.endswith(line)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("blatt.test", "Der gewünschte Artikel ist nicht mehr verfügbar. Agenturmeldungen zeigen wir 30 Tage."),
        ("Fehler 500", "Interner Serverfehler. Wir arbeiten daran."),
        ("Wartungsarbeiten", "Wir sind gleich wieder für Sie da."),
        ("blatt.test", "Dieser Beitrag ist leider nicht mehr online."),
        ("Fehlerseite", "Leider konnten wir die aufgerufene Seite nicht finden."),
    ],
)
def test_an_error_page_among_teasers_is_no_article(title: str, said: str) -> None:
    cards = "".join(f"<a href=/{n}><h3>Meldung {n} über die Welt und das Wetter</h3></a>" for n in range(6))
    assert read(f"<main><h1>{title}</h1><p>{said}</p></main><div>{cards}</div>", title=title).kind is PageKind.NONE


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Abo für Bus und Bahn wird teurer", "Das Abo kostet ab Januar 63 Euro pro Monat, teilten die Länder mit."),
        ("Wartungsarbeiten: Bahn sperrt Strecke", "Die Strecke ist bis Montag gesperrt, teilte die Bahn mit."),
        ("Fehler in der Rechnung", "Die Behörde hat sich um 12 Millionen Euro verrechnet, teilte sie mit."),
    ],
)
def test_short_news_about_offers_and_faults_is_news(title: str, line: str) -> None:
    text = "".join(f"<p>{line} Das sind {n} Prozent mehr als im Jahr davor.</p>" for n in range(11, 17))
    page = read(f"<nav>{'<a href=/r>Ressort</a> ' * 60}</nav><article><h1>{title}</h1>{text}</article>", title=title)
    assert page.kind is PageKind.ARTICLE
    assert page.text.count(line) == 6
