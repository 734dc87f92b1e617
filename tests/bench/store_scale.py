"""How the store fares with many millions of rows on PostgreSQL: `python -m tests.bench.store_scale [ROWS]`.

Fills `observation` and `fact` with ROWS rows each (default 10,000,000 facts, as many observations), spread over two years
and 2,000 claims, then times what the service asks: deciding one article, the newest verdicts of a claim, what a page of
the dashboard needs; then the same facts in monthly partitions, and taking the oldest month away in either. One JSON
line per figure. It starts a server of its own (durable writes off, as in the
tests) and needs about 30 GB of disk and ten minutes.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg

from monitor.store import Store
from tests import postgres

CLAIMS, PER_ARTICLE, DAYS = 2_000, 10, 730
#: bytes of a fact's and of an observation's JSON as they are on average in a filled store
FACT, VERDICT, OBSERVATION = 600, 300, 450
COLUMNS = (
    'claim_id, revision_id, article_id, at, published, "offset", party, standing, data, outcome, verdict, decided_at'
)
ROWS = (
    "SELECT 1 + ((i / 10)::bigint * 7919) % {claims}, 1 + i / 10, 1 + i / 10, t, t, i % 4000, 'Partei ' || i % 40, i % 3 = 0, "
    "repeat(md5(i::text), {fact}), (ARRAY['repeat','older','new_source','value_changed'])[1 + i % 4], "
    "repeat(md5((i+1)::text), {verdict}), t "
    "FROM (SELECT i, timestamptz '2024-01-01' + i * (interval '{days} days' / {rows}) AS t "
    "FROM generate_series({first}, {last}) i) rows"
)


def main() -> None:
    """Fills, asks, partitions, takes away; prints as it goes."""
    rows = int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 10_000_000
    server = postgres.Server(shared_buffers="1GB", max_wal_size="8GB")
    url = server.url("postgres")
    Store.open(url).close()
    with psycopg.connect(postgres.plain(url), autocommit=True) as connection:
        fill(connection, rows)
        ask(connection, rows, "fact")
        partition(connection, rows)
        ask(connection, rows, "fact_parts")
        take_away(connection)
    server.stop()


def told(what: str, value: float, unit: str) -> None:
    print(json.dumps({"what": what, "value": round(value, 3), "unit": unit}), flush=True)


def timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def fill(connection: psycopg.Connection[Any], rows: int) -> None:
    """Sources, then observations and facts in portions, the first and last of which show whether it slows down."""
    run = connection.execute
    run("SET synchronous_commit TO off")
    run("ALTER TABLE fact DROP CONSTRAINT fk_fact_revision_id_revision, DROP CONSTRAINT fk_fact_claim_id_claim")
    run("ALTER TABLE observation DROP CONSTRAINT fk_observation_revision_id_revision")
    portion, spans = max(rows // 20, 1), []
    for first in range(0, rows, portion):
        last = min(first + portion, rows) - 1
        chosen = ROWS.format(
            claims=CLAIMS, fact=FACT // 32, verdict=VERDICT // 32, days=DAYS, rows=rows, first=first, last=last
        )
        spans.append(timed(lambda query=f"INSERT INTO fact ({COLUMNS}) {chosen}": run(query)))  # type: ignore[misc]
        run(
            'INSERT INTO observation (revision_id, kind, "where", start, "end", data, sentence, sentence_start) '
            f"SELECT 1 + i / 10, 'figure', 'body', i % 4000, i % 4000 + 9, repeat(md5(i::text), {OBSERVATION // 32}), "
            f"repeat('Satz ', 30), i % 4000 FROM generate_series({first}, {last}) i"
        )
    told("facts per second, first twentieth", portion / spans[0], "rows/s")
    told("facts per second, last twentieth", portion / spans[-1], "rows/s")
    told("analyse", timed(lambda: run("ANALYZE fact, observation")), "s")
    for table in ("fact", "observation"):
        size = run("SELECT pg_table_size(%s), pg_indexes_size(%s)", (table, table)).fetchone()
        assert size is not None
        told(f"{table}: table", size[0] / rows, "bytes/row")
        told(f"{table}: indexes", size[1] / rows, "bytes/row")


def ask(connection: psycopg.Connection[Any], rows: int, table: str) -> None:
    """The queries of a decision and of a page, the median and the worst of 200 each, places drawn evenly."""
    moment = "timestamptz '2024-01-01' + %(at)s * interval '1 day'"
    queries = {
        "the last fact of a party before a moment (decision)": f"SELECT data FROM {table} WHERE claim_id = %(claim)s "
        f"AND party = %(party)s AND standing AND at < {moment} ORDER BY at DESC LIMIT 1",
        "an article's facts in a claim (decision)": f"SELECT data FROM {table} WHERE claim_id = %(claim)s "
        "AND article_id = %(article)s AND standing",
        "a page of a claim's history (dashboard)": f"SELECT data, verdict FROM {table} WHERE claim_id = %(claim)s "
        f"AND at < {moment} ORDER BY claim_id, at DESC, published DESC LIMIT 50",
    }
    for name, query in queries.items():
        spans = []
        for number in range(200):
            values = {
                "claim": 1 + number * 37 % CLAIMS,
                "party": f"Partei {number % 40}",
                "at": number * DAYS / 200,
                "article": number * (rows // PER_ARTICLE // 200),
            }
            spans.append(timed(lambda query=query, values=values: connection.execute(query, values).fetchall()))  # type: ignore[misc]
        told(f"{table}: {name}, median", statistics.median(spans) * 1000, "ms")
        told(f"{table}: {name}, 95 of 100", sorted(spans)[190] * 1000, "ms")
    spans = []
    for _ in range(200):
        chosen = ROWS.format(
            claims=CLAIMS, fact=FACT // 32, verdict=VERDICT // 32, days=DAYS, rows=rows, first=rows - 6, last=rows - 1
        )
        insert = f"INSERT INTO {table} ({COLUMNS}) {chosen}"
        spans.append(timed(lambda insert=insert: connection.execute(insert)))  # type: ignore[misc]
    told(f"{table}: six facts written in one commit, median", statistics.median(spans) * 1000, "ms")


def partition(connection: psycopg.Connection[Any], rows: int) -> None:
    """The same facts by month of their time, with the same indexes."""
    run = connection.execute
    run("CREATE TABLE fact_parts (LIKE fact INCLUDING DEFAULTS) PARTITION BY RANGE (at)")
    for month in range(25):
        year, number = 2024 + month // 12, month % 12 + 1
        until = f"{year + number // 12}-{number % 12 + 1:02}-01"
        run(
            f"CREATE TABLE fact_{month:02} PARTITION OF fact_parts FOR VALUES FROM ('{year}-{number:02}-01') TO ('{until}')"
        )
    told("into monthly partitions", rows / timed(lambda: run("INSERT INTO fact_parts SELECT * FROM fact")), "rows/s")
    run('CREATE INDEX ON fact_parts (claim_id, at, published, article_id, "offset")')
    run("CREATE INDEX ON fact_parts (claim_id, party, standing, at)")
    run("CREATE INDEX ON fact_parts (claim_id, article_id)")
    run("ANALYZE fact_parts")


def take_away(connection: psycopg.Connection[Any]) -> None:
    """The oldest month, deleted row by row and dropped as a partition."""
    run = connection.execute
    told("the oldest month by DELETE", timed(lambda: run("DELETE FROM fact WHERE at < '2024-02-01'")), "s")
    told("and VACUUM", timed(lambda: run("VACUUM fact")), "s")
    told("the oldest month by DROP", timed(lambda: run("DROP TABLE fact_00")), "s")


if __name__ == "__main__":
    main()
