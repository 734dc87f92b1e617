"""One value of a watchlist file changed in place: every other letter stays as the editor wrote it.

The text around the value is found by the marks of the parsed tree and cut there. What came out is read again; where it
does not say what was asked for, the whole file is written anew with its comments (ruamel's round trip).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

#: a way into the file: keys of mappings, places in lists
Path = tuple[str | int, ...]


def plain(text: str) -> Any:
    """The file as plain dicts, lists, numbers and words. Raises YAMLError."""
    return YAML(typ="safe", pure=True).load(text)


def with_value(text: str, path: Path, value: object, *, after: Sequence[str] = ()) -> str:
    """The text with `value` at `path`; None takes the key or item away.

    A new key stands behind the last of the keys named in `after`, a new item (its place is the length of the list) at
    the end. Raises YAMLError for a text that is no YAML, LookupError for a path that does not exist.
    """
    wanted = _set(plain(text), path, value)
    try:
        made = _spliced(text, path, value, after)
        if made is not None and plain(made) == wanted:
            return made
    except (YAMLError, IndexError, ValueError):
        pass
    return _rewritten(text, path, value)


def with_key_renamed(text: str, path: Path, name: str) -> str:
    """The text with the last key of `path` under another name, in its place. Raises as `with_value`."""
    tree = YAML().compose(text)
    holder = _node(tree, path[:-1])
    for key, _ in holder.value:
        if key.value == str(path[-1]):
            return text[: key.start_mark.index] + _flow(name) + text[key.end_mark.index :]
    raise KeyError(path[-1])


# --- plain values ----------------------------------------------------------------------------------------------------


def _set(tree: Any, path: Path, value: object) -> Any:
    holder = tree
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    if isinstance(holder, list):
        assert isinstance(last, int)
        if value is None:
            del holder[last]
        elif last == len(holder):
            holder.append(value)
        else:
            holder[last] = value
    elif value is None:
        holder.pop(last, None)
    else:
        holder[last] = value
    return tree


def _rewritten(text: str, path: Path, value: object) -> str:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree = _set(yaml.load(text), path, None if value is None else _styled(value))
    written = io.StringIO()
    yaml.dump(tree, written)
    return written.getvalue()


# --- cutting ---------------------------------------------------------------------------------------------------------


def _spliced(text: str, path: Path, value: object, after: Sequence[str]) -> str | None:
    """The text cut and joined; None where it takes more than that."""
    holder = _node(YAML().compose(text), path[:-1])
    pairs = _pairs(holder)
    place = next((n for n, (name, _, _) in enumerate(pairs) if name == path[-1]), None)
    if place is None:
        return _inserted(text, holder, pairs, path, value, after)
    start, node = pairs[place][1], pairs[place][2]
    if value is None:
        return _bracketed(text, holder, path, None) or _without(text, start, node, item=holder.id == "sequence")
    if node.id != "scalar" and not node.flow_style:
        return _block(text, node, value)
    apart = " " if node.start_mark.index == node.end_mark.index else ""
    return text[: node.start_mark.index] + apart + _flow(value) + text[node.end_mark.index :]


def _bracketed(text: str, holder: Any, path: Path, value: object) -> str:
    """A list in brackets or a mapping in braces with this entry changed; "" for those of many lines."""
    if not holder.flow_style:
        return ""
    held = plain(text)
    for step in path[:-1]:
        held = held[step]
    made = _flow(_set(held, path[-1:], value))
    return text[: holder.start_mark.index] + made + text[holder.end_mark.index :]


def _node(tree: Any, path: Path) -> Any:
    for step in path:
        tree = next(node for name, _, node in _pairs(tree) if name == step)
    return tree


def _pairs(node: Any) -> list[tuple[str | int, Any, Any]]:
    """(name, where it begins, value) of each entry."""
    if node.id == "mapping":
        return [(key.value, key.start_mark, value) for key, value in node.value]
    return [(place, item.start_mark, item) for place, item in enumerate(node.value)]


def _inserted(
    text: str, holder: Any, pairs: list[tuple[str | int, Any, Any]], path: Path, value: object, after: Sequence[str]
) -> str | None:
    if value is None:
        return text
    if holder.flow_style or not pairs:
        return _bracketed(text, holder, path, value) or None
    before = [pair for pair in pairs if pair[0] in after] if after else []
    behind = before[-1] if before else pairs[-1]
    mapping = holder.id == "mapping"
    lines = text.split("\n")
    column = pairs[0][1].column if mapping else lines[pairs[0][1].line].index("-")
    head = f"{_flow(path[-1])}: " if mapping else "- "
    last = last_line(behind[2])
    return "\n".join([*lines[: last + 1], " " * column + head + _flow(value), *lines[last + 1 :]])


def _without(text: str, start: Any, node: Any, *, item: bool) -> str | None:
    """The text without the lines of this entry; a claim takes the comment above it along, a line of a list does not."""
    lines = text.split("\n")
    top, end = start.line, last_line(node)
    indent = lines[top][: start.column]
    if indent.strip() != ("-" if item else ""):
        return None
    dash = len(indent) - len(indent.lstrip())
    while (
        node.id == "mapping"
        and not node.flow_style
        and top
        and lines[top - 1].strip().startswith("#")
        and lines[top - 1].index("#") == dash
    ):
        top -= 1
    if top and end + 1 < len(lines) and not lines[top - 1].strip() and not lines[end + 1].strip():
        end += 1
    return "\n".join([*lines[:top], *lines[end + 1 :]])


def _block(text: str, node: Any, value: object) -> str | None:
    """A list of one item a line: lines of items that stay are kept, with their comments; new ones come behind."""
    if node.id != "sequence" or not isinstance(value, list) or not node.value or not value:
        return None
    lines = text.split("\n")
    dash = lines[node.value[0].start_mark.line].index("-")
    kept: list[str] = []
    top = node.value[0].start_mark.line
    left = list(value)
    for item in node.value:
        first, last = item.start_mark.line, last_line(item)
        given = plain(text[item.start_mark.index : item.end_mark.index])
        between, top = lines[top:first], last + 1
        if given in left:
            left.remove(given)
            kept += between + lines[first : last + 1]
        else:
            kept += between
    kept += [" " * dash + "- " + _flow(item) for item in left]
    return "\n".join([*lines[: node.value[0].start_mark.line], *kept, *lines[top:]])


def last_line(node: Any) -> int:
    """The last line that holds anything of the node; the marks of block collections end at the next token."""
    if node.id == "scalar" or node.flow_style:
        at_start = node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line
        return int(node.end_mark.line) - int(at_start)
    children = [child for pair in node.value for child in (pair if isinstance(pair, tuple) else (pair,))]
    return int(max((last_line(child) for child in children), default=node.start_mark.line))


# --- writing ---------------------------------------------------------------------------------------------------------


def _flow(value: object) -> str:
    """The value on one line, as it may stand inside a list in brackets too."""
    yaml = YAML()
    yaml.width = 1_000_000
    written = io.StringIO()
    listed = CommentedSeq([_styled(value)])
    listed.fa.set_flow_style()
    yaml.dump(listed, written)
    return written.getvalue().strip()[1:-1].strip()


def _styled(value: object) -> object:
    """Lists in brackets and mappings in braces."""
    if isinstance(value, Mapping):
        mapped = CommentedMap({key: _styled(item) for key, item in value.items()})
        mapped.fa.set_flow_style()
        return mapped
    if isinstance(value, list | tuple):
        listed = CommentedSeq([_styled(item) for item in value])
        listed.fa.set_flow_style()
        return listed
    assert isinstance(value, str | int | float | bool | date)
    return value
