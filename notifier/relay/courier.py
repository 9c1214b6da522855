"""The courier empties a lane: leases what is owed, hands it to the transport, writes down what became of it.

No database connection is held while a transport works; what is no longer true is withdrawn, not sent; and `sent`
is written last, so that stopping between any two steps can repeat a message (with the same id) but never lose one.
"""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread

import structlog

from notifier.audience.links import Links
from notifier.audience.subscription import Lane
from notifier.clock import Clock
from notifier.ledger import leases
from notifier.ledger.connect import Ledger
from notifier.ledger.leases import Owed, Shelf
from notifier.ledger.states import Step
from notifier.relay.letters import letters_of
from notifier.relay.pen import AGAIN_AFTER, Pen
from notifier.relay.verdict import LANE_REST, returned, settlement_of, withdrawn
from notifier.transports.base import Outcome, Parcel, Transport, TryAgain

log = structlog.get_logger()

# A worker that has not renewed its lease for this long has gone silent.
LEASE = timedelta(seconds=30)
RENEW_EVERY = 10.0  # seconds
# So many are leased together; fewer at first, so that the first are on their way at once, and again where a batch lasts
# longer than this, so that other workers find something to do.
BATCH_LASTS = 0.25  # seconds
FIRST_BATCH = {Lane.EMAIL: 1000, Lane.WEBHOOK: 64}
BATCH = {Lane.EMAIL: 1000, Lane.WEBHOOK: 400}
# One task leases for this long at most, and then ends as soon as everything it has in hand is back.
BUDGET = 300.0  # seconds
# Who finds more than one batch calls a colleague, but not for every batch.
CALL_EVERY = 0.1  # seconds


@dataclass(slots=True)
class Tally:
    """What became of some deliveries, by the step that each took; `more` may be left, for time ran out."""

    steps: Counter[Step] = field(default_factory=Counter)
    more: bool = False


class Courier:
    """Empties lanes. One is shared by all threads of a process.

    `links` makes those that readers are given for themselves alone; without it there are none.
    """

    def __init__(
        self,
        ledger: Ledger,
        transports: Mapping[Lane, Transport],
        clock: Clock,
        links: Links | None = None,
    ):
        self._ledger = ledger
        self._transports = transports
        self._clock = clock
        self._links = links
        self._shelf = Shelf()
        self.stopping = Event()  # set: lease nothing more, and finish what is in hand

    def empty(self, lane: Lane, budget: float = BUDGET, call: Callable[[], object] = lambda: None) -> Tally:
        """Deliver what may leave a lane now, until it is empty or `budget` seconds have passed.

        `call` is done now and then while there is enough for two: it may call a colleague.
        """
        errand = _Errand(lane, secrets.token_hex(8), time.monotonic() + budget, call)
        pen = Pen(self._ledger, lane, errand.lease)
        with self._holding(errand):
            for owed, outcome in self._carried(errand, pen):
                now = self._clock()
                pen.note(settlement_of(owed, outcome, now))
                if isinstance(outcome, TryAgain) and outcome.pauses and not errand.over:
                    errand.over = True
                    pen.pause(now, now + LANE_REST, outcome.reason)
            pen.close(LEASE)
        return Tally(pen.written, more=errand.cut_short)

    def _carried(self, errand: "_Errand", pen: Pen) -> Iterator[tuple[Owed, Outcome]]:
        """The outcomes of a transport, one for every parcel even if the transport itself breaks."""
        transport = self._transports[errand.lane]
        trouble = "the transport gave no outcome"
        try:
            for parcel, outcome in transport.carry(self._parcels(errand, pen)):
                if owed := errand.in_hand.pop(parcel.id, None):
                    yield owed, outcome
        except Exception as error:  # whatever it was, the parcels are still owed
            log.exception("transport failed", lane=str(errand.lane))
            trouble = f"the transport failed: {error.__class__.__name__}"
        for owed in errand.in_hand.values():
            yield owed, TryAgain(reason=trouble)
        errand.in_hand.clear()

    def _parcels(self, errand: "_Errand", pen: Pen) -> Iterator[Parcel | None]:
        """What the lane owes, leased as the transport asks for it; None where there is nothing just now, but something
        in hand may still take a while: new parcels must not wait for it."""
        while True:
            pen.flush_in_time()
            parcels = self._lease(errand, pen)
            yield from parcels
            if not parcels:
                if not errand.in_hand:
                    return
                yield None

    def _lease(self, errand: "_Errand", pen: Pen) -> list[Parcel]:
        """Lease some of what may leave now; what is not to leave after all is written down and passed over."""
        parcels: list[Parcel] = []
        while not parcels and not errand.over:
            if self.stopping.is_set() or time.monotonic() > errand.ends:
                errand.over = errand.cut_short = True
                break
            now = self._clock()
            try:
                most = errand.next_batch()
                with self._ledger.leasing() as book:
                    batch = leases.claim(book, self._shelf, errand.lane, errand.lease, now, now + LEASE, most)
                    letters = letters_of(book, batch, now, self._links)
            except Exception as error:  # the ledger is away: what is in hand goes on, and the lane is tried again soon
                log.warning("nothing leased", lane=str(errand.lane), trouble=error.__class__.__name__)
                errand.over = errand.cut_short = True
                self.stopping.wait(AGAIN_AFTER)
                break
            if not batch:
                break
            if len(batch) == most:
                errand.call_now_and_then()
            for owed in batch:
                if owed.mute:
                    pen.note(withdrawn(owed, f"nothing is sent there any more: {owed.mute}", now))
                elif owed.broken:
                    log.error("secret not opened", delivery=owed.id, mend=owed.broken)
                    pen.note(returned(owed, owed.broken, now, now + LANE_REST))
                elif owed.rests_until and owed.rests_until > now:
                    pen.note(returned(owed, "the receiver is left alone for a while", now, owed.rests_until))
                elif owed.paused_until and owed.paused_until > now and owed.only_subscribed_to:
                    # It was out, or being owed, when its reader paused.
                    pen.note(returned(owed, "its reader has paused", now, owed.paused_until))
                elif isinstance(letter := letters[owed.id], str):
                    pen.note(withdrawn(owed, letter, now))
                else:
                    errand.in_hand[owed.id] = owed
                    parcels.append(Parcel(owed.id, owed.destination, letter, self._leave(owed)))
        return parcels

    def _leave(self, owed: Owed) -> str | None:
        by_mail = owed.destination.lane is Lane.EMAIL
        return self._links.leave(owed.destination_id) if self._links and by_mail else None

    @contextmanager
    def _holding(self, errand: "_Errand") -> Iterator[None]:
        """Renew a lease for as long as the `with` block lasts, however long a far end takes to answer."""
        done = Event()

        def renew() -> None:
            while not done.wait(RENEW_EVERY):
                try:
                    with self._ledger.writing() as book:
                        leases.renew(book, errand.lease, self._clock() + LEASE)
                except Exception:  # the ledger is away: what is lost by it is sent again, with the same id
                    log.exception("lease not renewed")

        keeper = Thread(target=renew, name="lease", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()


@dataclass(slots=True)
class _Errand:
    """One emptying of a lane: the lease that it is done under, when it `ends`, and what is out with the transport.

    Once it is `over` nothing more is leased; `cut_short` where there may have been more.
    """

    lane: Lane
    lease: str
    ends: float
    call: Callable[[], object]
    called: float = -CALL_EVERY
    in_hand: dict[str, Owed] = field(default_factory=dict)
    batch: int = 0
    leased_at: float = 0.0
    over: bool = False
    cut_short: bool = False

    def next_batch(self) -> int:
        """How many to lease now: twice as many as last time if those were soon gone, else half."""
        now = time.monotonic()
        least, most = FIRST_BATCH[self.lane], BATCH[self.lane]
        grown = self.batch * 2 if now - self.leased_at < BATCH_LASTS else self.batch // 2
        self.batch, self.leased_at = max(least, min(most, grown)), now
        return self.batch

    def call_now_and_then(self) -> None:
        if time.monotonic() - self.called > CALL_EVERY:
            self.called = time.monotonic()
            self.call()
