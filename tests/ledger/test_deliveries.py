"""What is owed is leased once, settled by whoever holds the lease, and found again when a worker goes silent."""

from datetime import date, timedelta

from notifier.audience.mute import Mute
from notifier.audience.subscription import Cadence, Destination, Lane
from notifier.ledger import deliveries, leases
from notifier.ledger.connect import Ledger
from notifier.ledger.leases import Patience, Settlement
from notifier.ledger.states import State, Step
from notifier.relay.backoff import MOST_LOST, wait_after_loss
from tests.ledger.owing import HOOK, NOW, SOON, claim, owe, place_of, put, state_of
from tests.transports.cast import notice

INBOX = Destination(Lane.EMAIL, "desk@newspaper.example.org")


def settle(ledger: Ledger, delivery: str, step: Step, lease: str = "L", **more: object) -> None:
    with ledger.writing() as book:
        leases.settle(book, lease, [Settlement(delivery, place_of(book, delivery), 1, step, NOW, **more)])  # type: ignore[arg-type]


def test_a_delivery_is_leased_to_one_worker_only(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    assert [one.id for one in claim(ledger, "first")] == [delivery]
    assert claim(ledger, "second") == []


def test_a_leased_delivery_brings_its_address_its_secret_and_its_notices(ledger: Ledger) -> None:
    said = notice()
    owe(ledger, said)
    [owed] = claim(ledger)
    assert (owed.destination.address, owed.attempts) == (HOOK.address, 1)
    assert [one for one, _ in owed.notices] == [said]


def test_a_digest_waits_for_its_hour(ledger: Ledger) -> None:
    owe(ledger, to=INBOX, cadence=Cadence.DAILY)
    assert claim(ledger, lane=Lane.EMAIL) == []
    assert len(claim(ledger, lane=Lane.EMAIL, now=NOW + timedelta(hours=1))) == 1


def test_notices_for_the_same_digest_are_one_delivery(ledger: Ledger) -> None:
    owe(ledger, notice(on=date(2020, 8, 24)), to=INBOX, cadence=Cadence.WEEKLY)
    later = NOW + timedelta(days=2)
    assert len(owe(ledger, notice(on=date(2020, 8, 25)), to=INBOX, cadence=Cadence.WEEKLY)) == 1
    assert len(owe(ledger, notice(on=date(2020, 8, 26)), to=INBOX, cadence=Cadence.WEEKLY, now=later)) == 2


def test_a_digest_that_has_left_takes_nothing_more_in(ledger: Ledger) -> None:
    [first] = owe(ledger, notice(on=date(2020, 8, 24)), to=INBOX, cadence=Cadence.WEEKLY)
    put(ledger, first, State.SENDING)
    assert len(owe(ledger, notice(on=date(2020, 8, 25)), to=INBOX, cadence=Cadence.WEEKLY)) == 2


def test_the_same_notice_is_owed_once_however_often_it_is_written(ledger: Ledger) -> None:
    first = owe(ledger, notice())
    assert owe(ledger, notice()) == first


def test_a_failed_attempt_is_owed_again_later(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    claim(ledger)
    settle(ledger, delivery, Step.WAIT, not_before=NOW + timedelta(minutes=5), reason="it answered 503")
    assert state_of(ledger, delivery) == State.PENDING
    assert claim(ledger) == []
    [again] = claim(ledger, now=NOW + timedelta(minutes=5))
    assert again.attempts == 2


def test_a_worker_that_lost_its_lease_can_no_longer_settle(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    claim(ledger, "slow")
    with ledger.writing() as book:
        leases.expire(book, NOW + SOON * 2, wait_after_loss)
    claim(ledger, "quick", now=NOW + SOON * 2)
    settle(ledger, delivery, Step.GIVE_UP, lease="slow", reason="refused")
    assert state_of(ledger, delivery) == State.SENDING
    settle(ledger, delivery, Step.ARRIVE, lease="quick")
    assert state_of(ledger, delivery) == State.SENT


def goes_silent(ledger: Ledger, patience: Patience = wait_after_loss) -> int:
    """Whoever holds a lease goes silent, and it is found out; how many deliveries that were."""
    with ledger.writing() as book:
        return leases.expire(book, NOW + SOON * 2, patience)


def test_what_a_silent_worker_held_is_owed_again_and_nobody_knows_whether_it_was_tried(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    claim(ledger)
    with ledger.writing() as book:
        assert leases.expire(book, NOW, wait_after_loss) == 0
    assert goes_silent(ledger) == 1
    [again] = claim(ledger, now=NOW + SOON * 2)
    assert (again.id, again.attempts) == (delivery, 1)


def test_what_was_lost_often_waits_and_what_comes_back_is_lost_no_longer(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    asked: list[int] = []

    def patience(lost: int, id: str) -> timedelta:
        asked.append(lost)
        return SOON

    for _ in range(3):
        put(ledger, delivery, State.PENDING, not_before=NOW)
        assert len(claim(ledger)) == 1
        goes_silent(ledger, patience)
        assert claim(ledger, now=NOW + SOON * 2) == []
    put(ledger, delivery, State.PENDING, not_before=NOW)
    claim(ledger)
    settle(ledger, delivery, Step.WAIT, not_before=NOW, reason="it answered 503")
    claim(ledger)
    goes_silent(ledger, patience)
    assert asked == [1, 2, 3, 1]


def test_a_delivery_that_stops_every_worker_ends_dead(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    silences = 0
    while state_of(ledger, delivery) == State.PENDING:
        assert len(claim(ledger)) == 1
        silences += goes_silent(ledger)
        put(ledger, delivery, state_of(ledger, delivery), not_before=NOW)
    assert (state_of(ledger, delivery), silences) == (State.DEAD, MOST_LOST)
    with ledger.reading() as book:
        [entry] = deliveries.list_all(book, State.DEAD, limit=5)
    assert entry.reason == f"the worker went silent, {MOST_LOST} times in a row"


def test_what_has_arrived_has_arrived_though_its_lease_was_lost(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    claim(ledger, "slow")
    goes_silent(ledger)
    settle(ledger, delivery, Step.ARRIVE, lease="slow")
    assert state_of(ledger, delivery) == State.SENT


def test_a_renewed_lease_does_not_expire(ledger: Ledger) -> None:
    owe(ledger)
    claim(ledger)
    with ledger.writing() as book:
        leases.renew(book, "L", NOW + SOON * 3)
        assert leases.expire(book, NOW + SOON * 2, wait_after_loss) == 0


def test_closing_a_destination_withdraws_what_else_is_owed_to_it(ledger: Ledger) -> None:
    first, second = owe(ledger, notice(on=date(2020, 8, 24)), notice(on=date(2020, 8, 25)))
    [gone] = claim(ledger, limit=1)
    settle(ledger, gone.id, Step.GIVE_UP, reason="it answered 410", mute=Mute.CLOSED)
    left = second if gone.id == first else first
    assert (state_of(ledger, gone.id), state_of(ledger, left)) == (State.DEAD, State.WITHDRAWN)


def test_a_dead_delivery_is_replayed_with_all_its_tries(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    put(ledger, delivery, State.DEAD, attempts=10)
    with ledger.writing() as book:
        assert deliveries.replay(book, [delivery, "dlv_none"], NOW) == [delivery]
    [again] = claim(ledger)
    assert again.attempts == 1


def test_a_sent_delivery_is_not_replayed(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    put(ledger, delivery, State.SENT)
    with ledger.writing() as book:
        assert deliveries.replay(book, [delivery], NOW) == []


def test_counts_and_lanes_tell_what_is_owed(ledger: Ledger) -> None:
    owe(ledger)
    with ledger.reading() as book:
        assert deliveries.lanes_owed(book, NOW) == [Lane.WEBHOOK]
        assert deliveries.lanes_owed(book, NOW - SOON) == []
        assert deliveries.counts(book)[Lane.WEBHOOK][State.PENDING] == 1
        assert deliveries.oldest_owed(book) == NOW


def test_the_listing_shows_the_newest_and_what_became_of_them(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    put(ledger, delivery, State.DEAD, reason="it answered 404")
    with ledger.reading() as book:
        [entry] = deliveries.list_all(book, State.DEAD, limit=5)
        assert deliveries.list_all(book, State.SENT, limit=5) == []
    assert (entry.address, entry.notices, entry.reason) == (HOOK.address, 1, "it answered 404")
