"""`python -m tests.eval.timelines DATA`: events found and false alarms on annotated streams of real articles.

DATA holds one folder per stream with `scenario.json` (claims, events, articles that stay silent) and `articles.jsonl`.
The watchlists beside this file use an editor's words: question, terms and actors of the scenario. An event counts as
found when its alert comes with the event's article; every other alert of the claim is false, repeats included.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from monitor.backtest import from_files
from monitor.watchlist import read_watchlist

Row = dict[str, Any]
HERE = Path(__file__).parent


def same_value(wanted: Row, got: Row) -> bool:
    """Whether an alert's value is the event's: 3 % either way, 25 % above an open bound."""
    low, high = wanted.get("low"), wanted.get("high")
    values = [value for value in (got.get("low"), got.get("high")) if value is not None]
    if not values:
        return False
    if max(bound for bound in (low, high) if bound is not None) < 1000 <= min(values):
        values = [value / 1e6 for value in values]
    if high is None:
        return any(low <= value <= 1.25 * low for value in values)
    return any(0.97 * (low if low is not None else high) <= value <= 1.03 * high for value in values)


def matches(event: Row, alert: Row) -> bool:
    wanted, got = event.get("after") or {}, alert.get("after") or {}
    if event["claim"] != alert["claim"]:
        return False
    if "stance" in wanted:
        words = {
            "confirmed": {"confirms", "asserts"},
            "denied": {"denies"},
            "suspected": {"suspects", "estimates", "asserts"},
        }
        return got.get("stance") == wanted["stance"] or got.get("stance") in words.get(wanted["stance"], set())
    return same_value(wanted, got)


def score(scenario: Row, rows: list[Row]) -> Row:
    """Events found in time, false alarms, recall and precision of one stream."""
    order = {str(article): place for place, article in enumerate(scenario["articles"])}
    alerts = sorted((row for row in rows if row["alert"]), key=lambda row: order.get(str(row["article"]), 10**9))
    found: dict[str, str] = {}
    false: list[Row] = []
    for alert in alerts:
        here = str(alert["article"])
        verdict = "false"
        for event in scenario["events"]:
            places = {str(event["article"]), *map(str, event.get("also_valid", [])), str(event.get("first_any", ""))}
            late = here in map(str, event.get("late_valid", []))
            if not matches(event, alert) or (here not in places and not late):
                continue
            if event["id"] in found:
                verdict = "known" if found[event["id"]] == "optional" else verdict
                continue
            found[event["id"]] = "optional" if event.get("optional") else ("late" if late else "hit")
            verdict = "event"
            break
        if verdict == "false":
            false.append(alert)
    needed = [event for event in scenario["events"] if not event.get("optional")]
    hits = [event for event in needed if found.get(event["id"]) == "hit"]
    return {
        "events": len(needed),
        "found": len(hits),
        "false": len(false),
        "recall": round(len(hits) / len(needed), 3) if needed else 1.0,
        "precision": round(len(hits) / (len(hits) + len(false)), 3) if hits or false else 1.0,
        "missed": [event["id"] for event in needed if event not in hits],
        "false_alarms": [f"{row['article']} {row['claim']} {row['type']} {row['after']}" for row in false],
    }


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python -m tests.eval.timelines DATA   (a folder with one folder per stream)")
        return 2
    for folder in sorted(Path(sys.argv[1]).iterdir()):
        words = HERE / f"{folder.name}.yaml"
        if not (folder / "scenario.json").exists() or not words.exists():
            continue
        watchlist = read_watchlist(words.read_text("utf-8"), id=folder.name.replace("_", "-"))
        scenario = json.loads((folder / "scenario.json").read_text("utf-8"))
        print(
            folder.name,
            json.dumps(score(scenario, list(from_files(watchlist, folder / "articles.jsonl"))), ensure_ascii=False),
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
