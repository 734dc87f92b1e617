"""One change as a reader sees it: every line finished in the reader's language, nothing escaped yet.

Mail, plain text, Slack and webhooks all show the same story; only how it is escaped differs (RELIABILITY 0.7).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from monitor import i18n
from monitor.alerts.links import Action, Links
from monitor.alerts.quotes import Pieces, clean, compared, cut
from monitor.alerts.wording import SUBJECT, counted, is_figure, shown, subject, who
from monitor.articles.model import OutletClass, TimeSource
from monitor.ledger import explain
from monitor.ledger.model import UNATTRIBUTED, Change, ChangeType, Evidence

#: Characters of a name, title or question that a message can use.
NAME = 160
#: Characters around the finding that are looked at for the quote.
SENTENCE = 1200
#: Room of a headline inside a message.
HEADLINE = 200
MIDNIGHT = time(0, 0)
#: Outlets that say nothing, as extraction names them.
_UNKNOWN = frozenset({"", "unbekannt", "unknown"})
#: Labels of outlets whose word needs a grain of salt.
_CLASSES = {
    OutletClass.STATE_MEDIA: "flag.state_media",
    OutletClass.PRESS_RELEASE: "flag.press_release",
    OutletClass.SATIRE: "flag.satire",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sentence stands: outlet, address, time."""

    outlet: str
    url: str
    #: host of the address, "" when the outlet's name shows it already
    host: str
    title: str
    time: str
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Old and new value side by side, with what stands above them."""

    old_label: str
    old: str
    new_label: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A change in finished words."""

    key: str
    type: str
    label: str
    subject: str
    #: the subject without its limit
    headline: str
    question: str
    turn: Turn
    #: "Selenskyj (Ukraine)", and through whom
    who: str
    via: str
    old_quote: Pieces
    new_quote: Pieces
    old_place: Place | None
    new_place: Place
    sources: str
    why: str
    flags: tuple[str, ...]
    #: (name, words, address)
    links: tuple[tuple[str, str, str], ...]


def story(
    change: Change,
    question: str,
    language: str,
    *,
    links: Links,
    target: str,
    now: datetime,
    short: str = "",
    room: int = SUBJECT,
) -> Story:
    """The finished words of one change for one target; `room` is what its subject may take."""
    change, question = tame(change), cut(clean(question[:NAME]), NAME)
    old = change.before_evidence
    old_quote, new_quote = compared(old, change.evidence)
    noun = "" if change.after.unit else counted(question)
    return Story(
        key=change.key,
        type=change.type.value,
        label=i18n.text(f"type.{change.type.value}", language),
        subject=clean(subject(change, question, language, short=short, room=room)),
        question=question,
        headline=clean(subject(change, question, language, short=short, room=HEADLINE)),
        turn=_turn(change, language, noun),
        who=clean(_who(change, language)),
        via=_via(change, language),
        old_quote=old_quote,
        new_quote=new_quote,
        old_place=_place(old, language) if old is not None else None,
        new_place=_place(change.evidence, language),
        sources=_sources(change, language),
        why=clean(_why(change, language)),
        flags=_flags(change, language),
        links=_links(change, language, links, target, now),
    )


def tame(change: Change) -> Change:
    """The change with every foreign text cleaned and no longer than a message can use (RELIABILITY D30)."""
    return replace(
        change,
        speaker=_name(change.speaker),
        party=_name(change.party),
        before_party=_name(change.before_party) if change.before_party else change.before_party,
        evidence=_tame_evidence(change.evidence),
        before_evidence=_tame_evidence(change.before_evidence) if change.before_evidence else None,
        reason=replace(change.reason, values=tuple((name, value[:1000]) for name, value in change.reason.values)),
    )


def _tame_evidence(evidence: Evidence) -> Evidence:
    start = max(0, evidence.span.start - evidence.sentence_start - SENTENCE // 2)
    start = start if len(evidence.sentence) > SENTENCE else 0
    return replace(
        evidence,
        outlet=_name(evidence.outlet),
        title=_name(evidence.title),
        agency=_name(evidence.agency),
        root=_name(evidence.root) if evidence.root else evidence.root,
        via=tuple(_name(name) for name in evidence.via[:5]),
        sentence=evidence.sentence[start : start + SENTENCE],
        sentence_start=evidence.sentence_start + start,
    )


def _name(text: str) -> str:
    return cut(clean(text[: 2 * NAME]), NAME)


def _turn(change: Change, language: str, noun: str) -> Turn:
    """Bisher and Jetzt; for a follow-up what was told, and that it no longer holds."""
    now = i18n.text("alert.now", language)
    new = clean(shown(change.after, language, noun))
    if change.type is ChangeType.SUPERSEDED:
        return Turn(
            old_label=i18n.text("alert.told", language),
            old=new,
            new_label=now,
            new=i18n.text("alert.no_longer", language),
        )
    other = change.before_party
    if change.type is ChangeType.CONTRADICTION and other not in (None, UNATTRIBUTED):
        old = clean(shown(change.before, language, noun))
        return Turn(old_label=other or "", old=old, new_label=who(change, language).name, new=new)
    label = i18n.text("alert.was", language)
    if change.before is not None and other not in (None, change.party, UNATTRIBUTED):
        label = i18n.text("alert.was_other", language, other=clean(other or ""))
    old = clean(shown(change.before, language, noun)) or i18n.text("alert.nothing_known", language)
    return Turn(old_label=label, old=old, new_label=now, new=new)


def _who(change: Change, language: str) -> str:
    speaker = who(change, language)
    if speaker.unnamed:
        return i18n.text("alert.who_unnamed", language)
    if change.party not in (UNATTRIBUTED, speaker.name) and change.party not in speaker.name:
        return i18n.text("alert.who_party", language, who=speaker.name, party=change.party)
    said = change.evidence.root or ""
    if said and said not in speaker.name and speaker.name not in said:
        return i18n.text("alert.who_party", language, who=said, party=speaker.name)
    return speaker.name


def _via(change: Change, language: str) -> str:
    relays = [clean(name) for name in change.evidence.via if name]
    return i18n.text("alert.via", language, via=", ".join(relays)) if relays else ""


def _place(evidence: Evidence, language: str) -> Place:
    url = web_address(evidence.url)
    host = urlsplit(url).hostname or ""
    outlet = cut(evidence.outlet, 80)
    if not evidence.url and outlet.casefold() in _UNKNOWN:  # only baseline documents have no address
        outlet = i18n.text("alert.baseline", language)
    return Place(
        outlet=outlet,
        url=url,
        host="" if outlet.casefold() in (host, host.removeprefix("www.")) else host,
        title=evidence.title,
        time=_time(evidence, language),
        agency=evidence.agency,
    )


def _time(evidence: Evidence, language: str) -> str:
    if evidence.time_source is TimeSource.FOUND:
        return i18n.text("alert.time_found", language, time=i18n.moment(evidence.found, language))
    key = "alert.time_modified" if evidence.time_source is TimeSource.MODIFIED else "alert.time"
    day_only = evidence.published.astimezone(UTC).time() == MIDNIGHT  # dates without an hour stand at 00:00 UTC
    return i18n.text(key, language, time=i18n.moment(evidence.published, language, day_only=day_only))


def _sources(change: Change, language: str) -> str:
    counts = (("witnesses", change.witnesses), ("stories", change.stories), ("outlets", change.outlets))
    return " · ".join(plural(f"alert.{name}", count, language) for name, count in counts)


def _why(change: Change, language: str) -> str:
    said = explain(change, language)
    return said if said and not said.startswith("[") else i18n.text(f"why.{change.type.value}", language)


def _flags(change: Change, language: str) -> tuple[str, ...]:
    found: list[str] = []
    if change.late:
        found.append("flag.late")
    if change.type in (ChangeType.NEW_CONFIRMATION, ChangeType.DENIAL) or (
        change.type is ChangeType.REVERSAL and not is_figure(change.after)
    ):
        found.append("flag.first")
    if change.after.mixed:
        found.append("flag.mixed")
    if change.party == UNATTRIBUTED:
        found.append("flag.unattributed")
    if change.evidence.outlet_class in _CLASSES:
        found.append(_CLASSES[change.evidence.outlet_class])
    return tuple(i18n.text(key, language) for key in found)


def _links(change: Change, language: str, links: Links, target: str, now: datetime) -> tuple[tuple[str, str, str], ...]:
    actions = () if change.type is ChangeType.SUPERSEDED else tuple(Action)
    every = (
        ("evidence", links.evidence(change.key)),
        *((action.value, links.action(action, change.key, target, now)) for action in actions),
    )
    return tuple((name, i18n.text(f"link.{name}", language), url) for name, url in every if url)


def plural(key: str, count: int, language: str) -> str:
    """`<key>.one` or `<key>.many` with the count as people write it."""
    return i18n.text(f"{key}.{'one' if count == 1 else 'many'}", language, count=i18n.number(count, language))


def web_address(url: str) -> str:
    """The address when it is plain http(s) without surprises, else "" (RELIABILITY S9)."""
    if any(ord(sign) <= 32 or sign in "<>\"'`|\\" for sign in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else ""
