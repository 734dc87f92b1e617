"""The keys of a watchlist file: one table that the loader checks against and the JSON Schema is written from.

Descriptions are English, as editors show them; the course in docs/watchlists.md tells the same at length.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

#: names of watchlists and targets
ID: Final = re.compile(r"[a-z0-9-]{1,64}")
#: names of claims; never a file name, so that the underscore of foreign archives is welcome
CLAIM_ID: Final = re.compile(r"[a-z0-9_-]{1,64}")
#: claims of one file (RELIABILITY 3.4)
MAX_CLAIMS: Final = 200
#: characters of one word, name or phrase; of a question or name; of an address
MAX_WORD: Final = 120
MAX_TEXT: Final = 400
MAX_URL: Final = 2048
#: seconds between two visits of a feed
SHORTEST: Final = 300
LONGEST: Final = 86_400
#: default move of `min_change`
DEFAULT_CHANGE: Final = "5 % for count, money and measure, 1 for counts below 20, 1 point for percent"

GRADES: Final = ("alert", "digest", "never")
TRENDS: Final = ("rising", "falling")
ROLES: Final = ("total", "increment")
KINDS: Final = ("figure", "statement")
PERS: Final = ("hour", "day", "week", "month", "year", "person")
#: change types and silence reasons a claim may grade (a test compares them with the ledger's)
CHANGES: Final = (
    "corrected", "retraction", "reversal", "new_confirmation", "denial", "value_changed", "new_value",
    "contradiction", "refined", "new_source", "softened",
)  # fmt: skip
SILENCES: Final = (
    "repeat", "within_tolerance", "older", "recap", "wire_copy", "increment", "part", "other_scope", "planned",
    "hypothetical", "weak_source", "unclear",
)  # fmt: skip

_WORD: Final[dict[str, object]] = {"type": "string", "minLength": 1, "maxLength": MAX_WORD}
_WORDS: Final[dict[str, object]] = {
    "oneOf": [_WORD, {"type": "array", "items": _WORD, "minItems": 1, "uniqueItems": True}]
}
_TERMS: Final[dict[str, object]] = {
    "oneOf": [
        _WORD,
        {"type": "array", "items": _WORD, "minItems": 1},
        {"type": "array", "items": {"type": "array", "items": _WORD, "minItems": 1}, "minItems": 1},
    ]
}
_NAME: Final[dict[str, object]] = {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"}


class Key(NamedTuple):
    """One key of a file or of a claim."""

    name: str
    #: what an editor sees beside it
    description: str
    #: its JSON Schema without the description
    shape: dict[str, object]
    required: bool = False
    #: the claims it belongs to: "figure", "statement", "" for both
    kind: str = ""
    default: object = None


FILE_KEYS: Final = (
    Key(
        "name",
        "Title of the watchlist, as people read it.",
        {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
        True,
    ),
    Key(
        "notify",
        "Names of targets from the operator's targets file. Addresses and secrets never stand here.",
        {"oneOf": [_NAME, {"type": "array", "items": _NAME, "uniqueItems": True}]},
        default=[],
    ),
    Key(
        "feeds",
        "Addresses of RSS, Atom or JSON feeds or news sitemaps; with their own rhythm as {url: …, every: 10m}.",
        {
            "type": "array",
            "items": {
                "oneOf": [
                    {"type": "string", "format": "uri", "pattern": "^https?://"},
                    {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["url"],
                        "properties": {
                            "url": {
                                "type": "string",
                                "format": "uri",
                                "pattern": "^https?://",
                                "description": "Address of the feed.",
                            },
                            "every": {
                                "type": "string",
                                "pattern": "^[0-9]+ ?(s|m|min|h)$",
                                "description": "Time between two visits, 5m to 24h.",
                                "default": "10m",
                            },
                        },
                    },
                ]
            },
        },
        default=[],
    ),
    Key(
        "about",
        "Anchor words: an article is read only if one of them stands in it. Default: all words of the claims' about.",
        _WORDS,
    ),
    Key(
        "parties",
        "Sides that speakers speak for, each with its further names. The name, its adjective and its people count by "
        "themselves (Russland: russisch, Russen). An alias may end: {name: Schoigu, until: 2024-05-12}.",
        {
            "type": "object",
            "additionalProperties": {
                "oneOf": [
                    {"type": "null"},
                    _WORD,
                    {
                        "type": "array",
                        "items": {
                            "oneOf": [
                                _WORD,
                                {
                                    "type": "object",
                                    "additionalProperties": False,
                                    "required": ["name"],
                                    "properties": {
                                        "name": {**_WORD, "description": "The alias."},
                                        "until": {
                                            "type": "string",
                                            "format": "date",
                                            "description": "Last day on which the alias speaks for the party.",
                                        },
                                    },
                                },
                            ]
                        },
                    },
                ]
            },
        },
        default={},
    ),
    Key("claims", "The questions whose answers are watched.", {"type": "array", "minItems": 1}, True),
)

CLAIM_KEYS: Final = (
    Key(
        "id",
        "Short name of the claim; it stays the same when the question is reworded.",
        {"type": "string", "pattern": "^[a-z0-9_-]{1,64}$"},
        True,
    ),
    Key(
        "question",
        "The question, as a colleague would ask it. It decides nothing.",
        {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
        True,
    ),
    Key(
        "short",
        "A noun phrase for subject lines (Kampfeinsatz, Truppenstärke). Default: made of the question.",
        {"type": "string", "maxLength": 60},
        default="",
    ),
    Key(
        "kind",
        "figure: a number may change. statement: somebody may assert, confirm or deny.",
        {"enum": list(KINDS)},
        True,
    ),
    Key(
        "counts",
        "Heads of the counted noun, any of them; also as last part of a compound (Granate: Artilleriegranaten).",
        _WORDS,
        kind="figure",
    ),
    Key(
        "about",
        "What it is about: a list is any of the words, a list of lists one of each. A country counts with its adjective and people.",
        _TERMS,
    ),
    Key(
        "with",
        "What happens to the counted: predicate or event noun of the clause, any of them.",
        _WORDS,
        kind="figure",
    ),
    Key("without", "What must not be said: of the counted (wins over with), or in the statement's sentence.", _WORDS),
    Key(
        "positions",
        "Named answers and the phrases for each, when confirm and deny do not fit; the longest phrase wins.",
        {"type": "object", "minProperties": 1, "additionalProperties": _WORDS},
        kind="statement",
    ),
    Key(
        "confirmers",
        "Parties whose first confirmation (or first agreeing figure) is news. Each must stand under parties.",
        _WORDS,
        default=[],
    ),
    Key(
        "min_change",
        f"Smallest move that is news: 10%, 2 pp (points) or an amount such as 500. Default: {DEFAULT_CHANGE}.",
        {"type": ["string", "number"]},
        kind="figure",
    ),
    Key(
        "trend",
        "rising or falling: counters that only grow (or shrink). A value against the trend is then older, not news.",
        {"enum": list(TRENDS)},
        kind="figure",
    ),
    Key(
        "role",
        "total (the whole so far) or increment (what came on top, such as new cases per day).",
        {"enum": list(ROLES)},
        kind="figure",
        default="total",
    ),
    Key("per", "Denominator of a rate.", {"enum": list(PERS)}, kind="figure"),
    Key(
        "unit",
        "Unit of sums, shares and measures: Euro, Prozent, km. Only figures in this unit count.",
        _WORD,
        kind="figure",
    ),
    Key(
        "place",
        "Places the figure must be about, any of them; another place named is other_scope.",
        _WORDS,
        kind="figure",
    ),
    Key(
        "since",
        "First day that counts (2024-10-01); older values and statements are ignored.",
        {"type": "string", "format": "date"},
    ),
    Key(
        "alert",
        "What happens with a change type or reason for silence, where it differs from the default: alert, digest or never.",
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: {"enum": list(GRADES)} for name in (*CHANGES, *SILENCES)},
        },
        default={},
    ),
)

FILE_NAMES: Final = tuple(key.name for key in FILE_KEYS)
CLAIM_NAMES: Final = tuple(key.name for key in CLAIM_KEYS)
#: what people write instead, folded -> key
SYNONYMS: Final = {
    "titel": "name", "title": "name", "ziele": "notify", "empfänger": "notify", "targets": "notify", "target": "notify",
    "quellen": "feeds", "sources": "feeds", "feed": "feeds", "rss": "feeds", "thema": "about", "anker": "about",
    "anchors": "about", "keywords": "about", "terms": "about", "über": "about", "parteien": "parties", "actors": "parties",
    "akteure": "parties", "party": "parties", "behauptungen": "claims", "claim": "claims", "fragen": "claims",
    "frage": "question", "art": "kind", "typ": "kind", "type": "kind", "zählt": "counts", "zaehlt": "counts",
    "count": "counts", "counted": "counts", "mit": "with", "ohne": "without", "except": "without", "not": "without",
    "antworten": "positions", "answers": "positions", "bestätiger": "confirmers", "bestaetiger": "confirmers",
    "schwelle": "min_change", "threshold": "min_change", "minchange": "min_change", "min-change": "min_change",
    "tendenz": "trend", "rolle": "role", "pro": "per", "je": "per", "einheit": "unit", "ort": "place", "orte": "place",
    "region": "place", "where": "place", "seit": "since", "ab": "since", "from": "since", "meldung": "alert",
    "alarm": "alert", "alerts": "alert", "kurz": "short", "adresse": "url", "intervall": "every", "interval": "every",
    "bis": "until", "alias": "name",
}  # fmt: skip


def json_schema() -> dict[str, object]:
    """Draft 2020-12 schema of a watchlist file, with descriptions and defaults."""
    claim = _object(CLAIM_KEYS)
    claim["allOf"] = [_only("figure"), _only("statement")]
    out = _object(FILE_KEYS)
    properties = out["properties"]
    assert isinstance(properties, dict)
    properties["claims"] = {**properties["claims"], "maxItems": MAX_CLAIMS, "items": {"$ref": "#/$defs/claim"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Watchlist",
        "description": "What an editor watches: feeds, parties, and claims whose answers can change.",
        **out,
        "$defs": {"claim": claim},
    }


def _object(keys: tuple[Key, ...]) -> dict[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in keys if key.required],
        "properties": {key.name: _property(key) for key in keys},
    }


def _property(key: Key) -> dict[str, object]:
    default = {} if key.default is None else {"default": key.default}
    return {"description": key.description, **key.shape, **default}


def _only(kind: str) -> dict[str, object]:
    """What a claim of this kind needs, and the keys that belong to the other kind."""
    foreign = {key.name: False for key in CLAIM_KEYS if key.kind not in ("", kind)}
    needs: dict[str, object] = (
        {"anyOf": [{"required": ["counts"]}, {"required": ["unit"]}]} if kind == "figure" else {"required": ["about"]}
    )
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {"properties": foreign, **needs},
    }
