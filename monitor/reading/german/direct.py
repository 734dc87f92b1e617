"""Direct speech: which quotation is one, and which frame names its speaker."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import stance as stance_rules
from monitor.reading.german import verbs
from monitor.reading.german.attribution import agent_of, es_heisst
from monitor.reading.german.clauses import Clause
from monitor.reading.german.cues import (
    CUES,
)
from monitor.reading.german.fragments import (
    CALLED,
    for_whom,
    holds_speech,
    is_name,
    is_slogan,
    is_title,
    only_called,
    titled,
)
from monitor.reading.german.phrases import PREPOSITIONS, PRONOUNS, phrase, starts_phrase
from monitor.reading.german.said import (
    SAYING,
    Found,
    Unit,
    clause_at,
    cue_span,
    is_plural,
    note_first_time,
    weigh_content,
)
from monitor.reading.german.speakers import TokenSpan, subject
from monitor.reading.german.text import Doc
from monitor.reading.model import Stance, StatementType


def direct(unit: Unit, framed: list[Found]) -> list[Found]:
    """Direct speech of the unit: each quotation that is one, with its speaker if a frame names one."""
    out: list[Found] = []
    if not unit.quotes:
        return out
    for number, (first, stop) in enumerate(unit.quotes):
        frame = _frame_of_quote(unit, first, stop)
        if frame is None and (
            not is_sentence(unit.doc, first, stop) or is_title(unit, first, stop) or is_slogan(unit.doc, first)
        ):
            named = titled(unit, first) and not is_slogan(unit.doc, first)
            frame = None if named else _fragment(unit, first, stop)
            if frame is None and not (out and _and_also(unit, out[-1], first, stop)):
                continue
        found = Found(first, stop, StatementType.DIRECT, weight=4)
        if frame is not None and frame.speaker is not None and frame.speaker[0] < stop and first < frame.speaker[1]:
            frame.speaker = _behind_verb(unit, stop)
        if frame is not None:
            found.speaker, found.cue, found.frame, found.trace = (
                frame.speaker,
                frame.cue,
                frame.frame,
                list(frame.trace),
            )
            found.stance, found.polarity, found.news, found.plural = (
                frame.stance,
                frame.polarity,
                frame.news,
                frame.plural,
            )
            found.first_time = frame.first_time
        elif out and number:
            found.speaker, found.cue, found.frame = out[-1].speaker, out[-1].cue, out[-1].frame
        if frame is not None:
            weigh_content(unit, found)
        else:
            # a quotation that nobody introduces: a "Nein" in an interview denies nothing we know of
            found.polarity = stance_rules.of_content(unit.doc, first, stop, Stance.ASSERTS, direct=False)[1]
        out.append(found)
    return _merge_split(unit, out)


def _and_also(unit: Unit, before: Found, first: int, stop: int) -> bool:
    """ "rief „Mieten runter“ und „Häuser auf“": what joins speech by und is speech."""
    doc = unit.doc
    if before.stop > first or first - before.stop > 2 or stop - first < 4:
        return False
    return all(doc.lower[at] in ("und", "oder", "sowie", ",") for at in range(before.stop, first))


def _behind_verb(unit: Unit, stop: int) -> TokenSpan | None:
    """ "„Es reicht,“ sagte Kurz": who stands behind the verb that follows the quotation."""
    doc, at = unit.doc, stop + 1
    if at >= unit.stop or not verbs.finite(doc.lower[stop]):
        return None
    if doc.lower[at] in PRONOUNS:
        return at, at + 1
    end = phrase(doc, at, unit.body_stop())
    return (at, end) if end > at and doc.lower[at] not in PREPOSITIONS else None


def _merge_split(unit: Unit, found: list[Found]) -> list[Found]:
    """ "„…“, sagte X, „…“": one quotation around its frame."""
    out: list[Found] = []
    for one in found:
        if out and one.speaker == out[-1].speaker and one.speaker and out[-1].stop <= one.speaker[0] < one.first:
            before = unit.doc.words[out[-1].stop - 2]
            if before not in ".!?" and unit.doc.words[one.first - 1] in ",–":
                out[-1].stop = one.stop
                continue
        out.append(one)
    return out


def is_sentence(doc: Doc, first: int, stop: int) -> bool:
    """The quotation is a sentence of its own: it has a finite verb and some length, or ends like one."""
    if doc.words[stop - 1] in ".!?…":
        # a quotation that nobody closed ends with its paragraph
        return stop - first > 4
    if doc.words[stop - 2] in "!?" and doc.words[first + 1][0].isupper() and stop - first > 3:
        return True
    if stop - first < 5:
        return False
    ends = doc.words[stop - 2] in ".!?…," or (stop < len(doc.words) and doc.words[stop] in ".,!")
    has_verb = any(doc.words[i][0].islower() and verbs.finite(doc.lower[i]) for i in range(first + 1, stop - 1))
    return has_verb and ends and doc.words[first + 1][0].isupper()


def _frame_of_quote(unit: Unit, first: int, stop: int) -> Found | None:
    """The frame of one quotation: colon before it, inverted clause or "so X" behind it, or a clause around it."""
    doc = unit.doc
    end = unit.body_stop()
    colon = _clause_before(unit, first - 1) if first > unit.first and doc.words[first - 1] == ":" else -1
    at = stop
    if at < end and doc.words[at] in ",–":
        at += 1
    if colon >= 0 and (unit.clauses[colon].lemma in CUES or not unit.clauses[colon].lemma):
        behind = clause_at(unit, at) if at < end else -1
        said = behind >= 0 and unit.clauses[behind].finite == at and unit.clauses[behind].lemma in CUES
        if not said or unit.clauses[colon].lemma in _PLAIN:
            return _quote_frame(unit, colon, "colon")
    if at < unit.stop:
        index = clause_at(unit, at)
        if (index >= 0 and unit.clauses[index].first == at) or (
            index >= 0 and stop == at and unit.clauses[index].finite == at
        ):
            clause = unit.clauses[index]
            if doc.lower[at] == "so" and clause.finite < 0:
                name_end = phrase(doc, at + 1, clause.stop)
                if name_end > at + 1:
                    return Found(
                        0,
                        0,
                        StatementType.DIRECT,
                        speaker=(at + 1, name_end),
                        cue=(at, at + 1),
                        frame=(at, name_end),
                        trace=["so X"],
                    )
            inverted = clause.finite == at or (doc.lower[at] in ("so", "das") and clause.finite == at + 1)
            if (
                inverted
                and not is_sentence(doc, first, stop)
                and first != unit.first
                and (at == stop or stop - first < 6)
            ):
                return _partial_frame(unit, first, stop)
            if (
                inverted
                and at == stop
                and not (is_sentence(doc, first, stop) or (first == unit.first and stop - first > 6))
            ):
                return None
            if (
                inverted
                and (clause.lemma in CUES or (at > stop and is_sentence(doc, first, stop)))
                and (clause.lemma != "heißen" or "es" in doc.lower[clause.first : clause.stop])
            ):
                return _quote_frame(unit, index, "behind")
            if doc.lower[at] == "mit" and "worten" in doc.lower[at : at + 4] and clause.lemma:
                return _quote_frame(unit, index, "behind")
            if clause.kind == "wie" and clause.lemma in CUES and clause.lemma not in CALLED:
                return _quote_frame(unit, index, "wie")
    if colon >= 0 and doc.words[stop - 2] in ".!?…":
        return _quote_frame(unit, colon, "colon")
    # "X sagte, „…“" and "X sagte „…“"
    if first > unit.first:
        before = first - 1
        while before > unit.first and doc.words[before] in ",–":
            before -= 1
        index = clause_at(unit, before)
        if index >= 0:
            clause = unit.clauses[index]
            cue = CUES.get(clause.lemma)
            if cue and cue.can("s") and clause.stop <= first and is_sentence(doc, first, stop):
                return _quote_frame(unit, index, "before")
    return _partial_frame(unit, first, stop)


def _fragment(unit: Unit, first: int, stop: int) -> Found | None:
    """The frame of a quotation that is part of a sentence, if it is speech."""
    index = holds_speech(unit, first, stop)
    if index >= 0:
        return _quote_frame(unit, index, "fragment")
    speaker = for_whom(unit, first, stop)
    if speaker is not None:
        return Found(
            0, 0, StatementType.DIRECT, speaker=speaker, frame=(speaker[0] - 1, speaker[1]), trace=["fragment"]
        )
    return None


#: verbs that say by themselves: no other frame is wanted
_PLAIN: Final = frozenset(("sagen", "erklären", "schreiben", "mitteilen", "betonen"))


def _partial_frame(unit: Unit, first: int, stop: int) -> Found | None:
    """Part of a sentence in marks, in a clause whose verb names or calls: "sprach von „…“", "nannte das „…“"."""
    index = clause_at(unit, first)
    if index < 0 or stop - first < 3 or (not is_sentence(unit.doc, first, stop) and is_name(unit.doc, first, stop)):
        return None
    clause = unit.clauses[index]
    if clause.lemma in CALLED and only_called(unit, clause):
        return None
    if stop - first < 4 and holds_speech(unit, first, stop) < 0:
        return None
    if "man" in unit.doc.lower[clause.first : clause.stop]:
        return None
    if clause.lemma in (
        "sprechen",
        "nennen",
        "bezeichnen",
        "sagen",
        "kritisieren",
        "charakterisieren",
        "beschreiben",
        "zitieren",
        "rügen",
        "verurteilen",
        "erklären",
        "äußern",
        "heißen",
        "warnen",
        "reden",
        "betonen",
        "loben",
        "meinen",
        "schreiben",
    ):
        return _quote_frame(unit, index, "partial")
    return None


def speaker_holds(unit: Unit, index: int, at: int) -> bool:
    """The token stands within the subject of the clause: a name in quotation marks, no speech."""
    span = subject(unit.doc, unit.clauses, index)
    return span is not None and span[0] <= at < span[1]


def _clause_before(unit: Unit, at: int) -> int:
    for index in range(len(unit.clauses) - 1, -1, -1):
        if unit.clauses[index].stop <= at and unit.clauses[index].stop > unit.clauses[index].first:
            best = index
            if unit.clauses[index].lemma in CUES:
                return index
            # the frame's own clause may stand before relative clauses
            while best > 0 and (
                unit.clauses[best].kind in ("rel", "frag", "sub", "inf") or not unit.clauses[best].lemma
            ):
                best -= 1
            if not unit.clauses[best].lemma:
                return index
            return best
    return -1


def _quote_frame(unit: Unit, index: int, rule: str) -> Found:
    """Frame of a quotation by clause `index`."""
    doc, clause = unit.doc, unit.clauses[index]
    found = Found(0, 0, StatementType.DIRECT, frame=(clause.first, clause.stop), trace=[rule])
    cue = CUES.get(clause.lemma) or SAYING
    if clause.lemma == "heißen" and "es" in doc.lower[clause.first : clause.stop]:
        other = es_heisst(unit, index)
        speaker = other.speaker if other else None
        if speaker is None:
            for at in range(clause.first, clause.stop - 1):
                if doc.lower[at] in ("in", "im", "aus", "bei", "beim", "vom", "von") and starts_phrase(
                    doc, at + 1, clause.stop
                ):
                    end = phrase(doc, at + 1, clause.stop)
                    if end > at + 1:
                        speaker = (at + 1, end)
                        break
        found.speaker = speaker
    elif clause.form == "passive" and clause.lemma != "zitieren":
        found.speaker = agent_of(doc, clause) or subject(doc, unit.clauses, index)
    elif clause.lemma in _SHOWING:
        # "Auf Seite 18 steht ein Datum: „…“": the subject is what one reads, not who says it
        found.speaker = None
    elif clause.lemma:
        found.speaker = subject(doc, unit.clauses, index)
        if found.speaker is None and clause.kind == "frag":
            found.speaker = _fragment_speaker(doc, clause)
    else:
        found.speaker = _fragment_speaker(doc, clause)
    if clause.lemma:
        found.cue = cue_span(clause)
        judged = stance_rules.judge(doc, clause, cue, content=True)
        if cue.lemma == "bekennen" and stance_rules.other_sense(doc, clause, clause.lemma, found.speaker):
            judged = judged._replace(stance=Stance.ASSERTS)
        found.stance, found.polarity, found.news = judged.stance, judged.polarity, judged.news
        phrase_stance = stance_rules.by_phrase(doc, clause)
        if phrase_stance:
            found.stance = phrase_stance
        found.plural = is_plural(doc, clause)
    note_first_time(unit, found, clause)
    return found


_SHOWING: Final = frozenset(("stehen", "sein", "geben", "folgen", "liegen"))


def _fragment_speaker(doc: Doc, clause: Clause) -> TokenSpan | None:
    """ "Peskow wörtlich: „…“", "Der Minister weiter: „…“", "Trump: „…“"."""
    first = clause.first
    if starts_phrase(doc, first, clause.stop):
        end = phrase(doc, first, clause.stop, front=True)
        if end > first and doc.lower[first] not in PREPOSITIONS:
            return first, end
    if doc.lower[first] in ("so", "dazu") and starts_phrase(doc, first + 1, clause.stop):
        end = phrase(doc, first + 1, clause.stop, front=True)
        return (first + 1, end) if end > first + 1 else None
    return None
