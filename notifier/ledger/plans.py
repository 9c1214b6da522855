"""What plan files say: a reading is written down as rows for what has changed, and nothing else.

A file that cannot be read leaves its problems here and never touches what its last good revision said.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from notifier.actionplan.model import ActionPlan, Agency, PlanHead, subject
from notifier.actionplan.problems import Problem, Severity
from notifier.actionplan.revision import Sighting, says_the_same, sighting_of
from notifier.ledger.connect import CHUNK, upsert
from notifier.ledger.rows import Row, deadline_columns, head_of, sighting_of_row
from notifier.ledger.schema import (
    agencies,
    cases,
    commitments,
    milestones,
    plan_files,
    plans,
    revisions,
    sightings,
)


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan in service: its head, the file and revision that it was last read from, and where its ticks stand."""

    head: PlanHead
    file: str
    revision: str
    first_seen_on: date
    armed_under: str
    ticked_on: date | None


# ------------------------------------------------------------------------------------------ plan files


def last_read(connection: Connection, path: str) -> tuple[str, str | None] | None:
    """The hash of what was last read at `path`, good or bad, and the plan in it; None for a file never seen."""
    query = select(plan_files.c.content, plan_files.c.plan_id).where(plan_files.c.path == path)
    row = connection.execute(query).first()
    return (row.content, row.plan_id) if row else None


def file_of(connection: Connection, plan_id: str) -> str | None:
    """The file that a plan in service was last read from."""
    return connection.scalar(select(plans.c.file).where(plans.c.id == plan_id))


def write_file(
    connection: Connection, path: str, content: str, plan_id: str | None, problems: Iterable[Problem], now: datetime
) -> None:
    """Remember that a file was read, and what was wrong with it."""
    said = [{"severity": str(problem.severity), "text": str(problem)} for problem in problems]
    row = {"path": path, "content": content, "plan_id": plan_id, "read_at": now, "problems": said}
    upsert(connection, plan_files, [row])


def known_files(connection: Connection) -> dict[str, str | None]:
    """The files ever read and not forgotten, each with the id of the plan in service that it gave, if any."""
    query = select(plan_files.c.path, plans.c.id).outerjoin(plans, plans.c.file == plan_files.c.path)
    return dict(connection.execute(query).all())


def forget_file(connection: Connection, path: str) -> None:
    """Forget a file that is gone and that no plan in service was read from."""
    connection.execute(delete(plan_files).where(plan_files.c.path == path))


def file_problems(connection: Connection, severity: Severity = Severity.ERROR) -> list[str]:
    """The problems of all plan files, as `path:line:column: what (hint)`."""
    rows = connection.scalars(select(plan_files.c.problems).order_by(plan_files.c.path))
    return [problem["text"] for problems in rows for problem in problems if problem["severity"] == severity]


# ------------------------------------------------------------------------------------------ plans


def stored(connection: Connection) -> list[StoredPlan]:
    """The plans in service, by id."""
    return [_stored(row) for row in connection.execute(select(plans).order_by(plans.c.id)).mappings()]


def find(connection: Connection, plan_id: str) -> StoredPlan | None:
    """One plan in service."""
    row = connection.execute(select(plans).where(plans.c.id == plan_id)).mappings().first()
    return _stored(row) if row else None


def _stored(row: Row) -> StoredPlan:
    return StoredPlan(
        head_of(row), row["file"], row["revision"], row["first_seen_on"], row["armed_under"], row["ticked_on"]
    )


def milestone_count(connection: Connection, plan_id: str) -> int:
    """How many milestones a plan in service has."""
    query = select(func.count()).select_from(milestones).where(milestones.c.plan_id == plan_id)
    return connection.scalar(query) or 0


def agencies_of(connection: Connection, plan_ids: Collection[str]) -> dict[str, list[Agency]]:
    """The agencies of some plans, by plan."""
    found: dict[str, list[Agency]] = {plan_id: [] for plan_id in plan_ids}
    query = select(agencies).where(agencies.c.plan_id.in_(plan_ids)).order_by(agencies.c.plan_id, agencies.c.id)
    for row in connection.execute(query).mappings():
        emails, superiors = tuple(row["emails"]), tuple(row["superiors"])
        found[row["plan_id"]].append(Agency(row["id"], row["name"], emails, superiors, row["language"]))
    return found


def ticked(connection: Connection, days: Mapping[str, date]) -> None:
    """Remember the last day that has been announced of each plan."""
    for plan_id, day in days.items():
        connection.execute(update(plans).where(plans.c.id == plan_id).values(ticked_on=day))


# ------------------------------------------------------------------------------------------ one reading


def write_plan(
    connection: Connection, plan: ActionPlan, revision: str, file: str, seen_on: date, now: datetime
) -> set[str]:
    """Write down one reading of a plan; the subjects of the milestones of which it says something new.

    `seen_on` is the plan's local day. What the plan no longer holds leaves its rows; its sightings stay.
    """
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
    if known is None or known.revision != revision:
        reading = {"plan_id": plan.id, "content": revision, "file": file, "read_at": now}
        connection.execute(insert(revisions), [reading])
    _replace(connection, agencies, plan.id, "id", (_agency_row(plan.id, agency) for agency in plan.agencies))
    _replace(connection, commitments, plan.id, "id", _commitment_rows(plan))
    changed = _replace(connection, milestones, plan.id, "subject", _milestone_rows(plan))
    return changed | _write_sightings(connection, plan, revision, seen_on)


def _replace(
    connection: Connection, table: Table, plan_id: str, key: str, rows: Iterable[Mapping[str, Any]]
) -> set[str]:
    """Make a plan's rows in `table` be `rows`, writing only those that differ; the keys of those written."""
    query = select(table).where(table.c.plan_id == plan_id)
    before = {row[key]: dict(row) for row in connection.execute(query).mappings()}
    after = {row[key]: row for row in rows}
    changed = {name: row for name, row in after.items() if before.get(name) != row}
    upsert(connection, table, list(changed.values()))
    for gone in _chunks([name for name in before if name not in after]):
        connection.execute(delete(table).where(table.c.plan_id == plan_id, table.c[key].in_(gone)))
    return set(changed)


def _agency_row(plan_id: str, agency: Agency) -> dict[str, Any]:
    return {
        "plan_id": plan_id, "id": agency.id, "name": agency.name, "emails": list(agency.emails),
        "superiors": list(agency.superiors), "language": agency.language,
    }  # fmt: skip


def _commitment_rows(plan: ActionPlan) -> Iterator[dict[str, Any]]:
    for position, commitment in enumerate(plan.commitments):
        yield {
            "plan_id": plan.id, "id": commitment.id, "position": position, "title": commitment.title,
            "lead": commitment.lead, "support": list(commitment.support), "themes": list(commitment.themes),
            "source": commitment.source,
            "headings": [[one.id, one.title, dict(one.titles)] for one in commitment.headings] or None,
            "was": commitment.was, "titles": dict(commitment.titles) or None,
        }  # fmt: skip


def _milestone_rows(plan: ActionPlan) -> Iterator[dict[str, Any]]:
    for commitment in plan.commitments:
        for position, milestone in enumerate(commitment.milestones):
            yield {
                "plan_id": plan.id, "subject": subject(commitment, milestone), "commitment_id": commitment.id,
                "id": milestone.id, "position": position, "title": milestone.title, "starts_on": milestone.starts,
                **deadline_columns(milestone.deadline), "status": str(milestone.status),
                "done_on": milestone.done_on, "evidence": milestone.evidence, "lead": milestone.lead,
                "support": list(milestone.support) or None, "heading": milestone.heading, "was": milestone.was,
                "titles": dict(milestone.titles) or None, "prints": dict(milestone.prints) or None,
                "dated": milestone.dated, "extra": dict(milestone.extra) or None,
            }  # fmt: skip


def _write_sightings(connection: Connection, plan: ActionPlan, revision: str, seen_on: date) -> set[str]:
    """Keep a sighting of each milestone of which the revision says something new.

    A milestone has one sighting a day. A second change on one day is kept for the next, so that it is told too,
    and takes the place of one already kept for then.
    """
    latest = _latest_sightings(connection, plan.id)
    fresh: list[dict[str, Any]] = []
    for commitment, milestone in plan.milestones():
        name = subject(commitment, milestone)
        sighting = sighting_of(milestone, revision, seen_on)
        last = latest.get(name)
        if last and says_the_same(last, sighting):
            continue
        if last is None or last.seen_on < seen_on:
            day = seen_on
        else:
            day = max(seen_on + timedelta(days=1), last.seen_on)
        fresh.append(_sighting_row(plan.id, name, sighting, day))
    upsert(connection, sightings, fresh)
    return {row["subject"] for row in fresh}


def _latest_sightings(connection: Connection, plan_id: str) -> dict[str, Sighting]:
    query = select(sightings).where(sightings.c.plan_id == plan_id).order_by(sightings.c.seen_on)
    return {row["subject"]: sighting_of_row(row) for row in connection.execute(query).mappings()}


def _sighting_row(plan_id: str, name: str, sighting: Sighting, seen_on: date) -> dict[str, Any]:
    return {
        "plan_id": plan_id, "subject": name, "seen_on": seen_on, **deadline_columns(sighting.deadline),
        "status": str(sighting.status), "done_on": sighting.done_on, "revision": sighting.revision,
        "line": sighting.line,
    }  # fmt: skip


# ------------------------------------------------------------------------------------------ when to wake


def arm(connection: Connection, plan_id: str, days: Mapping[tuple[str, str], date | None]) -> None:
    """Set the next day of cases, given by (level, subject)."""
    rows = [
        {"plan_id": plan_id, "level": level, "subject": name, "next_on": day} for (level, name), day in days.items()
    ]
    upsert(connection, cases, rows)


def armed_under(connection: Connection, plan_id: str, rules: str) -> None:
    """Note the fingerprint of the rules, and of the plan's settings for them, that its cases were armed with."""
    connection.execute(update(plans).where(plans.c.id == plan_id).values(armed_under=rules))


def _chunks(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]
