"""The courier empties a lane: leases what is owed, hands it to the transport, writes down what became of it.

No database connection is held while a transport works; what is no longer true is withdrawn, not sent; and `sent`
is written last, so that stopping between any two steps can repeat a message (with the same id) but never lose one.
"""

import secrets
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event, Thread

import structlog

from notifier.agenda.moment import Kind
from notifier.agenda.notice import Promise
from notifier.audience.match import Role
from notifier.audience.mute import Standing, reason_not_to_send
from notifier.audience.subscription import Lane
from notifier.clock import Clock
from notifier.ledger import deliveries, standings
from notifier.ledger.connect import Book, Ledger
from notifier.ledger.deliveries import FarEnd, Owed, Settlement
from notifier.ledger.states import Step
from notifier.relay.backoff import wait_after
from notifier.transports.base import GiveUp, Item, Letter, Outcome, Parcel, Sent, Transport, TryAgain

log = structlog.get_logger()

# A worker that has not renewed its lease for this long has gone silent.
LEASE = timedelta(seconds=30)
RENEW_EVERY = 10.0  # seconds
BATCH = {Lane.EMAIL: 200, Lane.WEBHOOK: 500}
# Outcomes are written down in bulk, but none waits longer than this.
FLUSH_EVERY = 0.5  # seconds
FLUSH_AT = 100
# One task works this long at most, so that a stopping worker and another lane never wait for long.
BUDGET = 20.0  # seconds


@dataclass(slots=True)
class Tally:
    """What became of some deliveries, by the step that each took; `more` may be left, for time ran out."""

    steps: Counter[Step] = field(default_factory=Counter)
    more: bool = False


class Courier:
    """Empties lanes. One is shared by all threads of a process."""

    def __init__(self, ledger: Ledger, transports: Mapping[Lane, Transport], clock: Clock):
        self._ledger = ledger
        self._transports = transports
        self._clock = clock
        self.stopping = Event()  # set: finish the batch in hand and take no other

    def empty(self, lane: Lane, budget: float = BUDGET) -> Tally:
        """Deliver what may leave a lane now, batch after batch, until it is empty or `budget` seconds have passed."""
        ends = time.monotonic() + budget
        total = Tally(more=True)
        while total.more and not self.stopping.is_set() and time.monotonic() < ends:
            batch = self._deliver_batch(lane)
            total.steps += batch
            total.more = bool(batch)
        return total

    def _deliver_batch(self, lane: Lane) -> Counter[Step]:
        """Lease, judge, carry and settle one batch; nothing is counted where nothing may leave now."""
        lease = secrets.token_hex(8)
        now = self._clock()
        with self._ledger.writing() as book:
            owed = deliveries.claim(book, lane, lease, now, now + LEASE, BATCH[lane])
            stands = standings.standings(book, [notice for one in owed for notice, _ in one.notices], now)
            letters = {one.id: _letter(book, one, stands) for one in owed}
        if not owed:
            return Counter()
        by_id = {one.id: one for one in owed}
        pen = _Pen(self._ledger, lease)
        for one in owed:
            if not letters[one.id].items:
                pen.note(self._withdrawal(one, stands))
        parcels = [Parcel(one.id, one.destination, letters[one.id]) for one in owed if letters[one.id].items]
        with self._holding(lease):
            for parcel, outcome in _carried(self._transports[lane], parcels):
                pen.note(self._settlement(by_id[parcel.id], outcome))
        pen.flush()
        return pen.written

    @contextmanager
    def _holding(self, lease: str) -> Iterator[None]:
        """Renew a lease for as long as the `with` block lasts, however long a far end takes to answer."""
        done = Event()

        def renew() -> None:
            while not done.wait(RENEW_EVERY):
                try:
                    with self._ledger.writing() as book:
                        deliveries.renew(book, lease, self._clock() + LEASE)
                except Exception:  # the ledger is away: what is lost by it is sent again, with the same id
                    log.exception("lease not renewed")

        keeper = Thread(target=renew, name="lease", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()

    def _withdrawal(self, one: Owed, stands: Mapping[str, Standing]) -> Settlement:
        reasons = {reason_not_to_send(notice, stands[notice.id]) for notice, _ in one.notices}
        why = "; ".join(sorted(reason for reason in reasons if reason)) or "it holds no notice"
        return Settlement(one.id, one.attempts, Step.WITHDRAW, self._clock(), why)

    def _settlement(self, one: Owed, outcome: Outcome) -> Settlement:
        """What is written down of an attempt, and the step that the delivery takes."""
        now = self._clock()
        ended = Settlement(
            one.id, one.attempts, Step.ARRIVE, now, far_end=FarEnd(outcome.status, outcome.response, outcome.seconds)
        )
        if isinstance(outcome, Sent):
            return ended
        if isinstance(outcome, GiveUp):
            return replace(ended, step=Step.GIVE_UP, reason=outcome.reason, close=outcome.close)
        wait = wait_after(one.attempts, one.id, outcome.after)
        if wait is None:
            return replace(ended, step=Step.GIVE_UP, reason=f"out of tries: {outcome.reason}")
        return replace(ended, step=Step.WAIT, reason=outcome.reason, not_before=now + wait)


class _Pen:
    """Writes settlements down in bulk as they come."""

    def __init__(self, ledger: Ledger, lease: str):
        self._ledger = ledger
        self._lease = lease
        self._noted: list[Settlement] = []
        self._flushed = time.monotonic()
        self.written: Counter[Step] = Counter()

    def note(self, settlement: Settlement) -> None:
        self._noted.append(settlement)
        if len(self._noted) >= FLUSH_AT or time.monotonic() - self._flushed > FLUSH_EVERY:
            self.flush()

    def flush(self) -> None:
        with self._ledger.writing() as book:
            deliveries.settle(book, self._lease, self._noted)
        for one in self._noted:
            self.written[one.step] += 1
            log.info("delivery", id=one.delivery, attempt=one.number, outcome=str(one.step), status=one.far_end.status)
        self._noted = []
        self._flushed = time.monotonic()


def _letter(book: Book, one: Owed, stands: Mapping[str, Standing]) -> Letter:
    """What a delivery says now: those of its notices that still hold."""
    items = tuple(
        Item(notice, stands[notice.id].today, whys)
        for notice, whys in one.notices
        if reason_not_to_send(notice, stands[notice.id]) is None
    )
    return Letter(items, one.language, tuple(_promises(book, items)))


def _promises(book: Book, items: Sequence[Item]) -> Iterator[Promise]:
    """What the reader's agency has promised, where it is told that a plan has been published."""
    for item in items:
        if item.notice.kind is Kind.PUBLISHED:
            for why in item.whys:
                if why.role is Role.AGENCY and why.agency:
                    yield from standings.promised_by(book, item.notice.plan.id, why.agency.id)


def _carried(transport: Transport, parcels: Sequence[Parcel]) -> Iterator[tuple[Parcel, Outcome]]:
    """The outcomes of a transport, one for every parcel even if the transport itself breaks."""
    left = {parcel.id: parcel for parcel in parcels}
    trouble = "the transport gave no outcome"
    try:
        for parcel, outcome in transport.carry(parcels) if parcels else ():
            if left.pop(parcel.id, None):
                yield parcel, outcome
    except Exception as error:  # whatever it was, the parcels are still owed
        log.exception("transport failed", lane=str(transport.lane))
        trouble = f"the transport failed: {error.__class__.__name__}"
    for parcel in left.values():
        yield parcel, TryAgain(reason=trouble)
