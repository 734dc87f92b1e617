"""One message of every kind in every shape, as files to look at: python -m tests.unit.alerts.gallery DIR."""

from __future__ import annotations

import html
import json
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor.alerts import Links
from monitor.alerts.model import Alert, Coverage, Message, MessageKind, Urgency
from monitor.alerts.notes import note_message
from monitor.alerts.rendering import compose
from monitor.ledger import withdraw
from monitor.ledger.model import ChangeType
from monitor.reading.model import Approx, Stance
from tests.unit.alerts import builders as make

LINKS = Links(base="https://monitor.redaktion.example", secret=b"gallery")


def alert(*changes: object, kind: MessageKind = MessageKind.ALERT, **values: object) -> Alert:
    fields: dict[str, object] = {
        "id": "4f0c1d2e9ab7",
        "kind": kind,
        "changes": changes,
        "at": make.NOON + timedelta(minutes=6),
        "urgency": Urgency.NOW,
        "watchlist_name": "Nordkoreanische Truppen im Ukraine-Krieg",
        "questions": tuple((f"nordkorea/{name}", words) for name, words in make.QUESTIONS.items()),
        **values,
    }
    return Alert(**fields)  # type: ignore[arg-type]


def alerts() -> dict[str, Alert]:
    """Every kind of message, by name."""
    many = [make.value_changed(key=f"m{number}", after=12000 + 500 * number) for number in range(23)]
    wide = make.change(
        ChangeType.NEW_VALUE,
        key="w",
        claim="leitzins",
        party="EZB",
        speaker="EZB-Präsidentin Lagarde",
        before=make.figure(2.5, unit="Prozent"),
        after=make.figure(2.25, unit="Prozent"),
        new=make.evidence("Der Leitzins sinkt auf 2,25 Prozent, sagte die Präsidentin.", mark="2,25 Prozent"),
    )
    vague = make.change(
        ChangeType.CONTRADICTION,
        key="v",
        party="Ukraine",
        speaker="Selenskyj",
        before=make.figure(1000, 10000, Approx.VAGUE),
        before_party="Russland",
        after=make.figure(15000, None, Approx.MORE_THAN),
        new=make.evidence(
            "Es seien mehr als 15.000 Soldaten im Land, sagte der Präsident am Abend.", mark="mehr als 15.000"
        ),
        old=make.evidence(
            "In Moskau hieß es, Tausende seien zur Ausbildung gekommen.", mark="Tausende", outlet="Kurier"
        ),
        late=True,
        counts=(2, 3, 8),
    )
    denial = make.change(
        ChangeType.DENIAL,
        key="d",
        claim="kampfeinsatz",
        party="Russland",
        speaker="Kreml",
        after=make.stance(Stance.DENIES),
        new=make.evidence(
            "„Das ist eine Falschmeldung“, sagte der Sprecher.", mark="Falschmeldung", root="Dmitri Muster"
        ),
    )
    over = withdraw(make.value_changed(), code="overtaken", at=make.NOON + timedelta(hours=2))
    coverage = Coverage(
        feeds=62,
        disturbed=("Beispielblatt", "Lokalradio Süd", "nord.example"),
        last_cycle=make.NOON,
        articles=1843,
        silenced=3,
    )
    digest = {"kind": MessageKind.DIGEST, "coverage": coverage, "cause": "daily", "due": make.NOON}
    return {
        "reversal": alert(make.reversal()),
        "value": alert(make.value_changed()),
        "together": alert(make.reversal(), make.value_changed(), vague, denial, wide),
        "rate": alert(wide),
        "contradiction": alert(vague),
        "denial": alert(denial),
        "follow_up": alert(over, kind=MessageKind.FOLLOW_UP),
        "burst": alert(*many, kind=MessageKind.DIGEST, cause="burst"),
        "daily": alert(vague, wide, **digest),
        "daily_late": alert(vague, **{**digest, "at": make.NOON + timedelta(hours=6)}),
        "daily_empty": alert(**digest),
    }


def messages() -> dict[str, Message]:
    """Every kind in every channel and both languages."""
    found: dict[str, Message] = {}
    for language in ("de", "en"):
        for channel in ("mail", "slack", "webhook", "other"):
            to = make.target(channel, channel=channel, language=language)
            for name, item in alerts().items():
                found[f"{name}.{channel}.{language}"] = compose(item, to, links=LINKS, maybe_duplicate=name == "value")
            values = {"target": "slack-ausland", "reason": "delivery.gone", "waiting": 4}
            found[f"system.{channel}.{language}"] = note_message("target_broken", values, to, once="x", now=make.NOON)
    return found


SLACK_PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>body{{font:15px/1.46 Lato,Helvetica,Arial,sans-serif;background:{back};color:{ink};margin:12px;max-width:640px}}
h1{{font-size:18px;margin:8px 0}} section,footer{{margin:8px 0;overflow-wrap:anywhere}} footer{{font-size:13px;opacity:.75}}
.fields{{display:grid;grid-template-columns:1fr 1fr;gap:8px}} blockquote{{margin:4px 0;padding-left:10px;
border-left:4px solid #8888}} hr{{border:0;border-top:1px solid #8884}} a{{color:{link}}}</style>{body}"""


def slack_page(blocks: str, *, dark: bool = False) -> str:
    """Blocks about as Slack draws them: header, fields in two columns, quotes, links, bold and italic."""
    found = json.loads(blocks)
    body = "\n".join(_slack_block(block) for block in (found["blocks"] if isinstance(found, dict) else found))
    colours = ("#1a1d21", "#d1d2d3", "#1d9bd1") if dark else ("#fff", "#1d1c1d", "#1264a3")
    return SLACK_PAGE.format(back=colours[0], ink=colours[1], link=colours[2], body=body)


def _slack_block(block: dict[str, Any]) -> str:
    if block["type"] == "divider":
        return "<hr>"
    if block["type"] == "header":
        return f"<h1>{html.escape(block['text']['text'])}</h1>"
    if block["type"] == "context":
        return "<footer>" + " ".join(_mrkdwn(item["text"]) for item in block["elements"]) + "</footer>"
    if "fields" in block:
        cells = "".join(f"<div>{_mrkdwn(field['text'])}</div>" for field in block["fields"])
        return f'<section class="fields">{cells}</section>'
    return f"<section>{_mrkdwn(block['text']['text'])}</section>"


def _mrkdwn(text: str) -> str:
    """Slack's own markup; the text is masked already, so what is left between < and > is a link."""
    text = re.sub(r"<([^|>]+)\|([^>]+)>", r'<a href="\1">\2</a>', text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"<b>\1</b>", text)
    text = re.sub(r"(?<![\w_/])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])", r"<i>\1</i>", text)
    lines = [
        f"<blockquote>{line[2:]}</blockquote>" if line.startswith("> ") else f"{line}<br>" for line in text.split("\n")
    ]
    return "".join(lines)


def main(folder: Path) -> None:
    """Writes all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, message in messages().items():
        (folder / f"{name}.txt").write_text(f"Subject: {message.subject}\n\n{message.text}", "utf-8")
        if message.html:
            (folder / f"{name}.html").write_text(message.html, "utf-8")
        if message.blocks:
            (folder / f"{name}.json").write_text(message.blocks, "utf-8")
            (folder / f"{name}.html").write_text(slack_page(message.blocks), "utf-8")
            (folder / f"{name}.dark.html").write_text(slack_page(message.blocks, dark=True), "utf-8")
        if message.data:
            (folder / f"{name}.json").write_text(message.data, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
