"""A first mapping for a table, guessed from what its columns are called; a person has to look it through."""

import re
from collections.abc import Iterator

from notifier.actionplan.reader.table.cells import Table

# What the levels of plans are called, high to low; a table of two has no middle one.
_LEVELS = ("commitment", "goal", "theme", "priority", "milestone", "action", "activity", "step", "task", "indicator")
_DUE = ("deadline", "due", "end", "until", "date")
_OTHERS = {
    "lead": ("lead", "responsible", "agency", "department", "ministry"), "support": ("support", "partner"),
    "status": ("status", "progress"), "starts": ("start",), "evidence": ("evidence", "link", "url"),
}  # fmt: skip
_LANGUAGE = re.compile(r"[ _.(-](en|fr|ru|ky)\)?$", re.IGNORECASE)
_MACHINE = re.compile(r"due_?date|date", re.IGNORECASE)


def draft(table: Table, *, brief: bool = False) -> str:
    """A mapping in YAML with `…` wherever a person must say what the table does not; `brief` is the least of one."""
    columns = table.columns
    levels = [level for level in _LEVELS if any(level in column.casefold() for column in columns)]
    names = ["commitment", *(["heading"] if len(levels) > 2 else []), *(["milestone"] if len(levels) > 1 else [])]
    levels = [levels[0], *levels[-(len(names) - 1) :]] if len(names) > 1 else (levels or [""])
    lines = [
        "plan: {id: …, title: …, country: …, starts: YYYY-MM-DD, ends: YYYY-MM-DD, timezone: …, language: en}",
        *([] if brief else ["agencies:", "  - {id: …, name: …, emails: […]}"]),
    ]
    for name, level in zip(names, levels, strict=True):
        fields = {"id": _id(columns, level), "title": _texts(columns, level)}
        if name == names[-1] and not brief:
            fields |= {field: found for field, found in _rest(columns) if found}
        lines.append(f"{name}: {{" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}")
    return "\n".join(lines) + "\n"


def _id(columns: list[str], level: str) -> str:
    fitting = [
        one
        for one in columns
        if level in one.casefold() and re.search(r"(^|[\W_])(id|no|number|code|#)", one, re.IGNORECASE)
    ]
    return _quoted(fitting[0] if fitting else "…")


def _texts(columns: list[str], level: str) -> str:
    fitting = [one for one in columns if level in one.casefold() and _quoted(one) != _id(columns, level)]
    return _by_language(fitting or ["…"])


def _by_language(columns: list[str]) -> str:
    named = {match[1].lower(): one for one in columns if (match := _LANGUAGE.search(one))}
    if not named:
        return _quoted(columns[0])
    return "{" + ", ".join(f"{language}: {_quoted(one)}" for language, one in named.items()) + "}"


def _rest(columns: list[str]) -> Iterator[tuple[str, str]]:
    due = [one for one in columns if any(word in one.casefold() for word in _DUE)]
    spoken = [one for one in due if not _MACHINE.fullmatch(one)]
    machine = [one for one in due if _MACHINE.fullmatch(one)]
    if spoken and _by_language(spoken).startswith("{"):
        date = f", date: {_quoted(machine[0])}}}" if machine else "}"
        yield "due", _by_language(spoken)[:-1] + date
    elif due:
        yield "due", _quoted(due[0])
    for field, words in _OTHERS.items():
        yield field, next((_quoted(one) for one in columns if any(word in one.casefold() for word in words)), "")


def _quoted(column: str) -> str:
    """A column's name as YAML: in quotes where it is more than a word."""
    plain = re.fullmatch(r"[\w…][\w. -]*", column) and column.strip() == column
    return column if plain else '"' + column.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
