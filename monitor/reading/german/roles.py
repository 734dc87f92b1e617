"""What a figure does in its sentence: total, increment, part, previous, threshold, planned, possible, negated; its place."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.reading.german.clauses import Clause
from monitor.reading.german.lexicon import countries, is_common
from monitor.reading.german.nouns import is_compound, is_person, noun
from monitor.reading.german.numbers import ATOMS
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Role

_MORE: Final = word_set(
    "weitere weiteren weiterer weiterem weiteres zusätzliche zusätzlichen zusätzlicher zusätzlich neue neuen neuer hinzu"
)
_NEW: Final = ("fall", "infektion", "infizierter", "ansteckung", "neuinfektion", "erkrankung", "toter", "todesfall", "coronafall", "test",
    "virusfall", "todesopfer", "ansteckungsfall", "erkrankter", "neuinfizierter", "krankheitsfall", "infektionsfall")  # fmt: skip
_PARTS: Final = word_set("davon darunter hiervon worunter wovon")
_BEFORE: Final = word_set(
    "zuvor vorher vortag vortages vorwoche vorjahr vorjahres vormonat vorabend vorquartal vorjahreszeitraum vorjahresmonat"
    " vorjahresquartal ursprünglich anfangs anfänglich vorherigen vorherige vorheriger bisherige bisherigen vorjahreswert vorsaison"
)
_THRESHOLDS: Final = (
    "grenze", "grenzwert", "schwelle", "schwellenwert", "limit", "obergrenze", "untergrenze", "marke", "hürde", "ziel", "zielwert",
    "zielmarke", "klimaziel", "grenzwerts", "grenzwertes", "vorgabe", "richtwert", "höchstwert", "mindestlohn", "höchstgrenze",
    "inzidenzgrenze", "ziels", "zieles", "deckel", "quote-",
)  # fmt: skip
_PLAN_VERBS: Final = word_set(
    "planen wollen beabsichtigen vorhaben ankündigen vorsehen versprechen fordern verlangen anstreben erwägen einplanen zusagen"
    " bereitstellen- vornehmen beschließen- beantragen vorschlagen anpeilen"
)
_PLAN_ADVERBS: Final = word_set(
    "geplant künftig zukünftig demnächst vorgesehen mittelfristig langfristig beabsichtigt angestrebt"
)
_PLAN_WORDS: Final = word_set(
    "geplante geplanten geplanter vorgesehene vorgesehenen angekündigte angekündigten angestrebte angestrebten versprochenen"
    " versprochene erwarteten erwartete vereinbarten zugesagten zugesagte bestellten bestellte beschlossenen"
)
_MAY: Final = word_set(
    "könnte könnten könne möglicherweise womöglich vielleicht eventuell drohen droht drohten drohe denkbar theoretisch"
)
_IF: Final = word_set("wenn falls sofern")
_NEGATION: Final = word_set("nicht keine keinen kein keiner keinesfalls niemals nie statt anstatt")


#: another figure of the sentence: its token, the token after it, what it counts
Neighbour = tuple[int, int, str | None]


class Setting:
    """The sentence around one figure, as `role` needs it."""

    __slots__ = ("acting", "after", "clause", "core", "first", "left", "sentence", "stop")

    def __init__(
        self, *, first: int, stop: int, left: int, core: int, after: int, clause: Clause, acting: Clause | None
    ) -> None:
        #: the sentence, half-open
        self.first, self.stop = first, stop
        #: first token left of all modifiers; the number; the token after the counted noun
        self.left, self.core, self.after = left, core, after
        self.clause, self.acting = clause, acting


def role(
    doc: Doc,
    here: Setting,
    counted: str | None,
    predicate: str | None,
    *,
    neighbours: list[Neighbour],
    lasting: bool = False,
) -> tuple[Role, str]:
    """The role and the rule that gave it. `neighbours`: (token, token after, counted) of the other figures of the sentence;
    `lasting`: an age or a span of time, which is neither part nor increment of anything."""
    lower = doc.lower
    clause = here.clause
    window = lower[clause.first : clause.stop]
    if _whole(doc, here):
        return Role.TOTAL, "role:whole"
    near = lower[max(here.first, here.left - 2) : here.left]
    if near and near[-1] in _NEGATION and not (near[-1] == "nicht" and lower[here.left : here.left + 1] == ["nur"]):
        return (Role.PREVIOUS, "role:statt") if near[-1] in ("statt", "anstatt") else (Role.NEGATED, "role:nicht")
    if _instead(lower, here, neighbours):
        return Role.PREVIOUS, "role:statt"
    if _threshold(doc, here):
        return Role.THRESHOLD, "role:threshold"
    if (found := _change(doc, here, neighbours)) is not None:
        return found
    if lasting:
        return _open(doc, here, window) or (Role.TOTAL, "")
    if _was(doc, here, window, neighbours):
        return Role.PREVIOUS, "role:zuvor"
    if _is_part(doc, here, near):
        return Role.PART, "role:davon"
    if _is_more(doc, here, counted, predicate, neighbours):
        return Role.INCREMENT, "role:weitere"
    if (planned := _open(doc, here, window)) is not None:
        return planned
    return Role.TOTAL, ""


def _instead(lower: list[str], here: Setting, neighbours: list[Neighbour]) -> bool:
    """„statt der erwarteten 500“: statt before this figure, and no other figure between."""
    for at in range(here.left - 1, max(here.first, here.left - 4) - 1, -1):
        if lower[at] in ("statt", "anstatt", "anstelle"):
            return not any(at < token < here.left for token, _, _ in neighbours)
    return False


def _whole(doc: Doc, here: Setting) -> bool:
    """„Von den 1.200 Beschäftigten sollen 300 gehen“: the first figure only names the whole."""
    lower = doc.lower
    first = here.clause.first
    if lower[first] not in ("von", "unter") or here.left - first > 3 or lower[first + 1] in ("denen", "ihnen"):
        return False
    return (
        here.clause.finite >= here.after
        and here.clause.finite - here.after < 8
        and "auf" not in lower[here.after : here.after + 1]
    )


def _change(doc: Doc, here: Setting, neighbours: list[Neighbour]) -> tuple[Role, str] | None:
    """„von 21 auf 25“: the first was, the second is; „um 20“: what was added."""
    lower = doc.lower
    at = here.left - 1
    if at < here.first:
        return None
    word = lower[at]
    if word in _SO_FAR and at > here.first:
        earlier = lower[at - 1]
        if earlier == "von":
            return Role.PREVIOUS, "role:von bisher"
        if earlier in ("statt", "nach", "gegenüber"):
            word = earlier
    if word == "von" and _change_noun(doc, at - 1, here.first):
        return Role.INCREMENT, "role:plus von"
    if word == "von" and _reaches(doc, here, neighbours):
        return Role.PREVIOUS, "role:von-auf"
    if word in ("um", "plus", "+"):
        acting = here.acting
        if word != "um" or (acting is not None and acting.lemma in _CHANGES) or _change_noun(doc, at - 1, here.first):
            return Role.INCREMENT, "role:um"
        if acting is None and _change_noun(doc, at - 1, here.first):
            return Role.INCREMENT, "role:um"
    tail = lower[here.after : here.after + 1]
    if tail in (["mehr"], ["weniger"]) and not _number_at(lower, here.after + 2):
        return Role.INCREMENT, "role:mehr"
    if word in ("gegenüber",) or (
        word == "als" and lower[at - 1] in ("mehr", "weniger") and at - 2 >= here.first and lower[at - 2][-1:].isdigit()
    ):
        return Role.PREVIOUS, "role:gegenüber"
    return None


_SO_FAR: Final = word_set(
    "bisher zuletzt zuvor derzeit bislang ursprünglich zunächst vormals vorher anfangs einst ehemals noch aktuell"
)


def _number_at(lower: list[str], at: int) -> bool:
    """„… Ländern mehr als 400“: mehr belongs to the next number."""
    return at < len(lower) and lower[at - 1] == "als" and ATOMS[lower[at]] is not None


_CHANGES: Final = word_set(
    "steigen ansteigen erhöhen wachsen anwachsen zunehmen zulegen klettern sinken fallen zurückgehen abnehmen verringern reduzieren senken"
    " anheben aufstocken kürzen vergrößern erweitern schrumpfen steigern einbrechen verteuern nachgeben absacken hochsetzen vermehren"
    " heraufsetzen korrigieren springen schnellen"
)


def _change_noun(doc: Doc, at: int, first: int) -> bool:
    return at >= first and doc.lower[at].endswith(
        (
            "anstieg",
            "erhöhung",
            "rückgang",
            "zunahme",
            "zuwachs",
            "senkung",
            "steigerung",
            "plus",
            "minus",
            "wachstum",
            "kürzung",
            "aufstockung",
            "reduzierung",
            "anhebung",
        )
    )


def _reaches(doc: Doc, here: Setting, neighbours: list[Neighbour]) -> bool:
    """Whether a figure after „auf“ follows soon, so that „von 21“ is where it came from."""
    lower = doc.lower
    stop = min(here.stop, here.core + 16)
    changes = here.acting is not None and here.acting.lemma in _CHANGES
    for at in range(here.core + 1, stop):
        if lower[at] == "auf" and any(at < token <= at + 6 for token, _, _ in neighbours):
            return changes or at <= here.core + 2
        if lower[at] in (".", ";", ":") and lower[at - 1] not in ("mio", "mrd"):
            break
    return False


def _was(doc: Doc, here: Setting, window: list[str], neighbours: list[Neighbour]) -> bool:
    """zuvor, am Vortag, bisher waren es: the value of before."""
    lower = doc.lower
    clause, acting = here.clause, here.acting
    past = acting is not None and acting.past
    state = acting is not None and acting.lemma in _STATES
    if past and ("bisher" in window or "bislang" in window):
        if state or any(
            word in ("nun", "jetzt", "inzwischen", "mittlerweile") for word in lower[clause.stop : here.stop]
        ):
            return True
    if past and "noch" in window and (state or window[0] == "nachdem"):
        return True
    if here.left - 2 >= here.first and lower[here.left - 1] == ":" and lower[here.left - 2] in _BEFORE:
        return True
    if _BEFORE.isdisjoint(window):
        return False
    for at in (
        *range(max(clause.first, here.left - 4), here.left),
        *range(here.after, min(clause.stop, here.after + 5)),
    ):
        word = lower[at]
        if at >= here.after and word in ("(", ":", ")"):
            break
        if word in _BEFORE and not _elsewhere(lower, at, here, neighbours):
            return not _time_before(doc, here)
    if past and state:
        return any(word in _BEFORE and not _compared(window, at) for at, word in enumerate(window))
    return False


_STATES: Final = word_set("sein liegen betragen geben gelten zählen haben")


def _elsewhere(lower: list[str], at: int, here: Setting, neighbours: list[Neighbour]) -> bool:
    """The word of before belongs to a time, a comparison or a nearer figure."""
    if (at and lower[at - 1] in _TIMES) or _compared(lower, at):
        return True
    distance = min(abs(at - here.core), abs(at - here.after))
    return any(
        abs(at - token) < distance and here.clause.first <= token < here.clause.stop for token, _, _ in neighbours
    )


def _compared(words: list[str], at: int) -> bool:
    """„gegenüber dem Vortag“, „im Vergleich zum Vorjahr“, „als am Vortag“ compare; they do not give the older value."""
    return any(
        word in ("gegenüber", "vergleich", "zum", "als", "seit", "verglichen") for word in words[max(0, at - 3) : at]
    )


def _time_before(doc: Doc, here: Setting) -> bool:
    """„zwei Tage zuvor“ tells a time; the figure is a duration then."""
    return here.after < here.stop and doc.lower[here.after] in ("zuvor", "vorher") and doc.lower[here.after - 1] in (
        "tage", "tag", "tagen", "wochen", "woche", "jahre", "jahr", "jahren", "monate", "monaten", "monat", "stunden", "stunde", "minuten", "minute")  # fmt: skip


_TIMES: Final = word_set(
    "tag tage tagen woche wochen monat monate monaten jahr jahre jahren stunde stunden minute minuten kurz abend nacht"
)


def _is_part(doc: Doc, here: Setting, near: list[str]) -> bool:
    lower = doc.lower
    clause = here.clause
    if not _PARTS.isdisjoint(lower[max(clause.first, here.left - 5) : here.left]):
        return True
    if not _PARTS.isdisjoint(lower[here.after : min(clause.stop, here.after + 2)]):
        return True
    head = lower[clause.first : clause.first + 2]
    if head and (
        head[0] in _PARTS or head in (["unter", "ihnen"], ["unter", "denen"], ["von", "denen"], ["von", "ihnen"])
    ):
        return True
    if head == ["unter", "den"] and here.core > clause.first + 3 and _behind_verb(here):
        return True
    tail = lower[here.after : here.after + 2]
    return tail in (["von", "ihnen"], ["von", "denen"], ["unter", "ihnen"])


def _behind_verb(here: Setting) -> bool:
    """„Unter den 3.700 Passagieren sind zehn Deutsche“: the figure behind the verb is the part."""
    return 0 <= here.clause.finite < here.core


def _threshold(doc: Doc, here: Setting) -> bool:
    """„die Grenze von 50“, „der Schwellenwert von 35“, „über die Marke von 100“."""
    at = here.left - 1
    if at < here.first:
        return False
    if doc.lower[at] in ("von", "bei", "der", ":") and at > here.first:
        at -= 1
    return doc.words[at][0].isupper() and doc.lower[at].endswith(_THRESHOLDS)


def _is_more(doc: Doc, here: Setting, counted: str | None, predicate: str | None, neighbours: list[Neighbour]) -> bool:
    lower = doc.lower
    inside = lower[max(here.first, here.left - 1) : here.after + 1]
    if not _MORE.isdisjoint(inside):
        new = [word for word in inside if word.startswith("neue")]
        if new and not any(word.startswith(("weiter", "zusätzlich", "hinzu")) for word in inside):
            return counted is not None and counted.lower().rsplit("-", 1)[-1].endswith(_NEW)
        return not _other_fate(doc, here, neighbours)
    acting = here.acting
    if acting is not None and acting.lemma in ("hinzukommen", "dazukommen"):
        return True
    if counted is not None and counted.lower().rsplit("-", 1)[-1].startswith(
        ("neuinfektion", "neuinfiziert", "neuansteckung", "neuerkrank")
    ):
        return True
    tail = lower[here.after : here.after + 3]
    return tail[:1] == ["mehr"] and not _number_at(lower, here.after + 2)


def _other_fate(doc: Doc, here: Setting, neighbours: list[Neighbour]) -> bool:
    """„mindestens 100 gefallen und bis zu 1000 weitere verletzt“: more people, but another fate: a total of its own."""
    if here.acting is None:
        return False
    for token, _, _ in neighbours:
        if token < here.core and not here.clause.first <= token < here.clause.stop:
            return here.clause.lemma != "" and here.clause.delim in ("und", "sowie", "oder")
    return False


def _open(doc: Doc, here: Setting, window: list[str]) -> tuple[Role, str] | None:
    """Plans, demands, possibilities, conditions."""
    clause = here.clause
    acting = here.acting or clause
    opener = window[0] if window else ""
    if opener in _IF or clause.conditional:
        return Role.POSSIBLE, "role:if"
    if not _MAY.isdisjoint(window) or (acting.finite_lemma == "können" and acting.mood == "k2"):
        return Role.POSSIBLE, "role:may"
    if not _PLAN_ADVERBS.isdisjoint(window) or not _PLAN_WORDS.isdisjoint(
        doc.lower[max(here.first, here.left - 3) : here.left]
    ):
        return Role.PLANNED, "role:planned"
    if acting.lemma in _PLAN_VERBS or acting.finite_lemma == "wollen":
        return Role.PLANNED, "role:plan"
    if acting.form.startswith("future") or (acting.form.startswith("passive") and False):
        return Role.PLANNED, "role:future"
    if acting.finite_lemma == "sollen" and (
        acting.form == "modal passive" or (acting.form == "modal" and acting.lemma not in _REPORTED)
    ):
        return Role.PLANNED, "role:soll"
    if "passive" in acting.form and not _SHALL.isdisjoint(window):
        return Role.PLANNED, "role:soll"
    if acting.main >= 0 and _governed(doc, here, acting) and "zu" in doc.lower[acting.first : acting.stop]:
        return Role.PLANNED, "role:zu"
    return None


_SHALL: Final = frozenset(("soll", "sollen", "sollte", "sollten"))
#: with these verbs „soll“ passes on what is said to be so, not what is planned
_REPORTED: Final = word_set(
    "haben sein schützen betragen liegen geben kosten leben arbeiten dauern umfassen enthalten verfügen besitzen stammen gelten leiden"
    " kämpfen stehen befinden wissen zählen wiegen messen dienen existieren wirken"
)


def _governed(doc: Doc, here: Setting, acting: Clause) -> bool:
    """An infinitive with zu behind a verb of planning in the same sentence."""
    before = doc.lower[here.first : acting.first]
    return any(
        word.startswith(
            (
                "plan",
                "kündig",
                "angekündig",
                "beabsichtig",
                "woll",
                "forder",
                "erwäg",
                "beschloss",
                "beschließ",
                "versprach",
                "verspric",
            )
        )
        for word in before
    )


# --------------------------------------------------------------------------------------------------------------- place

_PLACE_WORDS: Final = word_set(
    "der den dem region stadt provinz hauptstadt nähe gebiet oblast insel gemeinde großstadt hafenstadt bundesstaat kreis landkreis"
    " bezirk grenzregion metropole gouvernement ortschaft kleinstadt dorf ort millionenstadt millionenmetropole präfektur kanton"
    " bundesland teilrepublik republik halbinsel küstenstadt russischen ukrainischen chinesischen italienischen süddeutschen westlichen"
    " östlichen nördlichen südlichen umkämpften deutschen französischen amerikanischen von bei"
)


def places(doc: Doc, first: int, stop: int) -> list[tuple[int, str]]:
    """The places a clause names ("in Kursk", "in der Region Kursk", "nach Russland") with the token of the preposition."""
    lower, words = doc.lower, doc.words
    out: list[tuple[int, str]] = []
    for at in range(first, stop - 1):
        if lower[at] not in _WHERE:
            continue
        name = at + 1
        while name < stop and lower[name] in _PLACE_WORDS:
            name += 1
        if name >= stop or not words[name][0].isupper() or not _is_place(words[name], name > at + 1):
            continue
        if _genitive(words, lower, name, stop):
            continue
        last = name + 1
        while (
            last < stop and words[last][0].isupper() and lower[last] not in _PLACE_WORDS and words[last - 1][-1] != "s"
        ):
            last += 1
        out.append((at, doc.quote(name, last)))
    return out


_WHERE: Final = word_set("in im nach aus auf bei")


def _genitive(words: list[str], lower: list[str], name: int, stop: int) -> bool:
    """„nach Lauterbachs Einschätzung“: a name in the genitive before its noun is no place."""
    return (
        words[name][-1] == "s" and name + 1 < stop and words[name + 1][0].isupper() and lower[name] not in countries()
    )


def nearest(found: list[tuple[int, str]], core: int) -> str | None:
    """The place nearest to the figure, None if the clause names none."""
    return min(found, key=lambda one: abs(one[0] - core))[1] if found else None


@lru_cache(maxsize=50_000)
def _is_place(word: str, introduced: bool) -> bool:
    """A proper name rather than a common noun: not in the table of words, not a person, or a country."""
    if word.lower() in countries():
        return True
    if word[-1] == "-" or is_compound(word):
        return False
    if len(word) < 3 or word.isupper():
        return word in ("USA", "UK", "EU", "NRW", "DDR")
    if "-" in word and is_common(word.rpartition("-")[2]):
        return False
    if word[-2:] in ("en", "er", "em") and noun(word) != word:
        return False
    if is_person(noun(word)):
        return False
    return (introduced and not is_common(word)) or not is_common(word)
