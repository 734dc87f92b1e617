"""How long the texts of each house are, against their habit: a wall that crept in, a new layout."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from sqlalchemy import func, select
from sqlmodel import Session, col

from monitor.store.tables import ArticleRow, RevisionRow

#: newest states of articles whose lengths are compared, over all houses (8 MB of text)
COMPARED = 2000
#: texts of a house that are "now", and what has to stand before them to be a habit
NOW, HABIT = 8, 12
#: a house whose texts shrink below this share of their habit is looked at: a wall, a new layout
SHRUNK = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """Median characters of a house's newest texts and of those before; `normal` is None until there is a habit."""

    now: int
    normal: int | None

    @property
    def shrunk(self) -> bool:
        """Whether the newest texts are much shorter than they use to be."""
        return self.normal is not None and self.now < SHRUNK * self.normal


def lengths(session: Session) -> dict[str, Lengths]:
    """Median length of the newest texts per house, and of the texts before; houses with fewer than three are left out."""
    rows = session.execute(
        select(ArticleRow.host, func.length(RevisionRow.text))  # type: ignore[call-overload]
        .join(ArticleRow, col(ArticleRow.id) == col(RevisionRow.article_id))
        .where(col(RevisionRow.text).is_not(None), col(ArticleRow.origin) == "feed")
        .order_by(col(RevisionRow.id).desc())
        .limit(COMPARED)
    )
    found: dict[str, list[int]] = {}
    for host, length in rows:
        found.setdefault(house_of(host), []).append(length)
    return {
        house: Lengths(
            now=round(median(sizes[:NOW])),
            normal=round(median(sizes[NOW:])) if len(sizes) >= NOW + HABIT else None,
        )
        for house, sizes in found.items()
        if len(sizes) >= 3
    }


def house_of(host: str) -> str:
    """www.zeit.de and newsfeed.zeit.de are one house."""
    return ".".join(host.split(".")[-2:])
