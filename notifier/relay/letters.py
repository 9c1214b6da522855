"""What a delivery says at the moment of sending: what of it still holds and is still wanted, or its note."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from notifier.agenda.answer import Says
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice, Promise
from notifier.audience.links import Links
from notifier.audience.match import Role, Why
from notifier.audience.mute import Standing, reason_not_to_send
from notifier.audience.subscription import Lane
from notifier.ledger import leaving, standings
from notifier.ledger.connect import Book
from notifier.ledger.leases import Owed
from notifier.relay.notes import note_of
from notifier.transports.base import Item, Letter

Held = tuple[tuple[Notice, tuple[Why, ...]], ...]


def letters_of(book: Book, batch: Sequence[Owed], now: datetime, links: Links | None = None) -> dict[str, Letter | str]:
    """The letter of each delivery, by id; or why there is none, where nothing in it holds any more.

    `links` makes those by which agencies answer; without it none are given.
    """
    notices = {notice.id: notice for owed in batch for notice, _ in owed.notices}
    stands = standings.standings(book, notices.values(), now) if notices else {}
    amiss = {id: reason_not_to_send(notice, stands[id]) for id, notice in notices.items()}
    letters: dict[object, Letter | str] = {}
    found: dict[str, Letter | str] = {}
    wanted = _wanted(book, batch)
    for owed, held in zip(batch, wanted, strict=True):
        if owed.notices and not held:
            found[owed.id] = leaving.REASON
            continue
        # Equal contents are one value, from the shelf: what is said to many is put together once.
        same = (owed.note and owed.id) or (owed.language, *((id(notice), id(whys)) for notice, whys in held))
        if same not in letters:
            letters[same] = _letter(book, owed, held, stands, amiss, links)
        found[owed.id] = letters[same]
    return found


def _wanted(book: Book, batch: Sequence[Owed]) -> list[Held]:
    """What each delivery holds, without what its reader only subscribed to and has left since: that may have been on
    its way, or waiting to be tried again, when they did."""
    wished = {
        owed.destination_id
        for owed in batch
        if owed.destination.lane is Lane.EMAIL and any(why.interest for _, whys in owed.notices for why in whys)
    }
    left = wished - leaving.subscribed(book, wished) if wished else wished
    return [_as_an_agency(owed.notices) if owed.destination_id in left else owed.notices for owed in batch]


def _as_an_agency(held: Held) -> Held:
    kept = ((notice, tuple(why for why in whys if why.interest is None)) for notice, whys in held)
    return tuple((notice, whys) for notice, whys in kept if whys)


def _letter(
    book: Book,
    owed: Owed,
    held: Held,
    stands: Mapping[str, Standing],
    amiss: Mapping[str, str | None],
    links: Links | None,
) -> Letter | str:
    if owed.note:
        note = note_of(book, owed.note, links)
        return note if isinstance(note, str) else Letter((), owed.language, note=note)
    by_mail = links if owed.destination.lane is Lane.EMAIL else None
    items = tuple(
        Item(notice, stands[notice.id].today, whys, _answers(notice, whys, by_mail))
        for notice, whys in held
        if amiss[notice.id] is None
    )
    if not items:
        reasons = {amiss[notice.id] for notice, _ in held}
        return "; ".join(sorted(reason for reason in reasons if reason)) or "it holds no notice"
    return Letter(items, owed.language, tuple(_promises(book, items)))


def _answers(notice: Notice, whys: Sequence[Why], links: Links | None) -> tuple[tuple[Says, str], ...]:
    """The links by which the agency that leads answers; its superiors and subscribers have none to give."""
    if links is None or not notice.kind.answerable or notice.agency is None:
        return ()
    if not any(why.role is Role.AGENCY for why in whys):
        return ()
    return tuple(links.answers(notice.id, notice.agency.id).items())


def _promises(book: Book, items: Sequence[Item]) -> Iterator[Promise]:
    """What the reader's agency has promised, where it is told that a plan has been published."""
    for item in items:
        if item.notice.kind is Kind.PUBLISHED:
            for why in item.whys:
                if why.role is Role.AGENCY and why.agency:
                    yield from standings.promised_by(book, item.notice.plan.id, why.agency.id)
