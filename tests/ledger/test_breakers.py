"""What attempts teach of destinations: how they fare, when they rest, and which are closed, with word to the owner."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from notifier.audience.breaker import CLOSED_AFTER, CLOSED_AT_FAILURES, RESTS
from notifier.audience.mute import Mute
from notifier.audience.subscription import Destination, Interest, Lane, Subscription
from notifier.ledger import breakers, destinations, leases, subscriptions
from notifier.ledger.breakers import Lesson
from notifier.ledger.connect import Ledger, open_ledger
from notifier.ledger.leases import Settlement
from notifier.ledger.schema import deliveries as owed_table
from notifier.ledger.schema import destinations as table
from notifier.ledger.states import State, Step
from notifier.settings import from_environment
from tests.ledger.owing import HOOK, NOW, claim, owe, place_of, state_of
from tests.ledgers import KEYRING, utc
from tests.transports.cast import notice

INBOX = Destination(Lane.EMAIL, "clerk@moh.example.org")
OWNER = "owner@hooks.example.org"


def place(ledger: Ledger, to: Destination = HOOK) -> str:
    """The id of a destination, which is made if need be."""
    with ledger.writing() as book:
        return destinations.destination_ids(book, [to])[to.lane, to.address]


def learn(ledger: Ledger, *lessons: Lesson) -> None:
    with ledger.writing() as book:
        breakers.learn(book, lessons)


def failed(of: str, at: datetime = NOW, **more: Any) -> Lesson:
    return Lesson(of, at, arrived=False, reason="the receiver failed (500)", **{"rests": True, **more})


def arrived(of: str, at: datetime = NOW) -> Lesson:
    return Lesson(of, at, arrived=True)


def row(ledger: Ledger, of: str) -> Any:
    with ledger.reading() as book:
        return book.execute(select(table).where(table.c.id == of)).one()


def fares(ledger: Ledger, of: str) -> tuple[int, datetime | None, datetime | None]:
    """Failures in a row, since when, and until when it rests."""
    found = row(ledger, of)
    return found.failures, found.failing_since, found.rests_until


def failing_for_days(ledger: Ledger, of: str) -> datetime:
    """Let a destination fail until it is about to be closed; the moment at which one failure more does so."""
    for number in range(CLOSED_AT_FAILURES - 1):
        learn(ledger, failed(of, NOW + timedelta(hours=number)))
    return NOW + CLOSED_AFTER


def letters_to_owner(ledger: Ledger) -> list[Any]:
    with ledger.reading() as book:
        with_note = select(owed_table, table.c.address).join(table).where(table.c.address == OWNER)
        return list(book.execute(with_note).all())


# ---------------------------------------------------------------- how it fares


def test_failures_add_up_over_settlements_and_a_success_ends_them(ledger: Ledger) -> None:
    hook = place(ledger)
    learn(ledger, failed(hook))
    assert fares(ledger, hook) == (1, NOW, None)
    later = NOW + timedelta(minutes=5)
    learn(ledger, failed(hook, later), failed(hook, later))
    assert fares(ledger, hook) == (3, NOW, later + RESTS[0])
    learn(ledger, arrived(hook, later))
    assert fares(ledger, hook) == (0, None, None)


def test_of_several_at_once_the_order_counts(ledger: Ledger) -> None:
    hook = place(ledger)
    learn(ledger, failed(hook), failed(hook), arrived(hook), failed(hook))
    assert fares(ledger, hook) == (1, NOW, None)


def test_each_destination_is_taught_its_own(ledger: Ledger) -> None:
    hook, other = place(ledger), place(ledger, Destination(Lane.WEBHOOK, "https://other.example.org/hook"))
    learn(ledger, failed(hook), arrived(other), failed(hook), failed(hook))
    assert [fares(ledger, one)[0] for one in (hook, other)] == [3, 0]


def test_who_asks_for_time_rests_at_once(ledger: Ledger) -> None:
    hook, asked = place(ledger), NOW + timedelta(hours=2)
    learn(ledger, failed(hook, asked_until=asked))
    assert fares(ledger, hook) == (1, NOW, asked)


def test_a_mailbox_neither_rests_nor_is_closed(ledger: Ledger) -> None:
    inbox = place(ledger, INBOX)
    at = failing_for_days(ledger, inbox)
    learn(ledger, failed(inbox, at, asked_until=at + timedelta(hours=1)))
    assert fares(ledger, inbox) == (CLOSED_AT_FAILURES, NOW, None)
    assert row(ledger, inbox).mute is None


def test_a_settlement_teaches_the_destination_of_its_delivery(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    [leased] = claim(ledger)
    asked = NOW + timedelta(minutes=7)
    with ledger.writing() as book:
        again = Settlement(delivery, leased.destination_id, 1, Step.WAIT, NOW, "429", NOW, asked_until=asked)
        leases.settle(book, "L", [again])
        assert place_of(book, delivery) == leased.destination_id
    assert fares(ledger, leased.destination_id) == (1, NOW, asked)
    [leased] = claim(ledger)
    assert leased.rests_until == asked


def test_what_was_returned_or_withdrawn_teaches_nothing(ledger: Ledger) -> None:
    said = [notice(on=utc(f"2020-08-{day} 00:00").date()) for day in (24, 25)]
    first, second = owe(ledger, *said)
    [leased, _] = claim(ledger)
    with ledger.writing() as book:
        ends = [Settlement(first, leased.destination_id, 1, Step.RETURN, NOW, "not now", NOW)]
        ends += [Settlement(second, leased.destination_id, 1, Step.WITHDRAW, NOW, "no longer true")]
        leases.settle(book, "L", ends)
    assert fares(ledger, leased.destination_id) == (0, None, None)
    assert [state_of(ledger, one) for one in (first, second)] == [State.PENDING, State.WITHDRAWN]


# ---------------------------------------------------------------- closed


def test_nothing_but_failures_for_five_days_closes_a_webhook_and_withdraws_what_waits(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    hook = place(ledger)
    at = failing_for_days(ledger, hook)
    learn(ledger, failed(hook, at - timedelta(seconds=1)))
    assert row(ledger, hook).mute is None
    learn(ledger, failed(hook, at))
    found = row(ledger, hook)
    assert (found.mute, found.mute_says) == (Mute.CLOSED, "nothing has arrived there since 2020-08-24")
    assert found.muted_at == at
    assert state_of(ledger, delivery) is State.WITHDRAWN


def test_its_owner_is_owed_one_e_mail_in_the_language_of_its_subscription(ledger: Ledger) -> None:
    with ledger.writing() as book:
        subscriptions.subscribe(book, Subscription("", HOOK, Interest(), language="ky", confirmed=True), NOW)
    hook = place(ledger)
    with ledger.writing() as book:
        destinations.name_owner(book, hook, OWNER)
    at = failing_for_days(ledger, hook)
    for seconds in range(3):  # others that were out when it was closed fail after it
        learn(ledger, failed(hook, at + timedelta(seconds=seconds)))
    [letter] = letters_to_owner(ledger)
    assert letter.note == {"host": "hooks.example.org", "since": "2020-08-24", "reason": "the receiver failed (500)"}
    assert (letter.lane, letter.language, letter.state, letter.not_before) == ("email", "ky", "pending", at)
    [owed] = claim(ledger, lane=Lane.EMAIL, now=at)
    assert owed.note == letter.note
    assert owed.notices == ()


def test_where_nobody_is_named_nobody_is_told(ledger: Ledger) -> None:
    hook = place(ledger)
    learn(ledger, failed(hook, failing_for_days(ledger, hook)))
    assert row(ledger, hook).mute == Mute.CLOSED
    with ledger.reading() as book:
        assert book.execute(select(owed_table)).all() == []


def test_opened_again_and_closed_again_it_is_told_again(ledger: Ledger) -> None:
    hook = place(ledger)
    with ledger.writing() as book:
        destinations.name_owner(book, hook, OWNER)
    learn(ledger, failed(hook, failing_for_days(ledger, hook)))
    with ledger.writing() as book:
        destinations.reopen(book, hook)
        for day in range(CLOSED_AT_FAILURES):
            breakers.learn(book, [failed(hook, NOW + CLOSED_AFTER + timedelta(days=1 + day))])
    assert [one.note["since"] for one in letters_to_owner(ledger)] == ["2020-08-24", "2020-08-30"]


def test_a_far_end_that_is_gone_is_muted_at_once(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    hook = place(ledger)
    learn(ledger, failed(hook, rests=False, mute=Mute.CLOSED))
    found = row(ledger, hook)
    assert (found.mute, found.mute_says) == ("closed", "the receiver failed (500)")
    assert state_of(ledger, delivery) is State.WITHDRAWN


# ---------------------------------------------------------------- two workers


@pytest.fixture
def shared(database_url: str) -> Iterator[Ledger]:
    """A ledger on PostgreSQL: on SQLite a writer has it to itself."""
    opened = open_ledger(from_environment({"NOTIFIER_DATABASE_URL": database_url}).database_url, KEYRING)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def two(shared: Ledger) -> tuple[str, str]:
    """Two webhooks, by id, in the order of their ids."""
    other = Destination(Lane.WEBHOOK, "https://other.example.org/hook")
    first, second = sorted((place(shared), place(shared, other)))
    return first, second


def test_who_finds_a_destination_held_by_another_passes_over(shared: Ledger, two: tuple[str, str]) -> None:
    first, second = two
    with shared.writing() as held:
        held.execute(update(table).where(table.c.id == first).values(failures=5))
        learn(shared, failed(first), failed(second))
    assert [fares(shared, one)[0] for one in two] == [5, 1]


def until_one_waits(ledger: Ledger) -> None:
    """Wait until a connection waits for what another holds."""
    waiting = text("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        with ledger.reading() as book:
            if book.execute(waiting).all():
                return
        time.sleep(0.01)
    pytest.fail("nobody waits")


def test_who_waits_to_mute_a_destination_holds_no_other_meanwhile(shared: Ledger, two: tuple[str, str]) -> None:
    first, second = two
    with ThreadPoolExecutor(1) as worker:
        with shared.writing() as held:
            held.execute(update(table).where(table.c.id == first).values(failures=5))
            other = worker.submit(learn, shared, failed(second), failed(first, mute=Mute.CLOSED))
            until_one_waits(shared)
            # Were it held, each of the two would now wait for the other.
            held.execute(select(table.c.id).where(table.c.id == second).with_for_update(nowait=True))
        other.result(timeout=10)
    assert [fares(shared, one)[0] for one in two] == [6, 1]
    assert [row(shared, one).mute for one in two] == ["closed", None]
