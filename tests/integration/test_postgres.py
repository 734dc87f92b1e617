"""The store on a real PostgreSQL server: what is not a matter of course there."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import select

from monitor.errors import StoreError
from monitor.store import Store, database, search, service, tables
from tests import postgres as pg

NOW = datetime(2025, 4, 28, 6, 0, tzinfo=UTC)


@pytest.fixture
def store(postgres: str):
    opened = Store.open(postgres, busy=1.0)
    yield opened
    opened.close()


def change(key: str = "k1", **more: object) -> tables.ChangeRow:
    row = {
        "key": key, "watchlist": "w", "claim": "c", "claim_version": "v", "type": "denial", "rank": 4, "grade": "alert",
        "party": "USA", "at": NOW, "decided_at": NOW, "data": "{}",
    }  # fmt: skip
    return tables.ChangeRow(**row | more)


def test_the_migrations_make_exactly_the_tables_of_the_program(store: Store) -> None:
    with store.read() as session:
        context = MigrationContext.configure(
            session.connection(),
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: kind != "table" or name in tables.metadata.tables,
                "include_object": lambda _object, name, kind, *_: name != "ix_change_search",  # an expression of ours
            },
        )
        assert compare_metadata(context, tables.metadata) == []


def test_an_empty_database_is_filled_and_a_foreign_one_refused() -> None:
    if reason := pg.why_not():
        pytest.skip(reason)
    url = pg.fresh(empty=True)
    try:
        assert database.inspect(url).state == "missing"
        with pytest.raises(StoreError, match=r"store\.missing"):
            Store.open(url, create=False)
        Store.open(pg.plain(url)).close()  # the address without a driver is understood as well
        assert database.inspect(url).state == "current"
        with sqlalchemy.create_engine(url).begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StoreError, match=r"store\.newer"):
            Store.open(url)
        with sqlalchemy.create_engine(url).begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        with pytest.raises(StoreError, match=r"store\.unknown"):
            Store.open(url)
    finally:
        pg.drop(url)


def test_many_machines_that_start_at_once_migrate_once() -> None:
    if reason := pg.why_not():
        pytest.skip(reason)
    url, failures = pg.fresh(empty=True), []

    def start() -> None:
        try:
            Store.open(url).close()
        except Exception as exc:
            failures.append(exc)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert database.inspect(url).state == "current"
    pg.drop(url)


@pytest.mark.parametrize("table", ["change", "mark", "audit"])
def test_logs_refuse_update_and_delete(store: Store, table: str) -> None:
    with store.write() as session:
        session.add(change())
        session.add(tables.MarkRow(change_key="k1", kind="read", author="a", at=NOW))
        service.audit(session, NOW, author="a", action="b", subject="c")
    for verb in (f'DELETE FROM "{table}"', f'UPDATE "{table}" SET id = id + 1'):
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"), store.write() as session:
            session.connection().exec_driver_sql(verb)


def test_texts_sort_as_on_sqlite_whatever_the_locale(store: Store) -> None:
    names = ["b", "B", "a", "Ä", "ä", "z", "Z", "a#1", "a$", "a%"]
    with store.write() as session:
        for name in names:
            service.put(session, name, {}, NOW)
        found = session.exec(select(tables.ServiceRow.key).order_by(tables.ServiceRow.key)).all()
        kinds = session.connection().exec_driver_sql(
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> "
            "'alembic_version' AND data_type = 'character varying' AND collation_name IS DISTINCT FROM 'C'"
        )
        assert kinds.scalar() == 0
    assert found == sorted(names)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Pjongjang", True),
        ("pjöng", True),
        ("Militärkommission", True),
        ("militarkomm", True),
        ("10.000", True),
        ("10 000", True),
        ("strasse", False),
        ("Nord-Korea", True),
        ("korea nord", True),
        ("kommission", False),
        ("Łódź", True),
        ("' OR 1=1 --", False),
        ("a & !b | (c:*", False),
    ],
)
def test_the_search_finds_what_it_finds_on_sqlite(store: Store, tmp_path, query: str, found: bool) -> None:  # type: ignore[no-untyped-def]
    words = "Die Militärkommission in Pjöngjang, Nord-Korea, nennt „10.000“ Soldaten aus Łódź"
    beside = Store.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    answers = []
    for one in (store, beside):
        with one.write() as session:
            session.add(change(words=words))
        with one.read() as session:
            condition = search.matches(session, query)
            assert condition is not None
            answers.append(session.exec(select(tables.ChangeRow.key).where(condition)).all() == ["k1"])
    beside.close()
    assert answers == [found, found]


def test_the_search_uses_its_index(store: Store) -> None:
    with store.write() as session:
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        query = "EXPLAIN SELECT key FROM change WHERE monitor_words(change.words) @@ to_tsquery('simple', 'soldaten:*')"
        plan = session.connection().exec_driver_sql(query).fetchall()
        asked = str(select(tables.ChangeRow.key).where(search.matches(session, "Soldaten")))  # type: ignore[arg-type]
    assert "monitor_words(change.words)" in asked
    assert any("ix_change_search" in row[0] for row in plan)


def test_the_character_nul_neither_reaches_the_server_nor_breaks_a_query(store: Store) -> None:
    with store.write() as session:
        service.put(session, "na\0me", "wo\0rt", NOW)
    with store.read() as session:
        assert session.exec(select(tables.ServiceRow.key)).all() == ["name"]


def test_row_numbers_of_large_tables_go_beyond_32_bits(store: Store) -> None:
    with store.write() as session:
        session.connection().exec_driver_sql("SELECT setval('entry_id_seq', 3000000000)")
        session.add(tables.FeedRow(id=1, url="u", host="h", next_poll_at=NOW, created_at=NOW))
        session.flush()
        session.add(tables.EntryRow(feed_id=1, key="k", link="l", found_at=NOW))
    with store.read() as session:
        assert session.exec(select(tables.EntryRow.id).where(tables.EntryRow.id > 2_999_999_999)).all() == [
            3_000_000_001
        ]  # type: ignore[operator]


def test_a_reader_sees_one_state_and_writes_nothing(store: Store) -> None:
    with store.read() as session:
        assert service.get(session, "x") is None
        with store.write() as other:
            service.put(other, "x", 1, NOW)
        assert service.get(session, "x") is None
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="read-only"):
            session.connection().exec_driver_sql("DELETE FROM service")


# --- writers beside each other -----------------------------------------------------------------------------------


def passes(store: Store, held: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a writer with `wanted` works while one with `held` has not finished."""
    with store.write(*held):
        try:
            with store.write(*wanted):
                return True
        except StoreError as exc:
            return exc.key != "store.locked"


@pytest.mark.parametrize(
    ("held", "wanted", "beside"),
    [
        (("claims:a",), ("claims:b",), True),
        (("claims:a",), ("claims:a",), False),
        (("claims:a", "claims:b"), ("claims:b", "claims:c"), False),
        (("claims:a",), (), False),
        ((), ("claims:a",), False),
        ((), (), False),
    ],
)
def test_writers_go_side_by_side_only_with_other_names(
    postgres: str, held: tuple[str, ...], wanted: tuple[str, ...], beside: bool
) -> None:
    store = Store.open(postgres, busy=0.2)
    assert passes(store, held, wanted) is beside
    store.close()


def insert(store: Store, lock: str, value: str) -> None:
    with store.write(lock) as session:
        session.add(tables.ServiceRow(key="x", value=value, at=NOW))


def test_two_writers_of_one_key_are_told_to_do_it_again(store: Store) -> None:
    with store.write("a") as one:
        service.put(one, "x", 1, NOW)
        one.flush()
        with pytest.raises(StoreError, match=r"store\.locked"):
            insert(store, "b", "2")
    with pytest.raises(StoreError, match=r"store\.raced"):
        insert(store, "b", "3")


def test_writers_that_name_the_same_locks_in_any_order_never_wait_in_a_circle(postgres: str) -> None:
    store, failures = Store.open(postgres, busy=20.0), []

    def work(names: tuple[str, ...]) -> None:
        try:
            for _ in range(40):
                with store.write(*names) as session:
                    service.put(session, "count", (service.get(session, "count") or 0) + 1, NOW)
        except Exception as exc:
            failures.append(exc)

    orders = [("n", "a", "b"), ("b", "a", "n"), ("a", "n", "c"), ("c", "n", "b")]
    threads = [threading.Thread(target=work, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.read() as session:
        assert service.get(session, "count") == 160
    store.close()
