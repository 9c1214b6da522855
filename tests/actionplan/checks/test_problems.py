"""Problems are one line each, and never more than can be looked at; docs/checks.md lists every kind."""

import re

from notifier.actionplan.problems import MOST_OF_A_KIND, Code, Problem, Severity, bounded, in_short
from notifier.actionplan.reader import read_content
from tests.actionplan.cast import HEAD
from tests.actionplan.checks.cast import commitment, of_kind
from tests.house.project import ROOT


def many(count: int, code: Code = Code.DEADLINE) -> list[Problem]:
    return [Problem("p.yaml", line, 1, "x", "y", Severity.WARNING, code) for line in range(1, count + 1)]


def test_a_problem_is_one_line_of_plain_text() -> None:
    problem = Problem("a\nb\x1b[2J\u202e.yaml", 1, 1, "one\ntwo\x00\u2028\ud800" + "x" * 5000, "\u200b")
    assert str(problem).isprintable()
    assert problem.path == "a b\\u001b[2J\\u202e.yaml"
    assert problem.what.startswith("one two\\u0000\\u2028\\ud800xxx")
    assert len(str(problem)) < 600


def test_what_is_like_many_others_is_counted() -> None:
    kept = bounded([*many(MOST_OF_A_KIND + 812), *many(3, Code.AFTER_PLAN)])
    assert len(kept) == MOST_OF_A_KIND + 1 + 3
    [more] = [one for one in kept if one.times > 1]
    assert (more.line, more.times, more.severity) == (MOST_OF_A_KIND + 1, 812, Severity.WARNING)
    assert more.what == "and 812 more like this (deadline-doubtful), from here on"
    assert (
        in_short(kept)
        == f"0 errors, {MOST_OF_A_KIND + 815} warnings: {MOST_OF_A_KIND + 812} deadline-doubtful, 3 after-plan-end"
    )


def test_bounding_twice_is_bounding_once() -> None:
    once = bounded(many(1000))
    assert bounded(once) == once
    assert in_short(bounded(once + many(1000))) == "0 errors, 2000 warnings: 2000 deadline-doubtful"


def test_no_problems_and_one_are_counted_in_words() -> None:
    assert in_short([]) == "0 errors, 0 warnings"
    assert in_short([Problem("p", 1, 1, "x", "y")]) == "1 error, 0 warnings: 1 bad-form"


def test_a_plan_with_many_warnings_of_a_kind_keeps_each_of_the_first_at_its_place() -> None:
    text = commitment(*(f"id: {n}, title: Step {n}, due: When ready" for n in range(500)))
    found = of_kind(Code.DEADLINE, text)
    assert [one.line for one in found] == [*range(10, 110), 110]
    assert found[-1].times == 400


def test_very_many_mistakes_in_the_shape_are_told_by_the_first_of_them() -> None:
    text = commitment(*(f"id: {n}, titel: A, dew: x" for n in range(5000)))
    reading = read_content("plan.yaml", (HEAD + text).encode())
    assert reading.plan is None
    assert len(reading.problems) == MOST_OF_A_KIND + 2
    assert reading.problems[0].what == "there is no field `titel` here"
    assert [one.what for one in reading.problems if one.code is Code.TOO_MUCH] == [
        "there are more mistakes in the shape of this file"
    ]


def test_every_kind_of_problem_is_in_the_documents_once_and_no_other() -> None:
    page = (ROOT / "docs" / "checks.md").read_text()
    listed = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    assert sorted(listed) == sorted(str(code) for code in Code)
