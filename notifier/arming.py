"""Arming: setting the day on which each case of a plan wakes, the next on which any rule has something to say.

A tick reads no case before its day has come, so whatever may bring a day forward arms anew: a reading, an answer, other
rules.
"""

from collections.abc import Iterable
from datetime import date, datetime

from notifier.actionplan.model import PlanHead
from notifier.agenda.agenda import key_of, next_on, window
from notifier.agenda.case import AnyCase
from notifier.agenda.guard import guarding
from notifier.agenda.rulebook import Rulebook
from notifier.clock import local_day
from notifier.ledger import cases, plans, readings
from notifier.ledger.connect import Book
from notifier.ledger.plans import StoredPlan


def arm(book: Book, rulebook: Rulebook, plan: StoredPlan, today: date, changed: Iterable[AnyCase]) -> None:
    """Set the days on which some cases of a plan wake."""
    since = first_day(plan, today)
    with guarding(rulebook) as rulebook:
        days = {key_of(case): next_on(case, rulebook, since) for case in changed}
    plans.arm(book, plan.head.id, days)


def arm_named(book: Book, rulebook: Rulebook, plan: StoredPlan, today: date, keys: Iterable[cases.Key]) -> None:
    """The same, of cases that are named."""
    found = cases.load(book, plan, set(keys), first_day(plan, today))
    arm(book, rulebook, plan, today, (case for case, _ in found))


def arm_what_changed(
    book: Book, rulebook: Rulebook, plan: StoredPlan, today: date, written: readings.Written, before: PlanHead
) -> None:
    """The same, of what a reading touched, and of all where other rules are in force by now, or other days off."""
    if plan.armed_under == rulebook.fingerprint_with(plan.head):
        arm_named(book, rulebook, plan, today, _touched(plan, written, before != plan.head))
    else:
        arm(book, rulebook, plan, today, cases.every(book, plan, first_day(plan, today)))


def arm_under_changed_rules(book: Book, rulebook: Rulebook, now: datetime) -> None:
    """Have every plan's cases wake by the rules in force now, whether its file has changed or not."""
    changed = [one.head.id for one in plans.stored(book) if one.armed_under != rulebook.fingerprint_with(one.head)]
    plans.hold(book, changed)
    for plan in plans.stored(book) if changed else ():
        fingerprint = rulebook.fingerprint_with(plan.head)
        if plan.head.id in changed and plan.armed_under != fingerprint:
            today = local_day(now, plan.head.timezone, plan.head.notify_at)
            arm(book, rulebook, plan, today, cases.every(book, plan, first_day(plan, today)))
            plans.armed_under(book, plan.head.id, fingerprint)


def first_day(plan: StoredPlan, today: date) -> date:
    """The first day that the next tick answers for."""
    return window(today, plan.first_seen_on, plan.ticked_on)[0]


def _touched(plan: StoredPlan, written: readings.Written, whole: bool) -> set[cases.Key]:
    """The cases that a reading changes: of its milestones, of the commitments above them, of the plan as a `whole`."""
    keys = {("milestone", name) for name in written.milestones} | {("gone", name) for name in written.gone}
    keys |= {("commitment", name) for name in written.commitments}
    if whole or written.milestones or written.gone:
        keys.add(("plan", plan.head.id))
    return keys
