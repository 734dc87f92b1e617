"""Numbers that are ages: "37-jährig", "(33)", "mit 60 in den Ruhestand", "Kinder unter 18 Jahren"."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import binding
from monitor.reading.german.binding import Phrase
from monitor.reading.german.bound import Bound, settle
from monitor.reading.german.expressions import Expression
from monitor.reading.german.lexicon import countries, is_common
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.numbers import ATOMS, INSIDE
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Approx, FigureKind

_OLD: Final = word_set("alt alte alten alter altes altem")
_AGE_BEFORE: Final = word_set("alter lebensalter durchschnittsalter")
_LASTING: Final = (
    "zeit", "strafe", "haft", "krieg", "sperre", "dauer", "bestehen", "jubiläum", "frist", "phase", "periode", "pause", "herrschaft", "ehe",
    "mitgliedschaft", "beziehung", "suche", "ung", "geschichte", "amtszeit", "vertrag", "plan", "programm", "verbot", "projekt", "arbeit",
    "laufzeit", "aufenthalt", "verhandlungen", "konflikt", "exil", "bau", "studium", "ausbildung", "tätigkeit", "karriere", "garantie",
    "moratorium", "mandat", "tief", "hoch", "gefängnis", "freiheit", "jubel", "regime", "embargo", "kampf", "prozess", "forschung", "studie",
    "tradition", "abstand", "rhythmus", "turnus", "vorlauf", "verspätung", "abwesenheit", "intervall", "rekord", "durchschnitt", "mittel",
    "vergleich", "wirken", "leben", "schaffen", "bürgerkrieg", "existenz", "partnerschaft", "freundschaft", "gebäude", "haus", "schiff",
    "bürgschaft", "anleihe", "präsidentschaft", "kanzlerschaft", "durststrecke", "serie", "trennung", "warten", "streit", "bann",
)  # fmt: skip


def aged(head: str) -> bool:
    """Whether „37-jährig“ tells the age of a person rather than how long a thing lasts."""
    if is_person(head):
        return True
    return not head.lower().endswith(_LASTING)


def duration(doc: Doc, bound: Bound, limit: int, finite: set[int]) -> None:
    """Years that are the age of somebody."""
    one = bound.at
    lower = doc.lower
    after = one.stop
    following = lower[after] if after < len(doc.words) else ""
    if one.unit is None or one.unit.name not in ("Jahr", "Monat", "Tag", "Woche", "Lebensjahr"):
        return
    if following in _OLD:
        found = binding.phrase(doc, after + 1, limit, finite, deep=False)
        head = binding.lemma(doc, found) if found else None
        if found is not None and not is_person(head or ""):
            bound.of = head
            return
        if found is None and not _person_subject(doc, one):
            return
        bound.kind, bound.counted = FigureKind.AGE, "Jahr" if one.unit.name == "Jahr" else one.unit.name
        bound.of = head
        bound.after = found.stop if found else after + 1
        bound.rules = ("age",)
        return
    near = _listed_before(lower, one.left)
    people = _bounded_people(doc, one)
    if people is not None:
        bound.of = people
    if people is not None or any(word in _AGE_BEFORE for word in near) or _with_years(doc, one, after, limit):
        bound.kind = FigureKind.AGE
        bound.rules = ("age",)


def _listed_before(lower: list[str], left: int) -> list[str]:
    """The four tokens before a number, and before the numbers it is listed with ("im Alter von 62, 64 und 66 Jahren")."""
    at = left
    while (
        at > 0
        and left - at < 12
        and (lower[at - 1] in (",", "und", "oder", "sowie") or ATOMS[lower[at - 1]] is not None)
    ):
        at -= 1
    return lower[max(0, at - 4) : left]


def _person_subject(doc: Doc, one: Expression) -> bool:
    """„Er ist 30 Jahre alt“: no thing in the subject."""
    first = doc.sentences[doc.sentence_at(one.core)][0]
    for at in range(one.left - 1, first - 1, -1):
        word = doc.words[at]
        if doc.lower[at] in ("er", "sie", "ich", "wir", "der", "beide", "wer") and not (
            at + 1 < one.left and doc.words[at + 1][0].isupper()
        ):
            return True
        if (
            word[0].isupper()
            and word[0].isalpha()
            and doc.lower[at] not in ("der", "die", "das")
            and not binding.has_unit(doc, at)
        ):
            lemma = noun(word)
            return is_person(lemma) or not is_common(word)
    return True


def _bounded_people(doc: Doc, one: Expression) -> str | None:
    """„Kinder unter 18 Jahren“, „Menschen ab 60 Jahren“: the people; None: no people before the bound."""
    if one.approx not in (Approx.LESS_THAN, Approx.AT_LEAST, Approx.MORE_THAN, Approx.UP_TO, Approx.RANGE):
        return None
    at = one.left - 1
    if at >= 0 and doc.lower[at] == "von":
        at -= 1
    if at < 0 or not doc.words[at][0].isupper():
        return None
    lemma = noun(doc.words[at])
    return lemma if is_person(lemma) or not is_common(doc.words[at]) else None


def _with_years(doc: Doc, one: Expression, after: int, limit: int) -> bool:
    """„starb mit 79 Jahren“."""
    if one.left < 1 or doc.lower[one.left - 1] != "mit" or one.unit is None or one.unit.name != "Jahr":
        return False
    following = doc.words[after] if after < limit else "."
    return not following[0].isupper()


def bracketed_age(doc: Doc, bound: Bound) -> bool:
    """„Der Fahrer (33) …“: a bare number in brackets behind a person is an age."""
    one = bound.at
    words = doc.words
    if one.first < 2 or one.stop >= len(words) or words[one.first - 1] != "(" or words[one.stop] not in "),":
        return False
    name = words[one.first - 2]
    if (
        one.approx is not Approx.EXACT
        or not 0 < one.value < 112
        or one.value != int(one.value)
        or not name[0].isupper()
        or name.lower() in countries()
    ):
        return False
    lemma = noun(name)
    given = words[one.first - 3] if one.first > 2 else ""
    named = given[:1].isupper() and given[-1:].isalpha() and noun(given) == given and given.lower() not in _REGIONS
    if not is_person(lemma) and not named:
        return False
    bound.kind, bound.counted, bound.unit, bound.of = FigureKind.AGE, "Jahr", "Jahr", name if named else lemma
    bound.rules = ("age in brackets",)
    return True


_REGIONS: Final = word_set(
    "provinz stadt region land bundesland kreis landkreis bezirk gemeinde kanton die der das in im"
)


def at_age(doc: Doc, bound: Bound, stop: int) -> bool:
    """„mit 60 in den Ruhestand“, „Mit dreißig hatte ich …“: a bare number behind mit, with nothing to count."""
    one = bound.at
    if one.left < 1 or doc.lower[one.left - 1] != "mit" or not 10 <= one.value < 112 or one.value != int(one.value):
        return False
    following = doc.words[one.stop] if one.stop < stop else "."
    if (
        following[0].isupper()
        or following[0].isdigit()
        or following in ("der", "von", "zu", "gegen", "weiteren", "anderen", "mal")
    ):
        return False
    bound.kind, bound.counted, bound.unit = FigureKind.AGE, "Jahr", "Jahr"
    bound.rules = ("age",)
    return True


def older(doc: Doc, bound: Bound) -> bool:
    """„23 Millionen Deutsche über 60“: a bare bound behind people is an age."""
    one = bound.at
    if (
        not 10 <= one.value < 112
        or one.approx is Approx.EXACT
        or doc.lower[one.first] not in ("über", "unter", "ab", "zwischen")
    ):
        return False
    following = doc.lower[one.stop] if one.stop < len(doc.words) else "."
    people = _bounded_people(doc, one)
    if people is None or (following[0].isalpha() and following not in _AFTER_AGE):
        return False
    bound.kind, bound.counted, bound.unit, bound.of = FigureKind.AGE, "Jahr", "Jahr", people
    bound.rules = ("age",)
    return True


_AFTER_AGE: Final = word_set("und oder sind wurden haben waren in können sollen")


def aged_people(doc: Doc, bound: Bound, stop: int, finite: set[int]) -> bool:
    """„zwei 17-Jährige“, „drei 18- bis 20-jährige Männer“: people counted by their age."""
    at = bound.at.stop
    while at < stop and at - bound.at.stop < 4:
        atom = ATOMS[doc.lower[at]]
        if (
            atom is not None
            and atom.kind == INSIDE
            and ("jährig" in atom.rest or (atom.rest.count("-") > 1 and at == bound.at.stop))
        ):
            break
        if (atom is None or atom.kind != INSIDE) and doc.lower[at] not in ("bis", "und", "oder"):
            return False
        at += 1
    else:
        return False
    word = doc.words[at]
    if "jährig" not in doc.lower[at]:
        bound.head, bound.after, bound.counted = Phrase(at, at + 1), at + 1, noun(word.rpartition("-")[2])
        return True
    if "Jährig" in word:
        bound.head, bound.after = Phrase(at, at + 1), at + 1
        bound.counted = word[: word.index("Jährig")] + "Jähriger"
        return True
    found = binding.phrase(doc, at + 1, stop, finite, deep=False)
    if found is None:
        return False
    settle(doc, bound, found, stop)
    return True
