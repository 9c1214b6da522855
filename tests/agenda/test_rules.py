"""The contract of rules, held against every module in `rules/`; and, in a table, what each of them is to say."""

import ast
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, pairwise, takewhile
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.actionplan.model import Status
from notifier.actionplan.revision import sighting_of
from notifier.agenda.case import AnyCase, Case, CommitmentCase, PlanCase
from notifier.agenda.moment import Kind, Moment, To
from notifier.agenda.rule import Rule
from notifier.rulekit import example, example_plan
from tests.agenda.cast import CASES, RULES, SWIFT
from tests.house.project import ROOT

EVERY_RULE = pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.name)
FAR_AHEAD = date(2040, 1, 1)
# What knows a clock, a machine, or the world outside of the case.
WORLDLY = {"time", "datetime", "os", "sys", "random", "secrets", "uuid", "pathlib", "socket", "subprocess", "logging",
           "importlib", "zoneinfo", "urllib", "http", "io", "tempfile", "threading", "asyncio"}  # fmt: skip


def said(rule: Rule, case: AnyCase, until: date = FAR_AHEAD) -> list[Moment]:
    """What a rule says of a case until a day."""
    return list(takewhile(lambda moment: moment.on <= until, rule.moments(case)))


def under(case: AnyCase, rules: Mapping[str, object]) -> AnyCase:
    """The same case in a plan that gives rules these settings."""
    return replace(case, plan=replace(case.plan, rules=rules))


def is_done_on(case: AnyCase) -> date | None:
    """The day from which there is nothing left to press for."""
    if isinstance(case, Case):
        return case.done_on
    days = [one.done_on for one in case.milestones] if isinstance(case, CommitmentCase) else [None]
    return None if None in days else max(day for day in days if day)


def test_every_module_of_the_folder_is_a_rule_in_force() -> None:
    assert RULES.problems == ()
    assert [rule.name for rule in RULES.rules] == sorted(path.stem for path in (ROOT / "rules").glob("[!_]*.py"))


@EVERY_RULE
def test_a_rule_knows_no_clock_and_no_machine(rule: Rule) -> None:
    for node in ast.walk(ast.parse(rule.path.read_text())):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & WORLDLY
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in WORLDLY
        elif isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "utcnow", "today"}
        elif isinstance(node, ast.Name):
            assert node.id not in {"open", "print", "input", "eval", "exec", "__import__", "globals", "id", "hash"}


@EVERY_RULE
@SWIFT
@given(case=CASES)
def test_a_rule_keeps_its_contract_for_any_case(rule: Rule, case: AnyCase) -> None:
    moments = said(rule, case)
    assert moments == said(rule, case), "deterministic"
    assert all(one.on <= next_one.on for one, next_one in pairwise(moments)), "ascending"
    for moment in moments:
        assert type(moment.on) is date
        assert isinstance(moment.kind, Kind)
        assert moment.to
        assert set(moment.to) <= set(To)
        assert moment.lapses is None or moment.lapses > moment.on
        assert json.loads(json.dumps(dict(moment.facts))) == dict(moment.facts)


@EVERY_RULE
@SWIFT
@given(case=CASES)
def test_a_rule_presses_for_nothing_that_is_done(rule: Rule, case: AnyCase) -> None:
    done_on = is_done_on(case)
    assert [one for one in said(rule, case) if done_on and one.kind.presses and one.on >= done_on] == []


@EVERY_RULE
@SWIFT
@given(case=CASES, days=st.integers(1, 500))
def test_a_rule_keeps_its_contract_at_any_pace(rule: Rule, case: AnyCase, days: int) -> None:
    paces = {f"{name}_days": str(days) for name, one in rule.settings().items() if isinstance(one.default, timedelta)}
    assert rule.misfits(paces) == []
    moments = said(rule, under(case, {rule.name: paces}))
    assert all(one.on <= next_one.on for one, next_one in pairwise(moments))
    assert all(moment.lapses is None or moment.lapses > moment.on for moment in moments)


@EVERY_RULE
def test_ten_years_of_a_rule_take_less_than_a_second_and_an_endless_one_can_be_cut(rule: Rule) -> None:
    started = monotonic()
    for case in (example(due="2016-01-01", first_seen="2015-01-01"), example_plan(ends="2026-12-31")):
        assert len(said(rule, case, date(2026, 1, 1))) < 4000
        assert len(list(islice(rule.moments(case), 50))) <= 50
    assert monotonic() - started < 1


@EVERY_RULE
def test_a_rule_that_is_off_says_nothing(rule: Rule) -> None:
    for case in (example(before={"2025-04-02": "2025-03-31"}), example_plan()):
        assert said(rule, under(case, {rule.name: "off"})) == []


def completed_again() -> Case:
    """Done, reopened, and done once more: the second completion is the news."""
    case = example(first_seen="2025-01-01")
    done = replace(case.milestone, status=Status.COMPLETED)
    seen = ((done, date(2025, 2, 1)), (case.milestone, date(2025, 3, 1)), (done, date(2025, 4, 1)))
    history = tuple(sighting_of(milestone, str(day), day) for milestone, day in seen)
    return Case(case.plan, case.commitment, done, case.history + history)


THIRTY = [("2025-05-31", "2025-06-16"), ("2025-06-16", "2025-06-23"), ("2025-06-23", "2025-06-29"),
          ("2025-06-29", "2025-06-30")]  # fmt: skip
LATE = [("2025-07-01", "2025-07-08"), ("2025-07-08", "2025-07-15")]
# rule, case, the rule's settings, until, each moment's day and the day on which it lapses
TABLE: list[tuple[str, AnyCase, dict[str, object], str, list[tuple[str, str]]]] = [
    ("due_soon", example(), {}, "2040-01-01", THIRTY),
    ("due_soon", example(due=None), {}, "2040-01-01", []),
    ("due_soon", example(due="Ongoing"), {}, "2040-01-01", []),
    ("due_soon", example(due="June 2025"), {}, "2040-01-01", THIRTY),
    ("due_soon", example(due="June 31, 2025"), {}, "2040-01-01", THIRTY),
    ("due_soon", example(done_on="2025-06-23"), {}, "2040-01-01", THIRTY[:2]),
    ("due_soon", example(done_on="2025-07-09"), {}, "2040-01-01", THIRTY),
    ("due_soon", example(status="completed"), {}, "2024-12-31", []),
    ("due_soon", example(), {"days_before": ["3", "10", "3"]}, "2040-01-01",
     [("2025-06-20", "2025-06-27"), ("2025-06-27", "2025-06-30")]),
    ("due", example(), {}, "2040-01-01", [("2025-06-30", "2025-07-01")]),
    ("due", example(due="2024-02-29"), {}, "2040-01-01", [("2024-02-29", "2024-03-01")]),
    ("due", example(done_on="2025-06-30"), {}, "2040-01-01", []),
    ("due", example(done_on="2025-07-01"), {}, "2040-01-01", [("2025-06-30", "2025-07-01")]),
    ("overdue", example(), {}, "2025-07-14", LATE),
    ("overdue", example(done_on="2025-07-01"), {}, "2040-01-01", []),
    ("overdue", example(done_on="2025-07-02"), {}, "2040-01-01", LATE[:1]),
    ("overdue", example(done_on="2025-07-15"), {}, "2040-01-01", LATE),
    ("overdue", example(), {"every_days": "14"}, "2025-07-28",
     [("2025-07-01", "2025-07-15"), ("2025-07-15", "2025-07-29")]),
    ("completed", example(done_on="2025-06-12"), {}, "2040-01-01", [("2025-06-12", "None")]),
    ("completed", example(status="completed"), {}, "2040-01-01", []),
    ("completed", completed_again(), {}, "2040-01-01", [("2025-04-01", "None")]),
    ("slipped", example(before={"2025-04-02": "2025-03-31"}), {}, "2040-01-01", [("2025-04-02", "None")]),
    ("slipped", example(due="2025-01-31", before={"2025-01-02": "2025-03-31"}), {}, "2040-01-01", []),
    ("slipped", example(due="June 30, 2025", before={"2025-04-02": "2025-06-30"}), {}, "2040-01-01", []),
    ("slipped", example(due="2025-12-31", before={"2025-04-02": "Ongoing"}), {}, "2040-01-01", []),
    ("plan_published", example_plan(first_seen="2025-03-04"), {}, "2040-01-01", [("2025-03-04", "None")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "case", "given", "until", "expected"), TABLE, ids=[f"{n}-{r[0]}" for n, r in enumerate(TABLE)]
)
def test_what_a_rule_says(
    name: str, case: AnyCase, given: dict[str, object], until: str, expected: list[tuple[str, str]]
) -> None:
    rule = RULES.rule(name)
    assert rule is not None
    moments = said(rule, under(case, {name: given}), date.fromisoformat(until))
    assert [(str(moment.on), str(moment.lapses)) for moment in moments] == expected


def test_a_rule_of_one_level_says_nothing_of_another() -> None:
    promise = CommitmentCase(example().plan, example().commitment, (example(),))
    for rule in RULES.rules:
        for case, level in ((example(), "milestone"), (promise, "commitment"), (example_plan(), "plan")):
            assert level in rule.generators or said(rule, case) == []
    assert isinstance(example_plan(), PlanCase)
