"""The clauses of a sentence, and how surely each date in it is a deadline: in “Vision 2030” there is none."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from notifier.actionplan.deadline.conventions import Conventions
from notifier.actionplan.deadline.names import may_be_a_name
from notifier.actionplan.deadline.point import Kind
from notifier.actionplan.deadline.stretch import Lead, Stretch
from notifier.actionplan.deadline.tokens import Token
from notifier.actionplan.deadline.vocabulary import Sense

_CLAUSE_ENDS = (";", ",", "(", ")", ":", "•", "|", "!", "?", ".")
# Words about something else, wherever they stand outside of a date.
_OTHER_WORDS = (Sense.OTHER, Sense.NUMBER, Sense.PLAN, Sense.QUARTER_SIGN, Sense.HALF_SIGN)


def placed(stretches: Sequence[Stretch], tokens: Sequence[Token]) -> Iterator[Stretch]:
    """The stretches with their clauses; and of mere years, whether they may be names."""
    inside = {at for one in stretches for at in range(one.left, one.right)}
    sentence = any(token.sense in _OTHER_WORDS and at not in inside for at, token in enumerate(tokens))
    members = Counter(one.chain for one in stretches)
    clauses = clauses_of(stretches, tokens)
    strong: set[int] = set()  # lists of years that begin with one which no name would
    for one in stretches:
        weak = sentence and one.chain not in strong and may_be_a_name(one, tokens, members[one.chain] == 1)
        if not weak and one.first.kind is Kind.YEAR:
            strong.add(one.chain)
        plain = not (weak or sentence or clauses[one.left])
        yield one if plain else one._replace(clause=clauses[one.left], weak=weak, in_sentence=sentence)


def clauses_of(stretches: Sequence[Stretch], tokens: Sequence[Token]) -> list[int]:
    """The number of the clause that each token stands in; the signs within a date part none."""
    inside = {at for one in stretches for at in range(one.first.start, one.due.end)}
    ends = [token.text in _CLAUSE_ENDS and at not in inside for at, token in enumerate(tokens)]
    return list(accumulate(ends, initial=0))


def by_clear_dates(stretches: Sequence[Stretch], conventions: Conventions) -> Conventions:
    """Where nobody can know whether the day stands first, another date of the same print may show it: 31/08/2020."""
    if conventions.day_first is not None:
        return conventions
    clear = {point.day_first for one in stretches for point in (one.first, one.due)} - {None}
    return replace(conventions, day_first=clear.pop()) if len(clear) == 1 else conventions


def strength_of(one: Stretch) -> int:
    """How surely it is a deadline: “in” serves as well as “by”, save before a mere year."""
    due_in = one.lead is Lead.IN and one.due.kind is not Kind.YEAR
    return Lead.BY if due_in else min(one.lead, Lead.BY)
