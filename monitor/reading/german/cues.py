"""The words by which German news says that somebody says something: verbs, prepositions, nouns; no rule lives here.

A verb of the table carries the stance it gives its proposition and letters for what may follow it. Sources: Duden
(verba dicendi et sentiendi), dpa style of attribution, own lists.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from monitor.reading.german import verbs
from monitor.reading.german.text import word_set
from monitor.reading.model import Stance


class Cue(NamedTuple):
    """What a cue verb does.

    Letters of `takes`: s direct speech and verb-second clauses, c dass/ob clauses, z infinitive with zu, n a noun as
    object ("bestätigte den Verlust"), d a demand, i an inner attitude rather than speech.
    """

    lemma: str
    stance: Stance
    takes: str

    def can(self, letter: str) -> bool:
        """Whether the verb takes what the letter stands for."""
        return letter in self.takes


_TABLE: Final = {
    Stance.CONFIRMS: """
        bestätigen:scn einräumen:sczn zugeben:sczn gestehen:sczn eingestehen:sczn bejahen:scn
        bekennen:sczn quittieren:
    """,
    Stance.DENIES: """
        dementieren:scn bestreiten:sczn abstreiten:sczn leugnen:sczn zurückweisen:scn widersprechen:scn verneinen:scn
        abtun:n ausschließen:cn widerlegen:cn zurückweisen:scn
    """,
    Stance.RETRACTS: """
        zurückziehen:r zurücknehmen:r widerrufen:nr korrigieren:r berichtigen:r revidieren:r richtigstellen:r
    """,
    Stance.SUSPECTS: """
        vermuten:scni mutmaßen:sci befürchten:scnzi fürchten:sczi annehmen:ci glauben:scizi spekulieren:sc ahnen:sci
        argwöhnen:sci wähnen:i orakeln:sc unken:sc
    """,
    Stance.ESTIMATES: """
        schätzen:scni beziffern:n rechnen:nci erwarten:cni prognostizieren:scn veranschlagen:n ausgehen:nci kalkulieren:ci
        prophezeien:scn vorhersagen:scn voraussagen:scn
    """,
    Stance.PLANS: """
        ankündigen:sczn planen:zfi beabsichtigen:zi versprechen:scz zusagen:scz geloben:scz drohen:scz einigen:cz verständigen:cz vorsehen:c anbieten:z entscheiden:cz beschließen:cz vereinbaren:cz vorhaben:zi
        zusichern:scz
    """,
    Stance.ASSERTS: """
        sagen:sc erklären:scz mitteilen:scz betonen:scz berichten:sczf melden:scf schreiben:sc meinen:sci
        behaupten:scz versichern:scz äußern:sc unterstreichen:sc hervorheben:sc feststellen:sc hinzufügen:sc
        ergänzen:sc ausführen:sc darlegen:sc erläutern:sc bemerken:sc anmerken:sc argumentieren:sc begründen:sc
        bekunden:sczn festlegen:c festhalten:sc bekräftigen:scz beteuern:scz bekanntgeben:scn bekanntmachen:scn verkünden:sczn verkündigen:sc
        verlautbaren:sc vermelden:scn informieren:c hinweisen:scn verweisen:c erinnern:sc entgegnen:sc erwidern:sc
        antworten:sc kontern:sc reagieren: kommentieren:s zitieren: angeben:sczf aussagen:sc schildern:sc
        erzählen:sc twittern:sc posten:sc konstatieren:sc resümieren:sc bilanzieren:sc klagen:sc beklagen:scn
        kritisieren:scn bemängeln:scn monieren:scn rügen:scn loben:s begrüßen:c warnen:sczn mahnen:scz
        klarstellen:sc präzisieren:sc unterstellen:cz vorwerfen:cz beschuldigen:z bezichtigen:z  scherzen:sc witzeln:sc spotten:sc schwärmen:sc jubeln:sc bedauern:sc entschuldigen:
        sprechen:n registrieren:f verzeichnen:f zählen:f reden: nennen:f bezeichnen: charakterisieren: plädieren:sc zeigen: ergeben:c belegen:c
        beweisen:c enthüllen:c offenbaren:c urteilen:sc
        verurteilen:n verteidigen: rechtfertigen: vorschlagen:sczn befürworten: ablehnen:z
        empfehlen:sczn raten:scz abraten:n zürnen:s wettern:s poltern:sc schimpfen:sc fragen:s rufen:s brüllen:s
        finden:ci denken:ci hoffen:sczi wünschen:ci wissen:c erkennen:c folgern:sc schließen:c
        bezweifeln:ci zweifeln:ci entgegenhalten:sc einwenden:sc bilanzieren:sc argwöhnen:sc verraten:sc preisgeben:c
        herausfinden:c nachweisen:c entdecken:c beobachten:c bezeugen:c befinden:sc attestieren:c bescheinigen:c
        signalisieren:c andeuten:sc  verlauten:sc heißen:sc lauten: protestieren:c
        verfügen:c anordnen:c erwägen:zi prüfen: überlegen:zi widmen: raunen:s dagegenhalten:sc höhnen:s frotzeln:s kündigen:
    """,
}
_DEMANDS: Final = """
    fordern:scznd verlangen:scznd auffordern:czd aufrufen:zd bitten:szd drängen:zd appellieren:szd anmahnen:nd
    einfordern:nd pochen:cd nahelegen:zd beantragen:nzd ermahnen:zd insistieren:scd beharren:cd
"""


def _cues() -> dict[str, Cue]:
    out: dict[str, Cue] = {}
    for stance, table in (*_TABLE.items(), (Stance.ASSERTS, _DEMANDS)):
        for entry in table.split():
            lemma, _, takes = entry.partition(":")
            out.setdefault(lemma, Cue(lemma, stance, takes))
    return out


#: infinitive -> cue
CUES: Final = _cues()


def _separable() -> dict[str, dict[str, Cue]]:
    out: dict[str, dict[str, Cue]] = {}
    for lemma, cue in CUES.items():
        for particle in verbs.PARTICLES:
            base = lemma.removeprefix(particle)
            if base != lemma and (base in CUES or verbs.infinitive(base)) and len(base) > 3:
                out.setdefault(base, {})[particle] = cue
    out.setdefault("geben", {}).update(zu=CUES["zugeben"], bekannt=CUES["bekanntgeben"], an=CUES["angeben"])
    out.setdefault("tun", {})["ab"] = CUES["abtun"]
    return out


#: base verb -> particle -> cue ("teilen" -> "mit" -> mitteilen)
SEPARABLE: Final = _separable()

_SOURCE_NOUNS: Final = """
angaben angabe einschätzung einschätzungen informationen information bericht berichten berichts worten aussage aussagen
auskunft ansicht meinung auffassung schätzung schätzungen darstellung erkenntnissen erkenntnis mitteilung überzeugung
berechnungen berechnung meldung meldungen medienberichten medienangaben polizeiangaben behördenangaben firmenangaben
unternehmensangaben veranstalterangaben militärangaben regierungsangaben agenturangaben agenturberichten
presseberichten zeitungsberichten ministeriumsangaben geheimdiensterkenntnissen augenzeugenberichten
geheimdienstinformationen geheimdienstangaben zeugenaussagen schilderung schilderungen untersuchungen untersuchung
studie umfrage umfragen analyse prognose prognosen agenturmeldungen pressemitteilung ermittlungen zahlen daten dafürhalten
zeitungsbericht medienbericht agenturbericht fernsehbericht statistik recherchen hochrechnung hochrechnungen gutachten
klinikangaben feuerwehrangaben herstellerangaben parteiangaben gewerkschaftsangaben verlautbarung erklärung lesart
"""
#: nouns that make "nach … von X" an attribution
SOURCE_NOUNS: Final = frozenset(_SOURCE_NOUNS.split())
#: source nouns after which the bare noun names nobody
ESTIMATE_NOUNS: Final = word_set(
    """
    einschätzung einschätzungen schätzung schätzungen prognose prognosen hochrechnung hochrechnungen berechnungen
    berechnung
    """
)
#: compounds that name their speaker in their first part (Polizeiangaben)
SPEAKING_COMPOUNDS: Final = {
    "polizeiangaben": "Polizei", "behördenangaben": "Behörden", "firmenangaben": "Firma", "militärangaben": "Militär",
    "unternehmensangaben": "Unternehmen", "veranstalterangaben": "Veranstalter", "regierungsangaben": "Regierung",
    "ministeriumsangaben": "Ministerium", "feuerwehrangaben": "Feuerwehr", "klinikangaben": "Klinik",
    "herstellerangaben": "Hersteller", "parteiangaben": "Partei", "gewerkschaftsangaben": "Gewerkschaft",
}  # fmt: skip

#: nouns of opinion: "ist der Ansicht, dass", "kam zu dem Schluss, dass"
OPINION_NOUNS: Final = word_set(
    """
    Ansicht Meinung Auffassung Schluss Überzeugung Einschätzung Vermutung Vorwurf Aussage Äußerung Behauptung
    Erklärung Hoffnung Ergebnis Standpunkt Befürchtung Stellungnahme Ankündigung Forderung Information Mitteilung
    Begründung Gerüchte Gerücht Meldung Bericht Berichte Hinweis Verdacht Warnung Beweis Eindruck
    """
)
#: adjectives and participles of attitude: "ist überzeugt, dass"
ATTITUDES: Final = word_set(
    """
    überzeugt sicher zuversichtlich optimistisch besorgt einig skeptisch gewiss
    """
)

#: words that attribute back to the source before: "demnach", "den Angaben zufolge"
DEMNACH: Final = frozenset(("demnach", "danach", "demzufolge"))

CONFIRMING_NOUNS: Final = {"bestätigung": Stance.CONFIRMS, "eingeständnis": Stance.CONFIRMS, "geständnis": Stance.CONFIRMS,
                           "dementi": Stance.DENIES, "dementis": Stance.DENIES}  # fmt: skip

#: what somebody can take back: only then is zurückziehen, korrigieren … a retraction
RETRACTABLE: Final = tuple(
    word_set(
        """
        aussage meldung bericht behauptung angabe angaben zahl zahlen prognose darstellung vorwurf vorwürfe erklärung
        dementi geständnis schätzung opferzahl äußerung äußerungen mitteilung studie artikel berichte meldungen ziele
        erwartung erwartungen zuschreibung gutachten diagnose these falschmeldung datierung kritik verdächtigung versprechen unterstellung statistik bilanz anschuldigung anschuldigungen warnung einschätzung zusage ankündigung
        """
    )
)
