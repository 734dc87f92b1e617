"""Statements that go straight to the driver say what SQLAlchemy's own way says, on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import Table, bindparam, select

from monitor.errors import StoreError
from monitor.store import Session, Store, tables
from monitor.store.straight import Prepared

NOW = datetime(2025, 4, 28, 6, 0, 0, 250, tzinfo=UTC)
ARTICLE: Table = tables.ArticleRow.__table__  # type: ignore[attr-defined]
NEW = Prepared(ARTICLE.insert().returning(ARTICLE.c.id))
SEVERAL = Prepared(ARTICLE.insert())
NAMES = ("id", "title", "first_sight", "found_at", "next_visit_at", "sketch", "visits")
OF_HOSTS = select(*(ARTICLE.c[name] for name in NAMES)).where(
    ARTICLE.c.host.in_(bindparam("hosts", expanding=True)), ARTICLE.c.state.in_(("pending", "read"))
)


def article(number: int, **given: object) -> dict[str, object]:
    return {"url": f"https://a.example/{number}", "link": "l", "host": f"h{number}", "found_at": NOW, **given}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'data' / 'monitor.db'}")
    yield opened
    opened.close()


def test_rows_are_the_same_as_through_the_library(store: Store) -> None:
    with store.write() as session:
        east = datetime(2025, 4, 28, 9, 0, tzinfo=timezone(timedelta(hours=2)))
        SEVERAL.many(session, [article(1, next_visit_at=east, sketch=b"\0\1", first_sight=True, title="50 % „für“")])
        SEVERAL.many(session, [article(number, next_visit_at=None, sketch=None) for number in range(2, 9)])
    for hosts in (["h1"], ["h1", "h2", "h3"], [f"h{number}" for number in range(12)]):
        with store.read() as session:
            told = [tuple(row) for row in session.connection().execute(OF_HOSTS, {"hosts": hosts})]
            assert Prepared(OF_HOSTS).rows(session, {"hosts": hosts}) == told
    assert {row[3] for row in told} == {NOW}
    assert all(row[3].tzinfo is UTC for row in told)


def test_a_new_row_says_its_number_and_has_its_defaults(store: Store) -> None:
    with store.write() as session:
        numbers = [NEW.rows(session, article(number))[0][0] for number in range(3)]
        row = session.get(tables.ArticleRow, numbers[-1])
    assert len(set(numbers)) == 3
    assert row is not None
    assert (row.state, row.problem_values, row.visits, row.first_sight) == ("pending", "{}", 0, False)


def test_how_many_rows_were_touched_is_told(store: Store) -> None:
    touched = Prepared(ARTICLE.update().where(ARTICLE.c.host == bindparam("of")).values(visits=ARTICLE.c.visits + 1))
    with store.write() as session:
        assert SEVERAL.many(session, [article(number) for number in range(3)]) == 3
        assert SEVERAL.many(session, []) == 0
        assert touched.run(session, {"of": "h1", "title": "neu"}) == 1
        assert touched.run(session, {"of": "h9", "title": "neu"}) == 0


def test_objects_that_wait_in_the_session_are_seen(store: Store) -> None:
    with store.write() as session:
        session.add(tables.ArticleRow(**article(1)))
        assert len(Prepared(OF_HOSTS).rows(session, {"hosts": ["h1"]})) == 1


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises((ValueError, sqlalchemy.exc.StatementError)), store.write() as session:
        NEW.rows(session, article(1, found_at=datetime(2025, 4, 28, 6, 0)))  # noqa: DTZ001


def test_what_fails_takes_back_everything_written_straight(store: Store) -> None:
    def half(session: Session) -> None:
        SEVERAL.many(session, [article(1)])
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        store.transact(half)
    with store.read() as session:
        assert Prepared(OF_HOSTS).rows(session, {"hosts": ["h1"]}) == []


def test_the_same_address_twice_is_no_fault_of_the_store_but_a_race_on_a_server(store: Store) -> None:
    with store.write() as session:
        NEW.rows(session, article(1))
    with pytest.raises(Exception) as caught, store.write() as session:
        NEW.rows(session, article(1))
    if store.shared:
        assert isinstance(caught.value, StoreError)
        assert caught.value.key == "store.raced"
    else:
        assert not isinstance(caught.value, StoreError)


def test_fractions_come_back_as_they_went(store: Store) -> None:
    silence: Table = tables.SilenceRow.__table__  # type: ignore[attr-defined]
    row = {"watchlist": "w", "claim": "", "party": "", "author": "a", "reason": "", "created_at": NOW}
    with store.write() as session:
        Prepared(silence.insert()).many(session, [{**row, "up_to": value} for value in (None, 2.5, 15_000.0)])
        found = Prepared(select(silence.c.up_to).where(silence.c.watchlist == "w").order_by(silence.c.id))
        assert found.rows(session, {}) == [(None,), (2.5,), (15_000.0,)]


def test_the_second_run_of_such_a_test_is_on_a_server(store: Store, store_kind: str) -> None:
    assert store.shared == (store_kind == "postgresql")
