"""Plan file → model, one module a format. A file is read whole or not at all, and every problem is named."""

from dataclasses import dataclass
from pathlib import Path

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Problem, Severity
from notifier.actionplan.reader import yaml_file
from notifier.actionplan.reader.places import Places
from notifier.actionplan.reader.source import Source, load

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: the plan, unless there are errors; and every problem, in file order.

    `path` is as the operator named it; `revision` is the content hash, empty if the file could not be opened;
    `places` finds values in it again, for problems that only others can see.
    """

    path: str
    revision: str
    plan: ActionPlan | None
    problems: tuple[Problem, ...]
    places: Places | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


def read_plan(path: Path) -> Reading:
    """Read one plan file; whatever is in it ends in a Reading, never in an exception."""
    try:
        source = load(path)
    except OSError as trouble:
        return unreadable(str(path), trouble)
    return read_source(source)


def read_source(source: Source) -> Reading:
    """Read what has been loaded, by the format that its name ends in."""
    plan, problems, places = yaml_file.read(source.name, source.content)
    return Reading(source.name, source.revision, plan, tuple(sorted(problems)), places)


def read_content(name: str, content: bytes) -> Reading:
    """Read a plan file's bytes; `name` is what problems call it."""
    return read_source(Source(name, content))


def unreadable(name: str, trouble: OSError) -> Reading:
    """The Reading of a file that cannot be opened at all."""
    what = f"the file cannot be read: {trouble.strerror or trouble}"
    return Reading(name, "", None, (Problem(name, 1, 1, what, "check its name and its access rights"),))


def plan_files(place: Path) -> list[Path]:
    """The plan files at `place`, which is one file or a folder of them, by name."""
    if place.is_dir():
        return sorted(path for path in place.iterdir() if path.suffix in SUFFIXES and not path.name.startswith("."))
    return [place] if place.exists() else []
