"""What is said of a milestone beside its plan: the answers of agencies, and the snoozes of operators."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, insert, select, true

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
        found[row.subject].append(answer_of_row(row))
    return found


def answer_of_row(row: Row[Any]) -> Answer:
    """The answer in a row of `answers`."""
    return Answer(row.said_on, Says(row.says), row.agency_id, row.until_on, row.evidence, row.reason)


def snoozes_of(connection: Connection, plan_id: str, identities: Collection[str]) -> dict[str, list[Snooze]]:
    """When nobody is to be pressed for some milestones, by identity; the newest is heard first."""
    its = snoozes.c.plan_id == plan_id, among(connection, snoozes.c.subject, identities)
    found: dict[str, list[Snooze]] = defaultdict(list)
    for row in connection.execute(select(snoozes).where(*its).order_by(snoozes.c.id.desc())):
        found[row.subject].append(Snooze(row.since_on, row.until_on, row.reason))
    return found


def subjects(connection: Connection, plan_id: str) -> list[str]:
    """What the milestones of a plan are called."""
    query = select(milestones.c.subject).where(milestones.c.plan_id == plan_id).order_by(milestones.c.subject)
    return list(connection.scalars(query))


def everything(connection: Connection, plan_id: str | None = None) -> list[tuple[str, str, Answer | Snooze]]:
    """All answers and snoozes, of one plan or of all, the newest first: plan, identity of the milestone, and it."""
    found: list[tuple[datetime, str, str, Answer | Snooze]] = [
        (row.said_at, row.plan_id, row.subject, answer_of_row(row))
        for row in connection.execute(select(answers).where(_of(answers, plan_id)))
    ]
    found += [
        (row.made_at, row.plan_id, row.subject, Snooze(row.since_on, row.until_on, row.reason))
        for row in connection.execute(select(snoozes).where(_of(snoozes, plan_id)))
    ]
    found.sort(key=lambda one: one[:3], reverse=True)
    return [(plan, name, given) for _, plan, name, given in found]


def _of(table: Table, plan_id: str | None) -> ColumnElement[bool]:
    return table.c.plan_id == plan_id if plan_id else true()
