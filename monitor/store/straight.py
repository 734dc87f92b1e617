"""Statements of the way every article goes, run by the driver itself.

SQLAlchemy's compiler makes the SQL and says how values of its types are bound, once per dialect; afterwards a statement
is a string and a tuple. Around one SELECT of a row the library takes 18 µs, the driver 2 (docs/performance.md). Errors
of the driver are translated where the transaction is (`store.database`).

Objects that a session holds are written first, as before any query; but such an object does not notice that its row was
written this way: what is written this way is read this way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, DateTime, Dialect, Float
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session

Convert = Callable[[Any], Any]
#: how drivers number the values of a statement
STYLES = {"sqlite": "qmark", "postgresql": "format"}


class Prepared:
    """One statement. Values are given by name; a list stands for `IN` (bindparam with `expanding`), never empty."""

    __slots__ = ("_clause", "_lists", "_plans")

    def __init__(self, clause: Any) -> None:
        self._clause = clause
        binds = (part for part in visitors.iterate(clause) if isinstance(part, BindParameter))
        self._lists = tuple(dict.fromkeys(part.key for part in binds if part.expanding and part.required))
        self._plans: dict[tuple[object, ...], _Plan] = {}

    def rows(self, session: Session, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows that a query, or an insert with RETURNING, gives."""
        connection = _connection(session)
        if self._lists:
            values = self._spread(values)
        plan = self._plan(connection, values, many=False)
        return plan.read(_driver(connection).execute(plan.sql, plan.bind(values)).fetchall())

    def first(self, session: Session, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row, None when there is none."""
        found = self.rows(session, values)
        return found[0] if found else None

    def run(self, session: Session, values: Mapping[str, Any]) -> int:
        """Runs a statement that gives no rows; how many rows it touched."""
        connection = _connection(session)
        if self._lists:
            values = self._spread(values)
        plan = self._plan(connection, values, many=False)
        return int(_driver(connection).execute(plan.sql, plan.bind(values)).rowcount)

    def many(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
        """Runs it for each of these rows, which all name the same values; how many rows of the table it touched."""
        if not rows:
            return 0
        connection = _connection(session)
        plan = self._plan(connection, rows[0], many=True)
        cursor = _driver(connection).cursor()
        cursor.executemany(plan.sql, [plan.bind(row) for row in rows])
        return int(cursor.rowcount)

    def _plan(self, connection: Connection, values: Mapping[str, Any], *, many: bool) -> _Plan:
        key = (connection.dialect.name, many, *values)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = _Plan.of(self._clause, connection.dialect, values, self._lists, many=many)
        return plan

    def _spread(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Lists as single values, as SQLAlchemy names them; filled up to a power of two, to be few statements."""
        spread = dict(values)
        for name in self._lists:
            given = list(spread.pop(name))
            given += given[-1:] * ((1 << (len(given) - 1).bit_length()) - len(given))
            spread |= {f"{name}_{place}": value for place, value in enumerate(given, 1)}
        return spread


class _Plan:
    """SQL for one driver, the order of its values, and what has to be converted on the way in and out."""

    __slots__ = ("_constants", "_in", "_out", "sql")

    def __init__(
        self,
        sql: str,
        into: Iterable[tuple[str, Convert | None]],
        out: Iterable[Convert | None],
        constants: Mapping[str, Any],
    ) -> None:
        self.sql = sql
        self._in = tuple(into)
        self._out = tuple((place, convert) for place, convert in enumerate(out) if convert is not None)
        self._constants = constants

    @classmethod
    def of(cls, clause: Any, dialect: Dialect, values: Mapping[str, Any], lists: Sequence[str], *, many: bool) -> _Plan:
        style = type(dialect)(paramstyle=STYLES[dialect.name])  # type: ignore[call-arg]
        spread = {name: [value for key, value in values.items() if key.startswith(f"{name}_")] for name in lists}
        names = [name for name in values if not name.startswith(tuple(f"{name}_" for name in lists))]
        compiled: SQLCompiler = clause.compile(dialect=style, column_keys=names, for_executemany=many)
        sql, order = str(compiled), list(compiled.positiontup or ())
        types = {name: bind.type for bind, name in compiled.bind_names.items()}
        fixed = {name: value for name, value in compiled.params.items() if name not in values and name not in lists}
        fixed |= {column.key: column.default.arg for column in compiled.insert_prefetch}  # type: ignore[union-attr]
        if compiled.post_compile_params:  # lists, those that stand in the statement itself among them
            expanded = compiled.construct_expanded_state({**compiled.params, **spread})
            sql, order = expanded.statement, list(expanded.positiontup or ())
            parts = expanded.parameter_expansion
            types |= {part: types[name] for name, given in parts.items() for part in given}
            fixed |= {part: value for part, value in expanded.additional_parameters.items() if part not in values}
        into = [(name, _into(types[name], style)) for name in order]
        out = [_out_of(column.type, style) for column in compiled._result_columns]
        return cls(sql, into, out, {name: value for name, value in fixed.items() if name in order})

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        if self._constants:
            values = {**self._constants, **values}
        return [values[name] if convert is None else convert(values[name]) for name, convert in self._in]

    def read(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self._out:
            return rows
        return [self._row(row) for row in rows]

    def _row(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        found = list(row)
        for place, convert in self._out:
            found[place] = convert(found[place])
        return tuple(found)


def _connection(session: Session) -> Connection:
    session.flush()  # objects that wait to be written come first; costs nothing when there are none
    return session.connection()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _is_time(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind.impl if isinstance(kind, TypeDecorator) else kind, DateTime)


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if dialect.name == "sqlite" and _is_time(kind):
        return _time_text
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if dialect.name == "sqlite" and _is_time(kind):
        return _text_time
    if isinstance(kind, Float):
        return None  # both drivers give floats
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _time_text(value: datetime | None) -> str | None:
    """A moment as SQLite keeps it: UTC, microseconds, no zone; naive ones are refused as everywhere."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("naive datetime")
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]


def _text_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)
