"""Which of the dates in a text count, and what they come to.

The last of them is the day. Where nothing tells which one is meant, or none can be read, the deadline is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from notifier.actionplan.deadline import remarks
from notifier.actionplan.deadline.clauses import by_clear_dates, clauses_of, strength_of
from notifier.actionplan.deadline.conventions import Conventions
from notifier.actionplan.deadline.edtf import bounds, in_a_set, opening
from notifier.actionplan.deadline.events import depends_on_event, follows_event, holds
from notifier.actionplan.deadline.meaning import Doubt, Meaning, meaning_of
from notifier.actionplan.deadline.names import mere_year
from notifier.actionplan.deadline.parts import parts_of, printed_at
from notifier.actionplan.deadline.point import Kind, Point
from notifier.actionplan.deadline.recurrence import MOST, Rhythm, any_year, in_period, rhythm_of
from notifier.actionplan.deadline.sentence import stretches_in
from notifier.actionplan.deadline.stretch import Lead, Stretch
from notifier.actionplan.deadline.tokens import LONGEST, Token, legible, tokens_of
from notifier.actionplan.deadline.value import Certainty, Deadline, Expectation, Remark
from notifier.actionplan.deadline.vocabulary import Sense

_LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class _Day:
    """A stretch of the text and the day that it comes to."""

    stretch: Stretch
    meaning: Meaning


def judged(printed: str, conventions: Conventions) -> Deadline:
    """How a print without needless spaces is read."""
    found = _Judgement(printed, conventions).deadline()
    if len(printed) > LONGEST and found.on:
        return replace(found, because=(*found.because, Remark(remarks.CUT)))
    return found


class _Judgement:
    def __init__(self, printed: str, conventions: Conventions):
        self._printed = printed
        self._conventions = conventions
        self._text = legible(printed)
        self._tokens: Sequence[Token] = tokens_of(self._text)
        self._rhythm: Rhythm | None = rhythm_of(self._tokens)
        self._doubts: list[Remark] = []
        self._passed_over: list[Stretch] = []
        self._doubtful_edtf: str | None = None
        self._counted_from: Stretch | None = None

    def deadline(self) -> Deadline:
        stretches = self._outside_of_events(stretches_in(self._tokens))
        self._conventions = by_clear_dates(stretches, self._conventions)
        dated = [one for one in stretches if one.dated]
        floating = [one for one in stretches if not one.dated and self._counts_without_year(one)]
        if self._rhythm and floating and all(one.last or one.lead in (Lead.FROM, Lead.UNTIL) for one in dated):
            return self._recurring(floating, dated)
        strong = self._strongest([one for one in dated if not one.weak])
        if floating and strong and all(one.due.kind is Kind.YEAR for one in strong):
            return self._open(Remark(remarks.WHICH))  # the year may or may not be that of the other
        ending = [one for one in strong if not one.only_begins]
        days = [day for one in ending if (day := self._day(one))]
        if any(remark.text in (remarks.AMBIGUOUS, remarks.BACKWARDS) for remark in self._doubts):
            return self._open(*self._doubts[:1], edtf=self._doubtful_edtf)
        if self._nothing_tells(days):
            return self._open(Remark(remarks.WHICH))
        if days:
            self._passed_over += [one for one in dated if one.weak]
            return self._closed(days)
        return self._without_day(dated, strong, floating)

    # ------------------------------------------------------------------------------------ which ones count

    def _outside_of_events(self, stretches: list[Stretch]) -> list[Stretch]:
        """A date in the clause of an event (“within one year of the law of 2019”) is not when it falls due."""
        places = depends_on_event(self._tokens)
        if not places:
            return stretches
        of = clauses_of(stretches, self._tokens)
        clauses = {of[place] for place in places}
        printed = [one for one in stretches if one.dated and one.clause in clauses and not mere_year(one)]
        self._counted_from = printed[0] if printed else None
        return [one for one in stretches if one.clause not in clauses or one.lead in (Lead.BY, Lead.UNTIL)]

    def _counts_without_year(self, one: Stretch) -> bool:
        """“may” is seldom a month: what has no year counts where a word of time or a rhythm leads it in."""
        if one.due.kind is Kind.DAY or self._rhythm or one.lead is not Lead.NONE:
            return True
        return not one.in_sentence

    def _strongest(self, stretches: list[Stretch]) -> list[Stretch]:
        """In each clause, the stretches that are most surely led in; those listed together count as one."""
        strength: dict[int, int] = {}
        for one in stretches:
            strength[one.chain] = max(strength.get(one.chain, Lead.FROM), strength_of(one))
        best: dict[int, int] = {}
        for one in stretches:
            best[one.clause] = max(best.get(one.clause, Lead.FROM), strength[one.chain])
        kept = [strength[one.chain] == best[one.clause] for one in stretches]
        self._passed_over += [
            one for one, keep in zip(stretches, kept, strict=True) if not keep and not one.only_begins
        ]
        return [one for one, keep in zip(stretches, kept, strict=True) if keep]

    def _nothing_tells(self, days: Sequence[_Day]) -> bool:
        """Whether two different days stand in one clause, unlisted, with no word of time before either."""
        return any(
            one.meaning.on != other.meaning.on
            and one.stretch.clause == other.stretch.clause
            and one.stretch.chain != other.stretch.chain
            and Lead.NONE in (one.stretch.lead, other.stretch.lead)
            for one, other in pairwise(days)
        )

    # ------------------------------------------------------------------------------------ what they mean

    def _day(self, one: Stretch) -> _Day | None:
        due = self._meaning(one.due)
        if due is None:
            return None
        if one.last is None:
            return _Day(one, due)
        begins = self._meaning(one.first)
        if begins is None:
            return None
        if begins.first > due.on or (begins.on > due.on and not one.either):
            self._doubts.insert(0, Remark(remarks.BACKWARDS, {"printed": self._quoted()}))
            return None
        opening, ending = bounds(begins, due)
        if one.either and begins.edtf != due.edtf and "/" not in begins.edtf + due.edtf:
            why = Remark(remarks.LATER)
            return _Day(one, replace(due, edtf=f"[{begins.edtf},{due.edtf}]", because=(why, *due.because)))
        because = (Remark(remarks.PERIOD), *(each for each in due.because if each.text != remarks.PERIOD))
        return _Day(one, replace(due, edtf=f"{opening}/{ending}", first=begins.first, because=because))

    def _meaning(self, point: Point) -> Meaning | None:
        """What a point means; why it means no day is kept among the doubts."""
        found = meaning_of(point, printed_at(self._text, self._tokens, point.start, point.end), self._conventions)
        if isinstance(found, Doubt):
            self._doubts += found.because
            self._doubtful_edtf = found.edtf
            return None
        return found

    # ------------------------------------------------------------------------------------ what it comes to

    def _closed(self, days: Sequence[_Day]) -> Deadline:
        days = self._distinct(days)
        parts = parts_of(self._text, self._tokens, [day.stretch for day in days])
        expectations = sorted(
            (Expectation(part, day.meaning.edtf, day.meaning.on) for part, day in zip(parts, days, strict=True)),
            key=lambda one: one.on,
        )
        last = max(days, key=lambda day: day.meaning.on)
        because = [*last.meaning.because, *self._also(last), *self._doubts]
        because += [self._said(remarks.PASSED_OVER, one) for one in self._passed_over[:3]]
        if len(days) == 1:
            return self._deadline(last.meaning, because)
        because.insert(0, Remark(remarks.SEVERAL))
        edtf = "{" + ",".join(dict.fromkeys(in_a_set(one.edtf) for one in expectations)) + "}"
        return self._deadline(replace(last.meaning, edtf=edtf), because, tuple(expectations))

    def _distinct(self, days: Sequence[_Day]) -> list[_Day]:
        """The same day printed twice is expected once."""
        seen: dict[object, _Day] = {}
        for day in days:
            seen.setdefault(day.meaning.on, day)
        return list(seen.values())

    def _also(self, last: _Day) -> list[Remark]:
        """What the words around the day say of it."""
        until = last.stretch.lead is Lead.UNTIL or last.stretch.last is not None
        said = []
        if self._rhythm:
            said.append(Remark(remarks.RECURS_UNTIL if until else remarks.RECURS_TOO))
        elif holds(self._tokens, Sense.ONGOING) and not until:
            said.append(Remark(remarks.GOES_ON))
        if holds(self._tokens, Sense.UNSET):
            said.append(Remark(remarks.TO_BE_SET))
        return said

    def _recurring(self, floating: Sequence[Stretch], bounds: Sequence[Stretch]) -> Deadline:
        """What recurs each year on a printed day: each such day in its period is expected."""
        starts, ends = self._conventions.starts, self._conventions.ends
        for bound in bounds:
            if (bound.last or bound.lead is Lead.FROM) and (begins := self._meaning(bound.first)):
                starts = begins.first
            if (bound.last or bound.lead is Lead.UNTIL) and (until := self._meaning(bound.due)):
                ends = until.on
        whenever = any_year([one.due for one in floating])
        if self._rhythm is Rhythm.SELDOM:
            return self._open(Remark(remarks.RECURS_WITHOUT_DAY), edtf=whenever)
        if starts is None and ends is not None:  # the last one is known all the same
            starts = date(ends.year - 1, ends.month, 1)
            return self._recurring_on(floating, starts, ends, whenever, 1)
        if starts is None or ends is None:
            return self._open(Remark(remarks.RECURS_WITHOUT_PERIOD), edtf=whenever)
        return self._recurring_on(floating, starts, ends, whenever, MOST)

    def _recurring_on(
        self, floating: Sequence[Stretch], starts: date, ends: date, whenever: str | None, most: int
    ) -> Deadline:
        """The last so many of the days between two."""
        found = in_period([one.due for one in floating], starts, ends, self._meaning_of_year)[-most:]
        if not found:
            return self._open(Remark(remarks.RECURS_OUTSIDE), edtf=whenever)
        part = parts_of(self._text, self._tokens, [floating[0]])[0]
        last = found[-1]
        because = [Remark(remarks.RECURS_IN_PERIOD, {"last_on": str(last.on)})]
        if last.because[0].text not in (remarks.DAY, remarks.MONTH):
            because += last.because
        interpreted = replace(last, certainty=Certainty.INTERPRETED)
        if len(found) == 1:
            return self._deadline(interpreted, because)
        edtf = "{" + ",".join(dict.fromkeys(in_a_set(one.edtf) for one in found)) + "}"
        expectations = tuple(Expectation(part, one.edtf, one.on) for one in found)
        return self._deadline(replace(interpreted, edtf=edtf), because, expectations)

    def _meaning_of_year(self, point: Point, year: int) -> Meaning | None:
        return self._meaning(point._replace(year=year))

    def _floating(self, floating: Sequence[Stretch]) -> Deadline:
        """What has no year: the only such day in the period of the plan, if there is exactly one."""
        starts, ends = self._conventions.starts, self._conventions.ends
        points = [one.due for one in floating[-1:]]
        if starts is None or ends is None:
            return self._open(Remark(remarks.NO_YEAR), edtf=any_year(points))
        found = in_period(points, starts, ends, self._meaning_of_year)
        if len(found) != 1:
            return self._open(Remark(remarks.SEVERAL_SUCH_DAYS), edtf=any_year(points))
        [only] = found
        because = [Remark(remarks.ONLY_SUCH_DAY, {"last_on": str(only.on)})]
        return self._deadline(replace(only, certainty=Certainty.INTERPRETED), because)

    def _without_day(
        self, dated: Sequence[Stretch], strong: Sequence[Stretch], floating: Sequence[Stretch]
    ) -> Deadline:
        """No day is to be had: the best reason why."""
        starting = [one for one in strong if one.only_begins]
        if self._counted_from:
            return self._open(self._said(remarks.COUNTED, self._counted_from))
        if depends_on_event(self._tokens):
            return self._open(Remark(remarks.EVENT))
        if holds(self._tokens, Sense.UNSET):
            return self._open(Remark(remarks.TO_BE_SET))
        if self._doubts:
            return self._open(self._doubts[0], edtf=self._doubtful_edtf)
        if starting and (begins := self._meaning(starting[0].first)):
            return self._open(Remark(remarks.ONLY_START), edtf=f"{opening(begins)}/..")
        if floating and not strong:
            return self._floating(floating)
        names = [self._said(remarks.MAYBE_A_NAME, one) for one in dated if one.weak][:1]
        if self._rhythm:
            return self._open(Remark(remarks.RECURS_WITHOUT_DAY), *names)
        if holds(self._tokens, Sense.ONGOING):
            return self._open(Remark(remarks.ONGOING), *names)
        if follows_event(self._tokens):
            return self._open(Remark(remarks.EVENT))
        if names:
            return self._open(*names)
        return self._open(Remark(remarks.UNREAD, {"printed": self._quoted()}))

    def _said(self, text: str, one: Stretch) -> Remark:
        return Remark(text, {"part": printed_at(self._text, self._tokens, one.first.start, one.due.end)})

    def _quoted(self) -> str:
        long = len(self._printed) > _LONGEST_QUOTE
        return self._printed[: _LONGEST_QUOTE - 1].rstrip() + "…" if long else self._printed

    def _open(self, *because: Remark, edtf: str | None = None) -> Deadline:
        return Deadline(self._printed, edtf, None, Certainty.OPEN, because)

    def _deadline(
        self, meaning: Meaning, because: Sequence[Remark], expectations: tuple[Expectation, ...] = ()
    ) -> Deadline:
        said = tuple(dict.fromkeys((one.text, tuple(one.values.items())) for one in because))
        clauses = tuple(Remark(text, dict(values)) for text, values in said)
        return Deadline(self._printed, meaning.edtf, meaning.on, meaning.certainty, clauses, expectations)
