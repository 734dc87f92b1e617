"""Scores of figures and quotations against annotated articles: `python -m tests.eval DATA`.

The counting is that of the project's published scorers: a figure hits when spans overlap and both bounds agree (percent
to half a point); a quotation when its characters overlap by Jaccard 0.5, one to one, best first.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from monitor.reading import as_line, observe

_STOP = {"der", "die", "das", "des", "dem", "den", "von", "vom", "und", "für", "eine", "einer", "eines"}
Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read(row: Row) -> Row:
    return as_line(str(row["id"]), observe(row["text"], title=row.get("title", "")))


def same_value(gold: Row, found: Row) -> bool:
    def same(a: float | None, b: float | None) -> bool:
        if a is None or b is None:
            return a is None and b is None
        return abs(a - b) <= (0.5 if gold["kind"] == "percent" else 1e-6 * max(1.0, abs(a)))

    return same(gold["low"], found["low"]) and same(gold["high"], found["high"])


def _words(text: str | None) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", text or "") if word.lower() not in _STOP]


def loosely_same(gold: str | None, found: str | None) -> bool:
    """Nouns agree up to inflection."""
    if (not gold and not found) or str(gold).strip().lower() == str(found).strip().lower():
        return True
    for g in _words(gold):
        for p in _words(found):
            stem = max(4, min(len(g), len(p)) - 2)
            if g[:stem] == p[:stem] or (len(g) > 6 and p.endswith(g[-6:])) or (len(p) > 6 and g.endswith(p[-6:])):
                return True
    return False


def f1(hit: int, spurious: int, missed: int) -> dict[str, float]:
    precision = hit / (hit + spurious) if hit + spurious else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    total = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"f1": round(total, 4), "precision": round(precision, 4), "recall": round(recall, 4)}


def score_figures(gold: dict[str, list[Row]], found: dict[str, list[Row]], *, small: bool = True) -> dict[str, float]:
    """F1 of span and value; of the hits how often approx, kind, counted and a named source agree.

    `small=False` leaves out exact counts of twelve and below on both sides.
    """
    hit = missed = spurious = 0
    checks: dict[str, list[int]] = {name: [0, 0] for name in ("approx", "kind", "counted", "source_named")}

    def counts(one: Row) -> bool:
        return small or one["kind"] != "count" or one["approx"] != "exact" or (one["high"] or 0) > 12

    for key, wanted in gold.items():
        got = found.get(key, [])
        used: set[int] = set()
        for one in wanted:
            over = [
                at for at, p in enumerate(got) if at not in used and p["start"] < one["end"] and one["start"] < p["end"]
            ]
            best = next((at for at in over if same_value(one, got[at])), None)
            if best is not None:
                used.add(best)
            if not counts(one):
                continue
            if best is None:
                missed += 1
                continue
            hit += 1
            pairs = {
                "approx": got[best]["approx"] == one["approx"],
                "kind": got[best]["kind"] == one["kind"],
                "counted": loosely_same(one["counted"], got[best]["counted"]) if one["counted"] else None,
                "source_named": loosely_same(one["source"], got[best]["source"]) if one["source"] else None,
            }
            for name, right in pairs.items():
                if right is not None:
                    checks[name][0] += right
                    checks[name][1] += 1
        spurious += sum(at not in used and counts(p) for at, p in enumerate(got))
    out = f1(hit, spurious, missed)
    return out | {name: round(ok / n, 4) for name, (ok, n) in checks.items() if n}


def score_quotes(gold: list[Row], found: dict[str, list[Row]]) -> dict[str, float]:
    """F1 of quotations, and of quotations with the right speaker."""
    hit = missed = spurious = joint = 0
    for row in gold:
        wanted = [one for one in row["statements"] if one["quote"]]
        got = found.get(str(row["id"]), [])
        pairs = []
        for i, one in enumerate(wanted):
            inside = {at for start, end in one["quote"] for at in range(start, end)}
            for j, p in enumerate(got):
                other = set(range(p["quote"]["start"], p["quote"]["end"]))
                if inside | other and len(inside & other) / len(inside | other) >= 0.5:
                    pairs.append((len(inside & other) / len(inside | other), i, j))
        matched: dict[int, int] = {}
        for _, i, j in sorted(pairs, reverse=True):
            if i not in matched and j not in matched.values():
                matched[i] = j
        spurious += len(got) - len(matched)
        for i, one in enumerate(wanted):
            if one.get("nested"):
                continue
            if i not in matched:
                missed += 1
                continue
            hit += 1
            speaker = got[matched[i]].get("speaker")
            want = {at for start, end in one["speaker"] for at in range(start, end)}
            joint += bool(want & set(range(speaker["start"], speaker["end"]))) if speaker else not want
    out = {f"quote {name}": value for name, value in f1(hit, spurious, missed).items()}
    return out | {"quote and speaker f1": f1(joint, hit + spurious - joint, hit + missed - joint)["f1"]}


def run(data: Path) -> dict[str, dict[str, float]]:
    """All scores of reading for a folder with figures/dev.jsonl and quotes/{train,dev}.jsonl; what is missing is left out."""
    out: dict[str, dict[str, float]] = {}
    texts = (
        {str(row["id"]): row for row in rows(data / "quotes" / "train.jsonl")}
        if (data / "quotes" / "train.jsonl").exists()
        else {}
    )
    if texts and (data / "figures" / "dev.jsonl").exists():
        gold = {str(row["id"]): row["figures"] for row in rows(data / "figures" / "dev.jsonl")}
        found = {key: read(texts[key])["figures"] for key in gold}
        out["figures"] = score_figures(gold, found)
        out["figures without exact counts up to 12"] = score_figures(gold, found, small=False)
    if (data / "quotes" / "dev.jsonl").exists():
        articles = rows(data / "quotes" / "dev.jsonl")
        out["quotes"] = score_quotes(articles, {str(row["id"]): read(row)["statements"] for row in articles})
    return out
