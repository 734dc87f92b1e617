"""Nouns and adjectives in their dictionary form: Artilleriegranaten -> Artilleriegranate, Verletzten -> Verletzter.

Looks words up in simplemma's German table; adjectival nouns and unknown compounds go by rule. Every word is looked up
once and remembered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.reading.german.lexicon import lemma_of
from monitor.reading.german.text import word_set
from monitor.reading.german.verbs import INFINITIVE, PARTICIPLE, forms

_ENDINGS: Final = ("en", "er", "em", "es", "e")
#: adjectives that news uses as nouns; the rest are participles
_ADJECTIVES: Final = word_set(
    """
    tot krank deutsch jugendlich erwachsen freiwillig obdachlos arbeitslos angehörig alt jung arm reich schuldig unschuldig
    behindert beamt abgeordnet gesandt vorsitzend verdächtig tatverdächtig überlebend reisend wahlberechtigt minderjährig
    volljährig einheimisch fremd staatenlos berufstätig selbständig selbstständig alleinerziehend alleinlebend oppositionell
    intellektuell kriminell prominent liberal konservativ grün weiß schwarz farbig sachverständig gläubig
    stimmberechtigt heranwachsend bekannt verwandt alleinstehend erwerbslos erwerbstätig kranken pflegebedürftig schwerbehindert
    homosexuell transsexuell linksextrem rechtsextrem autonom militant delegiert bedürftig hilfsbedürftig schutzbedürftig leichtverletzt
    heilig selig weis schwerverletzt illegal linksradikal rechtsradikal industriell
    """
)
#: nouns whose endings look like those of adjectives, or that the table gets wrong
_FIXED: Final = {
    "leute": "Leute", "leuten": "Leute", "menschen": "Mensch", "truppen": "Truppe", "truppe": "Truppe", "kosten": "Kosten",
    "eltern": "Eltern", "daten": "Daten", "opfern": "Opfer", "fällen": "Fall", "fälle": "Fall", "stimmen": "Stimme",
    "toten": "Toter", "tote": "Toter", "toter": "Toter", "mann": "Mann", "männer": "Mann", "männern": "Mann",
    "beamten": "Beamter", "beamte": "Beamter", "legenden": "Legende", "spenden": "Spende", "abende": "Abend",
    "wochenenden": "Wochenende", "gegenden": "Gegend", "dividenden": "Dividende", "jugendlichen": "Jugendlicher",
    "jungen": "Junge", "kunden": "Kunde", "zeugen": "Zeuge", "gefallenen": "Gefallener", "gefallene": "Gefallener",
    "verbündeten": "Verbündeter", "verbündete": "Verbündeter", "kameraden": "Kamerad", "verluste": "Verlust",
    "verlusten": "Verlust", "punkte": "Punkt", "punkten": "Punkt", "plätze": "Platz", "plätzen": "Platz", "sitze": "Sitz",
    "sitzen": "Sitz", "tore": "Tor", "toren": "Tor", "stellen": "Stelle", "proben": "Probe", "dosen": "Dose",
    "impfdosen": "Impfdosis", "raketen": "Rakete", "drohnen": "Drohne", "granaten": "Granate", "waffen": "Waffe",
    "seiten": "Seite", "mitarbeitende": "Mitarbeitender", "mitarbeitenden": "Mitarbeitender", "flüge": "Flug", "flügen": "Flug",
    "fragen": "Frage", "arten": "Art", "reisen": "Reise", "klagen": "Klage", "treffen": "Treffen", "verfahren": "Verfahren",
    "schreiben": "Schreiben", "beben": "Beben", "nachbeben": "Nachbeben", "fahrten": "Fahrt", "akten": "Akte", "karten": "Karte",
    "schulen": "Schule", "kirchen": "Kirche", "anfragen": "Anfrage", "aktien": "Aktie", "prozesse": "Prozess", "taten": "Tat",
    "anträge": "Antrag", "schüsse": "Schuss", "schüssen": "Schuss", "gäste": "Gast", "gästen": "Gast", "spiele": "Spiel",
    "spielen": "Spiel", "siege": "Sieg", "siegen": "Sieg", "punkt": "Punkt", "frauen": "Frau", "kinder": "Kind", "kindern": "Kind",
    "stücke": "Stück", "häftlinge": "Häftling", "brände": "Brand", "anschläge": "Anschlag", "anschlägen": "Anschlag",
    "angriffe": "Angriff", "angriffen": "Angriff", "einsätze": "Einsatz", "einsätzen": "Einsatz", "infektionen": "Infektion",
    "neuinfektionen": "Neuinfektion", "ansteckungen": "Ansteckung", "arbeitsplätze": "Arbeitsplatz", "arbeitsplätzen": "Arbeitsplatz",
    "soldaten": "Soldat", "streifen": "Streifen", "wagen": "Wagen", "wesen": "Wesen", "soldatinnen": "Soldatin", "studierende": "Studierender", "studierenden": "Studierender",
}  # fmt: skip
#: ends of words that only seem to be participles
_NO_PARTICIPLE: Final = ("wende", "wochenende", "wochenenden", "jahresende", "spende", "spenden", "legende", "legenden",
                         "dividende", "dividenden", "gegend", "gegenden", "abend", "abende")  # fmt: skip


@lru_cache(maxsize=100_000)
def adjective(word: str) -> str:
    """An attributive adjective or participle without its ending ("nordkoreanischen" -> "nordkoreanisch")."""
    low = word.lower()
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 2:
            return low[: -len(ending)]
    return low


@lru_cache(maxsize=100_000)
def adjectival(word: str) -> str | None:
    """Strong masculine of an adjectival noun ("Verletzten" -> "Verletzter"), None for any other word."""
    low = word.lower()
    last = low.rsplit("-", 1)[-1]
    if last.endswith(_NO_PARTICIPLE):
        return None
    for ending in _ENDINGS:
        if not last.endswith(ending):
            continue
        stem = last[: -len(ending)]
        if ending == "er" and low.endswith("er") and stem + "en" == last:
            continue
        if stem in _ADJECTIVES or _is_participle(stem):
            return word[: len(word) - len(ending)] + "er"
    return None


def _is_participle(stem: str) -> bool:
    """Past participle of a known verb, or present participle."""
    if len(stem) < 5:
        return False
    if stem.endswith("end"):
        return any(form.kind == INFINITIVE and not form.guessed for form in forms(stem[:-1])) and len(stem) > 6
    if stem.endswith("iert"):
        return len(stem) > 6
    if stem.endswith(("t", "en")):
        return any(form.kind == PARTICIPLE and not form.guessed for form in forms(stem)) and not any(
            form.kind == INFINITIVE and not form.guessed for form in forms(stem)
        )
    return False


@lru_cache(maxsize=100_000)
def noun(word: str) -> str:
    """Singular of a noun as it stands ("Bundestagsmandate" -> "Bundestagsmandat"), compounds by their last part."""
    word = word.strip("-‐‑")
    head, hyphen, last = word.rpartition("-")
    if hyphen and last[:1].isupper():
        return head + "-" + noun(last)
    low = word.lower()
    fixed = _FIXED.get(low)
    if fixed is not None:
        return fixed
    if low.endswith("esen") and word[0].isupper() and len(low) > 6:
        return word[:-1]
    if low.endswith("innen") and len(low) > 7:
        return word[:-3]
    made = adjectival(word)
    if made is not None:
        return made
    lemma = lemma_of(word)
    if lemma is not None:
        if lemma.lower() + "e" == low and lemma_of(word + "n") == word:
            return word
        return _capital(word, lemma) if lemma.lower() != low else word
    return _compound(word) or word


def _capital(word: str, lemma: str) -> str:
    """The table's answer as a noun; an answer of another word class is put right."""
    if lemma[:1].isupper():
        return lemma
    low = word.lower()
    if lemma.endswith("en") and low == lemma:
        return word
    if low.endswith(("te", "ten", "ter", "ne", "nen", "ner", "nde", "nden", "nder")) and not lemma.endswith(
        ("en", "n")
    ):
        return lemma.capitalize() + "er"
    return lemma.capitalize()


def _compound(word: str) -> str | None:
    """Singular of an unknown compound by its longest known last part."""
    low = word.lower()
    for cut in range(3, len(word) - 3):
        part = low[cut:].capitalize()
        fixed = _FIXED.get(part.lower())
        if fixed is not None:
            return word[:cut] + fixed.lower()
        lemma = lemma_of(part)
        if lemma is not None and lemma[:1].isupper() and (len(part) > 3 or lemma.lower() != part.lower()):
            return word[:cut] + lemma.lower()
    return None


@lru_cache(maxsize=50_000)
def is_compound(word: str) -> bool:
    """Whether an unknown word ends in a known noun of six letters or more, so that it is no name."""
    low = word.lower()
    return any(lemma_of(low[cut:].capitalize()) is not None for cut in range(3, len(word) - 5))


#: persons whose names do not end like those of persons
_PERSONS: Final = word_set(
    """
    mensch mann frau kind mädchen junge bub bube baby person leute leiche opfer soldat polizist student patient demonstrant
    passagier insasse gast kunde zeuge tourist migrant flüchtling häftling geisel kollege experte insulaner sohn tochter vater
    mutter bruder schwester enkel witwe witwer greis greisin teenager säugling ehemann ehefrau ehepaar paar familie kamerad
    russe franzose türke brite pole däne schwede finne grieche chinese portugiese ire schotte tscheche slowake kroate serbe
    bulgare rumäne ungar deutscher jude christ moslem muslim pilot chef athlet star held heldin arzt ärztin anwalt koch
    könig königin prinz prinzessin papst bischof pfarrer priester mönch nonne graf baron zivilist terrorist islamist
    journalist jurist aktivist präsident dirigent agent dozent absolvent insasse lokalpolitiker rentnerin mitglied
    neffe nichte cousin cousine onkel tante oma opa nachbar braut bräutigam komplize schütze bote geselle waise gatte gattin zwilling
    lotse matrose gymnasiast invalide dieb rebell prophet poet philosoph geograph fotograf biograf pädagoge psychologe soziologe chirurg
    therapeut steward stewardess hostess model idol profi azubi promi fan boss scheich emir sultan zar kaiser kaiserin fürst herzog
    vorstand kanzler hausfrau feuerwehrmann seemann kaufmann geschäftsmann staatsmann landsmann bürger
    """
)


_PERSON_ENDS: Final = tuple(word for word in _PERSONS if len(word) > 4)


@lru_cache(maxsize=100_000)
def is_person(lemma: str) -> bool:
    """Whether a noun (singular) names people."""
    low = lemma.lower().rsplit("-", 1)[-1]
    if low in _PERSONS or adjectival(lemma) is not None:
        return True
    if low.endswith((*_PERSON_ENDS, "arch", "archin")):
        return True
    if low.endswith("in") and len(low) > 5 and is_person(lemma[:-2]):
        return True
    if low.endswith(
        ("erin", "istin", "entin", "antin", "orin", "ant", "ist", "ent", "oge", "eur", "euse", "ling", "ärin", "är")
    ):
        return not low.endswith(("ment", "ansatz", "prozent", "kontinent", "gist", "frist", "zwist"))
    if low.endswith(
        ("mann", "frau", "kind", "opfer", "junge", "mädchen", "person", "mensch", "leute", "gast", "chef", "soldat")
    ):
        return True
    if low.endswith(("er", "or")) and len(low) > 5:
        return not low.endswith(_THINGS_IN_ER)
    return False


_THINGS_IN_ER: Final = (
    "dauer", "steuer", "mauer", "feuer", "theater", "meter", "liter", "fenster", "wetter", "fehler", "sommer", "winter", "alter", "meister-",
    "wasser", "zimmer", "muster", "raster", "register", "filter", "zähler", "computer", "newsletter", "bunker", "container", "hubschrauber",
    "flieger", "kreuzer", "laster", "tanker", "trecker", "fühler", "orchester", "kloster", "messer", "finger", "körper", "keller", "ufer",
    "ticker", "motor", "sektor", "faktor", "reaktor", "traktor", "monitor", "korridor", "rotor", "terror", "sender", "charakter", "kater",
    "lager", "ranger", "panzer", "jäger-", "bomber", "wecker", "drucker", "stecker", "speicher", "schalter", "träger-", "fänger-", "eimer",
    "becher", "kammer", "nummer", "oper", "feder", "mieder", "leder", "kupfer", "silber", "pulver", "fieber", "kiefer", "koffer", "ordner",
)  # fmt: skip
