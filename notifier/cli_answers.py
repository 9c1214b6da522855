"""Verbs about what is said of a milestone beside its plan: answers of agencies, snoozes, and the list of both."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.agenda.answer import Answer, Says, Snooze
from notifier.cli_plans import day_of, instant_of
from notifier.show import Format, FormatOption, listing, say

if TYPE_CHECKING:
    from notifier.bootstrap import Notifier

PlanId = Annotated[str, typer.Argument(metavar="PLAN", help="The id of a plan in service.")]
MilestoneName = Annotated[str, typer.Argument(metavar="MILESTONE", help="As the board names it: COMMITMENT/MILESTONE.")]
Now = Annotated[
    datetime | None, typer.Option(parser=instant_of, metavar="ISO8601", help="Pretend that it is this instant.")
]


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs about answers."""
    for verb in (answer, snooze, answers):
        app.command()(verb)


def answer(
    plan: PlanId,
    milestone: MilestoneName,
    says: Annotated[Says, typer.Argument(help="What the agency says.")],
    until: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DAY", help="With new_date: until when it needs.")
    ] = None,
    evidence: Annotated[str | None, typer.Option(metavar="URL", help="Where anybody can see that it is done.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, in the agency's own words; subscribers read them.")] = None,
    agency: Annotated[str | None, typer.Option(metavar="ID", help="Who says so; else the one that leads.")] = None,
    now: Now = None,
) -> None:
    """Take down what an agency says of its milestone: delivered, new_date or disputed.

    What is answered as delivered is no longer chased; an agency that needs until a new date is left alone until then.
    Subscribers are told of either.
    """
    from notifier import answering

    service = _service(now)
    given = answering.answer(
        service.ledger, service.rulebook, plan, milestone, says, service.clock(),
        agency=agency, until=until, evidence=evidence, reason=reason,
    )  # fmt: skip
    service.ledger.close()
    say(f"taken down: {given.agency} says of {milestone}: {_in_words(given)}")


def snooze(
    plan: PlanId,
    milestone: MilestoneName,
    until: Annotated[date, typer.Option("--until", parser=day_of, metavar="DAY", help="The day it is chased again.")],
    reason: Annotated[str, typer.Option(help="Why; for whoever asks why nothing was said.")],
    now: Now = None,
) -> None:
    """Press nobody for a milestone until a day; what would have been said meanwhile is kept, with the reason."""
    from notifier import answering

    service = _service(now)
    given = answering.snooze(service.ledger, service.rulebook, plan, milestone, until, reason, service.clock())
    service.ledger.close()
    say(f"{milestone} is snoozed from {given.since} until {given.until}")


def answers(
    plan: Annotated[str | None, typer.Option(help="Only this plan, by id.")] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """List what agencies have answered and what is snoozed, the newest first."""
    from notifier.actionplan.problems import did_you_mean
    from notifier.ledger import answers as said
    from notifier.ledger import plans

    service = _service(None)
    with service.ledger.reading() as book:
        known = [one.head.id for one in plans.stored(book)]
        if plan is not None and plan not in known:
            hint = did_you_mean(plan, known, f"in service: {', '.join(known) or 'none'}")
            raise typer.BadParameter(f"--plan: there is no plan `{plan}` here ({hint})")
        rows = [{"plan": of, "milestone": name, **_as_row(one)} for of, name, one in said.everything(book, plan)]
    service.ledger.close()
    columns = ("on", "plan", "milestone", "says", "until", "agency", "reason", "evidence")
    listing(rows, columns, format, "nothing has been answered, and nothing is snoozed")


def _service(now: datetime | None) -> "Notifier":
    from notifier.bootstrap import at, build
    from notifier.settings import from_environment

    service = build(from_environment(), at(now))
    service.ledger.check_schema()
    return service


def _as_row(one: Answer | Snooze) -> dict[str, object]:
    if isinstance(one, Snooze):
        return {"on": str(one.since), "says": "snoozed", "until": str(one.until), "agency": None, "reason": one.reason,
                "evidence": None}  # fmt: skip
    return {
        "on": str(one.said_on), "says": str(one.says), "until": one.until and str(one.until), "agency": one.agency,
        "reason": one.reason, "evidence": one.evidence,
    }  # fmt: skip


def _in_words(given: Answer) -> str:
    if given.says is Says.NEW_DATE:
        return f"it needs until {given.until}"
    return "it is delivered" if given.says is Says.DELIVERED else "this is not so"
