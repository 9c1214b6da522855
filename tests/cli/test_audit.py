"""`notifier audit` as an operator runs it, and as a watchdog does who has only what was downloaded."""

import json

import pytest

from notifier.audience.chain import BEGINNING, chained
from tests.cli.desk import Desk


@pytest.fixture
def serving(desk: Desk) -> Desk:
    """The desk of a service that has said a few things."""
    plan = """
plan: {id: kg, title: A plan, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek}
agencies: [{id: moh, name: Ministry of Health, emails: [clerk@moh.example.org]}]
commitments: [{id: C1, title: A promise, lead: moh, due: 2025-06-30}]
"""
    (desk.folder / "plans").mkdir()
    (desk.folder / "plans" / "plan.yaml").write_text(plan)
    for day in ("2025-01-02", "2025-06-16", "2025-07-01"):
        assert desk.types("run-once", "--now", f"{day}T09:05:00+06:00").returncode == 0
    return desk


def test_a_whole_record_is_said_to_be_whole(serving: Desk) -> None:
    done = serving.types("audit", "--chain")
    assert done.returncode == 0, done.stderr
    assert "the record is whole:" in done.stdout


def test_what_is_missing_is_named_in_words_and_as_json(serving: Desk) -> None:
    serving.rows("DELETE FROM delivery_notices")
    serving.rows("DELETE FROM notices WHERE number = 2")
    done = serving.types("audit", "--chain")
    assert done.returncode == 1
    assert "number 2 is missing" in done.stdout
    done = serving.types("audit", "--chain", "--format", "json")
    assert json.loads(done.stdout.splitlines()[0]) == {"first": 2, "last": 2, "says": "number 2 is missing"}


def test_a_downloaded_record_is_checked_by_itself_and_against_the_ledger(serving: Desk) -> None:
    before, lines = BEGINNING, []
    for number in range(1, 4):
        entry = {"id": f"ntc_{number}"}
        chain = chained(before, entry)
        lines.append(json.dumps({"number": number, "before": before, "chain": chain, "notice": entry}))
        before = chain
    file = serving.folder / "notices.jsonl"
    file.write_text("\n".join(lines) + "\n")
    assert serving.types("audit", "--from", str(file)).returncode == 0
    done = serving.types("audit", "--chain", "--from", str(file))
    assert done.returncode == 1
    assert "not what the ledger holds today" in done.stderr
    file.write_text(lines[0] + "\n" + lines[2] + "\n")
    assert "number 2 is missing" in serving.types("audit", "--from", str(file)).stdout
    file.write_text("{}\n")
    done = serving.types("audit", "--from", str(file))
    assert (done.returncode, "is no line of a record" in done.stderr) == (2, True)


def test_one_says_what_to_check(serving: Desk) -> None:
    assert serving.types("audit").returncode == 2
