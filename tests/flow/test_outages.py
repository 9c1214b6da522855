"""Scenarios of a ledger that goes away between carrying and writing down, and of far ends that take their time."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from threading import Thread, Timer

import pytest

from notifier.audience.subscription import Lane
from notifier.ledger.connect import open_ledger
from notifier.ledger.states import State
from notifier.relay import courier as module
from notifier.relay.courier import BATCH, FIRST_BATCH, LEASE, Courier
from notifier.relay.pen import AGAIN_AFTER
from notifier.settings import from_environment
from notifier.transports.base import Outcome, Parcel, Sent, Transport
from notifier.transports.webhook.transport import WebhookTransport
from tests.ledgers import KEYRING
from tests.servers import PostgresServer
from tests.stage import Stage, milestone
from tests.transports.far_end import FarEnd

CLERK = "clerk@moh.example.org"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL of its own, that may be stopped."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def moored(server: PostgresServer, tmp_path: Path) -> Iterator[Stage]:
    """A stage whose ledger is on that server, on the day on which three milestones are due; nothing is carried yet."""
    with server.database() as url:
        ledger = open_ledger(from_environment({"NOTIFIER_DATABASE_URL": url}).database_url, KEYRING)
        ledger.migrate()
        yield _owing(Stage(tmp_path, ledger))
        ledger.close()


def _owing(stage: Stage) -> Stage:
    stage.plan(*(milestone(str(number), due="2025-06-30") for number in (1, 2, 3)))
    for host in ("a", "b"):
        stage.subscribe(f"https://{host}.example.org/kg", kind="milestone.due")
    stage.goes_to("2025-01-01")
    stage.delivers()
    stage.goes_to("2025-06-30")
    for transport in stage.transports.values():
        transport.parcels.clear()
    return stage


def carried(stage: Stage) -> list[str]:
    """The ids of what was carried by webhook, a parcel once for each time."""
    return [one.id for one in stage.transports[Lane.WEBHOOK].parcels]


def once(act: Callable[[], None]) -> Callable[[Parcel], Outcome]:
    """All arrives, and with the first of it something happens."""
    left = [act]

    def script(_parcel: Parcel) -> Outcome:
        if left:
            left.pop()()
        return Sent()

    return script


def test_a_ledger_that_comes_back_within_the_lease_costs_nothing(moored: Stage, server: PostgresServer) -> None:
    back = Timer(2, server.start)

    def goes_and_comes_back() -> None:
        server.stop()
        back.start()

    moored.answer = once(goes_and_comes_back)
    tally = moored.courier.empty(Lane.WEBHOOK)
    back.join()
    assert sum(tally.steps.values()) == 6
    assert len(set(carried(moored))) == len(carried(moored)) == 6
    moored.clock.move_to(moored.clock() + LEASE * 2)
    moored.delivers()
    assert len(carried(moored)) == 6, "nothing is repeated"
    assert moored.unfinished() == 0


def test_a_ledger_that_stays_away_longer_than_the_lease_loses_nothing(
    moored: Stage, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE", timedelta(seconds=2))
    moored.answer = once(server.stop)
    assert moored.courier.empty(Lane.WEBHOOK).steps == {}
    server.start()
    assert moored.states()[State.SENDING] == 6
    moored.clock.move_to(moored.clock() + timedelta(seconds=3))
    moored.delivers()
    assert moored.unfinished() == 0
    assert sorted(carried(moored)) == sorted(2 * list(set(carried(moored)))), "each once more, with the same id"


def test_a_ledger_that_loses_its_power_may_forget_a_lease_and_repeats_with_the_same_ids(
    moored: Stage, server: PostgresServer
) -> None:
    def loses_its_power() -> None:
        server.kill9()
        server.start()

    moored.answer = once(loses_its_power)
    moored.courier.empty(Lane.WEBHOOK)
    moored.clock.move_to(moored.clock() + LEASE * 2)
    moored.delivers()
    assert moored.unfinished() == 0
    assert moored.states()[State.DEAD] == 0
    assert len(set(carried(moored))) == 6
    assert len(carried(moored)) <= 12, "once more at most"


def test_where_nothing_can_be_leased_the_lane_is_left_for_a_moment_and_there_is_more_to_do(
    moored: Stage, server: PostgresServer
) -> None:
    server.kill9()
    began = time.monotonic()
    tally = moored.courier.empty(Lane.WEBHOOK)
    assert (dict(tally.steps), tally.more) == ({}, True)
    assert time.monotonic() - began >= AGAIN_AFTER, "a database that is away is not asked on and on"
    server.start()
    moored.delivers()
    assert moored.unfinished() == 0


# ---------------------------------------------------------------- far ends that take their time


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as far_end:
        yield far_end


@pytest.fixture
def posting(stage: Stage) -> Iterator[Stage]:
    """A stage whose webhooks are really posted."""
    webhooks = WebhookTransport("https://alerts.example.org", (ip_network("127.0.0.0/8"),))
    transports: dict[Lane, Transport] = {Lane.EMAIL: stage.transports[Lane.EMAIL], Lane.WEBHOOK: webhooks}
    stage.courier = Courier(stage.ledger, transports, stage.clock)
    yield stage
    webhooks.close()


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    ends = time.monotonic() + 10
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.02)


def test_what_becomes_due_while_another_hangs_is_carried_meanwhile(posting: Stage, far_end: FarEnd) -> None:
    with FarEnd() as slow:
        posting.plan(milestone("1", due="2025-06-30"))
        posting.goes_to("2025-01-01")
        posting.subscribe(slow.at("/hang"), kind="milestone.due")
        posting.goes_to("2025-06-30")
        emptying = Thread(target=posting.courier.empty, args=(Lane.WEBHOOK,))
        emptying.start()
        until(lambda: len(slow.requests) == 1)
        posting.subscribe(far_end.at("/status/204"), kind="milestone.overdue")
        posting.goes_to("2025-07-01")
        until(lambda: len(far_end.requests) == 1)
        # Written down as well, though the round goes on.
        until(lambda: posting.states()[State.SENT] == 1)
        assert emptying.is_alive()
        assert posting.states()[State.SENDING] == 1
        slow.ended.set()
        emptying.join(10)
    assert not emptying.is_alive()
    assert posting.states()[State.SENDING] == 0


def test_who_is_told_to_stop_takes_nothing_more_and_finishes_what_is_in_hand(posting: Stage, far_end: FarEnd) -> None:
    posting.plan(milestone("1", due="2025-06-30"))
    posting.goes_to("2025-01-01")
    posting.subscribe(far_end.at("/pause/1"), kind="milestone.due")
    posting.goes_to("2025-06-30")
    tallies = []
    emptying = Thread(target=lambda: tallies.append(posting.courier.empty(Lane.WEBHOOK)))
    emptying.start()
    until(lambda: len(far_end.requests) == 1)
    posting.courier.stopping.set()
    emptying.join(10)
    [tally] = tallies
    assert tally.more, "there may be more, and somebody else may look"
    assert posting.states()[State.SENDING] == 0
    assert posting.states()[State.SENT] == 1


# ---------------------------------------------------------------- more than one worker can carry


def many(stage: Stage, count: int) -> Stage:
    """So many readers are owed one notice each, by webhook."""
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-01-01")
    for number in range(count):
        stage.subscribe(f"https://h{number}.example.org/kg", kind="milestone.due")
    stage.goes_to("2025-06-30")
    return stage


def test_who_finds_more_than_a_batch_calls_a_colleague(stage: Stage) -> None:
    calls: list[int] = []
    many(stage, FIRST_BATCH[Lane.WEBHOOK] + 1)
    stage.courier.empty(Lane.WEBHOOK, call=lambda: calls.append(len(carried(stage))))
    assert calls == [0], "before anything of the batch is carried"
    assert stage.states()[State.SENT] == FIRST_BATCH[Lane.WEBHOOK] + 1
    assert FIRST_BATCH[Lane.WEBHOOK] < BATCH[Lane.WEBHOOK]


def test_who_finds_less_than_a_batch_calls_nobody(stage: Stage) -> None:
    calls: list[int] = []
    many(stage, FIRST_BATCH[Lane.WEBHOOK] - 1)
    stage.courier.empty(Lane.WEBHOOK, call=lambda: calls.append(1))
    assert calls == []


def test_two_workers_share_a_lane_and_carry_nothing_twice(stage: Stage) -> None:
    many(stage, 3 * FIRST_BATCH[Lane.WEBHOOK])

    def takes_a_moment(_parcel: Parcel) -> Outcome:
        time.sleep(0.002)
        return Sent()

    stage.answer = takes_a_moment
    colleague = Courier(stage.ledger, stage.transports, stage.clock)
    helping = [Thread(target=one.empty, args=(Lane.WEBHOOK,)) for one in (stage.courier, colleague)]
    for thread in helping:
        thread.start()
    for thread in helping:
        thread.join(30)
    assert len(carried(stage)) == len(set(carried(stage))) == 3 * FIRST_BATCH[Lane.WEBHOOK]
    assert stage.states()[State.SENT] == 3 * FIRST_BATCH[Lane.WEBHOOK]
