"""A lane that is paused: nothing leaves by it, it is said since when and why, and the first arrival ends it."""

from datetime import timedelta

from notifier.audience.subscription import Destination, Lane
from notifier.ledger import deliveries, lanes
from notifier.ledger.connect import Ledger
from notifier.ledger.lanes import Pause
from tests.ledger.owing import NOW, claim, owe

INBOX = Destination(Lane.EMAIL, "clerk@moh.example.org")
REST = timedelta(minutes=5)
WHY = "SendGrid refuses the key (look at SENDGRID_API_KEY)"


def pause(ledger: Ledger, after: timedelta = timedelta(0), why: str = WHY) -> None:
    with ledger.writing() as book:
        lanes.pause(book, Lane.EMAIL, NOW + after, NOW + after + REST, why)


def owed_lanes(ledger: Ledger, after: timedelta = timedelta(0)) -> list[Lane]:
    with ledger.reading() as book:
        return deliveries.lanes_owed(book, NOW + after)


def test_nothing_leaves_by_a_paused_lane_until_it_is_tried_again(ledger: Ledger) -> None:
    owe(ledger, to=INBOX)
    pause(ledger)
    last = REST - timedelta(seconds=1)
    assert claim(ledger, lane=Lane.EMAIL, now=NOW + last) == []
    assert owed_lanes(ledger, last) == []
    assert owed_lanes(ledger, REST) == [Lane.EMAIL]
    assert len(claim(ledger, lane=Lane.EMAIL, now=NOW + REST)) == 1


def test_the_other_lane_goes_on(ledger: Ledger) -> None:
    owe(ledger)
    pause(ledger)
    assert owed_lanes(ledger) == [Lane.WEBHOOK]
    assert len(claim(ledger)) == 1


def test_paused_again_it_is_so_since_the_first_time_and_for_the_newest_reason(ledger: Ledger) -> None:
    pause(ledger)
    pause(ledger, REST, "the sender is refused")
    with ledger.reading() as book:
        assert lanes.paused(book) == {Lane.EMAIL: Pause(Lane.EMAIL, NOW, NOW + 2 * REST, "the sender is refused")}


def test_once_something_arrives_it_is_as_if_it_had_never_been(ledger: Ledger) -> None:
    pause(ledger)
    with ledger.writing() as book:
        lanes.resume(book, Lane.WEBHOOK)
        assert list(lanes.paused(book)) == [Lane.EMAIL]
        lanes.resume(book, Lane.EMAIL)
        assert lanes.paused(book) == {}
    pause(ledger, REST)
    with ledger.reading() as book:
        assert lanes.paused(book)[Lane.EMAIL].since == NOW + REST
