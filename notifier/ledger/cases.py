"""Cases put together from their rows: only those that are due, or only those that a revision touched."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import Connection, select

from notifier.actionplan.model import Milestone
from notifier.actionplan.revision import Sighting
from notifier.agenda.agenda import level as level_of
from notifier.agenda.agenda import subject_of
from notifier.agenda.moment import Case, CommitmentCase, PlanCase
from notifier.agenda.rulebook import AnyCase
from notifier.ledger.bulk import among
from notifier.ledger.connect import CHUNK
from notifier.ledger.plans import StoredPlan
from notifier.ledger.rows import commitment_of, milestone_of, sighting_of_row
from notifier.ledger.schema import cases, commitments, milestones, sightings

Key = tuple[str, str]  # level and subject


def due(connection: Connection, latest: date) -> dict[str, list[tuple[date, Key]]]:
    """The cases that wake on `latest` or before, by plan: the day, and which case it is."""
    query = (
        select(cases.c.plan_id, cases.c.next_on, cases.c.level, cases.c.subject)
        .where(cases.c.next_on <= latest)
        .order_by(cases.c.plan_id, cases.c.level, cases.c.subject)
    )
    found: dict[str, list[tuple[date, Key]]] = defaultdict(list)
    for plan_id, day, level, name in connection.execute(query):
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


def load(connection: Connection, plan: StoredPlan, keys: Collection[Key]) -> Iterator[AnyCase]:
    """The cases of a plan that `keys` name, as their rows stand now; one that is gone is passed over."""
    wanted = set(keys)
    if ("plan", plan.head.id) in wanted:
        yield PlanCase(plan.head, plan.first_seen_on)
    names = [name for level, name in wanted if level == "milestone"]
    ids = {name for level, name in wanted if level == "commitment"} | {name.split("/")[0] for name in names}
    for chunk in _chunks(sorted(ids)):
        for case in _of_commitments(connection, plan, chunk):
            if (level_of(case), subject_of(case)) in wanted:
                yield case


def every(connection: Connection, plan: StoredPlan) -> Iterator[AnyCase]:
    """All cases of a plan."""
    yield PlanCase(plan.head, plan.first_seen_on)
    query = select(commitments.c.id).where(commitments.c.plan_id == plan.head.id).order_by(commitments.c.position)
    for chunk in _chunks(list(connection.scalars(query))):
        yield from _of_commitments(connection, plan, chunk)


def _of_commitments(connection: Connection, plan: StoredPlan, ids: list[str]) -> Iterator[AnyCase]:
    """Some commitments and their milestones, in three reads."""
    below: dict[str, list[tuple[Milestone, tuple[Sighting, ...], str | None]]] = defaultdict(list)
    query = (
        select(milestones)
        .where(milestones.c.plan_id == plan.head.id, milestones.c.commitment_id.in_(ids))
        .order_by(milestones.c.position)
    )
    rows = connection.execute(query).mappings().all()
    histories = _histories(connection, plan.head.id, [row["identity"] or row["subject"] for row in rows])
    for row in rows:
        identity = row["identity"] or row["subject"]
        history = tuple(histories[identity])
        below[row["commitment_id"]].append((milestone_of(row, history[-1].line), history, row["identity"]))
    query = (
        select(commitments)
        .where(commitments.c.plan_id == plan.head.id, commitments.c.id.in_(ids))
        .order_by(commitments.c.position)
    )
    for row in connection.execute(query).mappings():
        commitment = commitment_of(row, tuple(milestone for milestone, _, _ in below[row["id"]]))
        of_it = tuple(Case(plan.head, commitment, *one) for one in below[row["id"]])
        yield CommitmentCase(plan.head, commitment, of_it)
        yield from of_it


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
