"""Acts that are their own announcement: who raises a rate or passes a law need not say so.

A declared party that is the subject of such a sentence is the source of its figure or answer, and settles a claim
that asks whether it was done. Data and a few small readings of a sentence; everything else about who says what is
the reader's work.
"""

from __future__ import annotations

import re
from datetime import date

from monitor.watchlist import parties_of
from monitor.watchlist.model import Watchlist

#: words a subject has at most
LONGEST_SUBJECT = 12

#: verbs whose subject does the thing by saying it: finite forms, participles, separable halves
ACT = re.compile(
    r"\b(?:erhöh(?:t|te|ten|en)|senk(?:t|te|ten|en)|gesenkt|hebt|hob|hoben|anheb\w*|angehoben|festgesetzt|legt|legte|"
    r"festgelegt|beschließt|beschloss\w*|beschlossen|verabschiedet\w*|ruft|rief|zurückgerufen|genehmigt\w*|erlaubt\w*|"
    r"verbietet|verbot|verboten|kündigt\w*|gekündigt|investiert\w*|stimmt\w*|zugestimmt|empfiehlt|empfahl\w*|empfohlen|"
    r"verhängt\w*|bewilligt\w*|billigt\w*|gebilligt|untersagt\w*|lehnt\w*|abgelehnt)\b",
    re.IGNORECASE,
)
#: deeds a claim may ask about: granted, signed, agreed, put off, handed over … (one-word forms and participles)
_PLAIN = (
    r"erteil(?:t|te|ten)|zugelassen|freigegeben|gewähr(?:t|te|ten)|unterzeichne(?:t|te|ten)|unterschr(?:eibt|ieb|ieben)|"
    r"unterschrieben|ratifizier(?:t|te|ten)|schließt|schließen|schloss|schlossen|geschlossen|abgeschlossen|vereinbar(?:t|te|ten)|"
    r"einig(?:t|te|ten|en)|geeinigt|ausgehandelt|versch(?:iebt|ob|oben)|verschieben|verleg(?:t|te|ten)|abgesagt|stopp(?:t|te|ten)|"
    r"gestoppt|eingestellt|geräumt|übern(?:immt|ahm|ahmen|ommen)|kauf(?:t|te|ten)|gekauft|bestell(?:t|te|ten)|liefer(?:t|te|ten)|"
    r"geliefert|entl(?:ässt|ieß|ießen|assen)|zurückgetreten|sperr(?:t|te|ten)|gesperrt|schick(?:t|te|ten)|geschickt|"
    r"entsende(?:t|te|ten)|entsandten?|entsandte|zurückgezogen|abgezogen|zurückgenommen|angeordnet|verurteil(?:t|te|ten)|"
    r"erl(?:ässt|ieß|ießen|assen)|aufgehoben|ausgesetzt|verweiger(?:t|te|ten)|verzichte(?:t|te|ten)|ausgeschlagen|"
    r"eröffne(?:t|te|ten)|ausgerufen|anerkannt|erk(?:ennt|annte|annten)|zurückgeholt|ausgeflogen|beigetreten|entschied(?:en)?|"
    r"entscheidet"
)
#: verbs that fall apart, with the part that stands at the clause's end
_APART = (
    r"(?:lässt|ließ|ließen)\b.*\bzu|(?:gibt|geben|gab|gaben)\b.*\b(?:frei|statt|grünes licht)|(?:tritt|treten|trat|traten)\b.*\b"
    r"(?:zurück|bei|in kraft)|(?:zieht|ziehen|zog|zogen)\b.*\b(?:zurück|ab)|(?:nimmt|nehmen|nahm|nahmen)\b.*\b(?:zurück|an)|"
    r"setz(?:t|en|te|ten)\b.*\b(?:aus|ein|fest)|(?:schlägt|schlug|schlugen)\b.*\baus|stell(?:t|en|te|ten)\b.*\bein|"
    r"sag(?:t|en|te|ten)\b.*\bab|(?:ruft|rufen|rief|riefen)\b.*\b(?:zurück|aus)|hol(?:t|en|te|ten)\b.*\bzurück|"
    r"(?:fliegt|fliegen|flog|flogen)\b.*\baus|ordne(?:t|te|ten)\b.*\ban|handel(?:t|te|ten)\b.*\baus"
)
DEED = re.compile(ACT.pattern[: -len(r")\b")] + "|" + _PLAIN + "|" + _APART + r")\b", re.IGNORECASE)
#: deeds that answer no to what they are done to ("lehnte die Zulassung ab")
REFUSAL = re.compile(
    r"\b(?:lehn(?:t|te|ten)\b.*\bab|abgelehnt|verbiete[tn]|verbot(?:en)?|untersag(?:t|te|ten)|verweiger(?:t|te|ten)|"
    r"stopp(?:t|te|ten)|gestoppt|verzichte(?:t|te|ten)|(?:schlägt|schlug|schlugen)\b.*\baus|ausgeschlagen|"
    r"sag(?:t|te|ten)\b.*\bab|abgesagt)\b",
    re.IGNORECASE,
)
_SHUT = re.compile(r"(?:schließ|schloss|kauf|liefer|schick|sperr|einig|stopp)\w*$", re.IGNORECASE)
_PARTICLE = re.compile(r"\b(?:aus|ein|an|auf|nach|zurück|vor|weg|mit|zu|um)\W*$")
_NOT = re.compile(r"\b(?:nicht|kein\w*|nie|niemals|weder|ohne)\b", re.IGNORECASE)
#: who did what the sentence before tells ("Dies entschied die Kommission")
_POINTS = re.compile(
    r"^(?:Dies|Das)\s+(?:entschied|beschloss|billigte|genehmigte|ha(?:t|ben)\s.*\b(?:entschieden|beschlossen))"
)
_CLAUSE = re.compile(r"[,;:]|\s[–—-]\s")
#: a clause that tells no fact of its own: it hangs on a conjunction, or its verb stands last behind a pronoun
_SUBORDINATE = re.compile(
    r"^\W*(?:(?:dass|ob|weil|nachdem|wenn|falls|als|obwohl|während|bevor|ehe|damit|da|indem|sobald|solange|bis|seit|wie|"
    r"wo|wonach|deren|dessen|denen)\b|(?:der|die|das|den|dem)\s(?=[^A-ZÄÖÜ]*$|.*\b(?:hat|haben)\W*$))"
)
_OF = re.compile(
    r"\b(?!(?:\w+tag|Mittwoch|Abend|Morgen|Nachmittag|Januar|Februar|März|Mai|Juni|Juli|August|\w+ber|Jahr|Woche|Monat)\s$)[A-ZÄÖÜ][\w-]*\s$"
)
_AGENT = re.compile(
    r"\b(?:von|vom|durch)\s+((?:(?:der|dem|den|die|das|beiden)\s+)?(?:[a-zäöüß]\w+\s+){0,2}[A-ZÄÖÜ][\w-]+)"
)
_FRONTED = re.compile(
    r"^\W*(?:im|in|am|an|nach|seit|bei|mit|vor|zum|zur|auf|durch|für|trotz|wegen|laut|unter|als|ab|gegen|um)\s",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"(?:\W|\b(?:zuvor|dann|damit|nun|jetzt|heute|gestern|inzwischen|mittlerweile|daraufhin|zudem|dabei|zugleich|dies|das|"
    r"dem|auch|bereits|erst|später|kurz|danach|schließlich|endlich|vergangene|vorige|letzte|diese|woche|wenige|stunden|tage|"
    r"am|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen|abend|nachmittag)\b)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s(?:für|in|im|aus|von|vom|mit|bei|beim|gegen|zur|zum|über|an|am|auf|unter|nach|wegen)\s.*$")
_NEXT = re.compile(
    r"(?<=\w)\s(?:den|dem|die|das|der|des|ein\w{0,2}|sein\w*|ihr\w*|am|im|in|auf|für|mit|zur|zum|bei|mehr|rund|\d)\s.*$"
)
_HELPS = re.compile(r"\b(?:hat|haben)\b")
_PASSIVE = re.compile(r"\b(?:wird|werden|wurde|wurden|worden)\b", re.IGNORECASE)
#: what makes a sentence no finished act
_OPEN = re.compile(
    r"\?|\b(?:wenn|falls|ob|könnte\w*|sollte\w*|würde\w*|will|wollen|wollten?|soll|sollen|möchte\w*|muss|müsse\w*|müssten|dürfte\w*|"
    r"fordert\w*|forderung|plant|planen|hatte|hatten|war(?:en)?\b[^.]*\bworden)\b",
    re.IGNORECASE,
)


def actor(clause: str, watchlist: Watchlist, on: date, full_names: tuple[str, ...] = ()) -> str | None:
    """The one declared party that acts in an active clause: what stands before its verb, else right behind it."""
    verb = ACT.search(clause)
    if verb is None or _PASSIVE.search(clause):
        return None
    helps = _HELPS.search(clause)
    finite = helps if helps and helps.start() < verb.start() else verb
    ahead = clause[: finite.start()].strip()
    if len(ahead.split()) > 8 or re.search(r"\b(?:von|durch|gegen|für|laut|nach|bei|mit)\s+\S+$", ahead):
        return None
    found = parties_of(ahead, watchlist, on=on, full_names=full_names)
    if not found:
        behind = " ".join(clause[finite.end() :].split()[:3])
        found = parties_of(behind, watchlist, on=on, full_names=full_names)
    return found[0] if len(found) == 1 else None


def done(sentence: str) -> bool:
    """Whether a sentence tells a finished act: no question, condition, demand, plan or look back."""
    return _OPEN.search(sentence) is None


def deed(sentence: str, watchlist: Watchlist, on: date, full_names: tuple[str, ...] = ()) -> str | None:
    """The declared party that does something in a main clause told as a fact; in the passive the agent behind "von".

    ("Die Behörde hat dem Mittel die Zulassung erteilt" -> Behörde.) None: nobody declared acts, or the sentence is
    open, negated or hangs on another.
    """
    if not done(sentence) or _NOT.search(sentence):
        return None
    for clause in main_clauses(sentence):
        verb = DEED.search(clause)
        if verb is None:
            continue
        if _SHUT.match(verb.group()) and _PARTICLE.search(clause):
            continue  # "schließt … aus" is another verb
        last = " " not in verb.group() and not re.search(r"\w", clause[verb.end() :])
        if last and not _HELPS.search(clause) and not _PASSIVE.search(clause):
            continue  # a participle left over from another clause, or a verb at the end of a subordinate one
        for name in _agents(clause) if _PASSIVE.search(clause) else _subjects(clause, verb.start()):
            found = parties_of(name, watchlist, on=on, full_names=full_names)
            if len(found) == 1:
                return found[0]
    return None


def main_clauses(sentence: str) -> list[str]:
    """The clauses that hang on no other; an enumeration between auxiliary and participle stays in one piece."""
    found: list[str] = []
    for part in _CLAUSE.split(sentence):
        helped = bool(found) and bool(_HELPS.search(found[-1])) and not DEED.search(found[-1])
        if helped and not _HELPS.search(part) and not _SUBORDINATE.match(part):
            found[-1] = f"{found[-1]} {part}"
        elif not _SUBORDINATE.match(part):
            found.append(part)
    return found


def _agents(clause: str) -> list[str]:
    return [match.group(1) for match in _AGENT.finditer(clause) if not _belongs(clause, match)]


def _belongs(clause: str, agent: re.Match[str]) -> bool:
    """Whether "von X" only says whose thing it is ("der Impfstoff von X wurde zugelassen")."""
    return agent.group().lower().startswith("vo") and _OF.search(clause[: agent.start()]) is not None


def _subjects(clause: str, verb: int) -> list[str]:
    """What may be the subject: the noun phrase before the finite verb, else the one right behind it."""
    helps = _HELPS.search(clause)
    finite = helps.start() if helps and helps.start() < verb else verb
    ahead = clause[:finite].strip()
    if ahead and not _FRONTED.match(ahead) and not _ADVERB.fullmatch(ahead):
        return [_TAIL.sub("", ahead)] if len(ahead.split()) <= LONGEST_SUBJECT else []
    behind = " ".join(clause[finite:].split()[1:6])
    return [_NEXT.sub("", behind), " ".join(behind.split()[:4])]


def refuses(sentence: str) -> str:
    """The words of a deed that answers no, "" if it does not."""
    found = REFUSAL.search(sentence)
    words = found.group().split() if found else []
    return " ".join(words if len(words) < 2 else (words[0], words[-1]))


def points_back(sentence: str) -> bool:
    """Whether the sentence says who did what the one before tells."""
    return _POINTS.match(sentence) is not None
