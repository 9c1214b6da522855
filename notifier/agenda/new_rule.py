"""A rule to begin with: a module that works and its test, for an author to change."""

import keyword
import re
from pathlib import Path

from notifier.errors import RuleError

_RULE = '''\
"""Three weeks before a deadline, remind of it once, unless the milestone is done.

>>> from notifier.rulekit import example
>>> [str(m.on) for m in milestone(example(due="2025-06-30"))]
['2025-06-09']
>>> list(milestone(example(due="2025-06-30", done_on="2025-06-01")))
[]
"""

from notifier.rulekit import Case, Days, Iterator, Kind, Moment, timedelta


def milestone(case: Case, *, days_before: Days = 21) -> Iterator[Moment]:
    if case.due_on is None:
        return
    on = case.workdays.on_or_before(case.due_on - timedelta(days=days_before))
    if case.done_on is None or on < case.done_on:
        yield Moment(on, Kind.DUE_SOON, lapses=case.due_on, facts={"due_on": str(case.due_on)})
'''
_TEST = '''\
"""The rule `NAME` keeps its contract, and says what it is meant to say: `pytest` runs this, and so does `python`."""

from pathlib import Path

from notifier.rulekit import check_rule, example, said_by

RULE = Path(__file__).with_name("NAME.py")


def test_it_keeps_its_contract() -> None:
    check_rule(RULE)


def test_it_reminds_once() -> None:
    assert [str(one.on) for one in said_by(RULE, example(due="2025-06-30"))] == ["2025-06-09"]


def test_a_plan_may_have_it_earlier() -> None:
    moments = said_by(RULE, example(due="2025-06-30"), settings={"days_before": 28})
    assert [str(one.on) for one in moments] == ["2025-06-02"]


if __name__ == "__main__":
    test_it_keeps_its_contract()
    test_it_reminds_once()
    test_a_plan_may_have_it_earlier()
    print("NAME: fine")
'''
# It is a word of the command: `notifier rules new NAME`.
_TAKEN = "new"


def write_rule(name: str, folder: Path) -> tuple[Path, Path]:
    """Write a rule of this name and its test into a folder, which is made where there is none.

    Raises RuleError where the name cannot be one, or where anything is in its place already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        near = re.sub(r"[^a-z0-9]+", "_", name.removesuffix(".py").casefold()).strip("_0123456789")
        can = near and not keyword.iskeyword(near)
        hint = f"did you mean {near}?" if can else "write small Latin letters, digits and _"
        if keyword.iskeyword(name):
            hint = f"it is a word of Python's own; write {name}_, or better, what the rule does"
        raise RuleError(f"`{name}` is no name for a rule ({hint})")
    if name == _TAKEN or name.startswith("test_") or name == "conftest":
        raise RuleError(f"a rule cannot be called `{name}` (say what it does: `two_weeks_before`)")
    rule, test = folder / f"{name}.py", folder / f"test_{name}.py"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (rule, test):
            if path.exists():
                raise RuleError(f"{path} is there already (choose another name, or another folder with --in)")
        for path, text in ((rule, _RULE), (test, _TEST)):
            path.write_text(text.replace("NAME", name), encoding="utf-8")
    except OSError as trouble:
        what = f"{folder}: nothing can be written there: {trouble.__class__.__name__}"
        raise RuleError(f"{what} (check path and rights)") from None
    return rule, test
