"""What stands beside an article by its own word: elements whose names, role or style say so."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

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
        return not node.xpath(".//table|.//blockquote") or bool(node.xpath(".//img|.//picture")) or is_hidden(node)
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


def is_hidden(node: Any) -> bool:
    return _hides(dict(node.items()))


def _hides(said: dict[str, str]) -> bool:
    if "hidden" in said and said["hidden"].lower() != "until-found":
        return True
    return "style" in said and bool(_HIDDEN.search(said["style"]))


def _words(name: str) -> str:
    """camelCase and BEM names as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).replace("__", " ").replace("--", " ")
