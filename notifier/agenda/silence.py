"""Silence: why something that a rule finds worth saying is kept back from somebody, or from everybody.

Rules say what is so. Who has answered, who has been given time, and who is spoken for is weighed here, in one place,
and the reason is written down beside the notice that was not said.
"""

from dataclasses import dataclass

from notifier.actionplan.model import lead_of
from notifier.agenda.case import AnyCase, Case, CommitmentCase
from notifier.agenda.moment import Kind, Moment, To

# What a commitment says of its milestones together.
_TOGETHER = (Kind.COMPLETED, Kind.COMPLETED_LATE)
# By which kind it says that, of each kind that it then says for them.
SPOKEN_FOR_BY = {Kind.OVERDUE: Kind.COMMITMENT_OVERDUE} | dict.fromkeys(_TOGETHER, Kind.COMMITMENT_COMPLETED)


@dataclass(frozen=True, slots=True)
class Silence:
    """From whom something is kept back, and why in words for the record."""

    frm: frozenset[To]
    why: str


_EVERYBODY = frozenset(To)
_ITS_AGENCY = frozenset((To.AGENCY, To.SUPERIOR))


def heard_by(case: AnyCase, moment: Moment, whole: CommitmentCase | None) -> tuple[tuple[To, ...], str | None]:
    """To whom a moment is still addressed, and why not to all.

    `whole` is the commitment that a milestone is of, where that speaks for it by what it says itself.
    """
    if isinstance(case, CommitmentCase):
        silences = _of_its_milestones(case, moment)
    elif isinstance(case, Case):
        silences = [one for one in (_asked_for(case, moment), whole and _spoken_for(case, moment, whole)) if one]
    else:
        silences = []
    kept_from = frozenset(to for silence in silences for to in silence.frm if to in moment.to)
    if not kept_from:
        return moment.to, None
    why = "; ".join(dict.fromkeys(silence.why for silence in silences if silence.frm & kept_from))
    return tuple(one for one in moment.to if one not in kept_from), why


def _asked_for(case: Case, moment: Moment) -> Silence | None:
    """What an agency or an operator has asked for: not to be pressed, for a while or for good."""
    if not moment.kind.presses:
        return None
    if (answer := case.delivered) and answer.said_on <= moment.on:
        return Silence(_EVERYBODY, f"answered on {answer.said_on} as delivered")
    if snooze := case.snoozed(moment.on):
        return Silence(_EVERYBODY, f"snoozed until {snooze.until}: {snooze.reason}")
    if (answer := case.extension) and answer.said_on <= moment.on and _before_the_new_date(case, moment):
        return Silence(_ITS_AGENCY, f"its agency answered on {answer.said_on} that it needs until {answer.until}")
    return None


def _of_its_milestones(whole: CommitmentCase, moment: Moment) -> list[Silence]:
    """A commitment is not pressed for where nobody may be for any of its open milestones."""
    found = [_asked_for(case, moment) for case in whole.milestones if case.done_on is None]
    silences = [silence for silence in found if silence]
    if not found or len(silences) < len(found):
        return []
    for_all = frozenset.intersection(*(silence.frm for silence in silences))
    return [Silence(for_all, silence.why) for silence in silences]


def _before_the_new_date(case: Case, moment: Moment) -> bool:
    """Whether a moment presses for the plan's own deadline before the day that the agency has asked for is over."""
    asked = case.extension
    return asked is not None and asked.until is not None and moment.on <= asked.until and not _of_the_new_date(moment)


def _of_the_new_date(moment: Moment) -> bool:
    return bool(moment.facts.get("asked"))


def _spoken_for(case: Case, moment: Moment, whole: CommitmentCase) -> Silence | None:
    """A commitment speaks for its milestones to the public, and to the agency that leads both."""
    if not whole.speaks:
        return None
    if moment.kind is Kind.OVERDUE:
        due_on = whole.due_on
        if due_on is None or moment.on <= due_on:
            return None
        why = f"its commitment is overdue since {due_on} and speaks for it"
    elif moment.kind in _TOGETHER and whole.completed_seen_on == moment.on:
        why = "its commitment was completed with it and speaks for it"
    else:
        return None
    led_by_the_same = lead_of(case.commitment, case.milestone) == case.commitment.lead
    return Silence(_EVERYBODY if led_by_the_same else frozenset((To.PUBLIC,)), why)
