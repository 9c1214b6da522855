"""The broker carries pokes: on memory inside one process, on Redis between several, and its absence costs seconds."""

import time
from pathlib import Path

import pytest

from notifier.audience.subscription import Lane
from notifier.ledger.connect import Ledger
from notifier.relay.crew import working_thread
from notifier.relay.queues import QUEUES, make_broker, poke
from notifier.relay.sweep import sweep
from tests.stage import Stage, milestone

PATIENCE = 20.0  # seconds


@pytest.fixture(params=["memory", "redis"])
def broker_url(request: pytest.FixtureRequest) -> str:
    """Either kind of broker."""
    return "memory://" if request.param == "memory" else str(request.getfixturevalue("redis_url"))


def _wait_until_nothing_is_owed(stage: Stage) -> None:
    ends = time.monotonic() + PATIENCE
    while stage.unfinished() and time.monotonic() < ends:
        time.sleep(0.02)


def test_there_is_one_queue_a_lane() -> None:
    assert tuple(str(lane) for lane in Lane) == QUEUES
    assert {queue.name for queue in make_broker("memory://").conf.task_queues} == set(QUEUES)


def test_waiting_is_never_the_brokers_business() -> None:
    conf = make_broker("redis://127.0.0.1/0").conf
    assert conf.task_ignore_result
    assert conf.worker_prefetch_multiplier == 1
    assert not conf.result_backend
    options = conf.broker_transport_options
    assert options["socket_timeout"] > options["socket_connect_timeout"] > 0


@pytest.mark.parametrize("url", ["memory://", "redis://127.0.0.1/0"])
def test_a_worker_never_gives_up_on_its_broker(url: str) -> None:
    assert make_broker(url).conf.broker_connection_max_retries is None


def test_a_poke_makes_a_worker_empty_the_lanes(tmp_path: Path, ledger: Ledger, broker_url: str) -> None:
    stage = Stage(tmp_path, ledger)
    stage.plan(milestone(due="2025-02-09"))
    stage.subscribe("https://hooks.example.org/kg")
    stage.goes_to("2025-01-10")
    assert stage.unfinished() == 3
    broker = make_broker(broker_url)
    with working_thread(broker, stage.courier):
        for lane in Lane:
            assert poke(broker, lane)
        _wait_until_nothing_is_owed(stage)
    assert stage.unfinished() == 0


def test_the_broker_in_memory_warns_of_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("WARNING"):
        poke(make_broker("memory://"), Lane.EMAIL)
    assert caplog.messages == []


def test_what_lost_its_poke_is_found_by_the_sweep(tmp_path: Path, ledger: Ledger) -> None:
    stage = Stage(tmp_path, ledger)
    stage.plan(milestone(due="2025-01-31"))
    stage.goes_to("2025-01-01")
    poked: list[Lane] = []

    def remember(lane: Lane) -> bool:
        poked.append(lane)
        return True

    assert sweep(ledger, remember, stage.clock()) == [Lane.EMAIL]
    assert poked == [Lane.EMAIL]


def test_a_broker_that_is_away_costs_seconds_and_the_delivery_stays_owed(tmp_path: Path, ledger: Ledger) -> None:
    stage = Stage(tmp_path, ledger)
    stage.plan(milestone(due="2025-01-31"))
    stage.goes_to("2025-01-01")
    away = make_broker("redis://127.0.0.1:1/0")
    began = time.monotonic()
    assert sweep(ledger, lambda lane: poke(away, lane), stage.clock()) == [Lane.EMAIL]
    assert time.monotonic() - began < 15
    assert stage.unfinished() == 1


def test_pokes_in_a_burst_leave_a_thread_for_the_other_lane(tmp_path: Path, ledger: Ledger) -> None:
    stage = Stage(tmp_path, ledger)
    stage.plan(milestone(due="2025-01-31"))
    stage.subscribe("https://hooks.example.org/kg")
    stage.goes_to("2025-01-01")
    broker = make_broker("memory://")
    for _ in range(50):
        poke(broker, Lane.WEBHOOK)
    poke(broker, Lane.EMAIL)
    with working_thread(broker, stage.courier):
        _wait_until_nothing_is_owed(stage)
    assert stage.unfinished() == 0
