"""A small plan to make mistakes in: two agencies, and the commitments that a test gives it."""

from textwrap import dedent

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.reader import read_content

HEAD = """\
plan: {id: no-2025, title: A plan, country: NO, starts: 2025-01-01, ends: 2026-12-31, timezone: UTC, notify_at: 9:00}
agencies:
  - {id: moh, name: Ministry of Health, emails: [open@moh.example.org]}
  - {id: mof, name: Ministry of Finance, emails: [open@mof.example.org]}
commitments:
"""
PROMISE = "  - {id: C1, title: Open data, lead: moh, due: 2026-06-30, support: [mof]}\n"


def problems(text: str, name: str = "plans/no.yaml") -> list[str]:
    """The problems of a plan file, as a person sees them."""
    return [str(one) for one in read_content(name, dedent(text).encode()).problems]


def plan_of(commitments: str) -> ActionPlan:
    """The plan whose commitments these are; it must have no errors."""
    reading = read_content("plan.yaml", (HEAD + commitments).encode())
    assert reading.plan is not None, reading.problems
    return reading.plan
