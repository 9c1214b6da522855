"""When a revision says that the last open milestone of a commitment is done, say so, and which of them were late.

>>> from notifier.rulekit import example, example_commitment
>>> late = example(due="2025-03-31", done_on="2025-04-02")
>>> [done] = commitment(example_commitment(late, example(due="2025-06-30", done_on="2025-06-12")))
>>> str(done.on), done.facts["late"], done.facts["of"]
('2025-06-12', [{'milestone': '1', 'days': 2}], 2)
>>> list(commitment(example_commitment(late, example())))
[]
"""

from notifier.rulekit import CommitmentCase, Iterator, Kind, Moment


def commitment(case: CommitmentCase) -> Iterator[Moment]:
    if case.speaks and case.completed_seen_on:
        late = [
            {"milestone": one.milestone.id, "days": (one.done_on - one.due_on).days}
            for one in case.milestones
            if one.done_on and one.due_on and one.done_on > one.due_on
        ]
        facts = {
            "done_on": str(case.done_on),
            "due_on": str(case.due_on) if case.due_on else None,
            "late": late,
            "of": len(case.milestones),
        }
        yield Moment(case.completed_seen_on, Kind.COMMITMENT_COMPLETED, facts=facts)
