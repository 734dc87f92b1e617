"""What a page is when it is no article: consent wall, paywall, error page, challenge, overview."""

from __future__ import annotations

import re

from monitor.articles.model import PageKind
from monitor.articles.tidy import is_to_reader

_ERROR = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,30}(?:fehler|error|not found|nicht gefunden|forbidden)|(?:seite|artikel|inhalt|beitrag|dokument)\b.{0,40}\b(?:nicht (?:gefunden|(?:mehr )?verfügbar|vorhanden)|existiert nicht|wurde (?:gelöscht|entfernt|verschoben))|"
    r"page not found|not found$|^(?:fehler|error)\b.{0,20}$|service unavailable|bad gateway|access denied|zugriff verweigert|wartungsarbeiten|wegen wartung|maintenance",
    re.I,
)
#: of these, what is no headline of news (works on a line, an error in a bill are)
_ERROR_SURE = re.compile(
    r"\b(?:404|403|410|500|502|503)\b|nicht gefunden|not found|nicht (?:mehr )?verfügbar|existiert nicht|bad gateway|access denied",
    re.I,
)
#: characters of a text that an error page may have though its title could be news
LONGEST_ERROR = 300
#: what only a check for robots says to its reader
_CHALLENGE = re.compile(
    r"^(?:just a moment|nur einen moment|einen moment bitte)\b|checking (?:your browser|if the site connection)|review the security of your connection|sicherheit ihrer verbindung (?:zu )?überprüfen|"
    r"überprüf\w+ (?:ihres|deines) browsers|are you (?:a )?(?:human|robot)|(?:bin|sind|bist|sie|du)\b.{0,20} kein roboter|(?:verifizieren|bestätigen)\b.{0,40}\bein mensch|"
    r"ungewöhnliche\w* (?:datenverkehr|aktivität)|verify (?:that )?you are (?:a )?human|(?:you are|sie sind) (?:a )?(?:human|ein mensch)\b|"
    r"enable (?:js|javascript|cookies) and|automation tools to browse|access to this page has been denied",
    re.I,
)
#: what such checks say as well, and reports about the world too
_CHALLENGE_TOO = re.compile(
    r"captcha|kein roboter|enable javascript|javascript aktivieren|bot-?schutz|sicherheitsüberprüfung|security check|ddos-?schutz|cloudflare|zugriff (?:vorübergehend )?(?:eingeschränkt|gesperrt)",
    re.I,
)
_CONSENT = re.compile(
    r"cookies?|einwillig\w+|zustimm\w+|datenschutz\w*|tracking|personalisiert\w*|werbung|partnern?|drittanbieter\w*|endgerät\w*|verarbeit\w+|akzeptieren|pur-?abo|widerruf\w*|ablehnen|nutzungsprofile?|geräte-?kennung\w*|ip-adressen?|tcf|consent|privacy",
    re.I,
)
_CONSENT_SURE = re.compile(
    r"(?:alle(?:n)?\s+(?:cookies\s+)?(?:akzeptieren|zustimmen)|mit werbung (?:und cookies )?(?:weiter)?lesen|werbefrei\w* (?:mit|lesen|weiterlesen)|zustimmen und weiter|einwilligung (?:jederzeit )?(?:mit wirkung|widerruf)|datenschutzeinstellungen|privacy center|informationen auf (?:einem|ihrem) (?:end)?gerät|personalisierte (?:anzeigen|werbung) und inhalte|accept (?:all )?cookies|wir (?:und unsere \w* ?partner )?(?:verwenden|nutzen|benötigen) (?:ihre |deine )?(?:cookies|einwilligung|zustimmung))",
)
#: a wall speaks to its reader; a report about walls does not
_YOU = re.compile(r"\b(?:Sie|Ihre?[nmrs]?|[Dd]u|[Dd]eine?[nmrs]?|[Ww]ir|[Uu]ns(?:ere?[nmrs]?)?|you|your|we|our)\b")
_OFFER = re.compile(
    r"weiterlesen|abonnent\w*|abo(?:nnement|nnieren)?\b|probe(?:abo|monat|lesen)|\b(?:premium|plus)[- ]?(?:artikel|inhalt|abo|zugang|mitglied)|jederzeit kündbar|monatlich kündbar|pro monat|im ersten monat|kostenlos testen|freischalten|zugang zu allen|bereits (?:abonnent|registriert|ein abo)|anmelden|registrieren|testangebot|€|einloggen|\w+abo\b|e-paper|gratis\b|testen sie|"
    r"freie[nr]? presse\b|unabhängig\w+ journalismus|genossenschaft\b|(?:unterstütz\w+|spende\w*) (?:sie|uns|unsere)|wir unseren",
    re.I,
)
_LOCKED = re.compile(
    r"\b(?:dieser|dieses|diesen|der vollständige|den (?:vollständigen|ganzen|kompletten)) (?:artikel|text|beitrag|inhalt)s?\b.{0,40}\b(?:abonnent|abonnement|abo\b|registrierte|mitglieder|\w*plus\b)|"
    r"\b(?:um|möchten sie|wollen sie) (?:(?:diesen|den)\b.{0,40}\b)?(?:weiterlesen|weiterzulesen|lesen zu können)|\bjetzt (?:kostenlos |gratis )?weiterlesen\b|\bweiterlesen mit\b|"
    r"\b(?:diesen|den (?:vollständigen|ganzen|kompletten)) (?:artikel|text|beitrag|inhalt) (?:weiter)?lesen\b|\bexklusiv für (?:abonnent|mitglieder|\w*plus)|\bmit \S{0,20}(?:plus|\+) (?:alle|diesen) artikel\b",
    re.I,
)
#: a line that names the price of a subscription
_PRICE = re.compile(
    r"^\W*(?:(?:nur|jetzt|danach|dann|anschließend|ab|schon ab|testen sie|\d+|einen?|den ersten|im ersten|tage?|wochen?|monate?|probemonat|jahre?)\b ?){1,4}.{0,12}?"
    r"(?:\d(?:[.,]\d\d)? ?(?:€|euro\b)|gratis\b|kostenlos\b|testen\b)(?:\W*$|[,./]| (?:im|pro|je|und|danach|dann|anschließend|monat|jähr|testen|lesen)\w*)"
)
_PERIOD = re.compile(r"\b(?:tage?|wochen?|monate?|monatlich|jahre?|jährlich|probemonat)\b")
_SENTENCE = re.compile(r"[.!?…](?:[\s“\"«)]|$)")
#: characters of running text below which a page cannot be an article
SHORTEST = 120
#: characters up to which a paywalled page shows a teaser only, and a page that says so without any markup
TEASER, BEGINNING = 1200, 700
#: characters of a line that does nothing but say so
LONGEST_OFFER = 120
#: characters behind a text in which a page says that there is more for subscribers
BEHIND = 400
#: visible characters up to which a page can be a check for robots, and up to which a mere word of one is enough
LONGEST_CHALLENGE, SHORTEST_PAGE = 3000, 800
#: characters; longer texts are articles, however many cookies they mention
LONGEST_CONSENT = 15_000
#: share of lines about consent or subscriptions from which on the text is one of those
MOSTLY = 0.5


def judge(
    text: str, *, title: str, free: bool | None, shown: str, marked: bool, articles: bool, overview: bool = False
) -> tuple[PageKind, str]:
    """(kind, reason) for an extracted text. `shown`: all visible text, `free`: isAccessibleForFree, `marked`: paywall
    markup on the page, `articles`: the page says that it is an article, `overview`: that it is a list of articles."""
    if is_challenge(title, shown):
        return PageKind.WALL, "page.challenge"
    if is_error(title, text, shown, article=articles):
        return PageKind.NONE, "page.error"
    thin = len(text) < SHORTEST or not _SENTENCE.search(text)
    if is_consent(shown if thin else text, shown):
        return PageKind.WALL, "page.consent"
    if overview:
        return PageKind.NONE, "page.overview"
    if len(text) < 3000 and _share(_OFFER, text, to_reader=True) >= MOSTLY:
        return PageKind.WALL, "page.paywall"
    closed = free is False or marked or (len(text) < BEGINNING and is_locked(text, shown))
    if thin:
        if closed:
            return (PageKind.TEASER, "page.paywall") if len(text) >= 40 else (PageKind.WALL, "page.paywall")
        return (PageKind.TEASER, "page.short") if articles and len(text) >= 40 else (PageKind.NONE, "page.no_text")
    if closed and len(text) < TEASER:
        return PageKind.TEASER, "page.paywall"
    return PageKind.ARTICLE, ""


def is_challenge(title: str, shown: str) -> bool:
    """A check for robots instead of the page: it says so and nothing much besides."""
    if len(shown) < LONGEST_CHALLENGE and (_CHALLENGE.search(title) or _CHALLENGE.search(shown)):
        return True
    return len(shown) < SHORTEST_PAGE and bool(_CHALLENGE_TOO.search(title) or _CHALLENGE_TOO.search(shown))


def is_locked(text: str, shown: str) -> bool:
    """Whether a page tells its reader right behind the text that the rest is for subscribers."""
    last = " ".join(text[text.rfind("\n") + 1 :].split())
    at = shown.rfind(last) if last else -1
    return bool(_LOCKED.search(shown[at : at + len(last) + BEHIND] if at >= 0 else shown))


def is_error(title: str, text: str, shown: str, *, article: bool = False) -> bool:
    """A "not found" or maintenance page, however it answers; `article`: the page says that it is one."""
    most = LONGEST_ERROR if article or not _ERROR_SURE.search(title) else 1500
    if _ERROR.search(title) and len(text) < most:
        return True
    return len(shown) < 1200 and len(text) < 2 * LONGEST_ERROR and bool(_ERROR.search(shown[:400]))


def is_consent(text: str, shown: str) -> bool:
    """A consent wall: its sentences are about cookies and advertising, not about the world."""
    if len(text) > LONGEST_CONSENT or not _CONSENT_SURE.search(shown[:40_000].lower()):
        return False
    if len(_YOU.findall(text or shown)) < 2:
        return False
    words = len(re.findall(r"\w+", text)) or 1
    return len(_CONSENT.findall(text)) / words > 0.06 or (
        len(shown) < 2500 and len(_CONSENT.findall(shown)) >= 6 and _share(_CONSENT, text) >= MOSTLY
    )


def drop_walls(text: str) -> str:
    """The text without lines that sell subscriptions or ask for consent at its end."""
    lines = text.split("\n")
    while lines and (_sells(lines[-1]) or _CONSENT_SURE.search(lines[-1].lower()) or _closes_offer(lines)):
        lines.pop()
    return "\n".join(lines)


def _closes_offer(lines: list[str]) -> bool:
    """Whether the last line goes on with an offer that begins in the line before."""
    return len(lines) > 1 and len(lines[-1]) < 100 and bool(_OFFER.search(lines[-1])) and _sells(lines[-2])


def _sells(line: str) -> bool:
    """Whether a line offers a subscription: two of its words, or a price for a time ("1 Monat für 1 Euro")."""
    offers = len(_OFFER.findall(line)) >= 2 or (len(line) < LONGEST_OFFER and _LOCKED.search(line))
    if offers and is_to_reader(line):
        return True
    small = line.lower()
    return len(line) < 100 and bool(_PERIOD.search(small) and _PRICE.match(small))


def _share(pattern: re.Pattern[str], text: str, *, to_reader: bool = False) -> float:
    """Share of the text in lines with such words, `to_reader`: that are no news about them."""
    lines = [line for line in text.split("\n") if line.strip()]
    whole = sum(len(line) for line in lines)
    return (
        sum(len(line) for line in lines if pattern.search(line) and (not to_reader or is_to_reader(line))) / whole
        if whole
        else 0.0
    )
