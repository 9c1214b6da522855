"""Receivers that misbehave in every way, and a clock that is set back: what is owed reaches a stated end."""

from datetime import timedelta
from pathlib import Path

from notifier.audience.subscription import Lane
from notifier.ledger.states import State
from notifier.relay.courier import Courier
from notifier.transports.base import Transport
from notifier.transports.http import Timeouts
from notifier.transports.recording import RecordingTransport
from notifier.transports.webhook.transport import WebhookTransport
from tests.flow.far_ends import FarEnds, Manner
from tests.flow.fault_stage import FaultStage
from tests.flow.reliability import record

SHORT = Timeouts(connect=0.3, total=0.5)  # seconds
# All tries of a delivery take 75 hours, and one at a time finds out whether its receiver is back.
HOURS = 96


def test_receivers_that_hang_reset_talk_garbage_or_answer_late_hold_up_nobody_and_end_as_stated(tmp_path: Path) -> None:
    bad = (Manner.HANGS, Manner.RESETS, Manner.GARBAGE, Manner.LATE, Manner.FAILS)
    with FarEnds(hosts=2 + 2 * len(bad), late=0.8) as far_ends, FaultStage(tmp_path, far_ends) as stage:
        well, ill = far_ends.hosts[:2], far_ends.hosts[2:]
        for number, host in enumerate(ill):
            far_ends.manners[host] = bad[number // 2]
        mending, hopeless = ill[::2], ill[1::2]
        stage.subscribe(far_ends.urls())
        stage.owe(2)
        for half_hours in range(2 * HOURS):
            # A worker that knows nothing yet of the hosts, as they may have changed in half an hour.
            webhooks = WebhookTransport("http://127.0.0.1", stage.notifier.settings.allow_networks, timeouts=SHORT)
            transports: dict[Lane, Transport] = {Lane.WEBHOOK: webhooks, Lane.EMAIL: RecordingTransport(Lane.EMAIL)}
            Courier(stage.notifier.ledger, transports, stage.now).empty(Lane.WEBHOOK)
            webhooks.close()
            if half_hours == 0:
                assert stage.states()[State.SENT] == 3 * len(well), (
                    "the others have all of theirs after the first round"
                )
            if half_hours == 4:
                for host in mending:
                    del far_ends.manners[host]
            if not stage.unfinished():
                break
            stage.pass_to(timedelta(minutes=30).total_seconds() * (half_hours + 1))
        found = stage.reckon()
        name = "receivers hang, reset, talk garbage, answer too late or fail; half of them for good"
        record("receivers", name, found, stage)
    assert found.holds(), found
    assert found.repeated == 0
    ends = {host: [one for one in found.entries if f"//{host}:" in one.address] for host in far_ends.hosts}
    assert all(one.state is State.SENT for host in (*well, *mending) for one in ends[host])
    for host in hopeless:
        # What is due lapses the day after, and then is not worth saying; what does not lapse is tried ten times.
        assert {one.state for one in ends[host]} == {State.DEAD, State.WITHDRAWN}
        dead = [one for one in ends[host] if one.state is State.DEAD]
        assert all(one.attempts == 10 and (one.reason or "").startswith("out of tries: ") for one in dead)


def test_a_clock_that_is_set_back_an_hour_delays_by_that_hour_at_most(tmp_path: Path) -> None:
    with FarEnds(delay=0.04) as far_ends, FaultStage(tmp_path, far_ends) as stage:
        stage.subscribe(far_ends.urls())
        stage.owe(500)
        hour = timedelta(hours=1).total_seconds()
        with stage.worker() as worker:
            stage.await_arrivals(300)
            with stage.fault():
                stage.pass_to(-hour)
                stage.owe(20, "afterwards")  # by the clock as it is now
                stage.notifier.sweep()
                stage.await_arrivals(300 + 20)  # of the rest, what nobody had in hand yet waits for its hour
            stage.kill9(worker)
        said = len(stage.entries())
        stage.notifier.ingest()
        stage.notifier.announce()
        assert len(stage.entries()) == said, "nothing is said again for a day that comes twice"
        stage.pass_to(60)  # the hour has gone by, and a minute
        stage.notifier.sweep()
        with stage.worker():
            stage.await_end(swept=True)
        found = stage.reckon()
        record("clock", "the clock is set back an hour, and the worker killed", found, stage)
    assert found.holds(), found
    assert found.states == {State.SENT: found.owed}
