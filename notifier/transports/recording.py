"""A transport that carries nothing: it keeps what it was given and answers by a script.

For tests, and for a first try of a lane whose real transport is still being written.
"""

from collections.abc import Callable, Iterable, Iterator

from notifier.audience.subscription import Lane
from notifier.errors import AddressError
from notifier.transports.base import Outcome, Parcel, Sent

Script = Callable[[Parcel], Outcome]


def arrives(parcel: Parcel) -> Outcome:
    """The script by which everything arrives."""
    return Sent()


class RecordingTransport:
    """Keeps its parcels in `parcels`, a parcel once for each time it was carried. A script that raises is a
    transport that breaks."""

    def __init__(self, lane: Lane, script: Script = arrives):
        self.lane = lane
        self.parcels: list[Parcel] = []
        self._script = script

    def check(self, address: str) -> None:
        """Raises AddressError for an empty address; all others are as good as any."""
        if not address.strip():
            raise AddressError("the address is empty (write where the messages are to go)")

    def carry(self, parcels: Iterable[Parcel | None]) -> Iterator[tuple[Parcel, Outcome]]:
        """Keep each parcel and answer with its outcome in the script."""
        for parcel in parcels:
            if parcel is not None:
                self.parcels.append(parcel)
                yield parcel, self._script(parcel)

    def close(self) -> None:
        """Nothing to let go of: what was kept stays."""
