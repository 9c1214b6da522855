"""Traffic: fair turns, patience by the table, and whatever happens, everyone goes or is turned away once."""

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from notifier.transports.webhook.traffic import (
    AWAY_BEHIND_SLOW,
    CROWD,
    FAIR_CHANCE,
    FIRST_REST,
    IN_FLIGHT,
    IN_FLIGHT_A_HOST,
    IN_FLIGHT_A_STRANGER,
    KEPT_BEHIND_SLOW,
    PATIENCE,
    REST,
    SLOW,
    SLOW_IN_A_CROWD,
    SLOW_PLACES,
    Away,
    Traffic,
)


@dataclass(eq=False)
class Trip:
    """Something on its way to an address."""

    host: str
    address: str
    began: float = -1.0


def trips(host: str, count: int, address: str = "/a") -> list[Trip]:
    return [Trip(host, host + address) for _ in range(count)]


def going(traffic: Traffic[Trip], now: float = 0.0) -> list[Trip]:
    """All who go now."""
    found = []
    while trip := traffic.next(now):
        found.append(trip)
    return found


def add(traffic: Traffic[Trip], *added: Trip, now: float = 0.0) -> list[Away[Trip]]:
    """Add some; those of them that are turned away."""
    return [away for trip in added if (away := traffic.add(trip, now))]


def know(traffic: Traffic[Trip], *hosts: str) -> None:
    """Have hosts answer once."""
    for host in hosts:
        add(traffic, *trips(host, 1, "/first"))
        (trip,) = going(traffic)
        assert traffic.ended(trip, 0, answered=True, failed=False) == []


def fail(traffic: Traffic[Trip], address: str = "/a", now: float = 0.0, answered: bool = True) -> list[Away[Trip]]:
    """One more comes to the host `h`, goes at once and fails; those who are turned away for it."""
    assert add(traffic, *trips("h", 1, address), now=now) == []
    trip = traffic.next(now)
    assert trip is not None
    return traffic.ended(trip, now, answered=answered, failed=True)


@pytest.fixture
def traffic() -> Traffic[Trip]:
    return Traffic()


# ---------------------------------------------------------------- whose turn it is


def test_a_stranger_gets_one_at_a_time_until_it_has_answered(traffic: Traffic[Trip]) -> None:
    add(traffic, *trips("h", 20))
    (first,) = going(traffic)
    assert IN_FLIGHT_A_STRANGER == 1
    traffic.ended(first, 0.1, answered=True, failed=True)  # that it failed is an answer, too
    assert len(going(traffic)) == IN_FLIGHT_A_HOST


def test_a_host_gets_eight_and_all_together_sixty_four(traffic: Traffic[Trip]) -> None:
    hosts = [f"h{number}" for number in range(IN_FLIGHT // IN_FLIGHT_A_HOST + 2)]
    know(traffic, *hosts)
    for host in hosts:
        add(traffic, *trips(host, 2 * IN_FLIGHT_A_HOST))
    under_way = going(traffic)
    assert len(under_way) == traffic.under_way == IN_FLIGHT
    assert max(Counter(trip.host for trip in under_way).values()) <= IN_FLIGHT_A_HOST
    traffic.ended(under_way[0], 0, answered=True, failed=False)
    assert len(going(traffic)) == 1


def test_hosts_take_turns_however_much_one_is_owed(traffic: Traffic[Trip]) -> None:
    know(traffic, "a", "b", "c")
    for host, count in (("a", 100), ("b", 2), ("c", 1)):
        add(traffic, *trips(host, count))
    assert [trip.host for trip in going(traffic)[:6]] == ["a", "b", "c", "a", "b", "a"]


def test_at_a_host_who_came_first_goes_first_and_is_told_when(traffic: Traffic[Trip]) -> None:
    know(traffic, "h")
    waiting = trips("h", 5)
    add(traffic, *waiting)
    assert going(traffic, 7.0) == waiting
    assert {trip.began for trip in waiting} == {7.0}


# ---------------------------------------------------------------- silence


def test_one_silence_of_a_stranger_turns_its_waiting_away_for_longer_each_time(traffic: Traffic[Trip]) -> None:
    for time in range(1, 9):
        add(traffic, *trips("h", 4))
        (trip,) = going(traffic)
        away = traffic.ended(trip, 0, answered=False, failed=False)
        assert [one.seconds for one in away] == [min(REST, FIRST_REST * time)] * 3
        assert {one.reason for one in away} == {"its host answered none of the others just now"}
    assert going(traffic) == []


def test_a_known_host_may_be_silent_a_few_times_and_then_is_a_stranger(traffic: Traffic[Trip]) -> None:
    know(traffic, "h")
    addresses = [f"/{number}" for number in range(PATIENCE)]
    for address in addresses[:-1]:
        assert fail(traffic, address, answered=False) == []
    last = trips("h", 1, addresses[-1])
    add(traffic, *last, *trips("h", 9))
    going(traffic)
    assert len(traffic.ended(last[0], 0, answered=False, failed=True)) == 2, "of ten eight went"


def test_an_answer_makes_up_for_silences(traffic: Traffic[Trip]) -> None:
    know(traffic, "h")
    for time in range(3):
        for number in range(PATIENCE - 1):
            assert fail(traffic, f"/{time}/{number}", answered=False) == []
        know(traffic, "h")
    add(traffic, *trips("h", 20))
    assert len(going(traffic)) == IN_FLIGHT_A_HOST


def test_who_was_dropped_has_said_nothing_of_its_host(traffic: Traffic[Trip]) -> None:
    add(traffic, *trips("h", 3))
    (trip,) = going(traffic)
    traffic.dropped(trip)
    assert traffic.under_way == 0
    assert len(going(traffic)) == IN_FLIGHT_A_STRANGER


# ---------------------------------------------------------------- failures, and who asks for time


def test_an_address_that_fails_again_and_again_rests_and_its_neighbours_go_on(traffic: Traffic[Trip]) -> None:
    know(traffic, "h")
    for _ in range(PATIENCE - 1):
        assert fail(traffic) == []
    last, *waiting = trips("h", 12)
    neighbours = trips("h", 3, "/b")
    add(traffic, last, *waiting, *neighbours)
    others = [trip for trip in going(traffic) if trip is not last]
    away = traffic.ended(last, 0, answered=True, failed=True)
    assert [one.going for one in away] == [trip for trip in waiting if trip not in others]
    assert {(one.seconds, one.reason) for one in away} == {(REST, "the receiver failed the others just now")}
    for trip in others:
        traffic.ended(trip, 0, answered=True, failed=False)
    assert going(traffic) == neighbours
    (turned,) = add(traffic, *trips("h", 1), now=REST - 1)
    assert turned.seconds == 1
    assert add(traffic, *trips("h", 1), now=REST) == []


def test_a_success_between_failures_starts_the_count_anew(traffic: Traffic[Trip]) -> None:
    know(traffic, "h")
    for _ in range(3):
        for _ in range(PATIENCE - 1):
            assert fail(traffic) == []
        add(traffic, *trips("h", 1))
        (trip,) = going(traffic)
        traffic.ended(trip, 0, answered=True, failed=False)
    assert add(traffic, *trips("h", 1)) == []


def test_who_asks_for_time_gets_it_at_once_and_the_longest_asked_counts(traffic: Traffic[Trip]) -> None:
    know(traffic, "h")
    here, there = trips("h", 10), trips("h", 1, "/b")
    add(traffic, *here, *there)
    first, second, *_ = going(traffic)
    away = traffic.ended(first, 10, answered=True, failed=True, asked=120)
    assert [(one.going, one.seconds, one.reason) for one in away] == [
        (trip, 120, "the receiver asked for time") for trip in here[8:]
    ]
    traffic.ended(second, 20, answered=True, failed=True, asked=30)
    (turned,) = add(traffic, *trips("h", 1), now=30)
    assert turned.seconds == 100
    assert going(traffic, 30) == there


# ---------------------------------------------------------------- slow tries


def test_behind_a_slow_stranger_nobody_waits(traffic: Traffic[Trip]) -> None:
    add(traffic, *trips("h", 5))
    going(traffic)
    assert traffic.look(SLOW) == []
    away = traffic.look(SLOW + 0.01)
    assert [(one.seconds, one.reason) for one in away] == [
        (AWAY_BEHIND_SLOW, "its host takes its time with another")
    ] * 4
    assert len(add(traffic, *trips("h", 1), now=SLOW + 0.01)) == 1


def test_behind_a_slow_try_at_a_known_host_a_few_wait(traffic: Traffic[Trip]) -> None:
    know(traffic, "h")
    waiting = trips("h", IN_FLIGHT_A_HOST + KEPT_BEHIND_SLOW + 5)
    add(traffic, *waiting)
    going(traffic)
    assert {one.going for one in traffic.look(SLOW + 0.01)} == set(waiting[-5:]), "those who came last"
    assert traffic.look(SLOW + 0.02) == []
    assert len(add(traffic, *trips("h", 1), now=SLOW + 0.02)) == 1


def test_in_a_crowd_patience_is_shorter(traffic: Traffic[Trip]) -> None:
    add(traffic, *trips("h", 2))
    going(traffic)
    assert traffic.look(SLOW_IN_A_CROWD + 0.01) == []
    know(traffic, "busy")
    add(traffic, *trips("busy", CROWD + IN_FLIGHT_A_HOST))
    going(traffic, SLOW_IN_A_CROWD)
    assert [one.going.host for one in traffic.look(SLOW_IN_A_CROWD + 0.01)] == ["h"]


def test_slow_tries_beyond_their_places_are_cut_the_oldest_first_but_not_before_a_fair_chance(
    traffic: Traffic[Trip],
) -> None:
    for number in range(SLOW_PLACES + 3):
        add(traffic, *trips(f"h{number}", 1))
        going(traffic, number / 100)
    assert traffic.to_cut(FAIR_CHANCE) == []
    assert [trip.host for trip in traffic.to_cut(FAIR_CHANCE + 0.015)] == ["h0", "h1"]
    assert [trip.host for trip in traffic.to_cut(FAIR_CHANCE + 60)] == ["h0", "h1", "h2"]


def test_as_long_as_there_are_places_no_slow_try_is_cut(traffic: Traffic[Trip]) -> None:
    for number in range(SLOW_PLACES):
        add(traffic, *trips(f"h{number}", 1))
    going(traffic)
    assert traffic.to_cut(1000) == []


def test_who_is_forgotten_never_goes(traffic: Traffic[Trip]) -> None:
    know(traffic, "h", "other")
    mine, others = trips("h", 20), trips("other", 3)
    add(traffic, *mine, *others)
    gone = set(mine[:19])
    traffic.forget(lambda trip: trip in gone)
    assert going(traffic) == [mine[19], *others]
    assert traffic.under_way == 4


# ---------------------------------------------------------------- whatever happens


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
        cut = self.traffic.to_cut(self.now)
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
