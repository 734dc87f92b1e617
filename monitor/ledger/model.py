"""Positions, verdicts and changes: what is known, and what was decided about each observation.

Two closed sets say everything the ledger can answer: `ChangeType` (order = rank) and `SilenceReason`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.articles.model import OutletClass, TimeSource
from monitor.reading.model import Approx, Span, Stance, Where
from monitor.watchlist.model import Grade


class ChangeType(StrEnum):
    """What happened to a position; the first that fits wins, and the order is the rank."""

    CORRECTED = "corrected"
    RETRACTION = "retraction"
    REVERSAL = "reversal"
    NEW_CONFIRMATION = "new_confirmation"
    DENIAL = "denial"
    VALUE_CHANGED = "value_changed"
    NEW_VALUE = "new_value"
    CONTRADICTION = "contradiction"
    REFINED = "refined"
    NEW_SOURCE = "new_source"
    SOFTENED = "softened"
    #: an entry of the log that takes back a sent one; never the verdict of an observation
    SUPERSEDED = "superseded"


class SilenceReason(StrEnum):
    """Why an observation that touches a claim changes nothing."""

    REPEAT = "repeat"
    WITHIN_TOLERANCE = "within_tolerance"
    OLDER = "older"
    RECAP = "recap"
    WIRE_COPY = "wire_copy"
    INCREMENT = "increment"
    PART = "part"
    OTHER_SCOPE = "other_scope"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    WEAK_SOURCE = "weak_source"
    UNCLEAR = "unclear"


#: Key of positions that nobody named takes.
UNATTRIBUTED = "unattributed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a position holds: an interval (figures), a stance, or a named answer."""

    low: float | None = None
    high: float | None = None
    approx: Approx = Approx.EXACT
    unit: str | None = None
    #: stance to the claim (not to the speaker's own words)
    stance: Stance | None = None
    #: one of the claim's named positions
    answer: str | None = None
    #: two totals in one article were merged to their hull
    mixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The sentence behind a position or change, and where it stands."""

    article: str
    revision: int
    url: str
    outlet: str
    title: str
    published: datetime
    found: datetime
    time_source: TimeSource = TimeSource.PUBLISHED
    story: str = ""
    agency: str = ""
    outlet_class: OutletClass = OutletClass.NEWS
    #: the sentence as it stands
    sentence: str = ""
    #: offset of the sentence in the revision's text (or title)
    sentence_start: int = 0
    where: Where = Where.BODY
    #: offsets of figure or quote in the revision's text (or title)
    span: Span = Span(0, 0)
    #: offsets of the speaker in the revision's text, None: nobody is named
    speaker_span: Span | None = None
    #: the speaker as it stands, resolved root name, relays
    speaker: str = ""
    root: str | None = None
    via: tuple[str, ...] = ()
    cue: str = ""
    #: headline-only, teaser-only or embargoed: labelled, never confirms alone
    weak: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a verdict fell: a message key (`verdict.<code>`) and its values."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What one party last said about one claim."""

    #: party name, else root name, else `UNATTRIBUTED`
    party: str
    #: whether `party` is a party of the watchlist
    named: bool
    value: Value
    #: effective time, aware UTC
    at: datetime
    evidence: Evidence
    #: the value that was last reported to the desk (alert or digest), for `min_change`
    reported: Value | None = None
    #: planned and possible values, kept apart
    planned: Value | None = None
    #: distinct root sources, stories, outlets behind the present value
    witnesses: int = 1
    stories: int = 1
    outlets: int = 1
    #: set or withdrawn by hand: name of the editor
    by_hand: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry of the append-only change log."""

    #: (claim version, party, type, canonical new position, effective day), hashed: unique
    key: str
    watchlist: str
    claim: str
    claim_version: str
    type: ChangeType
    #: after the claim's settings, before routing, quiet hours and caps
    grade: Grade
    party: str
    #: name to show (joint sources: "USA, Südkorea und Ukraine")
    speaker: str
    before: Value | None
    after: Value
    #: effective time of the new position
    at: datetime
    evidence: Evidence
    #: evidence of the old position, None if there was none
    before_evidence: Evidence | None = None
    before_party: str | None = None
    reason: Reason
    witnesses: int = 1
    stories: int = 1
    outlets: int = 1
    #: decided after newer facts were known: worded as "nachträglich"
    late: bool = False
    #: key of the change that this entry supersedes
    supersedes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided about one observation that touches a claim."""

    watchlist: str
    claim: str
    claim_version: str
    article: str
    revision: int
    where: Where
    #: offsets of the observation (figure span or quote)
    span: Span
    #: ChangeType or SilenceReason value
    outcome: str
    reason: Reason
    party: str
    value: Value
    #: effective time
    at: datetime
    evidence: Evidence | None = None
    #: key of the change, None for silence
    change: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Everything one revision meant to one watchlist: verdicts for all, changes for the few."""

    verdicts: tuple[Verdict, ...] = ()
    changes: tuple[Change, ...] = ()
    #: keys of earlier changes that are overtaken by this revision
    superseded: tuple[str, ...] = ()
    #: why no claim was touched at all, None when one was
    gate: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwatched:
    """A figure on topic that no claim asks for, folded by counted noun and predicate."""

    counted: str
    predicate: str | None
    seen: int
    values: tuple[Value, ...] = ()
    evidence: Evidence | None = None
    #: a ready claim in YAML
    yaml: str = field(default="")
