"""The values of a watchlist file, one kind after the other: texts, words, lists, ids, days, keys.

Every check adds its problem and returns an empty value, so that the reader goes on and tells all problems at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from monitor.watchlist import keys
from monitor.watchlist.keys import Key
from monitor.watchlist.model import Terms
from monitor.watchlist.tokens import fold, tokens
from monitor.watchlist.tree import Mapping, Node, Problems, Scalar, Sequence, bent

_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")


class Values:
    """Reads single values and adds what is wrong with them to `problems`."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def known(self, node: Mapping, known: tuple[Key, ...], where: str) -> None:
        """Unknown keys, with the key that was probably meant; required keys that are missing."""
        names = [key.name for key in known]
        for name, _ in node.items:
            if name.text not in names:
                self._unknown(name, names, where)
        for key in known:
            if key.required and node.get(key.name) is None and not self._told(node, key.name):
                self.problems.add("missing", node, where=under(where, key.name), name=key.name)

    def _told(self, node: Mapping, name: str) -> bool:
        """Whether an unknown key of this mapping was already explained as a misspelling of `name`."""
        return any(meant(found.text, [name]) == name for found, _ in node.items)

    def _unknown(self, name: Scalar, names: list[str], where: str) -> None:
        guess = meant(name.text, names)
        other = keys.CLAIM_NAMES if names == list(keys.FILE_NAMES) else keys.FILE_NAMES
        field = under(where, name.text)
        if guess:
            self.problems.add("unknown_key_meant", name, where=field, name=name.text[:60], meant=guess)
        elif name.text in other:
            key = "key_of_claim" if other is keys.CLAIM_NAMES else "key_of_file"
            self.problems.add(key, name, where=field, name=name.text)
        else:
            self.problems.add("unknown_key", name, where=field, name=name.text[:60], known=", ".join(names))

    def text(self, node: Node | None, where: str, longest: int = keys.MAX_WORD) -> str:
        """A text; "" when it is missing (told elsewhere) or wrong (told here)."""
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.problems.add("expected_text", node, where=where)
            return ""
        value = " ".join(node.text.split())
        if not value:
            self.problems.add("empty_value", node, where=where)
        elif node.plain and (read := bent(node.text)):
            key = "bent_null" if read == "null" else "bent"
            self.problems.add(key, node, where=where, value=node.text[:40], read=read)
        elif len(value) > longest:
            self.problems.add("too_long", node, where=where, length=len(value), limit=longest)
        else:
            return value
        return ""

    def items(self, node: Node | None, where: str) -> Iterator[tuple[Node, str]]:
        """The members of a list; a single value counts as a list of one, an empty list is told."""
        if node is None:
            return
        if isinstance(node, Sequence):
            if not node.items:
                self.problems.add("empty_list", node, where=where)
            yield from ((item, f"{where}[{place}]") for place, item in enumerate(node.items, 1))
        else:
            yield node, where

    def words(self, node: Node | None, where: str) -> tuple[str, ...]:
        """A list of words, each once."""
        out: dict[str, None] = {}
        for item, at in self.items(node, where):
            if word := self.word(item, at):
                if word in out:
                    self.problems.add("twice", item, where=at, value=word)
                out[word] = None
        return tuple(out)

    def word(self, node: Node, where: str) -> str:
        if isinstance(node, Mapping):
            self.problems.add("expected_words", node, where=where)
            return ""
        word = self.text(node, where)
        if word and "," in word and isinstance(node, Scalar) and node.plain:
            self.problems.add("comma", node, where=where, value=word, list=f"[{word}]")
            return ""
        if word and not tokens(word):
            self.problems.add("no_word", node, where=where, value=word)
            return ""
        return word

    def terms(self, node: Node | None, where: str) -> Terms:
        """A list of words: one group; a list of lists: a group each."""
        if isinstance(node, Sequence) and any(isinstance(item, Sequence) for item in node.items):
            groups = []
            for item, at in self.items(node, where):
                if isinstance(item, Sequence):
                    groups.append(self.words(item, at))
                else:
                    self.problems.add("mixed_list", item, where=at)
            return tuple(group for group in groups if group)
        words = self.words(node, where)
        return (words,) if words else ()

    def ids(self, node: Node | None, where: str) -> tuple[str, ...]:
        out: dict[str, None] = {}
        if isinstance(node, Sequence) and not node.items:
            return ()
        for item, at in self.items(node, where):
            if name := self.id(item, at):
                out[name] = None
        return tuple(out)

    def id(self, node: Node | None, where: str, shape: re.Pattern[str] = keys.ID) -> str:
        name = self.text(node, where)
        if name and not shape.fullmatch(name):
            self.problems.add("id", node, where=where, value=name, meant=as_id(name))
            return ""
        return name

    def choice(self, node: Node | None, where: str, allowed: tuple[str, ...]) -> str:
        value = self.text(node, where)
        if value and value not in allowed:
            guess = meant(value, list(allowed))
            key = "choice_meant" if guess else "choice"
            self.problems.add(key, node, where=where, value=value, choices=", ".join(allowed), meant=guess)
            return ""
        return value

    def date(self, node: Node | None, where: str) -> date | None:
        value = self.text(node, where)
        if not value:
            return None
        found = _DATE.fullmatch(value)
        parts = [int(part) for part in found.groups() if part] if found else []
        try:
            return date(*parts) if found and found.group(1) else date(*reversed(parts))
        except (ValueError, TypeError, OverflowError):
            self.problems.add("date", node, where=where, value=value[:40])
            return None


def under(where: str, name: str) -> str:
    return f"{where}.{name[:60]}" if where else name[:60]


def meant(word: str, names: list[str]) -> str:
    """The name a misspelt or German word probably stands for; "" when nothing is near."""
    folded = fold(word)
    synonym = keys.SYNONYMS.get(folded, "")
    if synonym in names:
        return synonym
    lowered = {fold(name): name for name in names}
    close = difflib.get_close_matches(folded, lowered, n=1, cutoff=0.7)
    return lowered[close[0]] if close else ""


def as_id(name: str) -> str:
    """A name made into an id: Gefallene Soldaten -> gefallene-soldaten."""
    plain = fold(name).replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64] or "name"
