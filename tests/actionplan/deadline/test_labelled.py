"""What governments really printed: held against the months that they assigned themselves, and against each other.

A public clone has no folder of facts beside it: there, all of this is skipped.
"""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from notifier.actionplan.deadline import Conventions, disagree, read_deadline
from tests.house.project import ROOT

DATA = ROOT.parent / "shared" / "data"
# Labels that contradict the print itself.
CONTRADICTED = ("C02.3.1", "C04.1.1", "C08.1.1", "C08.5.1")
CANADA = Conventions.of("CA")
ENOUGH = 0.97


def collected(name: str) -> Path:
    """A file of the facts as collected. Asked for in the test itself, so that each skip is one line of the summary."""
    if not (DATA / name).is_file():
        pytest.skip(f"the collected facts (shared/data/{name}) are not beside this checkout: NOT COMPARED WITH THEM")
    return DATA / name


def rows(name: str) -> list[dict[str, str]]:
    with collected(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("column", ["deadline_en_raw", "deadline_fr_raw"])
def test_nearly_every_deadline_falls_in_the_month_that_the_government_assigned(column: str) -> None:
    labelled = [
        row
        for row in rows("deadlines-labelled-2018-2020.csv")
        if row[column] and row["government_due_month"] and row["indicator_id"] not in CONTRADICTED
    ]
    assert len(labelled) > 120
    missed = [
        f"{row['indicator_id']} {row[column]!r}: {on}, not {row['government_due_month']}"
        for row in labelled
        if not str(on := read_deadline(row[column], CANADA).on).startswith(row["government_due_month"])
    ]
    assert 1 - len(missed) / len(labelled) >= ENOUGH, "\n".join(missed)


def test_both_languages_of_a_plan_name_the_same_day() -> None:
    conventions = Conventions.of("CA", starts=date(2025, 4, 1), ends=date(2029, 3, 31))
    prints = {(row["deadline_en"], row["deadline_fr"]) for row in rows("canada-2025-2029.csv")}
    assert len(prints) > 30
    read = {one: tuple(read_deadline(text, conventions) for text in one) for one in prints}
    assert [one for one, (english, french) in read.items() if english.on != french.on] == []
    assert [one for one, (english, french) in read.items() if disagree(english, french)] == []
    without = {english for (english, _), (reading, _) in read.items() if reading.on is None}
    assert {text.split()[0].strip(",") for text in without} == {"Ongoing", "Updated"}


def test_both_languages_agree_without_a_period_too() -> None:
    for row in rows("canada-2025-2029.csv"):
        english, french = read_deadline(row["deadline_en"], CANADA), read_deadline(row["deadline_fr"], CANADA)
        assert (english.on, english.edtf) == (french.on, french.edtf), row["deadline_en"]


def test_each_print_of_the_kyrgyz_plan_is_read_as_the_day_that_was_collected() -> None:
    commitments = json.loads(collected("kyrgyz-2018-2020.json").read_text(encoding="utf-8"))["commitments"]
    dated = [one for one in commitments if one["ends"]]
    assert len(dated) > 10
    for one in dated:
        deadline = read_deadline(one["dates_as_printed"], Conventions.of("KG", language="ky"))
        assert str(deadline.on) == one["ends"]
        assert deadline.edtf == f"{one['starts']}/{one['ends']}"
