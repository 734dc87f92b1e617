"""The form of a watchlist writes the same file as the text: only what was typed changes, comments stay."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.datastructures import FormData
from starlette.testclient import TestClient

from monitor.errors import MonitorError
from monitor.watchlist import advice, read_watchlist
from monitor.web.pages.watchlists import start_text
from monitor.web.sheet import section, sheet_of, with_sheet
from tests.integration.web.conftest import add_people, post, sign_in
from tests.integration.web.seed import NORDKOREA, Seeded
from tests.integration.web.serving import app_for


def sent(text: str, **changed: str) -> FormData:
    """What the browser sends for the form of this text, with some fields typed over ("name__2" is the third)."""
    sheet = sheet_of(text)
    rows = [("f_form", "1"), ("f_name", sheet.name), ("f_about", sheet.about or "")]
    rows += [("f_notify", name) for name in sheet.notify]
    for address, every in (*sheet.feeds, ("", "")):
        rows += [("feed_url", address), ("feed_every", every)]
    for name, aliases in (*sheet.parties, ("", "")):
        rows += [("party_name", name), ("party_aliases", aliases or "")]
    for place, claim in enumerate(sheet.claims):
        rows += [(f"claim_{place}_{name}", value or "") for name, value in claim.fields.items()]
        for kind, grade in (*claim.alert, ("", "digest")):
            rows += [(f"claim_{place}_alert", kind), (f"claim_{place}_grade", grade)]
    for name, value in changed.items():
        key, _, nth = name.partition("__")
        places = [n for n, (one, _) in enumerate(rows) if one == key]
        if places:
            rows[places[int(nth or 0)]] = (key, value)
        else:
            rows.append((key, value))
    return FormData(rows)


ODD = """\
name: 'Häfen: Nord'   # Arbeitstitel
notify: desk
feeds: [https://a.example/x, {url: https://b.example/y, every: 2h}]
about: Hafen
parties:
  Reeder:
  Amt: {name: Meier, until: 2024-05-12}
claims:
- question: Wie viele?
  kind: figure
  id: zahl
  about: [[Hafen, Kai]]
  counts: ['Schiff, groß']
  min_change: 0.5
  since: 2024-01-02
  alert:
    planned: digest   # nur im Überblick
"""


@pytest.mark.parametrize("text", [NORDKOREA, ODD], ids=["plain", "odd"])
def test_a_form_sent_back_untouched_changes_no_letter(text: str) -> None:
    """Opening the form and saving is nothing."""
    assert with_sheet(text, sent(text)) == text


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ({"f_name": "Truppen"}, "name: Truppen"),
        ({"f_about": "Nordkorea, Volksarmee"}, "about: [Nordkorea, Volksarmee]"),
        ({"feed_every": "1h"}, "  - {url: https://www.beispielschau.de/feed.rss, every: 1h}"),
        ({"feed_url__1": "https://neu.example/rss"}, "  - https://neu.example/rss"),
        ({"party_aliases__3": "Pentagon, Austin (bis 2025-01-20)"}, "  USA: [Pentagon, {name: Austin, until: 2025-01-20}]"),
        ({"party_name__5": "China", "party_aliases__5": "Peking"}, "  China: [Peking]"),
        ({"claim_0_without": "gefallen , verwundet"}, "    without: [gefallen, verwundet]"),
        ({"claim_0_min_change": "500"}, "    min_change: 500"),
        ({"claim_0_since": "2024-10-01"}, "    since: 2024-10-01"),
        ({"claim_1_about": "nordkoreanisch; Soldat"}, "    about: [[nordkoreanisch], [Soldat]]"),
        ({"claim_0_alert": "planned", "claim_0_grade": "never"}, "    alert: {planned: never}"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_one_field_is_one_line(typed: dict[str, str], line: str) -> None:
    """The loader takes the text, the line stands as the guide writes it, and no other line moved."""
    made = with_sheet(NORDKOREA, sent(NORDKOREA, **typed))
    read_watchlist(made, id="nordkorea")
    old, new = NORDKOREA.split("\n"), made.split("\n")
    assert [one for one in new if one not in old] == [line]
    assert len([one for one in old if one not in new]) <= 1


def test_a_renamed_party_still_confirms() -> None:
    """Its name under confirmers follows."""
    made = read_watchlist(with_sheet(NORDKOREA, sent(NORDKOREA, party_name__3="Vereinigte Staaten")), id="n")
    assert made.claims[1].confirmers == ("Russland", "Nordkorea", "Vereinigte Staaten")


def test_rows_left_empty_go_and_the_rest_stays() -> None:
    """A feed, a party and a claim taken away; their neighbours and comments as before."""
    two = NORDKOREA.replace("feed.rss\n", "feed.rss\n  - https://zwei.example/a  # die zweite\n")
    made = with_sheet(two, sent(two, feed_url__0="", party_name__4="", claim_1_drop="1"))
    found = read_watchlist(made, id="n")
    assert [feed.url for feed in found.feeds] == ["https://zwei.example/a"]
    assert [party.name for party in found.parties] == ["Russland", "Nordkorea", "Südkorea", "USA"]
    assert [claim.id for claim in found.claims] == ["entsandte-soldaten"]
    assert "# die zweite" in made
    assert "# wie viele sind geschickt worden" in made


def test_another_kind_takes_the_fields_of_the_old_one_along() -> None:
    """A claim about a figure becomes one about a statement without leftovers that the loader refuses."""
    made = with_sheet(NORDKOREA, sent(NORDKOREA, claim_0_kind="statement", claim_0_about="Nordkoreaner; Soldat"))
    assert read_watchlist(made, id="n").claims[0].counts == ()


def test_a_new_claim_has_its_short_name_from_the_question() -> None:
    """The empty block at the end, filled in."""
    typed = sent(NORDKOREA, claim_2_question="Wie viele Fähren?", claim_2_counts="Fähre", claim_2_kind="figure")
    assert read_watchlist(with_sheet(NORDKOREA, typed), id="n").claims[2].id == "wie-viele-faehren"


def test_what_a_field_cannot_hold_is_left_to_the_text() -> None:
    """A word with a comma in it is shown as "only in the text" and survives."""
    assert sheet_of(ODD).claims[0].fields["counts"] is None
    assert "'Schiff, groß'" in with_sheet(ODD, sent(ODD, claim_0_counts="Kahn", f_name="Neu"))


@pytest.mark.parametrize("text", ["", "- a\n", "name: [\n", "claims: [1, 2]\n", "a: *b\n"])
def test_no_watchlist_no_form(text: str) -> None:
    """Said in words, nothing lost."""
    with pytest.raises(MonitorError):
        sheet_of(text)


def test_an_error_is_named_by_its_question() -> None:
    """People who see the form do not count lines."""
    lines = NORDKOREA.split("\n")
    assert section(NORDKOREA, lines.index("    confirmers: [Russland, Nordkorea, USA]") + 1).startswith("Kämpfen")
    assert section(NORDKOREA, lines.index("  - id: entsandte-soldaten") + 1).startswith("Wie viele")
    assert section(NORDKOREA, 2) == "notify"


def test_the_page_offers_what_the_file_says_and_saves_it(seeded: Seeded, client: TestClient) -> None:
    """Opened, sent as the browser would, saved, in force; the comment is still there."""
    page = client.get("/watchlists/nordkorea/form").text
    assert 'value="Kreml, Moskau, Gerassimow"' in page
    base = unescape(re.search(r'name="text" value="([^"]*)"', page)[1])  # type: ignore[index]
    assert base == NORDKOREA
    expected = re.search(r'name="expected" value="(\w+)"', page)[1]  # type: ignore[index]
    data: dict[str, Any] = {"do": "save", "text": base.replace("\n", "\r\n"), "expected": expected, "f_name": "Truppen"}
    answer = post(client, "/watchlists/nordkorea/form", data)
    assert answer.status_code == 303, answer.text
    text = (seeded.folder / "watchlists" / "nordkorea.yaml").read_text("utf-8")
    assert text == NORDKOREA.replace("name: Nordkoreanische Truppen im Ukraine-Krieg", "name: Truppen")
    stale = post(client, "/watchlists/nordkorea/form", {**data, "f_name": "Andere"})
    assert stale.status_code == 409
    assert 'value="Andere"' in stale.text


def test_errors_keep_the_form_as_typed(seeded: Seeded, client: TestClient) -> None:
    """Not saved, said at its place, nothing lost."""
    before = (seeded.folder / "watchlists" / "nordkorea.yaml").read_text("utf-8")
    data = {"do": "save", "text": before, "claim_0_min_change": "viel", "f_about": "Pjöngjang"}
    page = post(client, "/watchlists/nordkorea/form", data).text
    assert 'value="viel"' in page
    assert 'value="Pjöngjang"' in page
    assert "Nicht gespeichert" in page
    assert (seeded.folder / "watchlists" / "nordkorea.yaml").read_text("utf-8") == before


def test_text_and_form_hand_over_what_is_not_saved(client: TestClient) -> None:
    """To the form and back with a changed word; a broken text stays text."""
    changed = NORDKOREA.replace("min_change: 10%", "min_change: 7%")
    assert 'value="7%"' in post(client, "/watchlists/nordkorea/form", {"do": "open", "text": changed}).text
    text = post(client, "/watchlists/nordkorea/form", {"do": "text", "text": changed, "f_name": "Neu"}).text
    assert "name: Neu" in text
    assert "min_change: 7%" in text
    broken = post(client, "/watchlists/nordkorea/form", {"do": "open", "text": "name: [\n"})
    assert broken.status_code == 400
    assert "name: [" in broken.text


def test_a_new_watchlist_by_form(seeded: Seeded, client: TestClient) -> None:
    """From the empty editor through the form into a file."""
    start = client.get("/watchlists/new").text
    text = unescape(
        start.partition("readonly" if "readonly" in start else "<textarea")[2]
        .partition(">")[2]
        .partition("</textarea>")[0]
    ).lstrip("\n")
    data = {"do": "save", "text": text, "ident": "haefen", "f_name": "Häfen", "claim_0_question": "Wie viele Schiffe?"}
    answer = post(client, "/watchlists/new/form", data)
    assert answer.status_code == 303, answer.text
    assert "name: Häfen" in (seeded.folder / "watchlists" / "haefen.yaml").read_text("utf-8")


def test_readers_see_the_form_and_cannot_send_it(seeded: Seeded) -> None:
    """Roles hold for the form as for the text."""
    add_people(seeded)
    reader = sign_in(app_for(seeded), "reader")
    assert "disabled" in reader.get("/watchlists/nordkorea/form").text
    assert post(reader, "/watchlists/nordkorea/form", {"do": "save", "text": NORDKOREA}).status_code == 403


def test_feeds_of_a_reader_list_stand_in_the_form(client: TestClient) -> None:
    """Taken over, not yet saved; known ones are not doubled."""
    urls = ["https://neu.example/a", "https://www.beispielschau.de/feed.rss"]
    page = post(client, "/watchlists/nordkorea/feeds", {"url": urls}).text
    assert page.count('value="https://neu.example/a"') == 1
    assert page.count('name="feed_url" type="url" value="https://www.beispielschau.de/feed.rss"') == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_a_new_watchlist_starts_with_needs_no_advice(language: str) -> None:
    """The first thing a newcomer sees is no list of complaints; targets are the operator's own."""
    text = start_text(language, ["ressort", "slack-ausland", "archiv"])
    watchlist = read_watchlist(text, id="neu")
    assert watchlist.notify == ("ressort", "slack-ausland")
    assert advice(watchlist) == ()
    assert read_watchlist(start_text(language, []), id="neu").notify


def test_the_local_visitor_is_named_in_the_language_of_the_page(client: TestClient) -> None:
    page = client.get("/account", headers={"Accept-Language": "en"}).text
    assert "this computer" in page


def test_buttons_of_a_source_stand_apart(client: TestClient) -> None:
    """A form cannot stand in a paragraph: the browser ends the paragraph, and with it the distance."""
    for path in ("/sources/3", "/messages"):
        page = client.get(path).text
        assert 'class="row buttons"' in page
        assert not re.search(r"<p(?: [^>]*)?>(?:(?!</p>).)*<form", page, re.DOTALL), path
