"""A rule: a module of generators, the settings that these take, and how it is asked for its moments."""

import inspect
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import GeneratorType, MappingProxyType
from typing import Annotated, Any, get_type_hints

from pydantic import Field, TypeAdapter

from notifier.actionplan.model import PlanHead
from notifier.actionplan.problems import did_you_mean
from notifier.agenda.case import AnyCase, level_of
from notifier.agenda.guard import UNWATCHED, Stopped, Tally, Watch
from notifier.agenda.moment import Kind, Moment
from notifier.errors import RuleError

Generator = Callable[..., Iterator[Moment]]
# What a rule's generators are called, each for cases of one level; see `level_of`.
LEVELS = ("milestone", "commitment", "plan", "gone")
# Weekly for two hundred years: a rule that yields more than this for one case does not end.
MOST_MOMENTS = 10_000
# A number of days as a setting: at least one, and not so many that the calendar ends.
Days = Annotated[int, Field(ge=1, le=3650)]
# What is written instead of settings to go without a rule, and to have one again.
OFF, ON = "off", "on"
NOTHING_GIVEN: Mapping[str, object] = MappingProxyType({})
_UNTALLIED = Tally("")


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
        return [f"{one.written}: {one.shown(values[name])}" for name, one in self._settings.items()]

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


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule under the settings of one plan, for one level: what the agenda asks, case after case."""

    rule: Rule
    generator: Generator
    watch: Watch = UNWATCHED
    tally: Tally = _UNTALLIED

    @property
    def name(self) -> str:
        return self.rule.name

    def under_watch(self, watch: Watch) -> "RuleInForce":
        """The same, while a watchdog looks."""
        return replace(self, watch=watch, tally=watch.tally(self.rule.name))

    def moments(self, case: AnyCase) -> Iterator[Moment]:
        """Its moments for a case, ascending. Raises RuleError where the rule breaks its contract, or had to be stopped.

        `watch.asking` is set exactly while the rule's own code runs; an exception of the watchdog's can land from there
        to the end of the `finally` and no further: see `guard`.
        """
        watch, tally = self.watch, self.tally
        if tally.stopped:
            raise RuleError(tally.stopped)
        tally.asked += 1
        latest, count = date.min, 0
        asked: Iterator[Moment] = iter(())
        let_go = False
        try:
            try:
                watch.asking = tally
                asked = iter(self.generator(case))
                for moment in asked:
                    watch.asking = None
                    if watch.aimed:
                        watch.settle()
                    if (
                        moment.__class__ is not Moment
                        or moment.on.__class__ is not date
                        or moment.kind.__class__ is not Kind
                    ):
                        raise RuleError(self._broken(asked, not_a_moment(moment)))
                    if moment.on < latest:
                        text = f"{moment.on} comes after {latest} (yield days in ascending order)"
                        raise RuleError(self._broken(asked, text))
                    if count == MOST_MOMENTS:
                        text = f"more than {MOST_MOMENTS} moments for one case (let it end)"
                        raise RuleError(self._broken(asked, text))
                    latest, count = moment.on, count + 1
                    yield moment
                    watch.asking = tally
            except GeneratorExit:  # nobody wants to hear more; a generator may have code of its own for that
                let_go, watch.asking = True, tally
                if isinstance(asked, GeneratorType):
                    asked.close()
                raise
            finally:
                watch.asking = None
                if watch.aimed:
                    watch.settle()
        except RuleError:
            raise
        except Stopped as stop:
            watch.rest()
            what = f"{watch.why}, so it was stopped and is left out until the next time"
            tally.stopped = f"{self._place_of(stop)}: {what}"
            if not let_go:
                raise RuleError(tally.stopped) from None
        except Exception as trouble:
            what = f"{self._place_of(trouble)}: {in_words(trouble)}"
            if not let_go:
                raise RuleError(what) from trouble
            if tally is not _UNTALLIED:  # nobody listens any more: it is said when the next case is asked about
                tally.stopped = what

    def _place_of(self, trouble: BaseException) -> str:
        path = self.rule.path
        return f"{path}:{line_in(trouble, path) or line_of(self.generator)}"

    def _broken(self, asked: object, what: str) -> str:
        """What the rule has done wrong, at the line of the `yield` that did it."""
        path, line = self.rule.path, None
        while asked is not None:  # a generator may have passed the word on to another: `yield from`
            frame = getattr(asked, "gi_frame", None)
            if frame and is_in(frame.f_code.co_filename, path):
                line = frame.f_lineno
            asked = getattr(asked, "gi_yieldfrom", None)
        return f"{path}:{line or line_of(self.generator)}: {what}"


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


def not_a_moment(moment: object) -> str:
    """What is wrong with something that a rule yields and that is no moment."""
    if not isinstance(moment, Moment):
        return f"it yields {moment!r}, which is no Moment (write `yield Moment(on, Kind.…)`)"
    if moment.on.__class__ is not date:
        return f"`on` of a moment is {moment.on!r}, which is no day (give it a date)"
    return f"`kind` of a moment is {moment.kind!r}, which is no Kind (docs/rules.md lists them)"


def line_of(generator: Generator) -> int:
    """The line on which a generator is defined; 1 where that is not known."""
    while isinstance(generator, partial):
        generator = generator.func
    code = getattr(inspect.unwrap(generator), "__code__", None)
    return code.co_firstlineno if code else 1


def line_in(trouble: BaseException, path: Path) -> int | None:
    """The last line of the rule's own file that an error passed through."""
    if isinstance(trouble, SyntaxError) and trouble.lineno:
        return trouble.lineno
    frames = traceback.extract_tb(trouble.__traceback__)
    lines = [frame.lineno for frame in frames if is_in(frame.filename, path)]
    return lines[-1] if lines else None


def is_in(filename: str, path: Path) -> bool:
    return Path(filename).absolute() == path.absolute()


def in_words(trouble: BaseException) -> str:
    """An error as one line."""
    return f"{trouble.__class__.__name__}: {trouble}"
