"""Webhooks are carried many at once; each outcome is given back as soon as it is known.

The event loop lives in a thread of its own for one round of parcels, so that neither a slow far end nor a caller who
takes time to write down an outcome holds up the rest. A caller who stops listening ends the round.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from queue import SimpleQueue

import structlog

from notifier import clock
from notifier.audience.subscription import Lane
from notifier.clock import Clock
from notifier.errors import AddressError
from notifier.transports.base import GiveUp, Outcome, Parcel, TryAgain
from notifier.transports.http import IN_FLIGHT, USUAL, Client, Timeouts, check_web_address
from notifier.transports.networks import Networks
from notifier.transports.webhook.event import CONTENT_TYPE, body_of
from notifier.transports.webhook.handshake import introduction
from notifier.transports.webhook.sign import check_secret, signed
from notifier.transports.webhook.verdict import outcome_of

Tell = Callable[[int, Outcome], None]

_log = structlog.get_logger()


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
        self._headers = {
            "content-type": CONTENT_TYPE,
            "accept-encoding": "identity",
            **introduction(self._base_url),
        }

    def check(self, address: str) -> None:
        """Raises AddressError unless webhooks can now be posted to `address`."""
        check_web_address(address, self._allowed)

    def carry(self, parcels: Sequence[Parcel]) -> Iterator[tuple[Parcel, Outcome]]:
        """Post each parcel once; outcomes come as the far ends answer."""
        left = dict(enumerate(parcels))
        if not left:
            return
        trouble = "the round ended before its turn"
        try:
            with closing(_as_told(lambda tell: self._post_all(parcels, tell))) as outcomes:
                for place, outcome in outcomes:
                    yield left.pop(place), outcome
        except Exception as error:  # not even a thread or a socket may be had: all that is left is still owed
            _log.error("webhooks not carried", trouble=error.__class__.__name__, left=len(left))
            trouble = f"the round failed: {error.__class__.__name__}"
        for parcel in left.values():
            yield parcel, TryAgain(reason=trouble)

    def close(self) -> None:
        """Nothing to do: connections are kept for a round, no longer."""

    async def _post_all(self, parcels: Sequence[Parcel], tell: Tell) -> None:
        bodies: dict[str, bytes] = {}

        async def post(place: int, parcel: Parcel) -> None:
            try:
                outcome = await self._post(client, parcel, bodies)
            except Exception as error:  # a fault of ours: the others are carried all the same
                _log.error("webhook not made", delivery=parcel.id, trouble=error.__class__.__name__)
                outcome = TryAgain(reason=f"the message could not be made: {error.__class__.__name__}")
            tell(place, outcome)

        async with Client(self._allowed, self._timeouts) as client, asyncio.TaskGroup() as tasks:
            for place, parcel in enumerate(parcels):
                tasks.create_task(post(place, parcel))

    async def _post(self, client: Client, parcel: Parcel, bodies: dict[str, bytes]) -> Outcome:
        secret = parcel.destination.secret
        try:
            check_secret(secret or "")
        except AddressError as error:
            return GiveUp(reason=str(error))
        assert secret is not None
        body = self._body(parcel, bodies)

        def headers() -> Mapping[str, str]:
            return self._headers | signed(parcel.id, body, parcel.destination.secrets, self._real_time())

        answer = await client.post(parcel.destination.address, body, headers)
        return outcome_of(answer, self._real_time())

    def _body(self, parcel: Parcel, bodies: dict[str, bytes]) -> bytes:
        """The event of a parcel, made once for all parcels of the same notice."""
        (item,) = parcel.letter.items
        notice = item.notice
        if notice.id not in bodies:
            bodies[notice.id] = body_of(notice, self._base_url)
        return bodies[notice.id]


def _as_told(work: Callable[[Tell], Coroutine[None, None, None]]) -> Generator[tuple[int, Outcome], None, None]:
    """What `work` tells while it runs on an event loop in another thread; to close this is to cancel that."""
    told: SimpleQueue[tuple[int, Outcome] | None] = SimpleQueue()
    loop = asyncio.new_event_loop()
    # Names are looked up in threads: enough of them, that one which takes long holds up nobody else's.
    loop.set_default_executor(ThreadPoolExecutor(IN_FLIGHT, "names"))
    task = loop.create_task(work(lambda place, outcome: told.put((place, outcome))))

    def run() -> None:
        try:
            with suppress(asyncio.CancelledError):
                loop.run_until_complete(task)
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            # Unlike asyncio.run, this does not wait for the names that nobody needs any more.
            loop.close()
            told.put(None)

    with ThreadPoolExecutor(1, "webhooks") as thread:
        running = thread.submit(run)
        try:
            yield from iter(told.get, None)
            running.result()
        finally:
            with suppress(RuntimeError):  # the loop is closed where the work has ended by itself
                loop.call_soon_threadsafe(task.cancel)
