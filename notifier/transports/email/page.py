"""A letter in words: everything that a mail says, in the reader's language, before it gets a shape.

What all items of a letter would say alike is said once, at its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from notifier.agenda.notice import Notice, Promise
from notifier.audience.match import Role
from notifier.transports.base import Item, Letter
from notifier.transports.email import reasons
from notifier.transports.email.harmless import one_line
from notifier.transports.email.matter import (
    Standing,
    against_deadline,
    distance,
    matter,
    pressing,
    standing,
    state,
    subject,
    title,
)
from notifier.transports.email.wording import Wording, reading


@dataclass(frozen=True, slots=True)
class Line:
    """One promise of a newly published plan: what, by when, how it stands."""

    id: str
    title: str
    deadline: str
    state: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in words. `whys` and `to_do` are empty where the page says them once for all entries."""

    id: str
    title: str
    state: str
    standing: Standing
    matter: str
    plan: str
    commitment: str
    agency: str
    deadline: str
    source: str
    link: str
    lines: tuple[Line, ...]
    to_do: str
    whys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole letter in words."""

    language: str
    subject: str
    greeting: str
    entries: tuple[Entry, ...]
    to_do: str
    whys: tuple[str, ...]
    stopping: str
    leads_out: bool


def page_of(letter: Letter, base_url: str, leads_out: bool) -> Page:
    """What a letter says; links start with `base_url`. `leads_out`: it holds its reader's own link to leave."""
    say = Wording(letter.language)
    items = sorted(letter.items, key=pressing)
    asked = {reasons.to_do(item, say) for item in items}
    # Whether the reasons are the same is seen in the singular, and then said for as many as there are.
    given = {_whys(item, say) for item in items}
    summarised = next((item for item in items if _summarises(item)), None)
    return Page(
        language=say.language,
        subject=subject(items, say),
        greeting=reasons.greeting(items, say),
        entries=tuple(
            _entry(
                item,
                letter.promises if item is summarised else (),
                base_url,
                say,
                to_do=reasons.to_do(item, say) if len(asked) > 1 else "",
                whys=_whys(item, say) if len(given) > 1 else (),
            )
            for item in items
        ),
        to_do=asked.pop() if len(asked) == 1 else "",
        whys=_whys(items[0], say, len({item.notice.commitment for item in items})) if len(given) == 1 else (),
        stopping=reasons.stopping(items, leads_out, say),
        leads_out=leads_out,
    )


def _summarises(item: Item) -> bool:
    return standing(item) is Standing.PUBLISHED and any(why.role is Role.AGENCY for why in item.whys)


def _whys(item: Item, say: Wording, n: int = 1) -> tuple[str, ...]:
    # One reader may have asked for the same thing in two ways that read alike.
    return tuple(dict.fromkeys(reasons.why(reason, item.notice, say, n) for reason in item.whys))


def _entry(
    item: Item, promises: Sequence[Promise], base_url: str, say: Wording, *, to_do: str, whys: tuple[str, ...]
) -> Entry:
    notice = item.notice
    whole = notice.milestone is None or notice.commitment is None or notice.milestone.id == notice.commitment.id
    return Entry(
        id=one_line(notice.subject),
        title=title(notice),
        state=state(item, say),
        standing=standing(item),
        matter=matter(item, promises, say),
        plan=one_line(notice.plan.name) if notice.commitment else "",
        # A commitment that is its own single milestone is already the title.
        commitment=one_line(notice.commitment.name) if notice.commitment and not whole else "",
        agency=one_line(notice.agency.name) if notice.agency else "",
        deadline=reading(notice.deadline, say) if notice.deadline else "",
        source=_source(notice, say),
        link=base_url + quote(notice.path),
        lines=tuple(_line(promise, item, say) for promise in promises),
        to_do=to_do,
        whys=whys,
    )


def _source(notice: Notice, say: Wording) -> str:
    reason = notice.reason
    place = f"{reason.file}:{reason.line}"
    return say.gettext(
        "rule “%(rule)s”, %(place)s, revision %(revision)s", rule=reason.rule, place=place, revision=reason.revision
    )


def _line(promise: Promise, item: Item, say: Wording) -> Line:
    commitment, milestone, deadline = promise.commitment, promise.milestone, promise.deadline
    if promise.completed:
        stands, said = Standing.COMPLETED, say.gettext("Completed")
    elif deadline.on is None:
        stands, said = Standing.NEWS, ""
    else:
        stands, said = against_deadline(deadline, item.today), distance(deadline.on, item.today, say)
    return Line(
        id=one_line(commitment.id if milestone.id == commitment.id else f"{commitment.id}/{milestone.id}"),
        title=one_line(milestone.name),
        deadline=reading(deadline, say),
        state=said,
        standing=stands,
    )
