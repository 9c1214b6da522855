"""How long to wait before trying again."""

from datetime import timedelta
from itertools import pairwise

from notifier.relay.backoff import (
    JITTER,
    LONGEST_ASKED,
    LOST_JITTER,
    LOST_SCHEDULE,
    MOST_ATTEMPTS,
    MOST_LOST,
    SCHEDULE,
    wait_after,
    wait_after_loss,
)


def test_each_wait_is_the_schedules_and_up_to_a_fifth_more() -> None:
    for attempts, planned in enumerate(SCHEDULE, start=1):
        waits = [wait_after(attempts, f"dlv_{number}") for number in range(200)]
        assert all(wait and planned <= wait <= planned * (1 + JITTER) for wait in waits)
        assert len(set(waits)) > 100, "what failed together does not come back together"


def test_the_schedule_grows_and_lasts_over_three_days() -> None:
    assert all(earlier < later for earlier, later in pairwise(SCHEDULE))
    assert sum(SCHEDULE, timedelta()) > timedelta(days=3)


def test_after_the_last_wait_it_is_time_to_give_up() -> None:
    assert wait_after(MOST_ATTEMPTS - 1, "dlv_1") is not None
    assert wait_after(MOST_ATTEMPTS, "dlv_1") is None


def test_the_same_attempt_always_waits_the_same() -> None:
    assert wait_after(3, "dlv_1") == wait_after(3, "dlv_1")


def test_the_far_end_is_left_alone_for_as_long_as_it_asks_up_to_a_day() -> None:
    assert wait_after(1, "dlv_1", timedelta(hours=1)) == timedelta(hours=1)
    assert wait_after(1, "dlv_1", timedelta(days=30)) == LONGEST_ASKED
    assert (wait_after(5, "dlv_1", timedelta(seconds=1)) or timedelta()) >= SCHEDULE[4]


def test_what_is_lost_once_comes_back_at_once_and_what_is_lost_often_comes_back_alone() -> None:
    assert wait_after_loss(1, "dlv_1") == timedelta()
    for lost, planned in enumerate(LOST_SCHEDULE[2:], start=3):
        waits = {wait_after_loss(lost, f"dlv_{number}") for number in range(200)}
        assert all(wait and planned <= wait <= planned * (1 + LOST_JITTER) for wait in waits)
        assert len(waits) > 150, "what was lost together does not come back together"
    assert wait_after_loss(MOST_LOST - 1, "dlv_1") is not None
    assert wait_after_loss(MOST_LOST, "dlv_1") is None
