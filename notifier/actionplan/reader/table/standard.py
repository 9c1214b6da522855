"""The mapping of a table that a plan is exported to without one: a column for each field that the plan uses."""

from collections.abc import Mapping

from notifier.actionplan.reader.yaml_text import yaml_text

_LEVELS = {"commitment": "commitments", "heading": "headings", "milestone": "milestones"}
_FIELDS = ("was", "starts", "lead", "support", "status", "done_on", "evidence", "themes", "source")

Values = Mapping[str, object]


def standard_mapping(values: Values) -> str:
    """The YAML of a mapping by which a plan's table can be written, and read again."""
    commitments = _entries(values.get("commitments"))
    plan = values.get("plan")
    language = str((plan.get("language") if isinstance(plan, Mapping) else None) or "en")
    below = {
        "commitment": commitments,
        "heading": [one for above in commitments for one in _entries(above.get("headings"))],
        "milestone": [one for above in commitments for one in _entries(above.get("milestones"))],
    }
    # A commitment without milestones is its own: where some have milestones, it has a row as one.
    mapping: dict[str, object] = {key: values[key] for key in ("plan", "agencies") if key in values}
    for level, entries in below.items():
        if entries:
            mapping[level] = _columns(level, entries, language, alone=level == "commitment" and not below["milestone"])
    if below["milestone"]:
        led = ("lead", "support")  # the commitment's columns say so
        alone = [
            {key: value for key, value in one.items() if key not in led}
            for one in commitments
            if not one.get("milestones")
        ]
        mapping["milestone"] = _columns("milestone", [*below["milestone"], *alone], language)
    return yaml_text(mapping, "How the table of this name is read as a plan.")


def _columns(level: str, entries: list[Values], language: str, *, alone: bool = True) -> dict[str, object]:
    own: tuple[str, ...] = _FIELDS if alone else ("was", "lead", "support", "themes", "source")
    if level == "milestone":
        own = tuple(field for field in own if field not in ("themes", "source"))
    columns: dict[str, object] = {"id": f"{level}_id", "title": _by_language(level, "title", entries, language)}
    if alone and any(one.get("due") for one in entries):
        columns["due"] = _by_language(level, "due", entries, language)
    columns |= {field: f"{level}_{field}" for field in own if any(one.get(field) for one in entries)}
    return columns


def _by_language(level: str, field: str, entries: list[Values], language: str) -> object:
    keys: dict[str, None] = {}
    for entry in entries:
        value = entry.get(field)
        keys |= dict.fromkeys(map(str, value)) if isinstance(value, Mapping) else {"": None} if value else {}
    if not keys or set(keys) == {""}:
        return f"{level}_{field}"
    # What is given once is in the plan's own language, and has that column.
    named = dict.fromkeys(key or language for key in keys)
    return {key: f"{level}_{field}_{key}" for key in named}


def _entries(value: object) -> list[Values]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
