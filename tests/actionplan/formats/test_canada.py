"""The bundled plan of Canada says what was published: ids, departments and deadlines, held against the table.

A public clone has no folder of facts beside it: there, only what the plan says by itself is tested.
"""

import pytest

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.reader import Reading, read_plan
from tests.actionplan.formats.cast import FACTS, records
from tests.house.project import ROOT

TABLE = FACTS / "canada-2025-2029.csv"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_plan(ROOT / "plans" / "canada-2025-2029.yaml")


@pytest.fixture(scope="module")
def plan(reading: Reading) -> ActionPlan:
    assert reading.plan is not None, reading.problems
    return reading.plan


def _rows() -> list[dict[str, str]]:
    if not TABLE.is_file():
        pytest.skip("the table (shared/data) is not beside this checkout: not compared with it")
    header, *rows = records(TABLE.read_bytes())
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_all_promises_are_there_in_their_order(plan: ActionPlan) -> None:
    rows = _rows()
    assert [(c.id, m.heading, m.id) for c, m in plan.milestones()] == [
        (row["commitment_id"], row["milestone_id"], row["indicator_id"]) for row in rows
    ]
    assert [h.id for c in plan.commitments for h in c.headings] == list({row["milestone_id"]: 0 for row in rows})


def test_each_deadline_stands_as_printed_in_both_languages(plan: ActionPlan) -> None:
    for (_, milestone), row in zip(plan.milestones(), _rows(), strict=True):
        assert milestone.prints == {"en": _shown(row["deadline_en"]), "fr": _shown(row["deadline_fr"])}, milestone.id


def _shown(text: str) -> str:
    """A print on one line, as it is shown."""
    return " ".join(line for line in text.split("\n") if line)


def test_each_department_answers_for_its_own(plan: ActionPlan) -> None:
    for (_, milestone), row in zip(plan.milestones(), _rows(), strict=True):
        assert [milestone.lead, *milestone.support] == row["lead_dept"].split(";")


def test_a_commitment_is_led_by_whoever_leads_most_of_it(plan: ActionPlan) -> None:
    assert [one.lead for one in plan.commitments] == ["rcmp-grc", "pch", "tbs-sct", "jus"]


def test_the_titles_are_ours_and_short(plan: ActionPlan) -> None:
    titles = [c.title for c in plan.commitments]
    titles += [h.title for c in plan.commitments for h in c.headings]
    titles += [m.title for _, m in plan.milestones()]
    assert len(titles) == 4 + 19 + 65
    assert max(map(len, titles)) < 70
    assert len(set(titles)) == len(titles)
    theirs = {
        row[column].strip(" .") for row in _rows() for column in ("commitment_en", "milestone_en", "indicator_en")
    }
    assert theirs.isdisjoint(titles)


def test_every_address_is_at_a_domain_that_nobody_can_own(plan: ActionPlan) -> None:
    addresses = [address for agency in plan.agencies for address in (*agency.emails, *agency.superiors)]
    assert len(addresses) == 2 * len(plan.agencies) == 18
    assert [one for one in addresses if not one.endswith(".example.org")] == []
