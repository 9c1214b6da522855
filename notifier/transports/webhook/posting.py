"""The inside of the webhook transport: an event loop in a thread of its own, which posts as traffic allows.

It lives as long as its transport is in use, so that connections and what is known of hosts outlast a round. What
becomes of parcels is told in handfuls: to wake the other thread for each would cost more than posting it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

import structlog
import uvloop

from notifier.transports.base import GiveUp, Outcome, Parcel, TryAgain
from notifier.transports.http import NOT_IN_TIME, Client, host_of
from notifier.transports.webhook.traffic import IN_FLIGHT, Away, Traffic

# Outcomes are told together that come within this time.
HANDFUL = 0.005  # seconds
LOOK_EVERY = 0.1  # seconds

Told = tuple[Parcel, Outcome]

_log = structlog.get_logger()


class Round:
    """One caller's parcels, from being taken to being told of."""

    def __init__(self) -> None:
        self.abandoned = False
        self._told: SimpleQueue[list[Told]] = SimpleQueue()

    def tell(self, told: list[Told]) -> None:
        self._told.put(told)

    def told(self, patience: float) -> list[Told]:
        """What has become known, waiting for it up to `patience` seconds."""
        try:
            return self._told.get(timeout=patience)
        except Empty:
            return []


@dataclass(slots=True, eq=False)
class _Trip:
    """A parcel on its way; `cut` where it has to end before its time."""

    parcel: Parcel
    round: Round
    host: str
    address: str
    began: float = 0.0
    task: "asyncio.Task[None] | None" = None
    cut: bool = False


@dataclass
class _Desk:
    """What lives on the loop, and is touched from its thread alone."""

    loop: asyncio.AbstractEventLoop
    carry: Callable[[Client, Parcel], Coroutine[Any, Any, Outcome]]
    client: Client
    longest: float  # seconds that a try may take
    traffic: Traffic[_Trip] = field(default_factory=Traffic)
    trips: dict[int, _Trip] = field(default_factory=dict)
    news: defaultdict[Round, list[Told]] = field(default_factory=lambda: defaultdict(list))
    looking: bool = False
    closing: bool = False  # nothing more goes

    def take(self, parcels: Sequence[Parcel], round: Round) -> None:
        now = self.loop.time()
        for parcel in parcels:
            address = parcel.destination.address
            trip = _Trip(parcel, round, host_of(address), address)
            if away := self.traffic.add(trip, now):
                self._turn_away([away])
        self._go()

    def abandon(self, round: Round) -> None:
        """Its caller listens no longer: what is under way ends, and what waits is forgotten."""
        round.abandoned = True
        self.news.pop(round, None)
        self.traffic.forget(lambda trip: trip.round is round)
        for trip in self.trips.values():
            if trip.round is round and trip.task:
                # Not at once: a task that has not begun when it is cancelled never gives its place back.
                self.loop.call_soon(trip.task.cancel)

    async def close(self) -> None:
        """End what is under way, let nothing that waits go instead, and tell what is known by now."""
        self.closing = True
        tasks = [trip.task for trip in self.trips.values() if trip.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._hand_over()

    def _go(self) -> None:
        now = self.loop.time()
        while not self.closing and (trip := self.traffic.next(now)):
            self.trips[id(trip)] = trip
            trip.task = self.loop.create_task(self._try(trip))
        if self.trips and not self.looking:
            self.looking = True
            self.loop.call_later(LOOK_EVERY, self._look)

    async def _try(self, trip: _Trip) -> None:
        left = True  # whether it was on its way to the host, so that what came of it says something of that
        outcome: Outcome | None = None
        try:
            outcome = await self.carry(self.client, trip.parcel)
            left = not isinstance(outcome, GiveUp) or outcome.status is not None
        except asyncio.CancelledError:
            if trip.cut or self.closing:
                reason = NOT_IN_TIME if trip.cut else "its worker stopped before an answer came"
                outcome = TryAgain(reason=reason, seconds=self.loop.time() - trip.began)
        except Exception as error:  # a fault of ours: the others are carried all the same
            left = False
            _log.error("webhook not made", delivery=trip.parcel.id, trouble=error.__class__.__name__)
            outcome = TryAgain(reason=f"the message could not be made: {error.__class__.__name__}")
        del self.trips[id(trip)]
        if outcome and left:
            self._judge(trip, outcome)
        else:
            self.traffic.dropped(trip)
        if outcome:
            self._tell(trip, outcome)
        self._go()

    def _judge(self, trip: _Trip, outcome: Outcome) -> None:
        """What an outcome says of the host and of the destination, for those who wait for the same."""
        again = outcome if isinstance(outcome, TryAgain) else None
        asked = again.after.total_seconds() if again and again.after else None
        answered = outcome.status is not None
        self._turn_away(
            self.traffic.ended(trip, self.loop.time(), answered=answered, failed=again is not None, asked=asked)
        )

    def _look(self) -> None:
        self.looking = False
        now = self.loop.time()
        self._turn_away(self.traffic.look(now))
        for trip in self.traffic.to_cut(now, self.longest):
            if trip.task:
                trip.cut = True
                trip.task.cancel()
        self._go()

    def _turn_away(self, turned: Iterable[Away[_Trip]]) -> None:
        for away in turned:
            self._tell(away.going, TryAgain(reason=away.reason, after=timedelta(seconds=away.seconds), tried=False))

    def _tell(self, trip: _Trip, outcome: Outcome) -> None:
        if trip.round.abandoned:
            return
        if not self.news:
            self.loop.call_later(HANDFUL, self._hand_over)
        self.news[trip.round].append((trip.parcel, outcome))

    def _hand_over(self) -> None:
        for round, told in self.news.items():
            round.tell(told)
        self.news.clear()


class Posting:
    """The loop and its thread, from `begin` to `close`."""

    def __init__(self, carry: Callable[[Client, Parcel], Coroutine[Any, Any, Outcome]], client: Client, longest: float):
        self._carry = carry
        self._longest = longest
        self._client = client
        self._loop = uvloop.new_event_loop()
        self._started = Event()
        self._stop = asyncio.Event()
        self._thread = Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()
        self._started.wait()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def take(self, parcels: Sequence[Parcel], round: Round) -> None:
        """Post parcels as soon as traffic allows; their outcomes are told to their round."""
        with suppress(RuntimeError):  # the loop is closed: it will tell of none of them, as its caller can see
            self._loop.call_soon_threadsafe(self._desk.take, parcels, round)

    def abandon(self, round: Round) -> None:
        with suppress(RuntimeError):  # the loop is closed: there is nothing left to end
            self._loop.call_soon_threadsafe(self._desk.abandon, round)

    def close(self) -> None:
        """End what is under way, and the thread."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        # Names are looked up in threads: enough of them, that one which takes long holds up nobody else's.
        self._loop.set_default_executor(ThreadPoolExecutor(IN_FLIGHT, "names"))
        try:
            self._loop.run_until_complete(self._live())
        finally:
            self._started.set()
            # Unlike asyncio.run, this does not wait for the names that nobody needs any more.
            self._loop.close()

    async def _live(self) -> None:
        async with self._client as client:
            self._desk = _Desk(self._loop, self._carry, client, self._longest)
            self._started.set()
            await self._stop.wait()
            await self._desk.close()
