"""Signed links: what they say holds, what was changed or is too old does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.alerts import Links, read_link
from monitor.alerts.links import Action, LinkError, sign
from tests.unit.alerts import builders as make

SECRET = b"geheim"


def test_a_link_says_who_what_and_until_when() -> None:
    token = sign(Action.WRONG, "schlüssel.1", "redaktion-mail", SECRET, make.NOON)
    found = read_link(token, SECRET, make.NOON + timedelta(days=29))
    assert (found.action, found.subject, found.target) == (Action.WRONG, "schlüssel.1", "redaktion-mail")


@pytest.mark.parametrize("place", range(0, 60, 3))
def test_one_changed_letter_breaks_it(place: int) -> None:
    token = sign(Action.ACKNOWLEDGE, "k1", "mail", SECRET, make.NOON)
    if place >= len(token):
        pytest.skip("shorter token")
    other = "A" if token[place] != "A" else "B"
    with pytest.raises(LinkError, match=r"links\.invalid"):
        read_link(token[:place] + other + token[place + 1 :], SECRET, make.NOON)


@pytest.mark.parametrize("token", ["", ".", "a.b.c.d.e", "ack.azE.bWFpbA.999999999999.", "ü.ü.ü.ü.ü", "x" * 5000])
def test_rubbish_is_invalid(token: str) -> None:
    with pytest.raises(LinkError, match=r"links\.invalid"):
        read_link(token, SECRET, make.NOON)


def test_links_expire_and_need_their_secret() -> None:
    token = sign(Action.SILENCE, "k1", "mail", SECRET, make.NOON, days=30)
    with pytest.raises(LinkError, match=r"links\.expired"):
        read_link(token, SECRET, make.NOON + timedelta(days=30))
    with pytest.raises(LinkError, match=r"links\.invalid"):
        read_link(token, b"anders", make.NOON)
    with pytest.raises(LinkError, match=r"links\.invalid"):
        read_link(token, b"", make.NOON)


def test_without_an_address_there_are_no_links() -> None:
    assert Links(base="").evidence("k1") == ""
    assert Links(base="https://x.example").action(Action.WRONG, "k1", "mail", make.NOON) == ""
