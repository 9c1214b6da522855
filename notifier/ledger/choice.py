"""Which deliveries somebody means: everything that they give must be true of a delivery."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, type_coerce

from notifier.audience.subscription import Lane
from notifier.ledger.schema import deliveries, destinations

# What may follow the host in a web address.
_AFTER_HOST = ("", "/%", ":%", "?%", "#%")


@dataclass(frozen=True, slots=True)
class Choice:
    """`since`: ended since that instant, or made since then where they have not ended.

    `destination`: an address, or a host: of the web address, or of the inbox after its @.
    """

    lane: Lane | None = None
    since: datetime | None = None
    destination: str | None = None

    def clauses(self) -> Iterator[ColumnElement[bool]]:
        """The same for a WHERE over deliveries."""
        if self.lane:
            yield deliveries.c.lane == str(self.lane)
        if self.since:
            latest = func.coalesce(deliveries.c.ended_at, deliveries.c.created_at)
            yield type_coerce(latest, deliveries.c.created_at.type) >= self.since
        if self.destination:
            meant = select(destinations.c.id).where(_leads_to(self.destination))
            yield deliveries.c.destination_id.in_(meant)


ANY = Choice()


def _leads_to(place: str) -> ColumnElement[bool]:
    address = destinations.c.address
    host = place.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    patterns = [f"{scheme}://{host}{after}" for scheme in ("http", "https") for after in _AFTER_HOST] + [f"%@{host}"]
    return or_(address == place, *(func.lower(address).like(one, escape="\\") for one in patterns))
