"""What somebody subscribed to and how often, in words: as mails, pages and the preview of a wish say it."""

from dataclasses import dataclass
from datetime import time

from notifier.agenda.moment import Kind
from notifier.audience.subscription import Cadence, Interest
from notifier.audience.wording import Wording


@dataclass(frozen=True, slots=True)
class Names:
    """What is called by name in an interest; where a name is not known the id stands in for it."""

    plan: str | None = None
    agency: str | None = None
    commitment: str | None = None


def in_words(asked: Interest, names: Names, say: Wording) -> str:
    """What somebody subscribed to."""
    said = []
    if asked.commitment:
        said.append(say.gettext("commitment “%(name)s”", name=names.commitment or asked.commitment))
    if asked.agency:
        said.append(say.gettext("agency “%(name)s”", name=names.agency or asked.agency))
    if asked.theme:
        said.append(say.gettext("theme “%(name)s”", name=asked.theme))
    if asked.plan:
        said.append(say.gettext("plan “%(name)s”", name=names.plan or asked.plan))
    if asked.kind:
        said.append(kind_asked(asked.kind, say))
    return ", ".join(said) or say.gettext("all notices")


def how_often(cadence: Cadence, at: time | None, timezone: str | None, say: Wording) -> str:
    """How often messages come, and at which hour, where it is the reader's own."""
    hour, zone = (at.strftime("%H:%M") if at else ""), timezone or ""
    if cadence is Cadence.IMMEDIATE:
        return say.gettext("at once")
    if cadence is Cadence.DAILY:
        if at and timezone:
            return say.gettext("once a day at %(hour)s, time of %(zone)s", hour=hour, zone=zone)
        return say.gettext("once a day")
    if at and timezone:
        return say.gettext("on Mondays at %(hour)s, time of %(zone)s", hour=hour, zone=zone)
    return say.gettext("once a week, on Mondays")


def kind_asked(kind: Kind, say: Wording) -> str:
    """What somebody hears of who asked for one kind alone."""
    words = {
        Kind.DUE_SOON: say.gettext("reminders before a deadline"),
        Kind.DUE: say.gettext("deadlines of the day"),
        Kind.OVERDUE: say.gettext("missed deadlines"),
        Kind.ESCALATED: say.gettext("escalations"),
        Kind.STALLED: say.gettext("milestones without news"),
        Kind.SLIPPED: say.gettext("moved deadlines"),
        Kind.ADVANCED: say.gettext("deadlines moved earlier"),
        Kind.ADDED: say.gettext("milestones added to a plan"),
        Kind.REMOVED: say.gettext("milestones removed from a plan"),
        Kind.REOPENED: say.gettext("milestones open again"),
        Kind.COMPLETED: say.gettext("completed milestones"),
        Kind.COMPLETED_LATE: say.gettext("milestones completed late"),
        Kind.ANSWERED: say.gettext("answers of agencies"),
        Kind.COMMITMENT_OVERDUE: say.gettext("overdue commitments"),
        Kind.COMMITMENT_COMPLETED: say.gettext("completed commitments"),
        Kind.PUBLISHED: say.gettext("newly published plans"),
        Kind.REPORT_DUE: say.gettext("what plans are asked for"),
        Kind.ENDING: say.gettext("plans that end soon"),
        Kind.ENDED: say.gettext("plans that have ended"),
    }
    return words[kind]
