"""A ledger in which something is owed: notices and deliveries, written the way the pipeline writes them."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from notifier.agenda.notice import Notice
from notifier.audience.digest import DigestHour, bundle
from notifier.audience.match import Reader, Role, Why
from notifier.audience.subscription import Cadence, Destination, Interest, Lane
from notifier.ledger import leases, notices
from notifier.ledger.connect import Book, Ledger
from notifier.ledger.leases import Owed, Shelf
from notifier.ledger.schema import deliveries as table
from notifier.ledger.schema import plans
from notifier.ledger.states import State
from tests.ledgers import utc
from tests.transports.cast import PLAN, notice

NOW = utc("2020-08-24 03:05")
HOUR = DigestHour("Asia/Bishkek", utc("2020-01-01 10:00").time())
SOON = timedelta(seconds=45)
HOOK = Destination(Lane.WEBHOOK, "https://hooks.example.org/kg", "whsec_" + "A" * 43 + "=")


def with_plan(book: Book) -> None:
    """The plan that the cast's notices speak of, for foreign keys' sake."""
    row = {
        "id": PLAN.id, "title": PLAN.name, "country": "KG", "starts_on": NOW.date(), "ends_on": NOW.date(),
        "timezone": "Asia/Bishkek", "language": "en", "notify_at": NOW.time(), "rules": {}, "file": "plans/kg.yaml",
        "revision": "r1", "first_seen_on": NOW.date(), "armed_under": "",
    }  # fmt: skip
    if book.scalar(select(plans.c.id)) is None:
        book.execute(plans.insert(), [row])


def owe(
    ledger: Ledger,
    *said: Notice,
    to: Destination = HOOK,
    cadence: Cadence = Cadence.IMMEDIATE,
    now: datetime = NOW,
) -> list[str]:
    """Owe notices to a destination; the ids of all deliveries there are, in order of their making."""
    reader = Reader(to, Why(Role.SUBSCRIBER, interest=Interest()), "en", cadence)
    with ledger.writing() as book:
        with_plan(book)
        new = notices.write(book, said or [notice()], [])
        notices.owe(book, bundle([(one, reader, HOUR) for one in new], now), now)
        return list(book.scalars(select(table.c.id).order_by(table.c.created_at, table.c.id)))


def put(ledger: Ledger, delivery: str, state: State, **columns: object) -> None:
    """Put a delivery into a state, whatever state it is in: for tests of where it may go from there."""
    leased = {"lease": "L", "leased_until": NOW + SOON} if state is State.SENDING else {}
    with ledger.writing() as book:
        book.execute(update(table).where(table.c.id == delivery).values(state=str(state), **leased, **columns))


def state_of(ledger: Ledger, delivery: str) -> State:
    with ledger.reading() as book:
        return State(book.scalar(select(table.c.state).where(table.c.id == delivery)) or "")


def place_of(book: Book, delivery: str) -> str:
    """The destination of a delivery, by id."""
    found: str = book.scalars(select(table.c.destination_id).where(table.c.id == delivery)).one()
    return found


def claim(
    ledger: Ledger,
    lease: str = "L",
    lane: Lane = Lane.WEBHOOK,
    now: datetime = NOW,
    limit: int = 100,
    *,
    suspect: bool = False,
) -> list[Owed]:
    with ledger.writing() as book:
        return leases.claim(book, Shelf(), lane, lease, now, now + SOON, limit, suspect=suspect)
