"""What a notice says in the record."""

from datetime import date

import pytest

from notifier.actionplan.deadline import read_deadline
from notifier.agenda.moment import Kind
from notifier.web.sentences import sentence
from notifier.web.words import change, kind_in_words
from tests.house.project import ROOT
from tests.transports.cast import notice


@pytest.mark.parametrize(
    ("kind", "on", "says"),
    [
        (Kind.DUE_SOON, "2020-08-24", "Due in 7 days, on August 31, 2020."),
        (Kind.DUE, "2020-08-31", "Due this day, August 31, 2020."),
        (Kind.OVERDUE, "2020-09-01", "Late by 1 day: it was due on August 31, 2020."),
        (Kind.COMPLETED, "2020-08-24", "Done on August 24, 2020. That was 7 days before its deadline."),
        (Kind.COMPLETED, "2020-08-31", "Done on August 31, 2020. That was the day of its deadline."),
        (Kind.PUBLISHED, "2018-08-31", "The plan was read for the first time; it ends on August 31, 2020."),
        (
            Kind.SLIPPED,
            "2020-07-05",
            (
                "The deadline was moved from June 30, 2020 to August 31, 2020, 62 days later. It had passed by then. "
                "That was move number 2. In all it was 93 days later than the first deadline."
            ),
        ),
    ],
)
def test_a_notice_says_in_a_sentence_what_was_so_on_its_day(kind: Kind, on: str, says: str) -> None:
    assert sentence(notice(kind, date.fromisoformat(on))) == says


@pytest.mark.parametrize("kind", Kind)
def test_a_notice_without_the_facts_that_it_should_have_is_still_a_sentence(kind: Kind) -> None:
    assert sentence(notice(kind, due=None, facts={"due_on": 7, "done_on": [], "time": "x"})).endswith(".")


def test_an_overdue_notice_says_how_often_it_was_said_before() -> None:
    repeated = notice(Kind.OVERDUE, date(2020, 9, 15), facts={"time": 3})
    assert sentence(repeated) == "Late by 15 days: it was due on August 31, 2020. It had been said 2 times before."


def test_every_kind_is_listed_in_the_docs() -> None:
    page = (ROOT / "docs" / "notices.md").read_text()
    assert [kind for kind in Kind if f"| `{kind}` |" not in page] == []


def test_a_kind_newer_than_the_page_is_spelt_out() -> None:
    assert kind_in_words("plan.taken_over") == "Taken over"


def test_a_moved_deadline_says_how_far() -> None:
    before, after, never = read_deadline("2020-06-30"), read_deadline("2020-08-31"), read_deadline("Ongoing")
    assert change(before, after) == "moved 62 days later"
    assert change(after, before) == "moved 62 days earlier"
    assert change(before, never) == "deadline taken away"
    assert change(never, before) == "deadline given"
    assert change(before, before) == ""
