"""Plan file → model, one module a format. A file is read whole or not at all, and every problem is named."""

from dataclasses import dataclass
from pathlib import Path

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Code, Problem, Severity, bounded
from notifier.actionplan.reader import json_file, yaml_file
from notifier.actionplan.reader.build import build_plan
from notifier.actionplan.reader.places import Places
from notifier.actionplan.reader.source import LARGEST_PLAN, TABLES, Refused, Source, load

SUFFIXES = (".yaml", ".yml", ".json", *TABLES)
# What lies beside plans and is none: how a table is mapped, and the schema for editors.
_BESIDE = (".map.yaml", ".map.yml", ".schema.json")
# In these nothing but the end of a line says that a file is complete.
_OF_LINES = (".yaml", ".yml", ".csv")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: the plan, unless there are errors; and its problems, in file order, so many of a kind.

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


def read_plan(path: Path, *, largest: int = LARGEST_PLAN, folder: Path | None = None) -> Reading:
    """Read one plan file; whatever is in it ends in a Reading, never in an exception."""
    try:
        source = load(path, largest=largest, folder=folder)
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
    if plan:
        problems += _perhaps_cut_off(source)
    return Reading(source.name, source.revision, plan, tuple(sorted(bounded(sorted(problems)))), places, values)


def values_of(source: Source) -> tuple[object, list[Problem], Places]:
    """The plain values of a plan file, what is wrong with its writing, and where each value stands."""
    suffix = Path(source.name).suffix.lower()
    if suffix in TABLES:
        from notifier.actionplan.reader import table  # which plans in YAML can do without

        return table.values_of(source)
    tree = (json_file if suffix == ".json" else yaml_file).tree_of(source.name, source.content)
    if not tree.problems and tree.root is None:
        tree.blame((1, 1), "the file is empty", "start with `plan:`; README shows a first plan")
    return tree.root, tree.problems, tree.places


def _perhaps_cut_off(source: Source) -> list[Problem]:
    """The doubt about a file of lines whose last line has no end: it may be half of what it is to be."""
    if not source.name.lower().endswith(_OF_LINES) or source.content.endswith((b"\n", b"\r")):
        return []
    what = "the last line has no end: the file may have been cut off here"
    hint = "end it with a line break once it is complete"
    line = source.content.count(b"\n") + 1
    return [Problem(source.name, line, 1, what, hint, Severity.WARNING, Code.CUT_OFF)]


def read_content(name: str, content: bytes) -> Reading:
    """Read a plan file's bytes; `name` is what problems call it."""
    return read_source(Source(name, content))


def unreadable(name: str, trouble: OSError) -> Reading:
    """The Reading of a file that cannot be opened at all."""
    what = f"the file cannot be read: {trouble.strerror or trouble}"
    hint = trouble.hint if isinstance(trouble, Refused) else "check its name and its access rights"
    return Reading(name, "", None, (Problem(name, 1, 1, what, hint, code=Code.UNREADABLE),))


def plan_files(place: Path) -> list[Path]:
    """The plan files at `place`, which is one file or a folder of them, by name."""
    if place.is_dir():
        return sorted(path for path in place.iterdir() if _is_plan(path.name.lower()))
    return [place] if place.exists() else []


def _is_plan(name: str) -> bool:
    return name.endswith(SUFFIXES) and not name.endswith(_BESIDE) and not name.startswith((".", "~$"))
