"""One message to one target, through Apprise; every answer comes back as a value, nothing is raised.

Mail, Slack and JSON webhooks are small subclasses of Apprise's plugins, because the plugins throw away what the outbox
needs: the status, Retry-After, whether a cut connection came before or after the message (LIBRARIES 6). All other
services go through Apprise as they are. Addresses are secrets: the log of Apprise stays at INFO and is redacted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import apprise

from monitor.adapters.notify import answers as limits
from monitor.adapters.notify.answers import read_retry_after
from monitor.adapters.notify.mail import Mail
from monitor.adapters.notify.others import asset, through_apprise
from monitor.adapters.notify.own import Own
from monitor.adapters.notify.secrets import Redaction, masked, quiet_apprise, redacted
from monitor.adapters.notify.slack import Slack
from monitor.adapters.notify.webhook import Json
from monitor.alerts.model import Message, Outcome, SendResult, Target

__all__ = ["Notifier", "masked", "quiet_apprise", "read_retry_after"]

log = logging.getLogger(__name__)

Now = Callable[[], datetime]


class Notifier:
    """Sends messages; `bases` replaces the servers of a channel ("slack") in demo and tests, nothing else does."""

    def __init__(self, *, now: Now, bases: Mapping[str, str] | None = None) -> None:
        self._now = now
        self._bases = dict(bases or {})
        self._secrets = Redaction()
        quiet_apprise(self._secrets)

    async def send(self, target: Target, message: Message) -> SendResult:
        """One attempt. Never raises; what the provider said comes back redacted."""
        self._secrets.learn(target)
        try:
            result = await asyncio.to_thread(self._send, target, message)
        except Exception as exc:
            log.error("sending to %s: %s", target.name, type(exc).__name__)
            result = SendResult(
                outcome=Outcome.RETRY, reason="delivery.internal", answer=type(exc).__name__, uncertain=True
            )
        return redacted(result, self._secrets)

    def problem(self, target: Target) -> str:
        """A message key for what is wrong with a target's address, "" when it gives exactly one recipient."""
        self._secrets.learn(target)
        try:
            plugin = self._plugin(target)
        except Exception:
            return "targets.url"
        if plugin is None or (isinstance(plugin, Slack) and not plugin.complete):
            return "targets.url"
        count = len(plugin) if hasattr(plugin, "__len__") else 1
        return "targets.recipients" if count > 1 else ""

    def shown(self, target: Target) -> str:
        """The address without its secrets: slack://…/#desk."""
        return masked(target.address)

    def _send(self, target: Target, message: Message) -> SendResult:
        plugin = self._plugin(target)
        if plugin is None:
            return SendResult(outcome=Outcome.FAILED, reason="delivery.bad_address", broken=True)
        if isinstance(plugin, Own):
            return plugin.deliver(message, target, self._now())
        return through_apprise(plugin, message)

    def _plugin(self, target: Target) -> Any | None:
        """The plugin behind an address: one of ours for mail, Slack and JSON, else Apprise's."""
        address = with_options(target)
        kind: Any = {"mail": Mail, "slack": Slack, "webhook": Json}.get(target.channel)
        if kind is None:
            return apprise.Apprise.instantiate(address, asset=asset(), suppress_exceptions=True)
        found = kind.parse_native_url(address) if address.startswith("https://") else None
        found = found or kind.parse_url(address)
        if not found:
            return None
        try:
            plugin = kind(asset=asset(), **found)
        except TypeError:
            return None
        plugin.base = self._bases.get(target.channel, "")
        return plugin


def with_options(target: Target) -> str:
    """The address with our deadlines, and without Slack's icon and footer from elsewhere."""
    address = target.address
    if address.startswith(("http://", "https://")):
        return address
    wanted = {"rto": f"{limits.ANSWER:g}", "cto": f"{limits.CONNECT:g}"}
    if target.channel == "slack":
        wanted |= {"image": "no", "footer": "no", "format": "text"}
    asked = {name.casefold() for name, _ in parse_qsl(address.partition("?")[2], keep_blank_values=True)}
    extra = urlencode({name: value for name, value in wanted.items() if name not in asked})
    return f"{address}{'&' if '?' in address else '?'}{extra}"  # behind a `#room` too: Apprise reads it there
