"""How things stand at the moment of sending: what notices speak of, and what an agency has promised."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, or_, select

from notifier.actionplan.model import Status
from notifier.agenda.notice import Named, Notice, Promise
from notifier.audience.mute import Standing, reason_not_to_send
from notifier.clock import local_day
from notifier.ledger.bulk import among
from notifier.ledger.rows import deadline_of_row, notice_of_row
from notifier.ledger.schema import commitments, deliveries, delivery_notices, milestones, notices, plans
from notifier.ledger.states import State, standing

# The status of a milestone, the day it falls due, and the days of its parts where there are several.
_Stand = tuple[str, date | None, tuple[date, ...]]


def standings(connection: Connection, said: Collection[Notice], now: datetime) -> dict[str, Standing]:
    """How what each notice speaks of stands now, by notice id."""
    today = _today(connection, {notice.plan.id for notice in said}, now)
    columns = milestones.c
    named = func.coalesce(columns.identity, columns.subject)
    meant = {notice.identity for notice in said if notice.milestone}
    # What has kept its first name is found by it; what has been renumbered, by its identity.
    kept = and_(columns.identity.is_(None), among(connection, columns.subject, meant))
    query = select(columns.plan_id, named, columns.status, columns.due_on, columns.expectations).where(
        among(connection, columns.plan_id, today), or_(kept, among(connection, columns.identity, meant))
    )
    stands: dict[tuple[str, str], _Stand] = {
        (plan_id, name): (status, due_on, tuple(date.fromisoformat(on) for *_, on in parts or ()))
        for plan_id, name, status, due_on, parts in connection.execute(query)
    }
    return {notice.id: _standing(notice, stands, today[notice.plan.id]) for notice in said}


def _standing(notice: Notice, stands: dict[tuple[str, str], _Stand], today: date) -> Standing:
    if notice.milestone is None:
        return Standing(today)
    status, due_on, parts = stands.get((notice.plan.id, notice.identity), (None, None, ()))
    return Standing(today, status is not None, status == Status.COMPLETED, due_on, parts)


def _today(connection: Connection, plan_ids: Collection[str], now: datetime) -> dict[str, date]:
    """The local day of each of some plans."""
    query = select(plans.c.id, plans.c.timezone, plans.c.notify_at).where(among(connection, plans.c.id, plan_ids))
    return {one: local_day(now, timezone, notify_at) for one, timezone, notify_at in connection.execute(query)}


def to_be_withdrawn(connection: Connection, now: datetime) -> set[str]:
    """The deliveries that wait and hold nothing that still holds, by id."""
    query = (
        select(delivery_notices.c.delivery_id, notices)
        .join(notices, notices.c.id == delivery_notices.c.notice_id)
        .join(deliveries, deliveries.c.id == delivery_notices.c.delivery_id)
        .where(standing(State.PENDING))
    )
    held = [(row["delivery_id"], notice_of_row(row)) for row in connection.execute(query).mappings()]
    stands = standings(connection, {notice.id: notice for _, notice in held}.values(), now)
    good = {delivery for delivery, notice in held if reason_not_to_send(notice, stands[notice.id]) is None}
    return {delivery for delivery, _ in held} - good


def promised_by(connection: Connection, plan_id: str, agency_id: str) -> Iterator[Promise]:
    """What an agency has promised in a plan, in the plan's order."""
    its = (commitments.c.plan_id == milestones.c.plan_id) & (commitments.c.id == milestones.c.commitment_id)
    query = (
        select(milestones, commitments.c.title.label("commitment_title"))
        .join(commitments, its)
        .where(milestones.c.plan_id == plan_id, func.coalesce(milestones.c.lead, commitments.c.lead) == agency_id)
        .order_by(commitments.c.position, milestones.c.position)
    )
    for row in connection.execute(query).mappings():
        yield Promise(
            Named(row["commitment_id"], row["commitment_title"]),
            Named(row["id"], row["title"]),
            deadline_of_row(row),
            row["status"] == Status.COMPLETED,
        )
