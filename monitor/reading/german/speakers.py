"""Who speaks: the subject of a frame clause, found by place, article and verb."""

from __future__ import annotations

import re
from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.actors import is_name, speaks
from monitor.reading.german.clauses import Clause
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.phrases import (
    ADVERBS,
    DETERMINERS,
    NOMINATIVE,
    OBLIQUE,
    PREPOSITIONS,
    is_adjective,
    is_capital,
    phrase,
    skip_focus,
    starts_phrase,
)
from monitor.reading.german.text import Doc, word_set

TokenSpan = tuple[int, int]
QUOTES: Final = "„“”\"»«‚‘'"


PRONOUNS: Final = frozenset(("er", "sie", "es", "wir", "ich", "man"))


DEMONSTRATIVE: Final = word_set(
    """
    dieser diese jener jene letzterer letztere beide
    """
)


_LEADING: Final = word_set(
    """
    und aber doch denn oder sondern auch so jedoch selbst sogar nicht nur
    """
)


_TIME_HEADS: Final = re.compile(
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)(?:s|abend|morgen|mittag|nachmittag|nacht)?|anfang"
    r"|ende|mitte|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jahr|woche|monat|tag|abend"
    r"|morgen|nacht|stunden|uhr|mal"
)


def subject(doc: Doc, clauses: list[Clause], index: int) -> TokenSpan | None:
    """Tokens of the subject of the clause, a name set off by commas included; None if none can be found."""
    found = _subject(doc, clauses, index)
    clause = clauses[index]
    if (
        found is not None
        and clause.lemma in _SPEAKING_ONLY
        and found[0] > clause.finite >= 0
        and not speaks(doc, found)
    ):
        # "Bestritten hat die Vorwürfe bisher nur der Chef", "bestätigte den Fund gestern die Polizei"
        found = _later_speaker(doc, clause, found) or found
    if found is None or index + 1 >= len(clauses) or found[1] != clauses[index].stop:
        return found
    name = clauses[index + 1]
    return (found[0], name.stop) if _bare_name(doc, found[1], name) else found


def _later_speaker(doc: Doc, clause: Clause, found: TokenSpan) -> TokenSpan | None:
    """The next phrase of the clause that may be its subject and can speak."""
    later = _first_nominative(doc, found[1], clause.stop)
    if later is None or not speaks(doc, later) or _plural_phrase(doc, later) is not _plural(doc, clause):
        return None
    return later


def _bare_name(doc: Doc, comma: int, name: Clause) -> bool:
    """ "…, sagte der Leiter der Klinik, Uwe Müller, …": two to four capitalised words between commas."""
    size = name.stop - name.first
    if name.kind != "frag" or name.finite >= 0 or name.first != comma + 1 or not 2 <= size <= 4:
        return False
    if doc.words[comma] != "," or any(doc.lower[at] in NOMINATIVE for at in range(name.first, name.stop)):
        return False
    return all(is_capital(doc.words[at]) and doc.words[at].isalpha() for at in range(name.first, name.stop))


def _subject(doc: Doc, clauses: list[Clause], index: int) -> TokenSpan | None:
    clause = clauses[index]
    if clause.lemma == "verlauten" and clause.form != "causative":
        return _out_of(doc, clause)
    if clause.finite < 0:
        return subject(doc, clauses, clause.partner) if clause.partner >= 0 else None
    if clause.kind == "main":
        found = _main_subject(doc, clauses, index)
        if found:
            return found
        return _shared_subject(doc, clauses, index)
    if clause.kind == "rel":
        return _relative(doc, clause)
    opener = clause.first
    while opener < clause.stop - 1 and doc.lower[opener] in ("und", "oder", "aber"):
        opener += 1
    found = _first_nominative(doc, opener + 1, clause.stop, limit=clause.finite)
    if found is None and clause.kind == "wie":
        found = _odd_name(doc, opener + 1, clause.finite)
    return found or _shared_subject(doc, clauses, index)


def spelt_small(doc: Doc, last: int) -> int:
    """The end of a name written small in front of its abbreviation („der Organisation grüner wald (gw)“)."""
    here = last
    while here < len(doc.words) and here - last < 4 and doc.words[here].isalpha() and doc.words[here].islower():
        here += 1
    bracketed = here > last and here + 2 < len(doc.words) and doc.words[here] == "(" and doc.words[here + 2] == ")"
    return here if bracketed else last


def _odd_name(doc: Doc, at: int, stop: int) -> TokenSpan | None:
    """A source written small ("wie t-online.de berichtet")."""
    while at < stop and (doc.lower[at] in ADVERBS or not doc.words[at][0].isalnum()):
        at += 1
    end = at
    while (
        end < stop
        and doc.lower[end] not in ADVERBS
        and doc.lower[end] not in PREPOSITIONS
        and (end == at or doc.glued(end))
    ):
        end += 1
    return (at, end) if at < end else None


def _out_of(doc: Doc, clause: Clause) -> TokenSpan | None:
    """ "Aus Militärkreisen verlautete": the source stands behind aus."""
    for at in range(clause.first, clause.stop - 1):
        if doc.lower[at] in ("aus", "von", "vom") and starts_phrase(doc, at + 1, clause.stop):
            end = phrase(doc, at + 1, clause.stop, front=True)
            if end > at + 1:
                return at + 1, end
    return None


def _shared_subject(doc: Doc, clauses: list[Clause], index: int) -> TokenSpan | None:
    """ "X sagte … und warnte vor …": the subject of the clause before that stands on the same level."""
    clause = clauses[index]
    if clause.delim not in ("und", "aber", "sondern", "doch", "oder", "sowie", ","):
        return None
    if not clause.verb_first and clause.kind == "main" and clause.delim == ",":
        return None
    for back in range(index - 1, -1, -1):
        before = clauses[back]
        if before.finite >= 0 and (before.kind == clause.kind) and not before.mood:
            return subject(doc, clauses, back)
    return None


def _main_subject(doc: Doc, clauses: list[Clause], index: int) -> TokenSpan | None:
    clause = clauses[index]
    first = clause.first
    while first < clause.finite and doc.lower[first] in _LEADING and doc.words[first][0].islower():
        first += 1
    if (
        first == clause.first
        and first < clause.finite
        and doc.lower[first] in ("und", "auch", "aber", "doch", "selbst", "sogar")
    ):
        first += 1
    while (
        first < clause.finite - 1
        and doc.words[first][0].isdigit()
        and ("." in doc.words[first] or ":" in doc.words[first])
    ):
        # a date or hour before the sentence ("24.11.2026 Der Minister hat …")
        first += 1
        while first < clause.finite - 1 and doc.lower[first] in (".", "uhr", "|", "-", "–"):
            first += 1
    if first >= clause.finite:
        goes_on = clause.delim == "," and doc.lower[clause.finite + 1 : clause.finite + 2] in _GOING_ON
        if goes_on or clause.delim in ("und", "aber", "sondern", "oder", "sowie"):
            shared = _shared_subject(doc, clauses, index)
            if shared:
                return shared
        if clause.delim == "," or (clause.delim == "–" and index):
            split = _split_front(doc, clauses, index)
            if split:
                return _speaking_behind(doc, clause, split) or split
        return _first_nominative(doc, clause.finite + 1, clause.stop)
    first = skip_focus(doc, first, clause.finite)
    low = doc.lower[first]
    behind = doc.lower[clause.finite + 1] if clause.finite + 1 < clause.stop else ""
    if behind in ("er", "wir", "ich", "man") or (
        behind == "sie" and _plural(doc, clause) and "und" not in doc.lower[first : clause.finite]
    ):
        return clause.finite + 1, clause.finite + 2
    if low in ("das", "dies") and clause.finite == first + 1:
        return _first_nominative(doc, clause.finite + 1, clause.stop) or (first, first + 1)
    if low in PRONOUNS and low != "es":
        return first, first + 1
    if low in DEMONSTRATIVE and clause.finite == first + 1:
        return first, first + 1
    if clause.finite == first + 1 and doc.words[first][0].isupper() and _manner(low):
        return _first_nominative(doc, clause.finite + 1, clause.stop)
    if low in PREPOSITIONS or not starts_phrase(doc, first, clause.finite):
        if (
            index
            and clause.delim == ","
            and clauses[index - 1].kind in ("frag", "rel")
            and not _content_before(clauses, index)
        ):
            front = _split_front(doc, clauses, index)
            after = _first_nominative(doc, clause.finite + 1, clause.stop)
            return after or front
        return _first_nominative(doc, clause.finite + 1, clause.stop)
    if low in OBLIQUE and low not in NOMINATIVE:
        after = _first_nominative(doc, clause.finite + 1, clause.stop)
        if after or low in ("dem", "den", "einem", "des"):
            return after
    end = phrase(doc, first, clause.finite, front=True)
    if end == first or is_time(doc, first, end):
        return _first_nominative(doc, clause.finite + 1, clause.stop)
    if low == "der" and _addressee(doc, first, end):
        after = _first_nominative(doc, clause.finite + 1, clause.stop, pronouns=False)
        if after and after[0] == clause.finite + 1:
            return after
    behind_verb = _speaking_behind(doc, clause, (first, end))
    if behind_verb is not None:
        return behind_verb
    if _object_noun(doc, first, end) or _number_front(doc, clause, first) or _told_about(doc, clause, first, end):
        behind_it = _first_nominative(doc, clause.finite + 1, clause.stop)
        if behind_it:
            return behind_it
    start = first
    if (
        index
        and clause.delim == ","
        and clauses[index - 1].kind == "frag"
        and clauses[index - 1].delim in ("", ".")
        and not _content_before(clauses, index)
    ):
        head = clauses[index - 1]
        begin = skip_focus(doc, head.first, head.stop)
        if (
            starts_phrase(doc, begin, head.stop)
            and phrase(doc, begin, head.stop, front=True) == head.stop
            and low not in NOMINATIVE
        ):
            start = begin
    return start, end


#: "…, befürchtet aber weitere Tote": the clause goes on with the subject before
_GOING_ON: Final = (["aber"], ["jedoch"], ["allerdings"], ["zudem"], ["zugleich"])


def _plural(doc: Doc, clause: Clause) -> bool:
    form = verbs.finite(doc.lower[clause.finite])
    return form is not None and form.number == verbs.PLURAL


def _manner(low: str) -> bool:
    """ "Besorgt äußerte sich …", "Unmissverständlich sagt …": an adverb of manner before the verb."""
    return (
        low.endswith(
            ("lich", "weise", "isch", "ig", "end", "los", "sam", "maßen", "gemäß", "lang", "mals", "dings", "seits")
        )
        or verbs.participle(low) is not None
    )


_ABOUT: Final = word_set("mindestens höchstens etwa rund knapp fast über bis mehr weniger gut circa ca insgesamt")


def _number_front(doc: Doc, clause: Clause, first: int) -> bool:
    """ "Mindestens 20 Tote meldete der Sender": a plural number before a singular verb is the object."""
    counted = doc.words[first][0].isdigit() and doc.words[first] != "1"
    return (counted or doc.lower[first] in _ABOUT) and not _plural(doc, clause)


_ABSTRACT: Final = ("ung", "heit", "keit", "tät", "nis", "tum", "ismus", "ungen", "heiten", "keiten")
#: nouns with such an ending that name people who speak
_BODIES: Final = (
    "regierung", "verwaltung", "zeitung", "leitung", "stiftung", "vereinigung", "abteilung", "führung", "vertretung",
    "versammlung", "versicherung", "sitzung", "behandlung", "universität", "fakultät", "bündnis", "redaktion", "innung",
    "minderheit", "mehrheit", "gesundheit", "siedlung", "meldung", "mitteilung", "erklärung", "untersuchung", "erhebung",
    "auswertung", "schätzung", "prüfung", "sicherung", "siedlung", "bistum", "rechnung", "verfügung", "forschung",
)  # fmt: skip


def _told_about(doc: Doc, clause: Clause, first: int, stop: int) -> bool:
    """ "Die Absage bezeichnete Müller als falsch": an abstract noun in front, a bare name right behind the verb."""
    behind = clause.finite + 1
    if behind >= clause.stop or not is_capital(doc.words[behind]) or doc.lower[behind] in NOMINATIVE:
        return False
    head = next((doc.lower[at] for at in range(stop - 1, first - 1, -1) if is_capital(doc.words[at])), "")
    first_noun = next((doc.lower[at] for at in range(first, stop) if is_capital(doc.words[at]) and at > first), head)
    return first_noun.endswith(_ABSTRACT) and not first_noun.endswith(_BODIES) and not is_time(doc, behind, behind + 1)


#: verbs whose subject must be somebody: where the front cannot speak, it is the object
_SPEAKING_ONLY: Final = word_set(
    """
    bestätigen dementieren bestreiten abstreiten leugnen zurückweisen ausschließen einräumen zugeben gestehen eingestehen widerrufen
    zurücknehmen zurückziehen korrigieren berichtigen beziffern bezeichnen kritisieren verurteilen fordern verlangen begründen
    ankündigen bekanntgeben kommentieren beklagen ablehnen verweigern lassen beantworten zurückrufen
    """
)


def _speaking_behind(doc: Doc, clause: Clause, front: TokenSpan) -> TokenSpan | None:
    """ "Ein Fremdverschulden schließt die Polizei aus": the front cannot speak, a phrase behind the verb can."""
    if clause.lemma not in _SPEAKING_ONLY or speaks(doc, front):
        return None
    behind = _first_nominative(doc, clause.finite + 1, clause.stop)
    if behind is None or not speaks(doc, behind) or _plural_phrase(doc, behind) is not _plural(doc, clause):
        return None
    return behind


def _plural_phrase(doc: Doc, span: TokenSpan) -> bool:
    """The phrase is plural, as far as article, noun and und tell ("die Skeptiker", "Polizei und Feuerwehr")."""
    first, stop = span
    if "und" in doc.lower[first:stop] or doc.lower[first] in _MANY or doc.words[first][0].isdigit():
        return True
    if doc.lower[first] in ("wir", "sie"):
        return doc.lower[first] == "wir"
    head = next(
        (doc.words[at] for at in range(first, stop) if is_capital(doc.words[at]) and doc.lower[at] not in NOMINATIVE),
        "",
    )
    if doc.lower[first] in ("der", "das", "ein", "eine", "dieser", "dieses", "jener", "seine", "ihre") or not head:
        return False
    made = noun(head)
    if doc.lower[first] in ("die", "diese", "beide"):
        return (made != head and not head.endswith("in") and (is_person(made) or head.endswith(("n", "e", "s")))) or (
            head.endswith("er") and is_person(made)
        )
    return made != head and is_person(made)


_MANY: Final = word_set(
    "zwei drei vier fünf sechs sieben acht neun zehn mehrere viele einige alle beide zahlreiche manche"
)
_OBJECT_NOUNS: Final = word_set(
    """
    zahl zahlen verantwortung schaden sachschaden zusammenhang berichte bericht vorwurf vorwürfe meldung meldungen
    einzelheiten angaben gerüchte spekulationen details kritik forderungen forderung verdacht anschuldigungen
    behauptungen vermutungen opferzahl verluste ursache anteil höhe summe wert kosten entscheidung grund gründe
    anstieg vorwürfen hinweise verlust
    """
)


def _object_noun(doc: Doc, first: int, stop: int) -> bool:
    """The head is what one talks about, not who talks ("Die Zahl der Toten bezifferte die Polizei …")."""
    for at in range(first, stop):
        if is_capital(doc.words[at]) and doc.lower[at] not in NOMINATIVE and doc.lower[at] not in OBLIQUE:
            if at == first and at + 1 < stop and is_capital(doc.words[at + 1]) and is_adjective(doc.lower[at]):
                continue
            return doc.lower[at] in _OBJECT_NOUNS or doc.lower[at].endswith(
                ("verantwortung", "schuld", "vorwürfe", "gerüchte")
            )
    return False


_ADDRESSEES: Final = tuple(
    word_set(
        """
        zeitung agentur nachrichtenagentur presse post rundschau redaktion sendung times
        """
    )
)


def _addressee(doc: Doc, first: int, stop: int) -> bool:
    """ "Der Zeitung sagte X": a feminine dative that looks like a masculine nominative."""
    return any(word.endswith(_ADDRESSEES) for word in doc.lower[first:stop])


def _content_before(clauses: list[Clause], index: int) -> bool:
    return any(clause.finite >= 0 and clause.kind in ("main", "dass") for clause in clauses[:index])


def _split_front(doc: Doc, clauses: list[Clause], index: int) -> TokenSpan | None:
    """ "Der Chef, der gestern kam, sagte …": the subject stands before an apposition or relative clause."""
    begin = -1
    for back in range(index - 1, -1, -1):
        kind = clauses[back].kind
        if kind == "frag":
            begin = back
            if clauses[back].delim not in (",", "–"):
                break
        elif kind not in ("rel", "sub", "inf") or (kind == "inf" and back == 0):
            return None
    if begin < 0:
        return None
    head = clauses[begin]
    if head.delim == ":" or doc.words[head.first] in QUOTES:
        return None
    first = skip_focus(doc, head.first, head.stop)
    while first < head.stop and doc.lower[first] in _LEADING:
        first += 1
    if (
        first >= head.stop
        or not starts_phrase(doc, first, head.stop)
        or (doc.lower[first] in OBLIQUE and doc.lower[first] not in NOMINATIVE)
    ):
        return None
    end = phrase(doc, first, head.stop, front=True, apposition=False)
    if end == first:
        return None
    # a name in apposition right behind belongs to the span
    if end == head.stop and begin + 1 < index and clauses[begin + 1].kind == "frag":
        follow = clauses[begin + 1]
        if (
            starts_phrase(doc, follow.first, follow.stop)
            and phrase(doc, follow.first, follow.stop, front=True) == follow.stop
        ):
            end = follow.stop
    return first, end


def _relative(doc: Doc, clause: Clause) -> TokenSpan | None:
    first = clause.first
    low = doc.lower[first]
    if low in PREPOSITIONS:
        first += 1
        return _first_nominative(doc, first + 1, clause.stop, limit=clause.finite)
    if low in ("der", "die", "das", "welcher", "welche", "welches", "wer"):
        inner = _first_nominative(doc, first + 1, clause.stop, limit=clause.finite)
        if (
            low in ("die", "das", "welche", "welches")
            and inner
            and inner[0] == first + 1
            and doc.lower[inner[0]] in NOMINATIVE
        ):
            return inner
        if (
            low in ("die", "das")
            and inner
            and inner[0] == first + 1
            and not _plural(doc, clause)
            and _named(doc, inner)
        ):
            # "die Vorwürfe, die Gerhard Schröder bestritten hatte"
            return inner
        return first, first + 1
    return _first_nominative(doc, first + 1, clause.stop, limit=clause.finite)


def _named(doc: Doc, span: TokenSpan) -> bool:
    """A bare proper name."""
    return all(is_capital(doc.words[at]) for at in range(*span)) and is_name(doc.words[span[0]])


_TIME_ADJECTIVES: Final = (
    "vergangene",
    "letzte",
    "vorige",
    "kommende",
    "nächste",
    "diese",
    "jede",
    "vorletzte",
    "jene",
)


def is_time(doc: Doc, first: int, stop: int) -> bool:
    """The phrase is a time ("Ende Juli", "Montag", "letzte Woche"), no actor."""
    for at in range(first, stop):
        if is_capital(doc.words[at]) and not (at == first and doc.lower[at].startswith(_TIME_ADJECTIVES)):
            match = _TIME_HEADS.match(doc.lower[at])
            return match is not None and match.end() >= len(doc.lower[at]) - 2
    return False


_STANDING: Final = frozenset(("dieser", "diese", "dieses", "jener", "jene", "letzterer", "letztere"))


def _first_nominative(doc: Doc, at: int, stop: int, *, limit: int = -1, pronouns: bool = True) -> TokenSpan | None:
    """The first noun phrase from `at` on that may be a subject; it begins before `limit`."""
    end = limit if limit >= 0 else stop
    while at < end:
        low, word = doc.lower[at], doc.words[at]
        if low in PRONOUNS and word[0].islower() and pronouns:
            if low == "es":
                at += 1
                continue
            return at, at + 1
        if low in DEMONSTRATIVE and (at + 1 >= stop or not starts_phrase(doc, at + 1, stop)):
            return at, at + 1
        if low in _STANDING and at + 1 < stop and doc.lower[at + 1] in DETERMINERS:
            # "bestätigte dieses die Freilassung"
            return at, at + 1
        if low in PREPOSITIONS and word[0].islower():
            after = phrase(doc, at + 1, stop, apposition=False)
            at = after if after > at + 1 else at + 1
            continue
        if low in ("sich", "ihm", "ihr", "ihnen", "uns", "ihn") and not (
            low == "ihr" and starts_phrase(doc, at + 1, stop) and is_capital(doc.words[at + 1])
        ):
            at += 1
            continue
        if low in OBLIQUE and low not in NOMINATIVE and low != "einer":
            after = phrase(doc, at, stop, apposition=False)
            at = max(after, at + 1)
            continue
        if (
            low in NOMINATIVE
            or is_capital(word)
            or word in '„"»'
            or (is_adjective(low) and starts_phrase(doc, at, stop))
        ) and starts_phrase(doc, at, stop):
            after = phrase(doc, at, stop)
            if after > at:
                if is_time(doc, at, after):
                    at = after
                    continue
                return at, after
        at += 1
    return None
