"""Old articles in the archive: every kind of file, once, silently, and from where an import broke off."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.errors import WorkError
from monitor.ops import archive, retention, trial
from monitor.ops.archive_items import Broken, sources_of
from monitor.settings import Settings
from monitor.store import jobs
from monitor.watchlist import read_watchlist
from tests.integration.newsroom import WATCHLIST
from tests.integration.past import FEEDS, NOW, Past, article, page

DEAD = "Bei dem Grubenunglück in Neustadt sind {} Bergleute gestorben, sagte Polizeisprecherin Eva Kranz."
OFF = {"title": "Stadtfest", "text": "Auf dem Markt spielten am Samstag drei Kapellen. Es kamen rund 2.000 Gäste."}


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C."""


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    made = Past(tmp_path)
    yield made
    made.store.close()


def counts(report: Any) -> list[dict[str, object]]:
    wanted = ("new", "edited", "known", "gated", "unread", "broken")
    return [{name: line.values[name] for name in wanted if line.values.get(name)} for line in report.found]


def test_articles_become_positions_and_nobody_is_told(past: Past) -> None:
    file = past.lines("alt.jsonl", article(1, DEAD.format(12)), article(2, DEAD.format(17)), {**article(3, ""), **OFF})
    assert counts(past.take(file)) == [{"new": 2, "gated": 1}]
    assert past.rows("SELECT party, low FROM position") == [("Polizei", 17.0)]
    assert set(past.rows("SELECT baseline, grade FROM change")) == {(1, "never")}
    assert past.rows("SELECT count(*) FROM delivery") == [(0,)]
    assert past.rows("SELECT DISTINCT origin, next_visit_at FROM article") == [("archive", None)]


def test_the_same_file_again_adds_nothing(past: Past) -> None:
    file = past.lines("alt.jsonl", article(1, DEAD.format(12)), article(2, DEAD.format(17)))
    past.take(file)
    before = past.rows("SELECT count(*), (SELECT count(*) FROM fact), (SELECT count(*) FROM change) FROM revision")
    assert [line.key for line in past.take(file).found] == ["import.again"]
    os.utime(file, (1, 1))  # another date: read again, and every article is known
    assert counts(past.take(file)) == [{"known": 2}]
    assert (
        past.rows("SELECT count(*), (SELECT count(*) FROM fact), (SELECT count(*) FROM change) FROM revision") == before
    )


def test_texts_without_address_are_known_by_their_words(past: Past) -> None:
    one = article(1, DEAD.format(12), url="")
    assert counts(past.take(past.lines("a.jsonl", one), past.lines("b.jsonl", one))) == [{"new": 1}, {"known": 1}]


def test_the_same_address_later_is_another_state_and_an_older_one_is_none(past: Past) -> None:
    first, later = article(1, DEAD.format(12)), article(2, DEAD.format(21), url="https://blatt.example/grube-1")
    assert counts(past.take(past.lines("a.jsonl", first, later))) == [{"new": 1, "edited": 1}]
    assert counts(past.take(past.lines("b.jsonl", first, later))) == [{"known": 2}]
    assert past.rows("SELECT count(*) FROM revision") == [(2,)]


@pytest.mark.parametrize(
    ("line", "line_key"),
    [
        ("{kaputt", "import.line"),
        ('["keine", "Angaben"]', "import.line"),
        ('{"id": "1", "text": "Ohne Datum."}', "import.line"),
        ('{"id": "1", "text": "Unlesbares Datum.", "published": "vorgestern abend"}', "import.line"),
        ('{"id": "1", "text": "  ", "published": "2025-05-01"}', "import.line"),
        ('{"id": "1", "published": "2025-05-01"}', "import.line"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_come_in(past: Past, line: str, line_key: str) -> None:
    file = past.lines("alt.jsonl", article(1, DEAD.format(12)), line, "", article(2, DEAD.format(17)))
    report = past.take(file)
    assert counts(report) == [{"new": 2, "broken": 1}]
    assert [(place, error.key) for place, error in past.complaints] == [(f"{file}:2", line_key)]
    assert not report.good


def test_an_interrupted_import_goes_on_where_it_stopped(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "BATCH", 2)
    monkeypatch.setattr(archive, "AHEAD", 1)
    monkeypatch.setattr(archive, "GROUP", 1)
    file = past.lines("alt.jsonl", *(article(number, DEAD.format(number)) for number in range(1, 10)))
    read: list[str] = []

    async def failing(function: Any, items: Any, *args: Any) -> Any:
        read.append(items[0].place)
        if len(read) == 6:
            raise Interrupted
        return function(items, *args)

    with pytest.raises(Interrupted):
        past.take(file, work=failing)
    assert past.rows("SELECT count(*) FROM article") == [(4,)]
    assert counts(past.take(file)) == [{"new": 5}]
    assert past.rows("SELECT low FROM position") == [(9.0,)]


def test_a_page_that_kills_its_worker_costs_only_itself(past: Past) -> None:
    async def dying(function: Any, items: Any, *args: Any) -> Any:
        if any(item.place.endswith(":2") for item in items):
            raise WorkError("work.slow", function="read_items", seconds=15)
        return function(items, *args)

    file = past.lines("alt.jsonl", *(article(number, DEAD.format(number)) for number in (1, 2, 3)))
    assert counts(past.take(file, work=dying)) == [{"new": 2, "broken": 1}]


def test_a_folder_of_pages_takes_address_and_date_from_page_note_or_front_matter(past: Past) -> None:
    folder = past.folder / "seiten"
    (folder / "unten").mkdir(parents=True)
    (folder / "selbst.html").write_text(page(DEAD.format(12)), "utf-8")
    (folder / "notiz.html").write_text(page(DEAD.format(13), published="", title="Grubenunglück am Morgen"), "utf-8")
    note = {"notiz.html": {"url": "https://blatt.example/notiz", "published": "2025-05-04"}}
    (folder / "meta.json").write_text(json.dumps(note), "utf-8")
    front = "---\nurl: https://blatt.example/kopf\npublished: 2025-05-05T07:00:00+02:00\n---\n"
    headed = page(DEAD.format(14), published="", title="Grubenunglück am Abend")
    (folder / "unten" / "kopf.htm").write_text(front + headed, "utf-8")
    undated = page(DEAD.format(15), published="", title="Grubenunglück zur Nacht")
    (folder / "ohne.html").write_text(undated, "utf-8")
    assert counts(past.take(folder)) == [{"new": 3, "broken": 1}]
    assert [(Path(place).name, error.key) for place, error in past.complaints] == [("ohne.html", "import.undated")]
    found = dict(past.rows("SELECT url, published FROM article"))
    assert found["https://blatt.example/notiz"].startswith("2025-05-0")
    assert found["https://blatt.example/kopf"] == "2025-05-05 05:00:00.000000"
    assert past.rows("SELECT low FROM position") == [(14.0,)]


Header = tuple[str, str]


def warc(path: Path, *records: tuple[str, str, str, bytes], gz: bool = True, more: tuple[Header, ...] = ()) -> Path:
    """A web archive of (address, status line, content type, body) answers, seen on 4 May 2025; `more`: their headers."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=gz)
        out_record = writer.create_warcinfo_record(path.name, {"software": "test"})
        writer.write_record(out_record)
        for url, status, kind, body in records:
            headers = StatusAndHeaders(status, [("Content-Type", kind), *more], protocol="HTTP/1.1")
            seen = {"WARC-Date": "2025-05-04T06:00:00Z"}
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=seen
            )
            writer.write_record(record)
    return path


def answers() -> list[tuple[str, str, str, bytes]]:
    html = "text/html; charset=utf-8"
    return [
        ("https://blatt.example/a", "200 OK", html, page(DEAD.format(12)).encode()),
        ("https://blatt.example/a.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://blatt.example/weg", "404 Not Found", html, page(DEAD.format(99)).encode()),
        ("https://blatt.example/fest", "200 OK", html, page("Auf dem Fest spielten Kapellen.", title="Fest")
         .replace("Rettungsarbeiten", "Proben").encode()),
        ("https://blatt.example/latin", "200 OK", "text/html; charset=iso-8859-1",
         page(DEAD.format(14), published="", title="Grubenunglück am Abend").replace("utf-8", "iso-8859-1").encode("latin-1")),
    ]  # fmt: skip


@pytest.mark.parametrize("gz", [True, False])
def test_a_web_archive_gives_its_html_answers_on_topic(past: Past, gz: bool) -> None:
    file = warc(past.folder / ("crawl.warc.gz" if gz else "crawl.warc"), *answers(), gz=gz)
    assert counts(past.take(file)) == [{"new": 2, "gated": 1}]
    found = dict(past.rows("SELECT url, published FROM article"))
    assert found["https://blatt.example/latin"] == "2025-05-04 06:00:00.000000"  # undated: when the crawler saw it
    assert past.rows("SELECT low FROM position") == [(14.0,)]
    assert [line.key for line in past.take(file).found] == ["import.again"]


def test_a_web_archive_compressed_as_one_piece_is_read_too(past: Past) -> None:
    plain = warc(past.folder / "crawl.warc", *answers(), gz=False)
    whole = past.folder / "ganz.warc.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    assert counts(past.take(whole)) == [{"new": 2, "gated": 1}]


def chunked(body: bytes) -> bytes:
    pieces = (body[at : at + 700] for at in range(0, len(body), 700))
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


BARE = zlib.compressobj(9, zlib.DEFLATED, -15)
PACKINGS: dict[str, tuple[tuple[Header, ...], Any]] = {
    "gzip": ((("Content-Encoding", "gzip"),), gzip.compress),
    "x-gzip": ((("Content-Encoding", "x-gzip"),), gzip.compress),
    "deflate": ((("Content-Encoding", "deflate"),), zlib.compress),
    "bare deflate": ((("Content-Encoding", "deflate"),), lambda body: BARE.compress(body) + BARE.flush()),
    "br": ((("Content-Encoding", "br"),), brotli.compress),
    "zstd": ((("Content-Encoding", "zstd"),), zstandard.ZstdCompressor().compress),
    "twice": ((("Content-Encoding", "gzip, br"),), lambda body: brotli.compress(gzip.compress(body))),
    "unpacked by the crawler": ((("Content-Encoding", "gzip"),), lambda body: body),
    "none": ((("Content-Encoding", "identity"),), lambda body: body),
    "chunked": ((("Transfer-Encoding", "chunked"),), chunked),
    "Chunked": ((("Transfer-Encoding", "Chunked"),), chunked),
    "chunked gzip": ((("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")), lambda body: chunked(gzip.compress(body))),
    "chunked br": ((("Content-Encoding", "br"), ("Transfer-Encoding", "chunked")), lambda body: chunked(brotli.compress(body))),
    "chunked zstd": ((("Content-Encoding", "zstd"), ("Transfer-Encoding", "chunked")), lambda body: chunked(zstandard.compress(body))),
    "joined by the crawler": ((("Transfer-Encoding", "chunked"),), lambda body: body),
}  # fmt: skip


@pytest.mark.parametrize("packing", PACKINGS)
def test_answers_are_read_however_the_web_packed_them(past: Past, packing: str) -> None:
    headers, pack = PACKINGS[packing]
    url, status, kind, body = answers()[0]
    file = warc(past.folder / "crawl.warc.gz", (url, status, kind, pack(body)), more=headers)
    assert counts(past.take(file)) == [{"new": 1}]
    assert past.rows("SELECT low FROM position") == [(12.0,)]


@pytest.mark.parametrize(
    ("packing", "body", "key"),
    [("compress", b"\x1f\x9d\x90", "import.packed"), ("gzip", gzip.compress(page(DEAD.format(12)).encode() * 99)[:-900] + b"x" * 900, "import.item")],
)  # fmt: skip
def test_an_answer_that_cannot_be_unpacked_is_named_and_the_next_comes_in(
    past: Past, packing: str, body: bytes, key: str
) -> None:
    bad = warc(
        past.folder / "a.warc",
        ("https://blatt.example/x", "200 OK", "text/html", body),
        gz=False,
        more=(("Content-Encoding", packing),),
    )
    good = warc(past.folder / "b.warc", *answers(), gz=False)
    both = past.folder / "c.warc"
    both.write_bytes(bad.read_bytes() + good.read_bytes())
    assert counts(past.take(both)) == [{"new": 2, "gated": 1, "broken": 1}]
    assert [error.key for _, error in past.complaints] == [key]


def test_a_web_archive_packed_with_zstd_is_read_and_goes_on_at_a_record(past: Past) -> None:
    plain = warc(past.folder / "crawl.warc", *answers(), gz=False).read_bytes()
    half = plain.index(b"WARC/1", len(plain) // 2)
    file = past.folder / "crawl.warc.zst"
    file.write_bytes(zstandard.compress(plain[:half]) + zstandard.compress(plain[half:]))
    source = sources_of([file])[0][0]
    found = [item for item in source.items(0, most=1_000_000) if not isinstance(item, Broken)]
    rest = [item for item in source.items(found[1].after, most=1_000_000) if not isinstance(item, Broken)]
    assert [item.url for item in rest] == [item.url for item in found[1:]]
    assert counts(past.take(file)) == [{"new": 2, "gated": 1}]


def test_a_cut_web_archive_gives_what_stands_before_the_cut_and_says_so(past: Past) -> None:
    file = warc(past.folder / "crawl.warc.gz", *answers())
    file.write_bytes(file.read_bytes()[:-200])
    report = past.take(file)
    assert (counts(report), report.good) == ([{"new": 1, "gated": 1, "broken": 1}], False)
    assert counts(past.take(file))[0].get("broken") == 1  # it is not taken for finished


def test_a_web_archive_goes_on_at_a_record(past: Past) -> None:
    file = warc(past.folder / "crawl.warc.gz", *answers())
    source = sources_of([file])[0][0]
    found = [item for item in source.items(0, most=1_000_000) if not isinstance(item, Broken)]
    rest = [item for item in source.items(found[1].after, most=1_000_000) if not isinstance(item, Broken)]
    assert [item.url for item in rest] == [item.url for item in found[1:]]


def archive_of(past: Past, kind: str, many: int) -> Path:
    """An archive of articles on the topic, one of them broken."""
    if kind == "lines":
        articles = [article(number, DEAD.format(number)) for number in range(1, many)]
        return past.lines("alt.jsonl", "{kaputt", *articles)
    pages = [page(DEAD.format(number), title=f"Tag {number}").encode() for number in range(1, many)]
    if kind == "warc":
        html = "text/html; charset=utf-8"
        found = [(f"https://blatt.example/tag-{number}", "200 OK", html, body) for number, body in enumerate(pages)]
        return warc(
            past.folder / "crawl.warc.gz", ("https://blatt.example/x", "200 OK", html, b"x" * 1_000_001), *found
        )
    folder = past.folder / "seiten"
    folder.mkdir()
    (folder / "0.html").write_bytes(b"x" * 1_000_001)
    for number, body in enumerate(pages, 1):
        (folder / f"{number:03}.html").write_bytes(
            f"---\nurl: https://blatt.example/tag-{number}\n---\n".encode() + body
        )
    return folder


def killed_after_a_batch(past: Past, file: Path) -> None:
    """Imports in a process of its own, which is killed when its first batch is stored."""
    child = os.fork()
    if child == 0:
        try:
            Past(past.folder).take(file, progress=lambda _done, _total: os.kill(os.getpid(), signal.SIGKILL))
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


@pytest.mark.parametrize("kind", ["lines", "warc", "folder"])
def test_an_import_that_is_killed_goes_on_and_ends_as_if_nothing_had_happened(
    past: Past, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in (("AHEAD", 1), ("GROUP", 4), ("BATCH", 4)):
        monkeypatch.setattr(archive, name, number)
    file = archive_of(past, kind, 20)
    killed_after_a_batch(past, file)
    (stored,) = past.rows("SELECT count(*) FROM article")[0]
    assert 0 < stored < 19
    assert counts(past.take(file))[0]["new"] == 19 - stored
    assert past.rows("SELECT count(*), count(DISTINCT url) FROM article") == [(19, 19)]
    assert past.rows("SELECT count(*) FROM revision") == [(19,)]


def test_a_new_watchlist_opens_the_gate_and_all_opens_it_wide(past: Past) -> None:
    file = past.lines("alt.jsonl", {**article(1, ""), **OFF})
    assert counts(past.take(file)) == [{"gated": 1}]
    assert counts(past.take(file, everything=True)) == [{"new": 1}]


def test_what_the_service_read_itself_is_left_alone(past: Past) -> None:
    file = past.lines("alt.jsonl", article(1, DEAD.format(12)))
    past.take(file)
    with past.store.write() as session:
        session.connection().exec_driver_sql("UPDATE article SET origin = 'feed'")
    os.utime(file, (1, 1))
    assert counts(
        past.take(past.lines("b.jsonl", article(2, DEAD.format(99), url="https://blatt.example/grube-1")))
    ) == [{"known": 1}]


def test_archived_texts_outlive_the_keeping_time(past: Past) -> None:
    past.take(past.lines("alt.jsonl", article(1, DEAD.format(12))))
    retention.purge(past.store, Settings(retention_days=0), NOW)
    assert past.rows("SELECT text IS NOT NULL FROM revision") == [(1,)]


def test_the_command_names_what_is_bad_and_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "watchlists" / "grube.yaml").write_text(WATCHLIST.format(feeds=FEEDS), "utf-8")
    file = tmp_path / "alt.jsonl"
    file.write_text(json.dumps(article(1, DEAD.format(12))) + "\n{kaputt\n", "utf-8")
    env = {
        **os.environ,
        "MONITOR_LANGUAGE": "de",
        "MONITOR_DATA": str(tmp_path / "data"),
        "MONITOR_WATCHLISTS": str(tmp_path / "watchlists"),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "monitor", "import", str(file), str(tmp_path / "fehlt.warc")],
        env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "1 neue Artikel" in ran.stdout
    places = [json.loads(line)["file"] for line in ran.stderr.splitlines() if line.startswith("{")]
    assert sorted(places) == sorted([f"{file}:2", str(tmp_path / "fehlt.warc")])
    assert ran.returncode == 2


def test_a_new_watchlist_is_tried_on_the_imported_past(past: Past) -> None:
    past.take(past.lines("alt.jsonl", article(1, DEAD.format(12)), article(2, DEAD.format(17))))
    new = read_watchlist(WATCHLIST.format(feeds=FEEDS).replace("Neustadt", "der Heide"), id="neu")
    with past.store.write() as session:
        jobs.create(session, "j", "trial", {}, author="test", now=NOW)
    trial.run(past.store, "j", new, None, language="de", now=NOW)
    ((shown,),) = past.rows("SELECT result FROM job")
    result = json.loads(shown)
    assert (result["articles"], result["since"][:10]) == (2, "2025-05-01")
    assert [row["after"]["low"] for row in result["appear"] if row["claim"] == "tote"] == [12, 17]
