"""`notifier why`: what is told of a notice that was said, kept back, has lapsed, or would not be said today."""

import json
from typing import Any

import pytest

from tests.cli.desk import Desk
from tests.house.project import ROOT

HEAD = """\
plan: {id: kg, title: A plan, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek%s}
agencies:
  - {id: moh, name: Ministry of Health, emails: [clerk@moh.example.org], superiors: [head@moh.example.org]}
commitments:
  - id: C1
    title: Open data
    lead: moh
    milestones:
"""
REGISTER = '      - {id: %s, title: Register of hospitals, due: "%s"%s}\n'
PRICES = "      - {id: 2, title: Prices of medicines, due: 2025-12-31}\n"


@pytest.fixture
def serving(desk: Desk) -> Desk:
    (desk.folder / "plans").mkdir()
    says(desk, HEAD % "", REGISTER % (1, "End of June 2025", ""), PRICES)
    for day in ("2025-01-02", "2025-06-30", "2025-07-01"):
        runs(desk, day)
    return desk


def says(desk: Desk, *parts: str) -> None:
    (desk.folder / "plans" / "kg.yaml").write_text("".join(parts))


def at(day: str) -> tuple[str, str]:
    return "--now", f"{day}T10:00:00+06:00"


def runs(desk: Desk, day: str) -> None:
    assert desk.types("run-once", *at(day)).returncode == 0


def said(desk: Desk, kind: str, on: str) -> str:
    [(name,)] = desk.rows(f"SELECT id FROM notices WHERE kind = '{kind}' AND \"on\" = '{on}'")
    return str(name)


def why(desk: Desk, name: str, day: str) -> dict[str, Any]:
    answer = desk.types("why", name, *at(day), "--format", "json")
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def fates(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["on"], one["fate"]) for one in found["considered"]]


def test_a_notice_is_explained_in_words(serving: Desk) -> None:
    name = said(serving, "milestone.overdue", "2025-07-01")
    answer = serving.types("why", name[4:14], *at("2025-07-02"))
    assert answer.returncode == 0, answer.stderr
    lines = answer.stdout.splitlines()
    assert lines[0] == f"{name}: milestone.overdue of 2025-07-01 (Tuesday), about C1/1, Register of hospitals"
    assert lines[1].startswith("“Late by a day") or lines[1].startswith("“Late by 1 day")
    told = answer.stdout
    assert "rule        overdue (" in told
    assert "The day after a missed deadline" in told
    assert "settings    every_days: 7" in told
    assert "printed “End of June 2025”, read as 2025-06, that is 2025-06-30" in told
    assert "- " in told.partition("printed “End of June")[2], "clause by clause"
    assert "plans/kg.yaml, line 9, revision " in told
    assert "went to     agency moh: 1" in told
    assert "c…@moh.example.org" in told
    [asked] = [line for line in lines if line.startswith("→")]
    assert "2025-07-01" in asked
    assert "said" in asked
    assert told.count("still to come") == 3


def test_nobodys_address_is_told_in_full(serving: Desk) -> None:
    name = said(serving, "milestone.due", "2025-06-30")
    for format in ("table", "json"):
        told = serving.types("why", name, *at("2025-07-02"), "--format", format).stdout
        assert "clerk@" not in told
        assert "moh.example.org" in told


def test_the_days_that_the_rule_considers_each_say_what_became_of_them(serving: Desk) -> None:
    runs(serving, "2025-07-16")
    found = why(serving, said(serving, "milestone.overdue", "2025-07-15"), "2025-07-16")
    assert found["still"] is True
    assert found["changes"] == []
    assert fates(found)[:4] == [
        ("2025-07-01", "said"), ("2025-07-08", "lapsed"), ("2025-07-15", "said"), ("2025-07-22", "still to come"),
    ]  # fmt: skip
    assert [one["on"] for one in found["considered"] if one["asked"]] == ["2025-07-15"]


def test_a_day_before_the_plan_was_read_was_never_said(desk: Desk) -> None:
    (desk.folder / "plans").mkdir()
    says(desk, HEAD % "", REGISTER % (1, "2025-07-10", ""), PRICES)
    for day in ("2025-07-01", "2025-07-03"):
        runs(desk, day)
    found = why(desk, said(desk, "milestone.due_soon", "2025-07-03"), "2025-07-04")
    before = [one for one in found["considered"] if one["on"] < "2025-07-01"]
    assert [one["fate"] for one in before] == ["not said"] * 3
    assert {one["why"] for one in before} == {"the plan was first read on 2025-07-01"}
    assert fates(found)[3:] == [("2025-07-03", "said"), ("2025-07-09", "still to come")]


def test_what_the_rule_would_not_say_today_is_told_with_what_has_changed(serving: Desk) -> None:
    name = said(serving, "milestone.overdue", "2025-07-01")
    says(serving, HEAD % "", REGISTER % (1, "2025-09-30", ""), PRICES)
    runs(serving, "2025-07-04")
    found = why(serving, name, "2025-07-04")
    assert found["still"] is False
    assert found["changes"] == [
        {"what": "deadline", "then": "2025-06-30 (“End of June 2025”)", "now": "2025-09-30 (“2025-09-30”)"}
    ]
    told = serving.types("why", name, *at("2025-07-04")).stdout
    assert "The rule would not say it today." in told
    assert "2025-06-30 (“End of June 2025”)" in told
    says(serving, HEAD % "", REGISTER % (1, "End of June 2025", ", status: completed, done_on: 2025-06-29"), PRICES)
    runs(serving, "2025-07-05")
    [change] = why(serving, name, "2025-07-05")["changes"]
    assert (change["what"], change["then"], change["now"]) == ("status", "not started", "completed on 2025-06-29")


def test_what_is_renumbered_or_gone_is_found_again(serving: Desk) -> None:
    name = said(serving, "milestone.overdue", "2025-07-01")
    says(serving, HEAD % "", REGISTER % (7, "End of June 2025", ', was: "1"'), PRICES)
    runs(serving, "2025-07-04")
    found = why(serving, name, "2025-07-04")
    assert found["still"] is True
    assert found["changes"] == [{"what": "name", "then": "C1/1", "now": "C1/7"}]
    says(serving, HEAD % "", PRICES)
    runs(serving, "2025-07-05")
    found = why(serving, name, "2025-07-06")
    assert found["rule"]["trouble"] == "it says nothing of what its plan no longer holds"
    assert {"what": "plan", "then": "it held C1/1", "now": "it does not since 2025-07-05"} in found["changes"]
    assert ("2025-07-01", "said") in fates(found)
    gone = why(serving, said(serving, "milestone.removed", "2025-07-05"), "2025-07-06")
    assert (gone["still"], fates(gone)) == (True, [("2025-07-05", "said")])


def test_what_is_kept_back_says_why(serving: Desk) -> None:
    words = ("snooze", "kg", "C1/1", "--until", "2025-07-20", "--reason", "a flood", *at("2025-07-02"))
    assert serving.types(*words).returncode == 0
    runs(serving, "2025-07-08")
    name = said(serving, "milestone.overdue", "2025-07-08")
    found = why(serving, name, "2025-07-09")
    assert found["to"] == found["deliveries"] == []
    [asked] = [one for one in found["considered"] if one["asked"]]
    assert (asked["fate"], asked["why"]) == ("kept back", "snoozed until 2025-07-20: a flood")
    told = serving.types("why", name, *at("2025-07-09")).stdout
    assert "to nobody: snoozed until 2025-07-20: a flood" in told
    coming = next(one for one in found["considered"] if one["on"] == "2025-07-15")
    assert (coming["fate"], coming["why"]) == (
        "still to come", "kept back, as it stands: snoozed until 2025-07-20: a flood",
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "on"), [("plan.published", "2025-01-02"), ("milestone.due", "2025-06-30")])
def test_plans_are_explained_like_milestones(serving: Desk, kind: str, on: str) -> None:
    found = why(serving, said(serving, kind, on), "2025-07-02")
    assert (on, "said") in fates(found)
    assert found["still"] is True


def test_a_commitment_is_explained(desk: Desk) -> None:
    (desk.folder / "plans").mkdir()
    says(desk, HEAD % "", REGISTER % (1, "2025-06-30", ""), REGISTER % (2, "2025-06-30", ""))
    runs(desk, "2025-01-02")
    runs(desk, "2025-07-01")
    name = said(desk, "commitment.overdue", "2025-07-01")
    found = why(desk, name, "2025-07-02")
    assert (found["still"], fates(found)[0]) == (True, ("2025-07-01", "said"))
    says(desk, HEAD % "", REGISTER % (1, "2025-06-30", ""), REGISTER % (2, "2025-08-29", ""))
    runs(desk, "2025-07-03")
    found = why(desk, name, "2025-07-03")
    assert (found["still"], found["changes"]) == (
        False, [{"what": "deadline", "then": "2025-06-30", "now": "2025-08-29"}],
    )  # fmt: skip


def test_a_rule_that_is_off_or_does_not_load_is_said_to_be(serving: Desk) -> None:
    name = said(serving, "milestone.overdue", "2025-07-01")
    says(serving, HEAD % ", rules: {overdue: off}", REGISTER % (1, "End of June 2025", ""), PRICES)
    runs(serving, "2025-07-04")
    found = why(serving, name, "2025-07-04")
    assert (found["still"], found["rule"]["trouble"]) == (None, "the plan has switched it off")
    (serving.folder / "rules").mkdir()
    for path in (ROOT / "rules").glob("*.py"):
        (serving.folder / "rules" / path.name).write_text(path.read_text())
    (serving.folder / "rules" / "overdue.py").write_text('"""A rule."""\n\nimport nothing_of_this_name\n')
    found = why(serving, name, "2025-07-04")
    assert found["rule"]["trouble"].startswith("it does not load: ")
    assert "overdue.py:3: ModuleNotFoundError" in found["rule"]["trouble"]
    assert "cannot be asked again" in serving.types("why", name, *at("2025-07-04")).stdout
    (serving.folder / "rules" / "overdue.py").unlink()
    assert why(serving, name, "2025-07-04")["rule"]["trouble"] == "there is no such rule any more"


def test_settings_in_force_are_those_of_the_plan(serving: Desk) -> None:
    name = said(serving, "milestone.overdue", "2025-07-01")
    says(serving, HEAD % ", rules: {overdue: {every_days: 14}}", REGISTER % (1, "End of June 2025", ""), PRICES)
    runs(serving, "2025-07-04")
    found = why(serving, name, "2025-07-04")
    assert str(found["rule"]["settings"]["every_days"]) == "14"
    assert fates(found)[1] == ("2025-07-15", "still to come")


@pytest.mark.parametrize(
    ("name", "what"), [("ntc_0123456789", "there is no notice"), ("ntc", "begins the ids of several")]
)
def test_an_id_that_names_none_or_several_is_refused_with_what_to_do(serving: Desk, name: str, what: str) -> None:
    answer = serving.types("why", name)
    assert answer.returncode == 1
    assert what in answer.stderr
    assert answer.stdout == ""


def test_what_the_next_tick_answers_for_is_still_to_come_though_its_day_is_past(serving: Desk) -> None:
    name = said(serving, "milestone.overdue", "2025-07-01")
    found = why(serving, name, "2025-07-17")
    assert [one for one in fates(found) if "2025-07-01" < one[0] < "2025-07-20"] == [
        ("2025-07-08", "still to come"), ("2025-07-15", "still to come"),
    ]  # fmt: skip
    [late] = [one for one in found["considered"] if one["on"] == "2025-07-08"]
    assert late["why"] == "it has lapsed on 2025-07-15, and is only written down"
    runs(serving, "2025-07-17")
    then = dict(fates(why(serving, name, "2025-07-17")))
    assert (then["2025-07-08"], then["2025-07-15"]) == ("lapsed", "said")
