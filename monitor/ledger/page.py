"""One revision as the ledger looks at it: sentences, clauses, what stands at the head, what pronouns stand for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from monitor.articles.model import Revision
from monitor.ledger.acts import deed, points_back
from monitor.ledger.index import Index
from monitor.ledger.model import Value
from monitor.reading.model import Figure, Reading, Reference, Span, Statement, Where
from monitor.watchlist import compile_terms, foreign

if TYPE_CHECKING:
    from monitor.ledger.model import Evidence
    from monitor.watchlist.model import ClaimKind, Watchlist
    from monitor.watchlist.terms import Matcher
    from monitor.watchlist.wordbook import Vocabulary

_ORIGIN = re.compile(r"\s+(aus|in|im)\s+(?:der\s+|dem\s+|den\s+)?([A-ZÄÖÜ]\w+(?:[ -][A-ZÄÖÜ]\w+)*)")
#: where the attribution behind a quote ends
_BREAK = re.compile(r"[,;.:!?]|\b(?:und|während|sowie|aber)\b")
#: what joins two figures of one clause
_JOINS = re.compile(r",|;|\bund\b|\bsowie\b|\baber\b|\bbeziehungsweise\b|\bbzw\b")
#: what is only counted in, left out or compared is not what the sentence is about
_BESIDE = re.compile(
    r"\b(?:inklusive|einschließlich|samt|mitsamt|zuzüglich|abgesehen von|mit ausnahme|anders als|im gegensatz zu|"
    r"im vergleich (?:zu|mit)|verglichen mit|(?:\w+er|mehr|weniger|anders|so) (?:[a-zäöüß]+ )?(?:als|wie) (?=(?:der|die|das|dem|den|bei|beim|in|im|auf)\b))"
    r"[^.;:!?]{0,60}",
    re.IGNORECASE,
)
#: one of these stands in all that the pattern finds: far quicker to ask
_SIGNS = ("inklusive", "einschließlich", "samt", "zuzüglich", "abgesehen", "ausnahme", "gegensatz", "vergl", "anders als",
          " als ", " wie ")  # fmt: skip
#: a thing the reader knows already: "auf dem Schiff", "dieses Werk"
_KNOWN = re.compile(
    r"\b(?:das|dem|des|der|die|den|am|im|vom|zum|dieses|diesem|dieser|diesen|diese)\s+(?:[a-zäöüß]+e[nrs]?\s+)?([A-ZÄÖÜ][a-zäöüß]{3,})"
)
#: a line without a full stop: from here on another matter is dealt with
_SUBHEAD = re.compile(r"^[^\n]{3,80}[^\s.!?:;,…“”\"«»']$")
_BEHIND = r"\w{0,2}((?:\s+[„“\"»‚']?[A-ZÄÖÜ][\w-]+[“”\"«‘']?){0,3})"
#: a group with one of these asks for the country in which the articles are written
HOME = ("deutschland", "deutsch", "bundesrepublik", "bundesweit", "bund")
#: sentences before a figure that still set its topic
NEAR = 3
#: a lead is at most this long when the page names none
LEAD = 400


def without_asides(sentence: str) -> str:
    """A sentence without what it only counts in, leaves out or compares."""
    small = sentence.lower()
    return _BESIDE.sub(" ", sentence) if any(sign in small for sign in _SIGNS) else sentence


def shared(groups: Iterable[frozenset[int]], *, default: Iterable[int] = ()) -> list[int]:
    """What all groups have in common, in order; the rest is not asked for once nothing is left. `default`: no groups."""
    left: frozenset[int] | None = None
    for group in groups:
        left = group if left is None else left & group
        if not left:
            return []
    return sorted(default if left is None else left)


class Tone(NamedTuple):
    """What the words around a finding say of its being new."""

    corrects: bool
    fresh: bool


class Plain(NamedTuple):
    """What a figure says whoever asks: its value, whether it looks back, its time, whether words of a sum stand with it."""

    value: Value
    recap: bool
    at: datetime
    total: bool


class Zone:
    """Text zones of one revision with its reading; answers are cached, because many claims ask about one sentence."""

    def __init__(self, revision: Revision, reading: Reading) -> None:
        self.revision = revision
        self.reading = reading
        self.title = revision.title
        self.lead = revision.lead or lead_of(revision.text, reading)
        self._lead_inside = self.lead in revision.text
        self._head = f"{self.title}\n{self.lead}".casefold()
        self._heads: dict[Matcher, bool] = {}
        self._touched: dict[tuple[Matcher, bool, Span], bool] = {}
        self._widened: dict[tuple[bool, Span], str] = {}
        self._own: dict[tuple[bool, Span], str] = {}
        self._index = Index(revision, reading)
        self._backs: tuple[int, ...] | None = None
        self._frames: dict[int, str] = {}
        self._befores: dict[tuple[bool, int], str] = {}
        self._deeds: dict[tuple[Watchlist, int], str | None] = {}
        self._antecedents: dict[tuple[str, int], str] = {}
        self._figures: dict[tuple[bool, Span], tuple[Figure, ...]] = {}
        #: what other modules work out once an article: tone of a sentence, evidence of a finding, an embargo
        self.tones: dict[str, Tone] = {}
        self.evidence: dict[tuple[Where, Span, Span, int], Evidence] = {}
        self.embargoed: bool | None = None
        #: by `id` of a figure: its value and time; by watchlist: who acts in its clause, whose side a source is
        self.plain: dict[int, Plain] = {}
        self.acting: dict[tuple[Watchlist, int], str | None] = {}
        self.sides: dict[tuple[Watchlist, int, ClaimKind], list[tuple[str, bool]]] = {}
        self._leads: dict[int, str] = {}
        self._own_clauses: dict[int, str] = {}
        self.names = full_names(reading)
        self._starts = [item.start for item in reading.sentences]
        self._pronouns = [_in_order(reading.references, title=title) for title in (False, True)]

    def text(self, where: Where) -> str:
        """Title or body."""
        return self.title if where is Where.TITLE else self.revision.text

    def sentence(self, where: Where, span: Span) -> str:
        """A sentence as it stands."""
        return self.text(where)[span.start : span.end]

    def widened(self, where: Where, span: Span) -> str:
        """A sentence followed by what its pronouns stand for."""
        key = (where is Where.TITLE, span)
        if key not in self._widened:
            starts, references = self._pronouns[where is Where.TITLE]
            inside = references[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
            self._widened[key] = "\n".join([self.sentence(where, span), *(item.meaning for item in inside)])
        return self._widened[key]

    def touches(self, matcher: Matcher, where: Where, span: Span) -> bool:
        """Whether a sentence, or what its pronouns stand for, holds one of the words."""
        if self.absent(matcher):
            return False
        key = (matcher, where is Where.TITLE, span)
        known = self._touched.get(key)
        if known is None:
            known = self._touched[key] = matcher.touches(self._own_words(where, span))
        return known

    def places(self, matchers: tuple[Matcher, ...]) -> list[int]:
        """Numbers of the body's sentences that hold one word of each list: only those near all of them are asked."""
        near = shared([self._index.near(matcher) for matcher in matchers])
        return [at for at in near if at >= 0 and all(self._holds(matcher, at) for matcher in matchers)]

    def pairs(self, matchers: tuple[Matcher, ...]) -> list[int]:
        """Numbers of the sentences that point back and, with the one before, hold one word of each list."""
        return [
            at
            for at in self.backs
            if all(self._holds(matcher, at) or self._holds(matcher, at - 1) for matcher in matchers)
        ]

    def _holds(self, matcher: Matcher, at: int) -> bool:
        return self.touches(matcher, Where.BODY, self.reading.sentences[at])

    def heard(self, matcher: Matcher) -> frozenset[int]:
        """Numbers of the statements that may hold one of the words, in quote, frame or the sentence before."""
        return self._index.heard(matcher)

    def listen(self, vocabulary: Vocabulary) -> None:
        """Ask for all words of a watchlist at once; what none of its lists finds is never asked for again."""
        self._index.listen(vocabulary)

    def absent(self, matcher: Matcher) -> bool:
        """Whether nothing of the words stands anywhere in the article: asked once, it answers for every sentence."""
        return self._index.absent(matcher)

    def on_topic(self, matcher: Matcher) -> bool:
        """Whether title or text hold one of the words."""
        if self._index.absent(matcher):
            return False
        if self._index.surely(matcher):
            return True
        return matcher.touches(self.title) or matcher.touches(self.revision.text)

    @property
    def backs(self) -> tuple[int, ...]:
        """Numbers of the body's sentences that say who did what the one before tells."""
        if self._backs is None:
            spans = self.reading.sentences
            found = [at for at, span in enumerate(spans) if at and points_back(self.sentence(Where.BODY, span))]
            self._backs = tuple(found)
        return self._backs

    def deed(self, watchlist: Watchlist, sentence: Span) -> str | None:
        """The declared party that acts in a sentence of the body (`acts.deed`), the same for all claims."""
        key = (watchlist, sentence.start)
        if key not in self._deeds:
            on = self.revision.published.date()
            self._deeds[key] = deed(self.sentence(Where.BODY, sentence), watchlist, on, self.names)
        return self._deeds[key]

    def frame(self, statement: Statement) -> str:
        """What belongs to a quote beside its words: the speaker, what stands before it, the attribution behind it.

        A later clause ("…, während die Verluste steigen") speaks of something else.
        """
        found = self._frames.get(id(statement))
        if found is None:
            found = self._frames[id(statement)] = self._frame_of(statement)
        return found

    def _frame_of(self, statement: Statement) -> str:
        text, quote, sentence = self.text(statement.where), statement.quote, statement.sentence
        if not sentence.start <= quote.start < sentence.end:
            return "\n".join((self.widened(statement.where, sentence), statement.attribution.text))
        ahead = text[sentence.start : quote.start]
        behind = text[quote.end : sentence.end].lstrip(" ,“”\"»«’'–-")
        return "\n".join((ahead, _BREAK.split(behind)[0], statement.attribution.text, statement.attribution.root or ""))

    def _own_words(self, where: Where, span: Span) -> str:
        """A sentence with what its pronouns stand for, without what it only counts in, leaves out or compares."""
        key = (where is Where.TITLE, span)
        found = self._own.get(key)
        if found is None:
            found = self._own[key] = without_asides(self.widened(where, span))
        return found

    def headed(self, matcher: Matcher) -> bool:
        """Whether title or lead hold one of the words."""
        if self._lead_inside and self.absent(matcher):
            return False
        known = self._heads.get(matcher)
        if known is None:
            known = matcher.touches(self.title) or matcher.touches(self.lead)
            self._heads[matcher] = known
        return known

    def in_head(self, word: str) -> bool:
        """Whether title or lead hold the word's stem: then it is the article's topic and no rival."""
        return word.casefold()[: max(4, len(word) - 2)] in self._head

    def in_title(self, word: str) -> bool:
        """Whether the title holds the word's stem."""
        return word.casefold()[: max(4, len(word) - 2)] in self.title.casefold()

    def origin(self, figure: Figure) -> tuple[str, bool]:
        """The name right behind the counted noun, and whether it says where they come from ("Fälle aus China").

        "Betriebe in Deutschland" only says where; ("", False) if there is none.
        """
        span = figure.counted_span
        found = _ORIGIN.match(self.text(figure.where), span.end) if span else None
        return (found.group(2), found.group(1).casefold() == "aus") if found else ("", False)

    def clause(self, figure: Figure) -> str:
        """The figure's clause; its sentence when the reader gave none."""
        span = figure.clause if figure.clause.end > figure.clause.start else figure.sentence
        return self.sentence(figure.where, span)

    def own_clause(self, figure: Figure) -> str:
        """The figure's clause without what the other figures in it count ("705 Infizierte und sechs Tote")."""
        found = self._own_clauses.get(id(figure))
        if found is None:
            found = self._own_clauses[id(figure)] = self._own_clause(figure)
        return found

    def _own_clause(self, figure: Figure) -> str:
        span = figure.clause if figure.clause.end > figure.clause.start else figure.sentence
        text = self.sentence(figure.where, span)
        for other in self.figures_of(figure.where, span):
            noun = other.counted_span
            if other is not figure and noun and noun != figure.counted_span:
                start, end = noun.start - span.start, noun.end - span.start
                if 0 <= start < end <= len(text):
                    text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
        return text

    def clause_touches(self, matcher: Matcher, figure: Figure) -> bool:
        """Whether the figure's own part of its clause holds one of the words.

        "für den Januar mit drei Millionen und für das erste Quartal mit elf Millionen": what stands before the first
        figure goes for all, what follows a conjunction for the figure behind it.
        """
        span = figure.clause if figure.clause.end > figure.clause.start else figure.sentence
        if not self.touches(matcher, figure.where, span):
            return False
        parts = [item for item in self.figures_of(figure.where, span) if item.clause == figure.clause]
        if len(parts) < 2:
            return True
        key = (matcher, figure.where is Where.TITLE, Span(figure.start, -1))
        if key not in self._touched:
            self._touched[key] = matcher.touches(self._share(figure, parts, span)) or not any(
                matcher.touches(self._share(other, parts, span)) for other in parts
            )
        return self._touched[key]

    def _share(self, figure: Figure, parts: tuple[Figure, ...] | list[Figure], span: Span) -> str:
        text, at = self.text(figure.where), parts.index(figure)
        lead = text[span.start : parts[0].start]
        before = text[parts[at - 1].end : figure.start] if at else ""
        cut = _JOINS.split(before)[-1] if at else ""
        behind = text[figure.end : parts[at + 1].start if at + 1 < len(parts) else span.end]
        return f"{lead}\n{cut}\n{_JOINS.split(behind)[0] if at + 1 < len(parts) else behind}"

    def lead_in(self, figure: Figure) -> str:
        """What stands in the figure's clause before it, after the figure before."""
        found = self._leads.get(id(figure))
        if found is None:
            span = figure.clause if figure.clause.end > figure.clause.start else figure.sentence
            earlier = [item.end for item in self.figures_of(figure.where, span) if item.end <= figure.start]
            found = self._leads[id(figure)] = self.text(figure.where)[max([span.start, *earlier]) : figure.start]
        return found

    def gap(self, figure: Figure) -> str:
        """What stands between the figure before and this one, "?" when there is none in the sentence."""
        before = [item.end for item in self.figures_of(figure.where, figure.sentence) if item.end <= figure.start]
        return self.text(figure.where)[max(before) : figure.start] if before else "?"

    def figures_of(self, where: Where, span: Span) -> tuple[Figure, ...]:
        """The figures of one sentence."""
        key = (where is Where.TITLE, span)
        found = self._figures.get(key)
        if found is None:
            found = self._figures[key] = tuple(
                item
                for item in self.reading.figures
                if span.start <= item.start < span.end and (item.where is Where.TITLE) == key[0]
            )
        return found

    def noun(self, figure: Figure) -> str:
        """The counted noun as it stands in the text, "" when inherited."""
        span = figure.counted_span
        return self.sentence(figure.where, span) if span else ""

    def follows(self, first: Span, second: Span) -> bool:
        """Whether one sentence of the body stands right behind another."""
        at = bisect_left(self._starts, second.start)
        return 0 < at <= len(self._starts) and self.reading.sentences[at - 1] == first

    def near_touches(self, matcher: Matcher, where: Where, span: Span, near: int = 0) -> bool:
        """Whether one of the few sentences before holds one of the words: what the paragraph speaks of."""
        if where is Where.TITLE:
            return False
        at = bisect_left(self._starts, span.start)
        for item in reversed(self.reading.sentences[max(0, at - (near or NEAR)) : at]):
            if self.touches(matcher, where, item):
                return True
            if item.start and _SUBHEAD.search(self.sentence(where, item)):
                return False
        return False

    def meant(self, matcher: Matcher, where: Where, span: Span) -> bool:
        """Whether a definite noun of the sentence stands for one of the words.

        ("auf dem Schiff" after "das Kreuzfahrtschiff Nordstern"; the last one named decides.)
        """
        if where is Where.TITLE:
            return False
        nouns = {found.group(1) for found in _KNOWN.finditer(without_asides(self.sentence(where, span)))}
        return any(matcher.touches(said) for noun in nouns if (said := self._antecedent(noun, span.start)))

    def _antecedent(self, noun: str, before: int) -> str:
        """The fuller name of a thing that was named last before a place in the text, else in the title; "" if none."""
        key = (noun, before)
        if key not in self._antecedents:
            stem = re.sub(r"(?:es|en|s|n|e)$", "", noun.casefold())
            full = re.compile(rf"\b(\w*{re.escape(stem)}){_BEHIND}", re.IGNORECASE)
            named = ""
            for text in (self.title, self.revision.text[:before]) if len(stem) > 3 else ():
                for found in full.finditer(text):
                    name = re.sub(r"\s+[^A-ZÄÖÜ„“\"»‚'].*", "", found.group(2))
                    if len(found.group(1)) > len(stem) + 2 or name:
                        named = f"{found.group(1)}{name}"
            self._antecedents[key] = named
        return self._antecedents[key]

    def at_home(self, group: tuple[str, ...], figure: Figure) -> bool:
        """Whether a group that asks for Germany may go without saying: an article on Germany does not name it.

        Another country in the sentence, in the title, or as the figure's place says otherwise.
        """
        if not any(word.casefold() in HOME for word in group):
            return False
        abroad = compile_terms(foreign())
        return not (
            (figure.place and abroad.touches(figure.place))
            or abroad.touches(self.sentence(figure.where, figure.sentence))
            or abroad.touches(self.title)
        )

    def before(self, where: Where, span: Span) -> str:
        """The sentence before, "" at the start."""
        key = (where is Where.TITLE, span.start)
        if key not in self._befores:
            sentences = self.reading.title_sentences if where is Where.TITLE else self.reading.sentences
            earlier = next((item for item in reversed(sentences) if item.end <= span.start), None)
            self._befores[key] = self.sentence(where, earlier) if earlier else ""
        return self._befores[key]


_LAST: list[Zone] = []


def look_at(revision: Revision, reading: Reading) -> Zone:
    """The zone of a revision; asked again about the very same values, as each watchlist does in turn, the same one."""
    for zone in _LAST:
        if zone.revision is revision and zone.reading is reading:
            return zone
    zone = Zone(revision, reading)
    _LAST[:] = [zone]
    return zone


def full_names(reading: Reading) -> tuple[str, ...]:
    """Full names of speakers in the article, to which bare surnames may resolve."""
    sources = [*(item.attribution for item in reading.statements), *(item.attribution for item in reading.figures)]
    found = [source.root for source in sources if source]
    return tuple(dict.fromkeys(name for name in found if name and " " in name))


def lead_of(text: str, reading: Reading) -> str:
    """The first paragraph, or its first sentences where it is long."""
    first = text.lstrip()
    start = len(text) - len(first)
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    if end - start > LEAD:
        ends = [item.end for item in reading.sentences if item.end - start <= LEAD]
        end = ends[-1] if ends else start + LEAD
    return text[start:end]


def _in_order(references: Iterable[Reference], *, title: bool) -> tuple[list[int], list[Reference]]:
    """The references of title or text in order, with the places where they begin."""
    found = sorted((item for item in references if (item.where is Where.TITLE) == title), key=lambda item: item.span)
    return [item.span.start for item in found], found
