"""How much of an article `extract` finds, beside plain trafilatura: `python -m tests.eval.pages DIR`.

DIR holds gzip pages `<Publisher>_<date>.html.gz`, `meta.json` (file -> url) and per publisher `<Publisher>.json` with
the body text that hand-written parsers take from them (fundus' test resources).
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import trafilatura

from monitor.articles import extract, visible_text
from monitor.articles.model import Page

_TOKEN = re.compile(r"\w+", re.UNICODE)
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass
class Score:
    """Counts of one extractor over all pages."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    figures: int = 0
    alien: int = 0
    missed: int = 0
    gold: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, gold: str, text: str) -> tuple[float, int, int]:
        """Counts one page; returns its F1, alien and missed figures."""
        want, have = Counter(_TOKEN.findall(gold.lower())), Counter(_TOKEN.findall(text.lower()))
        both = sum((want & have).values())
        p = both / max(1, sum(have.values()))
        r = both / max(1, sum(want.values()))
        self.precision.append(p)
        self.recall.append(r)
        self.f1.append(2 * p * r / (p + r) if p + r else 0.0)
        gold_figures, figures = Counter(_FIGURE.findall(gold)), Counter(_FIGURE.findall(text))
        alien, missed = sum((figures - gold_figures).values()), sum((gold_figures - figures).values())
        self.figures += sum(figures.values())
        self.gold += sum(gold_figures.values())
        self.alien += alien
        self.missed += missed
        return self.f1[-1], alien, missed

    def line(self, name: str) -> str:
        mean = lambda values: sum(values) / max(1, len(values))  # noqa: E731
        return (
            f"{name:<22} P {mean(self.precision):.3f}  R {mean(self.recall):.3f}  F1 {mean(self.f1):.3f}  "
            f"alien {self.alien}/{self.figures} = {self.alien / max(1, self.figures):.1%}  "
            f"missed {self.missed}/{self.gold} = {self.missed / max(1, self.gold):.1%}  "
            f"mean {mean(self.seconds) * 1000:.0f} ms"
        )


def gold_of(body: dict[str, object]) -> str:
    """Body text: summary, headlines and paragraphs in reading order."""
    parts = [str(part) for part in body.get("summary", [])]  # type: ignore[attr-defined]
    for section in body.get("sections", []):  # type: ignore[attr-defined]
        parts += [*section["headline"], *section["paragraphs"]]
    return "\n".join(parts)


def main(folder: str, show: str = "") -> int:
    root = Path(folder)
    meta = json.loads((root / "meta.json").read_text("utf-8"))
    ours, plain, gate, fields = Score(), Score(), [0, 0], Counter[str]()
    for name, info in sorted(meta.items()):
        told = _gold(root, name)
        if told is None:
            print(f"no gold for {name}", file=sys.stderr)
            continue
        gold = unicodedata.normalize("NFC", gold_of(told["body"]))  # type: ignore[arg-type]
        body = gzip.decompress((root / name).read_bytes())
        page, ours_took = _timed(extract, body, info["url"])
        ours.seconds.append(ours_took)
        heads(fields, told, page, name, show)
        usual, plain_took = _timed(_trafilatura, body, info["url"])
        plain.seconds.append(plain_took)
        text = page.text
        mine, theirs = ours.add(gold, text), plain.add(gold, usual)
        seen = set(_TOKEN.findall(visible_text(body).lower()))
        words = set(_TOKEN.findall(gold.lower()))
        gate[0] += len(words & seen)
        gate[1] += len(words)
        print(
            f"{name:<42} F1 {mine[0]:.3f} ({theirs[0]:.3f})  alien {mine[1]} ({theirs[1]})  missed {mine[2]} ({theirs[2]})"
        )
        if show and show in name:
            _show(gold, text)
    print(ours.line("monitor"))
    print(plain.line("trafilatura"))
    print(
        "fields: "
        + "  ".join(f"{key} {fields[key]}/{fields['pages']}" for key in ("title", "day", "second", "byline", "kind"))
    )
    print(f"gate: {gate[0]}/{gate[1]} words of the bodies seen = {gate[0] / max(1, gate[1]):.4f}")
    return 0


def _gold(root: Path, name: str) -> dict[str, object] | None:
    """What the hand-written parser took from a page: versions and pages of a publisher in the order of their dates."""
    publisher, _, _ = name.removesuffix(".html.gz").partition("_")
    file = root / f"{publisher}.json"
    if not file.exists():
        return None
    versions = sorted(json.loads(file.read_text("utf-8")).values(), key=lambda version: str(version["publishing_date"]))
    files = sorted(page.name for page in root.glob(f"{publisher}_*.html.gz"))
    at = files.index(name)
    return versions[at] if at < len(versions) else None


def heads(fields: Counter[str], told: dict[str, object], page: Page, name: str, show: str) -> None:
    """Counts title, publication day and moment, byline and kind that agree with the hand-written parser."""
    fields["pages"] += 1
    same_title = " ".join(str(told["title"]).split()) == page.title
    day = datetime.fromisoformat(str(told["publishing_date"]))
    aware = day if day.tzinfo else day.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    found = page.published
    same_day = (
        found is not None
        and found.astimezone(ZoneInfo("Europe/Berlin")).date() == aware.astimezone(ZoneInfo("Europe/Berlin")).date()
    )
    fields["title"] += same_title
    fields["day"] += same_day
    fields["second"] += found is not None and abs((found - aware).total_seconds()) < 61
    fields["byline"] += all(str(author).lower() in page.byline.lower() for author in told["authors"])  # type: ignore[attr-defined]
    fields["kind"] += page.kind.value == "article"
    if show == "fields":
        print(f"  {name}: {told['title']!r} / {page.title!r}" if not same_title else "", end="")
        print(
            f"  {aware} / {found}" if not same_day else "",
            f"  {told['authors']} / {page.byline!r} {page.agency!r} {page.kind}",
        )


def _trafilatura(body: bytes, url: str) -> str:
    document = trafilatura.bare_extraction(body, url=url, with_metadata=True, include_comments=False)
    return unicodedata.normalize("NFC", (document.text or "") if document else "")


def _timed(call: Callable[..., Any], body: bytes, url: str) -> tuple[Any, float]:
    start = time.process_time()
    return call(body, url=url), time.process_time() - start


def _show(gold: str, text: str) -> None:
    lines, wanted = text.split("\n"), set(gold.split("\n"))
    words = Counter(_TOKEN.findall(gold.lower()))
    for line in lines:
        own = _TOKEN.findall(line.lower())
        share = sum(1 for word in own if word in words) / max(1, len(own))
        mark = " " if line in wanted or (share > 0.95 and line[:30] in gold) else "+"
        print(f"  {mark} {line[:200]}")
    for line in gold.split("\n"):
        if line[:25] not in text:
            print(f"  - {line[:200]}")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
