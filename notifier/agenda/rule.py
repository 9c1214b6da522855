"""A rule: a module of generators, the settings that these take, and how it is asked for its moments."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, get_type_hints

from pydantic import Field, TypeAdapter

from notifier.actionplan.model import PlanHead
from notifier.actionplan.problems import did_you_mean
from notifier.agenda.asking import Generator, RuleInForce, in_words, line_of
from notifier.agenda.case import AnyCase, level_of
from notifier.agenda.moment import Moment
from notifier.errors import RuleError

# What a rule's generators are called, each for cases of one level; see `level_of`.
LEVELS = ("milestone", "commitment", "plan", "gone")
# A number of days as a setting: at least one, and not so many that the calendar ends.
Days = Annotated[int, Field(ge=1, le=3650)]
# What is written instead of settings to go without a rule, and to have one again.
OFF, ON = "off", "on"
NOTHING_GIVEN: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Setting:
    """A keyword-only parameter of a rule's generators; `every: timedelta` is written `every_days`."""

    parameter: str
    default: Any
    hint: Any
    _type: TypeAdapter[Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_type", TypeAdapter(Days if self.hint is timedelta else self.hint))

    @property
    def written(self) -> str:
        """Its name in a plan file."""
        return f"{self.parameter}_days" if self.hint is timedelta else self.parameter

    def value(self, given: object) -> object:
        """What is written, as the generators want it; a ValueError (pydantic's are) where it does not fit."""
        value = self._type.validate_python(given)
        return timedelta(days=value) if self.hint is timedelta else value

    def shown(self, value: object) -> object:
        """A value as it is written."""
        if isinstance(value, timedelta):
            return value.days
        return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Rule:
    """One module of rules: its name, where it lies, what it says of itself, its generators by level.

    `origin` is the folder or the package it comes from; `replaces` are the files of the rules whose place it has taken.
    """

    name: str
    path: Path
    doc: str
    generators: Mapping[str, Generator]
    origin: str = ""
    replaces: tuple[Path, ...] = ()
    _settings: Mapping[str, Setting] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raises RuleError where a setting cannot be one."""
        settings: dict[str, Setting] = {}
        for generator in self.generators.values():
            try:
                settings |= _settings_of(generator)
            except Exception as trouble:  # an annotation is somebody's code
                what = str(trouble) if isinstance(trouble, RuleError) else in_words(trouble)
                raise RuleError(f"{self.path}:{line_of(generator)}: {what}") from None
        object.__setattr__(self, "_settings", settings)

    @property
    def of_package(self) -> bool:
        """Whether an installed package brought it."""
        return self.origin.startswith("package ")

    @property
    def says(self) -> str:
        """The first sentence of what it says of itself."""
        paragraph = " ".join(self.doc.split("\n\n")[0].split())
        return re.split(r"(?<=[.!?])\s", paragraph, maxsplit=1)[0]

    def settings(self) -> Mapping[str, Setting]:
        """The settings that its generators take, by parameter."""
        return self._settings

    def described_settings(self, given: object = NOTHING_GIVEN) -> list[str]:
        """Its settings as a plan writes them, with what holds where a plan is silent: `every_days: 7`."""
        values = self.values(given)
        return [f"{one.written}: {_as_typed(one.shown(values[name]))}" for name, one in self._settings.items()]

    def values(self, *given: object) -> dict[str, object]:
        """Its settings by parameter: the defaults, over them what fits of each given in turn."""
        values = {name: one.default for name, one in self._settings.items()}
        for one in given:
            values |= self._fitting(one, [])
        return values

    def under(self, head: PlanHead, level: str, given: object = NOTHING_GIVEN) -> "RuleInForce | None":
        """The rule under what configuration has `given` it and what a plan gives it, setting by setting.

        None where it says nothing of a level, or is off. What a plan says of a rule turns it on or off, and what it is
        silent on is for the configuration to say.
        """
        generator = self.generators.get(level)
        own = head.rules.get(self.name)
        if generator is None or own == OFF or (own is None and given == OFF):
            return None
        settings = {**self._fitting(given, []), **self._fitting(own, [])}
        if settings:
            taken = inspect.signature(generator).parameters
            generator = partial(generator, **{name: one for name, one in settings.items() if name in taken})
        return RuleInForce(self, generator)

    def moments(self, case: AnyCase) -> Iterator[Moment]:
        """Its moments for a case, ascending. Raises RuleError where the rule breaks its contract."""
        in_force = self.under(case.plan, level_of(case))
        return in_force.moments(case) if in_force else iter(())

    def misfits(self, given: object) -> list[tuple[str, str]]:
        """What is wrong with the settings that it is given: what, and a hint."""
        wrong: list[tuple[str, str]] = []
        if given is None:
            self._refuse(wrong)
        self._fitting(given, wrong)
        return wrong

    def _fitting(self, given: object, wrong: list[tuple[str, str]]) -> dict[str, object]:
        """Settings as the generators take them: `every_days: 14` sets `every` to 14 days.

        What does not fit is left out, so that a mistyped setting leaves the rule at work with its default; the
        mistakes are added to `wrong`, for whoever wrote them to read.
        """
        if given is None or given in (OFF, ON):
            return {}
        if not isinstance(given, Mapping):
            self._refuse(wrong)
            return {}
        accepted = {one.written: one for one in self._settings.values()}
        settings: dict[str, object] = {}
        for name, value in given.items():
            if name not in accepted:
                hint = did_you_mean(str(name), list(accepted), f"it takes {', '.join(accepted) or 'none'}")
                wrong.append((f"the rule `{self.name}` has no setting `{name}`", hint))
                continue
            try:
                settings[accepted[name].parameter] = accepted[name].value(value)
            except ValueError:
                what = f"`{name}` of the rule `{self.name}` cannot be {value!r}"
                wrong.append((what, f"`notifier rules {self.name}` explains it"))
        return settings

    def _refuse(self, wrong: list[tuple[str, str]]) -> None:
        what = f"the settings of `{self.name}` are not `name: value` lines"
        wrong.append((what, f"write those, or `{ON}` or `{OFF}`"))


def _as_typed(value: object) -> str:
    """A value as people type it into YAML: `false`, `null`, `[30, 7]`, a day without quotes."""
    return str(value) if isinstance(value, str | date) else json.dumps(value, default=str, ensure_ascii=False)


def _settings_of(generator: Generator) -> dict[str, Setting]:
    hints = get_type_hints(generator, include_extras=True)
    settings = {}
    for name, one in inspect.signature(generator).parameters.items():
        if one.kind is inspect.Parameter.KEYWORD_ONLY:
            if name not in hints:
                raise RuleError(f"the setting `{name}` has no type (write `{name}: int = 1`)")
            if one.default is inspect.Parameter.empty:
                raise RuleError(f"the setting `{name}` has no default (write `{name}: int = 1`)")
            settings[name] = Setting(name, one.default, hints[name])
    return settings
