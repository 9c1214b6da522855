"""What would be said over the course of a plan that is replaced by later revisions, each on its day.

It is the pipeline itself, over a ledger in memory that is gone afterwards, so that what slips, is done, added, removed
or left to stall is seen as the service will see it.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from notifier.actionplan.model import PlanHead
from notifier.actionplan.reader import Reading
from notifier.agenda.agenda import in_order
from notifier.agenda.rulebook import Rulebook
from notifier.audience.digest import DigestHour
from notifier.clock import instant_of
from notifier.keyring import Keyring
from notifier.ledger import notices, plans, waking
from notifier.ledger.connect import Book, ledger_in_memory
from notifier.pipeline import announce_in, take_in
from notifier.preview.forecast import Forecast, forecast, merged

_ALL = 1_000_000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Revision:
    """What a plan file says from a day on."""

    on: date
    reading: Reading


def follow(
    revisions: Sequence[Revision],
    rulebook: Rulebook,
    until: date,
    problems: list[str],
    reached: Callable[[date], None] = lambda _day: None,
) -> list[Forecast]:
    """Every notice from the first of some revisions of one plan, in order of their days, to `until`, included.

    Days on which nothing wakes are passed over, for nothing is said on them; `reached` is told how far it has come.
    What is wrong with a revision, or with a rule, is added to `problems`.
    """
    plan = revisions[0].reading.plan
    assert plan is not None, "whoever asks has read it"
    ledger = ledger_in_memory(Keyring([secrets.token_hex(32)]))  # nothing is sealed in it
    found: list[Forecast] = []
    head, day = plan.head, revisions[0].on
    coming = list(revisions)
    while day <= until:
        now = instant_of(day, head.timezone, head.notify_at)
        with ledger.writing() as book:
            while coming and coming[0].on <= day:
                problems += _read(book, rulebook, coming.pop(0), now)
            said = announce_in(book, rulebook, now)
            head = _head_now(book, head)
            agencies, hour = plans.agencies_of(book, [head.id])[head.id], _hour(head)
            found += [forecast(notice, agencies, (), hour) for notice in said.notices]
            problems += said.problems
            following = waking.next_on(book)
        reached(day)
        day = _next_day(day, following, coming)
    with ledger.reading() as book:
        lapsed = [notice for notice, late in notices.list_said(book, _ALL) if late]
    ledger.close()
    by_id = {one.notice.id: one for one in found} | {
        notice.id: forecast(notice, (), (), _hour(head), lapsed=True) for notice in lapsed
    }
    return merged([by_id[notice.id] for notice in in_order(one.notice for one in by_id.values())])


def _read(book: Book, rulebook: Rulebook, revision: Revision, now: datetime) -> list[str]:
    """Take a revision in as though its file lay alone in the place of the plans; what is wrong with it."""
    file = revision.reading.path
    take_in(book, rulebook, revision.reading, [Path(file)], now)
    return plans.file_problems(book, paths={file})


def _head_now(book: Book, head: PlanHead) -> PlanHead:
    plan = plans.find(book, head.id)
    return plan.head if plan else head


def _hour(head: PlanHead) -> DigestHour:
    return DigestHour.of(head.timezone, head.notify_at)


def _next_day(day: date, following: date | None, coming: Sequence[Revision]) -> date:
    """The next day on which anything happens.

    The day before a revision is one, too: how far back a tick looks depends on the one before it.
    """
    days = [following or date.max, *(one.on - _DAY for one in coming[:1]), *(one.on for one in coming[:1])]
    return min((one for one in days if one > day), default=date.max) if day < date.max else date.max
