"""The delivery state machine: every step from every state, and nothing but what the table allows."""

import pytest

from notifier.errors import ForbiddenStep
from notifier.ledger.connect import Ledger
from notifier.ledger.states import ENDED, State, Step, take
from tests.ledger.owing import owe, put, state_of

# The whole of it, written out a second time on purpose: step, from, to.
_ALLOWED = {
    ("lease", "pending"): "sending",
    ("arrive", "sending"): "sent",
    ("wait", "sending"): "pending",
    ("give up", "sending"): "dead",
    ("withdraw", "pending"): "withdrawn",
    ("withdraw", "sending"): "withdrawn",
    ("expire", "sending"): "pending",
    ("replay", "dead"): "pending",
}


def test_every_step_from_every_state_is_allowed_or_refused(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    for state in State:
        for step in Step:
            put(ledger, delivery, state)
            expected = _ALLOWED.get((step.value, state.value))
            if expected is None:
                with pytest.raises(ForbiddenStep, match=delivery), ledger.writing() as book:
                    take(book, delivery, step)
            else:
                with ledger.writing() as book:
                    take(book, delivery, step)
            assert state_of(ledger, delivery) == (expected or state), f"{step} from {state}"


def test_what_has_ended_moves_only_when_a_person_asks() -> None:
    moves = {(step, state) for step, state in _ALLOWED if State(state) in ENDED}
    assert moves == {("replay", "dead")}


def test_a_step_of_a_delivery_that_is_not_there_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ForbiddenStep, match="dlv_none"), ledger.writing() as book:
        take(book, "dlv_none", Step.LEASE)
