"""No file takes more memory or time than a plan of its size, and each that is no plan says why in a few problems."""

import json
import subprocess
import sys
from typing import Any

import pytest

from notifier.actionplan.problems import MOST_OF_A_KIND
from tests.actionplan.hostile.floods import FLOODS
from tests.house.project import ROOT

# These are plans, if odd ones.
PLANS = {"doubts without end", "addresses without end", "consultations without end", "supporters nearly alike"}


@pytest.fixture(scope="module")
def readings() -> dict[str, dict[str, Any]]:
    """What became of each, read one after the other by a process with little memory and time."""
    command = [sys.executable, "-m", "tests.actionplan.hostile.floods"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return {row["name"]: row for row in map(json.loads, ended.stdout.splitlines())}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_ends_in_a_few_clear_problems(name: str, readings: dict[str, dict[str, Any]]) -> None:
    row = readings[name]
    assert row["plan"] is (name in PLANS)
    errors = [one for one in row["problems"] if one["severity"] == "error"]
    assert bool(errors) is not row["plan"]
    assert len(row["problems"]) <= 4 * (MOST_OF_A_KIND + 1)
    for one in row["problems"]:
        assert one["line"] >= 1
        assert one["column"] >= 1
        assert one["what"].isprintable()
        assert 0 < len(one["what"]) + len(one["hint"]) < 1000


def test_no_tag_is_obeyed(readings: dict[str, dict[str, Any]]) -> None:
    assert readings["a tag"]["problems"]
    assert not (ROOT / "owned").exists()
