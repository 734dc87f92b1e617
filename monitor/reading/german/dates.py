"""When a sentence says something happened, resolved against the publication date; and whether it looks back.

Own small grammar: the general libraries misread "im Oktober", "18.10." and "am Freitag". A weekday is the most recent
one up to the publication day, a day or month without year the most recent one, unless words of the future stand with
it. Days are days in Berlin; a `Period` is aware UTC with an exclusive end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from monitor.reading.german import verbs
from monitor.reading.german.text import Doc, Word, word_set
from monitor.reading.model import Period

_BERLIN: Final = ZoneInfo("Europe/Berlin")
#: a fact older than this at publication is recap
RECAP_AFTER: Final = timedelta(days=7)

_WEEKDAYS: Final = {
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonnabend": 5, "sonntag": 6,
}  # fmt: skip
_PARTS_OF_DAY: Final = tuple(
    word_set(
        """
        abend morgen mittag vormittag nachmittag nacht früh mittags abends
        """
    )
)
_MONTHS: Final = {
    "januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feber": 2, "feb": 2, "märz": 3, "april": 4, "apr": 4, "mai": 5,
    "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "oktober": 10,
    "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}  # fmt: skip
#: season: first month, number of months; winter begins in December
_SEASONS: Final = {
    "frühjahr": (3, 3), "frühling": (3, 3), "sommer": (6, 3), "herbst": (9, 3), "winter": (12, 3),
    "frühsommer": (5, 2), "spätsommer": (8, 2), "spätherbst": (11, 1), "jahresbeginn": (1, 1), "jahresanfang": (1, 1),
}  # fmt: skip
_SMALL: Final = {
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "wenigen": 3, "einigen": 3,
}  # fmt: skip
_UNITS: Final = {
    "tag": 1, "tagen": 1, "woche": 7, "wochen": 7, "monat": 30, "monaten": 30, "jahr": 365, "jahren": 365,
    "jahrzehnt": 3650, "jahrzehnten": 3650,
}  # fmt: skip
_LAST: Final = word_set(
    """
    vergangene vergangenen vergangener vergangenes letzte letzten letzter letztes vorigen vorige voriger
    """
)
_NEXT: Final = word_set(
    """
    kommende kommenden kommender nächste nächsten nächster nächstes
    """
)
_THIS: Final = frozenset(("diese", "dieser", "diesem", "dieses", "diesen", "laufenden"))
_WHICH: Final = _LAST | _THIS | _NEXT
_THIRDS: Final = {"anfang": 0, "beginn": 0, "mitte": 1, "ende": 2}
_FUTURE: Final = word_set(
    """
    wird werden soll sollen bis ab will wollen plant planen steht
    """
)
#: words by which a sentence with a past period looks back, however short ago that was
_BACK: Final = word_set(
    """
    bereits schon zuvor damals seinerzeit einst ursprünglich zunächst
    """
)
#: words that look back without any period
_BACK_ALONE: Final = frozenset(("damals", "seinerzeit", "einst"))


class Dated(NamedTuple):
    """Tokens [first, stop) that name a period; `open_start`: from then on ("seit")."""

    first: int
    stop: int
    period: Period
    since: bool = False


@lru_cache(maxsize=4096)
def _period(first: date, stop: date) -> Period:
    def utc(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=_BERLIN).astimezone(UTC)

    return Period(start=utc(first), end=utc(stop))


def _days(first: date, count: int = 1) -> Period:
    """Raises ValueError where the calendar has no such days (its first and last year)."""
    try:
        return _period(first, first + timedelta(days=count))
    except OverflowError as error:
        raise ValueError(first) from error


def _month(year: int, month: int, third: int | None = None, length: int = 1) -> Period:
    first = date(year, month, 1)
    last = year * 12 + month - 1 + length
    stop = date(last // 12, last % 12 + 1, 1)
    if third is None:
        return _period(first, stop)
    step = (stop - first) // 3
    return _period(first + step * third, stop if third == 2 else first + step * (third + 1))


def _year(year: int, third: int | None = None) -> Period:
    if third is None:
        return _period(date(year, 1, 1), date(year + 1, 1, 1))
    return _month(year, 1 + 4 * third, None, 4)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and "1900" <= word <= "2100"


def periods(doc: Doc, first: int, stop: int, published: datetime) -> Iterator[Dated]:
    """Every period that tokens [first, stop) name, in order."""
    places = [at for at in range(first, stop) if _timing(doc.lexicon[at]) & _DATES]
    if not places:
        return
    today = published.astimezone(_BERLIN).date()
    at = first
    for place in places:
        if place < at:
            continue
        at = place
        found = _read(doc, at, first, stop, today)
        if found:
            if found.since and found.period.start < published:
                found = found._replace(period=Period(start=found.period.start, end=published))
            yield found
            at = found.stop


#: what a word says about time, as bits: it may date; it looks back; so without any period; it may open a Plusquamperfekt
_DATES: Final = 1
_LOOKS_BACK: Final = 2
_LONG_AGO: Final = 4
_PAST: Final = 8


def _timing(word: Word) -> int:
    """What the word says about time, noted in it."""
    if word.timing < 0:
        low = word.lower
        dates = low in _MARKS or low[0].isdigit() or (low.endswith(_PARTS_OF_DAY) and _weekday(low) is not None)
        word.timing = (
            (_DATES if dates else 0)
            | (_LOOKS_BACK if low in _BACK else 0)
            | (_LONG_AGO if low in _BACK_ALONE else 0)
            | (_PAST if low in _PAST_AUXILIARIES else 0)
        )
    return word.timing


def _timings(doc: Doc, first: int, stop: int) -> int:
    """What the words of tokens [first, stop) say about time, together."""
    lexicon = doc.lexicon
    bits = 0
    for at in range(first, stop):
        bits |= _timing(lexicon[at])
    return bits


def _weekday(word: str) -> int | None:
    if word in _WEEKDAYS:
        return _WEEKDAYS[word]
    for name, number in _WEEKDAYS.items():
        if word.startswith(name) and word[len(name) :].lstrip("-") in _PARTS_OF_DAY:
            return number
    return None


def _read(doc: Doc, at: int, first: int, stop: int, today: date) -> Dated | None:
    """The period that begins or stands at token `at`."""
    lower = doc.lower
    word = lower[at]
    before = lower[at - 1] if at > first else ""
    since = "seit" in (before, lower[at - 2] if at - 1 > first else "")
    if word in _RELATIVE:
        day = today + timedelta(days=_RELATIVE[word])
        if word == "morgen" and before in ("heute", "gestern", "am", "jeden", "guten", "dem"):
            return None
        return Dated(at, at + 1, _days(day), since)
    weekday = _weekday(word)
    if weekday is not None:
        back = (today.weekday() - weekday) % 7
        day = today - timedelta(days=back)
        week = _week_behind(lower, at, stop)
        if week is not None:
            # "am Montag vergangener Woche"
            day = today - timedelta(days=today.weekday() - weekday) + timedelta(days=7 * week)
            return Dated(at, at + 3, _days(day), since)
        night = before == "zum" and at - 2 >= first and lower[at - 2] == "nacht"
        if (
            before in _NEXT
            or (before in ("ab", "bis", "zum") and back and not night)
            or (back and _ahead(lower, first, stop))
        ):
            day += timedelta(days=7)
        return Dated(at, at + 1, _days(day), since)
    if word == "vor" and at + 2 < stop:
        return _ago(lower, at, stop, today)
    if word in _MONTHS and doc.words[at][0].isupper():
        return _named_month(doc, at, first, stop, today, since)
    if word[0].isdigit():
        return _numeric(doc, at, first, stop, today, since)
    if word in _SEASONS:
        return _season(lower, at, stop, today, before, since)
    if word in ("woche", "monat", "monats", "jahr", "jahres", "nacht", "wochenende"):
        return _unit(lower, at, first, stop, today, since)
    return None


def _week_behind(lower: list[str], at: int, stop: int) -> int | None:
    """Which week stands behind a weekday: "vergangener Woche" -1, "dieser Woche" 0, "kommender Woche" 1; None: none."""
    if at + 2 >= stop or lower[at + 2] != "woche":
        return None
    word = lower[at + 1]
    return -1 if word in _LAST else 1 if word in _NEXT else 0 if word in _THIS else None


def _year_behind(lower: list[str], at: int, stop: int, today: date) -> int | None:
    """The year of "vergangenen Jahres", "dieses Jahres" at token `at`; None if none stands there."""
    if at + 1 >= stop or lower[at + 1] != "jahres":
        return None
    word = lower[at]
    shift = -1 if word in _LAST else 1 if word in _NEXT else 0 if word in _THIS else None
    return None if shift is None else today.year + shift


#: words between "vor" and its number: "vor gut einem Jahr", "vor rund zwei Wochen"
_VAGUELY: Final = word_set("gut rund etwa knapp fast genau ungefähr circa ca")
_RELATIVE: Final = {"heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1, "übermorgen": 2}
_MARKS: Final = frozenset(
    (*_RELATIVE, *_WEEKDAYS, *_MONTHS, *_SEASONS, "vor", "woche", "monat", "monats", "jahr", "jahres", "nacht", "wochenende")
)  # fmt: skip
#: words without digits that may date a sentence; where none stands and no number is left over, nothing does
_BEFORE_A_DAY: Final = frozenset(("am", "vom", "zum", "seit", "bis", "dem", "den", "ab", "der", "(", ",", *_WEEKDAYS))
DATING: Final = _MARKS | frozenset(day + part for day in _WEEKDAYS for part in _PARTS_OF_DAY)


def _ahead(lower: list[str], first: int, stop: int) -> bool:
    """Words of the future stand in the sentence, and none of the past."""
    words = lower[first:stop]
    return any(word in ("wird", "werden", "kommenden", "nächsten") for word in words) and not any(
        word in ("wurde", "wurden", "hat", "hatte", "haben", "sagte", "teilte", "erklärte", "worden") for word in words
    )


def _ago(lower: list[str], at: int, stop: int, today: date) -> Dated | None:
    """vor zwei Wochen, vor 3 Tagen, vor gut einem Jahr, vor mehr als zwei Monaten."""
    begin = at
    if lower[at + 1] in _VAGUELY and at + 3 < stop:
        at += 1
    elif lower[at + 1 : at + 3] in (["mehr", "als"], ["weniger", "als"]) and at + 4 < stop:
        at += 2
    number = _SMALL.get(lower[at + 1]) or (
        int(lower[at + 1]) if lower[at + 1].isdigit() and len(lower[at + 1]) < 4 else 0
    )
    unit = _UNITS.get(lower[at + 2])
    if not number or not unit:
        return None
    day = today - timedelta(days=min(number * unit, 700_000))
    length = unit if unit < 8 else 30 if unit == 30 else 182 if number == 1 else unit
    return Dated(begin, at + 3, _days(day, length), False)


def _named_month(doc: Doc, at: int, first: int, stop: int, today: date, since: bool) -> Dated | None:
    """im Oktober, Ende Oktober 2022, 4. Oktober."""
    lower = doc.lower
    month = _MONTHS[lower[at]]
    end = at + 1
    if end < stop and lower[end] == ".":
        end += 1
    year = int(lower[end]) if end < stop and _is_year(lower[end]) else None
    end += year is not None
    if year is None and (year := _year_behind(lower, end, stop, today)) is not None:
        end += 2
    if year is None and _a_name(doc, at, first, stop):
        return None
    begin, day, third = at, None, None
    if at - 2 >= first and lower[at - 1] == "." and lower[at - 2].isdigit() and int(lower[at - 2]) < 32:
        begin, day = at - 2, int(lower[at - 2])
    elif at > first and lower[at - 1] in _THIRDS:
        begin, third = at - 1, _THIRDS[lower[at - 1]]
    elif at > first and lower[at - 1] in _WHICH:
        begin = at - 1
    since = since or (begin > first and lower[begin - 1] in ("seit",))
    ahead = (begin > first and (lower[begin - 1] in ("bis", "ab", "zum") or lower[begin] in _NEXT)) or _ahead(
        lower, first, stop
    )
    if year is None:
        year = _nearest_year(today, month, day or 1, ahead)
    if day is not None:
        try:
            return Dated(begin, end, _days(date(year, month, day)), since)
        except ValueError:
            return None
    return Dated(begin, end, _month(year, month, third), since)


_BEFORE_MONTH: Final = word_set(
    """
    im ende anfang mitte seit bis ab vom zum von und in vergangenen letzten diesem kommenden nächsten oder für nach
    vor zwischen monat beginn . ( / –
    """
)


def _a_name(doc: Doc, at: int, first: int, stop: int) -> bool:
    """ "Jan Holm", "August Hanning": a given name that is also a month."""
    before = doc.lower[at - 1] if at > first else ""
    if len(doc.words[at]) < 5 and doc.lower[at] not in ("mai", "juni", "juli", "märz"):
        return before != "." and not (at + 1 < stop and doc.words[at + 1] == "." and before in _BEFORE_MONTH)
    follows = at + 1 < stop and doc.words[at + 1][0].isupper()
    return follows and before not in _BEFORE_MONTH


def _nearest_year(today: date, month: int, day: int, ahead: bool) -> int:
    """The year of a month without one: the most recent, or the next where the words look ahead."""
    passed = (month, day) <= (today.month, today.day)
    if passed:
        return today.year + (1 if ahead and today.month - month > 1 else 0)
    return today.year if ahead and (month - today.month) <= 9 else today.year - 1


def _numeric(doc: Doc, at: int, first: int, stop: int, today: date, since: bool) -> Dated | None:
    """18.10., 18.10.2024, 2024-10-18, and a bare year after im Jahr, seit, in."""
    word, lower = doc.lower[at], doc.lower
    before = lower[at - 1] if at > first else ""
    if _is_year(word):
        past = verbs.finite(before) if before and before[0].isalpha() else None
        opens = (
            at == first
            and at + 1 < stop
            and (form := verbs.finite(lower[at + 1])) is not None
            and form.tense == verbs.PAST
        )
        if opens:
            # "2019 waren es 40"
            return Dated(at, at + 1, _year(int(word)), since)
        if past is not None and past.tense == verbs.PAST and not (at + 1 < stop and doc.words[at + 1][0].isupper()):
            # "waren 2009 rund 1,5 Millionen arbeitslos"
            return Dated(at, at + 1, _year(int(word)), since)
        if before in ("jahr", "seit", "jahre", "jahres", "anfang", "ende", "mitte", "und"):
            return Dated(at, at + 1, _year(int(word), _THIRDS.get(before)), since or before == "seit")
        return None
    parts = word.replace("-", ".").split(".")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
        return None
    try:
        if len(parts[0]) == 4 and len(parts) == 3:
            return Dated(at, at + 1, _days(date(int(parts[0]), int(parts[1]), int(parts[2]))), since)
        day, month = int(parts[0]), int(parts[1])
        dotted = at + 1 < stop and lower[at + 1] == "." and doc.glued(at + 1)
        if len(parts) == 2:
            if not dotted or before not in _BEFORE_A_DAY:
                return None
            ahead = before in ("ab", "bis", "zum") or _ahead(lower, first, stop)
            year = _nearest_year(today, month, day, ahead)
            return Dated(at, at + 2, _days(date(year, month, day)), since)
        year = int(parts[2])
        return Dated(at, at + 1, _days(date(year if year > 99 else 2000 + year, month, day)), since)
    except ValueError:
        return None


def _season(lower: list[str], at: int, stop: int, today: date, before: str, since: bool) -> Dated | None:
    """im Herbst, im vergangenen Herbst, im Sommer 2022, Herbst dieses Jahres."""
    month, length = _SEASONS[lower[at]]
    end = at + 1
    if end < stop and _is_year(lower[end]):
        return Dated(at, end + 1, _month(int(lower[end]), month, None, length), since)
    year = today.year
    if (named := _year_behind(lower, end, stop, today)) is not None:
        return Dated(at, end + 2, _month(named, month, None, length), since)
    if before in _NEXT:
        year += month <= today.month
    else:
        begun = month <= today.month
        within = month <= today.month < month + length
        if not begun or (within and before in _LAST):
            year -= 1
    return Dated(at, end, _month(year, month, None, length), since)


def _unit(lower: list[str], at: int, first: int, stop: int, today: date, since: bool) -> Dated | None:
    """vergangene Woche, im vergangenen Jahr, Anfang des Monats, in der Nacht zu Freitag, am Wochenende."""
    word = lower[at]
    before = lower[at - 1] if at > first else ""
    third = _THIRDS.get(lower[at - 2]) if at - 1 > first and before in ("des", "dieses") else None
    if word == "jahr" and at + 1 < stop and _is_year(lower[at + 1]):
        return Dated(at, at + 2, _year(int(lower[at + 1])), since)
    shift = -1 if before in _LAST or before == "vor" else 1 if before in _NEXT else 0
    if word == "wochenende":
        saturday = today - timedelta(days=(today.weekday() - 5) % 7) + timedelta(days=7 if shift == 1 else 0)
        return Dated(at, at + 1, _days(saturday, 2), since) if before in ("am", "vom", "vor") or shift else None
    if word == "nacht":
        if before in _LAST or (
            before == "der" and at + 1 < stop and lower[at + 1] not in ("zu", "zum", "auf", "von", "vom")
        ):
            return Dated(at, at + 1, _days(today - timedelta(days=1), 2), since)
        return None
    if word == "woche" and before == "der" and at - 1 > first and lower[at - 2] in _THIRDS:
        # "Anfang der Woche"
        return Dated(at - 2, at + 1, _days(today - timedelta(days=today.weekday()), 7), since)
    if third is None and not shift and before not in _THIS:
        return None
    if word == "woche":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * shift)
        return Dated(at - 1, at + 1, _days(monday, 7), since)
    if word.startswith("monat"):
        count = today.year * 12 + today.month - 1 + shift
        return Dated(at - 1, at + 1, _month(count // 12, count % 12 + 1, third), since)
    return Dated(at - 1, at + 1, _year(today.year + shift, third), since)


class Time(NamedTuple):
    """What a stretch of text says about time."""

    period: Period | None
    recap: bool


_NO_TIME: Final = Time(None, False)


def time_of(doc: Doc, first: int, stop: int, published: datetime | None) -> Time:
    """The first period that tokens [first, stop) name, and whether they look back.

    They look back in the Plusquamperfekt, with a past period older than seven days, and where bereits, zuvor, damals
    … stands with a past period. "seit August" is a period but no looking back.
    """
    bits = _timings(doc, first, stop)
    if not bits:
        return _NO_TIME
    found = list(periods(doc, first, stop, published)) if published and bits & _DATES else []
    period = found[0].period if found else None
    if bits & _LONG_AGO or (bits & _PAST and pluperfect(doc, first, stop)):
        return Time(period, True)
    back = bits & _LOOKS_BACK != 0
    for dated in found:
        if dated.since or published is None or _attributive(doc, dated.first, first):
            continue
        if dated.period.end <= published - RECAP_AFTER or (
            back and dated.period.end <= published - timedelta(hours=12)
        ):
            return Time(period, True)
    return Time(period, False)


def _attributive(doc: Doc, at: int, first: int) -> bool:
    """ "die Dementis vom Oktober": the period belongs to a noun, it does not date the clause."""
    return at - 2 >= first and doc.lower[at - 1] in ("vom", "von", "für", "ab") and doc.words[at - 2][0].isupper()


_PAST_AUXILIARIES: Final = frozenset(("hatte", "hatten", "war", "waren"))


def pluperfect(doc: Doc, first: int, stop: int) -> bool:
    """hatte … bestätigt, war … worden, war … gekommen; not "hatte keine Ahnung", not "war geschlossen"."""
    lower = doc.lower
    if _PAST_AUXILIARIES.isdisjoint(lower[first:stop]):
        return False
    for at in range(first, stop):
        word = lower[at]
        if word in ("hatte", "hatten"):
            # main clause: participle somewhere behind; subordinate clause: right before
            if at > first and verbs.participle(lower[at - 1]) and not doc.words[at - 1][0].isupper():
                return True
            if any(lower[i] not in verbs.AUXILIARIES and verbs.participle(lower[i]) and doc.words[i][0].islower()
                   and (i + 1 >= stop or not lower[i + 1].isalpha() or lower[i + 1] in _AFTER_PARTICIPLE)
                   for i in range(at + 1, min(stop, at + 40))):  # fmt: skip
                return True
        elif word in ("war", "waren"):
            for i in (at - 1, *range(at + 1, min(stop, at + 25))):
                if i < first:
                    continue
                if lower[i] == "worden":
                    return True
                form = verbs.participle(lower[i])
                if form and form.lemma in verbs.WITH_SEIN and doc.words[i][0].islower() and lower[i] != "worden":
                    if i + 1 >= stop or not lower[i + 1].isalpha() or lower[i + 1] in _AFTER_PARTICIPLE:
                        return True
    return False


#: what may follow a participle that ends a clause
_AFTER_PARTICIPLE: Final = word_set(
    """
    und oder als dass wie hatte hatten war waren worden haben
    """
)
