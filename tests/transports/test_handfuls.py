"""Parcels by the handful: as many as fit, and no waiting for more where there are none just now."""

from collections.abc import Iterator

import pytest

from notifier.transports.base import Parcel, handfuls
from tests.transports.cast import parcel

ONE, TWO, THREE = (parcel(id=f"dlv_{number}") for number in range(3))


@pytest.mark.parametrize(
    ("feed", "found"),
    [
        ([], []),
        ([ONE], [[ONE]]),
        ([ONE, TWO], [[ONE, TWO]]),
        ([ONE, TWO, THREE], [[ONE, TWO], [THREE]]),
        ([ONE, None, TWO, THREE], [[ONE], [TWO, THREE]]),
        ([None, None, ONE, None, None, TWO, None], [[ONE], [TWO]]),
        ([ONE, TWO, None, THREE], [[ONE, TWO], [THREE]]),
        ([None], []),
    ],
)
def test_a_handful_is_full_or_all_there_is_just_now(feed: list[Parcel | None], found: list[list[Parcel]]) -> None:
    assert list(handfuls(feed, 2)) == found


def test_no_more_is_taken_than_what_is_carried_next() -> None:
    taken: list[Parcel] = []

    def feed() -> Iterator[Parcel]:
        for one in (ONE, TWO, THREE):
            taken.append(one)
            yield one

    together = handfuls(feed(), 2)
    assert next(together) == taken == [ONE, TWO]
