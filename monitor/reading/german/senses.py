"""Other senses of the words of confirming and denying: confirmed in office, a ruling upheld, shelves stocked, Vorrang granted.

A frame verb is no statement where its object, its subject or the way it is done says that nobody says anything.
"""

from __future__ import annotations

from typing import Final

from monitor.reading.german.actors import speaks
from monitor.reading.german.claims import CLAIMS, ends_with
from monitor.reading.german.clauses import Clause
from monitor.reading.german.cues import RETRACTABLE
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.phrases import (
    DETERMINERS,
    PREPOSITIONS,
    is_adjective,
    is_capital,
    phrase,
    starts_phrase,
)
from monitor.reading.german.speakers import TokenSpan, is_time
from monitor.reading.german.text import Doc, word_set

_COURTS: Final = tuple(
    word_set(
        """
        gericht gerichtshof richter richterin kammer senat instanz bgh justiz cas berufungsgericht sportgericht
        verfassungsgericht olg wahlausschuss schiedsgericht schiedsstelle berufungsinstanz zivilsenat strafsenat
        """
    )
)
_BODIES: Final = tuple(
    word_set(
        """
        bundestag bundesrat parlament senat kongress versammlung parteitag delegierte delegierten hauptversammlung
        mitglieder synode landtag fraktion wähler aktionäre repräsentantenhaus stadtrat volk aufsichtsrat gemeinderat
        kreistag präsidium wahlberechtigten wahlberechtigte kardinäle generalversammlung
        """
    )
)
_RULINGS: Final = tuple(
    word_set(
        """
        urteil urteile freispruch freisprüche entscheidung strafe haftbefehl verurteilung beschluss sperre anordnung
        haftstrafe todesurteil verbot bußgeld vorinstanz todesstrafe schuldspruch rechtsauffassung
        """
    )
)
_CLICKED: Final = word_set(
    """
    bestellung adresse mausklick passwort e-mail-adresse anmeldung link mailadresse buchung buchungen klick button app
    """
)
#: what a court confirms as a fact rather than as a ruling
_REGISTERED: Final = tuple(
    word_set(
        """
        eingang erhalt termin prozess prozessbeginn klage anklage verfahren ermittlungen dies das
        """
    )
)
_OFFICES: Final = tuple(
    word_set(
        """
        amt posten amtes funktion ämtern wahl kandidatur nominierung ernennung spitze
        """
    )
)
_PERFORMANCE: Final = tuple(
    word_set(
        """
        form ruf favoritenrolle leistung ambitionen regel klischee klischees vorurteil vorurteile stellung
        tabellenführung vormachtstellung siegesserie bilanz titel rating bonität kreditwürdigkeit note kaufempfehlung
        kursziel einstufung kurs rekord bestnote weltrekord bestleistung
        """
    )
)
#: what agencies rate
_RATED: Final = ("bonitätsnote", "rating", "bonität", "kreditwürdigkeit", "kursziel")
#: "mit dem Sieg", "mit seiner Unterschrift": one confirms by a deed
_DEEDS: Final = tuple(
    word_set(
        """
        sieg siegen erfolg erfolgen tor toren treffer unterschrift stempel leistung bestzeit platz medaille gold silber auftritt
        auftritten händedruck handschlag remis unentschieden punkten stimmen nummer code tan fingerabdruck
        """
    )
)
#: "sah sich in ihrer Auffassung bestätigt", "bestätigt ihn in seiner Haltung"
_ATTITUDES: Final = tuple(
    word_set(
        """
        auffassung haltung annahme vermutung meinung ansicht kritik überzeugung einschätzung sorge glauben entscheidung kurs
        """
    )
)
#: what a law, a treaty or a person in office needs to stand
_ENACTED: Final = tuple(word_set("gesetz gesetze gesetzentwurf haushalt verfassung"))
#: what one takes part in or pays for, where bestreiten is no denial
_CONTESTS: Final = tuple(
    word_set(
        """
        spiel spiele partie match rennen show turnier finale wettkampf lebensunterhalt konzert duell begegnung saison
        auftritt testspiel halbfinale wahlkampf premiere etappe umsatzes umsatz ausgaben haushalts unterhalt weg prozent
        länderspiel länderspiele lauf generalprobe kampf programm
        """
    )
)
_GRANTED: Final = tuple(
    word_set(
        """
        chancen chance recht rechte vorrang priorität frist zeit kredit platz rabatt möglichkeit möglichkeiten
        sonderrechte spielraum vorzug privilegien raum stellenwert gelegenheit aufschub vorkaufsrecht
        regal regale regalen schrank schränke wohnung zimmer küche spülmaschine geschirrspüler möbel waren ware bücher koffer
        laden kühlschrank geschirr lager büro filiale
        """
    )
)
_ATTACKS: Final = tuple(
    word_set(
        """
        anschlag anschlägen angriff angriffen attentat attentaten tat explosion entführung bombenanschlag
        selbstmordanschlag mord morden überfall schuld attacke attacken beschuss anschläge fehler geiselnahme sabotage
        verantwortung taten straftat
        """
    )
)
ATTACKS: Final = _ATTACKS
#: verbs whose subject must be somebody
_DECISIVE: Final = word_set(
    """
    bestätigen widerlegen widersprechen ausschließen bestreiten dementieren einräumen zugeben gestehen eingestehen leugnen
    abstreiten zurückweisen bejahen verneinen
    """
)


def other_sense(
    doc: Doc, clause: Clause, lemma: str, speaker: TokenSpan | None, *, object_in: TokenSpan | None = None
) -> bool:
    """The cue word means something else here; `object_in`: tokens before the clause that may hold its object."""
    words = doc.lower[clause.first : clause.stop]
    subject = doc.lower[speaker[0] : speaker[1]] if speaker else []
    if (
        lemma in _DECISIVE
        and speaker is not None
        and clause.form not in ("passive", "modal passive")
        and not speaks(doc, speaker)
    ):
        return True
    if lemma == "bestätigen":
        return _confirmed(doc, clause, words, subject, speaker)
    if lemma == "einräumen":
        rest = [word for word in words if word not in subject]
        return ends_with(rest, _GRANTED) and clause.main >= 0
    if lemma == "bestreiten":
        return ends_with([word for word in words if word not in subject], _CONTESTS)
    if lemma == "widersprechen":
        return clause.kind == "rel" or "sich" in words
    if lemma == "ausschließen":
        return (
            (clause.form == "passive" and not _ruled_out(doc, clause, speaker))
            or ("von" in words and not speaker)
            or "vom" in words
            or _shut_out(words)
        )
    if lemma == "zurückweisen":
        if ends_with(subject, _COURTS):
            return True
        return not (ends_with(words, CLAIMS) or "dies" in words or "das" in words or "als" in words)
    if lemma == "befinden":
        return "sich" in words or "für" in words
    if lemma in RETRACTING:
        rest = [word for word in _bare(doc, clause.first, clause.stop) if word not in subject]
        if object_in is not None:
            taken_up = any(word in ("sie", "ihn", "es", "diese", "diesen") for word in words)
            rest.extend(doc.lower[object_in[0] : object_in[1]] if taken_up else _bare(doc, *object_in))
        return not any(word.endswith(RETRACTABLE) for word in rest)
    if lemma == "bekennen":
        return "passive" in clause.form or not (ends_with(words, _ATTACKS) or "schuldig" in words or "dass" in words)
    return lemma == "abtun" and "als" not in words


def _bare(doc: Doc, first: int, stop: int) -> list[str]:
    """The words outside prepositional phrases: "nach heftiger Kritik" is no object."""
    out: list[str] = []
    at = first
    while at < stop:
        if doc.lower[at] in PREPOSITIONS and at + 1 < stop and starts_phrase(doc, at + 1, stop):
            at = max(phrase(doc, at + 1, stop, apposition=False), at + 1)
            continue
        out.append(doc.lower[at])
        at += 1
    return out


#: verbs by which one takes back what one said, or other things
RETRACTING: Final = frozenset(
    ("korrigieren", "zurückziehen", "zurücknehmen", "berichtigen", "revidieren", "widerrufen", "richtigstellen")
)


def _ruled_out(doc: Doc, clause: Clause, agent: TokenSpan | None) -> bool:
    """ "Ein Anschlag wird von der Polizei ausgeschlossen": a thing is; "die Abgeordnete wurde von der Fraktion …" is put out."""
    if agent is None or not speaks(doc, agent):
        return False
    end = phrase(doc, clause.first, clause.finite, front=True)
    return end > clause.first and not speaks(doc, (clause.first, end))


def _shut_out(words: list[str]) -> bool:
    """ "schloss den Abgeordneten aus der Fraktion aus": somebody is put out."""
    return any(
        word == "aus" and at + 2 < len(words) and words[at + 1] in ("der", "dem", "ihrer", "seiner") for at, word in enumerate(words)
    )  # fmt: skip


def _confirmed(doc: Doc, clause: Clause, words: list[str], subject: list[str], speaker: TokenSpan | None) -> bool:
    """bestätigen without anybody's word: in office, a ruling, a click, a good form, a law, "mit dem Sieg", "in ihrer Haltung"."""
    if "sich" in words:
        return True
    rest = [word for word in words if word not in subject]
    spokesman = ends_with(subject, ("sprecher", "sprecherin", "sprechers"))
    if any(word in _OFFICES for word in rest) and (
        "im" in words or "in" in words or "als" in words or ends_with(subject, _BODIES)
    ):
        return True
    if ends_with(subject, _BODIES) and not spokesman:
        return not ends_with(words, (*CLAIMS, "erhalt", "eingang"))
    if not _CLICKED.isdisjoint(rest):
        return True
    if (ends_with(subject, _COURTS) or "instanz" in words or "vorinstanz" in words) and not spokesman:
        return ends_with(rest, _RULINGS) or not (
            ends_with(rest, CLAIMS) or ends_with(rest, _REGISTERED) or "dass" in rest
        )
    if any(word in _PERFORMANCE for word in rest) or ends_with(rest, _RATED) or ends_with(rest, _ENACTED):
        return True
    if _taken_as(doc, clause):
        return True
    return _by_deed(rest) or _in_belief(rest) or _attested(doc, clause, speaker)


def _taken_as(doc: Doc, clause: Clause) -> bool:
    """ "bestätigte sie als Vorsitzende", "den Lauf als Rekord": a vote; "als Quelle", "als Täter" is a fact, "als Erster" a place."""
    lower = doc.lower
    for at in range(clause.first + 2, clause.stop - 1):
        if lower[at] != "als" or lower[at - 1] in _COMPARED:
            continue
        head = next((doc.words[i] for i in range(at + 1, min(at + 4, clause.stop)) if is_capital(doc.words[i])), "")
        if head and not head.lower().startswith(_RANKS) and not head.lower().endswith(_FACTS):
            return is_person(noun(head)) or head.lower().endswith(("rekord", "leistung", "sieger", "meister"))
    return False


_RANKS: Final = ("erst", "einzig", "letzt", "zweit")
_FACTS: Final = ("täter", "opfer", "toter", "autor", "urheber", "käufer", "verdächtiger", "verdächtigen", "eigentümer", "absender", "verursacher")  # fmt: skip
_COMPARED: Final = word_set("anders mehr weniger früher später eher höher niedriger besser schlechter zuerst")


def _by_deed(words: list[str]) -> bool:
    return any(word == "mit" and ends_with(words[at + 1 : at + 5], _DEEDS) for at, word in enumerate(words))


def _in_belief(words: list[str]) -> bool:
    for at, word in enumerate(words):
        if (
            word == "in"
            and at + 1 < len(words)
            and words[at + 1].startswith(("ihre", "seine", "dies", "unsere", "meine"))
        ):
            if ends_with(words[at + 2 : at + 5], _ATTITUDES):
                return True
        if (
            word == "für"
            and at + 2 < len(words)
            and words[at + 1] in ("weitere", "zwei", "drei", "vier", "fünf", "ein")
        ):
            return any(later.startswith(("jahr", "monat", "amtszeit", "saison")) for later in words[at + 2 : at + 4])
    return False


def _attested(doc: Doc, clause: Clause, speaker: TokenSpan | None) -> bool:
    """ "bestätigte dem Ministerium eine solide Haushaltsführung": a quality is certified to somebody."""
    dative = None
    for at in range(max(clause.first, 0), clause.stop - 2):
        if speaker and speaker[0] <= at < speaker[1]:
            continue
        if doc.lower[at] in ("dem", "ihm", "ihnen", "einem") and (
            at == clause.first or doc.lower[at - 1] not in PREPOSITIONS
        ):
            dative = at
            break
    if dative is None:
        return False
    end = dative + 1 if doc.lower[dative] in ("ihm", "ihnen") else phrase(doc, dative, clause.stop, apposition=False)
    while end < clause.stop and doc.lower[end] in ("erneut", "auch", "damit", "jetzt", "nun"):
        end += 1
    if end + 1 >= clause.stop:
        return False
    if doc.lower[end] in ("eine", "einen", "ein") and is_adjective(doc.words[end + 1]):
        return True
    return is_adjective(doc.words[end]) and is_capital(doc.words[end + 1]) and doc.lower[end] not in DETERMINERS


def habitual(doc: Doc, clause: Clause) -> bool:
    """ "bestätigt gern", "dementiert stets", "Packungen, auf denen der Hersteller … bestätigt": what is done again and again."""
    if clause.past or clause.form or clause.finite < 0:
        return False
    if clause.kind == "rel":
        return clause.lemma == "bestätigen"
    return not _OFTEN.isdisjoint(doc.lower[clause.first : clause.stop])


_OFTEN: Final = word_set("gern gerne immer stets regelmäßig üblicherweise normalerweise grundsätzlich meist meistens selten oft jedes jedesmal gewöhnlich")  # fmt: skip


def has_object(doc: Doc, clause: Clause, speaker: TokenSpan | None) -> bool:
    """Beside the speaker a noun phrase or pronoun stands in the clause that may be what is confirmed."""
    at = clause.first
    while at < clause.stop:
        if speaker and speaker[0] <= at < speaker[1]:
            at = speaker[1]
            continue
        low = doc.lower[at]
        if low in ("das", "dies", "es", "sie", "ihn", "dieses", "diese", "diesen", "beides", "alles", "was", "letzteres", "erstere", "ersteres", "einiges", "vieles", "davon", "die", "den", "nichts"):  # fmt: skip
            return True
        if low in PREPOSITIONS and at + 1 < clause.stop:
            end = phrase(doc, at + 1, clause.stop, apposition=False)
            at = max(end, at + 1)
            continue
        if starts_phrase(doc, at, clause.stop) and at != clause.finite:
            end = phrase(doc, at, clause.stop, apposition=False)
            if end > at and not is_time(doc, at, end) and low not in ("dem", "der", "einem", "einer"):
                return True
            at = max(end, at + 1)
            continue
        at += 1
    return False


def names_nobody(doc: Doc, speaker: TokenSpan | None) -> bool:
    """ "niemand", "kein Minister", "keiner": the subject is nobody."""
    return speaker is not None and doc.lower[speaker[0]] in (
        "niemand",
        "keiner",
        "kein",
        "keine",
        "keines",
        "niemandem",
    )
