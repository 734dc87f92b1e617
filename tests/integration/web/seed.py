"""A desk's database as it looks after a busy night: changes, positions, evidence, feeds, messages, people.

Everything is made up by us; times hang on `NOW`, so that pages look the same in every run.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from monitor.alerts.model import Message
from monitor.articles.model import OutletClass, Revision, TimeSource
from monitor.ledger.model import (
    Change,
    ChangeType,
    ClaimState,
    Evidence,
    Key,
    Position,
    Reason,
    Run,
    Track,
    Value,
    Verdict,
)
from monitor.reading.model import Approx, Span, Stance, Where
from monitor.store import Session, Store, accounts, changes, dump
from monitor.store import tables as rows
from monitor.watchlist.model import ChangeUnit as Unit
from monitor.watchlist.model import Claim, ClaimKind, Grade, MinChange

NOW = datetime(2025, 4, 29, 5, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)

NORDKOREA = """\
name: Nordkoreanische Truppen im Ukraine-Krieg
notify: [redaktion-mail, slack-ausland]
feeds:
  - https://www.beispielschau.de/feed.rss
about: [Nordkorea, nordkoreanisch, Pjöngjang]
parties:
  Russland: [Kreml, Moskau, Gerassimow]
  Nordkorea: [KCNA, Pjöngjang]
  Südkorea: [Seoul, NIS]
  USA: [Pentagon, Weißes Haus]
  Ukraine: [Selenskyj, Kiew]
claims:
  # wie viele sind geschickt worden
  - id: entsandte-soldaten
    question: Wie viele nordkoreanische Soldaten sind in Russland?
    kind: figure
    counts: [Soldat, Truppe]
    about: [nordkoreanisch]
    with: [entsenden, schicken]
    without: [gefallen, getötet]
    min_change: 10%
  - id: kampfeinsatz
    question: Kämpfen nordkoreanische Soldaten auf russischer Seite?
    kind: statement
    about: [[nordkoreanisch], [Soldat, Truppe], [kämpfen, Einsatz]]
    confirmers: [Russland, Nordkorea, USA]
"""
STREIK = """\
name: Warnstreik im Nahverkehr
notify: [redaktion-mail]
feeds:
  - https://www.talkurier.de/rss
about: [Warnstreik]
parties:
  Verdi: [Gewerkschaft Verdi]
  Arbeitgeber: [VKA]
claims:
  - id: beteiligte
    question: Wie viele Beschäftigte beteiligen sich am Warnstreik?
    kind: figure
    counts: [Beschäftigter, Teilnehmer]
    with: [beteiligen, streiken]
"""


@dataclass(kw_only=True)
class Seeded:
    """What the tests know about the seeded database."""

    store: Store
    folder: Path
    keys: list[str] = field(default_factory=list)
    #: the reversal everybody looks for, and the silent correction
    reversal: str = ""
    corrected: str = ""
    article: int = 0


def figure(low: float | None, high: float | None = None, approx: Approx = Approx.EXACT) -> Value:
    """A value with bounds; exact when only one number is given."""
    return Value(low=low, high=low if high is None and approx is Approx.EXACT else high, approx=approx)


def stance(kind: Stance) -> Value:
    """A value that is a stance."""
    return Value(stance=kind)


def seed(folder: Path, *, url: str | None = None) -> Seeded:
    """A new database in `folder`, filled."""
    store = Store.open(url or f"sqlite:///{folder / 'monitor.db'}")
    lists = folder / "watchlists"
    lists.mkdir(exist_ok=True)
    (lists / "nordkorea.yaml").write_text(NORDKOREA, "utf-8")
    (lists / "warnstreik.yaml").write_text(STREIK, "utf-8")
    made = Seeded(store=store, folder=folder)
    with store.write() as session:
        _watchlists(session)
        _feeds(session)
        _story(session, made)
        _messages(session, made)
        _people(session, made)
    return made


# --- articles and evidence -------------------------------------------------------------------------------------------


def article(
    session: Session,
    *,
    url: str,
    outlet: str,
    title: str,
    texts: list[str],
    published: datetime,
    agency: str = "",
    story: str = "",
    state: str = "read",
) -> int:
    """An article with all its revisions; its row id."""
    host = url.split("/")[2]
    row = rows.ArticleRow(
        url=url,
        link=url,
        host=host,
        outlet=outlet,
        title=title,
        state=state,
        published=published,
        found_at=published + timedelta(minutes=7),
        story=story,
    )
    session.add(row)
    session.flush()
    for number, text in enumerate(texts, 1):
        at = published + (number - 1) * timedelta(minutes=50)
        digest = hashlib.sha256(text.encode()).hexdigest()
        revision = Revision(
            article=str(row.id),
            number=number,
            url=url,
            outlet=outlet,
            title=title,
            text="",
            published=published,
            at=at,
            time_source=TimeSource.PUBLISHED if number == 1 else TimeSource.MODIFIED,
            found=at + timedelta(minutes=7),
            agency=agency,
            digest=digest,
        )
        session.add(
            rows.RevisionRow(
                article_id=row.id or 0,
                number=number,
                data=dump(revision),
                text=text,
                digest=digest,
                published=published,
                at=at,
                found_at=at + timedelta(minutes=7),
                reader="1",
                extractor="1",
            )
        )
    session.flush()
    return row.id or 0


def evidence(
    ident: int | str,
    *,
    text: str,
    sentence: str,
    mark: str,
    speaker: str,
    outlet: str,
    url: str,
    title: str,
    published: datetime,
    root: str | None = None,
    via: tuple[str, ...] = (),
    agency: str = "",
    revision: int = 1,
    cue: str = "sagte",
) -> Evidence:
    """The evidence for `sentence` of `text`, with `mark` and `speaker` found in it."""
    start = text.find(sentence)
    spot = text.find(mark, max(start, 0))
    said = text.find(speaker, max(start, 0)) if speaker else -1
    return Evidence(
        article=str(ident),
        revision=revision,
        url=url,
        outlet=outlet,
        title=title,
        published=published,
        found=published + timedelta(minutes=7),
        time_source=TimeSource.PUBLISHED,
        agency=agency,
        outlet_class=OutletClass.NEWS,
        sentence=sentence,
        sentence_start=max(start, 0),
        where=Where.BODY,
        span=Span(spot, spot + len(mark)) if spot >= 0 else Span(0, 0),
        speaker_span=Span(said, said + len(speaker)) if said >= 0 else None,
        speaker=speaker,
        root=root or speaker or None,
        via=via,
        cue=cue,
    )


def change(
    kind: ChangeType, *, key: str, party: str, after: Value, seen: Evidence, at: datetime, **more: object
) -> Change:
    """A change with what most have in common."""
    base = Change(
        key=key,
        watchlist="nordkorea",
        claim="kampfeinsatz",
        claim_version="v1",
        type=kind,
        grade=Grade.ALERT,
        party=party,
        speaker=party,
        before=None,
        after=after,
        at=at,
        evidence=seen,
        reason=Reason(code=kind.value, values=(("who", party), ("outlet", seen.outlet))),
    )
    return replace(base, **more)  # type: ignore[arg-type]


LEAD = "Fast drei Monate lang hatten beide Regierungen zu den Berichten geschwiegen oder sie zurückgewiesen."
DENIAL = f"""Pjöngjang hat Berichte über eigene Truppen an der Front zurückgewiesen.
Ein Vertreter des Außenministeriums in Pjöngjang nannte die Angaben eine haltlose Verleumdung. Soldaten seien nicht entsandt worden.
{LEAD}"""
CONFIRM = f"""Nordkorea hat erstmals eingeräumt, dass eigene Soldaten an der Seite Russlands kämpfen.
Die Zentrale Militärkommission erklärte am Montag, Einheiten der Volksarmee hätten an der Rückeroberung des Grenzgebiets teilgenommen, berichtete die Staatsagentur KCNA.
{LEAD} In Moskau hieß es dazu, man sei dankbar."""
COUNT_OLD = """Die Zahl der entsandten Soldaten bleibt umstritten.
Der südkoreanische Geheimdienst NIS teilte mit, bis Ende März seien rund 11.000 Soldaten nach Russland geschickt worden.
Unabhängig prüfen lassen sich die Angaben nicht."""
COUNT_NEW = COUNT_OLD.replace("rund 11.000", "etwa 15.000")
SILENT = """Bei dem Angriff auf den Übungsplatz sind nach ukrainischen Angaben mehr als 3.000 Soldaten ausgefallen.
Das Verteidigungsministerium in Moskau äußerte sich zunächst nicht."""
STRIKE = """Der Warnstreik im Nahverkehr trifft am Dienstag vor allem die großen Städte.
An den Ausständen beteiligen sich nach Angaben der Gewerkschaft Verdi mehr als 20.000 Beschäftigte.
Die Arbeitgeber sprachen von rund 12.000 Teilnehmern."""


def _story(session: Session, made: Seeded) -> None:
    found: list[tuple[Change, datetime, bool]] = []
    day1, night = NOW - 40 * HOUR, NOW - 6 * HOUR
    denial_at = NOW - 100 * 24 * HOUR
    old = article(
        session,
        url="https://www.beispielschau.de/ausland/dementi-101.html",
        outlet="Beispielschau",
        title="Pjöngjang weist Berichte über Truppen zurück",
        texts=[DENIAL],
        published=denial_at,
        agency="AFP",
    )
    before = evidence(
        old,
        text=DENIAL,
        sentence="Soldaten seien nicht entsandt worden.",
        mark="nicht entsandt",
        speaker="",
        outlet="Beispielschau",
        url="https://www.beispielschau.de/ausland/dementi-101.html",
        title="Pjöngjang weist Berichte über Truppen zurück",
        published=denial_at,
        root="Außenministerium in Pjöngjang",
        agency="AFP",
    )
    found.append(
        (
            change(
                ChangeType.DENIAL,
                key="k-denial",
                party="Nordkorea",
                after=stance(Stance.DENIES),
                seen=before,
                at=denial_at,
            ),
            denial_at,
            True,
        )
    )
    outlets = (
        ("Beispielschau", "https://www.beispielschau.de/ausland/einsatz-117.html"),
        ("Talkurier", "https://www.talkurier.de/politik/nordkorea-gesteht.html"),
        ("Neue Elbzeitung", "https://www.neue-elbzeitung.de/welt/4711"),
        ("Rheinblatt", "https://www.rheinblatt.de/nachrichten/kcna-einsatz"),
        ("Seenachrichten", "https://www.seenachrichten.de/a/2025/04/28/1"),
    )
    title = "Nordkorea bestätigt Kampfeinsatz seiner Soldaten"
    sentence = CONFIRM.split("\n")[1]
    first = 0
    for place, (outlet, url) in enumerate(outlets):
        ident = article(
            session,
            url=url,
            outlet=outlet,
            title=title,
            texts=[CONFIRM if place < 4 else CONFIRM.replace("erstmals", "nun")],
            published=night + place * timedelta(minutes=11),
            agency="dpa" if place < 4 else "",
            story="story-kcna",
        )
        first = first or ident
        verdict_of(session, ident, place)
    made.article = first
    seen = evidence(
        first,
        text=CONFIRM,
        sentence=sentence,
        mark="hätten an der Rückeroberung des Grenzgebiets teilgenommen",
        speaker="Die Zentrale Militärkommission",
        outlet="Beispielschau",
        url=outlets[0][1],
        title=title,
        published=night,
        root="Zentrale Militärkommission",
        via=("KCNA",),
        agency="dpa",
        cue="erklärte",
    )
    made.reversal = "k-reversal"
    found.append(
        (
            change(
                ChangeType.REVERSAL,
                key="k-reversal",
                party="Nordkorea",
                before=stance(Stance.DENIES),
                before_evidence=before,
                before_party="Nordkorea",
                after=stance(Stance.CONFIRMS),
                seen=seen,
                at=night,
                witnesses=1,
                stories=1,
                outlets=5,
                reason=Reason(code="reversal.confirms", values=(("who", "Nordkorea"), ("after", "bestätigt"))),
            ),
            night,
            False,
        )
    )
    found += _figures(session, made, day1)
    found += _many(seen)
    for item, decided, baseline in sorted(found, key=lambda entry: entry[1]):
        changes.add(session, [item], decided, baseline=baseline)
        made.keys.append(item.key)
    _claims(session, seen, before)


def _figures(session: Session, made: Seeded, day1: datetime) -> list[tuple[Change, datetime, bool]]:
    url = "https://www.talkurier.de/politik/geheimdienst-zahl.html"
    ident = article(
        session,
        url=url,
        outlet="Talkurier",
        title="Seoul nennt neue Zahl",
        texts=[COUNT_OLD, COUNT_NEW],
        published=day1,
    )

    def seen(text: str, mark: str, revision: int) -> Evidence:
        return evidence(
            ident,
            text=text,
            sentence=text.split("\n")[1],
            mark=mark,
            speaker="Der südkoreanische Geheimdienst NIS",
            outlet="Talkurier",
            url=url,
            title="Seoul nennt neue Zahl",
            published=day1,
            root="NIS",
            revision=revision,
            cue="teilte mit",
        )

    old, new = seen(COUNT_OLD, "rund 11.000", 1), seen(COUNT_NEW, "etwa 15.000", 2)
    made.corrected = "k-corrected"
    strike = evidence(
        "",
        text=STRIKE,
        sentence=STRIKE.split("\n")[1],
        mark="mehr als 20.000",
        speaker="Gewerkschaft Verdi",
        outlet="Rheinblatt",
        url="https://www.rheinblatt.de/nahverkehr",
        title="Warnstreik trifft große Städte",
        published=NOW - 3 * HOUR,
    )
    mine = {"claim": "entsandte-soldaten", "party": "Südkorea", "speaker": "Südkorea (NIS)"}
    late = day1 + timedelta(minutes=57)
    return [
        (
            change(
                ChangeType.VALUE_CHANGED,
                key="k-value",
                after=figure(11000, 11000, Approx.ABOUT),
                before=figure(10000, None, Approx.AT_LEAST),
                seen=old,
                at=day1,
                witnesses=2,
                stories=3,
                outlets=7,
                **mine,  # type: ignore[arg-type]
            ),
            day1,
            False,
        ),
        (
            change(
                ChangeType.CORRECTED,
                key="k-corrected",
                before=figure(11000, 11000, Approx.ABOUT),
                before_evidence=old,
                after=figure(15000, 15000, Approx.ABOUT),
                seen=new,
                at=late,
                **mine,  # type: ignore[arg-type]
            ),
            late,
            False,
        ),
        (
            change(
                ChangeType.CONTRADICTION,
                key="k-strike",
                party="Verdi",
                before=figure(12000, 12000, Approx.ABOUT),
                before_party="Arbeitgeber",
                after=figure(20000, None, Approx.MORE_THAN),
                seen=strike,
                at=NOW - 3 * HOUR,
                watchlist="warnstreik",
                claim="beteiligte",
                witnesses=2,
            ),
            NOW - 3 * HOUR,
            False,
        ),
    ]


def _many(seen: Evidence) -> list[tuple[Change, datetime, bool]]:
    """The rest of three days, so that lists look like lists."""
    kinds = (
        (ChangeType.NEW_CONFIRMATION, "USA", stance(Stance.CONFIRMS), "Weißes Haus", "nennt den Einsatz erwiesen"),
        (ChangeType.NEW_SOURCE, "NATO", stance(Stance.ASSERTS), "Generalsekretär", "spricht von Truppen im Kampf"),
        (ChangeType.REFINED, "Südkorea", figure(10000, 12000, Approx.RANGE), "NIS", "grenzt die Zahl ein"),
        (ChangeType.SOFTENED, "China", stance(Stance.NO_COMMENT), "Außenamt in Peking", "will nichts dazu sagen"),
        (
            ChangeType.VALUE_CHANGED,
            "Ukraine",
            figure(4000, None, Approx.MORE_THAN),
            "Generalstab",
            "meldet höhere Zahl",
        ),
        (ChangeType.DENIAL, "Russland", stance(Stance.DENIES), "Kremlsprecher", "weist den Bericht zurück"),
    )
    made = []
    for place in range(42):
        kind, party, after, speaker, words = kinds[place % len(kinds)]
        at = NOW - (2 + place * 1.7) * HOUR
        text = f"{speaker} {words}, wie am Abend aus Regierungskreisen verlautete."
        spot = evidence(
            "",
            text=text,
            sentence=text,
            mark=words,
            speaker=speaker,
            outlet=("Neue Elbzeitung", "Rheinblatt", "Seenachrichten")[place % 3],
            url=f"https://www.neue-elbzeitung.de/welt/{5000 + place}",
            title=f"{speaker} {words}",
            published=at,
        )
        is_figure = after.stance is None
        item = change(
            kind,
            key=f"k-{place}",
            party=party,
            after=after,
            before=figure(3000, None, Approx.MORE_THAN) if kind is ChangeType.VALUE_CHANGED else None,
            seen=spot,
            at=at,
            claim="entsandte-soldaten" if is_figure else "kampfeinsatz",
            grade=Grade.ALERT if kind.value in ("new_confirmation", "value_changed", "denial") else Grade.DIGEST,
            witnesses=1 + place % 3,
            stories=1 + place % 4,
            outlets=1 + place % 6,
            late=place == 5,
        )
        made.append((item, at, False))
    return made


def verdict_of(session: Session, ident: int, place: int) -> None:
    """What was decided about one copy of the story: the first is the news, the others are wire copies."""
    claim = session.get(rows.ClaimRow, 2)
    assert claim is not None
    revision = session.exec(select(rows.RevisionRow).where(rows.RevisionRow.article_id == ident)).one()
    found = evidence(
        ident,
        text=CONFIRM,
        sentence=CONFIRM.split("\n")[1],
        mark="Einheiten der Volksarmee",
        speaker="Die Zentrale Militärkommission",
        outlet="Beispielschau",
        url="https://www.beispielschau.de/",
        title="",
        published=NOW - 6 * HOUR,
        via=("KCNA",),
    )
    outcome = "reversal" if place == 0 else "wire_copy"
    verdict = Verdict(
        watchlist="nordkorea",
        claim="kampfeinsatz",
        claim_version="v1",
        article=str(ident),
        revision=1,
        where=Where.BODY,
        span=Span(10, 20),
        outcome=outcome,
        reason=Reason(
            code="reversal.confirms" if place == 0 else "wire_copy", values=(("who", "Nordkorea"), ("outlet", "dpa"))
        ),
        party="Nordkorea",
        value=stance(Stance.CONFIRMS),
        at=NOW - 6 * HOUR,
        evidence=found,
    )
    session.add(
        rows.FactRow(
            claim_id=2,
            revision_id=revision.id or 0,
            article_id=ident,
            at=NOW - 6 * HOUR,
            published=NOW - 6 * HOUR,
            offset=10,
            party="Nordkorea",
            standing=place == 0,
            outcome=outcome,
            verdict=dump(verdict),
            decided_at=NOW - 6 * HOUR + timedelta(seconds=place),
        )
    )


# --- claims ----------------------------------------------------------------------------------------------------------


def _watchlists(session: Session) -> None:
    for name, text in (("nordkorea", NORDKOREA), ("warnstreik", STREIK)):
        earlier = text.replace("min_change: 10%", "min_change: 20%")
        for ago, author, body, force in ((60, "", earlier, False), (30, "Mara Lind", text, True)):
            session.add(
                rows.WatchlistVersionRow(
                    watchlist=name,
                    digest=hashlib.sha256(body.encode()).hexdigest()[:16],
                    text=body,
                    author=author,
                    saved_at=NOW - ago * 24 * HOUR,
                    in_force=force,
                )
            )
    claims = (
        Claim(
            id="entsandte-soldaten",
            question="Wie viele nordkoreanische Soldaten sind in Russland?",
            kind=ClaimKind.FIGURE,
            counts=("Soldat", "Truppe"),
            about=(("nordkoreanisch",),),
            with_=("entsenden", "schicken"),
            without=("gefallen", "getötet"),
            min_change=MinChange(amount=10, unit=Unit.PERCENT),
            line=14,
            version="v1",
        ),
        Claim(
            id="kampfeinsatz",
            question="Kämpfen nordkoreanische Soldaten auf russischer Seite?",
            kind=ClaimKind.STATEMENT,
            about=(("nordkoreanisch",), ("Soldat", "Truppe"), ("kämpfen", "Einsatz")),
            confirmers=("Russland", "Nordkorea", "USA"),
            line=22,
            version="v1",
        ),
        Claim(
            id="beteiligte",
            question="Wie viele Beschäftigte beteiligen sich am Warnstreik?",
            kind=ClaimKind.FIGURE,
            counts=("Beschäftigter", "Teilnehmer"),
            with_=("beteiligen", "streiken"),
            line=11,
            version="v1",
        ),
    )
    for claim in claims:
        session.add(
            rows.ClaimRow(
                watchlist="warnstreik" if claim.id == "beteiligte" else "nordkorea",
                claim=claim.id,
                version="v1",
                question=claim.question,
                kind=claim.kind.value,
                data=dump(claim),
                since=NOW - 30 * 24 * HOUR,
            )
        )
        session.flush()


def _claims(session: Session, seen: Evidence, before: Evidence) -> None:
    days = 24 * HOUR
    courses: dict[int, dict[str, list[tuple[float, Value]]]] = {
        1: {
            "Südkorea": [
                (120, figure(10000, None, Approx.AT_LEAST)),
                (60, figure(11000, 11000, Approx.ABOUT)),
                (1, figure(15000, 15000, Approx.ABOUT)),
            ],
            "Ukraine": [(140, figure(8000)), (90, figure(10000, 12000, Approx.RANGE)), (20, figure(14000))],
            "USA": [(130, figure(10000, 10000, Approx.ABOUT))],
            "Russland": [(2, figure(None, 6000, Approx.UP_TO))],
        },
        2: {
            "Nordkorea": [(100, stance(Stance.DENIES)), (0.25, stance(Stance.CONFIRMS))],
            "Russland": [(110, stance(Stance.NO_COMMENT)), (2, stance(Stance.CONFIRMS))],
            "USA": [(120, stance(Stance.ASSERTS))],
            "Ukraine": [(150, stance(Stance.ASSERTS))],
            "China": [(60, stance(Stance.NO_COMMENT))],
        },
        3: {
            "Verdi": [(3, figure(15000, 15000, Approx.ABOUT)), (0.12, figure(20000, None, Approx.MORE_THAN))],
            "Arbeitgeber": [(0.2, figure(12000, 12000, Approx.ABOUT))],
        },
    }
    conflicts = {1: ("Russland|Südkorea", "Russland|Ukraine"), 2: (), 3: ("Arbeitgeber|Verdi",)}
    for ident, parties in courses.items():
        tracks = {}
        for party, points in parties.items():
            runs = []
            for ago, value in points:
                at = NOW - ago * days
                key = Key(at, at, "1", 10)
                stands = before if value.stance is Stance.DENIES else seen
                runs.append(Run(value=value, first=key, last=key, evidence=stands))
            tracks[party] = Track(named=True, runs=tuple(runs))
            last = points[-1]
            position = Position(
                party=party,
                named=True,
                value=last[1],
                at=NOW - last[0] * days,
                evidence=seen,
                witnesses=1 + len(party) % 3,
                planned=figure(30000) if party == "Ukraine" and ident == 1 else None,
            )
            value = last[1]
            session.add(
                rows.PositionRow(
                    claim_id=ident,
                    party=party,
                    at=position.at,
                    low=value.low,
                    high=value.high,
                    stance=value.stance.value if value.stance else None,
                    data=dump(position),
                )
            )
        row = session.get(rows.ClaimRow, ident)
        assert row is not None
        row.state = dump(ClaimState(tracks=tracks, pairs=conflicts[ident]))
        session.add(row)


# --- the rest --------------------------------------------------------------------------------------------------------


def _feeds(session: Session) -> None:
    feeds = (
        ("https://www.beispielschau.de/feed.rss", "Beispielschau – Ausland", "ok", "", 0, 0.2),
        ("https://www.talkurier.de/rss", "Talkurier Politik", "ok", "", 0, 0.5),
        ("https://www.rheinblatt.de/index.rdf", "Rheinblatt", "failing", "fetch.timeout", 5, 9),
        ("https://www.seenachrichten.de/atom.xml", "Seenachrichten", "silent", "", 0, 60),
        ("https://www.neue-elbzeitung.de/feed", "", "paused", "", 0, 30),
    )
    for url, title, state, problem, failures, ago in feeds:
        session.add(
            rows.FeedRow(
                url=url,
                host=url.split("/")[2],
                title=title,
                state=state,
                problem=problem,
                problem_values=json.dumps({"url": url, "seconds": 30}),
                failures=failures,
                normal_gap=3600.0,
                last_poll_at=NOW - timedelta(minutes=9),
                last_success_at=NOW - ago * HOUR,
                last_new_at=NOW - 2 * ago * HOUR,
                next_poll_at=NOW + timedelta(minutes=3),
                entries_seen=420,
                created_at=NOW - 90 * 24 * HOUR,
            )
        )
    session.flush()
    session.add(rows.ServiceRow(key="cycle", value="{}", at=NOW - timedelta(minutes=4)))
    wall = article(
        session,
        url="https://www.rheinblatt.de/plus/analyse",
        outlet="Rheinblatt",
        title="Was der Einsatz bedeutet",
        texts=[],
        published=NOW - 20 * HOUR,
        state="wall",
    )
    off = article(
        session,
        url="https://www.talkurier.de/sport/derby",
        outlet="Talkurier",
        title="Derby endet ohne Tore",
        texts=["Das Derby blieb torlos."],
        published=NOW - 9 * HOUR,
        state="gated",
    )
    session.add(rows.GateRow(article_id=off, watchlist="", reason="gate.anchor", decided_at=NOW - 9 * HOUR))
    for place, ident in enumerate((wall, off)):
        session.add(
            rows.EntryRow(
                feed_id=2 + place,
                key=f"e{ident}",
                link="https://www.talkurier.de/x",
                title="Ein Eintrag",
                published=NOW - 9 * HOUR,
                found_at=NOW - 9 * HOUR,
                article_id=ident,
            )
        )


def _messages(session: Session, made: Seeded) -> None:
    subject = "Nordkorea bestätigt Kampfeinsatz · bisher: dementiert"
    text = "Nordkorea: dementiert → bestätigt\n\nKämpfen nordkoreanische Soldaten auf russischer Seite?\n"
    states = (
        ("k-reversal", "redaktion-mail", "sent", "", "", 1),
        ("k-reversal", "slack-ausland", "failed", "", "delivery.refused", 3),
        ("k-value", "redaktion-mail", "sent", "", "", 1),
        ("k-corrected", "redaktion-mail", "retry", "", "", 2),
        ("k-2", "redaktion-mail", "held", "digest", "", 0),
        ("k-strike", "redaktion-mail", "held", "quiet", "", 0),
    )
    for key, target, state, held, reason, attempts in states:
        message = Message(id=key[-4:], subject=subject if key == "k-reversal" else f"Neues zu {key}", text=text)
        row = rows.DeliveryRow(
            decision=key,
            target=target,
            kind="alert",
            state=state,
            watchlist="nordkorea",
            message=dump(message),
            not_before=NOW - 5 * HOUR,
            created_at=NOW - 6 * HOUR,
            expires_at=NOW + 40 * HOUR,
            attempts=attempts,
            held_for=held,
            reason=reason,
            sent_at=NOW - 6 * HOUR + timedelta(seconds=3) if state == "sent" else None,
        )
        session.add(row)
        session.flush()
        for number in range(1, attempts + 1):
            last = number == attempts
            session.add(
                rows.AttemptRow(
                    delivery_id=row.id or 0,
                    number=number,
                    started_at=NOW - 6 * HOUR + number * timedelta(minutes=5),
                    ended_at=NOW - 6 * HOUR + number * timedelta(minutes=5, seconds=2),
                    outcome="sent" if state == "sent" and last else "failed" if state == "failed" and last else "retry",
                    answer="250 OK" if state == "sent" else "channel_not_found",
                    status=200 if state == "sent" else 404,
                )
            )
    session.add(rows.TargetRow(name="redaktion-mail", last_ok_at=NOW - 6 * HOUR))
    session.add(rows.TargetRow(name="slack-ausland", state="broken", reason="delivery.refused", since=NOW - 5 * HOUR))
    session.add(
        rows.SilenceRow(
            watchlist="nordkorea",
            claim="entsandte-soldaten",
            up_to=15000.0,
            author="Mara Lind",
            reason="Zahlen schwanken täglich, erst über 15.000 wieder melden",
            created_at=NOW - 10 * HOUR,
            ends_at=NOW + 14 * HOUR,
        )
    )


def _people(session: Session, made: Seeded) -> None:
    accounts.mark(session, ["k-value"], kind="judge", value="richtig", author="Mara Lind", now=NOW - HOUR)
    accounts.mark(session, ["k-5"], kind="judge", value="falsch", author="Jan Ott", now=NOW - HOUR)
    accounts.mark(session, ["k-7", "k-9"], kind="judge", value="richtig", author="Jan Ott", now=NOW - HOUR)
    accounts.mark(session, ["k-11"], kind="judge", value="bekannt", author="Jan Ott", now=NOW - HOUR)
    accounts.mark(session, ["k-corrected"], kind="assign", value="Jan Ott", author="Mara Lind", now=NOW - HOUR)
    accounts.mark(
        session,
        ["k-corrected"],
        kind="note",
        value="Beim Talkurier nachgefragt, Antwort kommt bis Mittag.",
        author="Jan Ott",
        now=NOW - HOUR,
    )
    accounts.mark(session, [f"k-{place}" for place in range(18, 42)], kind="read", author="am Rechner", now=NOW - HOUR)
