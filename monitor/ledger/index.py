"""The words of one article: which of a watchlist's lists find something in it, and near which sentences.

Everything here may name too many sentences, never too few: `Zone.touches` has the last word.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from monitor.articles.model import Revision
from monitor.reading.model import Reading, Where
from monitor.watchlist.tokens import raw_words, spellings

if TYPE_CHECKING:
    from monitor.watchlist.terms import Matcher
    from monitor.watchlist.wordbook import Vocabulary


class Index:
    """The words of title, text, pronouns' meanings and speakers' names, asked by all claims of all watchlists."""

    def __init__(self, revision: Revision, reading: Reading) -> None:
        self._text = revision.text
        self._reading = reading
        self._starts = [item.start for item in reading.sentences]
        #: the words of the text with the ways they are written
        self._spellings = spellings(revision.text)
        self._title = raw_words(revision.title)
        self._meant = self._meanings()
        #: numbers of the statements that a sentence of the body, or a word elsewhere, belongs to
        self._told_at: dict[int, list[int]] = {}
        self._told_with: dict[str, list[int]] = {}
        for number in range(len(reading.statements)):
            self._reach(number)
        words = set(self._spellings)
        words.update(self._title, self._told_with, *self._meant.values())
        self._words = frozenset(words)
        self._asked: set[Matcher] = set()
        self._standing: dict[Matcher, list[str]] = {}
        self._near: dict[Matcher, frozenset[int]] = {}
        self._holding: dict[str, list[int]] = {}
        self._heard: dict[Matcher, frozenset[int]] = {}

    def listen(self, vocabulary: Vocabulary) -> None:
        """Ask for all words of a watchlist at once."""
        if not vocabulary.matchers <= self._asked:
            self._standing.update(vocabulary.among(self._words))
            self._asked |= vocabulary.matchers

    def absent(self, matcher: Matcher) -> bool:
        """Whether nothing of the words stands anywhere in the article."""
        if matcher not in self._asked:
            self._asked.add(matcher)
            found = matcher.among(self._words)
            if found:
                self._standing[matcher] = found
        return matcher not in self._standing

    def surely(self, matcher: Matcher) -> bool:
        """Whether a word in title or text is a term by itself."""
        for word in self._standing.get(matcher, ()):
            if (word in self._spellings or word in self._title) and matcher.surely(word):
                return True
        return False

    def near(self, matcher: Matcher) -> frozenset[int]:
        """Numbers of the body's sentences with one of the words in them, or in what their pronouns stand for."""
        found = self._near.get(matcher)
        if found is None:
            at: set[int] = set()
            if not self.absent(matcher):
                for word in self._standing[matcher]:
                    at.update(self._with_word(word))
            found = self._near[matcher] = frozenset(at)
        return found

    def heard(self, matcher: Matcher) -> frozenset[int]:
        """Numbers of the statements that may hold one of the words, in quote, frame or the sentence before."""
        found = self._heard.get(matcher)
        if found is None:
            numbers: set[int] = set()
            for at in self.near(matcher):
                numbers.update(self._told_at.get(at, ()))
            for word in self._standing.get(matcher, ()):
                numbers.update(self._told_with.get(word, ()))
            found = self._heard[matcher] = frozenset(numbers)
        return found

    def _meanings(self) -> dict[int, frozenset[str]]:
        """Number of a sentence of the body -> words of what its pronouns stand for; those of the title count as -1."""
        found: dict[int, frozenset[str]] = {}
        for item in self._reading.references:
            at = -1 if item.where is Where.TITLE else self._number(item.span.start)
            words = raw_words(item.meaning)
            found[at] = found[at] | words if at in found else words
        return found

    def _reach(self, number: int) -> None:
        """Notes the sentences that a statement's quote, frame and sentence before touch, and its speaker's names.

        For a statement of the title also the words of the title.
        """
        item = self._reading.statements[number]
        by = item.attribution
        for word in raw_words(f"{by.text}\n{by.root}" if by.root and by.root != by.text else by.text):
            self._told_with.setdefault(word, []).append(number)
        if item.where is Where.TITLE:
            for word in self._title.union(self._meant.get(-1, ())):
                self._told_with.setdefault(word, []).append(number)
            return
        first, last = min(item.quote.start, item.sentence.start), max(item.quote.end, item.sentence.end)
        for at in range(self._number(first) - 1, self._number(last) + 1):
            self._told_at.setdefault(at, []).append(number)

    def _number(self, place: int) -> int:
        """Number of the body's sentence that begins last before a place or at it, -1 before the first."""
        return bisect_right(self._starts, place) - 1

    def _with_word(self, word: str) -> list[int]:
        """Numbers of the sentences in which the letters of a word stand."""
        found = self._holding.get(word)
        if found is None:
            found = [number for number, words in self._meant.items() if word in words]
            for way in self._spellings.get(word, ()):
                place = self._text.find(way)
                while place >= 0:
                    found.append(bisect_right(self._starts, place) - 1)
                    place = self._text.find(way, place + len(way))
            self._holding[word] = found
        return found
