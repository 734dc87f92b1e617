"""Acts that are their own announcement: who raises a rate or passes a law need not say so.

A declared party that is the subject of such a sentence is the source of its figure or answer. Data and two small
readings of a sentence; everything else about who says what is the reader's work.
"""

from __future__ import annotations

import re
from datetime import date

from monitor.watchlist import parties_of
from monitor.watchlist.model import Watchlist

#: verbs whose subject does the thing by saying it: finite forms, participles, separable halves
ACT = re.compile(
    r"\b(?:erhöh(?:t|te|ten|en)|senk(?:t|te|ten|en)|gesenkt|hebt|hob|hoben|anheb\w*|angehoben|festgesetzt|legt|legte|"
    r"festgelegt|beschließt|beschloss\w*|beschlossen|verabschiedet\w*|ruft|rief|zurückgerufen|genehmigt\w*|erlaubt\w*|"
    r"verbietet|verbot|verboten|kündigt\w*|gekündigt|investiert\w*|stimmt\w*|zugestimmt|empfiehlt|empfahl\w*|empfohlen|"
    r"verhängt\w*|bewilligt\w*|billigt\w*|gebilligt|untersagt\w*|lehnt\w*|abgelehnt)\b",
    re.IGNORECASE,
)
_HELPS = re.compile(r"\b(?:hat|haben)\b")
_PASSIVE = re.compile(r"\b(?:wird|werden|wurde|wurden|worden)\b", re.IGNORECASE)
#: what makes a sentence no finished act
_OPEN = re.compile(
    r"\?|\b(?:wenn|falls|ob|könnte\w*|sollte\w*|würde\w*|will|wollen|soll|sollen|möchte\w*|muss|müsse\w*|müssten|dürfte\w*|"
    r"fordert\w*|forderung|plant|planen|hatte|hatten)\b",
    re.IGNORECASE,
)


def actor(clause: str, watchlist: Watchlist, on: date, full_names: tuple[str, ...] = ()) -> str | None:
    """The one declared party that acts in an active clause: what stands before its verb, else right behind it."""
    verb = ACT.search(clause)
    if verb is None or _PASSIVE.search(clause):
        return None
    helps = _HELPS.search(clause)
    finite = helps if helps and helps.start() < verb.start() else verb
    ahead = clause[: finite.start()].strip()
    if len(ahead.split()) > 8 or re.search(r"\b(?:von|durch|gegen|für|laut|nach|bei|mit)\s+\S+$", ahead):
        return None
    found = parties_of(ahead, watchlist, on=on, full_names=full_names)
    if not found:
        behind = " ".join(clause[finite.end() :].split()[:3])
        found = parties_of(behind, watchlist, on=on, full_names=full_names)
    return found[0] if len(found) == 1 else None


def done(sentence: str) -> bool:
    """Whether a sentence tells a finished act: no question, condition, demand, plan or look back."""
    return _OPEN.search(sentence) is None
