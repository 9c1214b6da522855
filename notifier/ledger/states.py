"""The life of a delivery: `pending → sending → sent | dead | withdrawn`, and every step that may be taken.

A step is a compare-and-set: it happens only from the states it is allowed from, so that two who try meet once.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, literal_column, or_, update

from notifier.ledger.schema import deliveries


class State(StrEnum):
    PENDING = "pending"  # owed; it leaves once `not_before` has passed
    SENDING = "sending"  # leased to a worker until `leased_until`
    SENT = "sent"
    DEAD = "dead"  # out of tries, or refused for good; people see it and may replay it
    WITHDRAWN = "withdrawn"  # no longer true, or no longer wanted


class Step(StrEnum):
    LEASE = "lease"  # a worker takes it; the attempt is counted now, before anything is sent
    ARRIVE = "arrive"
    WAIT = "wait"  # not this time: it is owed again, later
    GIVE_UP = "give up"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"  # the worker that leased it has gone silent
    RETURN = "return"  # it was not even tried: it is owed again, and the attempt is not counted
    CONFIRM = "confirm"  # whoever carried it reports later that it has arrived
    REPLAY = "replay"  # a person asks for a dead one to be tried afresh


ALLOWED: dict[Step, tuple[frozenset[State], State]] = {
    Step.LEASE: (frozenset({State.PENDING}), State.SENDING),
    Step.ARRIVE: (frozenset({State.SENDING}), State.SENT),
    Step.WAIT: (frozenset({State.SENDING}), State.PENDING),
    Step.GIVE_UP: (frozenset({State.SENDING}), State.DEAD),
    Step.WITHDRAW: (frozenset({State.PENDING, State.SENDING}), State.WITHDRAWN),
    Step.EXPIRE: (frozenset({State.SENDING}), State.PENDING),
    Step.RETURN: (frozenset({State.SENDING}), State.PENDING),
    Step.CONFIRM: (frozenset({State.PENDING, State.SENDING, State.DEAD}), State.SENT),
    Step.REPLAY: (frozenset({State.DEAD}), State.PENDING),
}
ENDED = frozenset({State.SENT, State.DEAD, State.WITHDRAWN})


def standing(state: State) -> ColumnElement[bool]:
    """Whether a delivery is in a state. Spelt out in the statement, as in the indexes of single states: a database
    that is given the state apart from its statement could use none of them."""
    spelt: ColumnElement[bool] = deliveries.c.state == literal_column(f"'{state}'")
    return spelt


def stepping(step: Step, **changes: Any) -> Any:
    """The UPDATE that takes `step` for every delivery that a caller's WHERE names and that may take it."""
    allowed, after = ALLOWED[step]
    lease = {} if after is State.SENDING else {"lease": None, "leased_until": None}
    return (
        update(deliveries)
        .where(or_(*(standing(state) for state in sorted(allowed))))
        .values(state=str(after), **lease, **changes)
    )
