"""What the API gives and takes. Days are ISO 8601, instants are in UTC; ids are those of the plan files."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from notifier.actionplan.deadline import Certainty
from notifier.actionplan.model import Status
from notifier.agenda.answer import Says
from notifier.agenda.moment import Kind, To
from notifier.audience.subscription import Cadence, Lane
from notifier.web.state import State

# Ids and words: no control marks, which no id holds and no database takes.
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


def _as_iso(value: object) -> object:
    """Only what ISO 8601 writes is a day; pydantic would take a number for one, too."""
    if isinstance(value, date) or (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return value
    raise ValueError("write the day as 2026-12-31")


_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[date, BeforeValidator(_as_iso)]
Item = TypeVar("Item")
StateWord = StrEnum("StateWord", {state.name: state.slug for state in State})  # type: ignore[misc]


class Given(BaseModel):
    """What is sent to the API: a name that it does not know is a mistake, and is said to be one."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel, Generic[Item]):
    """Some of a list. `next` is the `cursor` of the page after it; null at the end."""

    items: list[Item]
    next: str | None


class Named(BaseModel):
    id: str
    name: str


class Titled(BaseModel):
    id: str
    title: str


class Deadline(BaseModel):
    """`printed` as the plan has it; `edtf` how it is read (ISO 8601-2); `on` the day that it falls on."""

    printed: str | None
    edtf: str | None
    on: date | None
    certainty: Certainty
    because: str = ""


class Plan(BaseModel):
    """A plan in service, on its own `today`; `milestones` counts them by state."""

    id: str
    title: str
    country: str
    starts: date
    ends: date
    timezone: str
    language: str
    source: str | None
    today: date
    milestones: dict[StateWord, int]
    url: str


class Commitment(BaseModel):
    plan: str
    id: str
    title: str
    lead: Named
    support: list[str]
    themes: list[str]
    source: str | None
    state: StateWord
    milestones: int
    completed: int
    url: str


class Answer(BaseModel):
    """What an agency has said of its milestone: its own word, beside what the plan says."""

    said_on: date
    says: Says
    agency: str
    until: date | None
    evidence: str | None
    reason: str | None


class Milestone(BaseModel):
    """A milestone; `subject` is what it is called within its plan. `answer` is what its agency last said of it."""

    plan: str
    commitment: str
    id: str
    subject: str
    title: str
    agency: Named
    deadline: Deadline
    starts: date | None
    status: Status
    done_on: date | None
    evidence: str | None
    state: StateWord
    answer: Answer | None
    url: str


class Sighting(BaseModel):
    """What the plan newly said of a milestone on a day."""

    seen_on: date
    deadline: Deadline
    status: Status
    done_on: date | None
    revision: str


class MilestoneWhole(Milestone):
    """A milestone with its past: what the plan has said of it, and what its agency has."""

    sightings: list[Sighting]
    answers: list[Answer]


class Reason(BaseModel):
    rule: str
    says: str
    revision: str
    file: str
    line: int


class Notice(BaseModel):
    """A notice on the public record. `number` and `chain` are its place and its hash (docs/record.md)."""

    id: str
    number: int
    chain: str
    kind: Kind
    on: date
    said_at: datetime
    says: str
    to: list[To]
    lapsed: bool
    kept_back: str | None
    plan: Titled
    commitment: Titled | None
    milestone: Titled | None
    agency: Named | None
    deadline: Deadline | None
    reason: Reason
    facts: dict[str, Any]
    url: str


class EventDeadline(BaseModel):
    printed: str | None
    edtf: str | None
    on: date | None
    certainty: Certainty
    expectations: list[dict[str, str]] | None = None


class EventData(BaseModel):
    """What happened. `truncated` where something of it was left out, as the whole would be too large."""

    notice: str
    kind: Kind
    on: date
    plan: Titled
    commitment: Titled | None
    milestone: Titled | None
    agency: Named | None
    deadline: EventDeadline | None
    reason: Reason
    facts: dict[str, Any]
    url: str
    truncated: bool | None = None


class Event(BaseModel):
    """A CloudEvents 1.0 event that is also a Standard Webhooks payload."""

    specversion: str = Field(examples=["1.0"])
    id: str
    source: str
    type: str
    time: datetime
    timestamp: datetime
    subject: str
    datacontenttype: str = Field(examples=["application/json"])
    data: EventData


class Interest(Given):
    """What is wanted: all that is given must be true of a notice, and nothing given asks for everything."""

    plan: Word | None = None
    agency: Word | None = None
    commitment: Word | None = None
    theme: Word | None = None
    kind: Kind | None = None


class Manner(Given):
    """How often e-mail comes, at which hour (`08:30`) of which zone, and in which language."""

    cadence: Cadence = Cadence.IMMEDIATE
    at: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    timezone: Word | None = None
    language: Annotated[str, StringConstraints(pattern="^(en|fr|ru|ky)$")] = "en"


class Wish(Interest, Manner):
    """A subscription that is asked for: an `email` address or the address of a `webhook`, one of the two."""

    email: Annotated[str, StringConstraints(min_length=3, max_length=320)] | None = None
    webhook: Annotated[str, StringConstraints(min_length=8, max_length=2000)] | None = None


class Subscription(BaseModel):
    """A subscription. Its `address` is given back to whoever made it, and to nobody else."""

    id: str
    lane: Lane
    address: str
    plan: str | None
    agency: str | None
    commitment: str | None
    theme: str | None
    kind: Kind | None
    cadence: Cadence
    at: str | None
    timezone: str | None
    language: str
    confirmed: bool


class Subscribed(BaseModel):
    """What came of asking: a webhook is subscribed at once, an inbox once its owner has confirmed.

    `secret` signs what a webhook is sent. It is shown this once; null where the webhook has one already.
    """

    subscription: Subscription | None
    secret: str | None
    says: str


class Simulated(BaseModel):
    """What a plan would bring: `more` than is listed where there is more."""

    notices: list["Foreseen"]
    more: bool


class Foreseen(BaseModel):
    on: date
    kind: Kind
    says: str
    to: list[To]
    commitment: str | None
    milestone: str | None
    agency: str | None
    facts: dict[str, Any]
