"""The database itself refuses to change what was logged: change log, marks, audit are append-only."""

from __future__ import annotations

from collections.abc import Iterator

APPEND_ONLY = ("change", "mark", "audit")


def statements(dialect: str) -> Iterator[str]:
    """SQL that creates the triggers ("sqlite" or "postgresql")."""
    if dialect == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger AS $$ BEGIN "
            "RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
        )
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            name = f"append_only_{table}_{verb}"
            if dialect == "postgresql":
                yield (
                    f'CREATE TRIGGER {name} BEFORE {verb.upper()} ON "{table}" '
                    "FOR EACH ROW EXECUTE FUNCTION append_only()"
                )
            else:
                yield (
                    f'CREATE TRIGGER {name} BEFORE {verb.upper()} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
                )


def drops(dialect: str) -> Iterator[str]:
    """SQL that lifts them, for the redaction of one person's name inside one transaction."""
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            on = f' ON "{table}"' if dialect == "postgresql" else ""
            yield f"DROP TRIGGER IF EXISTS append_only_{table}_{verb}{on}"
