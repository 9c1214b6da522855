"""Deliveries for the crowd: those who have one wish for what is said and get it at once; two statements, however many.

The database gathers who wants what, once, and writes down what the crowd is owed without handing anybody over. Whoever
is owed something else is handed over: who has several wishes, or is a contact of an agency as well, who reads digests,
or has paused.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy import String as Text
from sqlalchemy.dialects.postgresql import BYTEA

from notifier.agenda.moment import To
from notifier.agenda.notice import Notice
from notifier.audience.match import Role
from notifier.audience.subscription import Cadence, Lane, Subscription, keys_of
from notifier.ledger.bulk import among, given
from notifier.ledger.rows import INTEREST
from notifier.ledger.schema import deliveries, delivery_notices, destinations, notices, subscriptions
from notifier.ledger.states import State
from notifier.ledger.subscriptions import subscription_of_row

# For the length of a tick: each notice with each confirmed wish for it, and the delivery that it is in.
_wanted = Table(
    "wanted",
    MetaData(),
    Column("notice_id", Text(32)),
    Column("crowd", Boolean),
    Column("delivery_id", Text(32)),
    *(Column(one.name, one.type) for one in subscriptions.columns),
    *(Column(name, destinations.c[name].type) for name in ("lane", "address", "paused_until")),
    prefixes=["TEMPORARY"],
)


class Wanted:
    """Who wants what of some notices, as long as `wanted` lasts."""

    def __init__(self, connection: Connection, now: datetime):
        self._connection = connection
        self._now = now

    def owe_the_crowd(self) -> Counter[Lane]:
        """Write down what the crowd is owed; how many deliveries that is, by lane."""
        of = _wanted.c
        each = select(of.delivery_id, of.lane, of.destination_id, of.language).where(of.crowd).distinct().subquery()
        now = literal(self._now, deliveries.c.created_at.type)
        row: dict[str, ColumnElement[Any]] = {
            "id": each.c.delivery_id, "lane": each.c.lane, "destination_id": each.c.destination_id,
            "cadence": literal(str(Cadence.IMMEDIATE)), "language": each.c.language,
            "state": literal(str(State.PENDING)), "attempts": literal(0), "not_before": now, "created_at": now,
        }  # fmt: skip
        self._connection.execute(insert(deliveries).from_select(list(row), select(*row.values()).select_from(each)))
        held = select(of.delivery_id, of.notice_id, _whys(self._connection)).where(of.crowd)
        self._connection.execute(insert(delivery_notices).from_select(["delivery_id", "notice_id", "whys"], held))
        counted = select(each.c.lane, func.count()).group_by(each.c.lane)
        return Counter({Lane(lane): count for lane, count in self._connection.execute(counted)})

    def others(self) -> Iterator[tuple[str, Subscription]]:
        """Everybody else: the id of each notice with each wish for it, in a steady order."""
        of = _wanted.c
        query = select(_wanted).where(not_(of.crowd)).order_by(of.notice_id, of.created_at, of.id)
        for row in self._connection.execute(query):
            yield row.notice_id, subscription_of_row(row)


@contextmanager
def wanted(
    connection: Connection, said: Sequence[Notice], contacts: Collection[str], now: datetime
) -> Iterator[Wanted]:
    """Who wants what of some notices that are on record and go to the public.

    `contacts` are the addresses of agencies: who reads there is not of the crowd, for theirs are the same mails.
    """
    public = [notice for notice in said if To.PUBLIC in notice.to]
    _wanted.create(connection)
    if public:
        query = _gathered(connection, public, contacts, now)
        connection.execute(insert(_wanted).from_select([one.name for one in _wanted.columns], query))
    yield Wanted(connection, now)
    _wanted.drop(connection)


def _gathered(connection: Connection, said: Sequence[Notice], contacts: Collection[str], now: datetime) -> Select[Any]:
    """The rows of `wanted`."""
    rows = [{"notice": notice.id, "key": key} for notice in said for key in keys_of(notice)]
    keys, again = given(connection, rows, "notice", "key"), given(connection, rows, "notice", "key")
    wish, of, where = subscriptions.c, notices.c, destinations.c
    themed = select(literal(1)).where(again.c.notice == of.id, again.c.key == "theme:" + wish.theme).exists()
    # Webhooks get each notice on its own, whoever else reads a mail.
    alone = case((where.lane == str(Lane.WEBHOOK), of.id), else_="")
    first = _least(connection, of.id).over(partition_by=(wish.destination_id, alone))
    return (
        select(
            of.id, _in_crowd(connection, contacts, now), _id(connection, wish.destination_id, first),
            *subscriptions.columns, where.lane, where.address, where.paused_until,
        )
        .select_from(keys)
        .join(notices, of.id == keys.c.notice)
        .join(subscriptions, wish.interest_key == keys.c.key)
        .join(destinations, where.id == wish.destination_id)
        .where(
            wish.confirmed_at.is_not(None), wish.ended_at.is_(None), where.mute.is_(None),
            or_(wish.plan.is_(None), wish.plan == of.plan_id),
            or_(wish.agency.is_(None), wish.agency == of.agency_id),
            or_(wish.kind.is_(None), wish.kind == of.kind),
            # A commitment is the rarest thing to ask for: who names one is filed under it.
            or_(wish.theme.is_(None), themed),
        )
    )  # fmt: skip


def _in_crowd(connection: Connection, contacts: Collection[str], now: datetime) -> ColumnElement[bool]:
    wish, where = subscriptions.c, destinations.c
    return and_(
        or_(where.lane == str(Lane.WEBHOOK), wish.cadence == str(Cadence.IMMEDIATE)),
        or_(where.paused_until.is_(None), where.paused_until <= literal(now, where.paused_until.type)),
        not_(among(connection, where.address, contacts)),
        # One wish: the least of them is the greatest.
        func.min(wish.id).over(partition_by=wish.destination_id)
        == func.max(wish.id).over(partition_by=wish.destination_id),
    )


def _least(connection: Connection, column: ColumnElement[Any]) -> Any:
    """The least of some ids, as Python compares them."""
    plain = column.collate("C") if connection.dialect.name == "postgresql" else column
    return func.min(plain)


def _id(connection: Connection, destination: ColumnElement[Any], first: ColumnElement[Any]) -> ColumnElement[Any]:
    """`notifier.ledger.ids.delivery_id`, in the database's words."""
    if connection.dialect.name != "postgresql":
        return func.delivery_id(destination, first)
    between = func.convert_to(destination, "UTF8").op("||")(literal(b"\0", BYTEA))
    spelt = between.op("||")(func.convert_to(first, "UTF8"))
    return literal("dlv_", Text) + func.substr(func.encode(func.sha256(spelt), "hex"), 1, 24)


def _whys(connection: Connection) -> ColumnElement[Any]:
    """`notifier.ledger.rows.why_as_json` of a subscriber, in a list, in the database's words."""
    postgresql = connection.dialect.name == "postgresql"
    make = func.json_build_object if postgresql else func.json_object
    array = func.json_build_array if postgresql else func.json_array
    interest = make(*(part for name in INTEREST for part in (literal(name, Text), _wanted.c[name])))
    parts = (literal("role", Text), literal(str(Role.SUBSCRIBER), Text), literal("agency", Text), None)
    return array(make(*parts, literal("interest", Text), interest))
