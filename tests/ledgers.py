"""The ledger as tests open it: empty, with its tables made, on SQLite and on PostgreSQL alike.

Tables are made once a run: a test is given a copy of the SQLite file, and the one PostgreSQL database emptied.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from notifier.audience.links import Links
from notifier.keyring import Keyring
from notifier.ledger.connect import Ledger, open_ledger
from notifier.ledger.schema import metadata
from notifier.settings import from_environment
from tests.servers import PostgresServer

KEY = "a key that only the tests know and that nobody needs to guess"
KEYRING = Keyring([KEY])
LINKS = Links(KEYRING, "http://board.test")


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; a test that asks for it runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    url: str = request.getfixturevalue("database_url")
    return from_environment({"NOTIFIER_DATABASE_URL": url}).database_url


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables and nothing in them."""
    path = tmp_path_factory.mktemp("made") / "ledger.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_with_tables(postgres_server: PostgresServer) -> Iterator[tuple[str, str]]:
    """A PostgreSQL database with the tables, and their version; whoever uses it empties it first."""
    with postgres_server.database() as url:
        _make_tables(url)
        with psycopg.connect(url) as connection:
            [[version]] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        yield url, version


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger; a test that asks for it runs once on each kind of database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_with_tables"), tmp_path / "ledger.db")
        opened = _opened(f"sqlite:///{tmp_path}/ledger.db")
        yield opened
        opened.close()
        return
    url, version = request.getfixturevalue("postgresql_with_tables")
    _empty(url, version)
    opened = _opened(url)
    yield opened
    opened.close()


def _opened(url: str) -> Ledger:
    return open_ledger(from_environment({"NOTIFIER_DATABASE_URL": url}).database_url, KEYRING)


def _make_tables(url: str) -> None:
    ledger = _opened(url)
    ledger.migrate()
    ledger.close()


def _empty(url: str, version: str) -> None:
    """Leave nothing in a PostgreSQL database but its tables in their version, whoever is still connected to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                           " AND pid <> pg_backend_pid()")  # fmt: skip
        for table in reversed(metadata.sorted_tables):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
        for (sequence,) in connection.execute("SELECT sequencename FROM pg_sequences").fetchall():
            connection.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(sequence)))
        connection.execute("DELETE FROM alembic_version")
        connection.execute("INSERT INTO alembic_version VALUES (%s)", [version])


def utc(text: str) -> datetime:
    """`2020-09-01 03:05`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
