"""What was promised, by when, by whom: the action plan as frozen values, whatever file it came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from notifier.actionplan.deadline import ANYWHERE, Conventions, Deadline

# A text in several languages, by language code; and what a table said beside what we know of, by column.
Texts = Mapping[str, str]


class Status(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Agency:
    """A responsible body. `emails` and `superiors` are the only addresses of it that are ever written to."""

    id: str
    name: str
    emails: tuple[str, ...] = ()
    superiors: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A promised step. `line` is where its plan file says so, counted from 1.

    `title` and `deadline` are in the plan's language, `titles` and `prints` by language wherever several are given;
    `dated` is the date for machines that a table gives beside the print. `lead` is None where the commitment's lead
    answers for it, `heading` the id of the one it stands under, `was` its id in earlier revisions.
    """

    id: str
    title: str
    deadline: Deadline
    starts: date | None = None
    status: Status = Status.NOT_STARTED
    done_on: date | None = None
    evidence: str | None = None
    line: int = 1
    lead: str | None = None
    support: tuple[str, ...] = ()
    heading: str | None = None
    was: str | None = None
    titles: Texts = field(default_factory=dict)
    prints: Texts = field(default_factory=dict)
    dated: str | None = None
    extra: Texts = field(default_factory=dict)

    @property
    def completed(self) -> bool:
        return self.status is Status.COMPLETED


@dataclass(frozen=True, slots=True)
class Heading:
    """What a commitment groups some of its milestones under."""

    id: str
    title: str
    titles: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise and its milestones; one that was published without milestones is its own single milestone.

    `identity` is the id that it was first known under, where it is in service and has been renumbered since.
    """

    id: str
    title: str
    lead: str
    milestones: tuple[Milestone, ...]
    support: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    source: str | None = None
    headings: tuple[Heading, ...] = ()
    was: str | None = None
    titles: Texts = field(default_factory=dict)
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class DaysOff:
    """When nobody sits at a desk: public holidays are those of `country` (None: the plan's) and `region`.

    `weekend` are days of the week, Monday being 0 (None: as usual in the country); `extra` are further days.
    """

    country: str | None = None
    region: str | None = None
    weekend: tuple[int, ...] | None = None
    extra: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What is true of a plan as a whole; `rules` holds the settings that it gives to rules, by rule name.

    `lead` is the agency that answers for the plan as a whole, where it names one.
    `days_off` says on which days nobody works; the public hears of lateness `head_start` working days after its agency.
    """

    id: str
    title: str
    country: str
    starts: date
    ends: date
    timezone: str
    language: str = "en"
    notify_at: time = time(9)
    source: str | None = None
    rules: Mapping[str, object] = field(default_factory=dict)
    titles: Texts = field(default_factory=dict)
    days_off: DaysOff = DaysOff()
    head_start: int = 0
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """One reading of a plan file; `conventions` are how its deadlines were read.

    `counted` is how many milestones the file itself says it has; the reader has made sure that they are there.
    """

    head: PlanHead
    agencies: tuple[Agency, ...]
    commitments: tuple[Commitment, ...]
    conventions: Conventions = ANYWHERE
    counted: int | None = None

    @property
    def id(self) -> str:
        return self.head.id

    def agency(self, agency_id: str) -> Agency:
        """The agency of that id; a KeyError for one that the reader would have refused."""
        for agency in self.agencies:
            if agency.id == agency_id:
                return agency
        raise KeyError(agency_id)

    def milestones(self) -> Iterator[tuple[Commitment, Milestone]]:
        """Every milestone with its commitment, in file order."""
        for commitment in self.commitments:
            for milestone in commitment.milestones:
                yield commitment, milestone


def subject(commitment: Commitment, milestone: Milestone | None = None) -> str:
    """The name, unique in a plan, of what a notice is about: `KG0003/1`, or `KG0003` of a whole commitment.

    A commitment that is its own single milestone keeps the plain name: the two are one thing.
    """
    return subject_named(commitment.id, milestone.id if milestone else None)


def subject_named(commitment: str, milestone: str | None) -> str:
    """The same, of ids."""
    return commitment if milestone in (None, commitment) else f"{commitment}/{milestone}"


def lead_of(commitment: Commitment, milestone: Milestone | None = None) -> str:
    """The id of the agency that answers for a milestone, or for a whole commitment."""
    return (milestone.lead if milestone else None) or commitment.lead
