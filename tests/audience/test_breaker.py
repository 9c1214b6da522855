"""When a webhook that fails is left alone, and when it is closed: the table, and nothing but failures."""

from datetime import timedelta

import pytest

from notifier.audience.breaker import (
    CLOSED_AFTER,
    CLOSED_AT_FAILURES,
    FREE_FAILURES,
    RESTS,
    WELL,
    Breaker,
    after_failure,
)
from tests.ledgers import utc

NOW = utc("2020-08-24 03:05")
HOUR = timedelta(hours=1)


def test_the_first_failures_are_free_and_then_it_rests_by_the_table_and_on_by_its_last_line() -> None:
    breaker, rests = WELL, []
    for number in range(FREE_FAILURES + len(RESTS) + 2):
        at = NOW + number * HOUR
        breaker = after_failure(breaker, at, rests=True)
        rests.append(breaker.rests_until and breaker.rests_until - at)
    assert rests == [None, None, *RESTS, RESTS[-1], RESTS[-1]]
    assert breaker.failing_since == NOW
    assert list(RESTS) == sorted(RESTS)


def test_a_failure_that_would_befall_no_other_counts_and_brings_no_rest() -> None:
    breaker = WELL
    for _ in range(FREE_FAILURES + 1):
        breaker = after_failure(breaker, NOW, rests=False)
    assert breaker == Breaker(FREE_FAILURES + 1, NOW, None)
    resting = after_failure(breaker, NOW, rests=True)
    assert after_failure(resting, NOW, rests=False).rests_until == resting.rests_until == NOW + RESTS[1]


@pytest.mark.parametrize("rests", [True, False])
def test_what_the_far_end_asks_for_counts_at_once(rests: bool) -> None:
    assert after_failure(WELL, NOW, rests, NOW + HOUR).rests_until == NOW + HOUR


def test_of_two_rests_the_longer_counts() -> None:
    asked = after_failure(WELL, NOW, True, NOW + HOUR)
    assert after_failure(asked, NOW, True, NOW + HOUR / 2).rests_until == NOW + HOUR
    failing = Breaker(FREE_FAILURES + len(RESTS), NOW)
    assert after_failure(failing, NOW, True, NOW + timedelta(seconds=1)).rests_until == NOW + RESTS[-1]


@pytest.mark.parametrize(
    ("failures", "since", "closes"),
    [
        (CLOSED_AT_FAILURES, CLOSED_AFTER, True),
        (CLOSED_AT_FAILURES * 9, CLOSED_AFTER * 9, True),
        (CLOSED_AT_FAILURES - 1, CLOSED_AFTER * 9, False),
        (CLOSED_AT_FAILURES * 9, CLOSED_AFTER - timedelta(seconds=1), False),
    ],
)
def test_it_closes_after_days_and_tries_enough(failures: int, since: timedelta, closes: bool) -> None:
    assert Breaker(failures, NOW - since).closes(NOW) is closes


def test_where_all_is_well_nothing_closes() -> None:
    assert not WELL.closes(NOW + 100 * CLOSED_AFTER)
    assert timedelta(days=5) == CLOSED_AFTER
    assert CLOSED_AT_FAILURES == 10
