"""The guard: a rule that does not end, or is too slow, is stopped, so that the other rules and the tick go on.

A watchdog, a thread of its own, looks twenty times a second at which rule is being asked. The rule that has to stop
gets an exception raised in the thread that asks it. Whoever asks pays a few assignments a case. The exception lands in
the rule or in whoever asks it, and nowhere else: it is only raised while both sides agree that the rule is being asked
(`_Watchdog.shoot` and `Watch.settle`), and the asking side goes on only once none is on its way any more.
"""

import ctypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread, get_ident
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from notifier.agenda.rulebook import Rulebook

LONGEST_CALL = 1.0  # seconds that a rule may take for one case
LONGEST_LOAD = 10.0  # seconds that a module may take to load: a package may bring much
# What a rule may take in one tick, where it also takes longer than this for a case on average.
LONGEST_IN_ALL = 20.0  # seconds
LONGEST_MEAN = 0.005  # seconds
SAMPLE = 0.05  # seconds between two looks
# Of the time in which the thread does not work, so much counts: on a busy machine, waiting is no fault of the rule.
WAITING = 0.25
# What was not stopped is set upon again so often, at every other look, before it is called what cannot be stopped.
MOST_TRIES = 20

P = ParamSpec("P")
T = TypeVar("T")

# Sets the exception that a thread raises next, or with None takes it back; both while it holds the interpreter.
_raise_in = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p)(
    ("PyThreadState_SetAsyncExc", ctypes.pythonapi)
)
# What is being asked for too long and cannot be stopped, in this process, by thread.
_unstoppable: dict[int, str] = {}


class Stopped(BaseException):
    """Raised in the middle of a rule that has to stop. No Exception, so that `except Exception` lets it pass."""


@dataclass(slots=True, eq=False)
class Tally:
    """One rule during one tick: how many cases it was asked about, how long that took, and why it was stopped."""

    name: str
    asked: int = 0
    spent: float = 0.0
    stopped: str | None = None


@dataclass(slots=True, eq=False)
class Watch:
    """What a thread asks just now, as its watchdog sees it.

    `asking` is the rule that is being asked; `aimed` is true while the watchdog may raise an exception; `why` says what
    for. Both sides first say what they do (`aimed`, `asking`) and then look at what the other one does.
    """

    thread: int = field(default_factory=get_ident)
    asking: Tally | None = None
    aimed: bool = False
    fired: bool = False
    why: str = ""
    lock: Lock = field(default_factory=Lock)  # type: ignore[valid-type, unused-ignore]  # a function before 3.13
    tallies: dict[str, Tally] = field(default_factory=dict)

    def tally(self, name: str) -> Tally:
        """The tally of the rule of this name."""
        return self.tallies.setdefault(name, Tally(name))

    def settle(self) -> None:
        """Once the watchdog has aimed: wait until it has decided, and raise Stopped if it has fired."""
        with self.lock:  # held from aiming to firing
            _raise_in(self.thread, None)  # what has not landed yet never will
            fired, self.fired, self.aimed = self.fired, False, False
        if fired:
            raise Stopped

    def call(self, tally: Tally, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function that is somebody else's, as a rule is asked. Raises Stopped where it had to be stopped."""
        try:
            try:
                tally.asked += 1
                self.asking = tally
                return function(*args, **kwargs)
            finally:
                self.asking = None
                if self.aimed:
                    self.settle()
        except Stopped:
            self.rest()
            raise

    def rest(self) -> None:
        """After a stop: nothing is asked, and nothing is on its way."""
        self.asking = None
        if self.aimed:
            with self.lock:
                _raise_in(self.thread, None)
                self.fired = self.aimed = False
        _unstoppable.pop(self.thread, None)


# The watch of whoever asks without a watchdog: nobody looks at it.
UNWATCHED = Watch()


@contextmanager
def guarding(rulebook: "Rulebook") -> Iterator["Rulebook"]:
    """The same rulebook under guard, in this thread, for as long as the `with` block lasts.

    A rule that was stopped is left out for the rest of the block, and reported for each case as though it had raised.
    """
    if rulebook.watch is not UNWATCHED:
        yield rulebook
        return
    with watching() as watch:
        yield rulebook.under_watch(watch)


@contextmanager
def watching(longest: float | None = None) -> Iterator[Watch]:
    """A watch of this thread, with its watchdog, who lets a call take so many seconds."""
    watch = Watch()
    watchdog = _Watchdog(watch, longest or LONGEST_CALL)
    thread = Thread(target=watchdog.look, name="watchdog", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watchdog.done.set()
        thread.join()
        watch.rest()


def unstoppable() -> list[str]:
    """What rules this process is stuck in, a sentence each."""
    return list(_unstoppable.values())


class _Watchdog:
    """Looks at what is being asked, adds up how long that takes, and raises the exception."""

    def __init__(self, watch: Watch, longest: float):
        self._longest = longest
        self.done = Event()
        self._watch = watch
        self._clock = time.pthread_getcpuclockid(watch.thread)
        self._looked_at = time.monotonic()
        self._worked = time.clock_gettime(self._clock)
        self._call: tuple[Tally, int] | None = None
        self._spent = 0.0
        self._tries = 0

    def look(self) -> None:
        """Look again and again, until the block has ended."""
        while not self.done.wait(SAMPLE):
            step = self._step()
            tally = self._watch.asking
            if tally is None:
                continue
            call = (tally, tally.asked)
            if call != self._call:
                self._call, self._spent, self._tries = call, 0.0, 0
            else:
                self._spent += step
            tally.spent += step
            if why := self._too_long(tally):
                self._tries += 1
                if self._tries % 2:
                    self.shoot(call, why)
                if self._tries == 2 * MOST_TRIES:
                    self._give_up(tally, why)

    def _step(self) -> float:
        """How long the thread worked since the last look, and a part of how long it waited; not a machine's sleep."""
        now, worked = time.monotonic(), time.clock_gettime(self._clock)
        work = worked - self._worked
        waited = min(now - self._looked_at - work, 2 * SAMPLE)
        self._looked_at, self._worked = now, worked
        return work + WAITING * max(waited, 0)

    def _too_long(self, tally: Tally) -> str | None:
        """Why a rule has to stop, if it has."""
        if self._spent > self._longest:
            return f"it took longer than {self._longest:g} s for one case"
        mean = tally.spent / tally.asked
        if tally.spent > LONGEST_IN_ALL and mean > LONGEST_MEAN:
            return f"it took {tally.spent:.0f} s in all, {mean * 1000:.0f} ms a case"
        return None

    def shoot(self, call: tuple[Tally, int], why: str) -> None:
        """Raise Stopped in the thread that asks, if it is still asking the same."""
        watch, (tally, asked) = self._watch, call
        with watch.lock:
            watch.aimed = True
            # From here on, whoever is done with the rule waits for the lock before going on.
            if watch.asking is tally and tally.asked == asked:
                watch.why, watch.fired = why, True
                _raise_in(watch.thread, id(Stopped))
            elif not watch.fired:
                watch.aimed = False

    def _give_up(self, tally: Tally, why: str) -> None:
        """Say so where people look, and go on trying: what waits for the world is stopped when that answers."""
        what = f"the rule `{tally.name}` cannot be stopped: {why} (end the process, mend the rule, start again)"
        _unstoppable[self._watch.thread] = what
        import structlog  # takes a sixth of a second, and most commands have nothing to log

        structlog.get_logger().error("rule cannot be stopped", rule=tally.name, why=why)
