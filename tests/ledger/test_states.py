"""The delivery state machine: every step from every state, and nothing but what the table allows."""

from notifier.ledger.connect import Ledger
from notifier.ledger.schema import deliveries
from notifier.ledger.states import ENDED, State, Step, stepping
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
    ("return", "sending"): "pending",
    ("confirm", "pending"): "sent",
    ("confirm", "sending"): "sent",
    ("confirm", "dead"): "sent",
    ("replay", "dead"): "pending",
}


def steps(ledger: Ledger, delivery: str, step: Step) -> bool:
    """Whether a delivery takes a step, taken the way that the courier and the sweep take theirs."""
    with ledger.writing() as book:
        return bool(book.execute(stepping(step).where(deliveries.c.id == delivery)).rowcount)


def test_every_step_from_every_state_is_allowed_or_refused(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    for state in State:
        for step in Step:
            put(ledger, delivery, state)
            expected = _ALLOWED.get((step.value, state.value))
            assert steps(ledger, delivery, step) == (expected is not None), f"{step} from {state}"
            assert state_of(ledger, delivery) == (expected or state), f"{step} from {state}"


def test_what_has_ended_moves_only_when_a_person_asks_or_it_turns_out_to_have_arrived() -> None:
    moves = {(step, state) for step, state in _ALLOWED if State(state) in ENDED}
    assert moves == {("replay", "dead"), ("confirm", "dead")}


def test_only_what_is_being_sent_is_leased(ledger: Ledger) -> None:
    [delivery] = owe(ledger)
    for step in Step:
        put(ledger, delivery, State.SENDING)
        if step is not Step.LEASE and steps(ledger, delivery, step):
            with ledger.reading() as book:
                row = book.execute(deliveries.select()).one()
            assert (row.lease, row.leased_until) == (None, None), step
