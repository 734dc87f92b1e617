"""What the five baseline documents must give: one row per figure and per stance, as an editor reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.articles.files import Document, as_revision
from monitor.backtest import Replay
from monitor.ledger.model import UNATTRIBUTED, Change, Verdict
from monitor.reading import observe
from monitor.watchlist import read_watchlist
from monitor.watchlist.model import Watchlist

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One expected position: document, claim, party, and its value."""

    doc: str
    claim: str
    #: "*": whoever is named there, none of the parties' positions hang on it
    party: str
    low: float | None = None
    high: float | None = None
    approx: str = ""
    stances: tuple[str, ...] = ()
    planned: bool = False
    via: str = ""

    @property
    def name(self) -> str:
        """Short name for test ids and reports."""
        said = "/".join(self.stances) or f"{self.approx} {self.low}-{self.high}"
        return f"{self.doc} {self.claim} {self.party} {said}"


FIGURES = (
    Row(doc="003", claim="russische-verluste", party="Ukraine", low=650_000, approx="more_than"),
    Row(doc="003", claim="entsandte-soldaten", party="ISW", low=2_000, approx="vague", via="Washington Post"),
    Row(doc="003", claim="soldaten-in-ausbildung", party="Ukraine", low=1_000, approx="vague", via="Washington Post"),
    Row(doc="004", claim="getoetete-offiziere", party=UNATTRIBUTED, low=6, high=6, approx="exact"),
    Row(doc="004", claim="artilleriegranaten", party="Yonhap", low=5_000_000, approx="more_than"),
    Row(doc="000", claim="entsandte-soldaten", party="Ukraine", low=10_000, approx="at_least"),
    Row(doc="000", claim="gefallene", party="Südkorea", low=100, approx="at_least", via="Yonhap"),
    Row(doc="000", claim="verletzte", party="Südkorea", high=1_000, approx="up_to", via="Yonhap"),
    Row(doc="000", claim="verluste-gesamt", party="Ukraine", low=3_000, approx="more_than"),
    Row(doc="001", claim="entsandte-soldaten", party="USA", low=10_000, high=10_000, approx="about"),
    Row(doc="001", claim="entsandte-soldaten", party="Südkorea", low=12_000, high=12_000, approx="about", planned=True),
    Row(doc="001", claim="artilleriegranaten", party=UNATTRIBUTED, low=8_000_000, approx="more_than"),
    Row(doc="002", claim="entsandte-soldaten", party="USA", low=10_000, high=12_000, approx="range"),
    Row(doc="002", claim="entsandte-soldaten", party="Südkorea", low=10_000, high=12_000, approx="range"),
    Row(doc="002", claim="entsandte-soldaten", party="Ukraine", low=10_000, high=12_000, approx="range"),
    Row(doc="002", claim="entsandte-soldaten", party=UNATTRIBUTED, low=10_000, approx="more_than"),
    Row(doc="002", claim="verluste-gesamt", party="USA", low=100, approx="vague"),
)

STATEMENTS = (
    Row(doc="003", claim="kampfeinsatz", party="Ukraine", stances=("asserts",)),
    Row(doc="003", claim="kampfeinsatz", party="*", stances=("cannot_confirm",)),
    Row(doc="004", claim="kampfeinsatz", party="Ukraine", stances=("asserts",)),
    Row(doc="004", claim="kampfeinsatz", party="Russland", stances=("denies",)),
    Row(doc="004", claim="kampfeinsatz", party="Nordkorea", stances=("denies",)),
    Row(doc="004", claim="offiziere-getoetet", party="Südkorea", stances=("suspects",)),
    Row(doc="000", claim="kampfeinsatz", party="USA", stances=("asserts",)),
    Row(doc="000", claim="initiative", party="USA", stances=("asserts", "estimates")),
    Row(doc="000", claim="weitere-truppen", party="Südkorea", stances=("suspects",)),
    Row(doc="000", claim="verluste-aussage", party="Russland", stances=("no_comment",)),
    Row(doc="001", claim="kampfeinsatz", party="Russland", stances=("confirms",)),
    Row(doc="001", claim="kampfeinsatz", party="NATO", stances=("confirms",)),
    Row(doc="002", claim="kampfeinsatz", party="Nordkorea", stances=("confirms",)),
    Row(doc="002", claim="kampfeinsatz", party="Russland", stances=("confirms",)),
    Row(doc="002", claim="kursk-ohne-ukrainer", party="Ukraine", stances=("denies",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Everything a baseline run decided, by document."""

    verdicts: tuple[tuple[str, Verdict], ...]
    changes: tuple[tuple[str, Change], ...]
    run: Replay


def build(documents: Sequence[Document], watchlist: Watchlist | None = None) -> Built:
    """The documents read and judged in date order, as the baseline does it."""
    run = Replay(watchlist or nordkorea())
    verdicts: list[tuple[str, Verdict]] = []
    changes: list[tuple[str, Change]] = []
    for document in documents:
        revision = as_revision(document)
        reading = observe(revision.text, title=revision.title, published=revision.published, outlet=revision.outlet)
        judged = run.judge(revision, reading, baseline=True)
        doc = document.source[:3]
        verdicts += [(doc, verdict) for verdict in judged.verdicts]
        changes += [(doc, change) for change in judged.changes]
    return Built(verdicts=tuple(verdicts), changes=tuple(changes), run=run)


def nordkorea() -> Watchlist:
    """The shipped watchlist of the topic."""
    path = ROOT / "watchlists" / "nordkorea.yaml"
    return read_watchlist(path.read_bytes(), id="nordkorea", path=path.name)


def matching(built: Built, row: Row) -> list[Verdict]:
    """Verdicts that say what the row says."""
    return [verdict for doc, verdict in built.verdicts if doc == row.doc and _says(verdict, row)]


def near(built: Built, row: Row) -> list[str]:
    """What the document gave for the row's claim instead, for a reader of the failure."""
    return [
        f"{verdict.party}: {_shown(verdict)} [{verdict.outcome}] {verdict.evidence.sentence if verdict.evidence else ''}"
        for doc, verdict in built.verdicts
        if doc == row.doc and verdict.claim == row.claim
    ]


def _shown(verdict: Verdict) -> str:
    value = verdict.value
    return str(value.stance) if value.stance else f"{value.approx} {value.low}-{value.high}"


def _says(verdict: Verdict, row: Row) -> bool:
    value = verdict.value
    if verdict.claim != row.claim or verdict.party not in {row.party, verdict.party if row.party == "*" else row.party}:
        return False
    if verdict.outcome == "other_scope":
        return False
    if row.stances:
        return str(value.stance) in row.stances
    if (verdict.outcome == "planned") != row.planned:
        return False
    return (value.low, value.high, str(value.approx)) == (row.low, row.high, row.approx)
