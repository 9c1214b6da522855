"""A change of key: everything sealed in the ledger is sealed anew with the newest key, a batch at a time.

A batch is its own transaction, so that a long run can be stopped and begun again; what is done already is passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, or_, select, update

from notifier.errors import SealBroken
from notifier.ledger.connect import Ledger, keyring_of
from notifier.ledger.schema import destinations

_BATCH = 200
_HOLDS = or_(destinations.c.secret.is_not(None), destinations.c.former_secret.is_not(None))


@dataclass(frozen=True, slots=True)
class Resealed:
    """How far a change of key has come, over all batches so far: secrets `seen` of `total`, and what became of them.

    `sealed` anew; `left` because the newest key had sealed them already; `thrown` away, former ones that no longer
    sign; `lost` to this keyring, with the host of each.
    """

    total: int = 0
    seen: int = 0
    sealed: int = 0
    left: int = 0
    thrown: int = 0
    lost: tuple[str, ...] = ()


def reseal(ledger: Ledger, now: datetime) -> Iterator[Resealed]:
    """Seal everything anew, and say after each batch how far that has come; the last one says it all."""
    with ledger.reading() as book:
        columns = (func.count(destinations.c.secret), func.count(destinations.c.former_secret))
        state = Resealed(total=sum(book.execute(select(*columns)).one()))
    yield state
    last = ""
    while True:
        with ledger.writing() as book:
            rows = _next(book, last)
            for row in rows:
                state = _reseal_row(book, row, now, state)
        if not rows:
            return
        last = rows[-1]["id"]
        yield state


def _next(connection: Connection, last: str) -> list[Any]:
    if connection.dialect.name == "sqlite":
        # What is overwritten must not stay behind in the file's free space: it may never have been sealed.
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    query = select(destinations).where(destinations.c.id > last, _HOLDS).order_by(destinations.c.id).limit(_BATCH)
    return list(connection.execute(query.with_for_update()).mappings())


def _reseal_row(connection: Connection, row: Any, now: datetime, state: Resealed) -> Resealed:
    keyring = keyring_of(connection)
    changes: dict[str, Any] = {}
    seen, sealed, left, thrown, lost = state.seen, state.sealed, state.left, state.thrown, list(state.lost)
    for column in ("secret", "former_secret"):
        text = row[column]
        if text is None:
            continue
        seen += 1
        if column == "former_secret" and not (row["former_secret_until"] and now < row["former_secret_until"]):
            changes |= {"former_secret": None, "former_secret_until": None}
            thrown += 1
            continue
        try:
            anew = keyring.resealed(text)
        except SealBroken:
            lost.append(urlsplit(row["address"]).hostname or "")
            continue
        changes |= {column: anew} if anew else {}
        sealed, left = (sealed + 1, left) if anew else (sealed, left + 1)
    if changes:
        connection.execute(update(destinations).where(destinations.c.id == row["id"]).values(changes))
    return Resealed(state.total, seen, sealed, left, thrown, tuple(lost))
