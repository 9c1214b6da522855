"""Whatever happens in traffic, everyone goes once or is turned away once, and no limit is ever broken."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from notifier.transports.webhook.traffic import (
    FAIR_CHANCE,
    IN_FLIGHT,
    IN_FLIGHT_A_HOST,
    IN_FLIGHT_A_STRANGER,
    Away,
    Traffic,
)
from tests.transports.streets import Trip, going, trips


class Streets(RuleBasedStateMachine):
    """Few hosts and addresses, so that they meet; time only passes."""

    def __init__(self) -> None:
        super().__init__()
        self.traffic: Traffic[Trip] = Traffic()
        self.now = 0.0
        self.waiting: set[Trip] = set()
        self.out: list[Trip] = []

    def turn_away(self, turned: list[Away[Trip]]) -> None:
        for away in turned:
            assert away.seconds > 0
            assert away.reason
            self.waiting.remove(away.going)  # it waited, and comes back once

    @rule(host=st.sampled_from("abc"), address=st.sampled_from("12"), count=st.integers(1, 120))
    def come(self, host: str, address: str, count: int) -> None:
        for trip in trips(host, count, address):
            self.waiting.add(trip)
            if away := self.traffic.add(trip, self.now):
                self.turn_away([away])

    @rule()
    def go(self) -> None:
        for trip in going(self.traffic, self.now):
            self.waiting.remove(trip)  # it waited, and goes once
            self.out.append(trip)
        open_hosts = {trip.host for trip in self.waiting}
        if len(self.out) < IN_FLIGHT:
            busy = Counter(trip.host for trip in self.out)
            assert all(busy[host] >= IN_FLIGHT_A_STRANGER for host in open_hosts), (
                "there is a place, and nobody takes it"
            )

    @precondition(lambda self: self.out)
    @rule(data=st.data(), answered=st.booleans(), failed=st.booleans(), asked=st.sampled_from([None, None, 0.5, 40.0]))
    def end(self, data: st.DataObject, answered: bool, failed: bool, asked: float | None) -> None:
        trip = self.out.pop(data.draw(st.integers(0, len(self.out) - 1)))
        asked = asked if failed and answered else None
        failed = failed or not answered
        self.turn_away(self.traffic.ended(trip, self.now, answered=answered, failed=failed, asked=asked))

    @precondition(lambda self: self.out)
    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        self.traffic.dropped(self.out.pop(data.draw(st.integers(0, len(self.out) - 1))))

    @rule(host=st.sampled_from("abc"))
    def forget(self, host: str) -> None:
        self.traffic.forget(lambda trip: trip.host == host)
        self.waiting = {trip for trip in self.waiting if trip.host != host}

    @rule(seconds=st.floats(0.01, 50))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.turn_away(self.traffic.look(self.now))
        cut = self.traffic.to_cut(self.now, 15.0)
        assert set(cut) <= set(self.out)
        assert all(self.now - trip.began > FAIR_CHANCE for trip in cut)

    @invariant()
    def the_limits_hold(self) -> None:
        assert self.traffic.under_way == len(self.out) <= IN_FLIGHT
        assert all(count <= IN_FLIGHT_A_HOST for count in Counter(trip.host for trip in self.out).values())

    def teardown(self) -> None:
        """In the end everybody is answered: then nobody is left."""
        while True:
            self.go()
            if not self.out:
                break
            for trip in self.out:
                self.turn_away(self.traffic.ended(trip, self.now, answered=True, failed=False))
            self.out.clear()
        assert self.waiting == set()
        assert self.traffic.under_way == 0


Streets.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
test_whatever_happens_everyone_goes_once_or_is_turned_away_once = Streets.TestCase
