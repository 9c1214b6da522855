"""One reader, one e-mail a tick, or one digest a day or a week, at its local hour whatever the clocks do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifier.agenda.notice import Notice
from notifier.audience.digest import Bundle, DigestHour, bundle, send_at
from notifier.audience.match import Reader, Role, Why
from notifier.audience.subscription import Cadence, Destination, Interest, Lane
from notifier.clock import instant_of
from tests.transports.cast import FROM_THE_MINISTRY, SUBSCRIBED_TO_ALL, notice


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


SWIFT = settings(max_examples=150, deadline=None)
ZONES = st.sampled_from(["Asia/Bishkek", "UTC", "Europe/Berlin", "America/New_York", "America/Havana", "Asia/Kathmandu",
                         "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns"])  # fmt: skip
HOURS = st.builds(DigestHour, ZONES, st.times().map(lambda at: at.replace(second=0, microsecond=0)))
INSTANTS = st.integers(0, 25 * 366 * 24 * 60).map(lambda minutes: at("2005-01-01") + timedelta(minutes=minutes))
# 02:30 comes twice on 25 October 2020 in Berlin, and not at all on 29 March.
TWICE = DigestHour("Europe/Berlin", time(2, 30))
BISHKEK = DigestHour("Asia/Bishkek", time(10))
HOOK = Destination(Lane.WEBHOOK, "https://hooks.example.org/kg")
INBOX = Destination(Lane.EMAIL, "watchdog@ngo.example.org")


def reader(
    to: Destination = INBOX, why: Why = SUBSCRIBED_TO_ALL, cadence: Cadence = Cadence.IMMEDIATE, language: str = "en"
) -> Reader:
    return Reader(to, why, language, cadence)


def bundled(*owed: tuple[Notice, Reader]) -> list[Bundle]:
    return bundle([(one, who, BISHKEK) for one, who in owed], at("2020-08-24 03:05"))


@pytest.mark.parametrize(
    ("cadence", "now", "leaves"),
    [
        (Cadence.IMMEDIATE, "2020-08-24 03:05", "2020-08-24 03:05"),
        (Cadence.DAILY, "2020-08-24 03:05", "2020-08-24 04:00"),
        (Cadence.DAILY, "2020-08-24 04:00", "2020-08-25 04:00"),
        (Cadence.DAILY, "2020-08-24 23:59", "2020-08-25 04:00"),
        (Cadence.WEEKLY, "2020-08-24 03:05", "2020-08-24 04:00"),  # a Monday
        (Cadence.WEEKLY, "2020-08-24 04:00", "2020-08-31 04:00"),
        (Cadence.WEEKLY, "2020-08-30 23:00", "2020-08-31 04:00"),  # Sunday in UTC, Monday in Bishkek
    ],
)
def test_a_digest_leaves_at_its_next_local_hour(cadence: Cadence, now: str, leaves: str) -> None:
    assert send_at(cadence, at(now), BISHKEK) == at(leaves)


def test_an_hour_that_comes_twice_is_one_digest() -> None:
    assert send_at(Cadence.DAILY, at("2020-10-25 00:29"), TWICE) == at("2020-10-25 00:30")
    for now in ("2020-10-25 00:30", "2020-10-25 01:00", "2020-10-25 01:29", "2020-10-25 01:30"):
        assert send_at(Cadence.DAILY, at(now), TWICE) == at("2020-10-26 01:30")


def test_an_hour_that_is_skipped_still_has_its_digest() -> None:
    assert send_at(Cadence.DAILY, at("2020-03-29 00:59"), TWICE) == at("2020-03-29 01:30")


@SWIFT
@given(st.sampled_from([Cadence.DAILY, Cadence.WEEKLY]), INSTANTS, HOURS)
@example(Cadence.DAILY, at("2020-10-25 01:10"), TWICE)
@example(Cadence.WEEKLY, at("2020-10-25 01:10"), TWICE)
def test_a_digest_leaves_soon_but_never_in_the_past(cadence: Cadence, now: datetime, hour: DigestHour) -> None:
    leaves = send_at(cadence, now, hour)
    assert leaves.tzinfo is UTC
    assert now < leaves <= now + timedelta(days=8 if cadence is Cadence.WEEKLY else 2)
    day = leaves.astimezone(ZoneInfo(hour.timezone)).date()
    assert leaves in {instant_of(one, hour.timezone, hour.at) for one in (day, day - timedelta(days=1))}


@SWIFT
@given(INSTANTS, HOURS)
def test_what_is_said_until_a_digest_leaves_goes_into_that_digest(now: datetime, hour: DigestHour) -> None:
    for cadence in (Cadence.DAILY, Cadence.WEEKLY):
        leaves = send_at(cadence, now, hour)
        for later in (now + (leaves - now) / 2, leaves - timedelta(seconds=1)):
            assert send_at(cadence, max(now, later), hour) == leaves
        assert send_at(cadence, leaves, hour) > leaves


@SWIFT
@given(INSTANTS, HOURS)
def test_a_weekly_digest_is_that_of_a_monday(now: datetime, hour: DigestHour) -> None:
    leaves = send_at(Cadence.WEEKLY, now, hour)
    mondays = [day for number in range(-1, 9) if (day := now.date() + timedelta(days=number)).weekday() == 0]
    assert leaves in {instant_of(day, hour.timezone, hour.at) for day in mondays}


def test_a_digest_leaves_an_hour_after_notices_are_made_so_that_the_days_own_are_in_it() -> None:
    assert DigestHour.of("Asia/Bishkek", time(9)) == BISHKEK
    assert DigestHour.of("Asia/Bishkek", time(22, 59)).at == time(23, 59)
    assert DigestHour.of("Asia/Bishkek", time(23, 0)).at == time(23, 0)
    assert DigestHour.of("Asia/Bishkek", time(23, 30)).at == time(23, 30)


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        # Clocks in Paris go from 2:00 to 3:00 on March 30, 2025, and from 3:00 to 2:00 on October 26.
        ("2025-03-29 12:00", "2025-03-30 01:30"),
        ("2025-03-30 02:00", "2025-03-31 00:30"),
        ("2025-10-25 12:00", "2025-10-26 00:30"),
        ("2025-10-26 00:45", "2025-10-27 01:30"),
    ],
)
def test_a_readers_own_hour_is_of_their_own_zone_and_comes_once_when_clocks_change(said: str, leaves: str) -> None:
    one = replace(reader(cadence=Cadence.DAILY), digest_at=time(2, 30), timezone="Europe/Paris")
    [owed] = bundle([(notice(), one, BISHKEK)], at(said))
    assert owed.not_before == at(leaves)


def test_a_weekly_digest_is_of_a_monday_where_its_reader_lives() -> None:
    # Sunday evening in UTC is Monday morning in Auckland.
    one = replace(reader(cadence=Cadence.WEEKLY), digest_at=time(8), timezone="Pacific/Auckland")
    [owed] = bundle([(notice(), one, BISHKEK)], at("2020-08-22 12:00"))
    assert owed.not_before == at("2020-08-23 20:00")


@SWIFT
@given(INSTANTS, HOURS, HOURS)
def test_a_readers_own_hour_leaves_as_a_plan_of_that_hour_would(
    now: datetime, hour: DigestHour, own: DigestHour
) -> None:
    one = replace(reader(cadence=Cadence.DAILY), digest_at=own.at, timezone=own.timezone)
    [owed] = bundle([(notice(), one, hour)], now)
    assert owed.not_before == send_at(Cadence.DAILY, now, own)


def test_during_a_pause_all_that_would_leave_by_then_is_one_message_at_its_end() -> None:
    until = at("2020-08-30 00:00")
    now, daily, weekly = (replace(reader(cadence=one), paused_until=until) for one in Cadence)
    owed = bundle([(notice(), now, BISHKEK), (notice(on=date(2020, 8, 25)), daily, BISHKEK)], at("2020-08-24 03:05"))
    assert [(one.not_before, len(one.notices)) for one in owed] == [(until, 2)]
    [later] = bundle([(notice(), weekly, BISHKEK)], at("2020-08-24 05:00"))
    assert later.not_before == at("2020-08-31 04:00"), "a digest of a day after the pause stays on that day"
    [over] = bundle([(notice(), now, BISHKEK)], until)
    assert over.not_before == until


def test_all_that_a_reader_is_owed_at_once_is_one_e_mail() -> None:
    first, second = notice(), notice(on=date(2020, 8, 25))
    [one] = bundled((first, reader()), (second, reader()), (first, reader(why=FROM_THE_MINISTRY)))
    assert list(one.notices) == [first.id, second.id]
    assert one.not_before == at("2020-08-24 03:05")


def test_the_most_pressing_reason_comes_first_and_none_comes_twice() -> None:
    about = notice()
    wanted = Why(Role.SUBSCRIBER, interest=Interest(theme="Health"))
    [one] = bundled(*((about, reader(why=why)) for why in (wanted, FROM_THE_MINISTRY, wanted)))
    assert one.notices[about.id] == [FROM_THE_MINISTRY, wanted]


def test_what_is_wanted_at_once_does_not_wait_for_the_digest() -> None:
    about = notice()
    owed = bundled((about, reader()), (about, reader(cadence=Cadence.DAILY)), (about, reader(cadence=Cadence.WEEKLY)))
    assert [(one.cadence, one.not_before) for one in owed] == [
        (Cadence.IMMEDIATE, at("2020-08-24 03:05")),
        (Cadence.DAILY, at("2020-08-24 04:00")),
        (Cadence.WEEKLY, at("2020-08-24 04:00")),
    ]


def test_two_readers_are_two_e_mails() -> None:
    other = Destination(Lane.EMAIL, "journalist@news.example.org")
    assert [one.destination for one in bundled((notice(), reader()), (notice(), reader(other)))] == [INBOX, other]


def test_a_program_gets_each_notice_on_its_own_and_at_once() -> None:
    first, second = notice(), notice(on=date(2020, 8, 25))
    daily = reader(HOOK, cadence=Cadence.DAILY)
    owed = bundled((first, daily), (second, daily), (first, daily))
    assert [list(one.notices) for one in owed] == [[first.id], [second.id]]
    assert {one.not_before for one in owed} == {at("2020-08-24 03:05")}
