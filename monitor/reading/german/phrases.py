"""Noun phrases without a tagger: where the one who speaks begins and ends.

German capitals carry most of it: a phrase is a determiner, lower-case adjectives, capitalised words, and what hangs on
them (genitives, von/aus/für, brackets, appositions). Works on token numbers of a `Doc`.
"""

from __future__ import annotations

from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.text import Doc, word_set

_NOM: Final = """
der die das ein eine kein keine dieser diese dieses jener jene sein seine ihr ihre unser unsere mehrere einige viele alle
beide zahlreiche zwei drei vier fünf sechs sieben acht neun zehn manche jeder jede mein meine deren dessen welche etliche
sämtliche andere weitere
"""
#: determiners that may open a subject
NOMINATIVE: Final = frozenset(_NOM.split())
#: determiners that cannot
OBLIQUE: Final = frozenset(
    "dem den des einem einen eines einer keinem keinen keiner diesem diesen dieser seinem seinen seines seiner ihrem ihren "  # noqa: SIM905
    "ihres ihrer unserem unseren unserer jenem jenen mehreren vielen allen beiden manchen jedem jeden".split()
) - {"dieser"}
#: all of them
DETERMINERS: Final = NOMINATIVE | OBLIQUE
PRONOUNS: Final = word_set(
    """
    er sie es wir ich man dieser diese dieses der die das jener jene beide letzterer letztere
    """
)
PREPOSITIONS: Final = word_set(
    """
    in im ins an am ans auf aus bei beim bis durch für gegen hinter mit nach neben ohne seit trotz um unter über vom
    von vor während wegen zu zum zur zwischen laut gegenüber angesichts aufgrund infolge mangels mittels namens
    seitens anlässlich bezüglich hinsichtlich innerhalb außerhalb entgegen gemäß statt anstatt außer binnen per pro
    via inmitten unterm überm zufolge ab samt nahe
    """
)
#: prepositions by which a phrase goes on ("ein Sprecher der Stadt", "Diplomaten aus Genf", "Experte für Viren")
_HANGING: Final = word_set(
    """
    von vom für aus beim bei
    """
)
_HANGING_FRONT: Final = _HANGING | {
    "zu",
    "zum",
    "zur",
    "in",
    "im",
    "an",
    "am",
    "auf",
    "über",
    "mit",
    "gegen",
    "bis",
    "nach",
    "unter",
    "vor",
    "um",
}
_GENITIVE: Final = word_set(
    """
    der des eines einer dieser dieses seiner seines ihrer ihres deren
    """
)
_FOCUS: Final = word_set(
    """
    auch selbst sogar nur allein ausgerechnet lediglich sowohl nicht
    """
)
_NAME_PARTICLES: Final = word_set(
    """
    von van de der den zu bin ibn al el da di du la le del ben und
    """
)
_JOINING: Final = frozenset(("und", "sowie", "oder", "&"))
#: adverbs that look like adjectives before a noun
_NOT_ADJECTIVE: Final = word_set(
    """
    gestern heute später weiter bisher zunächst erneut offen hatte hatten habe haben werde werden wurde wurden wäre
    wären sei seien könne könnten müsse unter über neben aber oder immer wieder jedoch inzwischen unterdessen
    mittlerweile dagegen daraufhin deswegen ebenfalls vor zuvor hinter daneben gegen sondern außer ohne wegen bitter
    sicher leider wiederum dabei indessen derweil
    """
)


_ADVERBS: Final = """
insgesamt gleichzeitig bisher bislang unterdessen zudem außerdem so darin ähnlich zugleich allerdings jedoch dagegen dabei dazu damit
dafür davon daran darauf daraus darüber darunter dadurch danach deshalb daher deswegen dennoch trotzdem derzeit zurzeit zuletzt
zunächst zuvor später inzwischen mittlerweile indes indessen derweil ferner überdies weiterhin weiter erstmals heute gestern morgen
vorgestern jetzt nun dann dort hier hierzu hierbei hiermit hingegen stattdessen nur bereits schon erst auch selbst sogar besonders
vor allem vorerst offiziell offenbar angeblich möglicherweise vermutlich wahrscheinlich vielleicht natürlich tatsächlich immerhin
zwar nämlich schließlich anschließend daraufhin demnach folglich somit also andererseits einerseits ebenso ebenfalls genauso umgekehrt
kürzlich neuerdings jüngst früher damals einst seitdem seither bald noch nicht nie kaum fast rund etwa mehr weniger vielmehr
letztlich letztendlich generell grundsätzlich wörtlich konkret deutlich ausdrücklich öffentlich erneut wieder immer oft häufig manchmal
meist teilweise gemeinsam zusätzlich nebenbei parallel gleichwohl nichtsdestotrotz wenig viel leider glücklicherweise wie als wenn
sowohl weder entweder zuletzt ob weil da während nachdem obwohl sobald solange sofern falls dass daß wo wer was warum wann wieso weshalb und oder aber doch denn
sondern ja nein entsprechend zusammenfassend abschließend einleitend rückblickend online telefonisch schriftlich mündlich sonst
andernfalls anders seinerzeit heutzutage nachts abends morgens mittags montags
"""
#: words that stand at the head of a sentence with a capital and are no noun
ADVERBS: Final = frozenset(_ADVERBS.split())


def is_capital(word: str) -> bool:
    """A word that German writes with a capital: noun, name, abbreviation."""
    return (
        word[0].isupper()
        or (word[0].isdigit() and word[-1].isalpha() and len(word) > 3)
        or (len(word) > 2 and word[1].isupper())
        or word in ("dpa", "taz", "afp", "gfk", "dm")
    )


def is_adjective(word: str) -> bool:
    """A lower-case word with an adjective's ending that may stand before a noun."""
    return (
        word[0].islower()
        and word.endswith(("e", "en", "er", "es", "em"))
        and word not in _NOT_ADJECTIVE
        and word not in PREPOSITIONS
        and len(word) > 3
    )


def _is_quote(word: str) -> bool:
    return word in "„“”\"»«‚‘'"


def starts_phrase(doc: Doc, at: int, stop: int) -> bool:
    """A noun phrase may begin at the token."""
    if at >= stop:
        return False
    lower, word = doc.lower[at], doc.words[at]
    if lower in NOMINATIVE or lower in OBLIQUE:
        return True
    if lower in ADVERBS:
        return False
    if lower in PREPOSITIONS or not word[0].isalnum():
        return _is_quote(word) and at + 1 < stop and (is_capital(doc.words[at + 1]) or _closing(doc, at, stop) > 0)
    return is_capital(word) or (is_adjective(lower) and _noun_follows(doc, at, stop)) or (word.isdigit())


def _noun_follows(doc: Doc, at: int, stop: int) -> bool:
    """Behind adjectives (and und between them) stands a capitalised word."""
    here = at + 1
    while here < stop and here < at + 5:
        word, lower = doc.words[here], doc.lower[here]
        if is_capital(word):
            return True
        if not (
            is_adjective(lower)
            or lower in ("und", "sowie", "oder", ",", "als", "auch")
            or lower.endswith(("isch", "lich"))
        ):
            return False
        if verbs.finite(lower) and not lower.endswith("en"):
            return False
        here += 1
    return False


#: determiners that may follow an article: "die beiden Sängerinnen", "die drei Vereine"
_COUNTING: Final = word_set(
    "beiden vielen wenigen anderen weiteren übrigen zwei drei vier fünf sechs sieben acht neun zehn mehreren"
)
#: abbreviations that open a name: "IG Metall", "SC Freiburg", "TU Berlin"
_NAMING: Final = word_set(
    "ig fc sc sv vfb vfl tsg rb tu fh aok tsv ssv fsv kfc msv ac as sg ev hc uni rc bc ikk bkk ldk ag st"
)


def _at_head(doc: Doc, at: int) -> bool:
    """The token opens a sentence or stands behind a sign: there an adjective may bear a capital."""
    return at == 0 or not doc.words[at - 1][0].isalnum()


def phrase(doc: Doc, at: int, stop: int, *, front: bool = False, apposition: bool = True) -> int:
    """The end of the noun phrase that begins at token `at` (`at` itself when none does).

    `front`: it stands before the verb, where every prepositional phrase must belong to it.
    """
    if at >= stop:
        return at
    words, lower = doc.words, doc.lower
    if lower[at] in ADVERBS:
        return at
    here = at
    seen = False
    hanging = _HANGING_FRONT if front else _HANGING
    while here < stop:
        word, low = words[here], lower[here]
        if low in NOMINATIVE or low in OBLIQUE:
            if seen and low not in _GENITIVE:
                break
            if (
                not seen
                and here > at
                and lower[here - 1] in DETERMINERS
                and lower[here - 1] not in ("all", "alle", "allen")
                and low not in _COUNTING
            ):
                break
            if seen and here > at and words[here - 1] != "," and not starts_phrase(doc, here + 1, stop):
                break
            here += 1
        elif word[0].isdigit() and not seen and not is_capital(word):
            here += 1
        elif _is_quote(word) and seen and not is_capital(words[min(here + 1, stop - 1)]):
            # "laut der EMA „keine Auswirkungen“": what is quoted is no name
            break
        elif _is_quote(word):
            close = _closing(doc, here, stop)
            if not close:
                break
            here = close
            seen = True
        elif word == "(":
            close = _bracket(doc, here, stop)
            if not close or not seen:
                break
            here = close
        elif is_capital(word):
            if seen and front is False and here > at and _new_phrase(doc, here):
                break
            if (
                seen
                and not front
                and len(words[here - 1]) > 1
                and words[here - 1].isupper()
                and not word.isupper()
                and lower[here - 1] not in _NAMING
            ):
                # "nach Angaben des GDV Schäden": behind an abbreviation a new phrase begins
                break
            if seen and here + 1 < len(words) and lower[here + 1] == "zufolge":
                break
            if (
                here == at
                and is_adjective(low)
                and here + 1 < stop
                and (is_capital(words[here + 1]) or (_at_head(doc, here) and _noun_follows(doc, here, stop)))
            ):
                # "Russische Truppen": an adjective at the head of a sentence
                here += 1
                continue
            here += 1
            seen = True
            if low in _DAYS:
                break
        elif low == "als" and here + 2 < stop and lower[here + 1] == "auch" and starts_phrase(doc, here + 2, stop):
            here += 2
            seen = False
        elif low in _JOINING and (seen or is_adjective(lower[here - 1])):
            if not starts_phrase(doc, here + 1, stop) or (lower[here + 1] in OBLIQUE - _GENITIVE and not front):
                break
            here += 1
            seen = seen and False
        elif (
            seen
            and (low in hanging or (low in ("in", "im") and lower[here - 1].endswith(_LOCATED)))
            and starts_phrase(doc, here + 1, stop)
            and not _is_time(lower, here + 1)
        ):
            here += 1
            seen = False
        elif (
            seen and low in _NAME_PARTICLES and here + 1 < stop and is_capital(words[here + 1]) and low not in _JOINING
        ) or (seen and low == "-" and here + 1 < stop and is_capital(words[here + 1])):
            here += 1
        elif (
            word == "."
            and seen
            and doc.glued(here)
            and here + 1 < stop
            and (is_capital(words[here + 1]) or doc.glued(here + 1))
        ):
            here += 1 if is_capital(words[here + 1]) else 2
        elif is_adjective(low) and _noun_follows(doc, here, stop):
            if seen and (_is_quote(words[here - 1]) or (not low.endswith("er") and is_capital(words[here - 1]))):
                break
            here += 1
        elif (
            not seen and low.endswith(("isch", "lich", "t", "n", "ig")) and here > at and _noun_follows(doc, here, stop)
        ):
            here += 1
        elif low not in NOMINATIVE and not seen and here == at + 1 and (jump := _extended(doc, here, stop)):
            here = jump
        elif word.isdigit() and seen and here + 1 < stop and words[here + 1] == "/":
            here += 1
        elif word == "/" and seen and here + 1 < stop and is_capital(words[here + 1]):
            # "Bündnis 90/Die Grünen", "CDU/CSU"
            here += 2
        elif word == "," and seen and apposition:
            after = _enumeration(doc, here, stop) or _apposition(doc, here, stop)
            if not after:
                break
            here = after
        else:
            break
    while here > at and (lower[here - 1] in _JOINING or lower[here - 1] in PREPOSITIONS or words[here - 1] == ","):
        here -= 1
    for i in range(at, here):
        if (is_capital(words[i]) and lower[i] not in NOMINATIVE and lower[i] not in OBLIQUE) or words[i][0].isdigit():
            return here
    return at


#: heads that are placed by "in": "Quellen in Nordkorea", "die Führung in Pjöngjang"
_LOCATED: Final = tuple(
    word_set(
        """
        quellen quelle kreise kreisen stellen stimmen behörden regime führung regierung politiker machthaber machthabern
        militärs
        """
    )
)


def _extended(doc: Doc, at: int, stop: int) -> int:
    """Behind an article: the adjective that closes an extended attribute ("die [für gewöhnlich gut] informierte Firma"); 0: none."""
    words, lower = doc.words, doc.lower
    for here in range(at, min(stop - 1, at + 9)):
        if words[here] == "," or (
            words[here][0].islower() and verbs.finite(lower[here]) and not is_adjective(lower[here])
        ):
            return 0
        if is_adjective(lower[here]) and is_capital(words[here + 1]) and here > at:
            follow = here + 2
            while follow < stop - 1 and is_adjective(lower[follow]) and is_capital(words[follow + 1]):
                here, follow = follow, follow + 2
            return here
    return 0


def _enumeration(doc: Doc, at: int, stop: int) -> int:
    """The end of "…, Südkorea und der Ukraine" that begins with the comma at `at`; 0 if no und closes it."""
    words, lower = doc.words, doc.lower
    here = at
    while here < stop and words[here] == ",":
        here += 1
        item = here
        while here < stop and (
            lower[here] in NOMINATIVE or lower[here] in OBLIQUE or is_adjective(lower[here]) or is_capital(words[here])
        ):
            here += 1
        if here == item or not is_capital(words[here - 1]):
            return 0
    if here < stop and lower[here] in ("und", "sowie", "oder"):
        end = phrase(doc, here + 1, stop, apposition=False)
        return end if end > here + 1 else 0
    return 0


def _new_phrase(doc: Doc, at: int) -> bool:
    """Time words after a phrase ("sagte Müller Montag") do not belong to it."""
    return doc.lower[at] in _TIME_WORDS


_TIME_WORDS: Final = word_set(
    """
    montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend anfang ende mitte januar februar märz
    april mai juni juli august september oktober november dezember herbst sommer winter frühjahr tag tage tagen jahr
    jahre jahren woche mal male beginn auftakt schluss wochen monat monaten abend morgen mittag nachmittag vormittag
    nacht wochenende mitternacht donnerstagabend
    """
)


_DAYS: Final = word_set(
    """
    montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend januar februar märz april mai juni juli
    august september oktober november dezember montagabend dienstagabend mittwochabend donnerstagabend freitagabend
    samstagabend sonntagabend abend nachmittag vormittag mittag morgen
    """
)


def _is_time(lower: list[str], at: int) -> bool:
    return any(word in _TIME_WORDS for word in lower[at : at + 3])


def _closing(doc: Doc, at: int, stop: int) -> int:
    """Behind the quotation mark that closes a short quoted name; 0 if there is none near."""
    for here in range(at + 2, min(stop, at + 8)):
        if _is_quote(doc.words[here]):
            return here + 1
    return 0


def _bracket(doc: Doc, at: int, stop: int) -> int:
    for here in range(at + 1, min(stop, at + 14)):
        if doc.words[here] == ")":
            return here + 1
    return 0


def _apposition(doc: Doc, at: int, stop: int) -> int:
    """The end of an apposition that begins with the comma at `at` ("…, Wolodymyr Selenskyj,"); 0 if it is none."""
    first = at + 1
    if first >= stop or not starts_phrase(doc, first, stop):
        return 0
    low = doc.lower[first]
    if (
        low in ("der", "die", "das")
        and first + 1 < stop
        and not (is_capital(doc.words[first + 1]) or is_adjective(doc.lower[first + 1]))
    ):
        return 0
    end = phrase(doc, first, stop, apposition=False, front=True)
    if end == first:
        return 0
    if end < stop and doc.words[end] == ",":
        return end + 1
    return end if end == stop else 0


def skip_focus(doc: Doc, at: int, stop: int) -> int:
    """Past "auch", "selbst", "nur" before a phrase."""
    while at < stop - 1 and doc.lower[at] in _FOCUS:
        at += 1
    return at
