"""What a provider reports becomes a fact of the delivery once, and a mute where nothing will ever arrive."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from notifier.audience.mute import Mute
from notifier.audience.report import Meaning, Report
from notifier.audience.subscription import Destination, Interest, Lane, Subscription, keys_of
from notifier.ledger import deliveries, leases, reports, subscriptions
from notifier.ledger.connect import Ledger
from notifier.ledger.leases import Settlement
from notifier.ledger.mutes import Unreached, muted_subscribers, unreached
from notifier.ledger.schema import agencies, destinations
from notifier.ledger.schema import reports as table
from notifier.ledger.states import State, Step
from tests.ledger.owing import NOW, claim, owe, place_of, put, state_of, with_plan
from tests.transports.cast import PLAN, notice

INBOX = Destination(Lane.EMAIL, "desk@newspaper.example.org")
EARLIER = NOW - timedelta(minutes=3)


def report(delivery: str, meaning: Meaning, id: str = "e1", says: str = "", event: str = "event") -> Report:
    return Report(id, delivery, event, meaning, EARLIER, says)


def take(ledger: Ledger, *told: Report) -> int:
    with ledger.writing() as book:
        return reports.take(book, told, NOW)


def mute_of(ledger: Ledger) -> tuple[str | None, str | None]:
    with ledger.reading() as book:
        row = book.execute(select(destinations.c.mute, destinations.c.mute_says)).one()
    return row.mute, row.mute_says


def reason_of(ledger: Ledger, state: State) -> str | None:
    with ledger.reading() as book:
        [entry] = deliveries.list_all(book, state, 5)
    return entry.reason


@pytest.mark.parametrize("state", [State.PENDING, State.SENDING, State.DEAD])
def test_what_turns_out_to_have_arrived_is_not_sent_again(ledger: Ledger, state: State) -> None:
    [delivery] = owe(ledger, to=INBOX)
    put(ledger, delivery, state)
    assert take(ledger, report(delivery, Meaning.ARRIVED, event="delivered")) == 1
    assert state_of(ledger, delivery) is State.SENT
    assert claim(ledger, lane=Lane.EMAIL) == []
    with ledger.reading() as book:
        [entry] = deliveries.list_all(book, State.SENT, 5)
    assert (entry.ended_at, entry.reason) == (EARLIER, "reported as delivered")


def test_a_try_that_is_still_out_when_the_report_comes_cannot_undo_it(ledger: Ledger) -> None:
    [delivery] = owe(ledger, to=INBOX)
    claim(ledger, lane=Lane.EMAIL)
    take(ledger, report(delivery, Meaning.ARRIVED))
    with ledger.writing() as book:
        leases.settle(book, "L", [Settlement(delivery, place_of(book, delivery), 1, Step.WAIT, NOW, "a timeout", NOW)])
    assert state_of(ledger, delivery) is State.SENT


@pytest.mark.parametrize("state", [State.SENT, State.WITHDRAWN])
def test_what_has_ended_otherwise_stays_as_it_is(ledger: Ledger, state: State) -> None:
    [delivery] = owe(ledger, to=INBOX)
    put(ledger, delivery, state)
    take(ledger, report(delivery, Meaning.ARRIVED))
    assert state_of(ledger, delivery) is state


def test_a_delay_is_only_written_down(ledger: Ledger) -> None:
    [delivery] = owe(ledger, to=INBOX)
    assert take(ledger, report(delivery, Meaning.DELAYED)) == 1
    assert state_of(ledger, delivery) is State.PENDING
    assert mute_of(ledger) == (None, None)


@pytest.mark.parametrize(("meaning", "mute"), [(Meaning.BOUNCED, Mute.BOUNCED), (Meaning.COMPLAINED, Mute.COMPLAINED)])
def test_a_bounce_and_a_complaint_mute_the_destination_and_nothing_more_is_owed_to_it(
    ledger: Ledger, meaning: Meaning, mute: Mute
) -> None:
    [delivery] = owe(ledger, to=INBOX)
    put(ledger, delivery, State.SENT)
    first, second = owe(ledger, notice(on=date(2020, 8, 25)), to=INBOX)
    take(ledger, report(delivery, meaning, says="550 no such user", event="told"))
    assert mute_of(ledger) == (mute, "reported as told: 550 no such user")
    assert reason_of(ledger, State.SENT) == "reported as told: 550 no such user"
    other = second if first == delivery else first
    assert state_of(ledger, other) is State.WITHDRAWN
    assert reason_of(ledger, State.WITHDRAWN) == "its destination is muted: reported as told: 550 no such user"


def test_a_refusal_is_a_reason_and_no_mute(ledger: Ledger) -> None:
    [delivery] = owe(ledger, to=INBOX)
    put(ledger, delivery, State.SENT)
    take(ledger, report(delivery, Meaning.REFUSED, says="blocked", event="blocked"))
    assert reason_of(ledger, State.SENT) == "reported as blocked: blocked"
    assert mute_of(ledger) == (None, None)


def test_one_who_left_at_the_provider_has_left_here(ledger: Ledger) -> None:
    with ledger.writing() as book:
        subscriptions.subscribe(book, Subscription("", INBOX, Interest(), confirmed=True), NOW)
    [delivery] = owe(ledger, to=INBOX)
    take(ledger, report(delivery, Meaning.LEFT))
    with ledger.reading() as book:
        assert sum(map(len, subscriptions.interested_in(book, keys_of(notice())).values())) == 0
    assert state_of(ledger, delivery) is State.WITHDRAWN


def test_a_report_counts_once_however_often_it_comes(ledger: Ledger) -> None:
    [delivery] = owe(ledger, to=INBOX)
    one = report(delivery, Meaning.DELAYED)
    assert [take(ledger, one, one), take(ledger, one)] == [1, 0]
    with ledger.writing() as book:
        subscriptions.subscribe(book, Subscription("", INBOX, Interest(), confirmed=True), NOW)
    left = report(delivery, Meaning.LEFT, id="e2")
    take(ledger, left)
    with ledger.writing() as book:
        subscriptions.subscribe(book, Subscription("", INBOX, Interest(), confirmed=True), NOW)
    assert take(ledger, left) == 0
    with ledger.reading() as book:
        assert sum(map(len, subscriptions.interested_in(book, keys_of(notice())).values())) == 1, "who came back stays"
        assert book.scalar(select(func.count()).select_from(table)) == 2


def test_a_report_of_an_unknown_delivery_is_nothing(ledger: Ledger) -> None:
    assert take(ledger, report("dlv_unknown", Meaning.BOUNCED)) == 0
    with ledger.reading() as book:
        assert book.scalar(select(func.count()).select_from(table)) == 0


def test_reports_are_followed_in_the_order_in_which_things_happened(ledger: Ledger) -> None:
    [delivery] = owe(ledger, to=INBOX)
    bounced = Report("e1", delivery, "bounce", Meaning.BOUNCED, NOW, "gone")
    processed = Report("e2", delivery, "processed", Meaning.ARRIVED, EARLIER)
    assert take(ledger, bounced, processed) == 2
    assert state_of(ledger, delivery) is State.SENT, "it has left, and then it came back"
    assert reason_of(ledger, State.SENT) == "reported as bounce: gone"


def test_muted_contacts_and_subscribers_are_found_without_their_addresses(ledger: Ledger) -> None:
    with ledger.writing() as book:
        with_plan(book)
        row = {"plan_id": PLAN.id, "name": "An agency", "language": "en"}
        book.execute(agencies.insert(), [row | {"id": "moh", "emails": [INBOX.address], "superiors": []}])
        book.execute(agencies.insert(), [row | {"id": "moj", "emails": ["x@moj.example.org"], "superiors": []}])
        subscriptions.subscribe(book, Subscription("", INBOX, Interest(), confirmed=True), NOW)
        assert (unreached(book), muted_subscribers(book)) == ([], 0)
    [delivery] = owe(ledger, to=INBOX)
    take(ledger, report(delivery, Meaning.BOUNCED))
    with ledger.reading() as book:
        assert unreached(book) == [Unreached(PLAN.id, "moh", Mute.BOUNCED)]
        assert muted_subscribers(book) == 1
    take(ledger, report(delivery, Meaning.LEFT, id="e2"))
    with ledger.reading() as book:
        assert muted_subscribers(book) == 0, "one who has left waits for nothing"
