"""Which addresses may be called at all: public web servers on web ports, in plain notation.

Source: RELIABILITY S14. Checked for every hop: the address as written here, the resolved one in the resolver, the one
connected to at the socket. Feeds, links, redirects and targets entered over the web go through the same check.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from monitor.errors import FetchError

LONGEST = 2048
WEB_PORTS = frozenset({80, 443})
#: further ports an operator may allow
MORE_PORTS = range(8000, 9000)
#: names that mean this machine or this network, whatever they resolve to
_LOCAL = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".onion", ".arpa")
_NAT64 = IPv6Network("64:ff9b::/96")
_NEVER6 = tuple(
    IPv6Network(net)
    for net in (
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/23",
        "2001:db8::/32",
        "fec0::/10",
        "::/96",
        "100::/64",
        "5f00::/16",
        "3fff::/20",
    )
)
_NEVER4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/3",
    )
)
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?", re.I)
_LABELS = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}", re.I)


def public(address: str) -> bool:
    """Whether an IP address is one of the open internet; forms that carry an IPv4 address are judged by that one."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return public(str(ip.ipv4_mapped))
        if ip in _NAT64:
            return public(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
        if any(ip in net for net in _NEVER6):
            return False
    elif any(ip in net for net in _NEVER4):
        return False
    return ip.is_global and not (
        ip.is_multicast or ip.is_reserved or ip.is_private or ip.is_loopback or ip.is_link_local
    )


def check(url: str, *, ports: frozenset[int] = frozenset(), local: bool = False) -> None:
    """Raises FetchError fetch.address, with the reason, for an address that may not be called.

    `ports`: allowed besides 80 and 443. `local`: names are answered by a fixed table (demo), so any name is fine.
    """
    reason = _fault(url, ports, local)
    if reason:
        raise FetchError("fetch.address", url=url[:200], reason=reason)


@lru_cache(maxsize=10_000)
def _fault(url: str, ports: frozenset[int], local: bool) -> str:
    """What is wrong with an address: a short code, "" when nothing is."""
    if len(url) > LONGEST:
        return "too_long"
    if "\\" in url or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        return "characters"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "unreadable"
    if parts.scheme.lower() not in {"http", "https"}:
        return "scheme"
    if "@" in parts.netloc:
        return "userinfo"
    if port not in {None, *WEB_PORTS, *ports}:
        return "port"
    return _host_fault(parts.hostname or "", local)


def _host_fault(host: str, local: bool) -> str:
    plain = unicodedata.normalize("NFKC", host).lower().rstrip(".")
    if not plain or "%" in host:
        return "host"
    if ":" in plain:
        return "" if _plain_ip6(plain) else "private"
    if _NUMBERS.fullmatch(plain) or re.search(r"(?:^|\.)(?:0x[0-9a-f]*|\d+)$", plain):
        return "" if host == plain and _plain_ip4(plain) else "private"
    if local:
        return ""
    if "." not in plain or plain == "localhost" or plain.endswith(_LOCAL):
        return "private"
    try:
        return "" if _LABELS.fullmatch(plain.encode("idna").decode("ascii")) else "host"
    except UnicodeError:
        return "host"


def _plain_ip4(host: str) -> bool:
    try:
        return str(IPv4Address(host)) == host and public(host)
    except ValueError:
        return False


def _plain_ip6(host: str) -> bool:
    try:
        ip = IPv6Address(host)
    except ValueError:
        return False
    return ip.ipv4_mapped is None and ip not in _NAT64 and public(host)
