"""Identities: what is renumbered keeps the name that it was first known under, and with it all that is known of it.

Sightings and notices go by identity, so that a renumbering changes none of them and nothing is said twice. A name
that is somebody else's identity gives its new owner one with a mark, as `C1/2~2`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from notifier.actionplan.likeness import PROVISIONAL, Entry
from notifier.actionplan.model import subject
from notifier.actionplan.renumbering import Recognition
from notifier.ledger.schema import commitments, milestones, names


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


def settle(connection: Connection, recognition: Recognition, revision: str) -> Identities:
    """The identities of a plan as it goes into service; names that are new for one are written down."""
    plan = recognition.plan
    rows = _rows(connection, plan.id)
    if not rows and not recognition.milestones and not recognition.commitments:
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
        held = _settled(now, before, moved[level], history)
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
) -> dict[str, str]:
    """The identity of each name: as it was, as it was under the former name, or that of whoever had the name last."""
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
        returning = (one for one in (*reversed(last[name]), name) if one not in taken)
        held[name] = next(returning, None) or next(one for one in _marked(name) if one not in known)
        taken.add(held[name])
        known.add(held[name])
    return held


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
