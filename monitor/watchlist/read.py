"""The strict loader: a YAML file to a `Watchlist`, or every problem of the file with its place.

A wrong line is refused loudly and never skipped; nothing but `WatchlistProblems` leaves this module.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlsplit

from monitor.errors import WatchlistProblems
from monitor.watchlist import keys
from monitor.watchlist.keys import Key
from monitor.watchlist.model import (
    Alias,
    ChangeUnit,
    Claim,
    ClaimKind,
    FeedSource,
    Grade,
    MinChange,
    Party,
    Terms,
    Trend,
    Watchlist,
)
from monitor.watchlist.tokens import fold, tokens
from monitor.watchlist.tree import MAX_BYTES, Mapping, Node, Problems, Scalar, Sequence, bent, parse

_Choice = TypeVar("_Choice", bound=StrEnum)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_EVERY: Final = re.compile(r"(\d{1,6}) ?(s|sek|m|min|h|std)", re.IGNORECASE)
_SECONDS: Final = {"s": 1, "sek": 1, "m": 60, "min": 60, "h": 3600, "std": 3600}
_CHANGE: Final = re.compile(
    r"(\d{1,12}(?:[.,]\d{1,4})?) ?(%|prozent|pp|punkte?|prozentpunkte?|points?)?", re.IGNORECASE
)
_GROUPED: Final = re.compile(r"\d{1,3}([.,]\d{3})+")
_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")
#: spellings of units that are one
_UNITS: Final = {"%": "Prozent", "percent": "Prozent", "€": "Euro", "eur": "Euro", "$": "Dollar", "usd": "Dollar"}


def read(text: str | bytes, *, id: str, path: str = "") -> Watchlist:
    """See `monitor.watchlist.read_watchlist`."""
    problems = Problems(path)
    decoded = _decode(text, problems)
    if not keys.ID.fullmatch(id):
        problems.add("file_id", None, value=id[:80])
    watchlist = None
    if decoded is not None:
        root = parse(decoded, problems)
        if root is None and not problems.found:
            problems.add("empty", None)
        elif isinstance(root, Mapping):
            watchlist = _Reader(problems).watchlist(root, id, decoded)
        elif root is not None:
            _not_a_map(root, problems)
    if problems.found or watchlist is None:
        raise WatchlistProblems(problems.in_order(), path=path)
    return watchlist


def _decode(text: str | bytes, problems: Problems) -> str | None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        problems.add("too_big", None, size=len(data) // 1024, limit=MAX_BYTES // 1024)
        return None
    if isinstance(text, bytes):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-8", "replace")
            problems.add("encoding", _place_of(before, len(before)))
            return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    odd = _CONTROL.search(text) or re.search(r"[\ud800-\udfff]", text)
    if odd:
        problems.add("control", _place_of(text, odd.start()), code=f"U+{ord(odd.group()):04X}")
        return None
    if not text.strip():
        problems.add("empty", None)
        return None
    return text


def _place_of(text: str, offset: int) -> Node:
    return Node(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _not_a_map(root: Node, problems: Problems) -> None:
    if isinstance(root, Scalar) and root.plain and bent(root.text) == "null":
        problems.add("empty", None)
    else:
        problems.add("top", root)


class _Reader:
    """Walks the tree once; every check adds its problem and goes on."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._parties: tuple[Party, ...] = ()

    # --- the file --------------------------------------------------------------------------------------------------

    def watchlist(self, root: Mapping, id: str, text: str) -> Watchlist:
        self._known(root, keys.FILE_KEYS, "")
        self._parties = self._party_list(root.get("parties"))
        claims = self._claims(root.get("claims"))
        return Watchlist(
            id=id,
            name=self._text(root.get("name"), "name", keys.MAX_TEXT),
            notify=self._ids(root.get("notify"), "notify"),
            feeds=self._feeds(root.get("feeds")),
            about=self._words(root.get("about"), "about"),
            parties=self._parties,
            claims=claims,
            digest=hashlib.sha256(text.encode("utf-8")).hexdigest(),
            text=text,
        )

    def _known(self, node: Mapping, known: tuple[Key, ...], where: str) -> None:
        """Unknown keys, with the key that was probably meant; required keys that are missing."""
        names = [key.name for key in known]
        for name, _ in node.items:
            if name.text not in names:
                self._unknown(name, names, where)
        for key in known:
            if key.required and node.get(key.name) is None and not self._told(node, key.name):
                self._problems.add("missing", node, where=_under(where, key.name), name=key.name)

    def _told(self, node: Mapping, name: str) -> bool:
        """Whether an unknown key of this mapping was already explained as a misspelling of `name`."""
        return any(_meant(found.text, [name]) == name for found, _ in node.items)

    def _unknown(self, name: Scalar, names: list[str], where: str) -> None:
        guess = _meant(name.text, names)
        other = keys.CLAIM_NAMES if names == list(keys.FILE_NAMES) else keys.FILE_NAMES
        field = _under(where, name.text)
        if guess:
            self._problems.add("unknown_key_meant", name, where=field, name=name.text[:60], meant=guess)
        elif name.text in other:
            key = "key_of_claim" if other is keys.CLAIM_NAMES else "key_of_file"
            self._problems.add(key, name, where=field, name=name.text)
        else:
            self._problems.add("unknown_key", name, where=field, name=name.text[:60], known=", ".join(names))

    # --- plain values ----------------------------------------------------------------------------------------------

    def _text(self, node: Node | None, where: str, longest: int = keys.MAX_WORD) -> str:
        """A text; "" when it is missing (told elsewhere) or wrong (told here)."""
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self._problems.add("expected_text", node, where=where)
            return ""
        value = " ".join(node.text.split())
        if not value:
            self._problems.add("empty_value", node, where=where)
        elif node.plain and (read := bent(node.text)):
            key = "bent_null" if read == "null" else "bent"
            self._problems.add(key, node, where=where, value=node.text[:40], read=read)
        elif len(value) > longest:
            self._problems.add("too_long", node, where=where, length=len(value), limit=longest)
        else:
            return value
        return ""

    def _items(self, node: Node | None, where: str) -> Iterator[tuple[Node, str]]:
        """The members of a list; a single value counts as a list of one, an empty list is told."""
        if node is None:
            return
        if isinstance(node, Sequence):
            if not node.items:
                self._problems.add("empty_list", node, where=where)
            yield from ((item, f"{where}[{place}]") for place, item in enumerate(node.items, 1))
        else:
            yield node, where

    def _words(self, node: Node | None, where: str) -> tuple[str, ...]:
        """A list of words, each once."""
        out: dict[str, None] = {}
        for item, at in self._items(node, where):
            if word := self._word(item, at):
                if word in out:
                    self._problems.add("twice", item, where=at, value=word)
                out[word] = None
        return tuple(out)

    def _word(self, node: Node, where: str) -> str:
        if isinstance(node, Mapping):
            self._problems.add("expected_words", node, where=where)
            return ""
        word = self._text(node, where)
        if word and "," in word and isinstance(node, Scalar) and node.plain:
            self._problems.add("comma", node, where=where, value=word, list=f"[{word}]")
            return ""
        if word and not tokens(word):
            self._problems.add("no_word", node, where=where, value=word)
            return ""
        return word

    def _terms(self, node: Node | None, where: str) -> Terms:
        """A list of words: one group; a list of lists: a group each."""
        if isinstance(node, Sequence) and any(isinstance(item, Sequence) for item in node.items):
            groups = []
            for item, at in self._items(node, where):
                if isinstance(item, Sequence):
                    groups.append(self._words(item, at))
                else:
                    self._problems.add("mixed_list", item, where=at)
            return tuple(group for group in groups if group)
        words = self._words(node, where)
        return (words,) if words else ()

    def _ids(self, node: Node | None, where: str) -> tuple[str, ...]:
        out: dict[str, None] = {}
        if isinstance(node, Sequence) and not node.items:
            return ()
        for item, at in self._items(node, where):
            if name := self._id(item, at):
                out[name] = None
        return tuple(out)

    def _id(self, node: Node | None, where: str, shape: re.Pattern[str] = keys.ID) -> str:
        name = self._text(node, where)
        if name and not shape.fullmatch(name):
            self._problems.add("id", node, where=where, value=name, meant=_as_id(name))
            return ""
        return name

    def _choice(self, node: Node | None, where: str, allowed: tuple[str, ...]) -> str:
        value = self._text(node, where)
        if value and value not in allowed:
            guess = _meant(value, list(allowed))
            key = "choice_meant" if guess else "choice"
            self._problems.add(key, node, where=where, value=value, choices=", ".join(allowed), meant=guess)
            return ""
        return value

    def _date(self, node: Node | None, where: str) -> date | None:
        value = self._text(node, where)
        if not value:
            return None
        found = _DATE.fullmatch(value)
        parts = [int(part) for part in found.groups() if part] if found else []
        try:
            return date(*parts) if found and found.group(1) else date(*reversed(parts))
        except (ValueError, TypeError, OverflowError):
            self._problems.add("date", node, where=where, value=value[:40])
            return None

    # --- feeds -----------------------------------------------------------------------------------------------------

    def _feeds(self, node: Node | None) -> tuple[FeedSource, ...]:
        if node is None or (isinstance(node, Sequence) and not node.items):
            return ()
        if not isinstance(node, Sequence):
            self._problems.add("expected_list", node, where="feeds")
            return ()
        out: dict[str, FeedSource] = {}
        for item, at in self._items(node, "feeds"):
            feed = self._feed(item, at)
            if feed is None:
                continue
            if feed.url in out:
                self._problems.add("twice", item, where=at, value=feed.url)
            out[feed.url] = feed
        return tuple(out.values())

    def _feed(self, node: Node, where: str) -> FeedSource | None:
        every: float | None = None
        address: Node | None = node
        if isinstance(node, Mapping):
            self._known(node, _FEED_KEYS, where)
            every = self._every(node.get("every"), _under(where, "every"))
            address = node.get("url")
        url = self._text(address, _under(where, "url") if isinstance(node, Mapping) else where, keys.MAX_URL)
        if not url:
            return None
        if not _is_address(url):
            self._problems.add("url", address, where=where, value=url[:120])
            return None
        return FeedSource(url=url, every=every)

    def _every(self, node: Node | None, where: str) -> float | None:
        value = self._text(node, where)
        if not value:
            return None
        found = _EVERY.fullmatch(value)
        if not found:
            self._problems.add("every", node, where=where, value=value)
            return None
        seconds = int(found.group(1)) * _SECONDS[found.group(2).lower()]
        if not keys.SHORTEST <= seconds <= keys.LONGEST:
            self._problems.add("every_range", node, where=where, value=value)
            return None
        return float(seconds)

    # --- parties ---------------------------------------------------------------------------------------------------

    def _party_list(self, node: Node | None) -> tuple[Party, ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            self._problems.add("parties", node, where="parties")
            return ()
        owner: dict[str, str] = {}
        out = []
        for key, value in node.items:
            name = " ".join(key.text.split())
            where = _under("parties", name)
            if not tokens(name) or len(name) > keys.MAX_WORD:
                self._problems.add("no_word", key, where=where, value=name[:60])
                continue
            aliases = self._aliases(value, where)
            for alias in (Alias(name=name), *(alias for alias, _ in aliases)):
                at: Node = next((item for known, item in aliases if known is alias), key)
                self._one_owner(alias, name, owner, at, where)
            out.append(Party(name=name, aliases=tuple(alias for alias, _ in aliases)))
        return tuple(out)

    def _one_owner(self, alias: Alias, party: str, owner: dict[str, str], at: Node, where: str) -> None:
        """An alias without an end belongs to one party only."""
        if alias.until is not None:
            return
        other = owner.setdefault(fold(alias.name), party)
        if other != party:
            self._problems.add("alias_shared", at, where=where, value=alias.name, party=other)

    def _aliases(self, node: Node, where: str) -> list[tuple[Alias, Node]]:
        if isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null"):
            return []
        if isinstance(node, Sequence) and not node.items:
            return []
        if isinstance(node, Mapping):
            self._problems.add("expected_names", node, where=where)
            return []
        out = []
        for item, at in self._items(node, where):
            if isinstance(item, Mapping):
                self._known(item, _ALIAS_KEYS, at)
                name = item.get("name")
                alias = self._word(name, _under(at, "name")) if name is not None else ""
                until = self._date(item.get("until"), _under(at, "until"))
            else:
                alias, until = self._word(item, at), None
            if alias:
                out.append((Alias(name=alias, until=until), item))
        return out

    # --- claims ----------------------------------------------------------------------------------------------------

    def _claims(self, node: Node | None) -> tuple[Claim, ...]:
        if node is None:
            return ()
        if not isinstance(node, Sequence) or not node.items:
            self._problems.add("claims", node, where="claims")
            return ()
        if len(node.items) > keys.MAX_CLAIMS:
            self._problems.add(
                "too_many_claims", node.items[keys.MAX_CLAIMS], count=len(node.items), limit=keys.MAX_CLAIMS
            )
            return ()
        seen: dict[str, int] = {}
        return tuple(
            claim
            for place, item in enumerate(node.items, 1)
            if (claim := self._claim(item, f"claims[{place}]", seen)) is not None
        )

    def _claim(self, node: Node, where: str, seen: dict[str, int]) -> Claim | None:
        if not isinstance(node, Mapping):
            self._problems.add("expected_claim", node, where=where)
            return None
        id = self._id(node.get("id"), _under(where, "id"), keys.CLAIM_ID)
        where = f"claims.{id}" if id else where
        if id and id in seen:
            self._problems.add("duplicate_id", node.get("id"), where=_under(where, "id"), value=id, first=seen[id])
        seen.setdefault(id, node.line)
        self._known(node, keys.CLAIM_KEYS, where)
        kind = self._choice(node.get("kind"), _under(where, "kind"), keys.KINDS)
        self._fits(node, kind, where)

        def of(name: str) -> tuple[Node | None, str]:
            return node.get(name), _under(where, name)

        claim = Claim(
            id=id or "?",
            question=self._text(*of("question"), keys.MAX_TEXT),
            short=self._text(*of("short"), 60),
            kind=ClaimKind(kind or "statement"),
            counts=self._words(*of("counts")),
            about=self._terms(*of("about")),
            with_=self._words(*of("with")),
            without=self._words(*of("without")),
            min_change=self._min_change(*of("min_change")),
            trend=_enum(self._choice(*of("trend"), keys.TRENDS), Trend),
            role=self._choice(*of("role"), keys.ROLES) or "total",
            per=self._choice(*of("per"), keys.PERS) or None,
            unit=self._unit(*of("unit")),
            place=self._words(*of("place")),
            since=self._date(*of("since")),
            confirmers=self._confirmers(*of("confirmers")),
            positions=self._positions(*of("positions")),
            alert=self._alert(*of("alert")),
            line=node.line,
        )
        return _versioned(claim, self._parties)

    def _fits(self, node: Mapping, kind: str, where: str) -> None:
        """Keys of the other kind, and what this kind cannot do without."""
        if not kind:
            return
        for key in keys.CLAIM_KEYS:
            if key.kind and key.kind != kind and node.get(key.name) is not None:
                at = next(name for name, _ in node.items if name.text == key.name)
                self._problems.add(f"only_{key.kind}", at, where=_under(where, key.name), name=key.name)
        if (
            kind == "figure"
            and node.get("counts") is None
            and node.get("unit") is None
            and not self._told(node, "counts")
        ):
            self._problems.add("counts_missing", node, where=_under(where, "counts"))
        if kind == "statement" and node.get("about") is None and not self._told(node, "about"):
            self._problems.add("about_missing", node, where=_under(where, "about"))

    def _min_change(self, node: Node | None, where: str) -> MinChange | None:
        if isinstance(node, Scalar) and _GROUPED.fullmatch(node.text):
            plain = re.sub(r"[.,]", "", node.text)
            self._problems.add("grouped", node, where=where, value=node.text, meant=plain)
            return None
        value = self._text(node, where)
        if not value:
            return None
        found = _CHANGE.fullmatch(value)
        amount = float(found.group(1).replace(",", ".")) if found else 0.0
        if not found or amount <= 0:
            self._problems.add("min_change", node, where=where, value=value)
            return None
        sign = (found.group(2) or "").lower()
        unit = (
            ChangeUnit.ABSOLUTE if not sign else ChangeUnit.PERCENT if sign in ("%", "prozent") else ChangeUnit.POINTS
        )
        return MinChange(amount=amount, unit=unit)

    def _unit(self, node: Node | None, where: str) -> str | None:
        if isinstance(node, Sequence):
            self._problems.add("expected_text", node, where=where)
            return None
        value = self._text(node, where)
        return _UNITS.get(value.lower(), value) or None

    def _confirmers(self, node: Node | None, where: str) -> tuple[str, ...]:
        names = [party.name for party in self._parties]
        out = []
        for item, at in self._items(node, where):
            name = self._word(item, at)
            if name and name not in names:
                alias = next((party.name for party in self._parties if any(a.name == name for a in party.aliases)), "")
                guess = alias or _meant(name, names)
                key = "confirmer_meant" if guess else "confirmer"
                self._problems.add(key, item, where=at, value=name, meant=guess, known=", ".join(names) or "–")
            elif name:
                out.append(name)
        return tuple(dict.fromkeys(out))

    def _positions(self, node: Node | None, where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping) or not node.items:
            self._problems.add("positions", node, where=where)
            return ()
        out = []
        used: dict[str, str] = {}
        for key, value in node.items:
            answer = " ".join(key.text.split())
            phrases = self._words(value, _under(where, answer))
            for phrase in phrases:
                if used.setdefault(fold(phrase), answer) != answer:
                    self._problems.add(
                        "phrase_shared", value, where=_under(where, answer), value=phrase, answer=used[fold(phrase)]
                    )
            out.append((answer, phrases))
        return tuple(out)

    def _alert(self, node: Node | None, where: str) -> tuple[tuple[str, Grade], ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            self._problems.add("alert", node, where=where)
            return ()
        allowed = [*keys.CHANGES, *keys.SILENCES]
        out = []
        for key, value in node.items:
            at = _under(where, key.text)
            if key.text not in allowed:
                guess = _meant(key.text, allowed)
                name = "alert_type_meant" if guess else "alert_type"
                self._problems.add(name, key, where=at, value=key.text[:60], meant=guess, choices=", ".join(allowed))
                continue
            if grade := self._choice(value, at, keys.GRADES):
                out.append((key.text, Grade(grade)))
        return tuple(out)


_FEED_KEYS: Final = (Key("url", "", {}, True), Key("every", "", {}))
_ALIAS_KEYS: Final = (Key("name", "", {}, True), Key("until", "", {}))


def _enum(value: str, kind: Callable[[str], _Choice]) -> _Choice | None:
    return kind(value) if value else None


def _under(where: str, name: str) -> str:
    return f"{where}.{name[:60]}" if where else name[:60]


def _meant(word: str, names: list[str]) -> str:
    """The name a misspelt or German word probably stands for; "" when nothing is near."""
    folded = fold(word)
    synonym = keys.SYNONYMS.get(folded, "")
    if synonym in names:
        return synonym
    lowered = {fold(name): name for name in names}
    close = difflib.get_close_matches(folded, lowered, n=1, cutoff=0.7)
    return lowered[close[0]] if close else ""


def _as_id(name: str) -> str:
    """A name made into an id: Gefallene Soldaten -> gefallene-soldaten."""
    plain = fold(name).replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64] or "name"


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    clean = "\\" not in url and not any(letter.isspace() for letter in url) and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and bool(host) and clean and (port is None or 0 < port < 65536)


def _versioned(claim: Claim, parties: tuple[Party, ...]) -> Claim:
    """The claim with the hash over everything that decides; question, subject and line do not."""
    decides = {
        name: value for name, value in asdict(claim).items() if name not in ("question", "short", "line", "version")
    }
    text = json.dumps([decides, [asdict(party) for party in parties]], sort_keys=True, default=str, ensure_ascii=False)
    return replace(claim, version=hashlib.sha256(text.encode("utf-8")).hexdigest()[:16])
