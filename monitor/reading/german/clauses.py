"""Clauses of a sentence and their verbs, by commas, opening words and verb forms.

A `Clause` is a stretch between commas, colons, dashes or coordinating words. Its kind says how it hangs in the sentence:

main   has a finite verb in first or second place          dass   begins with dass
ob     begins with ob                                      wh     begins with a question word, verb last
wie    begins with "wie", verb last                        rel    relative clause
sub    weil, wenn, nachdem …                               inf    infinitive with zu
frag   no verb: apposition, enumeration, vocative
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.cues import CUES
from monitor.reading.german.numbers import ATOMS, EIN
from monitor.reading.german.phrases import ADVERBS, is_adjective, is_capital
from monitor.reading.german.text import Doc, Word, word_set
from monitor.reading.german.verbs import AUXILIARIES, MODALS

_W = """
weil obwohl obgleich nachdem bevor ehe während sobald solange indem sodass sofern soweit soviel wohingegen wobei wodurch
womit woraufhin worauf wogegen worüber weswegen damit als bis seit seitdem zumal da
"""
_SUB: Final = frozenset(_W.split())
CONDITIONAL: Final = word_set(
    """
    wenn falls sofern sollte sollten solange sobald vorausgesetzt
    """
)
_WH: Final = word_set(
    """
    wer was wann wo wie warum weshalb wieso wohin woher wofür wozu inwieweit inwiefern welche welcher welches
    welchen welchem wessen wem wen wieviel wonach
    """
)
_REL: Final = word_set(
    """
    der die das den dem deren dessen denen welche welcher welches was wer wo
    """
)
_REL_PREP: Final = word_set(
    """
    in im mit an auf aus bei für von zu über unter nach vor durch gegen um ohne hinter neben zwischen während seit
    wegen
    """
)
_COORD: Final = word_set(
    """
    und oder aber doch sondern sowie beziehungsweise denn
    """
)
_BREAKS: Final = frozenset((",", ";", ":", "–", "—"))
_LIGHT: Final = word_set(
    """
    auch dann zudem nicht daher damit so nun jetzt zugleich gleichzeitig weiter erneut außerdem dabei dazu
    anschließend ferner danach später schließlich stattdessen sich somit deshalb es selbst
    """
)
_VERB_FINAL: Final = frozenset(("dass", "ob", "wh", "wie", "rel", "sub"))


class Clause:
    """Tokens [first, stop) and what is known of their verb; -1: none."""

    __slots__ = (
        "conditional", "delim", "finite", "finite_lemma", "first", "form", "kind", "lemma", "main", "mood", "particle", "partner",
        "past", "stop", "verb_first",
    )  # fmt: skip

    def __init__(self, first: int, stop: int, kind: str, delim: str) -> None:
        self.first: int = first
        self.stop: int = stop
        self.kind: str = kind
        #: the sign or word before it
        self.delim: str = delim
        #: token of the finite verb
        self.finite: int = -1
        #: token of the verb that carries the meaning (participle, infinitive or the finite verb itself)
        self.main: int = -1
        #: its infinitive, separable prefix joined
        self.lemma: str = ""
        #: separated particle, token
        self.particle: int = -1
        #: infinitive of the finite verb
        self.finite_lemma: str = ""
        #: k1, k2 or ""
        self.mood: str = ""
        self.past: bool = False
        #: "" | passive | perfect | modal | future
        self.form: str = ""
        #: index of the clause it is coordinated with, -1
        self.partner: int = -1
        self.conditional: bool = False
        #: opened by a verb: question, condition or inverted frame
        self.verb_first: bool = False

    def acting(self, lemma: str, main: int, form: str) -> Clause:
        """The same clause with another verb, from token `main`, in a form."""
        other = Clause(self.first, self.stop, self.kind, self.delim)
        other.finite, other.particle, other.finite_lemma = self.finite, self.particle, self.finite_lemma
        other.mood, other.past, other.partner = self.mood, self.past, self.partner
        other.conditional, other.verb_first = self.conditional, self.verb_first
        other.lemma, other.main, other.form = lemma, main, form
        return other


#: verb forms that are nearly always something else
_NOT_VERBS: Final = word_set(
    """
    zufolge sein seine meine einen laut weiter weite statt dank trotz heute liebe achten rechten fast ersten letzten
    ganze alle halt eben voll nähe einige weißen weiße schwere getan eigene lange reiche reichen gute folgende folgenden
    """
)


def is_finite(doc: Doc, at: int, first: int) -> bool:
    """The token is a finite verb here, not an adjective or noun that looks like one."""
    lower = doc.lower[at]
    if lower in _NOT_VERBS or not verbs.readings(lower).is_finite:
        return False
    if lower == "meinen" and at + 1 < len(doc.words) and is_capital(doc.words[at + 1]):
        return False
    if doc.words[at][0].isupper():
        return at == first and _opens_sentence(lower)
    if at > first and doc.lower[at - 1] == "zu":
        return False
    if (
        lower.endswith(("te", "ten", "e", "en"))
        and at + 1 < len(doc.words)
        and at > first
        and (is_capital(doc.words[at + 1]) or doc.words[at + 1].isdigit())
    ):
        before = doc.lower[at - 1]
        if (
            before in _DETERMINERS
            or (is_adjective(doc.words[at - 1]) and not verbs.readings(before).is_finite)
            or before[0].isdigit()
        ):
            return lower in _FIXED or _strong_past(lower)
    return True


@lru_cache(maxsize=2_000)
def _strong_past(lower: str) -> bool:
    """ "Einige trugen Masken": a strong past is never an adjective."""
    form = verbs.finite(lower)
    return form is not None and form.tense == verbs.PAST and not lower.endswith(("te", "ten"))


@lru_cache(maxsize=2_000)
def _opens_sentence(lower: str) -> bool:
    """A capitalised word at the head of a sentence is a verb only where no noun, name or adverb looks like it."""
    form = verbs.finite(lower)
    if form is None or lower in ADVERBS:
        return False
    if form.lemma in AUXILIARIES or form.lemma in MODALS:
        return lower not in ("sei", "habe", "werde")
    return form.mood == verbs.INDICATIVE and not lower.endswith(("e", "en")) and form.number == verbs.SINGULAR


_FIXED: Final = word_set(
    """
    habe haben hatte hatten hätte hätten sei seien wäre wären werde werden wurde wurden würde würden solle sollen
    sollte sollten könne können konnte konnten könnte könnten müsse müssen musste mussten wolle wollen wollte
    wollten sagte sagten erklärte teilte berichtete meldete
    """
)
_DETERMINERS: Final = word_set(
    """
    der die das den dem des ein eine einen einem einer eines kein keine keinen mehrere einige viele alle zwei drei
    vier fünf sechs sieben acht neun zehn seine seiner seinen ihre ihrer ihren diese dieser diesen dieses für von
    durch mit als über zur zum im am bei in auf aus nach schwer leicht
    """
)


def split(doc: Doc, first: int, stop: int, masked: bytearray, offset: int) -> list[Clause]:
    """The clauses of tokens [first, stop); `masked[i - offset]` is true for tokens inside quotation marks or brackets."""
    edges = _edges(doc, first, stop, masked, offset)
    out: list[Clause] = []
    for a, b, delim in edges:
        if a >= b:
            continue
        clause = Clause(a, b, "frag", delim)
        _read(doc, clause, masked, offset, out)
        out.append(clause)
        _rejoin(doc, out)
    return out


def _rejoin(doc: Doc, clauses: list[Clause]) -> None:
    """ "wie mehrere Medien, darunter der „Guardian“, berichten": one clause around what is put in between."""
    last = clauses[-1]
    if last.kind == "frag":
        _lone_particle(doc, clauses)
        return
    if last.finite < 0 or last.stop - last.first > 3 or last.delim != "," or last.kind != "main":
        return
    for back in range(len(clauses) - 2, max(-1, len(clauses) - 5), -1):
        head = clauses[back]
        if head.finite >= 0 and head.kind != "rel":
            return
        opener = doc.lower[head.first]
        if head.kind == "frag" and opener in ("wie", "dass", "weil", "nachdem", "obwohl", "ob"):
            last.kind = "wie" if opener == "wie" else opener if opener in ("dass", "ob") else "sub"
            last.first, last.delim, last.verb_first = head.first, head.delim, False
            del clauses[back:-1]
            return


def _lone_particle(doc: Doc, clauses: list[Clause]) -> None:
    """ "Gestern teilte der Sprecher, Hans Kern, mit, dass …": the particle behind an apposition belongs to the verb before."""
    last = clauses[-1]
    word = doc.words[last.stop - 1]
    if word not in verbs.PARTICLES or last.stop - last.first > 3 or last.delim not in (",", "–", "—"):
        return
    for back in range(len(clauses) - 2, max(-1, len(clauses) - 6), -1):
        head = clauses[back]
        if head.finite >= 0 and head.kind == "main":
            if head.particle < 0 and head.main == head.finite:
                head.particle = last.stop - 1
                head.lemma = verbs.joined(head.finite_lemma, word)
            return
        if head.kind not in ("frag", "rel"):
            return


#: what a word may be, as bits; of the word as written, so that nouns are no verbs
FINITE_BIT: Final = 1
OTHER_BIT: Final = 2
PARTICLE_BIT: Final = 4
BREAK_BIT: Final = 8
COORD_BIT: Final = 16
DASS_BIT: Final = 32
#: adjective by its ending; definite article
ADJECTIVE_BIT: Final = 64
DEFINITE_BIT: Final = 128
#: finite whatever stands around it; finite and not also participle or infinitive (or an auxiliary or modal verb)
_SURE_BIT: Final = 256
_STRICT_BIT: Final = 512
#: begins with a capital
CAPITAL_BIT: Final = 1024
#: may be a number or part of one, „ein“ apart; „ein“ in any form
NUMBER_BIT: Final = 2048
EIN_BIT: Final = 4096
_CLAUSE_BITS: Final = FINITE_BIT | OTHER_BIT | PARTICLE_BIT | BREAK_BIT | COORD_BIT | DASS_BIT
_DEFINITE: Final = word_set(
    """
    der die den dem das des diese dieser diesen dieses diesem
    """
)
_VERBAL_BITS: Final = FINITE_BIT | OTHER_BIT


def _flag(word: str) -> int:
    """Bits of one word."""
    flag = 0
    if word in _BREAKS or word == "-":
        flag = BREAK_BIT
    elif word[0].islower():
        found = verbs.readings(word)
        finite, other = found.is_finite, found.other
        flag = (FINITE_BIT if finite and word not in _NOT_VERBS else 0) | (OTHER_BIT if other else 0)
        if flag & FINITE_BIT:
            flag |= _STRICT_BIT if found.strict else 0
            flag |= _SURE_BIT if word in _FIXED or not word.endswith(("te", "ten", "e", "en")) else 0
        flag |= (PARTICLE_BIT if word in verbs.PARTICLES else 0) | (COORD_BIT if word in _COORD else 0)
        flag |= DASS_BIT if word == "dass" else 0
        flag |= DEFINITE_BIT if word in _DEFINITE else ADJECTIVE_BIT if is_adjective(word) else 0
    elif word.lower() in _DEFINITE:
        flag = DEFINITE_BIT
    elif word.endswith(("ische", "ischen", "ischer", "isches")):
        flag = ADJECTIVE_BIT
    if word[0].isupper():
        flag |= CAPITAL_BIT
    atom = ATOMS[word.lower()]
    if atom is not None:
        flag |= EIN_BIT if atom.kind == EIN else NUMBER_BIT
    return flag


def _strict(lower: str) -> bool:
    """The word is a finite verb and no participle or infinitive as well, unless an auxiliary or modal."""
    return verbs.readings(lower).strict


def flags(doc: Doc) -> list[int]:
    """Bits of every token of the text, made once per text."""
    known = doc.flags
    if len(known) < len(doc.words):
        for word in doc.lexicon:
            known.append(word.flag if word.flag >= 0 else _note(word))
    return known


def _note(word: Word) -> int:
    word.flag = _flag(word.word)
    return word.flag


def _edges(doc: Doc, first: int, stop: int, masked: bytearray, offset: int) -> list[tuple[int, int, str]]:
    """Half-open clause ranges with the sign or word before each."""
    out: list[tuple[int, int, str]] = []
    lower, marks = doc.lower, flags(doc)
    begin, delim = first, ""
    finite_seen = verbs.readings(lower[first]).is_finite and is_finite(doc, first, first)
    last_verbal = first if finite_seen else -1
    for at in [at for at in range(first, stop) if marks[at] & _CLAUSE_BITS and not masked[at - offset]]:
        mark = marks[at]
        if mark == BREAK_BIT:
            word = doc.words[at]
            if word == "-" and doc.glued(at):
                continue
            if word == "–" and doc.glued(at) and at + 1 < stop and doc.glued(at + 1):
                continue
            out.append((begin, at, delim))
            begin, delim, finite_seen = at + 1, word, False
            continue
        if mark & DASS_BIT and at > begin and finite_seen and lower[at - 1] not in _BEFORE_DASS:
            out.append((begin, at, delim))
            begin, delim, finite_seen = at, ",", False
            continue
        if mark & COORD_BIT and at > begin and _splits(doc, begin, at, stop, finite_seen, last_verbal, masked, offset):
            out.append((begin, at, delim))
            begin, delim, finite_seen = at + 1, lower[at], False
            continue
        if (
            mark & FINITE_BIT
            and not finite_seen
            and ((mark & _SURE_BIT and at > first and lower[at - 1] != "zu") or is_finite(doc, at, first))
        ):
            finite_seen = True
        if mark & (_VERBAL_BITS | PARTICLE_BIT):
            last_verbal = at
    out.append((begin, stop, delim))
    return out


#: words that go with dass: no clause border between them
_BEFORE_DASS: Final = word_set(
    """
    so ohne als statt anstatt nur außer und oder aber sondern auch wie
    """
)
#: infinitives that look like plurals: with another finite verb in the clause they are infinitives
_LIKE_INFINITIVES: Final = word_set(
    """
    haben werden können müssen sollen wollen dürfen lassen mögen wissen sein
    """
)


def _splits(
    doc: Doc, begin: int, at: int, stop: int, finite_seen: bool, last_verbal: int, masked: bytearray, offset: int
) -> bool:
    """Whether a coordinating word opens a new clause rather than joining two nouns."""
    lower = doc.lower
    if at + 1 >= stop:
        return False
    following = lower[at + 1]
    if (
        following in ("dass", "daß", "ob", "weil", "wenn", "falls", "damit", "wie", "wo", "warum")
        and finite_seen is False
    ):
        return True
    if following in ("dass", "daß", "ob", "weil", "wenn", "falls"):
        return True
    if lower[at] in ("doch", "denn", "aber") and doc.words[at - 1] != ",":
        return False
    if not finite_seen and last_verbal != at - 1:
        return False
    end = at + 1
    finite_right = False
    verbal_right = -1
    marks = flags(doc)
    while end < stop and (masked[end - offset] or marks[end] != BREAK_BIT):
        mark = marks[end]
        if mark & _VERBAL_BITS and not masked[end - offset]:
            if mark & _VERBAL_BITS == FINITE_BIT and is_finite(doc, end, begin):
                finite_right = True
            verbal_right = end
        end += 1
    if finite_right:
        return finite_seen
    return last_verbal == at - 1 and verbal_right >= end - 2 and verbal_right > at


def _read(doc: Doc, clause: Clause, masked: bytearray, offset: int, before: list[Clause]) -> None:
    """Fill kind and verbs of one clause."""
    first = clause.first
    lower = doc.lower
    while first < clause.stop - 1 and (lower[first] in ("und", "oder", "aber", "sondern", "doch", "sowie", "nur", "so") and
                                       lower[first + 1] in ("dass", "daß", "ob", "weil", "wenn", "wie", "falls")):  # fmt: skip
        first += 1
    opener = lower[first]
    finites, others = [], []
    marks = flags(doc)
    for at in range(first, clause.stop):
        mark = marks[at]
        if at == first and not mark & _CLAUSE_BITS and doc.words[at][0].isupper():
            if at + 1 < clause.stop and doc.lower[at + 1] in _HAS and verbs.participle(opener):
                # "Zugegeben hat die Angeklagte …"
                others.append(at)
            elif verbs.readings(opener).is_finite and is_finite(doc, at, first):
                finites.append(at)
            continue
        if not mark & _VERBAL_BITS or masked[at - offset]:
            continue
        if mark & FINITE_BIT and ((mark & _SURE_BIT and lower[at - 1] != "zu") or is_finite(doc, at, first)):
            finites.append(at)
        if mark & OTHER_BIT and (lower[at] not in _NOT_VERBS or (lower[at] == "sein" and at >= clause.stop - 2)):
            others.append(at)
    if finites == [clause.stop - 1] and _shares_auxiliary(doc, clause, first, before):
        others = sorted({*others, *finites})
        finites = []
    if not finites and opener in ("das", "dies") and not clause.delim and first + 2 < clause.stop:
        # "Das bestätigte Kessler.": with no other verb it is no adjective
        if marks[first + 1] & FINITE_BIT and verbs.finite(lower[first + 1]) is not None:
            finites.append(first + 1)
    if not finites and not others and opener not in ("dass", "daß", "ob", "wenn", "falls"):
        last = clause.stop - 1
        if last > first and lower[last - 1] == "zu" and lower[last].endswith("n") and doc.words[last][0].islower():
            # "sie zu überreden": an infinitive with zu, known to the tables or not
            clause.kind = "inf"
        return
    clause.kind = _kind(doc, clause, first, opener, finites, others, before)
    clause.finite = _choose(doc, clause, finites) if clause.kind != "inf" else -1
    clause.conditional = opener in CONDITIONAL
    _verbs(doc, clause, others, before, masked, offset)


def _shares_auxiliary(doc: Doc, clause: Clause, first: int, before: list[Clause]) -> bool:
    """ "hat X verworfen und damit Y bestätigt": a last word that may be participle or infinitive, behind und and an auxiliary."""
    at = clause.stop - 1
    if clause.delim not in ("und", "oder", "sowie", "aber", "sondern") or not before or _strict(doc.lower[at]):
        return False
    previous = before[-1]
    if (
        previous.kind not in ("main", "rel", "sub", "dass", "ob", "wh", "wie")
        or not previous.form
        or previous.finite < 0
    ):
        return False
    if "modal" in previous.form or previous.form == "future":
        return verbs.infinitive(doc.lower[at]) is not None
    return verbs.participle(doc.lower[at]) is not None


_HAS: Final = frozenset(("hat", "haben", "hatte", "hatten", "wurde", "wurden", "wird"))


def _last_word(doc: Doc, clause: Clause) -> int:
    at = clause.stop - 1
    while at > clause.first and not doc.words[at][0].isalnum():
        at -= 1
    return at


def _kind(
    doc: Doc, clause: Clause, first: int, opener: str, finites: list[int], others: list[int], before: list[Clause]
) -> str:
    lower = doc.lower
    if opener in _FIXED_KINDS:
        return "sub" if lower[clause.first] == "so" and opener in ("dass", "daß") else _FIXED_KINDS[opener]
    if opener in _WITH_DASS and first + 1 < clause.stop and lower[first + 1] == "dass":
        return "sub"
    last = _last_word(doc, clause)
    strict = [at for at in finites if _strict(lower[at])]
    if len(strict) > 1 and lower[strict[-1]] in _LIKE_INFINITIVES and lower[strict[0]] not in _LIKE_INFINITIVES:
        strict = [at for at in strict if lower[at] not in _LIKE_INFINITIVES]
    if not strict and last > first and lower[last - 1] == "zu" and verbs.infinitive(lower[last]):
        return "inf"
    anchor = (strict or finites or [-9])[-1]
    if not finites:
        if any(lower[at] == "zu" and at + 1 in others for at in range(first, clause.stop - 1)) or any(
            verbs.forms(lower[at]) and verbs.forms(lower[at])[0].kind == verbs.ZU for at in others
        ):
            return "inf"
        if clause.delim in _COORD and before and before[-1].kind in _VERB_FINAL and others:
            return before[-1].kind
        return "frag"
    loose = opener in _SUB or opener in _WH or opener == "wie"
    ends_finite = (
        anchor == last
        or (loose and anchor >= last - 2 and not _verbs_behind(lower, anchor, last))
        or (last - anchor == 2 and _double(lower, anchor, last))
    )
    verb_last = (
        ends_finite
        and anchor > first + (1 if opener in _REL else 0)
        and not _second_place(doc, first, (strict or finites)[0])
    )
    if opener in _SUB and (strict or finites)[0] == first + 1 and last > first + 1:
        # "Damit bestätigte er …": an adverb before a verb in second place
        verb_last = False
    if (
        opener == "als"
        and (strict or finites)[0] == first + 2
        and last > first + 3
        and is_capital(doc.words[first + 1])
    ):
        # "Als Begründung gab er an …"
        verb_last = False
    if (
        opener in ("der", "die", "das")
        and last == first + 1
        and clause.delim == ","
        and before
        and _after_noun(doc, clause, last)
    ):
        # "des Ministers, der verkündete: …"
        return "rel"
    if strict and strict[0] != anchor and opener in _DEMONSTRATIVES and strict[0] <= first + 2:
        verb_last = False
    if verb_last and opener in _DEMONSTRATIVES and before and before[-1].lemma and clause.delim == ",":
        # "sagte, die Lage eskaliere": behind a verb of saying in reported mood, or behind a word that is no noun
        if (verbs.reported_mood(lower[anchor]) == verbs.KONJUNKTIV_1 and (before[-1].lemma in CUES)) or (
            doc.words[clause.first - 2][0].islower() and before[-1].finite == clause.first - 2
        ):
            verb_last = False
    if opener == "wie" and ends_finite and finites[0] > first + 1:
        return "wie"
    if opener == "wie" and ends_finite and finites[0] == first + 1 and clause.stop - first > 2:
        return "wie"
    if opener in _WH and anchor > first + 1 and ends_finite:
        return "wh"
    if opener in _SUB and verb_last:
        return "sub"
    if (
        clause.delim == ","
        and verb_last
        and (opener in _REL or (opener in _REL_PREP and first + 1 < clause.stop and lower[first + 1] in _REL))
    ):
        return "rel"
    if clause.delim in _COORD and before and before[-1].kind in _VERB_FINAL and verb_last and finites[0] > first:
        return before[-1].kind
    clause.verb_first = finites[0] == first or (finites[0] == first + 1 and opener in ("so",))
    return "main"


def _after_noun(doc: Doc, clause: Clause, verb: int) -> bool:
    """A noun stands right before the comma, and the verb is no reported mood."""
    return clause.first >= 2 and is_capital(doc.words[clause.first - 2]) and not verbs.reported_mood(doc.lower[verb])


#: openers that settle the kind
_FIXED_KINDS: Final = {"dass": "dass", "daß": "dass", "ob": "ob", "wenn": "sub", "falls": "sub"}
_WITH_DASS: Final = frozenset(("ohne", "statt", "anstatt", "als", "außer"))
#: openers that may be pronoun, article or relative
_DEMONSTRATIVES: Final = word_set(
    """
    der die das den dem was wer wo
    """
)


def _verbs_behind(lower: list[str], anchor: int, last: int) -> bool:
    """Participles or infinitives stand behind the finite verb: it is in second place."""
    return any(verbs.readings(word).other for word in lower[anchor + 1 : last + 1])


def _double(lower: list[str], anchor: int, last: int) -> bool:
    """ "hätten gehen können", "sein sollen": two infinitives behind the finite verb of a subordinate clause."""
    return last - anchor == 2 and all(verbs.infinitive(word) for word in lower[anchor + 1 : last + 1])


def _second_place(doc: Doc, first: int, finite: int) -> bool:
    """The verb stands right behind a lone pronoun ("das sei"): verb-second even if nothing follows."""
    return finite == first + 1 and doc.lower[first] in ("er", "sie", "es", "das", "dies", "man", "wir", "ich")


def _choose(doc: Doc, clause: Clause, finites: list[int]) -> int:
    if not finites:
        return -1
    if len(finites) == 1:
        return finites[0]
    lower = doc.lower
    if len(finites) > 1:
        # "die in Genf bestätigten Fälle stiegen": a form before a noun is an adjective if another verb stands there
        firm = [
            at
            for at in finites
            if not (lower[at].endswith(("te", "ten")) and at + 1 < clause.stop and is_capital(doc.words[at + 1]))
            or lower[at] in _FIXED
        ]
        finites = firm or finites
    if clause.kind in ("main", "frag", "inf"):
        for at in finites:
            if _strict(lower[at]):
                return at
        return finites[0]
    if (
        len(finites) > 1
        and lower[finites[-1]] in _LIKE_INFINITIVES
        and any(lower[at] not in _LIKE_INFINITIVES and not verbs.readings(lower[at]).also for at in finites)
    ):
        finites = [at for at in finites if lower[at] not in _LIKE_INFINITIVES]
    for at in reversed(finites):
        if _strict(lower[at]):
            return at
    return finites[-1]


def _verbs(doc: Doc, clause: Clause, others: list[int], before: list[Clause], masked: bytearray, offset: int) -> None:
    """Meaning-bearing verb, tense form, mood."""
    lower = doc.lower
    known = verbs.readings(lower[clause.finite]) if clause.finite >= 0 else None
    form = known.finite if known is not None else None
    if known is None or form is None:
        _inherit(doc, clause, others, before)
        return
    clause.finite_lemma = form.lemma
    clause.mood = known.mood
    clause.past = form.tense == verbs.PAST and not clause.mood
    rest = [at for at in others if at != clause.finite and lower[at] not in ("worden", "gewesen")]
    if form.lemma == "lassen" and rest and verbs.infinitive(lower[rest[-1]]) and rest[-1] > clause.finite:
        # "ließ dementieren", "lässt mitteilen"
        clause.main, clause.lemma, clause.form = rest[-1], verbs.infinitive(lower[rest[-1]]).lemma, "causative"  # type: ignore[union-attr]
        return
    if form.lemma in AUXILIARIES or form.lemma in MODALS:
        _complex(doc, clause, form.lemma, rest)
        if clause.main >= 0:
            return
    clause.main, clause.lemma = clause.finite, form.lemma
    if clause.kind in _VERB_FINAL and clause.finite > clause.first and lower[clause.finite - 1] in _TWO_WORDS:
        clause.lemma = lower[clause.finite - 1] + form.lemma
    particle = _particle(doc, clause, masked, offset) if form.lemma not in AUXILIARIES else -1
    if particle >= 0 and form.lemma in verbs.ONLY_WITH.get(lower[particle], (form.lemma,)):
        clause.particle = particle
        clause.lemma = verbs.joined(form.lemma, lower[particle])


def _complex(doc: Doc, clause: Clause, auxiliary: str, rest: list[int]) -> None:
    lower = doc.lower
    words = set(lower[clause.first : clause.stop])
    participles = [at for at in rest if verbs.participle(lower[at])]
    infinitives = [
        at for at in rest if verbs.infinitive(lower[at]) and lower[at] not in ("haben", "sein", "werden", "können")
    ]
    if auxiliary in MODALS:
        chosen = infinitives or participles
        clause.form = "modal"
        if participles and ("werden" in words or "worden" in words) and participles[-1] not in infinitives:
            clause.form = "modal passive"
            chosen = participles
        elif participles and ("haben" in words or "sein" in words):
            clause.form = "modal perfect"
            chosen = participles
    elif auxiliary == "werden":
        plain = [at for at in infinitives if not verbs.participle(lower[at])]
        if participles and not (plain and plain[-1] > participles[-1]):
            clause.form, chosen = "passive", participles
        else:
            clause.form, chosen = "future", infinitives
    else:
        chosen = participles
        clause.form = (
            "passive" if "worden" in words or (auxiliary == "sein" and not _motion(lower, participles)) else "perfect"
        )
        doubled = [at for at in infinitives if lower[at] not in MODALS]
        if not chosen and doubled and not words.isdisjoint(MODALS):
            # "hat den Fund nicht bestätigen können"
            clause.form, chosen = "perfect", doubled
        if not chosen and infinitives and "zu" in words:
            clause.form, chosen = "modal", infinitives
    if not chosen:
        clause.form = ""
        return
    clause.main = chosen[-1]
    before_main = lower[clause.main - 1] if clause.main > clause.first else ""
    reading = verbs.participle(lower[clause.main]) if "perfect" in clause.form or "passive" in clause.form else None
    reading = reading or verbs.infinitive(lower[clause.main]) or verbs.participle(lower[clause.main])
    clause.lemma = reading.lemma if reading else ""
    if before_main in _TWO_WORDS and reading:
        clause.lemma = before_main + reading.lemma


#: particles that are often written apart from participle and infinitive ("bekannt gegeben")
_TWO_WORDS: Final = frozenset(("bekannt", "fest", "klar", "offen", "infrage", "kund"))


def _motion(lower: list[str], participles: list[int]) -> bool:
    form = verbs.participle(lower[participles[-1]]) if participles else None
    return form is not None and form.lemma in verbs.WITH_SEIN


def _inherit(doc: Doc, clause: Clause, others: list[int], before: list[Clause]) -> None:
    """ "hat … bestätigt und darauf hingewiesen": the second participle shares auxiliary and subject."""
    if not (clause.delim in _COORD and before and others):
        return
    previous = before[-1]
    reading = verbs.participle(doc.lower[others[-1]]) or verbs.infinitive(doc.lower[others[-1]])
    if previous.form and reading and clause.kind != "inf":
        clause.kind = previous.kind if previous.kind != "frag" else "main"
        clause.form, clause.mood, clause.past = previous.form, previous.mood, previous.past
        clause.finite_lemma = previous.finite_lemma
        clause.main, clause.lemma, clause.partner = others[-1], reading.lemma, len(before) - 1


def _particle(doc: Doc, clause: Clause, masked: bytearray, offset: int) -> int:
    """The separated prefix of the finite verb: last word of the clause, or before what was put behind it; -1: none."""
    if clause.kind in _VERB_FINAL:
        return -1
    last = _last_word(doc, clause)
    marks = flags(doc)
    for at in range(last, clause.finite, -1):
        if masked[at - offset]:
            continue
        if marks[at] & _STRICT_BIT and is_finite(doc, at, clause.first):
            # another finite verb stands nearer: the particle is its own
            return -1
        low = doc.words[at]
        if low in verbs.PARTICLES:
            if at == last:
                return at
            # in the middle it is a particle only where it cannot be a preposition
            if low in ("bekannt", "fest", "zurück", "hinzu", "fort", "weg", "zusammen", "weiter", "voraus") or (
                doc.lower[at + 1] in ("und", "oder", "dass", "sowie", "als")
            ):
                return at
    return -1
