"""On the day of a deadline, say that it is today, unless the milestone is done.

Where nobody works on that day, it is said on the working day before. A deadline that asks for something on several
days is spoken of on each of them; an agency that asked for more time is reminded on the day that it asked for, too.

>>> from notifier.rulekit import asks_until, example
>>> [(str(m.on), str(m.lapses)) for m in milestone(example(due="2025-06-30"))]
[('2025-06-30', '2025-07-01')]
>>> [(str(m.on), str(m.lapses)) for m in milestone(example(due="2025-06-29"))]  # a Sunday
[('2025-06-27', '2025-06-30')]
>>> [(str(m.on), m.facts["expects"]) for m in milestone(example(due="5 by June 2025; 10 by June 2026"))]
[('2025-06-30', '5 by June 2025'), ('2026-06-30', '10 by June 2026')]
>>> list(milestone(example(due="2025-06-30", done_on="2025-06-12")))
[]
>>> late = example(due="2025-06-30", answers=[asks_until("2025-07-02", "2025-07-31")])
>>> [(str(m.on), m.facts.get("asked", False)) for m in milestone(late)]
[('2025-06-30', False), ('2025-07-31', True)]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment, timedelta


def milestone(case: Case) -> Iterator[Moment]:
    workdays, done_on, said_on = case.workdays, case.done_on, None
    for due in case.dues:
        on = workdays.on_or_before(due.on)
        # Of two that come to be said on one day, the nearer one is.
        if on != said_on and on > due.since and (done_on is None or on < done_on):
            said_on = on
            yield Moment(on, Kind.DUE, due.to, due.on + timedelta(days=1), due.facts)
