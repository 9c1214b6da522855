"""A letter in words: everything that a mail says, in the reader's language, before it gets a shape.

What all items of a letter would say alike is said once, at its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from notifier.agenda.answer import Says
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice, Promise
from notifier.audience import facts
from notifier.audience import language as languages
from notifier.audience.facts import Duty
from notifier.audience.harmless import one_line, web_address
from notifier.audience.match import Role
from notifier.audience.wording import Wording, reading
from notifier.transports.base import Item, Letter
from notifier.transports.email import reasons
from notifier.transports.email.headline import distance, preview, state, subject, title
from notifier.transports.email.matter import matter
from notifier.transports.email.standing import Standing, against, against_deadline, pressing, standing
from notifier.transports.email.to_do import to_do

# A letter names what a plan is asked for one by one; a file by a strange hand may list any number.
MOST_DUTIES = 12
_LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One promise of a newly published plan, or one thing that is asked for of it: what, by when, how it stands.

    `id` and `link`, a `facts.address`, are empty where there is none.
    """

    id: str
    title: str
    deadline: str
    state: str
    standing: Standing
    link: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in words. `whys` and `to_do` are empty where the page says them once for all entries.

    `answers` are what its agency may say of it by a link, and the link.
    `words` are what an agency itself said; `reference` is an address that it, or whoever asks for something, names: a
    `facts.address`.
    """

    id: str
    title: str
    state: str
    standing: Standing
    matter: str
    words: str
    reference: str
    plan: str
    commitment: str
    agency: str
    deadline: str
    source: str
    link: str
    lines: tuple[Line, ...]
    to_do: str
    answers: tuple[tuple[str, str], ...]
    whys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole letter in words."""

    language: str
    subject: str
    preview: str
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
    asked = {to_do(item, say) for item in items}
    # Whether the reasons are the same is seen in the singular, and then said for as many as there are.
    given = {_whys(item, say) for item in items}
    summarised = next((item for item in items if _summarises(item)), None)
    entries = tuple(
        _entry(
            item,
            letter.promises if item is summarised else (),
            base_url,
            say,
            asked=to_do(item, say) if len(asked) > 1 else "",
            whys=_whys(item, say) if len(given) > 1 else (),
        )
        for item in items
    )
    return Page(
        language=say.language,
        subject=subject(items, say),
        preview=preview(items, entries[0].matter, say),
        greeting=reasons.greeting(items, say),
        entries=entries,
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
    item: Item, promises: Sequence[Promise], base_url: str, say: Wording, *, asked: str, whys: tuple[str, ...]
) -> Entry:
    notice = item.notice
    # What is the title already is not said again: a plan, or a commitment that is its own single milestone.
    asked_of = notice.kind is Kind.REPORT_DUE
    below = (
        notice.milestone is not None and notice.commitment is not None and notice.milestone.id != notice.commitment.id
    )
    return Entry(
        id=one_line(notice.subject),
        title=title(notice, say),
        state=state(item, say),
        standing=standing(item),
        matter=matter(item, promises, say),
        words=one_line(facts.text(notice.facts, "reason") or "", _LONGEST_WORDS) if _is_answer(notice) else "",
        reference=_reference(notice),
        plan=one_line(notice.plan.name) if notice.commitment or asked_of else "",
        commitment=one_line(notice.commitment.name) if notice.commitment and (below or asked_of) else "",
        agency=one_line(notice.agency.name) if notice.agency else "",
        deadline=reading(notice.deadline, say) if notice.deadline else "",
        source=_source(notice, say),
        link=base_url + quote(notice.path),
        lines=tuple(_line(promise, item, say) for promise in promises) or _asked_for(item, say),
        to_do=asked,
        answers=_answers(item, say),
        whys=whys,
    )


def _answers(item: Item, say: Wording) -> tuple[tuple[str, str], ...]:
    """What the reader's agency may say of it, each with the link by which it does."""
    labels = {
        Says.DELIVERED: say.gettext("It is done"),
        Says.NEW_DATE: say.gettext("It needs a new date"),
        Says.DISPUTED: say.gettext("This is not right"),
    }
    addressed = ((labels[says], web_address(link)) for says, link in item.answers)
    return tuple((label, link) for label, link in addressed if link)


def _is_answer(notice: Notice) -> bool:
    return notice.kind is Kind.ANSWERED


def _reference(notice: Notice) -> str:
    """The address of the evidence that an agency names, or of what asks for the one thing that a plan is asked for."""
    if _is_answer(notice):
        return facts.address(notice.facts, "evidence") or ""
    if notice.kind is Kind.REPORT_DUE and len(duties := facts.duties(notice.facts)) == 1:
        return duties[0].source or ""
    return ""


def _asked_for(item: Item, say: Wording) -> tuple[Line, ...]:
    """The several things that a plan is asked for, each with its day."""
    if item.notice.kind is not Kind.REPORT_DUE or len(duties := facts.duties(item.notice.facts)) == 1:
        return ()
    return tuple(_duty(duty, item, say) for duty in duties[:MOST_DUTIES])


def _duty(duty: Duty, item: Item, say: Wording) -> Line:
    due_on = duty.due_on
    if due_on is None:
        deadline, stands, said = say.gettext("no day named"), Standing.NEWS, ""
    else:
        stands, said = against(due_on, item.today), distance(due_on, item.today, say)
        deadline = (
            say.gettext("from %(opens)s to %(day)s", opens=duty.opens_on, day=due_on)
            if duty.opens_on
            else languages.day(due_on, say.language)
        )
    return Line("", say.known(duty.what or ""), deadline, said, stands, duty.source or "")


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
