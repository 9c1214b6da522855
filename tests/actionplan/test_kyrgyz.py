"""The bundled plan says what was published: the Kyrgyz Republic's first plan, held against the facts as collected.

A public clone has no folder of facts beside it: there, only what the plan says by itself is tested.
"""

import json
from datetime import date
from typing import Any

import pytest

from notifier.actionplan.deadline import NOT_PRINTED, Certainty
from notifier.actionplan.model import ActionPlan, Commitment, Milestone
from notifier.actionplan.problems import Severity
from notifier.actionplan.reader import Reading, read_plan
from tests.house.project import ROOT

FACTS = ROOT.parent / "shared" / "data" / "kyrgyz-2018-2020.json"
# The leads as the commitment pages print them, misprint and all, and the agency that each of them is.
LEADS = {
    "State Committee of Information Technologies and Communications": "scitc",
    "Ministry of Health of the Kyrgyz Republic": "moh",
    "Information Technologies Institution “Adilet Sot” under the Judicial Department at the Supreme Court of the "
    "Kyrgyz Republic": "adilet-sot",
    "Ministry of Justice of Kyrgyz Republic": "moj",
    "Ministry of Finance of Kyrgyz Republic": "mof",
    "ational Institute for Strategic Studies of the Kyrgyz Republic": "niss",
    "Accounts Chamber": "accounts-chamber",
    "Central Election Commission of the Kyrgyz Republic": "cec",
    "The Jogorku Kenesh of the Kyrgyz Republic": "jogorku-kenesh",
    "Government Office of the Kyrgyz Republic": "government-office",
}
# RFC 2606 and RFC 6761: nobody can ever own these.
RESERVED = (".example.org", ".example.com", ".example.net", ".example", ".test", ".invalid")


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_plan(ROOT / "plans" / "kyrgyz-2018-2020.yaml")


@pytest.fixture(scope="module")
def plan(reading: Reading) -> ActionPlan:
    assert reading.plan is not None, reading.problems
    return reading.plan


def facts() -> Any:
    """The facts as collected. Asked for in the test itself, so that all that is skipped is one line of the summary."""
    if not FACTS.is_file():
        pytest.skip("the collected facts (shared/data) are not beside this checkout: not compared with them")
    return json.loads(FACTS.read_text(encoding="utf-8"))


def commitment(plan: ActionPlan, name: str) -> Commitment:
    return next(one for one in plan.commitments if one.id == name)


def itself(plan: ActionPlan, name: str) -> Milestone:
    """The single milestone that a commitment is."""
    [milestone] = commitment(plan, name).milestones
    return milestone


def test_the_plan_is_the_one_that_was_published(plan: ActionPlan) -> None:
    printed = facts()["plan"]
    head = plan.head
    assert (head.id, head.country, head.timezone) == (printed["id"], printed["country"], printed["timezone"])
    assert (str(head.starts), str(head.ends), head.source) == (printed["starts"], printed["ends"], printed["source"])


def test_all_nineteen_commitments_are_there_and_no_other(plan: ActionPlan) -> None:
    assert [one.id for one in plan.commitments] == [row["id"] for row in facts()["commitments"]]
    assert len(plan.commitments) == 19


def test_each_commitment_says_what_its_page_says(plan: ActionPlan) -> None:
    for row in facts()["commitments"]:
        ours = commitment(plan, row["id"])
        milestone = itself(plan, row["id"])
        assert (milestone.id, milestone.title) == (ours.id, ours.title)
        assert milestone.deadline.printed == row["dates_as_printed"], row["id"]
        assert (milestone.starts and str(milestone.starts)) == row["starts"], row["id"]
        assert ours.lead == LEADS[row["lead"]], row["id"]
        assert list(ours.themes) == row["themes"], row["id"]
        assert list(ours.support) == row["support"], row["id"]
        assert ours.source == row["source"].replace("http://", "https://"), row["id"]


def test_each_day_that_was_collected_is_the_day_that_is_read(plan: ActionPlan) -> None:
    ends = {row["id"]: row["ends"] for row in facts()["commitments"] if row["ends"]}
    assert {name: str(itself(plan, name).deadline.on) for name in ends} == ends
    assert {itself(plan, name).deadline.certainty for name in ends} == {Certainty.EXACT}


def test_a_september_of_31_days_is_read_as_one_of_30(plan: ActionPlan) -> None:
    deadline = itself(plan, "KG0021").deadline
    assert deadline.printed == "August 1, 2019 – September 31, 2020"
    assert (deadline.on, deadline.certainty) == (date(2020, 9, 30), Certainty.INTERPRETED)
    assert deadline.edtf == "2019-08-01/2020-09-30?"
    assert deadline.doubtful


def test_a_month_alone_falls_due_at_its_end(plan: ActionPlan) -> None:
    deadline = itself(plan, "KG0023").deadline
    assert deadline.printed == "September 2019 – September 2020"
    assert (deadline.on, deadline.edtf) == (date(2020, 9, 30), "2019-09/2020-09")
    assert deadline.certainty is Certainty.INTERPRETED


@pytest.mark.parametrize("name", ["KG0024", "KG0026"])
def test_no_printed_deadline_stays_none(plan: ActionPlan, name: str) -> None:
    assert itself(plan, name).deadline == NOT_PRINTED
    assert itself(plan, name).starts is None


def test_a_body_without_a_superior_has_none_invented(plan: ActionPlan) -> None:
    assert commitment(plan, "KG0026").lead == "government-office"
    assert plan.agency("government-office").superiors == ()


def test_a_person_is_asked_to_look_at_the_deadlines_after_the_plans_end(reading: Reading) -> None:
    assert {one.severity for one in reading.problems} == {Severity.WARNING}
    assert [(one.what.split(" falls")[0].split(":")[0]) for one in reading.problems] == [
        "KG0021", "the deadline of KG0021", "KG0023"]  # fmt: skip


def test_every_address_is_at_a_domain_that_nobody_can_own(plan: ActionPlan) -> None:
    addresses = [address for agency in plan.agencies for address in (*agency.emails, *agency.superiors)]
    assert len(addresses) >= len(plan.agencies)
    assert [one for one in addresses if not ("." + one.partition("@")[2]).endswith(RESERVED)] == []


def test_every_agency_leads_something_and_every_lead_is_an_agency(plan: ActionPlan) -> None:
    assert {agency.id for agency in plan.agencies} == {one.lead for one in plan.commitments} == set(LEADS.values())


def test_each_milestone_knows_the_line_that_it_stands_on(plan: ActionPlan, reading: Reading) -> None:
    lines = (ROOT / "plans" / "kyrgyz-2018-2020.yaml").read_text(encoding="utf-8").splitlines()
    for ours, milestone in plan.milestones():
        assert lines[milestone.line - 1].strip() == f"- id: {ours.id}"
