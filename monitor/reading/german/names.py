"""The name behind a speaker: `Names` resolves mentions within one article, relays and unnamed sources are told apart.

Pronouns, bare surnames, short descriptions ("der Präsident", "das Ministerium"), abbreviations introduced in brackets,
spokespeople (who speak for their house), unnamed sources (nobody).
"""

from __future__ import annotations

from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.actors import is_body, is_name
from monitor.reading.german.clauses import CAPITAL_BIT, flags
from monitor.reading.german.houses import KINDS, LEGAL, house_before, spoken_for
from monitor.reading.german.naming import (
    ABBREVIATION,
    FEMININE_BODIES,
    FOR_A_HOUSE,
    UNNAMED,
    adjectival,
    class_noun,
    first_name,
    is_national,
    is_role,
    join,
    nominative,
    speaking_part,
    strip_genitive,
)
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.phrases import (
    ADVERBS,
    DETERMINERS,
    NOMINATIVE,
    OBLIQUE,
    PREPOSITIONS,
    is_adjective,
    is_capital,
    phrase,
)
from monitor.reading.german.relays import RELAY_HEADS, quoted_name
from monitor.reading.german.speakers import DEMONSTRATIVE, PRONOUNS, QUOTES, TokenSpan
from monitor.reading.german.text import Doc

_POINTING: Final = PRONOUNS | DEMONSTRATIVE | {"der", "die", "das"}
_SMALL_WORDS: Final = DETERMINERS | PREPOSITIONS
_NO_NAMES: Final = _SMALL_WORDS | ADVERBS
_BEFORE_NAMES: Final = PREPOSITIONS | ADVERBS


class Names:
    """The names of one article, filled as it is read; resolution of later mentions against earlier ones."""

    __slots__ = (
        "_abbreviations",
        "_doc",
        "_feminine",
        "_full",
        "_memo",
        "_persons",
        "_roles",
        "_title",
        "last",
        "references",
    )

    def __init__(self, doc: Doc, title: Doc | None = None) -> None:
        self._doc = doc
        self._title = title
        #: surname -> full name
        self._full: dict[str, str] = {}
        #: abbreviation -> name
        self._abbreviations: dict[str, str] = {}
        #: role noun (lower) -> (token, name)
        self._roles: dict[str, str] = {}
        #: names of persons in order of mention as speakers
        self._persons: list[str] = []
        self._feminine: set[str] = set()
        #: words of a phrase -> its name, once found
        self._memo: dict[tuple[str, ...], str | None] = {}
        #: name of the last speaker
        self.last: str | None = None
        #: (first, stop, meaning) of every resolved short mention
        self.references: list[tuple[int, int, str]] = []

    def resolve(self, span: TokenSpan, *, plural: bool = False) -> str | None:
        """The name behind the tokens of a speaker, None if nobody is named. Remembers it for later mentions."""
        doc = self._doc
        first, stop = span
        if stop - first == 1 and doc.words[first].lower() == "dieses":
            return self._neuter_before(first)
        if stop - first == 1 and doc.words[first].lower() in _POINTING:
            return self._pronoun(span, plural)
        key = tuple(doc.words[first:stop])
        if key in self._memo:
            name = self._memo[key]
            if name in self._persons:
                self._persons.remove(name)
                self._persons.append(name)
        else:
            resolved = len(self.references)
            name = self._phrase(first, stop)
            if name is not None and len(self.references) == resolved:
                # what a short description stands for may change as the article goes on
                self._memo[key] = name
        if name:
            self.last = name
        return name

    # --- pronouns

    def _pronoun(self, span: TokenSpan, plural: bool) -> str | None:
        low = self._doc.lower[span[0]]
        if low in ("wir", "ich", "man", "es"):
            return self.last
        if low in ("der", "die", "das") and span[0] > 0 and self._doc.words[span[0] - 1] == ",":
            return self._antecedent(span[0] - 1)
        found = None
        if low in ("er", "dieser", "jener", "letzterer"):
            found = next((name for name in reversed(self._persons) if name not in self._feminine), None)
        elif low in ("sie", "diese", "letztere") and not plural:
            found = next((name for name in reversed(self._persons) if name in self._feminine), None)
        before = self._subject_before(span[0], low, plural)
        if before is None and low == "er":
            before = self._man_before(span[0])
        found = before or found or self.last
        if low == "er" and found is not None and found == self.last and found.lower().endswith(FEMININE_BODIES):
            found = None
        if found is None and low == "er":
            found = self._person_before(span[0])
        if found:
            self.references.append((*span, found))
        return found

    def _neuter_before(self, at: int) -> str | None:
        """ "… auf das Außenministerium meldet, bestätigte dieses": the body with a neuter article named last."""
        doc = self._doc
        for begin in range(at - 2, max(-1, at - 40), -1):
            if (
                doc.lower[begin] in ("das", "dem", "im", "beim", "vom")
                and is_capital(doc.words[begin + 1])
                and is_body(doc.words[begin + 1])
            ):
                end = phrase(doc, begin + 1, at, apposition=False)
                return self._phrase(begin + 1, max(end, begin + 2))
        return None

    def _subject_before(self, at: int, pronoun: str, plural: bool) -> str | None:
        """The noun phrase that opens the sentence before, if its article agrees with the pronoun."""
        doc = self._doc
        number = doc.sentence_at(at)
        if doc.sentence_starts[number] + 3 < at:
            # "Die Präsidentin habe nie Geld angenommen, ließ sie mitteilen"
            first, stop = doc.sentence_starts[number], at
        elif number == 0:
            return None
        else:
            first, stop = doc.sentences[number - 1]
        if pronoun in ("er", "dieser", "jener", "letzterer"):
            wanted: tuple[str, ...] = ("der", "ein")
        elif pronoun in ("sie", "diese", "letztere"):
            wanted = ("die", "eine") if not plural else ("die",)
        else:
            return None
        end = phrase(doc, first, stop, front=True)
        if end == first:
            return None
        if doc.lower[first] in wanted:
            return self._phrase(first, end)
        name = self._phrase(first, end) if doc.lower[first] not in DETERMINERS else None
        if name is None or name not in self._persons or plural:
            return None
        return name if (name in self._feminine) == (pronoun in ("sie", "diese", "letztere")) else None

    def _man_before(self, at: int) -> str | None:
        """ "Nach Angaben der Polizei wurde ein 34-Jähriger festgenommen. Er …": the man who is the subject behind the verb."""
        doc = self._doc
        number = doc.sentence_at(at)
        if number == 0:
            return None
        first, stop = doc.sentences[number - 1]
        for here in range(first + 2, stop - 1):
            if doc.lower[here] != "ein" or doc.lower[here - 1] in PREPOSITIONS:
                continue
            end = phrase(doc, here, stop, apposition=False)
            head = next((doc.words[i] for i in range(here + 1, end) if is_capital(doc.words[i])), "")
            if head and is_person(noun(head)) and not head.endswith("in"):
                return self._phrase(here, end)
        return None

    def _antecedent(self, comma: int) -> str | None:
        """The noun phrase that ends before the comma of a relative clause."""
        doc = self._doc
        stop = comma
        at = comma - 1
        while (
            at > 0
            and comma - at < 14
            and not (
                doc.words[at][0].islower()
                and verbs.finite(doc.lower[at])
                and doc.lower[at].endswith(("ten", "den", "en"))
                and doc.lower[at - 1] not in DETERMINERS
            )
            and (
                is_capital(doc.words[at])
                or doc.lower[at] in DETERMINERS
                or is_adjective(doc.words[at])
                or doc.words[at] in QUOTES
            )
        ):
            at -= 1
        first = at + 1 if not is_capital(doc.words[at]) else at
        return self._phrase(first, stop) if first < stop else None

    # --- phrases

    def _phrase(self, first: int, stop: int) -> str | None:
        doc = self._doc
        words = doc.words[first:stop]
        if not words:
            return None
        core = self._core(first, stop)
        if ("und" in core or "sowie" in core) and (joined := self._joint(core)):
            return joined
        if "(" in words:
            self._note_abbreviation(first, stop)
        if len(words) != len(core) and (quoted := quoted_name(words)):
            return self._abbreviations.get(quoted, quoted)
        genitive = words[0].lower() in ("des", "eines", "dieses")
        feminine = any((w.endswith("in") and is_role(w[:-2].lower())) or w == "Frau" for w in words)
        if not core:
            return None
        person = self._person(core)
        if person:
            self._remember(person, core, feminine)
            return self._full.get(person.split()[-1], person) if " " not in person else person
        if len(core) == 1 and (single := self._single(core[0], first)):
            return single
        house = self._house(core, first, stop)
        if house is not None:
            return house or None
        known = self._known_role(core, first)
        if known:
            self.references.append((first, stop, known))
            return known
        return self._plain(core, genitive, first)

    def _joint(self, words: list[str]) -> str | None:
        """ "USA, Südkorea und die Ukraine": joint sources keep one text that lists them all."""
        at = next(i for i, w in enumerate(words) if w.lower() in ("und", "sowie"))
        if not (at and at + 1 < len(words)) or not (
            is_capital(words[at - 1]) and any(is_capital(w) for w in words[at + 1 :])
        ):
            return None
        if words[0].lower() in DETERMINERS:
            words = words[1:]
        heads = [w.lower() for w in words]
        if any(head in UNNAMED for head in heads) and not any(
            is_capital(w) and w.lower() not in UNNAMED for w in words
        ):
            return None
        return join(words)

    def _note_abbreviation(self, first: int, stop: int) -> None:
        doc = self._doc
        open_at = doc.words.index("(", first, stop)
        if (
            open_at + 2 < len(doc.words)
            and doc.words[open_at + 2] == ")"
            and ABBREVIATION.fullmatch(doc.words[open_at + 1])
        ):
            short = doc.words[open_at + 1]
            if short in ("CDU", "CSU", "SPD", "FDP", "AfD", "BSW") or (
                sum(c.isupper() for c in short) < 2 and len(short) > 4
            ):
                return
            core = self._core(first, open_at)
            if core:
                self._abbreviations[
                    quoted_name(doc.words[first:open_at]) or nominative(core, doc.lower[first] == "des")
                ] = short

    def _core(self, first: int, stop: int) -> list[str]:
        """Words without determiner, quotation marks, brackets and relative clause."""
        doc = self._doc
        out: list[str] = []
        at = first
        while at < stop:
            word = doc.words[at]
            if doc.lower[at] == "sowohl":
                pass
            elif doc.lower[at] == "als" and at + 1 < stop and doc.lower[at + 1] == "auch":
                out.append("und")
                at += 1
            elif word == "(":
                while at < stop and doc.words[at] != ")":
                    at += 1
            elif word in QUOTES:
                pass
            elif word == "." and out and doc.glued(at):
                out[-1] += "."
            elif out and out[-1].endswith(".") and doc.glued(at) and doc.words[at - 1] == ".":
                out[-1] += word
            elif not out and (doc.lower[at] in NOMINATIVE or doc.lower[at] in OBLIQUE):
                pass
            elif at == first and adjectival(word) and at + 1 < stop and (doc.words[at + 1][0].isalpha()):
                out.append(word[0].lower() + word[1:])
            else:
                out.append(word)
            at += 1
        while out and (out[-1] == "," or out[-1].lower() in ("selbst", "zudem", "auch", "jedoch")):
            out.pop()
        return out

    def _person(self, core: list[str]) -> str | None:
        """The personal name in a phrase: what follows a role ("Präsident Wolodymyr Selenskyj"), an apposition, or a bare name."""
        role = -1
        for at, word in enumerate(core):
            low = word.lower().rstrip(".")
            if is_role(low) and (len(low) > 3 or low in ("dr", "rat")) and is_capital(word):
                role = at
            elif at > role + 1 and role >= 0 and not is_capital(word) and word != ",":
                pass
        comma = core.index(",") if "," in core else -1
        if comma >= 0:
            after = core[comma + 1 :]
            before = core[:comma]
            for part in (after, before):
                name = self._tail_name(part)
                if name and " " in name:
                    return name
        if role >= 0:
            return self._tail_name(core[role:])
        if 2 <= len(core) <= 4 and all(
            is_capital(w) or w in ("von", "van", "de", "bin", "al", "el", "zu") or (w == "der" and "von" in core)
            for w in core
        ):
            if (
                not any(w.isupper() and len(w) > 2 for w in core)
                and not core[0].lower().endswith(RELAY_HEADS)
                and core[-1] not in LEGAL
                and not class_noun(core[-1])
                and not adjectival(core[0])
                and verbs.finite(core[0]) is None
                and all(first_name(w) for w in core if is_capital(w))
            ):
                return join(core)
        return None

    def _tail_name(self, words: list[str]) -> str | None:
        """Capitalised words behind the last role noun, up to a preposition or article."""
        start = 0
        for at, word in enumerate(words):
            low = word.lower().rstrip(".")
            if is_role(low) and (len(low) > 3 or low in ("dr",)):
                start = at + 1
        name: list[str] = []
        for at in range(start, len(words)):
            word = words[at]
            if is_capital(word) or (
                name
                and word.lower() in ("von", "van", "de", "bin", "al", "el", "der", "zu", "ibn", "-")
                and at + 1 < len(words)
            ):
                if (
                    name
                    and word.lower() in ("von", "zu", "der")
                    and not (at + 1 < len(words) and is_capital(words[at + 1]) and at + 2 == len(words))
                    # "Ursula von der Leyen"
                    and not (word == "von" and words[at + 1] == "der" and at + 3 == len(words))
                ):
                    break
                name.append(word)
            elif (
                start
                and not name
                and word.lower()
                in ("des", "der", "von", "vom", "für", "im", "in", "beim", "am", "an", "zu", "aus", "bei")
            ):
                return None
            elif name:
                break
        if not name or (start == 0 and len(name) < 2):
            return None
        if any(w.isdigit() for w in name):
            return None
        return join(name)

    def _remember(self, name: str, core: list[str], feminine: bool) -> None:
        last = name.split()[-1]
        if " " in name:
            self._full[last] = name
        full = self._full.get(last, name)
        if full in self._persons:
            self._persons.remove(full)
        self._persons.append(full)
        if feminine:
            self._feminine.add(full)
        for word in core:
            low = word.lower()
            if is_role(low) and is_capital(word) and low not in ("dr.", "prof.", "herr", "frau"):
                self._roles[low] = full

    def _single(self, word: str, first: int) -> str | None:
        """A single capitalised word: abbreviation, surname of a full name in the article, or name as it stands."""
        if word in self._abbreviations.values():
            return word
        if word in self._full:
            return self._full[word]
        low = word.lower()
        if low.endswith(("angaben", "kreisen", "kreise")) and len(low) > 10:
            return speaking_part(word)
        if low in UNNAMED or is_role(low):
            return None
        if self._doc.lower[first] in DETERMINERS:
            return None
        full = self._search_full(word)
        if full:
            self._full[word] = full
            if full in self._persons:
                self._persons.remove(full)
            self._persons.append(full)
            return full
        return None

    def _search_full(self, surname: str) -> str | None:
        """A full name that ends in the surname, anywhere in the article or its title."""
        if len(surname) < 3 or not surname.isalpha():
            return None
        for doc in (self._doc, self._title):
            if doc is None:
                continue
            for here in _places(doc, surname):
                at = here - 1
                while (
                    at >= 0
                    and here - at <= 3
                    and is_capital(doc.words[at])
                    and doc.words[at].replace("-", "").isalpha()
                ):
                    if is_role(doc.lower[at]) or doc.lower[at] in _SMALL_WORDS:
                        break
                    at -= 1
                name = doc.words[at + 1 : here]
                if name and len(_places(doc, name[0])) > _bigrams(doc, name[0], doc.words[at + 2]):
                    continue
                if (
                    name
                    and not verbs.finite(doc.lower[at + 1])
                    and ((at >= 0 and (is_role(doc.lower[at]) or not is_capital(doc.words[at]))) or len(name) < 3)
                ):
                    if len(name) == 1 and at >= 0 and (doc.lower[at] in DETERMINERS or is_adjective(doc.words[at])):
                        continue
                    if doc.lower[at + 1] in _BEFORE_NAMES or not first_name(name[0]):
                        continue
                    return join([*name, surname])
        return None

    def _house(self, core: list[str], first: int, stop: int) -> str | None:
        """For whom an unnamed speaker speaks ("ein Sprecher der Polizei"); "": for nobody named; None: not such a phrase."""
        head_at = next((i for i, w in enumerate(core) if is_capital(w)), -1)
        if head_at < 0:
            return ""
        head = core[head_at].lower()
        rest = core[head_at + 1 :]
        compound = head.endswith(FOR_A_HOUSE) and "-" in head
        plain = head in FOR_A_HOUSE or head in UNNAMED
        if not plain and not compound and not head.endswith(("sprecher", "sprecherin")):
            return None
        if rest:
            words = rest
            genitive = words[0].lower() in ("des", "eines", "vom", "beim", "im", "am", "vom")
            while words and (words[0].lower() in _SMALL_WORDS):
                words = words[1:]
            if words and any(is_capital(w) for w in words):
                inner = [w for w in words if w != ","]
                if inner[0].lower().endswith(FOR_A_HOUSE) and len(inner) > 2:
                    return self._house(inner, first, stop)
                named = self._same_house(strip_genitive(inner[0], genitive).lower(), first) if len(inner) == 1 else None
                return named or nominative(inner, genitive)
        if compound or (head.endswith(("sprecher", "sprecherin")) and head not in ("sprecher", "sprecherin")):
            house = self._compound_house(core[head_at])
            return self._same_house(strip_genitive(house, True).lower(), first) or house
        modifiers = [w for w in core[:head_at] if is_national(w)]
        if modifiers:
            return join([*core[: head_at + 1]])
        if head in ("sprecher", "sprecherin", "sprechers"):
            spoken_for = self._spoken_for(first)
            if spoken_for:
                self.references.append((first, stop, spoken_for))
            return spoken_for or ""
        return ""

    def workplace(self, span: TokenSpan) -> str | None:
        """Where an unnamed source works: "die im Militärgeheimdienst der Ukraine arbeitet"; None if nobody says."""
        doc = self._doc
        at = span[1]
        if at + 3 < len(doc.words) and doc.words[at] == "," and doc.lower[at + 1] in ("die", "der", "das"):
            if doc.lower[at + 2] in ("im", "in", "beim", "bei", "für", "am"):
                end = phrase(doc, at + 3, min(len(doc.words), at + 14))
                if end > at + 3:
                    return self._phrase(at + 3, end)
        return None

    def _spoken_for(self, at: int) -> str | None:
        """Whom a bare "Sprecherin" speaks for; None if nobody fits."""
        front = spoken_for(self._doc, at)
        return self._phrase(*front) if front is not None else None

    def _compound_house(self, word: str) -> str:
        """ "Bahnsprecherin" -> Bahn, "Kremlsprecher" -> Kreml, "Polizeisprecher" -> Polizei."""
        low = word.lower()
        for end in ("sprecherin", "sprecher"):
            if low.endswith(end):
                house = word[: len(word) - len(end)].rstrip("-")
                if house.endswith("ungs"):
                    house = house[:-1]
                return {"Konzern": "Konzern", "Firmen": "Firma", "Armee": "Armee"}.get(house, house)
        return word

    def _known_role(self, core: list[str], first: int) -> str | None:
        """ "der Präsident", "das Ministerium": the one named with that noun before."""
        if (
            self._doc.lower[first] not in ("der", "die", "das", "dem", "des", "den", "dieser", "diese", "dieses")
            or len(core) > 2
        ):
            return None
        head = core[-1].lower()
        if self._doc.lower[first] == "des":
            head = strip_genitive(core[-1], True).lower()
        if head in UNNAMED:
            return None
        if head in KINDS and len(core) == 1:
            return self._earlier(head, first) or self._same_house(head, first) or self._roles.get(head)
        if head in self._roles and len(core) == 1:
            return self._roles[head]
        for role in reversed(self._roles):
            if role.endswith(head) or head.endswith(role):
                return self._roles[role]
        if is_role(head) and not self._persons:
            return self._person_before(first)
        if is_role(head) and self._persons:
            # "Markus Söder … Der CSU-Chef": the person named last
            return self._persons[-1] if not head.endswith("in") or self._persons[-1] in self._feminine else None
        if len(core) == 1:
            return self._earlier(head, first) or self._same_house(head, first)
        return None

    def _same_house(self, head: str, at: int) -> str | None:
        """ "ZF will Stellen streichen, wie das Unternehmen mitteilte": the house of that kind named last."""
        kind = KINDS.get(head)
        found = house_before(self._doc, at, kind) if kind is not None else None
        if found is None:
            return None
        known = set(self._persons)
        name = self._phrase(*found)
        if name in self._persons and name not in known:
            # two capitals that look like a person are a firm here
            self._persons.remove(name)
        return name if name not in known else None

    def _person_before(self, first: int) -> str | None:
        """The nearest personal name in the sentence or two before: two capitals that no article or adjective opens."""
        doc = self._doc
        for at in range(first - 2, max(-1, first - 60), -1):
            one, two = doc.words[at], doc.words[at + 1]
            if not (is_capital(one) and is_capital(two) and one.isalpha() and two.replace("-", "").isalpha()):
                continue
            before = doc.lower[at - 1] if at else ""
            if before[:1].isdigit() or doc.lower[at] in ("millionen", "milliarden", "million", "milliarde", "tausend"):
                continue
            if before in DETERMINERS or (before and is_adjective(doc.words[at - 1])) or doc.lower[at] in _NO_NAMES:
                continue
            if (
                first_name(one)
                and is_name(one)
                and not is_role(doc.lower[at])
                and not one.isupper()
                and first_name(two)
            ):
                return f"{one} {two}"
        return None

    def _earlier(self, noun: str, first: int) -> str | None:
        """ "das Ministerium" after "das Gesundheitsministerium": the fuller name that stands before it."""
        doc = self._doc
        low = noun.lower()
        if len(low) < 5:
            return None
        for at in range(first - 1, max(-1, first - 250), -1):
            word = doc.lower[at]
            stem = word[:-1] if word.endswith("s") else word
            if stem.endswith(low) and is_capital(doc.words[at]):
                if len(stem) > len(low):
                    begin = at
                    while begin > 0 and is_adjective(doc.words[begin - 1]):
                        begin -= 1
                    return nominative(doc.words[begin : at + 1], word != stem)
                if at + 1 < first and doc.words[at + 1].isupper() and len(doc.words[at + 1]) > 1:
                    return doc.words[at + 1]
                if at and is_adjective(doc.words[at - 1]) and is_national(doc.words[at - 1]):
                    if (
                        at + 1 < first
                        and is_capital(doc.words[at + 1])
                        and class_noun(doc.words[at])
                        and not low.endswith("n")
                    ):
                        return doc.words[at + 1]
                    return nominative(doc.words[at - 1 : at + 1], word != stem)
        return None

    def _plain(self, core: list[str], genitive: bool, first: int) -> str | None:
        """An organisation, place or group as it stands; nobody for unnamed groups."""
        heads = [w for w in core if is_capital(w)]
        if not heads:
            return None
        if all(w.lower() in UNNAMED for w in heads) and not any(is_national(w) for w in core):
            return None
        # a name behind its class noun is the name: "Geheimdienst NIS", "Nachrichtenagentur Yonhap"
        at = next(i for i, w in enumerate(core) if is_capital(w))
        behind = at + 1
        while behind < len(core) and is_capital(core[behind]):
            behind += 1
        if behind > at + 1 and class_noun(core[at]) and not (behind < len(core) and core[behind] == "und"):
            name = join(core[at + 1 : behind])
            self._roles[core[at].lower()] = name
            return self._abbreviations.get(name, name)
        name = nominative(core, genitive)
        name = self._abbreviations.get(name, name)
        if len(core) == 1:
            self._roles.setdefault(core[0].lower(), name)
        return name


def _places(doc: Doc, word: str) -> list[int]:
    """Every token that is the word as written."""
    if not word[0].isupper():
        return [at for at, other in enumerate(doc.words) if other == word]
    key = ("capitals", 0)
    known = doc.shared.get(key)
    if known is None:
        capitals: dict[str, list[int]] = {}
        for at, mark in enumerate(flags(doc)):
            if mark & CAPITAL_BIT:
                capitals.setdefault(doc.words[at], []).append(at)
        doc.shared[key] = known = capitals
    found: list[int] = known.get(word, [])  # type: ignore[attr-defined]
    return found


def _bigrams(doc: Doc, one: str, two: str) -> int:
    """How often the two words stand next to each other: a given name hardly stands without its surname."""
    last = len(doc.words) - 1
    return len([at for at in _places(doc, one) if at < last and doc.words[at + 1] == two])
