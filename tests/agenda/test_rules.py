"""The contract of rules, held against every module in `rules/`, for any case that hypothesis can think of."""

import ast
import json
from collections import defaultdict
from datetime import date, timedelta
from itertools import islice, pairwise
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.agenda.agenda import next_on
from notifier.agenda.case import AnyCase, PlanCase, level_of
from notifier.agenda.moment import Kind, Moment, To
from notifier.agenda.rule import Rule
from notifier.agenda.telling import told
from notifier.rulekit import asks_until, example, example_commitment, example_plan
from tests.agenda.cast import CASES, DAY, RULES, SWIFT, said, under
from tests.house.project import ROOT

EVERY_RULE = pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.name)
THOROUGH = settings(SWIFT, max_examples=100)
# What knows a clock, a machine, or the world outside of the case.
WORLDLY = {"time", "datetime", "os", "sys", "random", "secrets", "uuid", "pathlib", "socket", "subprocess", "logging",
           "importlib", "zoneinfo", "urllib", "http", "io", "tempfile", "threading", "asyncio"}  # fmt: skip
# What is true for good once it is seen, and so never lapses.
NEWS = {Kind.SLIPPED, Kind.ADVANCED, Kind.ADDED, Kind.REMOVED, Kind.REOPENED, Kind.COMPLETED, Kind.COMPLETED_LATE,
        Kind.ANSWERED, Kind.COMMITMENT_COMPLETED, Kind.PUBLISHED}  # fmt: skip


def is_done_on(case: AnyCase) -> date | None:
    """The day from which there is nothing left to press for."""
    return None if isinstance(case, PlanCase) else case.done_on


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


@THOROUGH
@given(case=CASES)
def test_a_rule_keeps_its_contract_for_any_case_under_any_settings(case: AnyCase) -> None:
    for rule in RULES.rules:
        moments = said(rule, case)
        assert moments == said(rule, case), f"{rule.name}: deterministic"
        assert all(one.on <= then.on for one, then in pairwise(moments)), f"{rule.name}: ascending"
        assert len({(one.on, one.kind) for one in moments}) == len(moments), f"{rule.name}: one of a kind a day"
        for moment in moments:
            assert type(moment.on) is date, rule.name
            assert isinstance(moment.kind, Kind), rule.name
            assert set(moment.to) <= set(To), rule.name
            assert moment.to == tuple(to for to in To if to in moment.to) != (), rule.name
            assert json.loads(json.dumps(dict(moment.facts))) == dict(moment.facts), rule.name


@THOROUGH
@given(case=CASES)
def test_a_rule_presses_for_nothing_that_is_done(case: AnyCase) -> None:
    done_on = is_done_on(case)
    for rule in RULES.rules:
        pressing = [one for one in said(rule, case) if one.kind.presses]
        assert [one for one in pressing if done_on and one.on >= done_on] == [], rule.name


@THOROUGH
@given(case=CASES)
def test_agencies_are_pressed_on_working_days_alone_and_so_is_the_public_told_later(case: AnyCase) -> None:
    for rule in RULES.rules:
        for moment in told(case, rule.moments(case), date(2026, 1, 1)):
            assert not moment.kind.presses or case.workdays.include(moment.on), (rule.name, moment.on)


@THOROUGH
@given(case=CASES)
def test_what_is_said_lapses_when_the_next_of_it_comes_and_news_never_does(case: AnyCase) -> None:
    for rule in RULES.rules:
        rungs: dict[object, list[Moment]] = defaultdict(list)
        for moment in said(rule, case):
            assert (moment.lapses is None) is (moment.kind in NEWS), rule.name
            assert moment.lapses is None or moment.lapses > moment.on, rule.name
            several = isinstance(duties := moment.facts.get("duties"), list) and len(duties) > 1
            if moment.lapses and not several:  # each deadline has its own reminders, and so has each part of one
                rungs[moment.facts.get("due_on"), moment.facts.get("expects")].append(moment)
        for ladder in rungs.values():
            for one, then in pairwise(ladder):
                assert one.lapses
                assert then.on >= one.lapses, f"{rule.name}: two rungs never hold at once"


@THOROUGH
@given(case=CASES, days=st.integers(1, 500))
def test_a_rule_keeps_its_contract_at_any_pace(case: AnyCase, days: int) -> None:
    for rule in RULES.rules:
        paces = {f"{name}_days": days for name, one in rule.settings().items() if isinstance(one.default, timedelta)}
        assert rule.misfits(paces) == []
        moments = said(rule, under(case, {rule.name: paces}))
        assert all(one.on < then.on for one, then in pairwise(moments) if one.kind is then.kind), rule.name
        assert all(moment.lapses is None or moment.lapses > moment.on for moment in moments), rule.name


@EVERY_RULE
def test_ten_years_of_a_rule_take_less_than_a_second_and_an_endless_one_can_be_cut(rule: Rule) -> None:
    one = example(due="2016-01-01", first_seen="2015-01-01")
    started = monotonic()
    for case in (one, example_commitment(one, one), example_plan(ends="2026-12-31")):
        assert len(said(rule, under(case, {}), date(2026, 1, 1))) < 4000
        assert len(list(islice(rule.moments(case), 50))) <= 50
    assert monotonic() - started < 1


def any_of_each() -> list[AnyCase]:
    """Cases of which every rule has something to say."""
    past = {"2025-03-04": "2025-02-28", "2025-04-02": "2025-07-31"}
    late = example(before=past, plan_first_seen="2024-12-01", answers=[asks_until("2025-07-01", "2025-07-31")])
    undated, gone = example(due=None), example(away={"2025-05-01": None})
    done = [example(done_on=day) for day in ("2025-06-01", "2025-07-12")]
    whole, ready = example_commitment(late, example()), example_commitment(*done)
    reopened = example(reopened="2025-05-02")
    return [late, undated, gone, *done, reopened, whole, ready, example_plan()]


@EVERY_RULE
def test_a_rule_says_something_unless_it_is_off(rule: Rule) -> None:
    assert any(said(rule, case, date(2028, 1, 1)) for case in any_of_each())
    assert [one for case in any_of_each() for one in said(rule, under(case, {rule.name: "off"}))] == []


def test_a_rule_of_one_level_says_nothing_of_another() -> None:
    for rule in RULES.rules:
        for case in any_of_each():
            assert level_of(case) in rule.generators or said(rule, case) == []


def test_a_case_that_is_asked_for_its_day_costs_next_to_nothing() -> None:
    """Fifty thousand milestones a second on a core of our own; here, where others work too, a tenth of that."""
    case = example(due="2026-06-30")
    next_on(case, RULES, case.first_seen_on)
    fastest = float("inf")
    for _ in range(5):
        started = monotonic()
        for _ in range(200):
            assert next_on(case, RULES, case.first_seen_on) == date(2025, 7, 1)
        fastest = min(fastest, (monotonic() - started) / 200)
    assert fastest < 1 / 5_000


def test_the_first_rung_is_found_on_the_day_itself() -> None:
    assert next_on(example(), RULES, date(2025, 6, 30)) == date(2025, 6, 30)
    assert next_on(example(), RULES, date(2025, 6, 30) + DAY) == date(2025, 7, 1)
