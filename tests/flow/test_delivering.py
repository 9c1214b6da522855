"""Scenarios of what is carried, and of stopping between any two steps: nothing owed is ever lost."""

from datetime import timedelta

import pytest

from notifier.audience.subscription import Cadence, Lane
from notifier.ledger import leases
from notifier.ledger.leases import Shelf
from notifier.ledger.states import State
from notifier.relay.backoff import MOST_ATTEMPTS, SCHEDULE
from notifier.relay.courier import LEASE, Courier
from notifier.transports.base import GiveUp, Outcome, Parcel, Sent, TryAgain
from tests.stage import Stage, milestone

CLERK = "clerk@moh.example.org"
DESK = "desk@newspaper.example.org"
HOOK = "https://hooks.example.org/kg"
# Their commitment is overdue with them, and would speak for both.
EACH_FOR_ITSELF = {"commitment_overdue": "off"}


class PowerCut(BaseException):
    """The process is gone: no handler of ours may catch it."""


@pytest.fixture
def overdue(stage: Stage) -> Stage:
    """Two milestones are overdue; the agency and a webhook are owed it, and nothing has been carried yet."""
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-06-30"), rules=EACH_FOR_ITSELF)
    stage.subscribe(HOOK)
    stage.goes_to("2025-01-01")
    for day in ("2025-06-16", "2025-06-27", "2025-06-30"):
        stage.goes_to(day)
        stage.delivers()
    for transport in stage.transports.values():
        transport.parcels.clear()
    stage.goes_to("2025-07-01")
    return stage


def test_a_reader_gets_one_e_mail_a_tick_and_a_webhook_each_notice(overdue: Stage) -> None:
    overdue.delivers()
    assert overdue.carried(CLERK) == [["milestone.overdue C1/1", "milestone.overdue C1/2"]]
    assert sorted(overdue.carried(HOOK)) == [["milestone.overdue C1/1"], ["milestone.overdue C1/2"]]
    assert overdue.unfinished() == 0
    assert overdue.states()[State.WITHDRAWN] == 0


def test_a_clerk_who_also_subscribed_gets_one_e_mail_that_gives_both_reasons(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.subscribe(CLERK, theme="Health")
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-06-30")
    stage.delivers()
    [letter] = [
        one.letter for one in stage.transports[Lane.EMAIL].parcels if "due" in str(one.letter.items[0].notice.kind)
    ]
    assert [str(why.role) for why in letter.items[0].whys] == ["agency", "subscriber"]


def test_a_weekly_digest_is_one_e_mail(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-04"), milestone("2", due="2025-06-05"))
    stage.subscribe(DESK, Cadence.WEEKLY, kind="milestone.due")
    stage.goes_to("2025-01-01")
    for day in ("2025-06-04", "2025-06-05", "2025-06-06", "2025-06-09"):
        stage.goes_to(day)
        stage.delivers()
    assert stage.carried(DESK) == []
    stage.goes_to("2025-06-09", "10:00")
    stage.delivers()
    # By Monday "due today" has become a lie, so each was withheld and the digest withdrawn.
    assert stage.carried(DESK) == []
    assert stage.states()[State.WITHDRAWN] == 1


def test_a_subscriber_gets_only_what_was_asked_for(overdue: Stage) -> None:
    overdue.subscribe(DESK, kind="milestone.completed")
    overdue.subscribe("other@newspaper.example.org", commitment="C2")
    overdue.goes_to("2025-07-08")
    overdue.delivers()
    assert overdue.carried(DESK) == []
    assert overdue.carried("other@newspaper.example.org") == []


def test_stopping_after_the_announcement_loses_nothing(overdue: Stage) -> None:
    assert overdue.unfinished() == 3
    overdue.courier = Courier(overdue.ledger, overdue.transports, overdue.clock)
    overdue.delivers()
    assert overdue.unfinished() == 0
    assert overdue.states()[State.WITHDRAWN] == 0


def test_stopping_after_the_lease_loses_nothing(overdue: Stage) -> None:
    with overdue.ledger.writing() as book:
        taken = leases.claim(book, Shelf(), Lane.WEBHOOK, "gone", overdue.clock(), overdue.clock() + LEASE, 10)
    assert len(taken) == 2
    overdue.delivers()
    assert overdue.carried(HOOK) == []
    overdue.clock.move_to(overdue.clock() + LEASE + timedelta(seconds=1))
    overdue.delivers()
    assert len(overdue.carried(HOOK)) == 2


def test_stopping_after_the_send_and_before_sent_repeats_with_the_same_id(overdue: Stage) -> None:
    def arrives_and_then_the_power_goes(parcel: Parcel) -> Outcome:
        raise PowerCut

    overdue.answer = arrives_and_then_the_power_goes
    with pytest.raises(PowerCut):
        overdue.courier.empty(Lane.EMAIL)
    assert overdue.states()[State.SENDING] == 1
    overdue.answer = lambda _parcel: Sent()
    overdue.clock.move_to(overdue.clock() + LEASE + timedelta(seconds=1))
    overdue.delivers()
    first, second = overdue.transports[Lane.EMAIL].parcels
    assert first.id == second.id
    assert overdue.unfinished() == 0
    assert overdue.states()[State.WITHDRAWN] == 0


def test_what_fails_is_tried_again_by_the_schedule_and_then_is_dead(overdue: Stage) -> None:
    overdue.answer = lambda _parcel: TryAgain(reason="it answered 503", status=503)
    overdue.courier.empty(Lane.EMAIL)
    for wait in SCHEDULE:
        overdue.clock.move_to(overdue.clock() + wait * 1.2)
        overdue.delivers()
    assert len(overdue.transports[Lane.EMAIL].parcels) == MOST_ATTEMPTS
    assert "out of tries: it answered 503" in overdue.reasons(State.DEAD)


def test_what_the_far_end_asks_for_is_waited(overdue: Stage) -> None:
    overdue.answer = lambda _parcel: TryAgain(reason="it answered 429", after=timedelta(hours=1))
    overdue.delivers()
    overdue.answer = lambda _parcel: Sent()
    overdue.clock.move_to(overdue.clock() + timedelta(minutes=59))
    overdue.delivers()
    assert overdue.unfinished() == 3
    overdue.clock.move_to(overdue.clock() + timedelta(minutes=1))
    overdue.delivers()
    assert overdue.unfinished() == 0


def test_a_closed_endpoint_gets_nothing_more(overdue: Stage) -> None:
    overdue.answer = lambda _parcel: GiveUp(reason="it answered 410", status=410, close=True)
    overdue.courier.empty(Lane.WEBHOOK)
    overdue.answer = lambda _parcel: Sent()
    overdue.goes_to("2025-07-08")
    overdue.delivers()
    assert len(overdue.carried(HOOK)) == 2


def test_a_transport_that_breaks_delays_its_parcels_and_loses_none(overdue: Stage) -> None:
    def breaks(_parcel: Parcel) -> Outcome:
        raise RuntimeError("a bug")

    overdue.answer = breaks
    overdue.delivers()
    assert overdue.unfinished() == 3
    overdue.answer = lambda _parcel: Sent()
    overdue.clock.move_to(overdue.clock() + timedelta(minutes=1))
    overdue.delivers()
    assert overdue.unfinished() == 0


def test_what_is_done_before_the_e_mail_leaves_is_not_chased(overdue: Stage) -> None:
    done = milestone("1", due="2025-06-30", status="completed", done_on="2025-07-01")
    overdue.plan(done, milestone("2", due="2025-06-30"))
    overdue.ingest()
    overdue.delivers()
    assert overdue.carried(CLERK) == [["milestone.overdue C1/2"]]
    assert overdue.carried(HOOK) == [["milestone.overdue C1/2"]]
    assert overdue.states()[State.WITHDRAWN] == 1


def test_a_deadline_moved_before_the_e_mail_leaves_is_not_chased(overdue: Stage) -> None:
    overdue.plan(milestone("1", due="2025-12-31"), milestone("2", due="2025-12-31"))
    overdue.ingest()
    overdue.delivers()
    assert overdue.carried(CLERK) == []


def test_what_lapsed_while_waiting_is_withdrawn(overdue: Stage) -> None:
    overdue.sleeps_until("2025-07-08")
    overdue.delivers()
    assert overdue.carried(CLERK) == []
    assert overdue.reasons(State.WITHDRAWN) == {"it lapsed on 2025-07-08, before it could be sent"}
