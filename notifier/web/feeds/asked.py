"""What somebody wants in a feed: the board's filters and some more, each checked against what there is.

A program that follows a feed must not be told for years that there is nothing new, because a name was mistyped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends

from notifier.actionplan.model import Commitment, lead_of
from notifier.agenda.case import Case
from notifier.agenda.moment import Kind
from notifier.audience.wording import Wording
from notifier.ledger import board as reads
from notifier.ledger import names
from notifier.ledger import plans as stored_plans
from notifier.ledger.connect import Book
from notifier.ledger.plans import StoredPlan
from notifier.web.filters import Filter, filter_of, themes_of
from notifier.web.state import state_of, state_of_commitment

# What an address may ask for; everything else in it changes nothing.
NAMES = ("agency", "before", "commitment", "kind", "lang", "q", "state", "theme")
_MOST_NAMED = 60  # of what there is, for somebody who asked for something else


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted; None asks for everything. `before` is the notice after which a page of a feed goes on."""

    wanted: Filter
    commitment: str | None = None
    kind: str | None = None
    before: str | None = None

    def address(self) -> dict[str, object]:
        """As an address asks for it, without the page."""
        return self.wanted.asked(commitment=self.commitment, kind=self.kind)


def asked_of(
    wanted: Annotated[Filter, Depends(filter_of)],
    commitment: str | None = None,
    kind: str | None = None,
    before: str | None = None,
) -> Asked:
    """What an address asks for; an empty value asks for everything."""
    return Asked(wanted, commitment or None, kind or None, before or None)


AskedFor = Annotated[Asked, Depends(asked_of)]


@dataclass(frozen=True, slots=True)
class Known:
    """What is in service of the plans that a feed is of: the plans, their commitments and agencies by plan."""

    plans: Sequence[StoredPlan]
    commitments: Mapping[str, Sequence[Commitment]]
    agencies: Mapping[tuple[str, str], str]


def known(book: Book, plan: str | None) -> Known | None:
    """What there is of one plan, or of all; None where there is no such plan."""
    one = stored_plans.find(book, plan) if plan else None
    if plan and one is None:
        return None
    serving = [one] if one else stored_plans.stored(book)
    ids = [plan.head.id for plan in serving]
    return Known(serving, reads.commitments_of(book, ids), reads.agency_names(book, ids))


@dataclass(frozen=True, slots=True)
class Stranger:
    """Something that was asked for and is not there, and what is."""

    title: str
    line: str


def stranger_in(book: Book, asked: Asked, there: Known, say: Wording) -> Stranger | None:
    """The first thing that is asked for and is not there. States are looked at where they are read."""
    everything = [one for its in there.commitments.values() for one in its]
    if (agency := asked.wanted.agency) and all(one != agency for _, one in there.agencies):
        return _stranger(say.gettext("There is no such agency here"), {one for _, one in there.agencies}, say)
    if (theme := asked.wanted.theme) and theme not in themes_of(everything):
        return _stranger(say.gettext("There is no such theme here"), themes_of(everything), say)
    if asked.kind and asked.kind not in list(Kind):
        return _stranger(say.gettext("There is no such kind of notice"), list(Kind), say)
    if asked.commitment and not named_now(book, asked.commitment, there):
        return _stranger(say.gettext("There is no such commitment here"), {one.id for one in everything}, say)
    return None


def _stranger(title: str, there: Iterable[str], say: Wording) -> Stranger:
    names = sorted(there)
    some, more = "; ".join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED
    listed = say.gettext("%(names)s and %(n)s more", names=some, n=more) if more > 0 else some
    return Stranger(title, say.gettext("There are these:") + " " + listed)


def named_now(book: Book, commitment: str, there: Known) -> dict[str, str]:
    """What the commitment of a name, or of a former name, is called now, by plan; of plans that have none, nothing."""
    found: dict[str, str] = {}
    for plan, its in there.commitments.items():
        here = any(one.id == commitment for one in its)
        if now := commitment if here else names.commitment_now(book, plan, commitment):
            found[plan] = now
    return found


def admits(asked: Asked, case: Case, named: str | None, today: date) -> bool:
    """Whether a milestone is wanted in a calendar: there it is the milestone's own state and agency that count.

    `named` is what the commitment that is asked for is called now.
    """
    wanted, commitment = asked.wanted, case.commitment
    return (
        (asked.commitment is None or commitment.id == named)
        and (wanted.agency is None or lead_of(commitment, case.milestone) == wanted.agency)
        and (wanted.state is None or (not case.gone and state_of(case.milestone, today) is wanted.state))
        and Filter(theme=wanted.theme, q=wanted.q).admits(commitment, today)
    )


def identities(book: Book, asked: Asked, there: Known, days: Mapping[str, date]) -> dict[str, list[str]] | None:
    """The commitments whose notices are wanted, by plan, under the names they were first known by; None: whatever."""
    if asked.commitment is None and asked.wanted.state is None:
        return None
    named = named_now(book, asked.commitment, there) if asked.commitment else None
    found: dict[str, list[str]] = {}
    for plan, its in there.commitments.items():
        found[plan] = [
            one.identity or one.id
            for one in its
            if (named is None or one.id == named.get(plan))
            and asked.wanted.state in (None, state_of_commitment(one, days[plan]))
        ]
    return found
