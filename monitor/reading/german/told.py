"""Who gives a figure: the speaker of the statement over it, else the telling verb, the report or „gemäß“ around it.

Statements come first (`statements`); what they leave open is read from the clause, then from the sentences beside it.
Demands, plans and the like have a subject, but nobody gives a figure by them. Names stand without their article.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.acts import clauses_of
from monitor.reading.german.attribution import agent_of
from monitor.reading.german.clauses import Clause
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.papers import (
    ARTICLES,
    NOBODY,
    TOLD,
    according,
    author,
    is_report,
    named_by,
    report,
    whose_paper,
)
from monitor.reading.german.phrases import NOMINATIVE, is_capital, phrase, starts_phrase
from monitor.reading.german.speakers import is_time, subject
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Attribution, Stance, Statement, StatementType

#: tokens [first, stop) that a statement covers, free continuation included
Cover = tuple[int, int, Statement]
_TELLING: Final = word_set(
    "sprechen berichten melden vermelden beziffern schätzen angeben nennen bekanntgeben mitteilen ausführen veranschlagen taxieren"
    " ausgehen prognostizieren"
)


def source_of(doc: Doc, clauses: list[Clause], index: int, core: int, cover: Sequence[Cover]) -> Attribution | None:
    """Attribution of the figure at token `core` in clause `index`, given the statements that touch its sentence."""
    over = covering(cover, core)
    if over is None:
        return _uncovered(doc, clauses, index, core, cover)
    one = over[2]
    if _acts(doc, clauses, one, core):
        return according(doc, clauses[index], core)
    if _beside_frame(doc, clauses[index], one):
        return None
    nearer = _also_says(doc, clauses, index, core) or _nearer(doc, clauses, index, core, one)
    if nearer is not None:
        return nearer
    if one.attribution.root:
        return _before_figure(doc, one, core)
    found = _report_over(doc, clauses, index, over) or told(doc, clauses, index, core) or _by_itself(doc, one, core)
    return found or one.attribution


def _before_figure(doc: Doc, one: Statement, core: int) -> Attribution:
    """The statement's own attribution; „laut Airbus Aufträge über 184 …“ ends its name before the thing that is counted."""
    who = one.attribution
    at = doc.span(core, core + 1).start
    words = [word for word in who.text.split() if word.lower() not in ARTICLES]
    if who.speaker is None or not who.speaker.start <= at < who.speaker.end or len(words) < 2:
        return who
    return Attribution(
        speaker=who.speaker, text=who.text, root=words[0], via=who.via, cue=who.cue, cue_text=who.cue_text
    )


def covering(cover: Sequence[Cover], token: int) -> Cover | None:
    """The innermost statement over the token."""
    best: Cover | None = None
    for one in cover:
        if one[0] <= token < one[1] and (best is None or one[1] - one[0] <= best[1] - best[0]):
            best = one
    return best


def _uncovered(doc: Doc, clauses: list[Clause], index: int, core: int, cover: Sequence[Cover]) -> Attribution | None:
    """Where no statement covers the figure: its clause, the statement it goes on from („… und in Hessen 20“), what follows."""
    found = told(doc, clauses, index, core)
    if found is not None:
        return found
    clause = clauses[index]
    if clause.delim in ("und", "oder", "sowie") and index:
        for first, stop, one in cover:
            if first < clause.first and clause.first - 2 <= stop <= clause.first and one.attribution.root:
                return one.attribution
    return _said_behind(doc, core)


#: verbs whose subject wants, plans or decides: the figure is no claim of theirs
_WANTING: Final = word_set(
    "fordern verlangen einfordern planen beabsichtigen anstreben beschließen einigen beantragen vereinbaren erwägen wünschen"
    " auffordern anweisen bitten verpflichten schweigen vorsehen vorschlagen plädieren verurteilen festlegen festsetzen"
)
#: who or what counts by owning, not by looking („Der Verein zählt 300 Mitglieder“)
_OWNERS: Final = (
    "verein", "partei", "stadt", "gemeinde", "ort", "dorf", "land", "liste", "petition", "seite", "gruppe", "familie", "klub",
    "verband", "schule", "insel", "sammlung", "bibliothek", "kanal", "konto",
)  # fmt: skip


def _acts(doc: Doc, clauses: list[Clause], one: Statement, core: int) -> bool:
    """The frame is a demand, a plan, a decision or silence, or the figure names the speaker („der 38-Jährige schweigt“)."""
    who = one.attribution
    at = doc.span(core, core + 1).start
    if who.speaker is not None and who.speaker.start <= at < who.speaker.end:
        return one.type is StatementType.REPORTED
    if one.type is StatementType.REPORTED and one.stance is Stance.NO_COMMENT:
        return True
    if one.type is not StatementType.REPORTED and not (one.trace and one.trace[0] == "infinitive"):
        return False
    if who.cue is None:
        return False
    frame = _frame(doc, clauses, who.cue.start)
    if frame is None:
        return False
    if frame.lemma in _WANTING:
        return True
    return frame.lemma == "zählen" and any(word.endswith(_OWNERS) for word in who.text.lower().split())


def _frame(doc: Doc, clauses: list[Clause], start: int) -> Clause | None:
    """The clause over the character `start`."""
    for clause in clauses:
        if clause.stop > clause.first:
            span = doc.span(clause.first, clause.stop)
            if span.start <= start < span.end:
                return clause
    return None


def _beside_frame(doc: Doc, clause: Clause, one: Statement) -> bool:
    """„Krause, der das Heim seit 20 Jahren leitet, sprach von …“: the author tells who speaks."""
    cue = one.attribution.cue
    if clause.kind != "rel" or clause.mood or cue is None or one.type is not StatementType.REPORTED:
        return False
    return doc.span(clause.first, clause.stop).end <= cue.start


_BY_PREPOSITION: Final = ("laut", "nach Angaben", "zufolge", "aus Sicht")


def _nearer(doc: Doc, clauses: list[Clause], index: int, core: int, one: Statement) -> Attribution | None:
    """„Laut Polizei kamen 300, nach Angaben der Veranstalter 500“, „…, die Veranstalter zählten 500“: the nearer source."""
    cue = one.attribution.cue
    if cue is None or not one.trace or one.trace[0] not in _BY_PREPOSITION:
        return None
    clause = clauses[index]
    first = core
    while first > clause.first and doc.words[first - 1] not in (",", ";"):
        first -= 1
    if doc.span(first, core).start <= cue.start:
        return None
    found = according(doc, Clause(first, core, "frag", ""), core)
    if found is not None:
        return found
    if clause.kind == "main" and not clause.mood and clause.lemma in _COUNTING and clause.finite >= 0:
        who = subject(doc, clauses, index)
        if who is not None and clause.first <= who[0] and not who[0] <= core < who[1]:
            return named_by(doc, who[0], who[1], clause.main, clause.main + 1)
    return None


_COUNTING: Final = _TELLING | word_set("zählen registrieren verzeichnen")
_LINKS: Final = word_set("von mit auf")
_REPORTING: Final = word_set("melden vermelden nennen registrieren verzeichnen")
_ABOUT: Final = word_set("rund etwa mehr weniger als mindestens über fast knapp bis zu circa ca gut höchstens")
_BETWEEN: Final = word_set("dagegen hingegen jedoch aber sogar nur wiederum dann lediglich")


def _also_says(doc: Doc, clauses: list[Clause], index: int, core: int) -> Attribution | None:
    """„Die Veranstalter sprachen von 20.000, die Polizei von 12.000 Teilnehmern“: the verb goes for both."""
    lower = doc.lower
    link = next((at for at in range(core - 1, max(core - 5, 0), -1) if lower[at] in _LINKS), -1)
    end = link if link >= 0 else core
    while end > 0 and (lower[end - 1] in _BETWEEN or lower[end - 1] in _ABOUT):
        end -= 1
    first = end
    while first > 0 and end - first < 8 and doc.words[first - 1] not in (",", ";", "–", "und", "aber", "."):
        first -= 1
    if first == end or not first or doc.words[first - 1] == "." or not starts_phrase(doc, first, end):
        return None
    if lower[first] not in NOMINATIVE and not is_capital(doc.words[first]):
        return None
    if phrase(doc, first, end, apposition=False) != end or is_time(doc, first, end):
        return None
    for clause in clauses[: index + 1]:
        if clause.finite >= 0 and clause.finite < first and clause.first < first:
            linked = clause.lemma in _TELLING and link >= 0 and lower[link] in lower[clause.first : first]
            if linked or (link < 0 and clause.lemma in _REPORTING):
                return named_by(doc, first, end, clause.main, clause.main + 1)
    return None


def _report_over(doc: Doc, clauses: list[Clause], index: int, over: Cover) -> Attribution | None:
    """The report named in the clause or in an earlier one of the same statement („… zufolge waren es 5, 2004 nur 3“)."""
    for at in range(index, -1, -1):
        if at < index and clauses[at].stop <= over[0]:
            break
        found = report(doc, clauses[at])
        if found is not None:
            return found
    return None


def _by_itself(doc: Doc, one: Statement, core: int) -> Attribution | None:
    """A report without a known author speaks for itself („Die Studie zeigt, dass …“), a group under its own noun."""
    who = one.attribution
    words = who.text.strip('„“”"»«').split()
    if words and words[0][0].isupper() and noun(words[0]) != words[0] and is_report(noun(words[0])):
        return None  # „Berichten zufolge“: nobody in particular
    while words and words[0].lower() in ARTICLES:
        del words[0]
    if not words or words[-1].lower() in NOBODY or not words[-1][0].isupper():
        return None
    name = noun(words[-1])
    if not is_report(name):
        if words[-1].lower() in TOLD or not any(_speaks(word) for word in words):
            return None
        return Attribution(
            speaker=who.speaker, text=who.text, root=" ".join(words), via=who.via, cue=who.cue, cue_text=who.cue_text
        )
    root = author(doc, core, name) or (" ".join((*words[:-1], name)) if words[:-1] else name)
    return Attribution(speaker=who.speaker, text=who.text, root=root, via=who.via, cue=who.cue, cue_text=who.cue_text)


_GROUPS: Final = (
    "behörden",
    "behörde",
    "quellen",
    "kreise",
    "kreisen",
    "kräfte",
    "kräften",
    "medien",
    "stellen",
    "seite",
)


def _speaks(word: str) -> bool:
    """The noun is somebody: a person, or a body without a name."""
    return word[0].isupper() and (word.lower().endswith(_GROUPS) or is_person(noun(word)))


_POINTING: Final = word_set("das dies dieses so")


def _said_behind(doc: Doc, core: int) -> Attribution | None:
    """„… 44 Prozent. Dies teilte der Wahlleiter mit.“: the sentence behind says who."""
    number = doc.sentence_at(core)
    if number + 1 >= len(doc.sentences):
        return None
    first, stop = doc.sentences[number + 1]
    if stop - first < 3 or doc.lower[first] not in _POINTING:
        return None
    if not any(form.kind == verbs.FINITE and form.lemma in _BASES for form in verbs.forms(doc.lower[first + 1])):
        return None
    clauses = clauses_of(doc, number + 1)
    for index, clause in enumerate(clauses):
        if clause.finite == first + 1 and clause.lemma in _STANDING:
            return whose_paper(doc, clause)
        if clause.finite == first + 1:
            particle = doc.lower[stop - 2] if doc.words[stop - 1] in ".!" else doc.lower[stop - 1]
            lemma = clause.lemma if clause.particle >= 0 else verbs.joined(clause.lemma, particle)
            if clause.lemma not in _TELLING and lemma not in _SAYING:
                return None
            found = subject(doc, clauses, index)
            if found is not None and found[0] > first:
                return named_by(doc, found[0], found[1], clause.main, clause.main + 1)
    return None


_BASES: Final = word_set("stehen gehen heißen teilen geben berichten melden sagen erklären vermelden schreiben")


def told(doc: Doc, clauses: list[Clause], index: int, core: int) -> Attribution | None:
    """Attribution of the figure at token `core` in clause `index`; None: the clause names nobody."""
    clause = clauses[index]
    if clause.lemma in _TELLING and clause.finite >= 0 and "passive" not in clause.form:
        found = subject(doc, clauses, index)
        if found is not None and not found[0] <= core < found[1]:
            return named_by(doc, found[0], found[1], clause.main, clause.main + 1)
    if clause.lemma in _TELLING and clause.form == "passive":
        agent = agent_of(doc, clause)
        if agent is not None and not agent[0] <= core < agent[1]:
            return named_by(doc, agent[0], agent[1], clause.main, clause.main + 1)
    for beside in (index - 1, index + 1):
        if 0 <= beside < len(clauses) and clauses[beside].lemma in _STANDING:
            before, paper = clauses[beside], beside < index
            if before.kind == "wie" or (paper and (clause.kind == "dass" or clause.mood)):
                found_in = whose_paper(doc, before)
                if found_in is not None:
                    return found_in
    judged = clause.kind == "sub" and index and clauses[index - 1].lemma in _JUDGING
    if (
        index
        and (clause.mood or judged)
        and clauses[index - 1].finite >= 0
        and (judged or clauses[index - 1].lemma in _SAYING)
    ):
        # „…, führt der Bericht aus, ein Drittel … richte sich“
        found = subject(doc, clauses, index - 1)
        if found is not None and not found[0] <= core < found[1]:
            main = clauses[index - 1].main
            return named_by(doc, found[0], found[1], main, main + 1)
    return according(doc, clause, core)


_SAYING: Final = _TELLING | word_set(
    "sagen erklären betonen behaupten schreiben ergänzen hinzufügen feststellen darlegen schildern warnen"
)
#: „in dem Bericht steht“, „aus dem Papier geht hervor“
_STANDING: Final = word_set("stehen hervorgehen heißen nachlesen entnehmen folgen")
#: „bezeichnete X als falsch, weil …“: the reason is X's
_JUDGING: Final = word_set("bezeichnen kritisieren begründen rechtfertigen rügen loben bemängeln beklagen")
