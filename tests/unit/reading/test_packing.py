"""A reading travels between processes, and what is made fast is what the constructors make."""

from __future__ import annotations

import pickle
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from monitor.reading import observe
from monitor.reading.model import Attribution, Figure, Reading, Reference, Statement

NOW = datetime(2024, 12, 24, 12, tzinfo=UTC)
TITLE = "Werk in Lehnau: Sprecherin bestätigt 1.200 Kündigungen"
TEXT = (
    "Das Werk in Lehnau entlässt rund 1.200 Beschäftigte. Das bestätigte die Sprecherin Jana Holm am Montag. "
    "Nach Angaben der Gewerkschaft sind es mindestens 1.500, davon 300 in Teilzeit. "
    "„Wir bedauern das“, sagte Holm. Sie habe zuvor 900 genannt. Neue Maschinen kosten 2,5 Mil\u00adlionen Euro pro Jahr. "
    "In der Halle stehen seit August 2022 große Maschinen bereit. Die Maschinen liefen nie."
)


def _read() -> Reading:
    return observe(TEXT, title=TITLE, published=NOW)


def test_a_reading_arrives_as_it_was_sent() -> None:
    sent = _read()
    came = pickle.loads(pickle.dumps(sent))
    assert len(sent.figures) > 4
    assert len(sent.statements) > 2
    assert sent.references
    assert came == sent
    assert repr(came) == repr(sent)


def test_findings_that_share_an_attribution_share_it_again() -> None:
    sent = _read()
    came = pickle.loads(pickle.dumps(sent))

    def sharing(reading: Reading) -> list[int]:
        every = [one.attribution for one in (*reading.figures, *reading.statements)]
        return [next(at for at, other in enumerate(every) if other is one) for one in every]

    assert sharing(came) == sharing(sent)


def test_an_empty_reading_arrives() -> None:
    assert pickle.loads(pickle.dumps(Reading())) == Reading()


@pytest.mark.parametrize("kind", [Figure, Statement, Reference, Attribution])
def test_what_is_made_fast_is_what_the_constructor_makes(kind: type) -> None:
    reading = _read()
    found = [*reading.figures, *reading.statements, *reading.references]
    found += [one.attribution for one in (*reading.figures, *reading.statements) if one.attribution is not None]
    mine = [one for one in found if type(one) is kind]
    assert mine
    for one in mine:
        values = {field.name: getattr(one, field.name) for field in fields(kind)}
        assert kind(**values) == one
        assert hash(kind(**values)) == hash(one)


def test_a_number_is_a_number_whatever_it_is_written_with() -> None:
    """Whole numbers are floats like all others, so that what is stored does not hang on how the rules were built."""
    bounds = [
        bound
        for one in observe("Drei Tote, zwölf bis 14 Verletzte, 3,5 Prozent.").figures
        for bound in (one.low, one.high)
    ]
    assert bounds
    assert {type(bound) for bound in bounds} == {float}
