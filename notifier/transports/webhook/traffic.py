"""Who may go next: at most 64 tries at a time and 8 to one host, and nobody waits for a host that does not answer.

Nothing here posts, waits or looks at a clock: times are seconds that the caller counts. What cannot go now is turned
away untried, for whoever owes it to bring again later; so a host that hangs holds a few places, never the lane.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

IN_FLIGHT = 64
IN_FLIGHT_A_HOST = 8
# A host that has not answered yet, or not lately, gets one try at a time until it does.
IN_FLIGHT_A_STRANGER = 1
# After so many failures in a row a destination, and after so many silences a host, is left alone for a while; a host
# that has never answered after the first one already, for a shorter while.
PATIENCE = 8
REST = 30.0  # seconds
FIRST_REST = 5.0  # seconds
# A try that takes longer is slow: what waits behind it is turned away, but for a few at a host that answered before.
SLOW = 1.0  # seconds
# Where many wait, patience is shorter: what is owed to others must not wait for room.
CROWD = 200
SLOW_IN_A_CROWD = 0.25  # seconds
KEPT_BEHIND_SLOW = 16
AWAY_BEHIND_SLOW = 20.0  # seconds: by then the try in hand has ended one way or the other
# Slow tries may hold so many places, no more: the oldest beyond are cut short, but none before it had a fair chance.
SLOW_PLACES = 48
FAIR_CHANCE = 5.0  # seconds


_BEHIND_SLOW = "its host takes its time with another"


class Going(Protocol):
    """What goes: a parcel on its way to an address at a host, and the moment at which its try began."""

    host: str
    address: str
    began: float


G = TypeVar("G", bound=Going)


@dataclass(frozen=True, slots=True)
class Away(Generic[G]):
    """One that is turned away untried: for how many seconds, and why."""

    going: G
    seconds: float
    reason: str


@dataclass(slots=True)
class _Host(Generic[G]):
    waiting: deque[G] = field(default_factory=deque)
    under_way: dict[int, G] = field(default_factory=dict)  # the oldest first
    known: bool = False  # it has answered, and has not been silent since
    silences: int = 0  # in a row
    listed: bool = False  # among those that may go next

    @property
    def open(self) -> bool:
        """Whether the next one that waits may go."""
        most = IN_FLIGHT_A_HOST if self.known else IN_FLIGHT_A_STRANGER
        return bool(self.waiting) and len(self.under_way) < most


class Traffic(Generic[G]):
    """The order in which parcels go, fair between hosts. Used from one thread."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host[G]] = {}
        self._next: deque[_Host[G]] = deque()
        self._failures: dict[str, int] = {}  # in a row, by address
        self._resting: dict[str, tuple[float, str]] = {}  # until when, and why, by address
        self._waiting = 0
        self.under_way = 0

    def add(self, going: G, now: float) -> Away[G] | None:
        """Let one wait for its turn, or turn it away."""
        if going.address in self._resting:
            until, reason = self._resting[going.address]
            if now < until:
                return Away(going, until - now, reason)
            del self._resting[going.address]
        host = self._hosts.setdefault(going.host, _Host())
        if self._slow(host, now) and len(host.waiting) >= _kept(host):
            return Away(going, AWAY_BEHIND_SLOW, _BEHIND_SLOW)
        host.waiting.append(going)
        self._waiting += 1
        self._list(host)
        return None

    def next(self, now: float) -> G | None:
        """The one that goes now, if any may; its caller says `ended` when its try has."""
        while self._next and self.under_way < IN_FLIGHT:
            host = self._next.popleft()
            host.listed = False
            if host.open:
                going = host.waiting.popleft()
                self._waiting -= 1
                going.began = now
                host.under_way[id(going)] = going
                self.under_way += 1
                self._list(host)
                return going
        return None

    def ended(self, going: G, now: float, *, answered: bool, failed: bool, asked: float | None = None) -> list[Away[G]]:
        """One has come back: whether its host `answered` at all, whether the try `failed` for now, and for how many
        seconds the far end `asked` to be left alone. Those who would wait for the same in vain are turned away."""
        host = self._left(going)
        host.silences = 0 if answered else host.silences + 1
        host.known = answered or (host.known and host.silences < PATIENCE)
        before = self._failures.pop(going.address, 0)
        failures = before + 1 if failed else 0
        away: list[Away[G]] = []
        if asked:
            away = self._leave_alone(host, going.address, now, asked, "the receiver asked for time")
        elif failures >= PATIENCE:
            away = self._leave_alone(host, going.address, now, REST, "the receiver failed the others just now")
        elif failures:
            self._failures[going.address] = failures
        if host.silences and not host.known:
            rest = min(REST, FIRST_REST * host.silences)
            away += self._turned_away(host, 0, rest, "its host answered none of the others just now")
        self._list(host)
        return away

    def dropped(self, going: G) -> None:
        """One has come back without having told anything of its host."""
        self._list(self._left(going))

    def forget(self, whom: Callable[[G], bool]) -> None:
        """Let nobody wait any longer of whom `whom` is true."""
        for host in self._hosts.values():
            host.waiting = deque(going for going in host.waiting if not whom(going))
        self._waiting = sum(len(host.waiting) for host in self._hosts.values())

    def look(self, now: float) -> list[Away[G]]:
        """Turn away who waits behind a slow try. To be asked a few times a second."""
        away: list[Away[G]] = []
        for host in self._hosts.values():
            if host.waiting and self._slow(host, now):
                away += self._turned_away(host, _kept(host), AWAY_BEHIND_SLOW, _BEHIND_SLOW)
        return away

    def to_cut(self, now: float, longest: float) -> list[G]:
        """The tries that must end now: those that took `longest` seconds, and the oldest slow ones where they would
        leave the others no place."""
        slow = sorted(
            (going for host in self._hosts.values() for going in host.under_way.values() if now - going.began > SLOW),
            key=lambda going: going.began,
        )
        beyond = slow[: max(0, len(slow) - SLOW_PLACES)]
        crowded = {id(going) for going in beyond if now - going.began > FAIR_CHANCE}
        every = (going for host in self._hosts.values() for going in host.under_way.values())
        return [going for going in every if now - going.began > longest or id(going) in crowded]

    def _slow(self, host: _Host[G], now: float) -> bool:
        """Whether the oldest try at a host has taken too long for others to wait for it."""
        oldest = next(iter(host.under_way.values()), None)
        patience = SLOW_IN_A_CROWD if self._waiting > CROWD else SLOW
        return oldest is not None and now - oldest.began > patience

    def _turned_away(self, host: _Host[G], keep: int, seconds: float, reason: str) -> list[Away[G]]:
        turned = [Away(host.waiting.pop(), seconds, reason) for _ in range(len(host.waiting) - keep)]
        self._waiting -= len(turned)
        return turned

    def _left(self, going: G) -> _Host[G]:
        host = self._hosts[going.host]
        del host.under_way[id(going)]
        self.under_way -= 1
        return host

    def _list(self, host: _Host[G]) -> None:
        if host.open and not host.listed:
            host.listed = True
            self._next.append(host)

    def _leave_alone(self, host: _Host[G], address: str, now: float, seconds: float, reason: str) -> list[Away[G]]:
        """Let an address rest, and turn away who waits for it."""
        until = max(now + seconds, self._resting.get(address, (0.0, ""))[0])
        self._resting[address] = (until, reason)
        turned = [going for going in host.waiting if going.address == address]
        host.waiting = deque(going for going in host.waiting if going.address != address)
        self._waiting -= len(turned)
        return [Away(going, until - now, reason) for going in turned]


def _kept(host: _Host[G]) -> int:
    """How many may wait behind a slow try."""
    return KEPT_BEHIND_SLOW if host.known else 0
