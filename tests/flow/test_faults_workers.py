"""Workers that are killed, asked to stop, or many: nothing is lost, and only what was in hand can come twice."""

import signal
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random

from notifier.ledger.states import State
from tests.flow.far_ends import FarEnds, Manner
from tests.flow.fault_stage import UNWRITTEN, FaultStage
from tests.flow.reliability import record

KILLS = 10
OWED = 500  # by each of four receivers


def test_a_worker_that_is_killed_ten_times_loses_nothing(tmp_path: Path) -> None:
    chance, ahead = Random(7), 0.0
    with FarEnds(delay=0.04) as far_ends, FaultStage(tmp_path, far_ends) as stage:
        stage.subscribe(far_ends.urls())
        stage.owe(OWED)
        stage.notifier.sweep()
        for _ in range(KILLS):
            before = stage.arrived()
            with stage.worker() as worker:
                # From its very first parcels to when it is about to write down a few hundred outcomes.
                stage.await_arrivals(before + chance.choice([1, 30, 120, 240, 249, 251, 300]))
                stage.kill9(worker)
            ahead = stage.wait_out(ahead)
        assert stage.unfinished() > 0, "it was killed in the middle, every time"
        with stage.worker():
            stage.await_end()
        found = stage.reckon()
        record("killed", "the worker is killed (kill -9) ten times", found, stage)
    assert found.holds(), found
    assert found.states == {State.SENT: found.owed}
    assert found.owed >= 4 * OWED
    assert found.most_by_one_fault <= UNWRITTEN


def test_workers_that_are_killed_ten_times_with_the_same_deliveries_in_hand_give_up_none_that_was_never_tried(
    tmp_path: Path,
) -> None:
    with FarEnds(delay=0.2) as far_ends, FaultStage(tmp_path, far_ends) as stage:
        stage.subscribe(far_ends.urls())
        stage.owe(60)  # fewer than a worker takes in hand: each loses them all
        ahead = 0.0
        for _ in range(KILLS):
            before = stage.arrived()
            with stage.worker() as worker:
                stage.await_arrivals(before + 1)
                stage.kill9(worker)
            ahead = stage.wait_out(ahead)
        assert State.DEAD not in stage.states()
        tried = set(far_ends.by_id())
        untried = [one for one in stage.entries() if one.id not in tried]
        assert untried, "some were never tried, though every worker had them in hand"
        far_ends.delay = 0
        with stage.worker():
            stage.await_end()
        found = stage.reckon()
        record("loop", "ten workers one after the other are killed at their first deliveries", found, stage)
    assert found.holds(), found
    assert found.states == {State.SENT: found.owed}


def test_a_worker_that_is_asked_to_stop_while_a_receiver_hangs_stops_and_loses_nothing(tmp_path: Path) -> None:
    with FarEnds(delay=0.04) as far_ends, FaultStage(tmp_path, far_ends) as stage:
        hanging = far_ends.hosts[0]
        far_ends.manners[hanging] = Manner.HANGS
        stage.subscribe(far_ends.urls())
        stage.owe(OWED)
        with stage.worker() as worker:
            stage.await_arrivals(300)
            asked = time.monotonic()
            assert worker.ends_by(signal.SIGTERM) == 0, stage.log()
            took = time.monotonic() - asked
        assert took < 15 + 5, "no longer than a try may take, and some for what is in hand"
        assert State.SENDING not in stage.states(), "nothing is left to a lease that must run out"
        tried = set(far_ends.by_id())
        untried = [one for one in stage.entries() if one.id not in tried]
        assert untried
        assert {one.attempts for one in untried} == {0}, "what was not tried does not count as a try"
        far_ends.manners.clear()
        stage.pass_to(3600)
        stage.notifier.sweep()
        with stage.worker():
            stage.await_end()
        found = stage.reckon()
        record("stopped", f"the worker is asked to stop while a receiver hangs (it took {took:.0f} s)", found, stage)
    assert found.holds(), found
    assert (found.states, found.repeated) == ({State.SENT: found.owed}, 0)


def test_two_schedulers_and_three_workers_share_the_work_and_say_nothing_twice(tmp_path: Path) -> None:
    with FarEnds(delay=0.02) as far_ends, FaultStage(tmp_path, far_ends) as stage, ExitStack() as running:
        stage.subscribe(far_ends.urls())
        workers = [running.enter_context(stage.worker()) for _ in range(3)]
        for worker in workers:
            worker.await_ready()
        stage.promise(OWED)
        for _ in range(2):
            running.enter_context(stage.scheduler())
        stage.await_arrivals(4 * OWED)
        stage.await_end()
        found = stage.reckon()
        shares = [worker.delivered() for worker in workers]
        record("many", "two schedulers and three workers at once", found, stage)
    assert found.holds(), found
    assert (found.states, found.repeated) == ({State.SENT: found.owed}, 0)
    assert sum(shares) == found.owed
    assert min(shares) > 0, f"every worker did some of it: {shares}"
