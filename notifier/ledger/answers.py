"""What is said of a milestone beside its plan: the answers of agencies, and the snoozes of operators."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, insert, select

from notifier.agenda.answer import Answer, Says, Snooze
from notifier.ledger.bulk import among
from notifier.ledger.schema import answers, milestones, snoozes


def write_answer(connection: Connection, plan_id: str, identity: str, answer: Answer, now: datetime) -> None:
    """Keep what an agency says of a milestone, given by its identity."""
    row = {
        "plan_id": plan_id, "subject": identity, "said_on": answer.said_on, "said_at": now, "says": str(answer.says),
        "agency_id": answer.agency, "until_on": answer.until, "evidence": answer.evidence, "reason": answer.reason,
    }  # fmt: skip
    connection.execute(insert(answers), [row])


def write_snooze(connection: Connection, plan_id: str, identity: str, snooze: Snooze, now: datetime) -> None:
    """Keep that nobody is to be pressed for a milestone for a while."""
    row = {
        "plan_id": plan_id, "subject": identity, "since_on": snooze.since, "until_on": snooze.until,
        "reason": snooze.reason, "made_at": now,
    }  # fmt: skip
    connection.execute(insert(snoozes), [row])


def answers_to(connection: Connection, plan_id: str, identities: Collection[str]) -> dict[str, list[Answer]]:
    """What agencies have said of some milestones, by identity, in the order in which they said it."""
    its = answers.c.plan_id == plan_id, among(connection, answers.c.subject, identities)
    found: dict[str, list[Answer]] = defaultdict(list)
    for row in connection.execute(select(answers).where(*its).order_by(answers.c.id)):
        found[row.subject].append(
            Answer(row.said_on, Says(row.says), row.agency_id, row.until_on, row.evidence, row.reason)
        )
    return found


def snoozes_of(connection: Connection, plan_id: str, identities: Collection[str]) -> dict[str, list[Snooze]]:
    """When nobody is to be pressed for some milestones, by identity; the newest is heard first."""
    its = snoozes.c.plan_id == plan_id, among(connection, snoozes.c.subject, identities)
    found: dict[str, list[Snooze]] = defaultdict(list)
    for row in connection.execute(select(snoozes).where(*its).order_by(snoozes.c.id.desc())):
        found[row.subject].append(Snooze(row.since_on, row.until_on, row.reason))
    return found


def identity_of(connection: Connection, plan_id: str, subject: str) -> str | None:
    """The identity of a milestone in service, by what it is called; None where a plan holds none of that name."""
    its = milestones.c.plan_id == plan_id, milestones.c.subject == subject
    row = connection.execute(select(milestones.c.identity).where(*its)).first()
    return (row.identity or subject) if row else None
