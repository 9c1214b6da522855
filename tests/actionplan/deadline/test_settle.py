"""One deadline from several prints: whose word counts, and when two of them disagree."""

import pytest

from notifier.actionplan.deadline import Certainty, Conventions, disagree, read_deadline, settle_deadline
from tests.actionplan.cast import plan_of

CANADA = Conventions.of("CA")


def test_the_print_in_the_language_of_the_plan_counts() -> None:
    prints = {"fr": "Automne 2018", "en": "Fall 2019", "date": "2020-06"}
    assert settle_deadline(prints, CANADA) == read_deadline("Fall 2019", CANADA)
    french = Conventions.of("CA", language="fr")
    assert settle_deadline(prints, french) == read_deadline("Automne 2018", french)


def test_a_print_without_a_language_is_the_plans_own() -> None:
    assert settle_deadline({"": "June 2020"}, CANADA) == read_deadline("June 2020", CANADA)


def test_where_the_plans_language_names_no_day_the_next_one_does_and_says_so() -> None:
    deadline = settle_deadline({"en": "Ongoing", "fr": "Juin 2020", "date": "2021-01"}, CANADA)
    assert (deadline.printed, str(deadline.on), deadline.certainty) == ("Ongoing", "2020-06-30", Certainty.INTERPRETED)
    assert deadline.says.startswith("read from the print in another language")


def test_where_no_print_names_a_day_the_date_for_machines_counts_and_says_so() -> None:
    deadline = settle_deadline({"en": "within one year of royal assent", "date": "2020-06-30"}, CANADA)
    assert (deadline.printed, str(deadline.on)) == ("within one year of royal assent", "2020-06-30")
    assert deadline.certainty is Certainty.INTERPRETED
    assert deadline.says.startswith("no print names a day, so the date that the table gives beside it counts")


def test_a_date_for_machines_alone_is_simply_read() -> None:
    assert settle_deadline({"date": "2020-06"}, CANADA) == read_deadline("2020-06", CANADA)
    assert settle_deadline({}, CANADA).printed is None
    assert settle_deadline({"en": " ", "date": "2020-06"}, CANADA).on is not None


def test_where_nothing_names_a_day_the_plans_own_print_says_why() -> None:
    deadline = settle_deadline({"en": "Ongoing", "fr": "Permanent", "date": "soon"}, CANADA)
    assert deadline == read_deadline("Ongoing", CANADA)


def test_a_plan_file_may_give_a_deadline_in_every_way_at_once() -> None:
    plan = plan_of("  - {id: C1, title: A, lead: moh, due: {en: Ongoing, fr: Permanent, date: 2026-06}}\n")
    [milestone] = plan.commitments[0].milestones
    assert (milestone.deadline.printed, str(milestone.deadline.on)) == ("Ongoing", "2026-06-30")
    assert (milestone.prints, milestone.dated) == ({"en": "Ongoing", "fr": "Permanent"}, "2026-06")


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("June 2020", "2020-06", False),
        ("June 2020", "2020-06-15", False),
        ("June 2020", "2020-07", True),
        ("Fall 2018", "2018-11", False),
        ("Fall 2018", "2018-10", True),
        ("2019", "2019-03", False),
        ("2019", "2020-03", True),
        ("2020-06-30", "2020-06-29", True),
        ("September 31, 2020", "2020-09-30", False),
        ("fiscal year 2023-24", "2024-03", False),
        ("fiscal year 2023-24", "2024-06", True),
        ("5 by June 2019; 10 by June 2020", "2020-06", False),
        ("5 by June 2019; 10 by June 2020", "2019-06", True),
        ("Ongoing", "2020-06", False),
    ],
)
def test_two_readings_disagree_at_the_precision_of_the_coarser(one: str, other: str, wanted: bool) -> None:
    first, second = read_deadline(one, CANADA), read_deadline(other, CANADA)
    assert disagree(first, second) is disagree(second, first) is wanted
