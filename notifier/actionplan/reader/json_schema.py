"""The JSON Schema of a plan file, for editors: made from the shape that the reader checks, so that it cannot drift.

It takes what an editor makes of YAML: there `id: 1` is a number. What only the reader can know (whether an agency
exists, whether a day is in the calendar) is left to `notifier check`.
"""

import json
from typing import Any

from notifier.actionplan.reader.schema import PlanFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Where the schema lies in a checkout, and what editors are pointed to.
NAME = "plan.schema.json"


def document() -> dict[str, Any]:
    """The schema as a JSON object."""
    schema = PlanFile.model_json_schema(ref_template="#/$defs/{model}")
    where = {"type": "string", "description": "Where an editor finds this schema, in a plan written in JSON."}
    schema["properties"] = {"$schema": where, **schema["properties"]}
    schema["$defs"]["CommitmentEntry"]["anyOf"] = [
        {"required": ["lead"], "properties": {"lead": {"not": {"type": "null"}}}},
        {"required": ["milestones"], "properties": {"milestones": _each_with_a_lead()}},
    ]
    for name in ("headings", "milestones"):
        _or_nothing(schema["$defs"]["CommitmentEntry"]["properties"][name])
    _or_nothing(schema["$defs"]["PlanEntry"]["properties"]["deadlines"])
    for name in ("agencies", "commitments"):
        schema["properties"][name]["minItems"] = 1
    for entry in (schema, *schema["$defs"].values()):
        entry["title"] = _titled(entry.get("title", ""))
        for name, value in entry.get("properties", {}).items():
            value["title"] = _titled(name)
        _in_one_line(entry)
    return {"$schema": DIALECT, "title": "Action plan", **{k: v for k, v in schema.items() if k != "title"}}


def _each_with_a_lead() -> dict[str, Any]:
    named = {"required": ["lead"], "properties": {"lead": {"not": {"type": "null"}}}}
    return {"type": "array", "minItems": 1, "items": named}


def _or_nothing(field: dict[str, Any]) -> None:
    """A field may also be left empty: `milestones:` with nothing behind it."""
    given = {key: field.pop(key) for key in ("type", "items", "$ref") if key in field}
    field["anyOf"] = [given, {"type": "null"}]


def _titled(name: str) -> str:
    return name.removesuffix("Entry").replace("_", " ").lstrip("$").capitalize()


def _in_one_line(entry: dict[str, Any]) -> None:
    if "description" in entry:
        entry["description"] = " ".join(entry["description"].split())


def text() -> str:
    """The schema as it is printed and kept."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
