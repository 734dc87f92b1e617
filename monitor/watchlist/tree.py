"""YAML text as a tree of marked nodes, read event by event: no anchors, no tags, no doubled keys, nothing bent.

Every scalar stays the text that stands in the file; what YAML would make of it is said by `bent`. All problems that
can be found without knowing the keys are collected here; a broken syntax ends the tree where it breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from monitor.errors import WatchlistError

if TYPE_CHECKING:
    from ruamel.yaml.error import StreamMark

#: limits of RELIABILITY 3.4
MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 10
#: nodes of one file; 200 claims with 100 words each stay below
MAX_NODES: Final = 30_000
#: problems told at once; more help nobody
MAX_PROBLEMS: Final = 100


@dataclass(slots=True)
class Node:
    """One value of the file; line and column count from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Scalar(Node):
    text: str
    #: written without quotes
    plain: bool = True


@dataclass(slots=True)
class Sequence(Node):
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping(Node):
    #: key, value, in file order; keys are unique
    items: list[tuple[Scalar, Node]] = field(default_factory=list)

    def get(self, key: str) -> Node | None:
        """The value of `key`, None without one."""
        return next((value for name, value in self.items if name.text == key), None)


class Problems:
    """Collects what is wrong, wherever it is found."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[WatchlistError] = []

    def add(self, key: str, at: Node | None, *, where: str = "", **values: object) -> None:
        """One problem at a node (None: the whole file); `where` is the field, such as `claims[2].about`."""
        if len(self.found) >= MAX_PROBLEMS:
            return
        line, column = (at.line, at.column) if at is not None else (0, 0)
        self.found.append(
            WatchlistError(f"watchlist.{key}", path=self.path, line=line, column=column, field=where, **values)
        )

    def in_order(self) -> tuple[WatchlistError, ...]:
        """The problems as they stand in the file."""
        return tuple(sorted(self.found, key=lambda problem: (problem.line, problem.column)))


def parse(text: str, problems: Problems) -> Node | None:
    """The root of the file, None when there is none or it cannot be read to its end."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder(problems)
    try:
        for event in YAML(typ="safe", pure=True).parse(StringIO(text)):
            if not builder.take(event):
                return None
    except MarkedYAMLError as error:
        _syntax(error, problems)
        return None
    except (
        YAMLError,
        ValueError,
        IndexError,
        AttributeError,
        TypeError,
        KeyError,
        RecursionError,
        AssertionError,
    ) as error:
        # the scanner of ruamel.yaml lets such errors out for some broken inputs (found by fuzzing)
        problems.add("syntax", builder.last, detail=str(error).split("\n")[0][:120])
        return None
    return builder.root


class _Builder:
    """Makes the tree out of events; depth is bounded by the stack it keeps itself."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._open: list[tuple[Node, Scalar | None, dict[str, int]]] = []
        self._nodes = 0
        self._documents = 0
        self.root: Node | None = None
        self.last: Node | None = None

    def take(self, event: Any) -> bool:
        """False: the rest of the file is not worth reading (too deep, too much, a second document)."""
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._problems.add("documents", _at(event.start_mark))
                return False
        elif kind == "AliasEvent":
            self._problems.add("alias", _at(event.start_mark), name=_name(event))
            return self._put(Scalar(*_place(event.start_mark), text="alias", plain=False))
        elif kind == "ScalarEvent":
            self._marks(event, quoted=event.style is not None)
            text = str(event.value)
            return self._put(Scalar(*_place(event.start_mark), text=text, plain=event.style is None))
        elif kind in ("SequenceStartEvent", "MappingStartEvent"):
            self._marks(event)
            node = (Sequence if kind[0] == "S" else Mapping)(*_place(event.start_mark))
            if not self._put(node):
                return False
            self._open.append((node, None, {}))
            if len(self._open) > MAX_DEPTH:
                self._problems.add("depth", node, limit=MAX_DEPTH)
                return False
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._open.pop()
        return True

    def _marks(self, event: Any, *, quoted: bool = False) -> None:
        if getattr(event, "anchor", None) is not None:
            self._problems.add("anchor", _at(event.start_mark), name=_name(event))
        tag = getattr(event, "tag", None)
        if tag is not None and not (quoted and str(tag) == "!"):
            self._problems.add("tag", _at(event.start_mark), name=str(tag)[:40])

    def _put(self, node: Node) -> bool:
        self.last = node
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._problems.add("too_much", node, limit=MAX_NODES)
            return False
        if not self._open:
            self.root = node
            return True
        parent, key, seen = self._open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif key is None:
            self._open[-1] = (parent, self._key(node, seen), seen)
        else:
            if isinstance(node, Scalar) and node.plain and not node.text:
                node.line, node.column = key.line, key.column  # the reader marks a missing value at the next line
            if key.text and isinstance(parent, Mapping) and key.line:
                parent.items.append((key, node))
            self._open[-1] = (parent, None, seen)
        return True

    def _key(self, node: Node, seen: dict[str, int]) -> Scalar:
        """The key itself; a doubled or impossible one is told, and its value is dropped (line 0)."""
        if not isinstance(node, Scalar):
            self._problems.add("key_not_text", node)
            return Scalar(0, 0, text="")
        if node.plain and node.text and (read := bent(node.text)):
            self._problems.add("bent", node, value=node.text, read=read)
        if node.text in seen:
            self._problems.add("duplicate_key", node, where=node.text, name=node.text, first=seen[node.text])
            return Scalar(0, 0, text=node.text)
        seen[node.text] = node.line
        return node


def _place(mark: StreamMark) -> tuple[int, int]:
    return int(mark.line) + 1, int(mark.column) + 1


def _at(mark: StreamMark) -> Node:
    return Node(*_place(mark))


def _name(event: Any) -> str:
    return str(getattr(event, "anchor", ""))[:40]


#: words of the scanner -> our message
_SYNTAX: Final = (
    ("'\\t'", "tab"),
    ("mapping values are not allowed", "colon"),
    ("quoted scalar", "quote"),
    ("expected ',' or ']'", "bracket"),
    ("expected ',' or '}'", "bracket"),
    ("did not find expected ',' or ']'", "bracket"),
    ("flow sequence", "bracket"),
    ("flow mapping", "bracket"),
    ("node content", "bracket"),
    ("could not find expected ':'", "missing_colon"),
    ("could not find expected", "missing_colon"),
    ("block mapping", "indent"),
    ("block collection", "indent"),
    ("block end", "indent"),
    ("undefined alias", "alias"),
)


def _syntax(error: Any, problems: Problems) -> None:
    """A syntax error as a sentence of ours, at the place where the reader stumbled."""
    said = " ".join(str(part) for part in (error.problem, error.context) if part)
    mark = error.problem_mark or error.context_mark
    at = _at(mark) if mark is not None else None
    key = next((key for words, key in _SYNTAX if words in said), "syntax")
    if key in ("quote", "bracket") and error.context_mark is not None:
        at = _at(error.context_mark)
    problems.add(key, at, detail=str(error.problem or "")[:120], name="")


# --- what YAML would make of a bare word ----------------------------------------------------------------------------

_NULL: Final = frozenset(("", "~", "null", "Null", "NULL"))
_FALSE: Final = frozenset(("no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"))
_TRUE: Final = frozenset(("yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"))
_THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+")
_CANONICAL: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?")
_INT: Final = re.compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|\d[\d_]*)")
_FLOAT: Final = re.compile(r"[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?")
_SIXTIES: Final = re.compile(r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?")
_SPECIAL: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def bent(text: str) -> str:
    """What a YAML reader would make of a bare word that is not what it looks like; "" for words that keep their meaning.

    10.000 -> 10.0, 12:30 -> 750, 0777 -> 511, NO -> false. Whole numbers and 0.25 stay what they are (RELIABILITY,
    section 2, PyYAML; YAML 1.1 and 1.2 together).
    """
    if text in _NULL:
        return "null"
    if text in _FALSE:
        return "false"
    if text in _TRUE:
        return "true"
    if _THOUSANDS.fullmatch(text):
        whole, _, rest = text.partition(".")
        return f"{whole}.{rest.replace('.', '').rstrip('0') or '0'}" if text.count(".") == 1 else text.replace(".", "")
    if _CANONICAL.fullmatch(text):
        return ""
    return _odd_number(text)


def _odd_number(text: str) -> str:
    if _SIXTIES.fullmatch(text):
        total = 0
        for part in text.strip("+-").split(".")[0].split(":"):
            total = total * 60 + int(part.replace("_", "")[:15] or 0)
        return str(total)
    bare = text.lstrip("+-").replace("_", "")
    if _INT.fullmatch(text) and bare:
        if bare.startswith(("0b", "0o", "0x")):
            return str(int(bare, 0)) if len(bare) > 2 else ""
        return (
            str(int(bare, 8))
            if bare[0] == "0" and len(bare) > 1 and not set(bare) & {"8", "9"}
            else bare.lstrip("0")[:40]
        )
    if _FLOAT.fullmatch(text) or _SPECIAL.fullmatch(text):
        return bare[:40]
    return ""


def walk(node: Node | None) -> Iterator[Node]:
    """The node and everything below it."""
    if node is None:
        return
    yield node
    if isinstance(node, Sequence):
        for item in node.items:
            yield from walk(item)
    elif isinstance(node, Mapping):
        for _, value in node.items:
            yield from walk(value)
