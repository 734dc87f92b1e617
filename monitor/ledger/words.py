"""German words the ledger itself listens to: corrections, news of movement, embargoes, answers to what was said before.

Data, not code: lower-case stems matched at a word's beginning, or whole phrases.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

#: words of correction and withdrawal: a lower value with one of them is news even in a rising claim
CORRECTION = (
    r"korrigier\w*", r"korrektur\w*", r"berichtig\w*", r"richtiggestellt\w*", r"richtigstell\w*", r"revidier\w*",
    r"zurückgenommen\w*", r"nahm \w+ zurück", r"zurückgezogen\w*", r"widerrief\w*", r"widerrufen\w*",
    r"nach unten gesetzt", r"herabgesetzt\w*", r"herabgestuft\w*", r"irrtümlich\w*", r"versehentlich\w*",
    r"fälschlich\w*", r"doppelt gezählt\w*", r"doppelzählung\w*", r"zählfehler\w*", r"meldefehler\w*",
    r"übermittlungsfehler\w*", r"statt der zunächst", r"anders als zunächst", r"nicht wie zunächst",
    r"bereinigt\w*", r"neu berechnet\w*",
)  # fmt: skip

#: words that say a value is new: with one, a return to a known value is a change and not background
FRESH = (
    r"steig\w*", r"stieg\w*", r"gestiegen\w*", r"angestieg\w*", r"anstieg\w*", r"sink\w*", r"sank\w*",
    r"gesunken\w*", r"erhöh\w*", r"senk\w*", r"gesenkt\w*", r"anheb\w*", r"angehoben\w*", r"\bhob\b", r"hebt",
    r"kletter\w*", r"wächst", r"wuchs\w*", r"gewachsen\w*", r"aufgestockt\w*", r"stockt\w* \w+ auf", r"verdoppel\w*",
    r"halbier\w*", r"reduzier\w*", r"zurückgegangen\w*", r"ging\w* zurück", r"nunmehr", r"inzwischen", r"mittlerweile",
    r"aktuell\w*", r"jüngst\w*", r"neue[nr]? stand", r"am (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)",
    r"nach zuvor", r"statt bisher", r"statt bislang", r"erneut", r"wieder", r"nun", r"jetzt", r"heute",
)  # fmt: skip

#: the text may not be used yet
EMBARGO = (r"sperrfrist", r"frei ab \d", r"embargo bis")

#: an agency takes its own report back
KILL = (
    r"(?:diese|die|obige|o\.g\.) meldung (?:bitte )?(?:nicht (?:mehr )?verwenden|ist zurückgezogen|wird zurückgezogen|entfällt)",
    r"verwenden sie (?:diese|die) meldung (?:bitte )?nicht", r"meldung (?:wurde |wird |ist )?(?:hiermit )?zurückgezogen",
    r"zieht (?:diese|die|ihre) meldung zurück", r"sperrung der meldung", r"meldung gesperrt",
)  # fmt: skip

_REPORTED = (
    r"(?:bericht|meldung|angabe|darstellung|vorw[uü]rf|behauptung|spekulation|gerücht|information|vermutung|aussage|"
    r"medienbericht|zahl|anschuldigung|darlegung)\w*"
)
#: words that point back to what was just reported: "wies die Berichte zurück", "bestätigte dies", "Das stimmt nicht"
POINTING = (
    r"(?:de[rnm]|die|das|diese[nmrs]?|solche[nmrs]?|entsprechende[nmrs]?|derartige[nmrs]?|alle|jegliche) (?:\w+ )?" + _REPORTED,
    r"(?:berichte|medienberichte|meldungen|angaben|vorwürfe|gerüchte|spekulationen)",
    r"dies", r"dazu", r"hierzu", r"darüber", r"davon", r"ja", r"nein",
    r"das(?=\s*(?:[,.;:!?“”\"«»]|ist\b|sei\b|war\b|stimm\w*|triff\w*|treffe\b|nicht\b|so\b|alles\b|wäre\b|habe\b))",
)  # fmt: skip


def compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a table of words, whole words, any case."""
    return re.compile(r"\b(?:" + "|".join(words) + r")(?!\w)", re.IGNORECASE)


def remembered(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """What the pattern finds first in a text, "" for nothing; every claim asks about the same few sentences."""

    def first(text: str) -> str:
        found = pattern.search(text)
        return found.group() if found else ""

    return lru_cache(maxsize=1024)(first)


CORRECTS = compiled(CORRECTION)
IS_FRESH = compiled(FRESH)
EMBARGOED = compiled(EMBARGO)
KILLED = compiled(KILL)
POINTS_BACK = compiled(POINTING)
