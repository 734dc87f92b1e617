"""Signed links of a message: acknowledge, "falsch", silence. Following one changes nothing; it opens a confirm page.

A token is `<action>.<subject>.<target>.<end>.<mac>` in URL-safe letters; the mac is HMAC-SHA256 over the rest. The
secret and the time are handed in, so that making and reading a token are plain functions.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from monitor.errors import MonitorError

#: Days a link of a message works: as long as a desk looks back at a story.
LINK_DAYS = 30


class Action(StrEnum):
    """What a signed link proposes; the page behind it asks before anything happens."""

    ACKNOWLEDGE = "ack"
    WRONG = "wrong"
    SILENCE = "silence"


class LinkError(MonitorError):
    """A link that is forged, cut or too old; `key` is `links.invalid` or `links.expired`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLink:
    """What a token says once its signature held."""

    action: Action
    #: key of the change
    subject: str
    #: name of the target whose reader followed it
    target: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Makes the addresses that stand in messages; `secret` b"" makes no signed links."""

    #: address of the dashboard without a slash at the end; "": no links at all
    base: str
    secret: bytes = field(default=b"", repr=False)
    days: int = LINK_DAYS

    def evidence(self, change_key: str) -> str:
        """Page of one change with its evidence."""
        return f"{self.base}/changes/{change_key}" if self.base else ""

    def log(self) -> str:
        """The change log."""
        return f"{self.base}/changes" if self.base else ""

    def action(self, action: Action, change_key: str, target: str, now: datetime) -> str:
        """A signed link; "" without an address or secret."""
        if not self.base or not self.secret:
            return ""
        return f"{self.base}/act/{sign(action, change_key, target, self.secret, now, days=self.days)}"


def sign(action: Action, subject: str, target: str, secret: bytes, now: datetime, *, days: int = LINK_DAYS) -> str:
    """The token of one link, good for `days`."""
    end = int((now + timedelta(days=days)).timestamp())
    head = ".".join((action.value, _pack(subject), _pack(target), str(end)))
    return f"{head}.{_mac(head, secret)}"


def read_link(token: str, secret: bytes, now: datetime) -> SignedLink:
    """The proposal of a token; raises LinkError when it is forged, cut or expired. Nothing is changed by reading."""
    head, _, mac = token.rpartition(".")
    parts = head.split(".")
    if not secret or len(parts) != 4 or not hmac.compare_digest(mac.encode(), _mac(head, secret).encode()):
        raise LinkError("links.invalid")
    try:
        found = SignedLink(
            action=Action(parts[0]),
            subject=_unpack(parts[1]),
            target=_unpack(parts[2]),
            ends_at=datetime.fromtimestamp(int(parts[3]), UTC),
        )
    except (ValueError, OverflowError) as exc:
        raise LinkError("links.invalid") from exc
    if found.ends_at <= now:
        raise LinkError("links.expired")
    return found


def _mac(head: str, secret: bytes) -> str:
    return _letters(hmac.new(secret, head.encode(), hashlib.sha256).digest()[:18])


def _pack(text: str) -> str:
    return _letters(text.encode())


def _letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpack(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
