"""The rules in force: modules loaded from a folder, each asked for its moments under a plan's settings.

A rule that does not load or raises is reported with its file and line; the others go on.
"""

import importlib.util
import inspect
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Annotated, get_type_hints

from pydantic import Field, TypeAdapter

from notifier.actionplan.model import PlanHead
from notifier.actionplan.problems import did_you_mean
from notifier.agenda.case import AnyCase, level_of
from notifier.agenda.moment import Moment
from notifier.errors import RuleError

Generator = Callable[..., Iterator[Moment]]
# What a rule's generators are called, each for cases of one level; see `level_of`.
LEVELS = ("milestone", "commitment", "plan", "gone")
# Weekly for two hundred years: a rule that yields more than this for one case does not end.
MOST_MOMENTS = 10_000
MOST_PLANS_KNOWN = 500
# A number of days as a setting: at least one, and not so many that the calendar ends.
Days = Annotated[int, Field(ge=1, le=3650)]
# What a plan writes instead of settings to go without a rule.
OFF = "off"


@dataclass(frozen=True, slots=True)
class Rule:
    """One module of the rules folder: its name, where it lies, what it says of itself, its generators by level."""

    name: str
    path: Path
    doc: str
    generators: Mapping[str, Generator]

    def settings(self) -> dict[str, inspect.Parameter]:
        """The keyword-only parameters of its generators, by name."""
        return {
            name: parameter
            for generator in self.generators.values()
            for name, parameter in inspect.signature(generator).parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }

    def hints(self) -> dict[str, object]:
        """The types of those settings, by name. Raises what a wrong annotation raises."""
        hints = {
            name: hint
            for generator in self.generators.values()
            for name, hint in get_type_hints(generator, include_extras=True).items()
        }
        return {name: hints[name] for name in self.settings() if name in hints}

    def described_settings(self) -> list[str]:
        """Its settings as a plan writes them, with what holds where a plan is silent: `every_days: 7`."""
        hints = self.hints()
        return [f"{_setting(name, hints[name])}: {_shown(one.default)}" for name, one in self.settings().items()]

    def under(self, head: PlanHead, level: str) -> "RuleInForce | None":
        """The rule under the settings that a plan gives it; None where it says nothing of a level, or is off."""
        generator = self.generators.get(level)
        given = head.rules.get(self.name, {})
        if generator is None or given == OFF:
            return None
        settings = self._settings_given(given, []) if given else {}
        taken = inspect.signature(generator).parameters
        return RuleInForce(self, partial(generator, **{name: one for name, one in settings.items() if name in taken}))

    def moments(self, case: AnyCase) -> Iterator[Moment]:
        """Its moments for a case, ascending. Raises RuleError where the rule breaks its contract."""
        in_force = self.under(case.plan, level_of(case))
        return in_force.moments(case) if in_force else iter(())

    def misfits(self, given: object) -> list[tuple[str, str]]:
        """What is wrong with a plan's settings for this rule: what, and a hint."""
        wrong: list[tuple[str, str]] = []
        self._settings_given(given, wrong)
        return wrong

    def _settings_given(self, given: object, wrong: list[tuple[str, str]]) -> dict[str, object]:
        """A plan's settings as the generators take them: `every_days: 14` sets `every` to 14 days.

        What does not fit is left out, so that a mistyped setting leaves the rule at work with its default; the
        mistakes are added to `wrong`, for the plan's author to read.
        """
        if not isinstance(given, Mapping):
            wrong.append((f"the settings of `{self.name}` are not `name: value` lines", "write those, or `off`"))
            return {}
        hints = self.hints()
        accepted = {_setting(name, hints[name]): name for name in hints}
        settings: dict[str, object] = {}
        for name, value in given.items():
            if name not in accepted:
                hint = did_you_mean(str(name), list(accepted), f"it takes {', '.join(accepted) or 'none'}")
                wrong.append((f"the rule `{self.name}` has no setting `{name}`", hint))
                continue
            try:
                settings[accepted[name]] = _value(value, hints[accepted[name]])
            except ValueError:
                wrong.append(
                    (f"`{name}` of the rule `{self.name}` cannot be {value!r}", "`notifier rules` explains it")
                )
        return settings


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule under the settings of one plan, for one level: what the agenda asks, case after case."""

    rule: Rule
    generator: Generator

    @property
    def name(self) -> str:
        return self.rule.name

    def moments(self, case: AnyCase) -> Iterator[Moment]:
        """Its moments for a case, ascending. Raises RuleError where the rule breaks its contract."""
        latest, count = None, 0
        try:
            for moment in self.generator(case):
                if (latest and moment.on < latest) or count == MOST_MOMENTS:
                    raise self._breach(moment, latest, count)
                latest, count = moment.on, count + 1
                yield moment
        except RuleError:
            raise
        except Exception as trouble:
            raise self._broken(trouble) from trouble

    def first_from(self, case: AnyCase, since: date) -> date | None:
        """The day of the first of its moments from `since` on: what every case is asked when it is armed, in haste."""
        latest, count = None, 0
        try:
            for moment in self.generator(case):
                on = moment.on
                if on >= since and (latest is None or on >= latest):
                    return on
                if (latest and on < latest) or count == MOST_MOMENTS:
                    raise self._breach(moment, latest, count)
                latest, count = on, count + 1
        except RuleError:
            raise
        except Exception as trouble:
            raise self._broken(trouble) from trouble
        return None

    def _breach(self, moment: Moment, latest: date | None, count: int) -> RuleError:
        if count == MOST_MOMENTS:
            return RuleError(f"{self.rule.path}: more than {MOST_MOMENTS} moments for one case (let it end)")
        return RuleError(f"{self.rule.path}: {moment.on} comes after {latest} (yield days in ascending order)")

    def _broken(self, trouble: Exception) -> RuleError:
        path = self.rule.path
        return RuleError(f"{path}:{_line_in(trouble, path)}: {_of(trouble)}")


def _setting(parameter: str, hint: object) -> str:
    return f"{parameter}_days" if hint is timedelta else parameter


def _shown(default: object) -> object:
    if isinstance(default, timedelta):
        return default.days
    return list(default) if isinstance(default, tuple) else default


def _value(value: object, hint: object) -> object:
    """A setting as its parameter's type wants it; a ValueError (pydantic's are) where it does not fit."""
    if hint is not timedelta:
        return TypeAdapter[object](hint).validate_python(value)  # type: ignore[arg-type]  # an annotation
    return timedelta(days=TypeAdapter(Days).validate_python(value))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules that loaded, by name, and a sentence for each that did not."""

    rules: tuple[Rule, ...]
    problems: tuple[str, ...] = ()
    fingerprint: str = field(default="")
    # What each plan has the rules do, by plan head, so that settings are read once and not for each of its cases.
    _under: dict[int, tuple[PlanHead, dict[str, tuple[RuleInForce, ...]]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def rules_for(self, head: PlanHead, level: str) -> tuple[RuleInForce, ...]:
        """The rules that say something of a plan's cases of a level, under its settings for them."""
        known = self._under.get(id(head))
        if known is None or known[0] is not head:
            if len(self._under) > MOST_PLANS_KNOWN:
                self._under.clear()
            known = self._under[id(head)] = (head, {one: self._in_force(head, one) for one in LEVELS})
        return known[1][level]

    def _in_force(self, head: PlanHead, level: str) -> tuple[RuleInForce, ...]:
        return tuple(found for rule in self.rules if (found := rule.under(head, level)))

    def speaks_of(self, level: str) -> bool:
        """Whether any rule has something to say of plans, of commitments or of milestones."""
        return any(level in rule.generators for rule in self.rules)

    def rule(self, name: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.name == name), None)

    def misfits(self, rules: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
        """What is wrong with a plan's rule settings: the rule named, what is wrong, a hint."""
        known = [rule.name for rule in self.rules]
        for name, given in rules.items():
            rule = self.rule(name)
            if rule is None:
                yield name, f"there is no rule `{name}`", did_you_mean(name, known, "`notifier rules` lists them")
            elif given != OFF:
                yield from ((name, *wrong) for wrong in rule.misfits(given))

    def fingerprint_with(self, head: PlanHead) -> str:
        """What the days of a plan's cases depend on besides its promises: the rules' code, and the plan's settings."""
        given = self.fingerprint, sorted(head.rules.items()), head.country, head.days_off, head.head_start
        return sha256(repr(given).encode()).hexdigest()[:16]


def load(folder: Path) -> Rulebook:
    """The rulebook in `folder`; a module that does not load becomes one of its problems."""
    if not folder.is_dir():
        return Rulebook((), (f"{folder}: there is no such folder of rules (set NOTIFIER_RULES)",))
    rules, problems, content = [], [], sha256()
    for path in sorted(folder.glob("*.py")):
        if path.name.startswith("_"):
            continue
        try:
            content.update(path.name.encode() + b"\0" + path.read_bytes())
            rules.append(_rule(path))
        except RuleError as trouble:
            problems.append(str(trouble))
        except Exception as trouble:  # a rule is somebody's code: whatever it raises is a problem of that rule
            problems.append(f"{path}:{_line_in(trouble, path)}: {_of(trouble)}")
    return Rulebook(tuple(rules), tuple(problems), content.hexdigest()[:16])


def _rule(path: Path) -> Rule:
    module = _module(path)
    generators = {level: getattr(module, level) for level in LEVELS if callable(getattr(module, level, None))}
    if not generators:
        raise RuleError(f"{path}:1: no generator here (write `def milestone(case): …`, or commitment, or plan)")
    if not module.__doc__:
        raise RuleError(f"{path}:1: no docstring (say in a sentence what the rule does: the public reads it)")
    rule = Rule(path.stem, path, inspect.cleandoc(module.__doc__), generators)
    hints = rule.hints()
    for name in rule.settings():
        if name not in hints:
            raise RuleError(f"{path}:1: the setting `{name}` has no type (write `{name}: int = 1`)")
        TypeAdapter[object](hints[name])  # type: ignore[arg-type]  # an annotation
    return rule


def _module(path: Path) -> ModuleType:
    # A private name: rules of the same name in two folders never meet, and nothing imports them.
    spec = importlib.util.spec_from_file_location(f"notifier_rule_{path.stem}", path)
    assert spec is not None and spec.loader is not None, "a .py file always has a loader"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _line_in(trouble: BaseException, path: Path) -> int:
    """The last line of the rule's own file that the error passed through."""
    if isinstance(trouble, SyntaxError) and trouble.lineno:
        return trouble.lineno
    frames = traceback.extract_tb(trouble.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename).absolute() == path.absolute()]
    return lines[-1] or 1 if lines else 1


def _of(trouble: BaseException) -> str:
    return f"{trouble.__class__.__name__}: {trouble}"
