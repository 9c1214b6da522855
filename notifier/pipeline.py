"""Plan files in, owed deliveries out: stages 1 to 4 on one page.

`ingest` reads what has changed in the plan files. `announce` asks the rules what the days since the last tick
have to say, and writes down the new notices with everything that they owe, in one transaction. Both may be
repeated at any time, by several processes at once, and say nothing twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from notifier.actionplan.model import Agency
from notifier.actionplan.problems import Code, Problem, Severity
from notifier.actionplan.reader import Reading
from notifier.actionplan.reader.places import problem
from notifier.actionplan.reader.source import LARGEST_PLAN
from notifier.actionplan.renumbering import Recognition, doubts, recognise
from notifier.actionplan.shrinking import shrunk
from notifier.agenda.agenda import cases_of, in_order, key_of, next_on, notice_of, sayings, window
from notifier.agenda.complaints import Complaints
from notifier.agenda.guard import guarding
from notifier.agenda.misfits import rule_problems
from notifier.agenda.notice import Notice
from notifier.agenda.rulebook import Rulebook
from notifier.arming import arm, arm_under_changed_rules, arm_what_changed
from notifier.audience.digest import Bundle, DigestHour, bundle
from notifier.audience.match import Reader, readers
from notifier.audience.subscription import Lane, Subscription
from notifier.clock import local_day
from notifier.ledger import cases, health, names, notices, plans, readings
from notifier.ledger.connect import Book, Ledger
from notifier.ledger.crowd import wanted
from notifier.ledger.plans import StoredPlan
from notifier.plan_files import LookAgain, found_at, loader, settled, shown, undisturbed

# ------------------------------------------------------------------------------------------ stage 1: ingest


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a look at the plan files found: the files that were read anew, and the problems of all of them."""

    read: tuple[str, ...]
    problems: tuple[str, ...]


def ingest(
    ledger: Ledger,
    rulebook: Rulebook,
    place: Path,
    now: datetime,
    look_again: LookAgain | None = None,
    *,
    largest: int = LARGEST_PLAN,
) -> Ingested:
    """Read every plan file at `place` that has changed; an unchanged one costs its hash.

    A file that cannot be used leaves its problems in the ledger, and its plan goes on as last read. Ids that look as
    though they had been changed leave a question there, and what they name goes on under its old id. With `look_again`
    a file that is broken or gone is looked at again until it stays so: it may have been caught while it was saved.
    """
    found = found_at(ledger, place, look_again)
    load_it = loader(place, largest)
    read = []
    with guarding(rulebook) as rulebook:
        for path in found:
            with undisturbed():
                if reading := settled(ledger, rulebook, path, found, load_it, look_again):
                    with ledger.writing() as book:
                        take_in(book, rulebook, reading, found, now)
                    read.append(reading.path)
        with ledger.writing() as book:
            arm_under_changed_rules(book, rulebook, now)
            _notice_what_is_missing(book, place, {shown(path) for path in found}, now)
            health.completed(book, "ingest", now)
            return Ingested(tuple(read), tuple(plans.file_problems(book)))


def take_in(book: Book, rulebook: Rulebook, reading: Reading, found: Sequence[Path], now: datetime) -> None:
    """Write down what a file said: its plan goes into service.

    Not if it has errors, is read from another file already, or has lost most of its milestones.
    """
    problems = [*reading.problems, *rule_problems(reading, rulebook)]
    if reading.plan and (elsewhere := _read_elsewhere(book, reading, found)):
        problems.append(elsewhere)
    elif reading.plan and (held := _too_little_left(book, reading)):
        problems.append(held)
    elif reading.plan:
        problems += _take_into_service(book, rulebook, reading, now)
        problems += _left_behind(book, reading)
    plan_id = reading.plan.id if reading.plan else None
    plans.write_file(book, reading.path, reading.revision, plan_id, problems, now)


def _read_elsewhere(book: Book, reading: Reading, found: Sequence[Path]) -> Problem | None:
    """The problem of a file whose plan is already read from another file that is still there."""
    assert reading.plan is not None and reading.places is not None, "only files that could be read are asked about"
    other = plans.file_of(book, reading.plan.id)
    if other in (None, reading.path) or other not in {shown(path) for path in found}:
        return None
    what = f"the plan `{reading.plan.id}` is already read from {other}"
    hint = "give this plan another id, or remove one of the files"
    return problem(reading.places, ("plan", "id"), what, hint, code=Code.PLAN_ELSEWHERE)


def _too_little_left(book: Book, reading: Reading) -> Problem | None:
    """The problem of a file that lost most of its plan's milestones: perhaps it is still being written."""
    assert reading.plan is not None and reading.places is not None, "only files that could be read are asked about"
    if what := shrunk(plans.milestone_count(book, reading.plan.id), reading.plan):
        return problem(reading.places, ("plan",), *what, code=Code.SHRUNK)
    return None


def _left_behind(book: Book, reading: Reading) -> Iterator[Problem]:
    """The plans that were read from this file before its plan had another id: no file speaks for them any more."""
    assert reading.plan is not None and reading.places is not None, "only files that could be read are asked about"
    for other in plans.read_from(book, reading.path):
        if other != reading.plan.id:
            what = f"this file held the plan `{other}` before, which goes on as last read beside `{reading.plan.id}`"
            hint = f"if it is the same plan, give it the id `{other}` again; if not, put its file back"
            yield problem(reading.places, ("plan", "id"), what, hint, Severity.WARNING, Code.PLAN_ELSEWHERE)


def _take_into_service(book: Book, rulebook: Rulebook, reading: Reading, now: datetime) -> list[Problem]:
    """Write a good reading down, and set the days on which its changed cases wake; what is to be asked about ids."""
    assert reading.plan is not None, "a reading with errors has no plan"
    assert reading.places is not None, "what was read has places"
    head = reading.plan.head
    today = local_day(now, head.timezone, head.notify_at)
    before = plans.find(book, head.id)
    recognition = Recognition(reading.plan)
    if before:
        recognition = recognise(
            names.outline_in_service(book, head.id),
            reading.plan,
            names.former(book, head.id),
            put_back=readings.was_read_before(book, head.id, reading.revision),
        )
    written = readings.write_plan(book, recognition, reading.revision, reading.path, today, now)
    plan = plans.find(book, head.id)
    assert plan is not None, "it has just been written"
    if before is None:
        arm(book, rulebook, plan, today, cases_of(recognition.plan, today, reading.revision))
    else:
        arm_what_changed(book, rulebook, plan, today, written, before.head)
    plans.armed_under(book, head.id, rulebook.fingerprint_with(plan.head))
    return list(doubts(recognition, reading.places))


def _gone(name: str, plan_id: str) -> Problem:
    what = f"the file is gone; the plan `{plan_id}` goes on as last read"
    return Problem(name, 1, 1, what, "put the file back", code=Code.UNREADABLE)


def _notice_what_is_missing(book: Book, place: Path, found: set[str], now: datetime) -> None:
    """A plan whose file is gone goes on as last read, and a person is told; other lost files are forgotten."""
    for name, ids in plans.known_files(book).items():
        if name in found or name == shown(place):
            continue
        if not ids:
            plans.forget_file(book, name)
        else:
            gone = [_gone(name, plan_id) for plan_id in ids]
            plans.write_file(book, name, "", ids[0], gone, now)
    if place.is_dir() or not found:
        hint = "add one; README shows a first plan"
        empty = Problem(shown(place), 1, 1, "there is no plan file here", hint, code=Code.NO_PLAN)
        plans.write_file(book, shown(place), "", None, [] if found else [empty], now)


# ------------------------------------------------------------------------------------------ stages 2 to 4: announce


@dataclass(frozen=True, slots=True)
class Announced:
    """What a tick said: the new notices in order, what readers are owed, and what went wrong with rules.

    The crowd, who have one wish each and get what is said at once, is counted by lane: nobody has listed it.
    """

    notices: tuple[Notice, ...]
    bundles: tuple[Bundle, ...]
    crowd: Mapping[Lane, int]
    problems: tuple[str, ...]

    @property
    def owed(self) -> int:
        """How many deliveries that is."""
        return len(self.bundles) + sum(self.crowd.values())


def announce(ledger: Ledger, rulebook: Rulebook, now: datetime) -> Announced:
    """Say what the days up to each plan's today have to say and has not been said yet.

    1. The cases that wake until today are looked up; a tick on which none does reads no case.
    2. Rules say their moments, for the days since the last tick and at least 30 back.
    3. Each moment becomes a notice, or is passed over because it has been one already; lapsed ones go to nobody.
    4. The readers of each new notice are found, and what each is owed is bundled and written down; what the crowd of
       subscribers is owed, the database writes down by itself.
    """
    with ledger.writing() as book:
        return announce_in(book, rulebook, now)


def announce_in(book: Book, rulebook: Rulebook, now: datetime) -> Announced:
    """The same, within a transaction of the caller's."""
    with guarding(rulebook) as rulebook:
        return _announce(book, rulebook, now)


def _announce(book: Book, rulebook: Rulebook, now: datetime) -> Announced:
    complaints = Complaints(rulebook.problems)
    serving, today, waking = _waking(book, now)
    if concerned := waking.keys() | {name for name, plan in serving.items() if plan.ticked_on != today[name]}:
        # Before its cases are read, as a reading and an answer do it: else one would not know of the other.
        plans.hold(book, concerned)
        serving, today, waking = _waking(book, now)
        waking = {name: due for name, due in waking.items() if name in concerned}
        plans.ticked(book, {name: today[name] for name in concerned if serving[name].ticked_on != today[name]})
    said: list[Notice] = []
    lapsed: list[Notice] = []
    for name, due in waking.items():
        keys = [key for _, key in due]
        for notice in _say(book, rulebook, serving[name], keys, today[name], now, complaints.hear):
            (lapsed if notice.lapsed(today[name]) else said).append(notice)
    new = notices.write(book, said, lapsed)
    known = names.with_former_commitments(book, new)
    agencies = plans.agencies_of(book, {notice.plan.id for notice in new})
    contacts = {address for its in agencies.values() for one in its for address in (*one.emails, *one.superiors)}
    with wanted(book, known, contacts, now) as who:
        at_once = who.owe_the_crowd()
        bundles = bundle(_owed(known, agencies, who.others(), serving), now)
    notices.owe(book, bundles, now)
    problems = complaints.in_short()
    health.completed(book, "announce", now, problems)
    return Announced(tuple(in_order(new)), tuple(bundles), at_once, tuple(problems))


def _waking(
    book: Book, now: datetime
) -> tuple[dict[str, StoredPlan], dict[str, date], dict[str, list[tuple[date, cases.Key]]]]:
    """The plans in service, the today of each, and which of their cases wake until then."""
    serving = {plan.head.id: plan for plan in plans.stored(book)}
    today = {name: local_day(now, plan.head.timezone, plan.head.notify_at) for name, plan in serving.items()}
    due = cases.due(book, max(today.values())) if today else {}
    waking = {name: [(day, key) for day, key in found if day <= today[name]] for name, found in due.items()}
    return serving, today, {name: found for name, found in waking.items() if found}


def _say(
    book: Book,
    rulebook: Rulebook,
    plan: StoredPlan,
    keys: Sequence[cases.Key],
    today: date,
    now: datetime,
    broken: Callable[[str], None],
) -> Iterator[Notice]:
    """The notices that some cases of a plan have today; each case is armed anew, for the days after today."""
    agencies = plans.agencies_of(book, [plan.head.id])[plan.head.id]
    since, until = window(today, plan.first_seen_on, plan.ticked_on)
    # A case that the plan no longer holds is not loaded, and never wakes again.
    armed: dict[cases.Key, date | None] = dict.fromkeys(keys)
    for case, whole in cases.load(book, plan, keys, since):
        for saying in sayings(case, rulebook, since, until, broken, whole):
            yield notice_of(saying, agencies, plan.revision, plan.file, now)
        armed[key_of(case)] = next_on(case, rulebook, today + timedelta(days=1))
    plans.arm(book, plan.head.id, armed)


def _owed(
    new: Sequence[Notice],
    agencies: Mapping[str, Sequence[Agency]],
    others: Iterable[tuple[str, Subscription]],
    serving: Mapping[str, StoredPlan],
) -> Iterator[tuple[Notice, Reader, DigestHour]]:
    """Each new notice with each of its readers, except the crowd, who are owed it already."""
    wishes: dict[str, list[Subscription]] = defaultdict(list)
    for name, wish in others:
        wishes[name].append(wish)
    for notice in in_order(new):
        head = serving[notice.plan.id].head
        for reader in readers(notice, agencies[notice.plan.id], wishes[notice.id]):
            yield notice, reader, DigestHour.of(head.timezone, head.notify_at)
