"""What a desk does all day, clicked through in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from monitor.ledger.model import ChangeType
from monitor.reading.model import Stance
from monitor.store import changes
from monitor.store import tables as rows
from tests.integration.web.seed import NORDKOREA, NOW, Seeded, change, evidence, stance

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_find_open_and_judge_a_change(own: tuple[Seeded, str], tab: Any) -> None:
    """Search, open the evidence, judge it; back in the log it is read and judged."""
    page = tab().page
    page.goto(own[1] + "/changes")
    page.fill("input[name=q]", "Militärkommission")
    page.press("input[name=q]", "Enter")
    expect(page.locator("#lines > .line")).to_have_count(1)
    assert "q=Milit" in page.url
    page.click("#lines .line-move a")
    page.wait_for_selector(".evidence .mark-speaker")
    page.click(".judge button[value=richtig]")
    page.wait_for_selector(".judge button[value=richtig][aria-pressed=true]")
    page.goto(own[1] + "/changes?judged=richtig&type=reversal")
    assert "unread" not in page.get_attribute("#c-k-reversal", "class").split()


def test_all_by_keyboard(own: tuple[Seeded, str], tab: Any) -> None:
    """j, k, r, f, b, a, x, ? and Enter do what the list of keys says."""
    page = tab().page
    page.goto(own[1] + "/changes")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.get_attribute("#lines .line.at", "data-key")
    page.keyboard.press("f")
    page.wait_for_selector(f"#c-{first} .chip-judge-falsch")
    page.keyboard.press("a")
    page.wait_for_selector(f"#c-{first} .chip-work")
    page.keyboard.press("x")
    page.wait_for_selector("#bulk:not([hidden])")
    page.keyboard.press("?")
    page.wait_for_selector("dialog#keys[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/changes/{first}")


def test_several_changes_at_once(own: tuple[Seeded, str], tab: Any) -> None:
    """Pick three, mark them as known in one go."""
    page = tab().page
    page.goto(own[1] + "/changes")
    for place in range(3):
        page.locator("#lines .pick").nth(place).check()
    page.click("#bulk button:has-text('bekannt')")
    expect(page.locator("#lines .chip-judge-bekannt")).to_have_count(4)
    with own[0].store.read() as session:
        assert len(session.exec(select(rows.MarkRow).where(rows.MarkRow.value == "bekannt")).all()) == 4


def test_new_changes_are_announced_and_nothing_jumps(own: tuple[Seeded, str], tab: Any) -> None:
    """A change that arrives while the page is open shows as a button."""
    page = tab().page
    page.goto(own[1] + "/changes")
    before = page.inner_text("#lines")
    page.wait_for_timeout(500)
    spot = evidence(
        "",
        text="Tokio bestätigt es.",
        sentence="Tokio bestätigt es.",
        mark="bestätigt",
        speaker="Tokio",
        outlet="Rheinblatt",
        url="https://www.rheinblatt.de/x",
        title="Tokio",
        published=NOW,
    )
    item = change(
        ChangeType.NEW_CONFIRMATION, key="live", party="Japan", after=stance(Stance.CONFIRMS), seen=spot, at=NOW
    )
    with own[0].store.write() as session:
        changes.add(session, [item], NOW)
    page.wait_for_selector("#fresh:not([hidden])")
    assert page.inner_text("#lines") == before
    page.click("#fresh a")
    page.wait_for_selector("#c-live")


def test_silence_a_claim(own: tuple[Seeded, str], tab: Any) -> None:
    """From the evidence to the form, with a preview that follows what is typed."""
    page = tab().page
    page.goto(own[1] + "/changes/k-value")
    page.click("a:has-text('Diese Behauptung stummschalten')")
    page.wait_for_selector("#preview li")
    page.fill("input[name=up_to]", "1")
    expect(page.locator("#preview li")).to_have_count(0)
    page.fill("input[name=up_to]", "15.000")
    page.fill("input[name=reason]", "schwankt")
    page.click("button:has-text('Stummschalten')")
    page.wait_for_selector(".flash")
    assert "schwankt" in page.inner_text("main")


def test_edit_a_watchlist_wrong_then_right_then_undo(own: tuple[Seeded, str], tab: Any) -> None:
    """The error stands at its line while typing; a trial run shows its result; undo brings the old text back."""
    seeded, base = own
    file = seeded.folder / "watchlists" / "nordkorea.yaml"
    page = tab().page
    page.goto(base + "/watchlists/nordkorea")
    page.fill("#text", NORDKOREA.replace("kind: figure", "kind: zahl"))
    page.wait_for_selector("#check .problems li")
    line = NORDKOREA.split("\n").index("    kind: figure") + 1
    assert page.inner_text("#gutter .wrong") == str(line)
    page.click("#check .problems button")
    assert page.evaluate("document.activeElement.id") == "text"
    page.fill("#text", NORDKOREA.replace("min_change: 10%", "min_change: 5%"))
    page.wait_for_selector("#check .good")
    page.click("button:has-text('Probelauf')")
    page.wait_for_selector("#trial .trial-appear")
    page.click("button.main:has-text('Prüfen und speichern')")
    page.wait_for_selector(".flash")
    assert "min_change: 5%" in file.read_text("utf-8")
    page.goto(base + "/watchlists/nordkorea/history")
    assert page.inner_text(".diff .mark-old")
    page.locator("button:has-text('Wiederherstellen')").first.click()
    page.wait_for_selector(".flash")
    assert "min_change: 5%" not in file.read_text("utf-8")


def test_a_claim_by_form_stands_in_the_editor(own: tuple[Seeded, str], tab: Any) -> None:
    """Filled in, inserted, seen in the text, saved with the same button as always."""
    seeded, base = own
    page = tab().page
    page.goto(base + "/watchlists/nordkorea")
    page.click("summary:has-text('Formular')")
    page.fill("input[name=c_question]", "Wie viele Fähren?")
    page.fill("input[name=c_counts]", "Fähre, Boot")
    page.click("button:has-text('In den Text einfügen')")
    page.wait_for_selector(".flash")
    assert "- id: wie-viele-faehren" in page.input_value("#text")
    page.click("button.main:has-text('Prüfen und speichern')")
    page.wait_for_url("**/watchlists/nordkorea?said=*")
    assert "counts: [Fähre, Boot]" in (seeded.folder / "watchlists" / "nordkorea.yaml").read_text("utf-8")


def test_the_editor_completes_what_fits(own: tuple[Seeded, str], tab: Any) -> None:
    """Keys of the claim not yet there, values, parties and targets, by keyboard; nothing in comments and plain words."""
    page = tab().page
    page.goto(own[1] + "/watchlists/nordkorea")

    def typed(after: str, keys: str) -> list[str]:
        """What is offered when `keys` are typed behind the line that begins with `after`."""
        page.evaluate(
            """(after) => { const t = document.getElementById('text'); const at = t.value.indexOf(after);
            const end = t.value.indexOf('\\n', at); t.focus(); t.setSelectionRange(end, end); }""",
            after,
        )
        page.keyboard.type(keys)
        shown = page.locator("#offers:not([hidden]) li b")
        return [str(words) for words in shown.all_inner_texts()]

    assert typed("    confirmers: [Russland", "\n    ali") == []
    page.fill("#text", NORDKOREA)
    assert typed("    confirmers: [Russland", "\n    al") == ["alert"]
    page.keyboard.press("Enter")
    assert page.input_value("#text").endswith("    alert: \n")
    page.keyboard.type("{pla")
    page.keyboard.press("Tab")
    page.keyboard.type("di")
    page.keyboard.press("Enter")
    page.keyboard.type("}")
    assert page.input_value("#text").endswith("    alert: {planned: digest}\n")
    page.wait_for_selector("#check .good")
    page.fill("#text", NORDKOREA)
    assert typed("    about: [[nordkoreanisch]", "\n    c") == []
    assert typed("    min_change: 10%", "\n    tre") == ["trend"]
    page.keyboard.press("Escape")
    page.fill("#text", NORDKOREA.replace("confirmers: [Russland, Nordkorea, USA]", "confirmers: ["))
    assert typed("    confirmers: [", "U") == ["USA", "Ukraine"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#text").rstrip().endswith("confirmers: [Ukraine")
    page.fill("#text", NORDKOREA)
    assert typed("  # wie viele", " ki") == []
    assert typed("name: Nordk", " ki") == []


def test_a_watchlist_without_writing_yaml(own: tuple[Seeded, str], tab: Any) -> None:
    """A word, a party, a feed and a claim typed into the form; wrong ones are named by their question; comments stay."""
    seeded, base = own
    file = seeded.folder / "watchlists" / "nordkorea.yaml"
    page = tab().page
    page.goto(base + "/watchlists/nordkorea")
    page.click(".tabs button:has-text('Formular')")
    page.wait_for_selector("#sheet")
    page.fill("input[name=claim_0_min_change]", "viel")
    page.wait_for_selector("#check .problems li:has-text('Wie viele nordkoreanische')")
    page.fill("input[name=claim_0_min_change]", "5%")
    page.wait_for_selector("#check .good")
    page.locator("input[name=party_name]").nth(5).fill("China")
    page.locator("input[name=party_aliases]").nth(5).fill("Peking")
    page.locator("input[name=party_name]").nth(6).fill("Japan")
    expect(page.locator("input[name=party_name]")).to_have_count(8)
    page.locator("select[name=feed_every]").first.select_option("1h")
    page.click("summary:has-text('Neue Behauptung')")
    page.fill("input[name=claim_2_question]", "Wie viele Fähren?")
    page.fill("input[name=claim_2_counts]", "Fähre")
    page.click("button:has-text('Probelauf')")
    page.wait_for_selector("#trial .trial-appear")
    page.click(".stick button:has-text('Prüfen und speichern')")
    page.wait_for_selector(".flash")
    text = file.read_text("utf-8")
    for line in (
        "min_change: 5%",
        "China: [Peking]",
        "Japan: []",
        "every: 1h",
        "- id: wie-viele-faehren",
        "# wie viele",
    ):
        assert line in text, line
    assert page.locator(".claim-box").count() == 4


def test_export_of_the_filtered_view(own: tuple[Seeded, str], tab: Any, tmp_path: Path) -> None:
    """What is filtered is what is downloaded."""
    page = tab().page
    page.goto(own[1] + "/changes?party=China")
    page.click("summary:has-text('Export')")
    with page.expect_download() as waiting:
        page.click("a:has-text('CSV')")
    target = tmp_path / "out.csv"
    waiting.value.save_as(target)
    lines = target.read_text("utf-8-sig").splitlines()
    assert len(lines) == 1 + page.locator("#lines > .line").count()


def test_a_point_of_the_chart_tells_its_sentence(address: str, tab: Any) -> None:
    """Moving over the course shows who, what, when and the sentence, with a way to the evidence."""
    page = tab().page
    page.goto(address + "/claims/nordkorea/entsandte-soldaten")
    page.wait_for_selector("#chart canvas")
    box = page.locator("#chart .u-over").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.97, box["y"] + 20)
    page.wait_for_selector("#point q")
    assert "Südkorea" in page.inner_text("#point")
    page.click("#legend button:has-text('USA')")
    assert page.get_attribute("#legend button:has-text('USA')", "aria-pressed") == "false"


def test_pages_work_without_scripts(browser: Any, own: tuple[Seeded, str]) -> None:
    """Filters, judgement and saving are plain forms underneath."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(own[1] + "/changes?q=Militärkommission")
    page.click("#lines .line-move a")
    page.click(".judge button[value=falsch]")
    assert page.get_attribute(".judge button[value=falsch]", "aria-pressed") == "true"
    context.close()
