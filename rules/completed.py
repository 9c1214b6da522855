"""When a revision says that a milestone is done, and it was in time, pass it on.

What was done when the plan was first read is no news; where the plan names no day, the one counts on which it said so.

>>> from notifier.rulekit import example
>>> [(str(m.on), m.facts["done_on"], m.facts["reported"]) for m in milestone(example(done_on="2025-06-12"))]
[('2025-06-12', '2025-06-12', False)]
>>> list(milestone(example(due="2025-06-30", done_on="2025-07-01")))
[]
>>> list(milestone(example(due="2025-06-30", status="completed")))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment


def milestone(case: Case) -> Iterator[Moment]:
    seen_on, done_on, due_on = case.completed_seen_on, case.done_on, case.due_on
    if seen_on and done_on and (due_on is None or done_on <= due_on):
        facts = {
            "done_on": str(done_on),
            "due_on": str(due_on) if due_on else None,
            "reported": case.milestone.done_on is None,
        }
        yield Moment(seen_on, Kind.COMPLETED, facts=facts)
