"""Who wrote it: agency credits and bylines, as German newsrooms sign.

A shared credit makes many prints one witness, so a missed credit counts double and an invented one hides a witness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: credit -> how it is written in credits (matched as whole words)
AGENCIES = {
    "dpa": r"dpa(?:[-/](?:infocom|AFX|tmn|Faktencheck|Video|Custom|Starline))?|Deutsche Presse[- ]Agentur",
    "AFP": r"AFP(?:[-/]?TV)?|afp|Agence France[- ]Presse",
    "Reuters": r"Reuters|REUTERS|reuters|rtr",
    "AP": r"AP|Associated Press|(?<=[/+])ap|(?<=, )ap|ap(?=/)",
    "KNA": r"KNA|kna|Katholische Nachrichten-Agentur",
    "epd": r"epd|Evangelischer Pressedienst",
    "SID": r"SID|sid|Sport-Informations-Dienst",
    "dts": r"dts(?: Nachrichtenagentur)?",
    "APA": r"APA",
    "SDA": r"SDA|sda|Keystone-SDA",
    "Bloomberg": r"Bloomberg",
    "dapd": r"dapd",
    "ddp": r"ddp",
    "Tass": r"TASS|Tass",
    "Interfax": r"Interfax",
    "Yonhap": r"Yonhap",
    "Xinhua": r"Xinhua",
    "Kyodo": r"Kyodo",
    "ANSA": r"ANSA",
    "spot on news": r"spot on news|spot",
    "AFX": r"AFX|awp",
    "ots": r"ots",
}
_ALL = "|".join(f"(?:{pattern})" for pattern in AGENCIES.values())
#: any of them, as a group of a larger pattern
AGENCY = f"(?:{_ALL})"
#: a signature: agencies and staff marks of two to six letters joined by slash, comma, plus, "mit", "und"
#: with the house beside them: "ZEIT ONLINE, dpa", "ntv.de, jwo/dpa"
_MARK = r"(?:[a-zäöü]{1,6}|(?:[A-Za-zÄÖÜ]{2,12}-)?Redaktion|[A-ZÄÖÜ][a-zäöü]{0,5}|[A-Z]{2,4}|[a-zA-Z-]{2,20}\.(?:de|com|at|ch|net|org)|[A-ZÄÖÜ]{3,12}(?: [A-ZÄÖÜ]{3,12})?)"
_JOIN = r"\s*(?:/|,|\+|;|\||&|\bund\b|\bmit\b|-)\s*"
_SIGNED = re.compile(
    rf"^[\s(\[–—-]*(?:Quellen?:|Agentur(?:en)?:|Mit (?:Material|Agenturmaterial|Informationen) (?:von|der)|Material von|Von|Text:|[Mm]it)?\s*(?:{_MARK}{_JOIN}){{0,4}}(?:{_ALL})(?:(?:{_JOIN}|\s+(?=\w+/\w+$))(?:{_ALL}|{_MARK})){{0,5}}[\s)\].]*$"
)
#: staff before agencies: jw/tk (dpa, afp)
_STAFF = re.compile(rf"^{_MARK}(?:{_JOIN}{_MARK}){{0,3}}\s*\((?:{_ALL})(?:{_JOIN}(?:{_ALL}|{_MARK})){{0,5}}\)\W*$")
#: at the end of the last paragraph: … (dpa), (jal/dpa), (mit dpa), dpa/AFP
_TAIL = re.compile(
    rf"[(\[]\s*(?:mit\s+)?(?:{_MARK}{_JOIN}){{0,4}}(?:{_ALL})(?:{_JOIN}(?:{_ALL}|{_MARK}|(?:mit )?Material)){{0,5}}\s*[)\]]\W*$"
)
#: at the start of the text: Kiew (dpa) – …; Berlin (AFP/dpa/mz) -; Moskau, 4. Mai (Reuters) -
_DATELINE = re.compile(
    rf"^[A-ZÄÖÜ][\w.,/ -]{{1,60}}?\s*[(\[]\s*((?:{_MARK}{_JOIN}){{0,4}}(?:{_ALL})(?:{_JOIN}(?:{_ALL}|{_MARK})){{0,5}})\s*[)\]]"
)
#: the same without brackets: Kiew dpa | …; BERLIN taz/dpa | …; dpa Berlin. …
_DATELINE_BARE = re.compile(
    rf"^[A-ZÄÖÜ][\w./ -]{{1,40}}?\s+(?:{_MARK}/){{0,4}}(?:{_ALL})(?:/(?:{_ALL}|{_MARK})){{0,5}}\s*\||"
    rf"^(?:[a-zäöü]{{1,6}}/){{0,3}}(?:{_ALL})(?:/(?:{_ALL}|{_MARK})){{0,3}}\s+[A-ZÄÖÜ][a-zäöüß]+(?:[ /-][A-ZÄÖÜ]?[a-zäöüß]+){{0,3}}\.\s"
)
#: Von Jana Muster, dpa; Von Jana Muster (AFP). Without "von" it signs a photo: Jana Muster/dpa
_BYLINED = re.compile(
    rf"^(?:[Vv]on\s+|[Bb]y\s+)[A-ZÄÖÜ][^.!?:]{{3,60}}?(?:,|/|\(|\bund\b|\bmit\b)\s*(?:{_ALL})(?:{_JOIN}(?:{_ALL}))*\s*\)?$"
)
#: © dpa-infocom, dpa:240516-99-53606/3; © AFP; Copyright 2024 The Associated Press
_COPYRIGHT = re.compile(rf"(?:©|\(c\)|Copyright)\s*(?:\d{{4}}\s*)?(?:by\s+|The\s+)?(?:{_ALL})\b|\bdpa:\d{{6}}-\d", re.I)
_WITH = re.compile(
    rf"\b(?i:mit) (?:Material|Agenturmaterial|Informationen|Texten?) (?:von|der|aus)\s*(?:den\s+|der\s+)?(?:Nachrichtenagentur(?:en)?\s+|Agentur(?:en)?\s+)?((?:{_ALL})(?:{_JOIN}(?:{_ALL}))*)"
)
_NOTE = re.compile(
    rf"(?:Dieser (?:Text|Artikel|Beitrag|Meldung)|Diese (?:Meldung|Nachricht)|Der (?:Text|Beitrag))[^.]{{0,160}}\b({_ALL})\b",
    re.I,
)
_NAMED = {name: re.compile(rf"(?<![\w@.])(?:{pattern})(?!\w)") for name, pattern in AGENCIES.items()}
#: names of bylines that are no persons and no agencies
_NOBODY = re.compile(
    r"^(?:redaktion|online[- ]?redaktion|newsdesk|news|desk|admin|administrator|team|autor(?:in)?|author|staff|gast|unbekannt|"
    r"die redaktion|von der redaktion|null|none|undefined|n/a)$|https?://|www\.|^\W*$|@",
    re.I,
)


def agencies_in(text: str) -> tuple[str, ...]:
    """Agencies named in a credit (not in running text), sorted without regard to case."""
    return tuple(sorted((name for name, pattern in _NAMED.items() if pattern.search(text)), key=str.casefold))


def is_signature(line: str) -> bool:
    """Whether a line is nothing but a credit: "dpa", "(jal/dpa)", "© dpa-infocom, dpa:…", "Quelle: AFP, dpa"."""
    line = line.strip()
    return len(line) < 160 and bool(
        _SIGNED.match(line) or _STAFF.match(line) or (_COPYRIGHT.search(line) and len(line) < 120)
    )


def credit_of(text: str, *, byline: Iterable[str] = (), below: str = "") -> str:
    """Agency credits of an article, "AFP/dpa"; "" when nobody is credited.

    `byline`: names above the text; `below`: text of the page's credit lines (sources, copyright). Running text that
    merely quotes an agency ("sagte er der dpa") is no credit.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    found: set[str] = set()
    for name in byline:
        if len(name) < 80:
            found.update(agencies_in(name))
    for line in [*lines[:2], *lines[-4:]]:
        found.update(_of_line(line))
    for line in below.split("\n"):
        found.update(_of_line(line))
        if len(line) < 90 and (hit := _BYLINED.match(line.strip())):
            found.update(agencies_in(hit[0]))
    return "/".join(sorted(found, key=str.casefold))


def byline_of(names: Iterable[str], *, publisher: str = "", outlet: str = "") -> str:
    """Persons and agencies that sign, joined by ", "; the publisher itself and desks' placeholders are left out."""
    own = {publisher.casefold(), outlet.casefold(), ""}
    kept: dict[str, None] = {}
    for name in names:
        for part in _split(name):
            plain = _cleaned(part)
            if plain.casefold() not in own and not _NOBODY.search(plain) and len(plain) <= 80:
                kept.setdefault(plain)
    return ", ".join(kept)


def _of_line(line: str) -> set[str]:
    line = line.strip()
    found: set[str] = set()
    if is_signature(line):
        found.update(agencies_in(line))
    for pattern in (_TAIL, _DATELINE, _DATELINE_BARE, _WITH, _COPYRIGHT, _NOTE):
        if hit := pattern.search(line):
            found.update(agencies_in(hit.group(0)))
    return found


def _split(name: str) -> list[str]:
    return re.split(r"\s*(?:;|\||\n|,(?!\s*(?:Jr|Dr|Prof)\b)|\s(?:und|&)\s)\s*", name)


def _cleaned(name: str) -> str:
    name = " ".join(name.split())
    name = re.sub(
        r"^(?:von|by|autor(?:in)?(?:en)?:|text:|ein (?:artikel|beitrag|kommentar|gastbeitrag) von|interview:)\s+",
        "",
        name,
        flags=re.I,
    )
    return name.strip(" ,;:/-–—.")
