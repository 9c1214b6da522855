"""A rule is documented, proves itself, and imports the rulekit and nothing else of ours."""

import ast
from doctest import DocTestParser
from pathlib import Path

import pytest

from tests.house.project import ROOT, modules, undocumented

RULES = modules("rules")


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_says_what_it_does_and_proves_it(rule: Path) -> None:
    doc = ast.get_docstring(ast.parse((ROOT / rule).read_text()))
    assert doc, "the public reads the docstring"
    assert DocTestParser().get_examples(doc), "its examples are the proof"


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_imports_the_rulekit_and_nothing_else_of_ours(rule: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse((ROOT / rule).read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add("." * node.level + (node.module or ""))
    ours = {name for name in imported if name.split(".")[0] in ("notifier", "rules", "tests", "")}
    assert ours == {"notifier.rulekit"}


def test_every_rule_is_named_in_the_docs() -> None:
    assert undocumented([rule.stem for rule in RULES]) == []
