"""When a revision says that a milestone is done, and it was after its deadline, pass it on: how many days late.

>>> from notifier.rulekit import example
>>> [late] = milestone(example(due="2025-06-30", done_on="2025-07-12"))
>>> str(late.on), late.facts["done_on"], late.facts["due_on"], late.facts["days"]
('2025-07-12', '2025-07-12', '2025-06-30', 12)
>>> list(milestone(example(due="2025-06-30", done_on="2025-06-30")))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment


def milestone(case: Case) -> Iterator[Moment]:
    seen_on, done_on, due_on = case.completed_seen_on, case.done_on, case.due_on
    if seen_on and done_on and due_on and done_on > due_on:
        facts = {
            "done_on": str(done_on),
            "due_on": str(due_on),
            "days": (done_on - due_on).days,
            "reported": case.milestone.done_on is None,
        }
        yield Moment(seen_on, Kind.COMPLETED_LATE, facts=facts)
