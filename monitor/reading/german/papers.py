"""Attribution by a phrase: the report it stands in, its author, "gemäß", "nach", "zufolge" and a name."""

from __future__ import annotations

from typing import Final

from monitor.reading.german.clauses import Clause
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.phrases import is_adjective, is_capital, phrase
from monitor.reading.german.speakers import spelt_small
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Attribution

TOLD: Final = word_set(
    "angaben angabe aussagen aussage einschätzung einschätzungen schätzung schätzungen informationen darstellung stellungnahme"
    " erkenntnissen bericht berichten analyse auskunft zahlen berechnungen meldung meldungen mitteilung"
)
ARTICLES: Final = word_set("der die das den dem des ein eine einer eines einem einen seine seiner ihre ihrer")
_COUNTS: Final = word_set(
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dutzende hunderte tausende mehrere einige viele"
)
NOBODY: Final = word_set("es man das dies sie er wir ich")


def whose_paper(doc: Doc, clause: Clause) -> Attribution | None:
    """Whose paper it is in which a clause stands; the paper itself if nobody wrote it by name."""
    lower = doc.lower
    for at in range(clause.first, clause.stop - 1):
        if lower[at] not in ("in", "im", "aus", "auf", "laut"):
            continue
        head = at + 1
        while head < clause.stop and head - at < 6 and not is_capital(doc.words[head]):
            head += 1
        if head >= clause.stop or not is_report(noun(doc.words[head])):
            continue
        inner = head + 1
        while inner < clause.stop - 1 and lower[inner] in ("für", "zu", "zum", "zur", "über"):
            inner = max(inner + 2, phrase(doc, inner + 1, clause.stop, apposition=False))
        if inner < clause.stop - 1 and lower[inner] in ("von", "vom"):
            inner += 1
        elif inner < clause.stop and lower[inner] not in _GENITIVE and not doc.words[inner].isupper():
            inner = clause.stop
        stop = phrase(doc, inner, clause.stop, apposition=False) if inner < clause.stop else inner
        if inner < stop and (found := named_by(doc, inner, stop, at, at + 1)):
            return found
        return _report(doc, head, at + 1, at, at + 1) or named_by(doc, head, head + 1, at, at + 1)
    return None


_GENITIVE: Final = word_set("der des eines einer")


def author(doc: Doc, head: int, name: str) -> str | None:
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
        while first < last and doc.words[first].islower() and doc.lower[first] in ARTICLES:
            first += 1
        if last > first:
            return doc.quote(first, spelt_small(doc, last)).strip('„“”"»«')
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


def according(doc: Doc, clause: Clause, core: int) -> Attribution | None:
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
            and lower[head] in TOLD
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


def is_report(name: str) -> bool:
    low = name.lower()
    return low in _REPORTS or low.endswith(("bericht", "studie", "umfrage", "analyse", "statistik", "gutachten"))


def _report(doc: Doc, head: int, first: int, cue: int, after: int) -> Attribution | None:
    """A report whose author is not named speaks for itself („nach einer ersten Analyse“, „dem Bericht zufolge“)."""
    name = noun(doc.words[head])
    if not is_report(name):
        return None
    start = head
    while start > first and (doc.lower[start - 1] in ARTICLES or is_adjective(doc.lower[start - 1])):
        start -= 1
    if start == head or doc.lower[start] not in ARTICLES:
        return None  # „Berichten zufolge“: nobody in particular
    name = author(doc, head, name) or name
    return Attribution(
        speaker=doc.span(start, head + 1), text=doc.raw[slice(*doc.span(start, head + 1))], root=name,
        cue=doc.span(cue, after) if after > cue else None, cue_text=doc.quote(cue, after) if after > cue else "",
    )  # fmt: skip


def _phrase(doc: Doc, first: int, cue: int, stop: int, core: int) -> Attribution | None:
    last = phrase(doc, first, stop, apposition=False)
    if last <= first or first <= core < last or not any(word[0].isupper() for word in doc.words[first:last]):
        return None
    return named_by(doc, first, last, cue, first)


def named_by(doc: Doc, first: int, last: int, cue: int, after: int) -> Attribution | None:
    """The attribution to tokens [first, last), by the cue at [cue, after)."""
    start = first
    while start < last and doc.lower[start] in ARTICLES:
        start += 1
    if start >= last or (last - start == 1 and doc.lower[start] in NOBODY):
        return None
    if doc.words[start][0].isdigit() or doc.lower[start] in _COUNTS or (start > first and doc.lower[start] in TOLD):
        return None  # „zwölf Mitglieder“, „laut den Angaben“
    start, last_of = _person_in(doc, start, last)
    root = (
        noun(doc.words[start])
        if last_of - start == 1 and start > first and doc.words[start][-1] == "s"
        else doc.quote(start, last_of)
    )
    return Attribution(
        speaker=doc.span(first, last),
        text=doc.raw[slice(*doc.span(first, last))],
        root=root.strip('„“”"»«'),
        cue=doc.span(cue, after) if after > cue else None,
        cue_text=doc.quote(cue, after) if after > cue else "",
    )


def _person_in(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The name within „Leiterin der Klinik, Anna Beispiel“ or „frühere Trainer Uwe Krause“, else all of it."""
    for at in range(first, last):
        name = at + 1
        if doc.words[at] == "," or (doc.words[at][0].isupper() and is_person(noun(doc.words[at]))):
            size = last - name
            if 2 <= size <= 4 and all(is_capital(word) for word in doc.words[name:last]):
                return name, last
    return first, last
