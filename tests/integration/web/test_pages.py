"""What the pages say and do: the log, evidence, marks, exports, editor, silences (issue 7)."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree, html
from sqlmodel import select
from starlette.testclient import TestClient

from monitor.alerts.links import Action, sign
from monitor.errors import MonitorError
from monitor.i18n import catalogue
from monitor.ledger.model import ChangeType
from monitor.reading.model import Stance
from monitor.store import changes, lengths
from monitor.store import tables as rows
from monitor.store.views import log
from monitor.store.views.log import LogFilter
from monitor.web import files
from monitor.web.export import csv_cell
from tests.integration.web.conftest import add_people, post, sign_in, visit
from tests.integration.web.seed import NORDKOREA, NOW, Seeded, article, change, evidence, stance
from tests.integration.web.serving import LINK_SECRET, FixedClock, app_for


def keys_of(page: str) -> list[str]:
    """Keys of the lines in reading order."""
    return re.findall(r'data-key="([^"]+)"', page)


# --- the log ---------------------------------------------------------------------------------------------------------


def test_each_day_begins_with_what_weighs_most(seeded: Seeded) -> None:
    """Days newest first; inside a day the bands in their order, whatever the hour."""
    with seeded.store.read() as session:
        shown = log.page(session, LogFilter(), user="x", limit=200).lines
    order = [name for name, _ in log.BANDS]
    days = [line.decided_at.astimezone(log.BERLIN).date() for line in shown]
    assert days == sorted(days, reverse=True)
    for day in set(days):
        bands = [order.index(line.band) for line, of in zip(shown, days, strict=True) if of == day]
        assert bands == sorted(bands)


@pytest.mark.parametrize("order", ["consequence", "time"])
@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_pages_hold_every_change_once(seeded: Seeded, order: str, limit: int) -> None:
    """Going on from the cursor loses nothing and repeats nothing, wherever a page ends."""
    wanted = LogFilter(order=order)
    with seeded.store.read() as session:
        whole = [line.change.key for line in log.page(session, wanted, user="x", limit=500).lines]
        found: list[str] = []
        cursor = ""
        while True:
            part = log.page(session, wanted, user="x", cursor=cursor, limit=limit)
            found += [line.change.key for line in part.lines]
            cursor = part.cursor
            if not cursor:
                break
    assert found == whole
    assert len(set(found)) == len(seeded.keys) - 1, "the baseline is left out"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("watchlist=warnstreik", lambda c: c.watchlist == "warnstreik"),
        ("claim=entsandte-soldaten", lambda c: c.claim == "entsandte-soldaten"),
        ("party=China", lambda c: c.party == "China"),
        ("type=reversal", lambda c: c.type is ChangeType.REVERSAL),
        ("band=corrected", lambda c: c.type is ChangeType.CORRECTED),
        ("outlet=Talkurier", lambda c: c.evidence.outlet == "Talkurier"),
        ("grade=digest", lambda c: c.grade.value == "digest"),
        ("judged=richtig", lambda c: c.key in {"k-value", "k-7", "k-9"}),
        ("assigned=Jan+Ott", lambda c: c.key == "k-corrected"),
        ("q=Militarkommission", lambda c: c.key == "k-reversal"),
        ("window=12h", lambda c: c.at >= NOW - timedelta(hours=12)),
    ],
)
def test_filters_keep_what_they_name(seeded: Seeded, client: TestClient, query: str, kept: object) -> None:
    """Each filter alone gives exactly its changes."""
    found = {item["key"] for item in client.get(f"/changes.json?{query}").json()}
    with seeded.store.read() as session:
        every = {c.key: c for c in changes.by_keys(session, seeded.keys)}
    wanted = {key for key, item in every.items() if kept(item) and key != "k-denial"}  # type: ignore[operator]
    assert found == wanted
    assert found


def test_search_takes_everything_users_type(seeded: Seeded) -> None:
    """Beginnings of words, plain letters for umlauts, operators as plain words."""
    with seeded.store.read() as session:

        def found(words: str) -> int:
            return len(log.page(session, LogFilter(words=words), user="x", limit=100).lines)

        assert found("militärkomm") == found("MILITARKOMMISSION") == 1
        assert found('"NEAR(') == 0
        assert found("kcna OR xyz") == 0
        assert found("''") == 0


def test_reading_judging_and_assigning_show_at_the_line(client: TestClient) -> None:
    """Marks of the desk: unread per user, newest judgement counts, a note for the next shift."""
    assert "k-2" in keys_of(client.get("/changes?unread=1").text)
    post(client, "/changes/read", {"key": "k-2"})
    assert "k-2" not in keys_of(client.get("/changes?unread=1").text)
    post(client, "/changes/marks", {"key": ["k-2", "k-3"], "kind": "judge", "value": "falsch"})
    assert {"k-2", "k-3"} <= set(keys_of(client.get("/changes?judged=falsch").text))
    post(client, "/changes/marks", {"key": "k-3", "kind": "judge", "value": "richtig"})
    assert "k-3" not in keys_of(client.get("/changes?judged=falsch").text)
    post(client, "/changes/marks", {"key": "k-3", "kind": "note", "value": "Kollegin fragt nach"})
    post(client, "/changes/marks", {"key": "k-3", "kind": "assign", "value": "me"})
    page = client.get("/changes?assigned=am+Rechner").text
    assert "Kollegin fragt nach" in page
    assert "wird geprüft: am Rechner" in page
    post(client, "/changes/read", {"all": "1"})
    assert keys_of(client.get("/changes?unread=1").text) == []


def test_a_saved_view_comes_back(client: TestClient) -> None:
    """A filter under a name, only for the one who saved it."""
    post(client, "/views", {"name": "China", "query": "party=China"})
    page = client.get("/changes").text
    assert "/changes?party=China" in page
    post(client, "/views/1/drop")
    assert "/changes?party=China" not in client.get("/changes").text


def test_the_log_weighs_little(client: TestClient) -> None:
    """At most 200 kB for a full page."""
    assert len(client.get("/changes").content) < 200_000


# --- evidence --------------------------------------------------------------------------------------------------------


def test_evidence_shows_both_sentences_with_number_and_speaker_marked(client: TestClient) -> None:
    """Old and new side by side, the chain, the times in Berlin and UTC, the same story elsewhere."""
    page = client.get("/changes/k-reversal").text
    assert '<span class="mark-speaker">Die Zentrale Militärkommission</span>' in page
    assert '<span class="mark-figure">nicht entsandt</span>' in page
    words = " ".join(html.fromstring(page).text_content().split())
    assert "KCNA gibt es weiter" in words
    assert "MESZ" in words
    assert "UTC" in words
    assert "5 Medien tragen diesen Text. Er zählt als eine Quelle." in words


def test_a_silent_correction_marks_what_changed(client: TestClient) -> None:
    """Between two states of one article the changed number itself is marked, not its digits."""
    page = client.get("/changes/k-corrected").text
    assert '<span class="mark-old">11.000</span>' in page
    assert '<span class="mark-new">15.000</span>' in page


def test_the_trace_says_why_a_copy_is_silent(client: TestClient, seeded: Seeded) -> None:
    """Warum nicht: the verdict of a wire copy in words, the gate of an article off topic too."""
    copy = client.get(f"/articles/{seeded.article + 1}").text
    assert catalogue("de")["silence.wire_copy"] in copy
    gate = client.get("/articles/2").text
    assert 'class="stop"' in gate
    assert "[verdict." not in gate


def test_article_markup_stays_text(seeded: Seeded, client: TestClient) -> None:
    """S8: script, event handlers and javascript: links from articles are shown, never run."""
    evil = '<script>alert(1)</script><img src=x onerror=alert(2)> "quoted" {{ 7*7 }}'
    spot = evidence(
        "",
        text=evil,
        sentence=evil,
        mark="quoted",
        speaker="<svg/onload=alert(3)>",
        outlet="<b>Blatt</b>",
        url="javascript:alert(4)",
        title=evil,
        published=NOW,
    )
    item = change(
        ChangeType.NEW_SOURCE, key="evil", party="<i>Partei</i>", after=stance(Stance.ASSERTS), seen=spot, at=NOW
    )
    with seeded.store.write() as session:
        changes.add(session, [item], NOW)
    for path in (
        "/changes",
        "/changes/evil",
        "/handover",
        "/claims/nordkorea/kampfeinsatz",
        "/silences/new?change=evil",
    ):
        tree = html.fromstring(client.get(path).text)
        sources = [node.get("src") for node in tree.iter("script")]
        assert all(source and source.startswith("/static/") for source in sources), path
        assert not [name for node in tree.iter() for name in node.attrib if name.startswith("on")], path
        assert not [node for node in tree.iter() if (node.get("href") or "").startswith(("javascript:", "data:"))], path
        assert not list(tree.iter("img")), path
        assert "{{ 7*7 }}" in tree.text_content() or path != "/changes/evil"


def test_links_that_leave_name_their_host(client: TestClient) -> None:
    """S9."""
    tree = html.fromstring(client.get("/changes/k-reversal").text)
    leaving = [node for node in tree.iter("a") if (node.get("href") or "").startswith("http")]
    assert leaving
    for node in leaving:
        assert node.get("rel") == "noopener noreferrer nofollow"
        assert "beispielschau.de" in node.text_content()


# --- exports ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["=1+1", "+49", "-3", "@SUM(A1)", "\t=1", "|calc", "%1", "  =1"])
def test_cells_that_look_like_formulas_are_defused(value: str) -> None:
    """S16."""
    assert str(csv_cell(value)).startswith("'")


def test_csv_opens_in_a_german_spreadsheet(client: TestClient) -> None:
    """UTF-8 with BOM, semicolons, one row per change, as a download."""
    answer = client.get("/changes.csv?party=China")
    assert answer.headers["content-disposition"] == 'attachment; filename="changes.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["party"] for row in table} == {"China"}
    assert table[0]["after"] == "äußert sich nicht"


def test_atom_is_well_formed_and_names_the_news(client: TestClient) -> None:
    """Any filtered view as a feed."""
    tree = etree.fromstring(client.get("/changes.atom?type=reversal").content)
    titles = tree.findall("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title")
    assert [title.text for title in titles] == ["Kehrtwende: Nordkorea · bestreitet → bestätigt"]


def test_the_api_says_what_the_page_shows(client: TestClient) -> None:
    """JSON with the same filters, a cursor, and one change with its evidence."""
    first = client.get("/api/changes?limit=5&claim=kampfeinsatz").json()
    assert len(first["changes"]) == 5
    more = client.get(f"/api/changes?limit=5&claim=kampfeinsatz&cursor={first['cursor']}").json()
    assert not {item["key"] for item in first["changes"]} & {item["key"] for item in more["changes"]}
    one = client.get("/api/changes/k-reversal").json()
    assert one["evidence"]["via"] == ["KCNA"]
    assert one["before_stance"] == "denies"
    assert client.get("/api/changes/nix").json() == {"error": "Diese Änderung gibt es nicht."}


# --- watchlists ------------------------------------------------------------------------------------------------------


def test_an_error_is_shown_at_its_line_and_nothing_is_saved(seeded: Seeded, client: TestClient) -> None:
    """A wrong line keeps the file as it was; the text comes back to be mended."""
    path = seeded.folder / "watchlists" / "nordkorea.yaml"
    broken = NORDKOREA.replace("kind: figure", "kind: zahl")
    expected = files.digest(NORDKOREA)
    answer = post(client, "/watchlists/nordkorea", {"text": broken, "expected": expected})
    line = broken.split("\n").index("    kind: zahl") + 1
    assert f'data-lines="{line}"' in answer.text
    assert "kind: zahl" in answer.text
    assert path.read_text("utf-8") == NORDKOREA
    checked = post(client, "/watchlists/check", {"text": broken, "ident": "nordkorea"})
    assert f"Zeile {line}" in checked.text


def test_a_good_text_is_in_force_and_can_be_undone(seeded: Seeded, client: TestClient) -> None:
    """Save, history with author, restore."""
    path = seeded.folder / "watchlists" / "nordkorea.yaml"
    better = NORDKOREA.replace("min_change: 10%", "min_change: 5%")
    answer = post(
        client, "/watchlists/nordkorea", {"text": better.replace("\n", "\r\n"), "expected": files.digest(NORDKOREA)}
    )
    assert answer.status_code == 303
    assert path.read_text("utf-8") == better
    history = client.get("/watchlists/nordkorea/history").text
    assert "am Rechner" in history
    with seeded.store.read() as session:
        older = session.exec(
            select(rows.WatchlistVersionRow.id).where(rows.WatchlistVersionRow.text == NORDKOREA)
        ).first()
    assert post(client, f"/watchlists/nordkorea/restore/{older}").status_code == 303
    assert path.read_text("utf-8") == NORDKOREA


def test_two_editors_do_not_overwrite_each_other(seeded: Seeded, client: TestClient) -> None:
    """The second save is refused with the text kept."""
    path = seeded.folder / "watchlists" / "nordkorea.yaml"
    expected = files.digest(NORDKOREA)
    path.write_text(NORDKOREA + "# von anderswo\n", "utf-8")
    mine = NORDKOREA.replace("10%", "7%")
    answer = post(client, "/watchlists/nordkorea", {"text": mine, "expected": expected})
    assert answer.status_code == 409
    assert "7%" in answer.text
    assert path.read_text("utf-8").endswith("# von anderswo\n")


@pytest.mark.parametrize(
    "ident",
    [
        "../x",
        "..%2fx",
        "%2e%2e",
        "/etc/passwd",
        "a\x00b",
        "con",
        "NUL",
        "a" * 65,
        "Ä",
        "a/b",
        "a.yaml",
        "",
        ".",
        "lpt1",
    ],
)
def test_only_plain_names_become_files(tmp_path: Path, ident: str) -> None:
    """S11."""
    with pytest.raises(MonitorError):
        files.write_file(tmp_path, ident, "name: x\n", expected="")
    assert list(tmp_path.iterdir()) == []


def test_links_are_never_followed(tmp_path: Path) -> None:
    """S11: neither read nor written through a symbolic link."""
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim", "utf-8")
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "x.yaml").symlink_to(secret)
    with pytest.raises(MonitorError):
        files.read_file(folder, "x")
    with pytest.raises(MonitorError):
        files.write_file(folder, "x", "name: y\n", expected=files.digest("geheim"))
    assert secret.read_text("utf-8") == "geheim"


def test_a_trial_says_what_would_be_told(client: TestClient) -> None:
    """Probelauf: a job with its result; a text with errors starts none."""
    answer = post(client, "/watchlists/nordkorea/trial", {"text": NORDKOREA})
    assert "1.234 Artikel" in answer.text
    assert "Weißes Haus" in answer.text
    broken = post(client, "/watchlists/nordkorea/trial", {"text": "name: [\n"})
    assert "problems" in broken.text


# --- messages and silences -------------------------------------------------------------------------------------------


def test_a_silence_says_first_what_it_would_hold_back(client: TestClient, seeded: Seeded) -> None:
    """Preview, set, lift; German numbers; every step in the audit log."""
    shown = post(client, "/silences/preview", {"place": "nordkorea/entsandte-soldaten", "up_to": "15.000"})
    assert "zurückgehalten" in shown.text
    data = {"place": "nordkorea/entsandte-soldaten", "up_to": "15.000", "end": "4h", "reason": "Test"}
    assert post(client, "/silences", data).status_code == 303
    with seeded.store.read() as session:
        row = session.exec(select(rows.SilenceRow).order_by(rows.SilenceRow.id.desc())).first()  # type: ignore[union-attr]
        assert row is not None
        assert (row.up_to, row.ends_at) == (15000.0, NOW + timedelta(hours=4))
    assert post(client, f"/silences/{row.id}/lift").status_code == 303
    assert post(client, f"/silences/{row.id}/lift").status_code == 400
    assert "Stummschaltung aufgehoben" in client.get("/audit").text
    assert post(client, "/silences", {**data, "up_to": "viele"}).status_code == 400


def test_a_failed_message_is_sent_again_and_a_sent_one_is_not(client: TestClient) -> None:
    """Resend only where something failed."""
    assert post(client, "/messages/2/resend").status_code == 303
    assert post(client, "/messages/1/resend").status_code == 400


def test_targets_are_tested_and_paused_without_their_address(client: TestClient) -> None:
    """A target that answers is well again; one that does not says why."""
    assert post(client, "/targets/redaktion-mail/test").status_code == 303
    failed = post(client, "/targets/slack-ausland/test")
    assert failed.status_code == 400
    assert "channel_not_found" in failed.text
    assert post(client, "/targets/redaktion-mail/pause").status_code == 303
    assert "ruht" in client.get("/messages").text
    assert post(client, "/targets/nirgends/test").status_code == 404


def test_sources_can_be_paused_and_tried(client: TestClient) -> None:
    """Pause, resume, test an address."""
    assert post(client, "/sources/1/pause").status_code == 303
    assert "Wieder abrufen" in client.get("/sources/1").text
    assert "Musterblatt" in post(client, "/sources/test", {"address": "https://example.org/feed"}).text
    assert "innerhalb" in post(client, "/sources/test", {"address": "https://kaputt.example/feed"}).text


def test_of_very_many_feeds_the_worrying_ones_come_first(client: TestClient, seeded: Seeded) -> None:
    """150 at first, the disturbed ones among them; one link shows all."""
    with seeded.store.write() as session:
        session.add_all(
            rows.FeedRow(
                url=f"https://b{n}.example/r", host=f"b{n}.example", state="ok", next_poll_at=NOW, created_at=NOW
            )
            for n in range(200)
        )
    page = client.get("/sources").text
    assert page.count('scope="row"') == 150
    assert "rheinblatt.de/index.rdf" in page
    assert "Alle 205 Quellen zeigen" in page
    assert client.get("/sources?every=1").text.count('scope="row"') == 205


def test_all_feeds_of_a_host_rest_together(client: TestClient, seeded: Seeded) -> None:
    """One button for a whole house, and back; other hosts go on."""
    with seeded.store.write() as session:
        one = session.get(rows.FeedRow, 1)
        assert one is not None
        session.add(rows.FeedRow(url="https://www.beispielschau.de/2", host=one.host, next_poll_at=NOW, created_at=NOW))
    post(client, "/sources/1/pause", {"house": "1"})
    with seeded.store.read() as session:
        states = {row.url: row.state for row in session.exec(select(rows.FeedRow))}
    assert [url for url, state in states.items() if state == "paused" and "beispielschau" in url] == [
        "https://www.beispielschau.de/feed.rss",
        "https://www.beispielschau.de/2",
    ]
    assert states["https://www.talkurier.de/rss"] == "ok"


def test_robots_are_passed_over_only_with_a_reason_in_the_audit_log(client: TestClient, seeded: Seeded) -> None:
    """The reason stands at the feed and in the log; taking it back obeys again."""
    post(client, "/sources/1/robots", {"reason": "Verlag hat zugestimmt"})
    assert "Verlag hat zugestimmt" in client.get("/sources/1").text
    assert "Verlag hat zugestimmt" in client.get("/audit").text
    post(client, "/sources/1/robots", {"reason": " "})
    assert "wird beachtet" in client.get("/sources/1").text


def test_texts_that_shrink_are_shown_against_their_habit(seeded: Seeded) -> None:
    """Eight short texts after twelve long ones stand out; a house with few texts has no habit yet."""
    with seeded.store.write() as session:
        for place in range(20):
            article(
                session,
                url=f"https://www.kurzblatt.de/{place}",
                outlet="Kurzblatt",
                title="",
                texts=["x" * (4000 if place < 12 else 300)],
                published=NOW,
            )
    with seeded.store.read() as session:
        found = lengths.lengths(session)
    assert found["kurzblatt.de"] == lengths.Lengths(now=300, normal=4000)
    assert found["kurzblatt.de"].shrunk
    assert all(length.normal is None for house, length in found.items() if house != "kurzblatt.de")


def test_a_feed_list_becomes_lines_of_a_watchlist(client: TestClient) -> None:
    """OPML pasted in: new feeds as YAML, known ones counted, rubbish refused with a sentence."""
    opml = (
        '<opml version="2.0"><body><outline text="Neu" xmlUrl="https://neu.example/rss"/>'
        '<outline text="Alt" xmlUrl="https://www.talkurier.de/rss"/></body></opml>'
    )
    page = post(client, "/sources/opml", {"opml": opml}).text
    assert "  - https://neu.example/rss  # Neu" in page
    assert "schon beobachtet: 1" in page
    assert post(client, "/sources/opml", {"opml": "kein XML"}).status_code == 400


def test_the_chart_has_lanes_only_for_what_was_said(client: TestClient) -> None:
    """Nine stances are possible; only those taken, and yes and no, are drawn, and every point has its lane."""
    found = client.get("/claims/nordkorea/kampfeinsatz/series.json").json()
    assert found["lanes"] == ["bestreitet", "äußert sich nicht", "behauptet", "bestätigt"]
    heights = {point["value"]: point["y"] for course in found["courses"] for point in course["points"]}
    assert all(found["lanes"][int(y)] == value for value, y in heights.items())


# --- signed links ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("action", "kind"), [(Action.ACKNOWLEDGE, "ack"), (Action.WRONG, "judge")])
def test_a_link_in_a_message_asks_before_it_acts(seeded: Seeded, action: Action, kind: str) -> None:
    """GET shows, POST does; without a login, because the link proves itself."""
    add_people(seeded)
    stranger = visit(app_for(seeded))
    token = sign(action, "k-reversal", "redaktion-mail", LINK_SECRET, NOW)

    def marks() -> int:
        with seeded.store.read() as session:
            wanted = select(rows.MarkRow).where(rows.MarkRow.change_key == "k-reversal", rows.MarkRow.kind == kind)
            return len(session.exec(wanted).all())

    before = marks()
    assert stranger.get(f"/act/{token}").status_code == 200
    assert marks() == before
    assert post(stranger, f"/act/{token}", page=f"/act/{token}").status_code == 200
    assert marks() == before + 1
    assert stranger.get(f"/act/{token[:-2]}xx").status_code == 400


def test_links_end(seeded: Seeded, clock: FixedClock) -> None:
    """A link of last month does nothing."""
    token = sign(Action.WRONG, "k-reversal", "redaktion-mail", LINK_SECRET, NOW)
    clock.move(timedelta(days=31))
    assert visit(app_for(seeded, clock)).get(f"/act/{token}").status_code == 400


# --- words -----------------------------------------------------------------------------------------------------------


def test_both_languages_show_no_missing_word(seeded: Seeded) -> None:
    """Every page in German and English, without a [key] in it."""
    for language in ("de", "en"):
        client = visit(app_for(seeded))
        client.headers["accept-language"] = language
        for path in (
            "/changes",
            "/changes/k-reversal",
            "/changes/k-corrected",
            "/claims",
            "/claims/nordkorea/kampfeinsatz",
            "/claims/nordkorea/entsandte-soldaten",
            "/articles",
            "/articles/4",
            "/articles/1",
            "/watchlists",
            "/watchlists/nordkorea",
            "/watchlists/nordkorea/history",
            "/sources",
            "/sources/3",
            "/messages",
            "/messages/2",
            "/silences",
            "/silences/new",
            "/conflicts",
            "/standstill?days=1",
            "/quality",
            "/handover",
            "/account",
            "/accounts",
            "/audit",
            "/api/",
            "/login",
        ):
            page = client.get(path).text
            assert not re.findall(r"\[[a-z_]+\.[a-z_.]+\]", page), (path, language)
            assert f'lang="{language}"' in page


def test_the_language_is_switched_and_kept(client: TestClient) -> None:
    """A button on every page."""
    assert post(client, "/language", {"language": "en", "then": "/claims"}).headers["location"] == "/claims"
    assert "What the parties say now" in client.get("/claims/nordkorea/kampfeinsatz").text


def test_first_account_is_an_admin_and_the_last_one_stays(client: TestClient) -> None:
    """Making an account ends the time without a login; nobody can lock everybody out."""
    made = post(
        client,
        "/accounts",
        {"name": "Mara", "password": "ein gutes langes Passwort", "role": "reader"},
        page="/accounts",
    )
    assert made.status_code == 303
    assert client.get("/changes").status_code == 303
    browser = sign_in(client.app, "Mara")
    assert post(browser, "/accounts/Mara", {"role": "reader"}).status_code == 400
    assert post(browser, "/accounts", {"name": "Kurz", "password": "kurz"}).status_code == 400


def test_empty_pages_explain_themselves(tmp_path: Path) -> None:
    """A new installation has no blank page."""
    from monitor.store import Store

    store = Store.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    client = visit(app_for(Seeded(store=store, folder=tmp_path)))
    for path in (
        "/changes",
        "/claims",
        "/articles",
        "/watchlists",
        "/sources",
        "/messages",
        "/conflicts",
        "/standstill",
        "/quality",
        "/accounts",
    ):
        page = html.fromstring(client.get(path).text)
        assert page.find_class("empty") or path == "/messages", path
    store.close()


def test_health_says_little(seeded: Seeded) -> None:
    """S2: two words, no details."""
    client = visit(app_for(seeded))
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ok\n"


def test_a_claim_by_form_goes_into_the_text_and_not_into_the_file(seeded: Seeded, client: TestClient) -> None:
    """The form writes its claim behind the last one, keeps the comments, and saves nothing."""
    path = seeded.folder / "watchlists" / "nordkorea.yaml"
    before = path.read_text("utf-8")
    fields = {
        "text": before,
        "expected": "x",
        "c_question": "Wie viele Fähren?",
        "c_kind": "figure",
        "c_counts": "Fähre, Boot",
    }
    page = post(client, "/watchlists/nordkorea/claim", fields).text
    assert "- id: wie-viele-faehren" in page
    assert "counts: [Fähre, Boot]" in page
    assert path.read_text("utf-8") == before


def test_a_claim_without_a_question_is_asked_for(client: TestClient) -> None:
    """What was typed stays in the form."""
    answer = post(client, "/watchlists/nordkorea/claim", {"text": NORDKOREA, "c_counts": "Fähre"})
    assert answer.status_code == 400
    assert 'value="Fähre"' in answer.text


def test_a_broken_text_takes_no_claim(client: TestClient) -> None:
    """A text that is no YAML comes back with a sentence, not with an error page."""
    answer = post(client, "/watchlists/nordkorea/claim", {"text": "name: [\n", "c_question": "Wie viele?"})
    assert answer.status_code == 400
    assert "name: [" in answer.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_figures_nobody_asks_for_are_listed(client: TestClient, headers: dict[str, str]) -> None:
    """The list opens as a page and as a part; a watchlist that is not there is gone."""
    assert client.get("/watchlists/nordkorea/unasked", headers=headers).status_code == 200
    assert client.get("/watchlists/nirgends/unasked", headers=headers).status_code == 404
