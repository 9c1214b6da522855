"""The matter in a few words: what stands above each entry of a letter, and in its subject line.

Days are counted from the day on which the letter is sent, never from a fact: "in 7 days" is true when it is read.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from notifier.agenda.answer import Says
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice
from notifier.audience import facts
from notifier.audience.harmless import one_line
from notifier.audience.wording import Wording
from notifier.transports.base import Item
from notifier.transports.email.standing import Standing, standing

# Phones show about 40 signs of a subject, desktops about 90; the title in it stays whole where it can.
LONGEST_IN_SUBJECT = 90
# Of so many kinds a subject says how many there are of each; what is left is counted together.
MOST_IN_SUBJECT = 5


def distance(on: date, today: date, say: Wording) -> str:
    """How far a day is: `Due in 7 days`, `Due today`, `Overdue by 1 day`."""
    days = (on - today).days
    if days > 0:
        return say.ngettext("Due in %(n)s day", "Due in %(n)s days", days)
    if days < 0:
        return say.ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", -days)
    return say.gettext("Due today")


def state(item: Item, say: Wording) -> str:
    """The matter in a few words: what the subject line begins with."""
    notice = item.notice
    due_on = notice.due_on
    match standing(item):
        case Standing.ESCALATED:
            return _escalated(due_on, item.today, say)
        case Standing.OVERDUE | Standing.COMMITMENT_OVERDUE | Standing.TODAY | Standing.SOON:
            return distance(due_on, item.today, say) if due_on else say.gettext("Overdue")
        case Standing.STALLED:
            return _stalled(notice.facts, item.today, say)
        case Standing.SLIPPED:
            return say.gettext("Deadline moved")
        case Standing.ADVANCED:
            return say.gettext("Deadline moved earlier")
        case Standing.ADDED if facts.flag(notice.facts, "again"):
            return say.gettext("Back in the plan")
        case Standing.ADDED:
            return say.gettext("Added to the plan")
        case Standing.REMOVED:
            return say.gettext("Removed from the plan")
        case Standing.REOPENED:
            return say.gettext("Open again")
        case Standing.COMPLETED:
            return say.gettext("Completed")
        case Standing.COMPLETED_LATE:
            return say.gettext("Completed late")
        case Standing.ANSWERED:
            return _answered(notice.facts, say)
        case Standing.COMMITMENT_COMPLETED:
            return say.gettext("Commitment completed")
        case Standing.PUBLISHED:
            return say.gettext("Plan published")
        case Standing.ENDING:
            return _ending(notice.facts, item.today, say)
        case Standing.ENDED:
            return say.gettext("Plan ended")
    return say.gettext("News")


def _escalated(due_on: date | None, today: date, say: Wording) -> str:
    late = (today - due_on).days if due_on else 0
    if late <= 0:
        return say.gettext("Escalated")
    return say.ngettext("Escalated, overdue by %(n)s day", "Escalated, overdue by %(n)s days", late)


def _stalled(said: facts.Facts, today: date, say: Wording) -> str:
    since = facts.day(said, "since")
    months = facts.months_between(since, today) if since else 0
    if not months:
        return say.gettext("Nothing new")
    return say.ngettext("Nothing new for %(n)s month", "Nothing new for %(n)s months", months)


def _answered(said: facts.Facts, say: Wording) -> str:
    match said.get("says"):
        case Says.DELIVERED:
            return say.gettext("Answered: delivered")
        case Says.NEW_DATE:
            return say.gettext("Answered: needs longer")
        case Says.DISPUTED:
            return say.gettext("Answered: disputed")
    return say.gettext("Answered")


def _ending(said: facts.Facts, today: date, say: Wording) -> str:
    ends_on = facts.day(said, "ends_on")
    days = (ends_on - today).days if ends_on else None
    if not days:
        return say.gettext("Plan ends today") if days == 0 else say.gettext("Plan ends soon")
    return say.ngettext("Plan ends in %(n)s day", "Plan ends in %(n)s days", days)


def title(notice: Notice, say: Wording) -> str:
    """The name of what a notice is about; of what is asked for of a plan, that."""
    if notice.kind is Kind.REPORT_DUE:
        first, *others = facts.duties(notice.facts)
        if first.what and others:
            what = say.known(first.what)
            return say.ngettext("%(what)s and %(n)s other", "%(what)s and %(n)s others", len(others), what=what)
        if first.what:
            return say.known(first.what)
    return one_line((notice.milestone or notice.commitment or notice.plan).name)


def subject(items: Sequence[Item], say: Wording) -> str:
    """The subject line: the matter and the title of one item, or how many there are of each kind."""
    if len(items) == 1:
        (item,) = items
        named = one_line(title(item.notice, say), LONGEST_IN_SUBJECT)
        id = one_line(item.notice.subject, LONGEST_IN_SUBJECT // 2)
        return say.gettext("%(state)s: %(title)s (%(id)s)", state=state(item, say), title=named, id=id)
    plans = {item.notice.plan.id: item.notice.plan.name for item in items}
    return say.ngettext(
        "%(n)s notice: %(tally)s — %(plan)s",
        "%(n)s notices: %(tally)s — %(plan)s",
        len(items),
        tally=_tally(items, say),
        plan=one_line(next(iter(plans.values())), LONGEST_IN_SUBJECT)
        if len(plans) == 1
        else say.ngettext("%(n)s plan", "%(n)s plans", len(plans)),
    )


def preview(items: Sequence[Item], first: str, say: Wording) -> str:
    """What a list of mails shows beside the subject: the matter of one item, or what is the matter with the first."""
    if len(items) == 1:
        return first
    return one_line("; ".join(f"{state(item, say)}: {one_line(title(item.notice, say), 60)}" for item in items[:3]))


def _tally(items: Sequence[Item], say: Wording) -> str:
    counted = Counter(standing(item) for item in items)
    words = {
        Standing.ESCALATED: lambda n: say.ngettext("%(n)s escalated", "%(n)s escalated", n),
        Standing.OVERDUE: lambda n: say.ngettext("%(n)s overdue", "%(n)s overdue", n),
        Standing.COMMITMENT_OVERDUE: lambda n: say.ngettext("%(n)s commitment overdue", "%(n)s commitments overdue", n),
        Standing.TODAY: lambda n: say.ngettext("%(n)s due today", "%(n)s due today", n),
        Standing.SOON: lambda n: say.ngettext("%(n)s due soon", "%(n)s due soon", n),
        Standing.ENDED: lambda n: say.ngettext("%(n)s plan ended", "%(n)s plans ended", n),
        Standing.ENDING: lambda n: say.ngettext("%(n)s plan ending", "%(n)s plans ending", n),
        Standing.ANSWERED: lambda n: say.ngettext("%(n)s answer", "%(n)s answers", n),
        Standing.STALLED: lambda n: say.ngettext("%(n)s without news", "%(n)s without news", n),
        Standing.REOPENED: lambda n: say.ngettext("%(n)s open again", "%(n)s open again", n),
        Standing.REMOVED: lambda n: say.ngettext("%(n)s removed", "%(n)s removed", n),
        Standing.SLIPPED: lambda n: say.ngettext("%(n)s moved", "%(n)s moved", n),
        Standing.ADVANCED: lambda n: say.ngettext("%(n)s moved earlier", "%(n)s moved earlier", n),
        Standing.ADDED: lambda n: say.ngettext("%(n)s added", "%(n)s added", n),
        Standing.COMPLETED_LATE: lambda n: say.ngettext("%(n)s completed late", "%(n)s completed late", n),
        Standing.COMPLETED: lambda n: say.ngettext("%(n)s completed", "%(n)s completed", n),
        Standing.COMMITMENT_COMPLETED: lambda n: say.ngettext(
            "%(n)s commitment completed", "%(n)s commitments completed", n
        ),
        Standing.PUBLISHED: lambda n: say.ngettext("%(n)s published", "%(n)s published", n),
        Standing.NEWS: lambda n: say.ngettext("%(n)s piece of news", "%(n)s pieces of news", n),
    }
    there = [each for each in Standing if counted[each]]
    said = [words[each](counted[each]) for each in there[:MOST_IN_SUBJECT]]
    if others := sum(counted[each] for each in there[MOST_IN_SUBJECT:]):
        said.append(say.ngettext("%(n)s other", "%(n)s others", others))
    return ", ".join(said)
