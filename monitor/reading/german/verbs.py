"""Verb forms of German news, by ending rules and tables of strong verbs and prefixes; no dictionary of texts.

`forms("räumte")` names infinitive, kind, mood, tense and number of a single word; `joined("räumen", "ein")` puts a
separable verb together. A word may have several readings ("haben": infinitive, present plural); they come most likely
first. Verbs outside the tables are read by their endings only where those are unmistakable (-iert, ge…t): `guessed`.
Sources: Duden-Grammatik (Konjugation, starke Verben); own lists of the verbs that news prose uses.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.reading.german.lexicon import lemma_of

FINITE: Final = "finite"
PARTICIPLE: Final = "participle"
INFINITIVE: Final = "infinitive"
ZU: Final = "zu"
INDICATIVE: Final = "indicative"
KONJUNKTIV_1: Final = "k1"
KONJUNKTIV_2: Final = "k2"
PRESENT: Final = "present"
PAST: Final = "past"
SINGULAR: Final = "sg"
PLURAL: Final = "pl"


class VerbForm:
    """One reading of one word; fields that do not apply are empty."""

    __slots__ = ("guessed", "kind", "lemma", "mood", "number", "tense")

    def __init__(
        self, lemma: str, kind: str, mood: str = "", tense: str = "", number: str = "", guessed: bool = False
    ) -> None:
        #: infinitive, separable prefix included ("einräumen")
        self.lemma: str = lemma
        #: finite | participle | infinitive | zu ("einzuräumen")
        self.kind: str = kind
        self.mood: str = mood
        self.tense: str = tense
        self.number: str = number
        #: read by its ending alone, the verb is in no table
        self.guessed: bool = guessed

    def same(self, other: VerbForm) -> bool:
        return (
            self.lemma == other.lemma
            and self.kind == other.kind
            and self.mood == other.mood
            and self.tense == other.tense
            and self.number == other.number
            and self.guessed == other.guessed
        )

    def prefixed(self, prefix: str) -> VerbForm:
        """The same form of the verb with a prefix."""
        return VerbForm(prefix + self.lemma, self.kind, self.mood, self.tense, self.number, self.guessed)


def _add(readings: list[VerbForm], form: VerbForm) -> None:
    for known in readings:
        if known.same(form):
            return
    readings.append(form)


# infinitive, 3rd person singular present, preterite, Konjunktiv II, participle
_STRONG: Final = """
backen backt backte backte gebacken
befehlen befiehlt befahl befähle befohlen
beginnen beginnt begann begänne begonnen
beißen beißt biss bisse gebissen
bergen birgt barg bärge geborgen
bersten birst barst bärste geborsten
biegen biegt bog böge gebogen
bieten bietet bot böte geboten
binden bindet band bände gebunden
bitten bittet bat bäte gebeten
blasen bläst blies bliese geblasen
bleiben bleibt blieb bliebe geblieben
brechen bricht brach bräche gebrochen
brennen brennt brannte brennte gebrannt
bringen bringt brachte brächte gebracht
denken denkt dachte dächte gedacht
dringen dringt drang dränge gedrungen
empfehlen empfiehlt empfahl empfähle empfohlen
erlöschen erlischt erlosch erlösche erloschen
erschrecken erschrickt erschrak erschräke erschrocken
essen isst aß äße gegessen
fahren fährt fuhr führe gefahren
gefallen gefällt gefiel gefiele gefallen
fallen fällt fiel fiele gefallen
fangen fängt fing finge gefangen
fechten ficht focht föchte gefochten
finden findet fand fände gefunden
fliegen fliegt flog flöge geflogen
fliehen flieht floh flöhe geflohen
fließen fließt floss flösse geflossen
fressen frisst fraß fräße gefressen
frieren friert fror fröre gefroren
geben gibt gab gäbe gegeben
gehen geht ging ginge gegangen
gelingen gelingt gelang gelänge gelungen
gelten gilt galt gälte gegolten
genießen genießt genoss genösse genossen
geschehen geschieht geschah geschähe geschehen
gestehen gesteht gestand gestände gestanden
gewinnen gewinnt gewann gewänne gewonnen
gießen gießt goss gösse gegossen
gleichen gleicht glich gliche geglichen
gleiten gleitet glitt glitte geglitten
graben gräbt grub grübe gegraben
greifen greift griff griffe gegriffen
halten hält hielt hielte gehalten
hängen hängt hing hinge gehangen
hauen haut haute haute gehauen
heben hebt hob höbe gehoben
heißen heißt hieß hieße geheißen
helfen hilft half hülfe geholfen
kennen kennt kannte kennte gekannt
klingen klingt klang klänge geklungen
kommen kommt kam käme gekommen
kriechen kriecht kroch kröche gekrochen
laden lädt lud lüde geladen
lassen lässt ließ ließe gelassen
laufen läuft lief liefe gelaufen
leiden leidet litt litte gelitten
leihen leiht lieh liehe geliehen
lesen liest las läse gelesen
liegen liegt lag läge gelegen
lügen lügt log löge gelogen
meiden meidet mied miede gemieden
messen misst maß mäße gemessen
nehmen nimmt nahm nähme genommen
nennen nennt nannte nennte genannt
pfeifen pfeift pfiff pfiffe gepfiffen
raten rät riet riete geraten
reißen reißt riss risse gerissen
reiten reitet ritt ritte geritten
rennen rennt rannte rennte gerannt
riechen riecht roch röche gerochen
ringen ringt rang ränge gerungen
rufen ruft rief riefe gerufen
saufen säuft soff söffe gesoffen
schaffen schafft schuf schüfe geschaffen
scheiden scheidet schied schiede geschieden
scheinen scheint schien schiene geschienen
schieben schiebt schob schöbe geschoben
schießen schießt schoss schösse geschossen
schlafen schläft schlief schliefe geschlafen
schlagen schlägt schlug schlüge geschlagen
schleichen schleicht schlich schliche geschlichen
schließen schließt schloss schlösse geschlossen
schmeißen schmeißt schmiss schmisse geschmissen
schmelzen schmilzt schmolz schmölze geschmolzen
schneiden schneidet schnitt schnitte geschnitten
schreiben schreibt schrieb schriebe geschrieben
schreien schreit schrie schriee geschrien
schreiten schreitet schritt schritte geschritten
schweigen schweigt schwieg schwiege geschwiegen
schwellen schwillt schwoll schwölle geschwollen
schwimmen schwimmt schwamm schwämme geschwommen
schwinden schwindet schwand schwände geschwunden
schwingen schwingt schwang schwänge geschwungen
schwören schwört schwor schwöre geschworen
sehen sieht sah sähe gesehen
senden sendet sandte sendete gesandt
singen singt sang sänge gesungen
sinken sinkt sank sänke gesunken
sitzen sitzt saß säße gesessen
sprechen spricht sprach spräche gesprochen
springen springt sprang spränge gesprungen
stechen sticht stach stäche gestochen
stehen steht stand stünde gestanden
stehlen stiehlt stahl stähle gestohlen
steigen steigt stieg stiege gestiegen
sterben stirbt starb stürbe gestorben
stoßen stößt stieß stieße gestoßen
streichen streicht strich striche gestrichen
streiten streitet stritt stritte gestritten
tragen trägt trug trüge getragen
treffen trifft traf träfe getroffen
treiben treibt trieb triebe getrieben
treten tritt trat träte getreten
trinken trinkt trank tränke getrunken
tun tut tat täte getan
verderben verdirbt verdarb verdürbe verdorben
vergessen vergisst vergaß vergäße vergessen
verlieren verliert verlor verlöre verloren
verschwinden verschwindet verschwand verschwände verschwunden
verzeihen verzeiht verzieh verziehe verziehen
wachsen wächst wuchs wüchse gewachsen
waschen wäscht wusch wüsche gewaschen
weichen weicht wich wiche gewichen
weisen weist wies wiese gewiesen
wenden wendet wandte wendete gewandt
werben wirbt warb würbe geworben
werfen wirft warf würfe geworfen
wiegen wiegt wog wöge gewogen
winden windet wand wände gewunden
ziehen zieht zog zöge gezogen
zwingen zwingt zwang zwänge gezwungen
"""

_WEAK: Final = (
    """
achten ahnden ahnen ändern angeln ankern antworten appellieren arbeiten ärgern äußern
bangen bauen baden bedeuten beantworten beantragen beauftragen bedauern bedrohen beeinflussen beeilen beenden befassen
befürchten befürworten befragen begleiten beglückwünschen begraben begründen begrüßen behandeln behaupten beharren
behindern bejahen bekämpfen bekennen beklagen bekräftigen bekunden belasten belegen beleidigen beliefern belegen
bemängeln bemerken bemühen benötigen benutzen beobachten bereiten berichten berichtigen beruhigen beschädigen beschäftigen
bescheinigen beschleunigen beschuldigen beschweren beseitigen besetzen besiegen bestätigen bestellen bestrafen besuchen
beteiligen beteuern betonen betrachten beurteilen beunruhigen bewaffnen bewegen bewerten bezahlen bezeichnen bezeugen
beziffern bezweifeln billigen blicken blockieren bohren boomen borgen brauchen bremsen buchen bündeln bürgen
danken dauern decken dementieren demonstrieren deuten dienen donnern drängen drehen drohen drosseln drucken drücken dulden
ehren einigen eilen empören enden entdecken enthüllen entfernen entführen entgegnen entlassen entlarven entlasten
entschuldigen entsetzen entwarnen entwickeln erachten erbeuten erhärten erhöhen erinnern erklären erkranken erkundigen
erlauben erläutern erleben erledigen ermahnen ermitteln ermorden ermuntern ermutigen eröffnen erörtern erobern erreichen
ersetzen erstatten erteilen erwähnen erwarten erwecken erwidern erweitern erzählen erzielen erzeugen
evakuieren existieren explodieren fassen fehlen feiern festigen feuern filmen flüchten folgen folgern foltern fördern
fordern forschen fragen freuen fühlen führen funktionieren fürchten fußen gefährden gehören geißeln gewähren glauben
gratulieren gründen grüßen haften handeln häufen heilen heiraten herrschen hindern hoffen holen hören impfen informieren
interessieren jagen jubeln kämpfen kanten kapitulieren kapern kaufen kehren kennzeichnen klagen klären klappen klettern
klicken knüpfen kochen kontern kontrollieren korrigieren kosten kreisen kreuzen kriegen kritisieren kündigen kürzen küssen
lächeln lachen lagern landen lauten leben leeren legen lehnen lehren leisten leiten lenken lernen leuchten leugnen liefern
loben lockern lösen löschen machen mahnen malen mangeln markieren meinen melden merken mieten mildern mindern mischen
missbrauchen missbilligen mobilisieren monieren morden mutmaßen nähern nennen neigen nicken nötigen nutzen nützen offenbaren
hüllen öffnen opfern ordnen orten pachten packen parken passen pflegen pflanzen planen plädieren plündern pochen posten prägen prahlen
prallen probieren produzieren profitieren prognostizieren protestieren provozieren prüfen quittieren rächen ragen rasen räumen
rauchen räuspern reagieren rechnen reden regeln regieren regnen reichen reisen reizen retten richten riskieren rollen rücken
rügen ruhen rühmen rühren rüsten sagen sammeln sanieren schaden schalten schämen schätzen schauen scheitern scherzen
schenken schicken schildern schimpfen schlichten schließen schmerzen schmuggeln schneien schonen schöpfen schüren schütteln
schützen schwächen schwanken schwenken segeln sehnen setzen sichern sichten siegen sorgen spalten sparen sperren spielen
spekulieren spenden sperren spionieren spotten spüren stammen stammeln stapeln stärken starten stauen stellen steuern stillen
stimmen stocken stoppen stören strahlen streben streiken strecken stufen stürmen stürzen stützen suchen tagen tadeln tanken
tanzen tasten täuschen taufen tauchen tauschen teilen telefonieren testen titeln töten trauen trauern träumen trennen trösten
trotzen twittern üben überfluten überführen übergeben überleben übernehmen überprüfen überqueren überraschen überreden
überreichen überschwemmen übersetzen überstehen übertragen übertreiben überwachen überwältigen überweisen überzeugen
umarmen umgehen umringen umstellen unterbrechen unterliegen unternehmen unterrichten unterscheiden unterschreiben
unterstellen unterstreichen unterstützen untersuchen unterzeichnen urteilen verachten verabreden verabschieden veranlassen
veranstalten verantworten verärgern verbessern verbreiten verdächtigen verdammen verdeutlichen verdienen verdoppeln verdrängen
vereinbaren vereinen vereiteln verfolgen verfügen verhaften verhandeln verhängen verharmlosen verhehlen verheimlichen verhindern
verhören verifizieren verkaufen verklagen verkünden verkündigen verlagern verlangen verlängern verlassen verlauten verleihen
verlegen verletzen verleumden verletzen verlieren vermarkten vermelden vermeiden vermerken vermissen vermitteln vermuten verneinen
vernichten veröffentlichen verordnen verpflichten verraten verringern versagen versammeln verschärfen verschieben verschleiern
verschlechtern verschleppen verschwören versenken versichern versorgen verspotten verständigen verstärken versuchen vertagen verteidigen
verteilen vertrauen vertuschen verursachen verurteilen vervollständigen verwalten verwandeln verwechseln verweigern verwenden
verwickeln verwirklichen verwunden verwüsten verzichten verzögern wachen wagen wählen wahren walten wandeln warnen warten wechseln
wecken wehren weigern weinen weiten werten wetten widerlegen widersetzen widerrufen widmen wiederholen wirken witzeln wohnen
wundern wünschen würdigen wüten zählen zahlen zeichnen zeigen zensieren zerstören zeugen zielen zitieren zittern zögern zürnen
zweifeln zwitschern senken genehmigen erfolgen verabreichen verimpfen bestimmen ereignen erfassen verändern ermöglichen untersagen errichten
erstellen befristen versetzen erleichtern beschränken verpassen erfüllen übermitteln begrenzen rutschen schrumpfen bürgern stecken
verkürzen verteuern verschicken erneuern beanspruchen beanstanden fälschen befördern verarbeiten entzünden berechtigen versäumen
unterschätzen bevorzugen betreuen erwirken bewirken erproben verbuchen münden erschüttern vernetzen verbünden berücksichtigen
erwirtschaften gelangen erschweren verknappen verdreifachen verzehnfachen vervierfachen vervielfachen beziehen erkaufen überschatten
überschreiten übersteigen bewegen vertreiben zünden blinken brausen bröckeln donnern drehen dämpfen fluten gründen halbieren impfen
besorgen enttäuschen erfreuen vergewaltigen erfordern vermischen verteuern gestalten geleiten gebrauchen gewöhnen vorsehen
argwöhnen wähnen orakeln unken veranschlagen prophezeien beabsichtigen geloben fügen ergänzen verlautbaren bezichtigen
schwärmen verzeichnen rechtfertigen erwägen überlegen rudern mutmaßen folgern registrieren verneinen bilden breiten dichten eignen
festnehmen gelten häufen impfen kandidieren klammern kneifen lehnen locken mauern melken nagen opfern pflügen quälen rasten sägen
schätzen schulden siedeln sprengen strafen streamen tauen tippen trocknen tünchen wirbeln wohnen würgen zapfen zaubern zielen
beschweren verwenden verzieren beeinträchtigen befürworten benennen bewältigen bezwecken erholen erkundigen ermitteln
verschulden verstreichen abzeichnen argumentieren attestieren ausrichten bewilligen empfinden resümieren konstatieren bilanzieren kommentieren
präzisieren insistieren protokollieren proklamieren propagieren signalisieren suggerieren kalkulieren diagnostizieren
"""
    + " beantworten begegnen bedienen befestigen befreien benachrichtigen bereinigen beschlagnahmen bespitzeln bestehlen "
    + (
        "vollstrecken vollenden unterlaufen hinterfragen hinterlegen widerspiegeln durchsuchen durchqueren missachten gefangennehmen "
        "kollidieren kippen knallen krachen sinnieren brüllen stöhnen flüstern murmeln höhnen frotzeln wettern poltern ätzen raunen "
        "drosseln versickern entgleisen stranden kentern havarieren verunglücken verunfallen erblinden ersticken ertrinken erfrieren "
        "verhungern verbluten verbrennen sterben infizieren positionieren stationieren rekrutieren entsenden internieren deportieren"
    )
)

_PARTICLES: Final = """
ab an auf aus bei dar ein fest fort frei her herab heran heraus herbei herein hervor hin hinaus hinein hinzu hoch los
mit nach nahe nieder offen teil um vor voran voraus vorbei vorweg weg weiter wieder zu zurück zusammen bekannt bloß
statt stand klar kund still lahm tot wahr fern entgegen preis vorher gegenüber auseinander fertig richtig dagegen
"""
#: adverbs that are prefixes of these verbs only ("stellte richtig", "hielt dagegen")
ONLY_WITH: Final = {"richtig": ("stellen",), "dagegen": ("halten",)}
#: separable prefixes
PARTICLES: Final = frozenset(_PARTICLES.split())
_INSEPARABLE: Final = (
    "über", "unter", "wider", "hinter", "miss", "emp", "ent", "ver", "zer", "be", "er", "um", "durch", "voll",
)  # fmt: skip
_LONGEST_FIRST: Final = tuple(sorted(PARTICLES, key=len, reverse=True))


def _table(lemma: str, rows: dict[tuple[str, str, str], str]) -> dict[str, tuple[VerbForm, ...]]:
    out: dict[str, list[VerbForm]] = {}
    for (mood, tense, number), words in rows.items():
        for word in words.split():
            out.setdefault(word, []).append(VerbForm(lemma, FINITE, mood, tense, number))
    return {word: tuple(found) for word, found in out.items()}


_I: Final = INDICATIVE
_K1: Final = KONJUNKTIV_1
_K2: Final = KONJUNKTIV_2


def _irregular() -> dict[str, tuple[VerbForm, ...]]:
    """sein, haben, werden, wissen and the modal verbs, every form."""
    out: dict[str, tuple[VerbForm, ...]] = {}

    def put(lemma: str, participle: str, rows: dict[tuple[str, str, str], str]) -> None:
        for word, found in _table(lemma, rows).items():
            out[word] = (*out.get(word, ()), *found)
        for word in participle.split():
            out[word] = (*out.get(word, ()), VerbForm(lemma, PARTICIPLE))
        out[lemma] = (*out.get(lemma, ()), VerbForm(lemma, INFINITIVE))

    put("sein", "gewesen", {
        (_I, PRESENT, SINGULAR): "ist bin bist", (_I, PRESENT, PLURAL): "sind seid",
        (_I, PAST, SINGULAR): "war warst", (_I, PAST, PLURAL): "waren wart",
        (_K1, PRESENT, SINGULAR): "sei seist", (_K1, PRESENT, PLURAL): "seien seiet",
        (_K2, PAST, SINGULAR): "wäre wärst", (_K2, PAST, PLURAL): "wären wärt",
    })  # fmt: skip
    put("haben", "gehabt", {
        (_I, PRESENT, SINGULAR): "hat hast", (_I, PRESENT, PLURAL): "haben habt",
        (_I, PAST, SINGULAR): "hatte hattest", (_I, PAST, PLURAL): "hatten",
        (_K1, PRESENT, SINGULAR): "habe", (_K2, PAST, SINGULAR): "hätte", (_K2, PAST, PLURAL): "hätten",
    })  # fmt: skip
    put("werden", "worden geworden", {
        (_I, PRESENT, SINGULAR): "wird wirst", (_I, PRESENT, PLURAL): "werden werdet",
        (_I, PAST, SINGULAR): "wurde wurdest", (_I, PAST, PLURAL): "wurden",
        (_K1, PRESENT, SINGULAR): "werde", (_K2, PAST, SINGULAR): "würde", (_K2, PAST, PLURAL): "würden",
    })  # fmt: skip
    put("wissen", "gewusst", {
        (_I, PRESENT, SINGULAR): "weiß weißt", (_I, PRESENT, PLURAL): "wissen wisst",
        (_I, PAST, SINGULAR): "wusste", (_I, PAST, PLURAL): "wussten",
        (_K1, PRESENT, SINGULAR): "wisse", (_K2, PAST, SINGULAR): "wüsste", (_K2, PAST, PLURAL): "wüssten",
    })  # fmt: skip
    for lemma, present, past, k1, k2, participle in (
        ("können", "kann", "konnte", "könne", "könnte", "gekonnt"),
        ("müssen", "muss", "musste", "müsse", "müsste", "gemusst"),
        ("dürfen", "darf", "durfte", "dürfe", "dürfte", "gedurft"),
        ("sollen", "soll", "sollte", "solle", "", "gesollt"),
        ("wollen", "will", "wollte", "wolle", "", "gewollt"),
        ("mögen", "mag", "mochte", "möge", "möchte", "gemocht"),
    ):
        put(lemma, participle, {
            (_I, PRESENT, SINGULAR): present, (_I, PRESENT, PLURAL): lemma,
            (_I, PAST, SINGULAR): past, (_I, PAST, PLURAL): past + "n",
            (_K1, PRESENT, SINGULAR): k1,
            (_K2, PAST, SINGULAR): k2, (_K2, PAST, PLURAL): k2 + "n" if k2 else "",
        })  # fmt: skip
    return out


def _strong() -> dict[str, tuple[VerbForm, ...]]:
    """Forms of the strong and mixed verbs from their principal parts (simple verbs, no separable prefix)."""
    out: dict[str, list[VerbForm]] = {}

    def put(word: str, form: VerbForm) -> None:
        _add(out.setdefault(word, []), form)

    for line in _STRONG.split("\n"):
        if not line:
            continue
        lemma, present, past, k2, participle = line.split()
        stem = lemma.removesuffix("en") if lemma.endswith("en") else lemma.removesuffix("n")
        put(present, VerbForm(lemma, FINITE, _I, PRESENT, SINGULAR))
        put(past, VerbForm(lemma, FINITE, _I, PAST, SINGULAR))
        put(past + ("n" if past.endswith("e") else "en"), VerbForm(lemma, FINITE, _I, PAST, PLURAL))
        put(k2, VerbForm(lemma, FINITE, _K2, PAST, SINGULAR))
        put(k2 + "n", VerbForm(lemma, FINITE, _K2, PAST, PLURAL))
        put(stem + "e", VerbForm(lemma, FINITE, _K1, PRESENT, SINGULAR))
        put(participle, VerbForm(lemma, PARTICIPLE))
        put(lemma, VerbForm(lemma, FINITE, _I, PRESENT, PLURAL))
        put(lemma, VerbForm(lemma, INFINITIVE))
    for word, also in (
        ("stände", "stehen"),
        ("stürben", "sterben"),
        ("empföhle", "empfehlen"),
        ("gewönne", "gewinnen"),
    ):
        put(word, VerbForm(also, FINITE, _K2, PAST, SINGULAR))
    return {word: tuple(found) for word, found in out.items()}


_FORMS: Final = {**_strong(), **_irregular()}
_FORMS["gefallen"] = tuple(sorted(_FORMS["gefallen"], key=lambda form: (form.kind != PARTICIPLE, form.lemma)))
_FORMS["rät"] = (VerbForm("raten", FINITE, _I, PRESENT, SINGULAR),)
_STEMS: Final = frozenset(
    lemma[:-2] if lemma.endswith("en") else lemma[:-1]
    for lemma in _WEAK.split()
    if lemma not in {line.split()[0] for line in _STRONG.split("\n") if line}
)
#: strong lemmas, for prefix verbs
_STRONG_LEMMAS: Final = frozenset(line.split()[0] for line in _STRONG.split("\n") if line) | {
    "haben", "sein", "werden", "wissen",
}  # fmt: skip

_ENDINGS: Final = (
    ("eten", PAST, PLURAL, _I), ("ete", PAST, SINGULAR, _I), ("ten", PAST, PLURAL, _I), ("te", PAST, SINGULAR, _I),
    ("et", PRESENT, SINGULAR, _I), ("t", PRESENT, SINGULAR, _I), ("en", PRESENT, PLURAL, _I),
    ("n", PRESENT, PLURAL, _I), ("e", PRESENT, SINGULAR, _K1),
)  # fmt: skip


def _infinitive(stem: str) -> str:
    return stem + ("n" if stem.endswith(("el", "er")) and not stem.endswith("ier") else "en")


def _is_stem(stem: str) -> bool:
    """A known weak stem, or one of the open class in -ier."""
    return stem in _STEMS or (stem.endswith("ier") and len(stem) > 5)


def _weak(word: str) -> list[VerbForm]:
    """Readings of a weak verb without separable prefix."""
    found: list[VerbForm] = []
    if word.endswith("le") and word[:-2] + "el" in _STEMS:
        return [VerbForm(word[:-2] + "eln", FINITE, _K1, PRESENT, SINGULAR)]
    for ending, tense, number, mood in _ENDINGS if word.endswith(("t", "n", "e")) else ():
        if not word.endswith(ending) or not _is_stem(stem := word.removesuffix(ending)):
            continue
        if ending in ("en", "n") and _infinitive(stem) != word:
            continue
        found.append(VerbForm(_infinitive(stem), FINITE, mood, tense, number))
        if ending in ("en", "n"):
            found.append(VerbForm(_infinitive(stem), INFINITIVE))
        if ending in ("et", "t") and _unaugmented(stem):
            found.append(VerbForm(_infinitive(stem), PARTICIPLE))
        break
    if word.startswith("ge") and word.endswith("t"):
        for stem in (word[2:-1], word[2:-2] if word.endswith("et") else ""):
            if stem and _is_stem(stem) and not stem.endswith("ier"):
                found.append(VerbForm(_infinitive(stem), PARTICIPLE))
                break
    return found


#: verbs whose ge- belongs to the stem
_WITH_GE: Final = (
    "gewähr",
    "gefähr",
    "gehör",
    "gebrauch",
    "genehmig",
    "gelang",
    "geleit",
    "gestalt",
    "gewöhn",
    "gesell",
)


def _unaugmented(stem: str) -> bool:
    """The participle takes no ge-: inseparable prefix or -ieren."""
    return stem.endswith("ier") or stem.startswith((*_INSEPARABLE, *_WITH_GE))


def _prefixed_strong(word: str) -> list[VerbForm]:
    """be-, ent-, ver- … before a strong verb ("bestritt", "entsandt", "verlieh")."""
    if not word.startswith(_INSEPARABLE):
        return []
    for prefix in _INSEPARABLE:
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < 3:
            continue
        found = [
            form.prefixed(prefix)
            for form in _FORMS.get(rest, ())
            if form.kind != PARTICIPLE
            and form.lemma in _STRONG_LEMMAS
            and form.lemma not in ("sein", "haben", "werden")
        ]
        for bare in ("ge" + rest, rest):
            for form in _FORMS.get(bare, ()):
                if form.kind == PARTICIPLE and form.lemma in _STRONG_LEMMAS:
                    found.append(VerbForm(prefix + form.lemma, PARTICIPLE))
            if any(form.kind == PARTICIPLE for form in found):
                break
        if found:
            return found
    return []


def _simple(word: str) -> list[VerbForm]:
    found = list(_FORMS.get(word, ()))
    for form in (*_weak(word), *_prefixed_strong(word)):
        _add(found, form)
    return found


def _separable(word: str) -> list[VerbForm]:
    """Written together: "eingeräumt", "einzuräumen", "einräumte", "einräumen"."""
    if not word.startswith(_LONGEST_FIRST):
        return []
    for particle in _LONGEST_FIRST:
        rest = word.removeprefix(particle)
        if rest == word or len(rest) < 3:
            continue
        if rest.startswith("zu") and len(rest) > 4:
            zu = [VerbForm(particle + f.lemma, ZU) for f in _simple(rest[2:]) if f.kind == INFINITIVE]
            if zu:
                return zu
        found = [form.prefixed(particle) for form in _simple(rest)]
        if found:
            return found
    return []


def _guess(word: str) -> list[VerbForm]:
    """Unmistakable endings of verbs in no table."""
    if len(word) < 6 or not word.isalpha():
        return []
    if word.endswith("iert"):
        lemma = word[:-1] + "en"
        return [VerbForm(lemma, FINITE, _I, PRESENT, SINGULAR, True), VerbForm(lemma, PARTICIPLE, guessed=True)]
    if word.startswith("ge") and word.endswith("t") and not word.endswith(("haft", "icht", "amt")):
        return [VerbForm(_infinitive(word[2:-1].removesuffix("e") or word), PARTICIPLE, guessed=True)]
    for particle in _LONGEST_FIRST if word.endswith("t") and word.startswith(_LONGEST_FIRST) else ():
        if word.startswith(particle + "ge") and len(word) > len(particle) + 5:
            return [VerbForm(particle + _infinitive(word[len(particle) + 2 : -1]), PARTICIPLE, guessed=True)]
    return _looked_up(word)


def _looked_up(word: str) -> list[VerbForm]:
    """A regular form of a verb that only the dictionary of word forms holds ("schrumpfte", "beatmet")."""
    if not word.endswith(("te", "ten", "t")):
        return []
    lemma = lemma_of(word)
    if lemma is None or lemma == word or not lemma.endswith(("en", "eln", "ern")) or not lemma.islower():
        return []
    if word.endswith("ten"):
        return [VerbForm(lemma, FINITE, _I, PAST, PLURAL, True)]
    if word.endswith("te"):
        return [VerbForm(lemma, FINITE, _I, PAST, SINGULAR, True)]
    found = [VerbForm(lemma, FINITE, _I, PRESENT, SINGULAR, True)]
    if _unaugmented(lemma[:-2]):
        found.append(VerbForm(lemma, PARTICIPLE, guessed=True))
    return found


AUXILIARIES: Final = frozenset({"sein", "haben", "werden"})
MODALS: Final = frozenset({"können", "müssen", "dürfen", "sollen", "wollen", "mögen"})


class Readings:
    """All that is known of one word as a verb."""

    __slots__ = ("also", "finite", "forms", "infinitive", "is_finite", "mood", "other", "participle", "strict")

    def __init__(self, found: tuple[VerbForm, ...]) -> None:
        self.forms: tuple[VerbForm, ...] = found
        self.finite: VerbForm | None = None
        self.participle: VerbForm | None = None
        self.infinitive: VerbForm | None = None
        for form in reversed(found):
            if form.kind == FINITE:
                self.finite = form
            elif form.kind == PARTICIPLE:
                self.participle = form
            else:
                self.infinitive = form
        self.is_finite: bool = self.finite is not None
        #: a form that is not finite
        self.other: bool = self.participle is not None or self.infinitive is not None
        #: both
        self.also: bool = self.is_finite and self.other
        #: no other form than finite, unless of an auxiliary or modal verb
        self.strict: bool = not self.also or found[0].lemma in AUXILIARIES or found[0].lemma in MODALS
        moods = {form.mood for form in found if form.kind == FINITE}
        self.mood: str = ""
        if moods and INDICATIVE not in moods:
            self.mood = KONJUNKTIV_1 if KONJUNKTIV_1 in moods else KONJUNKTIV_2


_NO_VERB: Final = Readings(())
#: words looked up before
_READINGS: Final[dict[str, Readings]] = {}
_REMEMBERED: Final = 40_000


def readings(word: str) -> Readings:
    """All readings of one word, remembered. Case is ignored."""
    known = _READINGS.get(word)
    if known is None:
        low = word.lower()
        found = _simple(low)
        found = found or _separable(low) or _guess(low)
        known = Readings(tuple(found)) if found else _NO_VERB
        if len(_READINGS) >= _REMEMBERED:
            _READINGS.clear()
        _READINGS[word] = known
    return known


def forms(word: str) -> tuple[VerbForm, ...]:
    """Readings of one word, most likely first; empty when it is no verb form we know. Case is ignored."""
    return readings(word).forms


def finite(word: str) -> VerbForm | None:
    """The finite reading of a word, None if it has none; a capital letter inside a sentence is the caller's business."""
    return readings(word).finite


def participle(word: str) -> VerbForm | None:
    """The participle reading of a word ("bestätigt"), None if it has none."""
    return readings(word).participle


def infinitive(word: str) -> VerbForm | None:
    """The infinitive reading, with or without zu ("bestätigen", "einzuräumen"), None if it has none."""
    return readings(word).infinitive


def reported_mood(word: str) -> str:
    """ "k1" or "k2" if the word can only be read as Konjunktiv in third person prose, else ""."""
    return readings(word).mood


def is_particle(word: str) -> bool:
    """The word may be the separated part of a verb ("ab", "bekannt")."""
    return word in PARTICLES


@lru_cache(maxsize=5_000)
def joined(lemma: str, particle: str) -> str:
    """Infinitive of a separated verb: joined("räumen", "ein") == "einräumen"."""
    return particle + lemma if particle in PARTICLES else lemma


_SEIN: Final = """
kommen gehen fallen sterben steigen sinken fahren fliegen fliehen laufen scheitern geschehen passieren bleiben
sein werden eintreffen ankommen auftreten verschwinden treten ziehen reisen einreisen ausbrechen explodieren
verunglücken zurücktreten eintreten ausscheiden bekanntwerden erscheinen entstehen entgleisen landen stürzen
abstürzen
"""
#: verbs that form their Plusquamperfekt with sein (motion, change of state)
WITH_SEIN: Final = frozenset(_SEIN.split())
