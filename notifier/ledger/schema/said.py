"""What was said, to whom, and whether it arrived; and what people say in turn."""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)  # fmt: skip

from notifier.ledger.columns import Instant, metadata

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", ForeignKey("plans.id"), nullable=False),
    Column("subject", String(170), nullable=False),  # the identity of the milestone
    Column("said_on", Date, nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("says", String(16), nullable=False),
    Column("agency_id", String(80), nullable=False),
    Column("until_on", Date),
    Column("evidence", Text),
    Column("reason", Text),
    Index(None, "plan_id", "subject"),
)

snoozes = Table(
    "snoozes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", ForeignKey("plans.id"), nullable=False),
    Column("subject", String(170), nullable=False),  # the identity of the milestone
    Column("since_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index(None, "plan_id", "subject"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("plan_id", ForeignKey("plans.id"), nullable=False),
    Column("subject", String(170), nullable=False),  # the identity of what it is about
    Column("rule", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("on", Date, nullable=False),
    Column("lapses_on", Date),
    Column("lapsed", Boolean, nullable=False),  # it had lapsed before it could be said, so it went to nobody
    Column("kept_back", Text),  # why it did not go to all whom its rule addresses
    Column("said_at", Instant, nullable=False),
    Column("commitment_id", String(170)),  # the identity of the commitment
    Column("agency_id", String(80)),
    Column("to", JSON, nullable=False),
    Column("themes", JSON, nullable=False),
    Column("data", JSON, nullable=False),
    # Its place on the record, and a hash over it and the chain of the notice before it.
    Column("number", BigInteger, nullable=False, unique=True),
    Column("chain", String(64), nullable=False),
    Column("words", Text, nullable=False),  # what it is about, in no case: what a search looks for
    UniqueConstraint("plan_id", "subject", "rule", "kind", "on"),
    Index(None, "plan_id", "commitment_id"),
    Index(None, "said_at"),
)

# Where a chain ends: without it nobody could tell that its last links are gone.
chain_heads = Table(
    "chain_heads",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("chain", String(64), nullable=False),
)

destinations = Table(
    "destinations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("lane", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("secret", Text),  # sealed, see notifier.keyring
    Column("former_secret", Text),  # sealed; signs beside the new one until then
    Column("former_secret_until", Instant),
    Column("owner", Text),  # whom to tell, by e-mail, when a webhook is closed
    # A mute: why nothing is sent there any more, and since when.
    Column("mute", String(16)),
    Column("mute_says", Text),
    Column("muted_at", Instant),
    # The breaker: failures in a row, since when there was nothing else, and until when it is left alone.
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", Instant),
    Column("rests_until", Instant),
    Column("paused_until", Instant),  # its reader wants nothing until then, and what still matters after that
    UniqueConstraint("lane", "address"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("destination_id", ForeignKey("destinations.id"), nullable=False, index=True),
    Column("interest_key", String(200), nullable=False, index=True),
    # The interest: what is None asks for everything.
    Column("plan", String(80)),
    Column("agency", String(80)),
    Column("commitment", String(170)),
    Column("theme", String(200)),
    Column("kind", String(40)),
    Column("cadence", String(16), nullable=False),
    Column("digest_at", Time),  # the reader's own hour and zone; without them a digest keeps those of its plan
    Column("timezone", String(80)),
    Column("language", String(8), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("ended_at", Instant),  # its owner has left
    Column("key_id", String(32)),  # the key that it was made with, where it came through the API
)

# Who may write through the API. Of a key only its hash is kept.
keys = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("hash"),
)

lanes = Table(
    "lanes",
    metadata,
    Column("lane", String(16), primary_key=True),
    Column("paused_at", Instant, nullable=False),  # since when nothing leaves by it, for no parcel's fault
    Column("paused_until", Instant, nullable=False),  # when it is tried again
    Column("reason", Text, nullable=False),
)


def _only(state: str) -> dict[str, Any]:
    """An index of the deliveries in one state."""
    where = text(f"state = '{state}'")
    return {"postgresql_where": where, "sqlite_where": where}


deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("lane", String(16), nullable=False),
    Column("destination_id", ForeignKey("destinations.id"), nullable=False),
    Column("cadence", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", JSON),  # what it says where it holds no notice: see transports.base.Note
    Column("reason", Text),  # why it is dead, withdrawn or still waiting
    Column("attempts", Integer, nullable=False),
    Column("lost", Integer, nullable=False, server_default="0"),  # leases in a row whose worker went silent
    Column("not_before", Instant, nullable=False),
    Column("lease", String(32)),
    Column("leased_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    # Of single states: what has been sent, which is nearly all, is in none of them.
    Index("ix_deliveries_pending", "lane", "not_before", **_only("pending")),
    Index("ix_deliveries_waiting", "destination_id", **_only("pending")),
    Index("ix_deliveries_sending", "leased_until", **_only("sending")),
    Index("ix_deliveries_dead", "ended_at", **_only("dead")),
)

delivery_notices = Table(
    "delivery_notices",
    metadata,
    Column("delivery_id", ForeignKey("deliveries.id"), primary_key=True),
    Column("notice_id", ForeignKey("notices.id"), primary_key=True),
    Column("whys", JSON, nullable=False),
    Index(None, "notice_id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    # No foreign key: who writes here holds the lease of the delivery, and to look it up again for each would cost
    # more than writing it.
    Column("delivery_id", String(32), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", Text),
    Column("status", Integer),
    Column("seconds", Float, nullable=False),
    Column("response", Text, nullable=False),
)

# What a mail provider reports of a delivery after it has taken it: delivered, bounced, complained, …
reports = Table(
    "reports",
    metadata,
    Column("id", String(120), primary_key=True),  # the provider's own, so that a report counts once
    Column("delivery_id", ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("event", String(24), nullable=False),
    Column("at", Instant, nullable=False),
    Column("says", Text, nullable=False),
)

ticks = Table(
    "ticks",
    metadata,
    Column("job", String(40), primary_key=True),
    Column("completed_at", Instant, nullable=False),
    Column("problems", JSON, nullable=False),  # what the job found wrong, a sentence each
)
