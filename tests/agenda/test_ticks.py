"""Whenever the service looks, daily, rarely, or after an outage, it says each thing that still matters exactly once.

There is no clock here but instants in a row; "today" is what `local_day` makes of them.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.actionplan.model import Agency
from notifier.agenda.agenda import notice_of, sayings, window
from notifier.agenda.case import AnyCase, Case, CommitmentCase, PlanCase
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice
from notifier.clock import local_day
from notifier.rulekit import asks_until, example, example_commitment
from tests.agenda.cast import DAY, RULES, SWIFT, commitments, family, milestones, plans, under

SAID_AT = datetime(2020, 9, 1, 3, 5, tzinfo=UTC)
AGENCY = Agency("moh", "Ministry of Health")
ANY_CASE: st.SearchStrategy[AnyCase] = milestones() | milestones(gone=False) | commitments() | plans()


def seen_on(case: AnyCase) -> date:
    """The day on which the plan of a case was first read: no window reaches behind it."""
    if isinstance(case, PlanCase):
        return case.first_seen_on
    first = case.milestones[0] if isinstance(case, CommitmentCase) else case
    return first.plan_first_seen_on or first.first_seen_on


def notices(case: AnyCase, since: date, until: date) -> list[Notice]:
    """All that is said of a case, and of its milestones where it is a commitment, in a window."""
    broken: list[str] = []
    found = [
        notice_of(saying, [AGENCY], "r9", "plans/kg.yaml", SAID_AT)
        for one, whole in family(case)
        for saying in sayings(one, RULES, since, until, broken.append, whole)
    ]
    assert broken == []
    assert len({notice.id for notice in found}) == len(found), "each thing has a name of its own"
    return found


class Ticks:
    """What ticks on some days come to say of a case: each notice with the day on which it was first found."""

    def __init__(self, case: AnyCase, days: Iterable[date]):
        self.found: dict[str, tuple[Notice, date]] = {}
        last: date | None = None
        for today in days:
            for notice in notices(case, *window(today, seen_on(case), last)):
                self.found.setdefault(notice.id, (notice, today))
            last = today

    @property
    def said(self) -> set[str]:
        return {name for name, (notice, today) in self.found.items() if not notice.lapsed(today)}

    @property
    def lapsed(self) -> set[str]:
        return set(self.found) - self.said


def days_from(case: AnyCase, after: int, count: int) -> list[date]:
    return [seen_on(case) + number * DAY for number in range(after, after + count)]


@settings(SWIFT, max_examples=25)
@given(ANY_CASE, st.integers(1, 90), st.data())
def test_however_rarely_it_ticks_nothing_is_lost_but_what_lapses(
    case: AnyCase, count: int, data: st.DataObject
) -> None:
    every_day = days_from(case, 0, count + 1)
    daily = Ticks(case, every_day)
    assert daily.lapsed == set(), "who looks every day is never late"
    twice = Ticks(case, [day for day in every_day for _ in range(2)])
    assert (twice.said, twice.lapsed) == (daily.said, set()), "twice a day says nothing twice"
    some_days = sorted(data.draw(st.sets(st.sampled_from(every_day), max_size=8)) | {every_day[-1]})
    for pace in ([*every_day[:-1:7], every_day[-1]], some_days):
        ticks = Ticks(case, pace)
        assert ticks.said | ticks.lapsed == daily.said
        assert {one.id for one, _ in daily.found.values() if one.lapses is None} <= ticks.said
        for notice, today in ticks.found.values():
            up_again = next(day for day in pace if day >= notice.on)
            assert today == up_again, "what was missed is found on the first look afterwards"


@settings(SWIFT, max_examples=25)
@given(ANY_CASE, st.integers(0, 900), st.integers(1, 400))
def test_an_outage_of_any_length_at_any_time_leaves_what_still_holds_to_be_said(
    case: AnyCase, starts: int, lasts: int
) -> None:
    before = days_from(case, starts, 1)
    up_again = before[0] + lasts * DAY
    ticks = Ticks(case, [*before, up_again])
    all_of_it = notices(case, seen_on(case), up_again)
    assert set(ticks.found) == {one.id for one in all_of_it}
    missed = {one.id for one in all_of_it if one.on > before[0]}
    still_matters = {one.id for one in all_of_it if one.id in missed and not one.lapsed(up_again)}
    assert ticks.said & missed == still_matters


def test_an_outage_over_a_deadline_leaves_one_chase_and_no_reminder() -> None:
    case = example(due="2025-06-30", first_seen="2025-01-01")
    before = [date(2025, 6, 1) + number * DAY for number in range(5)]
    upto = Ticks(case, before)
    after = Ticks(case, [*before, date(2025, 7, 10)])
    said = [notice for notice, _ in after.found.values() if notice.id in after.said - upto.said]
    assert sorted((str(one.kind), str(one.on)) for one in said) == [
        ("milestone.escalated", "2025-07-07"),
        ("milestone.overdue", "2025-07-08"),
    ]
    assert len(after.lapsed) >= 5  # the reminders of 16, 23 and 27 June, the day itself, and the first chase


@pytest.mark.parametrize(
    ("zone", "around"),
    [
        ("Asia/Bishkek", "2025-03-30"),
        ("America/St_Johns", "2025-03-09"),
        ("America/St_Johns", "2025-11-02"),
        ("Pacific/Apia", "2011-12-30"),  # a day that never was
        ("Africa/Casablanca", "2025-03-02"),
        ("Australia/Lord_Howe", "2025-04-06"),  # half an hour
        ("Asia/Kathmandu", "1986-01-01"),
    ],
)
@settings(SWIFT, max_examples=4)
@given(st.times(), st.integers(0, 23), st.integers(1, 50))
def test_in_any_time_zone_and_over_any_change_of_clocks_the_same_is_said(
    zone: str, around: str, notify_at: time, hour: int, every: int
) -> None:
    middle = date.fromisoformat(around)
    case = example(due=str(middle), first_seen=str(middle - 70 * DAY), answers=[asks_until(str(middle), "2100-01-01")])
    case = under(case, {"overdue": {"every_days": 1}})
    started = datetime.combine(middle - 20 * DAY, time(hour), ZoneInfo(zone)).astimezone(UTC)
    instants = [started + number * timedelta(hours=every) for number in range(40 * 24 // every)]
    todays = [local_day(instant, zone, notify_at) for instant in instants]
    assert todays == sorted(todays), "a day that has begun does not come back"
    daily = Ticks(case, [todays[0] + number * DAY for number in range((todays[-1] - todays[0]).days + 1)])
    ticks = Ticks(case, todays)
    assert ticks.said | ticks.lapsed == daily.said | daily.lapsed
    if every <= 12 and zone != "Pacific/Apia":
        assert ticks.said == daily.said


def test_a_plan_that_is_years_late_when_first_read_floods_nobody() -> None:
    first = "2025-03-04"
    due = [f"2020-0{month}-15" for month in range(1, 8)]
    promise = example_commitment(*(example(due=day, first_seen=first, plan_first_seen=first) for day in due))
    heard = [one for one in notices(promise, date(2025, 3, 4), date(2025, 4, 3)) if one.to]
    chases = [one for one in heard if one.kind is Kind.COMMITMENT_OVERDUE]
    assert [str(one.on) for one in chases] == ["2025-03-06", "2025-03-13", "2025-03-20", "2025-03-27", "2025-04-03"]
    ladder = [one for one in heard if one not in chases]
    assert sorted({(str(one.on), one.facts["rung"]) for one in ladder}) == [
        ("2025-03-11", 1),
        ("2025-03-18", 2),
        ("2025-04-02", 3),
    ], "the count begins when the plan is read, so that the agency hears of it first"


@settings(SWIFT, max_examples=25)
@given(milestones(), st.integers(1, 300))
def test_what_is_newly_answered_changes_nothing_that_was_said_before(case: Case, later: int) -> None:
    """An agency's answer moves its escalation from the next day on, and never adds a rung to the past.

    Of the day itself all has been said by then: it would be said again once the days asked for are over.
    """
    said_on = max([case.history[-1].seen_on, *(one.said_on for one in case.answers)]) + later * DAY
    answer = replace(asks_until(str(said_on), str(said_on + 60 * DAY)), agency="moh")
    answered = replace(case, answers=(*case.answers, answer))
    ladder = RULES.rule("escalated")
    assert ladder is not None
    before, after = ([moment.on for moment in ladder.moments(one) if moment.on <= said_on] for one in (case, answered))
    assert after == before
