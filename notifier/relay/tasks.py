"""The one task: empty a lane. In one process a lane is emptied by one thread at a time."""

from threading import Lock

from celery import Celery

from notifier.audience.subscription import Lane
from notifier.relay.courier import Courier
from notifier.relay.queues import DELIVER, poke


class _Turnstile:
    """Lets one thread into a lane, and remembers that somebody knocked meanwhile.

    Without it a burst of pokes for one lane would take every thread, and the other lanes would wait.
    """

    def __init__(self) -> None:
        self._inside = Lock()
        self._knocked = False

    def knock(self) -> None:
        self._knocked = True

    def enter(self) -> bool:
        """Go in if somebody has knocked and nobody is inside. Whoever knocks later is not forgotten: ask again."""
        if not self._knocked or not self._inside.acquire(blocking=False):
            return False
        self._knocked = False
        return True

    def leave(self) -> None:
        self._inside.release()


def register(broker: Celery, courier: Courier) -> None:
    """Give a worker's Celery app the task that its queues call for."""
    turnstiles = {lane: _Turnstile() for lane in Lane}

    # Not shared: the task belongs to this app and its courier, not to every app of the process.
    @broker.task(name=DELIVER, ignore_result=True, shared=False)  # type: ignore[untyped-decorator]
    def deliver(name: str) -> None:
        lane = Lane(name)
        turnstile = turnstiles[lane]
        turnstile.knock()
        while turnstile.enter():
            try:
                more = courier.empty(lane, call=lambda: poke(broker, lane)).more
            finally:
                turnstile.leave()
            if more and not courier.stopping.is_set():
                poke(broker, lane)  # to the back of the queue, so that the other lanes have their turn
