"""Who says what in one stretch of text: frames of speech and what they cover.

A *unit* is one or more sentences that quotation marks hold together. Within it, each clause with a cue verb, each
attributing preposition ("laut", "zufolge", "nach Angaben von") and each quotation yields a `Found`: content, speaker, cue
as token ranges, and the stance of the frame. Names are resolved and overlaps settled in `statements`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from monitor.reading.german import clauses as clause_rules
from monitor.reading.german import stance as stance_rules
from monitor.reading.german import verbs
from monitor.reading.german.clauses import Clause
from monitor.reading.german.cues import (
    ATTITUDES,
    CONFIRMING_NOUNS,
    CUES,
    DEMNACH,
    ESTIMATE_NOUNS,
    OPINION_NOUNS,
    SOURCE_NOUNS,
    Cue,
)
from monitor.reading.german.phrases import OBLIQUE, PREPOSITIONS, is_adjective, is_capital, phrase, starts_phrase
from monitor.reading.german.speakers import TokenSpan, subject
from monitor.reading.german.text import Doc
from monitor.reading.model import Polarity, Stance, StatementType

_DIRECT, _INDIRECT, _REPORTED, _FREE = (
    StatementType.DIRECT,
    StatementType.INDIRECT,
    StatementType.REPORTED,
    StatementType.FREE,
)
_PUNCTUATION: Final = frozenset(".!?…,;:–—-")
_SAYING: Final = Cue("", Stance.ASSERTS, "c")
_ATTITUDE: Final = Cue("", Stance.ASSERTS, "cz")


@dataclass(slots=True)
class Found:
    """One statement before names are resolved; all ranges are tokens."""

    first: int
    stop: int
    type: StatementType
    speaker: TokenSpan | None = None
    cue: TokenSpan | None = None
    stance: Stance = Stance.ASSERTS
    polarity: Polarity = Polarity.AFFIRMED
    news: bool = True
    #: the frame clause, for time and "erstmals"; (0, 0): none
    frame: TokenSpan = (0, 0)
    #: attributes back to the last source ("demnach")
    back: bool = False
    #: relays named in the frame
    via: tuple[TokenSpan, ...] = ()
    #: speaker stands only for a group in its own sentence ("nach eigenen Angaben")
    trace: list[str] = field(default_factory=list)
    #: said within what another says
    inner: bool = False
    plural: bool = False
    first_time: bool = False
    #: rank when two cover the same words: higher wins
    weight: int = 0

    def inner_pronoun(self, doc: Doc) -> bool:
        """The speaker is only a pronoun: not worth preferring over the relay that is named."""
        return (
            self.speaker is not None
            and self.speaker[1] - self.speaker[0] == 1
            and doc.words[self.speaker[0]][0].islower()
        )


@dataclass(slots=True)
class Unit:
    """Sentences [first, stop) in tokens that are read together."""

    doc: Doc
    first: int
    stop: int
    quotes: list[TokenSpan]
    masked: bytearray
    clauses: list[Clause] = field(default_factory=list)
    question: bool = False

    def body_stop(self) -> int:
        """Behind the last word, before the final punctuation."""
        at = self.stop
        while at > self.first and self.doc.words[at - 1] in ".!?…" and not self.masked[at - 1 - self.first]:
            at -= 1
        return at


def make_unit(doc: Doc, first: int, stop: int, quotes: list[TokenSpan]) -> Unit:
    """The unit with its clauses; tokens in quotation marks and brackets are masked."""
    masked = bytearray(stop - first)
    for a, b in quotes:
        masked[a - first : b - first] = b"\1" * (b - a)
    if "(" in doc.words[first:stop]:
        _mask_brackets(doc, first, stop, masked)
    unit = Unit(doc, first, stop, quotes, masked)
    unit.clauses = clause_rules.split(doc, first, unit.body_stop(), masked, first)
    last = stop - 1
    unit.question = doc.words[last] == "?" and not masked[last - first]
    return unit


def _mask_brackets(doc: Doc, first: int, stop: int, masked: bytearray) -> None:
    begin = -1
    for at in range(first, stop):
        word = doc.words[at]
        if word == "(":
            begin = at
        elif word == ")" and begin >= 0:
            masked[begin - first : at + 1 - first] = b"\1" * (at + 1 - begin)
            begin = -1


# ------------------------------------------------------------------------------------------------ frames


def frames(unit: Unit) -> list[Found]:
    """Every statement the unit makes by a frame of speech, in text order; may overlap."""
    out: list[Found] = []
    out.extend(_by_preposition(unit))
    for index, clause in enumerate(unit.clauses):
        if clause.lemma:
            found = _by_verb(unit, index)
            if found:
                out.append(found)
    out.extend(_by_noun(unit))
    return out


def _by_verb(unit: Unit, index: int) -> Found | None:
    """The statement framed by the verb of one clause."""
    doc, clause = unit.doc, unit.clauses[index]
    cue = CUES.get(clause.lemma)
    phrase_stance = stance_rules.by_phrase(doc, clause)
    silent = stance_rules.silence(doc, clause)
    if clause.lemma == "heißen" and "es" in doc.lower[clause.first : clause.stop]:
        return _es_heisst(unit, index)
    if cue is None and phrase_stance is None and not silent:
        return _by_opinion(unit, index)
    if clause.lemma in ("lauten", "heißen") or (clause.finite_lemma == "sein" and clause.form == "modal"):
        return None
    if clause.form == "passive" or clause.form == "modal passive":
        return _passive(unit, index, cue or _SAYING)
    cue = cue or _SAYING
    speaker = subject(doc, unit.clauses, index)
    covered = _content(unit, index, cue)
    if speaker is not None and doc.lower[speaker[0]] == "es" and "sich" in doc.lower[clause.first : clause.stop]:
        return None
    framed = covered is not None and covered[2] is _INDIRECT
    if not framed and phrase_stance is None and not silent and stance_rules.other_sense(doc, clause, clause.lemma, speaker):
        return None
    if silent and not (
        covered and covered[2] is _INDIRECT and unit.clauses[min(index + 1, len(unit.clauses) - 1)].kind == "dass"
    ):
        found = _reported(unit, index)
        found.stance, found.speaker, found.cue = Stance.NO_COMMENT, speaker, _cue_span(clause)
        found.news = not (clause.conditional or clause.kind == "ob" or unit.question)
        found.trace.append("no comment")
        return found
    judged = stance_rules.judge(doc, clause, cue, content=covered is not None)
    if covered is None and _points_back(unit, index, cue):
        covered = (unit.first, unit.first, _INDIRECT, "points back")
    if speaker is None and cue.lemma in ("belegen", "beweisen", "ergeben", "zeigen", "nachweisen") and judged.stance is Stance.ASSERTS:
        return None
    if covered is None:
        if not _takes_noun(unit, index, cue, speaker, phrase_stance):
            return None
        found = _reported(unit, index)
    else:
        found = Found(covered[0], covered[1], covered[2])
        found.trace.append(covered[3])
    found.speaker, found.cue, found.frame = speaker, _cue_span(clause), (clause.first, clause.stop)
    found.stance, found.polarity, found.news = judged.stance, judged.polarity, judged.news
    found.weight = 3 if covered else 1
    found.plural = _plural(doc, clause)
    if phrase_stance is not None:
        found.stance = phrase_stance
    if speaker is not None and doc.lower[speaker[0]] in ("niemand", "keiner", "kein", "keine"):
        found.speaker = None
    if speaker is None and found.stance in (Stance.CONFIRMS, Stance.DENIES) and clause.first == unit.first and clause.stop <= clause.first + 2:
        # "Bestätigt: Der Wal ist tot": nobody is said to confirm it
        found.stance = Stance.ASSERTS
    if clause.kind in ("ob", "dass", "wh") and index:
        found.inner = True
    _mood(unit, index, found)
    _content_stance(unit, found)
    _erstmals(unit, found, clause)
    return found


def _points_back(unit: Unit, index: int, cue: Cue) -> bool:
    """ "Das teilte X mit": what is said stands in the sentence before."""
    doc, clause = unit.doc, unit.clauses[index]
    return (
        index == 0
        and clause.kind == "main"
        and doc.lower[clause.first] in ("das", "dies", "dieses", "so", "entsprechendes", "davon")
        and clause.finite == clause.first + 1
        and (cue.can("s") or cue.can("c"))
        and not unit.question
    )


def _plural(doc: Doc, clause: Clause) -> bool:
    form = verbs.finite(doc.lower[clause.finite]) if clause.finite >= 0 else None
    return form is not None and form.number == verbs.PLURAL


_UNREAL_OPENERS: Final = frozenset(("bevor", "ehe", "bis", "sobald", "solange", "wenn", "falls", "sofern", "ob"))


def _mood(unit: Unit, index: int, found: Found) -> None:
    """Questions, conditions and clauses of not-yet are no news; nor is what somebody else's clause holds."""
    doc, clause = unit.doc, unit.clauses[index]
    if unit.question and found.type is not _DIRECT:
        found.news = False
    if doc.lower[clause.first] in _UNREAL_OPENERS:
        found.news = False
    if clause.verb_first and clause.finite == unit.first and not unit.question and found.type is _REPORTED:
        found.news = False
    if clause.kind in ("ob", "wh", "inf"):
        found.news = False
    if unit.clauses[0].kind == "frag" and doc.lower[unit.first] in (
        "angenommen",
        "gesetzt",
        "vorausgesetzt",
        "unterstellt",
    ):
        found.news = False
    if clause.kind == "rel" and index and stance_rules.NEGATIONS.intersection(
        doc.lower[unit.clauses[index - 1].first : unit.clauses[index - 1].stop]
    ):
        found.news = False
    if found.inner and found.stance in (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS):
        found.news = False
    if any(
        other.conditional and doc.lower[other.first] in ("wenn", "falls", "sofern", "sollte") for other in unit.clauses
    ):
        if (
            found.stance in (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS)
            and found.type is _REPORTED
            and clause.kind == "main"
        ):
            if not clause.past and clause.form != "perfect":
                found.news = False


def _erstmals(unit: Unit, found: Found, clause: Clause) -> None:
    words = unit.doc.lower[clause.first : clause.stop]
    found.first_time = "erstmals" in words or "erstmalig" in words or ("ersten" in words and "mal" in words)


def _content_stance(unit: Unit, found: Found) -> None:
    """Let what is said speak: its polarity, "Das stimmt nicht", "wahrscheinlich"."""
    if found.type is _REPORTED or found.first == found.stop:
        return
    spoken = found.type is _DIRECT or not _WE.isdisjoint(unit.doc.lower[found.first : found.first + 4])
    stance, polarity = stance_rules.of_content(unit.doc, found.first, found.stop, found.stance, direct=spoken)
    found.stance = stance
    if found.type is _DIRECT and stance is Stance.DENIES:
        # "„Wir waren das nicht“, widersprach X": what is denied is the opposite of what is said
        return
    if polarity is Polarity.NEGATED:
        found.polarity = Polarity.NEGATED if found.polarity is Polarity.AFFIRMED else Polarity.AFFIRMED


#: first person: what is said stands there word for word, with or without quotation marks
_WE: Final = frozenset(("wir", "ich"))


def _cue_span(clause: Clause) -> TokenSpan:
    at = clause.main if clause.main >= 0 else clause.finite
    return at, at + 1


# ----------------------------------------------------------------------------------------------- content

Content = tuple[int, int, StatementType, str]


def _content(unit: Unit, index: int, cue: Cue) -> Content | None:
    """What the frame clause says: tokens, type and the rule's name; None: no clause or quotation says it."""
    doc, clause = unit.doc, unit.clauses[index]
    if clause.kind == "wie" and cue.can("s") | cue.can("c"):
        return _around(unit, index)
    after = _after(unit, index, cue)
    if after:
        return after
    return _before(unit, index, cue)


def _around(unit: Unit, index: int) -> Content | None:
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
        return nearest.first, end, _INDIRECT, "wie-frame before"
    if clause.delim == ":":
        return None
    return unit.first, clause.first - 1 if clause.stop >= end - 1 else end, _INDIRECT, "wie-frame after"


def _after(unit: Unit, index: int, cue: Cue) -> Content | None:
    """What follows the frame: colon, dass, ob, verb-second, infinitive."""
    everything = unit.clauses
    doc = unit.doc
    end = unit.body_stop()
    for at in range(index + 1, min(len(everything), index + 6)):
        follow = everything[at]
        if follow.delim == ":":
            if follow.finite < 0 or (not cue.lemma and not follow.mood):
                return None
            if at == index + 1 or everything[at - 1].kind in ("rel", "frag", "sub"):
                return follow.first, end, _INDIRECT, "colon"
            return None
        if follow.kind in ("dass", "ob") and (follow.delim in (",", "–") or follow.delim in ("und",)):
            if follow.kind == "ob" and not cue.can("c"):
                return None
            return (
                follow.first,
                _complex_end(unit, at),
                _INDIRECT,
                "dass-clause" if follow.kind == "dass" else "ob-clause",
            )
        if follow.kind == "wie" and follow.lemma in CUES:
            return None
        if follow.kind in ("wh", "wie") and at == index + 1 and follow.delim == "," and cue.can("c") and cue.lemma:
            return follow.first, _complex_end(unit, at), _INDIRECT, "wh-clause"
        if follow.kind == "rel" and at == index + 1 and doc.lower[follow.first] in ("was", "wer", "wo") and cue.can("c") and cue.lemma:
            return follow.first, _complex_end(unit, at), _INDIRECT, "wh-clause"
        if follow.kind == "rel" and at == index + 1 and unit.doc.lower[follow.first] == "wonach":
            return follow.first, _complex_end(unit, at), _INDIRECT, "wonach-clause"
        if follow.kind == "inf" and at == index + 1 and cue.can("z") and follow.delim == ",":
            return follow.first, _complex_end(unit, at), _INDIRECT, "infinitive"
        if follow.kind == "main" and not follow.verb_first and follow.delim == ",":
            if _speaks(doc, follow, cue, adjacent=at == index + 1):
                begin = (
                    everything[index + 1]
                    if at > index + 1 and not _relative_of_frame(everything, index, at)
                    else follow
                )
                return begin.first, _complex_end(unit, at), _INDIRECT, "verb-second"
            return None
        if follow.kind == "main" and follow.verb_first and at > index + 1 and follow.mood:
            # "erklärte, in den Ländern, in denen …, sei die Zahl gestiegen"
            return everything[index + 1].first, _complex_end(unit, at), _INDIRECT, "verb-second"
        if follow.kind not in ("rel", "frag", "sub", "inf"):
            return None
    clause = everything[index]
    if clause.kind != "wie" and cue.can("z") and clause.form in ("", "perfect") and _inner_infinitive(doc, clause):
        return None
    return None


def _inner_infinitive(doc: Doc, clause: Clause) -> bool:
    return "zu" in doc.lower[clause.first : clause.stop]


def _relative_of_frame(everything: list[Clause], index: int, at: int) -> bool:
    """The clauses between frame and content hang on the frame ("sagte Müller, der …, die Lage sei ernst")."""
    return all(everything[i].kind in ("rel", "frag") for i in range(index + 1, at))


def _speaks(doc: Doc, follow: Clause, cue: Cue, *, adjacent: bool) -> bool:
    """A verb-second clause behind a comma is reported speech: Konjunktiv, or a verb of saying right before."""
    if follow.mood == verbs.KONJUNKTIV_1:
        return cue.can("s") or cue.can("c") or cue is _SAYING
    if follow.mood == verbs.KONJUNKTIV_2:
        return cue.can("s") or not cue.lemma
    return adjacent and cue.can("s") and not cue.can("n") and doc.lower[follow.first] not in ("und", "doch")


def _complex_end(unit: Unit, at: int) -> int:
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


def _before(unit: Unit, index: int, cue: Cue) -> Content | None:
    """ "…, sagte X": everything before the inverted frame; K-clauses behind it go along."""
    clause = unit.clauses[index]
    if not clause.verb_first or index == 0 or clause.delim not in (",", "–"):
        return None
    if not (cue.can("s") or cue.can("c")):
        return None
    if subject_in_front(unit, index):
        return None
    begin = unit.first
    said = bool(unit.quotes)
    for back in range(index - 1, -1, -1):
        before = unit.clauses[back]
        said = said or (before.finite >= 0 and before.kind not in ("rel", "sub")) or before.kind == "inf"
        if before.delim == ":":
            begin = before.first
            break
    if not said:
        return None
    while begin < clause.first and unit.doc.words[begin] in _PUNCTUATION:
        begin += 1
    end = clause.first - 1
    for follow in unit.clauses[index + 1 :]:
        if follow.mood and follow.kind == "main":
            end = unit.body_stop()
            break
    return begin, end, _INDIRECT, "frame behind"


def subject_in_front(unit: Unit, index: int) -> bool:
    """The verb-first clause continues a subject before it ("Der Chef, der …, sagte"): no content stands there."""
    span = subject(unit.doc, unit.clauses, index)
    return span is not None and span[0] < unit.clauses[index].first and unit.clauses[index].delim != "und"


def _reported(unit: Unit, index: int) -> Found:
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
        if follow.kind == "main":
            break
        stop = follow.stop
    if first == unit.first and stop == unit.body_stop():
        stop = unit.stop
    return Found(first, stop, _REPORTED, frame=(clause.first, clause.stop), trace=["reported"])


def _takes_noun(unit: Unit, index: int, cue: Cue, speaker: TokenSpan | None, phrase_stance: Stance | None) -> bool:
    """The speech act has a noun as object ("bestätigte den Verlust")."""
    doc, clause = unit.doc, unit.clauses[index]
    if phrase_stance is not None:
        return True
    if cue.stance is Stance.RETRACTS:
        return speaker is not None
    if speaker is None or clause.kind in ("wh",):
        return False
    if cue.can("f") and _has_number(doc, clause):
        return True
    if not cue.can("n"):
        return False
    if clause.kind == "rel" and cue.stance not in (Stance.CONFIRMS, Stance.DENIES):
        return False
    if cue.lemma in ("sprechen",):
        return "von" in doc.lower[clause.first : clause.stop] or "vom" in doc.lower[clause.first : clause.stop]
    if cue.lemma in ("rechnen",):
        return "mit" in doc.lower[clause.first : clause.stop]
    if cue.lemma == "ausgehen":
        return "von" in doc.lower[clause.first : clause.stop] or "davon" in doc.lower[clause.first : clause.stop]
    return True


def _has_number(doc: Doc, clause: Clause) -> bool:
    """A figure stands in the clause ("meldete 7.300 Neuinfektionen")."""
    return any(
        doc.words[at][0].isdigit() or doc.lower[at] in _NUMBER_WORDS
        for at in range(max(clause.finite, clause.first), clause.stop)
    )


_NUMBER_WORDS: Final = frozenset(
    (
        "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "hundert", "tausend", "hunderte",
        "tausende", "dutzende", "millionen", "million", "milliarden", "milliarde", "hunderten", "tausenden", "dutzenden",
    )
)  # fmt: skip


# ------------------------------------------------------------------------------------------- other frames


def _passive(unit: Unit, index: int, cue: Cue) -> Found | None:
    """ "wurde von X bestätigt"; without an agent somebody unnamed says it; "wird mit den Worten zitiert"."""
    doc, clause = unit.doc, unit.clauses[index]
    words = doc.lower[clause.first : clause.stop]
    agent = _agent(doc, clause) or _document(doc, clause)
    if stance_rules.other_sense(doc, clause, clause.lemma, agent):
        return None
    if agent is None and cue.stance is Stance.CONFIRMS and not stance_rules.NEGATIONS.intersection(words):
        if not stance_rules.about_a_claim(words) or _counted(words):
            return None
    judged = stance_rules.judge(doc, clause, cue, content=False)
    content = _after(unit, index, cue)
    if content and content[3] == "wh-clause":
        content = None
    if content is None and not (cue.can("n") and (agent or cue.stance in (Stance.CONFIRMS, Stance.DENIES))):
        return None
    if content is None and cue.stance not in (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS):
        return None
    found = Found(content[0], content[1], content[2]) if content else _reported(unit, index)
    found.speaker, found.cue, found.frame = agent, _cue_span(clause), (clause.first, clause.stop)
    found.stance, found.polarity, found.news = judged.stance, judged.polarity, judged.news
    if agent and _negative_agent(doc, agent) and cue.stance is Stance.CONFIRMS:
        found.stance, found.speaker = Stance.CANNOT_CONFIRM, None
    if "nur" in words and agent and cue.stance is Stance.CONFIRMS and agent[0] and doc.lower[agent[0] - 2] == "nur":
        found.trace.append("only source")
    found.weight = 2
    found.trace.append("passive")
    _mood(unit, index, found)
    _content_stance(unit, found)
    _erstmals(unit, found, clause)
    return found


def _counted(words: list[str]) -> bool:
    """Cases of a disease are confirmed by tests, not by a speaker."""
    return stance_rules.ends_with(words, ("fälle", "fall", "infektionen", "infektion", "erkrankungen", "ansteckungen", "todesfälle", "tote"))


def _document(doc: Doc, clause: Clause) -> TokenSpan | None:
    """ "In einer Pressemitteilung der Organisation wurde gefordert": the paper speaks."""
    for at in range(clause.first, min(clause.stop - 1, clause.first + 14)):
        if doc.lower[at] in ("in", "im") and starts_phrase(doc, at + 1, clause.stop):
            end = phrase(doc, at + 1, clause.stop, front=True)
            for here in range(at + 1, end):
                if is_capital(doc.words[here]):
                    if doc.lower[here].endswith(_PAPERS):
                        return at + 1, end
                    break
    return None


_PAPERS: Final = (
    "bericht", "berichts", "erklärung", "mitteilung", "schreiben", "brief", "stellungnahme", "studie", "gutachten", "papier", "urteil",
    "communiqué", "botschaft", "video", "interview", "rede", "aussendung", "meldung", "artikel", "analyse", "dokument", "beschluss",
    "begründung", "entwurf", "veröffentlichung", "text", "resolution", "petition", "bekennerschreiben", "statement",
)  # fmt: skip


def _negative_agent(doc: Doc, agent: TokenSpan) -> bool:
    return doc.lower[agent[0]] in ("keinem", "keiner", "niemandem", "niemand")


def _agent(doc: Doc, clause: Clause) -> TokenSpan | None:
    """Tokens of the von/durch phrase that may act."""
    # the agent stands nearest to the participle; "der Tod von X wurde von Y bestätigt"
    behind = range(clause.stop - 2, max(clause.finite, clause.first - 1), -1)
    for at in (*behind, *range(clause.first, clause.first + 1)):
        low = doc.lower[at]
        if low in ("von", "vom", "durch", "seitens") and starts_phrase(doc, at + 1, clause.stop):
            end = phrase(doc, at + 1, clause.stop)
            if (
                end > at + 1
                and not doc.words[at + 1][0].isdigit()
                and doc.lower[at + 1] not in ("unabhängiger", "offizieller", "anderer")
            ):
                return at + 1, end
    return None


def _es_heisst(unit: Unit, index: int) -> Found | None:
    """ "…, hieß es aus dem Ministerium", "In der Mitteilung heißt es: …", "Das heißt es aus Kreisen …"."""
    doc, clause = unit.doc, unit.clauses[index]
    content = _after(unit, index, CUES["sagen"]) or _before(unit, index, CUES["sagen"])
    if clause.kind == "wie":
        content = _around(unit, index)
    speaker = None
    for at in range(clause.first, clause.stop - 1):
        if doc.lower[at] in ("in", "im", "aus", "bei", "beim", "vom", "von", "seitens") and starts_phrase(
            doc, at + 1, clause.stop
        ):
            end = phrase(doc, at + 1, clause.stop)
            if end > at + 1:
                speaker = (at + 1, end)
                break
    if speaker is None and index and doc.lower[unit.first] in ("in", "im", "aus", "laut"):
        end = phrase(doc, unit.first + 1, unit.clauses[0].stop, front=True)
        speaker = (unit.first + 1, end) if end > unit.first + 1 else None
    if content is None:
        if doc.lower[clause.first] in ("das", "so", "dies") and speaker:
            return Found(
                unit.first,
                unit.first,
                _INDIRECT,
                speaker=speaker,
                cue=_cue_span(clause),
                frame=(clause.first, clause.stop),
                trace=["das heißt es"],
            )
        return None
    found = Found(
        content[0],
        content[1],
        content[2],
        speaker=speaker,
        cue=_cue_span(clause),
        frame=(clause.first, clause.stop),
        weight=2,
    )
    found.trace.append("heißt es")
    _content_stance(unit, found)
    if unit.question:
        found.news = False
    return found


def _by_opinion(unit: Unit, index: int) -> Found | None:
    """ "ist überzeugt, dass", "kam zu dem Schluss, dass", or any clause on which reported speech hangs."""
    doc, clause = unit.doc, unit.clauses[index]
    words = doc.words[clause.first : clause.stop]
    opinion = any(word in OPINION_NOUNS for word in words)
    attitude = any(word in ATTITUDES for word in words)
    content = None
    if opinion or attitude:
        content = _after(unit, index, _SAYING if opinion else _ATTITUDE)
    elif index + 1 < len(unit.clauses):
        follow = unit.clauses[index + 1]
        if (
            follow.kind == "main"
            and follow.mood == verbs.KONJUNKTIV_1
            and follow.delim in (",", ":")
            and not clause.mood
            and clause.kind == "main"
        ):
            content = _after(unit, index, _SAYING)
        elif follow.kind == "dass" and clause.kind == "main" and follow.mood == verbs.KONJUNKTIV_1:
            content = _after(unit, index, _SAYING)
        elif follow.delim == ":" and follow.mood == verbs.KONJUNKTIV_1:
            content = _after(unit, index, _SAYING)
    if content is None and clause.verb_first and clause.delim == "," and index:
        before = unit.clauses[index - 1]
        if before.mood == verbs.KONJUNKTIV_1 and before.kind in ("main", "dass") and not clause.mood:
            content = _before(unit, index, _SAYING)
    if content is None or clause.kind not in ("main", "rel", "sub"):
        return None
    speaker = subject(doc, unit.clauses, index)
    if speaker is not None and opinion and doc.words[speaker[1] - 1] in OPINION_NOUNS:
        speaker = _of_whom(doc, clause) or speaker
    if speaker is None or doc.lower[speaker[0]] == "es":
        return None
    found = Found(
        content[0],
        content[1],
        content[2],
        speaker=speaker,
        cue=_cue_span(clause),
        frame=(clause.first, clause.stop),
        weight=1,
    )
    found.polarity = (
        Polarity.NEGATED
        if stance_rules.NEGATIONS.intersection(doc.lower[clause.first : clause.stop])
        else Polarity.AFFIRMED
    )
    found.plural = _plural(doc, clause)
    found.trace.append("opinion" if opinion or attitude else "reported mood")
    _mood(unit, index, found)
    _content_stance(unit, found)
    return found


def _of_whom(doc: Doc, clause: Clause) -> TokenSpan | None:
    """ "Von der Polizei kam die Information", "Von X liegt die Äußerung vor"."""
    for at in range(clause.first, clause.stop - 1):
        if doc.lower[at] in ("von", "vom", "aus") and starts_phrase(doc, at + 1, clause.stop):
            end = phrase(doc, at + 1, clause.stop, front=at == clause.first)
            if end > at + 1:
                return at + 1, end
    return None


# -------------------------------------------------------------------------------------------- prepositions


def _by_preposition(unit: Unit) -> list[Found]:
    """laut X, X zufolge, nach Angaben von X, so X, demnach, nach eigenen Angaben."""
    doc, out = unit.doc, []
    lower = doc.lower
    if _ATTRIBUTING.isdisjoint(lower[unit.first : unit.stop]):
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


_SOURCE_ENDS: Final = (
    "angaben",
    "berichten",
    "bericht",
    "informationen",
    "erkenntnissen",
    "mitteilung",
    "meldungen",
    "schätzungen",
)


def _is_front(unit: Unit, at: int) -> bool:
    return at == unit.first or unit.doc.words[at - 1] in ","


def inside_source(doc: Doc, first: int, stop: int) -> tuple[TokenSpan, str]:
    """The speaker within "einem Bericht des Guardian", "Angaben von X"; the phrase itself when it names nobody else."""
    for at in range(first, stop):
        low = doc.lower[at]
        if is_capital(doc.words[at]):
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
        return None
    if "eigenen" in doc.lower[at + 1 : noun] or "eigener" in doc.lower[at + 1 : noun]:
        return _own_words(unit, at, noun)
    end = max(_source_end(unit, at, at + 1), noun + 1)
    source, word = inside_source(doc, at + 1, end)
    if (
        doc.lower[at + 1]
        in ("diesen", "diesem", "dieser", "den", "dem", "seinen", "ihren", "seiner", "ihrer", "deren", "dessen")
        and source == (at + 1, end)
        and end <= noun + 1
    ):
        found = _adverbial(unit, at, end, source, (at, at + 1), word, "nach Angaben")
        if found:
            found.back = True
        return found
    return _adverbial(unit, at, end, source, (at, at + 1), word, "nach Angaben")


def _own_words(unit: Unit, at: int, noun: int) -> Found | None:
    """ "Der Konzern hat nach eigenen Angaben …": the subject of the clause is the source."""
    index = _clause_at(unit, at)
    speaker = subject(unit.doc, unit.clauses, index) if index >= 0 else None
    if speaker is None:
        return None
    found = _adverbial(unit, at, noun + 1, speaker, (at, at + 1), "angaben", "own words")
    if found:
        found.type = _INDIRECT
    return found


def _zufolge(unit: Unit, at: int) -> Found | None:
    """Berichten zufolge, dem Landesamt zufolge, einem Bericht der Zeitung zufolge."""
    doc = unit.doc
    first = at
    floor = max(unit.first, at - 16)
    if is_capital(doc.words[at - 1]) and (doc.lower[at - 1] in SOURCE_NOUNS or doc.lower[at - 1].endswith(_SOURCE_ENDS)):
        # "hat Nordkorea Berichten zufolge": the noun with its own adjectives and article
        first = at - 1
        while first > floor and doc.words[first - 1][0].islower() and (is_adjective(doc.lower[first - 1]) or doc.lower[first - 1] in OBLIQUE):
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
        index = _clause_at(unit, at)
        found.speaker = subject(doc, unit.clauses, index) if index >= 0 else None
    return found


def _so(unit: Unit, at: int) -> Found | None:
    """ "…, so der Minister", "„…“, so Müller weiter"."""
    doc = unit.doc
    index = _clause_at(unit, at)
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
        begin, stop, _INDIRECT, speaker=(at + 1, end), cue=(at, at + 1), frame=(at, end), weight=2, trace=["so X"]
    )
    _content_stance(unit, found)
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
        first, stop, _INDIRECT, speaker=(at, at + 1), cue=(at, at + 1), back=True, weight=1, trace=["demnach"]
    )
    _content_stance(unit, found)
    return found


def _clause_at(unit: Unit, at: int) -> int:
    for index, clause in enumerate(unit.clauses):
        if clause.first <= at < clause.stop:
            return index
    return -1


def _adverbial(unit: Unit, at: int, end: int, source: TokenSpan, cue: TokenSpan, noun: str, rule: str) -> Found | None:
    """The clause around an attributing phrase [at, end) is what its source says."""
    doc = unit.doc
    index = _clause_at(unit, at)
    if index < 0:
        return None
    clause = unit.clauses[index]
    first, stop = unit.first, unit.body_stop()
    if clause.kind in ("rel", "sub", "wh", "ob") and index:
        first, stop = clause.first, clause.stop
    else:
        for back in range(index, -1, -1):
            if unit.clauses[back].delim in (":", ";", "–") and (unit.clauses[back].delim != "–" or unit.clauses[back].finite >= 0):
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
    elif end >= stop:
        stop = at
        while stop > first and doc.words[stop - 1] in ",–":
            stop -= 1
    if stop - first < 2:
        return None
    found = Found(first, stop, _INDIRECT, speaker=source, cue=cue, frame=(at, end), weight=2, trace=[rule])
    if noun in ESTIMATE_NOUNS or noun.endswith("schätzungen"):
        found.stance = Stance.ESTIMATES
        if stance_rules.NEGATIONS.intersection(doc.lower[first:stop]):
            found.polarity = Polarity.NEGATED
        if "könnte" in doc.lower[first:stop] or "könnten" in doc.lower[first:stop]:
            found.stance = Stance.SUSPECTS
    else:
        _content_stance(unit, found)
    if unit.question:
        found.news = False
    return found


# ------------------------------------------------------------------------------------------------- nouns


def _by_noun(unit: Unit) -> list[Found]:
    """ "die Bestätigung durch Pjöngjang", "nach dem Dementi aus Moskau", "eine Bestätigung gab es nicht"."""
    doc, out = unit.doc, []
    if CONFIRMING_NOUNS.keys().isdisjoint(doc.lower[unit.first : unit.stop]):
        return out
    for at in range(unit.first, unit.stop):
        if unit.masked[at - unit.first] or doc.words[at][0].islower():
            continue
        stance = CONFIRMING_NOUNS.get(doc.lower[at])
        if stance is None:
            continue
        index = _clause_at(unit, at)
        if index < 0:
            continue
        clause = unit.clauses[index]
        if clause.lemma in CUES and CUES[clause.lemma].can("c") and clause.kind != "sub":
            continue
        found = _noun_statement(unit, index, at, stance)
        if found:
            out.append(found)
    return out


_AWAITED: Final = frozenset(
    "warten hoffen fordern verlangen suchen bitten ausstehen ausbleiben fehlen drängen rechnen erwarten".split()
)  # noqa: SIM905


def _noun_statement(unit: Unit, index: int, at: int, stance: Stance) -> Found | None:
    doc, clause = unit.doc, unit.clauses[index]
    speaker = None
    if at + 1 < unit.stop and doc.lower[at + 1] in ("durch", "aus", "von", "vom", "seitens", "des", "der"):
        genitive = doc.lower[at + 1] in ("des", "der")
        begin = at + 1 if genitive else at + 2
        if starts_phrase(doc, begin, unit.stop) and not (
            genitive and stance is Stance.CONFIRMS and doc.lower[at] == "bestätigung"
        ):
            end = phrase(doc, begin, clause.stop, apposition=False)
            speaker = (begin, end) if end > begin else None
    words = doc.lower[clause.first : clause.stop]
    negated = bool(stance_rules.NEGATIONS.intersection(words)) or "ohne" in words or "mangels" in words
    awaited = clause.lemma in _AWAITED or "aus" in words[-1:] or "auf" in doc.lower[max(clause.first, at - 3) : at]
    if clause.lemma == "haben" and negated:
        speaker = speaker or subject(doc, unit.clauses, index)
    if speaker is None and not negated:
        return None
    found = _reported(unit, index)
    found.speaker, found.cue, found.stance, found.weight = speaker, (at, at + 1), stance, 1
    found.trace.append("noun")
    if negated and stance is Stance.CONFIRMS:
        found.stance = Stance.CANNOT_CONFIRM
    elif negated:
        return None
    if awaited or unit.question or clause.conditional or clause.form == "future" or clause.mood:
        found.news = False
    return found


# ------------------------------------------------------------------------------------------- quotations


def direct(unit: Unit, framed: list[Found]) -> list[Found]:
    """Direct speech of the unit: each quotation that is one, with its speaker if a frame names one."""
    out: list[Found] = []
    for number, (first, stop) in enumerate(unit.quotes):
        frame = _frame_of_quote(unit, first, stop)
        whole = is_sentence(unit.doc, first, stop)
        if frame is None and not whole:
            continue
        found = Found(first, stop, _DIRECT, weight=4)
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
        _content_stance(unit, found)
        out.append(found)
    return _merge_split(unit, out)


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
    if doc.words[stop - 2] in "!?" and doc.words[first + 1][0].isupper() and stop - first > 3:
        return True
    if stop - first < 5:
        return False
    ends = doc.words[stop - 2] in ".!?…" or (stop < len(doc.words) and doc.words[stop] in ".,!")
    has_verb = any(doc.words[i][0].islower() and verbs.finite(doc.lower[i]) for i in range(first + 1, stop - 1))
    return has_verb and ends and doc.words[first + 1][0].isupper()


def _frame_of_quote(unit: Unit, first: int, stop: int) -> Found | None:
    """The frame of one quotation: colon before it, inverted clause or "so X" behind it, or a clause around it."""
    doc = unit.doc
    end = unit.body_stop()
    colon = _clause_before(unit, first - 1) if first > unit.first and doc.words[first - 1] == ":" else -1
    if colon >= 0 and (unit.clauses[colon].lemma in CUES or not unit.clauses[colon].lemma):
        return _quote_frame(unit, colon, "colon")
    at = stop
    if at < end and doc.words[at] in ",–":
        at += 1
    if at < unit.stop:
        index = _clause_at(unit, at)
        if (
            index >= 0
            and unit.clauses[index].first == at
            or (index >= 0 and stop == at and unit.clauses[index].finite == at)
        ):
            clause = unit.clauses[index]
            if doc.lower[at] == "so" and clause.finite < 0:
                name_end = phrase(doc, at + 1, clause.stop)
                if name_end > at + 1:
                    return Found(
                        0,
                        0,
                        _DIRECT,
                        speaker=(at + 1, name_end),
                        cue=(at, at + 1),
                        frame=(at, name_end),
                        trace=["so X"],
                    )
            inverted = clause.finite == at or (doc.lower[at] in ("so", "das") and clause.finite == at + 1)
            if inverted and not is_sentence(doc, first, stop) and first != unit.first and (at == stop or stop - first < 6):
                return _partial_frame(unit, first, stop)
            if inverted and at == stop and not is_sentence(doc, first, stop):
                return None
            if (
                inverted
                and (clause.lemma in CUES or (at > stop and is_sentence(doc, first, stop)))
                and (clause.lemma != "heißen" or "es" in doc.lower[clause.first : clause.stop])
            ):
                return _quote_frame(unit, index, "behind")
            if clause.kind == "wie" and clause.lemma in CUES:
                return _quote_frame(unit, index, "wie")
    if colon >= 0 and doc.words[stop - 2] in ".!?…":
        return _quote_frame(unit, colon, "colon")
    # "X sagte, „…“" and "X sagte „…“"
    if first > unit.first:
        before = first - 1
        while before > unit.first and doc.words[before] in ",–":
            before -= 1
        index = _clause_at(unit, before)
        if index >= 0:
            clause = unit.clauses[index]
            cue = CUES.get(clause.lemma)
            if cue and cue.can("s") and clause.stop <= first and is_sentence(doc, first, stop):
                return _quote_frame(unit, index, "before")
    return _partial_frame(unit, first, stop)


def _partial_frame(unit: Unit, first: int, stop: int) -> Found | None:
    """Part of a sentence in marks, in a clause whose verb names or calls: "sprach von „…“", "nannte das „…“"."""
    index = _clause_at(unit, first)
    if index < 0 or stop - first < 3:
        return None
    clause = unit.clauses[index]
    if stop - first < 4 and clause.lemma not in ("nennen", "bezeichnen", "werten", "sprechen", "einstufen", "kritisieren"):
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
    found = Found(0, 0, _DIRECT, frame=(clause.first, clause.stop), trace=[rule])
    cue = CUES.get(clause.lemma) or _SAYING
    if clause.lemma == "heißen" and "es" in doc.lower[clause.first : clause.stop]:
        other = _es_heisst(unit, index)
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
        found.speaker = _agent(doc, clause) or subject(doc, unit.clauses, index)
    elif clause.lemma:
        found.speaker = subject(doc, unit.clauses, index)
        if found.speaker is None and clause.kind == "frag":
            found.speaker = _fragment_speaker(doc, clause)
    else:
        found.speaker = _fragment_speaker(doc, clause)
    if clause.lemma:
        found.cue = _cue_span(clause)
        judged = stance_rules.judge(doc, clause, cue, content=True)
        if cue.lemma == "bekennen" and stance_rules.other_sense(doc, clause, clause.lemma, found.speaker):
            judged = judged._replace(stance=Stance.ASSERTS)
        found.stance, found.polarity, found.news = judged.stance, judged.polarity, judged.news
        phrase_stance = stance_rules.by_phrase(doc, clause)
        if phrase_stance:
            found.stance = phrase_stance
        found.plural = _plural(doc, clause)
    _erstmals(unit, found, clause)
    return found


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
