"""Confirmations and denials that stand as nouns: "die Bestätigung durch Pjöngjang", "nach dem Dementi aus Moskau", "keine Bestätigung"."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import stance as stance_rules
from monitor.reading.german.actors import speaks
from monitor.reading.german.clauses import Clause
from monitor.reading.german.content import said_behind, whole_clause
from monitor.reading.german.cues import CONFIRMING_NOUNS, CUES
from monitor.reading.german.phrases import phrase, starts_phrase
from monitor.reading.german.said import SAYING, Found, Unit, clause_at
from monitor.reading.german.speakers import TokenSpan, subject
from monitor.reading.german.text import Doc, Gate, word_set
from monitor.reading.model import Stance


def by_noun(unit: Unit) -> list[Found]:
    """The statements of a unit whose cue is a noun."""
    doc = unit.doc
    out: list[Found] = []
    if not _MAY_CONFIRM.opens(doc, unit.first, unit.stop):
        return out
    for at in range(unit.first, unit.stop):
        if unit.masked[at - unit.first] or doc.words[at][0].islower():
            continue
        stance = CONFIRMING_NOUNS.get(doc.lower[at])
        if stance is None:
            continue
        index = clause_at(unit, at)
        if index < 0:
            continue
        clause = unit.clauses[index]
        if clause.lemma in CUES and CUES[clause.lemma].can("c") and clause.kind != "sub":
            continue
        found = _statement(unit, index, at, stance)
        if found:
            out.append(found)
    return out


_MAY_CONFIRM: Final = Gate(frozenset(CONFIRMING_NOUNS))
#: with these the deed has not been done
_AWAITED: Final = word_set(
    """
    warten hoffen fordern verlangen suchen bitten ausstehen ausbleiben fehlen drängen rechnen erwarten brauchen benötigen
    ankommen abwarten vermissen wünschen anmahnen bedürfen
    """
)
#: verbs by which a subject gives or issues a confirmation or denial
_GIVING: Final = word_set(
    """
    veröffentlichen verschicken schicken abgeben herausgeben geben liefern senden versenden verbreiten vorlegen aussprechen bringen
    """
)
#: verbs by which a confirmation or denial comes from somebody
_COMING: Final = word_set("kommen folgen stammen geben erfolgen eintreffen vorliegen")


def _statement(unit: Unit, index: int, at: int, stance: Stance) -> Found | None:
    doc, clause = unit.doc, unit.clauses[index]
    words = doc.lower[clause.first : clause.stop]
    no = bool(stance_rules.NEGATIONS.intersection(words)) or "ohne" in words or "mangels" in words
    speaker = _whose(doc, clause, at, stance, unit.stop)
    if speaker is None:
        speaker = _from_whom(doc, clause, at) or _giver(unit, index, at)
    if clause.lemma == "haben" and no:
        speaker = speaker or subject(doc, unit.clauses, index)
    if speaker is not None and not speaks(doc, speaker):
        speaker = None
    if speaker is None and not no:
        return None
    content = (
        said_behind(unit, index, SAYING)
        if index + 1 < len(unit.clauses) and unit.clauses[index + 1].delim == ":"
        else None
    )
    if content is not None and not no:
        found = Found(content[0], content[1], content[2], frame=(clause.first, clause.stop), trace=[content[3]])
    else:
        found = whole_clause(unit, index)
    found.speaker, found.cue, found.stance, found.weight = speaker, (at, at + 1), stance, 2 if content else 1
    found.trace.append("noun")
    if no and stance is Stance.CONFIRMS:
        found.stance = Stance.CANNOT_CONFIRM
    elif no:
        return None
    if _unreal(unit, clause, at, words):
        found.news = False
    return found


def _unreal(unit: Unit, clause: Clause, at: int, words: list[str]) -> bool:
    """Awaited, asked for, in question, conditional or still to come."""
    doc = unit.doc
    if (
        clause.lemma in _AWAITED
        or (clause.lemma == "stehen" and "aus" in words)
        or "aus" in words[-1:]
        or "auf" in doc.lower[max(clause.first, at - 3) : at]
    ):
        return True
    if clause.lemma == "stehen" and "raum" in words:
        return True
    if doc.lower[at - 1] == "nach" and at > clause.first:
        # "Nach Bestätigung durch die Behörde soll …": a condition
        return True
    if any(word in ("bis", "vor", "falls", "bei") for word in doc.lower[max(clause.first, at - 2) : at]):
        return True
    return bool(unit.question or clause.conditional or clause.form.startswith(("future", "modal")) or clause.mood)


def _whose(doc: Doc, clause: Clause, at: int, stance: Stance, stop: int) -> TokenSpan | None:
    """ "Dementi aus Moskau", "Bestätigung durch Pjöngjang", "Geständnis des Angeklagten"; "Bestätigung des Todes" is nobody's."""
    if at + 1 >= stop or doc.lower[at + 1] not in ("durch", "aus", "von", "vom", "seitens", "des", "der"):
        return None
    genitive = doc.lower[at + 1] in ("des", "der")
    begin = at + 1 if genitive else at + 2
    if not starts_phrase(doc, begin, stop):
        return None
    end = phrase(doc, begin, clause.stop, apposition=False)
    if genitive and stance is Stance.CONFIRMS and doc.lower[at] == "bestätigung":
        # "eine Bestätigung der Armee gab es nicht"; "die Bestätigung der Bischöfe durch …" is of them
        if clause.lemma not in _COMING or not speaks(doc, (begin, end)):
            return None
    return (begin, end) if end > begin else None


def _from_whom(doc: Doc, clause: Clause, noun: int) -> TokenSpan | None:
    """ "Ein klares Dementi kam am Mittag aus dem Ministerium", "Von der Klinik gab es keine Bestätigung"."""
    if clause.lemma not in _COMING:
        return None
    for at in range(clause.first, clause.stop - 1):
        if (
            doc.lower[at] in ("von", "vom", "aus", "seitens", "durch")
            and at != noun + 1
            and starts_phrase(doc, at + 1, clause.stop)
        ):
            end = phrase(doc, at + 1, clause.stop, apposition=False)
            if end > at + 1 and speaks(doc, (at + 1, end)):
                return at + 1, end
    return None


def _giver(unit: Unit, index: int, noun: int) -> TokenSpan | None:
    """ "Die Staatskanzlei verschickte ein Dementi": the subject issues it."""
    clause = unit.clauses[index]
    if clause.lemma not in _GIVING or clause.form == "passive":
        return None
    found = subject(unit.doc, unit.clauses, index)
    if found is None or found[0] <= noun < found[1] or unit.doc.lower[found[0]] == "es":
        return None
    return found
