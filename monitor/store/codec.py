"""Values of the core as JSON text and back.

Source: pydantic's TypeAdapter reads standard dataclasses, enums, named tuples and aware datetimes without loss.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def dump(value: object) -> str:
    """JSON of a core dataclass."""
    return _adapter(type(value)).dump_json(value).decode()


def load(kind: type[T], text: str | bytes) -> T:
    """The value that `dump` wrote; raises pydantic's ValidationError for foreign text."""
    return _adapter(kind).validate_json(text)  # type: ignore[no-any-return]


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
