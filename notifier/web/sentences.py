"""What a notice says, in the plain words of the public record; counted from the day it was said for, not from today.

A rule's facts are somebody's JSON: where one is missing or odd, the sentence does without it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from notifier.agenda.answer import Says
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice
from notifier.audience import facts
from notifier.audience.language import SOURCE, day
from notifier.web.state import days
from notifier.web.words import kind_in_words, ordinal

MOST_NAMED = 7  # milestones, or things that a plan is asked for


@dataclass(frozen=True, slots=True)
class Reference:
    """A web address that a notice names, a `facts.address`, and what is there."""

    address: str
    text: str


def sentence(notice: Notice) -> str:
    """What a notice said, in a sentence or some; of a part of a deadline, also of which."""
    tell = _TOLD.get(notice.kind)
    said = " ".join(tell(notice)) if tell else ""
    said = said or f"{kind_in_words(notice.kind)}."
    return f"{said} That is for “{notice.expects}”." if notice.expects else said


def words_of_the_agency(notice: Notice) -> str | None:
    """The reason that an agency gave with its answer, in its own words."""
    return facts.text(notice.facts, "reason") if notice.kind is Kind.ANSWERED else None


def references(notice: Notice) -> Sequence[Reference]:
    """The evidence that an agency named, or the pages that ask for something of a plan."""
    if notice.kind is Kind.ANSWERED:
        evidence = facts.address(notice.facts, "evidence")
        return [Reference(evidence, "evidence")] if evidence else []
    if notice.kind is not Kind.REPORT_DUE:
        return []
    duties = facts.duties(notice.facts)[:MOST_NAMED]
    addresses = dict.fromkeys(duty.source for duty in duties if duty.source)
    return [Reference(address, "where it is asked for") for address in addresses]


# ------------------------------------------------------------------------------------------ what is still to be done


def _due_soon(notice: Notice) -> Iterator[str]:
    if due_on := notice.due_on:
        yield f"Due in {days((due_on - notice.on).days)}, on {_in_words(due_on)}{_asked(notice)}."


def _due(notice: Notice) -> Iterator[str]:
    # Where nobody works on the day itself, it is said on the working day before.
    if (due_on := notice.due_on) and due_on == notice.on:
        yield f"Due this day, {_in_words(due_on)}{_asked(notice)}."
    else:
        yield from _due_soon(notice)


def _asked(notice: Notice) -> str:
    return ", the day that its agency asked for" if facts.flag(notice.facts, "asked") else ""


def _overdue(notice: Notice) -> Iterator[str]:
    yield from _late(notice, "it was due on")
    yield from _repeated(notice)


def _late(notice: Notice, it_was: str) -> Iterator[str]:
    due_on = notice.due_on
    if due_on and due_on < notice.on:
        yield f"Late by {days((notice.on - due_on).days)}: {it_was} {_in_words(due_on)}."
    elif due_on:
        yield f"Due on {_in_words(due_on)}."


def _repeated(notice: Notice) -> Iterator[str]:
    time = facts.number(notice.facts, "time")
    if time and time > 1:
        yield f"Said for the {ordinal(time)} time."


def _escalated(notice: Notice) -> Iterator[str]:
    yield from _late(notice, "it was due on")
    if late := facts.number(notice.facts, "working_days"):
        yield f"That counts as {late:,} working {'day' if late == 1 else 'days'}."
    rung, rungs = facts.number(notice.facts, "rung"), facts.number(notice.facts, "rungs")
    if rung and rungs and rung <= rungs:
        yield f"Step {rung} of {rungs}."


def _stalled(notice: Notice) -> Iterator[str]:
    since = facts.day(notice.facts, "since")
    if since is None:
        yield "Nothing new had been heard of it for a long time."
        return
    months = facts.months_between(since, notice.on)
    apart = f", for {months} {'month' if months == 1 else 'months'}" if months else ""
    yield f"Nothing new had been heard of it since {_in_words(since)}{apart}."


def _commitment_overdue(notice: Notice) -> Iterator[str]:
    yield from _late(notice, "the last of its deadlines was")
    open, of = facts.texts(notice.facts, "late"), facts.number(notice.facts, "of")
    if open:
        all_of_them = f" of its {of:,}" if of and of >= len(open) else ""
        noun = "milestone" if (of or len(open)) == 1 else "milestones"
        yield f"{len(open):,}{all_of_them} {noun} {'was' if len(open) == 1 else 'were'} open: {_listed(open)}."
    yield from _repeated(notice)


def _listed(names: Sequence[str]) -> str:
    some, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return f"{some} and {more:,} more" if more > 0 else some


# ------------------------------------------------------------------------------------------ what has changed


def _moved(notice: Notice) -> Iterator[str]:
    said, earlier = notice.facts, notice.kind is Kind.ADVANCED
    where = "earlier" if earlier else "later"
    before, after = facts.day(said, "from"), facts.day(said, "to")
    apart = abs((after - before).days) if before and after and (after < before) is earlier else 0
    if before is None or after is None or not apart:
        yield f"The deadline was moved to {'an earlier' if earlier else 'a later'} day."
        return
    passed = ", after it had passed" if facts.flag(said, "after_deadline") else ""
    yield f"The deadline was moved from {_in_words(before)} to {_in_words(after)}, {days(apart)} {where}{passed}."
    if (move := facts.number(said, "move")) and move > 1:
        yield f"That was its {ordinal(move)} move."
    total = facts.number(said, "total_days")
    if total and total != apart and not earlier:
        yield f"In all it was {days(total)} later than the first deadline."


def _added(notice: Notice) -> Iterator[str]:
    again = facts.flag(notice.facts, "again")
    yield "The plan held it again, after it had been left out." if again else "The plan newly held it."
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    yield f"Its deadline was {_in_words(due_on)}." if due_on else "It had no deadline."


def _removed(notice: Notice) -> Iterator[str]:
    yield "The plan no longer held it."
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    if facts.flag(notice.facts, "completed"):
        yield "Before that, it was shown as done."
    elif due_on and facts.flag(notice.facts, "after_deadline"):
        yield f"It was not shown as done, and its deadline, {_in_words(due_on)}, had passed."
    elif due_on:
        yield f"Its deadline was {_in_words(due_on)}."


def _reopened(notice: Notice) -> Iterator[str]:
    done_on = facts.day(notice.facts, "done_on")
    yield f"Shown as open, after it had been shown as done{f' on {_in_words(done_on)}' if done_on else ''}."


def _completed(notice: Notice) -> Iterator[str]:
    done_on = facts.day(notice.facts, "done_on")
    due_on = facts.day(notice.facts, "due_on") or notice.due_on
    if done_on is None:
        yield "The plan says that it is done."
        return
    said = f"{'Reported done' if facts.flag(notice.facts, 'reported') else 'Done'} on {_in_words(done_on)}"
    if due_on is None:
        yield f"{said}."
    elif done_on == due_on:
        yield f"{said}, on the day of its deadline."
    else:
        apart = days(abs((due_on - done_on).days))
        yield f"{said}, {apart} {'before' if done_on < due_on else 'after'} its deadline."


def _answered(notice: Notice) -> Iterator[str]:
    until = facts.day(notice.facts, "until")
    match notice.facts.get("says"):
        case Says.DELIVERED:
            yield "Its agency answered that it is delivered."
        case Says.NEW_DATE:
            yield f"Its agency answered that it needs {f'until {_in_words(until)}' if until else 'longer'}."
        case Says.DISPUTED:
            yield "Its agency disputed what the plan says of it."
        case _:
            yield "Its agency answered."
    number = facts.number(notice.facts, "number")
    if number and number > 1:
        yield f"That was its {ordinal(number)} answer."


# ------------------------------------------------------------------------------------------ commitments and plans


def _commitment_completed(notice: Notice) -> Iterator[str]:
    of, done_on = facts.number(notice.facts, "of"), facts.day(notice.facts, "done_on")
    last = f", the last on {_in_words(done_on)}" if done_on else ""
    yield f"All of its {f'{of:,} ' if of else ''}milestones were done{last}."
    if late := facts.late(notice.facts):
        yield f"Late were {_listed([f'{one.milestone} (by {days(one.days)})' for one in late])}."


def _published(notice: Notice) -> Iterator[str]:
    ends_on = facts.day(notice.facts, "ends_on")
    yield "The plan was read for the first time" + (f"; it ends on {_in_words(ends_on)}." if ends_on else ".")


def _report_due(notice: Notice) -> Iterator[str]:
    duties = facts.duties(notice.facts)
    asked = [_asked_for(one, notice.on) for one in duties[:MOST_NAMED] if one.what]
    if asked:
        more = len(duties) - MOST_NAMED
        yield "; ".join(asked) + (f"; and {more:,} more." if more > 0 else ".")
    elif due_on := notice.due_on:
        yield f"Due on {_in_words(due_on)}."


def _asked_for(duty: facts.Duty, on: date) -> str:
    if duty.due_on is None:
        return f"“{duty.what}”"
    opens = f"from {_in_words(duty.opens_on)} to {_in_words(duty.due_on)}" if duty.opens_on else ""
    near = f"due this day, {_in_words(duty.due_on)}" if duty.due_on == on else f"due on {_in_words(duty.due_on)}"
    return f"“{duty.what}”, {opens or near}"


def _ending(notice: Notice) -> Iterator[str]:
    ends_on = facts.day(notice.facts, "ends_on")
    if ends_on and ends_on > notice.on:
        yield f"The plan ends in {days((ends_on - notice.on).days)}, on {_in_words(ends_on)}."
    elif ends_on:
        yield f"The plan {'ends this day' if ends_on == notice.on else 'ended on'} {_in_words(ends_on)}."
    else:
        yield "The plan has ended." if notice.kind is Kind.ENDED else "The plan ends soon."
    open, of = facts.number(notice.facts, "open"), facts.number(notice.facts, "of")
    if of and open is not None and open <= of:
        verb = "was" if open == 1 else "were"
        yield f"{open:,} of its {of:,} {'milestone' if of == 1 else 'milestones'} {verb} not shown as done."


def _in_words(on: date) -> str:
    return day(on, SOURCE)


_TOLD: dict[Kind, Callable[[Notice], Iterator[str]]] = {
    Kind.DUE_SOON: _due_soon,
    Kind.DUE: _due,
    Kind.OVERDUE: _overdue,
    Kind.ESCALATED: _escalated,
    Kind.STALLED: _stalled,
    Kind.SLIPPED: _moved,
    Kind.ADVANCED: _moved,
    Kind.ADDED: _added,
    Kind.REMOVED: _removed,
    Kind.REOPENED: _reopened,
    Kind.COMPLETED: _completed,
    Kind.COMPLETED_LATE: _completed,
    Kind.ANSWERED: _answered,
    Kind.COMMITMENT_OVERDUE: _commitment_overdue,
    Kind.COMMITMENT_COMPLETED: _commitment_completed,
    Kind.PUBLISHED: _published,
    Kind.REPORT_DUE: _report_due,
    Kind.ENDING: _ending,
    Kind.ENDED: _ending,
}
