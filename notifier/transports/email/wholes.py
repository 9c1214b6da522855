"""What is said of a commitment as a whole, and of a plan: kept, begun, asked for something, or at its end."""

from collections.abc import Sequence
from datetime import date

from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice, Promise
from notifier.audience import facts
from notifier.audience.harmless import one_line
from notifier.audience.wording import Wording
from notifier.transports.base import Item
from notifier.transports.email.pressed import listed, of_a_day_to_come
from notifier.transports.email.standing import Standing, against_deadline

_LONGEST_ID = 40


def commitment_completed(notice: Notice, say: Wording) -> list[str]:
    """That all milestones of a commitment are done, when the last was, and which of them were late."""
    done_on, of = facts.day(notice.facts, "done_on"), facts.number(notice.facts, "of")
    said = [
        say.ngettext("Its %(n)s milestone is done.", "All of its %(n)s milestones are done.", of)
        if of
        else say.gettext("All of its milestones are done.")
    ]
    if done_on:
        said.append(say.gettext("The last of them was done on %(day)s.", day=done_on))
    if late := facts.late(notice.facts):
        names = [
            say.ngettext(
                "%(id)s (by %(n)s day)", "%(id)s (by %(n)s days)", one.days, id=one_line(one.milestone, _LONGEST_ID)
            )
            for one in late
        ]
        said.append(say.gettext("Done after the deadline: %(milestones)s.", milestones=listed(names, say)))
    return said


def published(promises: Sequence[Promise], today: date, say: Wording) -> list[str]:
    """That a plan is followed from now on, and what the reader has promised in it."""
    said = [say.gettext("This plan is now followed here: what is due, late, moved or done in it will be told.")]
    if promises:
        said.append(
            say.ngettext(
                "Your agency leads %(n)s milestone of it.", "Your agency leads %(n)s milestones of it.", len(promises)
            )
        )
    late = sum(not one.completed and against_deadline(one.deadline, today) is Standing.OVERDUE for one in promises)
    if late:
        said.append(say.ngettext("%(n)s is already overdue.", "%(n)s are already overdue.", late))
    return said


def report_due(item: Item, say: Wording) -> list[str]:
    """What is asked for of a plan, and by when; where that is several things, they are listed by themselves."""
    first, *others = facts.duties(item.notice.facts)
    due_on = first.due_on or item.notice.due_on
    if others and due_on:
        return [
            say.ngettext(
                "%(n)s thing is asked for, the first of them by %(day)s.",
                "%(n)s things are asked for, the first of them by %(day)s.",
                1 + len(others),
                day=due_on,
            )
        ]
    said = [_asked_by(due_on, item.today, say)] if due_on else [say.gettext("It is asked for soon.")]
    if first.opens_on:
        said.append(say.gettext("It can be done from %(day)s on.", day=first.opens_on))
    return said


def _asked_by(due_on: date, today: date, say: Wording) -> str:
    past = (today - due_on).days
    return of_a_day_to_come(due_on, today, say) or say.ngettext(
        "It was due on %(day)s, %(n)s day ago.", "It was due on %(day)s, %(n)s days ago.", past, day=due_on
    )


def ending(item: Item, say: Wording) -> list[str]:
    """When a plan ends or ended, and how many of its milestones are open."""
    notice = item.notice
    ends_on = facts.day(notice.facts, "ends_on")
    days = (ends_on - item.today).days if ends_on else None
    if ends_on is None or days is None:
        ended = notice.kind is Kind.ENDED
        said = [say.gettext("The plan has ended.") if ended else say.gettext("The plan ends soon.")]
    elif days > 0:
        said = [
            say.ngettext(
                "The plan ends in %(n)s day, on %(day)s.", "The plan ends in %(n)s days, on %(day)s.", days, day=ends_on
            )
        ]
    elif days == 0:
        said = [say.gettext("The plan ends today, %(day)s.", day=ends_on)]
    else:
        said = [say.gettext("The plan ended on %(day)s.", day=ends_on)]
    open, of = facts.number(notice.facts, "open"), facts.number(notice.facts, "of")
    if of and open == 0:
        said.append(say.ngettext("Its %(n)s milestone is done.", "All of its %(n)s milestones are done.", of))
    elif of and open and open <= of:
        said.append(
            say.ngettext(
                "%(n)s of its %(of)s milestones is not shown as done.",
                "%(n)s of its %(of)s milestones are not shown as done.",
                open,
                of=of,
            )
        )
    return said
