"""Many rows in one statement: whatever a far end says is kept as it was said, and a long list is one parameter."""

import pytest
from sqlalchemy import select

from notifier.ledger.bulk import among, insert_all
from notifier.ledger.connect import Ledger
from notifier.ledger.schema import attempts
from tests.ledgers import utc

WORDS = [
    "",
    'it\'s \\ "quoted" \\u0041 \\n',
    "two\nlines\tand a tab",
    "Кыргызча ʼ 😀 \u2028 \x7f",
    "%s %(why)s :why $1 {} []",
    "null",
]


def row(number: int, says: str, status: int | None = 503, seconds: float = 0.125) -> dict[str, object]:
    return {
        "delivery_id": f"dlv_{number}", "number": number, "ended_at": utc("2020-08-24 03:05"), "outcome": "wait",
        "reason": None if status is None else says, "status": status, "seconds": seconds, "response": says,
    }  # fmt: skip


def test_what_is_written_together_comes_back_as_it_was(ledger: Ledger) -> None:
    rows = [row(number, says, None if number % 2 else 503, 1e-7 * number) for number, says in enumerate(WORDS)]
    with ledger.writing() as book:
        insert_all(book, attempts, rows)
        found = book.execute(select(attempts).order_by(attempts.c.number)).mappings().all()
    assert [{name: one[name] for name in rows[0]} for one in found] == rows
    assert [one["id"] for one in found] == sorted({one["id"] for one in found}), "each with an id of its own"


def test_nothing_is_written_of_nothing(ledger: Ledger) -> None:
    with ledger.writing() as book:
        insert_all(book, attempts, [])
        assert book.execute(select(attempts)).all() == []


@pytest.mark.parametrize("count", [0, 1, 40_000])
def test_a_list_may_be_of_any_length(ledger: Ledger, count: int) -> None:
    with ledger.writing() as book:
        insert_all(book, attempts, [row(number, "") for number in range(3)])
        named = [f"dlv_{number}" for number in range(1, count + 1)]
        found = book.scalars(select(attempts.c.number).where(among(book, attempts.c.delivery_id, named))).all()
    assert sorted(found) == [number for number in (1, 2) if number <= count]
