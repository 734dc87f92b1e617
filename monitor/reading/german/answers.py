"""Yes, no, or nothing in what is said itself: "Das stimmt nicht", "könne er nicht bestätigen", "Die Berichte seien falsch"."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.claims import CLAIMS, FALSE, NEGATIONS, STRESS, ends_with, negated
from monitor.reading.german.cues import RETRACTABLE
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Polarity, Stance

#: beginnings of a direct answer, without the words of STRESS
_TRUE: Final = (
    "es ist richtig ,", "richtig ist ,", "das stimmt", "stimmt ,", "stimmt .", "richtig ,", "korrekt ,", "wir geben zu",
    "es stimmt", "das ist richtig", "das trifft zu", "ja ,", "ja .", "das ist wahr", "das ist korrekt", "ich bestätige",
    "wir bestätigen", "ich gebe zu", "ich kann bestätigen", "wir können bestätigen", "das kann ich bestätigen",
    "das können wir bestätigen", "ich gestehe", "ich gebe das zu", "ich gebe es zu", "wir geben das zu", "ja das", "wir räumen ein",
)  # fmt: skip
_UNTRUE: Final = (
    "davon kann keine rede sein", "das ist aus der luft gegriffen", "mitnichten", "das weise ich", "das weisen wir",
    "das stimmt nicht", "stimmt nicht", "das ist nicht richtig", "das trifft nicht zu", "nein ,", "nein .", "das ist nicht wahr",
    "das ist falsch", "das ist eine lüge", "das ist gelogen", "das ist unsinn", "das ist quatsch", "wir dementieren",
    "ich dementiere", "das ist frei erfunden", "das ist erfunden", "das ist unwahr", "nichts davon", "das ist absurd", "daran ist nichts",
    "da ist nichts dran", "daran ist kein wort wahr", "kein wort davon ist wahr", "das ist eine falschmeldung", "das ist nicht der fall", "falsch", "ich bestreite", "wir bestreiten",
    "unsinn", "quatsch", "blödsinn", "das ist blödsinn", "das ist lächerlich", "es ist nicht wahr", "es stimmt nicht", "das ist erlogen",
    "das entspricht nicht der wahrheit", "das entspricht nicht den tatsachen", "das entbehrt jeder grundlage", "wir schließen das aus",
    "das schließen wir aus", "das schließe ich aus", "fake news", "das sind fake news", "das sind lügen", "das ist humbug", "humbug",
)  # fmt: skip
_NOTHING: Final = (
    "kein kommentar", "dazu sage ich nichts", "dazu sagen wir nichts", "das kommentieren wir nicht", "das kommentiere ich nicht",
    "wir kommentieren", "dazu äußern wir uns nicht", "dazu kann ich nichts sagen", "dazu können wir nichts sagen",
    "wir äußern uns nicht", "ich äußere mich nicht", "dazu möchte ich nichts sagen", "dazu möchten wir nichts sagen",
    "dazu will ich nichts sagen", "dazu wollen wir nichts sagen", "dazu äußere ich mich nicht", "ich sage dazu nichts",
    "wir sagen dazu nichts", "dazu machen wir keine angaben", "dazu kann ich keine angaben machen", "keine angaben",
)  # fmt: skip
_DOUBT: Final = word_set(
    """
    wahrscheinlich vermutlich möglicherweise womöglich mutmaßlich wohl könnte könnten dürfte dürften eventuell
    vielleicht anscheinend scheine scheint scheinen scheinbar
    """
)
_DOUBLE: Final = (
    "ich bestreite",
    "wir bestreiten",
    "ich dementiere",
    "wir dementieren",
    "das weise ich",
    "das weisen wir",
)


def of_content(doc: Doc, first: int, stop: int, stance: Stance, *, direct: bool) -> tuple[Stance, Polarity]:
    """Stance and polarity after a look at what is said: "Das stimmt nicht", "könne er nicht bestätigen", "wahrscheinlich"."""
    head = _head(doc, first, stop)
    words = frozenset(head)
    no = negated(head)
    polarity = Polarity.NEGATED if no else Polarity.AFFIRMED
    if stance not in (Stance.ASSERTS, Stance.CONFIRMS, Stance.DENIES):
        return stance, polarity
    if direct and head and head[-1] in ("ja", "nein") and len(head) < 3 and not _asked(doc, first):
        return stance, polarity
    if direct and (first_said := _first_said(head)):
        return first_said, Polarity.AFFIRMED
    if direct and stance is Stance.ASSERTS and ends_with(head, CLAIMS) and _called_false(head):
        return Stance.DENIES, Polarity.AFFIRMED
    if stance is not Stance.ASSERTS:
        return stance, polarity
    settled = _settled(doc, first, stop, head, words, no)
    if settled is not None:
        return settled, Polarity.AFFIRMED
    if not words.isdisjoint(_DOUBT):
        return Stance.SUSPECTS, polarity
    return (Stance.PLANS if _undecided(head) else stance), polarity


def _asked(doc: Doc, at: int) -> bool:
    """A question stands before a bare yes or no, or the sentence speaks of one."""
    number = doc.sentence_at(at)
    first, stop = doc.sentences[number]
    if any(word.startswith(("frage", "gefragt", "angesprochen", "vorw")) for word in doc.lower[first:stop]):
        return True
    return number > 0 and "?" in doc.words[doc.sentences[number - 1][0] : first]


def _settled(doc: Doc, first: int, stop: int, head: list[str], words: frozenset[str], no: bool) -> Stance | None:
    """What is said about a claim: that it is false or true, that it cannot be confirmed, that nothing is said."""
    claim = ends_with(head, CLAIMS)
    if (claim or _pointing(head)) and no and ("dran" in words or {"wort", "wahr"} <= words):
        return Stance.DENIES
    if _pointing(head) and (answer := _plain(head, no)):
        return answer
    if no and "sich" in words and "bestätigen" in words and words & _LET:
        return Stance.CANNOT_CONFIRM
    if no and "erkenntnisse" in words and words & _THERE:
        return Stance.CANNOT_CONFIRM
    if words & EARLIER and words & MISTAKE and words & _COPULAS and ends_with(head, RETRACTABLE) and not no:
        return Stance.RETRACTS
    if not no and head[:2] in (["es", "stimme"], ["richtig", "sei"], ["es", "treffe"]):
        return Stance.CONFIRMS
    if no and words & _CHECKED and words & _CAN:
        return Stance.CANNOT_CONFIRM
    if no and words & _CONFIRM_FORMS and words & _CAN:
        return Stance.CANNOT_CONFIRM
    if no and "bestätigung" in words and words & _THERE:
        return Stance.CANNOT_CONFIRM
    if no and (("dazu" in words and words & _SAY) or ("sich" in words and words & _UTTER)):
        return Stance.NO_COMMENT
    if "keine" in words and "rede" in words and words & _CAN and ("davon" in words or "von" in words):
        return Stance.DENIES
    if claim and (_called_false(head) or (no and words & _TRUE_VERBS)):
        return Stance.DENIES
    if head[:1] and ends_with(head[:3], CLAIMS) and _false_at_the_end(doc, first, stop):
        return Stance.DENIES
    if claim and words & _TRUE_VERBS and not words & _DOUBT:
        return Stance.CONFIRMS
    if claim and head[-1:] and head[-1] in _TRUE_WORDS and head[-2] in _COPULAS and not words & _DOUBT:
        return Stance.CONFIRMS
    if claim and no and head[-1:] and head[-1] in _TRUE_WORDS:
        return Stance.DENIES
    return None


def _pointing(head: list[str]) -> bool:
    """ "Das treffe zu", "Daran sei kein Wort wahr": what is said points back and goes no further."""
    return head[:1] == ["daran"] or (bool(head) and head[0] in _BACK and len(head) <= _SHORT)


def _plain(head: list[str], no: bool) -> Stance | None:
    """ "Das treffe (nicht) zu", "Das sei richtig", "Das sei frei erfunden"; nothing else may stand in it."""
    rest = {word for word in head[1:] if word not in STRESS and word not in NEGATIONS} - {
        "zu",
        "aber",
        "gewesen",
        "frei",
    }
    if rest & _DOUBT or not rest or head[-1] == "so":
        return None
    if rest <= _TRUE_VERBS or (rest & _TRUE_WORDS and rest <= _TRUE_WORDS | _COPULAS and head[0] != "es"):
        return Stance.DENIES if no else Stance.CONFIRMS
    if not no and rest & FALSE and rest <= FALSE | _COPULAS | _ARTICLES and head[0] != "es":
        return Stance.DENIES
    return None


_ARTICLES: Final = frozenset(("ein", "eine", "einer"))
#: words that point back to what was just told, and how long such an answer is at most
_BACK: Final = frozenset(("das", "dies", "dieses", "es"))
_SHORT: Final = 7
_TRUE_WORDS: Final = frozenset(("richtig", "korrekt", "wahr", "zutreffend"))
_LET: Final = frozenset(("lasse", "lässt", "ließe", "ließ", "lassen", "ließen"))
_CHECKED: Final = word_set("überprüfen überprüft verifizieren verifiziert nachprüfen")
_THERE: Final = word_set("gebe gibt gäbe gab liege liegt läge lägen lag lagen habe hat hätten haben hätte hatte")
_SAY: Final = word_set("sage sagen sagt")
_UTTER: Final = word_set("äußern äußere äußert")
#: verbs that commit their subject to nothing yet
_OPEN_ENDED: Final = word_set("prüfen erwägen beraten verhandeln diskutieren beantragen untersuchen überlegen")


def _undecided(head: list[str]) -> bool:
    """ "Die EMA prüft die Zulassung": what is said is that nothing is decided."""
    for word in head:
        form = verbs.finite(word)
        if form is not None:
            return form.lemma in _OPEN_ENDED
    return False


#: words by which one's earlier statement is meant, and what it is called when taken back
EARLIER: Final = word_set(
    "frühere früheren erste ersten ursprüngliche ursprünglichen vorherige vorherigen eigene eigenen"
)
MISTAKE: Final = word_set("irrtum fehler versehen missverständnis fehlerhaft irrtümlich")
_MUM: Final = frozenset(("äußern", "äußere", "kommentieren", "kommentiere"))


def _called_false(head: list[str]) -> bool:
    """ "Die Berichte seien falsch": a claim noun, a copula and a word for false, in this order and near."""
    for at, word in enumerate(head):
        if word.endswith(CLAIMS):
            rest = head[at + 1 :]
            if _COPULAS.intersection(rest[:9]) and FALSE.intersection(rest[:12]) and not negated(rest[:12]):
                return True
            if "wahres" in rest and ("kein" in rest or "nichts" in rest):
                return True
            if ("grundlage" in rest or "wahrheit" in rest or "tatsachen" in rest) and (
                "jeder" in rest or "jeglicher" in rest or "jede" in rest or "nicht" in rest
            ):
                return True
            if "luft" in rest and "gegriffen" in rest:
                return True
    return False


def _false_at_the_end(doc: Doc, first: int, stop: int) -> bool:
    """ "Berichte, wonach der Stürmer vor einem Wechsel steht, seien „völliger Quatsch“": the copula behind a clause put in."""
    end = min(stop, first + 60)
    for at in range(first + 1, end - 1):
        if doc.words[at - 1] == "," and doc.lower[at] in _COPULAS:
            rest = doc.lower[at + 1 : min(end, at + 9)]
            return bool(FALSE.intersection(rest)) and not negated(rest)
    return False


_COPULAS: Final = word_set(
    """
    sei seien ist sind wäre wären war waren als
    """
)
_CONFIRM_FORMS: Final = word_set("bestätigen bestätigt")
_CAN: Final = word_set(
    """
    kann können könne könnten konnte konnten könnte
    """
)
_TRUE_VERBS: Final = word_set(
    """
    stimmen stimme stimmten zutreffen träfen treffen zutreffe trifft zuträfen stimmt zutreffend treffe
    """
)


def _head(doc: Doc, first: int, stop: int) -> list[str]:
    """Lower-case words of the first clause of what is said, without dass and quotation marks; long ones cut."""
    out: list[str] = []
    for at in range(first, min(stop, first + 45)):
        word = doc.words[at]
        if word in "„“”\"»«‚‘'":
            continue
        if word in ".!?;:" and len(out) > 3:
            break
        if word in (",", "–") and len(out) > 4:
            break
        if doc.lower[at] == "und" and len(out) > 5 and verbs.forms(out[-1]):
            break
        out.append(doc.lower[at])
    return out


#: "Nein, ich habe keine Angst", "Ja, wir hoffen": an answer about oneself
_FEELING: Final = word_set(
    """
    hoffen hoffe glaube glauben denke denken wünsche wünschen fürchte fürchten freue freuen angst sorge sorgen lust ahnung hoffnung
    zeit finde finden liebe stolz
    """
)


def _first_said(head: list[str]) -> Stance | None:
    """Yes, no or nothing, where that is how a direct quotation begins."""
    spare = [word if word != "!" else "." for word in head if word not in STRESS]
    padded = " ".join(spare) + " ."
    if spare[:1] in (["ja"], ["nein"]) and not _FEELING.isdisjoint(head):
        return None
    if padded.startswith(_UNTRUE):
        if padded.startswith("falsch") and not padded.startswith(("falsch .", "falsch ,")):
            return None
        return Stance.NO_COMMENT if padded.startswith(_DOUBLE) and "nicht" in spare[:6] else Stance.DENIES
    if padded.startswith(_NOTHING):
        return Stance.NO_COMMENT
    if padded.startswith(_TRUE) and "nicht" not in spare[:6] and "?" not in head and "bedenken" not in spare[:5]:
        return Stance.CONFIRMS
    spoken = "wir" in head or "ich" in head
    if spoken and "nicht" in head and not _MUM.isdisjoint(head):
        return Stance.NO_COMMENT
    if "bestätigen" in head and spoken and not _CAN.isdisjoint(head):
        return Stance.CANNOT_CONFIRM if negated(head) else Stance.CONFIRMS
    return None
