"""The agenda: all moments of all rules in order, for any window, past or future.

Reminders, catching up after an outage, previews and simulation are all this one question.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from notifier.actionplan.model import ActionPlan, Agency, lead_of, subject
from notifier.actionplan.revision import sighting_of
from notifier.agenda.case import AnyCase, Case, CommitmentCase, PlanCase, level_of
from notifier.agenda.moment import OF_ITS_LEAD, Moment
from notifier.agenda.notice import Named, Notice, Reason
from notifier.agenda.rulebook import Rulebook
from notifier.agenda.silence import SPOKEN_FOR_BY, heard_by
from notifier.agenda.telling import first_told, told
from notifier.errors import RuleError

# How far back a tick looks at the least: what an outage or a revision left behind is found again.
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Saying:
    """A rule's moment for a case, on the way to becoming a notice; `kept_back` says why not all whom it is to hear."""

    rule: str
    case: AnyCase
    moment: Moment
    kept_back: str | None = None


def sayings(
    case: AnyCase,
    rulebook: Rulebook,
    since: date,
    until: date,
    broken: Callable[[str], None],
    whole: CommitmentCase | None = None,
) -> Iterator[Saying]:
    """What the rules say of a case from `since` to `until`, both included; rule after rule, each ascending.

    `whole` is the commitment that a milestone is of, which may speak for it. A rule that breaks its contract is
    reported to `broken` in a sentence, and the others go on.
    """
    for rule in rulebook.rules_for(case.plan, level_of(case)):
        try:
            for moment in told(case, rule.moments(case), until):
                if moment.on >= since:
                    rule.vouch_for(moment)
                    speaking = whole if whole and _speaks(whole, moment, rulebook) else None
                    to, why = heard_by(case, moment, speaking)
                    yield Saying(rule.name, case, replace(moment, to=to) if why else moment, why)
        except RuleError as trouble:
            broken(str(trouble))


def _speaks(whole: CommitmentCase, moment: Moment, rulebook: Rulebook) -> bool:
    """Whether any rule in force has a commitment say by then what would otherwise be said of a milestone.

    A rule that is broken says nothing; that is reported of the commitment itself.
    """
    wanted = SPOKEN_FOR_BY.get(moment.kind)
    if wanted is None or not whole.speaks:
        return False
    for rule in rulebook.rules_for(whole.plan, "commitment"):
        try:
            until_then = takewhile(lambda one: one.on <= moment.on, rule.moments(whole))
            if any(one.kind is wanted for one in until_then):
                return True
        except RuleError:
            continue
    return False


def next_on(case: AnyCase, rulebook: Rulebook, since: date) -> date | None:
    """The first day, from `since` on, on which any rule says something of a case.

    For a rule that breaks its contract that is `since` itself: it is asked again each day, until it is mended.
    """
    nearest: date | None = None
    head_start = case.plan.head_start
    try:
        for rule in rulebook.rules_for(case.plan, level_of(case)):
            day = first_told(case, rule.moments(case), since) if head_start else rule.first_from(case, since)
            if day is not None and (nearest is None or day < nearest):
                nearest = day
    except RuleError:
        return since
    return nearest


def window(today: date, first_seen_on: date, last_tick_on: date | None) -> tuple[date, date]:
    """The days that a tick answers for: 30 back, or to the last completed tick, never before the plan was seen.

    Where no tick has been completed yet, all days since the plan was first seen are still to be answered for.
    """
    since = min(today - LOOK_BACK, last_tick_on or first_seen_on)
    return max(since, first_seen_on), today


def cases_of(plan: ActionPlan, first_seen_on: date, revision: str) -> Iterator[AnyCase]:
    """The cases of a plan as though it had just been read for the first time: what simulation works on."""
    promises = [milestone for _, milestone in plan.milestones()]
    yield PlanCase(plan.head, first_seen_on, len(promises), sum(one.completed for one in promises))
    for commitment in plan.commitments:
        milestones = tuple(
            Case(
                plan.head,
                commitment,
                milestone,
                (sighting_of(milestone, revision, first_seen_on),),
                plan_first_seen_on=first_seen_on,
            )
            for milestone in commitment.milestones
        )
        yield CommitmentCase(plan.head, commitment, milestones)
        yield from milestones


def subject_of(case: AnyCase) -> str:
    """The name, unique in its plan and level, of what a case is about."""
    if isinstance(case, Case):
        return subject(case.commitment, case.milestone)
    return subject(case.commitment) if isinstance(case, CommitmentCase) else case.plan.id


def key_of(case: AnyCase) -> tuple[str, str]:
    """What tells a case from all others of its plan: its level and subject; of what is gone, the identity.

    The name of what is gone may be another's by now.
    """
    level, subject = level_of(case), subject_of(case)
    return level, (case.identity or subject) if isinstance(case, Case) and case.gone else subject


def notice_of(saying: Saying, agencies: Iterable[Agency], revision: str, file: str, said_at: datetime) -> Notice:
    """The notice that a saying becomes. `revision` is the plan's; a milestone's own sighting knows its better."""
    case, moment = saying.case, saying.moment
    commitment = None if isinstance(case, PlanCase) else case.commitment
    milestone = case.milestone if isinstance(case, Case) else None
    sighting = case.history[-1] if isinstance(case, Case) else None
    lead = lead_of(commitment, milestone) if commitment else case.plan.lead if moment.kind in OF_ITS_LEAD else None
    agency = next((one for one in agencies if one.id == lead), None)
    reason = Reason(saying.rule, sighting.revision if sighting else revision, file, sighting.line if sighting else 1)
    return Notice(
        on=moment.on,
        kind=moment.kind,
        to=moment.to,
        subject=subject_of(case),
        plan=Named(case.plan.id, case.plan.title),
        commitment=Named(commitment.id, commitment.title) if commitment else None,
        milestone=Named(milestone.id, milestone.title) if milestone else None,
        agency=Named(agency.id, agency.name) if agency else None,
        themes=commitment.themes if commitment else (),
        deadline=milestone.deadline if milestone else None,
        lapses=moment.lapses,
        facts=moment.facts,
        reason=reason,
        said_at=said_at,
        first_named=None if isinstance(case, PlanCase) else case.identity,
        commitment_first_named=None if isinstance(case, PlanCase) else case.commitment.identity,
        kept_back=saying.kept_back,
    )


def in_order(notices: Iterable[Notice]) -> list[Notice]:
    """Notices as people read them: by day, then by what they are about."""
    return sorted(notices, key=lambda notice: (notice.on, notice.plan.id, notice.subject, notice.kind))
