"""Ids: used twice, too much alike to be told apart, or claimed by two."""

from collections import Counter
from collections.abc import Iterator

from notifier.actionplan.likeness import NONE
from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.checks.standing import Values, entries
from notifier.actionplan.reader.places import Path, Places, doubt, problem


def errors(values: Values, places: Places) -> Iterator[Problem]:
    """Every id that is used twice among its like."""
    for around, path in _lists(values):
        seen: set[str] = set()
        for index, name in _ids(around, path):
            if name in seen:
                what, hint = f"the id `{name}` is used twice", "give one another id"
                yield problem(places, (*path, index, "id"), what, hint, code=Code.ID_TWICE)
            seen.add(name)


def warnings(values: Values, places: Places) -> Iterator[Problem]:
    """Ids that differ only in case or spaces; former ids that something else still goes by."""
    for around, path in _lists(values):
        yield from _alike(around, path, places)
        yield from _former(around, path, places)


def _alike(around: Values, path: Path, places: Places) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for index, name in _ids(around, path):
        first = seen.setdefault("".join(name.split()).casefold(), name)
        if first != name:
            what = f"the ids `{first}` and `{name}` differ only in case or spaces"
            yield doubt(places, (*path, index, "id"), Code.ID_ALIKE, what, "give one another id, or write both alike")


def _former(around: Values, path: Path, places: Places) -> Iterator[Problem]:
    """Two of which each says that it was the same; an id may be another's by now, as after an insertion."""
    was = [(index, str(entry["was"])) for index, entry in entries(around, str(path[-1])) if entry.get("was")]
    claims = Counter(name for _, name in was if name != NONE)
    for index, name in was:
        if claims[name] > 1:
            what = f"`was` says that this was `{name}`, and so does that of another"
            hint = "keep it with the one that really went by that id"
            yield doubt(places, (*path, index, "was"), Code.WAS_IN_USE, what, hint)


def _lists(values: Values) -> Iterator[tuple[Values, Path]]:
    """Every list of things with ids, as the entry around it and its path."""
    yield values, ("agencies",)
    yield values, ("commitments",)
    for index, commitment in entries(values, "commitments"):
        yield commitment, ("commitments", index, "milestones")
        yield commitment, ("commitments", index, "headings")


def _ids(around: Values, path: Path) -> Iterator[tuple[int, str]]:
    for index, entry in entries(around, str(path[-1])):
        name = entry.get("id")
        if isinstance(name, str):
            yield index, name
