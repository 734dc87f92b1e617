"""`monitor feeds …` as an editor uses it, against a server on loopback that is well, ill, or something else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from monitor import cli, i18n
from monitor.adapters.http import Fetcher
from monitor.errors import FetchError, FormatError, MonitorError
from monitor.feeds.model import Fetched
from monitor.ops.sources import judge_feed, table

NOW = datetime.now(UTC)
HOST = "blatt.test"
LIST = "name: Pegel\nabout: [Elbe]\nclaims:\n  - {id: pegel, question: Wie hoch?, kind: figure, unit: Meter, about: [Elbe]}\n"


def rss(*ages: float, title: str = "Das Blatt") -> bytes:
    """A feed whose entries are so many hours old."""
    items = "".join(
        f"<item><title>Meldung {n}</title><link>http://{HOST}/a/{n}</link><guid>{n}</guid>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=age))}</pubDate></item>"
        for n, age in enumerate(ages)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


def html(words: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{words}</body></html>".encode()


ANNOUNCED = "<link rel='alternate' type='application/rss+xml' title='Alles' href='/gut'>"
FRESH = rss(0.5, 1.0, 1.5, 2.0, 3.0)
XML, HTML = "application/rss+xml", "text/html; charset=utf-8"
#: path -> status, content type, body
ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/gut": (200, XML, FRESH),
    "/": (200, HTML, html("Willkommen", ANNOUNCED)),
    "/ohne": (200, HTML, html("Willkommen")),
    "/webseite": (200, HTML, html("Wartung")),
    "/captcha": (200, HTML, html("Bitte das Captcha loesen")),
    "/zustimmung": (200, HTML, html("Zustimmen und weiter")),
    "/leer": (200, XML, b""),
    "/keine": (200, XML, rss()),
    "/weg": (404, HTML, html("weg")),
    "/eingestellt": (410, HTML, html("weg")),
    "/verboten": (403, HTML, html("nein")),
    "/pause": (429, HTML, html("spaeter")),
    "/fehler": (500, HTML, html("kaputt")),
    "/bild": (200, "image/png", b"\x89PNG"),
    "/umgezogen": (301, HTML, b""),
    "/voruebergehend": (302, HTML, b""),
    "/still": (200, XML, rss(200.0, 201.0, 202.0, 203.0, 204.0)),
}


class Paper(BaseHTTPRequestHandler):
    """Answers as its path says; permanent and passing redirects lead to the good feed."""

    def do_GET(self) -> None:
        status, kind, body = ANSWERS.get(self.path, (404, HTML, b""))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status in {301, 302}:
            self.send_header("Location", "/gut")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Paper)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    made = Fetcher.from_settings

    def here(settings: Any, **given: Any) -> Fetcher:
        quick = settings.model_copy(update={"host_gap": 0.0})
        return made(quick, **{**given, "press": {HOST: server.server_port}})

    monkeypatch.setattr(Fetcher, "from_settings", here)
    monkeypatch.setattr(cli, "LANG", "de")
    lists = tmp_path / "watchlists"
    lists.mkdir()
    env = {"MONITOR_DATA": str(tmp_path), "MONITOR_WATCHLISTS": str(lists)}
    yield partial(_invoke, env)
    server.shutdown()
    thread.join()
    server.server_close()


def _invoke(env: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["feeds", *arguments], env=env)


def url(path: str) -> str:
    return f"http://{HOST}{path}"


#: path, state, words of what is wrong, words of what to do
CASES = [
    ("/gut", "gut", "5 Einträge", "–"),
    ("/webseite", "gestört", "kam eine Webseite", f"feeds discover http://{HOST}/"),
    ("/captcha", "gestört", "Prüfung auf Roboter", "Verlag bitten"),
    ("/zustimmung", "gestört", "Zustimmungsseite", "ohne Zustimmungsseite"),
    ("/leer", "gestört", "Antwort ist leer", "Später noch einmal"),
    ("/keine", "gestört", "keinen einzigen Eintrag", "Webseite nachsehen"),
    ("/weg", "gestört", "nicht mehr (404)", "Tippfehler"),
    ("/eingestellt", "gestört", "nicht mehr (410)", "eingestellt"),
    ("/verboten", "gestört", "(403)", "MONITOR_CONTACT"),
    ("/pause", "gestört", "Pause (429)", "seltener fragen"),
    ("/fehler", "gestört", "Fehler des Servers (500)", "liegt beim Verlag"),
    ("/bild", "gestört", "image/png", "anderen Art von Datei"),
    ("/umgezogen", "Hinweis", "dauerhaft umgezogen", f"http://{HOST}/gut"),
    ("/voruebergehend", "gut", "5 Einträge", "–"),
    ("/still", "Hinweis", "länger als üblich", "Feed umgezogen"),
]


def cells(lines: list[str]) -> list[str]:
    """The four columns of a table with a single feed, each as one run of words."""
    ends = [len(part) for part in lines[1].split("  ")]
    starts = [sum(ends[:n]) + 2 * n for n in range(4)]
    body = lines[2 : lines.index("")]
    return [
        " ".join(line[at : at + size].strip() for line in body).strip() for at, size in zip(starts, ends, strict=True)
    ]


@pytest.mark.parametrize(("path", "state", "what", "todo"), CASES)
def test_each_state_of_a_feed_is_named_with_what_to_do(run: Run, path: str, state: str, what: str, todo: str) -> None:
    ran = run("check", url(path))
    source, shown, found, do = cells(ran.stdout.splitlines())
    assert url(path) in source.replace(" ", "")
    assert shown == state
    assert what in found
    assert todo in do.replace("/ ", "/")
    assert ran.exit_code == (1 if state == "gestört" else 0)


def test_all_feeds_stand_in_one_plain_table_of_a_hundred_columns(run: Run) -> None:
    """Piped, there are no control characters; one broken feed makes the status 1, and the sum counts all."""
    ran = run("check", *(url(path) for path, *_ in CASES), url("/" + "langer-name/" * 20))
    lines = ran.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert ran.stdout.replace("\n", "").isprintable()
    assert lines[0].split() == ["Quelle", "Zustand", "Befund", "Was", "zu", "tun", "ist"]
    assert lines[-1] == "Feeds geprüft: 16 – gut: 2, mit Hinweis: 2, gestört: 12"
    assert ran.exit_code == 1


def test_the_table_speaks_english_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "LANG", "en")
    shown = cells(run("check", url("/eingestellt")).stdout.splitlines())
    assert shown[1] == "broken"
    assert "no longer exists (410)" in shown[2]
    assert "closed the feed" in shown[3]


def test_without_a_feed_to_check_it_says_so(run: Run) -> None:
    ran = run("check")
    assert ran.exit_code == 2
    assert "Keine Watchlist nennt einen Feed" in ran.output


def test_a_missing_file_is_a_row_like_the_others(run: Run, tmp_path: Path) -> None:
    ran = run("check", str(tmp_path / "fehlt.xml"), url("/gut"))
    assert ran.exit_code == 1
    assert "Rechte der Datei" in " ".join(ran.stdout.split())
    assert "gut: 1" in ran.stdout


#: every class of fault that a visit can end with; those of `Fetcher.fetch` and `read_feed`
FAULTS = sorted(
    key
    for key in i18n.catalogue("de")
    if key.startswith("fetch.")
    or key in {f"feeds.{name}" for name in ("empty", "html", "captcha", "consent", "not_a_feed", "sitemap_index")}
)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("key", FAULTS)
def test_every_fault_has_advice_of_its_own(key: str, language: str) -> None:
    kind = FetchError if key.startswith("fetch.") else FormatError
    row = judge_feed(url("/x"), kind(key, url=url("/x")), now=NOW, language=language)
    todo = row.findings[0].todo
    assert todo != i18n.text("cli.feeds.do.other", language, address=url("/x"))
    assert todo.strip("–")
    assert "[" not in todo


def test_a_fault_nobody_thought_of_is_shown_all_the_same() -> None:
    row = judge_feed(url("/x"), MonitorError("work.failed", error="?"), now=NOW, language="de")
    assert (row.state, row.findings[0].todo) == ("broken", f"Genauer ansehen: monitor feeds read {url('/x')}")


def test_words_of_a_server_do_not_steer_the_terminal() -> None:
    fault = FetchError("fetch.type", url=url("/x"), type="\x1b[2Jtext")
    shown = "".join(table([judge_feed(url("/x"), fault, now=NOW, language="de")], language="de"))
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("ages", "stale"),
    [
        ((1, 2, 3, 4, 5), False),  # lively
        ((5, 6, 7, 8, 9), False),  # under six hours
        ((7, 8, 9, 10, 11), True),  # hourly, silent for seven
        ((40, 64, 88, 112, 136), False),  # once a day
        ((130, 154, 178, 202, 226), True),  # once a day, silent for more than five
        ((100,), False),  # rhythm unknown: a week is given
        ((200,), True),
    ],
)
def test_silence_is_measured_by_the_rhythm_of_the_feed(ages: tuple[float, ...], stale: bool) -> None:
    answer = Fetched(url=url("/x"), final_url=url("/x"), status=200, body=rss(*ages))
    row = judge_feed(url("/x"), answer, now=NOW, language="de")
    assert (row.state == "note") is stale


def test_a_homepage_names_its_feeds(run: Run) -> None:
    ran = run("discover", url("/"))
    assert ran.stdout.strip() == f"{url('/gut')}\trss\tAlles"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/ohne", "nennt keinen Feed"),
        ("/captcha", "Prüfung auf Roboter"),
        ("/zustimmung", "Zustimmungsseite"),
        ("/gut", "ist selbst ein Feed"),
    ],
)
def test_a_page_that_leads_nowhere_says_why(run: Run, path: str, words: str) -> None:
    ran = run("discover", url(path))
    assert ran.exit_code == 2
    assert words in ran.output


@pytest.mark.parametrize(
    ("page", "entered"),
    [("/gut", "/gut"), ("/", "/gut"), ("/umgezogen", "/gut"), ("/voruebergehend", "/voruebergehend")],
)
def test_a_feed_is_entered_under_its_lasting_address(run: Run, tmp_path: Path, page: str, entered: str) -> None:
    file = tmp_path / "watchlists" / "pegel.yaml"
    file.write_text("# unser Fluss\n" + LIST, "utf-8")
    ran = run("add", str(file), url(page))
    assert ran.exit_code == 0, ran.output
    written = file.read_text("utf-8")
    assert f"- {url(entered)}\n" in written
    assert written.startswith("# unser Fluss")


@pytest.mark.parametrize("page", ["/captcha", "/ohne", "/leer"])
def test_what_is_no_feed_leaves_the_watchlist_alone(run: Run, tmp_path: Path, page: str) -> None:
    file = tmp_path / "watchlists" / "pegel.yaml"
    file.write_text(LIST, "utf-8")
    assert run("add", str(file), url(page)).exit_code == 2
    assert file.read_text("utf-8") == LIST


def test_feeds_go_out_as_opml_and_come_in_again(run: Run, tmp_path: Path) -> None:
    """What one watchlist exports another imports, each address once; umlauts and ampersands survive."""
    here, there = tmp_path / "watchlists" / "pegel.yaml", tmp_path / "neu.yaml"
    addresses = ["https://blatt.example/rss?a=1&b=2", "https://münchner.example/rss"]
    here.write_text(LIST + "feeds:\n" + "".join(f"  - {address}\n" for address in addresses), "utf-8")
    there.write_text(LIST, "utf-8")
    out = run("export")
    (tmp_path / "feeds.opml").write_text(out.stdout, "utf-8")
    first, again = (run("import", str(there), str(tmp_path / "feeds.opml")) for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "2 Feeds eingetragen" in first.output
    assert "0 Feeds eingetragen, 2 standen schon" in again.output
    assert there.read_text("utf-8").count("blatt.example") == 1
    assert "a=1&b=2" in there.read_text("utf-8")
