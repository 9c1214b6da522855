"""Where rules come from: the modules of folders, and what installed packages offer under `notifier.rules`.

A rule is somebody's code: whatever it raises while it loads is a problem of that rule, and the others go on.
"""

import importlib.util
import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from notifier.agenda import guard
from notifier.agenda.asking import in_words, line_in
from notifier.agenda.guard import Stopped, watching
from notifier.agenda.rule import LEVELS, Rule
from notifier.errors import RuleError

# Under this name packages say which of their modules are rules.
GROUP = "notifier.rules"


@dataclass(frozen=True, slots=True)
class Found:
    """A module that is to be a rule, not loaded yet; `place` is how a problem names it where it has no file."""

    name: str
    origin: str
    place: str
    load: Callable[[], ModuleType]


def in_folder(folder: Path) -> Iterator[Found]:
    """The modules of a folder that are rules: not those that start with `_`, nor tests."""
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith(("_", "test_")) and path.name != "conftest.py":
            yield Found(path.stem, str(folder), str(path), partial(_of_file, path))


def in_packages() -> Iterator[Found]:
    """What installed packages offer, by package and name."""
    points = [(f"{one.dist.name} {one.dist.version}" if one.dist else "", one) for one in entry_points(group=GROUP)]
    for package, point in sorted(points, key=lambda one: (one[0], one[1].name)):
        place = f"package {package}, entry point `{point.name} = {point.value}`"
        yield Found(point.name, f"package {package}", place, partial(_of_package, point))


def rules_among(found: Iterable[Found]) -> tuple[tuple[Rule, ...], frozenset[str], list[str]]:
    """The rules, by name; the names of those that did not load; and why they did not.

    Of two that are called the same, the later one counts. Where that does not load, neither does: whoever wrote it did
    not want the other.
    """
    rules: dict[str, Rule | None] = {}
    replaced: dict[str, tuple[Path, ...]] = {}
    problems: list[str] = []
    with watching(guard.LONGEST_LOAD) as watch:
        for one in found:
            if before := rules.get(one.name):
                replaced[one.name] = (*before.replaces, before.path)
            rules[one.name] = None
            try:
                rule = watch.call(watch.tally(one.place), rule_of, one)
                rules[one.name] = replace(rule, replaces=replaced.get(one.name, ()))
            except Stopped as stop:
                what = f"it takes longer than {guard.LONGEST_LOAD:g} s to load (what a module does at once has to end)"
                problems.append(f"{one.place}:{line_in(stop.__context__ or stop, Path(one.place)) or 1}: {what}")
            except RuleError as trouble:
                problems.append(str(trouble))
            except (Exception, SystemExit) as trouble:
                line = line_in(trouble, Path(one.place))
                problems.append(f"{one.place}{f':{line}' if line else ''}: {in_words(trouble)}")
    loaded = tuple(rule for _, rule in sorted(rules.items()) if rule)
    return loaded, frozenset(name for name, rule in rules.items() if rule is None), problems


def rule_of(found: Found) -> Rule:
    """Load a rule. Raises RuleError, or whatever its module does."""
    module = found.load()
    path = Path(module.__file__ or found.place)
    generators = {level: getattr(module, level) for level in LEVELS if callable(getattr(module, level, None))}
    if not generators:
        raise RuleError(f"{path}:1: no generator here (write `def milestone(case): …`, or commitment, or plan)")
    if not module.__doc__:
        raise RuleError(f"{path}:1: no docstring (say in a sentence what the rule does: the public reads it)")
    return Rule(found.name, path, inspect.cleandoc(module.__doc__), generators, found.origin)


def from_file(path: Path) -> Rule:
    """The rule in one file. Raises RuleError, with the line, whatever is wrong with it."""
    rules, _, problems = rules_among([Found(path.stem, str(path.parent), str(path), partial(_of_file, path))])
    if problems:
        raise RuleError(problems[0])
    return rules[0]


def _of_file(path: Path) -> ModuleType:
    # A private name: rules of the same name in two folders never meet, and nothing imports them.
    spec = importlib.util.spec_from_file_location(f"notifier_rule_{path.stem}", path)
    assert spec is not None and spec.loader is not None, "a .py file always has a loader"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _of_package(point: EntryPoint) -> ModuleType:
    module = point.load()
    if not isinstance(module, ModuleType):
        raise TypeError(f"`{point.value}` is no module (name the module alone, without a colon)")
    return module
