"""When a revision moves a deadline to a later day, say so: from when to when, how far, which move it is.

>>> from notifier.rulekit import example
>>> late = example(due="2025-12-31", before={"2025-04-02": "2025-03-31", "2025-07-05": "2025-06-30"})
>>> for m in milestone(late):
...     print(m.on, *m.facts.values())
2025-04-02 2025-03-31 2025-06-30 91 1 True 91
2025-07-05 2025-06-30 2025-12-31 184 2 True 275
>>> list(m.facts)
['from', 'to', 'days', 'move', 'after_deadline', 'total_days']
>>> list(milestone(example(due="2025-05-31", before={"2025-04-01": "2025-06-30"})))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment


def milestone(case: Case) -> Iterator[Moment]:
    moves = case.moves
    for number, move in enumerate(moves, start=1):
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
                    "total_days": (move.after - moves[0].before).days,
                },
            )
