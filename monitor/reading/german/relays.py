"""Agencies, outlets and sources without a name: who hands on what others say."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.reading.german.naming import UNNAMED, adjectival, class_noun, join
from monitor.reading.german.phrases import (
    DETERMINERS,
    NOMINATIVE,
    OBLIQUE,
    is_capital,
)
from monitor.reading.german.speakers import QUOTES, TokenSpan
from monitor.reading.german.text import Doc, word_set

_KNOWN_RELAYS: Final = word_set(
    """
    dpa afp reuters ap apa sid epd kna yonhap interfax tass itar-tass ria nowosti xinhua kyodo bloomberg cnn bbc ard
    zdf ndr wdr mdr swr br rbb spiegel bild guardian faz taz welt zeit focus stern n-tv ntv rtl tagesschau
    handelsblatt politico axios cnbc nbc cbs abc aljazeera jazeera times post journal tagesspiegel unian ukrinform
    belta anadolu ansa efe ritzau tt kicker correctiv newsweek economist independent telegraph monde figaro país
    repubblica rundschau morgenpost abendblatt nhk tribune deutschlandfunk deutschlandradio n24 dts pa anp
    """
)
RELAY_HEADS: Final = tuple(
    word_set(
        """
        nachrichtenagentur presseagentur presse-agentur zeitung magazin sender fernsehsender wochenzeitung tageszeitung
        website webseite portal rundfunk medien blatt nachrichtensender nachrichtenseite nachrichtenmagazin
        onlinemagazin fachmagazin agentur wirtschaftsdienst boulevardzeitung online-portal nachrichtenportal zeitschrift
        boulevardblatt reporters reporter medium mediums medienbericht
        """
    )
)


def quoted_name(words: list[str]) -> str | None:
    """ "die Denkfabrik „Institute for …“": the name in marks behind its class noun."""
    for at, word in enumerate(words):
        if word in QUOTES and at and (class_noun(words[at - 1]) or words[at - 1].lower().endswith(RELAY_HEADS)):
            close = next((i for i in range(at + 1, len(words)) if words[i] in QUOTES), 0)
            if close > at + 1:
                return (
                    join(words[at + 1 : close]).replace(". ", ".")
                    if "." in words[at:close]
                    else join(words[at + 1 : close])
                )
    return None


@lru_cache(maxsize=20_000)
def _relays(word: str) -> bool:
    """The word is or ends with the name or kind of an agency or outlet."""
    low = word.lower()
    if low in _KNOWN_RELAYS and (word[0].isupper() or low == "dpa"):
        return True
    return (is_capital(word) and low.removesuffix("s").endswith(RELAY_HEADS)) or (
        is_capital(word) and low.endswith(RELAY_HEADS)
    )


def is_relay(doc: Doc, span: TokenSpan) -> bool:
    """The phrase is an agency or outlet: it relays what its sources say."""
    return any(_relays(word) for word in doc.words[span[0] : span[1]])


def relay_name(doc: Doc, span: TokenSpan) -> str:
    """The relay's own name: the quoted or last capitalised words ("die Nachrichtenagentur Yonhap" -> Yonhap)."""
    words = doc.words[span[0] : span[1]]
    for at, word in enumerate(words):
        if word in QUOTES and at + 1 < len(words):
            rest = words[at + 1 :]
            close = next((i for i, w in enumerate(rest) if w in QUOTES), len(rest))
            if close:
                return join(rest[:close])
    capitals = [w for w in words if is_capital(w)]
    named = [w for w in capitals if not class_noun(w) and not w.lower().endswith(RELAY_HEADS)]
    if named and len(capitals) > len(named):
        return join(named)
    core = [w for w in words if w.lower() not in DETERMINERS]
    return join(core)


def is_unnamed(doc: Doc, span: TokenSpan) -> bool:
    """The head of the phrase names nobody ("Insider", "eine Quelle", "Experten")."""
    for at in range(*span):
        if (
            is_capital(doc.words[at])
            and doc.lower[at] not in NOMINATIVE
            and doc.lower[at] not in OBLIQUE
            and not (at == span[0] and adjectival(doc.words[at]))
        ):
            return doc.lower[at] in UNNAMED
    return True
