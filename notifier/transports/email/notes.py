"""A letter that is about no plan, in words: that a webhook was closed, told to its owner.

Of the webhook's address nothing is said but the host: the rest may be a token.
"""

import re
from dataclasses import dataclass

from notifier.audience.wording import Wording
from notifier.transports.base import Note
from notifier.transports.email.response import kept

_ADDRESS = re.compile(r"\w+://\S+")


@dataclass(frozen=True, slots=True)
class NotePage:
    """A whole note in words."""

    language: str
    subject: str
    greeting: str
    matter: str
    to_do: str
    why: str


def note_page_of(note: Note, language: str) -> NotePage:
    """What a note says."""
    say = Wording(language)
    # It should be a host already; were it ever more, no more of it would leave.
    host = re.split(r"[/?#]", note.host.rpartition("://")[2])[0].rpartition("@")[2]
    reason = _ADDRESS.sub("[address]", kept(note.reason))
    return NotePage(
        language=say.language,
        subject=say.gettext("Webhook closed: %(host)s", host=host),
        greeting=say.gettext("Hello,"),
        matter=say.gettext(
            "The webhook at %(host)s was closed, after failing since %(day)s: %(reason)s.",
            host=host,
            day=note.since,
            reason=reason.rstrip("."),
        ),
        to_do=say.gettext("Nothing is sent to it any more. Subscribe it again once it works."),
        why=say.gettext("You get this because you are named as the owner of this webhook."),
    )
