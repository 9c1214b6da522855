"""What an author's test says of a rule that is wrong; and that the rules in force, and a new one, are right."""

import subprocess
import sys
from pathlib import Path

import pytest

from notifier.agenda.contract import tried
from notifier.agenda.new_rule import write_rule
from notifier.agenda.rule import Rule
from notifier.errors import RuleError
from notifier.rulekit import check_rule, example, said_by
from tests.agenda.cast import RULES

DOC = '"""A rule.\n\n>>> 1\n1\n"""\n'
IMPORT = "from notifier.rulekit import *\n"
DEF = "def milestone(case):\n"
DUE = DOC + IMPORT + DEF + "    if case.due_on and not case.done_on:\n        yield Moment({})\n"
WRONG = {
    "no docstring": (IMPORT + DEF + "    yield\n", ":1: no docstring"),
    "no proof": ('"""A rule."""\n' + IMPORT + DEF + "    yield from ()\n", ":1: the docstring proves nothing"),
    "false proof": ('"""A rule.\n\n>>> 1 + 1\n3\n"""\n' + IMPORT + DEF + "    yield from ()\n", "Got:\n    2"),
    "imports": (DOC + "from notifier.agenda.moment import *\n" + DEF + "    yield from ()\n",
                ":6: it imports notifier.agenda.moment (of ours a rule imports notifier.rulekit alone)"),
    "raises": (DOC + IMPORT + DEF + "    yield case.nothing\n", ":8: AttributeError: 'Case' object has no attribute"),
    "only sometimes": (DOC + IMPORT + DEF + "    yield Moment(case.due_on, Kind.DUE, facts={'due_on': ''})\n",
                       ":8: `on` of a moment is None, which is no day (give it a date) [tried with one without"),
    "to nobody": (DUE.format("case.due_on, Kind.DUE, (), facts={'due_on': ''}"), "is addressed to nobody"),
    "to anybody": (DUE.format("case.due_on, Kind.DUE, ('x',), facts={'due_on': ''}"), "`to` of a moment is ('x',)"),
    "lapses": (DUE.format("case.due_on, Kind.DUE, lapses=case.due_on, facts={'due_on': ''}"),
               ": milestone.due on 2025-06-30 has lapsed by 2025-06-30 (`lapses` is a later day)"),
    "facts missing": (DUE.format("case.due_on, Kind.OVERDUE, facts={'time': 1}"), "lacks the facts due_on"),
    "no JSON": (DUE.format("case.due_on, Kind.DUE, facts={'due_on': case.due_on}"), "write days as texts"),
    "not the same JSON": (DUE.format("case.due_on, Kind.DUE, facts={'due_on': (1,)}"), "do not come back from JSON"),
    "presses": (DOC + IMPORT + DEF + "    if case.due_on:\n"
                "        yield Moment(case.due_on, Kind.DUE, facts={'due_on': ''})\n", "presses for what was done on"),
    "forgetful": (DOC + IMPORT + "said = []\n" + DEF + "    said.append(1)\n    if case.due_on and not case.done_on:\n"
                  "        yield Moment(case.due_on, Kind.ADDED, facts={'due_on': '', 'again': len(said)})\n",
                  "it says something else of the same case when asked again"),
    "endless": (DOC + IMPORT + DEF + "    while True:\n        pass\n    yield\n", ": it took longer than 1 s"),
    "endless at a pace": (
        DOC + IMPORT + "def milestone(case, *, every: timedelta = timedelta(days=7)):\n    if every.days == 365:\n"
        "        raise ValueError('too much')\n    yield from ()\n", "with every_days: 365: "),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_said_with_its_file(tmp_path: Path, kind: str) -> None:
    text, problem = WRONG[kind]
    path = tmp_path / "odd.py"
    path.write_text(text)
    with pytest.raises(AssertionError) as refused:
        check_rule(path)
    assert str(refused.value).removeprefix("with every_days: 365: ").startswith(str(path))
    assert problem in str(refused.value)


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.name)
def test_the_rules_in_force_keep_their_contract(rule: Rule) -> None:
    check_rule(rule.path)
    assert tried(rule) == []


def test_what_a_rule_says_is_given_until_a_day_and_under_settings(tmp_path: Path) -> None:
    rule, _ = write_rule("three_weeks", tmp_path)
    assert [str(one.on) for one in said_by(rule, example(due="2025-06-30"), until="2025-06-08")] == []
    with pytest.raises(RuleError, match="no setting `days`"):
        said_by(rule, example(), settings={"days": 3})


def test_a_new_rule_passes_its_own_test_by_pytest_and_by_python(tmp_path: Path) -> None:
    _, test = write_rule("three_weeks", tmp_path / "own")
    for words in (["-m", "pytest", "-q", "-p", "no:cacheprovider", "own"], [str(test)]):
        done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "3 passed" in done.stdout or done.stdout == "three_weeks: fine\n"


NAMES = [
    ("Three-Weeks", "`Three-Weeks` is no name for a rule (did you mean three_weeks?)"),
    ("three_weeks.py", "`three_weeks.py` is no name for a rule (did you mean three_weeks?)"),
    ("../escape", "`../escape` is no name for a rule (did you mean escape?)"),
    ("3", "`3` is no name for a rule (write small Latin letters, digits and _)"),
    ("за_месяц", "`за_месяц` is no name for a rule (write small Latin letters, digits and _)"),
    (
        "class",
        "`class` is no name for a rule (it is a word of Python's own; write class_, or better, what the rule does)",
    ),
    ("new", "a rule cannot be called `new` (say what it does: `two_weeks_before`)"),
    ("test_it", "a rule cannot be called `test_it` (say what it does: `two_weeks_before`)"),
]


@pytest.mark.parametrize(("name", "problem"), NAMES, ids=[name for name, _ in NAMES])
def test_a_bad_name_is_refused_with_a_better_one(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(RuleError) as refused:
        write_rule(name, tmp_path)
    assert str(refused.value) == problem
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("mine")
    with pytest.raises(RuleError, match=r"test_mine\.py is there already"):
        write_rule("mine", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["test_mine.py"]
    with pytest.raises(RuleError, match="nothing can be written there: FileExistsError"):
        write_rule("mine", tmp_path / "test_mine.py")
