"""Plan file → model, one module a format. A file is read whole or not at all, and every problem is named."""

from dataclasses import dataclass
from pathlib import Path

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Problem, Severity
from notifier.actionplan.reader import json_file, table, yaml_file
from notifier.actionplan.reader.build import build_plan
from notifier.actionplan.reader.places import Places
from notifier.actionplan.reader.source import TABLES, Source, load

SUFFIXES = (".yaml", ".yml", ".json", *TABLES)
# What lies beside plans and is none: how a table is mapped, and the schema for editors.
_BESIDE = (".map.yaml", ".map.yml", ".schema.json")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: the plan, unless there are errors; and every problem, in file order.

    `path` is as the operator named it; `revision` is the content hash, empty if the file could not be opened;
    `places` finds values in it again, for problems that only others can see; `values` are what the plan was built from.
    """

    path: str
    revision: str
    plan: ActionPlan | None
    problems: tuple[Problem, ...]
    places: Places | None = None
    values: object = None

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
    values, problems, places = values_of(source)
    plan: ActionPlan | None = None
    if not any(problem.severity is Severity.ERROR for problem in problems):
        plan, more = build_plan(values, places)
        problems = [*problems, *more]
    return Reading(source.name, source.revision, plan, tuple(sorted(problems)), places, values)


def values_of(source: Source) -> tuple[object, list[Problem], Places]:
    """The plain values of a plan file, what is wrong with its writing, and where each value stands."""
    suffix = Path(source.name).suffix.lower()
    if suffix in TABLES:
        return table.values_of(source)
    tree = (json_file if suffix == ".json" else yaml_file).tree_of(source.name, source.content)
    if not tree.problems and tree.root is None:
        tree.blame((1, 1), "the file is empty", "start with `plan:`; README shows a first plan")
    return tree.root, tree.problems, tree.places


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
        return sorted(path for path in place.iterdir() if _is_plan(path.name.lower()))
    return [place] if place.exists() else []


def _is_plan(name: str) -> bool:
    return name.endswith(SUFFIXES) and not name.endswith(_BESIDE) and not name.startswith((".", "~$"))
