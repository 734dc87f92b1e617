"""The operator's targets file: names, addresses, secrets and wishes of every place that messages go to.

Strict like watchlists: unknown or doubled keys, anchors, tags and unusable addresses are errors with line and column,
and the file as a whole is refused. Values are read as the text that stands there, so that YAML bends neither "22:00"
nor "no". Secrets may stand as `${NAME}` and come from the environment that the caller hands in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from monitor import i18n
from monitor.alerts.calm import clock_time, span_of
from monitor.alerts.model import Target
from monitor.errors import TargetError, TargetProblems
from monitor.ledger.model import ChangeType

KEYS = (
    "name", "url", "secret", "language", "min", "digest", "digest_day", "quiet", "break_through",
    "cap_per_day", "operator", "remind_after",
)  # fmt: skip
DAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonntag": 6,
}  # fmt: skip
#: Largest targets file that is read, in characters.
LARGEST = 262_144
_NAME = re.compile(r"[a-z0-9-]{1,64}")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_DURATION = re.compile(r"(\d+)\s*(m|min|h|d)")
_SECONDS = {"m": 60, "min": 60, "h": 3600, "d": 86400}
_YES, _NO = ("yes", "true", "ja"), ("no", "false", "nein")
_SLACK_HOOK = re.compile(r"https://hooks\.slack(?:-gov)?\.com/")


def read_targets(text: str, *, environ: Mapping[str, str], path: str = "") -> tuple[Target, ...]:
    """All targets of the file, in its order; raises TargetProblems with every problem found."""
    reader = _Reader(environ)
    found = reader.read(text)
    if reader.problems:
        raise TargetProblems(tuple(sorted(reader.problems, key=lambda item: (item.line, item.column))), path=path)
    return found


def channel_of(address: str) -> str:
    """The kind of channel behind an Apprise address: mail, slack, webhook or other."""
    scheme = address.partition("://")[0].casefold()
    if scheme in ("mailto", "mailtos"):
        return "mail"
    if scheme == "slack" or _SLACK_HOOK.match(address):
        return "slack"
    return "webhook" if scheme in ("json", "jsons") else "other"


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[TargetError] = []

    def wrong(self, key: str, node: Node | None, field: str = "", **values: object) -> None:
        line = node.start_mark.line + 1 if node is not None else 0
        column = node.start_mark.column + 1 if node is not None else 0
        self.problems.append(TargetError(key, line=line, column=column, field=field, **values))

    def read(self, text: str) -> tuple[Target, ...]:
        root = self._compose(text)
        if root is None:
            return ()
        if not isinstance(root, MappingNode):
            self.wrong("targets.shape", root)
            return ()
        fields = self._fields(root, ("targets",))
        entries = fields.get("targets")
        if not isinstance(entries, SequenceNode) or not entries.value:
            self.wrong("targets.shape", entries or root)
            return ()
        found: dict[str, Target] = {}
        for node in entries.value:
            target = self._target(node)
            if target is not None and target.name in found:
                self.wrong("targets.twice", node, "name", name=target.name)
            elif target is not None:
                found[target.name] = target
        return tuple(found.values())

    def _compose(self, text: str) -> Node | None:
        if len(text) > LARGEST:
            self.wrong("targets.shape", None)
            return None
        yaml = YAML(typ="rt", pure=True)
        try:
            for event in yaml.parse(text):
                if getattr(event, "anchor", None) or getattr(event, "tag", None):
                    mark = event.start_mark
                    self.problems.append(TargetError("targets.alias", line=mark.line + 1, column=mark.column + 1))
                    return None
            root: Node | None = YAML(typ="rt", pure=True).compose(text)
        except MarkedYAMLError as exc:
            mark = exc.problem_mark or exc.context_mark
            self.problems.append(
                TargetError(
                    "targets.yaml",
                    line=mark.line + 1 if mark else 0,
                    column=mark.column + 1 if mark else 0,
                    problem=exc.problem or "",
                )
            )
            return None
        except (YAMLError, RecursionError, ValueError) as exc:
            self.problems.append(TargetError("targets.yaml", problem=type(exc).__name__))
            return None
        if root is None:
            self.wrong("targets.empty", None)
        return root

    def _fields(self, node: MappingNode, known: tuple[str, ...]) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else "?"
            if name in found:
                self.wrong("targets.twice_key", key, name)
            elif name not in known:
                self.wrong("targets.unknown_key", key, name, known=", ".join(known))
            else:
                found[name] = value
        return found

    def _target(self, node: Node) -> Target | None:
        if not isinstance(node, MappingNode):
            self.wrong("targets.shape", node)
            return None
        before = len(self.problems)
        fields = self._fields(node, KEYS)
        words: dict[str, str] = {}
        for name, value in fields.items():
            if isinstance(value, ScalarNode):
                words[name] = str(value.value).strip()
            else:
                self.wrong("targets.value", value, name, value="…", allowed="text")
        name = self._name(words, fields, node)
        address = self._address(words.get("url", ""), fields.get("url"), node, name)
        values = self._wishes(words, fields)
        if len(self.problems) > before:
            return None
        return Target(name=name, address=address, channel=channel_of(address), line=node.start_mark.line + 1, **values)

    def _name(self, words: Mapping[str, str], fields: Mapping[str, Node], node: Node) -> str:
        name = words.get("name", "")
        if not name:
            self.wrong("targets.missing", node, "name")
        elif not _NAME.fullmatch(name):
            self.wrong("targets.name", fields["name"], "name")
        return name

    def _address(self, text: str, at: Node | None, node: Node, name: str) -> str:
        if not text:
            self.wrong("targets.missing", node, "url")
            return ""
        address = self._filled(text, at, whole_raw=True)
        try:
            parts = urlsplit(address)
            asked = dict(parse_qsl(parts.query))
        except ValueError:
            self.wrong("targets.url", at, "url", name=name)
            return ""
        if "://" not in address or any(ord(sign) <= 32 for sign in address):
            self.wrong("targets.url", at, "url", name=name)
        elif asked.get("optional", "").casefold() in ("yes", "true", "1", "on"):
            self.wrong("targets.optional", at, "url")
        elif channel_of(address) == "mail" and _recipients(address, asked) > 1:
            self.wrong("targets.recipients", at, "url", name=name)
        return address

    def _filled(self, text: str, at: Node | None, *, whole_raw: bool) -> str:
        """`${NAME}` replaced; alone it is the whole address, inside one it is percent-encoded."""

        def value(found: re.Match[str]) -> str:
            known = self.environ.get(found[1])
            if not known:
                self.wrong("targets.secret", at, "url", variable=found[1])
                return ""
            return known if whole_raw and found[0] == text else quote(known, safe="")

        return _VARIABLE.sub(value, text)

    def _wishes(self, words: Mapping[str, str], fields: Mapping[str, Node]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, field, read, allowed in _WISHES:
            if key not in words:
                continue
            try:
                found[field] = read(words[key])
            except (ValueError, KeyError):
                self.wrong("targets.value", fields[key], key, value=words[key], allowed=allowed)
        if "secret" in words:
            secret = words["secret"]
            alone = _VARIABLE.fullmatch(secret)
            found["secret"] = self._filled(secret, fields["secret"], whole_raw=True) if alone else secret
        return found


def _recipients(address: str, asked: Mapping[str, str]) -> int:
    """How many people one mail address would reach: `to`, `cc`, `bcc` and further path parts."""
    people = [name for key in ("to", "cc", "bcc") for name in re.split(r"[,;\s]+", asked.get(key, "")) if name]
    path = [part for part in unquote(urlsplit(address).path).split("/") if "@" in part]
    return len(people) + len(path)


def _language(text: str) -> str:
    if text not in i18n.LANGUAGES:
        raise ValueError(text)
    return text


def _rank(text: str) -> ChangeType:
    found = ChangeType(text)
    if found is ChangeType.SUPERSEDED:
        raise ValueError(text)
    return found


def _rank_or_none(text: str) -> ChangeType | None:
    return None if text == "never" else _rank(text)


def _clock(text: str) -> str | None:
    if text == "never":
        return None
    if clock_time(text) is None or text.startswith("02:"):  # the hour the clock change skips or repeats
        raise ValueError(text)
    return text


def _quiet(text: str) -> str | None:
    if text == "never":
        return None
    if span_of(text) is None:
        raise ValueError(text)
    return text


def _day(text: str) -> int | None:
    return None if text == "daily" else DAYS[text.casefold()]


def _count(text: str) -> int | None:
    if text == "none":
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise ValueError(text)
    return int(text)


def _yes_no(text: str) -> bool:
    if text.casefold() not in (*_YES, *_NO):
        raise ValueError(text)
    return text.casefold() in _YES


def _seconds(text: str) -> float | None:
    if text == "never":
        return None
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError(text)
    return float(int(found[1]) * _SECONDS[found[2]])


_TYPES = ", ".join(kind.value for kind in ChangeType if kind is not ChangeType.SUPERSEDED)
#: key in the file, field of Target, reader, what is possible
_WISHES = (
    ("language", "language", _language, "de, en"),
    ("min", "min_type", _rank, _TYPES),
    ("digest", "digest_at", _clock, '"07:00" (not from 02:00 to 02:59), never'),
    ("digest_day", "digest_day", _day, "daily, monday … sunday"),
    ("quiet", "quiet", _quiet, '"22:00-06:00", never'),
    ("break_through", "quiet_break", _rank_or_none, f"never, {_TYPES}"),
    ("cap_per_day", "cap_per_day", _count, "1 … 10000, none"),
    ("operator", "operator", _yes_no, "yes, no"),
    ("remind_after", "remind_after", _seconds, "30m, 2h, 1d, never"),
)
