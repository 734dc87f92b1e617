"""The statements of a text, in order: frames, direct speech and free continuation settled against each other, names resolved.

One pass over the sentences. Work is done only where a sentence has quotation marks, a cue word, a Konjunktiv or soll. The
outermost statement over the same words wins, except that a relay (agency, outlet) gives way to the source it cites.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from monitor.reading.german import actors, attribution, dates, making, references, relays, speakers, verbs
from monitor.reading.german import stance as stance_rules
from monitor.reading.german.acts import clauses_of
from monitor.reading.german.attribution import agent_of
from monitor.reading.german.clauses import Clause
from monitor.reading.german.cues import CUES, OPINION_NOUNS, SEPARABLE, SOURCE_NOUNS
from monitor.reading.german.direct import direct
from monitor.reading.german.governing import by_governing
from monitor.reading.german.names import Names
from monitor.reading.german.phrases import phrase, starts_phrase
from monitor.reading.german.quotations import quotations
from monitor.reading.german.said import Found, Unit, make_unit
from monitor.reading.german.settling import PREPOSITIONAL, settle
from monitor.reading.german.sources import inside_source
from monitor.reading.german.speakers import TokenSpan
from monitor.reading.german.text import Doc, Word, word_set
from monitor.reading.model import (
    Reference,
    Stance,
    Statement,
    StatementType,
    Where,
)

_DIRECT: Final = StatementType.DIRECT
_INDIRECT: Final = StatementType.INDIRECT
_REPORTED: Final = StatementType.REPORTED
_FREE: Final = StatementType.FREE
#: sentences without statement after which reported mood no longer goes on from the last speaker
_REACH: Final = 2


class Covered(NamedTuple):
    """Tokens [first, stop) that a statement says, for joining figures with their source."""

    first: int
    stop: int
    statement: Statement


class StatementsRead(NamedTuple):
    """Statements in text order, short mentions resolved, and what each statement covers in tokens."""

    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    cover: tuple[Covered, ...] = ()


class _State:
    """What is carried from sentence to sentence."""

    __slots__ = ("gap", "last", "names", "noted", "out", "root", "spoke")

    def __init__(
        self,
        names: Names,
        last: Found | None = None,
        root: str | None = None,
        gap: int = 99,
        spoke: int = -1,
        noted: TokenSpan | None = None,
        out: list[tuple[Found, str | None, tuple[str, ...]]] | None = None,
    ) -> None:
        self.names: Names = names
        #: the last statement, and its speaker
        self.last: Found | None = last
        self.root: str | None = root
        #: units since then
        self.gap: int = gap
        #: the token behind a sentence that has a verb of saying and yet no statement
        self.spoke: int = spoke
        #: speaker of the last sentence without statement, not yet resolved
        self.noted: TokenSpan | None = noted
        self.out: list[tuple[Found, str | None, tuple[str, ...]]] = [] if out is None else out


def read_statements(
    doc: Doc,
    *,
    where: Where = Where.BODY,
    published: datetime | None = None,
    outlet: str = "",
    title: Doc | None = None,
) -> StatementsRead:
    """Statements and references of one text; spans are offsets into the text as given.

    `published` dates what sentences name and tells recap from news; `title` helps to resolve bare surnames; `outlet` is
    never the source of what it prints.
    """
    quotes = quotations(doc)
    state = _State(Names(doc, title))
    for first, stop, inside in _units(doc, quotes):
        if not _worth_reading(doc, first, stop, inside, live=state.gap == 0 or state.spoke == first):
            state.gap += 1
            continue
        unit = make_unit(doc, first, stop, inside)
        _read_unit(unit, state, where)
    return _finish(doc, state, where, published)


def _units(doc: Doc, quotes: list[TokenSpan]) -> list[tuple[int, int, list[TokenSpan]]]:
    """Sentences, joined where a quotation runs over their border, with the quotations inside."""
    out: list[tuple[int, int, list[TokenSpan]]] = []
    place, total = 0, len(quotes)
    begin = -1
    inside: list[TokenSpan] = []
    for first, stop in doc.sentences:
        if begin < 0:
            begin, inside = first, []
        while place < total and quotes[place][0] < stop:
            inside.append(quotes[place])
            place += 1
        if inside and inside[-1][1] > stop:
            continue
        out.append((begin, stop, inside))
        begin = -1
    if begin >= 0:
        out.append((begin, len(doc.words), inside))
    return out


# ------------------------------------------------------------------------------------------------ gate

#: words other than cue verbs that make a sentence worth reading
_TRIGGERS: Final = """
laut zufolge gemäß demnach soll sollen hieß heißt überzeugt möglich wahrscheinlich denkbar ausgeschlossen bedeckt unbeantwortet schweigt schwieg schweigen schwiegen geschwiegen weist wies weisen wiesen
Laut Zufolge Gemäß Demnach Danach Sicht Ansicht Meinung Auffassung Schluss Anzeichen Hinweise Indizien Abrede Aussicht Auskunft
Kommentar Stellungnahme Stellung Lage Verantwortung außerstande beantwortete beantwortet beantworteten lehnte lehnt lehnten Rückzieher Schweigen Hehl Absage Irrtum rückte rückten rückt abgerückt ruderte rudert zurückgerudert trat traten tritt entgegengetreten distanzierte distanziert distanzierten reklamierte reklamiert reklamierten einging ging gingen eingegangen erreichbar weigerte weigert weigerten Bestätigung Dementi Dementis Geständnis Eingeständnis
Auskünfte verweigerte verweigert verweigerten geständig kassiert kassierte
"""
_EXTRA: Final = frozenset(_TRIGGERS.split()) | OPINION_NOUNS
#: what a word calls for: nothing, reading, reading with "nach", reading with a source noun, reading behind other reported
#: speech, reading behind a comma; from _APART on: the base verb whose separated particle decides
_NO: Final = 0
_YES: Final = 1
_NACH: Final = 2
_SOURCE: Final = 3
_BEHIND: Final = 4
_SO: Final = 5
_APART: Final = 6
_BASES: Final = tuple(SEPARABLE)
_WITH: Final = tuple(frozenset(SEPARABLE[base]) for base in _BASES)


def _note(word: Word) -> int:
    """What the word calls for (cue verb in any form, Konjunktiv, attributing word), noted in it."""
    lower = word.lower
    call = _NO
    if word.word in _EXTRA:
        call = _YES
    elif lower == "nach":
        call = _NACH
    elif lower in SOURCE_NOUNS or lower.endswith(("angaben", "berichten", "schätzungen")):
        call = _SOURCE
    elif word.word == "so":
        call = _SO
    elif word.word[0].islower():
        call = _verb_call(lower)
    word.call = call
    return call


def _verb_call(lower: str) -> int:
    mood = verbs.reported_mood(lower)
    if mood:
        return _YES if mood == verbs.KONJUNKTIV_1 else _BEHIND
    call = _NO
    for form in verbs.forms(lower):
        if form.lemma in CUES:
            return _YES
        if form.lemma in SEPARABLE and form.kind == verbs.FINITE:
            call = _APART + _BASES.index(form.lemma)
    return call


#: what `Word.opening` says: no cue verb, one that opens its sentence, one that only looks like it
_OPENS_NOT: Final = 0
_OPENS: Final = 1
_NEVER: Final = 2


def _note_opening(word: Word) -> int:
    """Whether the word is a cue verb at the head of a sentence, noted in it."""
    opening = _OPENS_NOT
    if word.word[0].isupper() and _verb_call(word.lower) == _YES:
        fits = verbs.finite(word.lower) is not None or verbs.participle(word.lower) is not None
        opening = _OPENS if fits else _NEVER
    word.opening = opening
    return opening


def _worth_reading(doc: Doc, first: int, stop: int, inside: list[TokenSpan], *, live: bool = True) -> bool:
    """A quotation, a cue in any form, or an attributing word stands in the sentence; `live`: right behind a statement."""
    if inside:
        return True
    nach = source = so = False
    apart: list[int] = []
    lexicon = doc.lexicon
    for at in range(first, stop):
        word = lexicon[at]
        call = word.call if word.call >= 0 else _note(word)
        if call == _NO:
            continue
        if call == _YES or (live and call == _BEHIND):
            return True
        if call == _NACH:
            nach = True
        elif call == _SOURCE:
            source = True
        elif call == _SO:
            so = so or (at > first and doc.words[at - 1] in (",", "–"))
        elif call >= _APART:
            apart.append(call - _APART)
    if source and (nach or "keine" in doc.words[first:stop]):
        return True
    if apart and _has_particle(doc.words[first:stop], apart):
        return True
    head = lexicon[first]
    opening = head.opening if head.opening >= 0 else _note_opening(head)
    return so if opening == _OPENS_NOT else opening == _OPENS


def _has_particle(words: list[str], bases: list[int]) -> bool:
    return any(not _WITH[base].isdisjoint(words) for base in bases)


# ------------------------------------------------------------------------------------------------ one unit


def _read_unit(unit: Unit, state: _State, where: Where) -> None:
    """Find, settle and remember the statements of one unit."""
    found = attribution.frames(unit)
    if len(unit.clauses) > 1:
        found.extend(by_governing(unit))
    found.extend(direct(unit, found))
    if len(unit.clauses) > 1 and all(one.type is _REPORTED for one in found):
        found.extend(_headline(unit, where))
    kept = settle(unit, found)
    free = _continuation(unit, kept, state)
    if free is not None:
        kept = [*kept, free] if kept and free.first >= kept[-1].stop else [free]
    kept.sort(key=lambda one: one.first)
    for one in kept:
        _remember(unit, one, state)
    state.gap = 0 if kept else state.gap + 1
    if not kept and any(clause.kind == "main" and not clause.mood and clause.lemma in CUES for clause in unit.clauses):
        state.spoke = unit.stop


def _hear_actor(unit: Unit, state: _State, *, spoken: bool = False) -> None:
    """ "Die Klinik sucht Hilfe. Es fehle an Pflegern.": who acts in the sentence right before goes on, if it said nothing.

    `spoken`: only one of whom a verb of saying was told there.
    """
    doc = unit.doc
    number = doc.sentence_at(unit.first) - 1
    if number < 0 or (state.last is not None and state.last.stop > doc.sentences[number][0]):
        return
    clauses = clauses_of(doc, number)
    for index, clause in enumerate(clauses):
        if clause.kind != "main" or clause.finite < 0 or clause.mood or (spoken and clause.lemma not in CUES):
            continue
        done = clause.form == "passive" or clause.lemma in _ARISING
        span = agent_of(doc, clause) if done else speakers.subject(doc, clauses, index)
        if span is not None and (clause.lemma in CUES or actors.speaks(doc, span)):
            state.last = Found(doc.sentences[number][0], doc.sentences[number][0], _REPORTED, speaker=span)
            state.root, state.noted, state.gap = None, span, 0
            return


#: "Kritik kam von …", "erfolgte durch …": the agent acts
_ARISING: Final = frozenset(("kommen", "erfolgen", "stammen", "geschehen", "ergehen"))


def _headline(unit: Unit, where: Where) -> list[Found]:
    """ "Südkoreas Geheimdienst: Nordkorea könnte …", "Söder: „…“" in headlines and headline-like lines."""
    doc = unit.doc
    if not unit.clauses or len(unit.clauses) < 2 or unit.clauses[0].kind != "frag" or unit.clauses[1].delim != ":":
        return []
    head, follow = unit.clauses[0], unit.clauses[1]
    if head.stop - head.first > 5 or not starts_phrase(doc, head.first, head.stop):
        return []
    if phrase(doc, head.first, head.stop, front=True) != head.stop:
        return []
    if follow.finite < 0:
        return []
    one = Found(
        follow.first,
        unit.body_stop(),
        _INDIRECT,
        speaker=(head.first, head.stop),
        frame=(head.first, head.stop),
        trace=["headline colon"],
    )
    stance, polarity = stance_rules.of_content(doc, one.first, one.stop, Stance.ASSERTS, direct=False)
    one.stance, one.polarity = stance, polarity
    reported = follow.mood or doc.lower[follow.finite] in ("soll", "sollen")
    return [one] if reported or stance in (Stance.DENIES, Stance.CONFIRMS) else []


# -------------------------------------------------------------------------------------------- continuation


def _main_clause(unit: Unit) -> Clause | None:
    for clause in unit.clauses:
        if clause.kind == "main":
            return clause
    return None


def _continuation(unit: Unit, kept: list[Found], state: _State) -> Found | None:
    """Reported mood that goes on from the last speaker, or hearsay ("soll … gewesen sein") without one."""
    main = _main_clause(unit)
    if main is None or unit.question:
        return None
    mood = main.mood
    if not mood and unit.doc.lower[main.finite] not in ("soll", "sollen"):
        return None
    framed_here = [one for one in kept if one.frame[0] <= main.finite < one.frame[1]]
    if any(one.via for one in kept) or any(not _reported_frame(unit, one) for one in kept):
        return None
    word = unit.doc.lower[main.finite]
    if mood and state.gap > 0:
        _hear_actor(unit, state, spoken=mood == verbs.KONJUNKTIV_2)
    live = state.last is not None and state.gap <= _REACH
    if (mood == verbs.KONJUNKTIV_1 and word != "möge") or (
        mood == verbs.KONJUNKTIV_2 and live and _goes_on(unit, main, state)
    ):
        if framed_here and (
            not live
            or state.last is None
            or state.last.speaker is None
            or relays.is_relay(unit.doc, state.last.speaker)
        ):
            if live and framed_here and state.last and state.last.speaker and not framed_here[0].via:
                framed_here[0].via = (state.last.speaker,)
            return None
        kept.clear()
        return _free(unit, state if live else None, "free indirect")
    if kept:
        return None
    if (
        live
        and state.last is not None
        and word in ("soll", "sollen")
        and _new_paragraph(unit.doc, state.last.stop, unit.first)
    ):
        live = False
    if word in ("soll", "sollen") and (main.form in ("modal perfect", "modal passive") or live):
        perfect = main.form == "modal perfect" or "worden" in unit.doc.lower[main.first : main.stop]
        if main.lemma in _STATES and live and state.last is not None and state.last.type is not _DIRECT:
            return _free(unit, state, "hearsay")
        if perfect or (live and state.gap == 0 and state.last and state.last.type is _FREE):
            return _free(
                unit,
                state if live and state.gap == 0 and state.last and state.last.type is not _REPORTED else None,
                "hearsay",
            )
    return None


#: with these, "soll" reports rather than plans
_STATES: Final = word_set(
    """
    sein haben geben stammen betragen liegen befinden handeln gehören existieren wissen gelten bestehen leben heißen
    kosten umfassen enthalten kennen wohnen leiden besitzen
    """
)


def _new_paragraph(doc: Doc, before: int, at: int) -> bool:
    """A paragraph begins between the two tokens: hearsay there is no longer the last speaker's."""
    return any(before <= first <= at and first > 0 for first, _ in doc.paragraphs)


def _reported_frame(unit: Unit, one: Found) -> bool:
    """The frame is itself reported ("habe … mitgeteilt"): it belongs to what the last speaker says."""
    if one.frame[0] >= one.frame[1]:
        return one.type is _DIRECT and one.speaker is None
    if one.trace and one.trace[0] in PREPOSITIONAL:
        return False
    return any(clause.first == one.frame[0] and clause.mood for clause in unit.clauses)


def _goes_on(unit: Unit, main: Clause, state: _State) -> bool:
    """A Konjunktiv II continues reported speech; with wenn, or as "könnte", it is the author's own irrealis."""
    if state.gap > 0 or state.last is None:
        return False
    if any(clause.conditional for clause in unit.clauses):
        return False
    word = unit.doc.lower[main.finite]
    if word in (
        "könnte",
        "könnten",
        "dürfte",
        "dürften",
        "müsste",
        "müssten",
        "möchte",
        "möchten",
        "sollte",
        "sollten",
    ):
        return state.last.type is _FREE
    return state.last.type is not _DIRECT or word in ("hätten", "seien", "wären")


def _free_stop(unit: Unit) -> int:
    """Reported mood ends where a clause of the same sentence goes back to the indicative."""
    seen = False
    for clause in unit.clauses:
        if clause.kind == "main" and clause.finite >= 0:
            if seen and not clause.mood and clause.past and clause.delim in ("und", "aber", ",", "–", ";", "doch"):
                return clause.first - 1
            seen = seen or bool(clause.mood)
    return unit.stop


def _free(unit: Unit, state: _State | None, rule: str) -> Found:
    stop = _free_stop(unit)
    one = Found(unit.first, stop, _FREE, trace=[rule])
    if state is not None and state.last is not None:
        one.speaker = state.last.speaker
        one.via = state.last.via
    stance, polarity = stance_rules.of_content(unit.doc, unit.first, unit.stop, Stance.ASSERTS, direct=False)
    one.stance, one.polarity = stance, polarity
    return one


# -------------------------------------------------------------------------------------------- remembering


def _remember(unit: Unit, one: Found, state: _State) -> None:
    """Resolve the speaker, add the statement to the results, carry it on."""
    doc = unit.doc
    if state.noted is not None:
        state.root, state.noted = state.names.resolve(state.noted), None
    if one.first == one.stop and not _point_back(doc, unit, one, state):
        return
    root: str | None = None
    via: list[str] = [relays.relay_name(doc, span) for span in one.via]
    if one.type is _FREE:
        root = state.root if one.speaker is not None else None
    elif one.speaker is not None:
        root = _root(unit, one, state, via)
        if _third_hand(doc, one, state) and not via:
            via.append(relays.relay_name(doc, one.speaker))
            root = state.root
        if "demnach" in one.trace and not via and state.out:
            via.extend(state.out[-1][2])
    elif one.type is _DIRECT and state.last is not None and state.gap <= 1:
        one.speaker, root = state.last.speaker, state.root
        one.trace.append("speaker goes on")
    if one.type is _FREE and state.out and _joins(doc, state.out[-1][0], one):
        before = state.out[-1][0]
        before.stop = one.stop
        if before.stance is not one.stance and one.stance is not Stance.ASSERTS:
            before.trace.append("mixed")
        state.last = before
        return
    state.out.append((one, root, tuple(via)))
    if one.speaker is not None or one.type is _FREE:
        state.last, state.root = one, root
        state.gap = 0


def _third_hand(doc: Doc, one: Found, state: _State) -> bool:
    """A relay reports with "soll" right behind what a named source said: it hands on that source's word."""
    if one.speaker is None or state.last is None or state.last.speaker is None or state.gap > 0 or state.root is None:
        return False
    if state.last.type is _DIRECT or not relays.is_relay(doc, one.speaker) or relays.is_relay(doc, state.last.speaker):
        return False
    words = doc.lower[one.first : min(one.stop, one.first + 4)]
    return "soll" in words or "sollen" in words


def _joins(doc: Doc, before: Found, one: Found) -> bool:
    """Free continuation without a break is one statement, as long as its stance does not change."""
    return before.type is _FREE and before.stop == one.first and before.speaker == one.speaker


def _point_back(doc: Doc, unit: Unit, one: Found, state: _State) -> bool:
    """Give "Das teilte X mit" the sentence before, or the run of hearsay before it."""
    number = doc.sentence_at(unit.first)
    if number == 0:
        if one.stance is Stance.ASSERTS:
            return False
        one.first, one.stop, one.type = unit.first, unit.stop, _REPORTED
        return True
    first, stop = doc.sentences[number - 1]
    if state.out and one.speaker is not None and one.stance is Stance.ASSERTS and relays.is_relay(doc, one.speaker):
        before, root, via = state.out[-1]
        if before.first >= first and root is not None and before.type is not _FREE:
            # "X hat bestätigt, dass …. Das meldete die Agentur": the agency relays
            state.out[-1] = (before, root, (*via, relays.relay_name(doc, one.speaker)))
            return False
    while state.out and state.out[-1][0].first >= first and state.out[-1][0].speaker is None:
        before = state.out.pop()[0]
        first = min(first, before.first)
    if state.out and state.out[-1][0].type is _FREE and state.out[-1][0].stop > first:
        before = state.out.pop()[0]
        first = before.first
    if state.out and state.out[-1][0].first <= first < state.out[-1][0].stop and one.stance is Stance.ASSERTS:
        return False
    one.first, one.stop = first, stop
    if one.stance is Stance.ASSERTS:
        one.stance, one.polarity = stance_rules.of_content(doc, first, stop, one.stance, direct=False)
    return True


def _root(unit: Unit, one: Found, state: _State, via: list[str]) -> str | None:
    """The name of the source, after chains ("Yonhap unter Berufung auf den NIS") and back references ("demnach")."""
    doc = unit.doc
    assert one.speaker is not None
    if one.back:
        return state.root
    cited = _cited(unit, one)
    if cited is not None:
        if relays.is_relay(doc, one.speaker) and not relays.is_relay(doc, cited):
            via.insert(0, relays.relay_name(doc, one.speaker))
            one.speaker = cited
        elif relays.is_relay(doc, cited):
            via.append(_outlet_in(doc, cited))
    elif (
        relays.is_unnamed(doc, one.speaker)
        and relays.is_relay(doc, one.speaker)
        and one.speaker[1] - one.speaker[0] > 2
    ):
        via.append(_outlet_in(doc, one.speaker))
        return state.names.workplace(one.speaker)
    return state.names.resolve(one.speaker, plural=one.plural)


def _outlet_in(doc: Doc, span: TokenSpan) -> str:
    """The outlet named within a phrase ("ein Insider der „Washington Post“")."""
    for at in range(span[0] + 1, span[1]):
        if doc.lower[at] in ("der", "des", "vom", "von") and at + 1 < span[1]:
            return relays.relay_name(doc, (at + 1, span[1]))
    return relays.relay_name(doc, span)


def _cited(unit: Unit, one: Found) -> TokenSpan | None:
    """Whom the frame cites: "unter Berufung auf X", "beruft sich auf X", "mit Verweis auf X"."""
    doc = unit.doc
    if "auf" not in doc.lower[unit.first : unit.stop]:
        return None
    for at in range(unit.first, unit.stop - 2):
        if doc.lower[at] != "auf" or (
            one.first <= at < one.stop and one.type is not _REPORTED and one.first != unit.first
        ):
            continue
        before = doc.lower[max(unit.first, at - 6) : at]
        if (
            "berufung" in before
            or "bezug" in before
            or "verweis" in before
            or ("sich" in before and any(word in _CITING for word in before))
        ):
            first = at + 1
            if starts_phrase(doc, first, unit.stop):
                end = phrase(doc, first, unit.stop, front=True)
                if end > first:
                    inner, noun = inside_source(doc, first, end)
                    return inner if noun else (first, end)
    return None


_CITING: Final = word_set(
    """
    beruft berief berufen beriefen bezog bezieht bezogen stützt stützte stützen
    """
)


# ------------------------------------------------------------------------------------------------ results


def _finish(doc: Doc, state: _State, where: Where, published: datetime | None) -> StatementsRead:
    statements: list[Statement] = []
    cover: list[Covered] = []
    for one, root, via in sorted(state.out, key=lambda entry: entry[0].first):
        statement = _statement(doc, one, root, via, where, published)
        statements.append(statement)
        cover.append(Covered(one.first, one.stop, statement))
    refs = [
        making.reference(doc.span(first, stop), meaning, where)
        for first, stop, meaning in (*state.names.references, *references.mentions(doc), *_pointers(doc, state))
    ]
    refs.sort(key=lambda ref: ref.span)
    return StatementsRead(tuple(statements), tuple(refs), tuple(cover))


_POINTERS: Final = frozenset(("das", "dies", "dieses", "davon", "dazu", "dem"))


def _pointers(doc: Doc, state: _State) -> Iterator[tuple[int, int, str]]:
    """ "bestätigte dies", "wies die Vorwürfe zurück", "dass die Berichte zutreffen": what stands in the sentence before."""
    for one, _, _ in state.out:
        if one.first >= one.stop:
            continue
        number = doc.sentence_at(one.first)
        if number == 0:
            continue
        stop = min(one.stop, one.first + 25)
        for at in range(one.first, stop):
            low = doc.lower[at]
            if low not in _POINTERS and low not in ("die", "der", "den", "diese", "diesen", "diesem", "dieser"):
                continue
            noun = at + 1 < stop and doc.words[at + 1][0].isupper()
            if noun and not stance_rules.about_a_claim(doc.lower[at + 1 : at + 2]):
                continue
            if (
                noun
                and at + 2 < len(doc.words)
                and doc.lower[at + 2] in ("über", "von", "des", "der", "zu", "um", "wonach")
            ):
                continue
            if not noun and (low not in _POINTERS or one.type is not _REPORTED or starts_phrase(doc, at + 1, stop)):
                continue
            yield at, at + 1 + noun, doc.quote(*doc.sentences[number - 1])[:400]
            break


def _statement(
    doc: Doc, one: Found, root: str | None, via: tuple[str, ...], where: Where, published: datetime | None
) -> Statement:
    speaker = doc.span(*one.speaker) if one.speaker else None
    cue = doc.span(*one.cue) if one.cue else None
    period, recap = _time(doc, one, published)
    first, stop = doc.sentences[doc.sentence_at(one.first)]
    quote = doc.span(one.first, one.stop)
    return making.statement(
        quote=quote,
        text=doc.raw[quote.start : quote.end],
        attribution=making.attribution(
            speaker=speaker,
            text=doc.raw[speaker.start : speaker.end] if speaker else "",
            root=root,
            via=via,
            cue=cue,
            cue_text=doc.raw[cue.start : cue.end] if cue else "",
        ),
        type=one.type,
        stance=one.stance,
        polarity=one.polarity,
        news=one.news and not recap,
        first_time=one.first_time,
        period=period,
        recap=recap,
        where=where,
        sentence=doc.span(first, stop),
        trace=tuple(one.trace),
    )


def _time(doc: Doc, one: Found, published: datetime | None) -> dates.Time:
    """When it was said, by its frame; what it is about has a time of its own."""
    first, stop = one.frame
    if first >= stop:
        return dates.Time(None, False)
    if one.type is _REPORTED:
        found = dates.time_of(doc, first, stop, published)
        if not found.recap or dates.pluperfect(doc, first, stop) or published is None:
            return found
        dated = next(dates.periods(doc, first, stop, published), None)
        near = dated is not None and (dated.first <= first + 3 or _near_verb(doc, first, dated.first))
        return dates.Time(found.period, near)
    return dates.time_of(doc, first, stop, published)


def _near_verb(doc: Doc, first: int, at: int) -> bool:
    """The period stands right behind the finite verb: it dates the speech act, not its object."""
    return any(verbs.finite(doc.lower[i]) and doc.words[i][0].islower() for i in range(max(first, at - 4), at))


__all__ = ["Covered", "StatementsRead", "read_statements"]
