"""Changes to a watchlist file that keep everything else as the editor wrote it: comments, order, quotes."""

from __future__ import annotations

import io
from collections.abc import Iterable

from ruamel.yaml import YAML


def with_feeds(text: str, addresses: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The watchlist with further feeds at the end of its list, and which of them were new.

    `text` must be a watchlist that `read_watchlist` accepts; addresses already there are left out.
    """
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
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
    written = io.StringIO()
    yaml.dump(tree, written)
    return written.getvalue(), fresh
