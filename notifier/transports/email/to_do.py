"""What a letter asks its reader to do about each thing that it speaks of.

Words between backticks are typed into the plan as they stand.
"""

from notifier.agenda.answer import Says
from notifier.agenda.moment import Kind
from notifier.audience.match import Role
from notifier.audience.wording import Wording
from notifier.transports.base import Item


def to_do(item: Item, say: Wording) -> str:
    """What the reader is asked to do about an item."""
    match item.role:
        case Role.AGENCY:
            return _by_its_agency(item.notice.kind, say)
        case Role.SUPERIOR:
            return _by_a_superior(item, say)
    return say.gettext("Look at the record. There is nothing else to do.")


def _by_a_superior(item: Item, say: Wording) -> str:
    kind, agency = item.notice.kind, _agency(item)
    if kind is Kind.STALLED:
        return say.gettext("Ask %(agency)s how far it has come, and that the plan says so.", agency=agency)
    if kind.presses:
        return say.gettext(
            "Ask %(agency)s for one of two things: that the plan shows it as done, with evidence, "
            "or that a new date is published with the reason.",
            agency=agency,
        )
    if kind is Kind.ANSWERED:
        return _after_an_answer(item, agency, say)
    return say.gettext("This is for your information. There is nothing else to do.")


def _after_an_answer(item: Item, agency: str, say: Wording) -> str:
    match item.notice.facts.get("says"):
        case Says.DELIVERED:
            return say.gettext(
                "Look at the evidence. If it shows that it is done, ask %(agency)s that the plan shows it, too.",
                agency=agency,
            )
        case Says.NEW_DATE:
            return say.gettext(
                "If you agree, ask %(agency)s that the new date is published in the plan, with the reason. "
                "If you do not, tell them.",
                agency=agency,
            )
        case Says.DISPUTED:
            return say.gettext(
                "Look into it with %(agency)s. Where the plan is wrong, have it corrected.", agency=agency
            )
    return say.gettext("This is for your information. There is nothing else to do.")


def _agency(item: Item) -> str:
    named = item.notice.agency or item.whys[0].agency
    return named.name if named else ""


def _by_its_agency(kind: Kind, say: Wording) -> str:
    match kind:
        case Kind.DUE_SOON | Kind.DUE | Kind.OVERDUE | Kind.ESCALATED:
            return say.gettext(
                "If it is done, have the plan show it: `status: completed`, the day as `done_on` and a link as "
                "`evidence`. If it needs longer, publish the new date in the plan, with the reason."
            )
        case Kind.COMMITMENT_OVERDUE:
            return say.gettext(
                "What is done, have the plan show: `status: completed`, the day as `done_on` and a link as "
                "`evidence`. What needs longer, publish with its new date and the reason."
            )
        case Kind.STALLED:
            return say.gettext(
                "Have the plan say how far it has come: its `status`, and a new date with the reason where it needs "
                "longer. If it is done, `status: completed`, the day as `done_on` and a link as `evidence`."
            )
        case Kind.SLIPPED:
            return say.gettext(
                "If the new date is right, publish the reason for the move where the plan does not give it. "
                "If it is not, have the plan corrected."
            )
        case Kind.ADVANCED:
            return say.gettext(
                "If the new date is right, there is nothing else to do. If it is not, have the plan corrected."
            )
        case Kind.ADDED:
            return say.gettext(
                "If its deadline is right and your agency leads it, there is nothing else to do. "
                "If not, have the plan corrected."
            )
        case Kind.REMOVED:
            return say.gettext(
                "If it was removed on purpose, publish the reason. If it only has another id now, have the plan name "
                "the former one as `was`. If it is missing by mistake, have it put back."
            )
        case Kind.REOPENED:
            return say.gettext(
                "If it is open again, publish the reason, and a new date where the old one has passed. "
                "If it is done, have the plan corrected."
            )
        case Kind.COMPLETED | Kind.COMPLETED_LATE | Kind.COMMITMENT_COMPLETED:
            return say.gettext("If the plan gives no evidence yet, have a link added as `evidence`.")
        case Kind.PUBLISHED:
            return say.gettext(
                "Look through the list. What is done, have the plan show: `status: completed`, the day as `done_on` "
                "and a link as `evidence`. What needs longer, publish with its new date and the reason."
            )
        case Kind.REPORT_DUE:
            return say.gettext("See that it is done by that day. If it has been done, there is nothing else to do.")
        case Kind.ENDING:
            return say.gettext(
                "Have the plan show what is done. For what cannot be done before the plan ends, publish what becomes "
                "of it."
            )
        case Kind.ENDED:
            return say.gettext(
                "Have the plan show all that was done: `status: completed`, the day as `done_on` and a link as "
                "`evidence`. For the rest, publish what becomes of it."
            )
        case Kind.ANSWERED:
            return say.gettext("Look at the record. If it is not right, have the plan corrected.")
