"""Logs: one line per record, control characters escaped, secrets never.

Everything goes through one pipe: our structlog events and the records of libraries. A secret that is known (addresses
of targets, keys) is replaced wherever it stands, at every level; the delivery library stays at INFO or above.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

#: libraries whose DEBUG output holds secrets or noise
QUIET = {
    "apprise": logging.INFO,
    "urllib3": logging.INFO,
    "requests": logging.INFO,
    "apscheduler": logging.ERROR,
    "uvicorn": logging.WARNING,
}
#: parts of an address shorter than this are too common to hide
SHORTEST = 6
#: characters of one value that are logged
LONGEST = 500

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_USERINFO = re.compile(r"(?<=://)[^/@\s]+@")


class Redactor:
    """Replaces known secrets in anything that is written."""

    def __init__(self) -> None:
        self._secrets: tuple[str, ...] = ()

    def learn(self, secrets: Iterable[str]) -> None:
        """Adds addresses and keys; of an address, its password and path parts are hidden one by one too."""
        found = {*self._secrets}
        for secret in secrets:
            if len(secret) >= SHORTEST:
                found |= {secret, unquote(secret)}
                found |= {part for part in _parts(secret) if len(part) >= SHORTEST}
        self._secrets = tuple(sorted(found, key=len, reverse=True))

    def __call__(self, text: str) -> str:
        """The text without what must not be read."""
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, "…")
        return _USERINFO.sub("…@", text)


def _parts(address: str) -> set[str]:
    try:
        parts = urlsplit(address)
        password = parts.password
    except ValueError:
        return set()
    if not parts.scheme:
        return set()
    found = {password} if password else set()
    if parts.scheme.startswith(("slack", "http", "json")):  # tokens stand in host and path
        found |= {part for part in re.split(r"[/?&=]", unquote(parts.path)) if part}
        if parts.scheme == "slack" and parts.hostname:
            found |= {part for part in re.split(r"[/@]", address.split("://", 1)[1]) if part}
    return {part for part in found if part}


def set_up(level: str, *, as_json: bool, redact: Redactor) -> None:
    """Sends all logs of the process to standard error, as lines or JSON lines."""
    cleaning: list[Callable[..., Any]] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _clean(redact),
    ]
    final: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=24)
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *cleaning],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, final],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, lowest in QUIET.items():
        logging.getLogger(name).setLevel(max(lowest, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *cleaning,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _clean(redact: Redactor) -> Callable[[Any, str, MutableMapping[str, Any]], MutableMapping[str, Any]]:
    def clean(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in event.items():
            if key == "_record" or key == "_from_structlog":
                continue
            event[key] = _cleaned(value, redact, longest=20_000 if key == "exception" else LONGEST)
        return event

    return clean


def _cleaned(value: Any, redact: Redactor, *, longest: int) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [_cleaned(item, redact, longest=longest) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item, redact, longest=longest) for key, item in value.items()}
    text = redact(str(value))[:longest]
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
