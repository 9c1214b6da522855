"""Outcome → settlement: what is written down of an attempt, and the step that its delivery takes."""

from datetime import datetime, timedelta

from notifier.audience.mute import Mute
from notifier.audience.subscription import Lane
from notifier.ledger.leases import FarEnd, Owed, Settlement
from notifier.ledger.states import Step
from notifier.relay.backoff import wait_after
from notifier.transports.base import GiveUp, Outcome, Sent, TryAgain

# A lane that is paused, for no parcel's fault, is tried again after so long.
LANE_REST = timedelta(minutes=5)
# What was turned away without a try, and nobody said for how long.
_SOON = timedelta(seconds=5)
# Why nothing is sent any more to a destination that its transport says is gone.
_GONE = {Lane.WEBHOOK: Mute.CLOSED, Lane.EMAIL: Mute.BOUNCED}


def settlement_of(owed: Owed, outcome: Outcome, now: datetime) -> Settlement:
    """How a lease ended by what the transport gave back."""
    id, place, number = owed.id, owed.destination_id, owed.attempts
    if isinstance(outcome, TryAgain) and outcome.pauses:
        return returned(owed, outcome.reason, now, now + LANE_REST)
    if isinstance(outcome, TryAgain) and not outcome.tried:
        return returned(owed, outcome.reason, now, now + (outcome.after or _SOON))
    far_end = FarEnd(outcome.status, outcome.response, outcome.seconds)
    if isinstance(outcome, Sent):
        return Settlement(id, place, number, Step.ARRIVE, now, far_end=far_end)
    if isinstance(outcome, GiveUp):
        mute = _GONE[owed.destination.lane] if outcome.close else None
        return Settlement(id, place, number, Step.GIVE_UP, now, outcome.reason, far_end=far_end, mute=mute)
    asked = now + outcome.after if outcome.after else None
    wait = wait_after(number, id, outcome.after)
    if wait is None:
        reason = f"out of tries: {outcome.reason}"
        return Settlement(id, place, number, Step.GIVE_UP, now, reason, far_end=far_end, asked_until=asked)
    return Settlement(id, place, number, Step.WAIT, now, outcome.reason, now + wait, far_end=far_end, asked_until=asked)


def returned(owed: Owed, reason: str, now: datetime, until: datetime) -> Settlement:
    """It was not even tried: it is owed again, later, and the attempt is not counted."""
    return Settlement(owed.id, owed.destination_id, owed.attempts, Step.RETURN, now, reason, until)


def withdrawn(owed: Owed, reason: str, now: datetime) -> Settlement:
    """It is not to be sent any more."""
    return Settlement(owed.id, owed.destination_id, owed.attempts, Step.WITHDRAW, now, reason)
