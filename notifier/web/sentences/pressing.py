"""Sentences of what is still to be done: due, late, without news."""

from collections.abc import Iterator

from notifier.agenda.notice import Notice
from notifier.audience import facts
from notifier.audience.wording import Wording
from notifier.web.sentences.said import listed


def due_soon(notice: Notice, say: Wording) -> Iterator[str]:
    if due_on := notice.due_on:
        left = (due_on - notice.on).days
        if facts.flag(notice.facts, "asked"):
            yield say.ngettext(
                "Due in %(n)s day, on %(day)s, the day that its agency asked for.",
                "Due in %(n)s days, on %(day)s, the day that its agency asked for.", left, day=due_on,
            )  # fmt: skip
        else:
            yield say.ngettext("Due in %(n)s day, on %(day)s.", "Due in %(n)s days, on %(day)s.", left, day=due_on)


def due(notice: Notice, say: Wording) -> Iterator[str]:
    # Where nobody works on the day itself, it is said on the working day before.
    if notice.due_on is None or notice.due_on != notice.on:
        yield from due_soon(notice, say)
    elif facts.flag(notice.facts, "asked"):
        yield say.gettext("Due this day, %(day)s, the day that its agency asked for.", day=notice.due_on)
    else:
        yield say.gettext("Due this day, %(day)s.", day=notice.due_on)


def overdue(notice: Notice, say: Wording) -> Iterator[str]:
    yield from _late(notice, say)
    yield from _repeated(notice, say)


def _late(notice: Notice, say: Wording) -> Iterator[str]:
    due_on = notice.due_on
    if due_on and due_on < notice.on:
        late = (notice.on - due_on).days
        yield say.ngettext(
            "Late by %(n)s day: it was due on %(day)s.", "Late by %(n)s days: it was due on %(day)s.", late, day=due_on
        )
    elif due_on:
        yield say.gettext("Due on %(day)s.", day=due_on)


def _repeated(notice: Notice, say: Wording) -> Iterator[str]:
    time = facts.number(notice.facts, "time")
    if time and time > 1:
        yield say.ngettext("It had been said %(n)s time before.", "It had been said %(n)s times before.", time - 1)


def escalated(notice: Notice, say: Wording) -> Iterator[str]:
    yield from _late(notice, say)
    if late := facts.number(notice.facts, "working_days"):
        yield say.ngettext("That counts as %(n)s working day.", "That counts as %(n)s working days.", late)
    rung, rungs = facts.number(notice.facts, "rung"), facts.number(notice.facts, "rungs")
    if rung and rungs and rung <= rungs:
        yield say.gettext("Step %(rung)s of %(rungs)s.", rung=rung, rungs=rungs)


def stalled(notice: Notice, say: Wording) -> Iterator[str]:
    since = facts.day(notice.facts, "since")
    if since is None:
        yield say.gettext("Nothing new had been heard of it for a long time.")
    elif months := facts.months_between(since, notice.on):
        yield say.ngettext(
            "Nothing new had been heard of it since %(day)s, for %(n)s month.",
            "Nothing new had been heard of it since %(day)s, for %(n)s months.", months, day=since,
        )  # fmt: skip
    else:
        yield say.gettext("Nothing new had been heard of it since %(day)s.", day=since)


def commitment_overdue(notice: Notice, say: Wording) -> Iterator[str]:
    due_on = notice.due_on
    if due_on and due_on < notice.on:
        yield say.ngettext(
            "Late by %(n)s day: the last of its deadlines was %(day)s.",
            "Late by %(n)s days: the last of its deadlines was %(day)s.", (notice.on - due_on).days, day=due_on,
        )  # fmt: skip
    elif due_on:
        yield say.gettext("Due on %(day)s.", day=due_on)
    open, of = facts.texts(notice.facts, "late"), facts.number(notice.facts, "of")
    names = listed(open, say)
    if open and of and of >= len(open):
        yield say.ngettext(
            "%(n)s of its %(of)s milestones was open: %(names)s.",
            "%(n)s of its %(of)s milestones were open: %(names)s.", len(open), of=of, names=names,
        )  # fmt: skip
    elif open:
        yield say.ngettext(
            "%(n)s milestone was open: %(names)s.", "%(n)s milestones were open: %(names)s.", len(open), names=names
        )
    yield from _repeated(notice, say)
