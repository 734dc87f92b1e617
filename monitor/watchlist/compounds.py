"""Closed compounds: whether a word has another as its last part, or as an earlier one.

Without a dictionary a few letters inside a word prove little, so a part must be at least four letters long, the rest
must be able to be a word, and the splits that German readers are never taken in by stand in `_TRAPS`. Both lists were
collected by running 130 common nouns and verbs over 700 news articles and reading the compounds found.
"""

from __future__ import annotations

from typing import Final

from monitor.watchlist.german import Word
from monitor.watchlist.tokens import word_set

#: letters a term needs to be found inside a closed compound (DESIGN, "any part of four letters or more")
_PART: Final = 4
#: letters the rest of a compound needs: shorter ones are prefixes and endings, not words
_REST: Final = 3
#: letters a noun needs to be the first part of a word in small letters (kriegsmüde; not zahlreich)
_SMALL: Final = 5

#: beginnings that make a new word of a word instead of a compound: Unfall is no Fall, Verrat no Rat
_PREFIXES: Final = word_set(
    "ab an auf aus be bei da dar durch ein emp ent er fort ge her herab heran heraus herbei herein hervor herum hin hinab "
    "hinauf hinaus hinein hinter hinzu los miss mit nach nieder ober rück über um umher un unter ur ver vor voran voraus "
    "vorbei weg wider wieder zer zu zurück zusammen in im des dis re de ko kon pro mono poly anti eben jeden andern allen"
)
#: of these, the ones that hide behind another part: Rücktrittsaufforderung, Verbrechensbekämpfung
_INNER: Final = ("ver", "be", "ent", "zer", "auf", "an", "ab", "aus", "ein", "zu", "nach", "vor", "über", "unter", "um")
#: ends that make a new word of a word: Landung is no Land, kriegerisch no Krieg
_SUFFIXES: Final = word_set(
    "ten ter tem tes erisch erische erischer erisches erischen erischem ung ungen ungs ete eten est tet ert erte erten erter ern erin "
    "erinnen innen isch ische ischer isches ischen ischem lich liche licher liches lichen lichem ige iger iges igen igem "
    "bar bare barer bares baren haft hafte hafter haftes haften los lose loser loses losen sam same samer sames samen chen "
    "lein elei erei eien heit heiten keit keiten schaft schaften tum tümer nis nisse end ende ender endes enden endem ieren "
    "iert ierte ierung ierungen ist isten istin ismus ologe ester esten este ens ers els ell elle eller elles ellen iell "
    "ent ant anz enz ion ionen ium ika ina ian reich reiche reicher reiches reichen weise"
)
#: words that hold another one only by chance: letters inside one of these are no part
_TRAPS: Final = word_set(
    "soldat kandidat magazin benzin konkurrent transparent astronaut autonom automat autor software hardware firmware "
    "transport protest beschwer schuld taliban schöpf schraub quartier antidepress mittwoch strassburg kreis werden garderobe "
    "preis entwickl hundert tausend schaft anschliessen umfassen wachsen reisend nürnberg guttenberg württemberg konzert prozent patient "
    "student präsident kontinent instrument argument moment element parlament dokument experiment minute rakete notar elend "
    "kalender gelände geländer ausland behörde garten karton kapitän karten akten rentier zentr demonstr registr "
    "illustr industr administr orchester semester magister register minister kloster polster muster ballett ballon"
)


def ends_with(key: str, word: Word, *, capital: bool) -> bool:
    """Whether the last part of a compound is the word: artilleriegranaten, schwerverletzte.

    A noun is the last part of capitalised words only: ebenfalls ends in no Fall.
    """
    if word.noun and not capital:
        return False
    for form in word.tails:
        before = key[: -len(form)]
        if (
            len(form) >= _PART
            and before
            and key.endswith(form)
            and _is_part(before, word)
            and not _trap(key, form, len(before))
        ):
            return True
    return False


def contains(key: str, word: Word, *, capital: bool) -> bool:
    """Whether an earlier part of a compound is the word: truppenbesuch, coronaimpfstoffhersteller, kriegsmüde."""
    rests = []
    for link in word.links:
        place = key.find(link) if len(link) >= (_PART if capital else _SMALL) else -1
        if place < 0 or (place and not (capital and _is_part(key[:place], word))) or _trap(key, link, place):
            continue
        rests.append(key[place + len(link) :])
    return any(len(rest) >= _REST for rest in rests) and not any(rest in _SUFFIXES for rest in rests)


def _is_part(before: str, word: Word) -> bool:
    """Whether what stands before a word can be a word of its own, not only prefixes: auf-, ver-, aufge-, einzu-."""
    if len(before) < _REST or before in _PREFIXES or before.endswith(("sc", "ieren")):
        return False
    if before.endswith(("ge", "zu", "be", "er")) and before[:-2] in _PREFIXES:
        return False
    if before.endswith("ver") and before[:-3] in _PREFIXES:
        return False
    return not (word.verb and before.endswith(_INNER))


def _trap(key: str, part: str, start: int) -> bool:
    """Whether the part is cut out of the middle, or off the front, of a word that has nothing to do with it."""
    for trap in _TRAPS:
        at = key.find(trap)
        if at >= 0 and (at < start < at + len(trap) or (start == at and len(part) < len(trap))):
            return True
    return False
