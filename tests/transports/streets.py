"""What goes through the traffic of the tests: trips to addresses at hosts."""

from dataclasses import dataclass

from notifier.transports.webhook.traffic import Traffic


@dataclass(eq=False)
class Trip:
    """Something on its way to an address."""

    host: str
    address: str
    began: float = -1.0


def trips(host: str, count: int, address: str = "/a") -> list[Trip]:
    return [Trip(host, host + address) for _ in range(count)]


def going(traffic: Traffic[Trip], now: float = 0.0) -> list[Trip]:
    """All who go now."""
    found = []
    while trip := traffic.next(now):
        found.append(trip)
    return found
