"""What every transport gets and gives back: parcels in, outcomes out, as they come.

A transport makes one try a parcel. It never waits between tries, never sees the ledger, never knows another
transport, and no outcome or error of its holds a secret or an address.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from notifier.agenda.answer import Says
from notifier.agenda.notice import Notice, Promise
from notifier.audience.interests import Names
from notifier.audience.match import Role, Why
from notifier.audience.subscription import Cadence, Destination, Interest, Lane

# What the far end said is kept, but no more of it than this.
LONGEST_RESPONSE = 4096


@dataclass(frozen=True, slots=True)
class Item:
    """A notice in a letter, its plan's local day at sending ("12 days left" is counted from there), and why this
    reader gets it: at least one reason, the most pressing first, for one reader may be an agency and a subscriber.

    `answers` are the web addresses at which an agency says one thing each of it; whoever else reads it has none.
    """

    notice: Notice
    today: date
    whys: tuple[Why, ...]
    answers: tuple[tuple[Says, str], ...] = ()

    @property
    def role(self) -> Role:
        return self.whys[0].role


@dataclass(frozen=True, slots=True)
class Note:
    """What a letter says that is about no plan: that a webhook was closed, after failing `since` for `reason`.

    Of the webhook's address only the `host` is named: the rest may be a token.
    """

    host: str
    since: date
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """A note that asks the owner of an inbox whether a subscription that was asked for is really wanted.

    `link` is where they say so; or, where it is `known` as confirmed, where they change it. It is theirs alone.
    `messages` is how many it would have sent in the last 90 days.
    """

    link: str
    interest: Interest
    names: Names
    cadence: Cadence
    digest_at: time | None
    timezone: str | None
    messages: int
    known: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A note that shows the receiver of webhooks what they are like; nothing has happened."""

    said_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """The content of a message: what it says and in which language. It holds items, or else a note.

    `promises` is filled only where one of the items is a plan's publication and an agency reads it.
    """

    items: tuple[Item, ...]
    language: str
    promises: tuple[Promise, ...] = ()
    note: Note | Question | Trial | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for letters that read the same: those are composed once."""
        return tuple((item.notice.id, item.today, item.whys) for item in self.items), self.language, self.note


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter on its way to one destination; `id` is the delivery's and stays the same over all attempts.

    `leave` is the web address at which this reader ends what they have subscribed to, with one click and no other
    question; None for who has not subscribed. It is theirs alone, so that it is in no letter.
    """

    id: str
    destination: Destination
    letter: Letter
    leave: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the far end answered: its status code if it has them, its words, and the seconds it took."""

    status: int | None = None
    response: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Answered):
    """It arrived, as far as anybody can know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain(Answered):
    """It did not, but may later; `after` is how long the far end asked to be left alone.

    Not `tried`: it was never on its way, so no attempt is counted. `pauses` the lane: no other parcel would fare
    better, such as with a key that is refused, and it is for a person to mend; nothing leaves until it is.
    """

    reason: str
    after: timedelta | None = None
    tried: bool = True
    pauses: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp(Answered):
    """It never will; with `close`, nothing else will arrive there either."""

    reason: str
    close: bool = False


Outcome = Sent | TryAgain | GiveUp


# Letters that read the same are composed once for all that come together.
TOGETHER = 1000


def handfuls(parcels: Iterable[Parcel | None], most: int) -> Iterator[list[Parcel]]:
    """Parcels as they come, up to `most` together: for a transport that carries them so."""
    handful: list[Parcel] = []
    for parcel in parcels:
        if parcel is not None:
            handful.append(parcel)
        if len(handful) == most or (parcel is None and handful):
            yield handful
            handful = []
    if handful:
        yield handful


class Transport(Protocol):
    """Code that carries parcels of one lane."""

    lane: Lane

    def check(self, address: str) -> None:
        """Raises AddressError, in words for the person who gave it, if nothing can be carried to `address`."""

    def carry(self, parcels: Iterable[Parcel | None]) -> Iterator[tuple[Parcel, Outcome]]:
        """Try each parcel once; yield each with its outcome as soon as that is known, in any order.

        Parcels are taken as there is room for them. None among them says that there are no more just now: carry what
        you have, then ask again. Every parcel comes back exactly once, whatever happens; nothing is raised for what
        the far end does.
        """

    def close(self) -> None:
        """Let go of connections. The transport may be used again afterwards."""
