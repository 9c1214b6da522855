"""What a field of a plan file may hold: checked as it was typed, and described to editors as they see it.

Days are checked as typed: pydantic alone would take `starts: 2018` for a second in 1970.
"""

import re
from datetime import date, time
from functools import cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from notifier.actionplan.deadline.conventions import Hemisphere, NamedBy
from notifier.actionplan.deadline.look import YEARS
from notifier.actionplan.reader.countries import known


def wrong(what: str, hint: str) -> PydanticCustomError:
    """A mistake in words, with a hint that the reader passes on."""
    return PydanticCustomError("wrong", "{what}", {"what": what, "hint": hint})


def _day(text: object) -> object:
    day = None
    try:
        if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text)
    except ValueError:
        pass
    if day is None:
        raise wrong("this is not a day of the calendar", "write YYYY-MM-DD; a deadline as printed belongs in `due`")
    if day.year not in YEARS:  # what programs write for "no end" is no end that anybody could be reminded of
        raise wrong("no plan reaches into that year", "write the day that is meant, or leave it out")
    return day


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


def _count(number: object) -> object:
    if not re.fullmatch(r"[0-9]{1,7}", str(number)):
        raise wrong("this is not a number of milestones", "write it in digits")
    return number


def or_empty(value: object) -> object:
    """An empty `support:` means nobody, as people leave a list that they have not filled in yet."""
    return () if value is None else value


def _by_language(value: object) -> object:
    """A text that is given once is in the plan's own language, whichever that is."""
    return {"": value} if isinstance(value, str) else value


def or_empty_mapping(value: object) -> object:
    """An empty `deadlines:` sets nothing."""
    return {} if value is None else value


def _month_number(value: object) -> object:
    if value is None:
        return None
    if isinstance(value, int | str) and not isinstance(value, bool) and re.fullmatch(r"0?[1-9]|1[0-2]", str(value)):
        return int(value)
    raise wrong("this is no month", "write its number, 1 to 12: its last day is meant")


def _named_by(value: object) -> object:
    if value is None:
        return None
    if value in list(NamedBy):
        return value
    raise wrong("there is no such choice", "write start or end: the year that it is named after")


def _hemisphere(value: object) -> object:
    if value is None:
        return None
    if value in list(Hemisphere):
        return value
    raise wrong("there is no such hemisphere", "write north or south")


def _yes_or_no(value: object) -> object:
    if value is None:
        return None
    text = str(value).casefold()
    if text in ("true", "false"):
        return text == "true"
    raise wrong("this is neither true nor false", "true: 03/04 is the third of April; false: the fourth of March")


# Monday first, as `date.weekday` counts.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _weekday(value: object) -> object:
    if value in WEEKDAYS:
        return WEEKDAYS.index(str(value))
    raise wrong("this is no day of the week", "write monday, tuesday, … sunday")


def _known_country(code: object) -> object:
    """A country whose public holidays are known."""
    if code is None or known(code, aliases=False):
        return code
    raise wrong("of this country no public holidays are known", "write its two capitals, by ISO 3166; or leave it out")


def _working_days(number: object) -> object:
    if re.fullmatch(r"[0-9]{1,2}", str(number)) and int(str(number)) <= MOST_HEAD_START:
        return int(str(number))
    raise wrong("this is not a number of working days", f"write 0 to {MOST_HEAD_START}")


# A month of working days: the public is not kept waiting longer.
MOST_HEAD_START = 22


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# What YAML and JSON take for a number or a truth value is a text to the reader: `id: 1`, `title: 2020`.
_SCALAR = ["string", "number", "boolean"]
_ID = {"type": ["string", "number"], "pattern": r"^[A-Za-z0-9][A-Za-z0-9._-]*$", "maxLength": 80}
_TEXT = {"type": _SCALAR, "minLength": 1, "maxLength": 2000, "pattern": r"\S"}
_BY_LANGUAGE = {"type": "object", "minProperties": 1, "additionalProperties": _TEXT}
_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_WEB_ADDRESS = {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]"}
_EMAIL = {"type": "string", "format": "email"}


def _shown_as(schema: dict[str, Any], *others: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [schema, *others]} if others else schema)


_LANGUAGES = {"propertyNames": {"pattern": r"^[a-z]{2,3}$"}}
_NOTHING = {"type": "null"}

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80), WithJsonSchema(_ID)]
# A former id; that of a milestone of another commitment with the commitment's before it; or `none`.
_FORMER = r"^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?$"
FormerName = Annotated[
    str, StringConstraints(pattern=_FORMER, max_length=161),
    WithJsonSchema({"type": ["string", "number"], "pattern": _FORMER, "maxLength": 161}),
]  # fmt: skip
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
    time, BeforeValidator(_time_of_day), WithJsonSchema({"type": "string", "pattern": r"^([01]?\d|2[0-3]):[0-5]\d$"})
]
MonthNumber = Annotated[
    int | None, BeforeValidator(_month_number), _shown_as({"type": "integer", "minimum": 1, "maximum": 12}, _NOTHING)
]
Count = Annotated[
    Annotated[int, BeforeValidator(_count)] | None, _shown_as({"type": "integer", "minimum": 0}, _NOTHING)
]
WhichYear = Annotated[
    NamedBy | None, BeforeValidator(_named_by), _shown_as({"enum": [str(one) for one in NamedBy]}, _NOTHING)
]
WhichHemisphere = Annotated[
    Hemisphere | None, BeforeValidator(_hemisphere), _shown_as({"enum": [str(one) for one in Hemisphere]}, _NOTHING)
]
YesOrNo = Annotated[bool | None, BeforeValidator(_yes_or_no), _shown_as({"type": "boolean"}, _NOTHING)]
Timezone = Annotated[str, AfterValidator(_timezone)]
WebAddress = Annotated[Text, AfterValidator(_web_address), WithJsonSchema(_WEB_ADDRESS)]
Names = Annotated[tuple[Text, ...], BeforeValidator(or_empty), _shown_as({"type": "array", "items": _TEXT}, _NOTHING)]
Emails = Annotated[
    tuple[Annotated[str, BeforeValidator(_email)], ...], BeforeValidator(or_empty),
    _shown_as({"type": "array", "items": _EMAIL}, _NOTHING),
]  # fmt: skip
Due = Annotated[
    dict[DueKey, Text], BeforeValidator(_by_language),
    _shown_as(_TEXT, _BY_LANGUAGE | {"propertyNames": {"pattern": r"^(date|[a-z]{2,3})$"}}),
]  # fmt: skip
Country = Annotated[
    str | None, BeforeValidator(_known_country), _shown_as({"type": "string", "pattern": "^[A-Z]{2}$"}, _NOTHING)
]
Weekdays = Annotated[
    tuple[Annotated[int, BeforeValidator(_weekday)], ...] | None,
    _shown_as({"type": "array", "items": {"enum": list(WEEKDAYS)}}, _NOTHING),
]
FurtherDays = Annotated[
    tuple[Day, ...], BeforeValidator(or_empty), _shown_as({"type": "array", "items": _DAY}, _NOTHING)
]
HeadStart = Annotated[
    int, BeforeValidator(_working_days), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST_HEAD_START})
]
Extra = Annotated[dict[str, str], _shown_as({"type": "object", "additionalProperties": {"type": _SCALAR}})]


_CELL = {"type": [*_SCALAR, "null"]}
Columns = Annotated[dict[str, str | None], _shown_as({"type": "object", "additionalProperties": _CELL})]


def described(text: str, *examples: object, **more: Any) -> Any:
    """A field with its description, and with examples for whoever writes one."""
    return Field(description=text, examples=list(examples) or None, **more)
