"""Where in its file each value stands: what every format's reader can answer, so that problems can be found again."""

from typing import Protocol

from notifier.actionplan.problems import Code, Problem, Severity

Path = tuple[str | int, ...]
Place = tuple[int, int]


class Places(Protocol):
    """Places count lines and columns from 1; `path` is the way from the file's top, as ("commitments", 3, "due")."""

    name: str

    def name_of(self, path: Path) -> str:
        """What to call the file that the value at `path` stands in: a table's mapping is a file of its own."""

    def of(self, path: Path) -> Place:
        """The place of the value at `path`, or of the nearest thing above it that exists."""

    def of_key(self, path: Path) -> Place:
        """The place of the key that `path` ends in."""


def problem(
    places: Places, path: Path, what: str, hint: str, severity: Severity = Severity.ERROR, code: Code = Code.SHAPE
) -> Problem:
    """A problem with the value at `path`."""
    return Problem(places.name_of(path), *places.of(path), what, hint, severity, code)


def doubt(places: Places, path: Path, code: Code, what: str, hint: str) -> Problem:
    """A warning of the value at `path`: it can be, but a person should look."""
    return problem(places, path, what, hint, Severity.WARNING, code)


def key_problem(places: Places, path: Path, what: str, hint: str, code: Code = Code.SHAPE) -> Problem:
    """A problem with the key that `path` ends in."""
    return Problem(places.name_of(path), *places.of_key(path), what, hint, Severity.ERROR, code)
