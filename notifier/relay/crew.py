"""Workers: Celery consumers of every lane, as a process of their own or as a thread of the one process."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from celery import Celery, signals
from celery.worker import WorkController

from notifier.audience.subscription import Lane
from notifier.relay.courier import Courier
from notifier.relay.queues import QUEUES, poke
from notifier.relay.tasks import register

log = structlog.get_logger()

# One thread a lane, and one that turns away pokes for a lane that is being emptied.
THREADS = len(QUEUES) + 1


def work(broker: Celery, courier: Courier) -> int:
    """Be a worker process until SIGTERM or SIGINT; then finish the batch in hand. The exit code."""
    register(broker, courier)

    # Celery itself waits for running tasks, and a task stops after its batch once it is told to.
    @signals.worker_shutting_down.connect(weak=False)  # type: ignore[untyped-decorator]
    def _stop(**_: object) -> None:
        courier.stopping.set()

    @signals.worker_ready.connect(weak=False)  # type: ignore[untyped-decorator]
    def _ready(**_: object) -> None:
        log.info("worker ready", queues=",".join(QUEUES))
        for lane in Lane:  # whatever is owed by now need not wait for the next sweep
            poke(broker, lane)

    worker = broker.Worker(pool="threads", concurrency=THREADS, queues=list(QUEUES), quiet=True, loglevel="WARNING")
    worker.start()
    return int(worker.exitcode or 0)


@contextmanager
def working_thread(broker: Celery, courier: Courier) -> Iterator[None]:
    """A worker inside this process, for as long as the `with` block lasts."""
    register(broker, courier)
    # The pool's threads look their task up in the default app; a worker process sets it by itself.
    broker.set_default()
    ready = Event()
    controller = WorkController(
        app=broker,
        pool_cls="threads",
        concurrency=THREADS,
        queues=list(QUEUES),
        ready_callback=lambda _consumer: ready.set(),
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    thread = Thread(target=controller.start, name="worker", daemon=True)
    thread.start()
    ready.wait(timeout=15)
    try:
        yield
    finally:
        courier.stopping.set()
        controller.stop()
        thread.join(timeout=60)
