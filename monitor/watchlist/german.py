"""Forms of German words, from the one form an editor writes.

Forms are made generously: a form nobody uses costs nothing, a form that is another word's would. The few such
homographs stand in `_NOT_FORMS`. All forms are folded (`tokens.fold`). Sources: Duden-Grammatik (Substantiv: Kasus,
Plural, Umlaut; Adjektiv: Deklination; Verb: Konjugation), own lists.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import Final, NamedTuple

from monitor.watchlist.tokens import fold, word_set

_UMLAUT: Final = {"a": "ä", "o": "ö", "u": "ü"}
_VOWELS: Final = frozenset("aeiouäöüy")
_ADJECTIVE: Final = ("", "e", "er", "es", "em", "en")

#: a noun's made-up form that is another noun: never a form of the first
_NOT_FORMS: Final = {
    "rat": {"rate", "raten", "rater", "ratern"},
    "reis": {"reise", "reisen"},
    "mass": {"masse", "massen"},
    "fall": {"falle", "fallen"},
    "list": {"liste", "listen"},
    "plan": {"plane", "planen", "planer", "planern"},
    "post": {"posten"},
    "ton": {"tone", "tonen", "toner"},
    "bund": {"bunde", "bunden"},
    "kost": {"koste"},
    "last": {"laster"},
    "mord": {"morde"},
    "tod": {"toder"},
    "streik": {"streiker", "streiken"},
    "krieg": {"kriegen", "krieger", "kriegern"},
    "land": {"landen", "lander"},
    "stand": {"standen"},
    "band": {"bander"},
    "haus": {"hausen", "hauser"},
    "bau": {"bauer", "bauern", "bauen"},
    "see": {"seer"},
    "ball": {"balle"},
    "lauf": {"laufen", "laufer"},
    "zug": {"zuger"},
    "bank": {"banker", "bankern"},
    "kurs": {"kurser"},
    "dieb": {"dieben"},
    "vertrag": {"vertragen"},
    "schlag": {"schlagen", "schlager"},
    "staat": {"staate"},
    "wahl": {"wahle"},
    "zahl": {"zahle", "zahler", "zähler", "zählern"},
    "rest": {"rester"},
    "dorn": {"dorne"},
}

#: ends of the nouns with a plural in -er; all others in -er are somebody who does it (Tat, Täter; Sieg, Sieger)
_ER_PLURALS: Final = tuple(
    word_set(
        "amt bad band bild blatt brett buch dach dorf ei fach fass feld geist geld gehalt gesicht gespenst gewand glas glied "
        "gott grab gras gut haupt haus holz horn huhn kalb kind kleid korn kraut lamm land leib licht lied loch mann maul mal "
        "mund nest rad rand rind schild schloss schwert spital strauch tal tuch tum volk vormund wald weib wort wurm regiment"
    )
)

#: adjectives that serve as nouns (ein Toter, die Kranken) and do not look like a participle
_NOMINAL: Final = word_set(
    "tot krank arm reich alt jung neu erwachsen deutsch verwandt bekannt fremd blind gehörlos taub freiwillig "
    "schwerverletzt leichtverletzt verletzt schwarz grün link recht liberal konservativ heilig kriminell intellektuell "
    "industriell oppositionell kriegsversehrt versehrt gesund minderjährig volljährig selbstständig selbständig beamt"
)
#: the same as last part of a compound: Polizeibeamter, Sonderbeauftragte
_NOMINAL_ENDS: Final = (
    "abgeordnet", "beamt", "beauftragt", "gesandt", "berechtigt", "geboren", "angestellt", "beschäftigt", "verletzt",
    "krank", "deutsch", "bekannt", "verwandt", "jährig", "geschädigt", "getötet", "vorsitzend",
)  # fmt: skip
#: towns whose adjective is made with -er; capitals, big towns, and what looks like a German one
_TOWNS: Final = word_set(
    "moskau kiew kyjiw berlin paris london madrid rom wien bern zürich genf basel brüssel amsterdam warschau prag budapest "
    "belgrad zagreb athen ankara istanbul jerusalem beirut damaskus teheran bagdad kabul delhi peking shanghai tokio seoul "
    "pjöngjang hanoi bangkok jakarta manila canberra sydney washington york chicago boston ottawa mexiko havanna lima bogota "
    "caracas brasilia kairo tripolis tunis algier rabat nairobi lagos johannesburg kapstadt minsk vilnius riga tallinn "
    "helsinki stockholm oslo kopenhagen dublin edinburgh lissabon sofia bukarest tirana skopje sarajevo pristina tiflis "
    "eriwan baku taschkent münchen köln düsseldorf dortmund essen leipzig dresden hannover bremen stuttgart nürnberg kiel "
    "mainz erfurt potsdam schwerin saarbrücken rostock lübeck kassel bonn münster aachen ulm jena halle chemnitz cottbus "
    "kursk donezk charkiw cherson mariupol odessa lwiw luhansk gaza davos doha dubai riad"
)
_TOWN_ENDS: Final = ("burg", "furt", "heim", "hausen", "dorf", "ingen", "weiler", "brück", "haven", "münde", "roda")
_ADJECTIVE_ENDS: Final = ("isch", "lich", "ig", "los", "bar", "haft", "sam", "end", "iert")

#: separable particles, longest first where one begins another
PARTICLES: Final = tuple(
    sorted(
        word_set(
            "ab an auf aus bei bekannt bereit bloß dar daran darauf davon dazu durch ein empor entgegen entlang fehl fern fertig "
            "fest fort frei gegenüber geheim gleich gut heim her herab heran herauf heraus herbei herein herum herunter hervor "
            "hin hinab hinauf hinaus hinein hinter hinunter hinzu hoch klar krank kund lahm los mit nach nahe nieder offen preis quer richtig rück "
            "sicher stand statt still teil tot um unter voll vor voran voraus vorbei vorweg wach wahr weg weiter wett wider "
            "wieder zu zurecht zurück zusammen zuvor über überein umher dahin raus rein rauf runter anheim flach krumm leicht schwer"
        ),
        key=lambda particle: -len(particle),
    )
)
_INSEPARABLE: Final = (
    "hinter", "unter", "wider", "durch", "über", "miss", "emp", "ent", "ver", "zer", "voll", "be", "er", "ge", "um",
)  # fmt: skip
#: weak verbs that only look as if they began with a particle
_NOT_SEPARABLE: Final = word_set(
    "einigen antworten angeln ankern festigen umarmen beantworten vereinigen beinhalten mitteln"
)


class Word(NamedTuple):
    """All forms of one word, folded."""

    #: whole-word forms
    forms: frozenset[str]
    #: forms that may stand before another part of a compound (Truppe: truppen-)
    links: frozenset[str]
    #: only a capitalised word can be it
    noun: bool
    #: forms that may be the last part of a compound
    tails: frozenset[str] = frozenset()
    #: finite forms whose particle stands apart, and that particle; "" without one
    finite: frozenset[str] = frozenset()
    particle: str = ""
    verb: bool = False


@lru_cache(maxsize=16384)
def word_forms(word: str) -> Word:
    """Every form of `word`: as a noun when it is capitalised, else as adjective, participle and verb."""
    if word[:1].isupper():
        return _noun(word)
    return _verb_or_adjective(fold(word))


# --- nouns ---------------------------------------------------------------------------------------------------------


def _noun(word: str) -> Word:
    base = fold(word)
    forms = {base} | _endings(base) | _feminine(base) | _nominal(base)
    forms -= _NOT_FORMS.get(base, set())
    links = frozenset(_links(base)) if len(base) > 3 else frozenset()
    return Word(frozenset(forms), links, True, frozenset(forms) if len(base) > 3 else frozenset())


def _endings(base: str) -> set[str]:
    """Genitive and plural forms, over all classes the ending allows."""
    if base.endswith("mann") and len(base) > 4:
        stem = base.removesuffix("mann")
        return {base + "es", base + "s", stem + "männer", stem + "männern", stem + "leute", stem + "leuten"}
    if base.endswith("e"):
        return {base + end for end in ("n", "s", "ns")}
    if base.endswith(("er", "el", "en", "lein")):
        bent = _bend(base)
        plain = (
            {base + "e", base + "en", base + "es"}
            if base.endswith(("ier", "eer", "ehr", "ohr", "iel", "eel"))
            else set()
        )
        return {base + "s", base + "n", bent, bent + "n"} | plain
    out = {base + "s"}
    if base in _TOWNS or base.endswith(_TOWN_ENDS):
        out |= {base + "er"}
    if base.endswith("bau") and len(base) > 4:
        out |= {base + "ten"}
    elif base.endswith(("stadion", "prinzip", "material", "privileg", "fossil", "mineral", "indiz")):
        out |= {base.removesuffix("on") + ("en" if base.endswith("on") else "ien")}
    elif base.endswith("geschlecht"):
        out |= {base + "er", base + "ern"}
    elif base.endswith(("herr", "nachbar", "ungar")):
        out |= {base + "n"}
    if base.endswith("um"):
        out |= {base[:-2] + "en", base[:-2] + "a", base + "en"}
    elif base.endswith("us") and len(base) > 4:
        out |= {base[:-2] + "en", base[:-2] + "i", base + "se", base + "sen", base + "ses"}
    elif base.endswith("is"):
        out |= {base[:-2] + "en", base + "se", base + "sen", base + "ses"}
    elif base.endswith(("a", "o")):
        out |= {base[:-1] + "en", base + "en"}
    if base.endswith("in"):
        out |= {base + "nen"}
    if base[-1] in "iouy" and not base.endswith(("au", "eu", "ei", "ai")):
        return out
    for stem in {base, _bend(base)}:
        out |= {stem + end for end in ("e", "en", "es")}
    if base.endswith(_ER_PLURALS):
        out |= {_bend(base) + "er", _bend(base) + "ern"}
    return out


def _bend(base: str) -> str:
    """The last a, o, u or au of the stem as ä, ö, ü, äu: Vater, Väter; Haus, Häus-; base itself when there is none."""
    for place in range(len(base) - 1, -1, -1):
        if base[place] in "äöüei" and not (base[place] in "ei" and place >= len(base) - 2):
            return base
        if base[place] == "u" and base[place - 1 : place] in ("a", "e"):
            return base[: place - 1] + "äu" + base[place + 1 :] if base[place - 1] == "a" else base
        if base[place : place + 1] == base[place - 1 : place] == "a" and place:
            return base[: place - 1] + "ä" + base[place + 1 :]
        if base[place] in _UMLAUT:
            return base[:place] + _UMLAUT[base[place]] + base[place + 1 :]
    return base


def _feminine(base: str) -> set[str]:
    """Soldatin, Lehrerinnen, Ärztin, Kollegin: for whatever may name a person."""
    if not base.endswith(
        ("er", "at", "ist", "ant", "ent", "ar", "or", "e", "arzt", "anwalt", "koch", "rat", "ur", "og", "ot")
    ):
        return set()
    stem = base.removesuffix("e")
    return {each + end for each in {stem, _bend(stem)} for end in ("in", "innen")}


def _nominal(base: str) -> set[str]:
    """Forms of an adjective used as noun: Toter, die Verletzten, Beschäftigte."""
    for end in ("er", "es", "e", "en"):
        stem = base.removesuffix(end)
        if stem != base and len(stem) > 2 and _adjectival(stem):
            return {stem + ending for ending in _ADJECTIVE if ending}
    return set()


def _adjectival(stem: str) -> bool:
    return (
        stem in _NOMINAL
        or stem in _ORDINALS
        or stem.endswith(_NOMINAL_ENDS)
        or (len(stem) > 5 and stem.endswith(_ADJECTIVE_ENDS))
        or bool(_infinitives(stem))
        or (stem.endswith("tot") and len(stem) > 5)
    )


def _links(base: str) -> set[str]:
    """The shapes a noun takes before another part: Truppen-, Kriegs-, Schul-, Länder-."""
    out = {base, base + "s", base + "es", base + "n", base + "en", base + "er", base + "e"}
    bent = _bend(base)
    out |= {bent + "e", bent + "en"} | ({bent + "er"} if base.endswith(_ER_PLURALS) else set())
    if base.endswith("e") and len(base) > 4 and base[-2] not in _VOWELS:
        out.add(base[:-1])
    if base.endswith("en") and len(base) > 5:
        out.add(base[:-2])
    return out


# --- adjectives and verbs ------------------------------------------------------------------------------------------


def _verb_or_adjective(base: str) -> Word:
    forms = {base}
    finite: set[str] = set()
    tails: set[str] = set()
    particle = ""
    infinitives = ((base,) if _is_infinitive(base) else ()) + _infinitives(base)
    for infinitive in infinitives:
        joined, apart, found = _verb(infinitive)
        forms |= joined
        tails |= _nominal_forms(infinitive, found)
        finite |= apart
        particle = particle or found
    declined = adjective_forms(_adjective_stem(base))
    return Word(
        forms=frozenset(forms | declined),
        links=frozenset() if infinitives else frozenset({base}),
        noun=False,
        tails=frozenset(tails if infinitives else declined),
        finite=frozenset(finite),
        particle=particle if finite else "",
        verb=bool(infinitives),
    )


def _nominal_forms(infinitive: str, particle: str) -> set[str]:
    """What of a verb ends a compound: its participle (schwerverletzt) and its noun in -ung (Waffenlieferung)."""
    base = infinitive.removeprefix(particle)
    out = {particle + _stem(base) + end for end in ("ung", "ungen")}
    for participle in _past_participles(base):
        out |= {particle + form for form in adjective_forms(participle)}
    return out


def adjective_forms(stem: str) -> set[str]:
    """All endings of an adjective or participle; hoch and teuer, dunkel lose letters."""
    stems = {stem}
    if stem.endswith("hoch"):
        stems.add(stem[:-2] + "h")
    if stem.endswith(("el", "er", "en")) and len(stem) > 4:
        stems.add(stem[:-2] + stem[-1])
    return {each + end for each in stems for end in _ADJECTIVE}


def _adjective_stem(base: str) -> str:
    """The undeclined adjective, when the editor wrote an inflected one: russische, erstes."""
    for end in ("er", "es", "em", "en", "e"):
        stem = base.removesuffix(end)
        if (
            stem != base
            and len(stem) > 3
            and (stem.endswith(_ADJECTIVE_ENDS) or _infinitives(stem) or stem in _ORDINALS)
        ):
            return stem
    return base


_ORDINALS: Final = word_set(
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt letzt nächst neu weiss rot gross klein hoch"
)


def ordinal(word: str) -> str:
    """The figure of an ordinal: erstes -> 1 (1. Quartal); "" for other words."""
    for number, stem in enumerate(
        ("erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt"), 1
    ):
        if word.startswith(stem) and word.removeprefix(stem) in _ADJECTIVE[1:]:
            return str(number)
    return ""


def _is_infinitive(word: str) -> bool:
    if word in _strong():
        return True
    if len(word) < 5 or not word.endswith(("en", "eln", "ern")) or word in _participles():
        return word in ("tun",)
    return not any(word.endswith(participle) for participle in _participles() if participle.startswith("ge"))


@cache
def _strong() -> dict[str, tuple[str, str, str, str]]:
    """Infinitive -> present, preterite, Konjunktiv II, participle."""
    lines = resources.files("monitor.watchlist").joinpath("strong_verbs.txt").read_text("utf-8").splitlines()
    rows = [fold(line).split() for line in lines if line and not line.startswith("#")]
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


@cache
def _participles() -> dict[str, str]:
    """Strong participle -> infinitive; the second form of senden and wenden too."""
    own = {row[3]: infinitive for infinitive, row in _strong().items() if row[3] != infinitive}
    return own | {"gesendet": "senden", "gewendet": "wenden"}


@cache
def _finites() -> dict[str, str]:
    """Present and preterite of strong verbs -> infinitive, for editors who write starb or fällt."""
    out: dict[str, str] = {}
    for infinitive, (present, past, _, _) in _strong().items():
        out.setdefault(present, infinitive)
        out.setdefault(past, infinitive)
    return out


def _infinitives(word: str) -> tuple[str, ...]:
    """The verbs whose participle (or strong finite form) `word` is; empty for everything else."""
    if word in _participles():
        return (_participles()[word],)
    if word in _finites():
        return (_finites()[word],)
    particle, rest = _participle_split(word)
    also = (_weak_infinitive(word),) if word.startswith("ge") and word.endswith("t") and len(word) > 6 else ()
    return ((particle + rest,) if rest else ()) + also


def _participle_split(word: str) -> tuple[str, str]:
    """(particle or prefix, infinitive) of a participle: ein|getroffen, ver|letzt, ge|tötet, be|stellt."""
    strong = _participles()
    for particle in ("", *PARTICLES):
        rest = word.removeprefix(particle)
        if particle and rest == word:
            continue
        if particle and rest in strong:
            return particle, strong[rest]
        if rest.startswith("ge") and rest.endswith("t") and len(rest) > 5:
            return particle, _weak_infinitive(rest[2:])
        if particle and not rest.startswith("ge"):
            inner = _prefixed(rest)
            if inner:
                return particle, inner
    if word.endswith("iert") and len(word) > 6:
        return "", word[:-1] + "en"
    inner = _prefixed(word)
    return ("", inner) if inner else ("", "")


def _prefixed(word: str) -> str:
    """Infinitive of a participle without ge-: verletzt, entsandt, bestellt, verstorben; "" for anything else."""
    strong = _participles()
    for prefix in _INSEPARABLE:
        rest = word.removeprefix(prefix)
        if rest == word:
            continue
        if "ge" + rest in strong and prefix != "ge":
            return prefix + strong["ge" + rest]
        if (
            prefix not in ("ge", "um", "über", "unter", "durch")
            and rest.endswith("t")
            and len(rest) > 3
            and _VOWELS & set(rest[:-1])
        ):
            return prefix + _weak_infinitive(rest)
    return ""


def _weak_infinitive(stem_t: str) -> str:
    """stellt -> stellen, tötet -> töten, lagert -> lagern, sammelt -> sammeln."""
    stem = stem_t[:-1]
    if stem.endswith("e") and stem[-2:-1] in ("t", "d", "n", "m"):
        stem = stem[:-1]
    if stem.endswith(("er", "el")) and len(stem) > 3:
        return stem + "n"
    return stem + "en"


def _verb(infinitive: str) -> tuple[set[str], set[str], str]:
    """(joined forms, finite forms whose particle stands apart, particle)."""
    joined = _paradigm(infinitive, "")
    if infinitive in _NOT_SEPARABLE or infinitive in _strong():
        return joined, set(), ""
    for particle in PARTICLES:
        rest = infinitive.removeprefix(particle)
        if rest == infinitive or not _base_verb(rest):
            continue
        apart = _finite_forms(rest)
        joined |= {particle + form for form in _paradigm(rest, particle)} | {particle + "zu" + rest}
        return joined, apart, particle
    return joined, set(), ""


def _base_verb(rest: str) -> bool:
    """Whether what follows a particle can be a verb by itself: a vowel in its stem, and a beginning words have."""
    if rest in _strong() or any(rest.removeprefix(prefix) in _strong() for prefix in _INSEPARABLE):
        return True
    stem = rest.removesuffix("en") if rest.endswith("en") else rest[:-3] if rest.endswith(("ern", "eln")) else ""
    return len(rest) > 4 and bool(_VOWELS & set(stem)) and not rest.startswith(("ig", "tw", "rs", "cht"))


def _paradigm(infinitive: str, particle: str) -> set[str]:
    """Joined forms of a simple or prefixed verb; with a particle the participle takes ge- after it."""
    forms = {infinitive, infinitive + "s"} | _finite_forms(infinitive)
    stem = _stem(infinitive)
    forms |= {infinitive + "d" + end for end in _ADJECTIVE}
    forms |= {stem + "ung", stem + "ungen"}
    for participle in _past_participles(infinitive):
        forms |= adjective_forms(participle)
    return forms


def _stem(infinitive: str) -> str:
    return infinitive.removesuffix("en") if infinitive.endswith("en") else infinitive.removesuffix("n")


def _soft(stem: str) -> str:
    """The e before t and st: arbeitet, rechnet, atmet; but lernt, wohnt, filmt."""
    if stem.endswith(("t", "d")):
        return "e"
    if stem[-1:] not in ("m", "n") or stem[-2:-1] in _VOWELS | set("rlmn"):
        return ""
    return "" if stem[-2:-1] == "h" and stem[-3:-2] in _VOWELS else "e"


def _root(infinitive: str) -> tuple[str, str]:
    """(inseparable prefix, strong verb) or ("", infinitive)."""
    if infinitive in _strong():
        return "", infinitive
    for prefix in _INSEPARABLE:
        rest = infinitive.removeprefix(prefix)
        if rest != infinitive and rest in _strong():
            return prefix, rest
    return "", infinitive


def _finite_forms(infinitive: str) -> set[str]:
    prefix, root = _root(infinitive)
    stem = _stem(infinitive)
    soft = _soft(stem)
    forms = {infinitive, stem + "e", stem + soft + "t", stem + soft + "st"}
    if root in _strong():
        present, past, irrealis, _ = _strong()[root]
        forms |= {prefix + present, prefix + past, prefix + past + ("n" if past.endswith("e") else "en")}
        forms |= {prefix + irrealis, prefix + irrealis + "n"}
        if root in ("senden", "wenden"):
            forms |= {stem + "ete", stem + "eten"}
        return forms
    return forms | {stem + soft + end for end in ("te", "ten", "test", "tet")}


def _past_participles(infinitive: str) -> set[str]:
    prefix, root = _root(infinitive)
    if root in _strong():
        strong = _strong()[root][3]
        out = {strong if not prefix else prefix + strong.removeprefix("ge")}
        if root in ("senden", "wenden"):
            weak = _stem(root) + "et"
            out.add(prefix + weak if prefix else "ge" + weak)
        return out
    stem = _stem(infinitive)
    soft = _soft(stem)
    bare = stem + soft + "t"
    if infinitive.endswith("ieren") or infinitive.startswith(("be", "ent", "emp", "er", "ver", "zer", "miss", "ge")):
        return {bare, "ge" + bare} if infinitive.startswith(("be", "er", "ge")) else {bare}
    return {"ge" + bare} | ({bare} if infinitive.startswith(_INSEPARABLE) else set())
