"""Asking a rule for its moments: what it owes is checked as it comes, and it is stopped where it does not end.

Whatever a rule does wrong becomes a RuleError that names the file and the line of it.
"""

import inspect
import json
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import GeneratorType
from typing import TYPE_CHECKING

from notifier.agenda.case import AnyCase
from notifier.agenda.guard import UNWATCHED, Stopped, Tally, Watch
from notifier.agenda.moment import Kind, Moment, To
from notifier.errors import RuleError

if TYPE_CHECKING:
    from notifier.agenda.rule import Rule

Generator = Callable[..., Iterable[Moment]]
# Weekly for two hundred years: a rule that yields more than this for one case does not end.
MOST_MOMENTS = 10_000
MOST_A_DAY = 20  # a kind is said once a day of a case, and there are fewer kinds
MOST_SAID = 20_000  # signs of facts
_LONG_AGO = date.min
_UNTALLIED = Tally("")


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule under the settings of one plan, for one level: what the agenda asks, case after case."""

    rule: "Rule"
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
        latest, today, count, let_go = _LONG_AGO, 0, 0, False
        asked: Iterable[Moment] | None = None
        try:
            try:
                watch.asking = tally
                asked = self.generator(case)
                for moment in asked:
                    watch.asking = None
                    if watch.aimed:
                        watch.settle()
                    if (
                        moment.__class__ is not Moment
                        or moment.on.__class__ is not date
                        or moment.kind.__class__ is not Kind
                    ):
                        raise self._breach(asked, not_a_moment(moment))
                    if moment.on > latest:
                        latest, today = moment.on, 0
                    elif moment.on < latest or (today := today + 1) == MOST_A_DAY:
                        raise self._out_of_order(asked, moment.on, latest)
                    count += 1
                    if count > MOST_MOMENTS:
                        raise self._without_end(asked)
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
            stopped = self._stopped(stop)
            if not let_go:
                raise stopped from None
        except Exception as trouble:
            broken = self._broken(trouble)
            if not let_go:
                raise broken from trouble
            if tally is not _UNTALLIED:  # nobody listens any more: it is said when the next case is asked about
                tally.stopped = str(broken)

    def first_from(self, case: AnyCase, since: date) -> date | None:
        """The day of the first of its moments from `since` on: what every case is asked when it is armed, in haste."""
        watch, tally = self.watch, self.tally
        if tally.stopped:
            raise RuleError(tally.stopped)
        tally.asked += 1
        latest, count = _LONG_AGO, 0
        asked: Iterable[Moment] | None = None
        try:
            try:
                try:
                    watch.asking = tally
                    asked = self.generator(case)
                    for moment in asked:
                        if moment.__class__ is not Moment or moment.on.__class__ is not date:
                            raise self._breach(asked, not_a_moment(moment))
                        on = moment.on
                        if on < latest:
                            raise self._out_of_order(asked, on, latest)
                        if on >= since:
                            return on
                        latest, count = on, count + 1
                        if count > MOST_MOMENTS:
                            raise self._without_end(asked)
                finally:
                    if asked.__class__ is GeneratorType:  # it may have code of its own for being let go
                        asked.close()
            finally:
                watch.asking = None
                if watch.aimed:
                    watch.settle()
        except RuleError:
            raise
        except Stopped as stop:
            raise self._stopped(stop) from None
        except Exception as trouble:
            raise self._broken(trouble) from trouble
        return None

    def vouch_for(self, moment: Moment) -> None:
        """Raises RuleError where what is to be said could not be written down: once a notice, and not once a case."""
        if what := unsayable(moment):
            raise self._at(None, what)

    def _stopped(self, stop: Stopped) -> RuleError:
        """It had to be stopped, and is left out from now on."""
        self.watch.rest()
        what = f"{self.watch.why}, so it was stopped and is left out until the next time"
        # Where it had landed in the rule, the one from there lies beneath.
        self.tally.stopped = str(self._at(line_in(stop.__context__ or stop, self.rule.path), what))
        return RuleError(self.tally.stopped)

    def _broken(self, trouble: Exception) -> RuleError:
        return self._at(line_in(trouble, self.rule.path), in_words(trouble))

    def _out_of_order(self, asked: object, on: date, latest: date) -> RuleError:
        if on < latest:
            return self._breach(asked, f"{on} comes after {latest} (yield days in ascending order)")
        return self._breach(asked, f"it yields {on} {MOST_A_DAY} times and more (let its days move on)")

    def _without_end(self, asked: object) -> RuleError:
        return self._breach(asked, f"more than {MOST_MOMENTS} moments for one case (let it end)")

    def _breach(self, asked: object, what: str) -> RuleError:
        """What the rule has done wrong, at the line of the `yield` that did it."""
        line = None
        while asked is not None:  # a generator may have passed the word on to another: `yield from`
            frame = getattr(asked, "gi_frame", None)
            if frame and is_in(frame.f_code.co_filename, self.rule.path):
                line = frame.f_lineno
            asked = getattr(asked, "gi_yieldfrom", None)
        return self._at(line, what)

    def _at(self, line: int | None, what: str) -> RuleError:
        return RuleError(f"{self.rule.path}:{line or line_of(self.generator)}: {what}")


def not_a_moment(moment: object) -> str:
    """What is wrong with something that a rule yields and that is no moment."""
    if not isinstance(moment, Moment):
        return f"it yields {moment!r}, which is no Moment (write `yield Moment(on, Kind.…)`)"
    if moment.on.__class__ is not date:
        return f"`on` of a moment is {moment.on!r}, which is no day (give it a date)"
    return f"`kind` of a moment is {moment.kind!r}, which is no Kind (docs/rules.md lists them)"


def unsayable(moment: Moment) -> str | None:
    """What keeps a moment from being written down as a notice."""
    lapses: object = moment.lapses
    if lapses is not None and lapses.__class__ is not date:
        return f"`lapses` of a moment is {lapses!r}, which is no day (give it a date, or None)"
    if moment.to.__class__ is not tuple or any(one.__class__ is not To for one in moment.to):
        return f"`to` of a moment is {moment.to!r} (write it as `(To.AGENCY, To.PUBLIC)`)"
    try:
        said = json.dumps(dict(moment.facts), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as trouble:
        return f"the facts of a moment are no JSON: {trouble} (write days as texts: `str(on)`)"
    return f"the facts of a moment are longer than {MOST_SAID} signs" if len(said) > MOST_SAID else None


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
