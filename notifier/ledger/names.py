"""Identities: what is renumbered keeps the name that it was first known under, and with it all that is known of it.

Sightings and notices go by identity, so that a renumbering changes none of them and nothing is said twice. A name
that is somebody else's identity gives its new owner one with a mark, as `C1/2~2`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select

from notifier.actionplan.likeness import PROVISIONAL, Entry, normal
from notifier.actionplan.model import ActionPlan, subject
from notifier.actionplan.renumbering import Recognition
from notifier.agenda.notice import Notice
from notifier.ledger.bulk import among
from notifier.ledger.schema import commitments, milestones, names, notices, sightings


@dataclass(frozen=True, slots=True)
class Identities:
    """The identities of a plan's milestones and commitments that are not their present names, by these."""

    milestones: Mapping[str, str] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)


def outline_in_service(connection: Connection, plan_id: str) -> list[Entry]:
    """What a plan's commitments and milestones are recognised by, as they are in service."""
    columns = milestones.c
    query = (
        select(columns.commitment_id, columns.id, columns.title, columns.due_on, columns.lead, columns.was)
        .where(columns.plan_id == plan_id)
        .order_by(columns.position)
    )
    below: dict[str, list[Entry]] = defaultdict(list)
    for above, id, title, due_on, lead, was in connection.execute(query):
        below[above].append(_entry(above, id, title, due_on, lead, was))
    its = commitments.c
    rows = connection.execute(
        select(its.id, its.title, its.lead, its.was).where(its.plan_id == plan_id).order_by(its.position)
    )
    return [Entry(id, title, None, lead, was, tuple(below[id])) for id, title, lead, was in rows]


def _entry(above: str, id: str, title: str, due_on: date | None, lead: str | None, was: str | None) -> Entry:
    """A milestone; a commitment's own single one has no id, and was nothing, of its own."""
    return Entry("", title, due_on, lead, None) if id == above else Entry(id, title, due_on, lead, was)


def former(connection: Connection, plan_id: str) -> dict[str, set[str]]:
    """By the name of what is in service and has been renumbered: the names that it had."""
    had: dict[tuple[str, str], set[str]] = defaultdict(set)
    for level, identity, name in _rows(connection, plan_id):
        had[level, identity] |= {name, identity.partition(PROVISIONAL)[0]}
    found: dict[str, set[str]] = defaultdict(set)
    for level in ("milestone", "commitment") if had else ():
        for name, identity in _identities(connection, level, plan_id).items():
            found[name] |= had.get((level, identity), set()) - {name}
    return found


def with_former_commitments(connection: Connection, said: Sequence[Notice]) -> list[Notice]:
    """Notices with every name that their commitment has had: who asked for one of them, then, still does."""
    meant = {notice.commitment_identity for notice in said if notice.commitment_identity}
    if not meant:
        return list(said)
    query = select(names.c.plan_id, names.c.identity, names.c.subject).where(
        names.c.level == "commitment", among(connection, names.c.identity, meant)
    )
    had: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for plan_id, identity, name in connection.execute(query):
        had[plan_id, identity].add(name)
    return [replace(one, commitment_names=tuple(had[one.plan.id, one.commitment_identity])) for one in said]


def commitment_now(connection: Connection, plan_id: str, name: str) -> str | None:
    """What a commitment that has had a name is called now; None where none in service has."""
    its = names.c.plan_id == plan_id, names.c.level == "commitment", names.c.subject == name
    had = [*connection.scalars(select(names.c.identity).where(*its).order_by(names.c.id.desc())), name]
    called = {identity: now for now, identity in _identities(connection, "commitment", plan_id).items()}
    return next((called[identity] for identity in had if identity in called), None)


def milestone_now(connection: Connection, plan_id: str, identity: str) -> str | None:
    """What the milestone that was first known under a name is called now; None where it is not in service."""
    called = func.coalesce(milestones.c.identity, milestones.c.subject)
    query = select(milestones.c.subject).where(milestones.c.plan_id == plan_id, called == identity)
    return connection.scalar(query)


def settle(connection: Connection, recognition: Recognition, revision: str, put_back: bool) -> Identities:
    """The identities of a plan as it goes into service; names that are new for one are written down."""
    plan = recognition.plan
    rows = _rows(connection, plan.id)
    if not rows and not recognition.milestones and not recognition.commitments and not recognition.others:
        return Identities()
    found: dict[str, dict[str, str]] = {}
    fresh: list[dict[str, Any]] = []
    present: dict[str, list[str]] = {
        "milestone": [subject(commitment, one) for commitment, one in plan.milestones()],
        "commitment": [one.id for one in plan.commitments],
    }
    moved = {"milestone": recognition.milestones, "commitment": recognition.commitments}
    for level, now in present.items():
        before = _identities(connection, level, plan.id)
        history = [(identity, name) for at, identity, name in rows if at == level]
        another = {} if put_back else _others(connection, plan, level, recognition.others, history)
        held = _settled(now, before, moved[level], history, another)
        found[level] = {name: identity for name, identity in held.items() if name != identity}
        fresh += [
            {"plan_id": plan.id, "level": level, "identity": identity, "subject": name, "revision": revision}
            for name, identity in held.items()
            if before.get(name, name) != identity or (name not in before and name != identity)
        ]
    if fresh:
        connection.execute(insert(names), fresh)
    return Identities(found["milestone"], found["commitment"])


def _settled(
    now: Iterable[str],
    before: Mapping[str, str],
    moved: Mapping[str, str | None],
    history: list[tuple[str, str]],
    another: Mapping[str, Collection[str]],
) -> dict[str, str]:
    """The identity of each name: as it was, as it was under the former name, or that of whoever had the name last.

    `another` holds, by name, the identities of those who had it and of whom the file says that this is none.
    """
    held: dict[str, str] = {}
    newcomers: list[str] = []
    for name in now:
        old = moved.get(name, name)
        if old is not None and old in before:
            held[name] = before[old]
        else:
            newcomers.append(name)
    # Nobody is given the identity of what has only just lost the name.
    taken = set(held.values()) | {before[name] for name in newcomers if name in before}
    last: dict[str, list[str]] = defaultdict(list)
    for identity, name in history:
        last[name].append(identity)
    known = taken | set(before.values()) | {identity for identity, _ in history}
    for name in newcomers:
        returning = (
            one for one in (*reversed(last[name]), name) if one not in taken and one not in another.get(name, ())
        )
        held[name] = next(returning, None) or next(one for one in _marked(name) if one not in known)
        taken.add(held[name])
        known.add(held[name])
    return held


def _others(
    connection: Connection, plan: ActionPlan, level: str, denied: Collection[str], history: Iterable[tuple[str, str]]
) -> dict[str, set[str]]:
    """By the name of what says that it is none of the former: the identities of those who had that name.

    Not of what is only back under its title: a file goes on saying so after what it speaks of was away for a while.
    """
    titles = _titles(plan, level)
    had = {name: {name} for name in denied if name in titles}
    for identity, name in history:
        if name in had:
            had[name].add(identity)
    if not had:
        return {}
    called = _last_called(connection, plan.id, level, {identity for one in had.values() for identity in one})
    return {
        name: {one for one in identities if one in called and normal(called[one] or "") != normal(titles[name])}
        for name, identities in had.items()
    }


def _titles(plan: ActionPlan, level: str) -> dict[str, str]:
    if level == "commitment":
        return {one.id: one.title for one in plan.commitments}
    return {subject(commitment, one): one.title for commitment, one in plan.milestones()}


def _last_called(
    connection: Connection, plan_id: str, level: str, identities: Collection[str]
) -> dict[str, str | None]:
    """The title under which something was last said of each; None of what was only seen."""
    column = notices.c.subject if level == "milestone" else notices.c.commitment_id
    query = (
        select(column, notices.c.data)
        .where(notices.c.plan_id == plan_id, among(connection, column, identities))
        .order_by(notices.c.said_at, notices.c.on)
    )
    said = {identity: data[level]["title"] for identity, data in connection.execute(query) if data[level]}
    if level == "commitment":
        return said
    seen = select(sightings.c.subject).where(
        sightings.c.plan_id == plan_id, among(connection, sightings.c.subject, identities)
    )
    return dict.fromkeys(connection.scalars(seen)) | said


def _marked(name: str) -> Iterator[str]:
    number = 2
    while True:
        yield f"{name.partition(PROVISIONAL)[0]}{PROVISIONAL}{number}"
        number += 1


def _identities(connection: Connection, level: str, plan_id: str) -> dict[str, str]:
    """The identity of everything of a level that is in service, by name."""
    table, name = (milestones, milestones.c.subject) if level == "milestone" else (commitments, commitments.c.id)
    query = select(name, table.c.identity).where(table.c.plan_id == plan_id)
    return {own: identity or own for own, identity in connection.execute(query)}


def _rows(connection: Connection, plan_id: str) -> list[tuple[str, str, str]]:
    """Level, identity and name, in the order in which the names were taken."""
    query = select(names.c.level, names.c.identity, names.c.subject).where(names.c.plan_id == plan_id)
    return [(level, identity, name) for level, identity, name in connection.execute(query.order_by(names.c.id))]
