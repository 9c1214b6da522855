"""Scenarios of who answers for what: a milestone may have a lead of its own, and its reminders go there alone."""

from datetime import date

from notifier.ledger import board, plans, standings
from notifier.ledger.connect import Ledger
from notifier.web.filters import Filter
from notifier.web.views import plan_view
from tests.stage import Stage

MOH, MOF = "clerk@moh.example.org", "clerk@mof.example.org"
PLAN = f"""\
plan: {{id: kg, title: A plan, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek}}
agencies:
  - {{id: moh, name: Ministry of Health, emails: [{MOH}]}}
  - {{id: mof, name: Ministry of Finance, emails: [{MOF}]}}
commitments:
  - id: C1
    title: Prices of medicines
    lead: moh
    milestones:
      - {{id: "1", title: Register prices, due: 2025-06-30}}
      - {{id: "2", title: Publish spending, due: 2025-06-30, lead: mof, support: [moh]}}
"""


def test_a_reminder_goes_to_the_agency_that_leads_the_milestone(stage: Stage) -> None:
    stage.write(PLAN)
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-06-30")
    stage.delivers()
    assert stage.carried(MOH) == [["plan.published kg"], ["milestone.due C1/1"]]
    assert stage.carried(MOF) == [["plan.published kg"], ["milestone.due C1/2"]]


def test_who_follows_an_agency_hears_of_what_it_leads(stage: Stage) -> None:
    stage.write(PLAN)
    stage.subscribe("desk@newspaper.example.org", agency="mof", kind="milestone.due")
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-06-30")
    stage.delivers()
    assert stage.carried("desk@newspaper.example.org") == [["milestone.due C1/2"]]


def test_the_summary_of_a_new_plan_lists_to_each_agency_what_it_leads(stage: Stage) -> None:
    stage.write(PLAN)
    stage.goes_to("2025-01-01")
    with stage.ledger.reading() as book:
        promised = {one: [p.milestone.id for p in standings.promised_by(book, "kg", one)] for one in ("moh", "mof")}
    assert promised == {"moh": ["1"], "mof": ["2"]}


def test_a_lead_that_changes_gets_the_next_reminder(stage: Stage) -> None:
    stage.write(PLAN)
    stage.goes_to("2025-01-01")
    stage.write(PLAN.replace("lead: mof, support: [moh]", "lead: moh"))
    stage.goes_to("2025-06-30")
    stage.delivers()
    assert stage.carried(MOF) == [["plan.published kg"]]
    assert stage.carried(MOH)[1:] == [["milestone.due C1/1", "milestone.due C1/2"]]


def test_the_board_names_another_lead_beside_its_milestone_and_counts_it_there(stage: Stage) -> None:
    stage.write(PLAN)
    stage.goes_to("2025-01-01")
    shown = _shown(stage.ledger)
    assert shown == [("C1", "Ministry of Health"), ("1", ""), ("2", "Ministry of Finance")]


def _shown(ledger: Ledger) -> list[tuple[str, str]]:
    with ledger.reading() as book:
        plan = plans.find(book, "kg")
        assert plan is not None
        promised, names = board.commitments_of(book, ["kg"])["kg"], board.agency_names(book, ["kg"])
    today = date(2025, 7, 1)
    return [(row.id, row.agency) for row in plan_view(plan.head, promised, names, today, Filter()).rows]
