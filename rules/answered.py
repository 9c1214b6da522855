"""When an agency answers of a milestone, tell its superiors and subscribers what it says.

Of several answers on one day, each further one is told a day later.

>>> from notifier.rulekit import asks_until, delivered, example
>>> said = example(answers=[asks_until("2025-06-20", "2025-07-31"), delivered("2025-07-10", "https://example.org/1")])
>>> [(str(m.on), m.facts["says"], m.facts["until"], m.facts["number"]) for m in milestone(said)]
[('2025-06-20', 'new_date', '2025-07-31', 1), ('2025-07-10', 'delivered', None, 2)]
>>> list(milestone(example()))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment, To, timedelta


def milestone(case: Case) -> Iterator[Moment]:
    on = None
    for number, answer in enumerate(case.answers, start=1):
        on = max(answer.said_on, on + timedelta(days=1)) if on else answer.said_on
        facts = {
            "says": str(answer.says),
            "until": str(answer.until) if answer.until else None,
            "evidence": answer.evidence,
            "reason": answer.reason,
            "number": number,
        }
        yield Moment(on, Kind.ANSWERED, (To.SUPERIOR, To.PUBLIC), facts=facts)
