"""What those that we are compared with are to post: the same notices, in the same bodies, to the same receivers."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex

from notifier.agenda.notice import Notice
from notifier.audience.subscription import Destination
from notifier.transports.webhook.event import body_of


@dataclass(frozen=True, slots=True)
class Job:
    """One delivery; its id is what a receiver counts."""

    id: str
    url: str
    secret: str
    body: bytes


def jobs_of(saying: Sequence[Notice], to: Sequence[Destination], base_url: str) -> list[Job]:
    """A delivery of each notice to each destination, under ids that were never used before."""
    bodies = [body_of(notice, base_url) for notice in saying]
    return [Job("dlv_" + token_hex(12), one.address, one.secret or "", body) for body in bodies for one in to]
