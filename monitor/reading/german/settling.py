"""Statements over the same words settled against each other: the outermost stays, a relay gives way to the source it cites."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import relays, verbs
from monitor.reading.german.direct import is_sentence
from monitor.reading.german.said import Found, Unit
from monitor.reading.german.text import Doc
from monitor.reading.model import Stance, StatementType


def settle(unit: Unit, found: list[Found]) -> list[Found]:
    """Of statements over the same words the outermost stays; relays give way to the source they cite."""
    if not found:
        return found
    found = [one for one in found if one.first < one.stop or "points back" in one.trace or "das heißt es" in one.trace]
    found.sort(key=lambda one: (-(one.stop - one.first), -one.weight))
    kept: list[Found] = []
    for one in found:
        outer = next((other for other in kept if _inside(one, other)), None)
        if outer is None:
            if not any(_overlap(one, other) for other in kept):
                kept.append(one)
            continue
        _nested(unit, one, outer, kept)
    return kept


def _inside(one: Found, other: Found) -> bool:
    """The frame or the content of `one` stands in what `other` says."""
    if one.first >= other.first and one.stop <= other.stop and other.first < other.stop:
        return True
    return bool(one.cue) and one.cue is not None and other.first <= one.cue[0] < other.stop


def _overlap(one: Found, other: Found) -> bool:
    common = min(one.stop, other.stop) - max(one.first, other.first)
    return common > 0


def _nested(unit: Unit, one: Found, outer: Found, kept: list[Found]) -> None:
    """Decide between a statement and the one around it."""
    doc = unit.doc
    if (
        outer.type is StatementType.REPORTED
        and one.speaker
        and outer.speaker
        and one.type is StatementType.INDIRECT
        and one.trace[0] in PREPOSITIONAL
    ):
        if one.speaker != outer.speaker and relays.is_relay(doc, one.speaker):
            outer.via = (*outer.via, one.speaker)
            return
    if outer.back and outer.trace == ["demnach"] and one.speaker and one.cue and one.type is not StatementType.DIRECT:
        # "Der Geheimdienst geht demnach davon aus, dass …": demnach only relays
        kept.remove(outer)
        one.trace.append("demnach")
        kept.append(one)
        return
    if (
        outer.type is StatementType.REPORTED
        and one.type is StatementType.DIRECT
        and outer.stance is not Stance.ASSERTS
        and not is_sentence(doc, one.first, one.stop)
    ):
        if doc.lower[one.first - 1] == "als":
            # "wies die Vorwürfe als „haltlos“ zurück": the act, and the word for it
            kept.append(one)
        return
    if outer.type is StatementType.REPORTED and _confession(doc, outer, one):
        outer.via = (*outer.via, one.speaker) if one.speaker else outer.via
        return
    if outer.type is StatementType.REPORTED and one.weight > outer.weight:
        # the same frame, read better; or a clause in a report
        kept.remove(outer)
        kept.append(one)
        return
    if one.type is StatementType.DIRECT and _after_colon(doc, one, outer):
        outer.stop = one.first - 1
        if one.speaker is None or one.trace[0] == "colon":
            one.speaker = outer.speaker
        kept.append(one)
        return
    if one.type is StatementType.DIRECT:
        if (
            outer.type is StatementType.INDIRECT
            and one.speaker == outer.speaker
            and one.stop - one.first >= 0.8 * (outer.stop - outer.first)
        ):
            kept.remove(outer)
            kept.append(one)
        return
    if (
        outer.type is StatementType.DIRECT
        or one.speaker is None
        or outer.speaker is None
        or one.speaker == outer.speaker
    ):
        if (
            one.speaker == outer.speaker
            and one.stance is not Stance.ASSERTS
            and outer.stance is Stance.ASSERTS
            and one.cue
        ):
            outer.stance = one.stance if outer.type is StatementType.REPORTED else outer.stance
        return
    if _confession(doc, one, outer):
        kept.remove(outer)
        one.via = (outer.speaker, *outer.via)
        kept.append(one)
        return
    handed_on = relays.is_relay(doc, outer.speaker) or (
        outer.trace[0] in PREPOSITIONAL and relays.is_unnamed(doc, outer.speaker)
    )
    if one.inner and one.type is StatementType.REPORTED:
        return
    # "…, bestätigte dieses": the pronoun is the source the relay cites
    standing = doc.lower[one.speaker[0]] in ("dieses", "dieser", "diese") and one.stance is not Stance.ASSERTS
    if handed_on and (standing or not (one.inner_pronoun(doc) or relays.is_unnamed(doc, one.speaker))):
        if one.first == one.stop or one.stop - one.first >= 0.25 * (outer.stop - outer.first):
            kept.remove(outer)
            if relays.is_relay(doc, outer.speaker):
                one.via = (outer.speaker, *outer.via)
            one.news = one.news and outer.news
            kept.append(one)


def _after_colon(doc: Doc, one: Found, outer: Found) -> bool:
    """ "… sagte, dass es eilt: „Wir haben keinen Tag.“": the report ends at the colon, then speaks the same person."""
    return (
        outer.type is StatementType.INDIRECT
        and doc.words[one.first - 1] == ":"
        and one.stop >= outer.stop
        and is_sentence(doc, one.first, one.stop)
        and one.first - 1 > outer.first
    )


PREPOSITIONAL: Final = frozenset(("laut", "nach Angaben", "zufolge", "so X"))


#: who may report somebody's confession or denial as a fact
_AUTHORITIES: Final = ("polizei", "staatsanwaltschaft", "gericht", "ermittler", "anwalt", "anwältin", "verteidiger", "verteidigerin", "sprecher", "sprecherin", "behörde", "gerichtssprecherin", "amt", "zoll", "anwaltschaft", "kripo", "direktion", "präsidium", "justiz", "feuerwehr")  # fmt: skip


def _confession(doc: Doc, one: Found, outer: Found) -> bool:
    """ "Die Mutter hat die Tat gestanden, wie die Staatsanwaltschaft mitteilte": the confession counts, the office relays."""
    if one.cue is None or outer.speaker is None or outer.stance is not Stance.ASSERTS or one.inner:
        return False
    if one.stance not in (Stance.CONFIRMS, Stance.DENIES) or not one.news:
        return False
    indicative = outer.trace[0] in PREPOSITIONAL and one.type is StatementType.REPORTED and not _in_mood(doc, one)
    if outer.trace[0] not in _BEHIND_FRAMES and not indicative:
        return False
    return any(doc.lower[at].endswith(_AUTHORITIES) for at in range(*outer.speaker))


def _in_mood(doc: Doc, one: Found) -> bool:
    """The frame stands in reported mood: somebody only says that somebody confessed."""
    return any(verbs.reported_mood(doc.lower[at]) for at in range(*one.frame) if doc.words[at][0].islower())


_BEHIND_FRAMES: Final = frozenset(("wie-frame after", "wie-frame before"))
