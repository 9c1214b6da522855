"""A pause gathers what was subscribed to into one message for its end; what an agency is owed leaves as ever."""

from datetime import date, timedelta

from sqlalchemy import select

from notifier.audience.digest import bundle
from notifier.audience.match import Reader, Why
from notifier.audience.subscription import Cadence, Destination, Lane
from notifier.ledger import leases, notices, pauses
from notifier.ledger.connect import Ledger
from notifier.ledger.destinations import destination_ids
from notifier.ledger.leases import Settlement
from notifier.ledger.schema import deliveries as table
from notifier.ledger.schema import delivery_notices
from notifier.ledger.states import State, Step
from tests.ledger.owing import HOUR, NOW, claim, with_plan
from tests.transports.cast import FROM_THE_MINISTRY, SUBSCRIBED_TO_ALL, notice

INBOX = Destination(Lane.EMAIL, "desk@newspaper.example.org")
UNTIL = NOW + timedelta(days=30)
FIRST, SECOND, THIRD = (notice(on=date(2020, 8, day)) for day in (22, 23, 24))


def place(ledger: Ledger) -> str:
    with ledger.writing() as book:
        return destination_ids(book, [INBOX])[INBOX.lane, INBOX.address]


def owe(ledger: Ledger, *owed: tuple[object, Why], cadence: Cadence = Cadence.IMMEDIATE) -> None:
    """Owe notices to the inbox together, each for a reason."""
    with ledger.writing() as book:
        with_plan(book)
        notices.write(book, [one for one, _ in owed], [])  # type: ignore[misc]
        bundles = bundle([(one, Reader(INBOX, why, "en", cadence), HOUR) for one, why in owed], NOW)  # type: ignore[misc]
        notices.owe(book, bundles, NOW)


def pause(ledger: Ledger) -> None:
    name = place(ledger)
    with ledger.writing() as book:
        pauses.pause(book, name, UNTIL, NOW)


def pending(ledger: Ledger) -> list[tuple[object, int]]:
    """What waits: when each leaves, and how many notices it holds."""
    with ledger.reading() as book:
        rows = book.execute(select(table).where(table.c.state == str(State.PENDING)).order_by(table.c.not_before))
        held = delivery_notices.c.delivery_id
        return [(row.not_before, len(book.execute(select(held).where(held == row.id)).all())) for row in rows.all()]


def test_what_waits_is_gathered_each_notice_once(ledger: Ledger) -> None:
    owe(ledger, (FIRST, SUBSCRIBED_TO_ALL))
    owe(ledger, (SECOND, SUBSCRIBED_TO_ALL))
    owe(ledger, (FIRST, SUBSCRIBED_TO_ALL), (THIRD, SUBSCRIBED_TO_ALL), cadence=Cadence.WEEKLY)
    pause(ledger)
    assert pending(ledger) == [(UNTIL, 3)]
    assert claim(ledger, lane=Lane.EMAIL) == []
    [owed] = claim(ledger, lane=Lane.EMAIL, now=UNTIL)
    assert [one for one, _ in owed.notices] == [FIRST, SECOND, THIRD]


def test_what_an_agency_is_owed_stays_and_loses_what_was_only_subscribed_to(ledger: Ledger) -> None:
    owe(ledger, (FIRST, FROM_THE_MINISTRY), (SECOND, SUBSCRIBED_TO_ALL))
    pause(ledger)
    assert pending(ledger) == [(NOW, 1), (UNTIL, 1)]
    [owed] = claim(ledger, lane=Lane.EMAIL)
    assert owed.notices == ((FIRST, (FROM_THE_MINISTRY,)),)


def test_a_pause_may_be_made_longer_or_shorter_and_is_one_message_still(ledger: Ledger) -> None:
    owe(ledger, (FIRST, SUBSCRIBED_TO_ALL))
    pause(ledger)
    name = place(ledger)
    for days in (90, 3):
        with ledger.writing() as book:
            pauses.pause(book, name, NOW + timedelta(days=days), NOW + timedelta(hours=1))
        assert pending(ledger) == [(NOW + timedelta(days=days), 1)]
    with ledger.writing() as book:
        for _ in range(2):
            pauses.resume(book, name, NOW + timedelta(hours=2))
        assert pauses.paused_until(book, name, NOW) is None
    assert pending(ledger) == [(NOW + timedelta(hours=2), 1)]


def test_what_is_out_when_a_reader_pauses_is_left_alone_and_what_comes_back_is_known_to_be_paused(
    ledger: Ledger,
) -> None:
    owe(ledger, (FIRST, SUBSCRIBED_TO_ALL))
    [owed] = claim(ledger, lane=Lane.EMAIL)
    pause(ledger)
    with ledger.writing() as book:
        later = NOW + timedelta(minutes=5)
        leases.settle(book, "L", [Settlement(owed.id, owed.destination_id, 1, Step.WAIT, NOW, "busy", later)])
    [again] = claim(ledger, lane=Lane.EMAIL, now=later)
    assert again.paused_until == UNTIL
    assert again.only_subscribed_to


def test_a_pause_that_is_over_is_none(ledger: Ledger) -> None:
    name = place(ledger)
    pause(ledger)
    with ledger.writing() as book:
        assert pauses.paused_until(book, name, UNTIL - timedelta(seconds=1)) == UNTIL
        assert pauses.paused_until(book, name, UNTIL) is None
