"""The database owes each reader just what bundling them one by one would: the same deliveries, notices and reasons."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from notifier.actionplan.model import Agency
from notifier.agenda.agenda import in_order
from notifier.agenda.moment import Kind, To
from notifier.agenda.notice import Named, Notice
from notifier.audience.digest import DigestHour, bundle
from notifier.audience.match import readers
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription
from notifier.ledger import notices, subscriptions
from notifier.ledger.connect import Ledger
from notifier.ledger.crowd import wanted
from notifier.ledger.ids import delivery_id
from notifier.ledger.rows import why_as_json
from notifier.ledger.schema import (
    chain_heads,
    deliveries,
    delivery_notices,
    destinations,
    plans,
)
from notifier.ledger.schema import notices as said_table
from notifier.ledger.schema import subscriptions as wishes_table
from tests.ledger.owing import NOW
from tests.stage import SECRET, Stage, milestone
from tests.transports.cast import notice

CLERK = "clerk@moh.example.org"
AGENCY = Agency("moh", "Ministry of Health", (CLERK,), ())
HOUR = DigestHour("Asia/Bishkek", time(10))
ADDRESSES = [
    CLERK,
    "a@civil.example.org",
    "b@civil.example.org",
    "https://hook.example.org/a",
    "https://hook.example.org/b",
]


def _destination(address: str) -> Destination:
    web = address.startswith("http")
    return Destination(Lane.WEBHOOK, address, SECRET) if web else Destination(Lane.EMAIL, address)


INTERESTS = st.builds(
    Interest,
    plan=st.sampled_from([None, "kg", "other"]),
    agency=st.sampled_from([None, None, "moh", "mof"]),
    commitment=st.sampled_from([None, None, "C1", "C9", "C2"]),
    theme=st.sampled_from([None, None, "Health", "Open Data", "Water"]),
    kind=st.sampled_from([None, None, Kind.OVERDUE, Kind.DUE]),
)
WISHES = st.builds(
    lambda address, interest, cadence, language, confirmed, at: Subscription(
        "", _destination(address), interest, cadence, language, confirmed, at, None,
    ),
    st.sampled_from(ADDRESSES), INTERESTS, st.sampled_from([Cadence.IMMEDIATE, *Cadence]),
    st.sampled_from(["en", "ky"]), st.sampled_from([True, True, True, False]), st.sampled_from([None, time(7)]),
)  # fmt: skip
NOTICES = st.builds(
    lambda commitment, step, kind, on, agency, themes, to: replace(
        notice(kind, date(2025, 6, on)), plan=Named("kg", "A plan"), commitment=Named(commitment, "A promise"),
        milestone=Named(step, "A step"), subject=f"{commitment}/{step}", agency=Named(agency, agency), themes=themes,
        to=to, said_at=NOW, commitment_names=("C9",) if commitment == "C1" else (),
    ),
    st.sampled_from(["C1", "C2"]), st.sampled_from("12"), st.sampled_from([Kind.OVERDUE, Kind.DUE, Kind.SLIPPED]),
    st.integers(1, 3), st.sampled_from(["moh", "mof"]), st.sampled_from([(), ("Health",), ("Health", "Open Data")]),
    st.sampled_from([(To.AGENCY, To.PUBLIC), (To.AGENCY, To.PUBLIC), (To.AGENCY,)]),
)  # fmt: skip


@pytest.fixture
def book_of(ledger: Ledger, tmp_path: Path) -> Ledger:
    """A ledger in which a plan is in service that notices can be of."""
    stage = Stage(tmp_path, ledger)
    stage.plan(milestone("1"))
    stage.ingest()
    return ledger


def one_by_one(said: Sequence[Notice], wishes: Sequence[Subscription]) -> list[Any]:
    """What everybody is owed, as it was always reckoned: each notice with each reader, bundled."""
    owed = ((one, reader, HOUR) for one in in_order(said) for reader in readers(one, [AGENCY], wishes))
    found: dict[tuple[str, str], Any] = {}
    for made in bundle(owed, NOW):
        # Who is owed the same at once and later gets it at once, and what else there is with it.
        key = made.destination.address, min(made.notices)
        whys = {name: [why_as_json(why) for why in whys] for name, whys in made.notices.items()}
        if key in found:
            found[key][-1].update({name: those for name, those in whys.items() if name not in found[key][-1]})
        else:
            lane, cadence = str(made.destination.lane), str(made.cadence)
            found[key] = (lane, made.destination.address, cadence, made.language, made.not_before, whys)
    return list(found.values())


def written(book: Any) -> list[Any]:
    rows = book.execute(select(deliveries, destinations.c.address).join(destinations)).all()
    held = book.execute(select(delivery_notices)).all()
    return [
        (
            row.lane, row.address, row.cadence, row.language, row.not_before,
            {one.notice_id: one.whys for one in held if one.delivery_id == row.id},
        )
        for row in rows
    ]  # fmt: skip


def ordered(found: list[Any]) -> list[Any]:
    return sorted(found, key=lambda one: (one[:3], str(one[4]), sorted(one[5])))


@given(
    said=st.lists(NOTICES, min_size=1, max_size=5, unique_by=lambda one: one.id),
    wishes=st.lists(WISHES, max_size=8),
    muted=st.sets(st.sampled_from(ADDRESSES), max_size=1),
    paused=st.sets(st.sampled_from(ADDRESSES), max_size=1),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_crowd_and_the_others_are_owed_what_everybody_was(
    book_of: Ledger, said: list[Notice], wishes: list[Subscription], muted: set[str], paused: set[str]
) -> None:
    with book_of.writing() as book:
        for table in (delivery_notices, deliveries, said_table, wishes_table, destinations, chain_heads):
            book.execute(delete(table))
        assert book.scalar(select(plans.c.id)) == "kg"
        for number, wish in enumerate(wishes):
            subscriptions.subscribe(book, wish, NOW + timedelta(seconds=number))
        until = NOW + timedelta(days=3)
        book.execute(update(destinations).where(destinations.c.address.in_(paused)).values(paused_until=until))
        book.execute(update(destinations).where(destinations.c.address.in_(muted)).values(mute="bounced"))
        notices.write(book, said, [])
        known = [one for one in subscriptions.list_all(book) if one.confirmed and one.destination.address not in muted]
        others: dict[str, list[Subscription]] = {one.id: [] for one in said}
        with wanted(book, said, {CLERK}, NOW) as who:
            owed = who.owe_the_crowd()
            for name, wish in who.others():
                others[name].append(wish)
        rest = ((one, reader, HOUR) for one in in_order(said) for reader in readers(one, [AGENCY], others[one.id]))
        bundles = bundle(rest, NOW)
        notices.owe(book, bundles, NOW)
        found = written(book)
    assert ordered(found) == ordered(one_by_one(said, known))
    assert len(found) <= len(bundles) + sum(owed.values())


def test_the_id_of_a_delivery_is_the_same_whoever_makes_it(book_of: Ledger) -> None:
    said = [replace(notice(Kind.OVERDUE, date(2025, 6, 1)), plan=Named("kg", "A plan"), said_at=NOW)]
    wish = Subscription("", Destination(Lane.EMAIL, "a@civil.example.org"), Interest(), confirmed=True)
    with book_of.writing() as book:
        subscriptions.subscribe(book, wish, NOW)
        notices.write(book, said, [])
        with wanted(book, said, (), NOW) as who:
            assert who.owe_the_crowd() == {Lane.EMAIL: 1}
        row = book.execute(select(deliveries)).one()
    assert row.id == delivery_id(row.destination_id, said[0].id)
    assert (row.state, row.attempts, row.lost, row.created_at) == ("pending", 0, 0, NOW)
