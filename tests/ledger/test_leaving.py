"""Who leaves gets nothing more as a subscriber, whatever was owed already; what an agency is owed stays owed."""

from datetime import date, timedelta

from sqlalchemy import select

from notifier.agenda.notice import Notice
from notifier.audience.digest import bundle
from notifier.audience.match import Reader, Why
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription, keys_of
from notifier.ledger import deliveries, leaving, notices, subscriptions
from notifier.ledger.connect import Ledger
from notifier.ledger.destinations import destination_ids
from notifier.ledger.schema import agencies, destinations
from notifier.ledger.schema import deliveries as table
from notifier.ledger.states import State
from tests.ledger.owing import HOUR, NOW, claim, owe, put, state_of, with_plan
from tests.transports.cast import FROM_THE_MINISTRY, PLAN, SUBSCRIBED_TO_ALL, notice

INBOX = Destination(Lane.EMAIL, "desk@newspaper.example.org")
WISH = Subscription("", INBOX, Interest(), confirmed=True)


def subscribe(ledger: Ledger, wish: Subscription = WISH) -> str:
    """Subscribe; the id of the destination."""
    with ledger.writing() as book:
        subscriptions.subscribe(book, wish, NOW)
        return destination_ids(book, [wish.destination])[wish.destination.lane, wish.destination.address]


def leave(ledger: Ledger, destination: str) -> int:
    with ledger.writing() as book:
        return leaving.leave(book, destination, NOW)


def wanted(ledger: Ledger) -> int:
    with ledger.reading() as book:
        return sum(map(len, subscriptions.interested_in(book, keys_of(notice())).values()))


def owe_for(ledger: Ledger, *owed: tuple[Notice, Why]) -> str:
    """Owe notices, each for a reason, to the inbox in one message; the id of the delivery."""
    with ledger.writing() as book:
        with_plan(book)
        new = {one.id for one in notices.write(book, [one for one, _ in owed], [])}
        readers = [(one, Reader(INBOX, why, "en"), HOUR) for one, why in owed if one.id in new]
        notices.owe(book, bundle(readers, NOW), NOW)
        return str(book.scalars(select(table.c.id)).one())


def test_who_leaves_is_matched_no_more_and_who_comes_back_is(ledger: Ledger) -> None:
    destination = subscribe(ledger)
    subscribe(ledger, Subscription("", INBOX, Interest(plan=PLAN.id), confirmed=True))
    assert wanted(ledger) == 2
    assert leave(ledger, destination) == 2
    assert wanted(ledger) == 0
    subscribe(ledger)
    assert wanted(ledger) == 1


def test_leaving_twice_is_leaving_once(ledger: Ledger) -> None:
    destination = subscribe(ledger)
    assert [leave(ledger, destination), leave(ledger, destination)] == [1, 0]


def test_others_are_not_touched(ledger: Ledger) -> None:
    other = Destination(Lane.EMAIL, "other@newspaper.example.org")
    subscribe(ledger, Subscription("", other, Interest(), confirmed=True))
    [delivery] = owe(ledger, to=other)
    leave(ledger, subscribe(ledger))
    assert wanted(ledger) == 1
    assert state_of(ledger, delivery) is State.PENDING


def test_what_waits_for_a_subscriber_is_withdrawn_with_a_reason(ledger: Ledger) -> None:
    destination = subscribe(ledger)
    [digest] = owe(ledger, to=INBOX, cadence=Cadence.WEEKLY)
    leave(ledger, destination)
    with ledger.reading() as book:
        [entry] = deliveries.list_all(book, State.WITHDRAWN, 5)
    assert (entry.id, entry.reason, entry.notices) == (digest, "its reader has ended the subscription", 1)


def test_what_is_sent_or_just_leaving_is_left_alone(ledger: Ledger) -> None:
    destination = subscribe(ledger)
    [delivery] = owe(ledger, to=INBOX)
    for state in (State.SENDING, State.SENT, State.DEAD):
        put(ledger, delivery, state)
        leave(ledger, destination)
        assert state_of(ledger, delivery) is state


def test_what_an_agency_is_owed_stays_owed_and_loses_what_was_only_subscribed_to(ledger: Ledger) -> None:
    destination = subscribe(ledger)
    both, only = notice(on=date(2020, 8, 24)), notice(on=date(2020, 8, 25))
    delivery = owe_for(ledger, (both, FROM_THE_MINISTRY), (only, SUBSCRIBED_TO_ALL))
    with ledger.writing() as book:
        waiting = destination_ids(book, [INBOX])
    assert list(waiting.values()) == [destination]
    leave(ledger, destination)
    [owed] = claim(ledger, lane=Lane.EMAIL)
    assert (owed.id, owed.notices) == (delivery, ((both, (FROM_THE_MINISTRY,)),))


def test_a_notice_that_was_owed_for_both_reasons_is_owed_for_one(ledger: Ledger) -> None:
    destination = subscribe(ledger)
    said = notice()
    owe_for(ledger, (said, FROM_THE_MINISTRY), (said, SUBSCRIBED_TO_ALL))
    leave(ledger, destination)
    [owed] = claim(ledger, lane=Lane.EMAIL)
    assert owed.notices == ((said, (FROM_THE_MINISTRY,)),)


def test_the_page_is_told_what_there_is_to_leave_and_whether_an_agency_writes_too(ledger: Ledger) -> None:
    destination = subscribe(ledger)
    subscribe(ledger, Subscription("", INBOX, Interest(theme="Health"), confirmed=False))
    with ledger.reading() as book:
        found = leaving.leaver(book, destination)
        assert leaving.leaver(book, "dst_unknown") is None
    assert found is not None
    assert set(found.interests) == {Interest(), Interest(theme="Health")}
    assert not found.contact
    with ledger.writing() as book:
        with_plan(book)
        row = {"plan_id": PLAN.id, "id": "moh", "name": "Ministry of Health", "language": "en"}
        book.execute(agencies.insert(), [row | {"emails": [], "superiors": [INBOX.address]}])
        leaving.leave(book, destination, NOW + timedelta(days=1))
        found = leaving.leaver(book, destination)
        assert book.scalar(select(destinations.c.mute)) is None
    assert found == leaving.Leaver(destination, (), contact=True)
