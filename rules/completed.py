"""When a revision says that a milestone is done, pass it on; what was done when the plan was first read is no news.

>>> from notifier.rulekit import example
>>> [(str(m.on), m.facts["done_on"]) for m in milestone(example(due="2025-06-30", done_on="2025-06-12"))]
[('2025-06-12', '2025-06-12')]
>>> list(milestone(example(due="2025-06-30", status="completed")))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment


def milestone(case: Case) -> Iterator[Moment]:
    if case.completed_seen_on:
        facts = {"done_on": str(case.done_on), "due_on": str(case.due_on) if case.due_on else None}
        yield Moment(case.completed_seen_on, Kind.COMPLETED, facts=facts)
