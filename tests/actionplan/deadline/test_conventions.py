"""What a country means by its words, and what a plan may set for itself."""

from datetime import date
from typing import Any

import pytest

from notifier.actionplan.deadline import Certainty, Conventions, read_deadline
from notifier.actionplan.deadline.countries import (
    COUNTRIES,
    EITHER_FIRST,
    FISCAL_YEAR_ENDS,
    FISCAL_YEAR_NAMED_BY_START,
    MONTH_FIRST,
    SOUTH,
)
from notifier.actionplan.reader import read_content
from tests.actionplan.cast import HEAD


def day(printed: str, country: str = "", **settings: Any) -> str:
    return str(read_deadline(printed, Conventions.of(country, settings=settings)).on)


def test_every_country_that_is_told_apart_exists() -> None:
    named = {*FISCAL_YEAR_ENDS, *FISCAL_YEAR_NAMED_BY_START, *MONTH_FIRST, *EITHER_FIRST, *SOUTH}
    assert named - COUNTRIES == set()
    assert {len(code) for code in COUNTRIES} == {2}
    assert set() == MONTH_FIRST & EITHER_FIRST


@pytest.mark.parametrize(
    ("season", "north", "south"),
    [("Spring", "2027-05-31", "2027-11-30"), ("Summer", "2027-08-31", "2028-02-29"),
     ("Fall", "2027-11-30", "2027-05-31"), ("Winter", "2027-02-28", "2027-08-31")],
)  # fmt: skip
def test_seasons_lie_the_other_way_round_in_the_south(season: str, north: str, south: str) -> None:
    year = "2026" if season == "Winter" else "2027"
    assert day(f"{season} {year}", "CA") == north
    assert day(f"{season} 2027", "AU") == south
    assert day(f"{season} 2027", "CA", hemisphere="south") == south
    assert day(f"{season} {year}", "AU", hemisphere="north") == north


def test_a_winter_is_named_after_its_first_year_unless_a_plan_says_otherwise() -> None:
    assert day("Winter 2025", "CA") == "2026-02-28"
    assert day("Winter 2025", "CA", winter_named_by="end") == "2025-02-28"
    assert day("Winter 2025", "CA", winter_ends=3) == "2025-03-31"
    assert day("Winter 2025-26", "CA", winter_named_by="end") == "2026-02-28"
    said = read_deadline("Winter 2025", Conventions.of("CA")).says
    assert "named after the one in which it begins" in said


def test_the_sentence_names_the_convention_that_was_needed() -> None:
    assert read_deadline("By fall 2027", Conventions.of("CA")).says == (
        "fall 2027 is read as its last day, 30 November 2027, since fall ends in November here"
    )
    assert read_deadline("2026-27", Conventions.of("CA")).says == (
        "2026-27 is read as a fiscal year, which ends on 31 March 2027, since fiscal years end in March here"
    )


@pytest.mark.parametrize(
    ("printed", "country", "on"),
    [
        ("fiscal year 2023-24", "CA", "2024-03-31"),
        ("fiscal year 2023-24", "AU", "2024-06-30"),
        ("FY2024", "US", "2024-09-30"),
        ("FY2024", "JP", "2025-03-31"),
        ("2019-2020", "GB", "2020-03-31"),
        ("2019-2020", "KG", "2020-12-31"),
        ("exercice 2023", "FR", "2023-12-31"),
        ("Q1 2023-24", "US", "2023-12-31"),
        ("Q4 2023-24", "IN", "2024-03-31"),
        ("03/04/2020", "US", "2020-03-04"),
        ("03/04/2020", "GB", "2020-04-03"),
        ("03/04/2020", "CA", "None"),
        ("03/04/2020", "", "None"),
        ("03.04.2020", "CA", "2020-04-03"),
        ("2020-04-03", "US", "2020-04-03"),
    ],
)
def test_a_country_decides_what_the_same_print_means(printed: str, country: str, on: str) -> None:
    assert day(printed, country) == on


def test_an_order_of_day_and_month_that_nobody_can_know_is_open_and_names_both() -> None:
    deadline = read_deadline("03/04/2020", Conventions.of("CA"))
    assert (deadline.certainty, deadline.edtf) == (Certainty.OPEN, "[2020-03-04,2020-04-03]")
    assert "3 April 2020 or 4 March 2020" in deadline.says
    assert "day_first" in deadline.says
    assert deadline.doubtful
    assert day("03/04/2020", "CA", day_first=True) == "2020-04-03"
    assert day("03/04/2020", "CA", day_first=False) == "2020-03-04"


def test_a_language_breaks_a_tie_where_no_country_is_known() -> None:
    for language, on in (("fr", "2020-04-03"), ("ky", "2020-04-03"), ("en", "None")):
        assert str(read_deadline("03/04/2020", Conventions.of(language=language)).on) == on


def test_what_has_no_year_is_the_only_such_day_of_a_short_plan_and_open_in_a_long_one() -> None:
    short = Conventions.of("CA", starts=date(2025, 1, 1), ends=date(2025, 12, 31))
    assert str(read_deadline("by March 31", short).on) == "2025-03-31"
    assert "the only such day" in read_deadline("by March 31", short).says
    long = Conventions.of("CA", starts=date(2025, 1, 1), ends=date(2029, 12, 31))
    assert (read_deadline("by March 31", long).on, read_deadline("by March 31", long).edtf) == (None, "XXXX-03-31")


def test_the_end_of_the_plan_is_a_day_where_it_is_known() -> None:
    known = Conventions.of("CA", ends=date(2029, 3, 31))
    for printed in ("by the end of the action plan", "d'ici la fin du plan", "до конца срока действия плана",
                    "пландын аягына чейин"):  # fmt: skip
        assert str(read_deadline(printed, known).on) == "2029-03-31"
        assert read_deadline(printed, Conventions.of("CA")).on is None
    partly = read_deadline("in March 2027 and at the end of the commitment", Conventions.of("CA"))
    assert str(partly.on) == "2027-03-31"
    assert partly.says.endswith("the day on which the plan ends is not known")
    assert partly.doubtful


PLAN = "timezone: UTC, notify_at: 9:00"


def _read(settings: str, due: str) -> Any:
    head = HEAD.replace(PLAN, f"{PLAN}, deadlines: {settings}")
    return read_content("p.yaml", f"{head}  - {{id: C1, title: A, lead: moh, due: {due}}}\n".encode())


def test_a_plan_file_sets_its_own_conventions() -> None:
    reading = _read("{fall_ends: 10, day_first: false, fiscal_year_ends: 6}", "Fall 2025")
    assert str(reading.plan.commitments[0].milestones[0].deadline.on) == "2025-10-31"
    conventions = reading.plan.conventions
    assert (conventions.fall_ends, conventions.day_first, conventions.fiscal_year_ends) == (10, False, 6)
    assert (conventions.spring_ends, str(conventions.ends)) == (5, "2026-12-31")
    assert str(_read("", "Fall 2025").plan.commitments[0].milestones[0].deadline.on) == "2025-11-30"


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ("{sumer_ends: 8}", "there is no field `sumer_ends` here (did you mean summer_ends?)"),
        ("{fall_ends: 13}", "`fall_ends`: this is no month: '13' (write its number, 1 to 12: its last day is meant)"),
        ("{fall_ends: November}", "`fall_ends`: this is no month: 'November' (write its number, 1 to 12"),
        ("{hemisphere: east}", "there is no such hemisphere: 'east' (write north or south)"),
        ("{winter_named_by: middle}", "there is no such choice: 'middle' (write start or end"),
        ("{day_first: perhaps}", "this is neither true nor false: 'perhaps'"),
        ("[5]", "`name: value` lines are needed"),
    ],
)
def test_a_wrong_convention_is_named_with_its_place_and_what_to_write(settings: str, what: str) -> None:
    [problem] = _read(settings, "Fall 2025").problems
    assert what in str(problem)
    assert str(problem).startswith("p.yaml:1:")
