"""Traffic: fair turns between hosts, and patience by the table."""

from collections import Counter

import pytest

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
from tests.transports.streets import Trip, going, trips

LONGEST = 15.0  # seconds that a try may take


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
    assert traffic.to_cut(FAIR_CHANCE, LONGEST) == []
    assert [trip.host for trip in traffic.to_cut(FAIR_CHANCE + 0.015, LONGEST)] == ["h0", "h1"]
    assert [trip.host for trip in traffic.to_cut(LONGEST, LONGEST)] == ["h0", "h1", "h2"]


def test_as_long_as_there_are_places_no_slow_try_is_cut(traffic: Traffic[Trip]) -> None:
    for number in range(SLOW_PLACES):
        add(traffic, *trips(f"h{number}", 1))
    going(traffic)
    assert traffic.to_cut(LONGEST, LONGEST) == []


def test_a_try_that_took_its_time_is_cut_however_many_places_there_are(traffic: Traffic[Trip]) -> None:
    add(traffic, *trips("early", 1))
    going(traffic, 0)
    add(traffic, *trips("late", 1))
    going(traffic, 1)
    assert [trip.host for trip in traffic.to_cut(LONGEST + 0.5, LONGEST)] == ["early"]


def test_who_is_forgotten_never_goes(traffic: Traffic[Trip]) -> None:
    know(traffic, "h", "other")
    mine, others = trips("h", 20), trips("other", 3)
    add(traffic, *mine, *others)
    gone = set(mine[:19])
    traffic.forget(lambda trip: trip in gone)
    assert going(traffic) == [mine[19], *others]
    assert traffic.under_way == 4
