"""When offices are closed: what a plan says of it is checked, and a country without known holidays is a warning."""

from datetime import date

from notifier.actionplan.model import DaysOff
from notifier.actionplan.problems import Code
from tests.actionplan.cast import HEAD
from tests.actionplan.checks.cast import commitment, reading, told

STEPS = commitment("id: 1, title: A, due: 2026-01-01")


def head(country: str = "NO", **said: str) -> str:
    """The head of a small plan of a country that says these things, too."""
    more = "".join(f", {name}: {value}" for name, value in said.items())
    return HEAD.replace("country: NO", f"country: {country}").replace("notify_at: 9:00", f"notify_at: 9:00{more}")


def test_days_off_and_a_head_start_reach_the_plan() -> None:
    said = "{country: DE, region: BY, weekend: [friday, saturday], extra: [2026-03-02]}"
    plan = reading(STEPS, head(days_off=said, head_start="3")).plan
    assert plan is not None
    assert plan.head.days_off == DaysOff("DE", "BY", (4, 5), (date(2026, 3, 2),))
    assert plan.head.head_start == 3


def test_a_plan_that_says_nothing_has_its_countrys_days_and_no_head_start() -> None:
    plan = reading(STEPS, head(days_off="")).plan
    assert plan is not None
    assert (plan.head.days_off, plan.head.head_start) == (DaysOff(), 0)


def test_what_a_country_does_not_have_is_named_with_what_it_has() -> None:
    [nearly] = told(Code.SHAPE, STEPS, head(days_off="{country: DE, region: BV}"))
    assert "DE has no region `BV` with holidays of its own (it has BB, BE, BW, BY, " in nearly
    [none] = told(Code.SHAPE, STEPS, head(country="KG", days_off="{region: GB}"))
    assert "KG has no region `GB` with holidays of its own (leave it out)" in none
    [other] = told(Code.SHAPE, STEPS, head(country="KG", days_off="{country: QQ}"))
    assert "of this country no public holidays are known: 'QQ'" in other


def test_a_week_needs_a_working_day() -> None:
    week = "[monday, tuesday, wednesday, thursday, friday, saturday, sunday]"
    [wrong] = told(Code.SHAPE, STEPS, head(days_off=f"{{weekend: {week}}}"))
    assert "a weekend of seven days leaves no working day (leave one)" in wrong


def test_a_head_start_is_a_number_of_working_days() -> None:
    for wrong in ("-1", "23", "three", "1.5"):
        assert "this is not a number of working days" in told(Code.SHAPE, STEPS, head(head_start=wrong))[0]


def test_a_country_without_known_holidays_is_a_warning_unless_another_is_named() -> None:
    [warning] = told(Code.NO_HOLIDAYS, STEPS, head(country="QQ"))
    assert "no public holidays are known of the country QQ, so only weekends are days off" in warning
    assert told(Code.NO_HOLIDAYS, STEPS, head(country="QQ", days_off="{country: FR}")) == []


def test_the_lead_of_a_plan_is_one_of_its_agencies() -> None:
    [wrong] = told(Code.AGENCY_UNKNOWN, STEPS, head(lead="mho"))
    assert "there is no agency `mho` (did you mean moh?)" in wrong
