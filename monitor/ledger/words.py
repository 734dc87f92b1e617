"""German words the ledger itself listens to: corrections, news of movement, embargoes, answers to what was said before.

Data, not code: lower-case stems matched at a word's beginning, or whole phrases.
"""

from __future__ import annotations

import re

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
    r"bitte (?:nicht )?verwenden sie (?:die|diese) meldung nicht",
    r"meldung (?:wird )?zurückgezogen",
    r"achtung,? redaktionen",
)

#: nouns and pronouns that point back to what was just reported: "wies den Bericht zurück", "bestätigte dies"
POINTING = (
    r"bericht\w*", r"meldung\w*", r"angabe\w*", r"darstellung\w*", r"vorw[uü]rf\w*", r"behauptung\w*", r"spekulation\w*",
    r"gerücht\w*", r"information\w*", r"vermutung\w*", r"entsendung\w*", r"einsatz\w*", r"zahl(?:en)?", r"das", r"dies",
    r"dies(?:e[snmr]?)", r"dazu", r"davon", r"darüber", r"dem", r"es",
)  # fmt: skip


def compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a table of words, whole words, any case."""
    return re.compile(r"\b(?:" + "|".join(words) + r")\b", re.IGNORECASE)


CORRECTS = compiled(CORRECTION)
IS_FRESH = compiled(FRESH)
EMBARGOED = compiled(EMBARGO)
KILLED = compiled(KILL)
POINTS_BACK = compiled(POINTING)
