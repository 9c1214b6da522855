"""When a plan no longer holds a milestone, say so, whether it comes back later or not.

>>> from notifier.rulekit import example
>>> [lost] = gone(example(due="2025-06-30", away={"2025-07-05": None}))
>>> str(lost.on), lost.facts["due_on"], lost.facts["after_deadline"], lost.facts["completed"]
('2025-07-05', '2025-06-30', True, False)
>>> [str(m.on) for m in milestone(example(away={"2025-02-01": "2025-02-03"}))]
['2025-02-01']
"""

from notifier.rulekit import Case, Iterator, Kind, Moment


def milestone(case: Case) -> Iterator[Moment]:
    for absence in case.absences:
        stood = case.stood_on(absence.gone_on)
        due_on = stood.deadline.on
        facts = {
            "due_on": str(due_on) if due_on else None,
            "after_deadline": due_on is not None and absence.gone_on > due_on,
            "completed": stood.completed,
        }
        yield Moment(absence.gone_on, Kind.REMOVED, facts=facts)


gone = milestone
