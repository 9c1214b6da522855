"""Answers and snoozes as an operator types them."""

import json

import pytest

from tests.cli.desk import Desk

PLAN = """\
plan: {id: kg, title: A plan, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek}
agencies: [{id: moh, name: Ministry of Health, emails: [clerk@moh.example.org]}]
commitments:
  - {id: C1, title: A promise, lead: moh, milestones: [{id: 1, title: One, due: 2025-06-30}]}
"""
NOW = "2025-07-03T10:00:00+06:00"


@pytest.fixture
def serving(desk: Desk) -> Desk:
    """A desk whose service has read the plan."""
    (desk.folder / "plans").mkdir()
    (desk.folder / "plans" / "kg.yaml").write_text(PLAN)
    assert desk.types("run-once", "--now", "2025-01-02T10:00:00+06:00").returncode == 0
    return desk


def test_an_answer_is_taken_down_and_listed(serving: Desk) -> None:
    assert "nothing has been answered" in serving.types("answers", "--plan", "kg").stdout
    said = serving.types("answer", "kg", "C1/1", "new_date", "--until", "2025-09-30", "--reason", "late", "--now", NOW)
    assert (said.returncode, said.stdout) == (0, "taken down: moh says of C1/1: it needs until 2025-09-30\n")
    snoozed = serving.types("snooze", "kg", "C1/1", "--until", "2025-08-01", "--reason", "holidays", "--now", NOW)
    assert (snoozed.returncode, snoozed.stdout) == (0, "C1/1 is snoozed from 2025-07-03 until 2025-08-01\n")
    rows = [json.loads(line) for line in serving.types("answers", "--format", "json").stdout.splitlines()]
    assert sorted((row["says"], row["until"], row["reason"], row["agency"]) for row in rows) == [
        ("new_date", "2025-09-30", "late", "moh"),
        ("snoozed", "2025-08-01", "holidays", None),
    ]
    assert "2025-09-30" in serving.types("answers").stdout


def test_what_cannot_be_taken_down_is_refused_in_words(serving: Desk) -> None:
    for words, what in (
        (("answer", "kg", "C1/2", "delivered"), "no milestone `C1/2` (did you mean C1/1?)"),
        (("answer", "kg", "C1/1", "disputed"), "needs a reason"),
        (("answer", "kg", "C1/1", "new_date", "--until", "9999-12-31", "--reason", "x"), "more than 10 years ahead"),
        (("snooze", "kg", "C1/1", "--until", "2025-07-03", "--reason", "x"), "is not after the plan's today"),
    ):
        refused = serving.types(*words, "--now", NOW)
        assert refused.returncode == 1
        assert what in refused.stderr
    assert serving.types("answer", "kg", "C1/1", "perhaps").returncode == 2
    unknown = serving.types("answers", "--plan", "kgg")
    assert unknown.returncode == 2
    assert "there is no plan `kgg` here (did you mean kg?)" in unknown.stderr
