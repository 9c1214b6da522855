"""What somebody wants to see of the plans: it stands in the address, and is carried from link to link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated

from fastapi import Depends, HTTPException

from notifier.actionplan.model import Commitment, lead_of
from notifier.web.state import State, state_named, state_of_commitment

_LONGEST = 200  # signs of a search: nobody types more


class NoSuchState(HTTPException):
    """A state that is asked for is none of the five."""

    def __init__(self) -> None:
        super().__init__(404, "there is no such state")


@dataclass(frozen=True, slots=True)
class Filter:
    """What all of it must be true of a commitment that is shown; None and nothing ask for everything.

    `agency` leads it or one of its milestones, by id; `q` are words that stand in a title or id, in any case.
    """

    state: State | None = None
    agency: str | None = None
    theme: str | None = None
    q: str | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def without_state(self) -> "Filter":
        """The same for every state: what the counts beside the states are of."""
        return replace(self, state=None)

    def admits(self, commitment: Commitment, today: date) -> bool:
        """Whether a commitment is wanted."""
        return (
            self.state in (None, state_of_commitment(commitment, today))
            and (self.agency is None or self.agency in _leads(commitment))
            and (self.theme is None or self.theme in commitment.themes)
            and (self.q is None or _holds(commitment, self.q))
        )

    def asked(self, **other: object) -> dict[str, object]:
        """As an address asks for it, with something else in its place."""
        return {
            "state": self.state and self.state.slug,
            "agency": self.agency,
            "theme": self.theme,
            "q": self.q,
            **other,
        }


def filter_of(
    state: str | None = None, agency: str | None = None, theme: str | None = None, q: str | None = None
) -> Filter:
    """What an address asks for; an empty choice in a form asks for everything. Raises NoSuchState."""
    wanted = state_named(state) if state else None
    if state and wanted is None:
        raise NoSuchState()
    words = " ".join(q[:_LONGEST].split()) if q else None
    return Filter(wanted, agency or None, theme or None, words or None)


Filtered = Annotated[Filter, Depends(filter_of)]


def themes_of(commitments: Iterable[Commitment]) -> list[str]:
    """The themes that there are, in order."""
    return sorted({theme for commitment in commitments for theme in commitment.themes}, key=str.casefold)


def _leads(commitment: Commitment) -> set[str]:
    return {commitment.lead, *(lead_of(commitment, one) for one in commitment.milestones)}


def _holds(commitment: Commitment, words: str) -> bool:
    """Whether every word stands somewhere in what a commitment and its milestones are called."""
    called = " ".join(_names(commitment)).casefold()
    return all(word in called for word in words.casefold().split())


def _names(commitment: Commitment) -> Sequence[str]:
    below = commitment.milestones
    return [
        commitment.id, commitment.title, *commitment.titles.values(),
        *(text for one in below for text in (one.title, *one.titles.values())),
    ]  # fmt: skip
