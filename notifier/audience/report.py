"""What a mail provider says of a delivery after it has taken it, in our words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Meaning(StrEnum):
    """What follows from a report, whatever the provider calls it."""

    ARRIVED = "arrived"  # the provider has it, or the reader does: it must not be sent again
    DELAYED = "delayed"  # the provider goes on trying
    REFUSED = "refused"  # this message was not taken; the next one may be
    BOUNCED = "bounced"  # there is no such mailbox: nothing will ever arrive there
    COMPLAINED = "complained"  # the reader called it spam
    LEFT = "left"  # the reader ended what they had subscribed to


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `id` is the provider's own, so that it counts once; `event` is the provider's word for it.

    `says` is the provider's sentence, made harmless: it holds no address and no control marks.
    """

    id: str
    delivery: str
    event: str
    meaning: Meaning
    at: datetime
    says: str = ""
