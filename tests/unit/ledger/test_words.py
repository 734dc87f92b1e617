"""Every verdict has a sentence in both languages, and the sentence says what happened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.i18n import catalogue
from monitor.ledger import explain, show
from monitor.ledger.model import ChangeType, Reason, SilenceReason, Value
from monitor.ledger.shown import decode, encode
from monitor.reading.model import Approx, Role, Stance
from tests.unit.ledger.build import Desk

ROOM = Path(__file__).parents[3] / "monitor" / "ledger"
CODE = re.compile(rf'"((?:{"|".join([*ChangeType, *SilenceReason])})(?:\.[a-z_]+)?)"')


def codes() -> list[str]:
    """Every reason code that stands in the room's source."""
    found = {code for file in ROOM.glob("*.py") for code in CODE.findall(file.read_text("utf-8"))}
    stops = re.compile(r'stop\(\s*SilenceReason\.([A-Z_]+),\s*"([a-z_]*)"')
    for file in ROOM.glob("*.py"):
        found |= {f"{kind.lower()}.{code}".rstrip(".") for kind, code in stops.findall(file.read_text("utf-8"))}
    return sorted(found | {"gate.anchor", "gate.nothing"})


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("code", codes())
def test_each_reason_is_a_sentence(code: str, language: str) -> None:
    told = explain(Reason(code=code), language)
    assert "[" not in told
    assert told.endswith(".")


@pytest.mark.parametrize("language", ["de", "en"])
def test_types_reasons_and_stances_have_names(language: str) -> None:
    words = catalogue(language)
    wanted = [f"type.{item}" for item in ChangeType] + [f"silence.{item}" for item in SilenceReason]
    assert not [key for key in (*wanted, *(f"stance.{item}" for item in Stance)) if key not in words]


def test_a_change_is_told_with_its_numbers() -> None:
    desk = Desk()
    desk.soldiers(10_000, "Südland")
    desk.soldiers(12_500, "Südland")
    assert explain(desk.change()) == "Südland nennt eine neue Zahl: 12.500 statt bisher 10.000."
    assert "12,500" in explain(desk.change(), "en")


def test_the_first_gate_that_stopped_a_figure_is_told() -> None:
    desk = Desk()
    verdict = desk.figure_verdict(39, "Südland", role=Role.INCREMENT)
    assert explain(verdict) == "Kein Alarm: 39 ist ein Zuwachs, keine Gesamtzahl."


def test_a_late_find_says_so() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland", hours=20)
    desk.soldiers(8_000, "Seestadt", hours=10)
    assert "Nachträglich gefunden" in explain(desk.change())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Value(low=3000, high=None, approx=Approx.MORE_THAN), "mehr als 3.000"),
        (Value(low=4.5, high=4.5, unit="Prozent"), "4,5 %"),
        (Value(stance=Stance.DENIES), "bestreitet"),
        (Value(answer="nicht empfohlen"), "nicht empfohlen"),
    ],
)
def test_values_are_shown_as_they_are_said(value: Value, shown: str) -> None:
    assert show(value) == shown
    assert decode(encode(value)) == value


def test_a_whole_number_is_the_same_value_whoever_read_it() -> None:
    """Decision keys are made of this text: compiled rules read 2000.0 where plain Python reads 2000."""
    assert encode(Value(low=636.0, high=2000)) == encode(Value(low=636, high=2000.0))
