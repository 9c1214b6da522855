"""The tables: what the migrations make is what the program expects, and instants keep their zone."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from notifier import pipeline
from notifier.agenda.case import Case
from notifier.agenda.rulebook import load
from notifier.errors import LedgerError, SchemaBehind
from notifier.ledger import cases, notices, plans, standings
from notifier.ledger.connect import Ledger, open_ledger
from notifier.ledger.schema import metadata, ticks
from tests.ledgers import KEYRING, utc
from tests.stage import RULES


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


def test_a_ledger_from_before_clauses_were_kept_is_brought_up_to_date_with_all_that_it_holds(
    ledger_url: str, tmp_path: Path
) -> None:
    opened = open_ledger(ledger_url, KEYRING)
    opened.migrate("0002")
    at = "'2026-01-01 00:00:00.000000'"
    says = "half (50%) of it: %(day)s is no day, 100%"
    deadline = """"printed": "50%", "edtf": "2026-06-30?", "on": "2026-06-30", "certainty": "interpreted\""""
    data = (
        f'{{"notice": "ntc", "kind": "milestone.due", "on": "2026-06-30", "plan": {{"id": "kg", "title": "A plan"}}, '
        f'"commitment": {{"id": "C1", "title": "A promise"}}, "milestone": {{"id": "1", "title": "A step"}}, '
        f'"agency": null, "deadline": {{{deadline}}}, "facts": {{"due_on": "2026-06-30"}}, '
        f'"reason": {{"rule": "due", "says": "{says}", "revision": "r1", "file": "plans/kg.yaml", "line": 7}}}}'
    )
    said = f"'50%', '2026-06-30?', '2026-06-30', 'interpreted', '{says}', 'in_progress', NULL"
    said_columns = "printed, edtf, due_on, certainty, says, status, done_on"
    rows = {
        "plans (id, title, country, starts_on, ends_on, timezone, language, notify_at, rules, file, revision, "
        "first_seen_on, armed_under)": "'kg', 'A plan', 'KG', '2025-01-01', '2026-12-31', 'UTC', 'en', "
        "'09:00:00.000000', '{}', 'plans/kg.yaml', 'r1', '2025-01-01', 'rules'",
        "agencies (plan_id, id, name, emails, superiors, language)": "'kg', 'moh', 'Health', '[]', '[]', 'en'",
        'commitments (plan_id, id, "position", title, lead, support, themes)': (
            "'kg', 'C1', 0, 'A promise', 'moh', '[]', '[\"Health\"]'"
        ),
        f'milestones (plan_id, subject, commitment_id, id, "position", title, {said_columns})': (
            f"'kg', 'C1/1', 'C1', '1', 0, 'A step', {said}"
        ),
        f"sightings (plan_id, subject, seen_on, {said_columns}, revision, line)": (
            f"'kg', 'C1/1', '2025-01-01', {said}, 'r1', 7"
        ),
        "cases (plan_id, level, subject, next_on)": "'kg', 'milestone', 'C1/1', '2026-06-30'",
        'notices (id, plan_id, subject, rule, kind, "on", lapsed, said_at, commitment_id, "to", themes, data)': (
            f"'ntc', 'kg', 'C1/1', 'due', 'milestone.due', '2026-06-30', FALSE, {at}, 'C1', "
            f"'[\"agency\"]', '[]', '{data}'"
        ),
        "destinations (id, lane, address)": "'dst', 'email', 'clerk@moh.example.org'",
        "deliveries (id, lane, destination_id, cadence, language, state, attempts, not_before, created_at)": (
            f"'dlv', 'email', 'dst', 'immediate', 'en', 'pending', 0, {at}, {at}"
        ),
        "delivery_notices (delivery_id, notice_id, whys)": "'dlv', 'ntc', '[]'",
    }
    with opened.writing() as book:
        for table, values in rows.items():
            book.exec_driver_sql(f"INSERT INTO {table} VALUES ({values.replace('%', _PERCENT[book.dialect.name])})")
    opened.migrate()
    with opened.reading() as book:
        kept = {name: book.scalar(text(f"SELECT count(*) FROM {name.split()[0]}")) for name in rows}
        [serving] = plans.stored(book)
        [_, _, case] = cases.every(book, serving)
        notice = notices.by_id(book, ["ntc"])["ntc"]
        stands = standings.standings(book, [notice], utc("2026-06-30 12:00"))
        assert [sorted(due) for due in cases.due(book, date(2026, 6, 30)).values()] == [
            [(date(2026, 6, 30), ("milestone", "C1/1"))]
        ]
    assert set(kept.values()) == {1}
    assert isinstance(case, Case)
    assert (case.milestone.deadline.says, case.history[0].deadline.says) == (says, says)
    assert case.milestone.deadline == case.history[0].deadline
    assert (case.milestone.titles, case.milestone.was, case.identity) == ({}, None, None)
    assert (notice.subject, notice.identity, notice.commitment_identity) == ("C1/1", "C1/1", "C1")
    assert notice.deadline is not None
    assert notice.deadline.says == says
    assert stands[notice.id].due_on == date(2026, 6, 30)
    assert (notice.kept_back, serving.head.head_start, serving.head.lead) == (None, 0, None)
    with opened.writing() as book, pytest.raises(IntegrityError):
        book.execute(text("DELETE FROM notices WHERE id = 'ntc'"))
    # Plans, commitments and milestones wake by the rules of today, though no file says anything new.
    rules = load(RULES)
    pipeline.ingest(opened, rules, tmp_path, utc("2026-06-29 12:00"))
    told = pipeline.announce(opened, rules, utc("2026-06-30 12:00"))
    assert told.problems == ()
    assert "milestone.due" not in {one.kind for one in told.notices}, "that has been said"
    assert "plan.report_due" in {one.kind for one in told.notices}
    with opened.reading() as book:
        armed = {key for due in cases.due(book, date(2027, 12, 31)).values() for _, key in due}
    assert armed >= {("milestone", "C1/1"), ("plan", "kg")}
    opened.close()


# What a percent sign must be written as where a statement goes to a driver as it is.
_PERCENT = {"sqlite": "%", "postgresql": "%%"}


def test_the_cases_that_are_due_are_looked_up_and_not_searched_for(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path}/notifier.db", KEYRING)
    ledger.migrate()
    asked: list[tuple[str, Any]] = []
    with ledger.reading() as book:
        event.listen(book.engine, "before_cursor_execute", lambda *args: asked.append((args[2], args[3])))
        assert cases.due(book, date(2025, 1, 1)) == {}
        [(statement, values)] = [one for one in asked if "FROM cases" in one[0]]
        plan = book.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    ledger.close()
    assert [row[-1] for row in plan] == ["SEARCH cases USING INDEX ix_cases_next_on (next_on<?)"]
