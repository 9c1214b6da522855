"""The JSON Schema says of a plan what the reader says of it, and is the one that `notifier schema` prints."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from notifier.actionplan.reader import json_schema, read_content
from notifier.actionplan.reader.schema import ENTRIES
from tests.actionplan.cast import HEAD, PROMISE
from tests.house.project import ROOT

PLANS = sorted((ROOT / "plans").glob("*.yaml"))
RIGHT = [
    ("", ""),
    ("id: C1", "id: 1"),
    ("due: 2026-06-30", "due: 2026"),
    ("due: 2026-06-30", "due: {en: June 2026, fr: juin 2026, date: 2026-06}"),
    ("title: Open data", "title: {en: Open data, fr: Données ouvertes}"),
    ("due: 2026-06-30, support: [mof]", "due: , support: , milestones: , done_on: , evidence: "),
    ("due: 2026-06-30", "status: completed, done_on: 2026-01-31, evidence: https://example.org/x"),
    ("lead: moh", "milestones: [{id: 1, title: A, lead: moh}]"),
    ("due: 2026-06-30", "extra: {note: 3, more: ''}, row: 7"),
    ("agencies:", "columns: {a: , b: 2018}\nagencies:"),
    ("notify_at: 9:00", "notify_at: '09:00', rules: {overdue: {every_days: 14}, due: off}"),
]
WRONG = [
    ("plan: {id:", "plna: {id:"),
    ("id: C1", "id: [C1]"),
    ("id: C1", "id: C 1"),
    ("id: C1, ", ""),
    ("title: Open data", "title: ''"),
    ("title: Open data", "title: {english: Open data}"),
    ("title: Open data", "title: {}"),
    ("due: 2026-06-30", "due: {when: 2026}"),
    ("due: 2026-06-30", "status: started"),
    ("due: 2026-06-30", "starts: June"),
    ("due: 2026-06-30", "evidence: www.example.org"),
    ("due: 2026-06-30", "dew: 2026-06-30"),
    ("due: 2026-06-30", "extra: [a]"),
    ("due: 2026-06-30", "row: 0"),
    ("lead: moh, ", ""),
    ("lead: moh", "milestones: [{id: 1, title: A, lead: moh}, {id: 2, title: B}]"),
    ("country: NO", "country: Norway"),
    ("timezone: UTC", "timezone: UTC, language: no"),
    ("notify_at: 9:00", "notify_at: nine"),
    ("emails: [open@moh.example.org]", "emails: open@moh.example.org"),
    (PROMISE, "  []\n"),
]


class _AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2, by which editors read: a day is a text, and so are NO and 9:00."""


_AsEditorsRead.yaml_implicit_resolvers = {
    mark: [one for one in resolvers if one[0].rpartition(":")[2] in ("null", "float")]
    for mark, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_AsEditorsRead.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))


def _as_editors_read(text: str) -> Any:
    return yaml.load(text, Loader=_AsEditorsRead)


def _refused(text: str) -> list[str]:
    validator = Draft202012Validator(json_schema.document(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(_as_editors_read(text))]


def test_the_schema_in_the_repository_is_the_one_that_is_printed() -> None:
    assert (ROOT / "plans" / json_schema.NAME).read_text(encoding="utf-8") == json_schema.text()


def test_the_schema_is_one_and_describes_every_field() -> None:
    document = json_schema.document()
    Draft202012Validator.check_schema(document)
    entries = [document, *(one for one in document["$defs"].values() if "properties" in one)]
    assert len(entries) == len(ENTRIES)
    silent = [name for one in entries for name, field in one["properties"].items() if not field.get("description")]
    assert silent == []
    assert all(entry["additionalProperties"] is False for entry in entries)


@pytest.mark.parametrize("path", PLANS, ids=[path.name for path in PLANS])
def test_each_bundled_plan_fits_and_points_to_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _refused(text) == []
    assert f"# yaml-language-server: $schema={json_schema.NAME}\n" in text


@pytest.mark.parametrize(("was", "now"), RIGHT, ids=[now for _, now in RIGHT])
def test_what_the_reader_takes_the_schema_takes(was: str, now: str) -> None:
    text = (HEAD + PROMISE).replace(was, now, 1) if was else HEAD + PROMISE
    assert read_content("plan.yaml", text.encode()).errors == ()
    assert _refused(text) == []


@pytest.mark.parametrize(("was", "now"), WRONG, ids=[now.strip() or f"no {was}" for was, now in WRONG])
def test_what_has_a_wrong_shape_neither_takes(was: str, now: str) -> None:
    text = (HEAD + PROMISE).replace(was, now, 1)
    assert text != HEAD + PROMISE
    assert read_content("plan.yaml", text.encode()).plan is None
    assert _refused(text) != []


def test_a_plan_in_json_may_name_its_schema() -> None:
    values = {"$schema": "plan.schema.json", **_as_editors_read(HEAD + PROMISE)}
    assert _refused(json.dumps(values)) == []
    assert read_content("plan.json", json.dumps(values).encode()).errors == ()
