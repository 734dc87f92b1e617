"""What a statement means for a claim: does its sentence speak of the claim, and where does the speaker stand.

Reading gives the stance to the speaker's own words; here it becomes the stance to the claim. Source: DESIGN, "stance".
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.ledger.acts import done, main_clauses, refuses
from monitor.ledger.model import SilenceReason, Value
from monitor.ledger.page import Zone
from monitor.ledger.scope import SENTENCE, Gate, Lens, stop
from monitor.ledger.words import POINTS_BACK
from monitor.reading.model import Polarity, Stance, Statement
from monitor.watchlist.model import Hit, Terms

#: stances that answer something said before: their object may stand in the sentence before or in the title
ANSWERS = (Stance.CONFIRMS, Stance.DENIES, Stance.CANNOT_CONFIRM, Stance.NO_COMMENT, Stance.RETRACTS)
#: a statement that speaks of the claim in its own words
OWN = 3
#: words that turn a claim around when a whole group of `about` consists of them
NEGATIVE = frozenset(["nicht", "kein", "keine", "keinen", "keiner", "keinem", "keines", "nie", "niemals", "ohne"])
#: from the strongest on: what a party's statements in one article come to
STRENGTH = (Stance.RETRACTS, Stance.CONFIRMS, Stance.DENIES, Stance.CANNOT_CONFIRM, Stance.NO_COMMENT,
            Stance.ASSERTS, Stance.ESTIMATES, Stance.SUSPECTS, Stance.PLANS)  # fmt: skip
POSITIVE = (Stance.CONFIRMS, Stance.ASSERTS, Stance.ESTIMATES, Stance.SUSPECTS, Stance.PLANS)
NEUTRAL = (Stance.CANNOT_CONFIRM, Stance.NO_COMMENT)
#: with these a named answer is not given
NO_ANSWER = (Stance.DENIES, *NEUTRAL)
#: stances that a named answer keeps
HELD = (Stance.RETRACTS, *NO_ANSWER)


def speaks_of(eye: Lens, statement: Statement, zone: Zone) -> int:
    """How closely a statement speaks of the claim: 3 in its own words, 2 in its sentence, 1 with the one before, 0 not.

    A list of lists asks for one of each group.
    """
    if not eye.about:
        return 2 if eye.claim.positions else 0
    own = sentence = reach = True
    frame = around = ""
    for matcher in eye.about:
        in_quote = zone.touches(matcher, statement.where, statement.quote)
        own = own and in_quote
        if in_quote:
            continue
        frame = frame or zone.frame(statement)
        in_frame = matcher.touches(frame)
        sentence = sentence and in_frame
        if not in_frame and reach:
            around = around or zone.before(statement.where, statement.sentence)
            reach = matcher.touches(around)
    if own:
        return 3
    if sentence:
        return 2
    if not reach:
        return 0
    if _THAT.match(statement.text.strip(' \n„“”"»«')):
        return 1
    points = not statement.text.strip() or bool(POINTS_BACK.search(f"{statement.text}\n{frame}"))
    return 1 if statement.stance in ANSWERS and points else 0


#: a demonstrative that stands alone means what the sentence before speaks of ("Dieser sei zu 90 Prozent wirksam")
_THAT = re.compile(r"(?:Diese[rs]?|Jene[rs]?|Letztere[rs]?)\s+[a-zäöüß]+")


def value_of(eye: Lens, statement: Statement, zone: Zone) -> Value | None:
    """The stance to the claim, or the named answer; None: an answer was asked for and none is given."""
    if eye.claim.positions:
        answer = named_answer(eye, statement, zone)
        return Value(answer=answer, stance=_held(statement)) if answer else None
    polarity = _polarity(eye, statement, zone)
    return Value(stance=to_claim(statement.stance, polarity, negative=_negative(eye, statement, zone)))


_CONJUNCT = re.compile(r",|;|\bund\b|\bsondern\b|\baber\b|\bsowie\b")
_NEGATION = re.compile(r"\b(?:nicht|kein\w*|nie|niemals|keinesfalls|keineswegs)\b", re.IGNORECASE)


def _polarity(eye: Lens, statement: Statement, zone: Zone) -> Polarity:
    """Polarity of the conjunct that speaks of the claim: "tierischen Ursprungs und nicht aus einem Labor"."""
    if len(eye.about) < 1:
        return statement.polarity
    if statement.polarity is Polarity.NEGATED:
        return Polarity.AFFIRMED if _only_restricts(eye, statement, zone) else Polarity.NEGATED
    parts = _CONJUNCT.split(zone.sentence(statement.where, statement.quote))
    if len(parts) < 2 or statement.stance is Stance.DENIES:
        return statement.polarity
    scores = [sum(matcher.touches(part) for matcher in eye.about) for part in parts]
    best = max(scores)
    speaking = [part for part, found in zip(parts, scores, strict=True) if found == best]
    negated = best > 0 and all(_NEGATION.search(part) for part in speaking)
    return Polarity.NEGATED if negated else Polarity.AFFIRMED


_BUT = re.compile(
    r"(?:[,;]|\s[–—-])\s+(?=(?:\w+\s+){0,2}?(?:aber|jedoch|allerdings|doch|wenn auch)\b)|\b(?:aber|jedoch|allerdings) (?=nicht\b)"
)


def _only_restricts(eye: Lens, statement: Statement, zone: Zone) -> bool:
    """Whether the only negation stands in a "but" that follows what speaks of the claim ("empfiehlt sie, aber nicht …")."""
    ahead, *behind = _BUT.split(zone.sentence(statement.where, statement.sentence), maxsplit=1)
    if not behind or _NEGATION.search(ahead) or not _NEGATION.search(behind[0]):
        return False
    scores = [sum(matcher.touches(part) for matcher in eye.about) for part in (ahead, behind[0])]
    return scores[0] > scores[1]


def to_claim(stance: Stance, polarity: Polarity, *, negative: bool = False) -> Stance:
    """Stance to the claim from the stance to one's own words and whether these deny the claim's proposition.

    ("Es gibt dort keine Nordkoreaner", sagte Peskow): asserts, negated -> denies.
    """
    if (polarity is Polarity.NEGATED) == negative:
        return stance
    return {
        Stance.CONFIRMS: Stance.DENIES,
        Stance.ASSERTS: Stance.DENIES,
        Stance.ESTIMATES: Stance.DENIES,
        Stance.SUSPECTS: Stance.DENIES,
        Stance.DENIES: Stance.ASSERTS,
    }.get(stance, stance)


def _negative(eye: Lens, statement: Statement, zone: Zone) -> bool:
    """Whether the claim's own words carry the negation: a group like "keine", or a term like "nicht stattfinden"."""
    if not _asks_no(eye.claim.about):
        return False
    text = zone.widened(statement.where, statement.quote)
    words = set(re.findall(r"\w+", text.casefold()))
    for group, matcher in zip(eye.claim.about, eye.about, strict=False):
        if any(word.casefold() in NEGATIVE for word in group):
            if words & NEGATIVE:
                return True
        elif any(" " in word and NEGATIVE & set(word.casefold().split()) for word in group):
            found = {hit.word for hit in matcher.find(text)}
            if found and all(NEGATIVE & set(word.casefold().split()) for word in found):
                return True
    return False


@lru_cache(maxsize=512)
def _asks_no(about: Terms) -> bool:
    """Whether a word of negation stands in the claim's own words."""
    return any(NEGATIVE & set(word.casefold().split()) for group in about for word in group)


def _held(statement: Statement) -> Stance | None:
    """Named answers keep a stance only when it is not a plain one."""
    return statement.stance if statement.stance in HELD else None


def named_answer(eye: Lens, statement: Statement, zone: Zone) -> str | None:
    """The answer whose longest phrase stands in the statement, else in its sentence."""
    for span in (statement.quote, statement.sentence):
        found = answer_in(eye, zone.widened(statement.where, span))
        if found:
            return found
    return None


def answer_in(eye: Lens, text: str) -> str | None:
    """The answer whose longest phrase stands in a text."""
    owner = {phrase: answer for answer, phrases in eye.claim.positions for phrase in phrases}
    text = _MENTION.sub(" ", text)
    hits = eye.answers.find(text)
    if not hits:
        return None

    def rank(hit: Hit) -> tuple[bool, int, int, int]:
        noun = hit.word[:1].islower() and text[hit.start].isupper()  # "Zulassung beantragt": applied for, not admitted
        return not noun, hit.end - hit.start, len(hit.word), -hit.start

    best = max(hits, key=rank)
    return owner.get(best.word)


#: verbs that commit to nothing: who examines or discusses a thing has not said that it is so
_UNDECIDED = re.compile(
    r"\b(?:prüf(?:t|e|en|te|ten)|erwäg(?:t|e|en)|erwog\w*|berät|beraten|beriet\w*|verhandel(?:t|n|te|ten)|"
    r"diskutier(?:t|en|te|ten)|beantrag(?:t|en|te|ten))\b"
)


def of_deed(eye: Lens, sentence: str) -> Value:
    """What a deed answers: yes, or no when it refuses what the claim asks for ("lehnte die Zulassung ab")."""
    refusal = refuses(sentence)
    asked = not refusal or any(matcher.touches(refusal) for matcher in eye.about)
    return Value(stance=Stance.CONFIRMS if asked else Stance.DENIES)


_ASKS = re.compile(
    r"\b(?:beantrag|prüf|geprüft|erwäg|erwog|verhandel|berät|berat|diskutier|debattier|forder|geforder|erwart|rechne|hoff|"
    r"droh|gilt als|warte|gewarte|empfiehl|empfohl|streb|angestreb|bemüh|möglich)\w*",
    re.IGNORECASE,
)


def in_own_voice(eye: Lens, sentence: str) -> Value | None:
    """What the article itself says of the claim in one main clause; None: nothing that is so or not so."""
    for clause in main_clauses(sentence):
        if not all(matcher.touches(clause) for matcher in eye.about) or _ASKS.search(clause):
            continue
        refusal = refuses(clause)
        no = bool(_NEGATION.search(clause)) or bool(refusal and not any(item.touches(refusal) for item in eye.about))
        return Value(stance=Stance.DENIES if no else Stance.ASSERTS)
    return None


def deed_gate(eye: Lens, text: str) -> Gate | None:
    """Why a deed settles nothing: a word of `without`, or the claim's words only mark its time."""
    out = eye.without.find(text) if eye.claim.without else []
    if out:
        return stop(SilenceReason.OTHER_SCOPE, "without", word=out[0].word)
    return stop(SilenceReason.HYPOTHETICAL, "statement") if only_mentions(eye, text) else None


_EVENT = (
    r"[A-ZÄÖÜ][\w-]*(?:ung|ungen|ion|ionen|nahme|schluss|gabe|tritt|bruch|zug|gang|beginn|start|kauf|entscheid|einsatz|wahl|"
    r"kunft|stieg|fall|riss|spruch)\b"
)
_ANY = r"(?:(?:de[rmns]|die|das|eine[rmns]?|ihre[rmns]?|seine[rmns]?)\s+)?(?:[a-zäöüß]\w*\s+){0,3}?"
#: what only names the time, the condition, the topic or the plan of something else
_MENTION = re.compile(
    r"\b(?:nach|vor|bei|über|bis zu|ohne|trotz|im fall|im falle|für den fall|voraussetzung (?:dafür )?(?:ist|sei|wäre|war))\s+"
    rf"{_ANY}(?-i:{_EVENT})|"
    r"\b(?:anspielung|verweis|hinweis|blick|bezug|auswirkung\w*|einfluss|vorbereitung\w*|kritik|debatte|diskussion\w*|streit|frage|"
    r"gespräche?n?|verhandlung\w*|beratung\w*|antr[aä]ge?\w*|hoffnung|chancen?|aussicht\w*|forderung\w*|pläne?n?|wartet?\w*)[“”\"«»]?\s+"
    rf"(?:auf|an|über|um|nach|zu|zur|zum|für)\s+{_ANY}(?-i:[A-ZÄÖÜ][\w-]*)|"
    r"\b(?:geplant|erwartet|angekündigt|bevorstehend|möglich|eventuell|künftig|angestrebt|beantragt|erhofft|drohend|anstehend|"
    r"baldig|etwaig|vorgesehen)e[rnms]?\s+(?:[a-zäöüß]\w*\s+){0,2}?(?-i:[A-ZÄÖÜ][\w-]*)|"
    r"\b(?:falls|wenn|sofern|sobald|bevor|ehe|ob)\b[^,.;:!?]*",
    re.IGNORECASE,
)


def only_mentions(eye: Lens, text: str) -> bool:
    """Whether a group of the claim's words stands only where a time, a condition or a plan is named.

    ("nach der Zulassung", "die geplante Verschiebung"): the sentence speaks of something else.
    """
    rest = _MENTION.sub(" ", text)
    if rest == text:
        return False
    return any(matcher.touches(text) and not matcher.touches(rest) for matcher in eye.about)


_WILL = re.compile(r"\b(?:wird|werde|werden|würde|würden)\b")
#: verbs whose participle looks like the infinitive: "wird entlassen" is the passive
_ALIKE = re.compile(
    r"(?:be|emp|ent|er|ver|zer|über|unter|ge)\w*(?:lassen|halten|geben|fallen|fangen|raten|tragen|laden|kommen)$"
)


def lies_ahead(eye: Lens, text: str) -> bool:
    """Whether the claim's verb stands in the future ("werde den Vertrag schließen")."""
    will = _WILL.search(text)
    if will is None:
        return False
    hits = [hit for matcher in eye.about for hit in matcher.find(text)]
    return any(
        hit.word[:1].islower()
        and text[hit.start : hit.end] == hit.word
        and hit.word.endswith("n")
        and not _ALIKE.match(hit.word)
        for hit in hits
    )


_PLAN = re.compile(r"\b(?:plan(?:t|e|en|te|ten)|beabsichtig\w*|woll(?:e|en|te|ten)|will)\b")


def _says(eye: Lens, words: re.Pattern[str], statement: Statement) -> bool:
    """Whether one of the words stands in the statement and is not what the claim asks for."""
    return any(
        not any(matcher.touches(found.group()) for matcher in eye.about) for found in words.finditer(statement.text)
    )


def _asked_answer(statement: Statement, value: Value | None, zone: Zone) -> bool:
    """Whether a claim asks by name for what commits to nothing elsewhere ("beantragt"), and it is told as done."""
    return value is not None and value.answer is not None and done(zone.sentence(statement.where, statement.sentence))


def gate(eye: Lens, statement: Statement, value: Value | None, zone: Zone, closeness: int = SENTENCE) -> Gate | None:
    """Why a statement on the claim's topic takes no position; None: it does."""
    if not statement.news and not statement.recap and not _asked_answer(statement, value, zone):
        return stop(SilenceReason.HYPOTHETICAL, "statement")
    out = eye.without.find(zone.sentence(statement.where, statement.sentence)) if eye.claim.without else []
    if out:
        return stop(SilenceReason.OTHER_SCOPE, "without", word=out[0].word)
    if eye.claim.since and statement.period and statement.period.end.date() <= eye.claim.since:
        return stop(SilenceReason.OTHER_SCOPE, "since", since=eye.claim.since.isoformat())
    if value is None:
        return stop(SilenceReason.UNCLEAR, "answer")
    if value.answer and value.stance in NO_ANSWER:
        return stop(SilenceReason.UNCLEAR, "answer_denied", answer=value.answer)
    words = statement.text if closeness == OWN else zone.sentence(statement.where, statement.sentence)
    if value.stance in (Stance.ASSERTS, Stance.ESTIMATES, Stance.SUSPECTS) and only_mentions(eye, words):
        return stop(SilenceReason.HYPOTHETICAL, "statement")
    if value.stance is Stance.ASSERTS and lies_ahead(eye, words):
        return stop(SilenceReason.PLANNED, "statement")
    reported = value.stance in (Stance.ASSERTS, Stance.ESTIMATES, Stance.SUSPECTS) and not value.answer
    if reported and _says(eye, _UNDECIDED, statement):
        return stop(SilenceReason.HYPOTHETICAL, "undecided")
    if value.stance is Stance.PLANS or (reported and _says(eye, _PLAN, statement)):
        return stop(SilenceReason.PLANNED, "statement")
    return None
