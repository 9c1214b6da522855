"""The replay: the bundled Kyrgyz plan, day by day from August 2018 to October 2020, through the real pipeline.

Nothing in it is played: a real ledger, a real worker behind a real broker in memory, e-mails as files, and a
receiver that verifies every webhook's signature. At the end everything owed is looked for where it should have
arrived, and what was said is compared with what a simulation of the same plan foretells.
"""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from ipaddress import ip_network
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from notifier import bundled, processes
from notifier.actionplan.reader import Reading, read_plan
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription
from notifier.bootstrap import Notifier, build
from notifier.clock import ReplayClock, instant_of
from notifier.ledger import deliveries, notices
from notifier.ledger.deliveries import Entry
from notifier.ledger.states import State
from notifier.plan_files import shown
from notifier.preview.forecast import simulate
from notifier.relay.crew import working_thread
from notifier.settings import Settings
from notifier.show import complain, err, say
from notifier.transports.webhook.receiver import Receiver

FOLDER = Path("var/demo")
PLAN = "kyrgyz-2018-2020.yaml"
FIRST, LAST = date(2018, 8, 31), date(2020, 10, 31)
# A day's deliveries take milliseconds; whoever needs this long is stuck.
PATIENCE = 60.0  # seconds
_EVERYTHING = 1_000_000


def run(*, serve: bool, host: str, port: int) -> int:
    """Replay, print what came of it, and serve the board if asked to. The exit code: 1 if anything was lost."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    place = bundled.folder("plans") / PLAN
    reading = read_plan(place)
    assert reading.plan is not None, "the bundled plan is read by a test"
    head = reading.plan.head
    clock = ReplayClock(instant_of(FIRST, head.timezone, head.notify_at))
    notifier = build(_settings(place, f"http://{host}:{port}"), clock)
    notifier.ledger.migrate()
    with Receiver() as receiver:
        _subscribe(notifier, head.id, receiver)
        with working_thread(notifier.broker, notifier.courier):
            for day in _days(head.title):
                clock.move_to(instant_of(day, head.timezone, head.notify_at) + timedelta(minutes=5))
                notifier.ingest()
                notifier.announce()
                _deliver(notifier)
            # The last weekly digest leaves on the Monday after; the board then shows the last day again.
            last = clock()
            clock.move_to(last + timedelta(days=7))
            _deliver(notifier)
            clock.move_to(last)
        outcome = _look(notifier, reading, receiver)
    _report(outcome)
    if not serve:
        notifier.close()
        return 0 if outcome.sound else 1
    say(f"the board, as of the end of the replay, is at http://{host}:{port}/ (Ctrl+C stops)")
    code = processes.serve(notifier, host, port)
    notifier.close()
    return code


def _settings(place: Path, base_url: str) -> Settings:
    return Settings(
        database_url=f"sqlite:///{FOLDER}/notifier.db",
        plans=place,
        rules=(bundled.folder("rules"),),
        email_url=f"file:{FOLDER}/mail",
        base_url=base_url,
        allow_networks=(ip_network("127.0.0.0/8"),),
    )


def _subscribe(notifier: Notifier, plan: str, receiver: Receiver) -> None:
    """Two watchdogs beside the agencies: a program that wants everything, and a newsroom with a weekly digest."""
    program = Destination(Lane.WEBHOOK, receiver.url, receiver.secret)
    newsroom = Destination(Lane.EMAIL, "newsroom@watchdog.example.org")
    notifier.write_subscription(Subscription("", program, Interest(plan=plan), confirmed=True))
    notifier.write_subscription(Subscription("", newsroom, Interest(plan=plan), Cadence.WEEKLY, "ky", confirmed=True))


def _days(title: str) -> Iterator[date]:
    """Every day of the replay, with a bar that shows how far it has come."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[day]}"), TimeRemainingColumn())
    total = (LAST - FIRST).days + 1
    with Progress(*columns, console=err) as progress:
        task = progress.add_task("replaying", total=total, day=str(FIRST))
        for number in range(total):
            day = FIRST + timedelta(days=number)
            yield day
            progress.update(task, advance=1, day=str(day))


def _deliver(notifier: Notifier) -> None:
    """Poke the lanes that owe something, and wait until the worker has emptied them."""
    if not notifier.sweep():
        return
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with notifier.ledger.reading() as book:
            if not deliveries.under_way(book, notifier.clock()):
                return
        time.sleep(0.005)
    raise TimeoutError(f"the worker did not empty its lanes within {PATIENCE:.0f} seconds")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the replay came to; `foretold` says whether a simulation names the same days, kinds and subjects."""

    notices: int
    emails: int
    webhooks: int
    verified: int
    withdrawn: int
    lost: int
    foretold: bool

    @property
    def sound(self) -> bool:
        return self.lost == 0 and self.verified == self.webhooks and self.foretold


def _look(notifier: Notifier, reading: Reading, receiver: Receiver) -> _Outcome:
    """Look for everything that was owed where it should have arrived."""
    with notifier.ledger.reading() as book:
        owed = deliveries.list_all(book, None, _EVERYTHING)
        said = [notice for notice, lapsed in notices.list_said(book, _EVERYTHING) if not lapsed]
    sent = [one for one in owed if one.state is State.SENT]
    written = {path.stem for path in (FOLDER / "mail").glob("*.eml")}
    received = {one.id for one in receiver.arrived}
    arrived = [one for one in sent if one.id in (written if one.lane is Lane.EMAIL else received)]
    assert reading.plan is not None, "it was replayed"
    file = shown(notifier.settings.plans)
    problems: list[str] = []
    foretold = simulate(reading.plan, reading.revision, file, notifier.rulebook, FIRST, LAST, problems)
    return _Outcome(
        notices=len(said),
        emails=_count(arrived, Lane.EMAIL),
        webhooks=_count(sent, Lane.WEBHOOK),
        verified=len(received),
        withdrawn=sum(one.state is State.WITHDRAWN for one in owed),
        lost=sum(one.state is not State.WITHDRAWN for one in owed) - len(arrived),
        foretold={notice.id for notice in said} == {one.notice.id for one in foretold},
    )


def _count(entries: list[Entry], lane: Lane) -> int:
    return sum(one.lane is lane for one in entries)


def _report(outcome: _Outcome) -> None:
    say(f"e-mails lie in {FOLDER}/mail, one .eml each; the ledger is {FOLDER}/notifier.db")
    if outcome.withdrawn:
        say(f"withdrawn, because nothing in them still held when their hour came: {outcome.withdrawn}")
    if not outcome.foretold:
        complain("what was said is not what `notifier simulate` foretells: this is a fault, please report it")
    say(
        f"demo: {outcome.notices} notices, {outcome.emails} e-mails, {outcome.webhooks} webhooks delivered, "
        f"{outcome.verified} verified, {outcome.lost} lost"
    )
