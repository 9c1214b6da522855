"""The shape of a plan file, whatever format it is written in; checked by pydantic, which names every mistake at once.

Every field is described here and nowhere else: the JSON Schema and its page are made from it.
"""

from datetime import time
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from notifier.actionplan.model import Status
from notifier.actionplan.reader.fields import (
    Columns,
    Count,
    Country,
    Day,
    Due,
    Emails,
    Entry,
    Extra,
    FormerName,
    FurtherDays,
    HeadStart,
    Id,
    Language,
    MonthNumber,
    Names,
    Text,
    Texts,
    TimeOfDay,
    Timezone,
    WebAddress,
    Weekdays,
    WhichHemisphere,
    WhichYear,
    YesOrNo,
    described,
    or_empty,
    or_empty_mapping,
)  # fmt: skip


class ConventionsEntry(Entry):
    """How the deadlines of a plan are to be read, where that is not as usual in its country."""

    spring_ends: MonthNumber = described("The month in which spring ends, 1 to 12.", 5, default=None)
    summer_ends: MonthNumber = described("The month in which summer ends.", 8, default=None)
    fall_ends: MonthNumber = described("The month in which fall ends.", 11, default=None)
    winter_ends: MonthNumber = described("The month in which winter ends.", 2, default=None)
    winter_named_by: WhichYear = described("Whether “winter 2025” starts or ends in 2025.", "start", default=None)
    hemisphere: WhichHemisphere = described("Where the seasons are those of the south.", "south", default=None)
    fiscal_year_ends: MonthNumber = described("The month in which a fiscal year ends.", 3, default=None)
    fiscal_year_named_by: WhichYear = described(
        "Whether “fiscal year 2025” starts or ends in 2025.", "end", default=None
    )
    day_first: YesOrNo = described("Whether 03/04/2027 is the third of April.", True, default=None)


class DaysOffEntry(Entry):
    """On which days nobody reads what they are sent: then reminders come earlier, and chases later."""

    country: Country = described(
        "Whose public holidays count; without it, those of the plan's country.", "KG", default=None
    )
    region: Text | None = described("Of which part of it, by ISO 3166-2.", "BY", default=None)
    weekend: Weekdays = described("The weekend, where it is not as usual there.", ["friday", "saturday"], default=None)
    extra: FurtherDays = described("Further days on which offices are closed.", ["2020-03-23"], default=())


class PlanEntry(Entry):
    """The plan as a whole."""

    id: Id = described("The plan's name for ever: notices, subscriptions and addresses hold it.", "kg-2018-2020")
    title: Texts = described(
        "What the plan is called; by language where there are several.",
        "Our first action plan", {"en": "Our first action plan", "fr": "Notre premier plan d’action"},
    )  # fmt: skip
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = described(
        "The country's two capitals, by ISO 3166.", "KG"
    )
    starts: Day = described("The first day of the plan's period.", "2018-08-31")
    ends: Day = described("Its last day; a deadline after it is a warning.", "2020-08-31")
    timezone: Timezone = described("Where the plan's days begin and end, by the IANA's names.", "Asia/Bishkek")
    language: Language = described(
        "The language of the plan's texts, and of e-mails to agencies that name none.", default="en"
    )
    notify_at: TimeOfDay = described(
        "When a day of this plan begins to be spoken of, by its own clock.", "09:00", default=time(9)
    )
    source: WebAddress | None = described("Where the plan was published.", "https://example.org/plan", default=None)
    rules: dict[str, object] = described(
        "Settings for rules, by the rule's name; `off` turns one off, and `on` on again.",
        {"overdue": {"every_days": 14}}, default_factory=dict,
    )  # fmt: skip
    days_off: Annotated[DaysOffEntry, BeforeValidator(or_empty_mapping)] = described(
        "Weekend and holidays, on which nobody is written to in vain.",
        {"extra": ["2020-03-23"]}, default_factory=lambda: DaysOffEntry(),
    )  # fmt: skip
    lead: Id | None = described(
        "The agency that answers for the plan as a whole: it is told what the process asks for.", "secretariat",
        default=None,
    )  # fmt: skip
    head_start: HeadStart = described(
        "How many working days after an agency the public hears that it is late.", 3, default=0
    )
    deadlines: Annotated[ConventionsEntry, BeforeValidator(or_empty_mapping)] = described(
        "How printed deadlines are to be read, where that is not as usual in the country.",
        {"fiscal_year_ends": 3, "winter_named_by": "start"}, default_factory=lambda: ConventionsEntry(),
    )  # fmt: skip
    milestones: Count = described(
        "How many milestones there are in the file: whoever says so is told when a part of it is missing.",
        56, default=None,
    )  # fmt: skip


class AgencyEntry(Entry):
    """A responsible body."""

    id: Id = described("What `lead` and `support` call it.", "moh")
    name: Text = described("What people call it.", "Ministry of Health")
    emails: Emails = described(
        "Where reminders go. No other address of a plan file is ever written to.",
        ["open-government@moh.example.org"], default=(),
    )  # fmt: skip
    superiors: Emails = described("The addresses of those whom it answers to.", ["secretariat@example.org"], default=())
    language: Language | None = described("The language of its e-mails; without one, the plan's.", default=None)


class HeadingEntry(Entry):
    """What a commitment groups some of its milestones under."""

    id: Id = described("What its milestones name as their `heading`.", "C01.1")
    title: Texts = described("What it says.", "A better portal")
    extra: Extra = described(
        "What the rows below it have in a column of their table, where the fields do not say it exactly.",
        default_factory=dict,
    )  # fmt: skip


class MilestoneEntry(Entry):
    """A promised step."""

    id: Id = described("Its name for as long as the plan runs; no two in one list share it.", "1")
    title: Texts = described("What is promised; by language where there are several.", "Publish the register")
    was: FormerName | None = described(
        "Its id in earlier revisions, once it has been renumbered (that of a milestone of another commitment with the "
        "commitment's before it); `none` says that it is new.",
        "1.2", "C1/2", "none", default=None,
    )  # fmt: skip
    starts: Day | None = described("The day on which work on it begins.", "2018-09-01", default=None)
    due: Due | None = described(
        "The deadline as printed, word for word; by language where there are several, and under `date` what a table "
        "gives beside the print for machines.",
        "September 2027", "2027-09-30", {"en": "By fall 2027", "fr": "D’ici l’automne 2027", "date": "2027-11"},
        default=None,
    )  # fmt: skip
    lead: Text | None = described("The id of the agency that answers for it.", "moh", default=None)
    support: Names = described("Who helps.", ["mof", "Association of Libraries"], default=())
    heading: Id | None = described("The id of the heading that it stands under.", "C01.1", default=None)
    status: Status = described("How far it is; a commitment is what its milestones are.", default=Status.NOT_STARTED)
    done_on: Day | None = described("The day on which it was completed.", "2019-06-12", default=None)
    evidence: WebAddress | None = described(
        "Where anybody can see that it is done.", "https://example.org/register", default=None
    )
    extra: Extra = described(
        "What its row has in a column of its table that no field stands for, or where the field does not say it "
        "exactly: the text of the cell, by column.",
        {"plan": "2018-2020"}, default_factory=dict,
    )  # fmt: skip
    row: Annotated[int, Field(ge=1)] | None = described(
        "Which row of its table it was, the first being 1, where the rows stood in another order.", 17, default=None
    )


class CommitmentEntry(MilestoneEntry):
    """A promise; without milestones it is its own single one."""

    lead: Text | None = described(
        "The id of the agency that answers for it; may be left out where every milestone names its own.", "moh",
        default=None,
    )  # fmt: skip
    themes: Names = described("What it is about, as readers subscribe to it.", ["Health", "Open Data"], default=())
    source: WebAddress | None = described("Where it was published.", "https://example.org/plan#C1", default=None)
    headings: Annotated[tuple[HeadingEntry, ...], BeforeValidator(or_empty)] = described(
        "What some of its milestones are grouped under.", default=()
    )
    milestones: Annotated[tuple[MilestoneEntry, ...], BeforeValidator(or_empty)] = described(
        "Its steps, each with a deadline of its own; one without falls due with its commitment.", default=()
    )


class PlanFile(Entry):
    """An action plan: what was promised, by whom and by when."""

    plan: PlanEntry = described("What is true of the plan as a whole.")
    columns: Columns = described(
        "The columns of the table that the plan was taken from, in their order; behind a column what stands in it "
        "wherever nothing else does.",
        {"plan": "2018-2020", "commitment_id": None}, default_factory=dict,
    )  # fmt: skip
    agencies: tuple[AgencyEntry, ...] = described("Who answers for promises.")
    commitments: tuple[CommitmentEntry, ...] = described("What was promised.")


# The entry that a list or mapping of this name holds; the file itself has none.
ENTRIES: dict[str, type[Entry]] = {
    "": PlanFile,
    "plan": PlanEntry,
    "days_off": DaysOffEntry,
    "deadlines": ConventionsEntry,
    "agencies": AgencyEntry,
    "commitments": CommitmentEntry,
    "headings": HeadingEntry,
    "milestones": MilestoneEntry,
}
