"""Webhooks are carried many at once; each outcome is given back as soon as it is known.

Neither a slow far end nor a caller who takes time to write down an outcome holds up the rest: parcels are asked for
as there is room, and posted by a loop of their own (`posting`), as traffic allows (`traffic`).
"""

import time
from collections.abc import Iterable, Iterator
from threading import Lock

from notifier import clock
from notifier.audience.subscription import Lane
from notifier.clock import Clock
from notifier.errors import AddressError
from notifier.transports.base import GiveUp, Outcome, Parcel, Trial, TryAgain
from notifier.transports.http import USUAL, Client, Timeouts, check_web_address
from notifier.transports.networks import Networks
from notifier.transports.webhook.event import CONTENT_TYPE, body_of, trial_body
from notifier.transports.webhook.handshake import introduction
from notifier.transports.webhook.posting import Posting, Round, Told
from notifier.transports.webhook.sign import signed
from notifier.transports.webhook.verdict import outcome_of

# So many parcels are in hand at most, those that wait for their turn included, but no more than are needed at the pace
# at which they come back: others can carry them too, and a worker that is killed delays them all.
ROOM = 750
LEAST_ROOM = 192
READY_FOR = 0.1  # seconds
# Where none were to be had, they are asked for again after so long, even if nothing has come back meanwhile.
ASK_AGAIN = 0.25  # seconds
BODIES_AT_HAND = 1000


class WebhookTransport:
    """Posts each parcel, a letter of one notice, to its destination. Usable from many threads at once.

    `real_time` stamps the signatures: receivers refuse old ones, so that it is the real time even in a replay.
    """

    lane = Lane.WEBHOOK

    def __init__(
        self,
        base_url: str,
        allowed_networks: Networks = (),
        *,
        timeouts: Timeouts = USUAL,
        real_time: Clock = clock.system,
    ):
        self._base_url = base_url.rstrip("/")
        self._allowed = allowed_networks
        self._timeouts = timeouts
        self._real_time = real_time
        self._bodies: dict[str, bytes] = {}
        self._open: Posting | None = None
        self._lock = Lock()
        self._headers = {
            "content-type": CONTENT_TYPE,
            "accept-encoding": "identity",
            **introduction(self._base_url),
        }

    def check(self, address: str) -> None:
        """Raises AddressError unless webhooks can now be posted to `address`."""
        check_web_address(address, self._allowed)

    def carry(self, parcels: Iterable[Parcel | None]) -> Iterator[Told]:
        """Post each parcel once; outcomes come as the far ends answer."""
        feed, more = iter(parcels), True
        posting = self._posting()
        round = Round()
        left: dict[int, Parcel] = {}
        pace = _Pace()
        try:
            while more or left:
                if more and len(left) <= pace.room // 2:
                    handful, more = _handful(feed, pace.room - len(left))
                    left |= {id(parcel): parcel for parcel in handful}
                    posting.take(handful, round)
                alive = posting.alive  # asked first: what a thread has told before its end is heard to its end
                told = round.told(ASK_AGAIN if alive and (left or more) else 0)
                pace.came_back(len(told))
                for parcel, outcome in told:
                    del left[id(parcel)]
                    yield parcel, outcome
                if not (alive or told):
                    break
        finally:
            posting.abandon(round)
        for parcel in left.values():  # not reached where the caller has left
            yield parcel, TryAgain(reason="the round ended before its turn", tried=False)

    def close(self) -> None:
        """Let go of connections."""
        with self._lock:
            if self._open:
                self._open.close()
                self._open = None

    def _posting(self) -> Posting:
        with self._lock:
            if self._open is None or not self._open.alive:
                self._open = Posting(self._post, Client(self._allowed, self._timeouts), self._timeouts.total)
            return self._open

    async def _post(self, client: Client, parcel: Parcel) -> Outcome:
        destination = parcel.destination
        body = self._body(parcel)
        try:
            signatures = signed(parcel.id, body, destination.secrets or ("",), self._real_time())
        except AddressError as error:
            return GiveUp(reason=str(error))
        answer = await client.post(destination.address, body, self._headers | signatures)
        return outcome_of(answer, self._real_time)

    def _body(self, parcel: Parcel) -> bytes:
        """The event of a parcel, made once for all parcels of the same notice that leave at about the same time."""
        if isinstance(parcel.letter.note, Trial):
            return trial_body(parcel.id, parcel.letter.note.said_at, self._base_url)
        (item,) = parcel.letter.items
        notice = item.notice
        if (body := self._bodies.get(notice.id)) is None:
            if len(self._bodies) >= BODIES_AT_HAND:
                self._bodies.clear()
            body = self._bodies[notice.id] = body_of(notice, self._base_url)
        return body


class _Pace:
    """How fast parcels come back lately, and how many to have in hand at that."""

    def __init__(self) -> None:
        self._rate = 0.0  # a second
        self._at = time.monotonic()

    def came_back(self, count: int) -> None:
        now = time.monotonic()
        seconds, self._at = max(now - self._at, 1e-4), now
        self._rate += (count / seconds - self._rate) * min(1.0, seconds / READY_FOR)

    @property
    def room(self) -> int:
        return min(ROOM, LEAST_ROOM + int(self._rate * READY_FOR))


def _handful(feed: Iterator[Parcel | None], most: int) -> tuple[list[Parcel], bool]:
    """What there is to carry now, and whether there may be more later."""
    handful: list[Parcel] = []
    for parcel in feed:
        if parcel is None:
            return handful, True
        handful.append(parcel)
        if len(handful) == most:
            return handful, True
    return handful, False
