"""Runs migrations on the connection that `migrations.upgrade` passes in; its transaction is the caller's."""

from alembic import context

from monitor.store import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
