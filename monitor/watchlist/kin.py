"""Words that tell one and the same event: who counts Tote also means Todesopfer, and "kamen ums Leben".

A word of `counts` or `with` that stands in a family brings the others along: its nouns are counted alike, and any of
them may be said of what is counted. A family holds what a news text uses for the same thing and nothing beside it;
whoever needs the difference puts the other word under `without`, which always wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from monitor.watchlist.model import Claim, ClaimKind
from monitor.watchlist.tokens import fold


class Family(NamedTuple):
    """Nouns that are counted for one event, and everything that is said of it."""

    nouns: tuple[str, ...]
    said: tuple[str, ...]
    #: befalls people: under `without` the whole family is kept out
    fate: bool = False


DEATH: Final = Family(
    ("Toter", "Todesopfer", "Todesfall", "Sterbefall", "Verstorbener", "Gestorbener", "Getöteter", "Menschenleben"),
    ("sterben", "tot", "töten", "umkommen", "ums Leben kommen", "ums Leben gekommen", "Leben verlieren", "Leben gekostet",
     "Tod", "Leben kosten"),
    fate=True,
)  # fmt: skip
FAMILIES: Final = (
    DEATH,
    Family(
        ("Infizierter", "Infektion", "Ansteckung", "Infektionsfall", "Krankheitsfall", "Erkrankungsfall", "Coronafall"),
        ("infizieren", "anstecken", "positiv testen", "positiv getestet", "erkranken", "Erkrankung"),
        fate=True,
    ),
    Family(("Verletzter", "Verwundeter"), ("verletzen", "verwunden", "Verletzung", "Verwundung"), fate=True),
    Family(("Vermisster",), ("vermissen", "vermisst"), fate=True),
    Family(("Genesener", "Geheilter"), ("genesen", "geheilt", "Genesung"), fate=True),
    Family(
        ("Streikender",),
        ("streiken", "Streik", "Ausstand", "Arbeit niederlegen", "Arbeit niedergelegt", "Arbeitsniederlegung",
         "Arbeitskampf"),
    ),
    Family(
        (),
        ("bestellen", "Bestellung", "ordern", "Order", "kaufen", "Kauf", "Ankauf", "einkaufen", "sichern", "reservieren",
         "nachbestellen", "Großauftrag", "Rahmenvertrag", "Kaufvertrag", "Liefervertrag"),
    ),
    Family((), ("liefern", "Lieferung", "ausliefern", "Auslieferung", "anliefern")),
    Family(("Stelle", "Arbeitsplatz", "Job", "Arbeitsstelle"), ()),
    Family((), ("abbauen", "Abbau", "streichen", "Streichung", "wegfallen", "Wegfall", "Stellenabbau", "entlassen",
                "Entlassung", "Kahlschlag")),
    Family((), ("zurückrufen", "Rückruf", "Rückrufaktion", "in die Werkstatt müssen")),
    Family(("Auto", "Fahrzeug", "Wagen", "Pkw"), ()),
    Family((), ("entsenden", "Entsendung", "schicken", "entsandt")),
    Family(("Festgenommener", "Verhafteter"), ("festnehmen", "Festnahme", "verhaften", "Verhaftung", "in Gewahrsam nehmen",
                                               "in Gewahrsam genommen")),
    Family(("Evakuierter",), ("evakuieren", "Evakuierung", "in Sicherheit bringen", "in Sicherheit gebracht")),
    Family(("Flüchtling", "Geflüchteter", "Flüchtender", "Vertriebener"), ("fliehen", "flüchten", "vertreiben")),
    Family(("Demonstrant", "Protestierender"), ("demonstrieren", "Demonstration", "protestieren", "Kundgebung",
                                                "auf die Straße gehen")),
    Family(("Geimpfter",), ("impfen", "Impfung")),
    Family(("Geretteter",), ("retten", "Rettung")),
    Family((), ("fordern", "Forderung", "verlangen")),
    Family((), ("verhandeln", "Verhandlung", "sondieren", "Sondierung")),
    Family((), ("anbieten", "Angebot", "bieten")),
    Family((), ("erwarten", "rechnen", "Erwartung", "prognostizieren", "Prognose", "in Aussicht stellen")),
)  # fmt: skip


@lru_cache(maxsize=1)
def _family_of() -> dict[str, tuple[Family, ...]]:
    found: dict[str, tuple[Family, ...]] = {}
    for family in FAMILIES:
        for word in {*family.nouns, *family.said}:
            found[fold(word)] = (*found.get(fold(word), ()), family)
    return found


def families(words: Iterable[str], *, fate: bool = False) -> tuple[Family, ...]:
    """The families that hold one of the words; with `fate` only what befalls people."""
    found = [family for word in words for family in _family_of().get(fold(word), ())]
    return tuple(dict.fromkeys(family for family in found if family.fate or not fate))


class Kin(NamedTuple):
    """The words of a figure claim with their families."""

    #: what stands behind the number
    counts: tuple[str, ...]
    #: what says of plain people that they are counted
    befell: tuple[str, ...]
    with_: tuple[str, ...]
    without: tuple[str, ...]
    #: what else befalls people, when the claim counts what befell them
    neighbours: tuple[str, ...]


@lru_cache(maxsize=512)
def alike(claim: Claim) -> Kin:
    """The claim's words and all that tell the same event; what `without` names is never added."""
    asked = families((*claim.counts, *claim.with_))
    out = {fold(word) for word in claim.without}

    def joined(words: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*words, *(word for word in more if fold(word) not in out))))

    of_counts, of_with = families(claim.counts), families(claim.with_)
    kept_out = [family for family in families(claim.without, fate=True) if family not in asked]
    others = [family for family in FAMILIES if family.fate and family not in asked]
    said = [word for family in of_counts for word in (*family.said, *family.nouns)]
    return Kin(
        counts=joined(claim.counts, (word for family in of_counts for word in family.nouns)),
        befell=joined(claim.counts, said),
        with_=joined(claim.with_, (word for family in of_with for word in (*family.said, *family.nouns)))
        if claim.with_
        else (),
        without=(*claim.without, *(word for family in kept_out for word in (*family.said, *family.nouns))),
        neighbours=tuple(word for family in others for word in family.said) if any(one.fate for one in asked) else (),
    )


@lru_cache(maxsize=512)
def tolls(claim: Claim) -> bool:
    """Whether a figure claim counts the dead: a number that never honestly goes down."""
    if claim.kind is not ClaimKind.FIGURE or claim.unit or claim.per or claim.role != "total":
        return False
    return families(claim.with_ or claim.counts, fate=True) == (DEATH,)
