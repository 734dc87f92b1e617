"""Words of names: which name a role, a kind of body, a group without a name; their nominative."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monitor.reading.german.nouns import noun
from monitor.reading.german.phrases import (
    is_adjective,
    is_capital,
)
from monitor.reading.german.text import word_set

_ROLE_ENDS: Final = tuple(
    word_set(
        """
        sprecher sprecherin sprechers minister ministerin präsident präsidentin präsidenten chef chefin chefs kanzler
        kanzlerin sekretär sekretärin direktor direktorin leiter leiterin führer anführer general trainer trainerin
        anwalt anwältin forscher forscherin experte expertin professor professorin beauftragte beauftragter beauftragten
        vorsitzende vorsitzender vorsitzenden meister meisterin rat rätin kommissar kommissarin kandidat kandidatin
        politiker politikerin abgeordnete abgeordneter abgeordneten analyst analystin ökonom ökonomin arzt ärztin
        machthaber diktator admiral oberst premier könig königin papst bischof kardinal manager managerin gouverneur
        gouverneurin senator senatorin richter richterin virologe virologin epidemiologe wissenschaftler
        wissenschaftlerin meteorologe meteorologin autor autorin journalist journalistin botschafter botschafterin
        präses intendant kapitän spieler spielerin stürmer torwart dr prof geschäftsführer geschäftsführerin vorstand
        staatssekretär gründer gründerin verteidiger verteidigerin berater beraterin kommandeur kommandant leutnant
        major historiker historikerin jurist juristin herr frau bürgermeister bürgermeisterin landrat landrätin
        mitarbeiter mitarbeiterin vize generalin biologe biologin physiker physikerin mediziner medizinerin reporter
        reporterin korrespondent korrespondentin sheriff pastor pfarrer pfarrerin scheich prinz emir sängerin sänger
        schauspieler schauspielerin unternehmer unternehmerin aktivist aktivistin zeuge zeugin betreiber besitzer
        eigentümer koordinator koordinatorin inspekteur boss patriarch ingenieur
        """
    )
)
_FEMININE: Final = (
    "erin",
    "istin",
    "entin",
    "antin",
    "orin",
    "führerin",
    "ständin",
    "loge",
    "login",
    "ologin",
    "wirtin",
    "ärztin",
)


@lru_cache(maxsize=20_000)
def is_role(lower: str) -> bool:
    """The lower-case noun names a role that a person has."""
    return lower.removesuffix("s").endswith(_ROLE_ENDS) or lower.endswith((*_ROLE_ENDS, *_FEMININE))


UNNAMED: Final = word_set(
    """
    experten experte expertin expertinnen beobachter beobachtern augenzeuge augenzeugen zeuge zeugen zeugin insider
    insidern quelle quellen bericht berichte berichten medienbericht medienberichte medienberichten medien diplomat
    diplomaten analyst analysten kreise kreisen kritiker kritikern fachleute fachleuten forscher forschern
    wissenschaftler wissenschaftlern mediziner ärzte ärzten anwohner anwohnern nachbarn passagiere nutzer sprecher
    sprecherin mitarbeiter beamte beamter beamten vertreter person personen leute menschen aktivisten angehörige
    ermittler ermittlern meteorologen ökonomen gegner befürworter teilnehmer informationen angaben schätzungen
    schätzung behördenvertreter regierungsvertreter offizielle mann frau informanten informant presseberichte
    presseberichten agenturberichte agenturberichten zeitungsberichte zeitungsberichten erkenntnissen meldungen
    meldung umfrage umfragen studie studien reporter journalisten korrespondenten polizisten politiker abgeordnete
    untersuchungen geheimdienstquelle geheimdienstquellen militärquelle regierungsquelle polizeiquelle betroffene
    opfer bewohner juristen einer wissenschaft recherchen beteiligte händler marktteilnehmer analystin beobachterin
    kenner aussagen worten viele einige mehrere
    """
)
#: heads that speak for the house they name: "ein Sprecher der Polizei" -> Polizei
FOR_A_HOUSE: Final = tuple(
    word_set(
        """
        sprecher sprecherin sprechers sprecherinnen kreise kreisen vertreter vertretern vertreterin mitarbeiter
        mitarbeitern mitarbeiterin quelle quellen insider angaben bericht berichten beamte beamter beamten beamtin
        informationen sprecherangaben schätzungen offizielle erklärung mitteilung worten aussage aussagen meldung
        meldungen auskunft einschätzung darstellung ansicht studie umfrage analyse erkenntnissen untersuchung führung
        regime reporter statistik mitglied mitglieds
        """
    )
)
#: ends of feminine bodies: "er" is none of them
FEMININE_BODIES: Final = ("polizei", "behörde", "anwaltschaft", "wehr", "klinik", "firma", "partei", "gewerkschaft", "armee", "regierung", "bank", "kammer", "leitung", "verwaltung")  # fmt: skip
ABBREVIATION: Final = re.compile(r"[A-ZÄÖÜ][\w.&-]{1,9}")


@lru_cache(maxsize=20_000)
def strip_genitive(word: str, genitive: bool) -> str:
    """The nominative of a masculine or neuter noun in the genitive ("Ministeriums" -> "Ministerium", "Amtes" -> "Amt")."""
    if not genitive or len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    known = noun(word)
    if known != word and word.startswith(known) and len(word) - len(known) <= 2:
        return known
    if word.endswith("es") and not word.endswith(("tes", "kes", "ges", "des")):
        return (
            word[:-1] if word[-3] in "aeiou" else word[:-2] if len(word) > 6 and word[-3] in "dtfhlmnrs" else word[:-1]
        )
    if word.endswith("stes") or (word.endswith("tes") and len(word) > 6):
        return word[:-2]
    return word[:-1]


_ADJECTIVE_STEM: Final = re.compile(
    r".{2,}(?:isch|lich|ig|end|ell|ional|tiv|bar|sam|los|eutsch|ischt|är|ierte?)(?:e|en|er|es|em)|(?:Eine?|Mehrere|Hohe|Gut|Erste|Andere|Weitere|Neue|Viele|Zwei|Drei)"
)


@lru_cache(maxsize=20_000)
def adjectival(word: str) -> bool:
    """A capitalised adjective at the head of a sentence ("Russische", "Offizielle", "Führende")."""
    return word[0].isupper() and _ADJECTIVE_STEM.fullmatch(word) is not None


def speaking_part(word: str) -> str | None:
    """ "Polizeiangaben" -> Polizei, "Regierungskreisen" -> Regierung; nobody for "Medienangaben"."""
    part = word[: word.lower().rindex("angaben" if word.lower().endswith("angaben") else "kreise")]
    if part.endswith(("ungs", "ions", "schafts", "heits", "keits", "täts", "ums", "ens")):
        part = part[:-1]
    return (
        None
        if part.lower() in ("medien", "agentur", "presse", "augenzeugen", "zeugen", "insider")
        else part.rstrip("-") or None
    )


@lru_cache(maxsize=20_000)
def first_name(word: str) -> bool:
    """The word may be a given name: capitalised, no noun ending that news uses before surnames."""
    low = word.lower()
    return word[0].isupper() and not low.endswith(
        (
            "ung",
            "heit",
            "keit",
            "schaft",
            "ion",
            "ministerium",
            "amt",
            "partei",
            "verband",
            "behörde",
            "krieg",
            "platz",
            "straße",
            "chef",
            "tag",
            "jahr",
        )
    )


_CLASS_NOUNS: Final = tuple(
    word_set(
        """
        geheimdienst nachrichtenagentur agentur zeitung sender magazin partei gewerkschaft konzern firma hersteller
        autobauer unternehmen organisation institut denkfabrik verein reederei fluggesellschaft airline miliz gruppe
        portal website plattform verlag bank stiftung verband behörde nachrichtensender geheimdienstes tageszeitung
        wochenzeitung fernsehsender nachrichtenmagazin onlinedienst zeitschrift anbieter betreiber klub kette discounter
        blatt wirtschaftsdienst hilfsorganisation menschenrechtsorganisation umweltorganisation terrormiliz
        bahngewerkschaft dienst presseagentur militärverwaltung lokführergewerkschaft
        """
    )
)


@lru_cache(maxsize=20_000)
def class_noun(word: str) -> bool:
    return word.lower().endswith(_CLASS_NOUNS)


@lru_cache(maxsize=20_000)
def is_national(word: str) -> bool:
    """An adjective that names a country or side ("ukrainische", "US-"), which makes a group attributable."""
    low = word.lower()
    stem = low.rstrip("enrsm")
    return (
        (word[0].islower() and stem.endswith(("isch", "sch")) and len(stem) > 5)
        or low in ("westliche", "westlichen", "deutsche", "deutschen")
        or low.startswith(("us-", "eu-", "nato-", "un-"))
    )


def nominative(words: list[str], genitive: bool) -> str:
    """Weak adjective endings and, after des/eines, the noun's genitive -s taken back: one form for one name."""
    out = list(words)
    at = 0
    if len(out) > 1 and adjectival(out[0]) and is_national(out[0].lower()):
        out[0] = out[0].lower()
    while at < len(out) and out[at][0].islower() and is_adjective(out[at]):
        if out[at].endswith(("en", "er", "es", "em")):
            out[at] = out[at][:-1]
        at += 1
    if at < len(out) and genitive:
        if at + 1 < len(out) and out[at].endswith(("er", "en")) and is_capital(out[at + 1]):
            # "des Ludwigshafener Konzerns", "des Auswärtigen Amtes"
            out[at] = out[at][:-1] if out[at].endswith("en") else out[at]
            at += 1
        out[at] = strip_genitive(out[at], True)
    return join(out)


def join(words: list[str]) -> str:
    return " ".join(words).replace(" ,", ",").replace(" .", ".").strip(" ,")
