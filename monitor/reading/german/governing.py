"""What is said hangs on a noun or on a reason: "die Forderung der Grünen, das Gesetz zu ändern", "…, weil er krank sei"."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.attribution import agent_of
from monitor.reading.german.clauses import Clause
from monitor.reading.german.content import PURPOSE, complex_end
from monitor.reading.german.phrases import PREPOSITIONS, is_capital, phrase, starts_phrase
from monitor.reading.german.said import Found, Unit, weigh_content
from monitor.reading.german.speakers import TokenSpan, subject
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import StatementType

#: nouns on which hangs what somebody says, wants or fears
_NOUNS: Final = word_set(
    """
    Vorwurf Vorwürfe Vorwürfen Forderung Forderungen Befürchtung Befürchtungen Hoffnung Hoffnungen Behauptung
    Behauptungen Aufforderung Appell Appelle Begründung Ankündigung Angebot Vorschlag Vorschläge Befehl Vorgabe Ultimatum
    Warnung Warnungen Verdacht Ansicht Auffassung Meinung Überzeugung Spekulationen Gerüchte Gerücht Berichte Berichten
    Bericht Hinweise Hinweis Hinweisen Meldung Meldungen Erklärung Aussage Aussagen Äußerung Äußerungen Zusage Versprechen
    Bitte Aufruf Anweisung Anordnung Einschätzung Vermutung Vermutungen Feststellung Beschuldigung Anschuldigung
    Anschuldigungen Schlussfolgerung Erkenntnis These Theorie Drohung Zusicherung Information Informationen Nachricht
    Versicherung Beschluss Einwand Argument Botschaft Mahnung Rat Empfehlung Worten Satz Schluss Vorstellung
    """
)
#: clauses that such a noun governs
_SAYING_VERBS: Final = frozenset(("sein", "haben", "werden", "geben", "bestehen", "stehen"))


def by_governing(unit: Unit) -> list[Found]:
    """Statements that a noun or a reason in reported mood makes, in text order."""
    out: list[Found] = []
    for index in range(1, len(unit.clauses)):
        follow = unit.clauses[index]
        found = None
        if _hangs(unit.doc, follow):
            found = _of_noun(unit, index)
        elif follow.kind == "sub" and follow.mood and unit.doc.lower[follow.first] in _REASONS:
            found = _reason(unit, index)
        if found is not None:
            weigh_content(unit, found)
            out.append(found)
    return out


_REASONS: Final = frozenset(("weil", "da"))


def _hangs(doc: Doc, follow: Clause) -> bool:
    if follow.delim != ",":
        return False
    if follow.kind in ("dass", "ob"):
        return True
    if follow.kind == "inf":
        return doc.lower[follow.first] not in PURPOSE
    if doc.lower[follow.first] == "wonach":
        return True
    return follow.kind == "main" and follow.mood == verbs.KONJUNKTIV_1


def _of_noun(unit: Unit, index: int) -> Found | None:
    """The content clause `index` hangs on a noun at the end of the clause before it."""
    doc, before, follow = unit.doc, unit.clauses[index - 1], unit.clauses[index]
    at = _governor(doc, before)
    if at < 0:
        return None
    speaker = _whose(doc, at, before.stop) or _subject_of(unit, index - 1, at)
    first = follow.first + (1 if doc.lower[follow.first] == "wonach" else 0)
    found = Found(first, complex_end(unit, index), StatementType.INDIRECT, speaker=speaker or (at, at + 1))
    found.cue, found.frame = (at, at + 1), (before.first, before.stop)
    found.trace.append("governing noun")
    if unit.question or before.conditional:
        found.news = False
    return found


def _governor(doc: Doc, before: Clause) -> int:
    """The noun at the end of the clause, its attribute and the clause's last verb apart; -1: none."""
    if _NOUNS.isdisjoint(doc.words[before.first : before.stop]):
        return -1
    stop = before.stop
    while (
        stop > before.first
        and doc.words[stop - 1][0].islower()
        and stop - 1 in (before.main, before.particle, before.finite)
    ):
        stop -= 1
    for at in range(stop - 1, max(before.first - 1, stop - 9), -1):
        if doc.words[at] in _NOUNS and at > before.first:
            rest = at + 1
            if rest == stop or (doc.lower[rest] in _ATTRIBUTING and _phrase_to(doc, rest, stop)):
                return at
    return -1


_ATTRIBUTING: Final = frozenset(
    ("der", "des", "von", "vom", "aus", "durch", "an", "eines", "einer", "seitens", "gegen", "über")
)


def _phrase_to(doc: Doc, first: int, stop: int) -> bool:
    begin = first + 1 if doc.lower[first] in PREPOSITIONS else first
    return starts_phrase(doc, begin, stop) and phrase(doc, begin, stop, front=True) >= stop


def _whose(doc: Doc, at: int, stop: int) -> TokenSpan | None:
    """ "die Forderung der Grünen", "Berichte von Reisenden", "Schäubles Idee", "seine Bitte"."""
    rest = at + 1
    if rest < stop and doc.lower[rest] in ("der", "des", "eines", "einer", "von", "vom", "aus", "durch", "seitens"):
        begin = rest + 1 if doc.lower[rest] in PREPOSITIONS else rest
        end = phrase(doc, begin, stop, front=True)
        if end > begin:
            return begin, end
    before = doc.words[at - 1]
    if is_capital(before) and before.endswith(("s", "’", "'")) and at >= 2:
        return at - 1, at
    return None


def _subject_of(unit: Unit, index: int, at: int) -> TokenSpan | None:
    """The one who puts it forward: the subject of the clause, unless that is the noun itself or a thing."""
    clause = unit.clauses[index]
    if clause.lemma in _SAYING_VERBS and clause.finite_lemma != "haben":
        return None
    span = agent_of(unit.doc, clause) if clause.form == "passive" else subject(unit.doc, unit.clauses, index)
    return None if span is None or span[0] <= at < span[1] else span


def _reason(unit: Unit, index: int) -> Found | None:
    """ "Er lehnte ab, weil das Verfahren noch laufe": the reason is his who acts."""
    for back in range(index - 1, -1, -1):
        clause = unit.clauses[back]
        if clause.kind == "main" and clause.finite >= 0:
            if clause.mood:
                return None
            span = agent_of(unit.doc, clause) if clause.form == "passive" else subject(unit.doc, unit.clauses, back)
            if span is None or unit.doc.lower[span[0]] == "es":
                return None
            follow = unit.clauses[index]
            found = Found(follow.first, complex_end(unit, index), StatementType.INDIRECT, speaker=span)
            found.cue, found.frame = (clause.main, clause.main + 1), (clause.first, clause.stop)
            found.trace.append("reason")
            return found
    return None
