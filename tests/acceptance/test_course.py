"""The recipes of the course do what they promise, on sentences of our own."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from monitor.articles.model import Revision
from monitor.backtest import Replay
from monitor.reading import observe
from monitor.watchlist import read_watchlist
from monitor.watchlist.model import Grade, Watchlist

ROOT = Path(__file__).parents[2]
START = datetime(2025, 3, 3, 8, tzinfo=UTC)


@cache
def _recipes() -> dict[str, Watchlist]:
    text = (ROOT / "docs" / "watchlists.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    found = [read_watchlist(block, id="rezept") for block in blocks]
    return {watchlist.name: watchlist for watchlist in found}


def _alerts(name: str, *articles: str) -> list[list[str]]:
    """What each article alerts, as "claim type party"; a title stands before " | "."""
    run = Replay(_recipes()[name])
    out = []
    for number, article in enumerate(articles):
        title, _, text = article.rpartition(" | ")
        at = START + timedelta(hours=5 * number)
        revision = Revision(
            article=f"a{number}", number=1, url=f"https://blatt{number}.de/a{number}", outlet=f"Blatt {number}", title=title, text=text,
            published=at, at=at, found=at, story=f"s{number}",
        )  # fmt: skip
        judged = run.judge(revision, observe(text, title=title, published=at, outlet=revision.outlet))
        out.append(
            sorted(
                f"{change.claim} {change.type} {change.party}"
                for change in judged.changes
                if change.grade is Grade.ALERT
            )
        )
    return out


RECIPES = [
    (
        "Überschwemmung im Ahrtal",
        ["Die Zahl der Toten im Ahrtal ist nach Angaben der Polizei auf 58 gestiegen.", ["tote new_value Polizei"]],
        ["Bei dem Hochwasser im Ahrtal kamen nach Polizeiangaben 58 Menschen ums Leben.", []],
        ["Im Ahrtal wurden bei der Flut 300 Menschen verletzt, wie die Polizei mitteilte.", []],
        ["Bei dem Hochwasser im Ahrtal sind nach Angaben der Polizei inzwischen 93 Menschen gestorben.", ["tote value_changed Polizei"]],
        ["Zunächst hatte die Polizei im Ahrtal 58 Tote gemeldet.", []],
    ),
    (
        "Ausbruch auf der Beispielia",
        ["An Bord der „Beispielia“ sind 61 Menschen infiziert, teilte das Gesundheitsministerium mit.", ["infizierte new_value Gesundheitsministerium"]],
        ["Auf der „Beispielia“ gibt es 39 weitere Fälle. Damit stieg die Zahl der Infizierten auf der „Beispielia“ auf 174, wie das Gesundheitsministerium mitteilte.",
         ["infizierte value_changed Gesundheitsministerium"]],
        ["Auf der „Beispielia“ waren 61 Menschen infiziert.", []],
        ["Auf dem Schiff „Musterstern“ sind 500 Menschen infiziert. Die „Beispielia“ liegt im Hafen.", []],
    ),
    (
        "Warnstreik im Nahverkehr",
        ["Am Warnstreik im Nahverkehr beteiligen sich laut Verdi rund 5.000 Beschäftigte.", ["beteiligte new_value Verdi"]],
        ["Verdi hat 20.000 Beschäftigte zum Warnstreik im Nahverkehr aufgerufen.", []],
        ["Am Warnstreik im Nahverkehr nahmen nach Angaben von Verdi 8.000 Beschäftigte teil.", ["beteiligte value_changed Verdi"]],
        ["Im Tarifstreit um den Nahverkehr hat Verdi eine Einigung mit den Arbeitgebern bestätigt.", ["einigung new_confirmation Verdi"]],
    ),
    (
        "Rückruf Airbags",
        ["Autowerk ruft 40.000 Fahrzeuge wegen defekter Airbags zurück, teilte der Hersteller Autowerk mit.", ["fahrzeuge new_value Autowerk"]],
        ["Rund 40.000 Autos von Autowerk sind vom Rückruf betroffen.", []],
        ["Der Rückruf bei Autowerk betrifft nach Angaben des KBA nun 90.000 Autos.", ["fahrzeuge new_value KBA"]],
        ["Das KBA bestätigte, dass es den Rückruf der Airbags angeordnet hat.", ["rueckruf-angeordnet new_confirmation KBA"]],
    ),
    (
        "Übernahme der Musterbank",
        ["Die Großbank will die Musterbank übernehmen, hieß es in Finanzkreisen.", []],
        ["Die Musterbank wies Berichte über eine Übernahme der Musterbank durch die Großbank zurück.", ["uebernahme denial Musterbank"]],
        ["Die Musterbank hat die Übernahme durch die Großbank nun doch bestätigt.", ["uebernahme reversal Musterbank"]],
        ["Die Musterbank hat die Übernahme durch die Großbank bestätigt.", []],
    ),
    (
        "Munition",
        ["Die Bundeswehr hat nach Angaben des Verteidigungsministeriums 100.000 Granaten bestellt.", ["bestellt new_value Bundeswehr"]],
        ["Rheinmetall hat der Bundeswehr 20.000 Granaten geliefert, teilte das Verteidigungsministerium mit.", ["geliefert new_value Bundeswehr"]],
        ["Die Bundeswehr bestellt 100.000 Granaten, teilte das Verteidigungsministerium mit.", []],
        ["Das Verteidigungsministerium hat für die Bundeswehr insgesamt 200.000 Granaten bestellt, teilte das Ministerium von Pistorius mit.",
         ["bestellt value_changed Bundeswehr"]],
    ),
    (
        "Leitzins",
        ["Die EZB teilte mit, der Einlagenzins liege nun bei 3,5 Prozent.", ["einlagenzins new_value EZB"]],
        ["Der Einlagenzins liegt damit bei 3,5 Prozent, teilte die EZB mit.", []],
        ["Die EZB teilte mit, sie senke den Einlagenzins auf 3,0 Prozent.", ["einlagenzins value_changed EZB"]],
        ["Ökonomen erwarten einen Einlagenzins von 2,0 Prozent.", []],
        ["Die EZB erhöht den Einlagenzins wieder auf 3,5 Prozent.", ["einlagenzins value_changed EZB"]],
    ),
    (
        "Heizungsgesetz",
        ["Das Kabinett hat den Entwurf für das Heizungsgesetz vorgelegt, teilte der Regierungssprecher mit.", ["stand new_confirmation Bundesregierung"]],
        ["Der Bundestag hat das Heizungsgesetz am Freitag beschlossen.", ["stand new_confirmation Bundestag"]],
        ["Am Freitag hat der Bundestag das Heizungsgesetz verabschiedet.", []],
        ["Die Bundesregierung teilte mit, sie ziehe das Gebäudeenergiegesetz zurück.", ["stand value_changed Bundesregierung"]],
    ),
    (
        "Impfempfehlung",
        ["Die Stiko empfiehlt den Impfstoff von AstraZeneca nur für Jüngere, teilte die Stiko mit.", ["stiko-astrazeneca new_confirmation Stiko"]],
        ["Die Ständige Impfkommission hat den Impfstoff von AstraZeneca nicht empfohlen, teilte die Stiko mit.", []],
        ["Die Stiko hat den Impfstoff von AstraZeneca nun auch für Ältere empfohlen, teilte die Stiko mit.", ["stiko-astrazeneca value_changed Stiko"]],
    ),
]  # fmt: skip


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe[0])
def test_a_recipe_alerts_where_the_news_is_and_only_there(recipe: tuple[str, list[object]]) -> None:
    name, *articles = recipe
    assert _alerts(name, *(str(article) for article, _ in articles)) == [want for _, want in articles]
