"""When a revision moves a deadline to an earlier day, say so: from when to when, how far, which move it is.

>>> from notifier.rulekit import example
>>> [sooner] = milestone(example(due="2025-05-31", before={"2025-04-01": "2025-06-30"}))
>>> str(sooner.on), sooner.facts["from"], sooner.facts["to"], sooner.facts["days"], sooner.facts["move"]
('2025-04-01', '2025-06-30', '2025-05-31', 30, 1)
>>> list(milestone(example(due="2025-12-31", before={"2025-04-02": "2025-03-31"})))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment


def milestone(case: Case) -> Iterator[Moment]:
    for number, move in enumerate(case.moves, start=1):
        if move.days < 0:
            yield Moment(
                move.seen_on,
                Kind.ADVANCED,
                facts={
                    "from": str(move.before),
                    "to": str(move.after),
                    "days": -move.days,
                    "move": number,
                    "after_deadline": move.seen_on > move.before,
                },
            )
