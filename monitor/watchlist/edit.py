"""Changes to a watchlist file that keep everything else as the editor wrote it: comments, order, quotes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from monitor.watchlist.splice import last_line


def with_feeds(text: str, addresses: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The watchlist with further feeds at the end of its list, and which of them were new.

    `text` must be a watchlist that `read_watchlist` accepts; addresses already there are left out.
    """
    yaml = _round_trip()
    tree = yaml.load(text)
    listed = tree.get("feeds")
    known = {item if isinstance(item, str) else item["url"] for item in listed or ()}
    fresh = tuple(dict.fromkeys(address for address in addresses if address not in known))
    if not fresh:
        return text, ()
    if listed is None:
        tree["feeds"] = list(fresh)
    else:
        listed.extend(fresh)
    return _dumped(yaml, tree), fresh


def with_claim(text: str, claim: Mapping[str, object]) -> str:
    """The watchlist with a further claim behind its last one; not a letter of the rest changes.

    `claim` holds the keys of a claim with plain values and lists. `text` must be YAML with a mapping on top; where the
    claims are missing or written in brackets, they are (re)written as a list at the end of the file.
    """
    claims = _claims_node(text)
    if claims is None or claims.flow_style or not claims.value:
        yaml = _round_trip()
        tree = yaml.load(text) or {}
        tree["claims"] = [*(tree.get("claims") or ()), _item(claim)]
        return _dumped(yaml, tree)
    lines = text.split("\n")
    dash = lines[claims.value[0].start_mark.line].index("-")
    last = last_line(claims.value[-1])
    apart = claims.value[0].start_mark.line < last and any(
        not line.strip() for line in lines[claims.value[0].start_mark.line : last]
    )
    item = _dumped(_round_trip(), [_item(claim)]).rstrip("\n").split("\n")
    found = len(item[0]) - len(item[0].lstrip())
    written = [" " * dash + line[found:] for line in item]
    return "\n".join([*lines[: last + 1], *([""] if apart else []), *written, *lines[last + 1 :]])


def _claims_node(text: str) -> Any:
    tree = YAML().compose(text)
    pairs = tree.value if tree is not None and tree.id == "mapping" else ()
    return next((value for key, value in pairs if key.value == "claims" and value.id == "sequence"), None)


def _item(claim: Mapping[str, object]) -> dict[str, object]:
    """The claim with its lists in brackets, as the guide writes them."""
    made: dict[str, object] = {}
    for key, value in claim.items():
        made[key] = value
        if isinstance(value, list | tuple):
            made[key] = listed = CommentedSeq(value)
            listed.fa.set_flow_style()
    return made


def _round_trip() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(yaml: YAML, tree: object) -> str:
    written = io.StringIO()
    yaml.dump(tree, written)
    return written.getvalue()
