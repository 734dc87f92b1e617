"""Where a finding stands: the evidence of a fact, the same for every claim that it touches."""

from __future__ import annotations

from monitor.articles.model import PageKind
from monitor.ledger.model import Evidence
from monitor.ledger.page import Tone, Zone
from monitor.ledger.words import CORRECTS, EMBARGOED, IS_FRESH
from monitor.reading.model import Attribution, Span, Where

#: how much of a text may announce an embargo
EMBARGO_ZONE = 300
#: longest sentence kept as evidence, in characters
LONGEST = 600


def tone(zone: Zone, where: Where, sentence: Span) -> Tone:
    """Whether words of correction, and of movement or novelty, stand in a sentence."""
    words = zone.sentence(where, sentence)
    found = zone.tones.get(words)
    if found is None:
        found = zone.tones[words] = Tone(bool(CORRECTS.search(words)), bool(IS_FRESH.search(words)))
    return found


def evidence_of(zone: Zone, where: Where, span: Span, sentence: Span, attribution: Attribution | None) -> Evidence:
    """The evidence of a finding at `span`; made once, however many claims it touches."""
    key = (where, span, sentence, id(attribution))
    found = zone.evidence.get(key)
    if found is None:
        found = zone.evidence[key] = _evidence(zone, where, span, sentence, attribution)
    return found


def _evidence(zone: Zone, where: Where, span: Span, sentence: Span, attribution: Attribution | None) -> Evidence:
    revision = zone.revision
    return Evidence(
        article=revision.article,
        revision=revision.number,
        url=revision.url,
        outlet=revision.outlet,
        title=revision.title,
        published=revision.published,
        found=revision.found,
        time_source=revision.time_source,
        story=revision.story or revision.article,
        agency=revision.agency,
        outlet_class=revision.outlet_class,
        sentence=zone.sentence(where, sentence)[:LONGEST],
        sentence_start=sentence.start,
        where=where,
        span=span,
        speaker_span=attribution.speaker if attribution else None,
        speaker=attribution.text if attribution else "",
        root=attribution.root if attribution else None,
        via=attribution.via if attribution else (),
        cue=attribution.cue_text if attribution else "",
        weak=_weak(zone, where),
    )


def _weak(zone: Zone, where: Where) -> str:
    """ "embargo", "teaser" or "headline": labelled, never confirms alone."""
    if _embargoed(zone):
        return "embargo"
    if zone.revision.kind in (PageKind.TEASER, PageKind.WALL):
        return "teaser"
    return "headline" if where is Where.TITLE else ""


def _embargoed(zone: Zone) -> bool:
    if zone.embargoed is None:
        top = zone.revision.text[:EMBARGO_ZONE]
        small = top.lower()
        signed = "embargo" in small or "sperrfrist" in small or "frei ab" in small
        zone.embargoed = signed and EMBARGOED.search(top) is not None
    return zone.embargoed
