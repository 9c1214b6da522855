"""What is no longer true when a message is about to leave is not said, and the record says why."""

from datetime import date

import pytest

from notifier.agenda.moment import Kind
from notifier.audience.mute import Standing, reason_not_to_send
from tests.transports.cast import notice

TODAY = date(2020, 8, 24)
DUE_ON = date(2020, 8, 31)
AS_IT_WAS = Standing(TODAY, due_on=DUE_ON)
CHASING = [kind for kind in Kind if kind.presses]
TELLING = [kind for kind in Kind if not kind.presses]


@pytest.mark.parametrize("kind", Kind)
def test_what_still_holds_is_sent(kind: Kind) -> None:
    assert reason_not_to_send(notice(kind), AS_IT_WAS) is None


@pytest.mark.parametrize("kind", CHASING)
@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing(TODAY, present=False), "the plan no longer holds the milestone"),
        (Standing(TODAY, completed=True, due_on=DUE_ON), "the milestone has been completed meanwhile"),
        (Standing(TODAY, due_on=date(2020, 9, 30)), "the deadline has been moved meanwhile"),
        (Standing(TODAY, due_on=None), "the deadline has been moved meanwhile"),
    ],
    ids=["gone", "completed", "moved", "opened"],
)
def test_nobody_is_pressed_for_what_has_changed_meanwhile(kind: Kind, standing: Standing, reason: str) -> None:
    # Each is told of what it is about.
    assert reason_not_to_send(notice(kind), standing) == reason.replace("milestone", kind.split(".")[0])


@pytest.mark.parametrize("kind", TELLING)
def test_what_has_happened_stays_true_whatever_comes_after(kind: Kind) -> None:
    for standing in (Standing(TODAY, present=False), Standing(TODAY, completed=True), Standing(TODAY, due_on=None)):
        assert reason_not_to_send(notice(kind), standing) is None


@pytest.mark.parametrize("kind", Kind)
def test_what_lapsed_before_it_could_be_sent_is_not_sent(kind: Kind) -> None:
    late = notice(kind, lapses=TODAY)
    assert reason_not_to_send(late, AS_IT_WAS) == "it lapsed on 2020-08-24, before it could be sent"
    assert reason_not_to_send(notice(kind, lapses=date(2020, 8, 25)), AS_IT_WAS) is None


def test_a_deadline_printed_anew_for_the_same_day_is_no_reason_to_be_silent() -> None:
    assert reason_not_to_send(notice(due="31 August 2020"), AS_IT_WAS) is None


def test_only_what_chases_presses_for_something() -> None:
    assert {Kind.DUE_SOON, Kind.DUE, Kind.OVERDUE} <= set(CHASING)
    assert {Kind.COMPLETED, Kind.SLIPPED, Kind.PUBLISHED} <= set(TELLING)
