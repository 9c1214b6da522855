"""What strangers typed, made fit to keep: no private data outside contact fields, and no marks that are obeyed.

This is done to the plain values of a file before anything else looks at them, whatever format they came in, so that
neither the model nor a problem can hold what is withheld.
"""

from collections.abc import Iterator

from notifier.actionplan.private import without_addresses, without_numbers
from notifier.actionplan.problems import Code, Problem, Severity
from notifier.actionplan.reader.places import Path, Places, key_problem, problem
from notifier.actionplan.signs import named, obeyed_in, without_obeyed

# The fields that are there for addresses, of an agency; no other is.
_CONTACTS = ("emails", "superiors")
# Long numbers may stand in ids; and an address of the web with a hole in it leads nowhere. These are fields of entries:
# a column may be called so, too, and `id` is also a language.
_IDS = ("id", "was", "heading")
_LINKS = ("source", "evidence")


def made_fit(values: object, places: Places) -> Iterator[Problem]:
    """Withhold what must not be kept from a file's values, in place; a problem for each, which does not repeat it."""
    yield from _fit(values, (), places)


def _fit(around: object, path: Path, places: Places) -> Iterator[Problem]:
    if isinstance(around, dict):
        for name, value in around.items():
            if not name.isidentifier():
                yield from _name_problems(name, (*path, name), places)
            if name in _CONTACTS and len(path) == 2 and path[0] != "commitments" and isinstance(path[1], int):
                continue
            if isinstance(value, str):
                fit, problems = _text(name if _is_entry(path) else "", value)
                if fit is not value:
                    around[name] = fit
                for what in problems:
                    yield _warning(places, (*path, name), name, what)
            elif value:
                yield from _fit(value, (*path, name), places)
    elif isinstance(around, list):
        name = _field(path)
        for index, value in enumerate(around):
            if isinstance(value, str):
                fit, problems = _text(name, value)
                if fit is not value:
                    around[index] = fit
                for what in problems:
                    yield _warning(places, (*path, index), name, what)
            elif value:
                yield from _fit(value, (*path, index), places)


def _is_entry(path: Path) -> bool:
    """Whether the plan's head or an entry of a list stands at `path`, and not texts by language or by column."""
    return path == ("plan",) or (path != () and isinstance(path[-1], int))


_Found = tuple[Code, str]


def _text(name: str, text: str) -> tuple[str | None, tuple[_Found, ...]]:
    """A text as it may be kept, None where nothing of it may, and what was found in it."""
    sign = obeyed_in(text)
    shown = text if sign is None else without_obeyed(text)
    fit = without_addresses(shown)
    addressed = fit is not shown and fit != shown
    numbered = fit if name in _IDS or name in _LINKS else without_numbers(fit)
    if sign is None and not addressed and numbered == fit:
        return text, ()
    found: list[_Found] = []
    if sign is not None:
        found.append((Code.INVISIBLE, f"an invisible mark, {named(sign)}"))
    if addressed:
        found.append((Code.ADDRESS, "an e-mail address"))
    if numbered != fit:
        found.append((Code.NUMBER, "a telephone number"))
    return (None if addressed and name in _LINKS else numbered), tuple(found)


def _field(path: Path) -> str:
    """What to call the text at `path`: by its field, not by the number or the language that it has there."""
    return next((step for step in reversed(path) if isinstance(step, str) and len(step) > 2), "text")


def _warning(places: Places, path: Path, name: str, found: _Found) -> Problem:
    code, what = found
    name = name if len(name) > 2 else _field(path)
    if code is Code.INVISIBLE:
        said, hint = f"`{name}` holds {what}; it is left out", "type the text anew"
    else:
        said = f"`{name}` holds {what}; it is withheld, and neither kept, shown nor mailed"
        hint = "take it out; whom to write to stands under `emails` of an agency"
    return problem(places, path, said, hint, Severity.WARNING, code)


def _name_problems(name: str, path: Path, places: Places) -> Iterator[Problem]:
    """The name of a field is not prose that could do with less: what must not stand in it is an error."""
    if sign := obeyed_in(name):
        what = f"the name of this field holds an invisible mark, {named(sign)}"
        yield key_problem(places, path, what, "type the name anew", Code.INVISIBLE)
    elif without_numbers(without_addresses(name)) != name and not name.isdigit():
        what = "the name of this field holds an e-mail address or a telephone number"
        yield key_problem(places, path, what, "give the field another name", Code.ADDRESS)
