"""What the pages are told: the plans with their promises as they stand, and the record of what was said of them.

Nothing here writes, and nobody's address, no delivery and no secret is ever read.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Text, and_, cast, false, func, or_, select, true
from sqlalchemy.exc import SQLAlchemyError

from notifier.actionplan.model import Commitment, Milestone
from notifier.agenda.answer import Answer
from notifier.agenda.case import Case, CommitmentCase
from notifier.agenda.moment import To
from notifier.agenda.notice import Notice
from notifier.errors import LedgerError, SchemaBehind
from notifier.ledger import bulk, cases
from notifier.ledger.answers import answer_of_row
from notifier.ledger.connect import Ledger
from notifier.ledger.plans import StoredPlan
from notifier.ledger.rows import commitment_of, milestone_of, notice_of_row
from notifier.ledger.schema import agencies, answers, commitments, milestones, notices, sightings


@contextmanager
def reading(ledger: Ledger) -> Iterator[Connection]:
    """A connection to read by. Raises LedgerError where there is none, in words that anybody may see."""
    with in_public_words(), ledger.reading() as book:
        yield book


def check(ledger: Ledger) -> None:
    """Raises LedgerError where the ledger cannot be read, SchemaBehind where its tables are not this program's.

    Looking changes nothing: where there are no tables yet, none are made.
    """
    with reading(ledger) as book:
        if MigrationContext.configure(book).get_current_revision() is None:
            raise SchemaBehind("the ledger has no tables yet: run `notifier migrate`")
    with in_public_words():
        ledger.check_schema()


@contextmanager
def in_public_words() -> Iterator[None]:
    """A database's own words may name hosts and accounts: what leaves here names the kind of trouble alone."""
    try:
        yield
    except SchemaBehind:
        raise
    except (LedgerError, SQLAlchemyError) as trouble:
        kind = type(trouble).__name__
        raise LedgerError(f"the ledger cannot be read ({kind}): check NOTIFIER_DATABASE_URL and the log") from trouble


# ------------------------------------------------------------------------------------------ what was promised


def commitments_of(connection: Connection, plan_ids: Collection[str]) -> dict[str, list[Commitment]]:
    """The commitments of some plans with their milestones, by plan, in the order of the file; in two reads."""
    below: dict[tuple[str, str], list[Milestone]] = defaultdict(list)
    query = select(milestones).where(milestones.c.plan_id.in_(plan_ids)).order_by(milestones.c.position)
    for row in connection.execute(query).mappings():
        below[row["plan_id"], row["commitment_id"]].append(milestone_of(row))
    found: dict[str, list[Commitment]] = {plan_id: [] for plan_id in plan_ids}
    query = select(commitments).where(commitments.c.plan_id.in_(plan_ids)).order_by(commitments.c.position)
    for row in connection.execute(query).mappings():
        found[row["plan_id"]].append(commitment_of(row, tuple(below[row["plan_id"], row["id"]])))
    return found


def agency_names(connection: Connection, plan_ids: Collection[str]) -> dict[tuple[str, str], str]:
    """The names of the agencies of some plans, by plan and agency; names only, for their addresses are not public."""
    query = select(agencies.c.plan_id, agencies.c.id, agencies.c.name).where(agencies.c.plan_id.in_(plan_ids))
    return {(plan_id, one): name for plan_id, one, name in connection.execute(query)}


def with_history(connection: Connection, plan: StoredPlan) -> list[CommitmentCase]:
    """All commitments of a plan, each milestone with its sightings, in the order of the file."""
    return [case for case in cases.in_service(connection, plan) if isinstance(case, CommitmentCase)]


def all_milestones(connection: Connection, plan: StoredPlan) -> list[Case]:
    """The cases of all milestones of a plan, in the order of the file, and after them of those that it has lost."""
    return [case for case in cases.every(connection, plan) if isinstance(case, Case)]


def one_with_history(connection: Connection, plan: StoredPlan, commitment: str) -> CommitmentCase | None:
    """One commitment of a plan, each milestone with its sightings."""
    found = cases.load(connection, plan, {("commitment", commitment)})
    return next((case for case, _ in found if isinstance(case, CommitmentCase)), None)


def news_of(connection: Connection, plan_ids: Collection[str]) -> dict[str, dict[str, "News"]]:
    """What was last heard of each milestone of some plans, by plan and subject."""
    identity = func.coalesce(milestones.c.identity, milestones.c.subject)
    here = and_(sightings.c.plan_id == milestones.c.plan_id, sightings.c.subject == identity)
    query = (
        select(milestones.c.plan_id, milestones.c.subject, func.max(sightings.c.seen_on))
        .select_from(milestones.join(sightings, here))
        .where(milestones.c.plan_id.in_(plan_ids))
        .group_by(milestones.c.plan_id, milestones.c.subject)
    )
    found: dict[str, dict[str, News]] = {plan_id: {} for plan_id in plan_ids}
    for plan_id, subject, seen_on in connection.execute(query):
        found[plan_id][subject] = News(seen_on)
    here = and_(answers.c.plan_id == milestones.c.plan_id, answers.c.subject == identity)
    said = (
        select(answers, milestones.c.subject.label("now"))
        .select_from(answers.join(milestones, here))
        .where(answers.c.plan_id.in_(plan_ids))
        .order_by(answers.c.id)
    )
    for row in connection.execute(said):
        answer = answer_of_row(row)
        seen_on = found[row.plan_id][row.now].heard_on
        found[row.plan_id][row.now] = News(max(seen_on, answer.said_on), answer)
    return found


@dataclass(frozen=True, slots=True)
class News:
    """When something new was last heard of a milestone, from its plan or its agency; and the agency's last answer."""

    heard_on: date
    answer: Answer | None = None


# ------------------------------------------------------------------------------------------ what was said


@dataclass(frozen=True, slots=True)
class Said:
    """A notice on the record, with its place and its hash; one that `lapsed` before it could be said went to nobody."""

    notice: Notice
    lapsed: bool
    number: int
    chain: str


def said(
    connection: Connection,
    *,
    plan: str | None = None,
    commitment: str | None = None,
    milestone: str | None = None,
    kind: str | None = None,
    agency: str | None = None,
    theme: str | None = None,
    among: Mapping[str, Collection[str]] | None = None,
    public: bool = False,
    words: str | None = None,
    since: date | None = None,
    until: date | None = None,
    before: str | None = None,
    limit: int,
) -> list[Said]:
    """The notices on the record, newest first; those after the notice `before`, where a page ended.

    `commitment` is an id, `milestone` a subject, by which they are called now; all `words` stand in what a notice is
    about, and its day lies from `since` to `until`. `among` holds the identities of commitments, by plan; `public`
    leaves out what the public was not told.
    """
    identity = _identity_of(connection, plan, commitment) if plan and commitment else commitment
    of = _milestone_identity(connection, plan, milestone) if plan and milestone else None
    asked = {
        notices.c.plan_id: plan, notices.c.commitment_id: identity, notices.c.subject: of, notices.c.kind: kind,
        notices.c.agency_id: agency,
    }  # fmt: skip
    query = select(notices).where(*(column == value for column, value in asked.items() if value is not None))
    for word in (words or "").casefold().split():
        query = query.where(notices.c.words.contains(word, autoescape=True))
    if theme is not None:
        query = query.where(_holds(notices.c.themes, theme))
    if among is not None:
        query = query.where(or_(false(), *(_of_plan(connection, *one) for one in among.items())))
    if public:
        query = query.where(notices.c.lapsed.is_(False), _holds(notices.c.to, To.PUBLIC))
    if since is not None:
        query = query.where(notices.c.on >= since)
    if until is not None:
        query = query.where(notices.c.on <= until)
    if before is not None:
        query = query.where(_older_than(connection, before))
    in_order = notices.c.said_at.desc(), notices.c.on.desc(), notices.c.plan_id, notices.c.subject, notices.c.id
    query = query.order_by(*in_order).limit(limit)
    return [said_of_row(row) for row in connection.execute(query).mappings()]


def _holds(column: Column[Any], text: str) -> ColumnElement[bool]:
    """Whether a text stands in a list of texts, which JSON may spell in two ways."""
    spelt = {json.dumps(str(text)), json.dumps(str(text), ensure_ascii=False)}
    return or_(*(cast(column, Text).contains(one, autoescape=True) for one in sorted(spelt)))


def _of_plan(connection: Connection, plan: str, identities: Collection[str]) -> ColumnElement[bool]:
    return and_(notices.c.plan_id == plan, bulk.among(connection, notices.c.commitment_id, identities))


def said_of_row(row: RowMapping) -> Said:
    return Said(notice_of_row(row), row["lapsed"], row["number"], row["chain"])


def one_said(connection: Connection, notice: str) -> Said | None:
    """One notice on the record; None where there is no such."""
    row = connection.execute(select(notices).where(notices.c.id == notice)).mappings().first()
    return said_of_row(row) if row else None


def _identity_of(connection: Connection, plan: str, commitment: str) -> str:
    """The name that a commitment was first known under: what was said of it goes by that."""
    its = commitments.c.plan_id == plan, commitments.c.id == commitment
    return connection.scalar(select(commitments.c.identity).where(*its)) or commitment


def _milestone_identity(connection: Connection, plan: str, milestone: str) -> str:
    its = milestones.c.plan_id == plan, milestones.c.subject == milestone
    return connection.scalar(select(milestones.c.identity).where(*its)) or milestone


def _older_than(connection: Connection, notice: str) -> ColumnElement[bool]:
    """What comes after a notice in the record's order: by instant and day, newest first, then by what it is about."""
    columns = notices.c
    mark = connection.execute(select(notices).where(columns.id == notice)).mappings().first()
    if mark is None:
        return true()  # not on record, so there is nowhere to go on from: start anew
    later: ColumnElement[bool] = columns.id > notice
    for column in (columns.subject, columns.plan_id):
        later = or_(column > mark[column], and_(column == mark[column], later))
    for column in (columns.on, columns.said_at):
        later = or_(column < mark[column], and_(column == mark[column], later))
    return later
