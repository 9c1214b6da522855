"""What is said of a milestone beside its plan is taken down: an agency's answer, an operator's snooze.

The milestone and its commitment are asked anew when they wake, so that a chase stops, rests or is told of.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from notifier.actionplan.model import Agency, lead_of, subject
from notifier.actionplan.private import without_addresses, without_numbers
from notifier.actionplan.problems import did_you_mean
from notifier.actionplan.signs import without_obeyed
from notifier.agenda.answer import Answer, Says, Snooze
from notifier.agenda.case import Case, CommitmentCase
from notifier.agenda.notice import Notice
from notifier.agenda.rulebook import Rulebook
from notifier.arming import arm_named
from notifier.audience.links import MayAnswer
from notifier.clock import local_day
from notifier.errors import AnswerError
from notifier.ledger import answers, cases, names, notices, plans
from notifier.ledger.connect import Book, Ledger
from notifier.ledger.plans import StoredPlan

LONGEST_REASON = 2000  # signs
LINK_LASTS = timedelta(days=90)  # so long after a notice its links can be answered by
LONGEST_WAIT = 10  # years: who names a later day means none, and the calendar ends on the last


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is about: a milestone of a plan in service, as its case stands on the plan's `today`."""

    plan: StoredPlan
    case: Case
    today: date

    @property
    def identity(self) -> str:
        return self.case.identity or self.name

    @property
    def name(self) -> str:
        return subject(self.case.commitment, self.case.milestone)


def answer(
    ledger: Ledger,
    rulebook: Rulebook,
    plan_id: str,
    milestone: str,
    says: Says,
    now: datetime,
    *,
    agency: str | None = None,
    leading: bool = False,
    until: date | None = None,
    evidence: str | None = None,
    reason: str | None = None,
) -> Answer:
    """Take down what an agency says of a milestone; without `agency` it is the one that leads.

    `leading`: only from the agency that leads it by now.

    Raises AnswerError where there is no such milestone, or where the answer lacks something.
    """
    with ledger.writing() as book:
        asked = _asked(book, plan_id, milestone, now)
        leads = lead_of(asked.case.commitment, asked.case.milestone)
        given = Answer(
            asked.today, says, _of_the_plan(book, plan_id, agency) if agency else leads, until,
            _web_address(evidence), _words(reason),
        )  # fmt: skip
        if leading and given.agency != leads:
            raise AnswerError(f"{asked.name} is led by another agency now (`{leads}`)")
        _check(given, asked)
        if asked.case.answers and asked.case.answers[-1] == given:
            return given  # said twice on one day, by two clicks or by going back: that is one answer
        answers.write_answer(book, plan_id, asked.identity, given, now)
        _wake(book, rulebook, asked)
        return given


def snooze(
    ledger: Ledger, rulebook: Rulebook, plan_id: str, milestone: str, until: date, reason: str, now: datetime
) -> Snooze:
    """Let nobody be pressed for a milestone until a day. Raises AnswerError where there is none, or the day is past."""
    with ledger.writing() as book:
        asked = _asked(book, plan_id, milestone, now)
        if until <= asked.today:
            raise AnswerError(f"{until} is not after the plan's today, {asked.today} (name a later day)")
        words = _words(reason)
        if words is None:
            raise AnswerError("a snooze needs a reason, for whoever asks why nothing was said (say it in a sentence)")
        given = Snooze(asked.today, until, words)
        answers.write_snooze(book, plan_id, asked.identity, given, now)
        _wake(book, rulebook, asked)
        return given


@dataclass(frozen=True, slots=True)
class Question:
    """What an agency may answer by a link: `cases` are the open milestones that it is about and that this agency leads,
    as they stand on the plan's `today`. `expired`: the link is too old; none are open: there is nothing left to say."""

    plan: StoredPlan
    notice: Notice
    agency: Agency
    says: Says
    today: date
    expired: bool
    cases: tuple[Case, ...]


def question(ledger: Ledger, asked: MayAnswer, now: datetime) -> Question | None:
    """What a link to answer asks just now; None where its plan or its agency is no longer there. Changes nothing."""
    with ledger.reading() as book:
        notice = notices.by_id(book, [asked.notice]).get(asked.notice)
        plan = plans.find(book, notice.plan.id) if notice else None
        if notice is None or plan is None:
            return None
        its = {one.id: one for one in plans.agencies_of(book, [plan.head.id])[plan.head.id]}
        if asked.agency not in its:
            return None
        keys = {key for key in [_key_of(book, notice)] if key}
        found = [case for case, _ in cases.load(book, plan, keys)]
    open_ones = tuple(
        case
        for one in found
        for case in (one.milestones if isinstance(one, CommitmentCase) else [one] if isinstance(one, Case) else [])
        if not case.milestone.completed and lead_of(case.commitment, case.milestone) == asked.agency
    )
    today = local_day(now, plan.head.timezone, plan.head.notify_at)
    expired = now >= notice.said_at + LINK_LASTS
    return Question(plan, notice, its[asked.agency], asked.says, today, expired, open_ones)


def _key_of(book: Book, notice: Notice) -> cases.Key | None:
    """What a notice is about, as it is called now."""
    if notice.milestone:
        name = names.milestone_now(book, notice.plan.id, notice.identity)
        return ("milestone", name) if name else None
    if notice.commitment and notice.commitment_identity:
        name = names.commitment_now(book, notice.plan.id, notice.commitment_identity)
        return ("commitment", name) if name else None
    return None


def _asked(book: Book, plan_id: str, milestone: str, now: datetime) -> Asked:
    plans.hold(book, [plan_id])
    plan = plans.find(book, plan_id)
    if plan is None:
        known = [one.head.id for one in plans.stored(book)]
        raise AnswerError(f"there is no plan `{plan_id}` ({did_you_mean(plan_id, known, _listed(known))})")
    found = [case for case, _ in cases.load(book, plan, {("milestone", milestone)}) if isinstance(case, Case)]
    if not found:
        known = answers.subjects(book, plan_id)
        hint = did_you_mean(milestone, known, "name it as COMMITMENT/MILESTONE, as the board does")
        raise AnswerError(f"the plan `{plan_id}` has no milestone `{milestone}` ({hint})")
    return Asked(plan, found[0], local_day(now, plan.head.timezone, plan.head.notify_at))


def _listed(known: list[str]) -> str:
    return f"in service: {', '.join(known)}" if known else "none is in service yet"


def _of_the_plan(book: Book, plan_id: str, agency: str) -> str:
    known = [one.id for one in plans.agencies_of(book, [plan_id])[plan_id]]
    if agency not in known:
        raise AnswerError(f"there is no agency `{agency}` ({did_you_mean(agency, known, _listed(known))})")
    return agency


def _check(given: Answer, asked: Asked) -> None:
    """Raises AnswerError where an answer lacks what goes with it."""
    if asked.case.milestone.completed:
        raise AnswerError(f"{asked.name} is completed in its plan: there is nothing left to answer")
    if given.says is Says.NEW_DATE:
        if given.until is None or given.until <= max(asked.today, asked.case.due_on or asked.today):
            raise AnswerError("a new date is a day after today and after the deadline (say until when)")
        if given.until.year > max(asked.today, asked.case.due_on or asked.today).year + LONGEST_WAIT:
            raise AnswerError(f"{given.until} is more than {LONGEST_WAIT} years ahead (name a nearer day)")
    elif given.until is not None:
        raise AnswerError(f"the answer `{given.says}` names no day (only `{Says.NEW_DATE}` does)")
    if given.says is not Says.DELIVERED and given.reason is None:
        raise AnswerError(f"the answer `{given.says}` needs a reason (say it in a sentence)")


def _words(text: str | None) -> str | None:
    """Somebody's own words on one line, without what is private in them; None where there are none."""
    words = " ".join(without_obeyed(text or "").split())[:LONGEST_REASON]
    return without_numbers(without_addresses(words)) or None


def is_evidence(text: str) -> bool:
    """Whether something is a web address that may stand on a public page: one that names nobody."""
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
    return fits and text.isprintable() and " " not in text and len(text) <= LONGEST_REASON


def _web_address(text: str | None) -> str | None:
    if not text:
        return None
    if not is_evidence(text):
        raise AnswerError("the evidence is not a web address (it starts with https://)")
    return text


def _wake(book: Book, rulebook: Rulebook, asked: Asked) -> None:
    """Set anew when a milestone, and the commitment that speaks for it, have something to say."""
    keys = {("milestone", asked.name), ("commitment", asked.case.commitment.id)}
    arm_named(book, rulebook, asked.plan, asked.today, keys)
