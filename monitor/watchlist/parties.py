"""Which side a speaker speaks for: names, adjectives and people of the parties, found in the speaker's phrase.

A phrase is read like an editor reads it. Longest match first; whoever stands behind "in" or "aus" counts only when
nobody else does; what stands behind "für", "gegen" or "bei" never counts; a person wins over an adjective; newspapers,
experts, critics and citizens of a country do not speak for it, its state media do.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from monitor.watchlist.countries import Country, countries, country_of
from monitor.watchlist.german import adjective_forms, word_forms
from monitor.watchlist.model import Alias, Part, Party, Watchlist
from monitor.watchlist.names import name_key, same_person
from monitor.watchlist.terms import compiled
from monitor.watchlist.tokens import HYPHENS, fold, tokens, word_list, word_set

#: whoever these are, they speak for themselves: media, science, business, citizens, opponents
_OWN_VOICE: Final = word_list(
    "Agentur Nachrichtenagentur Zeitung Tageszeitung Sender Magazin Portal Medium Medien Blogger Journalist "
    "Reporter Korrespondent Blatt Rundfunk Fernsehen Radio Website Denkfabrik Thinktank Institute Forscher "
    "Wissenschaftler Experte Fachmann Analyst Beobachter Universität Hochschule Ökonom Bürger Bewohner Einwohner "
    "Anwohner Flüchtling Augenzeuge Zeuge Demonstrant Aktivist Opposition Oppositioneller Oppositionspolitiker "
    "Oppositionsführer Dissident Kritiker Gegner Rivale Herausforderer Konzern Unternehmen Firma Hersteller Bank "
    "Investor Händler Anwalt Menschenrechtler Organisation Stiftung Überläufer Deserteur Gefangener "
    "Kriegsgefangener Patient Tourist Kunde Fahrgast Opfer Angehöriger Gewerkschaft Kirche Historiker Politologe "
    "Politikwissenschaftler Professor Virologe Epidemiologe Arzt Autor Schriftsteller Schauspieler Sportler "
    "Spieler Trainer Mitglied Mitgliedstaat Mitgliedsland Verbündeter Partner Nachbar Nachbarland Kenner Anhänger "
    "Fan Biograf Ableger Tochter Exil Bevölkerung Verband Rebell Separatist Söldner Auswanderer Emigrant "
    "Unterstützer Sympathisant Feind Erzfeind Soldat Zivilist Nutzer Leser Rentner Student Familie Urlauber "
    "Fluggesellschaft Gesellschaft Airline Reederei Klinik Krankenhaus Verein Club Bischof Wirtschaft Industrie "
    "Forschung Studie Börse Mediziner Anbieter Betreiber Verlag Startup Riese Gruppe Bewegung Partei Fraktion "
    "Kandidat Stürmer Hilfswerk Kolumnist Kommentator Schriftstellerin Influencer"
)
#: of these, the ones that speak for the state when it owns them
_MEDIA: Final = word_list(
    "Agentur Nachrichtenagentur Zeitung Tageszeitung Sender Medium Medien Rundfunk Fernsehen Radio Portal Blatt"
)
#: heads that a closed compound with a party's name may have: Kremlsprecher, Bahnchef, Polizeiangaben
_OFFICES: Final = word_list(
    "Sprecher Chef Vertreter Beamter Präsident Vorsitzender Vorstand Kreis Angabe Mitteilung Geheimdienst Militär "
    "Armee Regierung Ministerium Führung Quelle Bericht Behörde Verwaltung Leitung Spitze Vize Manager Direktor "
    "Gremium Kommission Stelle Abgeordneter Minister Botschafter Sekretär Kommandant Einheit Präsidium"
)
#: heads for which a seat of government stands: Moskauer Behörden, Kiewer Angaben; not the Moskauer Zoo
_GOVERNMENT: Final = word_list(
    "Regierung Führung Behörde Ministerium Minister Kabinett Angabe Quelle Kreis Diplomat Botschaft Geheimdienst Militär "
    "Armee Machthaber Regime Sicht Lesart Darstellung Stelle Politiker Präsident Kanzler Premier Sprecher"
)
#: with a country before them these name the topic, not the side: Ukraine-Beauftragter
_TOPIC: Final = (
    "Beauftragter",
    "Gesandter",
    "Sondergesandter",
    "Koordinator",
    "Ermittler",
    "Politik",
    "Krieg",
    "Krise",
)
_NEVER: Final = word_set(
    "für gegen gegenüber über mit bei beim nach an am zu zum zur um wegen trotz gegenueber auf unter ohne seit vor hinter "
    "zwischen ans ins"
)
_PLACED: Final = word_set("in im aus von vom")
_JOIN: Final = word_set("und sowie oder")
_ARTICLES: Final = word_set("der die das des dem den ein eine einer eines einem einen")
_FORMER: Final = ("ehemalig", "früher", "einstig", "damalig", "ex", "abgewählt", "gestürzt", "entlassen")
_EMBASSIES: Final = ("Botschaft", "Botschafter", "Konsulat", "Vertretung")
#: family names that come first in Korean and Chinese
_FIRST: Final = word_set("kim lee ri rhee park pak choe choi cho jo xi li wang zhang yoon moon jang han hwang no kang")

#: lists of full names in articles remembered per watchlist
_REMEMBERED: Final = 512
#: last words of newspapers and stations that begin with a town's name
_PAPERS: Final = word_set(
    "Post Times Journal Herald Today Independent Indipendent Tribune Kurier Star Sun Telegraph Mail Review Examiner Observer "
    "Chronicle Globe News Standard Zeitung Anzeiger Nachrichten Tageblatt Rundschau Week TV Radio"
)

#: order of kinds within one part of a phrase: a named person or body before an adjective
_ALIAS, _NAME, _ADJECTIVE = 0, 1, 2


class _Entry(NamedTuple):
    """One name of a party (or of a country that is no party, to keep its words from being read as another's)."""

    party: str | None
    #: the words, as written
    words: tuple[str, ...]
    kind: int
    until: date | None = None


class _Match(NamedTuple):
    """A name found in a phrase; token numbers [first, last]."""

    first: int
    last: int
    entry: _Entry
    #: the rest of a closed compound, "" otherwise: kreml|sprecher
    rest: str = ""
    genitive: bool = False


def resolve(
    name: str, watchlist: Watchlist, *, on: date | None = None, full_names: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """See `monitor.watchlist.parties_of`."""
    if not name or not watchlist.parties:
        return ()
    book = _book_of(watchlist)
    return book.resolve(" ".join(name.split())[:400], on if book.dated else None, book.bearers(full_names))


@lru_cache(maxsize=64)
def _book_of(watchlist: Watchlist) -> _Book:
    return _Book(watchlist.parties)


# --- the names of a watchlist ---------------------------------------------------------------------------------------


class _Book:
    """All names of a watchlist's parties, by the keys of their first words."""

    def __init__(self, parties: tuple[Party, ...]) -> None:
        self.entries: list[_Entry] = []
        for party in parties:
            self._add_party(party)
        named = {fold(word) for entry in self.entries for word in (" ".join(entry.words),)}
        for country in countries().values():
            self._add_country(country, None, skip=named)
        self._by_first: dict[str, list[_Entry]] = {}
        for entry in self.entries:
            for key in _keys(entry.words[0]):
                self._by_first.setdefault(key, []).append(entry)
        #: whether the day matters to who is meant
        self.dated = any(entry.until for entry in self.entries)
        #: folded one-word names of parties that may begin a closed compound, by their first four letters
        self._closed: dict[str, list[tuple[str, _Entry]]] = {}
        for entry in self.entries:
            first = fold(entry.words[0])
            if len(entry.words) == 1 and len(entry.words[0]) >= 4 and entry.party and entry.kind != _ADJECTIVE:
                self._closed.setdefault(first[:4], []).append((first, entry))
        #: names of several words, of which one may stand alone
        self.full = [entry for entry in self.entries if len(entry.words) > 1 and entry.kind == _ALIAS]
        self._surnames = frozenset(key[:2] for entry in self.full for key in _surnames(entry.words))
        self._relevant: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.resolve = lru_cache(maxsize=16384)(self._resolve)

    def _resolve(self, name: str, on: date | None, full_names: tuple[str, ...]) -> tuple[str, ...]:
        return _Phrase(name, self, on, full_names).parties()

    def bearers(self, full_names: tuple[str, ...]) -> tuple[str, ...]:
        """Of an article's full names those that may bear the surname of somebody in the watchlist: no other matters."""
        found = self._relevant.get(full_names)
        if found is None:
            found = tuple(full for full in full_names if self._may_bear(full))
            if len(self._relevant) >= _REMEMBERED:
                self._relevant.clear()
            self._relevant[full_names] = found
        return found

    def _may_bear(self, full: str) -> bool:
        keys = _surnames(tuple(token.text for token in tokens(full)))
        return any(len(key) < 4 or key[:2] in self._surnames for key in keys)

    def closed(self, key: str) -> list[tuple[str, _Entry]]:
        """Names with which a folded word may begin."""
        return self._closed.get(key[:4], [])

    def _add_party(self, party: Party) -> None:
        country = country_of(party.name)
        self._add(party.name, party.name, _NAME if country else _ALIAS)
        if country is not None:
            self._add_country(country, party.name, skip={fold(party.name)})
        for alias in party.aliases:
            self._add_alias(party.name, alias)

    def _add_alias(self, party: str, alias: Alias) -> None:
        country = country_of(alias.name)
        adjective = country is not None and fold(alias.name) in map(fold, country.adjectives)
        self._add(alias.name, party, _ADJECTIVE if adjective else _NAME if country else _ALIAS, alias.until)

    def _add_country(self, country: Country, party: str | None, *, skip: set[str]) -> None:
        for word in country.words:
            if fold(word) not in skip:
                self._add(word, party, _ADJECTIVE if word in country.adjectives else _NAME)

    def _add(self, name: str, party: str | None, kind: int, until: date | None = None) -> None:
        words = tuple(token.text for token in tokens(name))
        if words:
            self.entries.append(_Entry(party, words, kind, until))

    def starting(self, word: str) -> list[_Entry]:
        """Names that may begin with this word."""
        found = self._by_first.get(fold(word), []) + self._by_first.get("~" + name_key(word), [])
        return list(dict.fromkeys(found))


@lru_cache(maxsize=8192)
def _keys(word: str) -> frozenset[str]:
    """Folded forms of a name's word, and its spelling key: Pentagons, Moskauer, Selenskyjs, ~selenski."""
    if 1 < len(word) <= 5 and word.isupper():
        return frozenset({fold(word), fold(word) + "s"})
    forms = set(word_forms(word).forms)
    if word[:1].isupper():
        forms |= word_forms(word[:1].lower() + word[1:]).forms if word.endswith(("e", "er", "es", "en")) else set()
        forms |= {fold(word) + end for end in ("er", "s")}
        forms |= {"~" + name_key(word)} if len(word) > 4 and country_of(word) is None else set()
    else:
        forms |= adjective_forms(fold(word))
    return frozenset(forms)


# --- a phrase -------------------------------------------------------------------------------------------------------


class _Phrase:
    """A speaker's phrase with the names found in it."""

    def __init__(self, text: str, book: _Book, on: date | None, full_names: tuple[str, ...]) -> None:
        self._text = text
        self._words = tokens(text)
        self._book = book
        self._on = on
        self._full_names = full_names
        self._matches = self._find()
        self._taken = {place for match in self._matches for place in range(match.first, match.last + 1)}

    def parties(self) -> tuple[str, ...]:
        """The parties that speak, each once, in order."""
        valid = [match for match in self._matches if match.entry.party is not None and self._speaks(match)]
        owners = [match for match in valid if self._before(match) not in _PLACED]
        chosen = owners or valid
        best: dict[int, _Match] = {}
        for match in chosen:
            part = self._part(match)
            if part not in best or self._order(match) < self._order(best[part]):
                best[part] = match
        found = [match.entry.party or "" for _, match in sorted(best.items())]
        if not any(fold(word.text) in _JOIN for word in self._words):
            found = found[:1]
        return tuple(dict.fromkeys(found))

    # --- finding names ---------------------------------------------------------------------------------------------

    def _find(self) -> list[_Match]:
        out: list[_Match] = []
        place = 0
        while place < len(self._words):
            found = self._longest(place)
            if found is None:
                place += 1
                continue
            out.append(found)
            place = found.last + 1
        return out

    def _longest(self, place: int) -> _Match | None:
        best: _Match | None = None
        for entry in self._book.starting(self._words[place].text):
            last = self._runs(entry, place)
            if last is None or (entry.until is not None and self._on is not None and self._on > entry.until):
                continue
            if best is None or last > best.last or (last == best.last and best.entry.party is None):
                best = _Match(place, last, entry, genitive=self._is_genitive(entry, place))
        return best or self._bare_surname(place) or self._closed(place)

    def _runs(self, entry: _Entry, place: int) -> int | None:
        """Number of the last token when the whole name stands from `place` on."""
        last = place + len(entry.words) - 1
        if last >= len(self._words):
            return None
        for step, word in enumerate(entry.words):
            token = self._words[place + step].text
            if word.isupper() and 1 < len(word) <= 3 and token.removesuffix("s") != word:
                return None
            keys = _keys(word)
            if fold(token) not in keys and "~" + name_key(token) not in keys:
                return None
        if entry.kind != _ADJECTIVE and len(entry.words) == 1 and not self._words[place].text[:1].isupper():
            return None
        if self._begins_other_name(entry, last):
            return None
        return last

    def _begins_other_name(self, entry: _Entry, last: int) -> bool:
        """A one-word alias that is only the first part of a longer name: Kim Yong-Hyun, Washington Post."""
        if entry.kind != _ALIAS or len(entry.words) > 1 or last + 1 >= len(self._words):
            return False
        this, following = self._words[last], self._words[last + 1]
        if self._text[this.end : following.start] != " " or not following.text[:1].isupper() or this.text.endswith("s"):
            return False
        return entry.words[0].lower() in _FIRST or following.text in _PAPERS

    def _is_genitive(self, entry: _Entry, place: int) -> bool:
        word = self._words[place].text
        return entry.kind != _ADJECTIVE and word.endswith("s") and not entry.words[0].endswith("s")

    def _bare_surname(self, place: int) -> _Match | None:
        """A surname alone, when the same article has the full name and no other bearer of it."""
        word = self._words[place].text
        if not self._full_names or not word[:1].isupper():
            return None
        for entry in self._book.full:
            if not _is_surname(word, entry.words):
                continue
            bearers = [full for full in self._full_names if _has_surname(full, word)]
            if bearers and all(same_person(full, " ".join(entry.words)) for full in bearers):
                return _Match(place, place, entry)
        return None

    def _closed(self, place: int) -> _Match | None:
        """A party's name as first part of an office: Kremlsprecher, Bahnchefin."""
        key = fold(self._words[place].text)
        for first, entry in self._book.closed(key):
            if not key.startswith(first) or len(key) < len(first) + 3:
                continue
            offices = compiled(_OFFICES, Part.WHOLE)
            for link in ("", "s", "n", "en", "es"):
                rest = key[len(first) :].removeprefix(link)
                if offices.matches_noun(rest):
                    return _Match(place, place, entry, rest)
        return None

    # --- what stands around a name ---------------------------------------------------------------------------------

    def _speaks(self, match: _Match) -> bool:
        """Whether this name, where it stands, can be the side that speaks."""
        if self._before(match) in _NEVER:
            return False
        head = self._head(match)
        if head and self._is_topic(match, head):
            return False
        if self._is_town(match) and not compiled(_GOVERNMENT, Part.LAST).matches_noun(head):
            return False
        if self._before(match) in _PLACED and self._owner_noun(match, _EMBASSIES):
            return False
        governing = head or self._governing(match)
        if governing and _own_voice(governing) and not self._is_state_medium(governing):
            return False
        return match.entry.kind == _ALIAS or not self._is_former(match)

    def _before(self, match: _Match) -> str:
        """The preposition that rules this name, "" without one; articles, enumerations and adjectives are skipped."""
        for place in range(match.first - 1, -1, -1):
            word = fold(self._words[place].text)
            if word in _NEVER or word in _PLACED:
                return word
            if place in self._taken or word in _ARTICLES or word in _JOIN:
                continue
            if self._words[place].text[:1].isupper():
                return ""
        return ""

    def _head(self, match: _Match) -> str:
        """The noun that the name qualifies: US-|Denkfabrik, russische |Zeitung, Russlands |Opposition; "" without one."""
        if match.rest:
            return match.rest
        chain = self._chain_end(match.last)
        if chain > match.last:
            return self._words[chain].text
        if match.entry.kind == _ADJECTIVE or self._is_town(match):
            return self._noun_after(match.last)
        following = match.last + 1
        if match.genitive and following < len(self._words) and following not in self._taken:
            return self._noun_after(match.last)
        return ""

    def _chain_end(self, place: int) -> int:
        while place + 1 < len(self._words):
            between = self._text[self._words[place].end : self._words[place + 1].start]
            if len(between) != 1 or between not in HYPHENS:
                break
            place += 1
        return place

    def _noun_after(self, place: int) -> str:
        for later in range(place + 1, len(self._words)):
            word = self._words[later].text
            if fold(word) in _NEVER or fold(word) in _PLACED:
                return ""
            if later not in self._taken and word[:1].isupper():
                return self._words[self._chain_end(later)].text
        return ""

    def _governing(self, match: _Match) -> str:
        """The noun before the name that it depends on: Gegner Putins, Agentur Yonhap aus Südkorea; "" without one.

        Of several the one with a voice of its own, else the nearest.
        """
        if match.entry.kind == _ALIAS and not self._depends(match):
            return ""
        nouns = [
            self._words[place].text
            for place in range(match.first - 1, -1, -1)
            if place not in self._taken and self._words[place].text[:1].isupper()
        ]
        return next((noun for noun in nouns if _own_voice(noun)), nouns[0] if nouns else "")

    def _depends(self, match: _Match) -> bool:
        """A name in the genitive, or behind an article or preposition that follows a noun."""
        if match.genitive or self._before(match) in _PLACED:
            return True
        return match.first > 1 and fold(self._words[match.first - 1].text) in ("des", "der")

    def _owner_noun(self, match: _Match, nouns: tuple[str, ...]) -> bool:
        return compiled(nouns, Part.LAST).matches_noun(self._governing(match))

    def _is_town(self, match: _Match) -> bool:
        """Moskauer, Kiewer: a town's name as adjective."""
        word = self._words[match.first].text
        return match.entry.kind == _ALIAS and fold(word) == fold(match.entry.words[0]) + "er"

    def _is_topic(self, match: _Match, head: str) -> bool:
        whole = match.entry.kind == _NAME and not match.entry.words[0].isupper()
        return whole and not match.genitive and compiled(_TOPIC, Part.LAST).matches_noun(head)

    def _is_state_medium(self, noun: str) -> bool:
        """Whether a medium is the state's own: staatliche Nachrichtenagentur, Staatsfernsehen."""
        if not compiled(_MEDIA, Part.LAST).matches_noun(noun):
            return False
        state = ("staatlich", "staatseigen", "amtlich")
        return any(fold(word.text).startswith((*state, "staats", "partei", "regierungs")) for word in self._words)

    def _is_former(self, match: _Match) -> bool:
        words = [word.text for word in self._words]
        return any(fold(word).startswith(_FORMER[:2]) or fold(word) in _FORMER for word in words)

    def _part(self, match: _Match) -> int:
        """Number of the conjunct the name stands in."""
        before = self._text[: self._words[match.first].start]
        return before.count(",") + sum(1 for word in self._words[: match.first] if fold(word.text) in _JOIN)

    def _order(self, match: _Match) -> tuple[int, int]:
        alone = match.entry.kind == _ALIAS and not match.rest and self._chain_end(match.last) == match.last
        return (0 if alone and not match.genitive else 1, match.first)


def _own_voice(noun: str) -> bool:
    return compiled(_OWN_VOICE, Part.LAST).matches_noun(noun)


def _surnames(full: tuple[str, ...]) -> list[str]:
    """The keys of those words of a full name that may stand for it alone."""
    found = [name_key(full[-1])] if len(full) > 1 else []
    return [*found, name_key(full[0])] if found and fold(full[0]) in _FIRST else found


def _is_surname(word: str, full: tuple[str, ...]) -> bool:
    keys = {name_key(word), name_key(word.removesuffix("s"))}
    return name_key(full[-1]) in keys or (fold(full[0]) in _FIRST and name_key(full[0]) in keys)


def _has_surname(full: str, word: str) -> bool:
    words = tuple(token.text for token in tokens(full))
    return len(words) > 1 and _is_surname(word, words)
