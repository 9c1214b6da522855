"""What the plans in service will say next, if nothing changes: their cases as the ledger holds them, asked ahead."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from notifier.agenda.agenda import in_order, sayings
from notifier.agenda.complaints import Complaints
from notifier.agenda.guard import guarding
from notifier.agenda.notice import Notice
from notifier.agenda.rulebook import Rulebook
from notifier.audience.digest import DigestHour
from notifier.audience.subscription import keys_of
from notifier.clock import local_day
from notifier.ledger import board, cases, names, notices, plans, subscriptions
from notifier.ledger.connect import Ledger
from notifier.ledger.plans import StoredPlan
from notifier.preview.forecast import Forecast, forecast, merged, notice_ahead
from notifier.preview.narrowing import words_known


def upcoming(ledger: Ledger, rulebook: Rulebook, now: datetime, days: int, problems: list[str]) -> list[Forecast]:
    """What the plans in service will say within so many days: to agencies and subscribers."""
    complaints = Complaints()
    with ledger.reading() as book, guarding(rulebook) as rulebook:
        serving = {plan.head.id: plan for plan in plans.stored(book)}
        agencies = plans.agencies_of(book, list(serving))
        coming: list[Notice] = []
        for name, plan in serving.items():
            since, until = _days_ahead(plan, now, days)
            keys = cases.upcoming(book, name, until)
            coming += [
                notice_ahead(saying, agencies[name], plan.revision, plan.file)
                for case, whole in cases.load(book, plan, keys, since)
                for saying in sayings(case, rulebook, since, until, complaints.hear, whole)
            ]
        coming = names.with_former_commitments(book, coming)
        said = notices.by_id(book, [notice.id for notice in coming])
        filed = subscriptions.interested_in(book, {key for notice in coming for key in keys_of(notice)})
    problems += complaints.in_short()
    hours = {name: DigestHour.of(plan.head.timezone, plan.head.notify_at) for name, plan in serving.items()}
    found = [
        forecast(
            notice,
            agencies[notice.plan.id],
            [wish for key in keys_of(notice) for wish in filed[key]],
            hours[notice.plan.id],
        )
        for notice in in_order(coming)
        if notice.id not in said
    ]
    return merged(found)


def words_in_service(ledger: Ledger, rulebook: Rulebook, coming: Iterable[Notice]) -> dict[str, set[str]]:
    """The words by which somebody may ask for some of it."""
    with ledger.reading() as book:
        ids = [plan.head.id for plan in plans.stored(book)]
        agencies = [one for those in plans.agencies_of(book, ids).values() for one in those]
        promised = [one for those in board.commitments_of(book, ids).values() for one in those]
    return words_known((one.name for one in rulebook.rules), ids, agencies, promised, coming)


def _days_ahead(plan: StoredPlan, now: datetime, days: int) -> tuple[date, date]:
    """From the first day that has not been announced yet, to so many days after today."""
    today = local_day(now, plan.head.timezone, plan.head.notify_at)
    announced = plan.ticked_on is not None and plan.ticked_on >= today
    last = today + min(timedelta(days=days), date.max - today)
    return min(today + timedelta(days=1 if announced else 0), last), last
