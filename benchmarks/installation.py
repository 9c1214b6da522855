"""An installation of the service as its Procfile would start it, on a Redis and a PostgreSQL of its own.

PostgreSQL runs as it comes, syncing each commit to the disk; Redis keeps nothing on the disk, as what is lost in it
costs a sweep, and as it is quickest for the builds that we are compared with.
"""

import math
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis

from benchmarks.failed import Failed
from notifier import bootstrap, scheduler
from notifier.bootstrap import Notifier
from notifier.settings import from_environment
from tests.flow.processes import NOTIFIER, ROOT, descendants, environment, eventually
from tests.servers import PostgresServer, RedisServer

_STOPPING = 30.0  # seconds that a process may take to finish the work in hand


class _FastRedis(RedisServer):
    def command(self) -> list[str]:
        program = super().command()[0]
        return [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]


class _SafePostgres(PostgresServer):
    def command(self) -> list[str]:
        program, _, data, *_ = super().command()
        options = ("-c", f"port={self.port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=")
        return [program, "-D", data, *options]


class Machine:
    """The servers, as long as it is entered; several installations may come one after the other."""

    def __init__(self) -> None:
        self.redis = _FastRedis()
        self.postgres = _SafePostgres()
        self._servers = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as started:
            started.enter_context(self.redis)
            started.enter_context(self.postgres)
            self._servers = started.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._servers.close()

    def versions(self) -> dict[str, str]:
        """`postgresql` and `redis`, as they are asked for their versions."""
        programs = {"postgresql": self.postgres.command()[0], "redis": self.redis.command()[0]}
        return {name: _version(program) for name, program in programs.items()}

    def emptied_redis(self, database: int) -> str:
        """The URL of a database of the Redis, with nothing in it."""
        url = f"redis://127.0.0.1:{self.redis.port}/{database}"
        with Redis.from_url(url) as client:
            client.flushdb()
        return url

    @contextmanager
    def installation(self, folder: Path, **settings: str) -> Iterator["Installation"]:
        """A new installation with an empty ledger, in an empty `folder`; `plans=…` is NOTIFIER_PLANS."""
        with self.postgres.database() as database:
            given = {
                "database_url": database,
                "broker_url": self.emptied_redis(0),
                "plans": str(folder / "plans"),
                "rules": str(ROOT / "rules"),
                "email_url": f"file:{folder}/mail",
                "secret_key": "a key that only the benchmarks know and nobody needs to guess",
                "allow_networks": "127.0.0.0/8",
                **settings,
            }
            (folder / "plans").mkdir(parents=True)
            notifier = bootstrap.build(
                from_environment({f"NOTIFIER_{key.upper()}": text for key, text in given.items()})
            )
            notifier.ledger.migrate()
            try:
                yield Installation(folder, given, notifier)
            finally:
                notifier.close()


@dataclass(slots=True)
class Installation:
    """One service: `notifier` is it in this process, which owes and pokes as the scheduler does."""

    folder: Path
    settings: dict[str, str]
    notifier: Notifier
    _swept_at: float = -math.inf

    @contextmanager
    def workers(self, count: int = 2) -> Iterator[list["Process"]]:
        """So many `notifier worker`, ready to work."""
        with ExitStack() as running:
            found = [running.enter_context(self.process("worker", name=f"worker{n}")) for n in range(count)]
            for worker in found:
                worker.wait_for("worker ready")
            yield found

    @contextmanager
    def process(self, *words: str, name: str = "") -> Iterator["Process"]:
        """`notifier VERB` as a process of its own."""
        log = self.folder / f"{name or words[0]}.log"
        with started([NOTIFIER, *words], self.folder, log, **self.settings) as process:
            yield process

    def sweep(self) -> None:
        """Do what the scheduler does once it has announced something."""
        self._swept_at = time.monotonic()
        self.notifier.sweep()

    def sweep_when_due(self) -> None:
        """Sweep as often as the scheduler does."""
        if time.monotonic() - self._swept_at > scheduler.SWEEP_EVERY.total_seconds():
            self.sweep()


@dataclass(frozen=True, slots=True)
class Process:
    """A process that we started, with all that it started in turn."""

    pid: int
    log: Path

    def wait_for(self, sentence: str, patience: float = 60.0) -> None:
        """Wait until it has logged something; Failed where it does not."""
        if not eventually(lambda: sentence in self.log.read_text(errors="replace"), patience):
            raise Failed(f"{self.log.stem} does not say “{sentence}”:\n{self.log.read_text(errors='replace')[-2000:]}")

    def peak_mb(self) -> float:
        """The most memory, in MB, that it or any one process below it has ever had resident."""
        return max(map(_peak_mb, descendants(self.pid)))


def cpu_s(*pids: int) -> float:
    """The seconds that some processes, with all those below them, have kept a core busy up to now."""
    family = [one for pid in pids for one in descendants(pid)]
    return sum(map(_cpu_s, family))


def _cpu_s(pid: int) -> float:
    with suppress(OSError):
        # After the name of the program, which may hold anything: the 12th and 13th, in ticks.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _peak_mb(pid: int) -> float:
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        return int(found[1]) * 1024 / 1e6 if found else 0.0
    return 0.0


@contextmanager
def started(command: Sequence[str | Path], folder: Path, log: Path, **settings: str) -> Iterator[Process]:
    """A process in `folder`, for as long as the `with` block lasts; it is asked to stop, and killed if it will not."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(**settings), stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield Process(process.pid, log)
    finally:
        family = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOPPING)
        except subprocess.TimeoutExpired:
            for pid in family:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()


def _version(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, cwd="/").stdout
    found = re.search(r"\d+(\.\d+)+", said)
    return found[0] if found else said.strip()
