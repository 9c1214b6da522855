"""What is asked of one notice: which it is, whom it went to, what else its rule has said of the same thing."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from notifier.agenda.case import AnyCase, CommitmentCase
from notifier.agenda.notice import Notice
from notifier.audience.match import Why
from notifier.audience.subscription import Lane
from notifier.ledger import cases
from notifier.ledger.bulk import among
from notifier.ledger.plans import StoredPlan
from notifier.ledger.rows import notice_of_row, why_of_json
from notifier.ledger.schema import commitments, deliveries, delivery_notices, destinations, milestones, notices
from notifier.ledger.states import State


@dataclass(frozen=True, slots=True)
class Kept:
    """A notice on the record; one that `lapsed` before it could be said went to nobody."""

    notice: Notice
    lapsed: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """A delivery that holds a notice: where it goes, as whom its reader gets it, what has become of it."""

    id: str
    lane: Lane
    address: str
    whys: tuple[Why, ...]
    state: State
    attempts: int
    not_before: datetime
    ended_at: datetime | None
    reason: str | None


def beginning_with(connection: Connection, prefix: str, limit: int) -> list[Kept]:
    """The notices whose ids begin with a text, by id, so many at most."""
    query = select(notices).where(notices.c.id.startswith(prefix, autoescape=True)).order_by(notices.c.id).limit(limit)
    return [Kept(notice_of_row(row), row["lapsed"]) for row in connection.execute(query).mappings()]


def carried(connection: Connection, notice: str) -> list[Carried]:
    """The deliveries that hold a notice, in the order in which they were made."""
    query = (
        select(deliveries, destinations.c.address, delivery_notices.c.whys)
        .join(delivery_notices, delivery_notices.c.delivery_id == deliveries.c.id)
        .join(destinations, destinations.c.id == deliveries.c.destination_id)
        .where(delivery_notices.c.notice_id == notice)
        .order_by(deliveries.c.created_at, deliveries.c.id)
    )
    return [
        Carried(
            row["id"], Lane(row["lane"]), row["address"], tuple(why_of_json(why) for why in row["whys"]),
            State(row["state"]), row["attempts"], row["not_before"], row["ended_at"], row["reason"],
        )
        for row in connection.execute(query).mappings()
    ]  # fmt: skip


def said_by(connection: Connection, like: Notice) -> dict[tuple[str, date], Kept]:
    """All that the rule of a notice has said of the same thing, by kind and day."""
    its = (
        notices.c.plan_id == like.plan.id,
        notices.c.subject == like.identity,
        notices.c.rule == like.reason.rule,
    )
    found = [
        Kept(notice_of_row(row), row["lapsed"]) for row in connection.execute(select(notices).where(*its)).mappings()
    ]
    # A commitment that is its own single milestone has the name of that: what is said of either is of one kind.
    return {(str(one.notice.kind), one.notice.on): one for one in found}


def withdrawn(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Of some notices, those of which every delivery was withdrawn, and why."""
    query = (
        select(delivery_notices.c.notice_id, deliveries.c.state, deliveries.c.reason)
        .join(deliveries, deliveries.c.id == delivery_notices.c.delivery_id)
        .where(among(connection, delivery_notices.c.notice_id, ids))
    )
    became: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for notice, state, reason in connection.execute(query):
        became[notice].append((state, reason))
    return {
        notice: "; ".join(dict.fromkeys(reason for _, reason in ends if reason))
        for notice, ends in became.items()
        if {state for state, _ in ends} == {str(State.WITHDRAWN)}
    }


def owed(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of some notices that any reader is or was owed."""
    query = select(delivery_notices.c.notice_id).where(among(connection, delivery_notices.c.notice_id, ids)).distinct()
    return set(connection.scalars(query))


def case_of(connection: Connection, plan: StoredPlan, notice: Notice) -> tuple[AnyCase, CommitmentCase | None] | None:
    """The case that a notice is about as it now stands, whatever it is called now, with that of its commitment."""
    return next(iter(cases.load(connection, plan, {_key_of(connection, notice)})), None)


def _key_of(connection: Connection, notice: Notice) -> cases.Key:
    if notice.milestone:
        columns = milestones.c
        named = func.coalesce(columns.identity, columns.subject) == notice.identity
        now = connection.scalar(select(columns.subject).where(columns.plan_id == notice.plan.id, named))
        return ("milestone", now) if now else ("gone", notice.identity)
    if notice.commitment:
        named = func.coalesce(commitments.c.identity, commitments.c.id) == notice.identity
        now = connection.scalar(select(commitments.c.id).where(commitments.c.plan_id == notice.plan.id, named))
        return "commitment", now or notice.identity
    return "plan", notice.plan.id
