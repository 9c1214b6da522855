"""30, 14, 7 and 1 days before a deadline, remind of it, unless the milestone is done.

A deadline that asks for something on several days is reminded of before each of them.

>>> from notifier.rulekit import example
>>> [str(m.on) for m in milestone(example(due="2025-06-30"))]
['2025-05-31', '2025-06-16', '2025-06-23', '2025-06-29']
>>> [str(m.on) for m in milestone(example(due="2025-06-30", done_on="2025-06-20"))]
['2025-05-31', '2025-06-16']
>>> two = example(due="5 by June 2025; 10 by June 2026")
>>> [(str(m.on), m.facts["expects"]) for m in milestone(two, days_before=(7,))]
[('2025-06-23', '5 by June 2025'), ('2026-06-23', '10 by June 2026')]
>>> list(milestone(example(due=None)))
[]
"""

from notifier.rulekit import Case, Days, Iterator, Kind, Moment, timedelta


def milestone(case: Case, *, days_before: tuple[Days, ...] = (30, 14, 7, 1)) -> Iterator[Moment]:
    said: dict[object, Moment] = {}
    for due in reversed(case.dues):  # where two fall on one day, the nearer deadline is reminded of
        days = [due.on - timedelta(days=days) for days in sorted(set(days_before), reverse=True)]
        # Each reminder stands in for the one before it; the last gives way to the deadline itself.
        for on, lapses in zip(days, [*days[1:], due.on], strict=True):
            if not case.done_on or on < case.done_on:
                said[on] = Moment(on, Kind.DUE_SOON, lapses=lapses, facts=due.facts)
    yield from sorted(said.values(), key=lambda moment: moment.on)
