"""What a number counts: the noun phrase behind it, the whole it is part of, its denominator.

Works on token numbers of a `Doc`; the clauses of the sentence say which tokens are verbs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from monitor.reading.german import verbs
from monitor.reading.german.lexicon import is_common
from monitor.reading.german.nouns import adjective, is_person, noun
from monitor.reading.german.text import Doc, word_set
from monitor.reading.german.units import PER, PER_ADVERB, unit_of

_CLOSED: Final = word_set(
    """
    in im ins an am ans auf aus bei beim bis durch für gegen hinter mit nach neben ohne seit trotz um unter über vom von vor
    während wegen zu zum zur zwischen laut und oder aber sondern denn doch sowie als wie dass daß ob weil wenn falls damit
    ist sind war waren sei seien wäre wären hat haben hatte hatten habe hätte hätten wird werden wurde wurden werde würde würden
    kann können konnte konnten könnte könnten soll sollen sollte sollten will wollen wollte wollten muss müssen musste mussten
    müsse dürfte dürften darf dürfen ich er sie es wir ihr man sich der die das dem den des dieser diese dieses diesem diesen
    ein eine einen einem einer eines sein seine seinen seiner ihre ihren ihrer ihrem mir uns ihm ihnen nicht auch davon darunter
    darin dabei dort hier dann pro je mehr weniger zuvor später früher lang alt hoch breit tief groß schwer entfernt dick weit
    """
)
_ADVERBS: Final = word_set(
    "bereits noch schon auch nur heute gestern zuletzt bislang bisher zumeist meist teils teilweise sehr besonders schwer leicht"
    " positiv negativ neu frisch gerade derzeit aktuell damals bestätigt nachweislich offiziell mutmaßlich angeblich sogenannte so"
    " genannte illegal legal gut schlecht tödlich lebensgefährlich fest frei noch ebenfalls dort hier dauerhaft zunächst vermutlich"
    " jeweils etwa zusätzlich insgesamt überwiegend vorwiegend"
)
_PARTITIVE: Final = word_set("der des dieser dieses aller ihrer seiner unserer jener deren")
_NUMBER_NOUNS: Final = ("zahl", "zahlen", "anzahl", "ziffer")
_ZAHL_PARTS: Final = {
    "toten": "Toter", "todes": "Toter", "opfer": "Opfer", "einwohner": "Einwohner", "mitglieder": "Mitglied",
    "teilnehmer": "Teilnehmer", "besucher": "Besucher", "arbeitslosen": "Arbeitsloser", "infektions": "Infektion",
    "fall": "Fall", "infizierten": "Infizierter", "todesfall": "Todesfall", "verletzten": "Verletzter", "mitarbeiter": "Mitarbeiter",
    "beschäftigten": "Beschäftigter", "zuschauer": "Zuschauer", "passagier": "Passagier", "fahrgast": "Fahrgast",
    "schüler": "Schüler", "studenten": "Student", "studierenden": "Studierender", "todesopfer": "Todesopfer",
    "erwerbslosen": "Erwerbsloser", "erwerbstätigen": "Erwerbstätiger", "flüchtlings": "Flüchtling", "asylbewerber": "Asylbewerber",
    "nutzer": "Nutzer", "kunden": "Kunde", "wähler": "Wähler", "patienten": "Patient", "neuinfektions": "Neuinfektion",
    "geburten": "Geburt", "stück": "Stück", "ansteckungs": "Ansteckung", "sterbe": "Toter", "vermissten": "Vermisster",
    "truppen": "Truppe", "bevölkerungs": "Einwohner", "unfall": "Unfall", "gäste": "Gast", "übernachtungs": "Übernachtung",
}  # fmt: skip


class Phrase(NamedTuple):
    """A noun phrase: its head, what modifies it."""

    #: token of the head noun, and the one after the phrase
    head: int
    stop: int
    #: tokens of its adjectives
    adjectives: tuple[int, ...] = ()
    #: token of a second noun joined by „und“, -1
    second: int = -1


@lru_cache(maxsize=100_000)
def _adjectival_form(low: str) -> bool:
    """Whether a lower-case word may be an attributive adjective by its ending."""
    if low in _CLOSED or len(low) < 4 or not low.endswith(("e", "en", "er", "es", "em")):
        return False
    form = verbs.finite(low) if low.endswith("en") else None
    return form is None or form.tense != verbs.PAST or verbs.participle(low[:-2]) is not None


@lru_cache(maxsize=50_000)
def _participle_adjective(low: str) -> bool:
    """An attributive participle ("verbliebenen", "stammende")."""
    for ending in ("en", "er", "es", "em", "e"):
        if low.endswith(ending):
            stem = low[: -len(ending)]
            if stem.endswith("end") and len(stem) > 5:
                return True
            if len(stem) > 4 and verbs.participle(stem) is not None:
                return True
    return False


def phrase(doc: Doc, at: int, stop: int, finite: frozenset[int] | set[int], *, deep: bool = True) -> Phrase | None:
    """The noun phrase that begins at token `at`; None if none does."""
    words, lower = doc.words, doc.lower
    adjectives: list[int] = []
    place = _past_bracket(doc, at, stop)
    steps = 0
    while place < stop and steps < 9:
        steps += 1
        word, low = words[place], lower[place]
        first = word[0]
        if first.isupper():
            if word[-1] in "-‐‑":
                place = _hyphen_pair(doc, place, stop)
                continue
            if _names_origin(doc, place, stop) or _hyphened_adjective(word):
                adjectives.append(place)
                place += 1
                continue
            return _finished(doc, place, stop, adjectives, finite)
        if first in "„“\"»«‚‘'":
            place += 1
            continue
        if place in finite and not (
            (place == at or lower[place - 1] in _JOINS) and _participle_before_noun(doc, place, stop)
        ):
            return None
        if low in _CLOSED:
            return _deep(doc, place, stop, finite, adjectives) if deep and low in _OPENS_ATTRIBUTE else None
        if _adjectival_form(low):
            adjectives.append(place)
        elif (low not in _ADVERBS and verbs.finite(low) is not None) or (
            (low == "," and not (place + 1 < stop and _adjectival_form(lower[place + 1]) and adjectives))
            or (low != "," and low not in _ADVERBS and not (first.isalpha() and place + 1 < stop))
            or (low != "," and first.isalpha() and low not in _ADVERBS and not _leads_on(doc, place + 1, stop))
        ):
            return None
        place += 1
        if low in ("und", "oder", "bzw"):
            return None
        while place + 1 < stop and adjectives and lower[place] in _JOINS and _adjectival_form(lower[place + 1]):
            if words[place + 1][0].isupper() or (
                place + 1 in finite and not _participle_before_noun(doc, place + 1, stop)
            ):
                break
            place += 1
    return None


#: what joins two adjectives of one noun
_JOINS: Final = frozenset(("und", "oder", ","))


def _participle_before_noun(doc: Doc, place: int, stop: int) -> bool:
    """„getöteten oder verwundeten Soldaten“: a form that could be a past tense is an adjective right before its noun."""
    if not _participle_adjective(doc.lower[place]):
        return False
    noun = place + 1
    if noun + 1 < stop and _adjectival_form(doc.lower[noun]) and not doc.words[noun][0].isupper():
        noun += 1
    return noun < stop and doc.words[noun][0].isupper()


_OPENS_ATTRIBUTE: Final = word_set(
    "als in im an am auf aus bei beim durch für gegen mit nach seit unter über von vom vor wegen zu zum zur"
)


def _leads_on(doc: Doc, place: int, stop: int) -> bool:
    """After an adverb an adjective or noun must come for it to belong to the phrase."""
    return place < stop and (_adjectival_form(doc.lower[place]) or doc.words[place][0].isupper())


def _past_bracket(doc: Doc, at: int, stop: int) -> int:
    if at < stop and doc.words[at] == "(":
        for place in range(at + 1, min(stop, at + 12)):
            if doc.words[place] == ")":
                return place + 1
    return at


def _hyphen_pair(doc: Doc, place: int, stop: int) -> int:
    """„Artillerie- und Raketengeschosse“: go on to the full word."""
    after = place + 1
    if after < stop and doc.lower[after] in ("und", "oder", "bzw", ",", "sowie", "bis"):
        return after + 1
    return stop if after >= stop else after


def _names_origin(doc: Doc, place: int, stop: int) -> bool:
    """„Berliner Polizisten“, „US Soldaten“: a capitalised word that modifies the noun behind it."""
    if place + 1 >= stop or not doc.words[place + 1][0].isupper() or doc.words[place + 1][-1] == "-":
        return False
    word = doc.words[place]
    if word.isupper() and len(word) <= 4:
        return True
    if not word.endswith("er"):
        return False
    following = doc.words[place + 1]
    return noun(word) == word and following[-1:].islower() and not _person_title(word) and noun(following) != ""


def _hyphened_adjective(word: str) -> bool:
    """„US-amerikanische“: a small letter behind the last hyphen."""
    last = word.rpartition("-")[2]
    return last != word and last[:1].islower() and _adjectival_form(last)


def _person_title(word: str) -> bool:
    """„200 Mitarbeiter Boeings“: the first word is the head when it names people or things of a trade."""
    low = word.lower()
    return low.endswith(
        ("arbeiter", "führer", "leiter", "händler", "bürger", "träger", "sprecher", "nehmer", "geber", "meister", "kämpfer", "schüler",
         "lehrer", "hubschrauber", "fahrer", "bewerber", "bewohner", "anhänger", "mieter", "täter", "jäger", "panzer", "zimmer",
         "kilometer", "meter", "liter", "fehler", "spieler", "wähler", "manager", "minister", "partner", "opfer", "kinder", "männer",
         "häuser", "länder", "mitglieder", "millionär", "anwohner", "besucher", "zuschauer", "retter", "helfer", "ordner", "schiffer")
    )  # fmt: skip


def _deep(doc: Doc, place: int, stop: int, finite: frozenset[int] | set[int], adjectives: list[int]) -> Phrase | None:
    """„16.000 in dem Westteil verbliebene Flüchtlinge“: a participle with its own phrase before the noun."""
    words, lower = doc.words, doc.lower
    seen_noun = False
    for at in range(place + 1, min(stop, place + 12)):
        if at in finite or words[at] in ",.;:()–":
            return None
        if words[at][0].isupper() or words[at][0].isdigit():
            seen_noun = True
        elif not seen_noun and lower[at] in _OPENS_ATTRIBUTE:
            return None
        elif seen_noun and _participle_adjective(lower[at]) and at + 1 < stop:
            found = phrase(doc, at, stop, finite, deep=False)
            if found is not None and found.head - at < 4:
                return found._replace(adjectives=(*adjectives, *found.adjectives))
            return None
    return None


def _finished(doc: Doc, head: int, stop: int, adjectives: list[int], finite: frozenset[int] | set[int]) -> Phrase:
    """The phrase with this head; a second noun joined by „und“ belongs to it when nothing else claims it."""
    after = head + 1
    words, lower = doc.words, doc.lower
    if after + 2 < stop and words[after] in "*:_/" and doc.glued(after) and lower[after + 1] in ("innen", "in"):
        after += 2
    if after + 1 < stop and lower[after] == "und" and words[after + 1][0].isupper() and words[after + 1][-1] != "-":
        second = after + 1
        following = lower[second + 1] if second + 1 < stop else "."
        made = noun(words[second])
        plural = made.lower() != lower[second] or is_person(made) or following in _AFTER_PAIR
        if plural and second + 1 not in _own_verbs(doc, second, stop, finite) and not words[second].isupper():
            return Phrase(head, second + 1, tuple(adjectives), second)
    return Phrase(head, after, tuple(adjectives))


_AFTER_PAIR: Final = word_set(". , in an auf bei aus der von sind wurden")


def _own_verbs(doc: Doc, second: int, stop: int, finite: frozenset[int] | set[int]) -> frozenset[int]:
    """A verb in the singular right behind the second noun makes it a subject of its own."""
    at = second + 1
    if (
        at in finite
        and at < stop
        and doc.lower[at] in ("hat", "ist", "wird", "war", "wurde", "will", "soll", "kann", "habe", "sei")
    ):
        return frozenset((at,))
    return frozenset()


def lemma(doc: Doc, found: Phrase) -> str:
    """Dictionary form of the head; a pair joined by „und“."""
    first = noun(doc.words[found.head])
    if found.second < 0:
        return first
    return f"{first} und {noun(doc.words[found.second])}"


def whose(doc: Doc, found: Phrase, stop: int) -> tuple[str, ...]:
    """What modifies the head: adjectives as lemmas, genitives and von/aus phrases as they stand."""
    out = [adjective(doc.words[at]) for at in found.adjectives if doc.lower[at] not in _NO_MODIFIERS]
    out.extend(text for text, _ in attributes(doc, found.stop, stop))
    return tuple(out)


_NO_MODIFIERS: Final = word_set(
    "weitere weiteren weiterer andere anderen anderer neue neuen neuer zusätzliche zusätzlichen übrige übrigen ganze ganzen volle vollen"
)


def attributes(doc: Doc, at: int, stop: int) -> list[tuple[str, int]]:
    """Genitives, von- and aus-phrases from token `at` on: their names without article, and the token of each."""
    words, lower = doc.words, doc.lower
    out: list[tuple[str, int]] = []
    place = at
    while place < stop and len(out) < 3:
        low = lower[place]
        if low in _LINKS:
            first = place + 1
        elif words[place][0].isupper() and words[place][-1] in "s’'" and len(words[place]) > 3 and place == at:
            out.append((words[place].rstrip("’'").removesuffix("s") or words[place], place))
            place += 1
            continue
        elif words[place] in '„"»' and out and place + 1 < stop and words[place + 1][0].isupper():
            first = place + 1
        else:
            break
        while first < stop and (lower[first] in _ARTICLES or _small(doc, first)):
            first += 1
        last = first
        while last < stop and words[last][0].isupper():
            last += 1
        if last == first:
            break
        if lower[first] != "bord":
            out.append(
                (noun(words[first]) if last == first + 1 and first - place > 1 else doc.quote(first, last), first)
            )
        place = last
        if place < stop and words[place] in '“"«':
            place += 1
    return out


_LINKS: Final = word_set("der des von aus seitens")
_ARTICLES: Final = word_set('der den dem des einer eines einem „ " »')


def _small(doc: Doc, at: int) -> bool:
    return doc.words[at][0].islower() and _adjectival_form(doc.lower[at]) and at + 1 < len(doc.words)


def partitive(doc: Doc, at: int, stop: int, finite: frozenset[int] | set[int]) -> Phrase | None:
    """„zwei der drei Manager“, „14 von 19 Personen“, „zehn von ihnen“: the whole behind the number."""
    if at >= stop:
        return None
    low = doc.lower[at]
    first = at + 1
    if low == "von" and first < stop and doc.lower[first] in ("den", "diesen", "ihren", "seinen", "insgesamt"):
        first += 1
    elif low not in _PARTITIVE and low != "von":
        return None
    while first < stop and (doc.words[first][0].isdigit() or doc.lower[first] in _SKIP_NUMBER):
        first += 1
    return phrase(doc, first, stop, finite, deep=False)


_SKIP_NUMBER: Final = word_set(
    "insgesamt rund etwa mehr als über knapp zwei drei vier fünf sechs sieben acht neun zehn elf zwölf noch den der hundert"
    " tausend dutzend million millionen mio ."
)


def number_noun(doc: Doc, at: int, first: int) -> tuple[str, Phrase | None] | None:
    """„die Zahl der Toten … auf 25“: what a Zahl before the number counts, nearest first."""
    lower, words = doc.lower, doc.words
    for place in range(at - 1, first - 1, -1):
        low = lower[place]
        if not low.endswith(_NUMBER_NOUNS) or not words[place][0].isupper():
            continue
        if low in _NUMBER_NOUNS or low in _PLAIN_NUMBERS:
            found = _of_number(doc, place + 1, at)
            return (lemma(doc, found), found) if found else None
        part = low[: low.rfind("zahl")] if "zahl" in low else low[: low.rfind("ziffer")]
        part = part.rstrip("-").removesuffix("an")
        if part:
            known = _ZAHL_PARTS.get(part)
            made = known or noun(part.removesuffix("s").capitalize())
            if known or is_common(made):
                return made, Phrase(place, place + 1)
    return None


_PLAIN_NUMBERS: Final = word_set(
    "gesamtzahl gesamtanzahl gesamtzahlen höchstzahl mindestzahl dunkelziffer rekordzahl mehrzahl"
)


def _of_number(doc: Doc, at: int, stop: int) -> Phrase | None:
    lower = doc.lower
    first = at
    while first < stop and lower[first] in (
        "der",
        "von",
        "an",
        "aller",
        "dieser",
        "ihrer",
        "seiner",
        "den",
        "bestätigter",
    ):
        first += 1
    return phrase(doc, first, stop, frozenset(), deep=True)


def denominator(doc: Doc, at: int, stop: int) -> tuple[str, int] | None:
    """„pro Tag“, „im Monat“, „je Einwohner“, „/Jahr“ at token `at`: its code, and the token after it."""
    if at >= stop:
        return None
    lower = doc.lower
    low = lower[at]
    if low in PER_ADVERB:
        return PER_ADVERB[low], at + 1
    first = at + 1
    if low in ("pro", "je", "/", "per"):
        if first < stop and (code := _per(doc, first)) is not None:
            return code, first + 1
        if low != "/" and first + 1 < stop and doc.words[first][0].isdigit() and _per(doc, first + 1) is not None:
            return "person", first + 2
        return None
    if low in ("im", "am", "in") and first < stop:
        if low == "in":
            if lower[first] != "der" or first + 1 >= stop:
                return None
            first += 1
        code = _per(doc, first)
        if code is None or code == "person":
            return None
        following = lower[first + 1] if first + 1 < stop else ""
        if (
            following[:1].isdigit()
            or lower[first] in ("nacht", "mensch", "kind")
            or following in ("vor", "nach", "zuvor", "davor", "der", "des")
        ):
            return None
        return code, first + 1
    return None


def _per(doc: Doc, at: int) -> str | None:
    low = doc.lower[at]
    return (
        PER.get(low)
        or PER.get(low.removesuffix("s"))
        or (PER.get(noun(doc.words[at]).lower()) if low[:1].isalpha() else None)
    )


def clause_rate(doc: Doc, first: int, stop: int, taken: frozenset[int]) -> str | None:
    """A denominator anywhere in the clause: täglich, pro Tag, jedes Jahr; `taken`: tokens that follow a figure directly."""
    lower = doc.lower
    for at in range(first, stop):
        low = lower[at]
        if low not in _RATE_WORDS or at in taken:
            continue
        if low in PER_ADVERB:
            return PER_ADVERB[low]
        following = lower[at + 1] if at + 1 < stop else ""
        code = PER.get(following) or PER.get(following.removesuffix("s"))
        if code is not None and (low in ("pro", "je") or code not in ("person", "household")):
            return code
    return None


_RATE_WORDS: Final = frozenset(PER_ADVERB) | word_set("pro je jedes jeden jede jeder")


def has_unit(doc: Doc, at: int) -> bool:
    """Whether a unit stands at the token."""
    return at < len(doc.words) and unit_of(doc.words[at]) is not None
