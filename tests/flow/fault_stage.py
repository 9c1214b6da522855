"""A stage for trials of faults: real workers and schedulers on a Redis and a PostgreSQL of their own.

What is reckoned afterwards: every delivery has a stated end, everything `sent` has arrived, and whatever arrived twice
was in the hands of something that a fault had just stopped.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import yaml

from notifier import bootstrap, clock
from notifier.audience.subscription import Destination, Interest, Lane, Subscription
from notifier.ledger import deliveries
from notifier.ledger.deliveries import Entry
from notifier.ledger.states import ENDED, State
from notifier.relay.backoff import LOST_JITTER, LOST_SCHEDULE
from notifier.relay.pen import FLUSH_AT, FLUSH_EVERY
from notifier.settings import from_environment
from notifier.transports.webhook.sign import new_secret
from notifier.transports.webhook.traffic import IN_FLIGHT
from tests.flow.far_ends import Arrival, FarEnds
from tests.flow.processes import NOTIFIER, ROOT, eventually, running
from tests.servers import PostgresServer, RedisServer
from tests.stage import ANY_DAY

# What a killed worker may leave unwritten: the outcomes that it had noted, those that came while these were being
# written, and what was in flight.
UNWRITTEN = FLUSH_AT + 2 * IN_FLIGHT
# An outcome is written down so soon after it is known, or within the time that the machine takes to do it.
WRITTEN_WITHIN = FLUSH_EVERY + 1.0  # seconds
# After it has been killed a worker's lease runs for 30 s, and the next sweep comes within 10 s.
TAKEN_BACK = 41.0  # seconds


# What was lost often waits longest, before it is tried again.
LONGEST_LOST = LOST_SCHEDULE[-1].total_seconds() * (1 + LOST_JITTER) + 1.0  # seconds


def where_the_day_has_just_begun(now: datetime) -> str:
    """A time zone in which it is between one and two at night: what is due there today is so for hours to come."""
    ahead = 1 - now.hour if now.hour <= 13 else 25 - now.hour
    return f"Etc/GMT{-ahead:+d}"  # the name counts the other way


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that went wrong, from when until when, by the machine's monotonic clock."""

    began: float
    ended: float

    def explains(self, first: Arrival, again: Arrival) -> bool:
        """Whether an arrival may have been forgotten for this fault, and so have come again."""
        return self.began - WRITTEN_WITHIN <= first.at <= self.ended + 0.1 and again.at > self.began


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What became of everything that was owed by webhook."""

    owed: int
    states: dict[State, int]
    lost: list[str]  # sent, it is said, but never arrived
    strangers: list[str]  # arrived under an id that nobody was owed
    repeated: int  # deliveries that arrived more than once although the receiver had answered
    unexplained: list[str]
    most_by_one_fault: int
    entries: Sequence[Entry] = field(repr=False)

    def holds(self) -> bool:
        """Whether nothing is lost, every repeat is explained, and nothing is owed any more."""
        return (
            not (self.lost or self.strangers or self.unexplained)
            and sum(count for state, count in self.states.items() if state in ENDED) == self.owed
        )


class FaultStage:
    """One installation. The test itself owes, and sweeps where no scheduler runs."""

    def __init__(self, folder: Path, far_ends: FarEnds):
        self.folder, self.far_ends = folder, far_ends
        self.redis, self.postgres = RedisServer(), PostgresServer()
        self.faults: list[Fault] = []
        self._ahead = folder / "ahead"
        self._folders: list[Path] = []  # of the processes, each with its log
        self._exits = ExitStack()
        self.began = time.monotonic()

    def __enter__(self) -> Self:
        with ExitStack() as exits:
            exits.enter_context(self.redis)
            exits.enter_context(self.postgres)
            self.pass_to(0)
            (self.folder / "plans").mkdir()
            self.settings = {
                "database_url": exits.enter_context(self.postgres.database()),
                "broker_url": self.redis.url,
                "plans": str(self.folder / "plans"),
                "rules": str(ROOT / "rules"),
                "email_url": f"file:{self.folder}/mail",
                "secret_key": "a key that only these trials know and nobody needs to guess",
                "allow_networks": "127.0.0.0/8",
            }
            given = {f"NOTIFIER_{name.upper()}": text for name, text in self.settings.items()}
            self.notifier = bootstrap.build(from_environment(given), self.now)
            self.notifier.ledger.migrate()
            exits.callback(self.notifier.close)
            self._exits = exits.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    # ---------------------------------------------------------------- what is owed

    def subscribe(self, urls: Sequence[str]) -> None:
        for url in urls:
            webhook = Destination(Lane.WEBHOOK, url, new_secret())
            self.notifier.write_subscription(Subscription("", webhook, Interest(), confirmed=True))

    def promise(self, milestones: int, plan: str = "today") -> None:
        """A plan of which so many commitments fall due today, and are said by the real rules as soon as it is read."""
        zone = where_the_day_has_just_begun(clock.system())
        today = clock.system().astimezone(ZoneInfo(zone)).date()
        values = {
            "plan": {
                "id": plan, "title": "A plan for today", **ANY_DAY, "timezone": zone, "notify_at": "00:00",
                "starts": str(today - timedelta(days=30)), "ends": str(today + timedelta(days=30)),
            },
            "agencies": [{"id": "moh", "name": "Ministry of Health", "emails": ["clerk@moh.example.org"]}],
            "commitments": [
                {"id": f"C{number}", "title": "A promise", "lead": "moh", "due": str(today)}
                for number in range(milestones)
            ],
        }  # fmt: skip
        text = yaml.safe_dump(values, sort_keys=False)
        (self.folder / "written").write_text(text)
        (self.folder / "written").rename(self.folder / "plans" / f"{plan}.yaml")

    def owe(self, milestones: int, plan: str = "today") -> None:
        """The same, read and announced at once."""
        self.promise(milestones, plan)
        self.notifier.ingest()
        self.notifier.announce()

    # ---------------------------------------------------------------- time, and who works

    def now(self) -> datetime:
        return clock.system() + timedelta(seconds=float(self._ahead.read_text()))

    def wait_out(self, began: float) -> float:
        """Put everybody's clock on, from when it was `began` seconds ahead, until what a killed worker had in hand is
        taken back, and then until it has waited as long as it must; how far ahead it is then."""
        for ahead in (began + TAKEN_BACK, began + TAKEN_BACK + LONGEST_LOST):
            self.pass_to(ahead)
            self.notifier.sweep()
        return ahead

    def pass_to(self, seconds: float) -> None:
        """Put everybody's clock so far ahead of the real one."""
        written = self.folder / "ahead.new"
        written.write_text(str(seconds))
        written.rename(self._ahead)

    @contextmanager
    def worker(self) -> Iterator["Process"]:
        script = Path(__file__).with_name("fault_worker.py")
        with self._process("worker", sys.executable, script, self._ahead) as worker:
            yield worker

    @contextmanager
    def scheduler(self) -> Iterator["Process"]:
        """By the real clock."""
        with self._process("scheduler", NOTIFIER, "scheduler") as scheduler:
            yield scheduler

    @contextmanager
    def _process(self, name: str, *command: str | Path) -> Iterator["Process"]:
        folder = self.folder / f"{name}{len(self._folders)}"
        folder.mkdir()
        self._folders.append(folder)
        with running(*command, folder=folder, **self.settings) as process:
            yield Process(process, folder / "log")

    def kill9(self, process: "Process") -> None:
        process.ends_by(signal.SIGKILL)
        self.faults.append(Fault(time.monotonic(), time.monotonic()))

    @contextmanager
    def fault(self) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.faults.append(Fault(began, time.monotonic()))

    # ---------------------------------------------------------------- what has become of it

    def arrived(self) -> int:
        return len(self.far_ends.arrivals)

    def await_arrivals(self, count: int, patience: float = 120.0) -> None:
        assert eventually(lambda: self.arrived() >= count, patience), f"{self.arrived()} of {count}\n{self.log()}"

    def await_end(self, patience: float = 120.0, *, swept: bool = False) -> None:
        """Wait until nothing is owed any more; `swept` as by a scheduler, without which nobody pokes for what waits."""

        def ended() -> bool:
            if swept:
                self.notifier.sweep()
            return self.unfinished() == 0

        assert eventually(ended, patience), f"{self.states()}\n{self.log()}"

    def states(self) -> dict[State, int]:
        with self.notifier.ledger.reading() as book:
            return {state: count for state, count in deliveries.counts(book)[Lane.WEBHOOK].items() if count}

    def unfinished(self) -> int:
        return sum(count for state, count in self.states().items() if state not in ENDED)

    def entries(self) -> list[Entry]:
        with self.notifier.ledger.reading() as book:
            return [one for one in deliveries.list_all(book, None, 100_000) if one.lane is Lane.WEBHOOK]

    def reckon(self) -> Reckoning:
        entries = self.entries()
        arrivals = self.far_ends.by_id()
        known = {one.id for one in entries}
        repeated, unexplained = 0, list[str]()
        by_fault = dict.fromkeys(self.faults, 0)
        for id, times in arrivals.items():
            pairs = [(first, again) for first, again in pairwise(times) if first.answered]
            repeated += bool(pairs)
            for first, again in pairs:
                causes = [fault for fault in self.faults if fault.explains(first, again)]
                if causes:
                    by_fault[causes[-1]] += 1
                else:
                    unexplained.append(id)
        return Reckoning(
            owed=len(entries),
            states=self.states(),
            lost=[one.id for one in entries if one.state is State.SENT and one.id not in arrivals],
            strangers=[id for id in arrivals if id not in known],
            repeated=repeated,
            unexplained=unexplained,
            most_by_one_fault=max(by_fault.values(), default=0),
            entries=entries,
        )

    def log(self) -> str:
        """What the processes last said."""
        return "\n".join(f"{one.name}: {(one / 'log').read_text()[-2000:]}" for one in self._folders[-4:])


@dataclass(frozen=True, slots=True)
class Process:
    """A worker or a scheduler of a stage."""

    running: subprocess.Popen[bytes]
    _log: Path

    def ends_by(self, number: int, patience: float = 40.0) -> int:
        """Send it a signal, and wait for its exit code."""
        os.kill(self.running.pid, number)
        return self.running.wait(patience)

    def await_ready(self) -> None:
        assert eventually(lambda: " ready" in self._log.read_text()), self._log.read_text()

    def delivered(self) -> int:
        """How many webhooks it says to have delivered."""
        lines = [line for line in self._log.read_text().splitlines() if "event=delivered lane=webhook" in line]
        return sum(int(found[1]) for line in lines if (found := re.search(r"count=(\d+)", line)))
