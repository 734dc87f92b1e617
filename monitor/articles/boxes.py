"""Boxes beside the text: blocks that their names, what is written over them, or a form in them give away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from monitor.articles.beside import NAMED, is_beside
from monitor.articles.heads import is_lead
from monitor.articles.repair import drop

#: elements that never hold the article's words
GONE = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "form", "button", "select", "input",
    "textarea", "dialog", "nav", "footer", "del", "s", "strike", "figcaption", "audio", "video", "canvas", "map",
    "amp-ad", "amp-list", "amp-embed", "amp-consent", "amp-video", "amp-img", "menu", "fieldset", "label", "progress", "meter",
)  # fmt: skip
#: of these, elements that some systems put around a whole page
WRAPPING = frozenset({"form", "fieldset", "footer", "nav", "dialog", "object", "menu", "label"})
#: share of all paragraph text above which a block is the article whatever its name
HOLDS = 0.35
#: characters of paragraphs below which a page has none to speak of, and all text counts
FEW = 500


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of a page something is: by its paragraphs, on pages that have none by all its text."""

    weigh: Callable[[Any], int]
    total: int

    @property
    def bare(self) -> bool:
        """Whether the text stands in no paragraphs."""
        return self.weigh is not weight

    def holds(self, node: Any) -> bool:
        """Whether a block holds so much of the page that it is the article, whatever it is called."""
        return self.weigh(node) >= HOLDS * self.total


def scale_of(tree: Any) -> Scale:
    running = weight(tree)
    return Scale(weight, running) if running >= FEW else Scale(_mass, max(1, _mass(tree)))


def drop_named(tree: Any, scale: Scale) -> None:
    etree.strip_elements(tree, *(name for name in GONE if name not in WRAPPING), with_tail=False)
    for node in list(tree.iter(*WRAPPING)):
        if not scale.holds(node):
            drop(node)
    gone: set[Any] = set()
    for node in list(tree.iter(*NAMED)):
        if (parent := node.getparent()) is None or parent in gone:
            gone.add(node)
        elif is_beside(node) and not scale.holds(node) and not is_lead(node):
            gone.add(node)
            drop(node)
        elif (said := node.text) and len(said) < LABEL and said.strip(_AROUND).lower() in _LABELS:
            box = _box(node, scale)
            if box is not None:
                gone.add(box)
                drop(box)


#: characters of a box beside the text, of the paragraphs inside, and of the label over it
BOX, BOXED, LABEL = 900, 320, 40
_AROUND = " \t\r\n:»›>–-+"
#: what newsrooms write over things beside the article, alone in its line
_LABELS = frozenset(
    ["anzeige", "werbung", "advertisement", "sponsored", "umfrage", "abstimmung", "voting", "quiz", "gewinnspiel", "newsletter",
     "unser newsletter", "podcast", "lesetipp", "lesetipps", "lesen sie auch", "auch interessant", "mehr zum thema", "zum thema",
     "weitere themen", "weitere artikel", "das könnte sie auch interessieren", "das könnte sie interessieren", "passend zum thema",
     "empfehlungen der redaktion", "empfehlungen", "meistgelesen", "meistgeklickt", "meistgelesene artikel", "top-themen",
     "aktuelle nachrichten", "neueste nachrichten", "zur person", "zum autor", "zur autorin", "über den autor", "über die autorin",
     "infobox", "info-box", "info", "infokasten", "faktenbox", "stichwort", "zahlen und fakten", "zahlen & fakten", "daten und fakten",
     "das wetter", "börse", "unser angebot", "spenden"]
)  # fmt: skip


def _box(label: Any, scale: Scale) -> Any:
    """The largest small block that begins with a label and goes on behind it; None when the label stands in the text."""
    start, found, node = (label.text or "").strip(), None, label.getparent()
    while node is not None and node.tag not in _HOUSES:
        text = node.text_content().strip()
        if not text.startswith(start) or not _is_small(node, text, scale):
            break
        found, node = node if len(text) > len(start) + 10 else found, node.getparent()
    return found if found is not None and found.tag != "p" else None


def _is_small(block: Any, text: str, scale: Scale) -> bool:
    """Whether a block can stand beside the text: short, in short paragraphs, and little of all there is."""
    return (
        len(text) <= BOX
        and all(len(node.text_content()) <= BOXED for node in block.iter("p"))
        and not scale.holds(block)
    )


_HOUSES = frozenset(["body", "main", "article", "html"])


#: characters of words under a picture
CAPTION = 160


def drop_captions(tree: Any, scale: Scale) -> None:
    """Blocks that hold a picture and a few words: whatever they are called, the words are the picture's."""
    for picture in list(tree.iter("img", "picture")):
        found, node = None, picture.getparent()
        while node is not None and node.tag not in _NO_CAPTION and len(_words_in(node)) <= CAPTION:
            found, node = node, node.getparent()
        if (
            found is not None
            and _words_in(found)
            and not scale.holds(found)
            and not is_lead(found)
            and next(found.iter(*_TITLES), None) is None
        ):
            drop(found)


_TITLES = ("h1", "h2", "h3", "h4", "h5")
_NO_CAPTION = _HOUSES | {"p", "td", "li", "header", "section"}


def _words_in(node: Any) -> str:
    return " ".join(node.text_content().split())


def drop_signups(tree: Any, scale: Scale) -> None:
    """Small blocks around a form: newsletters, polls, searches, logins, with what they say of themselves."""
    for form in list(tree.iter("form")):
        found, node = None, form
        while node is not None and node.tag not in _HOUSES and _is_small(node, node.text_content(), scale):
            if next(node.iter("h1"), None) is not None:
                break
            found, node = node, node.getparent()
        if found is not None:
            drop(found)


def weight(node: Any) -> int:
    """Characters of running text inside."""
    if node.tag == "p":
        return len(node.text_content())
    return sum(len(p.text_content()) for p in node.iter("p"))


def _mass(node: Any) -> int:
    """Characters inside, for pages that have no paragraphs."""
    return sum(len(text.strip()) for text in _TEXTS(node))


_TEXTS = etree.XPath(".//text()[not(parent::script or parent::style or parent::noscript)]", smart_strings=False)
