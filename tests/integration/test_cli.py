"""The command line as a user's script meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

PAGE = """<!doctype html><html lang="de"><head><title>Pegel steigt</title></head><body><article><h1>Pegel steigt weiter</h1>
<p>Der Pegel der Elbe ist nach Angaben der Behörden am Dienstag auf 6,20 Meter gestiegen. Die Stadt ließ die Tore schließen.</p>
<p>Rund 1.200 Menschen mussten ihre Wohnungen verlassen, sagte ein Sprecher der Feuerwehr am Abend in Dresden.</p>
<p>Weitere Regenfälle werden nach Einschätzung des Wetterdienstes erst für das Wochenende erwartet.</p>
</article></body></html>"""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Blatt</title><link>https://blatt.example/</link>
<item><title>Pegel steigt</title><link>https://blatt.example/pegel</link><guid>1</guid>
<pubDate>Tue, 22 Oct 2024 10:30:00 +0200</pubDate></item></channel></rss>"""


def monitor(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "MONITOR_LANGUAGE": "de"},
        check=False,
    )


def test_extract_reads_an_article_per_line_and_names_a_broken_one() -> None:
    text = "Nach Angaben der Polizei wurden mehr als 40 Menschen verletzt."
    ran = monitor("extract", given=json.dumps({"id": "a", "text": text}) + "\n{kaputt\n")
    line = json.loads(ran.stdout)
    assert (line["id"], [(f["low"], f["high"], f["approx"]) for f in line["figures"]]) == (
        "a",
        [(40, None, "more_than")],
    )
    assert json.loads(ran.stderr)["line"] == 2
    assert ran.returncode == 2


def test_extract_offsets_slice_the_text_as_given() -> None:
    text = "Rund\u00a01.200 Menschen verließen die Sta\u0308dte, sagte Bürgermeisterin Eva Kranz."
    line = json.loads(monitor("extract", given=json.dumps({"id": 1, "text": text})).stdout)
    assert [text[f["start"] : f["end"]] for f in line["figures"]] == ["Rund\u00a01.200"]


def test_page_prints_the_good_files_and_names_the_bad_one(tmp_path: Path) -> None:
    good = tmp_path / "gut.html"
    good.write_text(PAGE, "utf-8")
    ran = monitor("page", str(good), str(tmp_path / "fehlt.html"), "--url", "https://blatt.example/pegel")
    assert "1.200 Menschen" in json.loads(ran.stdout)["text"]
    assert json.loads(ran.stderr)["file"].endswith("fehlt.html")
    assert ran.returncode == 2


def test_feeds_read_prints_an_object_per_entry() -> None:
    ran = monitor("feeds", "read", "-", given=FEED)
    entry = json.loads(ran.stdout)
    assert (entry["title"], entry["link"]) == ("Pegel steigt", "https://blatt.example/pegel")
    assert entry["published"].startswith("2024-10-22T08:30:00")


def test_a_page_that_is_no_feed_is_an_error_with_status_2() -> None:
    ran = monitor("feeds", "read", "-", given="<html><body>Wartung</body></html>")
    assert ran.returncode == 2
    assert json.loads(ran.stderr)["error"]


def test_help_answers_at_once() -> None:
    started = time.perf_counter()
    ran = monitor("--help")
    assert ran.returncode == 0
    assert time.perf_counter() - started < 2.0


def test_a_homepage_names_its_feeds_and_one_goes_into_the_watchlist(tmp_path: Path) -> None:
    home = tmp_path / "start.html"
    home.write_text(
        '<html><head><link rel="alternate" type="application/rss+xml" title="Alles" href="https://blatt.example/alles.rss">'
        "</head><body>Blatt</body></html>",
        "utf-8",
    )
    assert "https://blatt.example/alles.rss" in monitor("feeds", "discover", str(home)).stdout
    watchlist = tmp_path / "pegel.yaml"
    watchlist.write_text(
        "# unser Fluss\nname: Pegel\nabout: [Elbe]\nclaims:\n"
        "  - {id: pegel, question: Wie hoch steht die Elbe?, kind: figure, unit: Meter, about: [Elbe]}\n",
        "utf-8",
    )
    ran = monitor("feeds", "add", str(watchlist), str(home))
    assert ran.returncode == 0, ran.stderr
    written = watchlist.read_text("utf-8")
    assert "https://blatt.example/alles.rss" in written
    assert written.startswith("# unser Fluss")
    assert "0 Feeds eingetragen" in monitor("feeds", "add", str(watchlist), str(home)).stdout


def test_feeds_check_says_what_is_wrong_and_goes_on(tmp_path: Path) -> None:
    good, bad = tmp_path / "gut.xml", tmp_path / "schlecht.xml"
    good.write_text(FEED, "utf-8")
    bad.write_text("<html><body>Wartung</body></html>", "utf-8")
    ran = monitor("feeds", "check", str(bad), str(good))
    assert ran.returncode == 1
    assert "gestört" in ran.stdout.splitlines()[2]
    assert "1 Einträge" in ran.stdout


def test_backtest_skips_a_broken_line_and_replays_the_rest(tmp_path: Path) -> None:
    watchlist, articles = tmp_path / "brand.yaml", tmp_path / "archiv.jsonl"
    watchlist.write_text(
        "name: Brand\nparties: {Polizei: []}\nclaims:\n"
        "  - {id: tote, question: Wie viele starben?, kind: figure, counts: [Mensch, Toter], about: [Brand], with: [sterben]}\n",
        "utf-8",
    )
    good = {
        "id": "b",
        "published": "2025-03-01T10:00:00+01:00",
        "text": "Bei dem Brand sind nach Angaben der Polizei elf Menschen gestorben.",
    }
    articles.write_text("{kaputt\n" + json.dumps(good) + "\n", "utf-8")
    ran = monitor("backtest", str(watchlist), "--articles", str(articles))
    assert [json.loads(line)["after"]["low"] for line in ran.stdout.splitlines()] == [11]
    assert "Zeile 1" in json.loads(ran.stderr)["error"]
    assert ran.returncode == 2
