"""Every error the monitor raises on purpose, as one tree.

An error holds a message key and values, never finished text: the edge renders it in the reader's language
(`monitor.i18n.explain`). Foreign exceptions are wrapped where they enter.
"""

from __future__ import annotations


class MonitorError(Exception):
    """Anything that went wrong and that a user can understand."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        #: message key in monitor/messages/<language>/*.json
        self.key = key
        #: values for the placeholders of the message
        self.values = values

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.key}({inside})" if inside else self.key


class WatchlistError(MonitorError):
    """A line of a watchlist that cannot be used; line and column count from 1 (0: the whole file)."""

    def __init__(
        self, key: str, *, path: str = "", line: int = 0, column: int = 0, field: str = "", **values: object
    ) -> None:
        super().__init__(key, path=path, line=line, column=column, field=field, **values)
        self.path = path
        self.line = line
        self.column = column
        self.field = field


class FetchError(MonitorError):
    """A page or feed that could not be fetched; `retry_after` in seconds, None if the server named none."""

    def __init__(
        self, key: str, *, url: str, status: int | None = None, retry_after: float | None = None, **values: object
    ) -> None:
        super().__init__(key, url=url, status=status, retry_after=retry_after, **values)
        self.url = url
        self.status = status
        self.retry_after = retry_after


class FormatError(MonitorError):
    """Bytes that are not what they claim to be (no feed, no page, no article)."""

    def __init__(self, key: str, *, url: str = "", **values: object) -> None:
        super().__init__(key, url=url, **values)
        self.url = url


class StoreError(MonitorError):
    """The database cannot be used as it is: unknown, damaged, locked, full."""


class DeliveryError(MonitorError):
    """A message that one target did not take; `permanent` means that trying again is useless."""

    def __init__(self, key: str, *, target: str, permanent: bool = False, **values: object) -> None:
        super().__init__(key, target=target, permanent=permanent, **values)
        self.target = target
        self.permanent = permanent


class WorkError(MonitorError):
    """Work in a worker process that was ended: too slow, too large, or the process died."""


class SettingsError(MonitorError):
    """A setting that is missing or contradicts another."""


class WatchlistProblems(MonitorError):
    """Every problem of one watchlist file, in file order; the file as a whole is refused."""

    def __init__(self, problems: tuple[WatchlistError, ...], *, path: str = "") -> None:
        super().__init__("watchlist.problems", path=path, count=len(problems))
        self.problems = problems


class TargetError(MonitorError):
    """An entry of the targets file that cannot be used; line and column count from 1 (0: the whole file)."""

    def __init__(self, key: str, *, line: int = 0, column: int = 0, field: str = "", **values: object) -> None:
        super().__init__(key, line=line, column=column, field=field, **values)
        self.line = line
        self.column = column
        self.field = field


class TargetProblems(MonitorError):
    """Every problem of the targets file, in file order; the file as a whole is refused."""

    def __init__(self, problems: tuple[TargetError, ...], *, path: str = "") -> None:
        super().__init__("targets.problems", path=path, count=len(problems))
        self.problems = problems
