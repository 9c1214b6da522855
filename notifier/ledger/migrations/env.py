"""How Alembic reaches the ledger: always through a connection that the ledger hands over."""

from alembic import context

from notifier.ledger.schema import metadata

connection = context.config.attributes["connection"]
# SQLite cannot change a table in place; batch mode copies it instead.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
