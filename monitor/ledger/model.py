"""Positions, verdicts and changes: what is known, and what was decided about each observation.

Two closed sets say everything the ledger can answer: `ChangeType` (order = rank) and `SilenceReason`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from monitor.articles.model import OutletClass, TimeSource
from monitor.reading.model import Approx, Span, Stance, Where
from monitor.watchlist.model import ClaimKind, Grade


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

    def __hash__(self) -> int:
        """Cheap, because every comparison looks a shape up by it; equality still compares everything."""
        return hash((self.low, self.high, self.unit, self.answer))


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


class Key(NamedTuple):
    """The place of a fact in the fold; facts compare by it. `article` breaks ties as text."""

    at: datetime
    published: datetime
    article: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One observation as one claim sees it, before anything is compared.

    It depends on the revision, its reading, the watchlist and nothing else, so it can be stored and folded again.
    """

    watchlist: str
    claim: str
    claim_version: str
    kind: ClaimKind
    article: str
    revision: int
    where: Where
    #: offsets of the figure or quote
    span: Span
    #: order inside the article: offset in the text; titles come before it (negative)
    offset: int
    #: effective time
    at: datetime
    published: datetime
    #: when the revision was first seen
    found: datetime
    #: party of the watchlist, else the resolved root name, else `UNATTRIBUTED`
    party: str
    #: whether `party` is a party of the watchlist
    named: bool = False
    #: name to show: joint sources stay joined ("USA, Südkorea und Ukraine")
    speaker: str = ""
    value: Value
    #: decided without comparing (scope, role, source); None: it takes part in the fold
    silence: SilenceReason | None = None
    #: what scope and role said, with values
    reason: Reason | None = None
    #: the sentence looks back; `at` is then the time it looks back to, where one is named
    recap: bool = False
    #: words of correction or withdrawal stand with it
    correction: bool = False
    #: words of movement or novelty stand with it (steigt auf, inzwischen): it is no background figure
    fresh: bool = False
    #: the totals of one article that were merged into a mixed value
    parts: tuple[Value, ...] = ()
    #: words of a sum stand with it (insgesamt): of two totals in one article it is the total
    total: bool = False
    #: how closely the text ties it to the claim's `about` (scope.NOUN … scope.HEAD); 0: nothing asked
    closeness: int = 0
    #: tied to the claim by its article's head alone: worth the digest, and no bar for what is tied closely
    loose: bool = False
    evidence: Evidence

    @property
    def key(self) -> Key:
        """Its place in the fold."""
        return Key(self.at, self.published, self.article, self.offset)

    @property
    def standing(self) -> bool:
        """Whether it takes part in the fold."""
        return self.silence is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Facts of one party in a row, in fold order, that all say the same value."""

    value: Value
    first: Key
    last: Key
    #: evidence and flags of the first fact
    evidence: Evidence
    recap: bool = False
    correction: bool = False
    fresh: bool = False
    loose: bool = False


class Wire(NamedTuple):
    """An agency credit behind a value: same credit and same value within 24 hours is one story."""

    agency: str
    at: datetime
    story: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A value that one party ever gave, and what stands behind it (sets bounded, sorted)."""

    value: Value
    first: Key
    last: Key
    stories: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    wires: tuple[Wire, ...] = ()
    #: the first fact of each story that gave the value: later prints of a story say nothing new
    prints: tuple[tuple[str, Key], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Everything one party ever said about one claim: run by run in fold order, and value by value."""

    named: bool
    runs: tuple[Run, ...] = ()
    known: tuple[Known, ...] = ()
    #: the run the party stands on now
    held: Run | None = None
    #: position before the oldest run, once old runs were dropped, and the end of what was dropped
    base: Run | None = None
    horizon: Key | None = None
    #: latest planned or possible value and its place in the fold
    planned: Value | None = None
    planned_key: Key | None = None
    #: value last told to the desk (alert or digest)
    reported: Value | None = None
    #: a first agreement of this party was told as new_confirmation
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A first value that nobody named gave: digest until a second independent story or a named source."""

    value: Value
    story: str
    outlet: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A value that the desk was alerted to."""

    value: Value
    party: str
    named: bool
    key: Key
    change: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimState:
    """What is known about one claim: bounded by parties and values, not by observations.

    `tracks` is the ledger and does not depend on the order of arrival. `reported`, `pending` and `pairs` remember
    what the desk was told, which does.
    """

    tracks: dict[str, Track] = field(default_factory=dict)
    pending: tuple[Pending, ...] = ()
    #: the latest alerts of the claim (bounded)
    told: tuple[Told, ...] = ()
    #: pairs of parties in contradiction that was told: "A|B" in sorted order
    pairs: tuple[str, ...] = ()
    #: newest fold key so far
    newest: Key | None = None


class History(Protocol):
    """The stored facts, as the fold asks for them (rarely: new revisions and late arrivals only)."""

    def of_article(self, claim: str, claim_version: str, article: str) -> Sequence[Fact]:
        """Standing facts of the earlier revisions of one article for one claim, in order of revision and offset."""
        ...

    def before(self, claim: str, claim_version: str, party: str, key: Key) -> Fact | None:
        """The last standing fact of a party whose key is smaller than `key`."""
        ...

    def after(self, claim: str, claim_version: str, party: str, key: Key) -> Fact | None:
        """The first standing fact of a party whose key is greater than `key`."""
        ...


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
    #: the facts behind the verdicts, in the same order: to be stored for later folds
    facts: tuple[Fact, ...] = ()
    #: claim id -> state after this revision, for the claims that were touched
    states: dict[str, ClaimState] = field(default_factory=dict)


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
