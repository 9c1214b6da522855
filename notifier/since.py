"""What has changed since a notice was said: the thing that it speaks of, then and now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from notifier.actionplan.deadline import Deadline
from notifier.actionplan.model import PlanHead, Status
from notifier.agenda.agenda import subject_of
from notifier.agenda.case import AnyCase, Case, CommitmentCase, PlanCase
from notifier.agenda.notice import Notice
from notifier.clock import local_day


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was so then and is otherwise now, each in words."""

    what: str
    then: str
    now: str


def changes(notice: Notice, head: PlanHead, case: AnyCase | None) -> Iterator[Change]:
    """What is otherwise now than when a notice was said; `case` is None where nothing is left to look at."""
    said_on = local_day(notice.said_at, head.timezone, head.notify_at)
    if case is None:
        yield Change("plan", f"it held {notice.subject}", "it does not")
        return
    if not isinstance(case, PlanCase) and subject_of(case) != notice.subject:
        yield Change("name", notice.subject, subject_of(case))
    if isinstance(case, Case):
        yield from _of_milestone(notice, case, said_on)
    elif isinstance(case, CommitmentCase):
        yield from _of_commitment(notice, case)
    elif (ended := notice.facts.get("ends_on")) and ended != str(head.ends):
        yield Change("end of the plan", str(ended), str(head.ends))


def _of_milestone(notice: Notice, case: Case, said_on: date) -> Iterator[Change]:
    then, now = notice.deadline, case.milestone.deadline
    if then and (then.printed, then.on) != (now.printed, now.on):
        yield Change("deadline", _read_as(then), _read_as(now))
    before = case.stood_on(said_on)
    was, now_is = _standing(before.status, before.done_on), _standing(case.milestone.status, case.milestone.done_on)
    if was != now_is:
        yield Change("status", was, now_is)
    if case.gone and case.absences[-1].gone_on >= said_on:
        yield Change("plan", f"it held {notice.subject}", f"it does not since {case.absences[-1].gone_on}")
    for answer in case.answers:
        if answer.said_on >= said_on:
            until = f" until {answer.until}" if answer.until else ""
            yield Change("answer", "none", f"{answer.agency} on {answer.said_on}: {answer.says}{until}")
    for snooze in case.snoozes:
        if snooze.since >= said_on:
            yield Change("snooze", "none", f"from {snooze.since} until {snooze.until}: {snooze.reason}")


def _of_commitment(notice: Notice, case: CommitmentCase) -> Iterator[Change]:
    if "due_on" in notice.facts and notice.facts["due_on"] != (case.due_on and str(case.due_on)):
        yield Change("deadline", str(notice.facts["due_on"] or "none"), str(case.due_on or "none"))
    done_then = notice.facts.get("done_on")
    if done_then != (case.done_on and str(case.done_on)):
        yield Change("status", f"done on {done_then}" if done_then else "open", f"done on {case.done_on or 'no day'}")


def _read_as(deadline: Deadline) -> str:
    day = str(deadline.on) if deadline.on else "no day"
    return f"{day} (“{deadline.printed}”)" if deadline.printed else day


def _standing(status: Status, done_on: date | None) -> str:
    words = str(status).replace("_", " ")
    return f"{words} on {done_on}" if done_on else words
