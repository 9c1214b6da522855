"""The running service: its parts as processes of their own, or all of them in one.

SIGTERM and SIGINT finish the work in hand; a process that was asked to stop has done nothing wrong and exits 0.
"""

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Event
from types import FrameType

import structlog
import uvicorn

from notifier.audience.subscription import Lane
from notifier.bootstrap import Notifier
from notifier.ledger.states import Step
from notifier.pipeline import Announced, Ingested
from notifier.relay.crew import working_thread
from notifier.scheduler import scheduling
from notifier.web.app import create_app

log = structlog.get_logger()


class _Server(uvicorn.Server):
    """Uvicorn, but whoever starts it decides what a signal means: its own way ends the process by the signal."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _when_asked_to_stop(react: Callable[[], None]) -> Iterator[None]:
    """Call `react` on SIGTERM or SIGINT, for as long as the `with` block lasts."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        react()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _server(notifier: Notifier, host: str, port: int) -> _Server:
    app = create_app(notifier)
    return _Server(uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False))


def _serve(server: _Server) -> int:
    try:
        server.run()
    except SystemExit:  # uvicorn's way of saying that it could not listen; it has logged why
        return 1
    return 0


def serve(notifier: Notifier, host: str, port: int) -> int:
    """Serve the pages until asked to stop. The exit code: 1 where the address is taken."""
    server = _server(notifier, host, port)
    with _when_asked_to_stop(lambda: setattr(server, "should_exit", True)):
        return _serve(server)


def schedule(notifier: Notifier) -> int:
    """Run the jobs until asked to stop. The exit code."""
    stop = Event()
    with _when_asked_to_stop(stop.set), scheduling(notifier):
        stop.wait()
    return 0


def up(notifier: Notifier, host: str, port: int) -> int:
    """Everything in one process: pages, jobs, and a worker behind an in-memory broker. The exit code."""
    server = _server(notifier, host, port)
    # From here on a signal is heard, even while the first plans are still being read.
    with _when_asked_to_stop(lambda: setattr(server, "should_exit", True)), ExitStack() as stack:
        stack.enter_context(working_thread(notifier.broker, notifier.courier))
        stack.enter_context(scheduling(notifier))
        return _serve(server)


def run_once(notifier: Notifier) -> tuple[Ingested, Announced, Counter[Step]]:
    """Ingest, announce, and deliver everything that may leave now; what each of the three found."""
    ingested = notifier.ingest()
    announced = notifier.announce()
    notifier.take_back()
    delivered: Counter[Step] = Counter()
    for lane in Lane:
        delivered += notifier.courier.empty(lane, budget=float("inf")).steps
    return ingested, announced, delivered
