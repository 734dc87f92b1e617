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
    #: the operator hears of broken targets, feeds and watchlists through this one
    operator: bool = False
    #: weekday of the digest, 0 Monday … 6 Sunday; None: every day
    digest_day: int | None = None
    #: seconds after which an unacknowledged alert is told once more; None: never
    remind_after: float | None = None
    #: key that signs JSON webhooks (HMAC-SHA256); never logged, never stored
    secret: str = field(default="", repr=False)
    #: line in the targets file, from 1
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of the world the monitor saw since the last digest."""

    feeds: int = 0
    #: feeds that fail or are silent, by title or address
    disturbed: tuple[str, ...] = ()
    #: end of the last full cycle, None: none yet
    last_cycle: datetime | None = None
    #: articles found since the last digest
    articles: int = 0
    #: changes muted by a silence since the last digest
    silenced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A silence set by a person: mutes delivery, never the decision or the log."""

    watchlist: str
    #: "" means every claim, party
    claim: str = ""
    party: str = ""
    #: mutes values up to this one ("bis über 15.000"); None: whatever the value
    up_to: float | None = None
    author: str = ""
    reason: str = ""
    #: aware UTC, None: until lifted
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What planning must know of earlier deliveries; the outbox answers it."""

    silences: tuple[Silence, ...] = ()
    #: alerts already told today (Berlin): (target, watchlist, how many)
    told_today: tuple[tuple[str, str, int], ...] = ()
    #: targets that got an overtaken change: (key of that change, target)
    recipients: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One outbox row to be: this decision for this target, and when it may leave."""

    #: unique per target: the change's key, or the key of a note
    decision: str
    target: str
    kind: MessageKind
    urgency: Urgency
    #: QUEUED or HELD
    state: DeliveryState
    not_before: datetime
    expires_at: datetime
    watchlist: str = ""
    #: mail and Slack thread: one per claim
    thread: str = ""
    #: place of the change's type in `ChangeType`, 0 first
    rank: int = 99
    #: "", "group", "quiet", "cap", "digest", "silenced"
    held_for: str = ""
    #: finished text of system notes; changes are rendered when they leave
    message: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One or more changes told together to the targets of their watchlists."""

    id: str
    kind: MessageKind
    changes: tuple[Change, ...]
    at: datetime
    urgency: Urgency
    watchlist_name: str = ""
    #: questions of the claims: ("watchlist/claim", question)
    questions: tuple[tuple[str, str], ...] = ()
    #: short names of the claims for subjects: ("watchlist/claim", short)
    shorts: tuple[tuple[str, str], ...] = ()
    #: why it comes now: "" (news), "quiet", "cap", "burst", "daily", "weekly", "reminder"
    cause: str = ""
    #: digests: what stands beside the changes
    coverage: Coverage | None = None
    #: digests: when it was due; a later `at` is told as "verspätet"
    due: datetime | None = None


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
    #: provider's id of the first message of the thread at this target (Slack ts), "": a new thread
    reply_to: str = ""


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
    #: a failure that may still have been delivered (cut after sending): a repetition is marked
    uncertain: bool = False
    #: nothing else will get through either (address gone, login refused): the target is "defekt" until tested
    broken: bool = False
