"""What is the matter with each thing that a letter speaks of, and the subject line that sums it up.

Days are counted from the day on which the letter is sent, never from a fact: "in 7 days" is true when it is read.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from notifier.actionplan.deadline import Deadline
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice, Promise
from notifier.transports.base import Item
from notifier.transports.email.harmless import one_line
from notifier.transports.email.wording import Wording

# Phones show about 40 signs of a subject, desktops about 90; the title in it stays whole where it can.
LONGEST_IN_SUBJECT = 90


class Standing(StrEnum):
    """How something stands on the day of sending; the order is the order in which a letter says it."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    SLIPPED = "slipped"
    COMPLETED = "completed"
    PUBLISHED = "published"
    NEWS = "news"


_RANK = {standing: rank for rank, standing in enumerate(Standing)}
_TOLD = {Kind.SLIPPED: Standing.SLIPPED, Kind.COMPLETED: Standing.COMPLETED, Kind.PUBLISHED: Standing.PUBLISHED}


def standing(item: Item) -> Standing:
    """What an item's kind tells; one that chases stands as its deadline does on the day of sending."""
    notice = item.notice
    if notice.kind.presses and notice.due_on:
        return against(notice.due_on, item.today)
    return _TOLD.get(notice.kind, Standing.NEWS)


def against_deadline(deadline: Deadline, today: date) -> Standing:
    """How something still open stands to its deadline; one without a day is never late."""
    return Standing.SOON if deadline.on is None else against(deadline.on, today)


def against(due_on: date, today: date) -> Standing:
    """How something still open stands to the day on which it is due."""
    if due_on > today:
        return Standing.SOON
    return Standing.TODAY if due_on == today else Standing.OVERDUE


def pressing(item: Item) -> tuple[int, date]:
    """Sorts items: the most pressing first, and of those the oldest deadline."""
    return _RANK[standing(item)], item.notice.due_on or date.max


def distance(on: date, today: date, say: Wording) -> str:
    """How far a day is: `Due in 7 days`, `Due today`, `Overdue by 1 day`."""
    days = (on - today).days
    if days > 0:
        return say.ngettext("Due in %(n)s day", "Due in %(n)s days", days)
    if days < 0:
        return say.ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", -days)
    return say.gettext("Due today")


def state(item: Item, say: Wording) -> str:
    """The matter in two or three words: what the subject line begins with."""
    match standing(item):
        case Standing.SLIPPED:
            return say.gettext("Deadline moved")
        case Standing.COMPLETED:
            return say.gettext("Completed")
        case Standing.PUBLISHED:
            return say.gettext("Plan published")
        case Standing.NEWS:
            return say.gettext("News")
        case _:
            assert item.notice.due_on
            return distance(item.notice.due_on, item.today, say)


def matter(item: Item, promises: Sequence[Promise], say: Wording) -> str:
    """The matter in a sentence or two."""
    said = _matter(item, promises, say)
    if item.notice.expects is None:
        return said
    return said + " " + say.gettext("That is for one part of it: “%(part)s”.", part=item.notice.expects)


def _matter(item: Item, promises: Sequence[Promise], say: Wording) -> str:
    notice = item.notice
    on = notice.due_on
    match standing(item):
        case Standing.SOON if on:
            days = (on - item.today).days
            return say.ngettext(
                "It is due in %(n)s day, on %(day)s.", "It is due in %(n)s days, on %(day)s.", days, day=on
            )
        case Standing.TODAY if on:
            return say.gettext("It is due today, %(day)s.", day=on)
        case Standing.OVERDUE if on:
            return say.ngettext(
                "It was due on %(day)s, %(n)s day ago, and the plan does not show it as done.",
                "It was due on %(day)s, %(n)s days ago, and the plan does not show it as done.",
                (item.today - on).days,
                day=on,
            )
        case Standing.SLIPPED:
            return _slipped(notice.facts, on, say)
        case Standing.COMPLETED:
            return _completed(notice.facts, on, say)
        case Standing.PUBLISHED:
            return _published(promises, item.today, say)
        case _:
            return say.gettext("The plan says something new about it.")


def _slipped(facts: Mapping[str, object], on: date | None, say: Wording) -> str:
    before, after = _day(facts, "from"), _day(facts, "to") or on
    if before is None or after is None:
        return say.gettext("Its deadline was moved.")
    said = [
        say.ngettext(
            "Its deadline was moved from %(before)s to %(after)s, %(n)s day later.",
            "Its deadline was moved from %(before)s to %(after)s, %(n)s days later.",
            (after - before).days,
            before=before,
            after=after,
        )
    ]
    if isinstance(facts.get("move"), int):
        said.append(say.gettext("This is move number %(move)s of this deadline.", move=facts["move"]))
    if facts.get("after_deadline") is True:
        said.append(say.gettext("The old date had already passed when it was moved."))
    return " ".join(said)


def _completed(facts: Mapping[str, object], on: date | None, say: Wording) -> str:
    done_on = _day(facts, "done_on")
    if done_on is None:
        return say.gettext("The plan shows it as completed.")
    said = say.gettext("Completed on %(day)s.", day=done_on)
    late = (done_on - on).days if on else 0
    if late > 0:
        said += " " + say.ngettext(
            "That is %(n)s day after its deadline.", "That is %(n)s days after its deadline.", late
        )
    return said


def _published(promises: Sequence[Promise], today: date, say: Wording) -> str:
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
    return " ".join(said)


def _day(facts: Mapping[str, object], name: str) -> date | None:
    """A fact as a day; None where a rule gave none or something else."""
    try:
        return date.fromisoformat(str(facts.get(name)))
    except ValueError:
        return None


def title(notice: Notice) -> str:
    """The name of what a notice is about."""
    return one_line((notice.milestone or notice.commitment or notice.plan).name)


def subject(items: Sequence[Item], say: Wording) -> str:
    """The subject line: the matter and the title of one item, or how many there are of each kind."""
    if len(items) == 1:
        (item,) = items
        named = one_line(title(item.notice), LONGEST_IN_SUBJECT)
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


def _tally(items: Sequence[Item], say: Wording) -> str:
    counted = Counter(standing(item) for item in items)
    words = {
        Standing.OVERDUE: lambda n: say.ngettext("%(n)s overdue", "%(n)s overdue", n),
        Standing.TODAY: lambda n: say.ngettext("%(n)s due today", "%(n)s due today", n),
        Standing.SOON: lambda n: say.ngettext("%(n)s due soon", "%(n)s due soon", n),
        Standing.SLIPPED: lambda n: say.ngettext("%(n)s moved", "%(n)s moved", n),
        Standing.COMPLETED: lambda n: say.ngettext("%(n)s completed", "%(n)s completed", n),
        Standing.PUBLISHED: lambda n: say.ngettext("%(n)s published", "%(n)s published", n),
        Standing.NEWS: lambda n: say.ngettext("%(n)s piece of news", "%(n)s pieces of news", n),
    }
    return ", ".join(words[each](counted[each]) for each in Standing if counted[each])
