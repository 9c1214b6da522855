"""Days, months, years and ranges are read as printed; what cannot be read is open, and is never guessed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.actionplan.deadline import NOT_PRINTED, Certainty, read_deadline

ANY_DAY = st.dates(date(1900, 1, 1), date(2199, 12, 31))
SWIFT = settings(max_examples=200, deadline=None)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip

EXACT = [
    ("2020-08-31", "2020-08-31", "2020-08-31"),
    ("August 31, 2020", "2020-08-31", "2020-08-31"),
    ("August 31 2020", "2020-08-31", "2020-08-31"),
    ("august  31,\n2020", "2020-08-31", "2020-08-31"),
    ("31 August 2020", "2020-08-31", "2020-08-31"),
    ("31 August, 2020.", "2020-08-31", "2020-08-31"),
    ("September 01, 2019", "2019-09-01", "2019-09-01"),
    ("By June 30, 2020", "2020-06-30", "2020-06-30"),
    ("no later than 30 June 2020", "2020-06-30", "2020-06-30"),
    ("until 2020-06-30", "2020-06-30", "2020-06-30"),
    ("September 1, 2018 – August 31, 2020", "2018-09-01/2020-08-31", "2020-08-31"),
    ("September 1, 2018 - August 31, 2020", "2018-09-01/2020-08-31", "2020-08-31"),
    ("September 1, 2018—August 31, 2020", "2018-09-01/2020-08-31", "2020-08-31"),
    ("September 1, 2018 to August 31, 2020", "2018-09-01/2020-08-31", "2020-08-31"),
    ("2018-09-01/2020-08-31", "2018-09-01/2020-08-31", "2020-08-31"),
    ("September 2018 – August 31, 2020", "2018-09/2020-08-31", "2020-08-31"),
    ("1 – 31 August 2020", "2020-08-01/2020-08-31", "2020-08-31"),
    ("31/08/2020", "2020-08-31", "2020-08-31"),
    ("12/31/2020", "2020-12-31", "2020-12-31"),
    ("04/04/2020", "2020-04-04", "2020-04-04"),
    ("2020/06/30", "2020-06-30", "2020-06-30"),
    ("30.06.2019", "2019-06-30", "2019-06-30"),
    ("03.04.2020", "2020-04-03", "2020-04-03"),
    ("2020-08-31 2020-08-31", "2020-08-31", "2020-08-31"),
    ("February 29, 2020", "2020-02-29", "2020-02-29"),
]

INTERPRETED = [
    ("September 2020", "2020-09", "2020-09-30"),
    ("September, 2020", "2020-09", "2020-09-30"),
    ("2020-02", "2020-02", "2020-02-29"),
    ("2020", "2020", "2020-12-31"),
    ("By the end of 2019", "2019", "2019-12-31"),
    ("end of June 2019", "2019-06", "2019-06-30"),
    ("September 2019 – September 2020", "2019-09/2020-09", "2020-09-30"),
    ("2018–2020", "2018/2020", "2020-12-31"),
    ("2018/2020", "2018/2020", "2020-12-31"),
    ("May/June 2020", "[2020-05,2020-06]", "2020-06-30"),
    ("06/2020", "2020-06", "2020-06-30"),
    ("by 6/2020", "2020-06", "2020-06-30"),
    ("before June 2020", "2020-06", "2020-06-30"),
    ("2018-20", "2018/2020", "2020-12-31"),
    ("30.06.19", "2019-06-30", "2019-06-30"),
    ("30 February 2020", "2020-02-29?", "2020-02-29"),
    ("November – February 2020", "2019-11/2020-02", "2020-02-29"),
    ("September 31, 2020", "2020-09-30?", "2020-09-30"),
    ("2019-02-29", "2019-02-28?", "2019-02-28"),
    ("August 1, 2019 – September 31, 2020", "2019-08-01/2020-09-30?", "2020-09-30"),
]

UNREADABLE = [
    "When ready", "N° 5", "2020-13-01", "2020-00", "0000-01-01", "0202-08-31", "9999-12-31", "June 32, 2020",
    "June 0, 2020", "–", "/", "Bill C-58", "50 stories", "C04.2.2020.1", "https://example.org/2020/06/30/page",
    "13/2020", "1.2.3.2020", "30 juin 1234", "$2020", "COVID-2019", "write to 2020@example.org", "²020-01-01",
    "٢٠٢٠-٠١-٠١",
]  # fmt: skip


@pytest.mark.parametrize(("printed", "edtf", "on"), EXACT)
def test_a_printed_day_is_exact(printed: str, edtf: str, on: str) -> None:
    deadline = read_deadline(printed)
    assert (deadline.edtf, str(deadline.on), deadline.certainty) == (edtf, on, Certainty.EXACT)
    assert not deadline.doubtful


@pytest.mark.parametrize(("printed", "edtf", "on"), INTERPRETED)
def test_a_day_that_is_only_implied_is_interpreted(printed: str, edtf: str, on: str) -> None:
    deadline = read_deadline(printed)
    assert (deadline.edtf, str(deadline.on), deadline.certainty) == (edtf, on, Certainty.INTERPRETED)


@pytest.mark.parametrize("printed", UNREADABLE)
def test_what_cannot_be_read_is_open_and_doubtful_and_says_why(printed: str) -> None:
    deadline = read_deadline(printed)
    assert (deadline.on, deadline.edtf, deadline.certainty) == (None, None, Certainty.OPEN)
    assert deadline.says == f"“{printed}” cannot be read as a date"
    assert deadline.doubtful


@pytest.mark.parametrize("printed", [None, "", " \n\t"])
def test_nothing_printed_is_open_and_nothing_to_doubt(printed: str | None) -> None:
    assert read_deadline(printed) == NOT_PRINTED
    assert not NOT_PRINTED.doubtful


def test_an_impossible_day_is_read_as_the_last_of_its_month_and_a_person_should_look() -> None:
    deadline = read_deadline("September 31, 2020")
    assert deadline.says == "September 2020 has 30 days, so day 31 is read as its last"
    assert deadline.doubtful


def test_a_month_or_a_range_is_no_reason_to_call_a_person() -> None:
    assert not read_deadline("September 2019 – September 2020").doubtful
    assert read_deadline("September 2019 – September 2020").says == (
        "the end of the printed period counts; only a month is printed, so its last day is meant"
    )


def test_what_was_printed_is_kept_as_printed_but_for_its_spaces() -> None:
    assert read_deadline("  September 01,\n 2019 – July 31,  2020 ").printed == "September 01, 2019 – July 31, 2020"


@SWIFT
@given(ANY_DAY, ANY_DAY, st.sampled_from(["", "by ", "By the ", "until ", "No later than "]))
def test_any_day_printed_in_an_exact_form_is_read_back_as_that_day(day: date, start: date, lead_in: str) -> None:
    month = MONTHS[day.month - 1]
    forms = [f"{day}", f"{month} {day.day}, {day.year}", f"{month} {day.day:02} {day.year}",
             f"{day.day} {month} {day.year}", f"{day.day} {month.upper()}, {day.year}"]  # fmt: skip
    first = min(start, day)
    for form in forms:
        for printed in (form, lead_in + form, f"{first} – {form}", f"{first}/{form}", f"{form} to {lead_in}{form}"):
            deadline = read_deadline(printed)
            assert (deadline.on, deadline.certainty) == (day, Certainty.EXACT), printed


def test_a_period_that_ends_before_it_starts_is_open_and_a_person_should_look() -> None:
    deadline = read_deadline("August 31, 2020 – January 1, 2019")
    assert (deadline.on, deadline.certainty) == (None, Certainty.OPEN)
    assert deadline.doubtful
    assert deadline.says.endswith("ends before it starts")
