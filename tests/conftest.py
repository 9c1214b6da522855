"""Fixtures, all of them imported: each module that offers one says what it is."""

from tests.ledgers import ledger, ledger_url, postgresql_with_tables, sqlite_with_tables
from tests.servers import database_url, postgres_server, postgres_url, redis_server, redis_url

__all__ = [
    "database_url", "ledger", "ledger_url", "postgres_server", "postgres_url", "postgresql_with_tables", "redis_server",
    "redis_url", "sqlite_with_tables",
]  # fmt: skip
