"""What a page says about itself in JSON-LD: headline, times, authors, paywall, body, live blog entries.

Source: schema.org NewsArticle and its kin, LiveBlogPosting; publishers write it loosely, so every field is optional
and every type is checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

ARTICLES = frozenset(
    [
        "NewsArticle",
        "Article",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "TechArticle",
        "AskPublicNewsArticle",
        "SocialMediaPosting",
        "ClaimReview",
        "ScholarlyArticle",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "MedicalScholarlyArticle",
    ]
)
_LOOSE = re.compile(r"[\x00-\x1f]+")
_COMMA = re.compile(r",\s*([\]}])")
#: HTML comments, CDATA marks and comments of scripts, which have no place in JSON
_WRAPPED = re.compile(
    r"<!--|-->|/\*.*?\*/|(?:^|(?<=[\n\s]))//[^\n\"]*(?=\n|$)|//\s*<!\[CDATA\[|<!\[CDATA\[|\]\]>", re.S
)
_DECODER = json.JSONDecoder(strict=False)
_PLAIN = ("headline", "datePublished", "dateModified", "isAccessibleForFree", "articleBody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The article's own data; empty strings and None where it is silent."""

    type: str = ""
    headline: str = ""
    description: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    url: str = ""
    free: bool | None = None
    #: (title, text, time) of live blog entries in document order
    updates: tuple[tuple[str, str, str], ...] = ()
    types: frozenset[str] = field(default_factory=frozenset)


def read_ldjson(tree: Any) -> Told:
    """The article a page describes; of several the one with the longest body, then the first."""
    nodes = [node for script in tree.iter("script") if _is_ld(script) for node in _nodes(_load(script.text or ""))]
    types = frozenset(kind for node in nodes for kind in _types(node))
    articles = [node for node in nodes if ARTICLES & set(_types(node))]
    if not articles:
        return Told(types=types)
    live = [node for node in articles if "LiveBlogPosting" in _types(node)]
    best = max(live or articles, key=lambda node: (len(_string(node, "articleBody")), bool(_string(node, "headline"))))
    return Told(
        type=next(kind for kind in _types(best) if kind in ARTICLES),
        headline=_string(best, "headline") or _string(best, "name"),
        description=_string(best, "description"),
        body=_string(best, "articleBody"),
        published=_first(best, articles, "datePublished"),
        modified=_first(best, articles, "dateModified"),
        authors=tuple(dict.fromkeys(name for node in (best, *articles) for name in _people(node.get("author"))))[:10],
        publisher=next(iter(_people(best.get("publisher"))), ""),
        url=_string(best, "url"),
        free=_free(articles),
        updates=tuple(_updates(best)),
        types=types,
    )


def _is_ld(script: Any) -> bool:
    return "ld+json" in str(script.get("type", "")).lower()


def _load(text: str) -> Any:
    """JSON as pages write it: line breaks in strings, trailing commas, comments and CDATA around, quotes as entities,
    several documents in a row; of what is broken for good, the fields that can still be told apart."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    text = _WRAPPED.sub(" ", text).strip().removesuffix(";")
    if "&quot;" in text[:200]:
        text = unescape(text)
    for attempt in (text, _COMMA.sub(r"\1", _LOOSE.sub(" ", text))):
        if (found := _documents(attempt)) is not None:
            return found
    return _fragments(text)


def _documents(text: str) -> list[Any] | None:
    """JSON documents one behind the other, None when that is not all there is."""
    found, at = [], 0
    while at < len(text):
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        found.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return found or None


def _fragments(text: str) -> dict[str, Any] | None:
    """The plain fields of an article whose JSON is cut off or badly quoted."""
    kind = next((name for name in re.findall(r'"@type"\s*:\s*"(\w+)"', text) if name in ARTICLES), "")
    fields = {name: hit[1] for name in _PLAIN if (hit := re.search(rf'"{name}"\s*:\s*"([^"\\\n]{{4,300}})"', text))}
    return {"@type": kind, **fields} if kind and fields else None


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item"):
            if isinstance(value.get(name), (dict, list)):
                yield from _nodes(value[name], depth + 1)


def _types(node: dict[str, Any]) -> tuple[str, ...]:
    kinds = node.get("@type")
    found = kinds if isinstance(kinds, list) else [kinds]
    return tuple(str(kind).rpartition("/")[2] for kind in found if isinstance(kind, str))


def _string(node: dict[str, Any], name: str) -> str:
    value = node.get(name)
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), "")
    return unescape(unescape(value)).strip() if isinstance(value, str) else ""


def _first(best: dict[str, Any], articles: list[dict[str, Any]], name: str) -> str:
    return next((found for node in (best, *articles) if (found := _string(node, name))), "")


def _people(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") or _full_name(item) if isinstance(item, dict) else item
        if isinstance(name, list):
            yield from (str(part).strip() for part in name if isinstance(part, str))
        elif isinstance(name, str) and name.strip() and not name.startswith(("http:", "https:")):
            yield unescape(name).strip()


def _full_name(person: dict[str, Any]) -> str:
    return " ".join(filter(None, (_string(person, "givenName"), _string(person, "familyName"))))


_SAYS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _free(articles: list[dict[str, Any]]) -> bool | None:
    """isAccessibleForFree of the article, else of the part that a paywall hides (hasPart)."""
    for node in articles:
        if (said := _truth(node.get("isAccessibleForFree"))) is not None:
            return said
    parts = [part for node in articles for part in _listed(node.get("hasPart")) if isinstance(part, dict)]
    return False if any(_truth(part.get("isAccessibleForFree")) is False for part in parts) else None


def _truth(said: Any) -> bool | None:
    """A boolean as publishers write one: true, "False", "http://schema.org/False", 0, ["no"]."""
    if isinstance(said, list):
        said = said[0] if said else None
    if isinstance(said, bool | int | str):
        return _SAYS.get(str(said).rpartition("/")[2].strip().lower())
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _updates(node: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    listed = node.get("liveBlogUpdate")
    for item in listed if isinstance(listed, list) else [listed]:
        if isinstance(item, dict):
            yield _string(item, "headline"), _string(item, "articleBody"), _string(item, "datePublished")
