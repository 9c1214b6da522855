"""Small plans with one thing to look at: what is found of a kind, as `line:column: what (hint)`."""

from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader import Reading, read_content
from tests.actionplan.cast import HEAD


def reading(commitments: str, head: str = HEAD) -> Reading:
    """The reading of the plan whose commitments these are."""
    return read_content("plan.yaml", (head + commitments).encode())


def of_kind(code: Code, commitments: str, head: str = HEAD) -> list[Problem]:
    """The problems of one kind."""
    return [one for one in reading(commitments, head).problems if one.code is code]


def told(code: Code, commitments: str, head: str = HEAD) -> list[str]:
    """The problems of one kind, in words."""
    return [str(one).removeprefix("plan.yaml:") for one in of_kind(code, commitments, head)]


def commitment(*milestones: str, more: str = "") -> str:
    """A commitment with milestones, each given as the inside of its braces."""
    lines = [f"  - id: C1\n    title: A promise\n    lead: moh\n{more}    milestones:\n"]
    return "".join([*lines, *(f"      - {{{one}}}\n" for one in milestones)])
