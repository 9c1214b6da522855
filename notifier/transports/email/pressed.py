"""What is said of what is still to be done: that its day comes, has come, or is past and with what consequence."""

from collections.abc import Sequence
from datetime import date

from notifier.agenda.moment import To
from notifier.audience import facts
from notifier.audience.harmless import one_line
from notifier.audience.match import Role
from notifier.audience.wording import Wording
from notifier.transports.base import Item
from notifier.transports.email.standing import Standing, against

# Milestones that are named one by one; the record names the others.
MOST_NAMED = 7
_LONGEST_ID = 60


def due(item: Item, say: Wording) -> list[str]:
    """What a reminder, or a chase after a single milestone, says."""
    due_on = item.notice.due_on
    if due_on is None:
        return []
    if not facts.flag(item.notice.facts, "asked"):
        return [of_its_day(due_on, item.today, say)]
    said = [_of_the_day_asked_for(due_on, item.today, say)]
    if item.notice.deadline and item.notice.deadline.on:
        said.append(say.gettext("The deadline in the plan is %(day)s.", day=item.notice.deadline.on))
    return said


def of_its_day(due_on: date, today: date, say: Wording) -> str:
    """How something that is not done stands to the day on which it is due."""
    return of_a_day_to_come(due_on, today, say) or say.ngettext(
        "It was due on %(day)s, %(n)s day ago, and the plan does not show it as done.",
        "It was due on %(day)s, %(n)s days ago, and the plan does not show it as done.",
        (today - due_on).days,
        day=due_on,
    )


def of_a_day_to_come(due_on: date, today: date, say: Wording) -> str | None:
    """That something is due today, or in how many days; None once its day is past."""
    match against(due_on, today):
        case Standing.SOON:
            return say.ngettext(
                "It is due in %(n)s day, on %(day)s.",
                "It is due in %(n)s days, on %(day)s.",
                (due_on - today).days,
                day=due_on,
            )
        case Standing.TODAY:
            return say.gettext("It is due today, %(day)s.", day=due_on)
    return None


def _of_the_day_asked_for(until: date, today: date, say: Wording) -> str:
    days = abs((until - today).days)
    match against(until, today):
        case Standing.SOON:
            return say.ngettext(
                "The day that the agency itself asked for is in %(n)s day: %(day)s.",
                "The day that the agency itself asked for is in %(n)s days: %(day)s.",
                days,
                day=until,
            )
        case Standing.TODAY:
            return say.gettext("Today, %(day)s, is the day that the agency itself asked for.", day=until)
    return say.ngettext(
        "The day that the agency itself asked for was %(day)s, %(n)s day ago, and the plan does not show it as done.",
        "The day that the agency itself asked for was %(day)s, %(n)s days ago, and the plan does not show it as done.",
        days,
        day=until,
    )


def of_its_deadline(due_on: date, today: date, say: Wording) -> str:
    """How a deadline stands, whatever became of what it is for."""
    match against(due_on, today):
        case Standing.SOON:
            return say.ngettext(
                "Its deadline is in %(n)s day, on %(day)s.",
                "Its deadline is in %(n)s days, on %(day)s.",
                (due_on - today).days,
                day=due_on,
            )
        case Standing.TODAY:
            return say.gettext("Its deadline is today, %(day)s.", day=due_on)
    return say.gettext("Its deadline, %(day)s, has passed.", day=due_on)


def escalated(item: Item, say: Wording) -> list[str]:
    """Which step it is; to a superior, that the agency has been reminded; to the agency, who else is told."""
    notice = item.notice
    said = [of_its_day(notice.due_on, item.today, say)] if notice.due_on else []
    rung, rungs = facts.number(notice.facts, "rung"), facts.number(notice.facts, "rungs")
    if rung and rungs and rung <= rungs:
        said.append(say.gettext("This is step %(rung)s of %(rungs)s of its escalation.", rung=rung, rungs=rungs))
    if item.role is Role.SUPERIOR:
        said.append(say.gettext("The agency has been reminded of it."))
        late = facts.number(notice.facts, "working_days")
        if late:
            said.append(
                say.ngettext(
                    "On %(day)s it was %(n)s working day late.",
                    "On %(day)s it was %(n)s working days late.",
                    late,
                    day=notice.on,
                )
            )
    elif item.role is Role.AGENCY:
        if To.SUPERIOR in notice.to:
            said.append(say.gettext("This step also goes to the superiors of the agency."))
        if To.PUBLIC in notice.to:
            said.append(say.gettext("This step also goes to the public."))
    return said


def stalled(item: Item, say: Wording) -> list[str]:
    """Since when nothing new has been heard, and how much time is left."""
    since, due_on = facts.day(item.notice.facts, "since"), item.notice.due_on
    months = facts.months_between(since, item.today) if since else 0
    if since is None:
        said = [say.gettext("Nothing new has been heard of it for a long time.")]
    elif not months:
        said = [say.gettext("Nothing new has been heard of it since %(day)s.", day=since)]
    else:
        said = [
            say.ngettext(
                "Nothing new has been heard of it since %(day)s, for %(n)s month.",
                "Nothing new has been heard of it since %(day)s, for %(n)s months.",
                months,
                day=since,
            )
        ]
    return [*said, of_its_deadline(due_on, item.today, say)] if due_on else said


def commitment_overdue(item: Item, say: Wording) -> list[str]:
    """When the last deadline of a commitment was, and which of its milestones are open."""
    notice, due_on = item.notice, item.notice.due_on
    said = []
    if due_on and due_on < item.today:
        said.append(
            say.ngettext(
                "The last of its deadlines was %(day)s, %(n)s day ago.",
                "The last of its deadlines was %(day)s, %(n)s days ago.",
                (item.today - due_on).days,
                day=due_on,
            )
        )
    elif due_on:
        said.append(of_its_deadline(due_on, item.today, say))
    open, of = facts.texts(notice.facts, "late"), facts.number(notice.facts, "of")
    if not open:
        return [*said, say.gettext("The plan does not show it as done.")]
    if of and of >= len(open):
        said.append(
            say.ngettext(
                "%(n)s of its %(of)s milestones is open: %(milestones)s.",
                "%(n)s of its %(of)s milestones are open: %(milestones)s.",
                len(open),
                of=of,
                milestones=listed(open, say),
            )
        )
    else:
        said.append(
            say.ngettext(
                "%(n)s of its milestones is open: %(milestones)s.",
                "%(n)s of its milestones are open: %(milestones)s.",
                len(open),
                milestones=listed(open, say),
            )
        )
    return said


def listed(names: Sequence[str], say: Wording) -> str:
    """Names one by one, of very many the first, and how many more there are."""
    some = ", ".join(one_line(name, _LONGEST_ID) for name in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return say.ngettext("%(some)s and %(n)s more", "%(some)s and %(n)s more", more, some=some) if more > 0 else some
