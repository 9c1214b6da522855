"""A plan's day begins at its `notify_at`, in its own zone, and never comes back: whatever clocks do."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifier.clock import ReplayClock, in_utc, instant_of, local_day, standing_at, system


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


SWIFT = settings(max_examples=200, deadline=None)
# St. John's used to change at one minute past midnight, Havana changes at one, Samoa once skipped a whole day.
ZONES = st.sampled_from(["Asia/Bishkek", "UTC", "Europe/Berlin", "America/New_York", "America/Havana", "Asia/Beirut",
                         "Pacific/Apia", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/St_Johns"])  # fmt: skip
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
INSTANTS = st.integers(0, 25 * 366 * 24 * 60).map(lambda minutes: at("2005-01-01") + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("now", "zone", "notify_at", "today"),
    [
        ("2020-09-01 02:59", "Asia/Bishkek", time(9), "2020-08-31"),
        ("2020-09-01 03:00", "Asia/Bishkek", time(9), "2020-09-01"),
        ("2020-09-01 18:30", "Asia/Bishkek", time(0), "2020-09-02"),
        ("2020-09-01 03:00", "America/New_York", time(9), "2020-08-31"),
        ("2020-09-01 12:59", "America/New_York", time(9), "2020-08-31"),
        ("2020-09-01 13:00", "America/New_York", time(9), "2020-09-01"),
        ("2020-12-01 13:59", "America/New_York", time(9), "2020-11-30"),  # winter
        ("2020-12-01 14:00", "America/New_York", time(9), "2020-12-01"),
        ("2020-10-25 00:29", "Europe/Berlin", time(2, 30), "2020-10-24"),
        ("2020-10-25 00:30", "Europe/Berlin", time(2, 30), "2020-10-25"),  # 02:30 for the first time
        ("2020-10-25 01:10", "Europe/Berlin", time(2, 30), "2020-10-25"),  # 02:10 for the second time
        ("2020-03-29 01:29", "Europe/Berlin", time(2, 30), "2020-03-28"),  # 03:29: there is no 02:30
        ("2020-03-29 01:30", "Europe/Berlin", time(2, 30), "2020-03-29"),
        ("2011-12-30 18:59", "Pacific/Apia", time(9), "2011-12-29"),
        ("2011-12-30 19:00", "Pacific/Apia", time(9), "2011-12-31"),  # Samoa had no 30 December
    ],
)
def test_a_plans_day_begins_when_its_hour_is_reached(now: str, zone: str, notify_at: time, today: str) -> None:
    assert str(local_day(at(now), zone, notify_at)) == today


@SWIFT
@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(hours=30)), ZONES, TIMES)
@example(at("2020-10-25 00:45"), timedelta(minutes=30), "Europe/Berlin", time(2, 30))
@example(at("2006-10-29 02:30:30"), timedelta(minutes=30), "America/St_Johns", time(0))
def test_a_plans_day_never_goes_back(now: datetime, later: timedelta, zone: str, notify_at: time) -> None:
    assert local_day(now, zone, notify_at) <= local_day(now + later, zone, notify_at)


@SWIFT
@given(INSTANTS, ZONES, TIMES)
def test_a_plans_day_has_begun_and_the_next_has_not(now: datetime, zone: str, notify_at: time) -> None:
    today = local_day(now, zone, notify_at)
    assert instant_of(today, zone, notify_at) <= now < instant_of(today + timedelta(days=1), zone, notify_at)


@SWIFT
@given(st.dates(date(2012, 1, 1), date(2030, 1, 1)), ZONES, TIMES)
def test_every_day_is_a_plans_day_once_its_hour_is_reached(day: date, zone: str, notify_at: time) -> None:
    begins = instant_of(day, zone, notify_at)
    assert local_day(begins, zone, notify_at) == day
    assert local_day(begins - timedelta(seconds=1), zone, notify_at) == day - timedelta(days=1)


def test_an_instant_in_any_zone_is_the_same_instant_in_utc() -> None:
    there = datetime(2020, 9, 1, 9, 5, tzinfo=timezone(timedelta(hours=6)))
    assert in_utc(there) == at("2020-09-01 03:05")
    assert in_utc(there).tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = at("2020-09-01 09:05").replace(tzinfo=None)
    for refuse in (in_utc, standing_at, ReplayClock, ReplayClock(at("2020-09-01")).move_to):
        with pytest.raises(ValueError, match="2020-09-01T09:05:00 names no time zone"):
            refuse(naive)


def test_a_standing_clock_stands_and_a_replayed_one_goes_where_it_is_put() -> None:
    standing, replayed = standing_at(at("2020-09-01 03:05")), ReplayClock(at("2018-08-31"))
    assert standing() == standing() == at("2020-09-01 03:05")
    replayed.move_to(datetime(2020, 9, 1, 9, 5, tzinfo=timezone(timedelta(hours=6))))
    assert replayed() == at("2020-09-01 03:05")


def test_the_real_clock_speaks_utc_and_does_not_stand() -> None:
    first = system()
    assert first.tzinfo is UTC
    assert first <= system()
