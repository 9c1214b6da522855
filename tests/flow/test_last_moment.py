"""Scenarios of the last moment: what is leased and then must not leave yet, or not at all, and for what reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from notifier.audience.mute import Mute
from notifier.audience.subscription import Lane
from notifier.keyring import Keyring
from notifier.ledger import breakers, destinations, leaving, mutes
from notifier.ledger.breakers import Lesson
from notifier.ledger.connect import Book
from notifier.ledger.schema import attempts
from notifier.ledger.schema import deliveries as owed_table
from notifier.ledger.schema import destinations as table
from notifier.ledger.states import State
from notifier.relay.backoff import MOST_ATTEMPTS
from notifier.relay.verdict import LANE_REST
from notifier.transports.base import Outcome, Parcel, Sent, TryAgain
from tests.stage import SECRET, Stage, milestone

CLERK = "clerk@moh.example.org"
DESK = "desk@newspaper.example.org"
HOOK = "https://hooks.example.org/kg"
OTHER = "https://other.example.org/kg"


def place(book: Book, address: str) -> str:
    """The id of a destination that is known."""
    lane = Lane.WEBHOOK if address.startswith("http") else Lane.EMAIL
    return destinations.known(book, lane, address) or ""


def tries(stage: Stage) -> list[int]:
    """How many attempts are counted of each delivery that has not ended."""
    unfinished = owed_table.c.state.in_(["pending", "sending"])
    with stage.ledger.reading() as book:
        return sorted(book.scalars(select(owed_table.c.attempts).where(unfinished)))


def records(stage: Stage) -> int:
    """How many attempts are on record."""
    with stage.ledger.reading() as book:
        return len(book.execute(select(attempts)).all())


def passes(stage: Stage, time: timedelta) -> None:
    stage.clock.move_to(stage.clock() + time)
    stage.delivers()


@pytest.fixture
def owing(stage: Stage) -> Stage:
    """Today a milestone is due: the agency, a desk and two webhooks are owed it, and nothing was ever carried."""
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.delivers()
    for transport in stage.transports.values():
        transport.parcels.clear()
    for address in (DESK, HOOK, OTHER):
        stage.subscribe(address, kind="milestone.due")
    stage.goes_to("2025-06-30")
    return stage


# ---------------------------------------------------------------- not for the parcel's fault


def test_a_refused_key_kills_nothing_and_counts_no_try_and_once_it_is_mended_all_arrives(owing: Stage) -> None:
    before = records(owing)
    owing.answer = lambda _parcel: TryAgain(reason="the key is refused", pauses=True)
    owing.courier.empty(Lane.EMAIL)
    assert tries(owing) == [0, 0, 0, 0]
    assert records(owing) == before
    owing.answer = lambda _parcel: Sent()
    passes(owing, LANE_REST - timedelta(seconds=1))
    assert owing.carried(HOOK) == owing.carried(OTHER) == [["milestone.due C1/1"]]
    assert owing.unfinished() == 2, "the other lane goes on, this one rests"
    asked = len(owing.transports[Lane.EMAIL].parcels)
    passes(owing, timedelta(seconds=1))
    assert len(owing.transports[Lane.EMAIL].parcels) == asked + 2
    assert owing.unfinished() == 0
    assert owing.states()[State.DEAD] == owing.states()[State.WITHDRAWN] == 0


def test_a_key_that_stays_refused_uses_up_no_tries_however_often_it_is_tried(owing: Stage) -> None:
    before = records(owing)
    owing.answer = lambda _parcel: TryAgain(reason="the key is refused", pauses=True)
    for _ in range(MOST_ATTEMPTS + 1):
        passes(owing, LANE_REST)
    assert len(owing.carried(CLERK)) == MOST_ATTEMPTS + 1
    assert tries(owing) == [0, 0, 0, 0]
    assert records(owing) == before


def test_what_is_turned_away_untried_is_not_counted_and_comes_back_when_it_was_told_to(owing: Stage) -> None:
    before = records(owing)
    owing.answer = lambda _parcel: TryAgain(reason="its host is busy", after=timedelta(seconds=20), tried=False)
    owing.delivers()
    assert tries(owing) == [0, 0, 0, 0]
    assert records(owing) == before
    assert owing.reasons(State.PENDING) == {"its host is busy"}
    owing.answer = lambda _parcel: Sent()
    passes(owing, timedelta(seconds=19))
    assert owing.unfinished() == 4
    passes(owing, timedelta(seconds=1))
    assert owing.unfinished() == 0


def test_what_is_turned_away_again_and_again_never_dies_of_it(owing: Stage) -> None:
    owing.answer = lambda _parcel: TryAgain(reason="its host is busy", tried=False)
    for _ in range(15):
        passes(owing, timedelta(seconds=10))
    assert tries(owing) == [0, 0, 0, 0]


# ---------------------------------------------------------------- not there


def test_what_is_owed_to_who_was_muted_meanwhile_is_withdrawn_and_not_sent(owing: Stage) -> None:
    with owing.ledger.writing() as book:
        # As a report may, after the delivery was leased and before it is owed again.
        changed = {"mute": "bounced", "mute_says": "550 no such user", "muted_at": owing.clock()}
        book.execute(update(table).where(table.c.address == DESK).values(changed))
    owing.delivers()
    assert owing.carried(DESK) == []
    assert owing.carried(CLERK) == [["milestone.due C1/1"]]
    assert owing.reasons(State.WITHDRAWN) == {"nothing is sent there any more: bounced"}


def test_a_mute_withdraws_what_waits(owing: Stage) -> None:
    with owing.ledger.writing() as book:
        mutes.mute(book, place(book, HOOK), Mute.CLOSED, "410", owing.clock())
    owing.delivers()
    assert owing.carried(HOOK) == []
    assert owing.reasons(State.WITHDRAWN) == {"its destination is muted: 410"}


def test_a_receiver_that_rests_is_not_tried_until_it_may_be(owing: Stage) -> None:
    until = owing.clock() + timedelta(minutes=2)
    with owing.ledger.writing() as book:
        breakers.learn(book, [Lesson(place(book, HOOK), owing.clock(), False, "429", asked_until=until)])
    owing.delivers()
    assert owing.carried(HOOK) == []
    assert len(owing.carried(OTHER)) == 1
    assert owing.reasons(State.PENDING) == {"the receiver is left alone for a while"}
    assert tries(owing) == [0]
    passes(owing, timedelta(minutes=2))
    assert len(owing.carried(HOOK)) == 1


def test_a_secret_that_cannot_be_opened_delays_its_own_and_no_other(owing: Stage) -> None:
    lost = Keyring(["another key, which is long enough to be one"]).sealed(SECRET)
    with owing.ledger.writing() as book:
        book.execute(update(table).where(table.c.address == HOOK).values(secret=lost))
    owing.delivers()
    assert owing.carried(HOOK) == []
    assert len(owing.carried(OTHER)) == 1
    assert tries(owing) == [0]
    [reason] = owing.reasons(State.PENDING)
    assert reason is not None
    assert "notifier rotate" in reason
    with owing.ledger.writing() as book:
        destinations.give_secret(book, place(book, HOOK), SECRET, owing.clock())
    passes(owing, LANE_REST)
    assert len(owing.carried(HOOK)) == 1


# ---------------------------------------------------------------- its reader has left


def leaves(stage: Stage, address: str) -> None:
    with stage.ledger.writing() as book:
        leaving.leave(book, place(book, address), stage.clock())


def fails_while_its_reader(stage: Stage, address: str, act: Callable[[], None]) -> Callable[[Parcel], Outcome]:
    """What fails at an address, and something happens before its outcome is known."""

    def script(parcel: Parcel) -> Outcome:
        if parcel.destination.address != address:
            return Sent()
        act()
        return TryAgain(reason="the mail server is busy")

    return script


def test_who_leaves_while_a_letter_is_on_its_way_gets_no_second_try_of_it(owing: Stage) -> None:
    owing.answer = fails_while_its_reader(owing, DESK, lambda: leaves(owing, DESK))
    owing.delivers()
    assert len(owing.carried(DESK)) == 1
    owing.answer = lambda _parcel: Sent()
    passes(owing, timedelta(minutes=1))
    assert len(owing.carried(DESK)) == 1
    assert owing.reasons(State.WITHDRAWN) == {"its reader has ended the subscription"}
    assert owing.unfinished() == 0


def test_who_stays_gets_the_second_try(owing: Stage) -> None:
    owing.answer = fails_while_its_reader(owing, DESK, lambda: leaves(owing, CLERK))
    owing.delivers()
    owing.answer = lambda _parcel: Sent()
    passes(owing, timedelta(minutes=1))
    assert len(owing.carried(DESK)) == 2
    assert owing.states()[State.WITHDRAWN] == 0


def test_who_leaves_and_comes_back_gets_it(owing: Stage) -> None:
    def leaves_and_returns() -> None:
        leaves(owing, DESK)
        owing.subscribe(DESK, kind="milestone.overdue")

    owing.answer = fails_while_its_reader(owing, DESK, leaves_and_returns)
    owing.delivers()
    owing.answer = lambda _parcel: Sent()
    passes(owing, timedelta(minutes=1))
    assert len(owing.carried(DESK)) == 2


def test_a_contact_who_leaves_still_gets_what_the_agency_is_owed_and_as_the_agency_alone(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.subscribe(CLERK)
    stage.goes_to("2025-01-01")
    stage.delivers()
    stage.goes_to("2025-06-30")
    stage.answer = fails_while_its_reader(stage, CLERK, lambda: leaves(stage, CLERK))
    stage.delivers()
    stage.answer = lambda _parcel: Sent()
    passes(stage, timedelta(minutes=1))
    first, second = [
        [str(why.role) for item in parcel.letter.items for why in item.whys]
        for parcel in stage.transports[Lane.EMAIL].parcels[-2:]
    ]
    assert set(first) == {"agency", "subscriber"}
    assert set(second) == {"agency"}
    assert stage.unfinished() == 0
