"""One reading of a plan is written down: as rows for what has changed, and nothing else."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from notifier.actionplan.model import ActionPlan, Agency, subject
from notifier.actionplan.renumbering import Recognition
from notifier.actionplan.revision import Sighting, says_the_same, sighting_of
from notifier.ledger import names
from notifier.ledger.bulk import among
from notifier.ledger.connect import upsert
from notifier.ledger.plans import find
from notifier.ledger.rows import deadline_columns, sighting_of_row
from notifier.ledger.schema import agencies, cases, commitments, milestones, plans, revisions, sightings


def write_plan(
    connection: Connection, recognition: Recognition, revision: str, file: str, seen_on: date, now: datetime
) -> dict[str, tuple[Sighting, ...]]:
    """Write down one reading of a plan; the milestones of which it says something new, each with what was seen of it.

    `seen_on` is the plan's local day. What the plan no longer holds leaves its rows; its sightings stay.
    """
    plan = recognition.plan
    known = find(connection, plan.id)
    head = plan.head
    row = {
        "id": head.id, "title": head.title, "country": head.country, "starts_on": head.starts, "ends_on": head.ends,
        "timezone": head.timezone, "language": head.language, "notify_at": head.notify_at, "source": head.source,
        "rules": dict(head.rules), "titles": dict(head.titles) or None, "file": file, "revision": revision,
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
    _replace(connection, commitments, plan.id, "id", _commitment_rows(plan, identities), "commitment")
    changed = _replace(connection, milestones, plan.id, "subject", _milestone_rows(plan, identities), "milestone")
    return _write_sightings(connection, plan, changed, identities, revision, seen_on, put_back)


def _replace(
    connection: Connection, table: Table, plan_id: str, key: str, rows: Iterable[Mapping[str, Any]], level: str = ""
) -> set[str]:
    """Make a plan's rows in `table` be `rows`, writing only those that differ; the keys of those written.

    With the rows that go, their cases of a `level` go too.
    """
    query = select(table).where(table.c.plan_id == plan_id)
    before = {row[key]: dict(row) for row in connection.execute(query).mappings()}
    after = {row[key]: row for row in rows}
    changed = {name: row for name, row in after.items() if before.get(name) != row}
    upsert(connection, table, list(changed.values()))
    if gone := [name for name in before if name not in after]:
        connection.execute(delete(table).where(table.c.plan_id == plan_id, among(connection, table.c[key], gone)))
        its = cases.c.plan_id == plan_id, cases.c.level == level
        connection.execute(delete(cases).where(*its, among(connection, cases.c.subject, gone)))
    return set(changed)


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
) -> dict[str, tuple[Sighting, ...]]:
    """Keep a sighting of each milestone of which the revision says something new; what was seen of those that changed.

    A milestone has one sighting a day. A second change on one day is kept for the next, so that it is told too,
    and takes the place of one already kept for then. A plan that is put back says what the revision had said that
    first said so, and not something new: see `revision.that_count`.
    """
    known = _sightings_of(connection, plan.id, [identities.milestones.get(name, name) for name in changed])
    found: dict[str, tuple[Sighting, ...]] = {}
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
            history = [*history, sighting]
        found[name] = tuple(history)
    upsert(connection, sightings, fresh)
    return found


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
