"""Sentences of what has changed: moved, come and gone, done, answered."""

from collections.abc import Iterator

from notifier.agenda.answer import Says
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice
from notifier.audience import facts
from notifier.audience.wording import Wording


def moved(notice: Notice, say: Wording) -> Iterator[str]:
    said, earlier = notice.facts, notice.kind is Kind.ADVANCED
    before, after = facts.day(said, "from"), facts.day(said, "to")
    apart = abs((after - before).days) if before and after and (after < before) is earlier else 0
    if before is None or after is None or not apart:
        to_earlier = say.gettext("The deadline was moved to an earlier day.")
        yield to_earlier if earlier else say.gettext("The deadline was moved to a later day.")
        return
    days = {"before": before, "after": after}
    if earlier:
        yield say.ngettext(
            "The deadline was moved from %(before)s to %(after)s, %(n)s day earlier.",
            "The deadline was moved from %(before)s to %(after)s, %(n)s days earlier.", apart, **days,
        )  # fmt: skip
    else:
        yield say.ngettext(
            "The deadline was moved from %(before)s to %(after)s, %(n)s day later.",
            "The deadline was moved from %(before)s to %(after)s, %(n)s days later.", apart, **days,
        )  # fmt: skip
    if facts.flag(said, "after_deadline"):
        yield say.gettext("It had passed by then.")
    if (move := facts.number(said, "move")) and move > 1:
        yield say.gettext("That was move number %(n)s.", n=move)
    total = facts.number(said, "total_days")
    if total and total != apart and not earlier:
        yield say.ngettext(
            "In all it was %(n)s day later than the first deadline.",
            "In all it was %(n)s days later than the first deadline.", total,
        )  # fmt: skip


def added(notice: Notice, say: Wording) -> Iterator[str]:
    if facts.flag(notice.facts, "again"):
        yield say.gettext("The plan held it again, after it had been left out.")
    else:
        yield say.gettext("The plan newly held it.")
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    yield _its_deadline(due_on, say) if due_on else say.gettext("It had no deadline.")


def _its_deadline(due_on: object, say: Wording) -> str:
    return say.gettext("Its deadline was %(day)s.", day=due_on)


def removed(notice: Notice, say: Wording) -> Iterator[str]:
    yield say.gettext("The plan no longer held it.")
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    if facts.flag(notice.facts, "completed"):
        yield say.gettext("Before that, it was shown as done.")
    elif due_on and facts.flag(notice.facts, "after_deadline"):
        yield say.gettext("It was not shown as done, and its deadline, %(day)s, had passed.", day=due_on)
    elif due_on:
        yield _its_deadline(due_on, say)


def reopened(notice: Notice, say: Wording) -> Iterator[str]:
    if done_on := facts.day(notice.facts, "done_on"):
        yield say.gettext("Shown as open, after it had been shown as done on %(day)s.", day=done_on)
    else:
        yield say.gettext("Shown as open, after it had been shown as done.")


def completed(notice: Notice, say: Wording) -> Iterator[str]:
    done_on = facts.day(notice.facts, "done_on")
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    if done_on is None:
        yield say.gettext("The plan says that it is done.")
    elif facts.flag(notice.facts, "reported"):
        yield say.gettext("Reported done on %(day)s.", day=done_on)
    else:
        yield say.gettext("Done on %(day)s.", day=done_on)
    if done_on is None or due_on is None:
        return
    if done_on == due_on:
        yield say.gettext("That was the day of its deadline.")
        return
    apart = abs((due_on - done_on).days)
    if done_on < due_on:
        yield say.ngettext("That was %(n)s day before its deadline.", "That was %(n)s days before its deadline.", apart)
    else:
        yield say.ngettext("That was %(n)s day after its deadline.", "That was %(n)s days after its deadline.", apart)


def answered(notice: Notice, say: Wording) -> Iterator[str]:
    until = facts.day(notice.facts, "until")
    match notice.facts.get("says"):
        case Says.DELIVERED:
            yield say.gettext("Its agency answered that it is delivered.")
        case Says.NEW_DATE if until:
            yield say.gettext("Its agency answered that it needs until %(day)s.", day=until)
        case Says.NEW_DATE:
            yield say.gettext("Its agency answered that it needs longer.")
        case Says.DISPUTED:
            yield say.gettext("Its agency disputed what the plan says of it.")
        case _:
            yield say.gettext("Its agency answered.")
    number = facts.number(notice.facts, "number")
    if number and number > 1:
        yield say.gettext("That was answer number %(n)s.", n=number)
