"""Mail into a folder: an .eml a message, for a first look and for tests that read what would have left.

A file is named by its delivery and appears whole: a second attempt puts itself in the place of the first.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import perf_counter

from notifier.audience.subscription import Lane
from notifier.transports.base import TOGETHER, Outcome, Parcel, Sent, TryAgain, handfuls
from notifier.transports.email.message import Letterhead, Sheet, id_in_mail, mailbox


class FileMail:
    """Carries e-mail into `folder`, which is made when the first message comes."""

    lane = Lane.EMAIL

    def __init__(self, folder: Path, letterhead: Letterhead):
        self._folder = folder
        self._letterhead = letterhead

    def check(self, address: str) -> None:
        mailbox(address)

    def carry(self, parcels: Iterable[Parcel | None]) -> Iterator[tuple[Parcel, Outcome]]:
        for together in handfuls(parcels, TOGETHER):
            yield from self._carry(together)

    def _carry(self, parcels: Sequence[Parcel]) -> Iterator[tuple[Parcel, Outcome]]:
        returned: list[tuple[Parcel, Outcome]] = []
        for mail, readers in self._letterhead.mails(parcels, returned):
            sheet = Sheet(self._letterhead, mail)
            for parcel in readers:
                yield parcel, self._write(sheet.addressed(parcel), parcel)
        yield from returned

    def close(self) -> None:
        """Nothing is held open."""

    def _write(self, message: bytes, parcel: Parcel) -> Outcome:
        started = perf_counter()
        path = self._folder / f"{id_in_mail(parcel.id)}.eml"
        # Two workers may, after an expired lease, write the same delivery at the same time.
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(message)
            unfinished.replace(path)
        except OSError as trouble:
            return TryAgain(reason=f"the folder cannot be written to: {trouble.__class__.__name__}")
        return Sent(response=path.name, seconds=perf_counter() - started)
