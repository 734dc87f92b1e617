"""One address per article: tracking removed, AMP and mobile twins folded, nothing else guessed.

Source: parameters that news sites and campaign tools append; none of them selects content.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

#: parameters that only say where a reader came from
TRACKING = frozenset(
    [
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "twclid",
        "ttclid",
        "igshid",
        "igsh",
        "li_fat_id",
        "mc_cid",
        "mc_eid",
        "_hsenc",
        "_hsmi",
        "mkt_tok",
        "wt_mc",
        "wt.mc",
        "wtmc",
        "wtrid",
        "wt_zmc",
        "wt_ref",
        "xtor",
        "xtref",
        "ocid",
        "cmpid",
        "campid",
        "cid_source",
        "icid",
        "ito",
        "smid",
        "smtyp",
        "partner",
        "partnerid",
        "ref",
        "referer",
        "referrer",
        "ref_src",
        "ref_url",
        "ref_medium",
        "source",
        "src",
        "feed",
        "rss",
        "atom",
        "newsfeed",
        "from_rss",
        "rssfeed",
        "amp",
        "amp_js_v",
        "usqp",
        "outputtype",
        "zox",
        "at_medium",
        "at_campaign",
        "at_custom1",
        "at_custom2",
        "at_custom3",
        "at_custom4",
        "ns_mchannel",
        "ns_source",
        "ns_campaign",
        "ns_linkname",
        "ns_fee",
        "share",
        "sharedby",
        "shareid",
        "sh",
        "social",
        "socialflow",
        "s_cid",
        "sara_ecid",
        "sara_ref",
        "trk",
        "trackid",
        "tracking",
        "track_id",
        "ga_source",
        "ga_medium",
        "ga_campaign",
        "pk_campaign",
        "pk_kwd",
        "pk_source",
        "pk_medium",
        "mtm_campaign",
        "mtm_source",
        "mtm_medium",
        "mtm_kwd",
        "hootpostid",
        "spm",
        "cmp",
        "ftag",
        "guccounter",
        "guce_referrer",
        "guce_referrer_sig",
        "nl",
        "newsletter",
        "reduced",
        "fromrss",
        "sfid",
        "__twitter_impression",
        "print",
        "printview",
        "druckansicht",
        "view_print",
    ]
)
#: the same, as beginnings: utm_source, at_campaign …
TRACKING_STARTS = ("utm_", "wt_", "pk_", "mtm_", "hsa_", "ga_", "amp_", "at_", "ns_", "cm_mmc", "oly_", "vero_")
#: host labels of twins of the same page
TWIN_HOSTS = ("amp.", "m.", "mobil.", "mobile.")
_AMP_TAIL = re.compile(r"(?:\.amp(?=\.html?$)|[/.]amp(?=/?$)|-amp(?=\.html?$))", re.I)
_AMP_HEAD = re.compile(r"^/amp(?=/)", re.I)
_SLASHES = re.compile(r"/{2,}")


def canonical(url: str) -> str:
    """The address that identifies an article, https, without tracking, fragment, AMP or mobile twin.

    Unparsable or non-web addresses come back stripped, as they are. Parameters keep their order.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return url
    host = _host(host)
    netloc = host if port in {None, 80, 443} else f"{host}:{port}"
    return urlunsplit(("https", netloc, _path(parts.path), _query(parts.query), ""))


@lru_cache(maxsize=20_000)
def absolute(link: str, base: str) -> str:
    """`link` made absolute against `base`; "" when the result is no web address of sane length."""
    if not link.strip():
        return ""
    try:
        joined = urljoin(base, link.strip()) if base else link.strip()
        parts = urlsplit(joined)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or len(joined) > 2048:
        return ""
    return joined


def site(url: str) -> str:
    """The registrable part of a host in a rough way (last two labels), for "same publisher" questions."""
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
    labels = host.split(".")
    keep = 3 if len(labels) > 2 and labels[-2] in {"co", "com", "or", "gv", "ac", "org"} and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])


def _host(host: str) -> str:
    host = host.lower()
    for label in TWIN_HOSTS:
        if host.startswith(label) and host.count(".") >= 2:
            return "www." + host[len(label) :]
    return host


def _path(path: str) -> str:
    path = _AMP_HEAD.sub("", _AMP_TAIL.sub("", _SLASHES.sub("/", path)))
    path = quote(path, safe="/%:@!$&'()*+,;=~-._")
    return path.rstrip("/") or "/"


def _query(query: str) -> str:
    kept = [
        (key, value)
        for key, value in parse_qsl(query, keep_blank_values=True, errors="replace")
        if key.lower() not in TRACKING and not key.lower().startswith(TRACKING_STARTS)
    ]
    return urlencode(kept)
