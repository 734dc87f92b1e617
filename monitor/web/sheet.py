"""A watchlist as a form: what its fields say, and the text with what was typed into them.

Lists are words between commas, "one of each" is groups between semicolons. Only fields that were changed touch the
file; what a field cannot hold (a word with a comma in it) is left to the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from ruamel.yaml.error import YAMLError

from monitor.errors import MonitorError
from monitor.watchlist.edit import with_claim
from monitor.watchlist.keys import CHANGES, CLAIM_KEYS, CLAIM_NAMES, FILE_NAMES, GRADES, PERS, SILENCES
from monitor.watchlist.splice import Path, plain, with_key_renamed, with_value

#: ready rhythms of a feed
EVERY = ("5m", "10m", "15m", "30m", "1h", "3h", "6h", "12h", "24h")
#: fields of a claim in the order of the form -> how they are written
FIELDS: Mapping[str, str] = {
    "question": "text",
    "id": "text",
    "short": "text",
    "kind": "choice",
    "counts": "words",
    "unit": "text",
    "about": "groups",
    "with": "words",
    "without": "words",
    "place": "words",
    "confirmers": "words",
    "positions": "answers",
    "min_change": "amount",
    "trend": "choice",
    "role": "choice",
    "per": "choice",
    "since": "day",
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": ("figure", "statement"),
    "trend": ("", "rising", "falling"),
    "role": ("", "total", "increment"),
    "per": ("", *PERS),
}
#: fields that belong to one kind of claim
OF_KIND: Mapping[str, str] = {key.name: key.kind for key in CLAIM_KEYS if key.kind}
GRADED = (*CHANGES, *SILENCES)
#: characters of a field, rows of a list
LONGEST = 4000
MOST = 300

_UNTIL = re.compile(r"(.+?) \((?:bis|until) (\d{4}-\d\d-\d\d)\)")
_SLUG = re.compile(r"[^a-z0-9]+")


class Typed(Protocol):
    """A form that was sent."""

    def getlist(self, key: str) -> list[Any]:
        """Everything sent under a name, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSheet:
    """One claim; `fields` name -> what stands in the field, None: only to be changed in the text."""

    fields: Mapping[str, str | None]
    #: (change type or reason, grade)
    alert: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What the claim is called in the form."""
        return self.fields.get("question") or self.fields.get("id") or "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All fields of a watchlist."""

    name: str
    notify: tuple[str, ...]
    about: str | None
    #: (address, rhythm; "": the default)
    feeds: tuple[tuple[str, str], ...]
    #: (name, aliases; None: only in the text)
    parties: tuple[tuple[str, str | None], ...]
    claims: tuple[ClaimSheet, ...]


def sheet_of(text: str) -> Sheet:
    """What the form shows; raises MonitorError `web.form.broken` when the text is no watchlist at all."""
    tree = _tree(text)
    return Sheet(
        name=_scalar(tree.get("name")) or "",
        notify=tuple(str(name) for name in _listed(tree.get("notify"))),
        about=_words(tree.get("about")),
        feeds=tuple(_feed(item) for item in _listed(tree.get("feeds"))),
        parties=tuple((str(name), _aliases(given)) for name, given in _mapping(tree.get("parties")).items()),
        claims=tuple(_claim(item) for item in _listed(tree.get("claims"))),
    )


def with_sheet(text: str, typed: Typed) -> str:
    """The text with everything the form changed; raises MonitorError `web.form.broken` like `sheet_of`."""
    was = sheet_of(text)
    text = _heads(text, was, typed)
    text = _feeds(text, was, typed)
    text = _parties(text, was, typed)
    return _claims(text, was, typed)


def section(text: str, line: int) -> str:
    """The question or key that a line of the text belongs to, for people who see the form only."""
    lines = text.split("\n")
    for place in range(min(line, len(lines)) - 1, -1, -1):
        if found := re.match(r"([a-z_]+):", lines[place]):
            return found[1]
        if re.match(r"\s*- +(id|question|kind|short):", lines[place]):
            near = (re.match(r"[\s-]+question: *(.+)", one) for one in lines[place : place + 30])
            return next((found[1].strip("'\" ") for found in near if found), "claims")
    return ""


# --- what stands there -----------------------------------------------------------------------------------------------


def _tree(text: str) -> dict[str, Any]:
    try:
        found = plain(text)
    except (YAMLError, ValueError):
        raise MonitorError("web.form.broken") from None
    if not isinstance(found, dict) or any(not isinstance(item, dict) for item in _listed(found.get("claims"))):
        raise MonitorError("web.form.broken")
    return found


def _listed(given: object) -> list[Any]:
    return given if isinstance(given, list) else [] if given is None else [given]


def _mapping(given: object) -> dict[Any, Any]:
    return given if isinstance(given, dict) else {}


def _scalar(given: object) -> str | None:
    if given is None:
        return ""
    return None if isinstance(given, list | dict | bool) else str(given)


def _words(given: object, forbidden: str = ",;") -> str | None:
    """Words between commas; None when a word holds a comma itself."""
    listed = [_scalar(item) for item in _listed(given)]
    if any(not word or any(sign in word for sign in forbidden) for word in listed):
        return None
    return ", ".join(word for word in listed if word)


def _groups(given: object) -> str | None:
    items = _listed(given)
    if not any(isinstance(item, list) for item in items):
        return _words(given)
    groups = [_words(item) for item in items]
    if not all(groups):
        return None
    return "; ".join(group for group in groups if group) + (";" if len(groups) == 1 else "")


def _answers(given: object) -> str | None:
    lines = [(str(name), _words(words)) for name, words in _mapping(given).items()]
    if any(not words or ":" in name for name, words in lines):
        return None
    return "\n".join(f"{name}: {words}" for name, words in lines)


def _feed(given: object) -> tuple[str, str]:
    if isinstance(given, dict):
        return str(given.get("url", "")), str(given.get("every") or "")
    return str(given), ""


def _aliases(given: object) -> str | None:
    shown = []
    for item in _listed(given):
        if isinstance(item, dict):
            shown.append(f"{item.get('name', '')} (bis {item.get('until', '')})")
        else:
            shown.append(str(item))
    return _words(shown)


def _claim(given: Mapping[str, object]) -> ClaimSheet:
    read = {"words": _words, "groups": _groups, "answers": _answers}
    fields = {name: read.get(form, _scalar)(given.get(name)) for name, form in FIELDS.items()}
    alert = tuple((str(kind), str(grade)) for kind, grade in _mapping(given.get("alert")).items())
    return ClaimSheet(fields=fields, alert=alert)


# --- what was typed --------------------------------------------------------------------------------------------------


def _one(typed: Typed, name: str, else_: str = "") -> str:
    found = [item for item in typed.getlist(name) if isinstance(item, str)]
    return found[-1].replace("\r\n", "\n").strip()[:LONGEST] if found else else_


def _several(typed: Typed, name: str) -> list[str]:
    return [item.strip()[:LONGEST] for item in typed.getlist(name)[:MOST] if isinstance(item, str)]


def _split(words: str) -> list[str]:
    return list(dict.fromkeys(word for part in words.split(",") if (word := part.strip())))


def _put(text: str, path: Path, value: object) -> str:
    names: Sequence[str] = CLAIM_NAMES if path[0] == "claims" and len(path) > 2 else FILE_NAMES
    last = path[-1]
    after = names[: names.index(last)] if isinstance(last, str) and last in names else ()
    return with_value(text, path, value or None if isinstance(value, list | dict | str) else value, after=after)


def _heads(text: str, was: Sheet, typed: Typed) -> str:
    name = _one(typed, "f_name", was.name)
    if name != was.name and name:
        text = _put(text, ("name",), name)
    if typed.getlist("f_form"):
        notify = tuple(_several(typed, "f_notify"))
        if set(notify) != set(was.notify):
            kept = [item for item in was.notify if item in notify]
            text = _put(text, ("notify",), kept + [item for item in notify if item not in kept])
    about = _one(typed, "f_about", was.about or "")
    if was.about is not None and about != was.about:
        text = _put(text, ("about",), _split(about))
    return text


def _feeds(text: str, was: Sheet, typed: Typed) -> str:
    rows = list(zip(_several(typed, "feed_url"), _several(typed, "feed_every"), strict=False))
    if not rows:
        return text
    gone = []
    for place, old in enumerate(was.feeds[: len(rows)]):
        if not rows[place][0]:
            gone.append(place)
        elif rows[place] != old:
            text = _put(text, ("feeds", place), _feed_value(rows[place]))
    added = [_feed_value(row) for row in rows[len(was.feeds) :] if row[0]]
    if added and not was.feeds:
        text = _put(text, ("feeds",), added)
    elif added:
        for number, value in enumerate(added):
            text = _put(text, ("feeds", len(was.feeds) + number), value)
    if len(gone) == len(was.feeds) and gone and not added:
        return _put(text, ("feeds",), None)
    for place in reversed(gone):
        text = _put(text, ("feeds", place), None)
    return text


def _feed_value(row: tuple[str, str]) -> object:
    return {"url": row[0], "every": row[1]} if row[1] else row[0]


def _parties(text: str, was: Sheet, typed: Typed) -> str:
    rows = list(zip(_several(typed, "party_name"), _several(typed, "party_aliases"), strict=False))
    for (name, aliases), (new, words) in zip(was.parties, rows, strict=False):
        if not new:
            text = _put(text, ("parties", name), None)
            continue
        if aliases is not None and words != aliases:
            text = with_value(text, ("parties", name), _alias_values(words))
        if new != name:
            text = _renamed(text, name, new)
    fresh = {name: _alias_values(words) for name, words in rows[len(was.parties) :] if name}
    if fresh and not was.parties:
        return _put(text, ("parties",), fresh)
    for name, values in fresh.items():
        text = with_value(text, ("parties", name), values)
    return text


def _renamed(text: str, name: str, new: str) -> str:
    """The party under its new name, also where its confirmation counts."""
    text = with_key_renamed(text, ("parties", name), new)
    for place, claim in enumerate(_listed(_tree(text).get("claims"))):
        named = _listed(claim.get("confirmers"))
        if name in named:
            kept = [new if item == name else item for item in named]
            text = with_value(text, ("claims", place, "confirmers"), kept)
    return text


def _alias_values(words: str) -> list[object]:
    made: list[object] = []
    for word in _split(words):
        found = _UNTIL.fullmatch(word)
        day = _day(found[2]) if found else None
        made.append({"name": found[1], "until": day} if found and day else word)
    return made


def _claims(text: str, was: Sheet, typed: Typed) -> str:
    for place, claim in enumerate(was.claims):
        text = _one_claim(text, place, claim, typed)
    for place in reversed(range(len(was.claims))):
        if _one(typed, f"claim_{place}_drop") and len(was.claims) > 1:
            text = with_value(text, ("claims", place), None)
    fresh = new_claim(typed, len(was.claims))
    return with_claim(text, fresh) if fresh else text


def _one_claim(text: str, place: int, claim: ClaimSheet, typed: Typed) -> str:
    kind = _one(typed, f"claim_{place}_kind", claim.fields.get("kind") or "")
    for name, form in FIELDS.items():
        old = claim.fields.get(name)
        foreign = OF_KIND.get(name, kind) != kind
        new = _typed_field(typed, f"claim_{place}_{name}", form, old)
        if foreign and kind != claim.fields.get("kind"):
            new = ""
        if old is not None and new != old:
            text = _put(text, ("claims", place, name), _value(form, new))
    kinds, grades = _several(typed, f"claim_{place}_alert"), _several(typed, f"claim_{place}_grade")
    alert = tuple((one, two) for one, two in zip(kinds, grades, strict=False) if one in GRADED and two in GRADES)
    if kinds and alert != claim.alert:
        text = _put(text, ("claims", place, "alert"), dict(alert))
    return text


def _typed_field(typed: Typed, name: str, form: str, old: str | None) -> str:
    given = _one(typed, name, old or "")
    return given if form != "words" or given == old else ", ".join(_split(given))


def new_claim(typed: Typed, place: int) -> dict[str, object]:
    """The claim of the empty block at the end, {} when nobody filled it in."""
    question = _one(typed, f"claim_{place}_question")
    if not question:
        return {}
    kind = _one(typed, f"claim_{place}_kind") or "figure"
    given = {"id": _one(typed, f"claim_{place}_id") or slug(question), "question": question, "kind": kind}
    made: dict[str, object] = dict(given)
    for name, form in FIELDS.items():
        words = _one(typed, f"claim_{place}_{name}")
        if name not in given and words and OF_KIND.get(name, kind) == kind:
            made[name] = _value(form, words)
    return made


def slug(words: str) -> str:
    """A short name as the file wants it: "Fähren im Hafen" is faehren-im-hafen."""
    for sign, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        words = words.casefold().replace(sign, written)
    return _SLUG.sub("-", words)[:40].strip("-")


def _value(form: str, typed: str) -> object:
    """What is written into the file; "", [] and {} take the key away."""
    if form == "words":
        return _split(typed)
    if form == "groups":
        groups = [words for part in typed.split(";") if (words := _split(part))]
        return groups if ";" in typed else groups[0] if groups else []
    if form == "answers":
        pairs = (line.partition(":") for line in typed.split("\n") if line.strip())
        return {name.strip(): _split(words) for name, _, words in pairs}
    if form == "amount" and re.fullmatch(r"\d{1,12}", typed):
        return int(typed)
    return (_day(typed) if form == "day" else None) or typed


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
