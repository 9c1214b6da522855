"""The day after the last deadline of a commitment's milestones, and weekly until all are done, say which are open.

It then speaks for its milestones, so that one notice comes and not seven. Where nobody works on such a day, it is said
on the working day after.

>>> from notifier.rulekit import example, example_commitment
>>> promise = example_commitment(example(due="2025-03-31"), example(done_on="2025-06-12"), example(due="2025-06-30"))
>>> first, second, *_ = (m for m, _ in zip(commitment(promise), range(2)))
>>> str(first.on), first.facts
('2025-07-01', {'due_on': '2025-06-30', 'time': 1, 'late': ['1', '3'], 'of': 3})
>>> str(second.on), second.facts["time"]
('2025-07-08', 2)
>>> list(commitment(example_commitment(example())))  # a single milestone speaks for itself
[]
"""

from notifier.rulekit import CommitmentCase, Iterator, Kind, Moment, rungs_after, timedelta


def commitment(case: CommitmentCase, *, every: timedelta = timedelta(weeks=1)) -> Iterator[Moment]:
    due_on, late = case.due_on, [one.milestone.id for one in case.late()]
    if due_on is None or not late or not case.speaks:
        return
    first = due_on + timedelta(days=1)
    for on, lapses, time in rungs_after(first, every, case.workdays, seen_on=case.asked_from):
        facts = {"due_on": str(due_on), "time": time, "late": late, "of": len(case.milestones)}
        yield Moment(on, Kind.COMMITMENT_OVERDUE, lapses=lapses, facts=facts)
