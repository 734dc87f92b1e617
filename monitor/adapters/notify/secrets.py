"""Addresses are secrets: masked when shown, taken out of logs and answers."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from monitor.alerts.model import SendResult, Target


def quiet_apprise(redaction: logging.Filter | None = None) -> None:
    """Apprise's log at INFO or above whatever the service's level is: at DEBUG it prints addresses and messages."""
    logger = logging.getLogger("apprise")
    logger.setLevel(max(logging.INFO, logger.level))
    for name in ("urllib3", "urllib3.connectionpool", "requests"):
        other = logging.getLogger(name)
        other.setLevel(max(logging.INFO, other.level))
    if redaction is not None:
        logger.addFilter(redaction)


def masked(address: str) -> str:
    """An address without anything secret: scheme, host of mail and webhooks, channel of Slack."""
    parts = urlsplit(address)
    if parts.scheme in ("mailto", "mailtos"):
        to = dict(parse_qsl(parts.query)).get("to", "")
        return f"{parts.scheme}://…@{parts.hostname or ''}" + (f" → …@{to.rpartition('@')[2]}" if to else "")
    if parts.scheme == "slack":
        return f"slack://…/#{parts.fragment}" if parts.fragment else "slack://…"
    if parts.scheme in ("json", "jsons"):
        return f"{parts.scheme}://{parts.hostname or ''}/…"
    return f"{parts.scheme}://…"


class Redaction(logging.Filter):
    """Takes every secret it has learned out of log records and answers."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, None] = {}
        self._targets: set[str] = set()

    def learn(self, target: Target) -> None:
        """Remembers the secret parts of a target's address."""
        mark = hashlib.sha256(f"{target.address}\n{target.secret}".encode()).hexdigest()
        if mark in self._targets:
            return
        self._targets.add(mark)
        for part in _secret_parts(target):
            self._known[part] = None

    def clean(self, text: str) -> str:
        """The text without anything learned."""
        for part in sorted(self._known, key=len, reverse=True):
            text = text.replace(part, "…")
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record; keeps it."""
        record.msg, record.args = self.clean(record.getMessage()), ()
        return True


def _secret_parts(target: Target) -> tuple[str, ...]:
    parts = urlsplit(target.address)
    found = [target.address, target.secret, parts.password or "", parts.username or ""]
    found += [value for name, value in parse_qsl(parts.query) if name not in ("mode", "format", "name")]
    if target.channel != "mail":
        found += [parts.netloc.partition("@")[0] if "@" in parts.netloc else ""]
        found += parts.path.split("/")
        if parts.scheme not in ("json", "jsons", "http", "https"):
            found.append(parts.netloc)
    plain = [unquote(part) for part in found if part]
    return tuple({part for part in (*found, *plain, *(quote(part, safe="") for part in plain)) if len(part) >= 5})


def redacted(result: SendResult, redaction: Redaction) -> SendResult:
    return replace(result, answer=redaction.clean(result.answer)) if result.answer else result
