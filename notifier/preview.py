"""What would be said: the real rules and readers, asked about other days; nothing is stored or sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from notifier.actionplan.model import ActionPlan, Agency
from notifier.agenda.agenda import Saying, cases_of, in_order, notice_of, sayings
from notifier.agenda.case import with_wholes
from notifier.agenda.complaints import Complaints
from notifier.agenda.guard import guarding
from notifier.agenda.notice import Notice
from notifier.agenda.rulebook import Rulebook
from notifier.audience.match import readers
from notifier.audience.subscription import Subscription, keys_of
from notifier.clock import instant_of, local_day
from notifier.ledger import cases, names, notices, plans, subscriptions
from notifier.ledger.connect import Ledger
from notifier.ledger.plans import StoredPlan


@dataclass(frozen=True, slots=True)
class Forecast:
    """A notice that would be said, and the addresses that it would go to."""

    notice: Notice
    recipients: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """One line of a listing: `on, kind, plan, commitment, milestone, recipients` and more."""
        notice = self.notice
        return {
            "on": str(notice.on),
            "kind": str(notice.kind),
            "plan": notice.plan.id,
            "commitment": notice.commitment and notice.commitment.id,
            "milestone": notice.milestone and notice.milestone.id,
            "to": [str(one) for one in notice.to],
            "recipients": list(self.recipients),
            "deadline": str(notice.deadline.on) if notice.deadline and notice.deadline.on else None,
            "printed": notice.deadline and notice.deadline.printed,
            "says": notice.deadline and notice.deadline.says,
            "rule": notice.reason.rule,
            "facts": dict(notice.facts),
            "notice": notice.id,
        }


def simulate(
    plan: ActionPlan, revision: str, file: str, rulebook: Rulebook, since: date, until: date, problems: list[str]
) -> list[Forecast]:
    """Every notice that a plan would bring from `since`, as though first read then, to `until`, both included.

    Subscriptions are not known here: the recipients are the plan's own. Rules that break are added to `problems`.
    """
    complaints = Complaints()
    with guarding(rulebook) as rulebook:
        found = [
            _notice(saying, plan.agencies, revision, file)
            for case, whole in with_wholes(cases_of(plan, since, revision))
            for saying in sayings(case, rulebook, since, until, complaints.hear, whole)
        ]
    problems += complaints.in_short()
    return [_forecast(notice, plan.agencies, ()) for notice in in_order(found)]


def upcoming(ledger: Ledger, rulebook: Rulebook, now: datetime, days: int, problems: list[str]) -> list[Forecast]:
    """What the plans in service will say within so many days, if nothing changes: to agencies and subscribers."""
    complaints = Complaints()
    with ledger.reading() as book, guarding(rulebook) as rulebook:
        serving = plans.stored(book)
        agencies = plans.agencies_of(book, [plan.head.id for plan in serving])
        coming: list[Notice] = []
        for plan in serving:
            since, until = _days_ahead(plan, now, days)
            keys = cases.upcoming(book, plan.head.id, until)
            coming += [
                _notice(saying, agencies[plan.head.id], plan.revision, plan.file)
                for case, whole in cases.load(book, plan, keys)
                for saying in sayings(case, rulebook, since, until, complaints.hear, whole)
            ]
        coming = names.with_former_commitments(book, coming)
        said = notices.by_id(book, [notice.id for notice in coming])
        filed = subscriptions.interested_in(book, {key for notice in coming for key in keys_of(notice)})
    problems += complaints.in_short()
    return [
        _forecast(notice, agencies[notice.plan.id], [wish for key in keys_of(notice) for wish in filed[key]])
        for notice in in_order(coming)
        if notice.id not in said
    ]


def _days_ahead(plan: StoredPlan, now: datetime, days: int) -> tuple[date, date]:
    """From the first day that has not been announced yet, to so many days after today."""
    today = local_day(now, plan.head.timezone, plan.head.notify_at)
    announced = plan.ticked_on is not None and plan.ticked_on >= today
    return today + timedelta(days=1 if announced else 0), today + timedelta(days=days)


def _notice(saying: Saying, agencies: Sequence[Agency], revision: str, file: str) -> Notice:
    head = saying.case.plan
    return notice_of(saying, agencies, revision, file, instant_of(saying.moment.on, head.timezone, head.notify_at))


def _forecast(notice: Notice, agencies: Sequence[Agency], wishes: Sequence[Subscription]) -> Forecast:
    addresses = {reader.destination.address for reader in readers(notice, agencies, wishes)}
    return Forecast(notice, tuple(sorted(addresses)))
