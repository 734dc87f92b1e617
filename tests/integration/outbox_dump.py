"""Writes the database of D32 as SQL text, once per schema: python -m tests.integration.outbox_dump > tests/data/…"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from pathlib import Path

from monitor.alerts.model import Outcome, SendResult
from monitor.sender import LEASE
from monitor.store import outbox
from monitor.store.database import APPLICATION
from tests.integration.desk import Desk
from tests.unit.alerts import builders as make

DOWN = SendResult(outcome=Outcome.RETRY, reason="delivery.unreachable")


async def build(folder: Path) -> Path:
    """Three reversals: one being sent when the program ended, one that failed once, one not tried yet."""
    desk = Desk(folder)
    desk.decide(make.reversal("q1"))
    with desk.store.write() as session:
        outbox.claim(session, desk.targets[0], owner="old", now=desk.clock.now(), lease=LEASE)
    desk.answers.rule = lambda target, message: DOWN
    desk.decide(make.reversal("q2"))
    await desk.sender.send_due()
    desk.decide(make.reversal("q3"))
    desk.store.close()
    return folder / "monitor.db"


def main() -> None:
    """Tables of the full-text search make their own shadow tables and stay empty."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(asyncio.run(build(Path(folder))))
        print(f"PRAGMA application_id={APPLICATION};")
        virtual = [
            row[0]
            for row in database.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'").fetchall()
        ]
        rows = database.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        plain = [row for row in rows if not any(row[1].startswith(f"{name}_") for name in virtual)]
        for kind, name, _, sql in plain:
            if kind == "table":
                print(f"{sql};")
                if name not in virtual:
                    _print_rows(database, name)
        for kind, _, _, sql in plain:
            if kind != "table":
                print(f"{sql};")
        database.close()


def _print_rows(database: sqlite3.Connection, table: str) -> None:
    for row in database.execute(f'SELECT * FROM "{table}"').fetchall():
        values = [database.execute("SELECT quote(?)", (value,)).fetchone()[0] for value in row]
        print(f'INSERT INTO "{table}" VALUES({", ".join(values)});')


if __name__ == "__main__":
    main()
