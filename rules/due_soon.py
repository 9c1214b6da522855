"""60, 30, 14, 7 and 1 days before a deadline, remind of it, unless the milestone is done.

Where nobody works on such a day, the working day before is taken, unless the deadline itself is spoken of then; one
that asks for something on several days is reminded of before each of them, and an agency that asked for more time
before the day that it asked for.

>>> from notifier.rulekit import asks_until, example
>>> [str(m.on) for m in milestone(example(due="2025-06-30"))]
['2025-04-30', '2025-05-30', '2025-06-16', '2025-06-23', '2025-06-27']
>>> [str(m.on) for m in milestone(example(due="2025-06-30", done_on="2025-06-20"))]
['2025-04-30', '2025-05-30', '2025-06-16']
>>> two = example(due="5 by June 2025; 10 by June 2026")
>>> [(str(m.on), m.facts["expects"]) for m in milestone(two, days_before=(7,))]
[('2025-06-23', '5 by June 2025'), ('2026-06-23', '10 by June 2026')]
>>> late = example(due="2025-06-30", answers=[asks_until("2025-07-02", "2025-07-31")])
>>> [(str(m.on), *m.to) for m in milestone(late, days_before=(7,))]
[('2025-06-23', <To.AGENCY: 'agency'>, <To.PUBLIC: 'public'>), ('2025-07-24', <To.AGENCY: 'agency'>)]
"""

from notifier.rulekit import Case, Days, Iterator, Kind, Moment, rungs_before


def milestone(case: Case, *, days_before: tuple[Days, ...] = (60, 30, 14, 7, 1)) -> Iterator[Moment]:
    workdays, done_on, said_on = case.workdays, case.done_on, None
    rungs = [(*rung, due) for due in case.dues for rung in rungs_before(due.on, days_before, workdays)]
    if len(case.dues) > 1:
        rungs.sort(key=lambda rung: rung[0])
    for on, lapses, due in rungs:
        # Of two on one day, the one of the nearer deadline is said.
        if on != said_on and on > due.since and (done_on is None or on < done_on):
            said_on = on
            yield Moment(on, Kind.DUE_SOON, due.to, lapses, due.facts)
