"""What a verb loads before it says anything: what it needs, and nothing that takes long beside that."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.flow.processes import ROOT

KYRGYZ = str(ROOT / "plans" / "kyrgyz-2018-2020.yaml")
# Each takes longer to load than a plan takes to read.
HEAVY = ("sqlalchemy", "alembic", "structlog", "celery", "fastapi", "aiohttp", "asyncio")
TABLES = ("notifier.actionplan.reader.table.mapping", "openpyxl")
KEYS = ("cryptography.hazmat.primitives.serialization",)
LOADED = """
import sys
from notifier.cli import main
sys.argv = ["notifier", *sys.argv[1:]]
try:
    main()
finally:
    print(*sorted(sys.modules), file=open("loaded", "w"))
"""


@pytest.mark.parametrize(
    ("verb", "unneeded"),
    [
        (["--help"], (*HEAVY, "holidays", "notifier.actionplan.deadline", "notifier.actionplan.reader")),
        (["check", KYRGYZ], (*HEAVY, *TABLES, *KEYS, "holidays.countries")),
        (
            ["simulate", KYRGYZ, "--from", "2018-08-31", "--until", "2018-12-31"],
            (*HEAVY, *TABLES, *KEYS),
        ),
    ],
    ids=lambda value: value[0],
)
def test_a_verb_loads_what_it_needs(verb: list[str], unneeded: tuple[str, ...], tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", LOADED, *verb], cwd=tmp_path, env={}, capture_output=True)
    assert ended.returncode == 0, ended.stderr
    loaded = (tmp_path / "loaded").read_text().split()
    assert "notifier.cli" in loaded
    assert sorted(set(loaded) & set(unneeded)) == []
