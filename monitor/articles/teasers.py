"""Teasers, known by their structure: linked cards in rows, links around blocks, paragraphs and lists of links."""

from __future__ import annotations

import re
from typing import Any

from monitor.articles.boxes import HOLDS, weight
from monitor.articles.repair import drop

#: share of linked characters from which on a paragraph or list item is a teaser
LINKED = 0.8


#: characters of a card, and siblings of its kind that make a list of them
CARD, CARDS = 600, 3
#: share of the paragraphs up to which rows of cards may go: above it the page is nothing else
ROWS = 0.75


def drop_cards(tree: Any) -> None:
    """Links around whole blocks, and rows of three or more siblings that each are a linked headline: teasers, whatever
    their names."""
    total = max(1, weight(tree))
    rows: dict[Any, list[Any]] = {}
    for heading in _linked_headings(tree):
        card = _card(heading)
        if card is not None:
            rows.setdefault((card.getparent(), card.tag, card.get("class")), []).append(card)
    for cards in rows.values():
        if len(set(cards)) >= CARDS and sum(weight(card) for card in set(cards)) < ROWS * total:
            above = cards[0].getprevious()
            for card in dict.fromkeys(cards):
                drop(card)
            if above is not None and above.tag in {"h2", "h3", "h4", "h5"}:
                drop(above)
    for link in _block_links(tree):
        if _leads_away(link) and weight(link) < HOLDS * total:
            drop(link)


_HEADINGS = ("h2", "h3", "h4", "h5")


def _linked_headings(tree: Any) -> list[Any]:
    """Headings in a link or with a link inside."""
    return [
        node
        for node in tree.iter(*_HEADINGS)
        if next(node.iterdescendants("a"), None) is not None or next(node.iterancestors("a"), None) is not None
    ]


def _block_links(tree: Any) -> list[Any]:
    """Links around paragraphs or headings."""
    return [
        link for link in tree.iter("a") if len(link) and next(link.iterdescendants("p", *_HEADINGS), None) is not None
    ]


def _card(heading: Any) -> Any:
    """The largest short block around a linked headline that has siblings of its own kind; None when it has none."""
    found, node = None, heading
    for _ in range(5):
        parent = node.getparent()
        if parent is None or parent.tag in {"body", "html"} or len(node.text_content()) > CARD:
            break
        like = [other for other in parent if other.tag == node.tag and other.get("class") == node.get("class")]
        if len(like) >= CARDS and node is not heading:
            found = node
        node = parent
    return found


def drop_links(tree: Any) -> None:
    """Paragraphs, headings and list items that are one link (teasers), and lists that neither go on nor sum up."""
    for node in tree.xpath("//p|//h2|//h3|//h4|//h5|//dd|//dt|//strong|//li"):
        if leads_elsewhere(node):
            drop(node)
    for node in tree.xpath("//ul|//ol"):
        if node.getparent() is not None and not node.xpath(".//p") and not (_introduced(node) or _sums_up(node)):
            drop(node)


def leads_elsewhere(node: Any) -> bool:
    """Whether a paragraph is one link, also under a label: "Mehr dazu: Bauern fordern Hilfe"."""
    links = [link for link in node.iter("a") if _leads_away(link)]
    if not links:
        return False
    text = " ".join(node.text_content().split())
    linked = sum(len(" ".join(link.text_content().split())) for link in links)
    if not text or linked >= LINKED * len(text):
        return bool(text)
    label = _POINTER.match(text)
    return label is not None and linked > 0 and linked + len(label[0]) >= len(text) - 2


_POINTER = re.compile(r"^[^.!?“”\"»«]{0,40}:\s*|^[►▶▸»›>→+\s]{1,6}")


def _leads_away(link: Any) -> bool:
    target = str(link.get("href", "")).strip()
    return bool(target) and not target.startswith("#")


def _introduced(node: Any) -> bool:
    """Whether a list goes on with a sentence before it ("… fordert:") or answers a heading ("Was ist bekannt?")."""
    return bool(re.search(r"[:?]\s*$", _lead_in(node)))


def _lead_in(node: Any) -> str:
    """The words a list stands under: the element before it, else the text before it in a wrapper; "" without any."""
    for _ in range(3):
        before = node.getprevious()
        while before is not None and not isinstance(before.tag, str):
            before = before.getprevious()
        if before is not None:
            return str(before.text_content()).strip()
        node = node.getparent()
        if node is None or (node.text or "").strip():
            return (node.text or "").strip() if node is not None else ""
    return ""


#: words from which on a list item with a full stop is a sentence
WORDS = 5
_SENTENCE = re.compile(r"\w[)“”\"«»]?[.!?…][)“”\"«»]?$")


#: headings under which newsrooms sum up in points
_SUMMARY = re.compile(
    r"^(?:was\b.{0,40}\b(?:bekannt|wissen|wussten|feststeht|fest steht|klar|unklar|offen|gilt|geschah|geschehen|passiert)\b.{0,30}|"
    r"(?:das|die|der)?\s*(?:\w+\s)?(?:wichtigste[nrs]?|zentrale[nrs]?)\b.{0,60}|"
    r".{0,40}\bin zahlen|.{0,40}\b(?:im überblick|auf einen blick|in kürze|kurz (?:gefasst|zusammengefasst|erklärt)|zusammengefasst|in (?:aller kürze|stichpunkten))|"
    r"(?:die )?(?:lage|kernpunkte|eckpunkte|beschlüsse|änderungen|stand der dinge|zusammenfassung))[.:!?]?$"
)


def _sums_up(node: Any) -> bool:
    """Whether a list is the article in points: under a heading that says so ("Was bekannt ist"), two items or more,
    at most one in five of them no whole sentence, and links no more than words in passing."""
    if not _SUMMARY.match(_lead_in(node).lower()):
        return False
    items = [item for item in node.iter("li") if item.text_content().strip()]
    return len(items) >= 2 and 5 * sum(map(_is_sentence, items)) >= 4 * len(items)


def _is_sentence(item: Any) -> bool:
    text = " ".join(item.text_content().split())
    linked = sum(len(link.text_content()) for link in item.iter("a") if _leads_away(link))
    return len(text.split()) >= WORDS and 2 * linked < len(text) and bool(_SENTENCE.search(text))
