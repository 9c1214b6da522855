"""What the public was told as an Atom feed (RFC 4287), newest first, and page by page (RFC 5005).

An entry is known by its notice, in whatever feed it stands; nothing in a feed depends on when it is asked for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from feedgen.entry import FeedEntry  # type: ignore[import-untyped]
from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]

from notifier.agenda.notice import Notice
from notifier.audience.wording import Wording
from notifier.preview.calendar import about, one_line, plain
from notifier.web.sentences import sentence
from notifier.web.words import kind_in_words

PRODUCT = "Commitment notifier"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a feed and what belongs to it are: itself, its first page, its next page, and the page for people."""

    own: str
    first: str
    next: str | None
    page: str


def atom_of(
    notices: Iterable[Notice], title: str, places: Places, begun_at: datetime, say: Wording, address: Callable[..., str]
) -> bytes:
    """A page of a feed; `begun_at` is when it was last changed where nothing is in it."""
    said = list(notices)
    feed = FeedGenerator()
    feed.id(uuid5(NAMESPACE_URL, places.first).urn)
    feed.title(one_line(title))
    feed.updated(max((notice.said_at for notice in said), default=begun_at))
    feed.author({"name": PRODUCT})
    feed.generator(PRODUCT)
    feed.language(say.language)
    feed.link(href=places.own, rel="self", type="application/atom+xml")
    feed.link(href=places.page, rel="alternate", type="text/html")
    feed.link(href=places.first, rel="first", type="application/atom+xml")
    if places.next:
        feed.link(href=places.next, rel="next", type="application/atom+xml")
    for notice in said:
        feed.add_entry(_entry(notice, say, address), order="append")
    content: bytes = feed.atom_str(pretty=True)
    return content


def _entry(notice: Notice, say: Wording, address: Callable[..., str]) -> FeedEntry:
    kind = kind_in_words(notice.kind, say)
    entry = FeedEntry()
    entry.id(uuid5(NAMESPACE_URL, f"commitment-notifier:{notice.id}").urn)
    entry.title(one_line(f"{kind}: {about(notice)}"))
    entry.summary(plain(sentence(notice, say)))
    entry.published(notice.said_at)
    entry.updated(notice.said_at)
    entry.author({"name": one_line(notice.agency.name if notice.agency else notice.plan.name) or PRODUCT})
    entry.category(term=str(notice.kind), label=kind)
    entry.link(href=_page(notice, address), rel="alternate", type="text/html")
    return entry


def _page(notice: Notice, address: Callable[..., str]) -> str:
    """The page of what a notice is about; pages of what was renumbered or removed lead on from there."""
    names = [notice.plan.id]
    if notice.commitment:
        names.append(notice.commitment.id)
        if notice.milestone and notice.milestone.id != notice.commitment.id:
            names.append(notice.milestone.id)
    return address("plans", *names)
