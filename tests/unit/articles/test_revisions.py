"""When a changed page is a new revision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.articles import revise, visible_text
from monitor.articles.model import OutletClass, Page, PageKind, Revision, TimeSource
from monitor.feeds.model import Precision

AT = datetime(2025, 4, 28, 8, 30, tzinfo=UTC)
FOUND = AT + timedelta(minutes=20)
PAGE = Page(
    url="https://www.blatt.de/a",
    title="Hochwasser an der Ilme",
    text="Im Tal wurden 1.200 Menschen in Sicherheit gebracht.\nDer Kreis hat „Notstand“ ausgerufen.",
    published=AT,
    published_precision=Precision.SECOND,
    kind=PageKind.ARTICLE,
)


def state(previous: Revision | None, page: Page, found: datetime = FOUND) -> Revision | None:
    return revise(previous, page, article="7", outlet="Blatt", outlet_class=OutletClass.NEWS, found=found)


FIRST = state(None, PAGE)
assert FIRST is not None


def test_the_first_state_has_the_publication_time() -> None:
    assert (FIRST.number, FIRST.at, FIRST.time_source, FIRST.story) == (1, AT, TimeSource.PUBLISHED, "7")


@pytest.mark.parametrize(
    "text",
    [
        PAGE.text,
        PAGE.text.replace("\n", "\n\n  "),
        PAGE.text.replace("„", '"').replace("“", '"'),
        PAGE.text + "\nStand: 28.04.2025, 11:15 Uhr",
        "Aktualisiert am 28. April 2025\n" + PAGE.text,
        PAGE.text + "\nvor 12 Minuten",
    ],
)
def test_trivial_edits_make_no_revision(text: str) -> None:
    assert state(FIRST, replace(PAGE, text=text)) is None


@pytest.mark.parametrize(
    "text",
    [PAGE.text.replace("1.200", "1.300"), PAGE.text.replace("hat", "hat nicht"), PAGE.text.replace("1.200", "1,200")],
)
def test_one_figure_or_word_makes_one(text: str) -> None:
    second = state(FIRST, replace(PAGE, text=text))
    assert second is not None
    assert (second.number, second.article) == (2, "7")


def test_a_changed_headline_makes_one() -> None:
    assert state(FIRST, replace(PAGE, title="Hochwasser an Ilme und Leine")) is not None


def test_the_time_of_a_revision_is_the_publishers_when_it_names_one() -> None:
    changed = replace(PAGE, text=PAGE.text.replace("1.200", "1.300"), updated=AT + timedelta(hours=2))
    second = state(FIRST, changed, AT + timedelta(hours=3))
    assert second is not None
    assert (second.at, second.time_source, second.published) == (AT + timedelta(hours=2), TimeSource.MODIFIED, AT)


@pytest.mark.parametrize("updated", [None, AT, AT - timedelta(days=1), AT + timedelta(days=2)])
def test_else_it_is_the_time_we_saw_it(updated: datetime | None) -> None:
    changed = replace(PAGE, text=PAGE.text.replace("1.200", "1.300"), updated=updated)
    second = state(FIRST, changed, AT + timedelta(hours=3))
    assert second is not None
    assert (second.at, second.time_source) == (AT + timedelta(hours=3), TimeSource.FOUND)


@pytest.mark.parametrize("kind", [PageKind.WALL, PageKind.NONE, PageKind.TEASER])
def test_a_text_that_went_behind_a_wall_is_no_correction(kind: PageKind) -> None:
    assert state(FIRST, replace(PAGE, text="Im Tal wurden 900 Menschen gezählt.", kind=kind)) is None


def test_a_page_without_a_date_counts_from_when_it_was_found() -> None:
    found = state(None, replace(PAGE, published=None, published_precision=Precision.NONE))
    assert found is not None
    assert (found.published, found.time_source) == (FOUND, TimeSource.FOUND)


@pytest.mark.parametrize(
    ("markup", "word"),
    [
        ("<p>Pj&ouml;ngjang schweigt</p>", "Pjöngjang"),
        ("<p>Nord&shy;korea schweigt</p>", "Nordkorea"),
        ("<p>Nord\u00adkorea schweigt</p>", "Nordkorea"),
        ("<p>Nord<b>korea</b> schweigt</p>", "Nordkorea"),
        ("<table><tr><td>Nordkorea</td><td>schweigt</td></tr></table>", "Nordkorea schweigt"),
        ("<p>Pjo\u0308ngjang</p>", "Pjöngjang"),
        ("<title>Nordkorea</title><p>x</p>", "Nordkorea"),
        ("<div><div>Nordkorea", "Nordkorea"),
    ],
)
def test_a_watched_word_is_seen_however_it_is_marked_up(markup: str, word: str) -> None:
    assert word in visible_text(f"<html><body>{markup}</body></html>".encode())


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "cp1252", "utf-16"])
def test_a_watched_word_is_seen_in_every_encoding(encoding: str) -> None:
    assert "Pjöngjang" in visible_text(
        f"<html><head><meta charset='{encoding}'></head><body>Pjöngjang</body></html>".encode(encoding)
    )


def test_a_wrong_charset_hides_no_word() -> None:
    page = "<html><head><meta charset='utf-8'></head><body>Pjöngjang</body></html>".encode("cp1252")
    assert "Pjöngjang" in visible_text(page)
    assert "Pjöngjang" in visible_text("<body>Pjöngjang</body>".encode("cp1250"), "windows-1250")
    assert "Pjöngjang" in visible_text("<body>Pjöngjang</body>".encode(), "no-such-charset")


def test_a_word_cut_by_tags_is_seen_once_whole_and_once_in_its_parts() -> None:
    assert visible_text(b"<body><p>Nord<b>korea</b> schweigt</p></body>").split() == [
        "Nord", "korea", "schweigt", "Nordkorea"]  # fmt: skip


@pytest.mark.parametrize("markup", ["<script>Nordkorea</script>", "<style>Nordkorea{}</style>", "<!-- Nordkorea -->"])
def test_what_nobody_sees_does_not_count(markup: str) -> None:
    assert "Nordkorea" not in visible_text(f"<html><body>{markup}</body></html>".encode())


@pytest.mark.parametrize("body", [b"", b"\x00", b"<", b"\xff\xfe\x00", "Ü".encode("latin-1")])
def test_any_bytes_have_a_visible_text(body: bytes) -> None:
    assert isinstance(visible_text(body), str)
