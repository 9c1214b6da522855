"""Redis and PostgreSQL that stop, forget or are killed: what is owed waits, and goes on by itself afterwards."""

import time
from pathlib import Path

from notifier.ledger.states import State
from tests.flow.far_ends import FarEnds
from tests.flow.fault_stage import FaultStage
from tests.flow.reliability import record

AWAY = 10.0  # seconds that Redis is away, each time
PORTION = 170  # notices, for each of four receivers


def test_a_broker_that_stops_three_times_for_ten_seconds_only_delays(tmp_path: Path) -> None:
    with FarEnds(delay=0.02) as far_ends, FaultStage(tmp_path, far_ends) as stage:
        stage.subscribe(far_ends.urls())
        with stage.scheduler(), stage.worker() as worker:
            worker.await_ready()
            for time_away in range(3):
                before = stage.arrived()
                stage.owe(PORTION, f"before{time_away}")
                stage.notifier.sweep()
                stage.await_arrivals(before + 50)
                with stage.fault():
                    stage.redis.kill9()
                    stage.owe(PORTION // 3, f"meanwhile{time_away}")
                    time.sleep(AWAY)
                    stage.redis.start()
            stage.await_end(60)
            assert worker.running.poll() is None, "the worker waits for its broker"
        found = stage.reckon()
        record("broker", "Redis is killed three times, and away for 10 s each time", found, stage)
    assert found.holds(), found
    assert (found.states, found.repeated) == ({State.SENT: found.owed}, 0)


def test_a_broker_that_forgets_everything_loses_nothing(tmp_path: Path) -> None:
    with FarEnds(delay=0.02) as far_ends, FaultStage(tmp_path, far_ends) as stage:
        stage.subscribe(far_ends.urls())
        stage.owe(3 * PORTION)
        stage.notifier.sweep()
        stage.redis.empty()  # the poke is gone before anybody could take it
        with stage.worker() as worker:
            stage.await_arrivals(200)
            with stage.fault():
                stage.redis.empty()
            stage.owe(PORTION, "more")
            stage.notifier.sweep()
            stage.redis.empty()
            stage.await_end(swept=True)
            assert worker.running.poll() is None
        found = stage.reckon()
        record("flushed", "Redis forgets everything (FLUSHALL) three times", found, stage)
    assert found.holds(), found
    assert (found.states, found.repeated) == ({State.SENT: found.owed}, 0)


def test_a_ledger_that_is_killed_in_the_middle_costs_seconds(tmp_path: Path) -> None:
    with FarEnds(delay=0.04) as far_ends, FaultStage(tmp_path, far_ends) as stage:
        stage.subscribe(far_ends.urls())
        stage.owe(3 * PORTION)
        with stage.scheduler(), stage.worker() as worker:
            # At once after the first leases, and while outcomes are being written down.
            for arrived in (1, 700, 1400):
                stage.await_arrivals(arrived)
                with stage.fault():
                    stage.postgres.kill9()
                    time.sleep(3)
                    stage.postgres.start()
            stage.await_end()
            assert worker.running.poll() is None
        found = stage.reckon()
        record("ledger", "PostgreSQL is killed (kill -9) three times, and away for 3 s each time", found, stage)
    assert found.holds(), found
    # Not even what a lost lease had in hand: the worker has kept the outcomes, and what arrived has arrived.
    assert (found.states, found.repeated) == ({State.SENT: found.owed}, 0)


def test_a_ledger_that_is_restarted_costs_nothing(tmp_path: Path) -> None:
    with FarEnds(delay=0.04) as far_ends, FaultStage(tmp_path, far_ends) as stage:
        stage.subscribe(far_ends.urls())
        stage.owe(3 * PORTION)
        with stage.scheduler(), stage.worker() as worker:
            for arrived in (300, 1200):
                stage.await_arrivals(arrived)
                with stage.fault():
                    stage.postgres.restart()
            stage.await_end()
            assert worker.running.poll() is None
        found = stage.reckon()
        record("restarted", "PostgreSQL is restarted twice", found, stage)
    assert found.holds(), found
    assert (found.states, found.repeated) == ({State.SENT: found.owed}, 0)
