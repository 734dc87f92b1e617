"""After extraction: lines that are not the article leave the text, by what German news pages write there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from itertools import chain

from monitor.articles.credits import is_signature

_MONTH = r"(?:jan|feb|mär|maerz|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\.?"
_DATE = rf"(?:\d{{1,2}}\.\s?(?:\d{{1,2}}\.|{_MONTH})\s?(?:\d{{2,4}})?|\d{{4}}-\d\d-\d\d)"
_CLOCK = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?uhr)?"
#: whole lines that only say when, by whom, how long to read, or whose picture it is
_STAMPS = re.compile(
    rf"""^[\s\-–—•|*·©+]*(?:
    (?:(?:stand|aktualisiert|aktualisierung|update|zuletzt\s+\w+|veröffentlicht|erschienen|erstellt|online\s+seit|publiziert|datum|letzte\s+änderung|verfügbar\s+bis|erstmals)\b[\s:]*(?:am|um|vom)?\s*)?
      (?:(?:mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)[a-z]*[.,]*\s*)?(?:{_DATE}|{_CLOCK})(?:[\s,|–—-]*(?:um\s*)?{_CLOCK})?(?:[\s,|–—-]*(?:uhr|mesz|mez))?(?:[\s,|–—-]*\d{{1,3}}(?::\d\d)?\s?min(?:\.|uten?)?)?
    |(?:-\s*)?(?:aktualisiert|veröffentlicht|stand|update)(?:\s+am)?:?
    |(?!.*\b(?:war|waren|wurden?|sind|seien|hatten?|haben|habe|gab|gibt|lag|lagen|gilt|galten|stieg|stiegen|sank|zählten?|kamen|soll|sollen)\b)(?:stand|aktualisiert|veröffentlicht|erstellt|zuletzt\s+aktualisiert|update)\b.{{0,60}}?(?:{_DATE}|{_CLOCK})(?!(?:\s?uhr)?\s*\)?:\s).{{0,40}}
    |(?:(?:lesezeit|lesedauer)\b|dauer\s*:).{{0,30}}|(?:ca\.\s*)?\d{{1,3}}\s*(?:min(?:\.|uten?)?)(?:\s*(?:lesezeit|lesedauer|lesen))?
    |\d{{1,2}}:\d{{2}}\s*(?:min|std)\.*.{{0,60}}|verfügbar\s+bis.{{0,40}}
    |vor\s+\d+\s+(?:minuten?|stunden?|tagen?)
    |.{{0,240}}\|\s*\d{{1,2}}:\d{{2}}\s*min\.?
    |(?:bild|foto|fotos|bilder|grafik|infografik|video|illustration|symbolbild|archivbild|archivfoto|quelle|quellen|text|redaktion|datenquelle|kamera|audio|bildquelle|bildnachweis|styling|haare|make-?up|(?:beitrags|titel|vorschau|symbol|teaser)(?:bild|foto)|bildrechte|pressefoto|foto-?credits?)\s*:\s*.{{0,120}}
    |[^.!?]{{0,200}}\b(?:bild|foto|copyright)\s*:\s*\S.{{0,80}}
    |.{{0,260}}[.!?“"]\s(?:bild|foto|fotos|grafik)\s*:\s*[^.!?]{{2,60}}
    |.{{0,200}}(?:©|\(c\)\s).{{0,120}}
    |(?:sendung|sendehinweis|im\s+programm|dieses\s+thema\s+im\s+programm|programmhinweis)\s*:.{{0,160}}
    |(?:[A-ZÄÖÜ][\w.]*\s){{0,3}}\((?:[a-zäöü]{{2,5}})(?:[/,+]\s?[a-zäöü]{{2,5}})*\)
    |copyright\b(?!-).{{0,240}}|alle\s+rechte\s+vorbehalten.{{0,120}}
    |\S*infografik\S*(?:\s+\S+)?
    |>>.{{0,200}}|[►▶→]\s?[^.!?]{{0,200}}
    |[—–-]\s.{{1,80}}\(@\w+\).{{0,40}}
    |[^.!?|]{{0,60}}(?:\s\|\s[^|]{{1,60}}){{1,5}}\s\|\s(?:{_DATE}|{_CLOCK})(?:\s*uhr)?(?:\s\|\s[^|]{{1,40}})?
    )[\s.)\]]*$""",
    re.I | re.X,
)
_BY = re.compile(
    r"^[\s\-–—|*]*(?i:von|by|autor(?:en|in)?|text|interview|ein\s+(?:artikel|beitrag|kommentar|gastbeitrag|interview)\s+von|"
    r"eine?\s+(?:analyse|reportage|kolumne|rezension)\s+von|übersetzung(?:\s+und\s+adaptierung)?)\s*:?\s+(?:[A-ZÄÖÜ][\w.'’-]+|von|van|de|und|,|&|AFP|dpa)"
    r"(?:[\s,/&]+(?:[A-ZÄÖÜ][\w.'’-]+|und|von|van|der|de|in|aus))*[\s,|]*$"
)
#: appeals: what the page wants from its reader
_APPEALS = re.compile(
    r"""newsletter\s+(?:abonnieren|bestellen|an)|abonnieren\s+sie|jetzt\s+(?:abonnieren|anmelden|registrieren|bestellen|testen|lesen|weiterlesen|kostenlos|downloaden|herunterladen|unterstützen|spenden)|
    hier\s+(?:können\s+sie|geht\s+es|geht's|gehts|finden\s+sie|klicken|anmelden|abonnieren|lesen\s+sie|kostenlos)|klicken\s+sie\s+hier|hier\s+klicken|
    (?:mehr|weitere[sn]?|alle|aktuelle)\s+(?:\S+\s+){0,5}?(?:lesen\s+sie|finden\s+sie|erfahren\s+sie|gibt\s+es|hören\s+sie|sehen\s+sie|in\s+unserem\s+(?:live-?blog|live-?ticker|newsblog))|
    (?:mehr|weitere)\s+(?:themen|artikel|nachrichten|news|infos?|informationen|meldungen|beiträge|texte|videos)\s+(?:auf|von|aus|zu[mr]?|finden|im|in|rund)\b[^.]*:?$|
    (?:mehr\s+)?zum\s+thema\s*:?$|(?:lesen|hören|sehen|erfahren|schauen)\s+sie\s+(?:hier|auch|dazu|außerdem|mehr|jetzt|hierzu|weiter)|lesen\s+sie\s*:|lies\s+(?:auch|hier|dazu|mehr)|auch\s+interessant|das\s+könnte\s+(?:sie|dich)|
    (?:^|[.!?:]\s)(?:folgen\s+sie|folge|abonnieren\s+sie|abonniere)\s+(?:uns|dem|unserem|jetzt)\b|\b(?:jetzt|hier|gleich)\b.{0,30}\bdem\s+kanal\b|wir\s+sind\s+(?:jetzt\s+)?(?:auch\s+)?(?:bei|auf)\s+(?:whatsapp|telegram|instagram|tiktok|threads|bluesky|facebook)|
    (?:^|[.!?:]\s)unterstützen\s+sie\s+(?:uns|unsere|unabhängigen|freien)|(?:mitmachen|machen\s+sie\s+mit)\s+und\s+gewinnen|(?:^|[.!?:]\s)(?:jetzt\s+)?gewinnen\s+sie\b|werbung\s+endet|
    folgen\s+sie\s+uns|folge\s+uns|whatsapp-?kanal|telegram-?kanal|push-?(?:nachrichten|mitteilungen)|unsere[rn]?\s+(?:app|newsletter|podcasts?|whatsapp|telegram|kanal)\b|in\s+unserem\s+(?:live-?blog|live-?ticker|newsblog|newsletter|podcast|online-?shop)|
    an\s+dieser\s+stelle\s+(?:finden|haben\s+wir|befindet|steht)|empfohlener?\s+(?:redaktioneller\s+inhalt|externer\s+inhalt)|externe[nr]?\s+inhalte?|ein\s+klick\s+für\s+den\s+datenschutz|personenbezogene\s+daten\s+(?:an|können)|datenschutzerklärung|
    link\s+zum\s+(?:youtube|twitter|instagram|facebook|tiktok|x)-?inhalt|(?:tweet|video|inhalt|beitrag|post)\s+(?:wird\s+geladen|laden|anzeigen|einblenden|nicht\s+verfügbar)|cookies?\s+(?:akzeptieren|zustimmen|zulassen)|javascript\s+(?:aktivieren|deaktiviert)|
    zum\s+(?:anfang|seitenanfang|inhalt|kommentarbereich)|nach\s+oben|zur\s+(?:startseite|übersicht)|kommentare?\s+(?:lesen|schreiben|anzeigen|laden|\(\d+\))|diskutieren\s+sie|ihre\s+meinung|jetzt\s+kommentieren|artikel\s+(?:teilen|drucken|merken|vorlesen|anhören)|teilen\s+sie|link\s+kopieren|vorlesen\s+lassen|
    sie\s+haben\s+(?:bereits|noch\s+kein)\s+(?:ein\s+)?(?:abo|konto)|mit\s+(?:plus|abo|premium)\b.{0,40}weiterlesen|weiterlesen\s+mit|diesen\s+artikel\s+(?:weiterlesen|kostenlos)|exklusiv\s+für\s+abonnenten|monatlich\s+kündbar|jederzeit\s+kündbar|(?:im\s+ersten|pro)\s+monat\b.{0,30}(?:€|euro)|\b(?:€|euro)\b.{0,20}(?:/|pro)\s*monat|
    für\s+die\s+kommerzielle\s+nutzung|rechtliche\s+hinweise|fehler\s+(?:gefunden|entdeckt|melden)|haben\s+sie\s+(?:einen\s+fehler|hinweise|fragen)|(?:^|[.!?:]\s)(?:melden|schreiben|kontaktieren|erreichen)\s+sie\b.{0,60}\b(?:uns|signal|threema|e-?mail|reporter(?:in)?|redaktion|briefkasten)\b|wie\s+wir\s+(?:arbeiten|berichten)|über\s+(?:dieses\s+thema|dieses\s+und\s+weitere\s+themen)\s+(?:berichtete|berichten|berichtet)|dieses\s+thema\s+im\s+programm|dieser\s+(?:artikel|text|beitrag)\s+(?:ist|erschien|wurde)\s+(?:zuerst|ursprünglich|erstmals|mit\s+hilfe|maschinell|automatisiert|in\s+einer)|
    ^hauptinhalt$|^(?:weiter|zurück|mehr|(?:nächste|vorherige|vorige)\s+seite|seite\s+\d+(?:\s+von\s+\d+)?)$|^embed$|^auf\s+dieser\s+seite:?$|^(?:inhalt|inhaltsverzeichnis|überblick)\s*:?$|
    aktuelle\s+(?:entwicklungen|meldungen|nachrichten|ereignisse|informationen)\b.{0,60}\b(?:live-?blog|live-?ticker|newsblog)|
    anzeige\s*:?$|^\W*anzeige\b|werbung\s*:?$|sponsored|affiliate-?link|provision""",
    re.X,
)
#: notices that embedded content asks for consent, at any length
_NOTICES = re.compile(
    r"^(?:\.\.\.|…)\s*(?:ist|war|arbeitet|leitet)\b|(?:an dieser stelle (?:finden sie|(?:befindet sich|steht)\b.{0,40}\b(?:extern|inhalt))|ich bin damit einverstanden, dass|damit (?:können|werden) personenbezogene daten|"
    r"empfohlener (?:redaktioneller|externer) inhalt|um (?:diesen|den) inhalt (?:anzuzeigen|zu sehen)|wir benötigen (?:ihre|deine) zustimmung|"
    r"\|\s*\d{1,2}:\d{2}\s*min\.?$|\b\d{1,2}:\d{2}\s*min\b.{0,80}verfügbar bis|^https?://\S+$|"
    r"personenbezogene[n]? daten\b.{0,300}(?:partner|ip-adressen|kennung)|in den datenschutz(?:optionen|einstellungen)|"
    r"^(?:\d\.\s*)?(?:dein|ihr|der|mein) kommentar (?:ist|wurde|wird|muss)\b|einen kommentar (?:zu senden|abzugeben|schreiben)|"
    r"mit (?:ihrer|deiner) (?:zustimmung|einwilligung) (?:wird|werden|laden|zeigen)\b.{0,120}\b(?:extern\w*|video|inhalt\w*|karte|grafik)\b|"
    r"für die (?:anzeige|darstellung) (?:dieses|von)\b.{0,40}(?:einwilligung|zustimmung))"
)
#: appeals inside a longer paragraph do not cost the paragraph
APPEAL_LONGEST = 240
#: share of a line's three-word runs in another line from which on it is a pull quote of that one
ECHO = 0.8
_BOOK = re.compile(r"\b\d{2,4}\s?(?:S\.|Seiten)\s*,.{0,40}(?:€|Euro|EUR)|\bISBN\b", re.I)
#: "Erika Muster ist Redakteurin …": what a page says of its author
_IS = re.compile(r"\b(?:ist|arbeitet|schreibt|berichtet|leitet|studierte|war|absolvierte|gehört|beschäftigt)\b")
_BULLET = re.compile(r"^\s*[-–•*▪►»]\s+")
_SPACES = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"\w+")


def tidy(
    text: str,
    *,
    title: str = "",
    known: Sequence[str] = (),
    headings: Sequence[str] = (),
    trusted: Set[str] = frozenset(),
    echoes: bool = False,
) -> tuple[str, str]:
    """(text without foreign lines, the dropped lines that may carry credits). `known`: author names standing
    alone; `headings`: lines that are headings and no pull quotes; `trusted`: lines looked at already;
    `echoes`: pull quotes stay, for a text that is tidied once more."""
    names = {name.casefold() for name in known if name}
    kept: list[str] = []
    dropped: list[str] = []
    for raw in _above_comments(text.split("\n")):
        line = _SPACES.sub(" ", raw).strip()
        if not line:
            continue
        if line not in trusted and (_foreign(line, title, names, first=not kept) or _is_bio(line, kept)):
            dropped.append(line)
        elif not kept or line != kept[-1]:
            kept.append(line)
    if not echoes:
        kept = _without_echoes(kept, set(headings))
    return "\n".join(_without_loose_ends(kept)), "\n".join(dropped)


#: "gartenfreund vor 3 Stunden", "Nutzerin 17 · 28.04.2025, 10:30 Uhr": the head of a reader's comment
_COMMENTER = re.compile(
    rf"^(?:\S+(?:\s\S+){{0,2}})\s*[,|·•–-]?\s*(?:vor\s+\d+\s+(?:minuten?|stunden?|tage?n?|wochen?|monate?n?)|(?:schrieb\s+)?(?:am\s+)?{_DATE}[,\s]*(?:um\s+)?{_CLOCK})\W*$",
    re.I,
)


def _above_comments(lines: list[str]) -> list[str]:
    """The lines above a block of readers' comments: two heads of comments in the lower half begin one."""
    heads = [
        at
        for at, line in enumerate(lines)
        if len(line) < 90 and _COMMENTER.match(line.strip()) and not _STAMPS.match(line.strip())
    ]
    return lines[: heads[0]] if len(heads) >= 2 and heads[0] >= 2 else lines


def _without_echoes(lines: list[str], headings: set[str]) -> list[str]:
    """Pull quotes go: lines whose words stand nearly in a row in a longer line, and the name under them."""
    runs = [_runs(line) for line in lines]
    times = Counter(chain.from_iterable(runs))
    holders: dict[tuple[str, ...], list[int]] = {run: [] for run, count in times.items() if count > 1}
    if not holders:
        return lines
    for at, own in enumerate(runs):
        for run in own & holders.keys():
            holders[run].append(at)
    kept: list[str] = []
    echoed = False
    for at, line in enumerate(lines):
        heading = " ".join(line.split()) in headings
        again = not heading and _is_echo(at, runs, holders)
        nameless = echoed and not heading and len(line) < 110 and not re.search(r"[.!?:]$", line)
        if not again and not nameless:
            kept.append(line)
        echoed = again
    return kept


def _is_echo(at: int, runs: list[set[tuple[str, ...]]], holders: dict[tuple[str, ...], list[int]]) -> bool:
    """Whether most runs of a line stand in one longer line."""
    own = runs[at]
    if not 3 <= len(own) <= 60 or len(again := own & holders.keys()) < ECHO * len(own):
        return False
    shared = Counter(
        place
        for run in again
        for place in holders[run][:20]
        if place != at and (len(runs[place]) > len(own) or (place < at and runs[place] == own))
    )
    return any(times >= ECHO * len(own) for times in shared.values())


def _runs(line: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(line.casefold())
    return set(zip(words, words[1:], words[2:], strict=False))


def _foreign(line: str, title: str, names: set[str], *, first: bool) -> bool:
    plain = _BULLET.sub("", line).strip(" |:")
    if not re.search(r"\w", plain):
        return True
    if plain.casefold() in names or is_signature(plain):
        return True
    if first and title and _same_words(plain, title):
        return True
    if len(plain) <= 300 and (_STAMPS.match(plain) or _BY.match(plain)):
        return True
    small = plain.lower()
    if len(plain) <= APPEAL_LONGEST and _APPEALS.search(small) and is_to_reader(plain):
        return True
    if len(plain) <= 900 and _NOTICES.search(small):
        return True
    if (
        len(plain) <= 400
        and any(name and plain.casefold().startswith((f"{name} ", f"{name}, ")) for name in names)
        and _IS.search(plain[:120])
    ):
        return True
    return len(plain) < 250 and bool(_BOOK.search(plain))


#: what people who write articles are
_TRADE = re.compile(
    r"\b(?:ist|arbeitet|schreibt|berichtet|leitet|war)\b.{0,90}\b(?:\w*(?:redakteur|journalist|korrespondent|reporter|volontär|kolumnist|ressortleiter)(?:in)?|autor(?:in)?)\b",
    re.I,
)
_WHOLE_NAME = re.compile(r"^[A-ZÄÖÜ][\w.'’-]+(?: (?:von|van|de|zu))?(?: [A-ZÄÖÜ][\w'’-]+){1,2}$")


def _is_bio(line: str, kept: Sequence[str]) -> bool:
    """Whether a line tells who an author is, under the very name: "Jana Muster" above "Jana Muster ist Redakteurin …"."""
    name = kept[-1] if kept else ""
    return (
        bool(_WHOLE_NAME.match(name)) and line.startswith(name) and len(line) <= 400 and bool(_TRADE.search(line[:200]))
    )


def is_to_reader(plain: str) -> bool:
    """Whether a line with the words of an appeal is one: no sentence, or one that speaks to the reader.

    "Jetzt unterstützen 40 Staaten den Plan", "auf seinem Telegram-Kanal" and "58 Euro pro Monat" are news.
    """
    if not _WHOLE.search(plain) or _SURE.search(plain.lower()) or _YOU.search(plain):
        return True
    return not _QUOTED.search(plain) and bool(_WE.search(plain))


#: the end of a sentence
_WHOLE = re.compile(r"[.!?…][\"“”»«)]*$")
#: "Sie" in the middle of a sentence is the reader, at its beginning it may be anybody
_YOU = re.compile(r"(?<=[\w,] )(?:Sie|Ihnen|Ihre?[nmrs]?)\b|\b[Dd](?:u|ich|eine?[nmrs]?)\b")
_WE = re.compile(r"\b(?:[Ww]ir|[Uu]ns(?:ere?[nmrs]?)?)\b")
_QUOTED = re.compile(r"[„“”»«\"]")
#: appeals that are no news in any mood
_SURE = re.compile(
    r"dieses thema im programm|über (?:dieses thema|dieses und weitere themen) bericht|dieser (?:artikel|text|beitrag) (?:ist|erschien|wurde)\b|live-?blog|live-?ticker|newsblog|"
    r"newsletter (?:abonnieren|bestellen|an)|hier (?:klicken|geht es (?:zu|direkt))|klicken sie|(?:jederzeit|monatlich) kündbar|weiterlesen mit|(?:kostenlos|gratis) testen|exklusiv für abonnenten|kommerzielle nutzung|"
    r"klick für den datenschutz|link zum|cookies?\b|javascript|affiliate|sponsored|redaktioneller inhalt|externer inhalt|kommentare? (?:lesen|schreiben|anzeigen|laden)"
)


def is_stamp(line: str) -> bool:
    """Whether a line only says when the page was made or changed."""
    return len(line) <= 300 and bool(_STAMPS.match(line.strip()))


def _same_words(line: str, title: str) -> bool:
    left, right = re.findall(r"\w+", line.casefold()), re.findall(r"\w+", title.casefold())
    glued = len(right) > 3 and len(line) <= len(title) + 40 and "".join(left).endswith("".join(right))
    return bool(left) and (
        left == right
        or glued
        or (len(left) > 3 and set(left) <= set(right))
        or (len(right) > 3 and set(right) <= set(left) and len(left) <= len(right) + 6)
    )


_NUMBERED = re.compile(r"^\[(\d{1,2})\]\s")


def _without_notes(lines: list[str]) -> list[str]:
    """The lines above footnotes: at the end, in brackets, counted from one."""
    at = len(lines)
    while at and _NUMBERED.match(lines[at - 1]):
        at -= 1
    first = _NUMBERED.match(lines[at]) if at < len(lines) else None
    return lines[:at] if first and first[1] == "1" and at else lines


def _without_loose_ends(lines: list[str]) -> list[str]:
    """Headings and list intros with nothing behind them at the end go too."""
    lines = _without_notes(lines)
    while (
        lines
        and len(lines) > 1
        and (lines[-1].endswith(":") or (_BULLET.match(lines[-1]) and not re.search(r"[.!?…“\"]$", lines[-1])))
    ):
        lines = lines[:-1]
    return lines
