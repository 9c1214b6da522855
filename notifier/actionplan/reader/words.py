"""A mistake in a plan file's shape, in words: pydantic's errors as problems that the file's author understands."""

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from notifier.actionplan.private import masked
from notifier.actionplan.problems import MOST_OF_A_KIND, Code, Problem, did_you_mean
from notifier.actionplan.reader.places import Path, Places, key_problem, problem
from notifier.actionplan.reader.schema import ENTRIES, PlanFile

# Every name that a field may have, anywhere.
_KNOWN = frozenset(name for entry in ENTRIES.values() for name in entry.model_fields) | PlanFile.model_fields.keys()
_LIST = ("a list is needed", "write it as `- item` lines or [a, b]")
_LINES = ("`name: value` lines are needed", "indent them below")
_WORDS = {
    "string_type": ("a text is needed", "write it on one line, in quotes if it holds a colon"),
    "string_too_short": ("a text is needed", "fill it in"),
    "string_too_long": ("this text is too long", "2000 characters at most, 80 for an id"),
    "string_pattern_mismatch": ("this is not an id", "letters, digits, dot and dash; a country is two capitals"),
    "enum": ("there is no such status", "write not_started, in_progress or completed"),
    "literal_error": ("there is no such language here", "write en, fr, ru or ky"),
    "tuple_type": _LIST,
    "model_type": _LINES,
    "dict_type": _LINES,
}


# More of them than this are not all spelt out by pydantic: that would take longer than reading the file.
_MANY = 10 * MOST_OF_A_KIND


def shape_problems(trouble: ValidationError, values: object, places: Places) -> list[Problem]:
    """One problem a mistake; where there are very many, the first of them, and how many more there are."""
    total = trouble.error_count()
    if total <= _MANY:
        return _problems(trouble.errors(include_url=False), places)
    few = _first_errors(values)
    problems = _problems(few, places)
    last = max(problems)
    what = f"and {total - len(few)} more mistakes in the shape of this file"
    hint = "mend those that are shown, then check again"
    return [
        *problems,
        Problem(places.name, last.line, last.column, what, hint, code=Code.SHAPE, times=total - len(few)),
    ]


def _first_errors(values: object) -> Sequence[ErrorDetails]:
    """Some of the mistakes: those of the beginnings of all lists, which are cut where there are enough."""
    length = 1
    while True:
        try:
            PlanFile.model_validate(_beginning(values, length))
        except ValidationError as trouble:
            if trouble.error_count() >= MOST_OF_A_KIND:
                return trouble.errors(include_url=False)[:_MANY]
        length *= 2


def _beginning(value: object, length: int) -> object:
    """A value with no more than `length` items in any list, and so many names that nobody knows in any mapping."""
    if isinstance(value, list):
        return [_beginning(one, length) for one in value[:length]]
    if isinstance(value, dict):
        strange = set(list(value.keys() - _KNOWN)[length:]) if len(value) > length else ()
        return {name: _beginning(one, length) for name, one in value.items() if name not in strange}
    return value


def _problems(errors: Sequence[ErrorDetails], places: Places) -> list[Problem]:
    """One problem a mistake: a misspelt field is not also said to be missing."""
    meant = {(*error["loc"][:-1], _meant(error["loc"])) for error in errors if error["type"] == "extra_forbidden"}
    return [_in_words(error, places) for error in errors if not (error["type"] == "missing" and error["loc"] in meant)]


def _in_words(error: ErrorDetails, places: Places) -> Problem:
    path, value = error["loc"], error["input"]
    name = str(path[-1])
    if error["type"] == "missing":
        return problem(places, path[:-1], f"`{name}` is missing", f"add `{name}: …` here")
    if error["type"] == "extra_forbidden":
        hint = did_you_mean(name, _fields_at(path[:-1]), "remove it")
        return key_problem(places, path, f"there is no field `{name[:60]}` here", hint)
    if error["type"] == "wrong":
        what, hint = error["ctx"]["what"], error["ctx"]["hint"]
    else:
        what, hint = _WORDS.get(error["type"], (error["msg"], "README shows a plan file"))
    field = _field(path)
    shown = f": {_shown(field, value)!r}" if isinstance(value, str) else ""
    return problem(places, path, f"`{field}`: {what}{shown}", hint)


def _shown(field: str, value: str) -> str:
    """What was typed, as far as others may see it: of a contact whose address is misspelt, not the name."""
    return masked(value)[:60] if field in ("emails", "superiors") else value[:60]


def _meant(path: Path) -> str:
    """The field that the misspelt one at the end of `path` was probably meant to be; itself if none is near."""
    hint = did_you_mean(str(path[-1]), _fields_at(path[:-1]), "")
    return hint.removeprefix("did you mean ").removesuffix("?") or str(path[-1])


def _field(path: Path) -> str:
    names = [str(step) for step in path if isinstance(step, str)]
    return names[-1] if names else "plan"


def _fields_at(path: Path) -> list[str]:
    names = [str(step) for step in path if step in ENTRIES]
    entry = ENTRIES[names[-1]] if names else PlanFile
    return list(entry.model_fields)
