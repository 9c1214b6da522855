"""Cases put together from their rows: only those that are due, or only those that a revision touched."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from notifier.actionplan.model import Milestone, Status
from notifier.actionplan.revision import Sighting
from notifier.agenda.agenda import key_of
from notifier.agenda.case import AnyCase, Case, CommitmentCase, PlanCase, with_wholes
from notifier.ledger import absences, answers
from notifier.ledger.bulk import among
from notifier.ledger.connect import CHUNK
from notifier.ledger.plans import StoredPlan
from notifier.ledger.rows import Row, commitment_of, milestone_of, sighting_of_row
from notifier.ledger.schema import cases, commitments, milestones, sightings

Key = tuple[str, str]  # level and subject


def due(connection: Connection, latest: date) -> dict[str, list[tuple[date, Key]]]:
    """The cases that wake on `latest` or before, by plan: the day, and which case it is."""
    # Put in order here: asked to, SQLite walks through all cases in that order rather than look up those that are due.
    columns = cases.c.plan_id, cases.c.level, cases.c.subject, cases.c.next_on
    found: dict[str, list[tuple[date, Key]]] = defaultdict(list)
    for plan_id, level, name, day in sorted(connection.execute(select(*columns).where(cases.c.next_on <= latest))):
        found[plan_id].append((day, (level, name)))
    return found


def upcoming(connection: Connection, plan_id: str, until: date) -> list[Key]:
    """The cases of a plan that have something to say until a day."""
    query = (
        select(cases.c.level, cases.c.subject)
        .where(cases.c.plan_id == plan_id, cases.c.next_on <= until)
        .order_by(cases.c.level, cases.c.subject)
    )
    return [(level, name) for level, name in connection.execute(query)]


# What the public is told now may have been said to an agency so long before, where their plan grants a head start.
EARLIER = timedelta(days=90)


def load(
    connection: Connection, plan: StoredPlan, keys: Collection[Key], since: date = date.min
) -> Iterator[tuple[AnyCase, CommitmentCase | None]]:
    """The cases of a plan that `keys` name, as their rows stand now, each milestone's with that of its commitment.

    One that is gone is passed over. `since` is the first day that they are asked about.
    """
    wanted = set(keys)
    if ("plan", plan.head.id) in wanted:
        yield _whole_plan(connection, plan), None
    yield from ((case, None) for case in _gone(connection, plan, [name for level, name in wanted if level == "gone"]))
    names = [name for level, name in wanted if level == "milestone"]
    ids = {name for level, name in wanted if level == "commitment"} | {name.split("/")[0] for name in names}
    for chunk in _chunks(sorted(ids)):
        for case, whole in with_wholes(_of_commitments(connection, plan, chunk, since)):
            if key_of(case) in wanted:
                yield case, whole


def every(connection: Connection, plan: StoredPlan, since: date = date.min) -> Iterator[AnyCase]:
    """All cases of a plan, those of what it has lost among them, to be asked about days from `since` on."""
    yield _whole_plan(connection, plan)
    yield from in_service(connection, plan, since)
    for chunk in _chunks(absences.gone(connection, plan.head.id)):
        yield from _gone(connection, plan, chunk)


def in_service(connection: Connection, plan: StoredPlan, since: date = date.min) -> Iterator[CommitmentCase | Case]:
    """The cases of what a plan holds: each commitment, and after it each of its milestones."""
    query = select(commitments.c.id).where(commitments.c.plan_id == plan.head.id).order_by(commitments.c.position)
    for chunk in _chunks(list(connection.scalars(query))):
        yield from _of_commitments(connection, plan, chunk, since)


def _whole_plan(connection: Connection, plan: StoredPlan) -> PlanCase:
    done = func.count().filter(milestones.c.status == Status.COMPLETED)
    query = select(func.count(), done).where(milestones.c.plan_id == plan.head.id)
    return PlanCase(plan.head, plan.first_seen_on, *connection.execute(query).one())


def _gone(connection: Connection, plan: StoredPlan, identities: list[str]) -> Iterator[Case]:
    if identities:
        histories = _histories(connection, plan.head.id, identities)
        yield from absences.cases(connection, plan, identities, histories)


def _of_commitments(
    connection: Connection, plan: StoredPlan, ids: list[str], since: date
) -> Iterator[CommitmentCase | Case]:
    """Some commitments and their milestones, in a handful of reads."""
    if plan.head.head_start:
        since = max(since, date.min + EARLIER) - EARLIER
    query = (
        select(milestones)
        .where(milestones.c.plan_id == plan.head.id, milestones.c.commitment_id.in_(ids))
        .order_by(milestones.c.position)
    )
    rows = connection.execute(query).mappings().all()
    identities = [row["identity"] or row["subject"] for row in rows]
    past = _Past(connection, plan.head.id, identities)
    below: dict[str, list[tuple[Row, Milestone, str]]] = defaultdict(list)
    for row, identity in zip(rows, identities, strict=True):
        milestone = milestone_of(row, past.histories[identity][-1].line)
        below[row["commitment_id"]].append((row, milestone, identity))
    query = (
        select(commitments)
        .where(commitments.c.plan_id == plan.head.id, commitments.c.id.in_(ids))
        .order_by(commitments.c.position)
    )
    for row in connection.execute(query).mappings():
        commitment = commitment_of(row, tuple(milestone for _, milestone, _ in below[row["id"]]))
        of_it = tuple(
            Case(
                plan.head,
                commitment,
                milestone,
                tuple(past.histories[identity]),
                its["identity"],
                plan.first_seen_on,
                tuple(past.answers.get(identity, ())),
                tuple(past.snoozes.get(identity, ())),
                tuple(past.absences.get(identity, ())),
                since,
            )
            for its, milestone, identity in below[row["id"]]
        )
        yield CommitmentCase(plan.head, commitment, of_it)
        yield from of_it


class _Past:
    """What is known of some milestones beside their rows, by identity."""

    def __init__(self, connection: Connection, plan_id: str, identities: list[str]):
        self.histories = _histories(connection, plan_id, identities)
        self.answers = answers.answers_to(connection, plan_id, identities)
        self.snoozes = answers.snoozes_of(connection, plan_id, identities)
        self.absences = absences.of(connection, plan_id, identities)


def _histories(connection: Connection, plan_id: str, identities: list[str]) -> dict[str, list[Sighting]]:
    """The sightings of some milestones, by identity, oldest first."""
    here = sightings.c.plan_id == plan_id, among(connection, sightings.c.subject, identities)
    query = select(sightings).where(*here).order_by(sightings.c.subject, sightings.c.seen_on)
    found: dict[str, list[Sighting]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["subject"]].append(sighting_of_row(row))
    return found


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
