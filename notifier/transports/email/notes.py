"""A letter that holds no notice, in words: that a webhook was closed, told to its owner; or whether a subscription that
was asked for is really wanted.

Of a webhook's address nothing is said but the host: the rest may be a token.
"""

import re
from dataclasses import dataclass

from notifier.audience.harmless import web_address
from notifier.audience.interests import how_often, in_words
from notifier.audience.wording import Wording
from notifier.transports.base import Note, Question
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
    link: str = ""
    linked: str = ""
    more: tuple[str, ...] = ()


def note_page_of(note: Note | Question, language: str) -> NotePage:
    """What a note says."""
    say = Wording(language)
    return _closed(note, say) if isinstance(note, Note) else _asked(note, say)


def _asked(note: Question, say: Wording) -> NotePage:
    wanted = in_words(note.interest, note.names, say)
    often = how_often(note.cadence, note.digest_at, note.timezone, say)
    if note.known:
        matter = say.gettext(
            "Somebody asked that this address gets notices: %(interest)s. It gets them already: %(often)s.",
            interest=wanted,
            often=often,
        )
        to_do = say.gettext("To change or end it, open this page. If nothing is to change, do nothing.")
    else:
        matter = say.gettext(
            "Somebody, perhaps you, asked that this address gets notices: %(interest)s. How often: %(often)s.",
            interest=wanted,
            often=often,
        )
        to_do = say.gettext("If you want that, open this page within 7 days and press the button there.")
    lately = say.ngettext(
        "In the last 90 days that would have been %(n)s message.",
        "In the last 90 days that would have been %(n)s messages.",
        note.messages,
    )
    ignore = say.gettext("If it was not you, do nothing: nothing will be sent to you, and you will not be reminded.")
    subject = say.gettext("You are subscribed already") if note.known else say.gettext("Do you want these notices?")
    return NotePage(
        language=say.language,
        subject=subject,
        greeting=say.gettext("Hello,"),
        matter=matter,
        to_do=to_do,
        why=say.gettext("You get this because this address was typed in at the page to subscribe."),
        link=web_address(note.link) or "",
        linked=say.gettext("Change or end it") if note.known else say.gettext("Yes, I want these notices"),
        more=() if note.known else (lately, ignore),
    )


def _closed(note: Note, say: Wording) -> NotePage:
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
