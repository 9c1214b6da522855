"""Ids, titles, headings and counts: what is used twice, undefined, empty, or missing."""

import pytest

from notifier.actionplan.problems import Code
from notifier.actionplan.reader import read_content
from tests.actionplan.cast import HEAD, PROMISE
from tests.actionplan.checks.cast import commitment, of_kind, reading, told


def test_an_id_used_twice_is_an_error_and_one_that_differs_only_in_case_a_warning() -> None:
    text = commitment("id: a, title: A", "id: A, title: B", "id: a, title: C")
    assert told(Code.ID_TWICE, text) == ["12:14: the id `a` is used twice (give one another id)"]
    assert told(Code.ID_ALIKE, commitment("id: a, title: A", "id: A, title: B")) == [
        "11:14: warning: the ids `a` and `A` differ only in case or spaces (give one another id, or write both alike)"
    ]
    agencies = HEAD.replace("id: mof", "id: MOH")
    assert len(of_kind(Code.ID_ALIKE, "  - {id: C1, title: A, lead: moh}\n", agencies)) == 1


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (("id: 2, title: A, was: 1", "id: 1, title: B"), []),
        (("id: 2, title: A, was: none", "id: 1, title: B, was: none"), []),
        (("id: 2, title: A, was: 2", "id: 1, title: B"), []),
        (("id: 2, title: A, was: 1", "id: 1, title: B, was: 2"), []),
        (("id: 3, title: A, was: 1", "id: 4, title: B"), []),
        (
            ("id: 3, title: A, was: 1", "id: 4, title: B, was: 1"),
            [
                "10:32: warning: `was` says that this was `1`, and so",
                "11:32: warning: `was` says that this was `1`, and so",
            ],
        ),
    ],
)
def test_a_former_id_is_claimed_once_and_may_be_anothers_by_now(steps: tuple[str, ...], says: list[str]) -> None:
    found = told(Code.WAS_IN_USE, commitment(*steps))
    assert [one[: len(text)] for one, text in zip(found, says, strict=True)] == says


def test_a_title_used_twice_within_a_commitment_is_a_warning() -> None:
    text = commitment("id: 1, title: Train staff", "id: 2, title: train  Staff", "id: 3, title: Train nurses")
    assert told(Code.TITLE_TWICE, text) == [
        "11:24: warning: 2 has the same title as 1 (say how they differ, or keep one)"
    ]


def test_a_heading_is_defined_and_something_stands_under_it() -> None:
    text = commitment("id: 1, title: A, heading: Hone", more="    headings: [{id: Home, title: A}]\n")
    assert told(Code.HEADING_UNKNOWN, text) == ["11:36: there is no heading `Hone` here (did you mean Home?)"]
    empty = commitment("id: 1, title: A", more="    headings: [{id: Home, title: A}]\n")
    assert told(Code.HEADING_EMPTY, empty) == [
        "9:21: warning: nothing stands under the heading `Home` (remove it, or name it at its milestones)"
    ]


def test_a_file_that_says_how_many_milestones_it_has_is_held_to_it() -> None:
    head = HEAD.replace("timezone: UTC", "timezone: UTC, milestones: 3")
    three = commitment("id: 1, title: A", "id: 2, title: B", "id: 3, title: C")
    plan = reading(three, head).plan
    assert plan is not None
    assert plan.counted == 3
    cut_off = three[: three.index("      - {id: 3")]
    assert reading(cut_off).plan is not None, "cut off at the end of a line, it is a plan that is too short"
    assert told(Code.COUNT, cut_off, head) == [
        (
            "1:114: the plan says that it has 3 milestones, and here are 2 "
            "(if no part of the file is missing, write `milestones: 2`)"
        )
    ]
    assert reading(cut_off, head).plan is None


@pytest.mark.parametrize("count", ["many", "-1", "1.5", "9" * 5000, "1_000", "٣"])
def test_a_count_that_is_no_number_is_an_error(count: str) -> None:
    head = HEAD.replace("timezone: UTC", f"timezone: UTC, milestones: {count}")
    [error] = reading(PROMISE, head).errors
    assert "this is not a number of milestones" in error.what


def test_a_last_line_without_an_end_may_be_half_of_one() -> None:
    [problem] = read_content("plan.yaml", (HEAD + PROMISE).rstrip("\n").encode()).problems
    assert (problem.code, problem.line) == (Code.CUT_OFF, 6)
