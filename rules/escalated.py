"""5 working days after a missed deadline, ask the agency why; after 10, tell its superiors; after 20, the public too.

Days are not counted on which nobody may press for the milestone: public holidays, those for which it is snoozed, and
those for which its agency has asked. It ends when the milestone is done, or its agency answers that it is delivered.

>>> from notifier.rulekit import asks_until, example
>>> [(str(m.on), m.facts["rung"], len(m.to)) for m in milestone(example(due="2025-06-30"))]
[('2025-07-07', 1, 1), ('2025-07-14', 2, 2), ('2025-07-28', 3, 3)]
>>> late = example(due="2025-06-30", answers=[asks_until("2025-07-03", "2025-07-31")])
>>> [(str(m.on), m.facts["working_days"]) for m in milestone(late)]
[('2025-08-04', 5), ('2025-08-11', 10), ('2025-08-25', 20)]
>>> [str(m.on) for m in milestone(example(due="2025-06-30", done_on="2025-07-10"))]
['2025-07-07']
"""

from functools import cache

from notifier.rulekit import Case, Days, Iterator, Kind, Moment, To, timedelta


def milestone(
    case: Case, *, agency_after: Days = 5, superiors_after: Days = 10, public_after: Days = 20
) -> Iterator[Moment]:
    rungs = _rungs(agency_after, superiors_after, public_after)
    on = case.late_since(rungs[0][0])
    for rung, (days, to, then) in enumerate(rungs, start=1):
        if on is None or (case.done_on and on >= case.done_on):
            return
        next_on = case.late_since(then) if then else None
        facts = {"due_on": str(case.due_on), "rung": rung, "rungs": len(rungs), "working_days": days}
        yield Moment(on, Kind.ESCALATED, to, next_on or on + timedelta(days=30), facts)
        on = next_on


@cache
def _rungs(agency: int, superiors: int, public: int) -> list[tuple[int, tuple[To, ...], int | None]]:
    """After how many working days each rung comes, whom it is to, and after how many the next one comes."""
    hearing = {To.AGENCY: agency, To.SUPERIOR: superiors, To.PUBLIC: public}
    days = sorted(set(hearing.values()))
    return [
        (day, tuple(to for to, after in hearing.items() if after <= day), then)
        for day, then in zip(days, [*days[1:], None], strict=True)
    ]
