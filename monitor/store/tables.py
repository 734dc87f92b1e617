"""SQLModel rows: they live here and never leave `store`.

Times are aware UTC. Values of the core (`Figure`, `Statement`, `Change`, `Evidence` …) are stored as JSON text by
`store.codec`; what is filtered, sorted or joined stands in columns of its own. Closed sets are plain strings, written
from the core's `StrEnum`s (database enums would need a migration for each new member).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

#: names for all constraints, so that SQLite batch migrations can find them
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING
metadata: MetaData = SQLModel.metadata
#: row numbers of tables that grow by millions; SQLite's own are 64 bits wide anyway, and must be called INTEGER
LARGE = BigInteger().with_variant(Integer(), "sqlite")


# --- sources -------------------------------------------------------------------------------------------------------


class FeedRow(SQLModel, table=True):
    __tablename__ = "feed"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    #: where it moved for good; "": still there
    location: str = ""
    host: str = Field(index=True)
    title: str = ""
    kind: str = ""
    #: seconds between visits asked for by the watchlists (smallest wins)
    every: float = 600.0
    #: seconds between visits now in force (publisher's wish, rhythm, back-off)
    interval: float = 600.0
    #: seconds the feed itself asks for (ttl and its kin), as it was last read; 0: nothing
    wish: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    next_poll_at: datetime = Field(index=True)
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    #: when it last brought a new entry
    last_new_at: datetime | None = None
    #: seconds between new entries as observed, None until known
    normal_gap: float | None = None
    failures: int = 0
    #: "new", "ok", "failing", "silent", "paused", "gone"
    state: str = "new"
    #: message key and JSON values of the last problem
    problem: str = ""
    problem_values: str = "{}"
    entries_seen: int = 0
    #: entries of the last readable answer; 0 after many is a failure, 0 from the start is an empty feed
    last_count: int = 0
    #: last answer with a body: once a day the validators are left out (304 for ever)
    last_full_at: datetime | None = None
    #: robots.txt override of this feed: the editor's reason, "" obeys
    override: str = ""
    #: named by a watchlist in force
    active: bool = Field(default=True, index=True)
    lease_until: datetime | None = None
    created_at: datetime


class EntryRow(SQLModel, table=True):
    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("feed_id", "key"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=LARGE)
    feed_id: int = Field(foreign_key="feed.id", index=True)
    #: identity inside the feed (Entry.id)
    key: str
    link: str
    title: str = ""
    summary: str = ""
    published: datetime | None = None
    precision: str = "none"
    digest: str = ""
    found_at: datetime
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)


class ArticleRow(SQLModel, table=True):
    __tablename__ = "article"

    id: int | None = Field(default=None, primary_key=True)
    #: canonical address
    url: str = Field(unique=True)
    #: address to fetch
    link: str = Field(index=True)
    host: str = Field(index=True)
    outlet: str = ""
    title: str = ""
    #: "pending", "gated" (off topic), "read", "teaser", "wall", "none", "failed", "gone" (taken down by its publisher)
    state: str = Field(default="pending", index=True)
    #: "feed", "baseline" (a corpus document), "archive" (imported)
    origin: str = "feed"
    #: stood in its feed at the feed's very first visit: read, logged, told in the digest at most
    first_sight: bool = False
    etag: str | None = None
    last_modified: str | None = None
    problem: str = ""
    problem_values: str = "{}"
    #: higher first: topic word in the title
    priority: int = 0
    visits: int = 0
    failures: int = 0
    #: next fetch (first one, retry, or revisit); None: done
    next_visit_at: datetime | None = Field(default=None, index=True)
    lease_until: datetime | None = None
    published: datetime | None = None
    found_at: datetime
    story: str = Field(default="", index=True)
    #: MinHash signature of the newest text, for near-duplicates
    sketch: bytes | None = None


class BandRow(SQLModel, table=True):
    """One band of an article's near-duplicate sketch."""

    __tablename__ = "band"
    __table_args__ = (Index("ix_band_value_article", "value", "article_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=LARGE)
    value: int = Field(sa_type=BigInteger)
    article_id: int = Field(foreign_key="article.id", index=True)


class RevisionRow(SQLModel, table=True):
    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    number: int
    #: JSON of articles.model.Revision without text (kept when the text is purged)
    data: str
    #: full text; None after the retention time or when the publisher reserves it
    text: str | None = None
    digest: str = ""
    #: JSON of the reading without its figures and statements: sentences, references
    frame: str = ""
    published: datetime
    at: datetime
    found_at: datetime = Field(index=True)
    reader: str = ""
    extractor: str = ""


class ObservationRow(SQLModel, table=True):
    """One figure or statement of one revision."""

    __tablename__ = "observation"

    id: int | None = Field(default=None, primary_key=True, sa_type=LARGE)
    revision_id: int = Field(foreign_key="revision.id", index=True)
    #: "figure" or "statement"
    kind: str
    where: str
    start: int
    end: int
    #: JSON of Figure or Statement
    data: str
    #: the sentence as it stands: evidence that outlives the text
    sentence: str = ""
    sentence_start: int = 0


# --- watchlists and claims -----------------------------------------------------------------------------------------


class WatchlistVersionRow(SQLModel, table=True):
    """Every text a watchlist ever had; `in_force` marks the last good one."""

    __tablename__ = "watchlist_version"

    id: int | None = Field(default=None, primary_key=True)
    watchlist: str = Field(index=True)
    digest: str
    text: str
    author: str = ""
    saved_at: datetime
    valid: bool = True
    in_force: bool = Field(default=False, index=True)
    #: JSON list of {key, line, column, field, values} for broken versions
    problems: str = "[]"
    #: the broken version was reported to the operator
    told: bool = False


class ClaimRow(SQLModel, table=True):
    """One version of one claim; `state` is the fold so far."""

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("watchlist", "claim", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    watchlist: str = Field(index=True)
    claim: str
    version: str
    question: str = ""
    kind: str
    #: JSON of watchlist.model.Claim
    data: str
    active: bool = Field(default=True, index=True)
    since: datetime
    #: JSON of the ledger's state, "" before the first fold
    state: str = ""


class FactRow(SQLModel, table=True):
    """An observation as one claim sees it, with its verdict; the fold order is (at, published, article, offset)."""

    __tablename__ = "fact"
    __table_args__ = (
        Index("ix_fact_fold", "claim_id", "at", "published", "article_id", "offset"),
        Index("ix_fact_party", "claim_id", "party", "standing", "at"),
        Index("ix_fact_article", "claim_id", "article_id"),
        Index("ix_fact_revision", "revision_id", "claim_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=LARGE)
    claim_id: int = Field(foreign_key="claim.id")
    revision_id: int = Field(foreign_key="revision.id")
    article_id: int
    observation_id: int | None = Field(default=None, foreign_key="observation.id", sa_type=LARGE)
    at: datetime
    published: datetime
    offset: int
    party: str
    #: it takes part in the fold (scope and role did not silence it)
    standing: bool = False
    #: JSON of the ledger's fact, for refolding
    data: str = ""
    #: ChangeType or SilenceReason
    outcome: str = Field(index=True)
    #: JSON of Verdict
    verdict: str
    change_id: int | None = Field(default=None, foreign_key="change.id")
    decided_at: datetime


class GateRow(SQLModel, table=True):
    """Why a revision touched no claim of a watchlist: one row, the first gate that stopped it."""

    __tablename__ = "gate"

    id: int | None = Field(default=None, primary_key=True, sa_type=LARGE)
    article_id: int = Field(foreign_key="article.id", index=True)
    watchlist: str = ""
    reason: str
    values: str = "{}"
    decided_at: datetime


class PositionRow(SQLModel, table=True):
    """Present positions, rewritten by each fold; a view for people, the truth is the fold."""

    __tablename__ = "position"
    __table_args__ = (UniqueConstraint("claim_id", "party"),)

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    party: str
    at: datetime
    low: float | None = None
    high: float | None = None
    stance: str | None = None
    answer: str | None = None
    #: JSON of ledger.model.Position
    data: str


class ChangeRow(SQLModel, table=True):
    """The change log: append-only (a database trigger refuses update and delete of these columns)."""

    __tablename__ = "change"
    # each filter of the log together with its order
    __table_args__ = (
        Index("ix_change_watchlist_decided", "watchlist", "decided_at"),
        Index("ix_change_claim_decided", "claim", "decided_at"),
        Index("ix_change_type_decided", "type", "decided_at"),
        Index("ix_change_party_decided", "party", "decided_at"),
        Index("ix_change_outlet_decided", "outlet", "decided_at"),
        Index("ix_change_supersedes", "supersedes"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    watchlist: str
    claim: str
    claim_version: str
    type: str
    #: place of the type in ChangeType, 0 first
    rank: int
    grade: str
    party: str
    outlet: str = ""
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    at: datetime = Field(index=True)
    decided_at: datetime = Field(index=True)
    late: bool = False
    #: written while the baseline was built: never told
    baseline: bool = False
    supersedes: str | None = None
    #: JSON of ledger.model.Change
    data: str
    #: sentence, speaker, title: what full-text search looks in
    words: str = ""


class ByHandRow(SQLModel, table=True):
    """A position set or withdrawn by an editor, with name and reason."""

    __tablename__ = "by_hand"

    id: int | None = Field(default=None, primary_key=True)
    watchlist: str
    claim: str
    party: str
    #: JSON of Value; "" withdraws
    value: str = ""
    author: str
    reason: str
    at: datetime


# --- delivery ------------------------------------------------------------------------------------------------------


class AlertRow(SQLModel, table=True):
    """One event told: its changes, and when it may leave."""

    __tablename__ = "alert"

    id: str = Field(primary_key=True)
    kind: str
    watchlist: str = Field(default="", index=True)
    #: JSON list of change keys
    changes: str = "[]"
    created_at: datetime = Field(index=True)
    #: article whose changes it groups
    article_id: int | None = None


class DeliveryRow(SQLModel, table=True):
    """The outbox: one row per alert and target; (decision, target) is unique."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("decision", "target"), Index("ix_delivery_due", "state", "not_before"))

    id: int | None = Field(default=None, primary_key=True)
    #: change key, alert id or digest key: the same decision can be queued once per target
    decision: str
    alert_id: str | None = Field(default=None, foreign_key="alert.id", index=True)
    target: str = Field(index=True)
    kind: str
    #: DeliveryState
    state: str = "queued"
    #: rank of its most important change, for ordering
    rank: int = 99
    watchlist: str = ""
    thread: str = ""
    #: JSON of alerts.model.Message once rendered; "" until then
    message: str = ""
    not_before: datetime
    created_at: datetime
    expires_at: datetime
    attempts: int = 0
    lease_owner: str = ""
    lease_until: datetime | None = None
    #: this attempt may repeat a delivered message
    maybe_duplicate: bool = False
    #: why it is held: "quiet", "cap", "silenced", "digest", "group"
    held_for: str = ""
    sent_at: datetime | None = None
    reason: str = ""
    reference: str = ""


class AttemptRow(SQLModel, table=True):
    __tablename__ = "attempt"

    id: int | None = Field(default=None, primary_key=True, sa_type=LARGE)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    number: int
    started_at: datetime
    ended_at: datetime | None = None
    #: Outcome, "" while running
    outcome: str = ""
    reason: str = ""
    #: the provider's words, redacted
    answer: str = ""
    status: int | None = None


class TargetRow(SQLModel, table=True):
    """What we know of a target's health; its address stays in the operator's file."""

    __tablename__ = "target"

    name: str = Field(primary_key=True)
    #: "ok", "failing", "broken", "paused"
    state: str = "ok"
    reason: str = ""
    since: datetime | None = None
    last_ok_at: datetime | None = None
    not_before: datetime | None = None
    told: bool = False


class SilenceRow(SQLModel, table=True):
    """A silence set by a person: mutes delivery, never the decision or the log."""

    __tablename__ = "silence"

    id: int | None = Field(default=None, primary_key=True)
    watchlist: str
    claim: str = ""
    party: str = ""
    #: "bis über 15.000": mute values up to this one, None: any
    up_to: float | None = None
    author: str
    reason: str = ""
    created_at: datetime
    ends_at: datetime | None = None
    lifted_at: datetime | None = None


# --- people --------------------------------------------------------------------------------------------------------


class UserRow(SQLModel, table=True):
    __tablename__ = "user"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    #: argon2 hash
    password: str
    #: "reader", "editor", "admin"
    role: str = "reader"
    language: str = ""
    active: bool = True
    created_at: datetime


class SessionRow(SQLModel, table=True):
    __tablename__ = "session"

    #: sha256 of the cookie
    id: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    csrf: str
    created_at: datetime
    used_at: datetime
    ends_at: datetime


class TryRow(SQLModel, table=True):
    """A failed login, for the brute-force brake."""

    __tablename__ = "login_try"

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(index=True)
    address: str = Field(index=True)
    at: datetime = Field(index=True)


class TokenRow(SQLModel, table=True):
    __tablename__ = "api_token"

    #: sha256 of the token
    id: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id")
    label: str
    scope: str = "read"
    created_at: datetime
    ends_at: datetime | None = None
    used_at: datetime | None = None


class MarkRow(SQLModel, table=True):
    """What people do with a change: read, judge, assign, note, acknowledge. Append-only; the newest of a kind counts."""

    __tablename__ = "mark"
    __table_args__ = (
        Index("ix_mark_change_kind", "change_key", "kind"),
        Index("ix_mark_kind_change", "kind", "change_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    change_key: str
    #: "read", "judge", "assign", "note", "ack"
    kind: str
    #: richtig, falsch, bekannt, doppelt (judge); a user's name (assign); text (note)
    value: str = ""
    author: str
    at: datetime


class ViewRow(SQLModel, table=True):
    """A saved filter of the change log."""

    __tablename__ = "saved_view"

    id: int | None = Field(default=None, primary_key=True)
    user: str = Field(index=True)
    name: str
    query: str


class AuditRow(SQLModel, table=True):
    """Who changed what when; cannot be edited in the dashboard."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    author: str
    action: str
    subject: str
    #: JSON
    before: str = ""
    after: str = ""


# --- the service itself --------------------------------------------------------------------------------------------


class HostRow(SQLModel, table=True):
    """Whose turn it is at a host, when several machines fetch; times by the database's clock."""

    __tablename__ = "host"

    name: str = Field(primary_key=True)
    owner: str = ""
    #: a request is under way until then at most
    lease_until: datetime | None = None
    #: no request before
    free_at: datetime | None = None
    #: JSON list: when the pages of the last hour were fetched, seconds since 1970
    pages: str = "[]"
    #: seconds between two requests, and pages per hour, that a person set for this host; None: as everywhere
    gap: float | None = None
    most: int | None = None


class ParcelRow(SQLModel, table=True):
    """A fetched page on its way from the worker that fetched it to one that reads it."""

    __tablename__ = "parcel"
    __table_args__ = (Index("ix_parcel_order", "priority", "created_at"),)

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    #: JSON of the answer without its body
    data: str
    #: the body, zlib
    body: bytes = Field(sa_type=LargeBinary)
    priority: int = 0
    created_at: datetime
    owner: str = ""
    lease_until: datetime | None = None
    #: how often a worker took it up: one that kills its readers is set aside
    tries: int = 0


class ServiceRow(SQLModel, table=True):
    """Small facts of the service: heartbeat, last cycle, last digest day, instance lease, jobs."""

    __tablename__ = "service"

    key: str = Field(primary_key=True)
    #: JSON
    value: str
    at: datetime


class JobRow(SQLModel, table=True):
    """A long job somebody waits for (Probelauf, import), with its progress."""

    __tablename__ = "job"

    id: str = Field(primary_key=True)
    kind: str
    #: "queued", "running", "done", "failed"
    state: str = "queued"
    author: str = ""
    #: JSON
    request: str = "{}"
    result: str = ""
    done: int = 0
    total: int = 0
    created_at: datetime
    ended_at: datetime | None = None
