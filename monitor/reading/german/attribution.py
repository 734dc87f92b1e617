"""Who says what in one stretch of text: frames of speech and what they cover.

A *unit* is one or more sentences that quotation marks hold together. Within it, each clause with a cue verb, each
attributing preposition ("laut", "zufolge", "nach Angaben von") and each quotation yields a `Found`: content, speaker, cue
as token ranges, and the stance of the frame. Names are resolved and overlaps settled in `statements`.
"""

from __future__ import annotations

from typing import Final

from monitor.reading.german import stance as stance_rules
from monitor.reading.german import verbs
from monitor.reading.german.actors import speaks
from monitor.reading.german.clauses import Clause
from monitor.reading.german.content import content_of, said_around, said_before, said_behind, whole_clause
from monitor.reading.german.cues import (
    ATTITUDES,
    CUES,
    OPINION_NOUNS,
    Cue,
)
from monitor.reading.german.nominal import by_noun
from monitor.reading.german.phrases import is_capital, phrase, starts_phrase
from monitor.reading.german.said import (
    ATTITUDE,
    SAYING,
    Found,
    Unit,
    cue_span,
    has_number,
    is_plural,
    note_first_time,
    weigh_content,
)
from monitor.reading.german.senses import has_object
from monitor.reading.german.sources import by_preposition
from monitor.reading.german.speakers import TokenSpan, subject
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Polarity, Stance, StatementType

#: stances that alarm: they need somebody who can speak
DECISIVE: Final = (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS)


def frames(unit: Unit) -> list[Found]:
    """Every statement the unit makes by a frame of speech, in text order; may overlap."""
    out: list[Found] = []
    out.extend(by_preposition(unit))
    for index, clause in enumerate(unit.clauses):
        if clause.lemma:
            found = _by_verb(unit, index)
            if found:
                out.append(found)
    out.extend(by_noun(unit))
    return out


def _by_verb(unit: Unit, index: int) -> Found | None:
    """The statement framed by the verb of one clause."""
    doc, clause = unit.doc, unit.clauses[index]
    cue = CUES.get(clause.lemma)
    if cue is None and clause.lemma not in stance_rules.SPEAKING:
        return _by_opinion(unit, index)
    phrase_stance = stance_rules.by_phrase(doc, clause)
    silent = stance_rules.silence(doc, clause)
    if clause.lemma == "heißen" and "es" in doc.lower[clause.first : clause.stop]:
        return es_heisst(unit, index)
    if cue is None and phrase_stance is None and not silent and not _infinitive_behind(unit, index):
        return _by_opinion(unit, index)
    if clause.lemma in _PLACED and "sich" in doc.lower[clause.first : clause.stop]:
        return None
    if clause.lemma in ("lauten", "heißen") or (
        clause.finite_lemma == "sein" and clause.form == "modal" and not silent
    ):
        return None
    if clause.form in ("passive", "modal passive") and not silent and clause.lemma not in stance_rules.MOVING:
        return _passive(unit, index, cue or SAYING)
    cue = cue or SAYING
    speaker = subject(doc, unit.clauses, index)
    covered = content_of(unit, index, cue)
    if speaker is not None and doc.lower[speaker[0]] == "es" and "sich" in doc.lower[clause.first : clause.stop]:
        return None
    framed = covered is not None and covered[2] is StatementType.INDIRECT
    if clause.lemma == "bestätigen" and "sich" in doc.lower[clause.first : clause.stop]:
        return None
    if (
        not framed
        and phrase_stance is None
        and not silent
        and stance_rules.other_sense(doc, clause, clause.lemma, speaker, object_in=_object_before(unit, index))
    ):
        return None
    colon = index + 1 < len(unit.clauses) and unit.clauses[index + 1].delim == ":"
    if not framed and clause.lemma == "bestätigen" and not colon and not has_object(doc, clause, speaker):
        if covered is None and not _points_back(unit, index, cue) and not _object_before(unit, index):
            return None
    if silent and not (
        covered
        and covered[2] is StatementType.INDIRECT
        and unit.clauses[min(index + 1, len(unit.clauses) - 1)].kind == "dass"
    ):
        found = whole_clause(unit, index)
        found.stance, found.speaker, found.cue = Stance.NO_COMMENT, _silent_one(doc, clause, speaker), cue_span(clause)
        found.news = not (clause.conditional or clause.kind == "ob" or unit.question)
        found.trace.append("no comment")
        return found
    refused = stance_rules.refused(doc, clause, unit.clauses[index + 1]) if _infinitive_behind(unit, index) else None
    if refused is not None:
        found = whole_clause(unit, index)
        found.stance, found.speaker, found.cue = refused, speaker, cue_span(clause)
        found.news = not (clause.conditional or clause.kind == "ob" or unit.question)
        found.weight = 4
        found.trace.append("refused")
        return found
    judged = stance_rules.judge(doc, clause, cue, content=covered is not None)
    if covered is None and _points_back(unit, index, cue):
        covered = (unit.first, unit.first, StatementType.INDIRECT, "points back")
    if (
        speaker is None
        and cue.lemma in ("belegen", "beweisen", "ergeben", "zeigen", "nachweisen")
        and judged.stance is Stance.ASSERTS
    ):
        return None
    if covered is None and cue.can("z") and speaker is not None:
        covered = _inner_infinitive(unit, index)
    if covered is None:
        if not _takes_noun(unit, index, cue, speaker, phrase_stance):
            return None
        found = whole_clause(unit, index)
    else:
        found = Found(covered[0], covered[1], covered[2])
        found.trace.append(covered[3])
    found.speaker, found.cue, found.frame = speaker, cue_span(clause), (clause.first, clause.stop)
    found.stance, found.polarity, found.news = judged.stance, judged.polarity, judged.news
    found.weight = 3 if covered else 1
    found.plural = is_plural(doc, clause)
    if phrase_stance is not None:
        found.stance = phrase_stance
    if speaker is not None and doc.lower[speaker[0]] in ("niemand", "keiner", "kein", "keine"):
        found.speaker = None
    if (
        speaker is None
        and found.stance in (Stance.CONFIRMS, Stance.DENIES)
        and clause.first == unit.first
        and clause.stop <= clause.first + 2
    ):
        # "Bestätigt: Der Wal ist tot": nobody is said to confirm it
        found.stance = Stance.ASSERTS
    if found.stance in DECISIVE and speaker is not None and not speaks(doc, speaker):
        # "Bohrkerne bestätigen, dass …": things show, they do not confirm
        found.stance = Stance.ASSERTS
    if clause.kind in ("ob", "dass", "wh") and not _takes_up(unit, index, cue):
        found.inner = True
    _mood(unit, index, found)
    weigh_content(unit, found)
    note_first_time(unit, found, clause)
    return found


def _silent_one(doc: Doc, clause: Clause, speaker: TokenSpan | None) -> TokenSpan | None:
    """Who says nothing: "Bei der Bahn war niemand zu erreichen", "Von der Nasa war keine Stellungnahme zu erhalten"."""
    if speaker is not None and speaks(doc, speaker) and doc.lower[speaker[0]] != "niemand":
        return speaker
    for at in range(clause.first, clause.stop - 1):
        if doc.lower[at] in ("bei", "beim", "von", "vom", "seitens", "aus") and starts_phrase(doc, at + 1, clause.stop):
            end = phrase(doc, at + 1, clause.stop, front=at == clause.first)
            if end > at + 1 and speaks(doc, (at + 1, end)):
                return at + 1, end
    return speaker


def _takes_up(unit: Unit, index: int, cue: Cue | None) -> bool:
    """ "…, was Kiew umgehend dementierte": a relative clause that takes up the whole clause before it."""
    clause = unit.clauses[index]
    if (
        cue is None
        or cue.stance not in DECISIVE
        or clause.kind not in ("wh", "rel")
        or unit.doc.lower[clause.first] != "was"
    ):
        return False
    before = unit.clauses[index - 1] if index else None
    if before is None or before.kind != "main" or before.mood or unit.question:
        return False
    asked = CUES.get(before.lemma)
    return before.lemma not in ("wissen", "sein", "klären", "zeigen") and (asked is None or not asked.can("c"))


def _infinitive_behind(unit: Unit, index: int) -> bool:
    return index + 1 < len(unit.clauses) and unit.clauses[index + 1].kind == "inf"


def _object_before(unit: Unit, index: int) -> TokenSpan | None:
    """Tokens that may hold the object of a clause: what stands before an inverted verb, or the clause it shares its auxiliary with."""
    clause = unit.clauses[index]
    if clause.partner >= 0:
        return unit.clauses[clause.partner].first, unit.clauses[clause.partner].stop
    if clause.verb_first and index and clause.delim == ",":
        return unit.first, clause.first
    return None


#: with sich they tell where somebody is, or what goes on
_PLACED: Final = frozenset(("befinden", "finden", "ereignen", "zeigen", "ergeben"))


def _inner_infinitive(unit: Unit, index: int) -> tuple[int, int, StatementType, str] | None:
    """ "hat angekündigt bei der Wahl anzutreten": an infinitive with zu that no comma sets off."""
    doc, clause = unit.doc, unit.clauses[index]
    last = clause.stop - 1
    if clause.main < 0 or last - clause.main < 3 or clause.kind != "main" or clause.form != "perfect":
        return None
    form = verbs.infinitive(doc.lower[last])
    zu = doc.lower[last - 1] == "zu" or (form is not None and form.kind == verbs.ZU)
    return (clause.main + 1, clause.stop, StatementType.INDIRECT, "infinitive") if zu else None


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
        and (doc.lower[clause.first] != "so" or _bare(unit, clause, cue))
    )


def _bare(unit: Unit, clause: Clause, cue: Cue) -> bool:
    """ "So berichtete die Zeitung" and no more: what "so" points to stands in the sentence before, not behind."""
    if unit.quotes or cue.can("d") or any(follow.kind != "rel" for follow in unit.clauses[1:]):
        return False
    return _ABOUT.isdisjoint(unit.doc.lower[clause.finite + 1 : clause.stop])


#: prepositions of what is spoken about
_ABOUT: Final = frozenset(("von", "vom", "über", "zu", "zum", "zur", "vor", "gegen", "für", "den", "einen", "als"))


_UNREAL_OPENERS: Final = word_set(
    """
    bevor ehe bis sobald solange wenn falls sofern ob
    """
)


def _mood(unit: Unit, index: int, found: Found) -> None:
    """Questions, conditions and clauses of not-yet are no news; nor is what somebody else's clause holds."""
    doc, clause = unit.doc, unit.clauses[index]
    if unit.question and found.type is not StatementType.DIRECT:
        found.news = False
    if doc.lower[clause.first] in _UNREAL_OPENERS:
        found.news = False
    if clause.verb_first and clause.finite == unit.first and not unit.question and found.type is StatementType.REPORTED:
        found.news = False
    if clause.kind in ("ob", "wh", "inf") and not (found.cue and _takes_up(unit, index, CUES.get(clause.lemma))):
        found.news = False
    if doc.words[clause.finite + 1 : clause.finite + 2] == ["Sie"] and doc.lower[unit.first] in (
        "bitte",
        doc.lower[clause.finite],
    ):
        # "Bitte bestätigen Sie …": the reader is asked
        found.news = False
    if doc.lower[clause.first] == "je" and not clause.verb_first:
        # "Je lauter Putin den Einsatz dementiert, desto …"
        found.news = False
    if unit.clauses[0].kind == "frag" and doc.lower[unit.first] in (
        "angenommen",
        "gesetzt",
        "vorausgesetzt",
        "unterstellt",
    ):
        found.news = False
    if (
        clause.kind == "rel"
        and index
        and stance_rules.NEGATIONS.intersection(doc.lower[unit.clauses[index - 1].first : unit.clauses[index - 1].stop])
    ):
        found.news = False
    if found.inner and found.stance in (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS):
        found.news = False
    if any(
        other.conditional and doc.lower[other.first] in ("wenn", "falls", "sofern", "sollte") for other in unit.clauses
    ):
        if (
            found.stance in (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS)
            and found.type is StatementType.REPORTED
            and clause.kind == "main"
        ):
            if not clause.past and clause.form != "perfect":
                found.news = False


#: what they say of a thing is only that they like it or not
_EVALUATING: Final = frozenset(("kritisieren", "verurteilen", "bemängeln", "rügen", "monieren"))


def _takes_noun(unit: Unit, index: int, cue: Cue, speaker: TokenSpan | None, phrase_stance: Stance | None) -> bool:
    """The speech act has a noun as object ("bestätigte den Verlust")."""
    doc, clause = unit.doc, unit.clauses[index]
    if phrase_stance is not None:
        return True
    if cue.stance is Stance.RETRACTS:
        return speaker is not None
    if speaker is None:
        return False
    if clause.kind == "wh":
        return _takes_up(unit, index, cue)
    if cue.can("f") and has_number(doc, clause):
        return True
    if not cue.can("n") or cue.lemma in _EVALUATING:
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


def _passive(unit: Unit, index: int, cue: Cue) -> Found | None:
    """ "wurde von X bestätigt"; without an agent somebody unnamed says it; "wird mit den Worten zitiert"."""
    doc, clause = unit.doc, unit.clauses[index]
    words = doc.lower[clause.first : clause.stop]
    agent = agent_of(doc, clause) or _document(doc, clause)
    if stance_rules.other_sense(doc, clause, clause.lemma, agent):
        return None
    if agent is None and cue.stance is Stance.CONFIRMS and not stance_rules.NEGATIONS.intersection(words):
        if not stance_rules.about_a_claim(words) or _counted(words):
            return None
    judged = stance_rules.judge(doc, clause, cue, content=False)
    set_phrase = stance_rules.by_phrase(doc, clause) if agent is not None else None
    if set_phrase is not None:
        # "Die Vorwürfe wurden von der Firma als falsch bezeichnet"
        judged = judged._replace(stance=set_phrase)
    content = said_behind(unit, index, cue)
    if content and content[3] == "wh-clause":
        content = None
    taken_back = cue.stance is Stance.RETRACTS and agent is not None
    if (
        content is None
        and set_phrase is None
        and not taken_back
        and not (cue.can("n") and (agent or cue.stance in (Stance.CONFIRMS, Stance.DENIES)))
    ):
        return None
    if content is None and judged.stance not in DECISIVE and cue.stance not in DECISIVE:
        return None
    found = Found(content[0], content[1], content[2]) if content else whole_clause(unit, index)
    found.speaker, found.cue, found.frame = agent, cue_span(clause), (clause.first, clause.stop)
    found.stance, found.polarity, found.news = judged.stance, judged.polarity, judged.news
    if agent and _negative_agent(doc, agent) and cue.stance is Stance.CONFIRMS:
        found.stance, found.speaker = Stance.CANNOT_CONFIRM, None
    if "nur" in words and agent and cue.stance is Stance.CONFIRMS and agent[0] and doc.lower[agent[0] - 2] == "nur":
        found.trace.append("only source")
    found.weight = 2
    found.trace.append("passive")
    if found.speaker is None and found.stance is Stance.CONFIRMS:
        # "Der Bericht wurde bestätigt": nobody is said to have done so
        found.stance = Stance.ASSERTS
    _mood(unit, index, found)
    weigh_content(unit, found)
    note_first_time(unit, found, clause)
    return found


def _counted(words: list[str]) -> bool:
    """Cases of a disease are confirmed by tests, not by a speaker."""
    return stance_rules.ends_with(
        words, ("fälle", "fall", "infektionen", "infektion", "erkrankungen", "ansteckungen", "todesfälle", "tote")
    )


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


_PAPERS: Final = tuple(
    word_set(
        """
        bericht berichts erklärung mitteilung schreiben brief stellungnahme studie gutachten papier urteil communiqué
        botschaft video interview rede aussendung meldung artikel analyse dokument beschluss begründung entwurf
        veröffentlichung text resolution petition bekennerschreiben statement
        """
    )
)


def _negative_agent(doc: Doc, agent: TokenSpan) -> bool:
    return doc.lower[agent[0]] in ("keinem", "keiner", "niemandem", "niemand")


def agent_of(doc: Doc, clause: Clause) -> TokenSpan | None:
    """Tokens of the von/durch phrase that may act."""
    # the agent stands nearest to the participle; "der Tod von X wurde von Y bestätigt"
    behind = range(clause.stop - 2, max(clause.finite, clause.first - 1), -1)
    for at in (*behind, *range(clause.first, clause.first + 1)):
        low = doc.lower[at]
        if low in ("von", "vom", "durch", "seitens") and starts_phrase(doc, at + 1, clause.stop):
            end = phrase(doc, at + 1, clause.stop)
            if (
                end > at + 1
                and not any(doc.words[i][0].isdigit() for i in range(at + 1, min(at + 3, end)))
                and doc.lower[at + 1] not in ("unabhängiger", "offizieller", "anderer")
            ):
                return at + 1, end
    return None


def es_heisst(unit: Unit, index: int) -> Found | None:
    """ "…, hieß es aus dem Ministerium", "In der Mitteilung heißt es: …", "Das heißt es aus Kreisen …"."""
    doc, clause = unit.doc, unit.clauses[index]
    content = said_behind(unit, index, CUES["sagen"]) or said_before(unit, index, CUES["sagen"])
    if clause.kind == "wie":
        content = said_around(unit, index)
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
                StatementType.INDIRECT,
                speaker=speaker,
                cue=cue_span(clause),
                frame=(clause.first, clause.stop),
                trace=["das heißt es"],
            )
        return None
    found = Found(
        content[0],
        content[1],
        content[2],
        speaker=speaker,
        cue=cue_span(clause),
        frame=(clause.first, clause.stop),
        weight=2,
    )
    found.trace.append("heißt es")
    weigh_content(unit, found)
    if unit.question:
        found.news = False
    return found


def _by_opinion(unit: Unit, index: int) -> Found | None:
    """ "ist überzeugt, dass", "kam zu dem Schluss, dass", or any clause on which reported speech hangs."""
    doc, clause = unit.doc, unit.clauses[index]
    if not clause.verb_first and not any(
        follow.mood or follow.kind in ("dass", "ob", "inf") for follow in unit.clauses[index + 1 : index + 6]
    ):
        return None
    words = doc.words[clause.first : clause.stop]
    opinion = not OPINION_NOUNS.isdisjoint(words)
    attitude = not ATTITUDES.isdisjoint(words)
    content = None
    if opinion or attitude:
        content = said_behind(unit, index, SAYING if opinion else ATTITUDE)
    elif index + 1 < len(unit.clauses):
        follow = unit.clauses[index + 1]
        if (
            (
                follow.kind == "main"
                and follow.mood == verbs.KONJUNKTIV_1
                and follow.delim in (",", ":")
                and not clause.mood
                and clause.kind == "main"
            )
            or (follow.kind == "dass" and clause.kind == "main" and follow.mood == verbs.KONJUNKTIV_1)
            or (follow.delim == ":" and follow.mood == verbs.KONJUNKTIV_1)
        ):
            content = said_behind(unit, index, SAYING)
    if content is None and clause.verb_first and clause.delim == "," and index:
        before = unit.clauses[index - 1]
        if before.mood == verbs.KONJUNKTIV_1 and before.kind in ("main", "dass") and not clause.mood:
            content = said_before(unit, index, SAYING)
    if not (opinion or attitude) and (clause.lemma in _STATES or clause.form == "passive"):
        return None
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
        cue=cue_span(clause),
        frame=(clause.first, clause.stop),
        weight=1,
    )
    found.polarity = (
        Polarity.NEGATED
        if stance_rules.NEGATIONS.intersection(doc.lower[clause.first : clause.stop])
        else Polarity.AFFIRMED
    )
    found.plural = is_plural(doc, clause)
    found.trace.append("opinion" if opinion or attitude else "reported mood")
    _mood(unit, index, found)
    weigh_content(unit, found)
    return found


#: verbs whose subject does not speak, whatever reported mood follows
_STATES: Final = frozenset(("sein", "haben", "werden", "geben", "stehen", "liegen"))


def _of_whom(doc: Doc, clause: Clause) -> TokenSpan | None:
    """ "Von der Polizei kam die Information", "Von X liegt die Äußerung vor"."""
    for at in range(clause.first, clause.stop - 1):
        if doc.lower[at] in ("von", "vom", "aus") and starts_phrase(doc, at + 1, clause.stop):
            end = phrase(doc, at + 1, clause.stop, front=at == clause.first)
            if end > at + 1:
                return at + 1, end
    return None
