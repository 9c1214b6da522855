"""Plain values → model: the shape is checked first, then what the parts say of one another."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from notifier.actionplan.deadline import MACHINE, NOT_PRINTED, Conventions, Deadline, Remark, remarks, settle_deadline
from notifier.actionplan.model import ActionPlan, Agency, Commitment, DaysOff, Heading, Milestone, PlanHead, Status
from notifier.actionplan.problems import Problem, Severity, bounded, did_you_mean
from notifier.actionplan.reader import checks, schema
from notifier.actionplan.reader.places import Places, problem
from notifier.actionplan.reader.shape import Misshapen, shaped
from notifier.actionplan.reader.texts import made_fit
from notifier.actionplan.reader.words import shape_problems

# What the head of a plan file says of reading it, rather than of the plan.
_READ_ELSEWHERE = {"deadlines", "milestones"}


def build_plan(values: object, places: Places) -> tuple[ActionPlan | None, list[Problem]]:
    """The plan that a file's plain values describe, and every problem; no plan where one is an error."""
    if not isinstance(values, dict):
        hint = "start with `plan:`; README shows a first plan"
        return None, [problem(places, (), "this is not a plan but a list or a text", hint)]
    found = bounded(chain(made_fit(values, places), checks.errors(values, places), _promises_of_nobody(values, places)))
    try:
        file = shaped(values)
    except Misshapen as trouble:
        return None, bounded(found + shape_problems(trouble, places))
    plan = _Builder(file, places).plan()
    problems = bounded(chain(found, checks.warnings(plan, values, places)))
    return (None if any(one.severity is Severity.ERROR for one in problems) else plan), problems


def _promises_of_nobody(values: Mapping[str, object], places: Places) -> Iterator[Problem]:
    """A commitment names its lead, unless each of its milestones does."""
    commitments = values.get("commitments")
    for index, entry in enumerate(commitments if isinstance(commitments, list) else ()):
        if not isinstance(entry, dict) or entry.get("lead") is not None or any(map(_meant_as_lead, entry)):
            continue
        milestones = entry.get("milestones")
        if not milestones or not isinstance(milestones, list):
            yield problem(places, ("commitments", index), "`lead` is missing", "add `lead: …` here")
        elif not all(isinstance(one, dict) and one.get("lead") for one in milestones):
            hint = "add `lead: …` here, or at each of its milestones"
            yield problem(places, ("commitments", index), "`lead` is missing", hint)


def _meant_as_lead(key: str) -> bool:
    """Whether a key is `lead` misspelt, which is a problem already."""
    return key not in schema.CommitmentEntry.model_fields and did_you_mean(key, ["lead"], "") != ""


def _lead_of(entry: schema.CommitmentEntry) -> str:
    """Who answers for a commitment: whom it names, else who leads most of its milestones, the first among equals."""
    leads = Counter(one.lead for one in entry.milestones if one.lead)
    return entry.lead or max(leads, key=lambda name: leads[name], default="")


class _Builder:
    """Turns checked entries into the model, in one plan's language and by its conventions."""

    def __init__(self, file: schema.PlanFile, places: Places):
        self._file = file
        self._places = places
        self._language = file.plan.language
        self._everywhere = {column: cell for column, cell in file.columns.items() if cell}
        self._conventions = _conventions(file.plan)

    def plan(self) -> ActionPlan:
        entry = self._file.plan
        own = {
            "title": self._own(entry.title), "titles": _given(entry.title), "days_off": DaysOff(**dict(entry.days_off)),
        }  # fmt: skip
        said = {name: value for name, value in entry if name not in _READ_ELSEWHERE}
        head = PlanHead(**{**said, **own})
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
            lead=_lead_of(entry),
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
            extra=self._extra(entry, above),
        )

    def _extra(self, entry: schema.MilestoneEntry, above: schema.CommitmentEntry | None) -> dict[str, str]:
        """What a milestone's row said, with what all rows of its heading, its commitment or its plan have in common."""
        if above is None or not (self._everywhere or above.extra or entry.heading):
            return {**self._everywhere, **entry.extra} if self._everywhere else entry.extra
        heading = next((one.extra for one in above.headings if one.extra and one.id == entry.heading), {})
        return {**self._everywhere, **above.extra, **heading, **entry.extra}

    def _deadline(self, entry: schema.MilestoneEntry, above: schema.CommitmentEntry | None) -> Deadline:
        """A milestone without a deadline of its own falls due with its commitment, and the reading says so."""
        if entry.due is not None or above is None or above.due is None:
            return self._read(entry.due)
        reading = self._read(above.due)
        whole = (Remark(remarks.WHOLE_COMMITMENT), *reading.because)
        return replace(reading, because=whole) if reading.on else NOT_PRINTED

    def _read(self, due: Mapping[str, str] | None) -> Deadline:
        return settle_deadline(due or {}, self._conventions)

    def _own(self, texts: Mapping[str, str]) -> str:
        """A text in the plan's language, else in the first that it is given in."""
        return texts.get("") or texts.get(self._language) or next(iter(texts.values()))


def _conventions(plan: schema.PlanEntry) -> Conventions:
    """What is known of the plan's country, and what the plan itself says."""
    settings = plan.deadlines.model_dump()
    return Conventions.of(plan.country, language=plan.language, starts=plan.starts, ends=plan.ends, settings=settings)


def _given(texts: Mapping[str, str]) -> dict[str, str]:
    """A text by language, where languages were named."""
    return {language: text for language, text in texts.items() if language}
