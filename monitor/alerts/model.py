"""Alerts, messages, targets and what became of a delivery attempt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.ledger.model import Change, ChangeType


class Urgency(StrEnum):
    """When a message leaves: at once, after `group_wait`, with the digest."""

    NOW = "now"
    GROUPED = "grouped"
    DIGEST = "digest"


class MessageKind(StrEnum):
    ALERT = "alert"
    DIGEST = "digest"
    FOLLOW_UP = "follow_up"
    SYSTEM = "system"
    TEST = "test"


class Outcome(StrEnum):
    """What one attempt at one target came to."""

    SENT = "sent"
    RETRY = "retry"
    UNCLEAR = "unclear"
    FAILED = "failed"


class DeliveryState(StrEnum):
    """States of an outbox row (RELIABILITY 3.1)."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    UNCLEAR = "unclear"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place messages go to, as the operator's targets file describes it; the address is a secret."""

    #: [a-z0-9-]{1,64}, as watchlists name it
    name: str
    #: Apprise URL with its secrets; never logged, never stored
    address: str = field(repr=False)
    language: str = "de"
    #: lowest rank of change that is told at once; lower ones go to the digest
    min_type: ChangeType | None = None
    #: "HH:MM" Berlin time of the daily digest, None: no digest
    digest_at: str | None = "07:00"
    #: quiet hours "22:00-06:00" (Berlin), None: never
    quiet: str | None = None
    #: rank that breaks through quiet hours
    quiet_break: ChangeType | None = ChangeType.NEW_CONFIRMATION
    #: at most so many alerts per watchlist and day, then a digest says so; None: no cap
    cap_per_day: int | None = None
    #: where it stands in which kind of channel: "mail", "slack", "webhook", "other"
    channel: str = "other"
    #: the operator hears of this target's failures through this one
    operator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One or more changes told together to the targets of their watchlists."""

    id: str
    kind: MessageKind
    changes: tuple[Change, ...]
    at: datetime
    urgency: Urgency
    watchlist_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent to one target, finished and escaped for its channel."""

    #: short id printed in the body
    id: str
    subject: str
    text: str
    html: str | None = None
    #: Slack blocks as JSON, None: text only
    blocks: str | None = None
    #: JSON body of webhooks
    data: str | None = None
    #: extra mail headers: Message-ID, References, List-Id, Auto-Submitted
    headers: tuple[tuple[str, str], ...] = ()
    #: thread key (one per claim)
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """The answer of one attempt; `retry_after` in seconds, None if unsaid."""

    outcome: Outcome
    #: message key, with the provider's words in `answer` (redacted)
    reason: str = ""
    answer: str = ""
    status: int | None = None
    retry_after: float | None = None
    #: provider's id of the message (Slack ts), for threads
    reference: str = ""
