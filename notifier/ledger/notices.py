"""Notices, and the deliveries that they owe; never pruned.

A notice that is there already is passed over with everything that it would owe: saying twice is impossible.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from notifier.agenda.notice import Notice
from notifier.audience.digest import Bundle
from notifier.audience.subscription import Cadence
from notifier.ledger import chain
from notifier.ledger.bulk import among
from notifier.ledger.connect import insert_new
from notifier.ledger.destinations import destination_ids
from notifier.ledger.ids import delivery_id
from notifier.ledger.rows import notice_of_row, notice_row, why_as_json
from notifier.ledger.schema import deliveries, delivery_notices, notices
from notifier.ledger.states import State, standing


def write(connection: Connection, said: Sequence[Notice], lapsed: Sequence[Notice]) -> list[Notice]:
    """Write down notices that are said now, and those that lapsed before they could be; those said that are new.

    They go on record in the order of their days.
    """
    rows = {_key(row): row for row in (notice_row(notice, False) for notice in said)}
    rows |= {_key(row): row for row in (notice_row(notice, True) for notice in lapsed)}
    if not rows:
        return []
    chain.hold(connection)
    known = _known(connection, list(rows.values()))
    new = sorted((row for key, row in rows.items() if key not in known), key=_place)
    chain.append(connection, new)
    insert_new(connection, notices, new)
    written = {row["id"] for row in new}
    return [notice for notice in said if notice.id in written]


def _key(row: Any) -> tuple[object, ...]:
    """What makes a notice unique."""
    return row["plan_id"], row["subject"], row["rule"], row["kind"], row["on"]


def _place(row: dict[str, Any]) -> tuple[object, ...]:
    return row["on"], row["plan_id"], row["subject"], row["id"]


def _known(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[tuple[object, ...]]:
    """The keys of those among some rows, and of some others, that are on record."""
    of = notices.c
    query = select(of.plan_id, of.subject, of.rule, of.kind, of.on).where(
        among(connection, of.plan_id, {row["plan_id"] for row in rows}),
        among(connection, of.subject, {row["subject"] for row in rows}),
        of.on.between(min(row["on"] for row in rows), max(row["on"] for row in rows)),
    )
    return {_key(row) for row in connection.execute(query).mappings()}


def owe(connection: Connection, bundles: Sequence[Bundle], now: datetime) -> None:
    """Write down a delivery for each bundle; a digest that still waits for the same hour takes it in instead."""
    ids = destination_ids(connection, [bundle.destination for bundle in bundles])
    rows, contents = [], []
    for bundle in bundles:
        destination = ids[bundle.destination.lane, bundle.destination.address]
        waiting = _waiting_digest(connection, destination, bundle) if bundle.cadence is not Cadence.IMMEDIATE else None
        delivery = waiting or delivery_id(destination, min(bundle.notices))
        if waiting is None:
            rows.append(_delivery_row(delivery, destination, bundle, now))
        contents += [
            {"delivery_id": delivery, "notice_id": notice, "whys": [why_as_json(why) for why in whys]}
            for notice, whys in bundle.notices.items()
        ]
    insert_new(connection, deliveries, rows)
    insert_new(connection, delivery_notices, contents)


def _delivery_row(delivery: str, destination: str, bundle: Bundle, now: datetime) -> dict[str, Any]:
    return {
        "id": delivery, "lane": str(bundle.destination.lane), "destination_id": destination,
        "cadence": str(bundle.cadence), "language": bundle.language, "state": str(State.PENDING), "attempts": 0,
        "not_before": bundle.not_before, "created_at": now,
    }  # fmt: skip


def _waiting_digest(connection: Connection, destination: str, bundle: Bundle) -> str | None:
    query = select(deliveries.c.id).where(
        deliveries.c.destination_id == destination,
        deliveries.c.cadence == str(bundle.cadence),
        deliveries.c.not_before == bundle.not_before,
        standing(State.PENDING),
        deliveries.c.attempts == 0,
        deliveries.c.lost == 0,  # else it may have left, and nobody knows
    )
    # Locked, so that a worker cannot send it off while a notice is being added.
    return connection.scalar(query.with_for_update())


def by_id(connection: Connection, ids: Collection[str]) -> dict[str, Notice]:
    """Some notices, by id."""
    query = select(notices).where(among(connection, notices.c.id, ids))
    return {row["id"]: notice_of_row(row) for row in connection.execute(query).mappings()}


def list_said(connection: Connection, limit: int) -> list[tuple[Notice, bool]]:
    """The newest notices, each with whether it had lapsed before it could be said."""
    query = select(notices).order_by(notices.c.said_at.desc(), notices.c.on.desc(), notices.c.id).limit(limit)
    return [(notice_of_row(row), row["lapsed"]) for row in connection.execute(query).mappings()]
