"""The shape of a plan file, whatever format it is written in; checked by pydantic, which names every mistake at once.

Days are checked as typed: pydantic alone would take `starts: 2018` for a second in 1970. Every field is described here
and nowhere else: the JSON Schema and its page are made from it.
"""

import re
from datetime import date, time
from functools import cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
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


# Looked for on the disk, once.
_timezones = cache(available_timezones)


def _timezone(name: str) -> str:
    if name not in _timezones():
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


# A run of blanks; the narrow ones of French numbers and quotes are the author's and no part of it.
_BLANKS = re.compile(r"[^\S\xa0\u202f]+")
_BREAKS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")


def one_line(text: str) -> str:
    """A text as it is shown, on one line: the file keeps the lines that it was typed in."""
    if _BREAKS.search(text):
        text = _BLANKS.sub(lambda run: " " if _BREAKS.search(run[0]) else run[0], text)
        if not text.strip():
            raise wrong("a text is needed", "fill it in")
    return text.strip()


def _or_empty(value: object) -> object:
    """An empty `support:` means nobody, as people leave a list that they have not filled in yet."""
    return () if value is None else value


def _by_language(value: object) -> object:
    """A text that is given once is in the plan's own language, whichever that is."""
    return {"": value} if isinstance(value, str) else value


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# What YAML and JSON take for a number or a truth value is a text to the reader: `id: 1`, `title: 2020`.
_SCALAR = ["string", "number", "boolean"]
_ID = {"type": ["string", "number"], "pattern": r"^[A-Za-z0-9][A-Za-z0-9._-]*$", "maxLength": 80}
_TEXT = {"type": _SCALAR, "minLength": 1, "pattern": r"\S"}
_BY_LANGUAGE = {"type": "object", "minProperties": 1, "additionalProperties": _TEXT}
_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_EMAIL = {"type": "string", "format": "email"}


def _shown_as(schema: dict[str, Any], *others: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [schema, *others]} if others else schema)


_LANGUAGES = {"propertyNames": {"pattern": r"^[a-z]{2,3}$"}}
_NOTHING = {"type": "null"}

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80), WithJsonSchema(_ID)]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    AfterValidator(one_line),
    WithJsonSchema(_TEXT),
]
Language = Literal["en", "fr", "ru", "ky"]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")]
DueKey = Annotated[str, StringConstraints(pattern=r"^(date|[a-z]{2,3})?$")]
Texts = Annotated[
    dict[LanguageCode, Text],
    BeforeValidator(_by_language),
    Field(min_length=1),
    _shown_as(_TEXT, _BY_LANGUAGE | _LANGUAGES),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema(_DAY)]
TimeOfDay = Annotated[
    time, BeforeValidator(_time_of_day), WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$"})
]
Timezone = Annotated[str, AfterValidator(_timezone)]
WebAddress = Annotated[Text, AfterValidator(_web_address), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
Names = Annotated[tuple[Text, ...], BeforeValidator(_or_empty), _shown_as({"type": "array", "items": _TEXT}, _NOTHING)]
Emails = Annotated[
    tuple[Annotated[str, BeforeValidator(_email)], ...], BeforeValidator(_or_empty),
    _shown_as({"type": "array", "items": _EMAIL}, _NOTHING),
]  # fmt: skip
Due = Annotated[
    dict[DueKey, Text], BeforeValidator(_by_language),
    _shown_as(_TEXT, _BY_LANGUAGE | {"propertyNames": {"pattern": r"^(date|[a-z]{2,3})$"}}),
]  # fmt: skip
Extra = Annotated[dict[str, str], _shown_as({"type": "object", "additionalProperties": {"type": _SCALAR}})]


_CELL = {"type": [*_SCALAR, "null"]}
Columns = Annotated[dict[str, str | None], _shown_as({"type": "object", "additionalProperties": _CELL})]


def _described(text: str, *examples: object, **more: Any) -> Any:
    return Field(description=text, examples=list(examples) or None, **more)


class PlanEntry(Entry):
    """The plan as a whole."""

    id: Id = _described("The plan's name for ever: notices, subscriptions and addresses hold it.", "kg-2018-2020")
    title: Texts = _described(
        "What the plan is called; by language where there are several.",
        "Our first action plan", {"en": "Our first action plan", "fr": "Notre premier plan d’action"},
    )  # fmt: skip
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = _described(
        "The country's two capitals, by ISO 3166.", "KG"
    )
    starts: Day = _described("The first day of the plan's period.", "2018-08-31")
    ends: Day = _described("Its last day; a deadline after it is a warning.", "2020-08-31")
    timezone: Timezone = _described("Where the plan's days begin and end, by the IANA's names.", "Asia/Bishkek")
    language: Language = _described(
        "The language of the plan's texts, and of e-mails to agencies that name none.", default="en"
    )
    notify_at: TimeOfDay = _described(
        "When a day of this plan begins to be spoken of, by its own clock.", "09:00", default=time(9)
    )
    source: WebAddress | None = _described("Where the plan was published.", "https://example.org/plan", default=None)
    rules: dict[str, object] = _described(
        "Settings for rules, by the rule's name; `off` turns one off.",
        {"overdue": {"every_days": 14}}, default_factory=dict,
    )  # fmt: skip


class AgencyEntry(Entry):
    """A responsible body."""

    id: Id = _described("What `lead` and `support` call it.", "moh")
    name: Text = _described("What people call it.", "Ministry of Health")
    emails: Emails = _described(
        "Where reminders go. No other address of a plan file is ever written to.",
        ["open-government@moh.example.org"], default=(),
    )  # fmt: skip
    superiors: Emails = _described("Whom it answers to.", ["secretariat@example.org"], default=())
    language: Language | None = _described("The language of its e-mails; without one, the plan's.", default=None)


class HeadingEntry(Entry):
    """What a commitment groups some of its milestones under."""

    id: Id = _described("What its milestones name as their `heading`.", "C01.1")
    title: Texts = _described("What it says.", "A better portal")
    extra: Extra = _described(
        "What the rows below it have in a column of their table, where the fields do not say it exactly.",
        default_factory=dict,
    )  # fmt: skip


class MilestoneEntry(Entry):
    """A promised step."""

    id: Id = _described("Its name for as long as the plan runs; no two in one list share it.", "1")
    title: Texts = _described("What is promised; by language where there are several.", "Publish the register")
    was: Id | None = _described("Its id in earlier revisions, once it has been renumbered.", "1.2", default=None)
    starts: Day | None = _described("The day on which work on it begins.", "2018-09-01", default=None)
    due: Due | None = _described(
        "The deadline as printed, word for word; by language where there are several, and under `date` what a table "
        "gives beside the print for machines.",
        "September 2027", "2027-09-30", {"en": "By fall 2027", "fr": "D’ici l’automne 2027", "date": "2027-11"},
        default=None,
    )  # fmt: skip
    lead: Text | None = _described("The id of the agency that answers for it.", "moh", default=None)
    support: Names = _described("Who helps.", ["mof", "Association of Libraries"], default=())
    heading: Id | None = _described("The id of the heading that it stands under.", "C01.1", default=None)
    status: Status = _described("How far it is; a commitment is what its milestones are.", default=Status.NOT_STARTED)
    done_on: Day | None = _described("The day on which it was completed.", "2019-06-12", default=None)
    evidence: WebAddress | None = _described(
        "Where anybody can see that it is done.", "https://example.org/register", default=None
    )
    extra: Extra = _described(
        "What its row has in a column of its table that no field stands for, or where the field does not say it "
        "exactly: the text of the cell, by column.",
        {"plan": "2018-2020"}, default_factory=dict,
    )  # fmt: skip
    row: Annotated[int, Field(ge=1)] | None = _described(
        "Which row of its table it was, the first being 1, where the rows stood in another order.", 17, default=None
    )


class CommitmentEntry(MilestoneEntry):
    """A promise; without milestones it is its own single one."""

    lead: Text | None = _described(
        "The id of the agency that answers for it; may be left out where every milestone names its own.", "moh",
        default=None,
    )  # fmt: skip
    themes: Names = _described("What it is about, as readers subscribe to it.", ["Health", "Open Data"], default=())
    source: WebAddress | None = _described("Where it was published.", "https://example.org/plan#C1", default=None)
    headings: Annotated[tuple[HeadingEntry, ...], BeforeValidator(_or_empty)] = _described(
        "What some of its milestones are grouped under.", default=()
    )
    milestones: Annotated[tuple[MilestoneEntry, ...], BeforeValidator(_or_empty)] = _described(
        "Its steps, each with a deadline of its own; one without falls due with its commitment.", default=()
    )


class PlanFile(Entry):
    """An action plan: what was promised, by whom and by when."""

    plan: PlanEntry = _described("What is true of the plan as a whole.")
    columns: Columns = _described(
        "The columns of the table that the plan was taken from, in their order; behind a column what stands in it "
        "wherever nothing else does.",
        {"plan": "2018-2020", "commitment_id": None}, default_factory=dict,
    )  # fmt: skip
    agencies: tuple[AgencyEntry, ...] = _described("Who answers for promises.")
    commitments: tuple[CommitmentEntry, ...] = _described("What was promised.")


# The entry that a list or mapping of this name holds; the file itself has none.
ENTRIES: dict[str, type[Entry]] = {
    "": PlanFile,
    "plan": PlanEntry,
    "agencies": AgencyEntry,
    "commitments": CommitmentEntry,
    "headings": HeadingEntry,
    "milestones": MilestoneEntry,
}
