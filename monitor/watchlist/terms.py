"""Finding an editor's words in German text: inflection, compounds, separable verbs, phrases, countries.

A word of the watchlist is compiled once to its forms; a text is cut into words once, and each different word is
looked up once and remembered. Nothing here is a user's regular expression.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.watchlist.compounds import contains, ends_with
from monitor.watchlist.countries import countries, country_of, family
from monitor.watchlist.german import Word, ordinal, word_forms
from monitor.watchlist.model import Hit, Part, Watchlist
from monitor.watchlist.tokens import HYPHENS, Token, fold, joined_up, raw_words, tokens, word_set

#: words between the parts of a split verb or verb phrase, at most; further apart they belong to two clauses
_SPAN: Final = 28
#: distinct words without a hit remembered by one matcher before it starts afresh (about 1 MB; a claim has six matchers)
_REMEMBERED: Final = 12_000

#: answers remembered per matcher, and the longest text worth it (a sentence is asked about by every observation in it)
_ANSWERS: Final = 2048
_SHORT: Final = 1200

_SENTENCE_END: Final = frozenset(".!?\n")
_CLAUSE_END: Final = frozenset('.!?;:,–—\n)»“"')
#: marks that may not stand between the words of a phrase
_APART: Final = _CLAUSE_END - frozenset('\n."“')
_AFTER_PARTICLE: Final = word_set("und oder sowie als wie dass weil wenn aber sondern")


class _Single(NamedTuple):
    """One word to look for."""

    term: int
    word: Word
    #: an abbreviation: these spellings only, in this case
    spellings: frozenset[str]
    #: the word names a country or its people
    country: bool = False


class _Phrase(NamedTuple):
    """Words to look for side by side; with a verb, the verb may stand apart from the others."""

    term: int
    #: numbers of the words in the matcher's list, in order
    words: tuple[int, ...]
    #: place of the verb in `words`, -1: no verb
    verb: int


class Matcher:
    """Words of a watchlist, ready to be found in text.

    Nouns want a capital letter (Krieg, not kriegen) unless they are part of a compound; abbreviations of up to five
    capitals are found in this spelling only. Reading a text twice costs half: words looked up are remembered.
    """

    def __init__(self, words: tuple[str, ...], part: Part) -> None:
        #: the terms as written
        self.words = words
        self._part = part
        self._singles: list[_Single] = []
        self._phrases: list[_Phrase] = []
        self._own: list[tuple[int, int]] = []
        for index, word in enumerate(words):
            self._add(index, word)
        self._alone = dict(self._own)
        self._seen: dict[str, tuple[tuple[int, bool], ...]] = {}
        self._blank: set[str] = set()
        self._answers: dict[str, bool] = {}
        split = any(single.word.finite for single in self._singles)
        #: a word alone decides: no phrases, no split verbs, no hyphens to look behind
        self._plain = not self._phrases and not split and part is not Part.LAST
        self._spelt = self._by_spelling()
        self._stems, self._owners = self._by_stem()
        self._automaton: AhoCorasick | None = None
        #: of each phrase its rarest word, and all single words: without one of them a text has nothing
        self._needed = frozenset(self._alone) | {self._rarest(phrase) for phrase in self._phrases}
        self._scanner: AhoCorasick | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return compiled, (self.words, self._part)

    # --- building --------------------------------------------------------------------------------------------------

    def _add(self, index: int, term: str) -> None:
        pieces = [token.text for token in tokens(term)]
        if not pieces:
            return
        if len(pieces) == 1:
            for single in _alternatives(index, pieces[0], self._part):
                self._own.append((len(self._singles), index))
                self._singles.append(single)
            return
        start = len(self._singles)
        self._singles += [_single(index, piece, inside=place < len(pieces) - 1) for place, piece in enumerate(pieces)]
        verbs = [place for place in range(len(pieces)) if self._singles[start + place].word.verb]
        apart = verbs[-1] if verbs and verbs[-1] == len(pieces) - 1 else -1
        self._phrases.append(_Phrase(index, tuple(range(start, start + len(pieces))), apart))
        for synonym in family(" ".join(pieces)) if self._part is not Part.LAST else ():
            if " " not in synonym:
                self._own.append((len(self._singles), index))
                self._singles.append(_single(index, synonym))

    def _by_spelling(self) -> dict[str, tuple[int, ...]]:
        out: dict[str, tuple[int, ...]] = {}
        for number, single in enumerate(self._singles):
            for way in single.spellings:
                out[way] = (*out.get(way, ()), number)
        return out

    def _by_stem(self) -> tuple[list[str], list[tuple[int, ...]]]:
        owners: dict[str, tuple[int, ...]] = {}
        for number, single in enumerate(self._singles):
            for stem in _stems_of(single):
                owners[stem] = (*owners.get(stem, ()), number)
        return list(owners), list(owners.values())

    # --- asking ----------------------------------------------------------------------------------------------------

    def find(self, text: str) -> list[Hit]:
        """All terms in `text`, in text order; of two that begin at one place the longer comes first."""
        found = list(self._hits(text))
        found.sort(key=lambda hit: (hit.start, -hit.end))
        return found

    def touches(self, text: str) -> bool:
        """Whether any term stands in `text`."""
        if len(text) > _SHORT:
            may, sure = self._may(text)
            return sure or (may and (self._plain or next(self._hits(text), None) is not None))
        known = self._answers.get(text)
        if known is None:
            may, sure = self._held(text)
            known = sure or (may and (self._plain or next(self._hits(text), None) is not None))
            if len(self._answers) >= _ANSWERS:
                self._answers.clear()
            self._answers[text] = known
        return known

    def _may(self, text: str) -> tuple[bool, bool]:
        """The same question to a long text: whether a term may stand in it, and whether one surely does.

        Only words in which a stem stands are cut out and looked up. A word that is a term by itself settles it;
        phrases, split verbs and last parts of compounds need the words around them.
        """
        text = joined_up(text)
        small = text.lower()
        if not self._needed or len(small) != len(text):
            return self._some(text), False
        words = {_word_at(text, start, end) for _, start, end in self._signs().find_matches_as_indexes(small)}
        found = {item for word in words for item in self._look_up(word) if item[0] in self._needed}
        settled = self._part is not Part.LAST and any(whole and number in self._alone for number, whole in found)
        return bool(found), settled

    def _signs(self) -> AhoCorasick:
        """The stems and spellings of the words without which a text has nothing, made when a long text is asked."""
        if self._scanner is None:
            signs = sorted({way for number in self._needed for way in _in_lower_case(self._singles[number])})
            self._scanner = AhoCorasick(signs, implementation=Implementation.DFA)
        return self._scanner

    def _rarest(self, phrase: _Phrase) -> int:
        """The word of a phrase of which even the shortest stem is long."""
        return max(phrase.words, key=lambda number: min(map(len, _in_lower_case(self._singles[number])), default=0))

    def _held(self, text: str) -> tuple[bool, bool]:
        """Whether any word of a short text may belong to a term, and whether one is a term by itself."""
        may = False
        for word in raw_words(text) - self._blank:
            if self._look_up(word):
                if self._plain or self.surely(word):
                    return True, True
                may = True
        return may, False

    def _some(self, text: str) -> bool:
        """Whether any word of the text may belong to a term; words that never do are left out at once."""
        return any(self._look_up(word) for word in raw_words(text) - self._blank)

    @property
    def stems(self) -> list[str]:
        """A word (folded) that may belong to a term holds one of these, or is one of the `spellings`."""
        return self._stems

    @property
    def spellings(self) -> Iterable[str]:
        """Abbreviations as they stand in a text."""
        return self._spelt

    def may_be(self, word: str) -> bool:
        """Whether one word of a text may belong to a term."""
        return bool(self._look_up(word))

    def surely(self, word: str) -> bool:
        """Whether a word that stands in a text is a term by itself, whatever stands around it."""
        found = self._look_up(word) if self._part is not Part.LAST else ()
        return any(whole and number in self._alone for number, whole in found)

    def among(self, words: frozenset[str]) -> list[str]:
        """Those of a text's words that may belong to a term."""
        return [word for word in words - self._blank if self._look_up(word)]

    def matches_noun(self, noun: str | None) -> bool:
        """Whether a lemma is one of the terms, or a compound that ends in one (any part of it with `Part.ANY`).

        A pair counts when both are ("hunderte Tote und Verletzte" are not hundreds of dead); capital letters are not
        asked for.
        """
        if not noun:
            return False
        if self._phrases and any(True for _ in self._hits(noun)):
            return True
        return all(self._matches_one(piece) for piece in noun.replace(" oder ", " und ").split(" und "))

    def _matches_one(self, noun: str) -> bool:
        asked = tokens(noun)[-1:] if self._part is Part.LAST else tokens(noun)
        return any(self._alone_hits(token.text, loose=True) for token in asked)

    def _alone_hits(self, word: str, *, loose: bool = False) -> tuple[int, ...]:
        found = self._look_up(word)
        if loose and not found:
            found = self._look_up(word[:1].upper() + word[1:])
        return tuple(self._alone[number] for number, whole in found if whole and number in self._alone)

    # --- finding ---------------------------------------------------------------------------------------------------

    def _hits(self, text: str) -> Iterator[Hit]:
        seen = self._mark(text)
        done: set[tuple[int, int]] = set()
        for number, places in (*seen.whole.items(), *seen.apart.items()):
            term = self._alone.get(number, -1)
            for place in places if term >= 0 else ():
                if (place, term) not in done and self._holds(seen, number, place):
                    done.add((place, term))
                    yield Hit(seen.words[place].start, seen.words[place].end, self.words[term])
        for phrase in self._phrases:
            yield from self._phrase_hits(phrase, seen)

    def _mark(self, text: str) -> _Seen:
        seen = _Seen(text, tokens(text), {}, {})
        for place, token in enumerate(seen.words):
            for number, whole in self._look_up(token.text):
                (seen.whole if whole else seen.apart).setdefault(number, []).append(place)
        return seen

    def _holds(self, seen: _Seen, number: int, place: int) -> bool:
        """Whether a single word's form is the term here: the last part of its compound, its particle at hand."""
        if place in seen.whole.get(number, ()):
            return self._part is not Part.LAST or not _goes_on(seen.text, seen.words[place])
        return _particle_follows(seen, place, self._singles[number].word.particle)

    def _look_up(self, word: str) -> tuple[tuple[int, bool], ...]:
        """(number of the single, found whole): not whole means a finite verb whose particle must follow."""
        if word in self._blank:
            return ()
        known = self._seen.get(word)
        if known is None:
            known = tuple(self._judge(word))
            if known:
                self._seen[word] = known
            else:
                if len(self._blank) >= _REMEMBERED:
                    self._blank.clear()
                self._blank.add(word)
        return known

    def _judge(self, word: str) -> Iterator[tuple[int, bool]]:
        yield from ((number, True) for number in self._spelt.get(word, ()))
        key = fold(word)
        for number in sorted(self._near(key)):
            single = self._singles[number]
            if self._is(single, word, key, alone=number in self._alone):
                yield number, True
            elif key in single.word.finite:
                yield number, False

    def _near(self, key: str) -> set[int]:
        """Numbers of the words of which some stem stands in the key."""
        if not self._stems:
            return set()
        if self._automaton is None:
            self._automaton = AhoCorasick(self._stems, implementation=Implementation.DFA)
        found = self._automaton.find_matches_as_indexes(key, overlapping=True)
        return {number for stem, _, _ in found for number in self._owners[stem]}

    def _is(self, single: _Single, word: str, key: str, *, alone: bool) -> bool:
        forms = single.word
        if key in forms.forms:
            return not forms.noun or word[:1].isupper() or word[:1].isdigit()
        if not alone or self._part is Part.WHOLE or (single.country and _other_country(key, forms)):
            return False
        capital = word[:1].isupper()
        return ends_with(key, forms, capital=capital) or (
            self._part is Part.ANY and contains(key, forms, capital=capital)
        )

    def _phrase_hits(self, phrase: _Phrase, seen: _Seen) -> Iterator[Hit]:
        taken = set(seen.runs(phrase.words))
        for place in sorted(taken):
            yield self._hit(phrase, seen, place, place + len(phrase.words) - 1)
        if phrase.verb < 0:
            return
        rest = phrase.words[: phrase.verb]
        for place in seen.runs(rest):
            last = place + len(rest) - 1
            if _only_that(seen, last):
                continue
            verb = None if place in taken else self._verb_near(phrase.words[phrase.verb], seen, place, last)
            if verb is not None:
                yield self._hit(phrase, seen, min(place, verb), max(last, verb))

    def _hit(self, phrase: _Phrase, seen: _Seen, first: int, last: int) -> Hit:
        return Hit(seen.words[first].start, seen.words[last].end, self.words[phrase.term])

    def _verb_near(self, number: int, seen: _Seen, first: int, last: int) -> int | None:
        """Place of the phrase's verb in the same clause, on either side; None without one."""
        particle = self._singles[number].word.particle
        whole, apart = seen.whole.get(number, ()), seen.apart.get(number, ())
        near: list[int] = [place for place in (*whole, *apart) if first - _SPAN <= place <= last + _SPAN]
        for place in sorted(near, key=lambda place: (place > last, abs(place - first))):
            inside = range(place, first) if place < first else range(last, place)
            if any(_ends_clause(seen, step) for step in inside):
                continue
            if place in whole or _particle_follows(seen, place, particle):
                return place
        return None


class _Seen(NamedTuple):
    """A text cut into words, and where the matcher's words stand in it."""

    text: str
    words: tuple[Token, ...]
    #: number of a word -> places of its whole forms
    whole: dict[int, list[int]]
    #: number of a verb -> places of finite forms whose particle must follow
    apart: dict[int, list[int]]

    def runs(self, numbers: tuple[int, ...]) -> Iterator[int]:
        """Places where these words stand side by side."""
        for place in self.whole.get(numbers[0], ()) if numbers else ():
            if all(place + step in self.whole.get(number, ()) for step, number in enumerate(numbers)) and all(
                _beside(self, at) for at in range(place, place + len(numbers) - 1)
            ):
                yield place


# --- single words --------------------------------------------------------------------------------------------------


def _single(index: int, piece: str, *, inside: bool = False) -> _Single:
    if _abbreviation(piece):
        return _Single(index, Word(frozenset(), frozenset(), noun=False), _spellings(piece))
    word = word_forms(piece)
    if inside and piece[:1].isupper():
        also = word_forms(piece[:1].lower() + piece[1:])
        word = word._replace(forms=word.forms | also.forms)
    if inside and (digit := ordinal(fold(piece))):
        word = word._replace(forms=word.forms | {digit})
    return _Single(index, word, frozenset(), country_of(piece) is not None)


def _alternatives(index: int, piece: str, part: Part) -> list[_Single]:
    """The word itself and, for countries, its adjective, people and other names (never for counted nouns)."""
    out = [_single(index, piece)]
    if part is not Part.LAST:
        out += [_single(index, other) for other in family(piece) if " " not in other and fold(other) != fold(piece)]
    return out


def _abbreviation(piece: str) -> bool:
    return 1 < len(piece) <= 5 and piece.isupper() and any(letter.isalpha() for letter in piece)


def _spellings(piece: str) -> frozenset[str]:
    """EU stays EU; NATO may be Nato; AKW has AKWs."""
    out = {piece, piece + "s"}
    if len(piece) > 3:
        title = piece[0] + piece[1:].lower()
        out |= {title, title + "s"}
    return frozenset(out)


def _in_lower_case(single: _Single) -> tuple[str, ...]:
    """Stems and spellings as they stand in a text in lower case, Fluß beside Fluss."""
    stems = (*_stems_of(single), *(way.lower() for way in single.spellings))
    return tuple(dict.fromkeys((*stems, *(way for stem in stems for way in _with_sharp_s(stem)))))


def _with_sharp_s(stem: str) -> Iterator[str]:
    """A stem with each ss, and with all, written ß."""
    parts = stem.split("ss")
    for place in range(1, len(parts)):
        yield "ss".join(parts[:place]) + "ß" + "ss".join(parts[place:])
    if len(parts) > 2:
        yield "ß".join(parts)


def _word_at(text: str, start: int, end: int) -> str:
    """The word around a place."""
    while start and (text[start - 1].isalnum() or "\u0300" <= text[start - 1] <= "\u036f"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or "\u0300" <= text[end] <= "\u036f"):
        end += 1
    return text[start:end]


def _stems_of(single: _Single) -> tuple[str, ...]:
    """A few strings of which every form contains at least one: the cheap first question."""
    forms = single.word.forms | single.word.finite | single.word.links
    left = sorted((form for form in forms if form), key=len)
    stems: list[str] = []
    for form in left:
        if not any(stem in form for stem in stems):
            stems.append(form)
    return tuple(stems)


def _other_country(key: str, word: Word) -> bool:
    """Whether a word is another country's: belarussisch is not russisch, Südsudan not Sudan."""
    return key in _country_forms() and key not in word.forms


@lru_cache(maxsize=1)
def _country_forms() -> frozenset[str]:
    words = [word for country in countries().values() for word in country.words if " " not in word]
    return frozenset(form for word in words for form in word_forms(word).forms)


def _goes_on(text: str, token: Token) -> bool:
    """Whether a hyphen and another part follow: in EU-Truppen-Besuch the Truppe is not the last part."""
    rest = text[token.end : token.end + 2]
    return len(rest) == 2 and rest[0] in HYPHENS and rest[1].isalnum()


# --- several words -------------------------------------------------------------------------------------------------


def _beside(seen: _Seen, place: int) -> bool:
    """Whether only a blank, a hyphen, a quotation mark or a line end stands before the next word."""
    between = seen.text[seen.words[place].end : seen.words[place + 1].start]
    return len(between) <= 3 and not set(between) & _APART


def _only_that(seen: _Seen, place: int) -> bool:
    """ "nicht nur": it negates nothing."""
    following = seen.words[place + 1].text if place + 1 < len(seen.words) else ""
    return seen.words[place].text == "nicht" and following in ("nur", "allein", "zuletzt")


def _ends_clause(seen: _Seen, place: int) -> bool:
    between = seen.text[seen.words[place].end : seen.words[place + 1].start]
    return bool(_CLAUSE_END & set(between)) and not _abbreviated(seen.text, seen.words, place + 1)


def _particle_follows(seen: _Seen, place: int, particle: str) -> bool:
    """Whether the particle of a split verb closes its clause: traf am Abend in Kursk ein."""
    text, words = seen.text, seen.words
    for later in range(place + 1, min(len(words), place + _SPAN)):
        between = text[words[later - 1].end : words[later].start].strip(" ")
        if _SENTENCE_END & set(between) and not _abbreviated(text, words, later):
            return False
        if words[later].text == particle and _closes(text, words, later):
            return True
    return False


def _abbreviated(text: str, words: tuple[Token, ...], later: int) -> bool:
    """A full stop that ends nothing: after a number or a single letter, or before a small letter."""
    before = words[later - 1]
    if text[before.end : words[later].start].strip() != ".":
        return False
    return before.text.isdigit() or len(before.text) == 1 or words[later].text[:1].islower()


def _closes(text: str, words: tuple[Token, ...], place: int) -> bool:
    rest = text[words[place].end :][:3].lstrip(" ")
    if not rest or rest[0] in _CLAUSE_END:
        return True
    return place + 1 < len(words) and words[place + 1].text in _AFTER_PARTICLE


# --- watchlists ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def compiled(words: tuple[str, ...], part: Part) -> Matcher:
    """The matcher of these words; one per list."""
    return Matcher(words, part)


def anchor_words(watchlist: Watchlist) -> tuple[str, ...]:
    """The gate's words: the file's `about`, else the claims' `about`, else what their claims count; each once."""
    if watchlist.about:
        return watchlist.about
    return tuple(dict.fromkeys(_claim_words(watchlist)))


def _claim_words(watchlist: Watchlist) -> Iterable[str]:
    for claim in watchlist.claims:
        words = [word for group in claim.about for word in group]
        yield from words or claim.counts
