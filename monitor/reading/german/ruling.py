"""Numbers that are no figures: clock times, years, ordinals, and the number of a thing (Artikel 5, Boeing 737, Platz 3)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.lexicon import countries, is_common
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.numbers import ATOMS
from monitor.reading.german.text import Doc, word_set

_MONTHS: Final = word_set(
    "januar jänner februar feber märz april mai juni juli august september oktober november dezember jan feb apr jun jul aug"
    " sep sept okt nov dez"
)
#: nouns whose number names them
_NUMBERED: Final = word_set(
    """
    artikel art paragraf paragraph absatz abs § §§ nr nummer nummern no ziffer seite s kapitel kap band bd teil folge episode
    staffel runde etappe spieltag platz plätze rang position pos stufe warnstufe kategorie klasse klassen gruppe liga
    bundesstraße landstraße autobahn straße linie gleis flug flugnummer halle haus raum zimmer block reaktor reaktorblock kanal
    typ version phase level niveau stock etage sektor zone tor schacht grube los aktenzeichen az resolution protokoll tag
    woche sitz sitzplatz startnummer rückennummer hausnummer postleitzahl plz postfach telefon tel fax handy hotline boeing
    airbus apollo sojus windows iphone formel bezirk wahlkreis quartal halbjahr q studio radio kabel agenda projekt nato eu
    zahl figur abbildung abb tabelle grafik frage aufgabe punkt lehre regel these schritt szenario variante option modell
    baujahr jahrgang konto isbn erdgas vitamin omega pier terminal a b u s l k jahr jahre jahres jahren anno u-bahn s-bahn
    lesezeit lesedauer sommer winter herbst frühjahr frühling ende anfang mitte silvester weihnachten ostern pfingsten
    mai'- nordstream covid sars mers h5n1 gang kammer senat referat abteilung team lager stalag kompanie bataillon
    kanon kilometer minute gate startplatz bahn rückrunde hinrunde galaxy playstation xbox android ios chatgpt gpt
    """
)
_NUMBERED_ENDS: Final = (
    "straße", "strasse", "allee", "gasse", "weg", "platz", "kategorie", "klasse", "stufe", "nummer", "paragraf", "artikel",
    "gleis", "linie", "zimmer", "version", "kapitel", "seite", "phase", "block", "reaktor", "wahlkreis", "spieltag", "ufer",
    "autobahn", "jahr", "jahrgang", "schacht", "halle", "damm", "ring", "typ", "quartal", "welle", "stärke-",
)  # fmt: skip
#: cues of a year right before it
_YEAR_CUES: Final = word_set(
    "jahr jahre jahren jahres seit bis ab von nach vor in im um anno ende anfang mitte sommer winter herbst frühjahr frühling"
    " anfangs sommers winters und oder gegen zwischen bereits schon noch erst erstmals zuletzt wie als"
    " sommersemester wintersemester ( / geboren baujahr jahrgang wm em olympia weltmeisterschaft wahl bundestagswahl"
    " landtagswahl europawahl agenda expo stand februar januar märz april mai juni juli august september oktober november dezember"
    " dass weil denn da dann dort hier heute damals"
)
_STRONG_YEAR_CUES: Final = word_set(
    "jahr jahre jahren jahres ende anfang mitte sommer winter herbst frühjahr frühling baujahr jahrgang anno stand februar"
    " januar märz april mai juni juli august september oktober november dezember wm em bundestagswahl landtagswahl europawahl"
    " sommersemester wintersemester expo olympia"
)
_COUNT_CUES: Final = word_set(
    "die den der rund etwa knapp fast über gut mindestens circa ca mit insgesamt weitere alle um"
)


def timed(doc: Doc, place: int, stop: int) -> bool:
    """Whether a clock stands right after the number ("12 Uhr", "15 Uhr 30", "11 h")."""
    if place >= stop:
        return False
    word = doc.lower[place]
    if word == "uhr":
        return True
    return word == "." and place + 1 < stop and doc.lower[place + 1] in _MONTHS


def ordinal(doc: Doc, place: int, stop: int) -> bool:
    """Whether a dot inside the sentence makes the number an ordinal, or a month a date."""
    if place >= stop:
        return False
    word = doc.lower[place]
    if word in _MONTHS and word not in ("mai",):
        return True
    if word != "." or not doc.glued(place):
        return False
    after = place + 1
    while after < stop and doc.words[after] in "“”\"»«’')]…":
        after += 1
    if after < stop:
        return True
    number = doc.words[place - 1]
    return number.isdigit() and len(number) < 3 and place > 1 and doc.lower[place - 2] in _DATIVE


#: before a number that ends the sentence they make it an ordinal ("den 60.")
_DATIVE: Final = word_set("den am zum vom beim dem")


def scored(doc: Doc, first: int, after: int, start: int, stop: int) -> bool:
    """„2 : 1“: two small numbers with a colon between them."""
    words = doc.words
    if after + 1 < stop and words[after] == ":" and words[after + 1].isdigit() and len(words[after + 1]) < 3:
        return doc.blank(after) != "" or doc.glued(after + 1)
    return first - 2 >= start and words[first - 1] == ":" and words[first - 2].isdigit() and len(words[first - 2]) < 3


def titled(doc: Doc, first: int, after: int, start: int, stop: int) -> bool:
    """„Christoph 27“, „documenta 12“, „911“ in quotation marks: a short name that ends with its number."""
    words = doc.words
    if after >= stop or words[after] not in '“”"«‘' or not words[first].isdigit():
        return False
    for at in range(first - 1, max(start, first - 4) - 1, -1):
        if words[at] in '„"»‚':
            return True
        if not words[at][0].isalpha():
            return False
    return False


def is_year(doc: Doc, first: int, after: int, start: int, stop: int, value: int) -> bool:
    """Whether four plain digits without unit are a year."""
    if not 1000 <= value <= 2100:
        return False
    lower, words = doc.lower, doc.words
    before_it = lower[first - 1] if first > start else ""
    following = words[after] if after < stop else ""
    counts = bool(following) and _countable(doc, after, stop)
    if before_it in _STRONG_YEAR_CUES:
        return True
    if not counts:
        if before_it in _AMOUNT_LINKS and _amount_near(lower, max(start, first - 14), min(stop, after + 4)):
            return False
        return value >= 1400 or (before_it != "" and verbs.finite(before_it) is not None)
    if value < 1700 or (value % 100 == 0 and before_it not in ("seit", "im", "in", "bis", "ab")):
        return value >= 1400 and not _plural_follows(doc, after, stop, before_it) and before_it not in _COUNT_CUES
    if before_it in _COUNT_CUES or (before_it in ("mehr", "als") and lower[first - 2] in ("mehr", "weniger")):
        return before_it in ("die", "den", "der") and not _plural_follows(doc, after, stop, before_it)
    if _plural_follows(doc, after, stop, before_it) and before_it not in _YEAR_CUES:
        return 1990 <= value <= 2030 and not _counts_surely(doc, first, start, after)
    return value >= 1800


_SURE_VERBS: Final = word_set("starben sterben starb zählt zählte zählen umfasst umfasste umfassen hat haben hatte")


def _counts_surely(doc: Doc, first: int, start: int, after: int) -> bool:
    """A number that could be a recent year counts at the head of its sentence, behind „starben“, or things behind „hat“."""
    people = is_person(noun(doc.words[after]))
    if first == start:
        return people
    before_it = doc.lower[first - 1]
    return before_it in _SURE_VERBS and (people != before_it.startswith("ha"))


_AMOUNT_LINKS: Final = word_set("auf um bei insgesamt über")


def _amount_near(lower: list[str], first: int, stop: int) -> bool:
    """A word of amount around the number: „die Zahl der Toten stieg auf 1523“."""
    return any(word.endswith(("zahl", "zahlen", "opfer")) or word in _AMOUNT_VERBS for word in lower[first:stop])


_AMOUNT_VERBS: Final = word_set(
    "stieg steigt gestiegen stiegen sank sinkt gesunken erhöhte erhöht erhöhten wuchs wächst gewachsen kletterte geklettert liegt lag liege"
    " beträgt betrug beziffert beläuft belief zugenommen angestiegen zurückgegangen fiel"
)


def _plural_follows(doc: Doc, place: int, stop: int, article: str) -> bool:
    """Whether the noun behind four digits is a plural („die 2004 Menschen“, not „die 1998 entdeckte Feder“)."""
    first = place
    while place < stop and doc.words[place].islower():
        place += 1
    if place >= stop:
        return False
    word, low = doc.words[place], doc.lower[place]
    if article in ("des", "dem", "eines", "einem", "im", "vom", "zum", "beim", "am"):
        return False
    if article in ("die", "der") and place > first and doc.lower[first].endswith("e"):
        return False
    if article == "den":
        return low.endswith(("n", "s")) and noun(word).lower() != low
    lemma = noun(word).lower()
    return lemma != low or (low.endswith(("er", "el", "en")) and article not in ("der",) and place == first)


def _countable(doc: Doc, place: int, stop: int) -> bool:
    """Whether adjectives and a capitalised noun follow, so that the number can count."""
    steps = 0
    while place < stop and steps < 4:
        word = doc.words[place]
        if word[0].isupper():
            return True
        if not word[0].isalpha() or not word.endswith(("e", "en", "er", "es", "em")) or word in _FUNCTION:
            return False
        place += 1
        steps += 1
    return False


_FUNCTION: Final = word_set(
    "eine einen einer einem eines die der den dem des wurde wurden werden worden war waren ihre seine ihren seinen keine keinen"
    " unter über aber oder hatte hatten konnte konnten sollte sollten wollte wollten musste mussten haben sie wir alle er es"
    " starben kamen gab sein ihrer seiner diese dieser dieses diesen hätte hätten wäre wären würde würden seien habe sei wenn"
    " denen deren daher weiter wieder später unter gegen neben zwischen ohne durch einige mehrere"
)
_SINGLE: Final = frozenset("ABCDEFGHIKLMNOPQRSTUVWXYZ")


def designated(doc: Doc, first: int, start: int, after: int, stop: int) -> bool:
    """Whether the number names a thing: a designating noun before it, or a name that nothing countable follows."""
    if _postal(doc, first, after, stop):
        return True
    if first <= start:
        return _listed(doc, first, after, stop)
    words, lower = doc.words, doc.lower
    before_it = lower[first - 1]
    if before_it[0] == "0" and before_it.isdigit() and len(before_it) > 2:
        return True
    if words[first - 1] in _SINGLE or before_it in ("#", "§", "+", "№", "@", "/"):
        return True
    if before_it == "." and first - 1 > start:
        before_it = lower[first - 2]
        return before_it in ("nr", "art", "abs", "bd", "kap", "tel", "st", "abb", "aktenz", "az", "s")
    if before_it == ":" and first - 1 > start:
        return lower[first - 2] in (
            "telefon",
            "tel",
            "fax",
            "hotline",
            "lesezeit",
            "lesedauer",
            "az",
            "aktenzeichen",
            "seite",
        )
    if words[first - 1].islower() or not words[first - 1][0].isalpha():
        return before_it in ("nummer", "http") or (
            before_it in ("und", "bis", "oder", ",") and _chain(doc, first, start, after, stop)
        )
    if before_it in _BRANDS:
        return True
    if before_it in _MONTHS and words[first].isdigit() and not _countable(doc, after, stop):
        return True
    if _countable(doc, after, stop):
        return before_it in (
            "artikel",
            "paragraf",
            "nummer",
            "nr",
            "§",
            "absatz",
            "kilometer",
            "minute",
            "stufe",
            "kategorie",
        )
    if before_it in _NUMBERED or before_it.removesuffix("s") in _NUMBERED or before_it.endswith(_NUMBERED_ENDS):
        return True
    if noun(words[first - 1]).lower() in _NUMBERED:
        return True
    if "," in words[first] or (
        after + 1 < stop and lower[after] in ("der", "von") and ATOMS[lower[after + 1]] is not None
    ):
        return False
    return _name_and_number(doc, first, start, after, stop)


#: makes whose models are numbers, whatever follows
_BRANDS: Final = word_set(
    "boeing airbus windows iphone ipad galaxy playstation xbox apollo sojus formel ios android dreamliner kosmos artemis falcon"
    " telefon tel fax hotline bündnis bundesliga liga"
)


#: football clubs called by a town and a number
_CLUBS: Final = frozenset((("hannover", "96"), ("münchen", "1860")))


def _postal(doc: Doc, first: int, after: int, stop: int) -> bool:
    """Five digits without a group mark before the name of a town."""
    text = doc.words[first]
    if len(text) != 5 or not text.isdigit() or after >= stop:
        return False
    name = doc.words[after]
    return name[0].isupper() and not is_common(name) and not name.endswith("en")


def _chain(doc: Doc, first: int, start: int, after: int, stop: int) -> bool:
    """„Artikel 5 und 6“, „Plätze 1 bis 3“."""
    if first - 3 < start or not doc.words[first - 2][0].isdigit() or _countable(doc, after, stop):
        return False
    return doc.words[first - 3][0].isupper() and (
        doc.lower[first - 3] in _NUMBERED or doc.lower[first - 3].endswith(_NUMBERED_ENDS)
    )


def _name_and_number(doc: Doc, first: int, start: int, after: int, stop: int) -> bool:
    """A capitalised word and a small plain number with nothing to count: „Kosmos 482“; not „in Frankreich 30“."""
    text = doc.words[first]
    if not text.isdigit() or (
        first - 1 == start and doc.lower[first - 1] in ("und", "aber", "insgesamt", "dabei", "davon")
    ):
        return False
    name = doc.words[first - 1]
    if not name[0].isalpha() or first - 2 < start:
        return first - 1 == start and _only_name(name) and after < stop and doc.words[after] not in ":,."
    if name.lower() in countries():
        return (name.lower(), text) in _CLUBS
    before_name = doc.lower[first - 2]
    if before_name in ("in", "aus", "bei", "im", "nach", "auf", "am", "den", "vor", "von", "beim"):
        return (
            after < stop
            and doc.words[after].islower()
            and not is_common(name)
            and verbs.finite(doc.lower[after]) is not None
        )
    following = doc.words[after] if after < stop else "."
    return following[0].isalpha() or before_name in (
        "die",
        "der",
        "das",
        "des",
        "dem",
        "eine",
        "einer",
        "ein",
        "vom",
        "typs",
        "typ",
    )


@lru_cache(maxsize=20_000)
def _only_name(word: str) -> bool:
    """A capitalised word that is no small word at the head of a sentence („Weitere 153“, „Verletzt 20“)."""
    low = word.lower()
    if not word[0].isalpha() or low in _OPENERS or low.endswith(("lich", "weit", "ere", "eren", "ene", "ete", "ige")):
        return False
    return not any(not form.guessed for form in verbs.forms(low))


_OPENERS: Final = word_set(
    "insgesamt davon darunter dabei damit zusätzlich allein alle nur auch zuletzt aktuell bisher bislang zuvor heute gestern"
    " rund etwa knapp fast über mindestens höchstens ihre seine unsere diese die der das den dem jene mit von bei nach für in"
    " vor auf aus um durch gegen ohne unter zwischen seit bis ab und oder aber zunächst noch schon bereits offiziell zudem weil"
    " dass wenn als wie so es sie er wir ich man keine viele andere beide zusammen je jeweils hinzu dazu dort hier erst später"
)


_TITLED: Final = word_set(
    "motto titel slogan namen name film buch roman song lied serie ausstellung überschrift parole schlagzeile aktion kampagne projekt"
    " programm album stück doku dokumentation podcast sendung typ marke initiative bündnis operation titels mottos"
)


def quoted_name(doc: Doc, first: int, start: int) -> bool:
    """Whether the number stands in a quotation that is a name („unter dem Motto ‚50 Jahre …‘“)."""
    earliest = max(start, first - 14)
    near = doc.text[doc.starts[earliest] : doc.starts[first]]
    if "„" not in near and '"' not in near and "»" not in near and "‚" not in near:
        return False
    for at in range(first - 1, earliest - 1, -1):
        word = doc.words[at]
        if word in "“«" and word != "“":
            return False
        if word in '„»"‚':
            return at > start and doc.lower[at - 1].rpartition("-")[2] in _TITLED
    return False


def _listed(doc: Doc, first: int, after: int, stop: int) -> bool:
    """A number that only numbers a line: „1.“, „2)“, „3 |“."""
    if after >= stop:
        return True
    return doc.words[after] in (")", "|", "]", "/")
