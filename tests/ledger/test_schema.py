"""The tables: what the migrations make is what the program expects, and instants keep their zone."""

from datetime import datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from notifier.errors import LedgerError, SchemaBehind
from notifier.ledger.connect import Ledger, open_ledger
from notifier.ledger.schema import metadata, ticks
from tests.ledgers import KEYRING, utc


def test_the_migrations_make_the_tables_that_the_program_expects(ledger: Ledger) -> None:
    with ledger.reading() as book:
        context = MigrationContext.configure(book, opts={"compare_type": True, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(ledger: Ledger) -> None:
    with ledger.writing() as book:
        book.execute(insert(ticks), [{"job": "sweep", "completed_at": utc("2020-09-01 03:05"), "problems": []}])
    ledger.migrate()
    with ledger.reading() as book:
        assert book.scalar(select(ticks.c.job)) == "sweep"


def test_the_first_to_come_makes_the_tables_of_an_empty_database(ledger_url: str) -> None:
    opened = open_ledger(ledger_url, KEYRING)
    opened.check_schema()
    opened.check_schema()
    with opened.reading() as book:
        assert book.execute(select(ticks)).all() == []
    opened.close()


def test_tables_of_another_version_are_refused_with_what_to_do(ledger: Ledger) -> None:
    with ledger.writing() as book:
        book.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    with pytest.raises(SchemaBehind, match="notifier migrate"):
        ledger.check_schema()


def test_a_database_that_cannot_be_reached_is_named_without_its_password() -> None:
    away = open_ledger("postgresql+psycopg://notifier:sesame@127.0.0.1:1/none", KEYRING)
    with pytest.raises(LedgerError, match="NOTIFIER_DATABASE_URL") as trouble:
        away.check_schema()
    assert "sesame" not in str(trouble.value)


def test_an_instant_comes_back_in_utc_whatever_zone_it_was_given_in(ledger: Ledger) -> None:
    bishkek = datetime(2020, 9, 1, 9, 5, tzinfo=timezone(timedelta(hours=6)))
    with ledger.writing() as book:
        book.execute(insert(ticks), [{"job": "sweep", "completed_at": bishkek, "problems": []}])
    with ledger.reading() as book:
        found = book.scalar(select(ticks.c.completed_at))
    assert found == bishkek
    assert found is not None
    assert found.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused(ledger: Ledger) -> None:
    naive = datetime(2020, 9, 1, 9, 5)  # noqa: DTZ001  the point of the test
    with pytest.raises(StatementError, match="names no time zone"), ledger.writing() as book:
        book.execute(insert(ticks), [{"job": "sweep", "completed_at": naive, "problems": []}])


def test_an_error_in_a_statement_does_not_show_its_values(ledger: Ledger) -> None:
    row = {"job": "sweep", "completed_at": utc("2020-09-01 03:05"), "problems": ["clerk@moh.example.org"]}
    with pytest.raises(IntegrityError) as trouble, ledger.writing() as book:
        book.execute(insert(ticks), [row, row])
    assert "clerk@" not in str(trouble.value)


def test_what_is_written_in_a_block_that_raises_is_not_kept(ledger: Ledger) -> None:
    row = {"job": "sweep", "completed_at": utc("2020-09-01 03:05"), "problems": []}

    def write_and_stop() -> None:
        with ledger.writing() as book:
            book.execute(insert(ticks), [row])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_and_stop()
    with ledger.reading() as book:
        assert book.execute(select(ticks)).all() == []


def test_a_ledger_of_the_first_tables_is_brought_up_to_date_with_all_that_it_holds(ledger_url: str) -> None:
    opened = open_ledger(ledger_url, KEYRING)
    opened.migrate("0001")
    said = "'2026-01-01 00:00:00.000000'"
    rows = {
        "destinations (id, lane, address, closed_at)": [
            "'open', 'webhook', 'https://a.example.org/x', NULL",
            f"'gone', 'webhook', 'https://b.example.org/x', {said}",
        ],
        "subscriptions (id, destination_id, interest_key, interest, cadence, language, created_at)": [
            f"'sub', 'open', 'everything', '{{}}', 'immediate', 'en', {said}"
        ],
        "deliveries (id, lane, destination_id, cadence, language, state, attempts, not_before, created_at)": [
            f"'dlv', 'webhook', 'open', 'immediate', 'en', 'sent', 1, {said}, {said}"
        ],
        "attempts (delivery_id, number, ended_at, outcome, seconds, response)": [
            f"'dlv', 1, {said}, 'arrive', 0.1, 'ok'"
        ],
    }
    with opened.writing() as book:
        for table, values in rows.items():
            for row in values:
                book.exec_driver_sql(f"INSERT INTO {table} VALUES ({row})")
    opened.migrate()
    with opened.reading() as book:
        found = book.execute(text("SELECT id, mute FROM destinations ORDER BY id")).all()
        kept = [
            book.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("subscriptions", "deliveries", "attempts")
        ]
    assert [tuple(row) for row in found] == [("gone", "closed"), ("open", None)]
    assert kept == [1, 1, 1]
    with opened.writing() as book, pytest.raises(IntegrityError):
        book.execute(text("DELETE FROM destinations WHERE id = 'open'"))
    opened.close()
