"""Deliveries for the crowd: those who have one wish for what is said and get it at once; two statements, however many.

The database finds them and writes down what they are owed without handing anybody over. Whoever is owed something else
is handed over by `others`: who has several wishes, or a contact of an agency as well, who reads digests, or has paused.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
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


def owe(connection: Connection, said: Sequence[Notice], contacts: Collection[str], now: datetime) -> Counter[Lane]:
    """Write down what the crowd is owed for some notices that are on record; how many deliveries, by lane.

    `contacts` are the addresses of agencies: who reads there is handed over, for theirs are the same mails.
    """
    public = [notice for notice in said if To.PUBLIC in notice.to]
    if not public:
        return Counter()
    crowd = _crowd(connection, public, contacts, now)
    owed: Counter[Lane] = Counter()
    first = _least(connection, crowd.c.notice_id)
    each = select(
        _id(connection, crowd.c.destination_id, first).label("id"), crowd.c.lane, crowd.c.destination_id,
        crowd.c.language,
    ).group_by(crowd.c.destination_id, crowd.c.alone, crowd.c.lane, crowd.c.language)  # fmt: skip
    one = each.subquery()
    row = {
        "id": one.c.id, "lane": one.c.lane, "destination_id": one.c.destination_id,
        "cadence": literal(str(Cadence.IMMEDIATE)), "language": one.c.language, "state": literal(str(State.PENDING)),
        "attempts": literal(0), "not_before": literal(now, deliveries.c.not_before.type),
        "created_at": literal(now, deliveries.c.created_at.type),
    }  # fmt: skip
    connection.execute(_into(deliveries, row, one))
    together = _least(connection, crowd.c.notice_id).over(partition_by=(crowd.c.destination_id, crowd.c.alone))
    holds = {
        "delivery_id": _id(connection, crowd.c.destination_id, together),
        "notice_id": crowd.c.notice_id,
        "whys": _whys(connection, crowd),
    }
    connection.execute(_into(delivery_notices, holds, crowd))
    made = select(crowd.c.lane, func.count(func.distinct(crowd.c.destination_id + crowd.c.alone)))
    for lane, count in connection.execute(made.group_by(crowd.c.lane)):
        owed[Lane(lane)] = count
    return owed


def others(
    connection: Connection, said: Sequence[Notice], contacts: Collection[str], now: datetime
) -> Iterator[tuple[str, Subscription]]:
    """Who else has subscribed to some notices: the id of each notice with each wish for it, in a steady order."""
    public = [notice for notice in said if To.PUBLIC in notice.to]
    if not public:
        return
    matched = _matched(connection, public)
    query = select(matched).where(not_(_in_crowd(connection, matched, contacts, now)))
    order = matched.c.notice_id, matched.c.created_at, matched.c.id
    for row in connection.execute(query.order_by(*order)):
        yield row.notice_id, subscription_of_row(row)


def _crowd(connection: Connection, said: Sequence[Notice], contacts: Collection[str], now: datetime) -> CTE:
    """Each notice with each of the crowd; `alone` tells messages apart that are not one: webhooks get each alone."""
    matched = _matched(connection, said)
    webhook = matched.c.lane == str(Lane.WEBHOOK)
    alone = case((webhook, matched.c.notice_id), else_="").label("alone")
    return select(matched, alone).where(_in_crowd(connection, matched, contacts, now)).cte("crowd")


def _matched(connection: Connection, said: Sequence[Notice]) -> CTE:
    """Each notice with each confirmed wish for it, of destinations to which things are sent."""
    rows = [{"notice": notice.id, "key": key} for notice in said for key in keys_of(notice)]
    keys = given(connection, rows, "notice", "key")
    again = given(connection, rows, "notice", "key")
    wish, of, where = subscriptions.c, notices.c, destinations.c
    themed = select(literal(1)).where(again.c.notice == of.id, again.c.key == "theme:" + wish.theme).exists()
    query = (
        select(
            of.id.label("notice_id"), subscriptions, where.lane, where.address, where.paused_until,
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
    return query.cte("matched")


def _in_crowd(connection: Connection, matched: CTE, contacts: Collection[str], now: datetime) -> ColumnElement[bool]:
    several = (
        select(matched.c.destination_id)
        .group_by(matched.c.destination_id)
        .having(func.min(matched.c.id) != func.max(matched.c.id))
    )
    here = matched.c
    return and_(
        or_(here.lane == str(Lane.WEBHOOK), here.cadence == str(Cadence.IMMEDIATE)),
        or_(here.paused_until.is_(None), here.paused_until <= literal(now, destinations.c.paused_until.type)),
        not_(among(connection, here.address, contacts)),
        here.destination_id.not_in(several),
    )


def _into(table: Table, row: Mapping[str, ColumnElement[Any]], source: Any) -> Any:
    query: Select[Any] = select(*row.values()).select_from(source)
    return insert(table).from_select(list(row), query)


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


def _whys(connection: Connection, crowd: CTE) -> ColumnElement[Any]:
    """`notifier.ledger.rows.why_as_json` of a subscriber, in a list, in the database's words."""
    postgresql = connection.dialect.name == "postgresql"
    make = func.json_build_object if postgresql else func.json_object
    array = func.json_build_array if postgresql else func.json_array
    interest = make(*(part for name in INTEREST for part in (literal(name, Text), crowd.c[name])))
    parts = (literal("role", Text), literal(str(Role.SUBSCRIBER), Text), literal("agency", Text), None)
    return array(make(*parts, literal("interest", Text), interest))
