"""Observations as the claims of a watchlist see them: in scope or not, by whom, when, which value."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from monitor.articles.model import OutletClass, Revision
from monitor.feeds.model import Precision
from monitor.i18n import BERLIN
from monitor.ledger import scope, stance
from monitor.ledger.acts import actor, done
from monitor.ledger.evidence import evidence_of, tone
from monitor.ledger.model import UNATTRIBUTED, Evidence, Fact, Reason, SilenceReason, Value
from monitor.ledger.page import Plain, Zone, look_at, shared
from monitor.ledger.scope import PARAGRAPH, SENTENCE, Gate, Lens, sight, stop
from monitor.ledger.values import anchor, compatible, heading, hull, narrower, of_figure
from monitor.reading.model import (
    Approx,
    Attribution,
    Figure,
    Period,
    Reading,
    Role,
    Span,
    Statement,
    StatementType,
    Where,
)
from monitor.reading.model import Stance as Says
from monitor.watchlist import parties_of
from monitor.watchlist.model import Claim, ClaimKind, Watchlist

#: a date in the sentence moves the time only when the sentence looks back, or the date lies further back than this
OLD = timedelta(days=7)
#: titles come before the text in the fold
TITLE_OFFSET = -1_000_000
#: characters at the top of an article that carry its own news
OPENING = 600

#: the state that a state medium speaks for (RELIABILITY 4: it confirms only its own)
STATE_OF = {
    "kcna": "Nordkorea", "tass": "Russland", "ria": "Russland", "rt": "Russland", "sputnik": "Russland",
    "snanews": "Russland", "xinhua": "China", "cgtn": "China", "globaltimes": "China", "cri": "China",
    "presstv": "Iran", "irna": "Iran", "parstoday": "Iran", "belta": "Belarus", "trt": "Türkei", "anadolu": "Türkei",
    "aa": "Türkei", "sana": "Syrien", "telesur": "Venezuela", "granma": "Kuba",
}  # fmt: skip


def touch(watchlist: Watchlist, revision: Revision, reading: Reading) -> tuple[Fact, ...]:
    """Every observation that touches a claim, in claim and text order; joint sources give one fact per party.

    What a party says twice in one article is settled here: one fact per claim and party stays standing.
    """
    zone, seen = look_at(revision, reading), sight(watchlist)
    zone.listen(seen.vocabulary)
    return tuple(fact for eye in seen.lenses for fact in claim_facts(watchlist, eye, zone))


def claim_facts(watchlist: Watchlist, eye: Lens, zone: Zone) -> list[Fact]:
    """The facts of one claim in one revision, in text order."""
    claim = eye.claim
    facts: list[Fact] = []
    if claim.kind is ClaimKind.STATEMENT and any(map(zone.absent, eye.about)):
        return facts
    if claim.kind is ClaimKind.FIGURE:
        for figure in zone.reading.figures:
            if scope.counts(eye, figure, zone):
                facts.extend(_figure_facts(watchlist, eye, figure, zone))
    else:
        for number in shared(map(zone.heard, eye.about), default=range(len(zone.reading.statements))):
            statement = zone.reading.statements[number]
            closeness = stance.speaks_of(eye, statement, zone)
            if closeness:
                facts.extend(_statement_facts(watchlist, eye, statement, zone, closeness))
        facts.extend(_act_facts(watchlist, eye, zone) if claim.positions else _deed_facts(watchlist, eye, zone))
    facts.sort(key=lambda fact: (fact.offset, fact.party))
    return _settle(claim, facts) if facts else facts


# --- one observation -----------------------------------------------------------------------------------------------


def _figure_facts(watchlist: Watchlist, eye: Lens, figure: Figure, zone: Zone) -> list[Fact]:
    closeness, missing = scope.closeness(eye, figure, zone)
    gate = _figure_gate(eye, figure, zone, missing, closeness)
    if gate and gate.reason.code == "other_scope.about" and not _worth_a_verdict(eye, figure, zone):
        return []
    plain = _plain(figure, zone)
    if gate is None and closeness and closeness < SENTENCE and plain.at < zone.revision.at - OLD:
        gate = stop(SilenceReason.RECAP, "background")
    shape = _Shape(
        where=figure.where,
        span=Span(figure.start, figure.end),
        sentence=figure.sentence,
        attribution=figure.attribution,
        value=plain.value,
        gate=gate,
        recap=plain.recap,
        at=plain.at,
        closeness=closeness,
        correction=figure.stance is Says.RETRACTS,
        total=plain.total,
        acting=_acting(watchlist, figure, zone),
    )
    return shape.facts(watchlist, eye.claim, zone)


def _plain(figure: Figure, zone: Zone) -> Plain:
    """What a figure says whoever asks, worked out once an article."""
    found = zone.plain.get(id(figure))
    if found is None:
        sentence = zone.sentence(figure.where, figure.sentence)
        recap, at = when(zone.revision, figure.recap, figure.period)
        if recap and _UNTIL.search(sentence):
            recap, at = when(zone.revision, False, None)
        back = back_then(sentence)
        if back:
            recap, at = True, min(at, zone.revision.at - back)
        found = Plain(with_option(figure, zone), recap, at, bool(scope.sum_in(zone.lead_in(figure))))
        zone.plain[id(figure)] = found
    return found


def _acting(watchlist: Watchlist, figure: Figure, zone: Zone) -> str | None:
    """The party that acts in the clause of a figure which nobody is said to have given."""
    if figure.attribution is not None or not watchlist.parties:
        return None
    key = (watchlist, id(figure))
    if key not in zone.acting:
        on = zone.revision.published.date()
        zone.acting[key] = actor(zone.clause(figure), watchlist, on, zone.names)
    return zone.acting[key]


#: "Bis zum Vortag waren 621 Fälle nachgewiesen worden" is the state of things, and no look back
_UNTIL = re.compile(
    r"\b[Bb]is (?:zum |einschließlich |einschließlich zum )?(?:Vortag|Vorabend|gestern|vorgestern|"
    r"(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag\w*|Mittwoch\w*|Sonnabend)\b"
)
#: what somebody said or had back then, before what holds now: "vor einem Monat noch"
_BACK_THEN = re.compile(
    r"\bvor (eine[mr]|wenigen|einigen|zwei|drei|vier|fünf|sechs|\d{1,2}) (Wochen?|Monat(?:en)?|Jahr(?:en)?) noch\b"
)
_NUMBERS = {"zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "wenigen": 3, "einigen": 3}


def back_then(sentence: str) -> timedelta | None:
    """How long ago the sentence says that something "noch" held, None: it says nothing of the kind."""
    found = _BACK_THEN.search(sentence) if " noch" in sentence else None
    if found is None:
        return None
    number = int(found.group(1)) if found.group(1).isdigit() else _NUMBERS.get(found.group(1), 1)
    days = {"W": 7, "M": 30, "J": 365}[found.group(2)[0]]
    return timedelta(days=number * days)


_OPTION = re.compile(r"\boption(?:en|al\w*)?\b", re.IGNORECASE)


def with_option(figure: Figure, zone: Zone) -> Value:
    """A figure's value; "80 Millionen bestellt und eine Option auf weitere 80" is 80 to 160."""
    value = of_figure(figure)
    if value.low is None or value.low != value.high or figure.role is not Role.TOTAL:
        return value
    rest = zone.text(figure.where)[figure.end : figure.sentence.end]
    behind = [item for item in zone.figures_of(figure.where, figure.sentence) if item.start >= figure.end]
    alike = [item for item in behind if item.kind is figure.kind and item.counted in (None, figure.counted)]
    if not alike or not scope.comes_on_top(alike[0], zone) or alike[0].low is None or not _OPTION.search(rest):
        return value
    return replace(value, high=value.low + alike[0].low, approx=Approx.RANGE)


def _figure_gate(eye: Lens, figure: Figure, zone: Zone, missing: str, closeness: int) -> Gate | None:
    if missing:
        return stop(SilenceReason.OTHER_SCOPE, "about", word=missing)
    if anchor(of_figure(figure)) is None:
        return stop(SilenceReason.UNCLEAR, "figure")
    return (
        scope.period(eye, figure)
        or scope.place(eye, figure, zone)
        or scope.predicate(eye, figure, zone)
        or scope.role(eye, figure, zone, closeness)
    )


def _worth_a_verdict(eye: Lens, figure: Figure, zone: Zone) -> bool:
    """A figure without the claim's topic is worth a verdict only where the article has the topic at all."""
    return any(zone.headed(matcher) for matcher in eye.about) or any(
        zone.touches(matcher, figure.where, figure.sentence) for matcher in eye.about
    )


def _statement_facts(watchlist: Watchlist, eye: Lens, statement: Statement, zone: Zone, closeness: int) -> list[Fact]:
    value = stance.value_of(eye, statement, zone)
    recap, at = when(zone.revision, statement.recap, statement.period)
    shape = _Shape(
        where=statement.where,
        span=statement.quote,
        sentence=statement.sentence,
        attribution=statement.attribution,
        value=value or Value(stance=statement.stance),
        gate=stance.gate(eye, statement, value, zone, closeness),
        recap=recap,
        at=at,
        closeness=closeness,
        correction=statement.stance is Says.RETRACTS,
    )
    return shape.facts(watchlist, eye.claim, zone)


def _act_facts(watchlist: Watchlist, eye: Lens, zone: Zone) -> list[Fact]:
    """Named answers that somebody gives by acting ("Der Bundestag hat das Gesetz beschlossen"), in no statement."""
    said = [item.sentence for item in zone.reading.statements if item.where is not Where.TITLE]
    found: list[Fact] = []
    on = zone.revision.published.date()
    for at in zone.places(eye.about):
        sentence = zone.reading.sentences[at]
        if any(span.start < sentence.end and sentence.start < span.end for span in said):
            continue
        text = zone.sentence(Where.BODY, sentence)
        answer = stance.answer_in(eye, text)
        if answer is None or not done(text):
            continue
        shape = _Shape(
            where=Where.BODY, span=sentence, sentence=sentence, attribution=None, value=Value(answer=answer),
            gate=None, recap=False, at=when(zone.revision, False, None)[1], closeness=SENTENCE, correction=False,
            acting=actor(text, watchlist, on, zone.names) or zone.deed(watchlist, sentence),
        )  # fmt: skip
        found.extend(shape.facts(watchlist, eye.claim, zone))
    return found


def _deed_facts(watchlist: Watchlist, eye: Lens, zone: Zone) -> list[Fact]:
    """What a declared party did confirms a claim that asks for it, told in the article's own voice.

    ("Die Behörde hat das Mittel zugelassen"; "Dies entschied die Kommission" takes the sentence before.) A refusal
    denies, unless the claim's words ask for the refusal. What somebody else says about the deed stays his statement.
    A claim with `new_source` in its `alert` also takes what the article says in its own voice, as nobody's assertion.
    """
    found: list[Fact] = []
    own_voice = "new_source" in dict(eye.claim.alert)
    if not eye.about or not (watchlist.parties or own_voice):
        return found
    for at in _telling(eye, zone):
        sentence = zone.reading.sentences[at]
        text = zone.sentence(Where.BODY, sentence)
        acting = zone.deed(watchlist, sentence)
        if (acting is None and not (own_voice and done(text))) or _told_by_others(zone, sentence, text):
            continue
        value = stance.of_deed(eye, text) if acting else stance.in_own_voice(eye, text)
        if value is None:
            continue
        whole = zone.text(Where.BODY)[zone.reading.sentences[at - (at in zone.backs)].start : sentence.end]
        shape = _Shape(
            where=Where.BODY, span=sentence, sentence=sentence, attribution=None, value=value,
            gate=stance.deed_gate(eye, whole), recap=False, at=when(zone.revision, False, None)[1], closeness=SENTENCE,
            correction=False, acting=acting,
        )  # fmt: skip
        found.extend(shape.facts(watchlist, eye.claim, zone))
    return found


def _telling(eye: Lens, zone: Zone) -> list[int]:
    """Numbers of the sentences that speak of the claim, alone or with the one before to which they point back."""
    return sorted({*zone.places(eye.about), *zone.pairs(eye.about)})


def _told_by_others(zone: Zone, sentence: Span, text: str) -> bool:
    """Whether the sentence is somebody's words: quoted, or behind "sagte, dass" – not what only names its source."""
    for item in zone.reading.statements:
        if item.where is Where.TITLE or not (item.quote.start < sentence.end and sentence.start < item.quote.end):
            continue
        if item.type is StatementType.DIRECT or item.quote.start > sentence.start + 3 or not item.news or item.recap:
            return True
        if _REPORTED_MOOD.search(text):
            return True
    return False


_REPORTED_MOOD = re.compile(r"\b(?:habe|hätten?|sei|seien|werde|würden?)\b")


class _Shape:
    """What figures and statements have in common on their way to a fact."""

    def __init__(
        self, *, where: Where, span: Span, sentence: Span, attribution: Attribution | None, value: Value,
        gate: Gate | None, recap: bool, at: datetime, closeness: int, correction: bool, total: bool = False, acting: str | None = None,
    ) -> None:  # fmt: skip
        self.where, self.span, self.sentence = where, span, sentence
        self.attribution, self.value, self.gate = attribution, value, gate
        self.recap, self.at, self.closeness, self.correction = recap, at, closeness, correction
        self.total, self.acting = total, acting

    def facts(self, watchlist: Watchlist, claim: Claim, zone: Zone) -> list[Fact]:
        revision, words = zone.revision, tone(zone, self.where, self.sentence)
        evidence = evidence_of(zone, self.where, self.span, self.sentence, self.attribution)
        key = (watchlist, id(self.attribution), claim.kind)
        sides = zone.sides.get(key)
        if sides is None:
            sides = zone.sides[key] = sides_of(watchlist, self.attribution, revision, zone, claim.kind)
        if self.acting:
            sides = [(self.acting, True)]
        return [
            Fact(
                watchlist=watchlist.id,
                claim=claim.id,
                claim_version=claim.version,
                kind=claim.kind,
                article=revision.article,
                revision=revision.number,
                where=self.where,
                span=self.span,
                offset=self.span.start + (TITLE_OFFSET if self.where is Where.TITLE else 0),
                at=self.at,
                published=revision.published,
                found=revision.found,
                party=party,
                named=named,
                speaker=self.acting or speaker_of(self.attribution, sides),
                value=self.value,
                silence=stopped.silence if stopped else None,
                reason=stopped.reason if stopped else None,
                recap=self.recap,
                correction=self.correction or words.corrects,
                total=self.total,
                fresh=words.fresh,
                closeness=self.closeness,
                loose=is_loose(watchlist, claim, self, party, named),
                evidence=evidence,
            )
            for party, named in sides
            for stopped in [self.gate or weak_source(watchlist, revision, party)]
        ]


def is_loose(watchlist: Watchlist, claim: Claim, shape: _Shape, party: str, named: bool) -> bool:
    """Whether a figure may be somebody else's: its topic stands neither in its sentence nor just before.

    At the top of an article it is the article's own news, unless somebody says it whom the watchlist does not know. A
    claim that asks for several things at once wants them in the sentence, even from a declared party.
    """
    if claim.kind is ClaimKind.STATEMENT:
        return False
    opens = shape.where is Where.LEAD or shape.span.start < OPENING or shape.where is Where.TITLE
    if len(claim.about) > 1:
        return shape.closeness < SENTENCE and not opens
    if named or shape.closeness >= PARAGRAPH or shape.closeness == 0:
        return False
    stranger = party != UNATTRIBUTED and bool(watchlist.parties)
    return stranger or not opens


def when(revision: Revision, recap: bool, period: Period | None) -> tuple[bool, datetime]:
    """Whether it is recap, and the effective time: the article's, for recap the end of the named period.

    Day-only dates sort at the end of their day in Berlin.
    """
    at = revision.at
    if revision.precision is Precision.DAY and revision.at == revision.published:
        at = day_end(at)
    if period is None:
        return recap, at
    end = period.end - timedelta(seconds=1)
    looks_back = recap or period.end < at - OLD
    return looks_back, (end if looks_back and end < at else at)


def day_end(at: datetime) -> datetime:
    """The last second of that day in Berlin."""
    local = at.astimezone(BERLIN).replace(hour=23, minute=59, second=59, microsecond=0)
    return local.astimezone(at.tzinfo)


# --- who ---------------------------------------------------------------------------------------------------------


def sides_of(
    watchlist: Watchlist, attribution: Attribution | None, revision: Revision, zone: Zone, kind: ClaimKind
) -> list[tuple[str, bool]]:
    """The position keys a statement counts for: parties, else the root name, else `UNATTRIBUTED`.

    In a watchlist without parties every named speaker of a statement is one.
    """
    if attribution is None:
        return [(UNATTRIBUTED, False)]
    watched = watchlist if watchlist.parties else None
    for name in (attribution.text, attribution.root):
        if name and watched:
            found = parties_of(name, watched, on=revision.published.date(), full_names=zone.names)
            if found:
                return [(party, True) for party in found]
    if attribution.root:
        return [(attribution.root, not watchlist.parties and kind is ClaimKind.STATEMENT)]
    return [(UNATTRIBUTED, False)]


def speaker_of(attribution: Attribution | None, sides: list[tuple[str, bool]]) -> str:
    """The name to show; joint sources stay joined, and an acronym shows as its party (KCNA: Nordkorea)."""
    if len(sides) > 1:
        names = [party for party, _ in sides]
        return f"{', '.join(names[:-1])} und {names[-1]}"
    if attribution is None:
        return ""
    name = attribution.root or attribution.text
    return sides[0][0] if sides[0][1] and name.isupper() else name


def weak_source(watchlist: Watchlist, revision: Revision, party: str) -> Gate | None:
    """Satire never counts; a state medium only for its own state, a press release only for its sender."""
    match revision.outlet_class:
        case OutletClass.SATIRE:
            return stop(SilenceReason.WEAK_SOURCE, "satire", outlet=revision.outlet)
        case OutletClass.STATE_MEDIA:
            own = state_of(revision.outlet)
            if party == own or party in parties_of(own, watchlist):
                return None
            return stop(SilenceReason.WEAK_SOURCE, "state_media", outlet=revision.outlet)
        case OutletClass.PRESS_RELEASE:
            if party == UNATTRIBUTED or party == revision.outlet or party in parties_of(revision.outlet, watchlist):
                return None
            return stop(SilenceReason.WEAK_SOURCE, "press_release", outlet=revision.outlet)
    return None


def state_of(outlet: str) -> str:
    """The state a state medium speaks for; "" if the kept list does not know it."""
    folded = "".join(letter for letter in outlet.casefold() if letter.isalnum() or letter == " ")
    return next((state for name, state in STATE_OF.items() if name in folded.split() or folded == name), "")


def figure_evidence(figure: Figure, zone: Zone) -> Evidence:
    """The evidence of a figure that no claim asks for."""
    return evidence_of(zone, figure.where, Span(figure.start, figure.end), figure.sentence, figure.attribution)


# --- one party, one article, one answer ----------------------------------------------------------------------------


def _settle(claim: Claim, facts: list[Fact]) -> list[Fact]:
    """One standing fact per party; the others get the verdict that the article itself settles."""
    facts = _own_voice(facts)
    standing = [fact for fact in facts if fact.standing]
    chosen: dict[int, Fact] = {}
    for _, group in groupby(sorted(standing, key=lambda fact: fact.party), key=lambda fact: fact.party):
        members = list(group)
        settled = _settle_figures(claim, members) if claim.kind is ClaimKind.FIGURE else _settle_stances(members)
        chosen.update({id(old): new for old, new in zip(members, settled, strict=True)})
    return [chosen.get(id(fact), fact) for fact in facts]


def _own_voice(facts: list[Fact]) -> list[Fact]:
    """What the article says in its own voice beside somebody who says the same belongs to that somebody.

    A title beside a body, too: the body says it better.
    """
    facts = _headline_borne_out(facts)
    sourced = [fact for fact in facts if fact.standing and fact.party != UNATTRIBUTED and not fact.recap]
    sourced.sort(key=lambda fact: -fact.closeness)
    body = [fact for fact in facts if fact.standing and fact.where is not Where.TITLE and not fact.recap]
    titles = [fact for fact in sourced if fact.where is Where.TITLE and fact.named and not fact.evidence.weak]
    borne_out = titles if any(fact.kind is ClaimKind.STATEMENT for fact in titles) else []

    def settled(fact: Fact) -> Fact:
        if not fact.standing:
            return fact
        if fact.where is Where.TITLE and body and (fact.evidence.weak or fact.kind is ClaimKind.FIGURE):
            return _beside(fact, body[0])
        headline = next((other for other in borne_out if _bears_out(fact, other)), None)
        if headline and headline is not fact and not fact.named:
            return _beside(fact, headline)
        if fact.party == UNATTRIBUTED:
            twin = next((other for other in sourced if _speaks_better(other, fact)), None)
            return _beside(fact, twin) if twin else fact
        return fact

    return [settled(fact) for fact in facts]


def _headline_borne_out(facts: list[Fact]) -> list[Fact]:
    """A headline names the party, the text gives the same answer without it: together they are more than a headline.

    ("Werk meldet Rückruf" above "Die Autos werden zurückgerufen, hieß es"): the party keeps its answer.
    """
    body = [fact for fact in facts if fact.standing and fact.where is not Where.TITLE and not fact.recap]
    if not body or any(fact.named for fact in body):
        return facts
    return [
        replace(fact, evidence=replace(fact.evidence, weak=""))
        if fact.where is Where.TITLE
        and fact.standing
        and fact.named
        and fact.kind is ClaimKind.STATEMENT
        and fact.evidence.weak == "headline"
        and any(_bears_out(other, fact) for other in body)
        else fact
        for fact in facts
    ]


def _bears_out(body: Fact, title: Fact) -> bool:
    """Whether a text says what its headline says; confirming and asserting are the same yes here."""
    firm = (Says.CONFIRMS, Says.ASSERTS)
    return _says_the_same(body, title) or (body.value.stance in firm and title.value.stance in firm)


def _speaks_better(sourced: Fact, own: Fact) -> bool:
    """Whether somebody's figure stands for the article's own: the same one, or one as close that is no lesser sum."""
    if _says_the_same(own, sourced):
        return True
    return sourced.closeness >= own.closeness and sourced.total >= own.total


def _says_the_same(fact: Fact, other: Fact) -> bool:
    if fact.kind is ClaimKind.FIGURE:
        return compatible(fact.value, other.value)
    return fact.value.stance == other.value.stance and fact.value.answer == other.value.answer


def _settle_figures(claim: Claim, facts: list[Fact]) -> list[Fact]:
    """Recap dropped, body before title, close before far; agreeing totals are one; what then remains is their hull.

    A claim with a trend has one present total: the first the article gives (what follows further down is background).
    """
    groups = _agreeing(_preferred(facts))
    heads = [_sharpest(group) for group in groups]
    winner = heads[0]
    if len(heads) > 1 and heading(claim) is None:
        values = tuple(head.value for head in heads)
        mixed = replace(winner, value=hull(values), parts=values)
        return [mixed if fact is winner else _beside(fact, winner, mixed=fact in heads) for fact in facts]
    return [fact if fact is winner else _beside(fact, winner) for fact in facts]


def _preferred(facts: list[Fact]) -> list[Fact]:
    facts = [fact for fact in facts if not fact.recap] or facts
    facts = [fact for fact in facts if fact.where is not Where.TITLE] or facts
    facts = [fact for fact in facts if fact.total and fact.closeness >= PARAGRAPH] or facts
    closest = max(fact.closeness for fact in facts)
    return [fact for fact in facts if fact.closeness == closest]


def _agreeing(facts: list[Fact]) -> list[list[Fact]]:
    groups: list[list[Fact]] = []
    for fact in facts:
        for group in groups:
            if all(compatible(fact.value, member.value) for member in group):
                group.append(fact)
                break
        else:
            groups.append([fact])
    return groups


def _sharpest(group: list[Fact]) -> Fact:
    best = group[0]
    for fact in group[1:]:
        if narrower(fact.value, best.value):
            best = fact
    return best


def _beside(fact: Fact, winner: Fact, *, mixed: bool = False) -> Fact:
    if mixed:
        silence, code = SilenceReason.UNCLEAR, "unclear.mixed"
    elif fact.recap and not winner.recap:
        silence, code = SilenceReason.RECAP, "recap"
    elif fact.kind is ClaimKind.STATEMENT or compatible(fact.value, winner.value):
        silence, code = SilenceReason.REPEAT, "repeat.same_article"
    else:
        silence, code = SilenceReason.OLDER, "older.same_article"
    return replace(fact, silence=silence, reason=Reason(code=code, values=(("other", winner.evidence.sentence),)))


def _settle_stances(facts: list[Fact]) -> list[Fact]:
    """The firmest statement of a party stands; news before recap, body before title, near before far."""
    winner = min(facts, key=_firmness)
    return [
        fact
        if fact is winner
        else replace(fact, silence=SilenceReason.REPEAT, reason=Reason(code="repeat.same_article"))
        for fact in facts
    ]


def _firmness(fact: Fact) -> tuple[bool, bool, bool, int, int, int]:
    held = stance.STRENGTH.index(fact.value.stance) if fact.value.stance else 0
    return fact.recap, fact.where is Where.TITLE, fact.closeness == 1, held, -fact.closeness, fact.offset
