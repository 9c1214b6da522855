"""Sentences of commitments and plans as wholes."""

from collections.abc import Iterator
from datetime import date

from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice
from notifier.audience import facts
from notifier.audience.wording import Wording
from notifier.web.sentences.said import MOST_NAMED, listed


def commitment_completed(notice: Notice, say: Wording) -> Iterator[str]:
    of, done_on = facts.number(notice.facts, "of"), facts.day(notice.facts, "done_on")
    if of:
        yield say.gettext("All of its %(n)s milestones were done.", n=of)
    else:
        yield say.gettext("All of its milestones were done.")
    if done_on:
        yield say.gettext("The last was done on %(day)s.", day=done_on)
    if late := facts.late(notice.facts):
        names = [
            say.ngettext("%(name)s (by %(n)s day)", "%(name)s (by %(n)s days)", one.days, name=one.milestone)
            for one in late
        ]
        yield say.gettext("Late were %(names)s.", names=listed(names, say))


def published(notice: Notice, say: Wording) -> Iterator[str]:
    if ends_on := facts.day(notice.facts, "ends_on"):
        yield say.gettext("The plan was read for the first time; it ends on %(day)s.", day=ends_on)
    else:
        yield say.gettext("The plan was read for the first time.")


def report_due(notice: Notice, say: Wording) -> Iterator[str]:
    duties = facts.duties(notice.facts)
    asked = [_asked_for(one, notice.on, say) for one in duties[:MOST_NAMED] if one.what]
    more = len(duties) - MOST_NAMED
    if asked and more > 0:
        yield say.gettext("%(list)s; and %(n)s more.", list="; ".join(asked), n=more)
    elif asked:
        yield f"{'; '.join(asked)}."
    elif due_on := notice.due_on:
        yield say.gettext("Due on %(day)s.", day=due_on)


def _asked_for(duty: facts.Duty, on: date, say: Wording) -> str:
    what = say.known(duty.what or "")
    if duty.due_on is None:
        return say.gettext("“%(what)s”", what=what)
    if duty.opens_on:
        return say.gettext("“%(what)s”, from %(opens)s to %(day)s", what=what, opens=duty.opens_on, day=duty.due_on)
    if duty.due_on == on:
        return say.gettext("“%(what)s”, due this day, %(day)s", what=what, day=duty.due_on)
    return say.gettext("“%(what)s”, due on %(day)s", what=what, day=duty.due_on)


def ending(notice: Notice, say: Wording) -> Iterator[str]:
    ends_on = facts.day(notice.facts, "ends_on")
    if ends_on and ends_on > notice.on:
        left = (ends_on - notice.on).days
        yield say.ngettext(
            "The plan ends in %(n)s day, on %(day)s.", "The plan ends in %(n)s days, on %(day)s.", left, day=ends_on
        )
    elif ends_on and ends_on == notice.on:
        yield say.gettext("The plan ends this day, %(day)s.", day=ends_on)
    elif ends_on:
        yield say.gettext("The plan ended on %(day)s.", day=ends_on)
    elif notice.kind is Kind.ENDED:
        yield say.gettext("The plan has ended.")
    else:
        yield say.gettext("The plan ends soon.")
    open, of = facts.number(notice.facts, "open"), facts.number(notice.facts, "of")
    if of and open is not None and open <= of:
        yield say.ngettext(
            "%(n)s of its %(of)s milestones was not shown as done.",
            "%(n)s of its %(of)s milestones were not shown as done.", open, of=of,
        )  # fmt: skip
