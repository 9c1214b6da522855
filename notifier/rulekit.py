"""Everything a rule may import, and the only thing of ours that it imports.

A rule is a module with any of the generators `milestone(case)`, `commitment(case)`, `plan(case)` and `gone(case)`, the
last of which is shown a milestone that its plan no longer holds. Each yields moments on ascending days, for ever if it
likes, and looks at nothing but its case. docs/rules.md explains how to write one.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from notifier.agenda.answer import Absence, Answer, Says, Snooze
from notifier.agenda.beside import data_beside
from notifier.agenda.case import Case, CommitmentCase, Due, Move, PlanCase, Reopening
from notifier.agenda.contract import check_rule, said_by
from notifier.agenda.examples import asks_until, delivered, disputed, example, example_commitment, example_plan
from notifier.agenda.moment import Kind, Moment, To
from notifier.agenda.rule import Days
from notifier.agenda.rungs import months_after, rungs_after, rungs_before
from notifier.agenda.workdays import Workdays

# A number of months as a setting.
Months = Annotated[int, Field(ge=1, le=120)]

__all__ = [
    "Absence", "Answer", "Case", "CommitmentCase", "Days", "Due", "Iterator", "Kind", "Moment", "Months", "Move",
    "PlanCase", "Reopening", "Says", "Snooze", "To", "Workdays", "asks_until", "check_rule", "data_beside", "date",
    "delivered", "disputed", "example", "example_commitment", "example_plan", "months_after", "rungs_after",
    "rungs_before", "said_by", "timedelta",
]  # fmt: skip
