"""The strict loader: a YAML file to a `Watchlist`, or every problem of the file with its place.

A wrong line is refused loudly and never skipped; nothing but `WatchlistProblems` leaves this module.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
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
    Trend,
    Watchlist,
)
from monitor.watchlist.tokens import fold, tokens
from monitor.watchlist.tree import MAX_BYTES, Mapping, Node, Problems, Scalar, Sequence, bent, parse
from monitor.watchlist.values import Values, meant, under

_Choice = TypeVar("_Choice", bound=StrEnum)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_EVERY: Final = re.compile(r"(\d{1,6}) ?(s|sek|m|min|h|std)", re.IGNORECASE)
_SECONDS: Final = {"s": 1, "sek": 1, "m": 60, "min": 60, "h": 3600, "std": 3600}
_CHANGE: Final = re.compile(
    r"(\d{1,12}(?:[.,]\d{1,4})?) ?(%|prozent|pp|punkte?|prozentpunkte?|points?)?", re.IGNORECASE
)
_GROUPED: Final = re.compile(r"\d{1,3}([.,]\d{3})+")
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


class _Reader(Values):
    """Walks the tree once; every check adds its problem and goes on."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(problems)
        self._parties: tuple[Party, ...] = ()

    # --- the file --------------------------------------------------------------------------------------------------

    def watchlist(self, root: Mapping, id: str, text: str) -> Watchlist:
        self.known(root, keys.FILE_KEYS, "")
        self._parties = self._party_list(root.get("parties"))
        claims = self._claims(root.get("claims"))
        return Watchlist(
            id=id,
            name=self.text(root.get("name"), "name", keys.MAX_TEXT),
            notify=self.ids(root.get("notify"), "notify"),
            feeds=self._feeds(root.get("feeds")),
            about=self.words(root.get("about"), "about"),
            parties=self._parties,
            claims=claims,
            digest=hashlib.sha256(text.encode("utf-8")).hexdigest(),
            text=text,
        )

    # --- feeds -----------------------------------------------------------------------------------------------------

    def _feeds(self, node: Node | None) -> tuple[FeedSource, ...]:
        if node is None or (isinstance(node, Sequence) and not node.items):
            return ()
        if not isinstance(node, Sequence):
            self.problems.add("expected_list", node, where="feeds")
            return ()
        out: dict[str, FeedSource] = {}
        for item, at in self.items(node, "feeds"):
            feed = self._feed(item, at)
            if feed is None:
                continue
            if feed.url in out:
                self.problems.add("twice", item, where=at, value=feed.url)
            out[feed.url] = feed
        return tuple(out.values())

    def _feed(self, node: Node, where: str) -> FeedSource | None:
        every: float | None = None
        address: Node | None = node
        if isinstance(node, Mapping):
            self.known(node, _FEED_KEYS, where)
            every = self._every(node.get("every"), under(where, "every"))
            address = node.get("url")
        url = self.text(address, under(where, "url") if isinstance(node, Mapping) else where, keys.MAX_URL)
        if not url:
            return None
        if not _is_address(url):
            self.problems.add("url", address, where=where, value=url[:120])
            return None
        return FeedSource(url=url, every=every)

    def _every(self, node: Node | None, where: str) -> float | None:
        value = self.text(node, where)
        if not value:
            return None
        found = _EVERY.fullmatch(value)
        if not found:
            self.problems.add("every", node, where=where, value=value)
            return None
        seconds = int(found.group(1)) * _SECONDS[found.group(2).lower()]
        if not keys.SHORTEST <= seconds <= keys.LONGEST:
            self.problems.add("every_range", node, where=where, value=value)
            return None
        return float(seconds)

    # --- parties ---------------------------------------------------------------------------------------------------

    def _party_list(self, node: Node | None) -> tuple[Party, ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            self.problems.add("parties", node, where="parties")
            return ()
        owner: dict[str, str] = {}
        out = []
        for key, value in node.items:
            name = " ".join(key.text.split())
            where = under("parties", name)
            if not tokens(name) or len(name) > keys.MAX_WORD:
                self.problems.add("no_word", key, where=where, value=name[:60])
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
            self.problems.add("alias_shared", at, where=where, value=alias.name, party=other)

    def _aliases(self, node: Node, where: str) -> list[tuple[Alias, Node]]:
        if isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null"):
            return []
        if isinstance(node, Sequence) and not node.items:
            return []
        if isinstance(node, Mapping):
            self.problems.add("expected_names", node, where=where)
            return []
        out = []
        for item, at in self.items(node, where):
            if isinstance(item, Mapping):
                self.known(item, _ALIAS_KEYS, at)
                name = item.get("name")
                alias = self.word(name, under(at, "name")) if name is not None else ""
                until = self.date(item.get("until"), under(at, "until"))
            else:
                alias, until = self.word(item, at), None
            if alias:
                out.append((Alias(name=alias, until=until), item))
        return out

    # --- claims ----------------------------------------------------------------------------------------------------

    def _claims(self, node: Node | None) -> tuple[Claim, ...]:
        if node is None:
            return ()
        if not isinstance(node, Sequence) or not node.items:
            self.problems.add("claims", node, where="claims")
            return ()
        if len(node.items) > keys.MAX_CLAIMS:
            self.problems.add(
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
            self.problems.add("expected_claim", node, where=where)
            return None
        id = self.id(node.get("id"), under(where, "id"), keys.CLAIM_ID)
        where = f"claims.{id}" if id else where
        if id and id in seen:
            self.problems.add("duplicate_id", node.get("id"), where=under(where, "id"), value=id, first=seen[id])
        seen.setdefault(id, node.line)
        self.known(node, keys.CLAIM_KEYS, where)
        kind = self.choice(node.get("kind"), under(where, "kind"), keys.KINDS)
        self._fits(node, kind, where)

        def of(name: str) -> tuple[Node | None, str]:
            return node.get(name), under(where, name)

        claim = Claim(
            id=id or "?",
            question=self.text(*of("question"), keys.MAX_TEXT),
            short=self.text(*of("short"), 60),
            kind=ClaimKind(kind or "statement"),
            counts=self.words(*of("counts")),
            about=self.terms(*of("about")),
            with_=self.words(*of("with")),
            without=self.words(*of("without")),
            min_change=self._min_change(*of("min_change")),
            trend=_enum(self.choice(*of("trend"), keys.TRENDS), Trend),
            role=self.choice(*of("role"), keys.ROLES) or "total",
            per=self.choice(*of("per"), keys.PERS) or None,
            unit=self._unit(*of("unit")),
            place=self.words(*of("place")),
            since=self.date(*of("since")),
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
                self.problems.add(f"only_{key.kind}", at, where=under(where, key.name), name=key.name)
        if (
            kind == "figure"
            and node.get("counts") is None
            and node.get("unit") is None
            and not self._told(node, "counts")
        ):
            self.problems.add("counts_missing", node, where=under(where, "counts"))
        if kind == "statement" and node.get("about") is None and not self._told(node, "about"):
            self.problems.add("about_missing", node, where=under(where, "about"))

    def _min_change(self, node: Node | None, where: str) -> MinChange | None:
        if isinstance(node, Scalar) and _GROUPED.fullmatch(node.text):
            plain = re.sub(r"[.,]", "", node.text)
            self.problems.add("grouped", node, where=where, value=node.text, meant=plain)
            return None
        value = self.text(node, where)
        if not value:
            return None
        found = _CHANGE.fullmatch(value)
        amount = float(found.group(1).replace(",", ".")) if found else 0.0
        if not found or amount <= 0:
            self.problems.add("min_change", node, where=where, value=value)
            return None
        sign = (found.group(2) or "").lower()
        unit = (
            ChangeUnit.ABSOLUTE if not sign else ChangeUnit.PERCENT if sign in ("%", "prozent") else ChangeUnit.POINTS
        )
        return MinChange(amount=amount, unit=unit)

    def _unit(self, node: Node | None, where: str) -> str | None:
        if isinstance(node, Sequence):
            self.problems.add("expected_text", node, where=where)
            return None
        value = self.text(node, where)
        return _UNITS.get(value.lower(), value) or None

    def _confirmers(self, node: Node | None, where: str) -> tuple[str, ...]:
        names = [party.name for party in self._parties]
        out = []
        for item, at in self.items(node, where):
            name = self.word(item, at)
            if name and name not in names:
                alias = next((party.name for party in self._parties if any(a.name == name for a in party.aliases)), "")
                guess = alias or meant(name, names)
                key = "confirmer_meant" if guess else "confirmer"
                self.problems.add(key, item, where=at, value=name, meant=guess, known=", ".join(names) or "–")
            elif name:
                out.append(name)
        return tuple(dict.fromkeys(out))

    def _positions(self, node: Node | None, where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping) or not node.items:
            self.problems.add("positions", node, where=where)
            return ()
        out = []
        used: dict[str, str] = {}
        for key, value in node.items:
            answer = " ".join(key.text.split())
            phrases = self.words(value, under(where, answer))
            for phrase in phrases:
                if used.setdefault(fold(phrase), answer) != answer:
                    self.problems.add(
                        "phrase_shared", value, where=under(where, answer), value=phrase, answer=used[fold(phrase)]
                    )
            out.append((answer, phrases))
        return tuple(out)

    def _alert(self, node: Node | None, where: str) -> tuple[tuple[str, Grade], ...]:
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            self.problems.add("alert", node, where=where)
            return ()
        allowed = [*keys.CHANGES, *keys.SILENCES]
        out = []
        for key, value in node.items:
            at = under(where, key.text)
            if key.text not in allowed:
                guess = meant(key.text, allowed)
                name = "alert_type_meant" if guess else "alert_type"
                self.problems.add(name, key, where=at, value=key.text[:60], meant=guess, choices=", ".join(allowed))
                continue
            if grade := self.choice(value, at, keys.GRADES):
                out.append((key.text, Grade(grade)))
        return tuple(out)


_FEED_KEYS: Final = (Key("url", "", {}, True), Key("every", "", {}))
_ALIAS_KEYS: Final = (Key("name", "", {}, True), Key("until", "", {}))


def _enum(value: str, kind: Callable[[str], _Choice]) -> _Choice | None:
    return kind(value) if value else None


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
