"""Attributing prepositions: laut X, X zufolge, nach Angaben von X, so X, demnach, nach eigenen Angaben."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import clauses as clause_rules
from monitor.reading.german import stance as stance_rules
from monitor.reading.german import verbs
from monitor.reading.german.cues import (
    DEMNACH,
    ESTIMATE_NOUNS,
    SOURCE_NOUNS,
)
from monitor.reading.german.phrases import OBLIQUE, PREPOSITIONS, is_adjective, is_capital, phrase, starts_phrase
from monitor.reading.german.said import Found, Unit, clause_at, weigh_content
from monitor.reading.german.speakers import TokenSpan, spelt_small, subject
from monitor.reading.german.text import Doc, Gate, word_set
from monitor.reading.model import Polarity, Stance, StatementType


def by_preposition(unit: Unit) -> list[Found]:
    """laut X, X zufolge, nach Angaben von X, so X, demnach, nach eigenen Angaben."""
    doc = unit.doc
    out: list[Found] = []
    lower = doc.lower
    if not _MAY_ATTRIBUTE.opens(doc, unit.first, unit.stop):
        return out
    for at in range(unit.first, unit.stop):
        low = lower[at]
        if low not in _ATTRIBUTING or unit.masked[at - unit.first]:
            continue
        found = None
        if low == "laut" and doc.words[at][0] in "lL":
            found = _with_source(unit, at, at + 1, "laut")
        elif low in ("nach", "gemäß"):
            found = _nach(unit, at)
        elif low == "zufolge":
            found = _zufolge(unit, at)
        elif low == "so":
            found = _so(unit, at)
        elif low in DEMNACH:
            found = _demnach(unit, at)
        elif low == "aus" and lower[at + 1 : at + 2] == ["sicht"]:
            found = _with_source(unit, at, at + 2, "aus Sicht")
        if found:
            out.append(found)
    return out


_ATTRIBUTING: Final = frozenset(("laut", "nach", "gemäß", "zufolge", "so", "aus", *DEMNACH))
_MAY_ATTRIBUTE: Final = Gate(_ATTRIBUTING)


def _with_source(unit: Unit, at: int, first: int, rule: str) -> Found | None:
    """An attributing preposition at `at` whose source begins at `first`."""
    doc = unit.doc
    if not starts_phrase(doc, first, unit.stop):
        return None
    end = _source_end(unit, at, first)
    if end == first:
        return None
    if rule == "laut" and doc.lower[first] in (
        "gesetz",
        "vertrag",
        "satzung",
        "paragraf",
        "plan",
        "artikel",
        "verfassung",
        "grundgesetz",
    ):
        return None
    source, noun = inside_source(doc, first, end)
    return _adverbial(unit, at, max(end, source[1]), source, (at, first), noun, rule)


def _source_end(unit: Unit, at: int, first: int) -> int:
    """The end of the phrase that names the source, a name spelt small before its abbreviation included."""
    end = _phrase_end(unit, at, first)
    if end == first or end + 3 > unit.stop or not unit.doc.words[end][0].islower():
        return end
    small = spelt_small(unit.doc, end)
    return small + 3 if small > end else end


def _phrase_end(unit: Unit, at: int, first: int) -> int:
    """The end of the phrase that names the source; behind a source noun only a genitive or von-phrase goes on."""
    doc = unit.doc
    here = first
    while here < unit.stop and not is_capital(doc.words[here]) and here < first + 6:
        here += 1
    if here < unit.stop and (doc.lower[here] in SOURCE_NOUNS or doc.lower[here].endswith(_SOURCE_ENDS)):
        here += 1
        if here >= unit.stop:
            return here
        low, word = doc.lower[here], doc.words[here]
        if low in ("von", "vom", "aus", "durch", "seitens") and starts_phrase(doc, here + 1, unit.stop):
            return max(here, phrase(doc, here + 1, unit.stop, front=_is_front(unit, at)))
        genitive = low in (
            "des",
            "der",
            "eines",
            "einer",
            "dieser",
            "dieses",
            "seiner",
            "ihrer",
            "seines",
            "ihres",
            "deren",
        )
        name = is_capital(word) and (low.endswith(("s", "x", "z")) or not word[0].isalpha())
        adjective = low.endswith("er") and word[0].islower() and starts_phrase(doc, here, unit.stop)
        if genitive or name or adjective or word in '„"»':
            return max(here, phrase(doc, here, unit.stop, front=_is_front(unit, at)))
        return here
    return phrase(doc, first, unit.stop, apposition=True, front=_is_front(unit, at))


_SOURCE_ENDS: Final = tuple(
    word_set(
        """
        angaben berichten bericht informationen erkenntnissen mitteilung meldungen schätzungen
        """
    )
)


def _is_front(unit: Unit, at: int) -> bool:
    return at == unit.first or unit.doc.words[at - 1] in ","


def inside_source(doc: Doc, first: int, stop: int) -> tuple[TokenSpan, str]:
    """The speaker within "einem Bericht des Guardian", "Angaben von X"; the phrase itself when it names nobody else."""
    for at in range(first, stop):
        low = doc.lower[at]
        if is_capital(doc.words[at]) and not (at == first and low in OBLIQUE):
            if low in SOURCE_NOUNS or low.endswith(_SOURCE_ENDS):
                inner = at + 1
                if inner < stop:
                    if doc.lower[inner] in ("von", "vom", "aus", "durch", "seitens", "im", "in"):
                        inner += 1
                    if inner < stop and starts_phrase(doc, inner, stop):
                        return (inner, stop), low
                return (first, stop), low
            return (first, stop), ""
    return (first, stop), ""


def _nach(unit: Unit, at: int) -> Found | None:
    """nach Angaben der Polizei, nach Einschätzung von X, ihren Angaben nach, nach eigenen Angaben."""
    doc = unit.doc
    noun = -1
    for here in range(at + 1, min(unit.stop, at + 7)):
        low = doc.lower[here]
        if is_capital(doc.words[here]):
            if low in SOURCE_NOUNS or low.endswith(_SOURCE_ENDS):
                noun = here
            break
        if not (low in OBLIQUE or low in ("der", "den", "seiner", "ihrer") or low[-1] in "nrm" or low in ("und",)):
            break
    if noun < 0:
        return _behind_noun(unit, at)
    if "eigenen" in doc.lower[at + 1 : noun] or "eigener" in doc.lower[at + 1 : noun]:
        return _own_words(unit, at, noun)
    end = max(_source_end(unit, at, at + 1), noun + 1)
    if (
        end == noun + 1
        and doc.lower[noun] in _WORK
        and doc.words[at + 1][0].islower()
        and doc.lower[at + 1] not in OBLIQUE
    ):
        return None  # "nach umfangreichen Ermittlungen", "nach gründlicher Untersuchung": when, not who
    source, word = inside_source(doc, at + 1, end)
    if (
        doc.lower[at + 1]
        in ("diesen", "diesem", "dieser", "den", "dem", "seinen", "ihren", "seiner", "ihrer", "deren", "dessen")
        and source == (at + 1, end)
        and end <= noun + 1
        and doc.lower[noun] in SOURCE_NOUNS
    ):
        found = _adverbial(unit, at, end, source, (at, at + 1), word, "nach Angaben")
        if found:
            found.back = True
        return found
    return _adverbial(unit, at, end, source, (at, at + 1), word, "nach Angaben")


def _behind_noun(unit: Unit, at: int) -> Found | None:
    """ "Seiner Ansicht nach ist …", "… ihrer Meinung nach": the noun stands in front."""
    doc = unit.doc
    if at - 2 < unit.first or not is_capital(doc.words[at - 1]) or doc.lower[at - 1] not in SOURCE_NOUNS:
        return None
    if doc.lower[at - 2] not in (
        "seiner",
        "ihrer",
        "seinen",
        "ihren",
        "deren",
        "dessen",
        "dieser",
        "eigener",
        "eigenen",
    ):
        return None
    found = _adverbial(unit, at - 2, at + 1, (at - 2, at), (at, at + 1), doc.lower[at - 1], "nach Angaben")
    if found:
        found.back = True
    return found


#: work that takes its time: without an owner it is no source
_WORK: Final = frozenset(("ermittlungen", "untersuchungen", "untersuchung", "analyse", "recherchen", "analysen"))


def _own_words(unit: Unit, at: int, noun: int) -> Found | None:
    """ "Der Konzern hat nach eigenen Angaben …": the subject of the clause is the source."""
    index = clause_at(unit, at)
    speaker = subject(unit.doc, unit.clauses, index) if index >= 0 else None
    if speaker is None:
        return None
    found = _adverbial(unit, at, noun + 1, speaker, (at, at + 1), "angaben", "own words")
    if found:
        found.type = StatementType.INDIRECT
    return found


def _zufolge(unit: Unit, at: int) -> Found | None:
    """Berichten zufolge, dem Landesamt zufolge, einem Bericht der Zeitung zufolge."""
    doc = unit.doc
    first = at
    floor = max(unit.first, at - 16)
    if is_capital(doc.words[at - 1]) and (
        doc.lower[at - 1] in SOURCE_NOUNS or doc.lower[at - 1].endswith(_SOURCE_ENDS)
    ):
        # "hat Nordkorea Berichten zufolge": the noun with its own adjectives and article
        first = at - 1
        while (
            first > floor
            and (doc.words[first - 1][0].islower() or first - 1 == unit.first)
            and (is_adjective(doc.lower[first - 1]) or doc.lower[first - 1] in OBLIQUE)
            and not clause_rules.is_finite(doc, first - 1, unit.first)
        ):
            first -= 1
        floor = first
    while first > floor:
        word, low = doc.words[first - 1], doc.lower[first - 1]
        if word in ",:;–(" or (
            word[0].islower() and verbs.finite(low) and clause_rules.is_finite(doc, first - 1, unit.first)
        ):
            break
        if low in ("dass", "und", "oder", "weil", "sich", "aber") and not is_capital(doc.words[first - 2]):
            break
        if (
            word[0].islower()
            and low in PREPOSITIONS
            and low not in ("von", "vom", "aus", "für", "des", "im", "in", "zu", "zur", "zum", "an", "am", "bei")
        ):
            break
        first -= 1
    while first < at and not starts_phrase(doc, first, at):
        first += 1
    if first == at:
        return None
    source, noun = inside_source(doc, first, at)
    found = _adverbial(unit, first, at + 1, source, (at, at + 1), noun, "zufolge")
    if (
        found
        and source == (first, at)
        and noun
        and doc.lower[first] in ("den", "diesen", "dem", "diesem", "der", "dieser", "seinen", "ihren")
    ):
        found.back = True
    if found and source == (first, at) and doc.lower[first] in ("eigenen", "eigener"):
        index = clause_at(unit, at)
        found.speaker = subject(doc, unit.clauses, index) if index >= 0 else None
    return found


def _so(unit: Unit, at: int) -> Found | None:
    """ "…, so der Minister", "„…“, so Müller weiter"."""
    doc = unit.doc
    index = clause_at(unit, at)
    if at == unit.first or index < 0 or unit.clauses[index].first != at:
        return None
    clause = unit.clauses[index]
    if clause.finite >= 0 or clause.delim not in (",", "–") or not starts_phrase(doc, at + 1, clause.stop):
        return None
    if doc.lower[at + 1] in ("dass",):
        return None
    end = phrase(doc, at + 1, unit.body_stop())
    if end == at + 1:
        return None
    # only adverbs may follow: "so Müller weiter", "so der Sprecher am Montag"
    begin = unit.first
    for back in range(index - 1, -1, -1):
        if unit.clauses[back].delim == ":":
            begin = unit.clauses[back].first
            break
    stop = at - 1
    for follow in unit.clauses[index + 1 :]:
        if follow.mood or follow.kind == "main":
            stop = unit.body_stop()
    found = Found(
        begin,
        stop,
        StatementType.INDIRECT,
        speaker=(at + 1, end),
        cue=(at, at + 1),
        frame=(at, end),
        weight=2,
        trace=["so X"],
    )
    weigh_content(unit, found)
    return found


def _demnach(unit: Unit, at: int) -> Found | None:
    """ "Demnach sind …": attributes to the source before."""
    low = unit.doc.lower[at]
    if low == "danach" and at != unit.first:
        return None
    if low == "danach" and not any(clause.mood for clause in unit.clauses):
        return None
    if at == unit.first:
        first, stop = at + 1, unit.body_stop()
    else:
        first, stop = unit.first, unit.body_stop()
    found = Found(
        first,
        stop,
        StatementType.INDIRECT,
        speaker=(at, at + 1),
        cue=(at, at + 1),
        back=True,
        weight=1,
        trace=["demnach"],
    )
    weigh_content(unit, found)
    return found


def _adverbial(unit: Unit, at: int, end: int, source: TokenSpan, cue: TokenSpan, noun: str, rule: str) -> Found | None:
    """The clause around an attributing phrase [at, end) is what its source says."""
    doc = unit.doc
    index = clause_at(unit, at)
    if index < 0:
        return None
    clause = unit.clauses[index]
    first, stop = unit.first, unit.body_stop()
    if clause.kind in ("rel", "sub", "wh", "ob") and index:
        first, stop = clause.first, clause.stop
    else:
        for back in range(index, -1, -1):
            if unit.clauses[back].delim in (":", ";", "–") and (
                unit.clauses[back].delim != "–" or unit.clauses[back].finite >= 0
            ):
                first = unit.clauses[back].first
                break
        if clause.delim == "und" and clause.kind == "main":
            first = clause.first
        for follow in unit.clauses[index + 1 :]:
            if follow.delim == ";" or (
                follow.delim in ("und", "aber", "doch") and follow.kind == "main" and clause.kind != "frag"
            ):
                stop = follow.first - 1
                break
    if at <= first + 1:
        first = end
        while first < stop and doc.words[first] in ",:":
            first += 1
        behind = index + 1
        while (
            behind + 1 < len(unit.clauses)
            and unit.clauses[behind].kind == "rel"
            and unit.clauses[behind].first == first
        ):
            # "nach Angaben des Experten, der …, würde dies …": the relative clause tells who speaks
            behind += 1
            first = unit.clauses[behind].first
    elif end >= stop:
        stop = at
        while stop > first and doc.words[stop - 1] in ",–":
            stop -= 1
    if stop - first < 2:
        return None
    found = Found(first, stop, StatementType.INDIRECT, speaker=source, cue=cue, frame=(at, end), weight=2, trace=[rule])
    if noun in ESTIMATE_NOUNS or noun.endswith("schätzungen"):
        found.stance = Stance.ESTIMATES
        if stance_rules.NEGATIONS.intersection(doc.lower[first:stop]):
            found.polarity = Polarity.NEGATED
        if "könnte" in doc.lower[first:stop] or "könnten" in doc.lower[first:stop]:
            found.stance = Stance.SUSPECTS
    else:
        weigh_content(unit, found)
    if unit.question:
        found.news = False
    return found
