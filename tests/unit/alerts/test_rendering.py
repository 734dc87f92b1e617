"""Finished messages of every kind, in every channel and both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html

from monitor.alerts import render
from monitor.alerts.model import Message
from monitor.alerts.rendering import plain
from monitor.i18n import catalogue
from tests.unit.alerts import builders as make
from tests.unit.alerts.gallery import LINKS, alert, alerts, messages

ALL = messages()


@pytest.mark.parametrize("name", ALL)
def test_no_message_shows_a_key_a_placeholder_or_none(name: str) -> None:
    message = ALL[name]
    words = " ".join([message.subject, message.text, _visible(message)])
    assert not re.search(r"\[[a-z_]+\.[a-z_.]+\]", words)
    assert "{" not in message.text
    assert not re.search(r"\bNone\b", words)
    assert len(message.subject) <= 90
    assert message.id in message.text


def _visible(message: Message) -> str:
    return str(html.fromstring(message.html).text_content()) if message.html else ""


@pytest.mark.parametrize("name", [name for name in ALL if ".mail." in name])
def test_mail_html_loads_nothing_and_runs_nothing(name: str) -> None:
    """S19. Mutation: an <img src=https://…> in the template fails here."""
    page = html.fromstring(ALL[name].html or "")
    assert not page.xpath("//script | //img | //link | //iframe | //object | //form | //@*[starts-with(name(), 'on')]")
    assert not page.xpath("//@src | //@background | //@srcset")
    assert "url(" not in (ALL[name].html or "")
    assert all(str(link).startswith(("https://", "http://")) for link in page.xpath("//@href"))


@pytest.mark.parametrize("name", [name for name in ALL if ".slack." in name])
def test_slack_blocks_keep_slacks_limits(name: str) -> None:
    blocks = json.loads(ALL[name].blocks or "[]")
    assert 1 <= len(blocks) <= 50
    for block in blocks:
        texts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
        assert all(0 < len(text["text"]) <= 3000 for text in texts if text)
        assert block["type"] in ("header", "section", "context", "divider")
    assert len(json.dumps(blocks)) < 60_000


def test_an_alert_says_everything_a_desk_asks_for() -> None:
    text = ALL["reversal.other.de"].text
    for words in (
        "Bisher: dementiert",
        "Jetzt: bestätigt",
        "Wer: KCNA (Nordkorea) · durch Yonhap",
        "„Pjöngjang *bestätigte* über die Agentur KCNA",
        "„Pjöngjang *bestritt* über die Agentur KCNA",
        "Morgenblatt · 28.04.2025, 12:00 MESZ",
        "Abendzeitung Nord · 30.10.2024, 11:00 MEZ",
        "https://www.morgenblatt.example/politik/meldung-17.html",
        "1 unabhängige Quelle · 2 Berichte · 5 Medien",
        "Warum diese Meldung: ",
        "erstmals in unseren Quellen",
        "Belege ansehen: https://monitor.redaktion.example/changes/k2",
        "Quittieren: https://monitor.redaktion.example/act/ack.",
        "Falsch: https://monitor.redaktion.example/act/wrong.",
        "Stummschalten: https://monitor.redaktion.example/act/silence.",
        "Meldung 4f0c1d2e9ab7",
    ):
        assert words in text


def test_the_webhook_follows_its_documented_schema() -> None:
    data = json.loads(ALL["reversal.webhook.de"].data or "{}")
    assert set(data) == {
        "schema", "id", "kind", "cause", "at", "language", "subject", "watchlist", "maybe_duplicate", "notes", "changes",
    }  # fmt: skip
    assert data["changes"][0]["after"]["stance"] == "confirms"
    assert len(data["changes"][0]["evidence"]["quote"]) <= 300


def test_alerts_of_one_claim_share_a_thread_and_repetitions_their_id() -> None:
    to = make.target()
    first = dict(render(alert(make.value_changed()), to, links=LINKS).headers)
    again = dict(render(alert(make.value_changed()), to, links=LINKS, maybe_duplicate=True).headers)
    other = dict(render(alert(make.reversal()), to, links=LINKS).headers)
    assert first["References"] == again["References"] != other["References"]
    assert first["Message-ID"] == again["Message-ID"]
    assert again["X-Monitor-Maybe-Duplicate"] == "yes"


def test_the_most_important_change_leads() -> None:
    assert ALL["together.other.de"].subject.startswith("Nordkorea bestätigt")
    assert ALL["together.other.de"].subject.endswith("(+4)")
    assert "zusammen mit 4 weiteren Änderungen" in ALL["together.other.de"].text


def test_a_date_without_an_hour_is_shown_as_a_day_and_a_baseline_as_such() -> None:
    old = replace(
        make.evidence("Früher hieß es nein.", at=datetime(2024, 10, 15, tzinfo=UTC), outlet="unbekannt", url=""),
        article="document:003",
    )
    text = render(alert(replace(make.reversal(), before_evidence=old)), make.target(), links=LINKS).text
    assert "Ausgangsstand · 15.10.2024\n" in text


def test_a_contradiction_names_both_sides() -> None:
    text = ALL["contradiction.other.de"].text
    assert "Russland: Tausende nordkoreanische Soldaten" in text
    assert "Selenskyj: mehr als 15.000 nordkoreanische Soldaten" in text


def test_a_late_digest_says_so() -> None:
    assert "verspätet: fällig war 28.04.2025, 12:00 MESZ" in ALL["daily_late.other.de"].text
    assert "verspätet" not in ALL["daily.other.de"].text


def test_a_digest_tells_how_much_is_seen() -> None:
    text = ALL["daily.other.de"].text
    assert "62 Quellen, 3 gestört · 1.843 neue Artikel gesehen" in text
    assert "Der Monitor läuft" in text
    assert "Keine Änderungen" in ALL["daily_empty.other.de"].text


def test_a_follow_up_is_short_and_asks_for_nothing() -> None:
    text = ALL["follow_up.other.de"].text
    assert "Jetzt: gilt nicht mehr" in text
    assert "/act/" not in text


def test_what_cannot_be_rendered_still_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in wording costs beauty, never an alert. Mutation: `render` without its except clause raises."""
    monkeypatch.setattr("monitor.alerts.rendering.story", lambda *args, **rest: 1 / 0)
    item = alerts()["reversal"]
    message = render(item, make.target(), links=LINKS)
    assert message == plain(item, make.target(), LINKS)
    assert "/changes/k2" in message.text


def test_both_languages_have_the_same_messages() -> None:
    assert set(catalogue("de")) == set(catalogue("en"))
