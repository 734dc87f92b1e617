"""Words for what is claimed, for what is false, and for not: shared by the rules of stance."""

from __future__ import annotations

from typing import Final

from monitor.reading.german.text import word_set

NEGATIONS: Final = word_set(
    """
    nicht kein keine keinen keinem keiner keines keinerlei nie niemals weder niemand niemandem nichts keineswegs nirgends
    mitnichten keinesfalls
    """
)
#: nouns that name something said, or what it is said about as something said
CLAIMS: Final = tuple(
    word_set(
        """
        vorwurf vorwürfe vorwürfen kritik bericht berichte berichten darstellung darstellungen behauptung behauptungen
        anschuldigung anschuldigungen spekulation spekulationen gerücht gerüchte gerüchten meldung meldungen verdacht
        angaben aussage aussagen beschuldigung beschuldigungen these äußerung äußerungen verdächtigungen unterstellung
        unterstellungen schuld verantwortung verantwortlichkeit befürchtungen vermutung vermutungen mutmaßungen zahlen
        anklage anklagepunkte zahl medienbericht medienberichte version lesart beteiligung zweifel eindruck ansicht
        interpretation zusammenhang information informationen nachricht nachrichten einwand einwände presseberichte
        verdächtigung mutmaßung thesen bezichtigung bezichtigungen vorhaltung vorhaltungen andeutungen
        """
    )
)
#: what one calls a claim one denies
FALSE: Final = word_set(
    """
    falsch unwahr erfunden haltlos gegenstandslos unzutreffend unsinn lüge lügen falschmeldung falschmeldungen ente
    unfug erlogen quatsch humbug propaganda unbegründet fake news gerüchte gerücht absurd falschinformation
    falschinformationen desinformation frei desinformationskampagne verleumdung verleumdungen märchen gelogen falschbehauptung
    falschbehauptungen blödsinn schwachsinn nonsens hirngespinst hirngespinste hirngespinsten erfindung substanzlos unhaltbar
    lügengeschichte lügenmärchen räuberpistole zeitungsente stimmungsmache falsche falschen haltlose haltlosen falscher
    """
)
#: adverbs that strengthen a yes or no and carry no meaning of their own
STRESS: Final = word_set(
    """
    schlicht schlichtweg völlig einfach natürlich leider so ganz absolut definitiv klar eindeutig selbstverständlich ausdrücklich
    völliger kompletter blanker reiner absoluter totaler glatte reine totale komplett total wirklich überhaupt rundweg alles
    kategorisch offen gesagt ehrlich auch hiermit gerne gern ihnen aber doch heute derzeit momentan zurzeit aktuell noch bisher bislang
    """
)


def ends_with(words: list[str], nouns: tuple[str, ...]) -> bool:
    """One of the lower-case words is one of the nouns or a compound that ends with it."""
    known = _ENDINGS.setdefault(id(nouns), {})
    for word in words:
        hit = known.get(word)
        if hit is None:
            if len(known) > 20_000:
                known.clear()
            hit = known[word] = word.endswith(nouns)
        if hit:
            return True
    return False


#: table of nouns (by identity; they are constants) -> word -> whether it ends with one of them
_ENDINGS: Final[dict[int, dict[str, bool]]] = {}


def about_a_claim(words: list[str]) -> bool:
    """The words name something claimed ("Bericht", "Meldung", "Gerüchte")."""
    return ends_with(words, CLAIMS)


def negated(words: list[str]) -> bool:
    """A negation stands among the words, "nicht nur", "nicht überraschend" and their like apart."""
    for at, word in enumerate(words):
        if word in NEGATIONS and not (word == "nicht" and at + 1 < len(words) and words[at + 1] in _NO_NEGATION):
            return True
    return False


#: "nicht nur", "nicht überraschend, dass": what follows is not negated
_NO_NEGATION: Final = word_set(
    """
    ohne nur zuletzt weniger näher namentlich überraschend verwunderlich erstaunlich neu ungewöhnlich zufällig unbedingt
    allein bloß einmal
    """
)
