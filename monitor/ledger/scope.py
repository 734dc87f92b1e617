"""Whether a figure answers what a claim asks: noun, modifiers, predicate, unit, place, period, role.

Each rule gives the first gate that stops a figure, with the words it stopped at. Source: DESIGN, "Watchlist".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from monitor.ledger.model import Reason, SilenceReason
from monitor.ledger.page import Zone
from monitor.ledger.words import remembered
from monitor.reading.model import Figure, FigureKind, Role, Stance, Where
from monitor.watchlist import alike, anchors, compile_terms
from monitor.watchlist.model import Claim, Part, Watchlist
from monitor.watchlist.terms import Matcher
from monitor.watchlist.wordbook import Vocabulary

#: nouns that count people without saying which: their predicate says it ("174 Menschen sind infiziert")
GENERIC = frozenset(
    [
        "mensch",
        "person",
        "leute",
        "mann",
        "frau",
        "kind",
        "patient",
        "passagier",
        "bürger",
        "einwohner",
        "fall",
        "bewohner",
        "opfer",
        "zivilist",
        "beschäftigter",
        "mitarbeiter",
        "anwohner",
        "gast",
        "jugendlicher",
        "erwachsener",
    ]
)
UNITS = {"%": "prozent", "percent": "prozent", "€": "euro", "eur": "euro", "$": "dollar", "usd": "dollar",
         "us-dollar": "dollar", "kilometer": "km", "meter": "m", "tonnen": "tonne", "t": "tonne", "grad celsius": "grad", "km/h": "kilometer pro stunde", "kmh": "kilometer pro stunde", "stundenkilometer": "kilometer pro stunde",
         "°c": "grad", "chf": "franken", "£": "pfund", "prozentpunkte": "prozentpunkt", "pp": "prozentpunkt"}  # fmt: skip
PERIODS = {"tag": "day", "täglich": "day", "woche": "week", "monat": "month", "jahr": "year", "stunde": "hour",
           "pro tag": "day", "pro woche": "week", "pro monat": "month", "pro jahr": "year"}  # fmt: skip
#: figures that no count claim means
NO_COUNT = (FigureKind.PERCENT, FigureKind.MONEY, FigureKind.MEASURE, FigureKind.DURATION, FigureKind.AGE,
            FigureKind.RATE)  # fmt: skip


#: how closely a figure is tied to the claim's `about`
NOUN, CLAUSE, SENTENCE, PARAGRAPH, HEAD = 5, 4, 3, 2, 1
#: first parts of compounds that make a thing a mere possibility
SUSPECTED = ("verdachts", "verdacht-", "schein", "möchtegern", "modell", "planungs")
#: words that widen a figure beyond the article's own topic
ELSEWHERE = re.compile(
    r"\b(?:weltweit\w*|global\w*|europaweit\w*|bundesweit\w*|landesweit\w*|international\w*|anderswo|andernorts|"
    r"in anderen \w+|in den übrigen \w+|(?:im|in der|in dem|in den|am) (?:be)?nachbart\w+ \w+|(?:im|in der|beim|bei der) nachbar\w+|"
    r"ein(?:e[mnr]?|es)? (?:weitere[mnrs]? )?andere[mnrs]?|zum vergleich|"
    r"auf der ganzen welt|(?:bei|von|in|an|mit) (?:verschiedenen|mehreren|allen|sämtlichen|diversen) \w+)\b",
    re.IGNORECASE,
)
#: a first portion, or a first state that no longer holds
FIRST = re.compile(r"\b(?:zunächst|vorerst|anfangs|anfänglich|ursprünglich|fürs erste)\b", re.IGNORECASE)
#: between a share and its whole: "700 der rund 3.711 Passagiere", "zwölf von 40"
BASE = re.compile(
    r"\s*(?:\w+\s+)?(?:der|von|von den|aus den|unter den|unter|aus)(?: (?:insgesamt|rund|etwa|gut|knapp|mehr als|\w+en))?\s*",
    re.IGNORECASE,
)
#: words that mark the sum of it all
SUM = re.compile(
    r"\b(?:insgesamt|zusammen|alles in allem|in summe|summiert|summieren|gesamtzahl|gesamt|damit (?:steigt|stieg|erhöht|"
    r"kommt|sind|liegt|wächst|klettert))\b",
    re.IGNORECASE,
)
#: a clause that only counts on: what happened stands in the sentence before
ELLIPTIC = re.compile(
    r"^\W*(?:(?:laut|nach angaben|zufolge)[^,]*)?\b(?:es|das|dies|insgesamt|damit|davon|darunter|dabei|bislang|bisher|so|"
    r"zuletzt|mittlerweile|inzwischen|diesmal|zusammen|rund|etwa|mehr als|mindestens|\d[\d.,]*)\b",
    re.IGNORECASE,
)
#: a clause with a verb of its own after all: "600 Millionen Dosen herstellen zu können"
_INFINITIVE = re.compile(r"\b(?:\w+en zu (?:können|wollen|müssen|dürfen|lassen)|zu \w+en|\w+zu\w+en)\W*$")
THERE = re.compile(r"\b(?:dort|ebendort|dortzulande)\b", re.IGNORECASE)


_elsewhere_in, _there_in, _first_in, sum_in = map(remembered, (ELSEWHERE, THERE, FIRST, SUM))


class Gate(NamedTuple):
    """A gate that stopped an observation, and why."""

    silence: SilenceReason
    reason: Reason


@dataclass(frozen=True, slots=True)
class Lens:
    """A claim with its words ready for matching."""

    claim: Claim
    counts: Matcher
    #: what is said of people that the claim counts: "Toter" of people who "kamen ums Leben"
    befell: Matcher
    #: the words of `counts` that say what befell people, when others only say that they are people
    special: Matcher | None
    about: tuple[Matcher, ...]
    with_: Matcher
    without: Matcher
    place: Matcher
    answers: Matcher
    #: what else befalls people: "getötet oder verletzt" counts neither
    neighbours: Matcher


@lru_cache(maxsize=512)
def lens(claim: Claim) -> Lens:
    """The matchers of a claim, made once; `counts` and `with` bring the words along that tell the same event."""
    kin = alike(claim)
    return Lens(
        claim=claim,
        counts=compile_terms(kin.counts, part=Part.LAST),
        befell=compile_terms(kin.befell, part=Part.LAST),
        special=_special(claim),
        about=tuple(compile_terms(group) for group in claim.about),
        with_=compile_terms(kin.with_),
        without=compile_terms(kin.without),
        place=compile_terms(claim.place),
        neighbours=compile_terms(kin.neighbours),
        answers=compile_terms(tuple(phrase for _, phrases in claim.positions for phrase in phrases)),
    )


class Sight(NamedTuple):
    """A watchlist with its words ready for matching."""

    #: the anchor words of the gate
    words: tuple[str, ...]
    gate: Matcher
    lenses: tuple[Lens, ...]
    #: all words that are looked for in an article's sentences
    vocabulary: Vocabulary


@lru_cache(maxsize=64)
def sight(watchlist: Watchlist) -> Sight:
    """The matchers of a watchlist, made once."""
    words, lenses = anchors(watchlist), tuple(map(lens, watchlist.claims))
    gate = compile_terms(words)
    asked = (matcher for eye in lenses for matcher in (*eye.about, eye.with_, eye.place))
    return Sight(words, gate, lenses, Vocabulary((gate, *asked)))


def _special(claim: Claim) -> Matcher | None:
    plain = [word for word in claim.counts if word.casefold() in GENERIC]
    special = [word for word in claim.counts if word.casefold() not in GENERIC]
    if not plain or not special or claim.with_:
        return None
    return compile_terms(alike(replace(claim, counts=tuple(special))).befell, part=Part.LAST)


def stop(silence: SilenceReason, code: str, **values: object) -> Gate:
    """A gate with the message `verdict.<silence>.<code>`."""
    name = f"{silence.value}.{code}" if code else silence.value
    return Gate(silence, Reason(code=name, values=tuple((key, str(value)) for key, value in values.items())))


@lru_cache(maxsize=65536)
def fits(matcher: Matcher, word: str) -> bool:
    """Whether a noun, verb or modifier is one of the words; asked over and over for the same few words."""
    return matcher.matches_noun(word) or matcher.touches(word)


def counts(eye: Lens, figure: Figure, zone: Zone) -> bool:
    """Whether the figure counts what the claim counts; False: it does not touch the claim at all."""
    claim = eye.claim
    if claim.unit and not _unit_fits(claim.unit, figure):
        return False
    if not claim.counts:
        return bool(claim.unit) or figure.kind not in NO_COUNT
    nouns = [noun for noun in (figure.counted, zone.noun(figure)) if noun]
    if figure.counted and " und " in figure.counted and not eye.counts.matches_noun(figure.counted):
        nouns = []
    if any(fits(eye.counts, noun) for noun in nouns):
        if eye.special and _is_people(figure.counted):
            return _said_of_people(eye.special, figure, zone)
        return figure.kind not in (FigureKind.AGE, FigureKind.DURATION) or bool(claim.unit) or _names(claim, nouns)
    if claim.unit and (figure.of is None or eye.counts.touches(figure.of)):
        return figure.of is not None or eye.counts.touches(zone.clause(figure))
    if figure.kind in NO_COUNT:
        return False
    if figure.counted and not _is_people(figure.counted):
        return False
    if _counts_people(claim) and figure.predicate and _any(eye.with_, [figure.predicate]):
        return True
    return _said_of_people(eye.befell, figure, zone) if figure.counted else eye.befell.touches(zone.clause(figure))


def _counts_people(claim: Claim) -> bool:
    """Whether the claim counts people: by a word like Mensch, or by what befell them (Toter, Infizierte)."""
    return any(word.casefold() in GENERIC or word.casefold().endswith(_PARTICIPLE) for word in claim.counts)


#: endings of participles and adjectives used as nouns: Infizierter, Gefallene, Toter
_PARTICIPLE = ("ter", "te", "ner", "ne", "nde", "nder")


def _names(claim: Claim, nouns: list[str]) -> bool:
    return any(noun.casefold() == word.casefold() for noun in nouns for word in claim.counts)


def _said_of_people(counts: Matcher, figure: Figure, zone: Zone) -> bool:
    """ "174 Menschen sind infiziert" counts Infizierte: the predicate or a modifier carries the asked word."""
    words = [figure.predicate or "", *figure.whose]
    return any(fits(counts, word) for word in words if word) or (
        not figure.predicate and counts.touches(zone.clause(figure))
    )


def _unit_fits(asked: str, figure: Figure) -> bool:
    wanted = _unit(asked)
    found = {_unit(word) for word in (figure.unit, figure.counted) if word}
    if figure.kind is FigureKind.PERCENT:
        found.add("prozent")
    if wanted == "prozentpunkt":
        return "prozentpunkt" in found
    return wanted in found


def _unit(word: str) -> str:
    low = word.casefold().strip()
    return UNITS.get(low, low)


def closeness(eye: Lens, figure: Figure, zone: Zone) -> tuple[int, str]:
    """How closely the claim's `about` is tied to the figure, and the group that is missing ("" if none is).

    NOUN, CLAUSE, SENTENCE, PARAGRAPH, HEAD for the loosest of its groups; 0: nothing asked.
    """
    if not eye.about:
        return 0, ""
    level, nearest, near = NOUN, 0, 0 if len(eye.about) == 1 else 1
    for matcher, group in zip(eye.about, eye.claim.about, strict=True):
        found = _tied(eye, matcher, figure, zone, near=near, strict=_is_time(group))
        if found < SENTENCE and near and zone.at_home(group, figure):
            found = SENTENCE
        if not found:
            return 0, group[0]
        level, nearest = min(level, found), max(nearest, found)
    if len(eye.about) > 1 and nearest < SENTENCE:
        return 0, eye.claim.about[0][0]
    return level, ""


def _tied(eye: Lens, matcher: Matcher, figure: Figure, zone: Zone, *, near: int, strict: bool) -> int:
    noun = [figure.counted or "", figure.of or "", *figure.whose, zone.noun(figure)]
    if any(fits(matcher, word) for word in noun if word):
        return NOUN
    origin, comes_from = zone.origin(figure)
    if origin and matcher.touches(origin):
        return NOUN
    elsewhere = bool(origin) and not zone.in_title(origin)
    if elsewhere and comes_from:
        return 0
    if zone.clause_touches(matcher, figure):
        return 0 if _one_of_several(matcher, figure, zone) else CLAUSE
    if elsewhere or rival(eye, figure, zone) or _there(matcher, figure, zone):
        return 0
    if zone.touches(matcher, figure.where, figure.sentence) and not _belongs_to_another(matcher, figure, zone):
        return 0 if _one_of_several(matcher, figure, zone) else SENTENCE
    if (figure.place and not zone.in_title(figure.place)) or _other_name(figure, zone):
        return 0
    if strict:
        return 0
    if zone.meant(matcher, figure.where, figure.sentence):
        return PARAGRAPH
    if _another(figure, zone):
        return 0
    if zone.near_touches(matcher, figure.where, figure.sentence, near):
        return PARAGRAPH
    return HEAD if zone.headed(matcher) else 0


#: names in a row: "mit Biontech/Pfizer, Moderna, Astrazeneca und Curevac"
_ROW = re.compile(
    r"[A-ZÄÖÜ][\w/&-]+(?: (?:& )?[A-ZÄÖÜ][\w/&-]+)?(?:, [A-ZÄÖÜ][\w/&-]+(?: (?:& )?[A-ZÄÖÜ][\w/&-]+)?)+(?:,? (?:und|sowie|oder) "
    r"(?:von |bei |mit )?[A-ZÄÖÜ][\w/&-]+)?"
)


def _one_of_several(matcher: Matcher, figure: Figure, zone: Zone) -> bool:
    """Whether the asked name is only one of a row to which the figure belongs as a whole."""
    clause = zone.sentence(figure.where, figure.sentence)
    for row in _ROW.finditer(clause):
        names = re.split(r", | und | sowie | oder ", row.group())
        hit = [bool(matcher.touches(name)) for name in names]
        if len(names) > 2 and any(hit) and not all(hit) and not matcher.touches(_ROW.sub(" ", clause)):
            return True
    return False


#: kinds of things that bear names: a name behind one of them that is not asked for is somebody else's
_KIND = re.compile(
    r"\b[A-ZÄÖÜ]?\w*(?:[Hh]ersteller|[Kk]onzern|[Uu]nternehmen|[Ff]irma|[Ss]chiff|[Bb]ank|[Kk]reis|[Ss]tadt|[Gg]emeinde|[Ii]nsel|"
    r"[Pp]rovinz|[Kk]linik|[Ww]erk|[Rr]eederei|[Hh]otel|[Hh]eim|[Bb]etrieb|[Ff]luggesellschaft|[Pp]artei|[Kk]onkurrent|[Rr]ivale|"
    r"[Ww]ettbewerber|[Zz]ulieferer|[Aa]utobauer|[Ss]chwesterschiff|[Nn]achbarkreis|[Nn]achbarort)(?:s|es|n|en)?"
    r" [„“\"»‚']?([A-ZÄÖÜ][\w-]{2,})"
)


def _another(figure: Figure, zone: Zone) -> str:
    """A thing of its own kind named in the figure's sentence ("dem Hersteller Novavax"), when the asked one is not."""
    found = _KIND.search(zone.sentence(figure.where, figure.sentence))
    return found.group(1) if found and not zone.in_title(found.group(1)) else ""


_NAME = re.compile(r"[„“\"»‚']([A-ZÄÖÜ][\w .-]{2,40})[“”\"«‘']")


def _other_name(figure: Figure, zone: Zone) -> str:
    """A name in quotation marks in the figure's own clause: „Musterstern“, when another ship is asked for."""
    found = _NAME.search(zone.clause(figure))
    return found.group(1) if found and not zone.in_title(found.group(1)) else ""


def _is_time(group: tuple[str, ...]) -> bool:
    """A time must stand with its figure: the next sentence may speak of another one."""
    return any(_TIME.search(word) for word in group)


_TIME = re.compile(
    r"(?i)quartal|halbjahr|\bjahr|monat|woche\b|januar|februar|märz|april|\bmai\b|juni|juli|august|september|oktober|"
    r"november|dezember|\b(?:19|20)\d\d\b|frühjahr|sommer|herbst|winter"
)


def _there(matcher: Matcher, figure: Figure, zone: Zone) -> str:
    """ "Dort sind es 636": the place of the sentences before, which is not the one asked for."""
    found = _there_in(zone.sentence(figure.where, figure.sentence))
    return found if found and not zone.near_touches(matcher, figure.where, figure.sentence) else ""


def _belongs_to_another(matcher: Matcher, figure: Figure, zone: Zone) -> bool:
    """In "413 Fälle in Japan, darunter 355 auf dem Schiff" the ship belongs to the 355."""
    return any(
        other.role is Role.PART and other.start > figure.start and zone.clause_touches(matcher, other)
        for other in zone.figures_of(figure.where, figure.sentence)
    )


def rival(eye: Lens, figure: Figure, zone: Zone) -> str:
    """A modifier or scope that ties the noun to somebody else ("russische Soldaten", "weltweit"); "" if none."""
    for word in figure.whose:
        if any(fits(matcher, word) for matcher in eye.about):
            continue
        if _IS_ORIGIN.search(word) or (word[:1].isupper() and not zone.in_head(word)):
            return word
    return _elsewhere_in(zone.sentence(figure.where, figure.sentence))


_IS_ORIGIN = re.compile(r"(?:isch|ländisch)(?:e[nmrs]?)?$")


def predicate(eye: Lens, figure: Figure, zone: Zone) -> Gate | None:
    """`without` wins over `with`; both look at predicate, noun phrase and clause; `with` then at the sentence before."""
    claim = eye.claim
    said = [word for word in (figure.predicate, figure.counted, zone.noun(figure), *figure.whose) if word]
    clause = zone.own_clause(figure)
    if claim.without:
        out = _first(eye.without, said) or _hit(eye.without, clause)
        if out:
            return stop(SilenceReason.OTHER_SCOPE, "without", word=out)
    if _shared_fate(eye, figure, zone):
        return stop(SilenceReason.OTHER_SCOPE, "without", word=_shared_fate(eye, figure, zone))
    if not claim.with_:
        return None
    if _any(eye.with_, said) or _happened(eye, clause):
        return None
    own = zone.clause(figure)
    light = bool(_light_in(own))
    if figure.predicate is None or figure.role is Role.PART or light:
        if _said_in_sentence(eye, figure, zone):
            return None
        if (
            light
            and not _is_people(figure.counted)
            and _happened(eye, f"{zone.before(figure.where, figure.sentence)}\n{zone.title}")
        ):
            return None
        elliptic = bool(ELLIPTIC.search(own)) and not _INFINITIVE.search(own)
        if (
            elliptic
            and not _is_people(figure.counted)
            and eye.with_.touches(zone.before(figure.where, figure.sentence))
        ):
            return None
    return stop(SilenceReason.OTHER_SCOPE, "with", words=", ".join(claim.with_[:4]), found=figure.predicate or "–")


_OR = re.compile(
    r"^\W{0,2}(?:und|oder|sowie|bzw\.|beziehungsweise)\s+(?:(?:schwer|leicht|teils)\s+)?([a-zäöüß]+)\b\W*(?:worden|haben|sind|$|[.,;“])"
)


def _shared_fate(eye: Lens, figure: Figure, zone: Zone) -> str:
    """The second thing that befell the same people ("300 Menschen wurden getötet oder verletzt"); "" if there is none."""
    if not figure.predicate or figure.clause.end <= figure.clause.start:
        return ""
    found = _OR.match(zone.text(figure.where)[figure.clause.end : figure.sentence.end])
    return found.group(1) if found and eye.neighbours.touches(found.group(1)) else ""


#: compounds that only name the danger, the suspicion or the means: Ansteckungsgefahr is no Ansteckung
_NOT_YET = re.compile(
    r"\b[A-ZÄÖÜ]\w+(?:gefahr|gefahren|risiko|risiken|schutz\w*|verdacht|angst|sorge|warnung|prävention|vermeidung|"
    r"forschung|hemmer|herd|herde|kette|ketten|weg|wege|strategie|plan|pläne|drohung)\b"
)


def _happened(eye: Lens, clause: str) -> bool:
    """Whether a clause tells what the claim asks for, and does not only name its danger."""
    return eye.with_.touches(clause) and eye.with_.touches(_NOT_YET.sub(" ", clause))


#: verbs that say nothing of the counted: what happened stands in the sentence before or in the title
_LIGHT = re.compile(
    r"\b(?:(?:geht|gehe|ging|handelt|handele|handelte) es (?:\w+ ){0,2}um|es (?:geht|gehe|ging) (?:\w+ ){0,3}?um|(?:ist|war|sei) von|"
    r"die Rede (?:ist|war|sei)|es handelt sich um|betroffen (?:sind|seien|wären|waren)|(?:sind|seien|wären|waren) (?:\w+ ){0,5}?betroffen|"
    r"spr(?:icht|echen|ach|achen) von|nann?n?te|nennt|beläuft sich|belaufe sich|beziffer\w*)\b"
)
_light_in = remembered(_LIGHT)


def _said_in_sentence(eye: Lens, figure: Figure, zone: Zone) -> bool:
    """Whether the sentence says it, and not of another figure in it."""
    if not _happened(eye, zone.sentence(figure.where, figure.sentence)):
        return False
    others = [other for other in zone.figures_of(figure.where, figure.sentence) if other is not figure]
    return not any(eye.with_.touches(zone.clause(other)) for other in others)


def _is_people(counted: str | None) -> bool:
    """Whether a counted noun only says that these are people ("Passagier und Besatzungsmitglied")."""
    return any(part in GENERIC for part in (counted or "").casefold().split(" und "))


def _any(matcher: Matcher, words: list[str]) -> bool:
    return bool(_first(matcher, words))


def _first(matcher: Matcher, words: list[str]) -> str:
    return next((word for word in words if fits(matcher, word)), "")


def _hit(matcher: Matcher, text: str) -> str:
    found = matcher.find(text)
    return text[found[0].start : found[0].end] if found else ""


def place(eye: Lens, figure: Figure, zone: Zone) -> Gate | None:
    """Another place than asked; without a place of its own a figure belongs to the article's."""
    if not eye.claim.place:
        return None
    if figure.place and not eye.place.touches(figure.place):
        if not zone.touches(eye.place, figure.where, figure.sentence):
            return stop(SilenceReason.OTHER_SCOPE, "place", found=figure.place, asked=eye.claim.place[0])
        return None
    if zone.touches(eye.place, figure.where, figure.sentence) or zone.headed(eye.place):
        return None
    return stop(SilenceReason.OTHER_SCOPE, "place", found="–", asked=eye.claim.place[0])


def period(eye: Lens, figure: Figure) -> Gate | None:
    """Another denominator, or a time before the claim's `since`."""
    claim = eye.claim
    asked = PERIODS.get((claim.per or "").casefold(), claim.per)
    if asked != figure.per and (asked or figure.per):
        return stop(SilenceReason.OTHER_SCOPE, "per", found=figure.per or "–", asked=claim.per or "–")
    if claim.since and figure.period and figure.period.end.date() <= claim.since:
        return stop(SilenceReason.OTHER_SCOPE, "since", since=claim.since.isoformat())
    return None


def role(eye: Lens, figure: Figure, zone: Zone, closeness: int) -> Gate | None:
    """Increments, parts, plans and thresholds never move a total, unless they are what the claim asks for."""
    if eye.claim.role == "increment":
        return None if figure.role is Role.INCREMENT else stop(SilenceReason.OTHER_SCOPE, "total")
    if suspected(eye, figure, zone):
        return stop(SilenceReason.HYPOTHETICAL, "suspected")
    if BASE.fullmatch(zone.gap(figure)) or _known_group(eye, figure, zone):
        return stop(SilenceReason.OTHER_SCOPE, "base")
    ahead = zone.lead_in(figure)
    if comes_on_top(figure, zone) and not _further_people(eye, figure, zone):
        return stop(SilenceReason.INCREMENT, "")
    if _partition_in(ahead) and not (figure.predicate and _any(_asked(eye), [figure.predicate])):
        return stop(SilenceReason.PART, "")
    match figure.role:
        case Role.PART:
            return None if _own_total(eye, figure, zone, closeness) else stop(SilenceReason.PART, "")
        case Role.PREVIOUS:
            if not _so_far(figure, zone):
                return stop(SilenceReason.RECAP, "previous")
        case Role.THRESHOLD | Role.NEGATED:
            return stop(SilenceReason.HYPOTHETICAL, figure.role.value)
        case Role.PLANNED | Role.POSSIBLE:
            if _asked_plan(eye, figure, zone):
                return None
            return stop(SilenceReason.PLANNED, "" if figure.role is Role.PLANNED else "possible")
    first = _first_in(ahead)
    if first:
        return stop(SilenceReason.PART, "first", word=first)
    if figure.stance in (Stance.DENIES, Stance.CANNOT_CONFIRM, Stance.NO_COMMENT):
        return stop(SilenceReason.UNCLEAR, "stance")
    return None


#: right before a number: it comes on top of what was
_ON_TOP = re.compile(
    r"\b(?:nochmals|noch einmal|noch mal|zusätzlich|zusätzliche[nr]?|obendrein|darüber hinaus|weitere[nr]?)"
    r"(?: (?:rund|etwa|gut|knapp|mindestens|bis zu|mehr als|über))*\s*$",
    re.IGNORECASE,
)
_on_top_in = remembered(_ON_TOP)


def comes_on_top(figure: Figure, zone: Zone) -> bool:
    """Whether words right before a number say that it comes on top of another."""
    return figure.role is Role.INCREMENT or bool(_on_top_in(zone.lead_in(figure)))


#: "Von der Bestellung sind …": a share of it
_PARTITION = re.compile(
    r"^\W*(?:Von|Unter|Aus) (?:den|der|dem|diese[nmr]|ihre[nmr]|seine[nmr])\b[^,;:]{2,60}?\b(?:sind|seien|ist|sei|waren|"
    r"wurden|werden|entfallen|entfielen|gehen|gingen|stammen|kommen|kamen)\b[^,;:]*$"
)
_partition_in = remembered(_PARTITION)


def _asked(eye: Lens) -> Matcher:
    """What the claim wants said of the counted: its `with`, else what its `counts` tell."""
    return eye.with_ if eye.claim.with_ else eye.befell


def _further_people(eye: Lens, figure: Figure, zone: Zone) -> bool:
    """Whether "weitere" only tells them from others: "100 sind gefallen, bis zu 1.000 weitere verletzt" counts 1.000.

    The figure right before counts the same, but something else befell them.
    """
    if not figure.predicate or not _any(_asked(eye), [figure.predicate]):
        return False
    before = [item for item in zone.reading.figures if item.where is not Where.TITLE and item.end <= figure.start]
    if figure.where is Where.TITLE or not before:
        return False
    other = before[-1]
    near = other.sentence == figure.sentence or zone.follows(other.sentence, figure.sentence)
    alike = other.counted == figure.counted or figure.counted is None or _is_people(figure.counted)
    return (
        near
        and alike
        and other.role is Role.TOTAL
        and bool(other.predicate)
        and not _any(_asked(eye), [other.predicate or ""])
    )


_SO_FAR = re.compile(
    r"\b(?:bisher|bislang|bis dato|noch|bis zum (?:frühen |späten )?(?:Morgen|Vormittag|Mittag|Nachmittag|Abend|\w+tag\w*))\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:zuvor|vorher|ursprünglich|anfangs|zunächst|gestern|vorgestern|Vor\w+|vergangene\w*|letzte\w*)\b"
)
_INSTEAD = re.compile(
    r"\b(?:statt|anstatt|anstelle|als|wie|nach|von|gegenüber) (?:\w+ )?(?:bisher|bislang)\b", re.IGNORECASE
)


def _so_far(figure: Figure, zone: Zone) -> bool:
    """Whether "bisher gab es 200 Fälle" is the running total: no other value of the same thing stands beside it."""
    ahead = zone.lead_in(figure)
    if not _SO_FAR.search(ahead) or _INSTEAD.search(ahead) or _BEFORE.search(zone.clause(figure)):
        return False
    return not any(
        other is not figure and other.counted == figure.counted
        for other in zone.figures_of(figure.where, figure.sentence)
    )


#: a number of people that only says how many there are: "mit den 3.000 Passagieren", "die 2.700 Passagiere"
_GROUP = re.compile(
    r"\b(?:mit (?:den |ihren |seinen |insgesamt )?|(?:die|den|der|alle[nr]?|ihre[nr]?|seine[nr]?|unsere[nr]?) (?:\w+en )?)"
    r"(?:rund |etwa |knapp |gut |mehr als |fast |über |insgesamt )*$",
    re.IGNORECASE,
)


def _known_group(eye: Lens, figure: Figure, zone: Zone) -> bool:
    """Plain people as a group that is known, of whom the clause says nothing the claim asks for."""
    if not eye.claim.with_ or not _is_people(figure.counted):
        return False
    if figure.whose or (figure.predicate and _any(eye.with_, [figure.predicate])):
        return False
    text = zone.text(figure.where)
    return bool(_GROUP.search(text[max(0, figure.start - 40) : figure.start]))


def suspected(eye: Lens, figure: Figure, zone: Zone) -> bool:
    """ "26.000 Verdachtsfälle" are no Fälle, unless the claim asks for them."""
    noun = (zone.noun(figure) or figure.counted or "").casefold()
    return noun.startswith(SUSPECTED) and not any(word.casefold().startswith(SUSPECTED) for word in eye.claim.counts)


def _own_total(eye: Lens, figure: Figure, zone: Zone, closeness: int) -> bool:
    """A "davon" may be the total of another claim: with its own predicate, or when the topic stands with it alone."""
    if figure.predicate and _any(_asked(eye), [figure.predicate]):
        return True
    others = [other for other in zone.figures_of(figure.where, figure.sentence) if other is not figure]
    return (
        bool(others)
        and closeness >= CLAUSE
        and not any(zone.clause_touches(matcher, other) for matcher in eye.about for other in others)
    )


#: words that make a plan or expectation the very thing a claim asks for
_PLAN_WORDS = ("erwarten", "planen", "sollen", "rechnen", "ankündigen", "vorsehen", "prognostizieren", "wollen", "werden",
               "zusagen", "fordern", "einplanen", "versprechen", "geplant", "beabsichtigen")  # fmt: skip
#: how a plan is told: by its modal verb, or in so many words
_TOLD_AS_PLAN = re.compile(
    r"\b(?:will|wollen|wolle|wollte\w*|soll|sollen|solle|wird|werden|werde|plan\w*|geplant\w*|beabsichtig\w*|vorsieht|sieht)\b",
    re.IGNORECASE,
)


def _asked_plan(eye: Lens, figure: Figure, zone: Zone) -> bool:
    """Whether the editor put a word of planning into `with`, and the figure is planned in such a word or a modal verb."""
    asked = [word for word in eye.claim.with_ if word.casefold() in _PLAN_WORDS]
    if not asked:
        return False
    matcher, clause = compile_terms(tuple(asked)), zone.clause(figure)
    return (
        bool(figure.predicate and matcher.touches(figure.predicate))
        or matcher.touches(clause)
        or (figure.role is Role.PLANNED and bool(_TOLD_AS_PLAN.search(clause)))
    )
