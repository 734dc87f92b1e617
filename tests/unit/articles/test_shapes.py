"""Pages in the shapes of the systems that German newsrooms use, all made up: no figure of theirs from beside the article,
none of the article's lost. What stands beside holds 777 in some form."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from monitor.articles import extract

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
TITLE = "Hochwasser an der Ilme: 1.201 Menschen in Sicherheit"
P = (
    "Am Oberlauf der Ilme sind nach Angaben des Kreises 1.201 Menschen in Sicherheit gebracht worden.",
    "Landrätin Berta Kolb sprach am Abend von der schwersten Lage seit 42 Jahren und dankte den 380 Helfern.",
    "Der Pegel in Dassel stieg bis zum Mittag auf 4,35 Meter, wie das Landesamt mitteilte.",
    "Entwarnung gebe es erst, wenn der Regen aufhöre, sagte ein Sprecher der Feuerwehr. In der Nacht waren 18 Boote im Einsatz.",
    "Die Schäden beziffert der Kreis vorläufig auf 12,5 Millionen Euro. Eine Bilanz soll am 5. Mai vorliegen.",
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def ps(first: int, stop: int, name: str = "") -> str:
    return "".join(f"<p class='{name}'>{text}</p>" if name else f"<p>{text}</p>" for text in P[first:stop])


def cards(card: str, count: int = 6) -> str:
    return "".join(card.replace("777", f"777{n}").replace("/x", f"/x{n}") for n in range(count))


SHAPES = {
    "components": f"""<div id="app"><header><nav><a href="/">Start</a></nav></header><main><article class="b-body body-wrapper">
        <div class="b-headline"><span class="c-overline">Niedersachsen</span><h1 class="c-heading">{TITLE}</h1></div><div class="b-by-line">Von Erna Muster</div>
        <figure><img><figcaption>Blick auf 777 Häuser. (Foto: dpa)</figcaption></figure>{ps(0, 2, "c-paragraph")}
        <div class="b-results"><h3>Das könnte Sie auch interessieren</h3><div class="c-stack">{cards('<article class="b-card"><a href="/x"><h4>Streit um 777 Millionen</h4></a><p>Im Nachbarkreis geht der Streit um 777 Millionen weiter, sagt der Rat.</p></article>')}</div></div>
        {ps(2, 5, "c-paragraph")}<div class="ts-newsletter"><p>Täglich lesen 777 Menschen unseren Newsletter mit allen Meldungen.</p></div></article></main></div>""",
    "german-names": f"""<div class="page"><div class="artikelHeader"><div class="spitzmarke">Flut</div><h1>{TITLE}</h1></div><div class="artikelText">
        <div class="bildBox"><img><div class="bildUnterschrift">Die Brücke trägt 777 Tonnen. Bild: Agentur</div></div>{ps(0, 3)}
        <div class="zumThema"><h4>Zum Thema</h4><ul><li><a href="/a">777 Orte ohne Strom</a></li><li><a href="/b">Wie 777 Euro helfen</a></li></ul></div>{ps(3, 5)}</div>
        <div class="meistgelesen"><ol>{cards('<li><a href="/x">777 Dinge, die Sie wissen müssen</a></li>')}</ol></div>
        <div class="leserbriefe"><h3>Leserkommentare</h3><div class="beitrag"><p>Ich habe 777 Mal gewarnt, aber niemand hört auf uns hier oben im Tal.</p></div></div></div>""",
    "lead-called-teaser": f"""<main><div class="article__header"><h1 class="article__headline"><span class="article__kicker">Flut</span> {TITLE}</h1><p class="article__teaser-text">{P[0]}</p></div>
        <div class="article__body">{ps(1, 3, "text text-paragraph")}<div class="embed embed--infobox"><div class="embed__headline">Der Kreis</div><p>Der Kreis hat 777 Gemeinden und liegt im Süden des Landes an der Grenze.</p></div>
        <div class="inline-element inline-element--teaser"><a href="/x"><span class="h">Auch interessant</span><p>Wie 777 Bürger sich selbst helfen und was die Nachbarn tun.</p></a></div>{ps(3, 5, "text text-paragraph")}
        <div class="article__meta-info">Lesezeit: 777 Minuten</div></div></main><aside>{cards('<div class="sidebar-teaser"><a href="/x">Nr. 777</a><p>Der Rat hat 777 Anträge beraten und beschlossen.</p></div>')}</aside>""",
    "news-records": f"""<div id="page"><div class="news news-single"><div class="article"><div class="header"><h1 itemprop="headline">{TITLE}</h1></div><p class="news-list-date"><time datetime="2025-04-30">30.04.2025</time></p>
        <div class="teaser-text" itemprop="description"><p>{P[0]}</p></div><div class="news-text-wrap" itemprop="articleBody">{ps(1, 5)}</div><div class="news-img-wrap"><img><p class="news-img-caption">Helfer mit 777 Säcken</p></div>
        <div class="news-related"><h4>Verwandte Nachrichten</h4><ul>{cards('<li><span class="date">30.4.777</span><a href="/x">777 Hektar</a></li>')}</ul></div></div></div></div>""",
    "weblog": f"""<div class="td-post-content"><div class="entry-content"><h1 class="entry-title">{TITLE}</h1><div class="wp-caption alignnone"><img><p class="wp-caption-text">777 Häuser stehen im Wasser</p></div>{ps(0, 2)}
        <div class="wp-block-group has-background"><h4>Kurz erklärt</h4><p>Die Ilme ist 777 Kilometer lang und entspringt im Solling bei Dassel.</p></div>{ps(2, 4)}<blockquote class="wp-block-quote"><p>„{P[1]}“</p></blockquote>{ps(4, 5)}
        <div class="jp-relatedposts"><h3>Ähnliche Beiträge</h3>{cards('<div class="jp-post"><h4><a href="/x">Deich 777</a></h4><p>Am 4. April 777 wurde der neue Deich eingeweiht.</p></div>')}</div></div></div>
        <div id="comments"><h2>777 Kommentare</h2><ol class="comment-list"><li class="comment"><p>Schon 777 Mal geschrieben, dass der Damm nicht hält.</p></li></ol></div>""",
    "broadcaster": f"""<main><article class="container"><div class="seitenkopf"><h1><span class="seitenkopf__topline">Flut</span><span class="seitenkopf__headline--text">{TITLE}</span></h1><p class="metatextline">Stand: 30.04.2025 17:17 Uhr</p></div>
        <p class="textabsatz columns"><strong>{P[0]}</strong></p>{ps(1, 3, "textabsatz columns")}<div class="absatzbild"><div class="absatzbild__info"><p class="absatzbild__info__text">777 Sandsäcke am Ufer</p></div></div>
        <h2 class="meldung__subhead">Neue Deiche</h2>{ps(3, 5, "textabsatz columns")}<div class="teaser-absatz"><a href="/x"><span>mehr</span><p>Bei der Flut von 1981 waren 777 Menschen obdachlos geworden.</p></a></div>
        <p class="textabsatz">Dieses Thema im Programm: Das Erste am 1. Mai um 17:00 Uhr.</p></article></main>""",
    "hashed-names": f"""<div class="a1"><div class="b2"><h1>{TITLE}</h1><div class="x9"><div class="k">{ps(0, 2)}</div><div class="zz"><a href="/1"><div class="y">Auch das noch</div><p>Streit um 777 Millionen für die neue Brücke im Nachbarkreis geht weiter.</p></a></div>
        <div class="k">{ps(2, 5)}</div></div></div><div class="c3"><h2>Weitere Meldungen</h2>{cards('<div class="d"><a href="/x"><h3>Rat berät 777 Anträge</h3></a><p>Der Rat hat am Abend 777 Anträge beraten und einige davon vertagt.</p></div>')}</div></div>""",
    "hashed-section": f"""<main><section class="t1"><h1>{TITLE}</h1><div class="r1"><p>{P[0]}</p></div><figure><img><p class="f1">777 Kilometer Deich am Fluss<br>Quelle: dpa</p></figure><div class="r1">{ps(1, 3)}</div><div class="r1">{ps(3, 5)}</div>
        <section class="t9"><h2>Mehr zum Thema</h2>{cards('<article class="t8"><a href="/x"><h3>Video: 777 Tage Regen</h3><p>Was 777 Tage Regen mit den Böden machen und was jetzt hilft.</p></a></article>')}</section></section></main>""",
    "fields": f"""<main><article class="node node--type-article"><h1><span class="field--name-title">{TITLE}</span></h1><div class="field field--name-field-teaser"><p>{P[0]}</p></div><div class="field"><img><div class="image-field-caption">Foto mit 777 Leuten</div></div>
        <div class="field field--name-body">{ps(1, 5)}</div><div class="field--name-field-tags"><a href="/t">Jahr 777</a></div><section class="comment-wrapper"><h2>Kommentare</h2><article class="comment"><p>Ich zähle 777 Fehler in diesem Text und das nicht zum ersten Mal.</p></article></section></article></main>
        <div class="views-element-container"><h2>Neueste Beiträge</h2>{cards('<div class="views-row"><h3><a href="/x">Haushalt 777</a></h3><p>Der Haushalt sieht 777 Millionen vor, sagte der Kämmerer am Montag.</p></div>')}</div>""",
    "bare-text": f"""<div id="news_content"><h1>{TITLE}</h1><div class="img"><img><div>Bild: 777 Boote</div></div>{P[0]}<br><br>{P[1]}<br><br><h2>Strom fällt aus</h2>{P[2]}<br><br>{P[3]}
        <div class="w"><a href="/x">777 weitere Meldungen</a></div>{P[4]}</div>""",
    "bare-between-blocks": f"""<section><b>Dassel</b> - {P[0]}<br><br>{P[1]} {P[2]}<div class="a"><a href="/x"><img><div>Die 777 besten Boote</div></a></div>{P[3]}<br><br>{P[4]}</section><h1>{TITLE}</h1>""",
    "text-modules": f"""<article><header><h1>{TITLE}</h1></header><section><section class="w"><div class="c">{ps(0, 3)}<ul><li>Zum Artikel: <a href="/x">777 Orte ohne Strom</a></li></ul></div></section>
        <section class="m"><figure><img><figcaption>777 Boote</figcaption></figure></section><section class="w"><div class="c">{ps(3, 5)}<p><em>Sendung: Radio, 12.05.2024, 17:77 Uhr</em></p></div></section></section></article>""",
    "picture-boxes": f"""<div class="c3"><h1>{TITLE}</h1><div class="longText"><div class="p1"><a><img><h2>Das Wasser steht 777 Zentimeter hoch</h2></a></div>{ps(0, 3)}<div class="p2"><img><p>Helferin Kolb, 777 Einsätze</p></div>{ps(3, 5)}
        <p><em>jw/tk (dpa, afp)</em></p></div></div><div class="c1"><ul><li><strong>Datum</strong> 12.05.777</li><li><strong>Permalink</strong> https://blatt.de/777</li></ul></div>""",
    "rows": f"""<div class="row"><h1>{TITLE}</h1></div><div class="row"><div class="col-md-8">{ps(0, 5)}</div><div class="col-md-8 bg"><p>Das Blatt erscheint 777 Mal im Jahr, testen Sie jetzt drei Wochen gratis. Das Probeabo endet von selbst.</p>
        <p>777 Euro kostet das Aktionsabo.</p></div></div>""",
    "pointers": f"""<article><h1>{TITLE}</h1><div class="t">{ps(0, 1)}<p>>> <a href="/x">Alle 777 Nachrichten</a> auf einen Blick +++</p><p>► <a href="/y">777 Pegel</a></p></div><div class="i"><p>Surftipp: <a href="/z">777 Tricks gegen Wasser</a></p></div><div class="t">{ps(1, 4)}
        <p><strong>Mehr zum Thema:</strong></p><ul><li><a href="/a">777 Liter Regen: so war der Mai</a></li></ul></div><div class="t">{ps(4, 5)}<p>Beitragsbild: 777 / Archiv</p><p><b>Unsere Podcasts hören Sie um 7 Uhr 77.</b></p></div></article>""",
    "kicker-glued": f"""<article><header><h2><span>Flut 777</span><span>{TITLE}</span></h2></header>{ps(0, 5)}<p>Sie haben einen Fehler entdeckt? Schreiben Sie uns an 777@blatt.de</p><section><p>Gemeinsam für freie Presse. Als Genossenschaft gehören wir unseren 77.777 Lesern.</p></section></article>""",
    "videos-on-demand": f"""<article><h1>{TITLE}</h1>{ps(0, 3)}<div class="b"><p>Mit Ihrer Zustimmung wird hier ein externes Video geladen, 777 Sekunden.</p></div><div class="b2"><p>Anzeige</p><p>Pumpe für 777 Euro</p></div>{ps(3, 5)}</article>""",
    "breaks": f"<table><tr><td><a href='/'>Start</a></td><td><h1>{TITLE}</h1><div class='text'>{'<br><br>'.join(P)}</div><a href='/x'>777 weitere Meldungen</a></td></tr></table>",
    "accelerated": f"<main><h1>{TITLE}</h1><p class='caption'>777 Häuser</p>{ps(0, 3)}<amp-ad><p>777 Prozent Rabatt</p></amp-ad>{ps(3, 5)}<amp-list><p>777 Artikel</p></amp-list></main>",
    "hidden": f"<main><h1>{TITLE}</h1>{ps(0, 5)}<p hidden>777 versteckt</p><p style='display:none'>777 auch</p><p class='sr-only'>777 für Vorleser</p></main>",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_figure_of_the_article_and_no_other(shape: str) -> None:
    body = (
        f"<!doctype html><html lang='de'><head><title>{TITLE} - Blatt</title></head><body>{SHAPES[shape]}</body></html>"
    )
    page = extract(body.encode(), url="https://www.blatt.de/flut-1.html", now=NOW)
    assert Counter(_FIGURE.findall(page.text)) == Counter(_FIGURE.findall("\n".join(P)))
    assert page.title == TITLE


def test_items_of_an_article_with_linked_headings_stay() -> None:
    """A guide whose sections are headed by links is an article, not a row of cards."""
    long = "Die Wehr rät, Sandsäcke bereitzuhalten und den Strom im Keller abzuschalten, bevor das Wasser kommt. " * 7
    items = "".join(
        f"<div><h3><a href='/t{n}'>Ort {n}</a></h3><p>{long}Hier sind es {90 + n} Häuser.</p></div>" for n in range(4)
    )
    page = extract(
        f"<html><body><main><h1>{TITLE}</h1><p>{P[0]}</p>{items}</main></body></html>".encode(),
        url="https://b.de/a",
        now=NOW,
    )
    assert all(f"{90 + n} Häuser" in page.text for n in range(4))
