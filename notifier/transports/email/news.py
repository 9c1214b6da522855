"""What is said of what has changed: what a revision newly says of a milestone, or its agency does."""

from collections.abc import Callable
from datetime import date

from notifier.agenda.answer import Says
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice
from notifier.audience import facts
from notifier.audience.wording import Wording
from notifier.transports.base import Item
from notifier.transports.email.pressed import of_its_deadline


def moved(notice: Notice, say: Wording) -> list[str]:
    """From when to when a deadline was moved, how far, which move it is, and how far that is in all."""
    said, earlier = notice.facts, notice.kind is Kind.ADVANCED
    before, after = facts.day(said, "from"), facts.day(said, "to") or notice.due_on
    days = (after - before).days * (-1 if earlier else 1) if before and after else 0
    if before is None or after is None or days <= 0:
        return [say.gettext("Its deadline was moved.")]
    sentences = [(_earlier if earlier else _later)(before, after, days, say)]
    if move := facts.number(said, "move"):
        sentences.append(say.gettext("This is move number %(move)s of this deadline.", move=move))
    if facts.flag(said, "after_deadline"):
        sentences.append(say.gettext("The old date had already passed when it was moved."))
    total = facts.number(said, "total_days")
    if total and total != days and not earlier:
        sentences.append(
            say.ngettext(
                "That makes %(n)s day since its first deadline.",
                "That makes %(n)s days since its first deadline.",
                total,
            )
        )
    return sentences


def _later(before: date, after: date, days: int, say: Wording) -> str:
    return say.ngettext(
        "Its deadline was moved from %(before)s to %(after)s, %(n)s day later.",
        "Its deadline was moved from %(before)s to %(after)s, %(n)s days later.",
        days,
        before=before,
        after=after,
    )


def _earlier(before: date, after: date, days: int, say: Wording) -> str:
    return say.ngettext(
        "Its deadline was moved from %(before)s to %(after)s, %(n)s day earlier.",
        "Its deadline was moved from %(before)s to %(after)s, %(n)s days earlier.",
        days,
        before=before,
        after=after,
    )


def added(item: Item, say: Wording) -> list[str]:
    """That something is new in a plan that is already known, or back in it; and by when it is to be done."""
    notice = item.notice
    if facts.flag(notice.facts, "again"):
        said = [say.gettext("It is back in the plan, which had not held it for a while.")]
    else:
        said = [say.gettext("It is new in the plan, which had not held it when it was first read here.")]
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    if due_on is None:
        return [*said, say.gettext("The plan names no day by which it is to be done.")]
    return [*said, of_its_deadline(due_on, item.today, say)]


def removed(notice: Notice, say: Wording) -> list[str]:
    """That a plan no longer holds something; how that stood."""
    said = [say.gettext("The plan no longer holds it.")]
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    if facts.flag(notice.facts, "completed"):
        said.append(say.gettext("Before that, the plan showed it as done."))
    elif due_on and facts.flag(notice.facts, "after_deadline"):
        said.append(
            say.gettext("Its deadline, %(day)s, had passed by then, and the plan did not show it as done.", day=due_on)
        )
    elif due_on:
        said.append(say.gettext("Its deadline was %(day)s.", day=due_on))
    return said


def reopened(item: Item, say: Wording) -> list[str]:
    """That something is open which had been shown as done."""
    notice = item.notice
    done_on = facts.day(notice.facts, "done_on")
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    if done_on:
        said = [say.gettext("The plan shows it as open again; before, it was shown as done on %(day)s.", day=done_on)]
    else:
        said = [say.gettext("The plan shows it as open again; before, it was shown as done.")]
    return [*said, of_its_deadline(due_on, item.today, say)] if due_on else said


def completed(notice: Notice, say: Wording) -> list[str]:
    """When something was done, or first reported to be; how late that was."""
    done_on = facts.day(notice.facts, "done_on")
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    late = (done_on - due_on).days if done_on and due_on else facts.number(notice.facts, "days") or 0
    if done_on is None:
        said = [say.gettext("The plan shows it as completed.")]
    elif facts.flag(notice.facts, "reported"):
        said = [say.gettext("Reported done on %(day)s; the plan does not say on which day it was done.", day=done_on)]
    else:
        said = [say.gettext("Completed on %(day)s.", day=done_on)]
    if late > 0:
        said.append(
            say.ngettext("That is %(n)s day after its deadline.", "That is %(n)s days after its deadline.", late)
        )
    return said


def answered(notice: Notice, say: Wording) -> list[str]:
    """What an agency answered; its reason and its evidence stand by themselves."""
    until = facts.day(notice.facts, "until")
    said = [_ANSWERS.get(str(notice.facts.get("says")), _something)(until, say)]
    deadline = notice.deadline.on if notice.deadline else None
    if until and deadline and until > deadline:
        said.append(
            say.ngettext(
                "That is %(n)s day after its deadline.",
                "That is %(n)s days after its deadline.",
                (until - deadline).days,
            )
        )
    number = facts.number(notice.facts, "number")
    if number and number > 1:
        said.append(say.gettext("This is answer number %(number)s.", number=number))
    return said


def _delivered(until: date | None, say: Wording) -> str:
    return say.gettext("The agency has answered that it is delivered; the plan does not show that yet.")


def _needs_longer(until: date | None, say: Wording) -> str:
    if until is None:
        return say.gettext("The agency has answered that it needs longer.")
    return say.gettext("The agency has answered that it needs until %(day)s.", day=until)


def _disputed(until: date | None, say: Wording) -> str:
    return say.gettext("The agency disputes what the plan says of it.")


def _something(until: date | None, say: Wording) -> str:
    return say.gettext("The agency has answered.")


_ANSWERS: dict[str, Callable[[date | None, Wording], str]] = {
    Says.DELIVERED: _delivered,
    Says.NEW_DATE: _needs_longer,
    Says.DISPUTED: _disputed,
}
