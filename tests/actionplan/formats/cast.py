"""What the tests of formats share: a small table with its mapping, and the way there and back."""

import csv
from io import StringIO
from pathlib import Path

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.reader import Reading, read_content, read_source
from notifier.actionplan.reader.source import Source
from notifier.actionplan.reader.table import mapping_of
from notifier.actionplan.reader.table.write import as_csv, records_of
from notifier.actionplan.reader.yaml_text import yaml_text

MAPPING = """\
plan: {id: no-2025, title: A plan, country: NO, starts: 2025-01-01, ends: 2026-12-31, timezone: UTC}
agencies:
  - {id: moh, name: Ministry of Health, emails: [open@moh.example.org]}
  - {id: mof, name: Ministry of Finance, emails: [open@mof.example.org]}
commitment: {id: promise, title: what}
milestone: {id: step, title: does, due: by, lead: who}
"""
TABLE = """\
promise,what,step,does,by,who,note
C1,Open data,C1.1,Publish,2025-06-30,moh,seen
C1,Open data,C1.2,Repeat,June 2026,mof;moh,
"""
FACTS = Path(__file__).parents[3].parent / "shared" / "data"


def source(table: str | bytes = TABLE, mapping: str | None = MAPPING, name: str = "plans/no.csv") -> Source:
    content = table.encode() if isinstance(table, str) else table
    beside = name.rpartition(".")[0] + ".map.yaml"
    return Source(name, content, None if mapping is None else mapping.encode(), beside)


def reading(table: str | bytes = TABLE, mapping: str | None = MAPPING, name: str = "plans/no.csv") -> Reading:
    return read_source(source(table, mapping, name))


def problems(table: str | bytes = TABLE, mapping: str | None = MAPPING, name: str = "plans/no.csv") -> list[str]:
    """The problems of a table, as a person sees them."""
    return [str(one) for one in reading(table, mapping, name).problems]


def plan_of(table: str | bytes = TABLE, mapping: str | None = MAPPING, name: str = "plans/no.csv") -> ActionPlan:
    """The plan that a table is; it must have no errors."""
    read = reading(table, mapping, name)
    assert read.plan is not None, read.problems
    return read.plan


def as_plan_file(read: Reading) -> str:
    """What has been read, as the text of a YAML plan."""
    assert isinstance(read.values, dict)
    return yaml_text(read.values)


def there_and_back(table: str | bytes, mapping: str | None, name: str = "plans/no.csv") -> bytes:
    """A table as a plan file, and that as a table again."""
    came = source(table, mapping, name)
    text = as_plan_file(read_source(came))
    again = read_content("plan.yaml", text.encode())
    assert again.plan is not None, again.problems
    mapped, _ = mapping_of(came)
    assert mapped is not None
    assert isinstance(again.values, dict)
    return as_csv(records_of(again.values, mapped.mapping))


def records(table: bytes) -> list[list[str]]:
    """The records of a CSV, as the standard library reads them."""
    return list(csv.reader(StringIO(table.decode("utf-8-sig"), newline="")))
