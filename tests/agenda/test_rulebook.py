"""A rule that is wrong is named with its file and line, and the others go on; a plan's settings reach the rules."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from notifier.actionplan.model import DaysOff
from notifier.agenda.agenda import next_on, sayings
from notifier.agenda.asking import MOST_A_DAY, MOST_MOMENTS
from notifier.agenda.case import Case
from notifier.agenda.rulebook import Rulebook, load
from notifier.rulekit import example
from tests.agenda.cast import RULES, rulebook

GOOD = '''"""On the day, say so."""
from notifier.rulekit import *

def milestone(case):
    yield Moment(case.due_on, Kind.DUE)
'''
ON = date(2025, 6, 30)


def wrong(body: str, doc: str = '"""A rule that is wrong."""') -> str:
    """A rule module with this body, which starts on line 3."""
    return f"{doc}\nfrom notifier.rulekit import *\n{body}"


def under(rules: Mapping[str, object], due: str = "2025-06-30") -> Case:
    """The example case in a plan that gives rules these settings."""
    case = example(due=due)
    return replace(case, plan=replace(case.plan, rules=rules))


def days(book: Rulebook, rule: str, rules: Mapping[str, object], until: date = date(2025, 8, 1)) -> list[str]:
    """The days on which one rule speaks of the example case."""
    broken: list[str] = []
    found = sayings(under(rules), book, date(2025, 1, 1), until, broken.append)
    spoken = [str(one.moment.on) for one in found if one.rule == rule]
    assert broken == []
    return spoken


NOT_LOADED = [
    ("def milestone(case)\n    yield 1\n", "{path}:3: SyntaxError: expected ':' (broken.py, line 3)"),
    ("import nothing_of_that_name\n", "{path}:3: ModuleNotFoundError: No module named 'nothing_of_that_name'"),
    ("\n\n1 / 0\n", "{path}:5: ZeroDivisionError: division by zero"),
    ("def milestones(case):\n    yield 1\n",
     "{path}:1: no generator here (write `def milestone(case): …`, or commitment, or plan)"),
    ("def milestone(case, *, every=7):\n    yield 1\n",
     "{path}:3: the setting `every` has no type (write `every: int = 1`)"),
    ("def milestone(case, *, every: int):\n    yield 1\n",
     "{path}:3: the setting `every` has no default (write `every: int = 1`)"),
    ("def milestone(case: 'Cse'):\n    yield 1\n", "{path}:3: NameError: name 'Cse' is not defined"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "problem"), NOT_LOADED, ids=[problem.split(": ")[1] for _, problem in NOT_LOADED])
def test_a_rule_that_does_not_load_is_named_and_the_others_go_on(tmp_path: Path, body: str, problem: str) -> None:
    book = rulebook(tmp_path, broken=wrong(body), good=GOOD)
    assert book.problems == (problem.format(path=tmp_path / "broken.py"),)
    assert days(book, "good", {}) == ["2025-06-30"]


def test_a_rule_without_a_docstring_does_not_load_because_the_public_reads_it(tmp_path: Path) -> None:
    book = rulebook(tmp_path, silent=wrong("def milestone(case):\n    yield 1\n", doc="# nothing"))
    assert book.rules == ()
    assert book.problems == (
        f"{tmp_path / 'silent.py'}:1: no docstring (say in a sentence what the rule does: the public reads it)",
    )


BREAKING = [
    ("def milestone(case):\n    yield Moment(case.due_on, Kind.DUE)\n    raise ValueError('no')\n",
     ":5: ValueError: no"),
    ("def milestone(case):\n    yield Moment(case.due_on, Kind.DUE)\n    case.nothing()\n",
     ":5: AttributeError: 'Case' object has no attribute 'nothing'"),
    ("def milestone(case):\n    for day in (30, 29):\n        yield Moment(date(2025, 6, day), Kind.DUE)\n",
     ":5: 2025-06-29 comes after 2025-06-30 (yield days in ascending order)"),
    ("def milestone(case):\n    while True:\n        yield Moment(case.due_on, Kind.DUE)\n",
     f":5: it yields 2025-06-30 {MOST_A_DAY} times and more (let its days move on)"),
    ("def milestone(case):\n    for day in range(1, 10**6):\n        yield Moment(date.fromordinal(day), Kind.DUE)\n",
     f":5: more than {MOST_MOMENTS} moments for one case (let it end)"),
    ("def milestone(case):\n    yield case.due_on\n",
     ":4: it yields datetime.date(2025, 6, 30), which is no Moment (write `yield Moment(on, Kind.…)`)"),
    ("def milestone(case):\n    yield Moment('2025-06-30', Kind.DUE)\n",
     ":4: `on` of a moment is '2025-06-30', which is no day (give it a date)"),
    ("def milestone(case):\n    yield from parts()\ndef parts():\n    yield Moment(date.max, 'milestone.due')\n",
     ":6: `kind` of a moment is 'milestone.due', which is no Kind (docs/rules.md lists them)"),
    ("\ndef milestone(case):\n    return [case.due_on]\n",
     ":4: it yields datetime.date(2025, 6, 30), which is no Moment (write `yield Moment(on, Kind.…)`)"),
    ("def milestone(case):\n    return None\n", ":3: TypeError: 'NoneType' object is not iterable"),
    ("def milestone():\n    yield None\n", ":3: TypeError: milestone() takes 0 positional arguments but 1 was given"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "problem"), BREAKING, ids=[f"{number}-{one[1][:30]}" for number, one in enumerate(BREAKING)]
)
def test_a_rule_that_breaks_its_contract_is_named_and_the_others_go_on(tmp_path: Path, body: str, problem: str) -> None:
    book = rulebook(tmp_path, broken=wrong(body), good=GOOD)
    assert book.problems == ()
    broken: list[str] = []
    found = list(sayings(example(), book, date(2025, 1, 1), date(2025, 12, 31), broken.append))
    assert broken == [f"{tmp_path / 'broken.py'}{problem}"]
    assert [one.moment.on for one in found if one.rule == "good"] == [ON]


def test_a_rule_that_breaks_is_asked_again_each_day_until_it_is_mended(tmp_path: Path) -> None:
    book = rulebook(tmp_path, broken=wrong("def milestone(case):\n    raise ValueError\n    yield\n"), good=GOOD)
    assert next_on(example(), book, date(2025, 3, 1)) == date(2025, 3, 1)
    (tmp_path / "broken.py").unlink()
    assert next_on(example(), load(tmp_path), date(2025, 3, 1)) == ON


def test_an_endless_rule_is_harmless_as_long_as_its_days_move_on(tmp_path: Path) -> None:
    weekly = "def milestone(case):\n    on = case.due_on\n    while True:\n        yield Moment(on, Kind.DUE)\n"
    book = rulebook(tmp_path, weekly=wrong(weekly + "        on += timedelta(weeks=1)\n"))
    assert days(book, "weekly", {}, date(2025, 7, 14)) == ["2025-06-30", "2025-07-07", "2025-07-14"]


def test_a_folder_that_is_not_there_is_a_problem_and_not_an_error(tmp_path: Path) -> None:
    book = load(tmp_path / "rulez")
    assert (book.rules, book.problems) == (
        (), (f"{tmp_path / 'rulez'}: there is no such folder of rules (set NOTIFIER_RULES)",))  # fmt: skip


def test_private_modules_are_no_rules_and_the_others_come_by_name(tmp_path: Path) -> None:
    book = rulebook(tmp_path, b_rule=GOOD, a_rule=GOOD, _shared="1 / 0")
    assert [rule.name for rule in book.rules] == ["a_rule", "b_rule"]
    assert book.problems == ()


def test_a_plan_sets_the_pace_of_a_rule() -> None:
    assert days(RULES, "overdue", {}, date(2025, 7, 15)) == ["2025-07-01", "2025-07-08", "2025-07-15"]
    assert days(RULES, "overdue", {"overdue": {"every_days": "14"}}, date(2025, 7, 15)) == ["2025-07-01", "2025-07-15"]
    assert days(RULES, "due_soon", {"due_soon": {"days_before": ["2"]}}) == ["2025-06-27"]


def test_a_plan_goes_without_a_rule_that_is_off() -> None:
    assert days(RULES, "overdue", {"overdue": "off"}) == []
    assert list(RULES.misfits({"overdue": "off"})) == []


MISFITS = [
    ({"overdu": {}}, ("overdu", "there is no rule `overdu`", "did you mean overdue?")),
    ({"weather": "off"}, ("weather", "there is no rule `weather`", "`notifier rules` lists them")),
    ({"overdue": {"every_day": "14"}},
     ("overdue", "the rule `overdue` has no setting `every_day`", "did you mean every_days?")),
    ({"overdue": {"every": "14"}},
     ("overdue", "the rule `overdue` has no setting `every`", "did you mean every_days?")),
    ({"due": {"every_days": "14"}}, ("due", "the rule `due` has no setting `every_days`", "it takes none")),
    ({"overdue": {"every_days": "fortnightly"}},
     ("overdue", "`every_days` of the rule `overdue` cannot be 'fortnightly'", "`notifier rules overdue` explains it")),
    ({"overdue": {"every_days": "0"}},
     ("overdue", "`every_days` of the rule `overdue` cannot be '0'", "`notifier rules overdue` explains it")),
    ({"overdue": {"every_days": None}},
     ("overdue", "`every_days` of the rule `overdue` cannot be None", "`notifier rules overdue` explains it")),
    ({"due_soon": {"days_before": "30"}},
     ("due_soon", "`days_before` of the rule `due_soon` cannot be '30'", "`notifier rules due_soon` explains it")),
    ({"overdue": "weekly"},
     ("overdue", "the settings of `overdue` are not `name: value` lines", "write those, or `on` or `off`")),
    ({"overdue": None},
     ("overdue", "the settings of `overdue` are not `name: value` lines", "write those, or `on` or `off`")),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "misfit"), MISFITS, ids=[str(rules) for rules, _ in MISFITS])
def test_a_mistyped_setting_is_named_and_leaves_the_rule_at_work(
    rules: dict[str, object], misfit: tuple[str, str, str]
) -> None:
    assert list(RULES.misfits(rules)) == [misfit]
    assert days(RULES, "overdue", rules) == days(RULES, "overdue", {})
    assert days(RULES, "due_soon", rules) == days(RULES, "due_soon", {})


def test_a_setting_belongs_to_the_generator_that_takes_it(tmp_path: Path) -> None:
    both = (
        "def plan(case, *, loud: bool = False):\n    yield Moment(case.first_seen_on, Kind.PUBLISHED)\n"
        "def milestone(case, *, after: timedelta = timedelta(days=1)):\n"
        "    yield Moment(case.due_on + after, Kind.DUE)\n"
    )
    book = rulebook(tmp_path, both=wrong(both))
    rules = {"both": {"after_days": "3", "loud": "yes"}}
    assert list(book.misfits(rules)) == []
    assert days(book, "both", rules) == ["2025-07-03"]


def test_the_fingerprint_changes_with_the_code_and_with_a_plans_settings(tmp_path: Path) -> None:
    one = rulebook(tmp_path, good=GOOD)
    same, other = load(tmp_path), rulebook(tmp_path, good=GOOD + "\n# changed\n")
    plain = example().plan
    given, rested = replace(plain, rules={"good": "off"}), replace(plain, days_off=DaysOff(weekend=(4, 5)))
    assert one.fingerprint_with(given) == same.fingerprint_with(given)
    prints = {one.fingerprint_with(head) for head in (plain, given, rested, replace(plain, head_start=3))}
    assert len(prints | {other.fingerprint_with(plain)}) == 5


def test_a_rule_says_what_a_plan_may_set() -> None:
    overdue, due_soon = RULES.rule("overdue"), RULES.rule("due_soon")
    assert overdue is not None
    assert due_soon is not None
    assert overdue.described_settings() == ["every_days: 7"]
    assert due_soon.described_settings() == ["days_before: [60, 30, 14, 7, 1]"]
    process = RULES.rule("ogp_process")
    assert process is not None
    shown = process.described_settings({"self_assessment": "2020-09-30"})
    assert {"local: false", "refresh_by: null", "self_assessment: 2020-09-30"} <= set(shown)
