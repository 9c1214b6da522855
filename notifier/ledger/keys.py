"""Keys: who may write through the API. Of a key only a hash is kept; it is shown once, to whoever asked for it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, insert, select, update

from notifier.ledger.schema import keys

_BEGINS = "cn_"


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret: whose it is, since when, and until when it was good."""

    id: str
    name: str
    made_at: datetime
    ended_at: datetime | None


def make(connection: Connection, name: str, now: datetime) -> tuple[Key, str]:
    """A new key for somebody, and its secret."""
    secret = _BEGINS + secrets.token_urlsafe(32)
    key = Key("key_" + secrets.token_hex(12), name, now, None)
    row = {"id": key.id, "name": name, "hash": _hash(secret), "made_at": now, "ended_at": None}
    connection.execute(insert(keys), [row])
    return key, secret


def holder(connection: Connection, secret: str) -> Key | None:
    """The key that a secret is of, as long as it is good."""
    # What is looked up is a hash of 256 random bits: how long that takes tells nobody anything of them.
    query = select(keys).where(keys.c.hash == _hash(secret), keys.c.ended_at.is_(None))
    row = connection.execute(query).one_or_none()
    return Key(row.id, row.name, row.made_at, row.ended_at) if row else None


def end(connection: Connection, key_id: str, now: datetime) -> bool:
    """Let a key open nothing any more; whether there was such a one. What was made with it stays."""
    here = (keys.c.id == key_id, keys.c.ended_at.is_(None))
    return bool(connection.execute(update(keys).where(*here).values(ended_at=now)).rowcount)


def list_all(connection: Connection) -> list[Key]:
    """All keys, oldest first."""
    rows = connection.execute(select(keys).order_by(keys.c.made_at, keys.c.id))
    return [Key(row.id, row.name, row.made_at, row.ended_at) for row in rows]


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
