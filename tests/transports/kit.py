"""What every transport must pass: `DEMANDS`, each a function of a `Trial`.

A new transport is held to all of them by one line in `test_every_transport.py`.
"""

import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from notifier.audience.subscription import Lane
from notifier.errors import AddressError
from notifier.transports.base import GiveUp, Outcome, Parcel, Sent, Transport, TryAgain

Carried = list[tuple[Parcel, Outcome]]


@dataclass(frozen=True)
class Trial:
    """A transport with parcels that arrive; one like it, or the same, with parcels that do not, for the far end is
    broken in every way there is; addresses that `check` takes or refuses; and the secrets that must never be seen."""

    works: Transport
    arriving: list[Parcel]
    breaks: Transport
    stranded: list[Parcel]
    impossible: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()

    def silent_about(self) -> Iterator[str]:
        """What no outcome and no error may hold."""
        yield from self.secrets
        yield from self.impossible
        for parcel in (*self.arriving, *self.stranded):
            yield parcel.destination.address
            yield from parcel.destination.secrets


def _by_id(carried: Carried) -> dict[str, Outcome]:
    assert len({parcel.id for parcel, _ in carried}) == len(carried), "a parcel came back twice"
    return {parcel.id: outcome for parcel, outcome in carried}


def what_works_arrives_and_comes_back_once(trial: Trial) -> None:
    found = _by_id(list(trial.works.carry(trial.arriving)))
    assert set(found) == {parcel.id for parcel in trial.arriving}
    assert {id: one for id, one in found.items() if not isinstance(one, Sent)} == {}


def what_breaks_raises_nothing_and_comes_back_once(trial: Trial) -> None:
    found = _by_id(list(trial.breaks.carry(trial.stranded)))
    assert set(found) == {parcel.id for parcel in trial.stranded}
    assert {id: one for id, one in found.items() if not isinstance(one, TryAgain | GiveUp)} == {}


def every_failure_has_a_reason_in_words(trial: Trial) -> None:
    for _, outcome in trial.breaks.carry(trial.stranded):
        assert isinstance(outcome, TryAgain | GiveUp)
        assert " " in outcome.reason.strip()


def no_outcome_holds_a_secret_or_an_address(trial: Trial) -> None:
    carried = [*trial.works.carry(trial.arriving), *trial.breaks.carry(trial.stranded)]
    shown = " ".join(f"{parcel} {parcel!r} {outcome} {outcome!r}" for parcel, outcome in carried)
    assert [word for word in trial.silent_about() if word and word in shown] == []


def no_transport_shows_a_secret_or_an_address(trial: Trial) -> None:
    shown = f"{trial.works} {trial.works!r} {trial.breaks} {trial.breaks!r}"
    assert [word for word in trial.silent_about() if word and word in shown] == []


def the_check_takes_addresses_that_work(trial: Trial) -> None:
    for parcel in trial.arriving:
        trial.works.check(parcel.destination.address)


def the_check_refuses_what_cannot_be_an_address_and_does_not_repeat_it(trial: Trial) -> None:
    for address in trial.impossible:
        with pytest.raises(AddressError) as refusal:
            trial.works.check(address)
        # As a log would show it, with everything that led to it.
        shown = "".join(traceback.TracebackException.from_exception(refusal.value).format_exception_only())
        assert len(str(refusal.value)) > 20, "it says what to do"
        assert not address.strip() or address not in shown + repr(refusal.value)
        assert refusal.value.__cause__ is None or address not in repr(refusal.value.__cause__)


def nothing_to_carry_is_carried(trial: Trial) -> None:
    assert list(trial.works.carry([])) == []


def it_can_be_used_again_after_it_was_closed(trial: Trial) -> None:
    for _ in range(2):
        what_works_arrives_and_comes_back_once(trial)
        trial.works.close()
        trial.works.close()


def a_caller_who_stops_listening_can_come_again(trial: Trial) -> None:
    carrying = trial.works.carry(trial.arriving)
    next(carrying)
    del carrying
    what_works_arrives_and_comes_back_once(trial)


def threads_may_share_it(trial: Trial) -> None:
    with ThreadPoolExecutor(2) as threads:
        halves = [trial.arriving[::2], trial.arriving[1::2]]
        found = list(threads.map(lambda half: list(trial.works.carry(half)), halves))
    assert all(isinstance(outcome, Sent) for _, outcome in found[0] + found[1])
    assert set(_by_id(found[0] + found[1])) == {parcel.id for parcel in trial.arriving}


def it_is_of_the_lane_of_its_parcels(trial: Trial) -> None:
    lanes = {parcel.destination.lane for parcel in trial.arriving + trial.stranded}
    assert lanes == {trial.works.lane, trial.breaks.lane}
    assert lanes <= set(Lane)


Demand = Callable[[Trial], None]
DEMANDS: tuple[Demand, ...] = (
    what_works_arrives_and_comes_back_once,
    what_breaks_raises_nothing_and_comes_back_once,
    every_failure_has_a_reason_in_words,
    no_outcome_holds_a_secret_or_an_address,
    no_transport_shows_a_secret_or_an_address,
    the_check_takes_addresses_that_work,
    the_check_refuses_what_cannot_be_an_address_and_does_not_repeat_it,
    nothing_to_carry_is_carried,
    it_can_be_used_again_after_it_was_closed,
    a_caller_who_stops_listening_can_come_again,
    threads_may_share_it,
    it_is_of_the_lane_of_its_parcels,
)
