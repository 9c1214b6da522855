"""What a reading writes: rows for what has changed, and nothing for what has not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from notifier.ledger.connect import open_ledger
from tests.ledgers import KEYRING
from tests.stage import Stage, milestone
from tests.written import OF_THE_READING, written


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A stage on SQLite, whose triggers can count."""
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.db", KEYRING)
    ledger.migrate()
    yield Stage(tmp_path, ledger)
    ledger.close()


def steps(changed: dict[int, str] | None = None) -> list[dict[str, object]]:
    return [milestone(str(n), due=(changed or {}).get(n, "2025-06-30"), title=f"Open register {n}") for n in range(300)]


def test_one_changed_milestone_writes_rows_for_that_milestone_only(stage: Stage) -> None:
    stage.plan(*steps())
    stage.goes_to("2025-01-01")
    stage.plan(*steps({7: "2025-09-30"}))
    stage.sleeps_until("2025-02-01")
    with written(stage.ledger) as rows:
        stage.ingest()
    ours = {table: count for table, count in rows.items() if table not in OF_THE_READING}
    # The milestone, what was seen of it, and when it wakes; with it wake its commitment and the plan.
    assert ours == {"milestones": 1, "sightings": 1, "cases": 3}


def test_a_milestone_that_gets_another_id_writes_rows_for_itself_only(stage: Stage) -> None:
    stage.plan(*steps())
    stage.goes_to("2025-01-01")
    changed = steps()
    changed[7] |= {"id": "seven", "was": "7"}
    stage.plan(*changed)
    with written(stage.ledger) as rows:
        stage.ingest()
    ours = {table: count for table, count in rows.items() if table not in OF_THE_READING}
    # The row of the new name in the place of that of the old, for milestone and case; that it is called so; and its
    # commitment and plan are asked anew when they wake.
    assert ours == {"milestones": 2, "cases": 3, "names": 1}


def test_an_unchanged_file_writes_nothing_but_that_it_was_looked_at(stage: Stage) -> None:
    stage.plan(*steps())
    stage.goes_to("2025-01-01")
    statements: list[str] = []
    engine = stage.ledger._engine

    def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    with written(stage.ledger) as rows:
        statements.clear()
        stage.ingest()
        asked = [one for one in statements if "FROM milestones" in one or "FROM sightings" in one]
    assert set(rows) <= OF_THE_READING
    assert asked == []
