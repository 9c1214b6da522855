"""What a delivery says at the moment of sending: those of its notices that still hold, or its note."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from notifier.agenda.moment import Kind
from notifier.agenda.notice import Promise
from notifier.audience.match import Role
from notifier.audience.mute import Standing, reason_not_to_send
from notifier.ledger import standings
from notifier.ledger.connect import Book
from notifier.ledger.leases import Owed
from notifier.transports.base import Item, Letter, Note


def letters_of(book: Book, batch: Sequence[Owed], now: datetime) -> dict[str, Letter | str]:
    """The letter of each delivery, by id; or why there is none, where nothing in it holds any more."""
    notices = {notice.id: notice for owed in batch for notice, _ in owed.notices}
    stands = standings.standings(book, notices.values(), now) if notices else {}
    amiss = {id: reason_not_to_send(notice, stands[id]) for id, notice in notices.items()}
    letters: dict[object, Letter | str] = {}
    found: dict[str, Letter | str] = {}
    for owed in batch:
        # Equal contents are one value, from the shelf: what is said to many is put together once.
        same = (owed.note and owed.id) or (owed.language, *((id(notice), id(whys)) for notice, whys in owed.notices))
        if same not in letters:
            letters[same] = _letter(book, owed, stands, amiss)
        found[owed.id] = letters[same]
    return found


def _letter(book: Book, owed: Owed, stands: Mapping[str, Standing], amiss: Mapping[str, str | None]) -> Letter | str:
    if owed.note:
        note = Note(owed.note["host"], date.fromisoformat(owed.note["since"]), owed.note["reason"])
        return Letter((), owed.language, note=note)
    items = tuple(
        Item(notice, stands[notice.id].today, whys) for notice, whys in owed.notices if amiss[notice.id] is None
    )
    if not items:
        reasons = {amiss[notice.id] for notice, _ in owed.notices}
        return "; ".join(sorted(reason for reason in reasons if reason)) or "it holds no notice"
    return Letter(items, owed.language, tuple(_promises(book, items)))


def _promises(book: Book, items: Sequence[Item]) -> Iterator[Promise]:
    """What the reader's agency has promised, where it is told that a plan has been published."""
    for item in items:
        if item.notice.kind is Kind.PUBLISHED:
            for why in item.whys:
                if why.role is Role.AGENCY and why.agency:
                    yield from standings.promised_by(book, item.notice.plan.id, why.agency.id)
