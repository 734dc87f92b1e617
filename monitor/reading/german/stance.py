"""How a speaker stands to a proposition: negation, doubt, mood, set phrases, silence, and whether it is news.

Rules look at one frame clause ("Moskau wollte den Abschuss nicht bestätigen"). What the words of what is said add is in
`answers`, what is no statement in the sense of a cue word ("im Amt bestätigt") in `senses`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

from monitor.reading.german import verbs
from monitor.reading.german.answers import EARLIER, MISTAKE
from monitor.reading.german.answers import of_content as of_content
from monitor.reading.german.claims import CLAIMS, FALSE, negated
from monitor.reading.german.claims import NEGATIONS as NEGATIONS
from monitor.reading.german.claims import about_a_claim as about_a_claim
from monitor.reading.german.claims import ends_with as ends_with
from monitor.reading.german.clauses import Clause
from monitor.reading.german.cues import CUES, RETRACTABLE, SEPARABLE, Cue
from monitor.reading.german.phrases import DETERMINERS, is_adjective
from monitor.reading.german.senses import ATTACKS, habitual
from monitor.reading.german.senses import other_sense as other_sense
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Polarity, Stance


class Judged(NamedTuple):
    """Stance of a frame, polarity it lends to the proposition, whether it counts as news."""

    stance: Stance
    polarity: Polarity
    news: bool


_SILENT_NOUNS: Final = tuple(
    word_set(
        """
        angaben auskunft auskünfte kommentar kommentare stellungnahme stellungnahmen stellung details einzelheiten
        antwort erklärung äußerung informationen reaktion statement auskünften
        """
    )
)
_GUILT: Final = tuple(noun for noun in ATTACKS if noun != "verantwortung")
#: lemma of the finite verb + a word of the clause (or the end of one) -> stance
_PHRASES: Final = (
    ("sehen", ("anzeichen", "hinweise", "indizien"), Stance.SUSPECTS),
    ("haben", ("anzeichen", "hinweise", "indizien", "verdacht"), Stance.SUSPECTS),
    ("halten", ("wahrscheinlich", "möglich", "denkbar", "plausibel"), Stance.SUSPECTS),
    ("halten", ("ausgeschlossen", "unwahrscheinlich", "abwegig"), Stance.SUSPECTS),
    ("stellen", ("abrede",), Stance.DENIES),
    ("beteuern", ("unschuld",), Stance.DENIES),
    ("stellen", ("aussicht",), Stance.PLANS),
    ("weisen", ("sich",), Stance.DENIES),
    ("übernehmen", ("verantwortung",), Stance.CONFIRMS),
    ("ablegen", ("geständnis", "teilgeständnis"), Stance.CONFIRMS),
    ("machen", ("geständnis", "teilgeständnis"), Stance.CONFIRMS),
    ("zeigen", ("geständig",), Stance.CONFIRMS),
    ("sein", ("geständig",), Stance.CONFIRMS),
    ("zurückrudern", ("",), Stance.RETRACTS),
    ("machen", ("rückzieher",), Stance.RETRACTS),
    ("korrigieren", ("sich",), Stance.RETRACTS),
    ("verweigern", ("bestätigung",), Stance.CANNOT_CONFIRM),
    ("ablehnen", ("bestätigung",), Stance.CANNOT_CONFIRM),
    ("kassieren", ("prognose", "jahresprognose", "gewinnprognose", "umsatzprognose", "zusage"), Stance.RETRACTS),
)
#: verbs that answer a claim: with a noun for what is claimed as their object
_ANSWERING: Final = {"abrücken": Stance.RETRACTS, "entgegentreten": Stance.DENIES}
#: words by which an earlier or own statement is meant, and what it is called when taken back
_EARLIER: Final = EARLIER | word_set(
    "früher früherer vorheriger eigener anfängliche anfänglichen seine seiner seinen ihre ihrer ihren"
)
#: verbs by which something is called something
_CALLING: Final = frozenset(
    ("bezeichnen", "nennen", "erklären", "abtun", "zurückweisen", "einstufen", "sprechen", "reden")
)
_PHRASE_LEMMAS: Final = frozenset(
    {verb for verb, _, _ in _PHRASES}
    | _CALLING
    | _ANSWERING.keys()
    | {"antworten", "beantworten", "reagieren", "distanzieren", "erteilen", "reklamieren"}
)
#: verbs by which somebody can be said to say nothing
_SILENT_LEMMAS: Final = word_set(
    """
    äußern kommentieren machen geben nehmen abgeben nennen erteilen ablehnen verweigern lassen reagieren antworten
    schweigen halten sagen erreichen beantworten abwinken hüllen erhalten bekommen vorliegen ausweichen bleiben ausschweigen mitteilen eingehen sein
    """
)
#: verbs that form their perfect with sein: "ist zurückgerudert" is no passive
MOVING: Final = word_set("abrücken zurückrudern entgegentreten eingehen")
#: verbs of refusing, with the words that make them so
_REFUSING: Final = word_set("ablehnen weigern verzichten vermeiden")
#: verbs that are no cues but speak in a set phrase or say nothing
SPEAKING: Final = _PHRASE_LEMMAS | _SILENT_LEMMAS | _REFUSING | {"heißen", "sehen", "sein"}


def by_phrase(doc: Doc, clause: Clause) -> Stance | None:
    """Stance of a set phrase ("sieht Anzeichen", "stellte in Abrede", "bezeichnete den Bericht als falsch"), if any."""
    lemma = clause.lemma
    if lemma not in _PHRASE_LEMMAS:
        return None
    words = doc.lower[clause.first : clause.stop]
    for verb, nouns, stance in _PHRASES:
        if lemma == verb and (nouns == ("",) or any(noun in words for noun in nouns)):
            if verb == "weisen" and "von" not in words:
                continue
            if verb == "übernehmen" and not ends_with(words, _GUILT):
                continue
            if verb == "korrigieren" and not _of_oneself(clause, words):
                continue
            if stance in (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS) and negated(words):
                return Stance.ASSERTS if stance is Stance.RETRACTS else Stance.CANNOT_CONFIRM
            return stance
    if lemma in ("antworten", "beantworten", "reagieren"):
        return _plain_answer(words)
    if lemma == "haben":
        # "will mit dem Anschlag nichts zu tun haben"
        return Stance.DENIES if clause.finite_lemma == "wollen" and _follow(words, "nichts", "zu") else None
    if lemma == "machen":
        # "machte kein Hehl daraus, dass …"
        return Stance.CONFIRMS if "hehl" in words and negated(words) else None
    if not negated(words) and (answer := _answers(lemma, words)):
        return answer
    return Stance.DENIES if lemma in _CALLING and _calls_false(lemma, words) else None


def _of_oneself(clause: Clause, words: list[str]) -> bool:
    """ "korrigierte sich": nobody and nothing else is put right."""
    return clause.form != "passive" and not ends_with(words, ("kurs", "kurse", "aktie", "aktien", "preis", "preise"))


def _answers(lemma: str, words: list[str]) -> Stance | None:
    """ "trat den Gerüchten entgegen", "rückte von der Darstellung ab", "nannte die frühere Angabe einen Irrtum"."""
    claim = ends_with(words, CLAIMS)
    if lemma in _ANSWERING:
        if lemma == "abrücken" and not (ends_with(words, RETRACTABLE) or claim):
            return None
        return _ANSWERING[lemma] if claim or lemma == "abrücken" else None
    if lemma == "erteilen":
        return Stance.DENIES if "absage" in words and claim else None
    if lemma == "reklamieren":
        return Stance.CONFIRMS if _follow(words, "für", "sich") and ends_with(words, _DEEDS) else None
    own = not _EARLIER.isdisjoint(words)
    if lemma == "distanzieren":
        return Stance.RETRACTS if own and claim and "sich" in words and "von" in words else None
    if lemma in ("nennen", "bezeichnen") and own and ends_with(words, RETRACTABLE):
        return Stance.RETRACTS if not MISTAKE.isdisjoint(words) else None
    if lemma == "erklären" and "sich" in words and "verantwortlich" in words:
        return Stance.CONFIRMS if ends_with(words, _DEEDS) else None
    return None


def _follow(words: list[str], first: str, second: str) -> bool:
    return any(pair == (first, second) for pair in pairwise(words))


#: what one can claim to have done
_DEEDS: Final = (
    "anschlag",
    "anschläge",
    "angriff",
    "angriffe",
    "attentat",
    "attacke",
    "mord",
    "explosion",
    "tat",
    "brand",
)


def _plain_answer(words: list[str]) -> Stance | None:
    """ "antwortete mit Nein", "beantwortete die Frage mit einem klaren Ja"."""
    if "mit" not in words or negated(words):
        return None
    behind = words[words.index("mit") + 1 :][:4]
    return Stance.DENIES if "nein" in behind else Stance.CONFIRMS if "ja" in behind else None


def _calls_false(lemma: str, words: list[str]) -> bool:
    """ "nannte den Vorwurf haltlos", "sprach von einer Falschmeldung", "von Spekulationen ohne jede Grundlage"."""
    if negated(words):
        return False
    false = not FALSE.isdisjoint(words)
    if lemma in ("sprechen", "reden"):
        if "von" not in words:
            return False
        behind = words[words.index("von") + 1 :]
        return (
            not FALSE.difference(("frei", "news", "fake")).isdisjoint(behind) or _baseless(behind) or "fake" in behind
        )
    if not false and not _baseless(words):
        return False
    if lemma in ("bezeichnen", "nennen", "erklären"):
        return ends_with(words, CLAIMS) or "dies" in words or "das" in words
    return True


def _baseless(words: list[str]) -> bool:
    """ "ohne jede Grundlage", "aus der Luft gegriffen", "an den Haaren herbeigezogen"."""
    return (
        ("grundlage" in words and "ohne" in words)
        or ("luft" in words and "gegriffen" in words)
        or ("haaren" in words and "herbeigezogen" in words)
    )


def silence(doc: Doc, clause: Clause) -> bool:
    """The clause says that somebody says nothing: no comment, no answer, not to be reached."""
    lemma = clause.lemma
    if lemma not in _SILENT_LEMMAS:
        return False
    words = doc.lower[clause.first : clause.stop]
    no = not NEGATIONS.isdisjoint(words)
    nouns = ends_with(words, _SILENT_NOUNS)
    if lemma in ("äußern", "kommentieren"):
        return no and (lemma == "kommentieren" or "sich" in words)
    if lemma in ("machen", "geben", "nehmen", "abgeben", "nennen", "erteilen"):
        # "es gab keine Erklärung" is nobody's silence, "von der Klinik gab es keine Erklärung" is
        return no and nouns and not (lemma == "geben" and "es" in words and _AT.isdisjoint(words))
    if lemma in ("erhalten", "bekommen", "vorliegen"):
        return (
            no
            and nouns
            and ("von" in words or "vom" in words or "seitens" in words or "bei" in words or "beim" in words)
        )
    if lemma in ("ablehnen", "verweigern"):
        return not no and (nouns or "aussage" in words or "interview" in words)
    if lemma == "lassen":
        return "unbeantwortet" in words or "unkommentiert" in words
    if lemma in ("reagieren", "antworten"):
        return no and ("auf" in words or "nicht" in words[-3:])
    if lemma in ("schweigen", "ausschweigen"):
        return not no and any(
            word in words for word in ("zu", "zum", "zur", "dazu", "über", "darüber", "sich", "weiter", "beharrlich")
        )
    if lemma == "halten":
        return "bedeckt" in words
    if lemma == "eingehen":
        return no and "auf" in words and ends_with(words, _ASKED)
    if lemma == "sein":
        return no and "erreichbar" in words and (nouns or ends_with(words, _ASKED))
    if lemma == "hüllen":
        return "schweigen" in words
    if lemma == "beantworten":
        return no and ends_with(words, ("frage", "fragen", "anfrage", "anfragen"))
    if lemma == "bleiben":
        return "unbeantwortet" in words or ("antwort" in words and "schuldig" in words)
    if lemma in ("abwinken", "ausweichen"):
        return not no and (lemma == "abwinken" or "frage" in words or "fragen" in words)
    if lemma == "sagen":
        return "nichts" in words and any(word in words for word in ("dazu", "zu", "zum", "zur", "darüber", "davon"))
    return (
        lemma == "erreichen"
        and clause.finite_lemma == "sein"
        and (no and ("niemand" not in words or not _AT.isdisjoint(words)))
    )


#: what one would answer to
_ASKED: Final = (*CLAIMS, "frage", "fragen", "anfrage", "anfragen", "nachfrage", "nachfragen", "rückfragen")
_UNABLE: Final = word_set("außerstande lage imstande")


_AT: Final = frozenset(("bei", "beim", "von", "vom"))


def refused(doc: Doc, clause: Clause, behind: Clause) -> Stance | None:
    """ "lehnte es ab, sich zu äußern", "sah sich außerstande, den Bericht zu bestätigen": the stance of frame and infinitive."""
    words = doc.lower[clause.first : clause.stop]
    unable = not _UNABLE.isdisjoint(words) and ("außerstande" in words or negated(words))
    if not unable and (clause.lemma not in _REFUSING or negated(words)):
        return None
    lemma = _infinitive(doc, behind)
    cue = CUES.get(lemma)
    if cue is not None and cue.stance in (Stance.CONFIRMS, Stance.DENIES):
        return Stance.CANNOT_CONFIRM
    said = doc.lower[behind.first : behind.stop]
    speech = lemma in ("äußern", "kommentieren", "sprechen", "antworten") or ends_with(said, _SILENT_NOUNS)
    return Stance.NO_COMMENT if speech else None


def _infinitive(doc: Doc, clause: Clause) -> str:
    """The verb of an infinitive clause ("die Ausfälle zu bestätigen", "dazu Stellung zu nehmen")."""
    if clause.lemma:
        return clause.lemma
    for at in range(clause.stop - 1, clause.first - 1, -1):
        form = verbs.infinitive(doc.lower[at]) if doc.words[at][0].islower() else None
        if form is not None and (doc.lower[at - 1] == "zu" or form.kind == verbs.ZU):
            return form.lemma
    return ""


def judge(doc: Doc, clause: Clause, cue: Cue, *, content: bool) -> Judged:
    """Stance of the frame `clause` with its cue verb; `content`: a clause or quotation says what is said."""
    words = doc.lower[clause.first : clause.stop]
    no = _clause_negated(doc, clause)
    stance, polarity, news = cue.stance, Polarity.AFFIRMED, True
    if "weder" in words and "noch" in words and stance in (Stance.CONFIRMS, Stance.DENIES):
        stance = Stance.CANNOT_CONFIRM
    elif no:
        stance, polarity = _negate(cue, clause, words)
    if cue.lemma in ("bezweifeln", "zweifeln"):
        stance, polarity = (Stance.SUSPECTS, Polarity.NEGATED) if not no else (Stance.ASSERTS, Polarity.AFFIRMED)
    elif cue.lemma == "bekennen" and "schuldig" in words and no:
        stance = Stance.DENIES
    if cue.can("d") or clause.conditional or clause.kind == "ob":
        news = False
    if stance in (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS):
        news = news and _actual(clause, words) and not _guessed(doc, clause) and not habitual(doc, clause)
    return Judged(stance, polarity, news)


def _clause_negated(doc: Doc, clause: Clause) -> bool:
    """A negation of the clause, not of an adjective in it ("den nicht angemeldeten Einsatz")."""
    words = doc.lower[clause.first : clause.stop]
    if not negated(words):
        return False
    for at in range(clause.first, clause.stop):
        if doc.lower[at] not in NEGATIONS:
            continue
        inside = (
            doc.lower[at] in ("nicht", "nie")
            and at > clause.first
            and doc.lower[at - 1] in DETERMINERS
            and at + 1 < clause.stop
            and is_adjective(doc.words[at + 1])
        )
        if not inside:
            return True
    return False


def _negate(cue: Cue, clause: Clause, words: list[str]) -> tuple[Stance, Polarity]:
    if cue.stance is Stance.CONFIRMS or cue.lemma in ("beweisen", "nachweisen", "belegen"):
        return Stance.CANNOT_CONFIRM, Polarity.AFFIRMED
    if cue.stance is Stance.DENIES:
        if cue.lemma == "ausschließen":
            return Stance.SUSPECTS, Polarity.AFFIRMED
        given_up = "mehr" in words or "länger" in words
        nobody = not _NOBODY.isdisjoint(words[:3])
        return (Stance.ASSERTS if given_up or nobody else Stance.NO_COMMENT), Polarity.AFFIRMED
    if cue.stance is Stance.RETRACTS:
        return Stance.ASSERTS, Polarity.AFFIRMED
    if cue.lemma in (
        "sagen",
        "mitteilen",
        "äußern",
        "bekanntgeben",
        "verraten",
        "preisgeben",
        "angeben",
    ) and clause.form.startswith(("modal", "", "perfect")):
        return Stance.NO_COMMENT, Polarity.AFFIRMED
    return cue.stance, Polarity.NEGATED


_NOBODY: Final = frozenset(("niemand", "keiner", "niemandem"))
#: modal verbs whose confirmation has not happened ("will bestätigen", "müsse noch bestätigen", "dürfte einräumen")
_UNREAL_MODALS: Final = word_set("wollen sollen mögen dürfen")


def _actual(clause: Clause, words: list[str]) -> bool:
    """The confirming or denying has happened: no future, no wish, no duty, no irrealis."""
    if clause.form == "future" or clause.mood == "k2":
        return False
    if "modal" in clause.form:
        if clause.finite_lemma in _UNREAL_MODALS:
            return False
        if clause.finite_lemma == "müssen" and not clause.past:
            return False
        if clause.finite_lemma == "können" and clause.mood:
            return False
    return "bald" not in words and "demnächst" not in words


_GUESSED: Final = word_set(
    """
    wahrscheinlich vermutlich möglicherweise womöglich mutmaßlich wohl eventuell vielleicht anscheinend angeblich kaum offenbar
    beinahe scheinbar
    """
)


def _guessed(doc: Doc, clause: Clause) -> bool:
    """ "hat angeblich bestätigt", "bestätigt wohl", "räumt kaum ein"; not "den wohl größten Fund"."""
    for at in range(clause.first, clause.stop):
        if doc.lower[at] in _GUESSED:
            in_phrase = at > clause.first and doc.lower[at - 1] in DETERMINERS and is_adjective(doc.words[at + 1])
            if not in_phrase and not (doc.lower[at] == "kaum" and at == clause.first):
                return True
    return False


def takes_back(words: list[str]) -> bool:
    """The words name something one can take back."""
    return any(word.endswith(RETRACTABLE) for word in words)


def cue_of(clause: Clause) -> Cue | None:
    """The cue verb of a clause, separated prefix included, None if its verb is none."""
    return CUES.get(clause.lemma) if clause.lemma else None


def takes_particle(lemma: str) -> bool:
    """The verb has separable compounds that are cues ("geben": zugeben, angeben)."""
    return lemma in SEPARABLE
