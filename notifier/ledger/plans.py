"""The plan files and the plans in service: what was read last of each, its problems, and when its cases wake.

A file that cannot be read leaves its problems here and never touches what its last good revision said.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, select, update

from notifier.actionplan.model import Agency, PlanHead
from notifier.actionplan.problems import Problem, Severity
from notifier.ledger.bulk import among
from notifier.ledger.connect import upsert
from notifier.ledger.rows import Row, head_of
from notifier.ledger.schema import agencies, cases, milestones, plan_files, plans


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


def read_from(connection: Connection, path: str) -> list[str]:
    """The plans in service that were last read from a file: more than one where its plan was given another id."""
    return list(connection.scalars(select(plans.c.id).where(plans.c.file == path).order_by(plans.c.id)))


def write_file(
    connection: Connection, path: str, content: str, plan_id: str | None, problems: Iterable[Problem], now: datetime
) -> None:
    """Remember that a file was read, and what was wrong with it."""
    said = [{"severity": str(problem.severity), "text": str(problem)} for problem in problems]
    row = {"path": path, "content": content, "plan_id": plan_id, "read_at": now, "problems": said}
    upsert(connection, plan_files, [row])


def known_files(connection: Connection) -> dict[str, list[str]]:
    """The files ever read and not forgotten, each with the ids of the plans in service that it gave."""
    query = select(plan_files.c.path, plans.c.id).outerjoin(plans, plans.c.file == plan_files.c.path)
    found: dict[str, list[str]] = {}
    for path, plan_id in connection.execute(query.order_by(plan_files.c.path, plans.c.id)):
        found.setdefault(path, [])
        found[path] += [plan_id] if plan_id else []
    return found


def files_in_service(connection: Connection) -> set[str]:
    """The files that plans in service were read from, without those that are known to be gone."""
    query = select(plans.c.file).join(plan_files, plan_files.c.path == plans.c.file).where(plan_files.c.content != "")
    return set(connection.scalars(query))


def forget_file(connection: Connection, path: str) -> None:
    """Forget a file that is gone and that no plan in service was read from."""
    connection.execute(delete(plan_files).where(plan_files.c.path == path))


def file_problems(
    connection: Connection, severity: Severity = Severity.ERROR, paths: Collection[str] | None = None
) -> list[str]:
    """The problems of all plan files, or of some, as `path:line:column: what (hint)`."""
    rows = connection.execute(select(plan_files.c.path, plan_files.c.problems).order_by(plan_files.c.path))
    asked = [problem for path, problems in rows if paths is None or path in paths for problem in problems]
    return [problem["text"] for problem in asked if problem["severity"] == severity]


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


def hold(connection: Connection, plan_ids: Collection[str]) -> None:
    """Let nobody else write to some plans until this transaction ends: whoever sets when a plan's cases wake holds it.

    Else of two at once the later would write down what it had worked out before it knew of the other. On SQLite there
    is one writer anyway.
    """
    if plan_ids:
        ids = select(plans.c.id).where(among(connection, plans.c.id, plan_ids)).order_by(plans.c.id)
        connection.execute(ids.with_for_update(key_share=True)).all()


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
    for plan_id, day in sorted(days.items()):
        connection.execute(update(plans).where(plans.c.id == plan_id).values(ticked_on=day))


# ------------------------------------------------------------------------------------------ when to wake


def arm(connection: Connection, plan_id: str, days: Mapping[tuple[str, str], date | None]) -> None:
    """Set the next day of cases, given by (level, subject)."""
    # In one order, so that of two who arm the same cases at once none ever waits for a row of the other's in turn.
    rows = [
        {"plan_id": plan_id, "level": level, "subject": name, "next_on": days[level, name]}
        for level, name in sorted(days)
    ]
    upsert(connection, cases, rows)


def armed_under(connection: Connection, plan_id: str, rules: str) -> None:
    """Note the fingerprint of the rules, and of the plan's settings for them, that its cases were armed with."""
    connection.execute(update(plans).where(plans.c.id == plan_id).values(armed_under=rules))
