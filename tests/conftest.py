"""Fixtures, all of them imported: each module that offers one says what it is. And how every test is run."""

import pytest
from xdist.scheduler import LoadFileScheduling

from notifier import logs
from tests.ledgers import ledger, ledger_url, postgresql_with_tables, sqlite_with_tables
from tests.servers import database_url, postgres_server, postgres_url, redis_server, redis_url

__all__ = [
    "database_url", "ledger", "ledger_url", "postgres_server", "postgres_url", "postgresql_with_tables", "redis_server",
    "redis_url", "sqlite_with_tables",
]  # fmt: skip

# What takes longest begins first, so that no process is left alone with it at the end.
FIRST = (
    "tests/flow/test_faults", "tests/flow/test_demo", "tests/cli/test_commands", "tests/actionplan/hostile/test_floods",
    "tests/flow/test_processes", "tests/browser", "tests/web/test_hooks", "tests/actionplan/formats/test_round_trip",
    "tests/flow", "tests/relay", "tests/cli", "tests/benchmarks", "tests/web",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """How the tests can be run besides."""
    help = "fail where there is no Chromium for the tests in a browser, instead of leaving them out"
    many = "how many requests each operation of the API is sent, of those that are made up"
    parser.addoption("--examples", type=int, default=20, help=many)
    parser.addoption("--browser-required", action="store_true", dest="browser_required", help=help)


def pytest_runtest_setup() -> None:
    """Log as the service does: what the library does by itself, pages of every local value, takes seconds an error."""
    logs.configure()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Bring the tests of a worker of several into that order; without workers they stay in their own."""
    if hasattr(config, "workerinput"):
        items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    return next((number for number, path in enumerate(FIRST) if item.nodeid.startswith(path)), len(FIRST))


class _ByFile(LoadFileScheduling):  # type: ignore[misc]  # it comes without types
    """Each file in one process; all trials of faults too, which start many processes of their own and look at times."""

    def _split_scope(self, nodeid: str) -> str:
        return FIRST[0] if nodeid.startswith(FIRST[0]) else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> _ByFile | None:
    """How `--dist loadfile` is done here."""
    return _ByFile(config, log) if config.getoption("dist") == "loadfile" else None
