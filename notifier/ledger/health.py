"""When each job was last completed and what it found wrong: what `/health` says comes from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from notifier.ledger.connect import upsert
from notifier.ledger.schema import ticks


@dataclass(frozen=True, slots=True)
class Tick:
    """The last completed run of a job."""

    job: str
    completed_at: datetime
    problems: tuple[str, ...]


def completed(connection: Connection, job: str, now: datetime, problems: Sequence[str] = ()) -> None:
    """Remember that a job ran to its end, and what it found wrong, a sentence each."""
    upsert(connection, ticks, [{"job": job, "completed_at": now, "problems": list(problems)}])


def all_ticks(connection: Connection) -> dict[str, Tick]:
    """The last completed run of every job, by its name."""
    rows = connection.execute(select(ticks).order_by(ticks.c.job)).mappings()
    return {row["job"]: Tick(row["job"], row["completed_at"], tuple(row["problems"])) for row in rows}
