"""A German text as words, sentences and paragraphs: what every rule of the reader looks at.

`Doc` holds the normalised text (NFC, every blank a plain one, invisible characters gone, digits of other scripts in
ASCII), flat parallel token lists and the way back to the text as given. Made once per text, in one regular expression
pass. Knows nothing of figures or statements.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from sys import intern
from typing import ClassVar, Final

from monitor.reading.model import Span


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


#: a number with its inner marks and what is glued to it (22-Jähriger, 1,5-Fache, 10-12, 5G), a word with inner
#: hyphens and digits (US-Präsident, KN23-Raketen, Covid-19, gibt's), an address of the web, or one sign
_TOKEN: Final = re.compile(
    r"[A-Za-zÄÖÜäöüßé]+(?![\w'’&‐‑-])|[.,]"  # nine of ten tokens; the alternatives below hold the general forms
    r"|\d+(?:[.,:/'’´`]\d+)*(?:[^\W\d_]\w*)?(?:[-‐‑](?:\d+(?:[.,:]\d+)*|\w+))*(?:[-‐‑](?![\w-]))?"
    r"|(?:https?://|www\.)[^\s<>\"“”]+"
    r"|[^\W\d_]\w*(?:[-‐‑'’&]\w+)*(?:[-‐‑](?![\w-]))?"
    r"|[^\w\s]"
)
#: a text of nothing but these needs no normalising (one fast pass tells)
_ORDINARY: Final = re.compile("[\t\n -~¡-¬®-ʯ–—‘’‚“”„†•…‹›€]*")
_INVISIBLE: Final = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a"
_DROPPED: Final = frozenset("\u00ad\u061c\ufeff") | frozenset(
    map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)])
)
_BLANKS: Final = frozenset("\u00a0\u1680\u202f\u205f\u3000\u2028\u2029") | frozenset(map(chr, range(0x2000, 0x200B)))
#: a letter with its combining marks, or invisible characters
_CLUSTER: Final = re.compile(f"[{_INVISIBLE}]+|[^{_MARKS}][{_MARKS}]+")
_NEWLINES: Final = re.compile(r"[\r\n]\s*")

_CLOSERS: Final = frozenset("“”\"»«’')]›‹")
_OPENERS: Final = frozenset("„“\"»«‚‘'([›‹")
_STOPS: Final = frozenset((".", "!", "?", "…", "...", ".."))

#: abbreviations that a dot belongs to; a sentence hardly ever ends with them
_ABBREVIATIONS: Final = word_set("""
    abb abs abt adm allg anm apl art aufl ausg bd begr bes bez bspw bzgl bzw ca chr co cie corp ders dgl dipl
    dr ebd eigtl einschl engl entspr erg etc evtl exkl fa ff fr frl frz geb gegr gen gest gez ggf ggü griech
    hbf hg hl hr hrn hrsg inc inkl insb insbes int inzw ital jg jgs jh jhd jr kap kfm königl lat led lt ltd max mag
    mdl med mil min mind mio mrd mr mrs ms mtl nachm nov dez okt sept sep aug jan feb apr jun jul nr nrn num oberst
    obj orig phil pers pol prof prov rd red reg resp russ san sek sen sog sogen span spez st std stdn stellv str
    tel tsd univ urspr usw v verh verw vgl vol vorm vors vs wg zb zt zit zw zzgl zzt leutn lt hptm gefr
    """)
#: abbreviations that may as well be the last word of a sentence
_MAY_END: Final = word_set("""
    usw etc ff jh jhd std co min max sek jr mio mrd tsd str inc corp ltd nr st
    """)
_MONTHS: Final = word_set("""
    januar jänner februar feber märz april mai juni juli august september oktober november dezember jan feb mär apr jun
    jul aug sep sept okt nov dez
    """)
#: words after which „24.“ is an ordinal
_BEFORE_ORDINAL: Final = word_set("""
    der die das dem den des am zum zur im vom beim ab bis seit vor nach ein eine einen einem einer eines sein seine
    seinen seinem seiner ihr ihre ihren ihrem ihrer jeder jede jedes jeden jedem dieser diese diesem diesen und oder
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag kein keine
    unser unsere unseren unserem unserer dessen deren
    """)
#: nouns that are numbered by ordinals
_ORDINAL_NOUNS: Final = word_set("""
    jahrhundert jahrhunderts weltkrieg weltkriegs geburtstag geburtstags mal platz spieltag jahrestag auflage etappe stock klasse
    lebensjahr minute runde wahlperiode tag senat strafkammer zivilsenat korps armee liga bundesliga quartal halbjahr breitengrad
    verhandlungstag kriegstag todestag hochzeitstag jahrtausend stunde kapitel sinfonie brigade division panzerdivision flotte
    """)
#: words that begin a sentence when they stand capitalised after a dot
_STARTERS: Final = word_set("""
    der die das dem den des ein eine einen einem einer eines in im am an auf aus bei beim bis durch für gegen hinter mit
    nach neben ohne seit trotz um unter über vom von vor während wegen zu zum zur zwischen laut er sie es wir ich ihr man
    dies diese dieser dieses diesen diesem jener jene dabei dafür dagegen daher damit danach dann daran darauf daraus
    darin darüber darum darunter davon davor dazu dennoch deshalb doch dort drei zwei viele mehr mehrere weil wenn
    wer wie wo was warum wann ob obwohl und aber allerdings also als auch außerdem bereits bislang bisher da denn derzeit
    eigentlich einige etwa fast heute gestern morgen hier hinzu immer insgesamt inzwischen jetzt jedoch kein keine knapp
    laut mittlerweile nachdem nur noch nun rund schon sein seine seinen seinem seiner ihre ihren ihrem ihrer selbst so
    sobald sogar sollte sollten später statt somit täglich trotzdem unterdessen weiter weitere weiterhin wegen welche
    zudem zuletzt zunächst zusätzlich zuvor zwar sondern entsprechend ebenso beide alle andere anders angesichts
    anschließend damals demnach derweil diesmal ende anfang mitte
    """)
#: words that cannot end a line of their own: the next line goes on
_GO_ON: Final = word_set("""
    der die das dem den des ein eine einen einem einer eines kein keine keinen in im am ans an auf aus bei beim bis durch
    für gegen hinter mit nach neben ohne seit trotz um unter über vom von vor während wegen zu zum zur zwischen laut und
    oder sowie als dass ob weil wenn rund etwa knapp fast mindestens höchstens circa ca ungefähr gut nahezu maximal
    mehr weniger sein seine seinen seinem seiner ihre ihren ihrem ihrer diese dieser dieses diesen diesem insgesamt
    , - – ; mio mrd tsd million millionen milliarde milliarden tausend hundert dutzend
    """)
#: tokens; the longest sentence of 850 news articles has 120
_LONGEST: Final = 200


def normalise(raw: str) -> tuple[str, list[int] | None, list[int] | None]:
    """The text to read, and per character its start and end in `raw`; None: offsets are the same."""
    if _ORDINARY.fullmatch(raw):
        return raw, None, None
    present = set(raw)
    text = raw
    for char in present:
        if char in _BLANKS:
            text = text.replace(char, " ")
        elif char > "\u024f" and char.isdecimal():
            text = text.replace(char, str(unicodedata.decimal(char)))
    if not present & _DROPPED and unicodedata.is_normalized("NFC", text):
        return text, None, None
    return _mapped(text)


def _mapped(text: str) -> tuple[str, list[int], list[int]]:
    """NFC without the invisible characters, and where each character comes from."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    for match in _CLUSTER.finditer(text):
        a, b = match.span()
        parts.append(text[place:a])
        starts.extend(range(place, a))
        ends.extend(range(place + 1, a + 1))
        made = unicodedata.normalize("NFC", "".join(char for char in match.group() if char not in _DROPPED))
        parts.append(made)
        starts.extend([a] * len(made))
        ends.extend([b] * len(made))
        place = b
    parts.append(text[place:])
    starts.extend(range(place, len(text)))
    ends.extend(range(place + 1, len(text) + 1))
    return "".join(parts), starts, ends


_NOWHERE: Final[list[int]] = []


class Word:
    """A token as many texts hold it: one object, and one string, for each way of writing it.

    Other modules of this room note in it what they found out about the word; the fields from `flag` on are theirs. What
    stands between two blanks is one too, with the tokens it falls into as `parts`.
    """

    __slots__ = (
        "asked",
        "call",
        "flag",
        "held",
        "lower",
        "opening",
        "parts",
        "places",
        "size",
        "stem",
        "stops",
        "timing",
        "word",
    )

    def __init__(self, word: str) -> None:
        # one string for all that is written alike: tables find it without comparing letters
        self.word: str = intern(word)
        self.lower: str = intern(word.lower())
        self.size: int = len(word)
        #: a sign that may end a sentence
        self.stops: bool = word in _STOPS
        #: the tokens in it, None: it is one
        self.parts: list[Word] | None = None
        #: bits of `clauses`, -1: not asked yet
        self.flag: int = -1
        #: what it calls for in `statements`, -1: not asked yet
        self.call: int = -1
        #: whether it may open a sentence as a verb of saying, -1: not asked yet
        self.opening: int = -1
        #: bits of `dates`, -1: not asked yet
        self.timing: int = -1
        #: bits of the lists it was looked for in, and of those that hold it
        self.asked: int = 0
        self.held: int = 0
        #: the noun without its endings in `references`, "": not asked yet
        self.stem: str = ""
        #: where each of the parts begins
        self.places: list[int] = _NOWHERE


class Gate:
    """A list of lower-case words, to be asked whether any of them stands in a stretch of text."""

    __slots__ = ("bit", "words")

    #: lists made so far
    made: ClassVar[int] = 0

    def __init__(self, words: frozenset[str]) -> None:
        self.words: frozenset[str] = words
        self.bit: int = 1 << Gate.made
        Gate.made += 1

    def opens(self, doc: Doc, first: int, stop: int) -> bool:
        """Whether one of the words stands in tokens [first, stop)."""
        lexicon, bit = doc.lexicon, self.bit
        for at in range(first, stop):
            word = lexicon[at]
            if not word.asked & bit:
                word.asked |= bit
                if word.lower in self.words:
                    word.held |= bit
            if word.held & bit:
                return True
        return False


#: words and what stands between blanks, seen before; a text repeats most of what others said
_KNOWN: Final[dict[str, Word]] = {}
#: at most; longer ones are not remembered
_REMEMBERED: Final = 50_000
_LONG: Final = 60


def _word(raw: str) -> Word:
    """What stands between two blanks, or one token of it, with its tokens."""
    known = _KNOWN.get(raw)
    if known is not None:
        return known
    known = Word(raw)
    if not raw.isalpha():
        found = _tokens(raw)
        if found != [(0, len(raw))]:
            known.parts = [_word(raw[a:b]) for a, b in found]
            known.places = [a for a, _ in found]
    if len(_KNOWN) >= _REMEMBERED:
        _KNOWN.clear()
    if len(raw) <= _LONG:
        _KNOWN[raw] = known
    return known


def _tokens(raw: str) -> list[tuple[int, int]]:
    """Where the tokens begin and end in what stands between two blanks."""
    last = len(raw) - 1
    if raw[last] in ",." and raw[:last].isalpha():
        return [(0, last), (last, last + 1)]
    return [match.span() for match in _TOKEN.finditer(raw)]


#: a span from a pair, without the detour over Python that a named tuple's constructor takes
_span: Final[Callable[[tuple[int, int]], Span]] = partial(tuple.__new__, Span)


class Doc:
    """A text made ready for reading.

    Tokens are numbered; `words[i]` stands at `text[starts[i]:ends[i]]`. `sentences` and `paragraphs` are half-open token
    ranges in order, covering all tokens. All offsets but those of `span` and `chars` are into the normalised `text`.
    """

    __slots__ = (
        "_from", "_to", "ends", "flags", "lexicon", "lower", "paragraphs", "raw", "sentence_starts", "sentences", "shared",
        "starts", "stops", "text", "words",
    )  # fmt: skip

    def __init__(self, raw: str) -> None:
        #: the text as given
        self.raw: str = raw
        self.text: str
        self._from: list[int] | None
        self._to: list[int] | None
        self.text, self._from, self._to = normalise(raw)
        self.words: list[str] = []
        self.lower: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        #: the tokens as other texts hold them too
        self.lexicon: list[Word] = []
        #: tokens that may end a sentence
        self.stops: list[int] = []
        #: bits of every token, filled by `clauses.flags`
        self.flags: list[int] = []
        #: what one rule found and others may use, by name and sentence (clauses, for one)
        self.shared: dict[tuple[str, int], object] = {}
        #: half-open token ranges
        self.sentences: list[tuple[int, int]] = []
        self.paragraphs: list[tuple[int, int]] = []
        _cut(self)
        _split(self)
        #: first token of each sentence, for `sentence_at`
        self.sentence_starts: list[int] = [a for a, _ in self.sentences]

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, stop: int) -> Span:
        """Offsets into the text as given of tokens [first, stop)."""
        return self.chars(self.starts[first], self.ends[stop - 1])

    def chars(self, start: int, end: int) -> Span:
        """Offsets into the text as given of `text[start:end]`, which must not be empty."""
        if self._from is None or self._to is None:
            return _span((start, end))
        return _span((self._from[start], self._to[end - 1]))

    def sentence_spans(self) -> tuple[Span, ...]:
        """Offsets into the text as given of all sentences, in order."""
        return tuple([self.span(first, stop) for first, stop in self.sentences])

    def quote(self, first: int, stop: int) -> str:
        """The normalised text of tokens [first, stop), line ends as blanks."""
        return " ".join(self.text[self.starts[first] : self.ends[stop - 1]].split()) if stop > first else ""

    def sentence_at(self, token: int) -> int:
        """Index into `sentences` of the sentence that holds the token."""
        starts = self.sentence_starts
        low, high = 0, len(starts)
        while low < high:
            middle = (low + high) >> 1
            if token < starts[middle]:
                high = middle
            else:
                low = middle + 1
        return low - 1 if low else 0

    def glued(self, token: int) -> bool:
        """Whether the token stands right behind the one before it, without a blank."""
        return token > 0 and self.starts[token] == self.ends[token - 1]

    def blank(self, token: int) -> str:
        """What stands between the token before and this one."""
        return self.text[self.ends[token - 1] : self.starts[token]] if token else ""


def _cut(doc: Doc) -> None:
    """Fill the token lists. No token goes over a blank, so what stands between blanks is cut once for all texts."""
    text, words, lower, starts, ends = doc.text, doc.words, doc.lower, doc.starts, doc.ends
    lexicon, stops = doc.lexicon, doc.stops
    place = 0
    for raw in text.split():
        known = _KNOWN.get(raw)
        if known is None:
            known = _word(raw)
        while text[place].isspace():
            place += 1
        if known.parts is None:
            if known.stops:
                stops.append(len(words))
            lexicon.append(known)
            words.append(known.word)
            lower.append(known.lower)
            starts.append(place)
            place += known.size
            ends.append(place)
            continue
        for number, token in enumerate(known.parts):
            start = place + known.places[number]
            if token.stops:
                stops.append(len(words))
            lexicon.append(token)
            words.append(token.word)
            lower.append(token.lower)
            starts.append(start)
            ends.append(start + token.size)
        place += known.size


def _split(doc: Doc) -> None:
    """Fill `sentences` and `paragraphs`."""
    total = len(doc.words)
    if not total:
        return
    cuts, paragraphs = _line_cuts(doc)
    for at in doc.stops:
        cut = _cut_after(doc, at)
        if cut:
            cuts.add(cut)
    doc.sentences = [piece for first, stop in _ranges(cuts, total) for piece in _pieces(first, stop)]
    doc.paragraphs = _ranges(paragraphs, total)


def _pieces(first: int, stop: int) -> list[tuple[int, int]]:
    """A sentence, or what has no end of one (tables, noise), in pieces that bound the work of every rule."""
    if stop - first <= _LONGEST:
        return [(first, stop)]
    return [(at, min(at + _LONGEST, stop)) for at in range(first, stop, _LONGEST)]


def _ranges(cuts: set[int], total: int) -> list[tuple[int, int]]:
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < total), total]
    return list(pairwise(edges))


def _line_cuts(doc: Doc) -> tuple[set[int], set[int]]:
    """Tokens that begin a sentence, and a paragraph, because a line begins with them."""
    text, starts = doc.text, doc.starts
    cuts: set[int] = set()
    paragraphs: set[int] = set()
    if "\n" not in text and "\r" not in text:
        return cuts, paragraphs
    breaks = [m.span() for m in _NEWLINES.finditer(text)]
    wrapped = _hard_wrapped(text, breaks)
    for a, b in breaks:
        at = bisect_right(starts, b - 1)
        if not 0 < at < len(starts):
            continue
        if text.count("\n", a, b) > 1:
            if not _goes_on_after_gap(doc, at):
                cuts.add(at)
                paragraphs.add(at)
        elif not _goes_on(doc, at, wrapped):
            cuts.add(at)
            paragraphs.add(at)
    return cuts, paragraphs


def _hard_wrapped(text: str, breaks: list[tuple[int, int]]) -> bool:
    """Whether lines end where the column was full, as in mails and newsletters."""
    if len(breaks) < 4:
        return False
    full = 0
    before = 0
    for a, b in breaks:
        if 50 <= a - before <= 90 and text[a - 1] not in '.!?“"':
            full += 1
        before = b
    return full * 2 > len(breaks)


def _goes_on_after_gap(doc: Doc, at: int) -> bool:
    """A blank line splits, unless a word that needs another one stands before it and a small letter after it."""
    return doc.words[at][0].islower() and doc.lower[at - 1] in _GO_ON


def _goes_on(doc: Doc, at: int, wrapped: bool) -> bool:
    """Whether the sentence goes on over one line end."""
    before, after = doc.words[at - 1], doc.words[at]
    if before in _STOPS or (before in _CLOSERS and at > 1 and doc.words[at - 2] in _STOPS):
        return False
    if after[0].islower():
        return True
    if wrapped:
        return True
    if _broken(doc, at) and before[0].islower() and before.endswith(("e", "en", "er", "es", "em")):
        return doc.lower[at] not in _STARTERS
    if before[-1].isdigit():
        return after[0].isalpha() and not _year(before) and doc.lower[at] not in _STARTERS
    return doc.lower[at - 1] in _GO_ON


def _broken(doc: Doc, at: int) -> bool:
    """Whether a blank stands before the line end: a line broken by a machine, not by an editor."""
    return doc.text[doc.ends[at - 1]] in " \t"


def _year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def _cut_after(doc: Doc, at: int) -> int:
    """The token that begins the next sentence after the stop `at`; 0: the sentence goes on."""
    words, total = doc.words, len(doc.words)
    after = at + 1
    while after < total and words[after] in _CLOSERS and (doc.glued(after) or not _opens(doc, after)):
        after += 1
    if after >= total:
        return 0
    following = words[after]
    if following in _STOPS or following in ",;:)" or following[0].islower():
        return 0
    if words[at] != ".":
        return after if following[0] not in "–-" else 0
    if after == at + 1 and _dot_belongs(doc, at, after):
        return 0
    return after


def _opens(doc: Doc, at: int) -> bool:
    """Whether a quotation mark opens: a blank before it, none behind."""
    if doc.words[at] in "„‚(":
        return True
    return doc.words[at] in _OPENERS and at + 1 < len(doc.words) and doc.glued(at + 1)


def _dot_belongs(doc: Doc, at: int, after: int) -> bool:
    """Whether the dot belongs to the word before it (abbreviation, ordinal, initial, address of the web)."""
    if at == 0 or not doc.glued(at):
        return False
    word, before, following = doc.words[at - 1], doc.lower[at - 1], doc.words[after]
    glued = doc.glued(after)
    if word[-1].isdigit():
        return _is_ordinal(doc, at, after, glued)
    if glued and not ((following[0].isupper() and len(following) > 1) or following in _OPENERS):
        return True
    if len(word) == 1 and word.isalpha():
        return not (word == "X" and at > 1 and doc.lower[at - 2] in ("auf", "bei", "über", "via"))  # the network
    if before in _ABBREVIATIONS:
        return before not in _MAY_END or doc.lower[after] not in _STARTERS
    return False


def _is_ordinal(doc: Doc, at: int, after: int, glued: bool) -> bool:
    number, following = doc.words[at - 1], doc.words[after]
    if doc.lower[after] in _MONTHS:
        return True
    if glued and following[0].isdigit():
        return True
    if not number.isdigit() or len(number) > 3:
        return False
    if at < 2 or (doc.starts[at - 1] and doc.text[doc.starts[at - 1] - 1] == "\n"):
        return True
    before = doc.lower[at - 2]
    if before in _STOPS and len(number) < 3:
        return True
    if doc.lower[after] in _STARTERS:
        return False
    if glued or (following.isupper() and 1 < len(following) < 5) or doc.lower[after] in _ORDINAL_NOUNS:
        return True
    if before in _BEFORE_ORDINAL or following[0].isdigit():
        return True
    return not before[0].isalnum() or (doc.words[at - 2].islower() and before.endswith(("en", "em", "es", "te")))
