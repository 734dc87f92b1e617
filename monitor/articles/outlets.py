"""Which publisher an address belongs to."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from monitor.articles.model import OutletClass


def outlet_of(url: str) -> tuple[str, OutletClass]:
    """Name and class of the publisher of an address; unlisted hosts keep their name and are UNKNOWN."""
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        host = ""
    labels = host.split(".")
    for at in range(len(labels) - 1):
        known = _table().get(".".join(labels[at:]))
        if known:
            return known
    return host.removeprefix("www."), OutletClass.UNKNOWN


@cache
def _table() -> dict[str, tuple[str, OutletClass]]:
    raw = json.loads(resources.files("monitor.articles").joinpath("outlets.json").read_text("utf-8"))
    return {
        host: (name, OutletClass(kind))
        for kind, outlets in raw.items()
        for name, hosts in outlets.items()
        for host in hosts
    }
