"""To whom a letter speaks: the greeting, why this reader gets it, what to do, and how to make it stop.

Each reason is a whole sentence of the catalogues: sentences put together from pieces cannot be translated.
"""

from collections.abc import Sequence

from notifier.agenda.notice import Notice
from notifier.audience.interests import Names, in_words
from notifier.audience.match import Role, Why
from notifier.audience.subscription import Interest
from notifier.audience.wording import Wording
from notifier.transports.base import Item

_ROLES = (Role.AGENCY, Role.SUPERIOR, Role.SUBSCRIBER)


def role_of(items: Sequence[Item]) -> Role:
    """As what the reader is spoken to: the most answerable of the roles in which they get the items."""
    return min((item.role for item in items), key=_ROLES.index)


def greeting(items: Sequence[Item], say: Wording) -> str:
    role = role_of(items)
    names = {why.agency.name for item in items for why in item.whys if why.role is role and why.agency}
    if role is Role.SUBSCRIBER or not names:
        return say.gettext("Hello,")
    if len(names) > 1:
        return say.gettext("Dear colleagues,")
    if role is Role.AGENCY:
        return say.gettext("Dear colleagues at %(agency)s,", agency=names.pop())
    return say.gettext("To the superiors of %(agency)s,", agency=names.pop())


def why(reason: Why, notice: Notice, say: Wording, n: int = 1) -> str:
    """Why the reader gets a notice, or `n` notices for the same reason."""
    if reason.interest is not None or reason.agency is None:
        asked = interest(reason.interest or Interest(), notice, say)
        return say.gettext("You get this because you subscribed to: %(interest)s.", interest=asked)
    agency = reason.agency.name
    if notice.commitment is None:
        if reason.role is Role.AGENCY:
            return say.gettext("You get this because %(agency)s is named in this plan.", agency=agency)
        return say.gettext("You get this because you are named as superior of %(agency)s in this plan.", agency=agency)
    if reason.role is Role.AGENCY:
        return say.ngettext(
            "You get this because %(agency)s leads this commitment.",
            "You get this because %(agency)s leads these commitments.",
            n,
            agency=agency,
        )
    return say.ngettext(
        "You get this because you are named as superior of %(agency)s, which leads this commitment.",
        "You get this because you are named as superior of %(agency)s, which leads these commitments.",
        n,
        agency=agency,
    )


def interest(asked: Interest, notice: Notice, say: Wording) -> str:
    """What somebody subscribed to, in words; names are taken from a notice that it let through."""
    names = Names(
        notice.plan.name,
        notice.agency.name if notice.agency else None,
        notice.commitment.name if notice.commitment else None,
    )
    return in_words(asked, names, say)


def stopping(items: Sequence[Item], leads_out: bool, say: Wording) -> str:
    """How to make it stop, for one who asked for it and has no link to do so; whom to tell, for one who was named."""
    said = []
    if role_of(items) is not Role.SUBSCRIBER:
        said.append(say.gettext("If somebody else should get these messages, write to the sender and say who."))
    if not leads_out and any(why.interest is not None for item in items for why in item.whys):
        said.append(say.gettext("To stop what you subscribed to, write to the sender."))
    return " ".join(said)
