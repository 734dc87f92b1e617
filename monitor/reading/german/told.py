"""Who gives a figure when no statement covers it: the subject of a telling verb, or „gemäß“, „nach Angaben“ in its clause.

Statements come first (`statements`); this only fills what they leave open. The name is taken as it stands, without its
article.
"""

from __future__ import annotations

from typing import Final

from monitor.reading.german.clauses import Clause
from monitor.reading.german.nouns import noun
from monitor.reading.german.phrases import is_adjective, phrase
from monitor.reading.german.speakers import subject
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Attribution

_TELLING: Final = word_set(
    "sprechen berichten melden vermelden beziffern schätzen angeben nennen bekanntgeben mitteilen ausführen veranschlagen taxieren"
    " ausgehen prognostizieren"
)
_TOLD: Final = word_set(
    "angaben angabe aussagen aussage einschätzung einschätzungen schätzung schätzungen informationen darstellung stellungnahme"
    " erkenntnissen bericht berichten analyse auskunft zahlen berechnungen meldung meldungen mitteilung"
)
_ARTICLES: Final = word_set("der die das den dem des ein eine einer eines einem einen seine seiner ihre ihrer")
_NOBODY: Final = word_set("es man das dies sie er wir ich")


def told(doc: Doc, clauses: list[Clause], index: int, core: int) -> Attribution | None:
    """Attribution of the figure at token `core` in clause `index`; None: the clause names nobody."""
    clause = clauses[index]
    if clause.lemma in _TELLING and clause.finite >= 0 and "passive" not in clause.form:
        found = subject(doc, clauses, index)
        if found is not None and not found[0] <= core < found[1]:
            return _named(doc, found[0], found[1], clause.main, clause.main + 1)
    if clause.mood and index and clauses[index - 1].lemma in _SAYING and clauses[index - 1].finite >= 0:
        # „…, führt der Bericht aus, ein Drittel … richte sich“
        found = subject(doc, clauses, index - 1)
        if found is not None and not found[0] <= core < found[1]:
            main = clauses[index - 1].main
            return _named(doc, found[0], found[1], main, main + 1)
    return _according(doc, clause, core)


_SAYING: Final = _TELLING | word_set(
    "sagen erklären betonen behaupten schreiben ergänzen hinzufügen feststellen darlegen schildern warnen"
)


def _author(doc: Doc, head: int, name: str) -> str | None:
    """Whose report it is, if the text named the author before („der Bericht von Amnesty“)."""
    wanted = name.lower()
    for at in range(head - 1, max(-1, head - 400), -1):
        if (
            not doc.lower[at].startswith(wanted)
            or at + 2 >= len(doc.words)
            or doc.lower[at + 1] not in ("von", "der", "des")
        ):
            continue
        last = phrase(
            doc, at + 2 if doc.lower[at + 1] == "von" else at + 1, min(len(doc.words), at + 12), apposition=False
        )
        first = at + 2
        while first < last and doc.words[first].islower() and doc.lower[first] in _ARTICLES:
            first += 1
        if last > first:
            return doc.quote(first, last).strip('„“”"»«')
    return None


def report(doc: Doc, clause: Clause) -> Attribution | None:
    """The report a clause goes by, where the statement over it names nobody."""
    lower = doc.lower
    for at in range(clause.first, clause.stop - 1):
        if lower[at] == "zufolge" and at - 2 >= clause.first:
            return _report(doc, at - 1, clause.first, at, at + 1)
        if lower[at] in ("nach", "laut"):
            head = at + 1
            while head < clause.stop and head - at < 5 and doc.words[head].islower():
                head += 1
            if head < clause.stop and doc.words[head][0].isupper():
                return _report(doc, head, at + 1, at, at + 1)
    return None


def _according(doc: Doc, clause: Clause, core: int) -> Attribution | None:
    """„gemäß der Zeitung“, „nach einer Stellungnahme der Armee“."""
    lower = doc.lower
    for at in range(clause.first, clause.stop - 1):
        low = lower[at]
        if low == "zufolge" and at - 2 >= clause.first:
            return _report(doc, at - 1, clause.first, at, at + 1)
        if low in ("gemäß", "laut") and at + 1 < clause.stop:
            return _phrase(doc, at + 1, at, clause.stop, core)
        if low != "nach":
            continue
        head = at + 1
        while head < clause.stop and head - at < 4 and doc.words[head].islower():
            head += 1
        if (
            head < clause.stop
            and lower[head] in _TOLD
            and head + 1 < clause.stop
            and lower[head + 1] in ("der", "des", "von", "vom")
        ):
            return _phrase(doc, head + 2 if lower[head + 1] in ("von", "vom") else head + 1, at, clause.stop, core)
        if head < clause.stop and doc.words[head][0].isupper():
            return _report(doc, head, at + 1, at, head)
    return None


_REPORTS: Final = word_set(
    "bericht studie analyse umfrage untersuchung gutachten erhebung statistik zeitungsbericht medienbericht jahresbericht"
    " prognose befragung papier dokument"
)


def _report(doc: Doc, head: int, first: int, cue: int, after: int) -> Attribution | None:
    """A report whose author is not named speaks for itself („nach einer ersten Analyse“, „dem Bericht zufolge“)."""
    name = noun(doc.words[head])
    if name.lower() not in _REPORTS and not name.lower().endswith(
        ("bericht", "studie", "umfrage", "analyse", "statistik")
    ):
        return None
    start = head
    while start > first and (doc.lower[start - 1] in _ARTICLES or is_adjective(doc.lower[start - 1])):
        start -= 1
    if start == head or doc.lower[start] not in _ARTICLES:
        return None  # „Berichten zufolge“: nobody in particular
    name = _author(doc, head, name) or name
    return Attribution(
        speaker=doc.span(start, head + 1), text=doc.raw[slice(*doc.span(start, head + 1))], root=name,
        cue=doc.span(cue, after) if after > cue else None, cue_text=doc.quote(cue, after) if after > cue else "",
    )  # fmt: skip


def _phrase(doc: Doc, first: int, cue: int, stop: int, core: int) -> Attribution | None:
    last = phrase(doc, first, stop, apposition=False)
    if last <= first or first <= core < last or not any(word[0].isupper() for word in doc.words[first:last]):
        return None
    return _named(doc, first, last, cue, first)


def _named(doc: Doc, first: int, last: int, cue: int, after: int) -> Attribution | None:
    """The attribution to tokens [first, last), by the cue at [cue, after)."""
    start = first
    while start < last and doc.lower[start] in _ARTICLES:
        start += 1
    if start >= last or (last - start == 1 and doc.lower[start] in _NOBODY):
        return None
    root = (
        noun(doc.words[start])
        if last - start == 1 and start > first and doc.words[start][-1] == "s"
        else doc.quote(start, last)
    )
    return Attribution(
        speaker=doc.span(first, last),
        text=doc.raw[slice(*doc.span(first, last))],
        root=root.strip('„“”"»«'),
        cue=doc.span(cue, after) if after > cue else None,
        cue_text=doc.quote(cue, after) if after > cue else "",
    )
