"""An editor's word is found in every form German gives it, and in no other word."""

from __future__ import annotations

import pickle
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.watchlist import compile_terms
from monitor.watchlist.model import Part

#: term, sentence, what must be found (joined by " | "; "" for nothing)
ANY = [
    # nouns: plural, case, umlaut
    ("Soldat", "Tausende Soldaten sind da", "Soldaten"),
    ("Soldat", "Die Soldatinnen kehren heim", "Soldatinnen"),
    ("Granate", "Die Granaten kamen per Bahn", "Granaten"),
    ("Stadt", "In den Städten fehlt Strom", "Städten"),
    ("Haus", "Vier Häuser brannten", "Häuser"),
    ("Land", "Die Länder stimmen zu", "Länder"),
    ("Rat", "Die Räte des Rates tagen", "Räte | Rates"),
    ("Rat", "Sie beraten über die Rate und die Raten", ""),
    ("Rat", "Der Verrat kam ans Licht", ""),
    ("Tor", "Zwei Tore in Hamburg", "Tore"),
    ("Tor", "Zwei Tote und ein Motor", ""),
    ("Kim", "Kims Armee wächst", "Kims"),
    ("Kim", "Das Klima ist rau, ein Kimono hängt da", ""),
    ("Fall", "Die Fälle häufen sich", "Fälle"),
    ("Fall", "Ein Unfall, ein Überfall, der Abfall", ""),
    ("Fall", "Das ist eine Falle", ""),
    ("Zug", "Die Züge stehen", "Züge"),
    ("Virus", "Die Viren verbreiten sich", "Viren"),
    ("Zentrum", "Die Zentren sind voll", "Zentren"),
    ("Firma", "Drei Firmen sind betroffen", "Firmen"),
    ("Konto", "Alle Konten sind gesperrt", "Konten"),
    ("Ergebnis", "Die Ergebnisse liegen vor", "Ergebnisse"),
    ("Lehrerin", "Die Lehrerinnen streiken", "Lehrerinnen"),
    ("Kaufmann", "Die Kaufleute klagen", "Kaufleute"),
    ("Arzt", "Die Ärztinnen warnen", "Ärztinnen"),
    ("Mutter", "Die Mütter protestieren", "Mütter"),
    ("Auto", "Die Autos standen", "Autos"),
    ("Vertrag", "Die Verträge laufen aus", "Verträge"),
    ("Vertrag", "Sie vertragen sich", ""),
    ("Streik", "Die Streiks gehen weiter", "Streiks"),
    ("Krieg", "Sie kriegen nichts", ""),
    ("Krieg", "Im Kriege leiden alle", "Kriege"),
    ("Reis", "Die Reise dauert lange", ""),
    ("Liste", "Auf den Listen stehen Namen", "Listen"),
    ("Zahl", "Die Zahlen steigen", "Zahlen"),
    ("Zahl", "Sie zahlen nicht", ""),
    ("Einsatz", "Die Einsätze enden", "Einsätze"),
    ("Verlust", "hohe Verluste gemeldet", "Verluste"),
    ("Impfstoff", "Der Impfstoffs wegen", "Impfstoffs"),
    ("Name", "Wegen des Namens", "Namens"),
    ("Ministerium", "Die Ministerien schweigen", "Ministerien"),
    ("Kommandeur", "Drei Kommandeure fielen", "Kommandeure"),
    ("Offizier", "Sechs Offiziere getötet", "Offiziere"),
    ("Maß", "Über alle Maßen streng, die Masse tobt", ""),
    # adjectives and participles as nouns
    ("Toter", "Die Toten wurden geborgen", "Toten"),
    ("Tote", "Ein Toter lag dort", "Toter"),
    ("Verletzter", "17 Verletzte und drei Schwerverletzte", "Verletzte | Schwerverletzte"),
    ("Beschäftigter", "Die Beschäftigten streiken", "Beschäftigten"),
    ("Infizierter", "Die Zahl der Infizierten", "Infizierten"),
    ("Kranke", "Die Kranken warten", "Kranken"),
    ("Gefangener", "Kriegsgefangene kehren zurück", "Kriegsgefangene"),
    ("Vermisste", "Ein Vermisster wurde gefunden", "Vermisster"),
    ("Streikender", "Die Streikenden zogen weiter", "Streikenden"),
    ("Arbeiter", "Die Arbeit ruht", ""),
    # adjectives
    ("russisch", "russische und russischen Truppen", "russische | russischen"),
    ("russisch", "belarussische Truppen", ""),
    ("hoch", "hohe Preise", "hohe"),
    ("teuer", "teure Mieten", "teure"),
    ("dunkel", "dunkle Tage", "dunkle"),
    ("tot", "tote Vögel", "tote"),
    ("tot", "totale Finsternis", ""),
    ("erstes Quartal", "im ersten Quartal", "ersten Quartal"),
    ("russische", "mit russischem Gas", "russischem"),
    # countries count as a family
    ("Nordkorea", "nordkoreanische Truppen", "nordkoreanische"),
    ("nordkoreanisch", "Nordkoreas Führung", "Nordkoreas"),
    ("nordkoreanisch", "Die Nordkoreaner kämpfen", "Nordkoreaner"),
    ("Nordkoreaner", "die nordkoreanischen Soldaten", "nordkoreanischen"),
    ("Russland", "Drei Russen sprachen russisch", "Russen | russisch"),
    ("Frankreich", "Die Französin und die Franzosen", "Französin | Franzosen"),
    ("USA", "Die US-Armee und amerikanische Dienste", "US | amerikanische"),
    ("USA", "Die Vereinigten Staaten liefern", ""),
    ("Sudan", "Im Südsudan wird gekämpft", ""),
    ("Niger", "In Nigeria wird gewählt", ""),
    ("Deutschland", "Die Deutschen sparen", "Deutschen"),
    ("Türkei", "der türkische Präsident", "türkische"),
    # weak verbs
    ("kämpfen", "Sie kämpfen, er kämpfte, man hat gekämpft", "kämpfen | kämpfte | gekämpft"),
    ("schicken", "hat Truppen geschickt", "geschickt"),
    ("bestellen", "Die EU bestellte und hat bestellt", "bestellte | bestellt"),
    ("töten", "Sechs wurden getötet, sie töteten", "getötet | töteten"),
    ("getötet", "Man tötet sie", "tötet"),
    ("verletzen", "wurde verletzt", "verletzt"),
    ("verletzt", "Die Verletzung heilt", "Verletzung"),
    ("infiziert", "haben sich infiziert, zu infizieren, die Infizierten", "infiziert | infizieren | Infizierten"),
    ("streiken", "Die Fahrer streikten", "streikten"),
    ("impfen", "Die Geimpften und Impfungen", "Geimpften | Impfungen"),
    ("liefern", "hat geliefert und lieferte", "geliefert | lieferte"),
    ("genehmigt", "Das Amt genehmigte es", "genehmigte"),
    ("stationieren", "wurden stationiert, die Stationierung", "stationiert | Stationierung"),
    ("arbeiten", "Sie arbeitet und arbeitete", "arbeitet | arbeitete"),
    ("rechnen", "Spahn rechnet damit, rechnete, hat gerechnet", "rechnet | rechnete | gerechnet"),
    ("öffnen", "Er öffnet, hat geöffnet", "öffnet | geöffnet"),
    ("atmen", "Sie atmete auf", "atmete"),
    ("wohnen", "Er wohnt und wohnte", "wohnt | wohnte"),
    ("lernen", "Sie lernt und filmt", "lernt"),
    ("kämpfen", "Er bekämpft den Krebs", ""),
    # strong verbs
    ("entsenden", "Truppen entsandt, entsendet und entsandte", "entsandt | entsendet | entsandte"),
    ("entsandt", "will Truppen entsenden", "entsenden"),
    ("entsenden", "Die Entsendung begann", "Entsendung"),
    ("sterben", "Drei starben, einer stirbt, zwei sind gestorben", "starben | stirbt | gestorben"),
    ("gestorben", "Er starb daheim", "starb"),
    ("fallen", "100 sind gefallen, sie fielen, er fällt", "gefallen | fielen | fällt"),
    ("gefallen", "Die Soldaten fielen dort", "fielen"),
    ("fallen", "Das fiel nicht auf: es ist aufgefallen", "fiel"),
    ("verlieren", "verlor 3000 Mann, hat verloren", "verlor | verloren"),
    ("verloren", "Sie verlieren viele", "verlieren"),
    ("beschließen", "Das Kabinett beschloss", "beschloss"),
    ("empfehlen", "Die Stiko empfiehlt und hat empfohlen", "empfiehlt | empfohlen"),
    ("steigen", "Die Preise stiegen, sind gestiegen", "stiegen | gestiegen"),
    ("treffen", "Sie trafen sich, getroffen", "trafen | getroffen"),
    ("brechen", "Der Damm brach", "brach"),
    ("senden", "Sie sandten Hilfe und sendeten Signale", "sandten | sendeten"),
    # separable verbs
    ("eintreffen", "Am Montag traf der Zug mit zwei Stunden Verspätung in Kursk ein.", "traf"),
    ("eintreffen", "Die Truppen sind eingetroffen", "eingetroffen"),
    ("eintreffen", "um in Kursk einzutreffen", "einzutreffen"),
    ("eintreffen", "als der Zug eintraf", "eintraf"),
    ("eintreffen", "Er traf einen Freund in Kursk", ""),
    ("eintreffen", "Er traf den Ball. Ein anderer lief weg", ""),
    ("zurückrufen", "Der Hersteller ruft 40.000 Autos zurück", "ruft"),
    ("zurückrufen", "Der Hersteller hat Autos zurückgerufen", "zurückgerufen"),
    ("zurückrufen", "Er rief ihn", ""),
    ("ankommen", "Gestern kamen die ersten Lieferungen an, hieß es", "kamen"),
    ("teilnehmen", "12.000 Menschen nahmen an der Demonstration teil", "nahmen"),
    ("absagen", "Das Konzert wurde abgesagt", "abgesagt"),
    ("abgesagt", "Der Veranstalter sagte das Konzert ab", "sagte"),
    ("anheben", "Die EZB hob am 4. Mai den Zins an.", "hob"),
    ("ausbilden", "Sie bilden dort Rekruten aus und kehren heim", "bilden"),
    ("vorbereiten", "bereitet sich darauf vor", "bereitet"),
    ("einigen", "Beide Seiten haben sich geeinigt", "geeinigt"),
    # several words
    ("Diamond Princess", "An Bord der „Diamond Princess“ sind 61 krank", "Diamond Princess"),
    ("Diamond Princess", "Die Diamond-Princess-Passagiere warten", "Diamond-Princess"),
    ("Diamond Princess", "Die Princess Diamond liegt im Hafen", ""),
    ("Weißes Haus", "Ein Sprecher des Weißen Hauses", "Weißen Hauses"),
    ("Weißes Haus", "aus dem Weissen Haus", "Weissen Haus"),
    ("erstes Quartal", "Im 1. Quartal sank der Umsatz", "1. Quartal"),
    ("zweite Welle", "in der 2. Welle und der zweiten Welle", "2. Welle | zweiten Welle"),
    ("erstes Quartal", "Im 11. Quartal", ""),
    ("Weißes Haus", "Das Haus ist weiß", ""),
    ("ums Leben kommen", "Dabei kamen zwölf Menschen ums Leben", "kamen zwölf Menschen ums Leben"),
    ("ums Leben kommen", "Zwölf sind ums Leben gekommen", "ums Leben gekommen"),
    ("ums Leben kommen", "Sie kämpften ums Leben, dann kamen andere", ""),
    ("Arbeit niederlegen", "Am Montag legten 300 Fahrer die Arbeit nieder.", "legten 300 Fahrer die Arbeit"),
    ("in Kraft treten", "Das Gesetz tritt am 1. Mai in Kraft", "tritt am 1. Mai in Kraft"),
    ("in Kraft treten", "Sie treten vor. Die Kraft fehlt", ""),
    ("nicht empfohlen", "Der Impfstoff wird nicht empfohlen", "nicht empfohlen"),
    ("nicht empfohlen", "Der Impfstoff wird empfohlen", ""),
    ("nicht empfohlen", "Die Stiko empfiehlt den Impfstoff nicht", "empfiehlt den Impfstoff nicht"),
    ("nicht empfohlen", "Sie empfiehlt ihn nicht nur Älteren", ""),
    ("nicht empfohlen", "Das ist nicht klar, wird aber empfohlen", ""),
    ("zur Verfügung stehen", "Im Mai stehen zwei Millionen Dosen zur Verfügung", "stehen zwei Millionen Dosen zur Verfügung"),
    ("positiv testen", "Elf Spieler wurden positiv getestet", "positiv getestet"),
    ("nur für Jüngere", "Das gilt nur für Jüngere", "nur für Jüngere"),
    ("Tote und Verletzte", "hunderte Tote und Verletzte", "Tote und Verletzte"),
    ("weitere Truppen", "will weitere Truppen schicken", "weitere Truppen"),
    ("Robert Koch-Institut", "Das Robert-Koch-Institut meldet", "Robert-Koch-Institut"),
    ("Covid-19", "an Covid-19 erkrankt", "Covid-19"),
    # abbreviations
    ("EU", "Die EU-Kommission tagt", "EU"),
    ("EU", "Ein neues Euro-Konzept, eu", ""),
    ("UN", "Die UN mahnen", "UN"),
    ("UN", "Das ist unklar. Un peu", ""),
    ("NATO", "Die Nato und die NATO", "Nato | NATO"),
    ("AKW", "Drei AKWs laufen", "AKWs"),
    ("KI", "Die KI hilft, Kilo um Kilo", "KI"),
    ("ver.di", "Die Gewerkschaft ver.di ruft auf", "ver.di"),
    # compounds: any part of four letters or more
    ("Truppe", "Der Truppenbesuch fällt aus", "Truppenbesuch"),
    ("Streik", "Warnstreiks im Nahverkehr", "Warnstreiks"),
    ("Impfstoff", "Der Corona-Impfstoff fehlt", "Impfstoff"),
    ("Impfstoff", "Impfstoffhersteller klagen", "Impfstoffhersteller"),
    ("Krieg", "kriegsmüde Bürger", "kriegsmüde"),
    ("Krieg", "kriegerische Töne", ""),
    ("Land", "Die Landung gelang, er landete", ""),
    ("Land", "landesweite Proteste", "landesweite"),
    ("Zins", "Der Leitzins sinkt, die Zinssenkung kommt", "Leitzins | Zinssenkung"),
    ("Nahverkehr", "Der Personennahverkehr ruht", "Personennahverkehr"),
    ("verletzt", "schwerverletzte Fahrgäste", "schwerverletzte"),
    ("Urteil", "Er wurde verurteilt, Vorurteile", ""),
    ("Infektion", "Neuinfektionen steigen", "Neuinfektionen"),
    ("Rückruf", "Die Rückrufaktion läuft", "Rückrufaktion"),
    ("Moskau", "Der Moskauer Zoo öffnet", "Moskauer"),
    # compounds that are none
    ("Daten", "Die Soldaten und die Kandidaten", ""),
    ("Rente", "Die Konkurrenten kommen", ""),
    ("Auto", "Astronauten und Autoren", ""),
    ("Haft", "Die Gesellschaft und die Mannschaft", ""),
    ("Hund", "Hunderte, ein Jahrhundert", ""),
    ("Fall", "Das ist ebenfalls jedenfalls so", ""),
    ("Zahl", "zahlreiche Gäste", ""),
    ("Zins", "Ein Magazins mit Benzin", ""),
    ("Raub", "Der Hubschrauber flog", ""),
    ("Tat", "Der Täter floh", ""),
    ("Sieg", "Der Sieger jubelt", ""),
    ("Wahl", "Die Wähler warten", ""),
    ("Woche", "Am Mittwochabend", ""),
    ("Reise", "Der Wahlkreis, die Wahlkreise", ""),
    ("Armee", "In Armenien", ""),
    ("senden", "umfassende Reformen, anschließende Debatte", ""),
    ("testen", "die bekannteste Protestform, die Proteste", ""),
    ("impfen", "Er schimpfte", ""),
    ("fordern", "Das ist eine Herausforderung", ""),
    ("kaufen", "die meistverkauften Bücher", ""),
    ("liefern", "Die Waffenlieferungen", "Waffenlieferungen"),
    ("Beamter", "Der Polizeibeamte", "Polizeibeamte"),
    ("Moskau", "Moskauer Behörden", "Moskauer"),
    ("Bau", "Die Bauern warten", ""),
    # the text as it comes
    ("Soldat", "Die Sol\u00addaten rücken vor", "Sol\u00addaten"),
    ("Küste", unicodedata.normalize("NFD", "An der Küste"), unicodedata.normalize("NFD", "Küste")),
    ("Straße", "In den Strassen", "Strassen"),
    ("Soldat", "SOLDATEN IN KURSK", "SOLDATEN"),
    ("Soldat", "Soldat:innen und Soldat*innen", "Soldat | Soldat"),
    ("Soldat", "", ""),
]  # fmt: skip

#: counts: the last part of a compound
LAST = [
    ("Granate", "Artilleriegranaten", "Artilleriegranaten"),
    ("Granate", "Granatenfabriken", ""),
    ("Truppe", "Truppenbesuche", ""),
    ("Truppe", "Elitetruppen", "Elitetruppen"),
    ("Soldat", "EU-Soldaten", "Soldaten"),
    ("Soldat", "Soldaten-Gräber", ""),
    ("Geschoss", "Artillerie- und Raketengeschosse", "Raketengeschosse"),
    ("Toter", "Corona-Tote", "Tote"),
    ("Toter", "Verkehrstote", "Verkehrstote"),
    ("Fall", "Krankheitsfälle", "Krankheitsfälle"),
    ("Fall", "Unfälle", ""),
    ("Fahrzeug", "Elektrofahrzeuge", "Elektrofahrzeuge"),
    ("Dosis", "Impfdosen", "Impfdosen"),
    ("Mann", "3000 Mann", "Mann"),
    ("Nordkoreaner", "10.000 Nordkoreaner", "Nordkoreaner"),
    ("Nordkoreaner", "nordkoreanische Soldaten", ""),
    ("Wohnung", "Sozialwohnungen", "Sozialwohnungen"),
    ("Stelle", "Arbeitsstellen", "Arbeitsstellen"),
    ("Beschäftigter", "Bahnbeschäftigte", "Bahnbeschäftigte"),
    ("Person", "Drei Personen", "Personen"),
]


def _found(term: str, text: str, part: Part) -> str:
    return " | ".join(text[hit.start : hit.end] for hit in compile_terms([term], part=part).find(text))


@pytest.mark.parametrize(("term", "text", "want"), ANY, ids=[f"{term}~{text[:30]}" for term, text, _ in ANY])
def test_a_word_is_found_in_all_its_forms_and_in_no_other_word(term: str, text: str, want: str) -> None:
    assert _found(term, text, Part.ANY) == want


@pytest.mark.parametrize(("term", "text", "want"), LAST, ids=[f"{term}~{text}" for term, text, _ in LAST])
def test_what_is_counted_is_the_last_part_of_a_compound(term: str, text: str, want: str) -> None:
    assert _found(term, text, Part.LAST) == want


@pytest.mark.parametrize(("term", "text", "want"), ANY)
def test_touching_and_finding_agree(term: str, text: str, want: str) -> None:
    assert compile_terms([term]).touches(text) is bool(want)


@pytest.mark.parametrize(("term", "text", "want"), ANY)
def test_a_page_is_touched_as_its_sentences_are(term: str, text: str, want: str) -> None:
    page = f"{'Start. Sport. Wetter. ' * 60}{text}.\n{'Impressum. ' * 20}"
    assert compile_terms([term]).touches(page) is bool(want)


@pytest.mark.parametrize("spelt", ["Flussaue", "Flußaue", "Fluß-Aue", "Flu\u00adss", "FLUSS"])
def test_a_page_is_touched_in_either_spelling(spelt: str) -> None:
    assert compile_terms(["Fluss"]).touches(f"{'Start. Sport. ' * 100}Die {spelt} ist gesperrt.")


@pytest.mark.parametrize(
    ("words", "noun", "part", "want"),
    [
        (["Granate"], "Artilleriegranate", Part.LAST, True),
        (["Toter"], "Toter", Part.LAST, True),
        (["Toter"], "Toter und Verletzter", Part.LAST, False),
        (["Toter", "Verletzter"], "Toter und Verletzter", Part.LAST, True),
        (["Truppe"], "Truppenbesuch", Part.LAST, False),
        (["Frau", "Mann"], "Frau und Mann", Part.LAST, True),
        (["infiziert"], "infizieren", Part.ANY, True),
        (["entsandt"], "entsenden", Part.ANY, True),
        (["gefallen"], "fallen", Part.ANY, True),
        (["eintreffen"], "eintreffen", Part.ANY, True),
        (["fallen"], "auffallen", Part.ANY, False),
        (["nordkoreanisch"], "Nordkorea", Part.ANY, True),
        (["Soldat"], None, Part.ANY, False),
        (["Soldat"], "", Part.ANY, False),
        (["ums Leben kommen"], "ums Leben kommen", Part.ANY, True),
    ],
)  # fmt: skip
def test_lemmas_of_reading_match_the_editors_words(words: list[str], noun: str | None, part: Part, want: bool) -> None:
    assert compile_terms(words, part=part).matches_noun(noun) is want


def test_hits_name_the_editors_word_and_stand_in_text_order() -> None:
    text = "Die Truppen kämpfen in Kursk"
    hits = compile_terms(["kämpfen", "Truppe"]).find(text)
    assert [(hit.word, text[hit.start : hit.end]) for hit in hits] == [("Truppe", "Truppen"), ("kämpfen", "kämpfen")]


def test_matchers_are_made_once_per_word_list() -> None:
    assert compile_terms(["Zins", "Leitzins"]) is compile_terms(("Zins", "Leitzins"))


def test_a_matcher_can_go_to_a_worker_process() -> None:
    there = pickle.loads(pickle.dumps(compile_terms(["Warnstreik"])))
    assert there.touches("Die Warnstreiks beginnen")


def test_no_words_find_nothing() -> None:
    assert not compile_terms([]).touches("Irgendein Text")


_WORDS = st.sampled_from(
    [
        "Truppen",
        "traf",
        "ein",
        ".",
        ",",
        "-",
        "„",
        "“",
        "\u00ad",
        "kamen",
        "ums",
        "Leben",
        "EU",
        "Nordkorea",
        "ß",
        "İ",
        "1",
        "\n",
        " ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=120), st.lists(_WORDS, max_size=30).map(" ".join), st.lists(_WORDS, max_size=30).map("".join)
    )
)
def test_hits_lie_inside_any_text_and_hold_the_same_words(text: str) -> None:
    matcher = compile_terms(["Truppe", "eintreffen", "ums Leben kommen", "EU", "nordkoreanisch", "Weißes Haus"])
    hits = matcher.find(text)
    assert all(0 <= hit.start < hit.end <= len(text) and text[hit.start : hit.end].strip() for hit in hits)
    assert matcher.touches(text) is bool(hits)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), max_size=4))
def test_any_words_can_be_watched(words: list[str]) -> None:
    hits = compile_terms(words).find("Die Truppen kämpfen in Kursk, teilte die EU mit.")
    assert {hit.word for hit in hits} <= set(words)
