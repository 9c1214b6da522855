"""The dead are found by when they died and where they go, and are owed afresh; every try at them can be read."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from notifier.audience.subscription import Destination, Lane
from notifier.ledger import deliveries, leases
from notifier.ledger.attempts import attempts_at
from notifier.ledger.choice import Choice
from notifier.ledger.connect import Ledger
from notifier.ledger.leases import FarEnd, Settlement
from notifier.ledger.schema import deliveries as table
from notifier.ledger.schema import destinations
from notifier.ledger.states import State, Step
from tests.ledger.owing import HOOK, NOW, claim, owe, place_of, put, state_of
from tests.transports.cast import notice

DAY = timedelta(days=1)
PLACES = (
    "https://hooks.example.org/kg",
    "https://hooks.example.org",
    "http://HOOKS.example.org:8080/other?x=1",
    "https://hooks.example.org.evil.example/kg",
    "https://evil.example/?then=https://hooks.example.org/kg",
    "https://my-hooks.example.org/kg",
    "desk@hooks.example.org",
    "desk@newspaper.example.org",
)


def owe_to(ledger: Ledger, address: str, now: datetime = NOW) -> str:
    """The delivery of one notice that is owed to an address."""
    lane = Lane.EMAIL if "@" in address else Lane.WEBHOOK
    to = Destination(lane, address, None if lane is Lane.EMAIL else HOOK.secret)
    on = date(2020, 1, 1) + timedelta(days=PLACES.index(address) if address in PLACES else 99)
    owe(ledger, notice(on=on), to=to, now=now)
    query = select(table.c.id).join(destinations).where(destinations.c.address == address)
    with ledger.reading() as book:
        return str(book.scalars(query.order_by(table.c.created_at.desc())).first())


def everywhere(ledger: Ledger) -> dict[str, str]:
    """A dead delivery to each place, by its id."""
    found = {owe_to(ledger, address): address for address in PLACES}
    for delivery in found:
        put(ledger, delivery, State.DEAD, ended_at=NOW)
    return found


def replayed(ledger: Ledger, choice: Choice, ids: list[str] | None = None, *, dry: bool = False) -> set[str]:
    with ledger.writing() as book:
        return set(deliveries.replay(book, ids, NOW + DAY, choice, dry=dry))


@pytest.mark.parametrize(
    ("meant", "places"),
    [
        ("hooks.example.org", {PLACES[0], PLACES[1], PLACES[2], PLACES[6]}),
        ("Hooks.Example.ORG", {PLACES[0], PLACES[1], PLACES[2], PLACES[6]}),
        ("newspaper.example.org", {PLACES[7]}),
        *((place, {place}) for place in PLACES),
        *(
            (nothing, set())
            for nothing in ("example.org", "%", "hooks_example.org", "https://hooks.example.org/", "\\")
        ),
    ],
)
def test_a_destination_is_meant_by_its_address_or_its_host(ledger: Ledger, meant: str, places: set[str]) -> None:
    owed = everywhere(ledger)
    choice = Choice(destination=meant)
    with ledger.reading() as book:
        assert {one.address for one in deliveries.list_all(book, State.DEAD, 50, choice)} == places
    assert {owed[one] for one in replayed(ledger, choice)} == places
    assert {owed[one] for one in owed if state_of(ledger, one) is State.PENDING} == places


def test_since_means_what_died_since_whenever_it_was_made(ledger: Ledger) -> None:
    early, late = owe_to(ledger, PLACES[0]), owe_to(ledger, PLACES[7])
    put(ledger, early, State.DEAD, ended_at=NOW + DAY)
    put(ledger, late, State.DEAD, ended_at=NOW + 2 * DAY)
    assert replayed(ledger, Choice(since=NOW + 3 * DAY)) == set()
    assert replayed(ledger, Choice(since=NOW + 2 * DAY)) == {late}
    assert replayed(ledger, Choice(since=NOW)) == {early}


def test_what_has_not_ended_is_listed_since_it_was_made(ledger: Ledger) -> None:
    delivery = owe_to(ledger, PLACES[0])
    with ledger.reading() as book:
        for since, found in ((NOW, [delivery]), (NOW + DAY, [])):
            assert [one.id for one in deliveries.list_all(book, None, 5, Choice(since=since))] == found


def test_a_lane_is_listed_alone(ledger: Ledger) -> None:
    everywhere(ledger)
    with ledger.reading() as book:
        listed = deliveries.list_all(book, None, 50, Choice(lane=Lane.EMAIL))
    assert {one.address for one in listed} == {PLACES[6], PLACES[7]}


def test_what_is_given_together_must_all_be_true(ledger: Ledger) -> None:
    owed = everywhere(ledger)
    first, second, *_ = owed
    put(ledger, second, State.DEAD, ended_at=NOW - DAY)
    choice = Choice(since=NOW, destination="hooks.example.org")
    assert replayed(ledger, choice, [first, second, "dlv_none"]) == {first}


def test_a_dry_run_names_them_and_changes_nothing(ledger: Ledger) -> None:
    owed = everywhere(ledger)
    assert replayed(ledger, Choice(since=NOW), dry=True) == set(owed)
    assert {state_of(ledger, one) for one in owed} == {State.DEAD}


@pytest.mark.parametrize("state", [state for state in State if state is not State.DEAD])
def test_only_the_dead_are_replayed(ledger: Ledger, state: State) -> None:
    delivery = owe_to(ledger, PLACES[0])
    put(ledger, delivery, state, ended_at=NOW)
    assert replayed(ledger, Choice(since=NOW - DAY)) == set()
    assert state_of(ledger, delivery) is state


def test_more_ids_than_a_statement_takes_are_replayed_too(ledger: Ledger) -> None:
    delivery = owe_to(ledger, PLACES[0])
    put(ledger, delivery, State.DEAD)
    others = [f"dlv_{number}" for number in range(70_000)]
    assert replayed(ledger, Choice(), [*others, delivery]) == {delivery}


def test_every_try_is_there_in_order_over_a_replay(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    said = (FarEnd(503, "busy", 0.25), FarEnd(404, "no such hook", 0.5))
    for number, (step, far_end) in enumerate(zip((Step.WAIT, Step.GIVE_UP), said, strict=True), 1):
        later = NOW if step is Step.WAIT else None
        claim(ledger)
        with ledger.writing() as book:
            row = Settlement(
                delivery, place_of(book, delivery), number, step, NOW, f"it answered {far_end.status}", later, far_end
            )
            leases.settle(book, "L", [row])
    replayed(ledger, Choice(), [delivery])
    claim(ledger, now=NOW + DAY)
    with ledger.writing() as book:
        leases.settle(book, "L", [Settlement(delivery, place_of(book, delivery), 1, Step.ARRIVE, NOW + DAY)])
    with ledger.reading() as book:
        found = attempts_at(book, [delivery, "dlv_none"])
    assert list(found) == [delivery]
    assert [(one.number, one.outcome, one.status, one.response) for one in found[delivery]] == [
        (1, "wait", 503, "busy"), (2, "give up", 404, "no such hook"), (1, "arrive", None, ""),
    ]  # fmt: skip
    assert found[delivery][1].reason == "it answered 404"
    assert (found[delivery][1].ended_at, found[delivery][1].seconds) == (NOW, 0.5)


def test_what_was_not_tried_yet_is_known_all_the_same(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    with ledger.reading() as book:
        assert attempts_at(book, [delivery]) == {delivery: []}
