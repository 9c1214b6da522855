"""Dates that are no deadlines: names, comparisons, the dates of laws, and what is counted from a day."""

import pytest

from notifier.actionplan.deadline import read_deadline
from tests.actionplan.deadline.lines import conventions_of

NAMES = """
Law of 15 June 2019 is amended
Закон от 15 июня 2019 года
Распоряжение Правительства от 16 октября 2018 года № 360-р
2018-жылдын 27-июнундагы № 226-б буйругу
Access to Information Act, 1985
Access to Information Act (1985)
Access to Information Act (R.S.C., 1985, c. A-1)
ISO 8601:2004 adopted
Action Plan 2018-2020
Национальная стратегия развития на 2018-2040 годы
Туруктуу өнүктүрүүнүн 2018-2040-жылдарга карата стратегиясы
increase to 2020 users
compared to 2021
10% over 2018
report on 2022 data
before the 2019 election
by the 2020 summit
в 2019-2020 учебном году
по отношению к 2019 году
by the end of the 2020 school year
Roadmap to 2030
Q&A 2020
call 20230331
20231331
"""


@pytest.mark.parametrize("printed", NAMES.strip().splitlines())
@pytest.mark.parametrize("country", ["CA", "KG"])
def test_a_name_a_comparison_or_the_date_of_a_law_is_no_deadline_and_a_person_should_look(
    printed: str, country: str
) -> None:
    deadline = read_deadline(printed, conventions_of(f"--country {country}"))
    assert deadline.on is None
    assert deadline.doubtful


@pytest.mark.parametrize("printed", ["years 2019-2020", "années 2019-2020", "2019-2020 годы", "2019-2020-жылдар"])
def test_years_are_years_even_where_fiscal_years_are_not(printed: str) -> None:
    deadline = read_deadline(printed, conventions_of("--country CA"))
    assert (deadline.edtf, str(deadline.on)) == ("2019/2020", "2020-12-31")


@pytest.mark.parametrize("printed", ["within 90 days of March 31, 2023", "one year after June 2020"])
def test_what_counts_from_a_printed_day_is_open_and_says_from_which(printed: str) -> None:
    deadline = read_deadline(printed)
    assert deadline.doubtful
    assert deadline.on is None
    assert "it counts from “" in deadline.says
