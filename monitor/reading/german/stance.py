"""How a speaker stands to a proposition: negation, doubt, mood, other senses of a word, and whether it is news.

Rules look at one frame clause ("Moskau wollte den Abschuss nicht bestätigen") and at the beginning of what is said. What
is no statement in the sense of a cue word ("im Amt bestätigt", "bestätigte Fälle") is told apart here too.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from monitor.reading.german import verbs
from monitor.reading.german.clauses import Clause
from monitor.reading.german.cues import CUES, RETRACTABLE, SEPARABLE, Cue
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Polarity, Stance


class Judged(NamedTuple):
    """Stance of a frame, polarity it lends to the proposition, whether it counts as news."""

    stance: Stance
    polarity: Polarity
    news: bool


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS: Final = word_set(
    """
    nicht kein keine keinen keinem keiner keines keinerlei nie niemals weder niemand nichts keineswegs nirgends
    mitnichten
    """
)
_DOUBT: Final = word_set(
    """
    wahrscheinlich vermutlich möglicherweise womöglich mutmaßlich wohl könnte könnten dürfte dürften eventuell
    vielleicht anscheinend scheine scheint scheinen scheinbar
    """
)
_SILENT_NOUNS: Final = word_set(
    """
    angaben auskunft auskünfte kommentar kommentare stellungnahme stellungnahmen stellung details einzelheiten
    antwort erklärung äußerung informationen reaktion
    """
)
_COURTS: Final = tuple(
    word_set(
        """
        gericht gerichtshof richter richterin kammer senat instanz bgh justiz cas berufungsgericht sportgericht
        verfassungsgericht olg
        """
    )
)
_BODIES: Final = tuple(
    word_set(
        """
        bundestag bundesrat parlament senat kongress versammlung parteitag delegierte delegierten hauptversammlung
        mitglieder synode landtag fraktion wähler aktionäre repräsentantenhaus stadtrat volk aufsichtsrat gemeinderat
        kreistag
        """
    )
)
_RULINGS: Final = tuple(
    word_set(
        """
        urteil urteile freispruch freisprüche entscheidung strafe haftbefehl verurteilung beschluss sperre anordnung
        haftstrafe todesurteil verbot bußgeld vorinstanz todesstrafe
        """
    )
)
_CLICKED: Final = word_set(
    """
    bestellung adresse mausklick passwort e-mail-adresse anmeldung link mailadresse
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
        amt posten amtes funktion ämtern wahl kandidatur nominierung ernennung
        """
    )
)
_PERFORMANCE: Final = tuple(
    word_set(
        """
        form ruf favoritenrolle leistung ambitionen regel klischee klischees vorurteil vorurteile stellung
        tabellenführung vormachtstellung siegesserie
        """
    )
)
#: what one takes part in or pays for, where bestreiten is no denial
_CONTESTS: Final = tuple(
    word_set(
        """
        spiel spiele partie match rennen show turnier finale wettkampf lebensunterhalt konzert duell begegnung saison
        auftritt testspiel halbfinale wahlkampf premiere etappe
        """
    )
)
_CLAIMS: Final = tuple(
    word_set(
        """
        vorwurf vorwürfe vorwürfen kritik bericht berichte berichten darstellung darstellungen behauptung behauptungen
        anschuldigung anschuldigungen spekulation spekulationen gerücht gerüchte gerüchten meldung meldungen verdacht
        angaben aussage aussagen beschuldigung beschuldigungen these äußerung äußerungen verdächtigungen unterstellung
        unterstellungen schuld verantwortung verantwortlichkeit befürchtungen vermutung vermutungen mutmaßungen zahlen
        anklage anklagepunkte zahl medienbericht medienberichte version lesart beteiligung zweifel eindruck ansicht
        interpretation zusammenhang information informationen nachricht nachrichten einwand einwände presseberichte
        """
    )
)
_FALSE: Final = word_set(
    """
    falsch unwahr erfunden haltlos gegenstandslos unzutreffend unsinn lüge lügen falschmeldung falschmeldungen ente
    unfug erlogen quatsch humbug propaganda unbegründet fake news gerüchte gerücht absurd falschinformation
    falschinformationen desinformation frei desinformationskampagne verleumdung verleumdungen märchen
    """
)
_GRANTED: Final = word_set(
    """
    chancen chance recht rechte vorrang priorität frist zeit kredit platz rabatt möglichkeit möglichkeiten
    sonderrechte spielraum vorzug privilegien raum
    """
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
#: lemma of the finite verb + a word of the clause -> stance
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
    ("ablegen", ("geständnis",), Stance.CONFIRMS),
    ("machen", ("geständnis",), Stance.CONFIRMS),
)
_SAID_TRUE: Final = (
    "es ist richtig ,",
    "richtig ist ,",
    "das stimmt ,",
    "wir geben zu",
    "es stimmt .","das stimmt", "das ist richtig", "das trifft zu", "ja ,", "ja .", "das ist wahr", "das ist korrekt", "es stimmt ,", "ich bestätige", "wir bestätigen", "ich gebe zu", "wir geben zu", "ich kann bestätigen", "wir können bestätigen", "das kann ich bestätigen", "das können wir bestätigen", "ich gestehe")  # fmt: skip
_SAID_FALSE: Final = (
    "davon kann keine rede sein",
    "das ist völlig aus der luft gegriffen",
    "das ist aus der luft gegriffen",
    "mitnichten",
    "das weise ich zurück",
    "das weisen wir zurück","das stimmt nicht", "das ist nicht richtig", "das trifft nicht zu", "nein ,", "nein .", "das ist nicht wahr", "das ist falsch", "das ist eine lüge", "das ist gelogen", "das ist unsinn", "das ist quatsch", "wir dementieren", "ich dementiere", "das ist frei erfunden", "das ist unwahr", "nichts davon", "das ist absurd", "daran ist nichts", "da ist nichts dran", "das ist völliger unsinn", "das ist eine falschmeldung", "das ist nicht der fall", "alles falsch", "ich bestreite", "wir bestreiten")  # fmt: skip
_SAID_NOTHING: Final = ("kein kommentar", "dazu sage ich nichts", "dazu sagen wir nichts", "das kommentieren wir nicht", "das kommentiere ich nicht", "wir kommentieren", "dazu äußern wir uns nicht", "dazu kann ich nichts sagen", "dazu können wir nichts sagen", "wir äußern uns nicht", "ich äußere mich nicht")  # fmt: skip


def ends_with(words: list[str], nouns: tuple[str, ...]) -> bool:
    """One of the lower-case words is one of the nouns or a compound that ends with it."""
    known = _ENDINGS.setdefault(id(nouns), {})
    for word in words:
        hit = known.get(word)
        if hit is None:
            if len(known) > 20_000:
                known.clear()
            hit = known[word] = word.endswith(nouns)
        if hit:
            return True
    return False


#: table of nouns (by identity; they are constants) -> word -> whether it ends with one of them
_ENDINGS: dict[int, dict[str, bool]] = {}


def other_sense(doc: Doc, clause: Clause, lemma: str, speaker: tuple[int, int] | None) -> bool:
    """The cue word means something else here: confirmed in office, a ruling upheld, form shown, Vorrang eingeräumt."""
    words = doc.lower[clause.first : clause.stop]
    subject = doc.lower[speaker[0] : speaker[1]] if speaker else []
    if lemma in ("bestätigen", "widerlegen", "widersprechen", "ausschließen") and is_thing(doc, speaker):
        return True
    if lemma == "bestätigen":
        if "sich" in words:
            return True
        if set(words).intersection(_OFFICES) and ("im" in words or "in" in words or ends_with(subject, _BODIES)):
            return True
        if ends_with(subject, _BODIES) and not ends_with(subject, ("sprecher", "sprecherin")):
            return not ends_with(words, (*_CLAIMS, "erhalt", "eingang"))
        if set(words).intersection(_CLICKED):
            return True
        if (ends_with(subject, _COURTS) or "instanz" in words or "vorinstanz" in words) and not ends_with(
            subject, ("sprecher", "sprecherin")
        ):
            rest = [word for word in words if word not in subject]
            return ends_with(rest, _RULINGS) or not (
                ends_with(rest, _CLAIMS) or ends_with(rest, _REGISTERED) or "dass" in rest
            )
        return bool(set(words).difference(subject).intersection(_PERFORMANCE))
    if lemma == "einräumen":
        return ends_with(words, tuple(_GRANTED)) and clause.main >= 0
    if lemma == "bestreiten":
        return ends_with(words, _CONTESTS)
    if lemma == "widersprechen" and clause.kind == "rel":
        return True
    if lemma == "ausschließen":
        return clause.form == "passive" or ("von" in words and not speaker) or ("vom" in words)
    if lemma == "zurückweisen":
        if ends_with(subject, _COURTS):
            return True
        return not (ends_with(words, _CLAIMS) or "dies" in words or "das" in words or "als" in words)
    if lemma in ("befinden", "erinnern", "beschweren", "richten") and "sich" in words and lemma == "befinden":
        return True
    if lemma in ("widersprechen", "gestehen") and "sich" in words:
        return lemma == "widersprechen"
    if lemma in ("korrigieren", "zurückziehen", "zurücknehmen", "berichtigen", "revidieren", "widerrufen"):
        return not any(word.endswith(RETRACTABLE) for word in words if word not in subject)
    if lemma == "bekennen":
        return "passive" in clause.form or not (ends_with(words, _ATTACKS) or "schuldig" in words or "dass" in words)
    if lemma in ("erklären", "befinden") and "für" in words and lemma == "befinden":
        return True
    return lemma == "abtun" and "als" not in words


_THINGS: Final = tuple(
    word_set(
        """
        messung messungen test tests schnelltest statistik statistiken regel zahl zahlen daten ergebnis ergebnisse bild
        bilder satellitenbilder satellitenbild video videos aufnahme aufnahmen trend obduktion untersuchung
        untersuchungen laboranalyse laboranalysen studie studien umfrage umfragen analyse analysen beobachtung
        beobachtungen befund befunde entwicklung erfahrung erfahrungen messergebnisse werte sieg niederlage tor fund
        funde experiment experimente auswertung fotos foto zeichen software probe proben gesichtserkennungssoftware
        ausnahme ausnahmen vergleich berechnungen modell modelle stichprobe
        """
    )
)


def is_thing(doc: Doc, speaker: tuple[int, int] | None) -> bool:
    """The subject is a thing that shows rather than somebody who speaks ("Die Messung bestätigt frühere Werte")."""
    if speaker is None:
        return False
    for at in range(*speaker):
        word = doc.words[at]
        if word[0].isupper() and doc.lower[at] not in (
            "die",
            "der",
            "das",
            "eine",
            "ein",
            "diese",
            "dieser",
            "dieses",
            "auch",
            "neue",
            "erste",
        ):
            return doc.lower[at].endswith(_THINGS)
    return False


_PHRASE_LEMMAS: Final = frozenset(
    {verb for verb, _, _ in _PHRASES} | {"bezeichnen", "nennen", "erklären", "abtun", "zurückweisen", "einstufen"}
)
#: verbs by which somebody can be said to say nothing
_SILENT_LEMMAS: Final = word_set(
    """
    äußern kommentieren machen geben nehmen abgeben nennen erteilen ablehnen verweigern lassen reagieren antworten
    schweigen halten sagen erreichen
    """
)


#: verbs that are no cues but speak in a set phrase or say nothing
SPEAKING: Final = _PHRASE_LEMMAS | _SILENT_LEMMAS | {"heißen"}


def by_phrase(doc: Doc, clause: Clause) -> Stance | None:
    """Stance of a set phrase ("sieht Anzeichen", "stellte in Abrede", "bezeichnete den Bericht als falsch"), if any."""
    words = doc.lower[clause.first : clause.stop]
    lemma = clause.lemma
    if lemma not in _PHRASE_LEMMAS:
        return None
    for verb, nouns, stance in _PHRASES:
        if lemma == verb and any(noun in words for noun in nouns):
            if verb == "weisen" and "von" not in words:
                continue
            if verb == "übernehmen" and not ends_with(
                words, tuple(noun for noun in _ATTACKS if noun != "verantwortung")
            ):
                continue
            return stance
    if lemma in ("bezeichnen", "nennen", "erklären", "abtun", "zurückweisen", "einstufen") and _FALSE.intersection(
        words
    ):
        if lemma in ("bezeichnen", "nennen", "erklären") and not (
            ends_with(words, _CLAIMS) or "dies" in words or "das" in words
        ):
            return None
        return Stance.DENIES
    return None


def silence(doc: Doc, clause: Clause) -> bool:
    """The clause says that somebody says nothing: no comment, no answer, not to be reached."""
    lemma = clause.lemma
    if lemma not in _SILENT_LEMMAS:
        return False
    words = doc.lower[clause.first : clause.stop]
    negated = bool(NEGATIONS.intersection(words))
    nouns = _SILENT_NOUNS.intersection(words)
    if lemma in ("äußern", "kommentieren") and negated:
        return lemma == "kommentieren" or "sich" in words
    if lemma in ("machen", "geben", "nehmen", "abgeben", "nennen", "erteilen") and negated and nouns:
        # "es gab keine Erklärung" is nobody's silence
        return not (lemma == "geben" and "es" in words)
    if lemma in ("ablehnen", "verweigern") and not negated:
        return bool(nouns) or "aussage" in words or "interview" in words
    if lemma == "lassen" and "unbeantwortet" in words:
        return True
    if lemma in ("reagieren", "antworten") and negated:
        return "auf" in words or "nicht" in words[-3:]
    if lemma == "schweigen" and not negated:
        return (
            "zu" in words
            or "zum" in words
            or "zur" in words
            or "dazu" in words
            or "über" in words
            or "darüber" in words
        )
    if lemma == "halten" and "bedeckt" in words:
        return True
    if lemma == "sagen" and ("nichts" in words or "nicht" in words):
        return "nichts" in words and ("dazu" in words or "zu" in words or "darüber" in words)
    return lemma == "erreichen" and clause.finite_lemma == "sein" and negated


def judge(doc: Doc, clause: Clause, cue: Cue, *, content: bool) -> Judged:
    """Stance of the frame `clause` with its cue verb; `content`: a clause or quotation says what is said."""
    words = doc.lower[clause.first : clause.stop]
    negated = _negated(words)
    stance, polarity, news = cue.stance, Polarity.AFFIRMED, True
    if "weder" in words and "noch" in words and stance in (Stance.CONFIRMS, Stance.DENIES):
        stance = Stance.CANNOT_CONFIRM
    elif negated:
        stance, polarity = _negate(cue, clause, content)
    if cue.lemma in ("bezweifeln", "zweifeln"):
        stance, polarity = (Stance.SUSPECTS, Polarity.NEGATED) if not negated else (Stance.ASSERTS, Polarity.AFFIRMED)
    elif cue.lemma == "bekennen" and "schuldig" in words and negated:
        stance = Stance.DENIES
    if cue.can("d") or clause.conditional or clause.kind == "ob":
        news = False
    if stance in (Stance.CONFIRMS, Stance.DENIES, Stance.RETRACTS):
        news = news and _actual(clause, words)
    return Judged(stance, polarity, news)


def _negated(words: list[str]) -> bool:
    for at, word in enumerate(words):
        if word in NEGATIONS and not (word == "nicht" and at + 1 < len(words) and words[at + 1] in _NO_NEGATION):
            return True
    return False


#: "nicht nur", "nicht überraschend, dass": what follows is not negated
_NO_NEGATION: Final = word_set(
    """
    ohne     nur zuletzt weniger näher namentlich überraschend verwunderlich erstaunlich neu ungewöhnlich zufällig unbedingt
    allein
    """
)


def _negate(cue: Cue, clause: Clause, content: bool) -> tuple[Stance, Polarity]:
    if cue.stance is Stance.CONFIRMS or cue.lemma in ("beweisen", "nachweisen", "belegen"):
        return Stance.CANNOT_CONFIRM, Polarity.AFFIRMED
    if cue.stance is Stance.DENIES:
        if cue.lemma == "ausschließen":
            return Stance.SUSPECTS, Polarity.AFFIRMED
        return Stance.NO_COMMENT, Polarity.AFFIRMED
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


#: modal verbs whose confirmation has not happened ("will bestätigen", "müsse noch bestätigen", "dürfte einräumen")
_UNREAL_MODALS: Final = _words("wollen sollen mögen dürfen")


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


def of_content(doc: Doc, first: int, stop: int, stance: Stance, *, direct: bool) -> tuple[Stance, Polarity]:
    """Stance and polarity after a look at what is said: "Das stimmt nicht", "könne er nicht bestätigen", "wahrscheinlich"."""
    head = _head(doc, first, stop)
    text = " ".join(head)
    words = frozenset(head)
    negated = _negated(head)
    polarity = Polarity.NEGATED if negated else Polarity.AFFIRMED
    if stance not in (Stance.ASSERTS, Stance.CONFIRMS, Stance.DENIES):
        return stance, polarity
    if direct and (first_said := _first_said(text)):
        return first_said, Polarity.AFFIRMED
    if direct and stance is Stance.ASSERTS and ends_with(head, _CLAIMS) and _called_false(head):
        return Stance.DENIES, Polarity.AFFIRMED
    if stance is not Stance.ASSERTS:
        return stance, polarity
    if ends_with(head, _CLAIMS) and "nichts" in words and "dran" in words:
        return Stance.DENIES, Polarity.AFFIRMED
    if words & _CONFIRM_FORMS and negated and words & _CAN:
        return Stance.CANNOT_CONFIRM, Polarity.AFFIRMED
    if ends_with(head, _CLAIMS) and (_called_false(head) or (negated and words & _TRUE_VERBS)):
        return Stance.DENIES, Polarity.AFFIRMED
    if ends_with(head, _CLAIMS) and words & _TRUE_VERBS and not words & _DOUBT:
        return Stance.CONFIRMS, Polarity.AFFIRMED
    if words & _DOUBT:
        return Stance.SUSPECTS, polarity
    if _undecided(head):
        return Stance.PLANS, polarity
    return stance, polarity


#: verbs that commit their subject to nothing yet
_OPEN_ENDED: Final = _words("prüfen erwägen beraten verhandeln diskutieren beantragen untersuchen überlegen")


def _undecided(head: list[str]) -> bool:
    """ "Die EMA prüft die Zulassung": what is said is that nothing is decided."""
    for word in head:
        form = verbs.finite(word)
        if form is not None:
            return form.lemma in _OPEN_ENDED
    return False


_MUM: Final = frozenset(("äußern", "äußere", "kommentieren", "kommentiere"))


def _called_false(head: list[str]) -> bool:
    """ "Die Berichte seien falsch": a claim noun, a copula and a word for false, in this order and near."""
    for at, word in enumerate(head):
        if word.endswith(_CLAIMS):
            rest = head[at + 1 :]
            if _COPULAS.intersection(rest[:9]) and _FALSE.intersection(rest[:12]):
                return True
            if "wahres" in rest and ("kein" in rest or "nichts" in rest):
                return True
            if ("grundlage" in rest or "wahrheit" in rest or "tatsachen" in rest) and (
                "jeder" in rest or "nicht" in rest
            ):
                return True
    return False


_COPULAS: Final = word_set(
    """
    sei seien ist sind wäre wären war waren als
    """
)
_CONFIRM_FORMS: Final = _words("bestätigen bestätigt")
_CAN: Final = word_set(
    """
    kann können könne könnten konnte konnten könnte
    """
)
_TRUE_VERBS: Final = word_set(
    """
    stimmen stimme stimmten zutreffen träfen treffen zutreffe trifft zuträfen stimmt zutreffend treffe
    """
)


def _head(doc: Doc, first: int, stop: int) -> list[str]:
    """Lower-case words of the first clause of what is said, without dass and quotation marks; long ones cut."""
    out: list[str] = []
    for at in range(first, min(stop, first + 45)):
        word = doc.words[at]
        if word in "„“”\"»«‚‘'":
            continue
        if word in ".!?;:" and len(out) > 3:
            break
        if word in (",", "–") and len(out) > 4:
            break
        if doc.lower[at] == "und" and len(out) > 5 and verbs.forms(out[-1]):
            break
        out.append(doc.lower[at])
    return out


def _first_said(text: str) -> Stance | None:
    """Yes, no or nothing, where that is how a direct quotation begins."""
    padded = text + " ."
    if padded.startswith(_SAID_FALSE):
        return Stance.DENIES
    if padded.startswith(_SAID_NOTHING):
        return Stance.NO_COMMENT
    if padded.startswith(_SAID_TRUE) and "nicht" not in text.split()[:6]:
        return Stance.CONFIRMS
    words = text.split()
    spoken = "wir" in words or "ich" in words
    if spoken and "nicht" in words and not _MUM.isdisjoint(words):
        return Stance.NO_COMMENT
    if "bestätigen" in words and _CAN.intersection(words) and ("ich" in words or "wir" in words):
        return Stance.CANNOT_CONFIRM if _negated(words) else Stance.CONFIRMS
    return None


def cue_of(clause: Clause) -> Cue | None:
    """The cue verb of a clause, separated prefix included, None if its verb is none."""
    lemma = clause.lemma
    if not lemma:
        return None
    return CUES.get(lemma)


def about_a_claim(words: list[str]) -> bool:
    """The words name something claimed ("Bericht", "Meldung", "Gerüchte")."""
    return ends_with(words, _CLAIMS)


def takes_particle(lemma: str) -> bool:
    """The verb has separable compounds that are cues ("geben": zugeben, angeben)."""
    return lemma in SEPARABLE
