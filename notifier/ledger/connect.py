"""Opening the ledger, on SQLite or PostgreSQL, and bringing its tables up to date.

Writers on SQLite take their lock when they begin, so that none ever fails half-way for another's sake.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Connection, Engine, Table, create_engine, event, make_url, or_, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from notifier.errors import LedgerError, SchemaBehind
from notifier.keyring import Keyring
from notifier.ledger.ids import delivery_id
from notifier.ledger.schema import metadata

# Any number that no other program on the same server is likely to lock.
_MIGRATION_LOCK = 4_067_320_119
_KEYRING = "notifier_keyring"
# How long web, worker and scheduler wait at their start for the database to come up and its tables to be made.
AWAIT_LEDGER = 60.0  # seconds
_SQLITE_WAIT = 30  # seconds that a writer waits for another
# Rows a statement; both databases have a limit of parameters a statement.
CHUNK = 500

Row = Mapping[str, Any]
# What callers outside the ledger are lent, and hand to its functions: they need no name of SQLAlchemy's.
Book = Connection


class Ledger:
    """An open ledger. Connections are lent for the length of a `with` block, never longer."""

    def __init__(self, engine: Engine):
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read by; what is written on it is thrown away."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is kept when the block ends, none of it when the block raises."""
        with self._engine.connect().execution_options(notifier_writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def rehearsing(self) -> Iterator[Connection]:
        """A transaction in which everything happens as it would, and of which nothing is kept."""
        with self._engine.connect().execution_options(notifier_writes=True) as connection:
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def leasing(self) -> Iterator[Connection]:
        """A transaction whose loss costs nothing, as that of a lease: PostgreSQL need not wait for its disk."""
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL synchronous_commit TO off"))
            yield connection

    def close(self) -> None:
        """Give all connections back. The ledger may be used again afterwards."""
        self._engine.dispose()

    def migrate(self, to: str = "head") -> None:
        """Bring the tables up to date, or up to version `to`; several may do so at once. Raises LedgerError."""
        try:
            with _in_words(), self._engine.connect() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
                    connection.commit()
                else:
                    _let_tables_be_copied(connection)
                config = _migrations()
                config.attributes["connection"] = connection
                command.upgrade(config, to)
                connection.commit()
        finally:
            # Lock and licence go with the session: hand the connection back for good.
            self._engine.dispose()

    def migrate_when_up(self, seconds: float) -> None:
        """Bring the tables up to date, waiting up to `seconds` for a database that is still starting."""
        _patiently(self.migrate, seconds)

    def check_schema(self) -> None:
        """Make the tables where there are none yet; SchemaBehind where they are not this program's.

        Raises LedgerError where the database cannot be reached.
        """
        with _in_words(), self._engine.connect() as connection:
            at = MigrationContext.configure(connection).get_current_revision()
        if at is None:
            self.migrate()
        elif at != ScriptDirectory.from_config(_migrations()).get_current_head():
            raise SchemaBehind("the ledger's tables are not this program's: run `notifier migrate`")

    def has_tables(self) -> bool:
        """Whether anybody has ever made its tables; a SQLite file that is not there is not made. Raises LedgerError."""
        file = self._engine.url.database
        if self._engine.dialect.name == "sqlite" and not (file and Path(file).is_file()):
            return False
        with _in_words(), self._engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() is not None

    def await_schema(self, seconds: float) -> None:
        """Wait for the database to come up, and for another process to bring its tables up to date.

        Raises what `check_schema` last raised, if that has not happened in `seconds`.
        """
        _patiently(self.check_schema, seconds)


def _patiently(act: Callable[[], None], seconds: float) -> None:
    """Do something with the ledger, again and again while it complains, for up to `seconds`."""
    ends = time.monotonic() + seconds
    while True:
        try:
            return act()
        except LedgerError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.5)


@contextmanager
def _in_words() -> Iterator[None]:
    """A database's complaint as an error of ours, which says what to do and holds no password."""
    try:
        yield
    except SQLAlchemyError as trouble:
        said = str(getattr(trouble, "orig", None) or trouble.__class__.__name__).strip().splitlines()[0]
        raise LedgerError(f"the ledger cannot be used: {said} (look at NOTIFIER_DATABASE_URL and its server)") from None


def open_ledger(url: str, keyring: Keyring) -> Ledger:
    """The ledger at a database URL; `keyring` seals and opens what is secret in it.

    Nothing is connected yet.
    """
    address = make_url(url)
    kept = {_KEYRING: keyring}
    # hide_parameters: a statement's values are people's addresses, and errors are logged.
    if address.get_backend_name() == "sqlite":
        engine = create_engine(
            address, hide_parameters=True, connect_args={"timeout": _SQLITE_WAIT}, execution_options=kept
        )
        event.listen(engine, "do_connect", _make_folder)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return Ledger(engine)
    # pool_pre_ping: a restarted server must cost a reconnect, not an error.
    options = {"connect_timeout": 10}
    return Ledger(
        create_engine(address, hide_parameters=True, pool_pre_ping=True, connect_args=options, execution_options=kept)
    )


def ledger_in_memory(keyring: Keyring) -> Ledger:
    """An empty ledger that is gone when it is closed."""
    engine = create_engine("sqlite://", hide_parameters=True, execution_options={_KEYRING: keyring})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    with engine.begin() as connection:
        metadata.create_all(connection)
    return Ledger(engine)


def keyring_of(connection: Connection) -> Keyring:
    """The keyring of the ledger that a connection leads to."""
    found: Keyring = connection.get_execution_options()[_KEYRING]
    return found


def _let_tables_be_copied(connection: Connection) -> None:
    """SQLite changes a table by copying it and dropping the old one, which it refuses while rows elsewhere name it.

    Said to the driver itself, for within a transaction SQLite would not hear it. The connection is closed afterwards.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, SqliteConnection), "the ledger opens no third kind of database"
    driver.execute("PRAGMA foreign_keys=OFF")


def _make_folder(_dialect: object, _record: object, arguments: Sequence[Any], _named: object) -> None:
    """A SQLite file's folder is made when the file is first opened."""
    if arguments and arguments[0] != ":memory:":
        Path(arguments[0]).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours, see below
    connection.create_function("delivery_id", 2, delivery_id, deterministic=True)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("notifier_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, passing over those whose unique key is there already."""
    statement = _insert(connection, table).on_conflict_do_nothing()
    for start in range(0, len(rows), CHUNK):
        connection.execute(statement, rows[start : start + CHUNK])


def insert_returning(connection: Connection, table: Table, rows: Sequence[Row], column: str) -> set[Any]:
    """Insert rows, passing over those that are there already; the `column` of those that were really inserted."""
    statement = _insert(connection, table).on_conflict_do_nothing().returning(table.c[column])
    inserted: set[Any] = set()
    for start in range(0, len(rows), CHUNK):
        inserted.update(connection.execute(statement, rows[start : start + CHUNK]).scalars())
    return inserted


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, or bring those with the same primary key up to date. All rows have the same columns.

    A row of which nothing differs is not written; what JSON holds is not compared, and counts as differing.
    """
    if not rows:
        return
    statement = _insert(connection, table)
    key = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in rows[0] if name not in key}
    comparable = not any(isinstance(table.c[name].type, JSON) for name in changes)
    differs = or_(*(table.c[name].is_distinct_from(new) for name, new in changes.items())) if comparable else None
    statement = statement.on_conflict_do_update(index_elements=key, set_=changes, where=differs)
    for start in range(0, len(rows), CHUNK):
        connection.execute(statement, rows[start : start + CHUNK])


def _insert(connection: Connection, table: Table) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
