"""Plain values → model: the shape is checked first, then what the parts say of one another."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from notifier.actionplan.deadline import NOT_PRINTED, Conventions, Deadline, Remark, read_deadline
from notifier.actionplan.model import ActionPlan, Agency, Commitment, Heading, Milestone, PlanHead, Status
from notifier.actionplan.problems import Problem, Severity, bounded
from notifier.actionplan.reader import checks, schema
from notifier.actionplan.reader.places import Places, problem
from notifier.actionplan.reader.shape import Misshapen, shaped
from notifier.actionplan.reader.texts import made_fit
from notifier.actionplan.reader.words import shape_problems

# Under which key of `due` the date for machines stands, beside the languages.
MACHINE = "date"


def build_plan(values: object, places: Places) -> tuple[ActionPlan | None, list[Problem]]:
    """The plan that a file's plain values describe, and every problem; no plan where one is an error."""
    if not isinstance(values, dict):
        hint = "start with `plan:`; README shows a first plan"
        return None, [problem(places, (), "this is not a plan but a list or a text", hint)]
    found = bounded(chain(made_fit(values, places), checks.errors(values, places)))
    try:
        file = shaped(values)
    except Misshapen as trouble:
        return None, bounded(found + shape_problems(trouble, places))
    plan = _Builder(file, places).plan()
    problems = bounded(chain(found, checks.warnings(plan, values, places)))
    return (None if any(one.severity is Severity.ERROR for one in problems) else plan), problems


class _Builder:
    """Turns checked entries into the model, in one plan's language and by its conventions."""

    def __init__(self, file: schema.PlanFile, places: Places):
        self._file = file
        self._places = places
        self._language = file.plan.language
        self._conventions = Conventions(file.plan.language, file.plan.starts, file.plan.ends)

    def plan(self) -> ActionPlan:
        entry = self._file.plan
        said = {name: value for name, value in entry if name != "milestones"}  # those are counted
        head = PlanHead(**{**said, "title": self._own(entry.title), "titles": _given(entry.title)})
        agencies = tuple(
            Agency(one.id, one.name, one.emails, one.superiors, one.language or head.language)
            for one in self._file.agencies
        )
        commitments = tuple(self._commitment(one, index) for index, one in enumerate(self._file.commitments))
        return ActionPlan(head, agencies, commitments, self._conventions, entry.milestones)

    def _commitment(self, entry: schema.CommitmentEntry, index: int) -> Commitment:
        milestones = tuple(
            self._milestone(one, self._places.of(("commitments", index, "milestones", number))[0], entry)
            for number, one in enumerate(entry.milestones)
        )
        itself = self._milestone(entry, self._places.of(("commitments", index))[0])
        return Commitment(
            id=entry.id,
            title=self._own(entry.title),
            lead=entry.lead,
            milestones=milestones or (replace(itself, lead=None, support=()),),
            support=entry.support,
            themes=entry.themes,
            source=entry.source,
            headings=tuple(Heading(one.id, self._own(one.title), _given(one.title)) for one in entry.headings),
            was=entry.was,
            titles=_given(entry.title),
        )

    def _milestone(
        self, entry: schema.MilestoneEntry, line: int, above: schema.CommitmentEntry | None = None
    ) -> Milestone:
        prints = {language: text for language, text in (entry.due or {}).items() if language != MACHINE}
        return Milestone(
            id=entry.id,
            title=self._own(entry.title),
            deadline=self._deadline(entry, above),
            starts=entry.starts,
            status=Status.COMPLETED if entry.done_on else entry.status,
            done_on=entry.done_on,
            evidence=entry.evidence,
            line=line,
            lead=entry.lead,
            support=entry.support,
            heading=entry.heading,
            was=entry.was,
            titles=_given(entry.title),
            prints=_given(prints),
            dated=(entry.due or {}).get(MACHINE),
            extra=entry.extra,
        )

    def _deadline(self, entry: schema.MilestoneEntry, above: schema.CommitmentEntry | None) -> Deadline:
        """A milestone without a deadline of its own falls due with its commitment, and the reading says so."""
        if entry.due is not None or above is None or above.due is None:
            return self._read(entry.due)
        reading = self._read(above.due)
        whole = (Remark("printed for the whole commitment"), *reading.because)
        return replace(reading, because=whole) if reading.on else NOT_PRINTED

    def _read(self, due: Mapping[str, str] | None) -> Deadline:
        return read_deadline(self._own(due) if due else None, self._conventions)

    def _own(self, texts: Mapping[str, str]) -> str:
        """A text in the plan's language, else in the first that it is given in."""
        return texts.get("") or texts.get(self._language) or next(iter(texts.values()))


def _given(texts: Mapping[str, str]) -> dict[str, str]:
    """A text by language, where languages were named."""
    return {language: text for language, text in texts.items() if language}
