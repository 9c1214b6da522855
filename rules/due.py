"""On the day of a deadline, say that it is today, unless the milestone is done.

A deadline that asks for something on several days is spoken of on each of them.

>>> from notifier.rulekit import example
>>> [str(m.on) for m in milestone(example(due="2025-06-30"))]
['2025-06-30']
>>> [(str(m.on), m.facts["expects"]) for m in milestone(example(due="5 by June 2025; 10 by June 2026"))]
[('2025-06-30', '5 by June 2025'), ('2026-06-30', '10 by June 2026')]
>>> list(milestone(example(due="2025-06-30", done_on="2025-06-12")))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment, timedelta


def milestone(case: Case) -> Iterator[Moment]:
    for due in case.dues:
        if case.done_on is None or case.done_on > due.on:
            yield Moment(due.on, Kind.DUE, lapses=due.on + timedelta(days=1), facts=due.facts)
