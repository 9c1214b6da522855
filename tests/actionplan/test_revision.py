"""A revision is named by its bytes; a sighting is news only where it says something that rules look at."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.actionplan.deadline import Remark, read_deadline
from notifier.actionplan.model import Milestone, Status
from notifier.actionplan.revision import content_hash, says_the_same, sighting_of

SEEN = date(2020, 1, 1)
MILESTONE = Milestone("1", "Publish the register", read_deadline("August 2020"), line=7)


@settings(deadline=None)
@given(st.binary(), st.binary())
def test_the_same_bytes_are_the_same_revision_and_others_are_not(one: bytes, other: bytes) -> None:
    assert (content_hash(one) == content_hash(other)) == (one == other)


def test_the_name_of_a_revision_is_the_same_on_every_machine() -> None:
    assert content_hash(b"") == "e3b0c44298fc1c14"
    assert content_hash("план".encode()) == "a1b16732b3bb2e9f"


def test_a_sighting_keeps_what_the_revision_said_and_where() -> None:
    done = replace(MILESTONE, status=Status.COMPLETED, done_on=date(2020, 3, 4))
    seen = sighting_of(done, "r2", SEEN)
    assert (seen.seen_on, seen.deadline, seen.done_on, seen.revision, seen.line) == (
        SEEN, done.deadline, date(2020, 3, 4), "r2", 7)  # fmt: skip
    assert seen.completed
    assert not sighting_of(MILESTONE, "r1", SEEN).completed


def test_another_day_another_line_or_another_title_is_no_news() -> None:
    first = sighting_of(MILESTONE, "r1", SEEN)
    later = sighting_of(
        replace(MILESTONE, line=80, title="Publish it", evidence="https://x.org"), "r2", date(2020, 5, 1)
    )
    assert says_the_same(first, later)


def test_a_new_explanation_of_the_same_deadline_is_no_news() -> None:
    reworded = replace(
        MILESTONE, deadline=replace(MILESTONE.deadline, because=(Remark("a month is printed: its end"),))
    )
    assert says_the_same(sighting_of(MILESTONE, "r1", SEEN), sighting_of(reworded, "r2", SEEN))


def test_a_moved_deadline_a_status_and_a_day_of_completion_are_news() -> None:
    first = sighting_of(MILESTONE, "r1", SEEN)
    for changed in (
        replace(MILESTONE, deadline=read_deadline("September 2020")),
        replace(MILESTONE, deadline=read_deadline("2020-08-31")),
        replace(MILESTONE, deadline=read_deadline(None)),
        replace(MILESTONE, status=Status.IN_PROGRESS),
        replace(MILESTONE, status=Status.COMPLETED, done_on=date(2020, 8, 1)),
    ):
        assert not says_the_same(first, sighting_of(changed, "r2", SEEN)), changed
