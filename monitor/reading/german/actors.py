"""Who can speak: whether a noun phrase names people, bodies or places that stand for them, or a thing that only shows.

"Die Messung bestätigt frühere Werte" is nobody's confirmation, "die Behörde bestätigt den Fund" is. People go by the endings
of nouns, bodies by a list of what news lets speak, names by not being common words.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.lexicon import countries, lemma_of
from monitor.reading.german.nouns import is_compound, is_person, noun
from monitor.reading.german.phrases import NOMINATIVE, OBLIQUE, PREPOSITIONS, is_adjective, is_capital
from monitor.reading.german.text import Doc, word_set

#: ends of nouns that name bodies news lets speak
_BODIES: Final = tuple(
    word_set(
        """
        amt amtes ämter behörde behörden ministerium ministerien ressort kanzlei regierung regierungen kabinett senat rat räte rates
        ausschuss kommission gremium gericht gerichte gerichtshof kammer justiz anwaltschaft anwaltschaften polizei kripo inspektion
        direktion präsidium zoll wehr wehren rettungsdienst leitstelle armee militär heer luftwaffe marine stab streitkräfte truppen
        miliz milizen kommando dienst dienste verfassungsschutz botschaft konsulat konzern konzerne unternehmen firma firmen betrieb
        gesellschaft bank banken sparkasse kasse kassen versicherung versicherungen reederei airline bahn bahnen post stadtwerke
        werke verkehrsbetriebe betriebe agentur zentrale klinik kliniken klinikum krankenhaus universität hochschule uni institut institute
        akademie zentrum museum theater zoo tierpark archiv bibliothek stiftung verein vereine klub klubs club clubs verband verbände
        bund liga föderation team teams mannschaft rennstall partei parteien fraktion fraktionen koalition opposition union gewerkschaft
        gewerkschaften kirche kirchen bistum diözese orden vatikan kurie synode gemeinde gemeinden stadt städte kreis kreise
        kommune kommunen land länder bezirk verwaltung rathaus staat staaten republik königreich regime führung leitung vorstand
        management spitze seite seiten familie haus hof palast kreml pentagon redaktion verlag sender zeitung portal plattform start-up
        startup werft raffinerie erei wasserwerk stadtwerk vereinigung bewegungen kette markt märkte organisation organisationen initiative bündnis bewegung gruppe gruppen
        gruppierung allianz netzwerk komitee jury konferenz parlament bundestag landtag kongress versammlung delegation mission
        crew besatzung band ensemble orchester stelle stellen aufsicht wache wacht lager umfeld quelle quellen anstalt konsortium
        holding fonds schule schulen kita heim hotel hotels rundfunk fernsehen staatsfernsehen warte observatorium forum lobby innung
        schaft schaften kreuz halbmond hilfswerk thw polizeirevier revier oberhaupt nachrichtenagentur volk lager mehrheit minderheit
        labor labore vertretung sekretariat kuratorium präsidiumsmitglied börse tafel zunft truppe einheit spital warnzentrum
        einrichtung journal magazin zeitschrift blatt umwelthilfe hungerhilfe nothilfe caritas diakonie konsulate gesundheitsdienst koordination abteilung rebellion junta hisbollah gegenseite basis fraktionsspitze
        """
    )
)
#: nouns that end like a body and are none
_NO_BODIES: Final = tuple(
    word_set(
        """
        apparat format referat inserat zitat attentat mandat resultat plakat zertifikat fabrikat befund maßstab bauwerk kunstwerk
        kraftwerk stockwerk triebwerk feuerwerk verdienst datenbank internetseite webseite botschaften videobotschaft hoffnungsbotschaft
        wirtschaft landschaft freundschaft meisterschaft eigenschaft nachricht fernsehbild vorrat heirat verrat gesamt anamnese
        parkhaus treibhaus gewächshaus bahnhof friedhof bauernhof supermarktkasse erbschaft rückseite vorderseite titelseite
        mitgliedschaft präsidentschaft kandidatur umkreis freundeskreis arbeitsmarkt aktienmarkt finanzmarkt wohnungsmarkt
        filmmusik autobahn eisenbahnstrecke festland abbau umland weide-land schwangerschaft leidenschaft patenschaft bereitschaft
        partnerschaft schlussfolgerung herrschaft
        """
    )
)
#: ends of nouns that show or say something without speaking
_THINGS: Final = tuple(
    word_set(
        """
        messung messungen test tests statistik statistiken regel zahl zahlen daten ergebnis ergebnisse bild bilder video videos
        aufnahme aufnahmen trend obduktion untersuchung untersuchungen analyse analysen studie studien umfrage umfragen beobachtung
        beobachtungen befund befunde entwicklung erfahrung erfahrungen werte wert sieg niederlage tor fund funde experiment experimente
        auswertung auswertungen foto fotos zeichen software probe proben ausnahme ausnahmen vergleich berechnung berechnungen modell
        modelle stichprobe stichproben spur spuren beleg belege beweis beweise gutachten dokument dokumente unterlagen bericht berichte
        protokoll protokolle mail mails brief briefe urteil urteile bescheid bilanz index indikator indikatoren kern kerne datierung
        scan scans karte karten satellit app signal signale aussage aussagen blick geschichte tatsache umstand vorfall ereignis rekord
        leistung spiel auftritt partie rennen serie tabelle kurs kurse preis preise quote quoten rückgang anstieg zuwachs grafik
        bilder tonaufnahme chat chats nachrichten nachricht quittung stempel unterschrift zertifikat urkunde liste listen rechnung
        ermittlungen ermittlung recherche recherchen augenschein autopsie genanalyse untersuchungsergebnis verlauf front lage wetter
        abstimmung wahl wahlergebnis show fehler versäumnis versäumnisse panne pannen mangel mängel stellungnahme anfrage anfragen auskunft auskünfte kommentar
        verlust verluste vorwurf vorwürfe einzelheiten details angaben schuld verantwortung beteiligung flugschreiber fahrtenschreiber rekorder konzert film album verschulden geständnis dementi ausbruch absturz hochrechnung prognose prognosen laborbefund wortlaut antrag vertrag gesetz nachfrage umsatz
        """
    )
)
#: people whose names end like things
_PEOPLE: Final = ("herr", "herrin", "arzt", "wirt", "star", "senator", "senatorin", "zeugin", "veranstalter", "halter", "verwalter", "direktor", "inspektor", "vermieter", "reporter", "vorsitzende", "vorsitzender", "vorsitzenden", "beauftragte", "beauftragter")  # fmt: skip
_ABSTRACT: Final = ("ung", "ungen", "heit", "keit", "nis", "tät", "schaft", "ismus", "ment", "tum", "anz", "enz", "ur", "ion", "ionen")  # fmt: skip
_ENDINGS: Final = ("en", "n", "e", "er", "es", "se", "nen")


@lru_cache(maxsize=20_000)
def is_body(word: str) -> bool:
    """The noun names an office, firm, club, place or group that news lets speak."""
    low = word.lower()
    if low.endswith(_NO_BODIES):
        return False
    return low.endswith(_BODIES) or (low[-1] == "s" and low[:-1].endswith(_BODIES))


@lru_cache(maxsize=20_000)
def _ordinary(word: str) -> bool:
    """A common noun: it stands in the table in more than one form, or ends in one that does."""
    if noun(word).lower() != word.lower():
        return True
    for ending in _ENDINGS:
        lemma = lemma_of(word + ending)
        if lemma is not None and lemma[:1].isupper():
            return True
    if "-" in word:
        return False
    low = word.lower()
    if lemma_of(word) is not None:
        return len(word) > 8 and any(_joined(low, cut) for cut in range(4, len(word) - 3))
    return is_compound(word) or any(_noun(low[cut:].capitalize()) for cut in range(3, len(word) - 3))


def _joined(low: str, cut: int) -> bool:
    """Two common nouns make the word ("Haushaltsloch"); names of firms may look like that, but their parts do not inflect."""
    head, last = low[:cut].removesuffix("s").capitalize(), low[cut:].capitalize()
    return _noun(head) and _noun(last) and _ordinary(last)


def _noun(part: str) -> bool:
    lemma = lemma_of(part)
    return lemma is not None and lemma[:1].isupper()


@lru_cache(maxsize=20_000)
def _can_speak(word: str, bare: bool) -> bool:
    """Whether the head noun can speak; `bare`: it stands without article, as names do."""
    low = word.lower().rstrip(".")
    if low in countries() or low.rstrip("s") in countries():
        return True
    if len(word) > 1 and word.isupper():
        return True
    last = low.rsplit("-", 1)[-1]
    if last.endswith(_PEOPLE):
        return True
    if last.endswith(_THINGS) and not is_body(word):
        return last == "wahl" and bare
    if last.endswith(_THINGS) and not last.endswith(("regierung", "stelle", "organisation")) and last in _THINGS:
        return False
    if is_body(word) or is_person(noun(word)) or is_person(word):
        return True
    if verbs.infinitive(last) is not None and not bare:
        # "ein Fremdverschulden", "das Verfahren"
        return False
    if bare and not low.endswith(_ABSTRACT):
        return noun(word).lower() == low
    return not _ordinary(word)


def speaks(doc: Doc, span: tuple[int, int] | None) -> bool:
    """Whether the phrase names somebody who can speak; pronouns of persons can, "das" and "dies" cannot."""
    if span is None:
        return False
    first, stop = span
    if stop - first == 1 and doc.words[first][0].islower():
        return doc.lower[first] not in ("das", "dies", "es", "was")
    at = _head(doc, first, stop)
    if at < 0:
        return doc.words[first][0].isdigit() is False
    bare = not any(doc.lower[i] in NOMINATIVE or doc.lower[i] in OBLIQUE for i in range(first, at))
    if at + 1 < stop and is_capital(doc.words[at + 1]) and doc.lower[at].endswith("s") and bare:
        # "Polens Präsident", "Müllers Geständnis": the head stands behind the name
        return _can_speak(doc.words[at + 1], True) or not _ordinary(doc.words[at + 1])
    if at + 1 < stop and is_capital(doc.words[at + 1]) and doc.words[at + 1].isupper():
        return True
    hangs = at + 1 < stop and doc.lower[at + 1] in PREPOSITIONS
    return _can_speak(doc.words[at], bare and not hangs)


def _head(doc: Doc, first: int, stop: int) -> int:
    """The first noun of the phrase, past article, adjectives and quotation marks; -1: none."""
    for at in range(first, stop):
        word = doc.words[at]
        if not is_capital(word) or doc.lower[at] in NOMINATIVE or doc.lower[at] in OBLIQUE or word[0].isdigit():
            continue
        if at + 1 < stop and is_capital(doc.words[at + 1]) and is_adjective(doc.lower[at]) and _adjective(word):
            continue
        return at
    return -1


@lru_cache(maxsize=20_000)
def _adjective(word: str) -> bool:
    """A capitalised adjective within a name or at the head of a sentence ("Deutsche Bahn", "Rotes Kreuz", "Neue Daten")."""
    lemma = lemma_of(word.lower())
    return (lemma is not None and lemma[:1].islower()) or word.lower().rstrip("enrsm").endswith(("isch", "lich", "sch"))


@lru_cache(maxsize=20_000)
def is_name(word: str) -> bool:
    """A capitalised word that is no common noun, as far as the table knows."""
    return (
        word[0].isupper()
        and not _ordinary(word)
        and word.lower() not in countries()
        and not word.lower().endswith(_ABSTRACT)
    )
