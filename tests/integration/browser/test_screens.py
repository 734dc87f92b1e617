"""Every screen in a real browser: two widths, light and dark, no console or CSP message, axe-core without serious findings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.browser.conftest import AXE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SCREENS = (
    "/changes",
    "/changes/k-reversal",
    "/changes/k-corrected",
    "/claims",
    "/claims/nordkorea/entsandte-soldaten",
    "/claims/nordkorea/kampfeinsatz",
    "/articles",
    "/articles/4",
    "/articles/9/diff",
    "/watchlists",
    "/watchlists/nordkorea",
    "/watchlists/nordkorea/form",
    "/watchlists/nordkorea/history",
    "/watchlists/nordkorea/unasked",
    "/sources",
    "/sources/3",
    "/messages",
    "/messages/2",
    "/silences",
    "/silences/new?change=k-value",
    "/conflicts",
    "/standstill?days=1",
    "/quality",
    "/handover",
    "/account",
    "/accounts",
    "/audit",
    "/api/",
    "/login",
)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_every_screen_opens_without_a_complaint(tab: Any, address: str, width: int, scheme: str) -> None:
    """No message in the console, nothing wider than the window."""
    one = tab(width=width, scheme=scheme)
    for path in SCREENS:
        one.page.goto(address + path)
        one.page.wait_for_load_state("load")
        assert one.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert one.messages == [], path


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_axe_finds_nothing_serious(tab: Any, address: str, width: int, scheme: str) -> None:
    """Names, roles, contrast AA, headings: nothing serious or critical on any screen."""
    one = tab(width=width, scheme=scheme)
    found = {}
    for path in SCREENS:
        one.page.goto(address + path)
        one.page.wait_for_load_state("load")
        one.page.evaluate(AXE.read_text("utf-8"))
        result = one.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        grave = [item for item in result["violations"] if item["impact"] in ("serious", "critical")]
        if grave:
            found[path] = [(item["id"], item["nodes"][0]["html"][:120]) for item in grave]
    assert found == {}
