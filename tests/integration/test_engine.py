"""From a feed on the web to a message in the inbox, and everything that may go wrong on the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from werkzeug import Response

from monitor.articles import canonical
from monitor.store import articles, changes, facts, feeds
from monitor.store.tables import RevisionRow
from tests.integration.newsroom import OTHER, START, WATCHLIST, Newsroom, Press

HOST = "morgenblatt.example"


async def quiet_start(room: Newsroom, press: Press, *hosts: str) -> None:
    """An installation whose feeds were visited before anything happened."""
    room.watch(*[press.paper(host) for host in hosts])
    await room.open()
    await room.round()
    room.clock.go(minutes=11)


def logged(room: Newsroom) -> list[tuple[str, str]]:
    assert room.service is not None
    with room.service.store.read() as session:
        return [(change.type.value, change.claim) for _, change in changes.since(session)]


async def test_a_first_figure_reaches_the_desk(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    await room.round()
    assert logged(room) == [("new_value", "tote")]
    assert len(room.inbox.subjects()) == 1
    assert "12" in room.inbox.messages[0][1].text


async def test_a_moved_figure_tells_old_and_new(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    await room.round()
    room.clock.go(minutes=11)
    later = START + timedelta(minutes=20)
    press.print(HOST, "b", "Bei dem Grubenunglück sind nach Angaben der Polizei 19 Menschen getötet worden.", at=later)
    await room.round()
    assert logged(room)[-1] == ("value_changed", "tote")
    newest = room.inbox.messages[-1][1].text
    assert "12" in newest
    assert "19" in newest


async def test_repeats_are_silent_and_say_why(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST, "abendpost.example")
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    await room.round()
    room.clock.go(minutes=11)
    press.print(
        "abendpost.example",
        "b",
        "Zwölf Menschen sind bei dem Grubenunglück in Neustadt getötet worden, teilte die Polizei mit.",
        at=START + timedelta(minutes=5),
        filler=OTHER,
    )
    await room.round()
    assert len(room.inbox.subjects()) == 1
    with room.service.store.read() as session:
        assert facts.outcomes(session).get("repeat", 0) >= 1


async def test_a_wire_copy_in_another_paper_is_silent(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST, "abendpost.example")
    sentence = "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden."
    press.print(HOST, "a", sentence, at=START)
    await room.round()
    room.clock.go(minutes=11)
    press.print("abendpost.example", "kopie", sentence, at=START + timedelta(minutes=3), title="Unglück im Schacht")
    await room.round()
    assert len(room.inbox.subjects()) == 1
    with room.service.store.read() as session:
        assert facts.outcomes(session)["wire_copy"] == 1


async def test_what_a_feed_held_at_its_first_visit_is_no_alarm(room: Newsroom, press: Press) -> None:
    for number in range(60):
        press.print(
            HOST,
            f"alt-{number}",
            f"Bei dem Grubenunglück sind nach Angaben der Polizei {10 + number} Menschen getötet worden.",
            at=START - timedelta(days=60 - number),
        )
    room.watch(press.paper(HOST))
    await room.open()
    await room.round()
    assert logged(room)
    assert room.inbox.subjects() == []


async def test_an_unchanged_feed_costs_no_body(room: Newsroom, press: Press) -> None:
    press.print(HOST, "a", "Beim Grubenunglück starben nach Angaben der Polizei 12 Menschen.", at=START)
    await quiet_start(room, press, HOST)
    for _ in range(3):
        await room.round()
        room.clock.go(minutes=61)
    assert press.statuses[f"{HOST}/feed.xml", 304] >= 2
    assert press.statuses[f"{HOST}/feed.xml", 200] == 1


async def test_pages_off_topic_are_fetched_once_and_not_read(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST)
    press.print(HOST, "garten", "Der Gartenbauverein lädt 300 Gäste ein.", at=START, title="Rosenschau eröffnet")
    await room.round()
    for _ in range(3):
        room.clock.go(hours=2)
        await room.round()
    assert press.seen[f"{HOST}/garten"] == 1
    with room.service.store.read() as session:
        assert articles.counts(session) == {"gated": 1}


async def test_what_was_off_every_topic_is_looked_at_again_when_new_words_are_watched(
    room: Newsroom, press: Press
) -> None:
    await quiet_start(room, press, HOST)
    press.print(HOST, "garten", "Der Gartenbauverein lädt 300 Gäste ein.", at=START, title="Rosenschau eröffnet")
    await room.round()
    rosen = (
        WATCHLIST.replace("Grubenunglück", "Rosenschau").replace("id: tote", "id: gaeste").replace("gasleck", "leck")
    )
    room.watch(press.paper(HOST), id="rosen", text=rosen)
    room.clock.go(minutes=11)
    await room.round()
    assert press.seen[f"{HOST}/garten"] == 2
    with room.service.store.read() as session:
        assert articles.counts(session) == {"read": 1}


async def test_a_silent_edit_is_a_correction(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST)
    piece = press.print(
        HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START
    )
    await room.round()
    piece.text = piece.text.replace("12 Menschen", "21 Menschen")
    room.clock.go(minutes=16)
    await room.round()
    assert logged(room)[-1][0] == "corrected"
    assert len(room.inbox.subjects()) == 2


async def test_a_text_that_a_newer_extractor_reads_otherwise_wakes_nobody(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST)
    piece = press.print(
        HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START
    )
    await room.round()
    assert room.service is not None
    with room.service.store.write() as session:
        session.connection().execute(update(RevisionRow).values(extractor="an older one"))
    piece.text = piece.text.replace("12 Menschen", "21 Menschen")
    room.clock.go(minutes=16)
    await room.round()
    assert logged(room)[-1][0] == "corrected"
    assert len(room.inbox.subjects()) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_page_taken_down_is_shown_as_gone(room: Newsroom, press: Press, status: int) -> None:
    await quiet_start(room, press, HOST)
    piece = press.print(
        HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START
    )
    await room.round()
    piece.status = status
    for _ in range(4):
        room.clock.go(minutes=16)
        await room.round()
    with room.service.store.read() as session:
        assert articles.by_url(session, canonical(press.url(HOST, piece))).state == "gone"
    assert logged(room)[-1][0] == "superseded"
    assert len(room.inbox.subjects()) == 2


async def test_a_feed_that_turns_into_a_page_is_a_visible_failure(room: Newsroom, press: Press) -> None:
    press.print(HOST, "a", "Beim Grubenunglück starben nach Angaben der Polizei 12 Menschen.", at=START)
    await quiet_start(room, press, HOST)
    press.special[f"{HOST}/feed.xml"] = lambda _: Response(
        "<html><body>Wartung</body></html>", content_type="text/html"
    )
    await room.round()
    with room.service.store.read() as session:
        feed = feeds.all_feeds(session)[0]
    assert (feed.state, feed.failures) == ("failing", 1)
    assert feed.problem
    assert feed.etag is None


async def test_a_feed_that_lost_its_entries_is_a_visible_failure(room: Newsroom, press: Press) -> None:
    piece = press.print(HOST, "a", "Beim Grubenunglück starben nach Angaben der Polizei 12 Menschen.", at=START)
    await quiet_start(room, press, HOST)
    piece.in_feed = False
    await room.round()
    with room.service.store.read() as session:
        assert feeds.all_feeds(session)[0].problem == "feed.emptied"


async def test_one_broken_feed_does_not_stop_the_others(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST, "kaputt.example")
    press.special["kaputt.example/feed.xml"] = lambda _: Response("weg", status=500)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    await room.round()
    assert len(room.inbox.subjects()) == 1
    with room.service.store.read() as session:
        assert feeds.counts(session) == {"ok": 1, "failing": 1}


async def test_a_trial_shows_what_an_edit_would_have_told(room: Newsroom, press: Press) -> None:
    """Probelauf: over the stored articles, beside today's watchlist; nothing is sent."""
    import json

    from monitor import app
    from monitor.store.tables import JobRow

    await quiet_start(room, press, HOST)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    await room.round()
    text = (room.settings.watchlists / "grube.yaml").read_text("utf-8")
    job = await app.start_trial(
        room.service, "grube", text.replace("kind: figure", "kind: figure\n    alert: {new_value: digest}"), "Anna"
    )
    await room.service.world.finished()
    with room.service.store.read() as session:
        row = session.get(JobRow, job)
        result = json.loads(row.result)
        assert row.state == "done"
    assert [line["claim"] for line in result["vanish"]] == ["tote"]
    assert result["appear"] == []
    assert result["articles"] == 1
    assert len(room.inbox.subjects()) == 1


async def test_an_editor_sets_and_withdraws_a_position(room: Newsroom, press: Press) -> None:
    """Set by hand it is what the next article is compared with; withdrawn, the party has said nothing."""
    from monitor.engine import set_position
    from monitor.ledger.model import Value
    from monitor.store import positions

    await quiet_start(room, press, HOST)
    watchlist = room.service.world.watched.watchlists[0]
    with room.service.store.write() as session:
        set_position(
            session,
            watchlist,
            "tote",
            "Polizei",
            Value(low=12, high=12),
            author="Anna",
            reason="Pressekonferenz",
            now=START,
        )
    with room.service.store.read() as session:
        ((_, _, position),) = positions.of_watchlist(session, "grube", "tote")
    assert (position.party, position.by_hand, position.value.low) == ("Polizei", "Anna", 12)
    press.print(
        HOST,
        "a",
        "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.",
        at=START + timedelta(minutes=1),
    )
    await room.round()
    assert room.inbox.subjects() == []
    with room.service.store.write() as session:
        set_position(session, watchlist, "tote", "Polizei", None, author="Anna", reason="Irrtum", now=room.clock.wall)
    with room.service.store.read() as session:
        assert positions.of_watchlist(session, "grube", "tote") == ()


async def test_full_texts_go_and_evidence_stays(room: Newsroom, press: Press) -> None:
    """Retention: after its days the text is gone; sentences, positions and a refold still stand."""
    from monitor.ops import retention
    from monitor.store import positions, revisions

    await quiet_start(room, press, HOST)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    press.print(HOST, "garten", "Der Gartenbauverein lädt 300 Gäste ein.", at=START, title="Rosenschau eröffnet")
    await room.round()
    purged = retention.purge(room.service.store, room.settings, START + timedelta(days=31))
    assert (purged.texts, purged.off_topic) == (1, 1)
    with room.service.store.read() as session:
        (stored,) = revisions.read_again(session)
    assert stored.purged
    assert "12 Menschen" in stored.revision.text
    assert "Seelsorger" not in stored.revision.text
    path = room.settings.watchlists / "grube.yaml"
    path.write_text(path.read_text("utf-8").replace("with: [sterben", "min_change: 10%\n    with: [sterben"), "utf-8")
    await room.round()
    with room.service.store.read() as session:
        assert [row[2].value.low for row in positions.of_watchlist(session, "grube", "tote")] == [12.0]


async def test_retention_zero_stores_no_text_at_all(room: Newsroom, press: Press) -> None:
    from monitor.store import revisions

    room.settings = room.settings.model_copy(update={"retention_days": 0})
    await quiet_start(room, press, HOST)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    await room.round()
    with room.service.store.read() as session:
        (stored,) = revisions.read_again(session)
    assert stored.purged
    assert len(room.inbox.subjects()) == 1


async def test_a_backup_brings_everything_back(room: Newsroom, press: Press) -> None:
    """The log survives the loss of the file; the damaged one is kept beside."""
    from monitor.ops import backup

    await quiet_start(room, press, HOST)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    await room.round()
    kept = backup.back_up(room.service.store, room.settings.data / "backups", START)
    await room.service.close()
    path = room.settings.data / "monitor.db"
    path.write_bytes(b"kaputt")
    backup.restore(kept, room.settings.database_url, START)
    assert list(room.settings.data.glob("monitor.db.before-restore-*"))
    await room.open()
    assert logged(room) == [("new_value", "tote")]


async def test_each_entry_of_a_live_blog_is_an_article_of_its_own_time(room: Newsroom, press: Press) -> None:
    """A live page that grows is no chain of corrections: a new entry's value is compared like any other article's."""
    await quiet_start(room, press, HOST)
    dry = ("Hilfe aus der Nachbarstadt", "Zwei Züge der Feuerwehr aus der Nachbarstadt sind am Schacht eingetroffen.")
    wet = ("Regen erwartet", "Der Wetterdienst rechnet für den Nachmittag mit Schauern über dem Werksgelände.")
    first = ("Erste Bilanz", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.")
    second = ("Neue Bilanz", "Bei dem Grubenunglück sind nach Angaben der Polizei 19 Menschen getötet worden.")
    piece = press.print(HOST, "live", "", at=START, title="Liveblog: Grubenunglück in Neustadt")
    piece.live = [(*first, START + timedelta(minutes=9)), (*wet, START + timedelta(minutes=5)), (*dry, START)]
    await room.round()
    piece.live.insert(0, (*second, START + timedelta(minutes=20)))
    for _ in range(2):
        room.clock.go(minutes=16)
        await room.round()
    assert logged(room) == [("new_value", "tote"), ("value_changed", "tote")]
    assert len(room.inbox.subjects()) == 2


async def test_a_page_in_the_servers_charset_passes_the_gate(room: Newsroom, press: Press) -> None:
    """Latin-1 without a word of it in the page: only the Content-Type says how to read the umlaut of the anchor."""
    await quiet_start(room, press, HOST)
    piece = press.print(
        HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START
    )
    page = press._page(HOST, piece).encode("iso-8859-1", "replace")
    press.special[f"{HOST}/a"] = lambda _: Response(page, content_type="text/html; charset=iso-8859-1")
    await room.round()
    assert len(room.inbox.subjects()) == 1


async def test_an_article_in_two_pages_is_read_as_one(room: Newsroom, press: Press) -> None:
    """The figure stands on the second page; its evidence carries the address of the first."""
    from monitor.store import positions

    await quiet_start(room, press, HOST)
    first = press.print(HOST, "lang", "In Neustadt ist es zu einem schweren Grubenunglück gekommen.", at=START)
    second = press.print(
        HOST,
        "lang-2",
        "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.",
        at=START,
        filler=OTHER,
        in_feed=False,
    )
    link = "<link rel='next' href='/lang?page=2'></head>"
    page = press._page(HOST, first).replace("</head>", link)
    rest = press._page(HOST, second)
    press.special[f"{HOST}/lang"] = lambda request: Response(
        rest if request.args.get("page") == "2" else page, content_type="text/html; charset=utf-8"
    )
    await room.round()
    assert press.seen[f"{HOST}/lang"] == 2
    with room.service.store.read() as session:
        ((_, _, position),) = positions.of_watchlist(session, "grube", "tote")
    assert position.value.low == 12
    assert position.evidence.url.endswith("/lang")


def test_one_round_by_hand_reports_and_sends_what_it_found(
    tmp_path: Path, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`monitor poll --once`: messages leave at once, the report counts, a broken feed is named with its reason."""
    from functools import partial

    from monitor import app
    from monitor.engine import Timing

    room = Newsroom(tmp_path, press)
    room.settings = room.settings.model_copy(update={"group_wait": 60.0})
    room.watch(press.paper(HOST), "http://fehlt.example/feed.xml")
    build = partial(
        app.build,
        press=press.ports,
        send=room.inbox.send,
        targets=lambda: room.targets,
        clock=room.clock.clock,
        timing=Timing(settle=0.0, spread=0.0),
    )
    monkeypatch.setattr(app, "build", build)
    monkeypatch.setattr(app, "set_up", lambda *_, **__: None)
    app.poll_once(room.settings)
    room.clock.go(minutes=11)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    lines = list(app.poll_once(room.settings).lines("de"))
    assert "Artikel gelesen: 1" in lines[0]
    assert "Änderungen: 1" in lines[0]
    assert len(room.inbox.subjects()) == 1
    assert any("fehlt.example" in line for line in lines[1:])


async def test_one_article_under_two_addresses_is_one_article(room: Newsroom, press: Press) -> None:
    """Two feeds link the same page differently; its canonical address tells, and counts as one outlet's one print."""
    await quiet_start(room, press, HOST)
    sentence = "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden."
    piece = press.print(HOST, "amp", sentence, at=START)
    press.print(HOST, "lang", sentence, at=START)
    page = press._page(HOST, piece).replace("</head>", f"<link rel='canonical' href='http://{HOST}/lang'></head>")
    for path in ("amp", "lang"):
        press.special[f"{HOST}/{path}"] = lambda _: Response(page, content_type="text/html; charset=utf-8")
    await room.round()
    with room.service.store.read() as session:
        assert articles.counts(session) == {"read": 1, "gated": 1}
        assert facts.outcomes(session) == {"new_value": 1}


async def test_articles_are_looked_at_again_after_a_quarter_an_hour_six_a_day_and_three(
    room: Newsroom, press: Press
) -> None:
    await quiet_start(room, press, HOST)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    await room.round()
    visits = []
    for hours in (0.2, 0.3, 0.9, 1.1, 5.9, 6.1, 23.9, 24.1, 71.9, 72.1, 200.0):
        room.clock.go(hours=hours - sum(step for step, _ in visits))
        visits.append((hours - sum(step for step, _ in visits), 0))
        await room.round()
        visits[-1] = (visits[-1][0], press.seen[f"{HOST}/a"])
    assert [seen for _, seen in visits] == [1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]


async def test_a_page_that_leads_on_to_its_correction_is_a_signal(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST)
    press.print(HOST, "a", "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden.", at=START)
    await room.round()
    fixed = "Bei dem Grubenunglück sind nach Angaben der Polizei 21 Menschen getötet worden."
    press.print(HOST, "korrektur", fixed, at=START, in_feed=False, title="Korrektur zum Grubenunglück")
    press.special[f"{HOST}/a"] = lambda _: Response(status=301, headers={"Location": f"http://{HOST}/korrektur"})
    room.clock.go(minutes=16)
    await room.round()
    assert logged(room)[-1][0] == "corrected"
    assert len(room.inbox.subjects()) == 2


async def test_topic_words_in_the_title_come_first_and_of_them_those_not_seen_yet(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST)
    press.print(HOST, "alt", "Bei dem Grubenunglück wurden 12 Menschen getötet.", at=START)
    await room.round()
    press.print(HOST, "neu", "Das Stadtfest hatte 300 Gäste.", at=START, title="Stadtfest eröffnet")
    press.print(HOST, "thema", "Bei dem Grubenunglück wurden 13 Menschen getötet.", at=START)
    room.clock.go(minutes=16)
    asked: list[str] = []
    for slug in ("alt", "neu", "thema"):
        press.special[f"{HOST}/{slug}"] = lambda request: (asked.append(request.path), Response(status=500))[1]
    await room.round()
    assert asked == ["/thema", "/alt", "/neu"]


async def test_of_a_page_whose_mining_is_reserved_no_text_is_kept(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST)
    sentence = "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden."
    piece = press.print(HOST, "a", sentence, at=START)
    press.special[f"{HOST}/a"] = lambda _: Response(
        press._page(HOST, piece), content_type="text/html; charset=utf-8", headers={"TDM-Reservation": "1"}
    )
    await room.round()
    assert room.service is not None
    with room.service.store.read() as session:
        texts = session.connection().execute(select(RevisionRow.text)).scalars().all()
    assert texts == [None]
    assert len(room.inbox.subjects()) == 1
