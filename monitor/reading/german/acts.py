"""What happened to the counted: the content verb of the clause a figure stands in, as infinitive or adjective."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import clauses as clause_rules
from monitor.reading.german import verbs
from monitor.reading.german.clauses import Clause
from monitor.reading.german.nouns import adjective
from monitor.reading.german.numbers import ATOMS
from monitor.reading.german.text import Doc, word_set

#: verbs of speech and estimate: they say nothing of the counted
SPEECH: Final = word_set(
    """
    sagen mitteilen berichten melden erklären angeben schätzen beziffern nennen sprechen bekanntgeben bekanntmachen ausgehen
    rechnen vermuten heißen schreiben behaupten betonen bestätigen bestreiten dementieren äußern veranschlagen taxieren
    annehmen glauben meinen zitieren verkünden verlauten handeln gelten einschätzen hinweisen ergänzen hinzufügen wissen
    befürchten erwarten prognostizieren voraussagen zugeben einräumen
    """
)
#: verbs of amount and change: with a number of deaths they mean dying
AMOUNT: Final = word_set(
    """
    steigen ansteigen erhöhen wachsen anwachsen klettern zunehmen sinken fallen zurückgehen abnehmen liegen betragen belaufen
    beziffern sein geben erreichen übersteigen überschreiten verdoppeln verdreifachen summieren anschwellen hochschnellen
    registrieren zählen verzeichnen vermelden melden feststellen nachweisen bekanntgeben hinzukommen kommen fordern gelten
    emporschnellen stagnieren korrigieren angeben steigern verringern reduzieren schnellen handeln entsprechen schätzen
    mitteilen berichten sprechen ausgehen rechnen bestätigen haben werden bleiben existieren beklagen folgen
    """
)
#: what befell those a noun names
OF_NOUN: Final = {
    "toter": "sterben", "todesopfer": "sterben", "todesfall": "sterben", "verletzter": "verletzen", "verwundeter": "verwunden",
    "infizierter": "infizieren", "infektion": "infizieren", "neuinfektion": "infizieren", "ansteckung": "anstecken",
    "gefallener": "fallen", "vermisster": "vermissen", "schwerverletzter": "verletzen", "leichtverletzter": "verletzen",
    "erkrankter": "erkranken", "festgenommener": "festnehmen", "festnahme": "festnehmen", "verhafteter": "verhaften",
    "verhaftung": "verhaften", "getöteter": "töten", "verstorbener": "sterben", "genesener": "genesen", "geimpfter": "impfen",
    "neuinfizierter": "infizieren", "gefangener": "gefangen nehmen", "geflüchteter": "flüchten", "flüchtling": "flüchten",
    "vertriebener": "vertreiben", "evakuierter": "evakuieren", "entlassener": "entlassen", "entlassung": "entlassen",
    "streikender": "streiken", "demonstrant": "demonstrieren", "demonstrierender": "demonstrieren", "überlebender": "überleben",
    "geretteter": "retten", "impfung": "impfen", "leiche": "sterben",
    "infektionsfall": "infizieren", "krankheitsfall": "erkranken", "coronafall": "infizieren", "erkrankung": "erkranken",
    "ansteckungsfall": "anstecken", "neuerkrankung": "erkranken", "todesfälle": "sterben", "corona-fall": "infizieren",
    "verletzung": "verletzen", "vermisstenfall": "vermissen", "menschenleben": "sterben", "drogentoter": "sterben",
}  # fmt: skip
#: nouns of events that govern a figure: Tod von 20 Soldaten
_EVENTS: Final = {
    "tod": "sterben", "massaker": "massakrieren", "verlust": "verlieren", "mord": "ermorden", "festnahme": "festnehmen",
    "einsatz": "einsetzen", "abzug": "abziehen", "kauf": "kaufen", "verkauf": "verkaufen", "bau": "bauen", "abbau": "abbauen",
    "ausbau": "ausbauen", "aufbau": "aufbauen", "wegfall": "wegfallen", "streik": "streiken", "angriff": "angreifen",
    "transport": "transportieren", "transfer": "transferieren", "export": "exportieren", "import": "importieren",
    "rückruf": "zurückrufen", "abschuss": "abschießen", "einsturz": "einstürzen", "fund": "finden", "diebstahl": "stehlen",
    "raub": "rauben", "flucht": "flüchten", "ankunft": "ankommen", "rückkehr": "zurückkehren", "klage": "klagen",
    "klagen": "klagen", "austausch": "austauschen", "zuzug": "zuziehen", "anwerbung": "anwerben", "fang": "fangen",
    "geburt": "gebären", "hinrichtung": "hinrichten", "einzug": "einziehen", "start": "starten", "rauchen": "rauchen",
}  # fmt: skip
_ADJECTIVE_ENDS: Final = (
    "lich",
    "ig",
    "bar",
    "los",
    "haft",
    "sam",
    "isch",
    "ert",
    "det",
    "igt",
    "llt",
    "ngt",
    "tet",
    "ahrt",
    "iert",
    "end",
)
_ADJECTIVE_WORDS: Final = word_set(
    "tot krank bekannt nötig dick hoch alt lang breit tief groß schwer stark teuer wert frei leer voll gesund verfügbar arm reich"
    " offen betroffen vorhanden erforderlich dabei anwesend schuldig infiziert positiv schwanger satt fit jung"
)
_NOT_ADJECTIVES: Final = word_set(
    "zuletzt bereits zunächst jetzt selbst sonst einst erst fast meist nicht insgesamt bekannt-"
)


def clauses_of(doc: Doc, sentence: int) -> list[Clause]:
    """The clauses of a sentence, split once per text."""
    key = ("clauses", sentence)
    known = doc.shared.get(key)
    if known is None:
        first, stop = doc.sentences[sentence]
        known = clause_rules.split(doc, first, stop, bytearray(stop - first), first)
        doc.shared[key] = known
    return known  # type: ignore[return-value]


def clause_at(found: list[Clause], token: int) -> int:
    """Index of the clause that holds the token (the last one that begins before it)."""
    best = 0
    for index, clause in enumerate(found):
        if clause.first <= token:
            best = index
    return best


def acting(doc: Doc, found: list[Clause], index: int) -> Clause | None:
    """The clause whose verb the words of clause `index` belong to; None in a verbless line."""
    clause = found[index]
    if clause.lemma:
        return _completed(doc, found, index)
    if clause.kind == "inf":
        return _infinitive(doc, clause)
    closing = _closing_participle(doc, clause)
    if closing is not None:
        return closing
    if clause.stop > clause.first and clause.kind == "frag":
        for later in range(index + 1, len(found)):
            if found[later].kind == "inf":
                return _infinitive(doc, found[later])
            if found[later].kind != "frag":
                break
        for later in range(index + 1, len(found)):
            other = found[later]
            if other.kind in ("rel", "sub", "dass", "inf") and later == index + 1:
                continue
            if (
                other.lemma
                and other.kind == "main"
                and (other.verb_first or other.finite == other.first)
                and index == 0
            ):
                return other
            break
        for earlier in range(index - 1, -1, -1):
            if found[earlier].lemma:
                return _completed(doc, found, earlier)
        for later in range(index + 1, len(found)):
            if found[later].lemma and found[later].kind == "main":
                return found[later]
    return None


def _closing_participle(doc: Doc, clause: Clause) -> Clause | None:
    """„1.861 Menschen getötet“, „sondern 300 Raketen eingesetzt“: a verbless clause that ends with a participle."""
    for at in range(clause.stop - 1, max(clause.first, clause.stop - 3), -1):
        word = doc.words[at]
        if not word[0].isalpha():
            continue
        form = verbs.participle(word) if word[0].islower() else None
        return clause.acting(form.lemma, at, "passive") if form and not form.guessed else None
    return None


def _infinitive(doc: Doc, clause: Clause) -> Clause:
    """The clause with zu, its infinitive filled in."""
    if clause.lemma:
        return clause
    for at in range(clause.stop - 1, clause.first - 1, -1):
        if doc.words[at].islower():
            found = next(
                (form for form in verbs.forms(doc.lower[at]) if form.kind in (verbs.ZU, verbs.INFINITIVE)), None
            )
            if found is not None:
                return clause.acting(found.lemma, at, clause.form)
    return clause


def _completed(doc: Doc, found: list[Clause], index: int) -> Clause:
    """„hat nicht 200, sondern 300 Raketen eingesetzt“: the participle of an auxiliary may stand in the next clause."""
    clause = found[index]
    if clause.lemma not in ("haben", "sein", "werden") or clause.main != clause.finite or index + 1 >= len(found):
        return clause
    later = found[index + 1]
    if later.kind == "frag" and not later.lemma and later.stop > later.first:
        form = verbs.participle(doc.lower[later.stop - 1]) or verbs.participle(
            doc.lower[max(later.first, later.stop - 2)]
        )
        if form is not None:
            return clause.acting(form.lemma, later.stop - 1, "perfect")
    return clause


def predicate(doc: Doc, clause: Clause | None) -> str | None:
    """The content verb of a clause as infinitive, or its predicate adjective; None for verbs that say nothing."""
    if clause is None or not clause.lemma:
        return None
    support = _support(doc, clause)
    if support is not None:
        return support
    if clause.finite_lemma in ("sein", "werden", "bleiben") and clause.main == clause.finite:
        return _adjective(doc, clause) or ("bleiben" if clause.lemma == "bleiben" else None)
    if clause.lemma == "gefallen" and doc.lower[clause.main] == "gefallen":
        return "fallen"
    if clause.lemma in SPEECH or clause.lemma in (
        "sein",
        "werden",
        "sollen",
        "wollen",
        "können",
        "müssen",
        "dürfen",
        "mögen",
    ):
        return None
    return clause.lemma


def _support(doc: Doc, clause: Clause) -> str | None:
    """Support verbs: ums Leben kommen, das Leben verlieren, auf der Flucht sein, das Leben kosten."""
    lower = doc.lower
    if "leben" not in (window := lower[clause.first : clause.stop]):
        if clause.finite_lemma == "sein" and "flucht" in window and "der" in window:
            return "flüchten"
        if clause.lemma == "befinden" and "flucht" in window:
            return "flüchten"
        if clause.lemma in ("kommen", "geben") and "tode" in window and "zu" in window:
            return "umkommen"
        return None
    at = clause.first + window.index("leben")
    before_it = lower[at - 1]
    if clause.lemma == "kommen" and before_it == "ums":
        return "umkommen"
    if clause.lemma in ("verlieren", "lassen") and before_it in ("ihr", "das", "sein"):
        return "umkommen"
    if clause.lemma in ("kosten", "fordern") and before_it in ("das", "ihr", "sein"):
        return "töten"
    if clause.lemma == "nehmen" and before_it == "das":
        return "töten"
    return None


def _adjective(doc: Doc, clause: Clause) -> str | None:
    """A predicate adjective near the end of a copula clause ("wahlberechtigt", "tot")."""
    lower, words = doc.lower, doc.words
    for at in range(clause.stop - 1, max(clause.first, clause.stop - 4), -1):
        low = lower[at]
        if at == clause.finite or not words[at][0].islower():
            continue
        if low in _NOT_ADJECTIVES or ATOMS[low] is not None:
            return None
        if low in _ADJECTIVE_WORDS or (low.endswith(_ADJECTIVE_ENDS) and len(low) > 4 and not verbs.finite(low)):
            return low
        if low in ("gewesen", "worden", "geworden", "geblieben"):
            continue
        return low if verbs.participle(low) else None
    return None


def event(doc: Doc, left: int, start: int) -> str | None:
    """The verb of an event noun that governs the figure: „Entsendung von 12.000 Soldaten“ gives entsenden."""
    at = left - 1
    lower, words = doc.lower, doc.words
    if at < start:
        return None
    if lower[at] in ("von", "an", "der", "durch", "vom"):
        at -= 1
    elif lower[at] in ("den", "die", "dem") and at - 1 >= start and lower[at - 1] in ("von", "an"):
        at -= 2
    elif lower[left] not in ("zweier", "dreier"):
        return None
    if at < start or not words[at][0].isupper():
        return None
    word = lower[at]
    for part in (word, word.removesuffix("s"), word.removesuffix("es")):
        if part in _EVENTS:
            return _EVENTS[part]
    if word.endswith(("ung", "ungen")):
        stem = word.removesuffix("en").removesuffix("ung")
        for made in (stem + "en", stem + "n"):
            form = verbs.infinitive(made)
            if form is not None and not form.guessed:
                return None if form.lemma in SPEECH else form.lemma
    return None


def befell(counted: str | None, found: str | None) -> str | None:
    """The predicate a counted noun carries itself, where the verb only tells the amount („Zahl der Toten stieg“)."""
    if found in ("fordern", "kosten") and counted is not None and counted.lower().endswith(("leben", "opfer", "toter")):
        return "sterben"
    if counted is None or (found is not None and found not in AMOUNT):
        return found
    head = counted.lower().rsplit("-", 1)[-1]
    return OF_NOUN.get(head, found)


def suffered(doc: Doc, before: int, adjectives: tuple[int, ...]) -> str | None:
    """The verb of a past participle that modifies the counted („1.200 getötete Russen“, „die getöteten sechs Offiziere“)."""
    for at in (*adjectives, before):
        if at < 0 or not doc.words[at][0].islower():
            continue
        stem = adjective(doc.words[at])
        if stem.endswith(("t", "en")) and stem != doc.lower[at]:
            form = verbs.participle(stem)
            if form is not None and not form.guessed and form.lemma not in SPEECH:
                return "fallen" if form.lemma == "gefallen" else form.lemma
    return None
