"""One reading of a plan is written down: as rows for what has changed, and nothing else."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from notifier.actionplan.model import ActionPlan, Agency, Commitment, Milestone, subject
from notifier.actionplan.renumbering import Recognition
from notifier.actionplan.revision import Sighting, says_the_same, sighting_of
from notifier.ledger import absences, names
from notifier.ledger.bulk import among
from notifier.ledger.connect import upsert
from notifier.ledger.plans import find
from notifier.ledger.rows import Row, days_off_as_json, deadline_columns, sighting_of_row
from notifier.ledger.schema import agencies, cases, commitments, milestones, plans, revisions, sightings


@dataclass(frozen=True, slots=True)
class Written:
    """What a reading touched: milestones and commitments by what they are called now, what is gone by its identity."""

    milestones: Collection[str]
    commitments: Collection[str]
    gone: Collection[str]


def write_plan(
    connection: Connection, recognition: Recognition, revision: str, file: str, seen_on: date, now: datetime
) -> Written:
    """Write down one reading of a plan: which of its parts it says something new of.

    `seen_on` is the plan's local day. What the plan no longer holds leaves its rows for an absence; its sightings stay.
    """
    plan = recognition.plan
    known = find(connection, plan.id)
    head = plan.head
    row = {
        "id": head.id, "title": head.title, "country": head.country, "starts_on": head.starts, "ends_on": head.ends,
        "timezone": head.timezone, "language": head.language, "notify_at": head.notify_at, "source": head.source,
        "rules": dict(head.rules), "titles": dict(head.titles) or None,
        "days_off": days_off_as_json(head.days_off) or None, "head_start": head.head_start, "lead": head.lead,
        "file": file, "revision": revision,
        "first_seen_on": known.first_seen_on if known else seen_on,
        "armed_under": known.armed_under if known else "",
    }  # fmt: skip
    upsert(connection, plans, [row])
    put_back = was_read_before(connection, plan.id, revision)
    if known is None or (known.revision, known.file) != (revision, file):
        reading = {"plan_id": plan.id, "content": revision, "file": file, "read_at": now}
        connection.execute(insert(revisions), [reading])
    identities = names.settle(connection, recognition, revision, put_back) if known else names.Identities()
    _replace(connection, agencies, plan.id, "id", (_agency_row(plan.id, agency) for agency in plan.agencies))
    above = _replace(connection, commitments, plan.id, "id", _commitment_rows(plan, identities))
    steps = _replace(connection, milestones, plan.id, "subject", _milestone_rows(plan, identities))
    _write_sightings(connection, plan, steps.changed, identities, revision, seen_on, put_back)
    held = {identities.milestones.get(name, name) for name in map(_named, plan.milestones())}
    lost = [row for row in steps.before.values() if (row["identity"] or row["subject"]) not in held]
    gone = absences.begin(connection, plan.id, lost, above.before, seen_on)
    back = absences.end(connection, plan.id, held - steps.identities_before(), seen_on) if known else []
    _forget_cases(connection, plan.id, "milestone", steps.names_gone)
    _forget_cases(connection, plan.id, "commitment", above.names_gone)
    _forget_cases(connection, plan.id, "gone", back)
    of_those = {row["commitment_id"] for row in lost} - set(above.names_gone)
    touched = {name.split("/")[0] for name in steps.changed} | set(above.changed) | of_those
    return Written(steps.changed, touched, gone)


@dataclass(frozen=True, slots=True)
class _Replaced:
    """What became of a plan's rows in one table: those before, by key, and which keys were written and went."""

    before: Mapping[str, Row]
    changed: Collection[str]
    names_gone: Collection[str]

    def identities_before(self) -> set[str]:
        return {row["identity"] or name for name, row in self.before.items()}


def _replace(
    connection: Connection, table: Table, plan_id: str, key: str, rows: Iterable[Mapping[str, Any]]
) -> _Replaced:
    """Make a plan's rows in `table` be `rows`, writing only those that differ."""
    query = select(table).where(table.c.plan_id == plan_id)
    before = {row[key]: dict(row) for row in connection.execute(query).mappings()}
    after = {row[key]: row for row in rows}
    changed = {name: row for name, row in after.items() if before.get(name) != row}
    upsert(connection, table, list(changed.values()))
    if gone := [name for name in before if name not in after]:
        connection.execute(delete(table).where(table.c.plan_id == plan_id, among(connection, table.c[key], gone)))
    return _Replaced(before, changed.keys(), gone)


def _forget_cases(connection: Connection, plan_id: str, level: str, subjects: Collection[str]) -> None:
    if subjects:
        its = cases.c.plan_id == plan_id, cases.c.level == level
        connection.execute(delete(cases).where(*its, among(connection, cases.c.subject, subjects)))


def _named(promise: tuple[Commitment, Milestone]) -> str:
    return subject(*promise)


def _agency_row(plan_id: str, agency: Agency) -> dict[str, Any]:
    return {
        "plan_id": plan_id, "id": agency.id, "name": agency.name, "emails": list(agency.emails),
        "superiors": list(agency.superiors), "language": agency.language,
    }  # fmt: skip


def _commitment_rows(plan: ActionPlan, identities: names.Identities) -> Iterator[dict[str, Any]]:
    for position, commitment in enumerate(plan.commitments):
        yield {
            "plan_id": plan.id, "id": commitment.id, "position": position, "title": commitment.title,
            "lead": commitment.lead, "support": list(commitment.support), "themes": list(commitment.themes),
            "source": commitment.source,
            "headings": [[one.id, one.title, dict(one.titles)] for one in commitment.headings] or None,
            "was": commitment.was, "titles": dict(commitment.titles) or None,
            "identity": identities.commitments.get(commitment.id),
        }  # fmt: skip


def _milestone_rows(plan: ActionPlan, identities: names.Identities) -> Iterator[dict[str, Any]]:
    for commitment in plan.commitments:
        for position, milestone in enumerate(commitment.milestones):
            name = subject(commitment, milestone)
            yield {
                "plan_id": plan.id, "subject": name, "commitment_id": commitment.id,
                "id": milestone.id, "position": position, "title": milestone.title, "starts_on": milestone.starts,
                **deadline_columns(milestone.deadline), "status": str(milestone.status),
                "done_on": milestone.done_on, "evidence": milestone.evidence, "lead": milestone.lead,
                "support": list(milestone.support) or None, "heading": milestone.heading, "was": milestone.was,
                "titles": dict(milestone.titles) or None, "prints": dict(milestone.prints) or None,
                "dated": milestone.dated, "extra": dict(milestone.extra) or None,
                "identity": identities.milestones.get(name),
            }  # fmt: skip


def _write_sightings(
    connection: Connection,
    plan: ActionPlan,
    changed: Collection[str],
    identities: names.Identities,
    revision: str,
    seen_on: date,
    put_back: bool,
) -> None:
    """Keep a sighting of each milestone of which the revision says something new.

    A milestone has one sighting a day. A second change on one day is kept for the next, so that it is told too,
    and takes the place of one already kept for then. A plan that is put back says what the revision had said that
    first said so, and not something new: see `revision.that_count`.
    """
    known = _sightings_of(connection, plan.id, [identities.milestones.get(name, name) for name in changed])
    fresh: list[dict[str, Any]] = []
    for commitment, milestone in plan.milestones():
        name = subject(commitment, milestone)
        if name not in changed:
            continue
        identity = identities.milestones.get(name, name)
        sighting = sighting_of(milestone, revision, seen_on)
        history = known.get(identity, [])
        if not history or not says_the_same(history[-1], sighting):
            if history and history[-1].seen_on >= seen_on:
                sighting = replace(sighting, seen_on=max(seen_on + timedelta(days=1), history[-1].seen_on))
                history = [one for one in history if one.seen_on != sighting.seen_on]
            if put_back:
                earlier = (one.revision for one in reversed(history) if says_the_same(one, sighting))
                sighting = replace(sighting, revision=next(earlier, revision))
            fresh.append(_sighting_row(plan.id, identity, sighting))
    upsert(connection, sightings, fresh)


def _sightings_of(connection: Connection, plan_id: str, identities: list[str]) -> dict[str, list[Sighting]]:
    """Sightings by identity, oldest first."""
    its = sightings.c.plan_id == plan_id, among(connection, sightings.c.subject, identities)
    found: dict[str, list[Sighting]] = {}
    for row in connection.execute(select(sightings).where(*its).order_by(sightings.c.seen_on)).mappings():
        found.setdefault(row["subject"], []).append(sighting_of_row(row))
    return found


def was_read_before(connection: Connection, plan_id: str, revision: str) -> bool:
    """Whether a plan has had this content already."""
    its = revisions.c.plan_id == plan_id, revisions.c.content == revision
    return connection.scalar(select(revisions.c.id).where(*its).limit(1)) is not None


def _sighting_row(plan_id: str, identity: str, sighting: Sighting) -> dict[str, Any]:
    return {
        "plan_id": plan_id, "subject": identity, "seen_on": sighting.seen_on, **deadline_columns(sighting.deadline),
        "status": str(sighting.status), "done_on": sighting.done_on, "revision": sighting.revision,
        "line": sighting.line,
    }  # fmt: skip
