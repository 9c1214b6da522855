"""Answer → outcome: a table of what each status means, and one pure function that reads it.

What a far end may still mend is tried again; what it never will is given up.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from notifier.clock import Clock
from notifier.transports.base import GiveUp, Outcome, Sent, TryAgain
from notifier.transports.http import Answer, NoAnswer

LONGEST_ASKED = timedelta(hours=24)


class Means(StrEnum):
    """What an answer says of the parcel."""

    ARRIVED = "it arrived"
    LATER = "try again"
    WHEN_ASKED = "try again when Retry-After says"
    NEVER = "give up"
    CLOSED = "give up, and send nothing more there"


# By status, and where that says nothing by its first digit: what it means, and the reason that is written down.
STATUSES: Mapping[int, tuple[Means, str]] = {
    2: (Means.ARRIVED, ""),
    3: (Means.NEVER, "redirects are not followed: give the final address"),
    4: (Means.NEVER, "the receiver refused it"),
    5: (Means.LATER, "the receiver failed"),
    408: (Means.LATER, "the receiver waited too long for it"),
    410: (Means.CLOSED, "the receiver wants nothing more: its endpoint is gone"),
    425: (Means.LATER, "the receiver found it too early"),
    429: (Means.WHEN_ASKED, "the receiver got too much at once"),
    503: (Means.WHEN_ASKED, "the receiver is not available now"),
}
_NOT_HTTP = (Means.LATER, "what came back was not an HTTP answer")


def outcome_of(answer: Answer | NoAnswer, now: Clock) -> Outcome:
    """What became of a parcel by what was just answered."""
    if isinstance(answer, NoAnswer):
        verdict = GiveUp if answer.refused else TryAgain
        return verdict(reason=answer.reason, seconds=answer.seconds)
    means, words = STATUSES.get(answer.status) or STATUSES.get(answer.status // 100) or _NOT_HTTP
    status, response, seconds = answer.status, answer.body, answer.seconds
    reason = f"{words} ({status})"
    if means is Means.ARRIVED:
        return Sent(status=status, response=response, seconds=seconds)
    if means in (Means.NEVER, Means.CLOSED):
        close = means is Means.CLOSED
        return GiveUp(reason=reason, close=close, status=status, response=response, seconds=seconds)
    after = wait_of(answer.retry_after, now()) if means is Means.WHEN_ASKED else None
    return TryAgain(reason=reason, after=after, status=status, response=response, seconds=seconds)


def wait_of(retry_after: str | None, now: datetime) -> timedelta | None:
    """How long `Retry-After` asks for, seconds or an HTTP date, but a day at most; None where it cannot be read."""
    text = (retry_after or "").strip()
    try:
        if text.isdecimal():
            return min(timedelta(seconds=min(int(text), 10**9)), LONGEST_ASKED)
        until = parsedate_to_datetime(text)
        # A date that names no zone is meant in UTC, as all of HTTP is.
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
        return max(timedelta(0), min(wait, LONGEST_ASKED))
    except (ValueError, OverflowError):
        return None
