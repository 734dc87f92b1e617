"""Many word lists asked at once: which of a text's words may belong to which of them.

A watchlist has a hundred word lists, an article three hundred different words, and hardly any of these is on any list.
So each word is asked about once, with one automaton over the stems of all lists, and the answer is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.watchlist.terms import Matcher
from monitor.watchlist.tokens import fold

#: words without any owner remembered before starting afresh (about 3 MB)
_REMEMBERED: Final = 30_000


class Vocabulary:
    """The words of several matchers."""

    def __init__(self, matchers: Iterable[Matcher]) -> None:
        self.matchers = frozenset(matchers)
        owners: dict[str, set[Matcher]] = {}
        self._spelt: dict[str, set[Matcher]] = {}
        for matcher in self.matchers:
            for stem in matcher.stems:
                owners.setdefault(stem, set()).add(matcher)
            for way in matcher.spellings:
                self._spelt.setdefault(way, set()).add(matcher)
        self._owners = list(owners.values())
        self._automaton = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA) if owners else None
        self._known: dict[str, tuple[Matcher, ...]] = {}
        self._blank: set[str] = set()

    def among(self, words: frozenset[str]) -> dict[Matcher, list[str]]:
        """Of a text's words (`tokens.raw_words`) those that may belong to each matcher; matchers without any are left out."""
        found: dict[Matcher, list[str]] = {}
        for word in words - self._blank:
            for matcher in self._owners_of(word):
                if matcher in found:
                    found[matcher].append(word)
                else:
                    found[matcher] = [word]
        return found

    def _owners_of(self, word: str) -> tuple[Matcher, ...]:
        known = self._known.get(word)
        if known is None:
            near = set(self._spelt.get(word, ()))
            if self._automaton is not None:
                for stem, _, _ in self._automaton.find_matches_as_indexes(fold(word), overlapping=True):
                    near |= self._owners[stem]
            known = tuple(matcher for matcher in near if matcher.may_be(word))
            if known:
                self._known[word] = known
            else:
                if len(self._blank) >= _REMEMBERED:
                    self._blank.clear()
                self._blank.add(word)
        return known
