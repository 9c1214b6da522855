"""What may be asked for, and what was said lately: for those who choose what to subscribe to. Nothing private."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from notifier.agenda.moment import To
from notifier.agenda.notice import Notice
from notifier.audience.digest import DigestHour
from notifier.audience.subscription import Interest
from notifier.ledger.names import with_former_commitments
from notifier.ledger.rows import notice_of_row
from notifier.ledger.schema import agencies, commitments, notices, plans

# Of more notices than that only the newest are counted: it is enough to choose by.
MOST_COUNTED = 5000


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan, with what of it may be asked for: agencies and commitments as id and name, and themes."""

    plan: str
    title: str
    timezone: str
    hour: DigestHour
    agencies: tuple[tuple[str, str], ...]
    commitments: tuple[tuple[str, str], ...]
    themes: frozenset[str]


def choices(connection: Connection) -> list[Choice]:
    """What may be asked for, by plan in the order of their titles."""
    query = select(plans.c.id, plans.c.title, plans.c.timezone, plans.c.notify_at).order_by(plans.c.title, plans.c.id)
    return [_choice(connection, *row) for row in connection.execute(query).all()]


def _choice(connection: Connection, plan: str, title: str, timezone: str, notify_at: object) -> Choice:
    people = select(agencies.c.id, agencies.c.name).where(agencies.c.plan_id == plan)
    promised = select(commitments.c.id, commitments.c.title, commitments.c.themes).where(commitments.c.plan_id == plan)
    rows = connection.execute(promised.order_by(commitments.c.position)).all()
    return Choice(
        plan,
        title,
        timezone,
        DigestHour.of(timezone, notify_at),  # type: ignore[arg-type]
        tuple((row.id, row.name) for row in connection.execute(people.order_by(agencies.c.name, agencies.c.id))),
        tuple((row.id, row.title) for row in rows),
        frozenset(theme for row in rows for theme in row.themes),
    )


def said_since(connection: Connection, interest: Interest, since: datetime) -> Iterator[Notice]:
    """What was said to the public since then that may be of interest, newest first; `interested` decides."""
    query = select(notices).where(notices.c.said_at >= since, notices.c.lapsed.is_(False))
    for column, value in (
        (notices.c.plan_id, interest.plan),
        (notices.c.agency_id, interest.agency),
        (notices.c.kind, interest.kind and str(interest.kind)),
    ):
        query = query if value is None else query.where(column == value)
    query = query.order_by(notices.c.said_at.desc(), notices.c.on.desc(), notices.c.id).limit(MOST_COUNTED)
    found = [notice_of_row(row) for row in connection.execute(query).mappings()]
    yield from with_former_commitments(connection, [one for one in found if To.PUBLIC in one.to])
