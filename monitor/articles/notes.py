"""What a newsroom says about its own article: corrected, or brought up to date. No part of the article's text.

A note quotes the wrong figure ("In einer früheren Version hieß es, …"), which nobody claims any more. News under the word
"Update" stays in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from monitor.feeds import plain

#: characters of a note, at most
LONGEST = 900
#: lines at the top and at the end of an article among which notes stand
TOP, END = 3, 8
_PIECE = r"(?:artikels?|text(?:es)?|beitrags?|meldung|berichts?|nachricht|stücks?|seite|interviews?|überschrift|grafik)"
_LABEL = re.compile(
    r"^\W*(?:korrektur(?:hinweis)?|berichtigung|richtigstellung|errata|erratum)"
    r"(?:\s*(?:\(|vom|,|am)\s*[\d. :]{3,20}\w{0,9}[\d ,:.)]*(?:uhr)?)?\s*(?:[:)–—]|$)",
    re.I,
)
_EDITORS = re.compile(
    r"^\W*(?:anmerkung|hinweis|anm\.)\s*(?:der|d\.|von der|unserer)\s*(?:redaktion|red\.)|^\W*(?:transparenz)?hinweis\s*:",
    re.I,
)
_EARLIER = re.compile(
    rf"\b(?:in|auf) (?:einer|der|unserer) (?:früheren|ersten|vorherigen|vorigen|älteren|ursprünglichen|zunächst \w+) (?:online-?)?(?:version|fassung)\b"
    rf"|\b(?:hatten|haben) wir (?:zunächst |zuerst |zuvor |hier )?(?:fälschlich(?:erweise)?|irrtümlich(?:erweise)?)\b"
    rf"|\b(?:wir|die redaktion) (?:haben|hat) (?:das|dies|den fehler|die (?:angabe|zahl|stelle|passage)|{_PIECE}).{{0,60}}\b(?:korrigiert|berichtigt|richtiggestellt)\b"
    rf"|^(?!.*[„“»«\"])(?=.*\b(?:wir haben|haben wir)\b)(?=.*\b(?:nach (?:der )?veröffentlichung|nachträglich|im nachhinein)\b).*\b(?:korrigiert|geändert|berichtigt|präzisiert|richtiggestellt)\b"
    rf"|\b(?:der|dieser) fehler (?:wurde|ist|haben wir).{{0,40}}\b(?:korrigiert|behoben|berichtigt)\b(?=\s*[.!]|\s*$)"
    rf"|\bwir (?:bitten|entschuldigen uns).{{0,30}}\b(?:fehler|versehen)\b|\b{_PIECE} (?:wurde|ist) .{{0,60}}\bkorrigiert\b",
    re.I,
)
_WRONG = re.compile(
    r"\b(?:korrigiert|berichtigt|fehler\w*|fälschlich\w*|irrtümlich\w*|richtig ist|tatsächlich)\b", re.I
)
_RENEWED = r"\b(?:aktualisiert|ergänzt|überarbeitet|erweitert|angepasst)\b"
_UPDATED = re.compile(
    rf"\b(?:diese[rs]?|unsere?) (?:live\w+|{_PIECE}) (?:wurde|wird|ist)\b[^!?]{{0,90}}?{_RENEWED}"
    rf"|\b(?:der|die|das) (?:live\w+|{_PIECE}) (?:wurde|wird) (?:am|zuletzt|mehrfach|fortlaufend|laufend|nachträglich|um|nach|seit)\b[^!?]{{0,90}}?{_RENEWED}"
    rf"|\b(?:wir|die redaktion) (?:haben|hat) (?:den|diesen?|die|unseren?|das) {_PIECE}\b[^!?]{{0,90}}?{_RENEWED}"
    rf"|\bwir aktualisieren (?:den|diesen?|die|unseren?) (?:live\w+|{_PIECE})\b",
    re.I,
)
#: a line without any of these is no note
_TOUCHES = re.compile(
    "korrektur|korrigiert|berichtig|richtigstell|errat|fassung|version|fälschlich|irrtümlich|fehler|versehen|tatsächlich|"
    "richtig ist|nachträglich|nachhinein|veröffentlichung|aktualisier|ergänzt|überarbeitet|erweitert|angepasst"
)
#: what a page with a correction outside of its text says somewhere, in lower case
_HINT = re.compile(
    r"korrektur(?:hinweis|\s*[:(])|berichtigung\s*:|richtigstellung|(?:früheren|ersten|vorherigen|älteren|ursprünglichen) (?:version|fassung)"
)


@dataclass(frozen=True, slots=True)
class Notes:
    """The text without notes, and the notes; empty when there are none."""

    text: str
    correction: str = ""
    update: str = ""


def told_apart(text: str, *, dropped: str = "", page: str = "") -> Notes:
    """An article's text without what is said about it. `dropped`: lines left out before; `page`: a correction that
    stands elsewhere on the page."""
    lines = text.split("\n")
    corrections: list[str] = []
    updates: list[str] = []
    kept: list[str] = []
    follows = False
    for at, line in enumerate(lines):
        if not follows and not _TOUCHES.search(line.lower()):
            kept.append(line)
            continue
        edge = at < TOP or at >= len(lines) - END
        if follows and len(line) <= LONGEST:
            corrections.append(line)
            follows = False
        elif is_correction(line, edge=edge):
            corrections.append(line)
            follows = bool(_LABEL.match(line)) and len(line) < 40
        elif edge and is_update(line):
            updates.append(line)
        else:
            kept.append(line)
    for line in filter(lambda line: _TOUCHES.search(line.lower()), dropped.split("\n")):
        (corrections if is_correction(line, edge=True) else updates if is_update(line) else []).append(line)
    if not kept or not "".join(kept).strip():
        return Notes(text)
    said = " ".join(dict.fromkeys(corrections)) or page
    return Notes("\n".join(kept), correction=said[:LONGEST], update=" ".join(dict.fromkeys(updates))[:LONGEST])


def on_page(tree: Any, shown: str) -> str:
    """A correction anywhere on the page, boxes and small print included; `shown`: all visible text."""
    if not _HINT.search(shown.lower()):
        return ""
    for node in tree.iter("p", "div", "em", "i", "small", "li", "span", "section", "aside"):
        if next(node.iterdescendants("p", "div", "ul", "section"), None) is None:
            line = " ".join(plain(node.text_content()).split())
            if (
                30 < len(line) <= LONGEST
                and is_correction(line, edge=True)
                and (_LABEL.match(line) or _EARLIER.search(line))
            ):
                return line
    return ""


def is_correction(line: str, *, edge: bool) -> bool:
    """Whether a line says that the article was wrong; `edge`: it stands where notes stand."""
    if not line or len(line) > LONGEST:
        return False
    if edge and _LABEL.match(line):
        return True
    about = bool(_EARLIER.search(line))
    return (about and (edge or bool(_EDITORS.match(line)))) or (
        edge and bool(_EDITORS.match(line) and _WRONG.search(line))
    )


def is_update(line: str) -> bool:
    """Whether a line says that the article was brought up to date, and nothing more."""
    return 0 < len(line) <= 300 and bool(_UPDATED.search(line)) and len(re.findall(r"[.!?](?:\s|$)", line)) <= 2
