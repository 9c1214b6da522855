"""The shape of a plan file, whatever format it is written in; checked by pydantic, which names every mistake at once.

Days are checked as typed: pydantic alone would take `starts: 2018` for a second in 1970.
"""

import re
from datetime import date, time
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from notifier.actionplan.model import Status


def wrong(what: str, hint: str) -> PydanticCustomError:
    """A mistake in words, with a hint that the reader passes on."""
    return PydanticCustomError("wrong", "{what}", {"what": what, "hint": hint})


def _day(text: object) -> object:
    try:
        if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise wrong("this is not a day of the calendar", "write YYYY-MM-DD; a deadline as printed belongs in `due`")


def _time_of_day(text: object) -> object:
    try:
        if isinstance(text, str) and re.fullmatch(r"\d{1,2}:\d{2}", text):
            return time.fromisoformat(text.zfill(5))
    except ValueError:
        pass
    raise wrong("this is not a time of day", 'write "09:00"')


def _email(text: object) -> object:
    try:
        return validate_email(str(text), check_deliverability=False).normalized
    except EmailNotValidError:
        raise wrong("this is not an e-mail address", "it looks like name@example.org") from None


def _timezone(name: str) -> str:
    if name not in available_timezones():
        raise wrong("there is no such time zone", "write it as Asia/Bishkek or UTC")
    return name


def _web_address(text: str) -> str:
    try:
        address = urlsplit(text)
    except ValueError:  # a bracket without its pair
        address = urlsplit("")
    if address.scheme not in ("http", "https") or not address.netloc:
        raise wrong("this is not a web address", "it starts with https://")
    return text


def _count(number: object) -> object:
    if not re.fullmatch(r"[0-9]{1,7}", str(number)):
        raise wrong("this is not a number of milestones", "write it in digits")
    return number


def _or_empty(value: object) -> object:
    """An empty `support:` means nobody, as people leave a list that they have not filled in yet."""
    return () if value is None else value


def _by_language(value: object) -> object:
    """A text that is given once is in the plan's own language, whichever that is."""
    return {"": value} if isinstance(value, str) else value


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Language = Literal["en", "fr", "ru", "ky"]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")]
Texts = Annotated[dict[LanguageCode, Text], BeforeValidator(_by_language), Field(min_length=1)]
Day = Annotated[date, BeforeValidator(_day)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Timezone = Annotated[str, AfterValidator(_timezone)]
WebAddress = Annotated[Text, AfterValidator(_web_address)]
Names = Annotated[tuple[Text, ...], BeforeValidator(_or_empty)]
Emails = Annotated[tuple[Annotated[str, BeforeValidator(_email)], ...], BeforeValidator(_or_empty)]


class PlanEntry(Entry):
    id: Id
    title: Texts
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    starts: Day
    ends: Day
    timezone: Timezone
    language: Language = "en"
    notify_at: TimeOfDay = time(9)
    source: WebAddress | None = None
    rules: dict[str, object] = Field(default_factory=dict)
    # How many there are in the file: whoever says so is told when a part of it is missing.
    milestones: Annotated[int, BeforeValidator(_count)] | None = None


class AgencyEntry(Entry):
    id: Id
    name: Text
    emails: Emails = ()
    superiors: Emails = ()
    language: Language | None = None


class HeadingEntry(Entry):
    id: Id
    title: Texts


class MilestoneEntry(Entry):
    id: Id
    title: Texts
    was: Id | None = None
    starts: Day | None = None
    # As printed, once or by language; under `date` what a table gives beside it for machines.
    due: Annotated[dict[str, Text], BeforeValidator(_by_language)] | None = None
    lead: Text | None = None
    support: Names = ()
    heading: Id | None = None
    status: Status = Status.NOT_STARTED
    done_on: Day | None = None
    evidence: WebAddress | None = None
    extra: dict[str, str] = Field(default_factory=dict)


class CommitmentEntry(MilestoneEntry):
    lead: Text
    themes: Names = ()
    source: WebAddress | None = None
    headings: Annotated[tuple[HeadingEntry, ...], BeforeValidator(_or_empty)] = ()
    milestones: Annotated[tuple[MilestoneEntry, ...], BeforeValidator(_or_empty)] = ()


class PlanFile(Entry):
    plan: PlanEntry
    agencies: tuple[AgencyEntry, ...]
    commitments: tuple[CommitmentEntry, ...]


# The entry that a list or mapping of this name holds.
ENTRIES: dict[str, type[Entry]] = {
    "plan": PlanEntry,
    "agencies": AgencyEntry,
    "commitments": CommitmentEntry,
    "headings": HeadingEntry,
    "milestones": MilestoneEntry,
}
