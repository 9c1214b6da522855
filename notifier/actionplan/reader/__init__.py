"""Plan file → model, one module a format. A file is read whole or not at all, and every problem is named."""

from dataclasses import dataclass
from pathlib import Path

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Problem, Severity
from notifier.actionplan.reader import yaml_file
from notifier.actionplan.reader.places import Places
from notifier.actionplan.revision import content_hash

SUFFIXES = (".yaml", ".yml")
# A plan of 100,000 milestones is about 10 MB; what is larger was not typed by people.
LARGEST_FILE = 16 * 1024 * 1024


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
    name = str(path)
    try:
        content = load(path)
    except OSError as trouble:
        return unreadable(name, trouble)
    return read_content(name, content)


def load(path: Path) -> bytes:
    """The file's bytes. Raises OSError where it is not a plain file, cannot be opened or is far too large."""
    if not path.is_file():
        raise OSError("there is no such file" if not path.exists() else "it is not a file")
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise OSError(f"it is larger than {LARGEST_FILE // 2**20} MiB")
    return content


def unreadable(name: str, trouble: OSError) -> Reading:
    """The Reading of a file that cannot be opened at all."""
    what = f"the file cannot be read: {trouble.strerror or trouble}"
    return Reading(name, "", None, (Problem(name, 1, 1, what, "check its name and its access rights"),))


def read_content(name: str, content: bytes) -> Reading:
    """Read a plan file's bytes; `name` is what problems call it."""
    plan, problems, places = yaml_file.read(name, content)
    return Reading(name, content_hash(content), plan, tuple(sorted(problems)), places)


def plan_files(place: Path) -> list[Path]:
    """The plan files at `place`, which is one file or a folder of them, by name."""
    if place.is_dir():
        return sorted(path for path in place.iterdir() if path.suffix in SUFFIXES and not path.name.startswith("."))
    return [place] if place.exists() else []
