"""The drawing of a plan: where its bars lie, whatever days its file names."""

from datetime import date

import pytest

from notifier.actionplan.deadline import read_deadline
from notifier.actionplan.model import Commitment, Milestone, PlanHead
from notifier.actionplan.revision import sighting_of
from notifier.agenda.case import Case
from notifier.web.timeline import LABELS, MARGIN, MOST_ROWS, MOST_TICKS, WIDTH, timeline

SEEN = date(2025, 1, 1)


def _head(starts: str = "2025-01-01", ends: str = "2026-12-31") -> PlanHead:
    return PlanHead("p", "A plan", "KG", date.fromisoformat(starts), date.fromisoformat(ends), "UTC")


def _case(due: str | None, head: PlanHead, *former: str) -> Case:
    milestone = Milestone(
        "1", "A step with a long name, longer than there is room for beside its bar", read_deadline(due)
    )
    commitment = Commitment("C1", "A promise", "a", (milestone,))
    days = (date(2025, month, 1) for month in range(1, 13))
    history = tuple(
        sighting_of(Milestone("1", "A step", read_deadline(one)), "r", day)
        for one, day in zip((*former, due), days, strict=False)
    )
    return Case(head, commitment, milestone, history)


def test_a_bar_ends_at_its_deadline_and_a_former_deadline_stays_as_a_ghost() -> None:
    head = _head()
    drawing = timeline(head, [_case("2026-06-30", head, "2025-06-30", "2025-12-31")], date(2025, 7, 1))
    (bar,) = drawing.bars
    assert bar.x == LABELS
    assert [ghost.on for ghost in bar.ghosts] == [date(2025, 6, 30), date(2025, 12, 31)]
    assert bar.x < bar.ghosts[0].x < bar.ghosts[1].x < bar.x + bar.width < WIDTH - MARGIN
    assert drawing.today is not None
    assert abs(drawing.today - bar.ghosts[0].x) < 2
    assert bar.label.endswith("…")
    assert bar.says == "on track, 364 days left, due June 30, 2026"


def test_a_milestone_without_a_deadline_is_open_to_the_end_of_the_plan() -> None:
    head = _head()
    (bar,) = timeline(head, [_case(None, head)], SEEN).bars
    assert bar.open
    assert bar.x + bar.width == WIDTH - MARGIN


@pytest.mark.parametrize(
    ("starts", "ends", "due"),
    [
        ("2025-01-01", "2025-01-01", "2025-01-01"),
        ("2025-01-01", "2026-12-31", "9999-12-31"),
        ("2025-01-01", "2026-12-31", "1900-01-01"),
        ("0001-01-01", "9999-12-31", "2025-06-30"),
        ("9999-01-01", "9999-12-31", "9999-12-31"),
        ("2026-12-31", "2025-01-01", "2025-06-30"),
    ],
)
def test_no_day_that_a_file_may_name_leaves_the_drawing(starts: str, ends: str, due: str) -> None:
    head = _head(starts, ends)
    drawing = timeline(head, [_case(due, head)], date(2025, 6, 1))
    (bar,) = drawing.bars
    assert LABELS <= bar.x <= bar.x + bar.width <= WIDTH
    assert len(drawing.ticks) <= MOST_TICKS + 1
    assert all(LABELS <= tick.x <= WIDTH for tick in drawing.ticks)


def test_the_first_tick_and_every_january_name_their_year() -> None:
    labels = [tick.label for tick in timeline(_head("2018-08-31", "2020-08-31"), [], date(2030, 1, 1)).ticks]
    assert labels == ["Oct 2018", "2019", "Apr", "Jul", "Oct", "2020", "Apr", "Jul"]


def test_a_huge_plan_is_drawn_in_part_and_says_how_much_is_left_out() -> None:
    head = _head()
    drawing = timeline(head, [_case("2025-06-30", head)] * (MOST_ROWS + 7), SEEN)
    assert (len(drawing.bars), drawing.left_out) == (MOST_ROWS, 7)
