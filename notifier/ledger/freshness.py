"""Whether anything that the pages show has changed: one small read, which costs the same however much there is."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Connection, func, select

from notifier.ledger.schema import answers, chain_heads, notices, plan_files, plans, snoozes


@dataclass(frozen=True, slots=True)
class Freshness:
    """What the pages were made of: equal as long as no plan was read, nothing said, answered or snoozed."""

    revisions: str | None
    read_at: datetime | None
    files: int
    said: int | None
    answered: int
    snoozed: int


def freshness(connection: Connection) -> Freshness:
    """How fresh the ledger is just now."""
    revisions = select(func.aggregate_strings(plans.c.revision, " ")).scalar_subquery()
    # Of a file that cannot be used, the problems are what is new.
    read_at = select(func.max(plan_files.c.read_at)).where(plan_files.c.plan_id.is_not(None)).scalar_subquery()
    files = select(func.count()).select_from(plan_files).scalar_subquery()
    said = select(func.max(chain_heads.c.number)).scalar_subquery()
    # Counted: of two that are written at once the one with the greater id may be seen first.
    answered = select(func.count(answers.c.id)).scalar_subquery()
    snoozed = select(func.count(snoozes.c.id)).scalar_subquery()
    return Freshness(*connection.execute(select(revisions, read_at, files, said, answered, snoozed)).one())


def days_begin(connection: Connection) -> list[tuple[str, time]]:
    """When the day of some plan begins: each time zone and local time that plans have, once."""
    query = select(plans.c.timezone, plans.c.notify_at).distinct()
    return [(zone, at) for zone, at in connection.execute(query)]


def changed_at(connection: Connection) -> datetime | None:
    """When anything last changed that the pages show: a plan was read, something said, answered or snoozed."""
    read_at = select(func.max(plan_files.c.read_at)).scalar_subquery()
    said_at = select(func.max(notices.c.said_at)).scalar_subquery()
    answered_at = select(func.max(answers.c.said_at)).scalar_subquery()
    snoozed_at = select(func.max(snoozes.c.made_at)).scalar_subquery()
    found = connection.execute(select(read_at, said_at, answered_at, snoozed_at)).one()
    return max((at for at in found if at is not None), default=None)
