"""Where the words stand that a frame of speech introduces: behind it, before it, around it."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.clauses import Clause
from monitor.reading.german.cues import (
    CUES,
    Cue,
)
from monitor.reading.german.phrases import is_capital, starts_phrase
from monitor.reading.german.said import PUNCTUATION, SAYING, Found, Unit
from monitor.reading.german.speakers import subject
from monitor.reading.german.text import Doc
from monitor.reading.model import Stance, StatementType

Content = tuple[int, int, StatementType, str]


def content_of(unit: Unit, index: int, cue: Cue) -> Content | None:
    """What the frame clause says: tokens, type and the rule's name; None: no clause or quotation says it."""
    clause = unit.clauses[index]
    if clause.kind == "wie" and (cue.can("s") or cue.can("c")):
        return said_around(unit, index)
    after = said_behind(unit, index, cue)
    if after:
        return after
    return said_before(unit, index, cue)


def said_around(unit: Unit, index: int) -> Content | None:
    """ "Wie X mitteilte, …", "…, wie X mitteilte": all the rest of the unit."""
    clause = unit.clauses[index]
    end = unit.body_stop()
    if index == 0:
        if len(unit.clauses) < 2:
            return None
        follow = index + 1
        while (
            follow < len(unit.clauses) - 1
            and unit.clauses[follow].kind in ("rel", "frag")
            and unit.clauses[follow + 1].verb_first is False
        ):
            follow += 1
        nearest = unit.clauses[1]
        for at in range(1, len(unit.clauses)):
            if unit.clauses[at].verb_first or unit.clauses[at].kind == "main":
                nearest = unit.clauses[at]
                break
        return nearest.first, end, StatementType.INDIRECT, "wie-frame before"
    if clause.delim == ":":
        return None
    return unit.first, clause.first - 1 if clause.stop >= end - 1 else end, StatementType.INDIRECT, "wie-frame after"


def said_behind(unit: Unit, index: int, cue: Cue) -> Content | None:
    """What follows the frame: colon, dass, ob, verb-second, infinitive."""
    everything = unit.clauses
    doc = unit.doc
    end = unit.body_stop()
    for at in range(index + 1, min(len(everything), index + 6)):
        follow = everything[at]
        if follow.delim == ":":
            if follow.finite < 0 or not (follow.mood or cue.can("s")):
                return None
            if at == index + 1 or everything[at - 1].kind in ("rel", "frag", "sub"):
                return follow.first, end, StatementType.INDIRECT, "colon"
            return None
        if follow.kind in ("dass", "ob") and (follow.delim in (",", "–") or follow.delim in ("und",)):
            if follow.kind == "ob" and (not cue.can("c") or cue.stance is Stance.PLANS):
                return None
            return (
                follow.first,
                complex_end(unit, at),
                StatementType.INDIRECT,
                "dass-clause" if follow.kind == "dass" else "ob-clause",
            )
        if follow.kind == "wie" and follow.lemma in ("nennen", "heißen", "bezeichnen"):
            continue
        if follow.kind == "wie" and follow.lemma in CUES:
            return None
        if follow.kind == "frag" and at == index + 1 and follow.delim == "," and (cue.can("s") or cue.can("c")):
            if _quoted_verb(unit, follow):
                return follow.first, complex_end(unit, at), StatementType.INDIRECT, "quoted verb"
        if follow.kind == "inf" and doc.lower[follow.first] in PURPOSE:
            continue
        if follow.kind in ("wh", "rel") and _of_noun(doc, follow):
            continue
        if (
            follow.kind == "wh"
            and doc.lower[follow.first] != "wie"
            and at == index + 1
            and follow.delim == ","
            and cue.can("c")
            and cue.lemma
        ):
            return follow.first, complex_end(unit, at), StatementType.INDIRECT, "wh-clause"
        if (
            follow.kind == "rel"
            and at == index + 1
            and doc.lower[follow.first] in ("was", "wer", "wo")
            and cue.can("c")
            and cue.lemma
        ):
            return follow.first, complex_end(unit, at), StatementType.INDIRECT, "wh-clause"
        if follow.kind == "rel" and at == index + 1 and unit.doc.lower[follow.first] == "wonach":
            return follow.first, complex_end(unit, at), StatementType.INDIRECT, "wonach-clause"
        if follow.kind == "inf" and at == index + 1 and cue.can("z") and follow.delim == ",":
            return follow.first, complex_end(unit, at), StatementType.INDIRECT, "infinitive"
        if follow.kind == "main" and not follow.verb_first and follow.delim == ",":
            if _speaks(doc, follow, cue, adjacent=at == index + 1 or _named_between(everything, index, at)):
                begin = (
                    everything[index + 1]
                    if at > index + 1 and not _relative_of_frame(everything, index, at)
                    else follow
                )
                return begin.first, complex_end(unit, at), StatementType.INDIRECT, "verb-second"
            return None
        if follow.kind == "main" and follow.verb_first and at > index + 1 and follow.mood:
            # "erklärte, in den Ländern, in denen …, sei die Zahl gestiegen"
            return everything[index + 1].first, complex_end(unit, at), StatementType.INDIRECT, "verb-second"
        if follow.kind not in ("rel", "frag", "sub", "inf"):
            return None
    return None


def _quoted_verb(unit: Unit, follow: Clause) -> bool:
    """ "sagte, ihre „Gedanken sind bei den Opfern“": the verb of what is said stands within the marks."""
    doc = unit.doc
    for first, stop in unit.quotes:
        if follow.first < first and stop <= follow.stop and starts_phrase(doc, follow.first, first):
            return any(doc.words[at][0].islower() and verbs.finite(doc.lower[at]) for at in range(first + 1, stop - 1))
    return False


def _named_between(everything: list[Clause], index: int, at: int) -> bool:
    """Nothing but names stands between ("teilte der Sprecher, Hans Kern, mit, 90 Züge fielen aus")."""
    return all(everything[i].kind == "frag" for i in range(index + 1, at))


#: "um den Weg freizumachen", "ohne Namen zu nennen": a purpose or manner, not what is said
PURPOSE: Final = frozenset(("um", "ohne", "statt", "anstatt", "außer"))
_RELATIVE: Final = frozenset(("welche", "welcher", "welches", "welchen", "welchem", "was", "wo", "wer"))


def _of_noun(doc: Doc, follow: Clause) -> bool:
    """ "eine Anzeige, welche …", "lobte die Wahl, was …": the clause hangs on the noun or the sentence before the comma."""
    return doc.lower[follow.first] in _RELATIVE and follow.first >= 2 and is_capital(doc.words[follow.first - 2])


def _relative_of_frame(everything: list[Clause], index: int, at: int) -> bool:
    """The clauses between frame and content hang on the frame ("sagte Müller, der …, die Lage sei ernst")."""
    return all(everything[i].kind in ("rel", "frag") for i in range(index + 1, at))


def _speaks(doc: Doc, follow: Clause, cue: Cue, *, adjacent: bool) -> bool:
    """A verb-second clause behind a comma is reported speech: Konjunktiv, or a verb of saying right before."""
    if follow.mood == verbs.KONJUNKTIV_1:
        return cue.can("s") or cue.can("c") or cue is SAYING
    if follow.lemma in TAKEN_UP and not follow.mood:
        # "Israel meldet den Tod des Kommandeurs, die Hamas weist das zurück"
        return False
    if follow.mood == verbs.KONJUNKTIV_2:
        return cue.can("s") or not cue.lemma
    return adjacent and cue.can("s") and not cue.can("n") and doc.lower[follow.first] not in ("und", "doch")


def complex_end(unit: Unit, at: int) -> int:
    """The end of a content that begins with clause `at`: the unit's, or where the frame's own clause goes on."""
    everything = unit.clauses
    for index in range(at + 1, len(everything)):
        clause = everything[index]
        if (
            clause.kind == "main"
            and clause.delim in ("und", "aber", "sondern", "doch")
            and clause.finite >= 0
            and not clause.mood
        ):
            if clause.finite <= clause.first + 2 and clause.past:
                return clause.first - 1
        if (
            clause.kind == "main"
            and clause.verb_first
            and clause.delim == ","
            and not clause.mood
            and clause.lemma in CUES
        ):
            return clause.first - 1
        if everything[at].kind == "dass" and clause.kind == "main" and clause.delim == "," and not clause.mood:
            # a dass-clause cannot go on as a main clause
            if clause.finite >= 0 and not any(everything[i].kind == "sub" for i in range(at + 1, index)):
                return clause.first - 1
        if clause.delim == "–" and clause.kind == "main" and not clause.mood and index > at + 1:
            return clause.first - 1
        if clause.delim == ";" and not clause.mood:
            return clause.first - 1
        if clause.kind == "wie" and clause.lemma in CUES:
            return clause.first - 1
        if (
            clause.kind == "main"
            and clause.delim == ","
            and not clause.mood
            and unit.doc.lower[clause.first] in ("denn", "doch", "aber")
        ):
            return clause.first - 1
    return unit.body_stop()


def said_before(unit: Unit, index: int, cue: Cue) -> Content | None:
    """ "…, sagte X": everything before the inverted frame; K-clauses behind it go along."""
    clause = unit.clauses[index]
    if not clause.verb_first or index == 0 or clause.delim not in (",", "–"):
        return None
    if unit.doc.lower[clause.finite + 1 : clause.finite + 2] == ["aber"]:
        return None
    if not (cue.can("s") or cue.can("c")):
        return None
    if subject_in_front(unit, index):
        return None
    begin = unit.first
    said = bool(unit.quotes)
    for back in range(index - 1, -1, -1):
        before = unit.clauses[back]
        said = (
            said or before.kind in ("main", "dass", "inf", "ob") or (before.kind == "wh" and before.first == unit.first)
        )
        if before.delim == ":":
            begin = before.first
            break
    if not said:
        return None
    while begin < clause.first and unit.doc.words[begin] in PUNCTUATION:
        begin += 1
    end = clause.first - 1
    for follow in unit.clauses[index + 1 :]:
        if follow.mood and follow.kind == "main":
            end = unit.body_stop()
            break
    return begin, end, StatementType.INDIRECT, "frame behind"


def subject_in_front(unit: Unit, index: int) -> bool:
    """The verb-first clause continues a subject before it ("Der Chef, der …, sagte"): no content stands there."""
    span = subject(unit.doc, unit.clauses, index)
    return span is not None and span[0] < unit.clauses[index].first and unit.clauses[index].delim != "und"


#: "…, was Kiew dementierte": the relative clause is a statement of its own
TAKEN_UP: Final = frozenset(
    ("bestätigen", "dementieren", "bestreiten", "einräumen", "zugeben", "zurückweisen", "leugnen", "abstreiten")
)


def whole_clause(unit: Unit, index: int) -> Found:
    """The clause itself with what hangs on it, as a report of a speech act."""
    clause = unit.clauses[index]
    first = clause.first
    for back in range(index - 1, -1, -1):
        if unit.clauses[back].kind in ("rel", "frag") and unit.clauses[back + 1].delim == ",":
            first = unit.clauses[back].first
        else:
            break
    stop = clause.stop
    for follow in unit.clauses[index + 1 :]:
        if follow.kind == "main" or (unit.doc.lower[follow.first] == "was" and follow.lemma in TAKEN_UP):
            break
        stop = follow.stop
    if first == unit.first and stop == unit.body_stop():
        stop = unit.stop
    return Found(first, stop, StatementType.REPORTED, frame=(clause.first, clause.stop), trace=["reported"])
