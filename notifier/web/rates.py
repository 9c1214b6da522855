"""How often one client may do what costs others something: send mail to an address, ask a receiver, simulate a plan.

Counted in memory, or in Redis where that carries the pokes, so that several web processes count together. Who it is
that is counted is kept as a hash, for no longer than the window. The time is the real one, not the service's.
"""

import math
from collections.abc import Callable, Mapping
from hashlib import sha256

import structlog
from fastapi import Request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from notifier.clock import system

log = structlog.get_logger()

# What may be done how often, as docs/security.md lists it.
RATES: Mapping[str, str] = {
    "subscribe": "20/hour",
    "answer": "60/hour",
    "manage": "120/hour",
    "api reading": "600/minute",
    "api writing": "60/minute",
    "simulate": "10/minute",
}
_PATIENCE = 2  # seconds that a Redis may take: nobody waits longer for a page


class TooMany(Exception):
    """Somebody has done something too often; in `seconds` they may again."""

    def __init__(self, seconds: int):
        super().__init__(f"too often: wait {seconds} seconds")
        self.seconds = seconds


class Rates:
    """Counts who does what. `broker_url` is NOTIFIER_BROKER_URL; `rates` what may be done how often."""

    def __init__(self, broker_url: str, rates: Mapping[str, str] = RATES):
        self._rates: dict[str, RateLimitItem] = {what: parse(rate) for what, rate in rates.items()}
        self._here = MovingWindowRateLimiter(MemoryStorage())
        self._limiter = self._here
        if broker_url.startswith("redis"):
            options = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE, "wrap_exceptions": True}
            shared = storage_from_string(broker_url, key_prefix="notifier-rates", **options)
            self._limiter = MovingWindowRateLimiter(shared)

    def count(self, what: str, who: str) -> None:
        """Count that `who` does something. Raises TooMany where that is once too often."""
        rate, name = self._rates[what], sha256(f"{what}\0{who}".encode()).hexdigest()
        try:
            self._count(self._limiter, rate, name)
        except StorageError:
            # Without its Redis each process counts for itself: nobody is let through uncounted, and nobody shut out.
            log.warning("rates.alone", reason="Redis does not answer")
            self._count(self._here, rate, name)

    def _count(self, limiter: MovingWindowRateLimiter, rate: RateLimitItem, name: str) -> None:
        if not limiter.hit(rate, name):
            again_at = limiter.get_window_stats(rate, name).reset_time
            raise TooMany(max(1, math.ceil(again_at - system().timestamp())))


def limited(what: str) -> Callable[[Request], None]:
    """A dependency of a route: each client may come as often as RATES says.

    A client is where the connection comes from; behind a proxy uvicorn takes the proxy's word for it, if that comes
    from where FORWARDED_ALLOW_IPS says.
    """

    def count(request: Request) -> None:
        rates_of(request).count(what, request.client.host if request.client else "")

    return count


def rates_of(request: Request) -> Rates:
    """What counts for the application that a request is made to."""
    rates: Rates = request.app.state.rates
    return rates
