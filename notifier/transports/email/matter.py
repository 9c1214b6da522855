"""What is the matter with each thing that a letter speaks of, in a sentence or two.

Days are counted from the day on which the letter is sent, never from a fact. A fact that is missing or odd is left out.
"""

from collections.abc import Sequence

from notifier.agenda.moment import Kind
from notifier.agenda.notice import Promise
from notifier.audience.wording import Wording
from notifier.transports.base import Item
from notifier.transports.email import news, pressed, wholes


def matter(item: Item, promises: Sequence[Promise], say: Wording) -> str:
    """The matter in a sentence or two."""
    said = " ".join(_sentences(item, promises, say)) or say.gettext("The plan says something new about it.")
    if item.notice.expects is None:
        return said
    return said + " " + say.gettext("That is for one part of it: “%(part)s”.", part=item.notice.expects)


def _sentences(item: Item, promises: Sequence[Promise], say: Wording) -> Sequence[str]:
    notice = item.notice
    match notice.kind:
        case Kind.DUE_SOON | Kind.DUE | Kind.OVERDUE:
            return pressed.due(item, say)
        case Kind.ESCALATED:
            return pressed.escalated(item, say)
        case Kind.STALLED:
            return pressed.stalled(item, say)
        case Kind.COMMITMENT_OVERDUE:
            return pressed.commitment_overdue(item, say)
        case Kind.SLIPPED | Kind.ADVANCED:
            return news.moved(notice, say)
        case Kind.ADDED:
            return news.added(item, say)
        case Kind.REMOVED:
            return news.removed(notice, say)
        case Kind.REOPENED:
            return news.reopened(item, say)
        case Kind.COMPLETED | Kind.COMPLETED_LATE:
            return news.completed(notice, say)
        case Kind.ANSWERED:
            return news.answered(notice, say)
        case Kind.COMMITMENT_COMPLETED:
            return wholes.commitment_completed(notice, say)
        case Kind.PUBLISHED:
            return wholes.published(promises, item.today, say)
        case Kind.REPORT_DUE:
            return wholes.report_due(item, say)
        case Kind.ENDING | Kind.ENDED:
            return wholes.ending(item, say)
