"""The ledger as tests open it: empty, with its tables made, on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifier.audience.links import Links
from notifier.keyring import Keyring
from notifier.ledger.connect import Ledger, open_ledger
from notifier.settings import from_environment

KEYRING = Keyring(["a key that only the tests know, and that nobody needs to guess"])
LINKS = Links(KEYRING, "http://board.test")


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; a test that asks for it runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    url: str = request.getfixturevalue("database_url")
    return from_environment({"NOTIFIER_DATABASE_URL": url}).database_url


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """An empty ledger; a test that asks for it runs once on each kind of database."""
    opened = open_ledger(ledger_url, KEYRING)
    opened.migrate()
    yield opened
    opened.close()


def utc(text: str) -> datetime:
    """`2020-09-01 03:05`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
