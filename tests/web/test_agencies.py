"""How well agencies keep their days is counted from the first day promised: no move makes anybody punctual."""

import pytest

from notifier.agenda.answer import Says
from notifier.answering import answer
from tests.stage import Stage, milestone
from tests.web.conftest import browser_of


def test_figures_are_of_the_first_day_promised_and_stand_on_the_plans_and_the_agencys_page(stage: Stage) -> None:
    first = [milestone("1", due="2025-03-31"), milestone("2", due="2025-04-30"), milestone("3", due="2025-05-31")]
    stage.plan(*first, milestone("4", due="2026-05-31"), milestone("5", due=None))
    stage.goes_to("2025-01-02")
    stage.plan(
        milestone("1", due="2025-03-31", done_on="2025-03-30"),  # in time
        milestone("2", due="2025-06-30", done_on="2025-05-10"),  # before the moved day, 10 days after the first
        milestone("3", due="2025-12-31"),  # moved, and late by the first day: 30 days on June 30
        milestone("4", due="2026-05-31"),  # not due yet
        milestone("5", due=None),
    )
    stage.goes_to("2025-06-30")
    browser = browser_of(stage)
    row = "Ministry of Health 5 2 0 1 of 3 20 2"
    assert row in browser.get("/plans/kg").text
    page = browser.get("/agencies/kg/moh")
    assert page.status == 200
    assert row in page.text
    assert "/plans/kg/C1/3" in page.links
    assert "/agencies/kg/moh" in browser.get("/plans/kg/C1").links


def test_an_agency_that_is_not_there_or_leads_nothing_is_said_to_be_so(stage: Stage) -> None:
    stage.plan(milestone("1"))
    stage.ingest()
    browser = browser_of(stage)
    assert browser.get("/agencies/kg/mof").status == 404
    assert browser.get("/agencies/other/moh").status == 404


@pytest.mark.parametrize("address", ["/", "/plans/kg", "/plans/kg/C1", "/plans/kg/C1/1", "/agencies/kg/moh"])
def test_the_word_of_an_agency_stands_beside_what_the_plan_says(stage: Stage, address: str) -> None:
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-09-30"))
    stage.goes_to("2025-07-01")
    answer(
        stage.ledger, stage.rulebook, "kg", "C1/1", Says.DELIVERED, stage.clock(),
        evidence="https://example.org/proof", reason="Done in June. Call +996 312 66 12 34.",
    )  # fmt: skip
    text = browser_of(stage).get(address).text
    assert "Delivered, its agency said on July 1, 2025." in text
    assert "overdue" in text, "the plan does not say that it is done"
    assert "66 12 34" not in text
    if address.startswith("/plans/kg/C1"):
        assert "evidence (example.org)" in text
        assert "In its own words: Done in June." in text


def test_a_milestone_has_a_page_with_what_was_said_of_it_alone(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-07-15"))
    stage.goes_to("2025-06-16")
    browser = browser_of(stage)
    page = browser.get("/plans/kg/C1/1")
    assert page.status == 200
    assert "Due in 14 days, on June 30, 2025." in page.text
    assert "July 15" not in page.text
    assert "/plans/kg/C1/1" in browser.get("/plans/kg").links
    assert "/plans/kg/C1/1" in browser.get("/plans/kg/C1").links


@pytest.mark.parametrize("address", ["/plans/kg/C1/9", "/plans/kg/C1/C1"])
def test_what_is_no_milestone_leads_to_its_commitment(stage: Stage, address: str) -> None:
    stage.plan(milestone("1"))
    stage.ingest()
    page = browser_of(stage).get(address)
    assert (page.status, page.headers["location"]) == (302, "/plans/kg/C1")


def test_the_board_counts_what_nothing_is_heard_of(stage: Stage) -> None:
    stage.plan(milestone("1", due="2026-06-30"), milestone("2", due="2026-06-30"), milestone("3", due="2025-03-31"))
    stage.goes_to("2025-01-02")
    stage.goes_to("2025-07-01")
    text = browser_of(stage).get("/").text
    assert "3 milestones: 1 overdue, 2 on track" in text
    assert "stalled" not in text
    stage.goes_to("2025-07-02")
    assert "3 milestones: 1 overdue, 2 on track; 2 stalled" in browser_of(stage).get("/").text
    answer(stage.ledger, stage.rulebook, "kg", "C1/2", Says.DISPUTED, stage.clock(), reason="It waits for a law.")
    assert "2 on track; 1 stalled" in browser_of(stage).get("/").text
