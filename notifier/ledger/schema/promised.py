"""What the plan files say, and what has been seen of it."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    text,
)  # fmt: skip

from notifier.ledger.columns import SELDOM, Instant, metadata

plan_files = Table(
    "plan_files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("content", String(16), nullable=False),  # the hash of what was read last, good or bad
    Column("plan_id", String(80)),
    Column("read_at", Instant, nullable=False),
    Column("problems", JSON, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("title", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("timezone", String(80), nullable=False),
    Column("language", String(8), nullable=False),
    Column("notify_at", Time, nullable=False),
    Column("source", Text),
    Column("rules", JSON, nullable=False),
    Column("titles", SELDOM),
    Column("days_off", SELDOM),
    Column("lead", String(80)),  # the agency that answers for the whole plan
    Column("head_start", Integer, nullable=False, server_default="0"),
    Column("file", Text, nullable=False),
    Column("revision", String(16), nullable=False),
    Column("first_seen_on", Date, nullable=False),
    Column("armed_under", String(16), nullable=False),  # the rulebook that the cases' next_on was computed with
    Column("ticked_on", Date),
)

agencies = Table(
    "agencies",
    metadata,
    Column("plan_id", ForeignKey("plans.id"), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("emails", JSON, nullable=False),
    Column("superiors", JSON, nullable=False),
    Column("language", String(8), nullable=False),
)

commitments = Table(
    "commitments",
    metadata,
    Column("plan_id", ForeignKey("plans.id"), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("lead", String(80), nullable=False),
    Column("support", JSON, nullable=False),
    Column("themes", JSON, nullable=False),
    Column("source", Text),
    Column("headings", SELDOM),
    Column("was", String(161)),
    Column("titles", SELDOM),
    Column("identity", String(170)),  # as below
)


def _said_of_a_milestone() -> list[Column[object]]:
    """What a revision says of a milestone, as both its present row and its sightings hold it."""
    return [
        Column("printed", Text),
        Column("edtf", Text),
        Column("due_on", Date),
        Column("certainty", String(16), nullable=False),
        Column("because", JSON, nullable=False),
        Column("expectations", SELDOM),
        Column("status", String(16), nullable=False),
        Column("done_on", Date),
    ]


milestones = Table(
    "milestones",
    metadata,
    Column("plan_id", ForeignKey("plans.id"), primary_key=True),
    Column("subject", String(170), primary_key=True),
    Column("commitment_id", String(80), nullable=False),
    Column("id", String(80), nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("starts_on", Date),
    *_said_of_a_milestone(),
    Column("evidence", Text),
    Column("lead", String(80)),  # NULL: the commitment's lead answers for it
    Column("support", SELDOM),
    Column("heading", String(80)),
    Column("was", String(161)),
    Column("titles", SELDOM),
    Column("prints", SELDOM),
    Column("dated", Text),
    Column("extra", SELDOM),
    Column("identity", String(170)),  # the name it was first known under; NULL: its subject
    Index(None, "plan_id", "commitment_id"),
    Index(
        "ix_milestones_renamed",
        "plan_id",
        "identity",
        postgresql_where=text("identity IS NOT NULL"),
        sqlite_where=text("identity IS NOT NULL"),
    ),
)

# Under which names a milestone or commitment has been in service that has not kept its first; see `names`.
names = Table(
    "names",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", ForeignKey("plans.id"), nullable=False),
    Column("level", String(16), nullable=False),
    Column("identity", String(170), nullable=False),
    Column("subject", String(170), nullable=False),
    Column("revision", String(16), nullable=False),  # the first that called it so
    Index(None, "plan_id", "subject"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", ForeignKey("plans.id"), nullable=False, index=True),
    Column("content", String(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
)

sightings = Table(
    "sightings",
    metadata,
    Column("plan_id", ForeignKey("plans.id"), primary_key=True),
    Column("subject", String(170), primary_key=True),  # the identity of the milestone
    Column("seen_on", Date, primary_key=True),
    *_said_of_a_milestone(),
    Column("revision", String(16), nullable=False),
    Column("line", Integer, nullable=False),
)

# When a plan did not hold a milestone, and what that was called when it was last held.
absences = Table(
    "absences",
    metadata,
    Column("plan_id", ForeignKey("plans.id"), primary_key=True),
    Column("subject", String(170), primary_key=True),  # the identity of the milestone
    Column("gone_on", Date, primary_key=True),
    Column("back_on", Date),  # NULL: it is still gone
    Column("commitment_id", String(80), nullable=False),
    Column("commitment_identity", String(170)),
    Column("commitment_title", Text, nullable=False),
    Column("id", String(80), nullable=False),
    Column("title", Text, nullable=False),
    Column("lead", String(80), nullable=False),
    Column("themes", JSON, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("plan_id", ForeignKey("plans.id"), primary_key=True),
    Column("level", String(16), primary_key=True),
    Column("subject", String(170), primary_key=True),  # of what is gone, the identity
    Column("next_on", Date),  # the next day on which a rule has something to say; NULL: never again
    Index(None, "next_on"),
)
