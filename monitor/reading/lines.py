"""A `Reading` as the JSON object that `monitor extract` prints for one article."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from monitor.reading.model import Figure, Reading, Span, Statement, Where

#: name of a speaker -> party, None if it is nobody's
PartyOf = Callable[[str], str | None]


def as_line(
    article_id: str,
    reading: Reading,
    *,
    titles: bool = False,
    party_of: PartyOf | None = None,
    explain: bool = False,
) -> dict[str, Any]:
    """`{"id", "figures": [...], "statements": [...]}`, ready for `json.dumps`.

    Findings in the title are left out unless `titles` (then they carry `"in": "title"`). `party_of` fills `party` of
    statements and figures; `explain` adds `trace`, the rules that read a finding.
    """
    shown = Where.TITLE if not titles else None
    return {
        "id": article_id,
        "figures": [_figure(one, party_of, explain) for one in reading.figures if one.where is not shown],
        "statements": [_statement(one, party_of, explain) for one in reading.statements if one.where is not shown],
    }


def _figure(figure: Figure, party_of: PartyOf | None, explain: bool) -> dict[str, Any]:
    line: dict[str, Any] = {
        "start": figure.start,
        "end": figure.end,
        "text": figure.text,
        "low": _plain(figure.low),
        "high": _plain(figure.high),
        "approx": figure.approx.value,
        "kind": figure.kind.value,
        "counted": figure.counted,
        "predicate": figure.predicate,
        "role": figure.role.value,
        "source": figure.source,
        "stance": figure.stance.value,
        "sentence": _span(figure.sentence),
    }
    optional: dict[str, Any] = {
        "whose": list(figure.whose),
        "of": figure.of,
        "per": figure.per,
        "unit": figure.unit,
        "place": figure.place,
        "period": _period(figure),
        "recap": figure.recap,
    }
    line.update({name: value for name, value in optional.items() if value})
    if figure.attribution is not None:
        line["via"] = list(figure.attribution.via)
        _party(line, figure.attribution.root, party_of)
    return _ending(line, figure, explain)


def _statement(statement: Statement, party_of: PartyOf | None, explain: bool) -> dict[str, Any]:
    who = statement.attribution
    line: dict[str, Any] = {
        "quote": {**_span(statement.quote), "text": statement.text},
        "cue": _span(who.cue) | {"text": who.cue_text} if who.cue else None,
        "speaker": _span(who.speaker) | {"text": who.text} if who.speaker else None,
        "root": who.root,
        "via": list(who.via),
        "type": statement.type.value,
        "stance": statement.stance.value,
        "polarity": statement.polarity.value,
        "news": statement.news,
    }
    if statement.first_time:
        line["first_time"] = True
    if statement.recap:
        line["recap"] = True
    if period := _period(statement):
        line["period"] = period
    _party(line, who.root, party_of)
    return _ending(line, statement, explain)


def _ending(line: dict[str, Any], finding: Figure | Statement, explain: bool) -> dict[str, Any]:
    if finding.where is Where.TITLE:
        line["in"] = "title"
    if explain:
        line["trace"] = list(finding.trace)
    return line


def _party(line: dict[str, Any], root: str | None, party_of: PartyOf | None) -> None:
    party = party_of(root) if party_of and root else None
    if party:
        line["party"] = party


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end}


def _period(finding: Figure | Statement) -> Mapping[str, str] | None:
    if finding.period is None:
        return None
    return {"start": finding.period.start.isoformat(), "end": finding.period.end.isoformat()}


def _plain(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point, as people write them."""
    return int(value) if value is not None and value == int(value) else value
