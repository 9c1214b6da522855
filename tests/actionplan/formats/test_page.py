"""docs/plan-file.md names every field of plan files and mappings in the words of their shape, and its examples work."""

import re

import pytest

from notifier.actionplan.reader.fields import Entry
from notifier.actionplan.reader.schema import ENTRIES
from notifier.actionplan.reader.table import mapping
from tests.actionplan.formats.test_round_trip import CANADA, MAPPINGS
from tests.house.project import ROOT

PAGE = (ROOT / "docs" / "plan-file.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "entry", sorted({*ENTRIES.values(), *mapping.ENTRIES.values()}, key=str), ids=lambda entry: entry.__name__
)
def test_every_field_is_named_and_described(entry: type[Entry]) -> None:
    rows = [(name, f"| `{name}` | {field.description}") for name, field in entry.model_fields.items()]
    assert rows
    assert [name for name, row in rows if row not in PAGE] == []


@pytest.mark.parametrize("name", list(CANADA))
def test_the_mappings_on_the_page_are_those_that_are_tested(name: str) -> None:
    assert f"```yaml\n{(MAPPINGS / f'{name}.map.yaml').read_text(encoding='utf-8')}```" in PAGE


def test_the_page_names_no_field_that_does_not_exist() -> None:
    known = {name for entry in (*ENTRIES.values(), *mapping.ENTRIES.values()) for name in entry.model_fields}
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) <= known
