"""When a plan did not hold a milestone: what was promised and is gone is not forgotten."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from notifier.actionplan.model import Commitment, Milestone
from notifier.actionplan.revision import Sighting
from notifier.agenda.answer import Absence
from notifier.agenda.case import Case
from notifier.ledger.bulk import among
from notifier.ledger.plans import StoredPlan
from notifier.ledger.rows import Row
from notifier.ledger.schema import absences


def begin(
    connection: Connection, plan_id: str, gone: Iterable[Row], commitments: Mapping[str, Row], gone_on: date
) -> list[str]:
    """Keep that a plan no longer holds some milestones, given by their rows and those of commitments; whose they are.

    What was away today already has one absence a day, as it has one sighting: the next is kept for tomorrow.
    """
    rows: list[dict[str, Any]] = []
    for row in gone:
        above = commitments[row["commitment_id"]]
        rows.append({
            "plan_id": plan_id, "subject": row["identity"] or row["subject"], "gone_on": gone_on,
            "commitment_id": above["id"], "commitment_identity": above["identity"],
            "commitment_title": above["title"], "id": row["id"], "title": row["title"],
            "lead": row["lead"] or above["lead"], "themes": above["themes"],
        })  # fmt: skip
    known = of(connection, plan_id, [row["subject"] for row in rows]) if rows else {}
    for row in rows:
        if past := known.get(row["subject"]):
            row["gone_on"] = max(gone_on, (past[-1].back_on or past[-1].gone_on) + timedelta(days=1))
    if rows:
        connection.execute(insert(absences), rows)
    return [row["subject"] for row in rows]


def end(connection: Connection, plan_id: str, identities: Collection[str], back_on: date) -> list[str]:
    """Keep that a plan holds some milestones again; the identities of those that it did not."""
    known = of(connection, plan_id, identities) if identities else {}
    back = {identity: past[-1] for identity, past in known.items() if past[-1].back_on is None}
    for identity, absence in back.items():
        its = absences.c.plan_id == plan_id, absences.c.subject == identity, absences.c.gone_on == absence.gone_on
        day = max(back_on, absence.gone_on + timedelta(days=1))
        connection.execute(update(absences).where(*its).values(back_on=day))
    return list(back)


def of(connection: Connection, plan_id: str, identities: Collection[str]) -> dict[str, list[Absence]]:
    """When a plan did not hold some milestones, by identity, oldest first."""
    its = absences.c.plan_id == plan_id, among(connection, absences.c.subject, identities)
    columns = absences.c.subject, absences.c.gone_on, absences.c.back_on
    found: dict[str, list[Absence]] = defaultdict(list)
    for identity, gone_on, back_on in connection.execute(select(*columns).where(*its).order_by(absences.c.gone_on)):
        found[identity].append(Absence(gone_on, back_on))
    return found


def gone(connection: Connection, plan_id: str) -> list[str]:
    """The identities of all milestones that a plan no longer holds."""
    its = absences.c.plan_id == plan_id, absences.c.back_on.is_(None)
    return list(connection.scalars(select(absences.c.subject).where(*its).order_by(absences.c.subject)))


def cases(
    connection: Connection, plan: StoredPlan, identities: Collection[str], histories: Mapping[str, list[Sighting]]
) -> Iterator[Case]:
    """The cases of what a plan no longer holds, as it was called and as it stood when it was last held."""
    past = of(connection, plan.head.id, identities)
    its = (
        absences.c.plan_id == plan.head.id,
        absences.c.back_on.is_(None),
        among(connection, absences.c.subject, identities),
    )
    for row in connection.execute(select(absences).where(*its).order_by(absences.c.subject)):
        history = histories[row.subject]
        last = history[-1]
        milestone = Milestone(
            row.id, row.title, last.deadline, status=last.status, done_on=last.done_on, line=last.line, lead=row.lead
        )
        commitment = Commitment(
            row.commitment_id,
            row.commitment_title,
            row.lead,
            (milestone,),
            themes=tuple(row.themes),
            identity=row.commitment_identity,
        )
        yield Case(
            plan.head,
            commitment,
            milestone,
            tuple(history),
            row.subject,
            plan.first_seen_on,
            absences=tuple(past[row.subject]),
        )
