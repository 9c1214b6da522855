"""How things stand at the moment of sending: what notices speak of, and what an agency has promised."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, or_, select

from notifier.actionplan.model import Status
from notifier.agenda.answer import Says
from notifier.agenda.notice import Named, Notice, Promise
from notifier.audience.mute import Standing, reason_not_to_send
from notifier.clock import local_day
from notifier.ledger import answers
from notifier.ledger.bulk import among
from notifier.ledger.rows import deadline_of_row, notice_of_row
from notifier.ledger.schema import commitments, deliveries, delivery_notices, milestones, notices, plans
from notifier.ledger.states import State, standing

_Name = tuple[str, str]  # a plan, and an identity in it


def standings(connection: Connection, said: Collection[Notice], now: datetime) -> dict[str, Standing]:
    """How what each notice speaks of stands now, by notice id."""
    today = _today(connection, {notice.plan.id for notice in said}, now)
    pressing = [notice for notice in said if notice.kind.presses]
    steps = _of_milestones(connection, today, [one for one in pressing if one.milestone])
    wholes = _of_commitments(connection, today, [one for one in pressing if one.commitment and not one.milestone])
    found = {}
    for notice in said:
        day = today[notice.plan.id]
        if notice.kind.presses and notice.commitment:
            known = steps if notice.milestone else wholes
            found[notice.id] = known.get((notice.plan.id, notice.identity), Standing(day, present=False))
        else:
            found[notice.id] = Standing(day)
    return found


def _of_milestones(
    connection: Connection, today: Mapping[str, date], said: Collection[Notice]
) -> dict[_Name, Standing]:
    if not said:
        return {}
    columns = milestones.c
    named = func.coalesce(columns.identity, columns.subject)
    meant = {notice.identity for notice in said}
    # What has kept its first name is found by it; what has been renumbered, by its identity.
    kept = and_(columns.identity.is_(None), among(connection, columns.subject, meant))
    query = select(columns.plan_id, named, columns.status, columns.due_on, columns.expectations).where(
        among(connection, columns.plan_id, today), or_(kept, among(connection, columns.identity, meant))
    )
    beside = {plan_id: _Beside(connection, plan_id, meant) for plan_id in {one.plan.id for one in said}}
    found = {}
    for plan_id, name, status, due_on, parts in connection.execute(query):
        if plan_id in beside:
            days = tuple(date.fromisoformat(on) for *_, on in parts or ())
            until, rests = beside[plan_id].of(name, today[plan_id])
            # What its plan has caught up with is not asked for any more.
            asked = [until] if until and due_on and until > due_on else []
            done = status == Status.COMPLETED
            found[plan_id, name] = Standing(today[plan_id], True, done, due_on, (*days, *asked), rests)
    return found


class _Beside:
    """What agencies and operators have said of some milestones of a plan."""

    def __init__(self, connection: Connection, plan_id: str, identities: Collection[str]):
        self._answers = answers.answers_to(connection, plan_id, identities)
        self._snoozes = answers.snoozes_of(connection, plan_id, identities)

    def of(self, identity: str, today: date) -> tuple[date | None, tuple[str, date] | None]:
        """Until when its agency has asked for time; and why nobody is to be pressed for it just now, since when."""
        last = self._answers[identity][-1] if identity in self._answers else None
        asked = last.until if last else None
        if last and last.says is Says.DELIVERED:
            return asked, ("its agency has answered meanwhile that it is delivered", last.said_on)
        snooze = next((one for one in self._snoozes.get(identity, ()) if one.covers(today)), None)
        return asked, (f"it has been snoozed meanwhile, until {snooze.until}", today) if snooze else None


def _of_commitments(
    connection: Connection, today: Mapping[str, date], said: Collection[Notice]
) -> dict[_Name, Standing]:
    """How commitments stand: completed with the last of their milestones, due with the last of them."""
    if not said:
        return {}
    columns = milestones.c
    its = (commitments.c.plan_id == columns.plan_id) & (commitments.c.id == columns.commitment_id)
    named = func.coalesce(commitments.c.identity, commitments.c.id)
    still_open = func.count().filter(columns.status != Status.COMPLETED)
    undated = func.count().filter(columns.due_on.is_(None))
    query = (
        select(columns.plan_id, named, still_open, undated, func.max(columns.due_on))
        .join(commitments, its)
        .where(
            among(connection, columns.plan_id, {one.plan.id for one in said}),
            among(connection, named, {one.identity for one in said}),
        )
        .group_by(columns.plan_id, named)
    )
    rests = _rests_of(connection, today, said)
    return {
        (plan_id, name): Standing(
            today[plan_id], True, not left, None if without else due_on, rests=rests.get((plan_id, name))
        )
        for plan_id, name, left, without, due_on in connection.execute(query)
    }


def _rests_of(
    connection: Connection, today: Mapping[str, date], said: Collection[Notice]
) -> dict[_Name, tuple[str, date]]:
    """Why nobody is to be pressed for some commitments: that holds for each of their open milestones."""
    columns = milestones.c
    its = (commitments.c.plan_id == columns.plan_id) & (commitments.c.id == columns.commitment_id)
    named = func.coalesce(commitments.c.identity, commitments.c.id)
    query = (
        select(columns.plan_id, named, func.coalesce(columns.identity, columns.subject))
        .join(commitments, its)
        .where(
            among(connection, columns.plan_id, {one.plan.id for one in said}),
            among(connection, named, {one.identity for one in said}),
            columns.status != Status.COMPLETED,
        )
        .order_by(columns.position)
    )
    still_open: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for plan_id, name, milestone in connection.execute(query):
        still_open[plan_id].append((name, milestone))
    found: dict[_Name, list[tuple[str, date] | None]] = defaultdict(list)
    for plan_id, below in still_open.items():
        beside = _Beside(connection, plan_id, {milestone for _, milestone in below})
        for name, milestone in below:
            found[plan_id, name].append(beside.of(milestone, today[plan_id])[1])
    rest = {name: [one for one in rests if one] for name, rests in found.items()}
    return {name: max(rests, key=lambda one: one[1]) for name, rests in rest.items() if len(rests) == len(found[name])}


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
