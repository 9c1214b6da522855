"""What is wrong with the settings that a plan gives to rules, at the places where its file gives them."""

from collections.abc import Iterator

from notifier.actionplan.problems import Code, Problem, Severity
from notifier.actionplan.reader import Reading
from notifier.actionplan.reader.places import problem
from notifier.agenda.rulebook import Rulebook


def rule_problems(reading: Reading, rulebook: Rulebook) -> Iterator[Problem]:
    """What is wrong with the settings that a plan gives to rules; each such setting is left at its default."""
    if reading.plan and reading.places:
        for rule, what, hint in rulebook.misfits(reading.plan.head.rules):
            yield problem(reading.places, ("plan", "rules", rule), what, hint, Severity.WARNING, Code.RULE)
