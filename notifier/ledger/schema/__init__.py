"""The tables. Days end in `_on`, instants in `_at`; an instant without a zone is refused: SQLite would lose it."""

from notifier.ledger.columns import metadata
from notifier.ledger.schema.promised import (
    absences,
    agencies,
    cases,
    commitments,
    milestones,
    names,
    plan_files,
    plans,
    revisions,
    sightings,
)
from notifier.ledger.schema.said import (
    answers,
    attempts,
    deliveries,
    delivery_notices,
    destinations,
    lanes,
    notices,
    reports,
    snoozes,
    subscriptions,
    ticks,
)

__all__ = [
    "absences",
    "agencies",
    "answers",
    "attempts",
    "cases",
    "commitments",
    "deliveries",
    "delivery_notices",
    "destinations",
    "lanes",
    "metadata",
    "milestones",
    "names",
    "notices",
    "plan_files",
    "plans",
    "reports",
    "revisions",
    "sightings",
    "snoozes",
    "subscriptions",
    "ticks",
]
