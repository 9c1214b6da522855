"""What OGP asks for is carried to the agency that answers for the plan, and to those who subscribed."""

from notifier.transports.email.compose import compose
from tests.stage import Stage, milestone

WATCHDOG = "watchdog@example.org"
CLERK = "clerk@moh.example.org"


def test_the_lead_of_a_plan_and_the_public_are_reminded_once_of_all_that_is_asked_on_a_day(stage: Stage) -> None:
    stage.plan(milestone("1", due=None), lead="moh", rules={"ogp_process": {"self_assessment": "2025-06-30"}})
    stage.subscribe(WATCHDOG)
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-06-23")
    stage.goes_to("2025-06-23", at="18:05")
    stage.delivers()
    reminder = ["plan.report_due kg"]
    assert stage.carried(CLERK)[1:] == stage.carried(WATCHDOG)[1:] == [reminder]
    letters = [one.letter for transport in stage.transports.values() for one in transport.parcels]
    last = next(one for one in reversed(letters) if one.items[0].notice.kind == "plan.report_due")
    duties = last.items[0].notice.facts["duties"]
    assert isinstance(duties, list)
    assert len(duties) == 4
    assert compose(last, "https://promises.example.org").subject


def test_a_plan_without_a_lead_tells_the_public_alone(stage: Stage) -> None:
    stage.plan(milestone("1", due=None), rules={"ogp_process": {}})
    stage.subscribe(WATCHDOG)
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-06-23")
    stage.delivers()
    assert ["plan.report_due kg"] in stage.carried(WATCHDOG)
    assert ["plan.report_due kg"] not in stage.carried(CLERK)
