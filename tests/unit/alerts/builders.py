"""Changes, evidence and targets for tests of alerts; every sentence is made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.alerts.model import Target
from monitor.articles.model import OutletClass
from monitor.ledger.model import Change, ChangeType, Evidence, Reason, Value
from monitor.ledger.shown import encode
from monitor.reading.model import Approx, Span, Stance
from monitor.watchlist.model import Claim, ClaimKind, Grade, Watchlist

NOON = datetime(2025, 4, 28, 10, 0, tzinfo=UTC)
QUESTIONS = {
    "kampfeinsatz": "Kämpfen nordkoreanische Soldaten auf russischer Seite?",
    "entsandte-soldaten": "Wie viele nordkoreanische Soldaten sind in Russland?",
    "leitzins": "Wie hoch ist der Leitzins der Notenbank?",
    "impfung": "Empfiehlt die Kommission den Impfstoff auch für Ältere?",
}


def figure(
    low: float | None, high: float | None = None, approx: Approx = Approx.EXACT, unit: str | None = None
) -> Value:
    if high is None and approx in (Approx.EXACT, Approx.ABOUT, Approx.JUST_UNDER, Approx.JUST_OVER):
        high = low
    return Value(low=low, high=high, approx=approx, unit=unit)


def stance(kind: Stance) -> Value:
    return Value(stance=kind)


def evidence(
    sentence: str = "",
    *,
    mark: str = "",
    outlet: str = "Morgenblatt",
    url: str = "https://www.morgenblatt.example/politik/meldung-17.html",
    at: datetime = NOON,
    root: str | None = None,
    via: tuple[str, ...] = (),
    outlet_class: OutletClass = OutletClass.NEWS,
    title: str = "Neue Angaben aus Pjöngjang",
    agency: str = "",
) -> Evidence:
    start = sentence.find(mark) if mark else 0
    return Evidence(
        article="doc-17",
        revision=1,
        url=url,
        outlet=outlet,
        title=title,
        published=at,
        found=at + timedelta(minutes=4),
        sentence=sentence,
        sentence_start=400,
        span=Span(400 + start, 400 + start + len(mark)),
        root=root,
        via=via,
        outlet_class=outlet_class,
        agency=agency,
    )


def change(
    kind: ChangeType = ChangeType.VALUE_CHANGED,
    *,
    key: str = "k1",
    claim: str = "entsandte-soldaten",
    party: str = "USA",
    speaker: str = "Pentagon",
    before: Value | None = None,
    after: Value | None = None,
    new: Evidence | None = None,
    old: Evidence | None = None,
    grade: Grade = Grade.ALERT,
    at: datetime = NOON,
    watchlist: str = "nordkorea",
    before_party: str | None = None,
    late: bool = False,
    supersedes: str | None = None,
    counts: tuple[int, int, int] = (1, 1, 1),
) -> Change:
    return Change(
        key=key,
        watchlist=watchlist,
        claim=claim,
        claim_version="v1",
        type=kind,
        grade=grade,
        party=party,
        speaker=speaker,
        before=before,
        after=after or figure(12000),
        at=at,
        evidence=new
        or evidence("In Russland stehen nach Angaben des Pentagons 12.000 Soldaten.", mark="12.000 Soldaten"),
        before_evidence=old,
        before_party=before_party,
        reason=_reason(kind, speaker, before, after or figure(12000)),
        witnesses=counts[0],
        stories=counts[1],
        outlets=counts[2],
        late=late,
        supersedes=supersedes,
    )


def _reason(kind: ChangeType, speaker: str, before: Value | None, after: Value) -> Reason:
    """A reason as the ledger gives it."""
    values = [("who", speaker), ("after", encode(after))]
    return Reason(code=kind.value, values=(*values, *((("before", encode(before)),) if before else ())))


def reversal(key: str = "k2", at: datetime = NOON) -> Change:
    return change(
        ChangeType.REVERSAL,
        key=key,
        claim="kampfeinsatz",
        party="Nordkorea",
        speaker="Nordkorea",
        before=stance(Stance.DENIES),
        after=stance(Stance.CONFIRMS),
        at=at,
        new=evidence(
            "Pjöngjang bestätigte über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.",
            mark="bestätigte",
            root="KCNA",
            via=("Yonhap",),
            at=at,
            agency="dpa",
        ),
        old=evidence(
            "Pjöngjang bestritt über die Agentur KCNA, dass eigene Truppen an der Seite Russlands kämpfen.",
            mark="bestritt",
            outlet="Abendzeitung Nord",
            url="https://abendzeitung-nord.example/a/9",
            at=at - timedelta(days=180),
        ),
        counts=(1, 2, 5),
    )


def value_changed(key: str = "k1", at: datetime = NOON, after: float = 12000) -> Change:
    return change(
        ChangeType.VALUE_CHANGED,
        key=key,
        before=figure(10000, approx=Approx.ABOUT),
        after=figure(after),
        at=at,
        new=evidence(
            "Das Pentagon geht nun von 12.000 Soldaten aus, die nach Russland entsandt wurden.",
            mark="12.000 Soldaten",
            root="Pentagon",
            at=at,
        ),
        old=evidence(
            "Das Pentagon geht von rund 10.000 Soldaten aus, die nach Russland entsandt wurden.",
            mark="rund 10.000 Soldaten",
            at=at - timedelta(days=9),
        ),
        counts=(1, 1, 1),
    )


def watchlist(notify: tuple[str, ...] = ("mail",), id: str = "nordkorea") -> Watchlist:
    claims = tuple(Claim(id=name, question=words, kind=ClaimKind.FIGURE) for name, words in QUESTIONS.items())
    return Watchlist(id=id, name="Nordkoreanische Truppen", notify=notify, claims=claims)


def target(name: str = "mail", **wishes: object) -> Target:
    values: dict[str, object] = {"channel": "mail", "address": "mailto://127.0.0.1", **wishes}
    return Target(name=name, **values)  # type: ignore[arg-type]
