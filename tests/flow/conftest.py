"""The stage, as a fixture of scenarios: each runs on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from notifier.ledger.connect import Ledger
from tests.stage import Stage


@pytest.fixture
def stage(tmp_path: Path, ledger: Ledger) -> Stage:
    return Stage(tmp_path, ledger)
