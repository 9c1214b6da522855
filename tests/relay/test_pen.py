"""What became of deliveries is written down in bulk, and while the ledger is away none of it is forgotten."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from notifier.audience.subscription import Lane
from notifier.ledger import lanes
from notifier.ledger.connect import Ledger, open_ledger
from notifier.ledger.leases import Owed, Settlement
from notifier.ledger.schema import attempts
from notifier.ledger.states import State, Step
from notifier.relay.pen import AGAIN_AFTER, FLUSH_AT, FLUSH_EVERY, Pen
from tests.ledger.owing import NOW, claim, owe, state_of
from tests.ledgers import KEYRING
from tests.transports.cast import notice

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def away() -> Iterator[Ledger]:
    """A ledger whose server is not there."""
    opened = open_ledger("postgresql+psycopg://notifier@127.0.0.1:1/promises", KEYRING)
    yield opened
    opened.close()


def leased(ledger: Ledger, count: int = 1) -> list[Owed]:
    """So many deliveries, leased to the pen of the tests."""
    owe(ledger, *(notice(on=NOW.date() + timedelta(days=number)) for number in range(count)))
    found = claim(ledger, limit=count)
    assert len(found) == count
    return found


def arrived(owed: Owed) -> Settlement:
    return Settlement(owed.id, owed.destination_id, owed.attempts, Step.ARRIVE, NOW)


def test_outcomes_wait_for_each_other_but_not_for_long(ledger: Ledger) -> None:
    first, second = leased(ledger, 2)
    pen = Pen(ledger, Lane.WEBHOOK, "L")
    pen.note(arrived(first))
    assert state_of(ledger, first.id) is State.SENDING
    time.sleep(FLUSH_EVERY + 0.05)
    pen.note(arrived(second))
    assert {state_of(ledger, one.id) for one in (first, second)} == {State.SENT}
    assert pen.written[Step.ARRIVE] == 2


def test_what_has_waited_long_enough_is_written_though_nothing_new_comes(ledger: Ledger) -> None:
    [owed] = leased(ledger)
    pen = Pen(ledger, Lane.WEBHOOK, "L")
    pen.note(arrived(owed))
    pen.flush_in_time()
    assert state_of(ledger, owed.id) is State.SENDING
    time.sleep(FLUSH_EVERY + 0.05)
    pen.flush_in_time()
    assert state_of(ledger, owed.id) is State.SENT


def test_many_outcomes_are_written_at_once(ledger: Ledger) -> None:
    found = leased(ledger, 3)
    pen = Pen(ledger, Lane.WEBHOOK, "L")
    for number in range(FLUSH_AT):
        pen.note(arrived(found[number % 3]))
    assert pen.written[Step.ARRIVE] == FLUSH_AT


def test_a_ledger_that_is_away_is_tried_again_and_nothing_noted_is_forgotten(ledger: Ledger, away: Ledger) -> None:
    first, second = leased(ledger, 2)
    pen = Pen(away, Lane.WEBHOOK, "L")
    pen.note(arrived(first))
    pen.flush()
    pen.note(arrived(second))
    assert pen.written == {}
    pen._ledger = ledger  # it is back
    pen.close(timedelta(0))
    assert pen.written[Step.ARRIVE] == 2
    assert {state_of(ledger, one.id) for one in (first, second)} == {State.SENT}


def test_a_ledger_that_stays_away_is_waited_for_as_long_as_the_lease_lasts(away: Ledger) -> None:
    pen = Pen(away, Lane.WEBHOOK, "L")
    pen.note(Settlement("dlv_1", "dst_1", 1, Step.ARRIVE, NOW))
    began = time.monotonic()
    pen.close(timedelta(seconds=1.5))
    assert AGAIN_AFTER < time.monotonic() - began < 20, "tried more than once, and not for ever"
    assert pen.written == {}


def test_what_had_arrived_before_a_lane_was_paused_does_not_end_the_pause(ledger: Ledger) -> None:
    first, second = leased(ledger, 2)
    pen = Pen(ledger, Lane.WEBHOOK, "L")
    pen.note(arrived(first))
    pen.note(Settlement(second.id, second.destination_id, 1, Step.RETURN, NOW, "the key is refused", LATER))
    pen.pause(NOW, LATER, "the key is refused")
    pen.close(timedelta(0))
    with ledger.reading() as book:
        assert lanes.paused(book)[Lane.WEBHOOK].until == LATER
        assert len(book.execute(select(attempts)).all()) == 1


def test_a_pause_that_cannot_be_written_down_breaks_nothing(away: Ledger) -> None:
    Pen(away, Lane.WEBHOOK, "L").pause(NOW, LATER, "the key is refused")
