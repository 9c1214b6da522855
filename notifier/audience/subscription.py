"""Who wants which notices, where, how often, in which language."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

from notifier.agenda.moment import Kind

if TYPE_CHECKING:
    from notifier.agenda.notice import Notice


class Lane(StrEnum):
    """What a destination is reached by: one queue, one transport each."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class Cadence(StrEnum):
    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where something is carried. `secret` signs webhooks, and so does `former_secret` while it is being replaced.

    Neither is ever shown in a repr, a log or an error.
    """

    lane: Lane
    address: str
    secret: str | None = None
    former_secret: str | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that sign what goes there, the newest first."""
        if self.former_secret and self.secret:
            return self.secret, self.former_secret
        return (self.secret,) if self.secret else ()

    def __repr__(self) -> str:
        return f"Destination({self.lane})"


@dataclass(frozen=True, slots=True)
class Interest:
    """What somebody wants to hear of; None asks for everything, and all that is asked must be true."""

    plan: str | None = None
    agency: str | None = None
    commitment: str | None = None
    theme: str | None = None
    kind: Kind | None = None

    @property
    def key(self) -> str:
        """The rarest thing asked for: what the ledger looks subscriptions up by, so that matching costs the matches."""
        for name in ("commitment", "agency", "theme", "plan", "kind"):
            if value := getattr(self, name):
                return f"{name}:{value}"
        return "everything"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A standing wish for notices; nothing is sent until it is confirmed.

    `digest_at` and `timezone` are the reader's own hour for digests; without them a digest leaves at its plan's.
    `paused_until`: its reader wants nothing until then. `key_id` is the key that it was made with through the API.
    """

    id: str
    destination: Destination
    interest: Interest
    cadence: Cadence = Cadence.IMMEDIATE
    language: str = "en"
    confirmed: bool = False
    digest_at: time | None = None
    timezone: str | None = None
    paused_until: datetime | None = None
    key_id: str | None = None


def keys_of(notice: "Notice") -> list[str]:
    """The keys under which an interest in this notice may be filed."""
    keys = ["everything", f"plan:{notice.plan.id}", f"kind:{notice.kind}"]
    keys += [f"commitment:{name}" for name in sorted(_commitment_names(notice))]
    keys += [f"agency:{notice.agency.id}"] if notice.agency else []
    # A plan may name a theme twice: that is one key, or who asked for it would be owed the notice twice.
    return keys + [f"theme:{theme}" for theme in dict.fromkeys(notice.themes)]


def interested(interest: Interest, notice: "Notice") -> bool:
    """Whether a notice is what somebody asked for."""
    return (
        interest.plan in (None, notice.plan.id)
        and interest.agency in (None, notice.agency and notice.agency.id)
        and (interest.commitment is None or interest.commitment in _commitment_names(notice))
        and (interest.theme is None or interest.theme in notice.themes)
        and interest.kind in (None, notice.kind)
    )


def _commitment_names(notice: "Notice") -> set[str]:
    """What the commitment of a notice is called, and has been called: who asked for it then still does."""
    own = notice.commitment and notice.commitment.id
    return {name for name in (own, notice.commitment_identity, *notice.commitment_names) if name}
