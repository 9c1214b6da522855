"""When a revision moves a deadline to a later day, say so: from when to when, how far, which move it is.

>>> from notifier.rulekit import example
>>> late = example(due="2025-12-31", before={"2025-04-02": "2025-03-31", "2025-07-05": "2025-06-30"})
>>> for m in milestone(late):
...     print(m.on, m.facts)
2025-04-02 {'from': '2025-03-31', 'to': '2025-06-30', 'days': 91, 'move': 1, 'after_deadline': True}
2025-07-05 {'from': '2025-06-30', 'to': '2025-12-31', 'days': 184, 'move': 2, 'after_deadline': True}
>>> list(milestone(example(due="2025-05-31", before={"2025-04-01": "2025-06-30"})))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment


def milestone(case: Case) -> Iterator[Moment]:
    for number, move in enumerate(case.moves, start=1):
        if move.days > 0:
            yield Moment(
                move.seen_on,
                Kind.SLIPPED,
                facts={
                    "from": str(move.before),
                    "to": str(move.after),
                    "days": move.days,
                    "move": number,
                    "after_deadline": move.seen_on > move.before,
                },
            )
