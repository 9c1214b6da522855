"""When a revision says that a milestone is open which an earlier one said was done, pass it on.

>>> from notifier.rulekit import example
>>> [again] = milestone(example(due="2025-06-30", reopened="2025-05-02"))
>>> str(again.on), again.facts
('2025-05-02', {'done_on': None, 'due_on': '2025-06-30'})
>>> list(milestone(example(done_on="2025-06-12")))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment


def milestone(case: Case) -> Iterator[Moment]:
    for one in case.reopenings:
        due_on = case.stood_on(one.seen_on).deadline.on
        facts = {"done_on": str(one.done_on) if one.done_on else None, "due_on": str(due_on) if due_on else None}
        yield Moment(one.seen_on, Kind.REOPENED, facts=facts)
