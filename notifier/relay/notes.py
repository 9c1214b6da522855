"""A delivery that holds no notice: what its note says at the moment of sending, with its link, put in only then."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from notifier.audience.links import Links
from notifier.ledger import wishes
from notifier.ledger.connect import Book
from notifier.transports.base import Note, Question, Trial


def note_of(book: Book, note: Mapping[str, Any], links: Links | None) -> Note | Question | Trial | str:
    """What a note says now; or why it is not sent any more."""
    about = note.get("about")
    if about == "wish":
        return _question(book, note, links)
    if about == "trial":
        return Trial(datetime.fromisoformat(note["said_at"]))
    return Note(note["host"], date.fromisoformat(note["since"]), note["reason"])


def _question(book: Book, note: Mapping[str, Any], links: Links | None) -> Question | str:
    kept = wishes.find(book, note["subscription"])
    if kept is None or kept.ended:
        return "what was asked for is no longer wanted"
    if links is None:
        return "no link can be made here"
    wish = kept.wish
    link = links.leave(kept.destination)
    if not wish.confirmed:
        link = links.confirm(wish.id, date.fromisoformat(note["asked_on"]))
    return Question(
        link, wish.interest, wishes.names_of(book, wish.interest), wish.cadence, wish.digest_at, wish.timezone,
        note["messages"], wish.confirmed,
    )  # fmt: skip
