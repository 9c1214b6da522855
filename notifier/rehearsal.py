"""What reading plan files would bring, found by doing it: in a transaction of which nothing is kept.

It is the pipeline itself that is rehearsed, over the service's own ledger, so that the two cannot differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from notifier.actionplan.diff import Change, Past, changes
from notifier.actionplan.model import ActionPlan, subject
from notifier.actionplan.problems import Severity
from notifier.actionplan.reader import Reading
from notifier.actionplan.renumbering import outline, recognise
from notifier.agenda.case import CommitmentCase
from notifier.agenda.notice import Notice
from notifier.agenda.rulebook import Rulebook
from notifier.audience.digest import Bundle
from notifier.audience.subscription import Lane
from notifier.clock import local_day
from notifier.ledger import cases, mutes, names, plans, readings, standings
from notifier.ledger.connect import Book, Ledger
from notifier.pipeline import announce_in, take_in
from notifier.plan_files import Loader, read_if_changed, shown


@dataclass(frozen=True, slots=True)
class Changed:
    """What a file says otherwise than its plan in service; `new` where there is none. `failed`: it cannot be used."""

    file: str
    plan: str | None
    new: bool
    failed: bool
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        if self.failed:
            return f"{self.file} cannot be used"
        if self.new:
            return f"{self.file}: the plan {self.plan}, read for the first time"
        return f"{self.file}: {_many(len(self.changes), 'change')} of the plan {self.plan}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many notices, and by what they would leave; `withdrawn` is what waits to leave and no longer would."""

    notices: int
    emails_to_agencies: int
    agencies: int
    emails_to_subscribers: int
    webhooks: int
    withdrawn: int

    def __str__(self) -> str:
        """`14 notices: 9 e-mails to 4 agencies, 3 webhooks`."""
        parts = [
            f"{_many(self.emails_to_agencies, 'e-mail')} to {_many(self.agencies, 'agency', 'agencies')}"
            if self.emails_to_agencies
            else "",
            f"{_many(self.emails_to_subscribers, 'e-mail')} to subscribers" if self.emails_to_subscribers else "",
            _many(self.webhooks, "webhook") if self.webhooks else "",
        ]
        leaving = ", ".join(part for part in parts if part)
        said = f"{_many(self.notices, 'notice')}{f': {leaving}' if leaving else ''}"
        return f"{said}; {_many(self.withdrawn, 'delivery', 'deliveries')} withdrawn" if self.withdrawn else said


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would come of reading some files now, and then saying what is due."""

    files: tuple[Changed, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    notices: tuple[Notice, ...]
    tally: Tally


def rehearse(
    ledger: Ledger, rulebook: Rulebook, paths: Sequence[Path], found: Sequence[Path], load_it: Loader, now: datetime
) -> Rehearsed:
    """Ingest some files and announce, and keep nothing. `found` are all plan files that there would be."""
    with ledger.reading() as book:
        read = [one for path in paths if (one := read_if_changed(book, rulebook, path, found, load_it))]
    with ledger.rehearsing() as book:
        waiting = standings.to_be_withdrawn(book, now)
        files = tuple(changed(book, reading, now) for reading in read)
        for reading in read:
            take_in(book, rulebook, reading, found, now)
        files = tuple(_in_truth(book, file, reading) for file, reading in zip(files, read, strict=True))
        withdrawn = standings.to_be_withdrawn(book, now) - waiting
        said = announce_in(book, rulebook, now)
        silent = mutes.muted(book)
        leaving = [one for one in said.bundles if (one.destination.lane, one.destination.address) not in silent]
        asked = {shown(path) for path in paths}
        problems, warnings = (plans.file_problems(book, severity, asked) for severity in Severity)
    return Rehearsed(
        files,
        (*problems, *said.problems),
        tuple(warnings),
        said.notices,
        tally(said.notices, leaving, said.crowd, len(withdrawn)),
    )


def read_now(
    ledger: Ledger, rulebook: Rulebook, paths: Sequence[Path], found: Sequence[Path], load_it: Loader, now: datetime
) -> tuple[Changed, ...]:
    """Ingest some files in earnest, those that have changed; what that changed."""
    files: list[Changed] = []
    for path in paths:
        with ledger.reading() as book:
            reading = read_if_changed(book, rulebook, path, found, load_it)
        if reading:
            with ledger.writing() as book:
                would = changed(book, reading, now)
                take_in(book, rulebook, reading, found, now)
                files.append(_in_truth(book, would, reading))
    return tuple(files)


def _in_truth(book: Book, file: Changed, reading: Reading) -> Changed:
    """The same, or that it changes nothing: a file that was not taken in, whatever for, was not believed."""
    plan = plans.find(book, file.plan) if file.plan else None
    taken = plan and (plan.file, plan.revision) == (reading.path, reading.revision)
    return file if taken else replace(file, failed=True, new=False, changes=())


def changed(book: Book, reading: Reading, now: datetime) -> Changed:
    """What a reading says otherwise than its plan as it is in service, with every move that the ledger knows of."""
    plan = reading.plan
    if plan is None:
        return Changed(reading.path, None, False, True, ())
    before = in_service(book, plan.id)
    if before is None:
        return Changed(reading.path, plan.id, True, False, ())
    old, past = before
    put_back = readings.was_read_before(book, plan.id, reading.revision)
    recognition = recognise(outline(old), plan, names.former(book, plan.id), put_back=put_back)
    today = local_day(now, plan.head.timezone, plan.head.notify_at)
    return Changed(
        reading.path, plan.id, False, False, changes(old, plan, recognition=recognition, past=past, on=today)
    )


def in_service(book: Book, plan_id: str) -> tuple[ActionPlan, Past] | None:
    """A plan as it is in service, and what has been seen of each of its milestones."""
    plan = plans.find(book, plan_id)
    if plan is None:
        return None
    whole = [case for case in cases.in_service(book, plan) if isinstance(case, CommitmentCase)]
    agencies = plans.agencies_of(book, [plan_id])[plan_id]
    past = {subject(one.commitment, one.milestone): one.history for case in whole for one in case.milestones}
    return ActionPlan(plan.head, tuple(agencies), tuple(case.commitment for case in whole)), past


def tally(notices: Sequence[Notice], bundles: Sequence[Bundle], crowd: Mapping[Lane, int], withdrawn: int) -> Tally:
    """What notices owe, counted; `crowd` are the subscribers whom the database has counted, by lane."""
    whys = [
        (one.destination.lane, [why for held in one.notices.values() for why in held if why.agency]) for one in bundles
    ]
    emails = [answering for lane, answering in whys if lane is Lane.EMAIL]
    return Tally(
        notices=len(notices),
        emails_to_agencies=sum(1 for answering in emails if answering),
        agencies=len({why.agency.id for answering in emails for why in answering if why.agency}),
        emails_to_subscribers=sum(1 for answering in emails if not answering) + crowd.get(Lane.EMAIL, 0),
        webhooks=sum(1 for lane, _ in whys if lane is Lane.WEBHOOK) + crowd.get(Lane.WEBHOOK, 0),
        withdrawn=withdrawn,
    )


def _many(number: int, one: str, several: str | None = None) -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"
