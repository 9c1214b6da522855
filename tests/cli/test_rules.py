"""`notifier rules`: what is in force, whether it works, and a new one to begin with."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from notifier.ledger import health
from notifier.ledger.connect import open_ledger
from tests.cli.desk import Desk
from tests.flow.processes import ROOT
from tests.ledgers import KEYRING

RULE = '"""Say so. More of it.\n\n>>> 1\n1\n"""\nfrom notifier.rulekit import *\n\ndef milestone(case):\n'
GOOD = (
    RULE + "    if case.due_on:\n        yield Moment(case.due_on, Kind.ADDED, facts={'due_on': '', 'again': False})\n"
)
BAD = RULE + "    raise ValueError('no')\n    yield\n"


def folder(desk: Desk, name: str, **files: str) -> Path:
    place = desk.folder / name
    place.mkdir()
    for file, text in files.items():
        (place / f"{file}.py").write_text(text)
    return place


def test_the_rules_of_the_program_are_listed_and_none_fails(desk: Desk) -> None:
    printed = desk.types("rules", "--format", "json")
    rows = {row["rule"]: row for row in map(json.loads, printed.stdout.splitlines())}
    assert (printed.returncode, printed.stderr) == (0, "")
    assert rows["overdue"]["settings"] == rows["overdue"]["defaults"] == ["every_days: 7"]
    assert rows["overdue"]["says"].endswith(".")
    assert ">>>" in rows["overdue"]["doc"]
    assert {row["off"] for row in rows.values()} == {False}
    assert [one for row in rows.values() for one in row["problems"]] == []
    assert not (desk.folder / "var").exists(), "no ledger is made by looking"


def test_own_rules_are_listed_beside_those_of_the_program_and_what_they_replace(desk: Desk) -> None:
    own = folder(desk, "own", due=GOOD, mine=GOOD)
    desk.settings["rules"] = os.pathsep.join(("rules", "own"))
    desk.settings["rule_settings"] = "{overdue: {every_days: 14}, due_soon: off}"
    printed = desk.types("rules")
    assert (printed.returncode, printed.stderr) == (0, "")
    lines = {line.split()[0]: line for line in printed.stdout.splitlines()}
    assert {"due", "mine", "overdue", "slipped"} <= lines.keys()
    assert "own/due.py (in place of " in lines["due"]
    assert " every_days: 14 " in lines["overdue"]
    assert " off " in lines["due_soon"]
    shown = desk.types("rules", "overdue").stdout
    assert "every_days: 14  (by configuration; else every_days: 7)" in shown
    assert ">>>" in shown
    assert "off      by configuration" in desk.types("rules", "due_soon").stdout
    assert f"from     {own.name}" in desk.types("rules", "mine").stdout
    assert json.loads(desk.types("rules", "mine", "--format", "json").stdout)["says"] == "Say so."


def test_a_rule_that_raises_for_an_example_is_named_with_its_line_and_the_command_fails(desk: Desk) -> None:
    folder(desk, "own", bad=BAD, good=GOOD)
    desk.settings["rules"] = "own"
    printed = desk.types("rules")
    assert printed.returncode == 1
    assert printed.stderr == f"{desk.folder}/own/bad.py:9: ValueError: no [tried with an open milestone]\n"
    assert "good" in printed.stdout
    assert desk.types("rules", "bad").returncode == 1
    assert desk.types("rules", "good").returncode == 0


def test_settings_that_fit_no_rule_are_named_by_both_verbs(desk: Desk) -> None:
    desk.settings["rule_settings"] = "{overdew: off, overdue: {every_days: soon}}"
    expected = (
        "NOTIFIER_RULE_SETTINGS: there is no rule `overdew` (did you mean overdue?)\n"
        "NOTIFIER_RULE_SETTINGS: `every_days` of the rule `overdue` cannot be 'soon' "
        "(`notifier rules overdue` explains it)\n"
    )
    for verb in ("rules", "settings"):
        printed = desk.types(verb)
        assert (printed.returncode, printed.stderr) == (1, expected)


def test_settings_that_are_no_yaml_are_wrong_usage_like_every_wrong_setting(desk: Desk) -> None:
    desk.settings["rule_settings"] = "{overdue: [}"
    printed = desk.types("rules")
    assert printed.returncode == 2
    assert printed.stderr.startswith("NOTIFIER_RULE_SETTINGS: line 1, column 12: this is not valid YAML: ")


def test_what_the_last_announcement_met_is_told(desk: Desk) -> None:
    (desk.folder / "var").mkdir()
    ledger = open_ledger(f"sqlite:///{desk.folder}/var/notifier.db", KEYRING)
    ledger.migrate()
    with ledger.writing() as book:
        now = datetime.fromisoformat("2025-06-30T03:05:00+00:00")
        health.completed(book, "announce", now, ["own/bad.py:9: ValueError: no (for 7 cases, this being the first)"])
    ledger.close()
    printed = desk.types("rules")
    assert printed.returncode == 0, "it is mended, as far as can be tried"
    assert "the last announcement met: own/bad.py:9: ValueError: no (for 7 cases" in printed.stderr


def test_a_rule_that_is_not_there_is_wrong_usage_with_the_one_that_was_meant(desk: Desk) -> None:
    printed = desk.types("rules", "overdew")
    assert printed.returncode == 2
    assert "did you mean overdue?" in printed.stderr


def test_a_new_rule_is_begun_and_put_into_service_as_it_is_told(desk: Desk) -> None:
    printed = desk.types("rules", "new", "three_weeks")
    assert printed.returncode == 0
    assert "set NOTIFIER_RULES=rules:my-rules and start" in printed.stdout
    assert {path.name for path in (desk.folder / "my-rules").iterdir()} == {"three_weeks.py", "test_three_weeks.py"}
    desk.settings["rules"] = "rules:my-rules"
    listed = desk.types("rules")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "three_weeks" in listed.stdout
    assert "it is in force when" in desk.types("rules", "new", "four_weeks").stdout
    assert desk.types("rules", "new", "four_weeks").returncode == 1, "nothing is written over"
    assert desk.types("rules", "new", "five_weeks", "--in", "elsewhere").returncode == 0
    assert (desk.folder / "elsewhere" / "five_weeks.py").exists()


def test_a_new_rule_that_takes_the_place_of_another_says_so(desk: Desk) -> None:
    printed = desk.types("rules", "new", "due").stdout.replace("\n", " ")
    assert f"it takes the place of {ROOT / 'rules' / 'due.py'}" in printed
    assert "takes the place" not in desk.types("rules", "new", "three_weeks").stdout


@pytest.mark.parametrize("words", [["new"], ["new", "a", "b"], ["due", "--in", "x"], ["new", "a", "--in", "rules"]])
def test_wrong_words_are_wrong_usage_and_write_nothing(desk: Desk, words: list[str]) -> None:
    assert desk.types("rules", *words).returncode == 2
    assert list(desk.folder.iterdir()) == []


def test_a_plan_is_checked_against_the_rules_of_all_folders(desk: Desk) -> None:
    folder(desk, "own", mine=GOOD)
    desk.settings["rules"] = "rules:own"
    plan = "plan: {id: kg, title: A plan, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek, "
    rest = "agencies: [{id: moh, name: M}]\ncommitments: [{id: C1, title: A promise, lead: moh, due: 2025-06-30}]\n"
    (desk.folder / "plan.yaml").write_text(plan + "rules: {mine: on, mined: off}}\n" + rest)
    printed = desk.types("check", "plan.yaml")
    assert "there is no rule `mined` (did you mean mine?)" in printed.stdout
    assert "`mine`" not in printed.stdout
