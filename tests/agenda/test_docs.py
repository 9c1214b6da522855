"""The page for authors of rules tells the truth: its rules work, its examples run, its tables leave nothing out."""

import doctest
import re
from pathlib import Path

import pytest

from notifier.agenda.asking import MOST_MOMENTS
from notifier.agenda.case import Case, CommitmentCase, PlanCase
from notifier.agenda.contract import FACTS
from notifier.agenda.guard import LONGEST_CALL, LONGEST_IN_ALL, LONGEST_MEAN, WAITING
from notifier.agenda.moment import Kind, Moment
from notifier.agenda.rule import LEVELS
from notifier.rulekit import check_rule
from tests.house.project import ROOT

PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```(?:python|yaml)\n# (\w+\.(?:py|yaml))\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
RULES = [name for name in FILES if name.endswith(".py")]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the page shows, to stand in."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", RULES)
def test_a_rule_of_the_page_keeps_its_contract(written: Path, name: str) -> None:
    check_rule(written / name)


def test_what_the_page_shows_is_what_comes_of_it(written: Path) -> None:
    blocks = "".join(re.findall(r"^```pycon\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(blocks, {}, "rules.md", "docs/rules.md", 0)
    wrong: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=wrong.append)
    assert wrong == []
    assert result.attempted > 10


def table(after: str) -> list[str]:
    """The first cells of the first table after a text, without backticks."""
    rows = PAGE[PAGE.index(after) :].split("\n\n|", 1)[1].split("\n\n")[0].splitlines()
    return [row.strip("| ").split(" | ")[0].strip("`") for row in rows[2:]]


@pytest.mark.parametrize("kind", [Case, CommitmentCase, PlanCase])
def test_all_that_a_case_offers_is_on_the_page(kind: type) -> None:
    named = [name.partition("(")[0] for name in table(f"(`{kind.__name__}`), in `")]
    assert sorted(named) == sorted(name for name in dir(kind) if not name.startswith("_"))


def test_every_generator_and_every_part_of_a_moment_is_on_the_page() -> None:
    assert sorted(re.findall(r"^  \| `(\w+)\(case\)` \|", PAGE, re.MULTILINE)) == sorted(LEVELS)
    assert table("is a day on which something becomes worth saying.") == list(Moment.__dataclass_fields__)


def test_every_kind_is_on_the_page_with_the_facts_that_it_needs() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| `Kind\.(\w+)` \| `([\w ]+)` \| (\w*) ?\|", PAGE, re.MULTILINE)
    assert rows == [
        (str(kind), kind.name, FACTS[kind], "reminding" if kind.reminds else "chasing" if kind.chases else "")
        for kind in Kind
    ]


def test_the_page_knows_the_bounds() -> None:
    assert f"at most {MOST_MOMENTS:,} of a case" in PAGE
    assert (LONGEST_CALL, WAITING) == (1, 0.25)
    assert "after four seconds for one case" in PAGE
    assert "longer than a second for one case" in PAGE
    assert f"more than {LONGEST_IN_ALL:g} seconds in one tick, and over {LONGEST_MEAN * 1000:g} ms a case" in PAGE
