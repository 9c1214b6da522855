"""The chain of the public record: each notice carries a hash over itself and over the hash of the one before.

Who holds one hash can tell whether anything before it has been altered or is missing, without trusting whoever keeps
the record. What is hashed is an entry as everybody can download it, and `docs/record.md` shows how to check it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

# What stands before the first notice.
BEGINNING = "0" * 64

Entry = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Link:
    """A notice on the record: its place, from 1 on, its `entry`, and the hash that it carries."""

    number: int
    entry: Entry
    chain: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a record: from number `first` to `last`; `altered` names the notice, else they are missing."""

    first: int
    last: int
    altered: str | None = None

    def __str__(self) -> str:
        if self.altered is not None:
            return f"number {self.first} is not what was said: {self.altered} or its hash was altered"
        if self.first == self.last:
            return f"number {self.first} is missing"
        return f"numbers {self.first} to {self.last} are missing"


def spelt(entry: Entry) -> str:
    """An entry as it is hashed: JSON with its names in order and no spaces, every sign as itself."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chained(before: str, entry: Entry) -> str:
    """The hash that an entry carries, where the one before it carries `before`."""
    return sha256(f"{before}\n{spelt(entry)}".encode()).hexdigest()


def faults(links: Iterable[Link], end: tuple[int, str] | None = None) -> Iterator[Fault]:
    """What is wrong with a record, given in order; `end` is the number and the hash with which it should end.

    Each notice is held against the hash that the one before it carries, so that one that was altered is named alone.
    The first after a gap has nothing to be held against.
    """
    number, before = 0, BEGINNING
    for link in links:
        if link.number > number + 1:
            yield Fault(number + 1, link.number - 1)
        elif link.chain != chained(before, link.entry):
            yield Fault(link.number, link.number, str(link.entry.get("id")))
        number, before = link.number, link.chain
    if end is not None and end[0] > number:
        yield Fault(number + 1, end[0])
    elif end is not None and end != (number, before):
        yield Fault(number, number, "the last notice")
