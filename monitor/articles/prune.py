"""Before extraction: everything leaves the tree that is not the article, and joins that corrupt figures are repaired.

Rules are those of the trade, not of an outlet: class names that web desks use for captions, teasers, boxes, adverts,
newsletters, comments and hidden text; markup for footnotes, deletions and line breaks. Whatever holds most of the
page's paragraphs is never removed, however it is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from monitor.articles.heads import is_lead

#: elements that never hold the article's words
GONE = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "form", "button", "select", "input",
    "textarea", "dialog", "nav", "footer", "del", "s", "strike", "figcaption", "audio", "video", "canvas", "map",
    "amp-ad", "amp-list", "amp-embed", "amp-consent", "amp-video", "amp-img", "menu", "fieldset", "label", "progress", "meter",
)  # fmt: skip
#: of these, elements that some systems put around a whole page
WRAPPING = frozenset({"form", "fieldset", "footer", "nav", "dialog", "object", "menu", "label"})
#: words of class, id, role and data names of things beside the article
_BESIDE = re.compile(
    r"""(?:^|[\s_\-./:])(?:
    teaser(?:s|list|box|group|wall|grid|row|slider|item|card)?|related\w*|recommend\w*|recirc\w*|readmore|read-more|more-?on|moreto\w*|
    (?:mehr|weitere|andere|passende|aehnliche|ähnliche)[-_]?(?:zum|zu|themen?|artikel|news|meldungen|beitraege|lesen)\w*|weiterlesen|lesetipps?|leseempfehlung\w*|
    zum-?thema|zum-?artikel|leserbriefe?|leser-?(?:meinung(?:en)?|post)|bild-?(?:unterschrift|untertitel|beschreibung|quelle|nachweis|text|info)\w*|\w+bild[ -]info\w*|has-(?:[\w-]+-)?background|
    linklist\w*|link-?box|linkgroup|crosslinks?|interlinks?|internal-?links?|topic-?links?|tag-?list|tags|keywords|schlagwort\w*|themenlinks?|
    newsletter\w*|nl-?(?:box|teaser|signup)|signup|subscri(?:be|ption)\w*|abo(?:box|teaser|hinweis|banner)?|paywall-?(?:offer|box|overlay|teaser|layer|banner)|offer(?:s|box|-box)?|upsell|plus-?teaser|
    advert\w*|ads?|adslot|ad-?(?:slot|box|container|wrapper|label|unit|marker)|anzeigen?|werbung|werbe\w*|sponsor\w*|promo(?:tion|box|teaser)?s?|affiliate\w*|commerce|shop(?:ping)?|deal|outbrain|taboola|plista|
    caption\w*|figcaption|bildunterschrift|bildtext|bildbeschreibung|bildquelle|bildnachweis|image-?(?:caption|credit|text|description|copyright|meta|info)\w*|img-?caption|photo-?(?:credit|caption)|media-?(?:caption|text|credit|info|copyright|description)\w*|picture-?(?:text|caption)|copyright|credits?|credit-?line|
    infobox\w*|info-?box\w*|fact-?box\w*|faktenbox|kasten|zahlenbox|glossar\w*|fact-?sheet|
    comments?|comment-?(?:list|section|area|form|thread|item|box|body|text)\w*|kommentar(?:e|bereich|liste|box)?|leserkommentare?|disqus\w*|coral\w*|forum-?(?:teaser|posts?)|user-?comments?|respond|
    twitter-tweet|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed|fb-post|reddit-embed|tooltip-?(?:text|content|body|inner)\w*|fn|foot-?notes?|fu(?:ss|ß)noten?|endnotes?|
    social\w*|share\w*|sharing|teilen|follow-?us|breadcrumbs?|pagination|pager|toolbar|
    author-?(?:box|bio|info|card|teaser|profile|description|about)\w*|autor(?:en)?-?(?:box|info|profil|kasten)|bio(?:box|graphy)?|about-?author|
    gallery\w*|galerie\w*|slideshow|bildergalerie|image-?gallery|carousel|slider|lightbox|
    video-?(?:teaser|player|info|caption|list|container|box|description|meta|title)\w*|player\w*|media-?player|audio-?(?:player|box|teaser)\w*|podcast-?(?:teaser|box|player)?|mediathek|
    embed-?(?:consent|placeholder|info|fallback|privacy)?\w*|external-?content\w*|consent-?\w*|cookie\w*|gdpr|cmp\w*|opt-?in\w*|privacy-?\w*|twoclick|two-?click|
    poll|umfrage|voting|quiz|survey|opinary|civey|most-?read|meistgelesen\w*|top-?(?:themen|stories|news)|latest-?news|newsticker-?box|
    sidebar|marginal\w*|banner|toc|table-?of-?contents|inhaltsverzeichnis|anchor-?(?:list|nav)|jump-?(?:links?|marks?)|
    sr-only|visually-?hidden|visuallyhidden|screen-?reader(?:-text)?|screenreader\w*|sronly|a11y-?hidden|assistive-?text|hide-?visually|u-hidden-visually|
    print-?only|only-?print|no-?display|mobile-?app|app-?(?:promo|banner|teaser)|whatsapp-?(?:channel|box|teaser)?|push-?(?:box|teaser|message)|
    byline\w*|dateline|reading-?time|lesezeit|timestamp|article-?(?:meta|footer|tools|actions|info|date|author|tags|teaser|recommendations?)\w*|meta-?(?:info|data|bar|line)|publish(?:ed|ing)?-?(?:date|info|time)|
    source-?(?:line|info|text)|quellenangabe|correction-?form|feedback\w*|rating|bewertung
    )(?=$|[\s_\-./:0-9])""",
    re.X,
)
#: … unless the name says that it is the article itself
_ITSELF = re.compile(
    r"article-?(?:body|content|text|main|wrapper|page|detail)|(?:story|post|entry|main|page|content|beitrag|artikel)-?(?:body|content|text|inhalt|wrapper)|articlebody|"
    r"text-?(?:body|block|module|element)|paragraph|richtext|longtext|fliesstext|copytext|\blead\b|intro|vorspann|standfirst|paywall-?(?:content|text|body|article)|par(?:agraph)?s?\b"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|;|$)|text-decoration[^;]*line-through", re.I
)
_NOTE = re.compile(r"^[\s\[(]*(?:\d{1,3}|[*†‡§]+|[a-z]|[ivx]{1,4})(?:\s*[,;]\s*\d{1,3})*[\s\])]*$", re.I)
_POWER = {"2": "²", "3": "³"}
_UNIT = re.compile(r"(?:^|[\s\d])(?:[kdcm]?m|km|qm|cm|mm)$")
_SPLIT_LEFT = re.compile(r"\d[.\u202f\u2009\u00a0 ]?$")
#: share of all paragraph text above which a block is the article whatever its name
HOLDS = 0.35
#: characters of paragraphs below which a page has none to speak of, and all text counts
FEW = 500
#: share of linked characters from which on a paragraph or list item is a teaser
LINKED = 0.8


def prune(tree: Any) -> None:
    """Works on the tree in place."""
    repair(tree)
    _open_layout(tree)
    _drop_cards(tree)
    scale = _scale(tree)
    _drop_signups(tree, scale)
    _drop_named(tree, scale)
    _drop_links(tree)
    for node in tree.xpath("//h1"):
        _drop(node)


def _open_layout(tree: Any) -> None:
    """Tables that lay out a page (a cell with a headline or several paragraphs) become plain blocks."""
    for table in tree.xpath("//table[.//td[count(.//p) > 1 or .//h1 or .//table]]"):
        for node in table.iter("table", "tbody", "thead", "tr", "td", "th"):
            node.tag = "div"


#: characters of a card, and siblings of its kind that make a list of them
CARD, CARDS = 600, 3
#: share of the paragraphs up to which rows of cards may go: above it the page is nothing else
ROWS = 0.75


def _drop_cards(tree: Any) -> None:
    """Links around whole blocks, and rows of three or more siblings that each are a linked headline: teasers, whatever
    their names."""
    total = max(1, _weight(tree))
    rows: dict[Any, list[Any]] = {}
    for heading in _linked_headings(tree):
        card = _card(heading)
        if card is not None:
            rows.setdefault((card.getparent(), card.tag, card.get("class")), []).append(card)
    for cards in rows.values():
        if len(set(cards)) >= CARDS and sum(_weight(card) for card in set(cards)) < ROWS * total:
            above = cards[0].getprevious()
            for card in dict.fromkeys(cards):
                _drop(card)
            if above is not None and above.tag in {"h2", "h3", "h4", "h5"}:
                _drop(above)
    for link in _block_links(tree):
        if _leads_away(link) and _weight(link) < HOLDS * total:
            _drop(link)


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


def _drop_links(tree: Any) -> None:
    """Paragraphs, headings and list items that are one link (teasers), and lists that neither go on nor sum up."""
    for node in tree.xpath("//p|//h2|//h3|//h4|//h5|//dd|//dt|//strong|//li"):
        if leads_elsewhere(node):
            _drop(node)
    for node in tree.xpath("//ul|//ol"):
        if node.getparent() is not None and not node.xpath(".//p") and not (_introduced(node) or _sums_up(node)):
            _drop(node)


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


@dataclass(frozen=True, slots=True)
class _Scale:
    """How much of a page something is: by its paragraphs, on pages that have none by all its text."""

    weigh: Callable[[Any], int]
    total: int

    def holds(self, node: Any) -> bool:
        """Whether a block holds so much of the page that it is the article, whatever it is called."""
        return self.weigh(node) >= HOLDS * self.total


def _scale(tree: Any) -> _Scale:
    weight = _weight(tree)
    return _Scale(_weight, weight) if weight >= FEW else _Scale(_mass, max(1, _mass(tree)))


def _drop_named(tree: Any, scale: _Scale) -> None:
    etree.strip_elements(tree, *(name for name in GONE if name not in WRAPPING), with_tail=False)
    for node in list(tree.iter(*WRAPPING)):
        if not scale.holds(node):
            _drop(node)
    gone: set[Any] = set()
    for node in list(tree.iter(*NAMED)):
        if (parent := node.getparent()) is None or parent in gone:
            gone.add(node)
        elif is_beside(node) and not scale.holds(node) and not is_lead(node):
            gone.add(node)
            _drop(node)
        elif (said := node.text) and len(said) < LABEL and said.strip(_AROUND).lower() in _LABELS:
            box = _box(node, scale)
            if box is not None:
                gone.add(box)
                _drop(box)


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


def _box(label: Any, scale: _Scale) -> Any:
    """The largest small block that begins with a label and goes on behind it; None when the label stands in the text."""
    start, found, node = (label.text or "").strip(), None, label.getparent()
    while node is not None and node.tag not in _HOUSES:
        text = node.text_content().strip()
        if not text.startswith(start) or not _is_small(node, text, scale):
            break
        found, node = node if len(text) > len(start) + 10 else found, node.getparent()
    return found if found is not None and found.tag != "p" else None


def _is_small(block: Any, text: str, scale: _Scale) -> bool:
    """Whether a block can stand beside the text: short, in short paragraphs, and little of all there is."""
    return (
        len(text) <= BOX
        and all(len(node.text_content()) <= BOXED for node in block.iter("p"))
        and not scale.holds(block)
    )


_HOUSES = frozenset(["body", "main", "article", "html"])


def _drop_signups(tree: Any, scale: _Scale) -> None:
    """Small blocks around a form: newsletters, polls, searches, logins, with what they say of themselves."""
    for form in list(tree.iter("form")):
        found, node = None, form
        while node is not None and node.tag not in _HOUSES and _is_small(node, node.text_content(), scale):
            if next(node.iter("h1"), None) is not None:
                break
            found, node = node, node.getparent()
        if found is not None:
            _drop(found)


#: elements that web desks give names
NAMED = ("div", "section", "aside", "ul", "ol", "p", "span", "figure", "table", "header", "dl", "article", "h2", "h3",
         "h4", "time", "li", "a", "cite", "small", "details", "blockquote", "strong", "b")  # fmt: skip
_ROLES = frozenset(
    ["complementary", "navigation", "banner", "contentinfo", "dialog", "alert", "search", "note", "tablist"]
)
_NAMES = ("class", "id", "data-component", "data-testid")


def is_beside(node: Any) -> bool:
    """Whether an element is something beside the article by its kind, its name, or because nobody sees it."""
    if node.tag == "figure":
        return not node.xpath(".//table|.//blockquote") or bool(node.xpath(".//img|.//picture")) or _is_hidden(node)
    if node.tag == "aside":
        return True
    said = dict(node.items())
    if not said:
        return False
    if said.get("role", "").lower() in _ROLES or _hides(said):
        return True
    name = " ".join(said[key] for key in _NAMES if said.get(key))
    return bool(name) and _named_beside(name)


@lru_cache(maxsize=20_000)
def _named_beside(name: str) -> bool:
    return bool(_BESIDE.search(_words(name).lower())) and not _ITSELF.search(name.lower())


def _is_hidden(node: Any) -> bool:
    return _hides(dict(node.items()))


def _hides(said: dict[str, str]) -> bool:
    if "hidden" in said and said["hidden"].lower() != "until-found":
        return True
    return "style" in said and bool(_HIDDEN.search(said["style"]))


def _words(name: str) -> str:
    """camelCase and BEM names as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).replace("__", " ").replace("--", " ")


def _weight(node: Any) -> int:
    """Characters of running text inside."""
    if node.tag == "p":
        return len(node.text_content())
    return sum(len(p.text_content()) for p in node.iter("p"))


def _mass(node: Any) -> int:
    """Characters inside, for pages that have no paragraphs."""
    return sum(len(text.strip()) for text in _TEXTS(node))


_TEXTS = etree.XPath(".//text()[not(parent::script or parent::style or parent::noscript)]", smart_strings=False)


def repair(tree: Any) -> None:
    """Deleted and hidden text, footnote marks out, powers to ² and ³, line breaks and empty tags inside figures closed."""
    etree.strip_elements(tree, "del", "s", "strike", "script", "style", with_tail=False)
    for node in _HIDING(tree):
        if _is_hidden(node) and node.tag not in {"body", "html"}:
            _drop(node)
    for node in list(tree.iter("sup")):
        text = (node.text_content() or "").strip()
        if text in _POWER and _UNIT.search(_before(node)[-4:]):
            _replace(node, _POWER[text])
        elif _NOTE.match(text):
            _drop(node)
        elif not node.getchildren():
            _replace(node, text)
    for node in list(tree.iter("br", "wbr")):
        after = node.tail or ""
        if node.tag == "wbr":
            _drop(node)
        elif _THOUSANDS.match(after) and re.search(r"\d\.$", _before(node)):
            node.tail = after.lstrip()
            _drop(node)


_HIDING = etree.XPath("//*[@hidden or contains(@style, 'display')]")
_THOUSANDS = re.compile(r"\s*\d{3}(?!\d)")


def _before(node: Any) -> str:
    previous = node.getprevious()
    if previous is not None:
        return (
            (previous.tail or "")
            if (previous.tail or "").strip()
            else previous.text_content()
            if isinstance(previous.tag, str)
            else ""
        )
    parent = node.getparent()
    return (parent.text or "") if parent is not None else ""


def _replace(node: Any, text: str) -> None:
    node.tail = text + (node.tail or "")
    _drop(node)


def _drop(node: Any) -> None:
    """Removes an element and keeps the text behind it."""
    if node.getparent() is not None:
        node.drop_tree()
