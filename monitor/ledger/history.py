"""Stored facts in memory: what the backtest and tests give the fold where the engine gives it the database."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence

from monitor.ledger.model import Fact, Key


class Memory:
    """A `History` over facts that were added to it; facts that scope silenced are not kept."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._articles: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
        self._parties: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
        self.add(facts)

    def add(self, facts: Iterable[Fact]) -> None:
        """Remember facts, in any order."""
        for fact in facts:
            if not fact.standing:
                continue
            insort(
                self._articles[fact.claim, fact.claim_version, fact.article],
                fact,
                key=lambda item: (item.revision, item.offset),
            )
            insort(self._parties[fact.claim, fact.claim_version, fact.party], fact, key=lambda item: item.key)

    def of_article(self, claim: str, claim_version: str, article: str) -> Sequence[Fact]:
        """See `History.of_article`."""
        return tuple(self._articles.get((claim, claim_version, article), ()))

    def before(self, claim: str, claim_version: str, party: str, key: Key) -> Fact | None:
        """See `History.before`."""
        facts = self._parties.get((claim, claim_version, party), [])
        place = bisect_left(facts, key, key=lambda item: item.key)
        return facts[place - 1] if place else None

    def after(self, claim: str, claim_version: str, party: str, key: Key) -> Fact | None:
        """See `History.after`."""
        facts = self._parties.get((claim, claim_version, party), [])
        place = bisect_right(facts, key, key=lambda item: item.key)
        return facts[place] if place < len(facts) else None
