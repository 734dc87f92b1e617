"""Quotations that are no sentence: part of what somebody said, or only a name, a title, a word set off.

"nannte den Plan „völlig verfehlt“", "sprach von einer „Gefahr für Leib und Leben“", "hofft, „dass es ein Ende nimmt“" are
speech; "die Zeitung „Neue Woche“", "der Film „Ein langer Sommer“", "der sogenannte „blinde Fleck“" are not. German
spelling decides most of it: a name begins with a capital and stands behind its kind or its article.
"""

from __future__ import annotations

from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.actors import speaks
from monitor.reading.german.clauses import Clause
from monitor.reading.german.cues import CUES, OPINION_NOUNS
from monitor.reading.german.phrases import ADVERBS, is_adjective, is_capital, phrase, starts_phrase
from monitor.reading.german.said import Unit, clause_at
from monitor.reading.german.speakers import TokenSpan, subject
from monitor.reading.german.text import Doc, word_set

#: verbs by which one judges a thing "als …", "für …" or without a preposition
_JUDGING: Final = word_set(
    """
    nennen bezeichnen werten bewerten beurteilen würdigen feiern loben preisen kritisieren rügen verurteilen einstufen
    charakterisieren beschreiben schildern betrachten ansehen begrüßen rechtfertigen ablehnen zurückweisen abtun
    brandmarken geißeln anprangern titulieren beschimpfen verspotten verteidigen darstellen empfinden erachten auffassen
    definieren interpretieren hinstellen abkanzeln verhöhnen beklagen bedauern bemängeln monieren umschreiben betiteln
    halten finden sehen verstehen bestaunen deuten einschätzen klassifizieren abqualifizieren beschimpfen schmähen
    """
)
#: verbs with which a thing is called something: a bare complement is what the speaker calls it
CALLED: Final = frozenset(("nennen", "heißen", "bezeichnen", "lauten"))
_CALLING: Final = word_set("nennen finden heißen")
#: verb -> prepositions behind which stands what was said
_WITH: Final = {
    "sprechen": "von vom",
    "reden": "von vom",
    "warnen": "vor",
    "raten": "zu zur zum",
    "mahnen": "zu zur zum",
    "aufrufen": "zu zur zum",
    "auffordern": "zu zur zum",
    "drängen": "auf",
    "halten": "für",
    "begründen": "mit",
    "erklären": "mit zu zum zur",
    "reagieren": "mit",
    "antworten": "mit",
    "kommentieren": "mit",
    "drohen": "mit",
    "appellieren": "an",
    "berichten": "von vom über",
    "erzählen": "von vom",
    "träumen": "von vom",
    "verweisen": "auf",
    "hinweisen": "auf",
    "fordern": "",
    "verlangen": "",
    "vorwerfen": "",
    "versprechen": "",
    "zusichern": "",
    "zusagen": "",
    "ankündigen": "",
    "konstatieren": "",
    "beklagen": "",
    "befürchten": "",
    "rufen": "",
    "unterstellen": "",
    "bescheinigen": "",
    "attestieren": "",
    "wünschen": "",
    "sehen": "",
    "rechnen": "mit",
    "rechtfertigen": "mit",
    "erkennen": "",
}
#: somebody else stands between verb and complement ("warf der Ministerin „Wortbruch“ vor")
_BLAMING: Final = frozenset(("vorwerfen", "unterstellen", "bescheinigen", "attestieren", "versprechen", "zusichern"))
_INDEFINITE: Final = word_set("ein eine einen einem einer eines kein keine keinen keinem keiner mehr wenig viel")
_POSSESSIVE: Final = word_set("sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer")
_DEFINITE: Final = word_set(
    "der die das dem den des im am vom zum zur beim ins ans diese dieser dieses diesem diesen jene jener"
)
#: words that set off a name or a term, not speech
_NAMING: Final = word_set(
    """
    genannt genannte genannten genannter genanntes sogenannt sogenannte sogenannten sogenannter sogenanntes namens motto
    titel namen name stichwort kennwort codenamen begriff wort laut wie gegenüber slogan überschrift spitznamen alias
    heißt hieß heißen
    """
)


def is_name(doc: Doc, first: int, stop: int) -> bool:
    """The quotation [first, stop), marks included, names a thing: an outlet, a work, a ship, a term."""
    inner = first + 1
    while inner < stop - 1 and not doc.words[inner][0].isalnum():
        inner += 1
    if inner >= stop - 1:
        return True
    before = doc.lower[first - 1] if first else ""
    if before in _NAMING or (stop < len(doc.words) and (doc.lower[stop] == "genannt" or doc.words[stop][0] == "-")):
        return True
    if "." in doc.words[inner + 1 : stop - 2] and not doc.words[inner][0].isupper() and doc.glued(inner + 1):
        return True  # an address of the web
    if not is_capital(doc.words[inner]) and not doc.words[inner][0].isdigit():
        low = doc.lower[inner]
        bare = before in ("der", "die", "das", "dem", "den", "des", "im", "am", "vom", "von", "zum", "zur", "beim")
        return bare and low not in ADVERBS and not is_adjective(low) and not _has_verb(doc, inner, stop - 1)
    if _is_term(doc, inner, stop):
        return True
    if before in _DEFINITE or first == 0 or not before[0].isalnum():
        return True
    return is_capital(doc.words[first - 1])


def _is_term(doc: Doc, inner: int, stop: int) -> bool:
    """ "„Heiliger Krieg“", "„Runder Tisch“": an adjective written with a capital makes a name."""
    word = doc.words[inner]
    return (
        inner + 2 == stop - 1
        and word[0].isupper()
        and is_adjective(doc.lower[inner])
        and is_capital(doc.words[inner + 1])
    )


def _has_verb(doc: Doc, first: int, stop: int) -> bool:
    return any(doc.words[at][0].islower() and verbs.finite(doc.lower[at]) for at in range(first, stop))


#: what is shouted, painted and carried along
_SLOGANS: Final = tuple(
    word_set(
        """
        parole parolen spruch sprüche sprüchen aufschrift aufschriften rufe rufen ruf sprechchor sprechchöre sprechchören
        sprechchören slogans schlachtruf schlachtrufe zwischenrufe zwischenruf schriftzug
        worten worte satz bemerkung
        """
    )
)


def is_slogan(doc: Doc, first: int) -> bool:
    """ "Parolen wie „Nieder mit den Mieten“", "mit der Aufschrift „Wir bleiben“"."""
    at = first - 1
    if at > 1 and doc.lower[at] in ("beispiel", "beispielsweise", "etwa"):
        at -= 2 if doc.lower[at] == "beispiel" else 1
    if at > 0 and (doc.words[at] == ":" or doc.lower[at] in ("wie", "mit", "von")):
        at -= 1
    return at > 0 and is_capital(doc.words[at]) and doc.lower[at].endswith(_SLOGANS)


def is_title(unit: Unit, first: int, stop: int) -> bool:
    """A sentence in marks that nobody says: a motto, a film, a book ("in „Morgen sehen wir weiter“ spielt")."""
    doc = unit.doc
    if first == unit.first or is_slogan(doc, first):
        return False
    if titled(unit, first):
        return True
    return doc.words[stop - 2] not in ".!?…," and doc.lower[first - 1] in _LISTING


def titled(unit: Unit, first: int) -> bool:
    """The kind of work, name or motto stands right before the quotation, or before its colon."""
    doc, at = unit.doc, first - 1
    if at < unit.first:
        return False
    before = doc.lower[at] if doc.words[at] != ":" or at == unit.first else doc.lower[at - 1]
    return before in _NAMING or before.endswith(_WORKS)


#: kinds of works and slogans
_WORKS: Final = (
    "motto", "titel", "buch", "film", "roman", "lied", "song", "album", "serie", "stück", "werk", "slogan", "sendung",
    "hörspiel", "drama", "komödie", "oper", "gedicht", "erstling", "single", "hit", "spiel", "kampagne", "schlager",
)  # fmt: skip
_LISTING: Final = word_set("in mit von oder und wie aus zu für an bei im")


def only_called(unit: Unit, clause: Clause) -> bool:
    """ "das Schiff, das früher „Freiheit“ hieß", "sie nennt sich", "wird auch „…“ genannt": nobody judges."""
    words = unit.doc.lower[clause.first : clause.stop]
    if clause.lemma in ("heißen", "lauten"):
        return "es" not in words
    if "sich" in words:
        return True
    if clause.lemma in ("nennen", "bezeichnen") and "passive" in clause.form:
        return not any(word in ("von", "vom", "durch") for word in words)
    return False


def holds_speech(unit: Unit, first: int, stop: int) -> int:
    """Index of the clause that frames the fragment [first, stop) as somebody's words; -1: it is no speech."""
    doc = unit.doc
    size = _size(doc, first, stop)
    if size == 0 or (size == 2 and _is_term(doc, first + 1, stop)):
        return -1
    index = _verb_of(unit, first, stop)
    if index < 0:
        return -1
    clause = unit.clauses[index]
    if is_slogan(doc, first):
        return index
    if "man" in doc.lower[clause.first : clause.stop] or (
        clause.lemma in ("nennen", "heißen") and only_called(unit, clause)
    ):
        return -1
    if _judged(doc, clause, first) or _behind_preposition(doc, clause, first, size):
        return index
    if size < 2 or is_name(doc, first, stop) or _within_subject(unit, index, first):
        return -1
    if clause.stop <= first and doc.words[first - 1] == ",":
        # "hofft, „dass es ein Ende nimmt“", "wurde aufgefordert, „die Angaben zu belegen“"
        opinion = clause.lemma in CUES or not OPINION_NOUNS.isdisjoint(doc.words[clause.first : clause.stop])
        return index if size > 2 and (opinion or doc.lower[first + 1] == "dass") else -1
    lowered = doc.words[first + 1][0].islower() or not doc.words[first + 1][0].isalnum()
    if lowered and not is_capital(doc.words[first - 1]):
        return index if clause.lemma in CUES or clause.mood or size > 3 else -1
    if lowered and size > 4:
        return index
    attribute = (is_adjective(doc.words[first - 1]) and doc.lower[first - 1] not in ADVERBS) or doc.lower[
        first - 1
    ] in _INDEFINITE
    return index if attribute and size > 1 and clause.lemma in CUES else -1


def for_whom(unit: Unit, first: int, stop: int) -> TokenSpan | None:
    """ "Für die Ärztin ist die Lage „schlicht unerträglich“": whose view it is."""
    doc, index = unit.doc, clause_at(unit, first)
    if index < 0 or unit.clauses[index].lemma not in ("sein", "bleiben", "bedeuten") or _is_term(doc, first + 1, stop):
        return None
    clause = unit.clauses[index]
    if clause.kind != "main" or not clause.first <= first or is_name(doc, first, stop):
        return None
    for at in range(clause.first, first - 1):
        if doc.lower[at] == "für" and starts_phrase(doc, at + 1, first):
            end = phrase(doc, at + 1, first)
            if end > at + 1 and speaks(doc, (at + 1, end)):
                return at + 1, end
    return None


def _within_subject(unit: Unit, index: int, first: int) -> bool:
    """Whoever acts has the quotation in the name ("eine „große Koalition“ verfügte über …")."""
    span = subject(unit.doc, unit.clauses, index)
    return span is not None and span[0] <= first < span[1]


def _size(doc: Doc, first: int, stop: int) -> int:
    """Words between the marks."""
    return sum(1 for word in doc.words[first + 1 : stop - 1] if word[0].isalnum())


def _verb_of(unit: Unit, first: int, stop: int) -> int:
    """The clause around the fragment that has a verb; a bare "als „…“" belongs to the main clause before it."""
    index = clause_at(unit, first)
    if index < 0:
        # the whole stretch between two commas is quoted
        for at in range(len(unit.clauses) - 1, -1, -1):
            if unit.clauses[at].stop <= first:
                index = at
                break
    while index > 0 and unit.clauses[index].finite < 0 and unit.clauses[index].main < 0:
        index -= 1
        while index > 0 and unit.clauses[index].kind == "rel":
            index -= 1
    return index if index >= 0 and unit.clauses[index].lemma else -1


def _article(doc: Doc, first: int) -> int:
    """The token before article and adjectives that stand right before the quotation."""
    at = first - 1
    while at > 0 and (is_adjective(doc.words[at]) or doc.lower[at] in _INDEFINITE or doc.lower[at] in _POSSESSIVE):
        at -= 1
    return at


def _judged(doc: Doc, clause: Clause, first: int) -> bool:
    """ "bezeichnete den Plan als „großen Wurf“", "nannte ihn einen „großen Wurf“"."""
    if clause.lemma not in _JUDGING:
        return False
    if "sich" in doc.lower[clause.first : clause.stop]:
        return False
    at = _article(doc, first)
    if at < clause.first - 1 and clause.first > 0:
        return False
    if doc.lower[at] in ("als", "für"):
        return True
    if clause.lemma not in _CALLING or clause.form == "passive":
        return False
    inner = doc.words[first + 1]
    return at < first - 1 or inner[0].islower()


def _behind_preposition(doc: Doc, clause: Clause, first: int, size: int) -> bool:
    """ "sprach von einer „Gefahr“", "riet zu „Ruhe und Augenmaß“", "warf der Regierung „Wortbruch“ vor"."""
    wanted = _WITH.get(clause.lemma)
    if wanted is None or not clause.first <= first:
        return False
    at = _article(doc, first)
    if wanted:
        return doc.lower[at] in wanted.split()
    if doc.lower[first - 1] in _DEFINITE:
        return False
    if is_capital(doc.words[first - 1]):
        return clause.lemma in _BLAMING
    return size > 1 or at < first - 1
