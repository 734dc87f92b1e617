"""The words of a change: who, what it was, what it is now; and the subject that alone tells the news.

German grammar used here: a yes/no question begins with its finite verb ("Kämpfen Soldaten dort?"). Moved behind the
subject it makes a main clause (V2), moved to the end a dass-clause; a split-off verb prefix joins it there
("Setzt … ein?" -> "dass … einsetzt"). "Wie viele …" names the counted noun up to its first noun.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor import i18n
from monitor.ledger.model import UNATTRIBUTED, Change, ChangeType, Value
from monitor.reading.model import Approx, Stance

#: Longest subject (DESIGN; mail clients and phones cut later ones).
SUBJECT = 90

#: Words between verb and subject that are not the subject ("Haben sich Verdi … geeinigt?").
_BEFORE_SUBJECT = frozenset({"sich", "nun", "jetzt", "doch", "denn", "schon", "bereits", "wirklich", "tatsächlich"})
_PRONOUNS = frozenset({"es", "er", "sie", "man", "wir"})
#: Separable prefixes as they stand alone at the end of a clause (closed class of the language).
_PREFIXES = frozenset(
    [
        "ab",
        "an",
        "auf",
        "aus",
        "bei",
        "ein",
        "fest",
        "frei",
        "her",
        "hin",
        "los",
        "mit",
        "nach",
        "nieder",
        "statt",
        "teil",
        "um",
        "vor",
        "weg",
        "weiter",
        "zu",
        "zurück",
        "zusammen",
    ]
)
_QUESTION_WORDS = frozenset(
    [
        "wie",
        "wer",
        "wen",
        "wem",
        "wessen",
        "was",
        "wann",
        "wo",
        "woher",
        "wohin",
        "warum",
        "weshalb",
        "wieso",
        "welche",
        "welcher",
        "welches",
        "wieviel",
        "wieviele",
    ]
)
#: Speakers that take a plural verb without showing it by "und" or a comma.
_PLURAL_NAMES = frozenset(
    [
        "usa",
        "un",
        "vereinte",
        "nationen",
        "vereinigte",
        "staaten",
        "niederlande",
        "philippinen",
        "taliban",
        "huthi",
        "huthis",
        "grüne",
        "grünen",
        "arbeitgeber",
        "kommunale",
        "gewerkschaften",
        "vereinigte",
        "arabische",
        "emirate",
    ]
)
_PLURAL_ENDINGS = ("behörden", "kreise", "dienste", "mitarbeiter", "angaben", "vertreter", "quellen", "beamte", "ärzte")
#: Words that lean on the next one: a cut subject does not end with them.
_LEANING = frozenset(
    (
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "auf", "an", "in",
        "im", "am", "bei", "von", "vom", "zu", "zum", "zur", "mit", "für", "gegen", "über", "und", "oder", "dass", "ob",
        "nach", "aus", "um", "als", "statt",
    )
)  # fmt: skip
_NOUN_TAIL = re.compile(r"[\s,;:.!?]+$")


@dataclass(frozen=True, slots=True)
class Who:
    """The speaker as the subject of a sentence."""

    name: str
    plural: bool
    #: nobody is named: the name is the outlet's
    unnamed: bool = False


def who(change: Change, language: str) -> Who:
    """The speaker to show; without one, the outlet that reports."""
    name = change.speaker or ("" if change.party == UNATTRIBUTED else change.party)
    if name and name != UNATTRIBUTED:
        return Who(_capital(name), is_plural(name))
    outlet = change.evidence.outlet or i18n.text("alert.nobody", language)
    return Who(outlet, False, unnamed=True)


def _capital(name: str) -> str:
    """ "kommunale Arbeitgeber" begins a sentence with a capital; a single word ("dpa") stays as it writes itself."""
    return name[:1].upper() + name[1:] if re.match(r"[a-zäöü]+ [A-ZÄÖÜ]", name) else name


def is_plural(name: str) -> bool:
    """Whether a speaker's name takes a plural verb in German: USA, Behörden, "USA und Südkorea"."""
    low = name.casefold().strip()
    if " und " in low or " sowie " in low or "," in low:
        return True
    words = low.split()
    return bool(words) and (all(word in _PLURAL_NAMES for word in words) or words[-1].endswith(_PLURAL_ENDINGS))


# --- values ----------------------------------------------------------------------------------------------------------


def is_figure(value: Value | None) -> bool:
    """Whether a value holds a number (also one too unclear to say)."""
    return value is not None and value.stance is None and value.answer is None


def amount(value: Value, language: str, noun: str = "") -> str:
    """A figure with its bounds in words: mehr als 3.000 · 1,2 Millionen Euro · Tausende."""
    vague = _vague(value, language)
    words = vague or _bounds(value, language)
    unit = value.unit or noun
    if unit == "Prozent" and language == "en":
        unit = "percent"
    return f"{words} {unit}".strip()


def _bounds(value: Value, language: str) -> str:
    low, high = value.low, value.high
    if low is None and high is None:
        return i18n.text("interval.unclear", language)
    if low is not None and high is not None and low != high and value.approx in (Approx.EXACT, Approx.RANGE):
        return i18n.text("interval.range", language, low=digits(low, language), high=digits(high, language))
    key = f"interval.{value.approx.value}"
    if low is not None and high is not None and low != high:
        return (
            i18n.text(f"{key}_range", language, low=digits(low, language), high=digits(high, language))
            if (f"{key}_range" in i18n.catalogue(language))
            else i18n.text("interval.range", language, low=digits(low, language), high=digits(high, language))
        )
    shown = digits(low if low is not None else high or 0.0, language)
    if value.approx in (Approx.RANGE, Approx.UNCLEAR, Approx.VAGUE):
        key = "interval.exact" if low == high else ("interval.at_least" if high is None else "interval.at_most")
    elif value.approx is Approx.EXACT and low != high:
        key = "interval.at_least" if high is None else "interval.at_most"
    return i18n.text(key, language, value=shown)


def _vague(value: Value, language: str) -> str:
    if value.approx is not Approx.VAGUE or value.low is None:
        return ""
    key = f"vague.{int(value.low)}"
    return i18n.text(key, language) if key in i18n.catalogue(language) else ""


def digits(number: float, language: str) -> str:
    """A number as people read it: 12.000, but 1,2 Millionen from a million on when that loses nothing."""
    for size, key in ((1e9, "scale.billion"), (1e6, "scale.million")):
        scaled = number / size
        if abs(number) >= size and round(scaled, 2) * size == number:
            many = "" if scaled == 1 else ".many"
            return i18n.text(f"{key}{many}", language, value=i18n.number(scaled, language))
    return i18n.number(number, language)


def shown(value: Value | None, language: str, noun: str = "") -> str:
    """A value in a few words: a figure, a stance, a named answer; "" for none."""
    if value is None:
        return ""
    if value.answer is not None:
        return i18n.text("alert.answer", language, answer=value.answer)
    if value.stance is not None:
        return i18n.text(f"told.{value.stance.value}", language)
    return amount(value, language, noun)


# --- questions ---------------------------------------------------------------------------------------------------------


def counted(question: str) -> str:
    """What a "Wie viele …" question counts: "Wie viele nordkoreanische Soldaten sind …" -> nordkoreanische Soldaten."""
    words = question.rstrip(" ?").split()
    lowered = [word.casefold() for word in words]
    start = 2 if lowered[:2] == ["wie", "viele"] else (1 if lowered[:1] in (["wieviele"], ["wieviel"]) else 0)
    if not start:
        return ""
    for place in range(start, min(len(words), start + 5)):
        if words[place][:1].isupper():
            return " ".join(words[start : place + 1]).strip(",;:")
    return ""


def topic(question: str) -> str:
    """What "Wie hoch ist …" asks about: "Wie hoch ist der Leitzins?" -> Leitzins; "" for other questions."""
    found = re.match(
        r"(?i)wie (?:hoch|groß|teuer|stark|lang|weit|schwer|alt|viel(?: \w+)?)\s+(?:ist|sind|war|liegt|liegen|wird|werden)\s+(?:der|die|das)?\s*(.+)",
        question.rstrip(" ?"),
    )
    return found[1].strip() if found else ""


def that_clause(question: str) -> str:
    """A yes/no question as a dass-clause without its comma: "Kämpfen Soldaten dort?" -> dass Soldaten dort kämpfen."""
    parts = _yes_no(question)
    if parts is None:
        return ""
    verb, rest, tail = parts
    words = rest.split()
    if words and words[-1] in _PREFIXES and len(words) > 1:
        verb = words.pop() + verb
    return f"dass {' '.join(words)} {verb}{tail}"


def main_clause(question: str) -> str:
    """A yes/no question as a main clause: "Kämpfen Soldaten dort?" -> Soldaten kämpfen dort."""
    parts = _yes_no(question)
    if parts is None:
        return ""
    verb, rest, tail = parts
    words = rest.split()
    skipped = []
    while words and words[0].casefold() in _BEFORE_SUBJECT:
        skipped.append(words.pop(0))
    end = _subject_end(words)
    if not end:
        return ""
    return f"{' '.join([*words[:end], verb, *skipped, *words[end:]])}{tail}"


def _yes_no(question: str) -> tuple[str, str, str] | None:
    """(finite verb, rest of the main clause, subordinate clauses), None when it is no yes/no question."""
    text = question.strip().rstrip("?").strip()
    head, comma, tail = text.partition(",")
    words = head.split()
    if not question.rstrip().endswith("?") or len(words) < 2 or words[0].casefold() in _QUESTION_WORDS:
        return None
    return words[0].lower(), " ".join(words[1:]), f"{comma}{tail}"


def _subject_end(words: list[str]) -> int:
    """Where the subject ends: after its first noun and the "und …" that belongs to it; 0 when nobody can tell.

    After an article or adjective the first noun ends it ("die Ukraine | Streumunition"). A bare name before another
    capital may go on or not ("Kim Jong Un", "Verdi | Streiks"): that is left open.
    """
    if words and words[0].casefold() in _PRONOUNS:
        return 1
    place = next((index for index, word in enumerate(words) if word[:1].isupper()), -1) + 1
    if place == 1 and len(words) > 1 and words[1][:1].isupper():
        return 0
    if 0 < place < len(words) and words[place] in ("und", "oder"):
        step = _subject_end(words[place + 1 :])
        return place + 1 + step if step else 0
    return place


# --- subjects --------------------------------------------------------------------------------------------------------


def subject(change: Change, question: str, language: str, *, short: str = "", room: int = SUBJECT) -> str:
    """At most `room` characters that alone tell the news; "nachträglich" and "überholt" stand first."""
    lead = ""
    if change.type is ChangeType.SUPERSEDED:
        lead = i18n.text("subject.superseded", language)
    elif change.late:
        lead = i18n.text("subject.late", language)
    room -= len(lead)
    if is_figure(change.after):
        return lead + _figure_subject(change, question, language, room, short)
    return lead + _stance_subject(change, question, language, room, short)


def _figure_subject(change: Change, question: str, language: str, room: int, short: str) -> str:
    speaker = who(change, language)
    noun = "" if change.after.unit else counted(question)
    about = short or topic(question) or ("" if noun else question)
    kind = change.type.value
    key = f"subject.figure.{kind}"
    if change.before is None and f"{key}.first" in i18n.catalogue(language):
        key = f"{key}.first"
    before = shown(change.before, language)
    if change.after.unit and before.endswith(f" {change.after.unit}"):
        before = before[: -len(change.after.unit) - 1]
    values = {
        "who": speaker.name,
        "outlet": change.evidence.outlet,
        "after": amount(change.after, language),
        "before": before,
        "other": change.before_party or "",
        "confirms": i18n.text(f"verb.confirms.{'many' if speaker.plural else 'one'}", language),
    }
    return _fitting(
        [
            _joined(i18n.text(key, language, **values, noun=noun), about),
            i18n.text(key, language, **values, noun=noun),
            i18n.text(key, language, **values, noun=noun.split()[-1] if noun else ""),
        ],
        room,
        cut_first=not noun,
    )


def _stance_subject(change: Change, question: str, language: str, room: int, short: str) -> str:
    speaker = who(change, language)
    tails = _tails(change, language)
    if change.after.answer is not None:
        head = f"{speaker.name}: {shown(change.after, language)}"
        return _fitting([f"{head}{tails[0]} · {short or question}", f"{head} · {short or question}"], room)
    heads = _heads(change, question, language, speaker, short)
    for head in heads:
        for tail in tails:
            if len(head) + len(tail) <= room:
                return head + tail
    return clip(heads[0] if short else heads[-1], room - len(tails[-1])) + tails[-1]


def _heads(change: Change, question: str, language: str, speaker: Who, short: str) -> list[str]:
    """What the speaker does to the claim, the best wording first."""
    number = "many" if speaker.plural else "one"
    verb = f"verb.{(change.after.stance or Stance.ASSERTS).value}"
    said = f"{speaker.name} {i18n.text(f'{verb}.{number}', language)}"
    clause = that_clause(question) if language != "en" else ""
    plain = main_clause(question) if language != "en" else ""
    heads = [f"{speaker.name} {i18n.text(f'{verb}.short.{number}', language, topic=short)}"] if short else []
    return [*heads, *([f"{said}, {clause}"] if clause else []), f"{said}: {plain or question}"]


def _tails(change: Change, language: str) -> list[str]:
    """What it was before, long and short; one empty tail when there was nothing else."""
    before = shown(change.before, language)
    if not before or before == shown(change.after, language):
        return [""]
    if change.before_party not in (None, change.party, UNATTRIBUTED):
        return [i18n.text("subject.before_other", language, before=before, other=change.before_party)]
    stance = change.before.stance if change.before is not None else None
    key = f"told.short.{stance.value}" if stance else ""
    brief = i18n.text(key, language) if key in i18n.catalogue(language) else before
    return [
        i18n.text("subject.before", language, before=before),
        i18n.text("subject.before_short", language, before=brief),
    ]


def _joined(head: str, about: str) -> str:
    return f"{head} · {about}" if about else head


def _fitting(options: list[str], room: int, *, cut_first: bool = True) -> str:
    options = [re.sub(r"\s{2,}", " ", option).strip() for option in options]
    for option in options:
        if len(option) <= room:
            return option
    return clip(options[0] if cut_first else options[-1], room)


def clip(text: str, room: int) -> str:
    """Cut at a word, with an ellipsis inside the room."""
    if len(text) <= room:
        return text
    cut = text[: max(1, room - 1)]
    words = (cut.rsplit(" ", 1)[0] if " " in cut[len(cut) // 2 :] else cut).split(" ")
    while len(words) > 3 and words[-1].casefold() in _LEANING:
        words.pop()
    return _NOUN_TAIL.sub("", " ".join(words)) + "…"
