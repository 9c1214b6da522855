"""The replay, as people run it: from an installed wheel, in an empty folder, the same each time."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flow.processes import ROOT, environment, notifier

LAST_LINE = re.compile(r"demo: (\d+) notices, (\d+) e-mails, (\d+) webhooks delivered, (\d+) verified, 0 lost")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the project's wheel unpacked, which stands before the checkout on the path."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder / "wheel"), str(ROOT)]
    subprocess.run([*pip, *build], check=True, timeout=300)
    [wheel] = (folder / "wheel").glob("*.whl")
    unpack = ["install", "--no-deps", "--target", str(folder / "site"), str(wheel)]
    subprocess.run([*pip, *unpack], check=True, timeout=300)
    return folder / "site"


def test_the_wheel_replays_two_years_in_an_empty_folder_and_says_what_a_simulation_foretells(
    installed: Path, tmp_path: Path
) -> None:
    program = [sys.executable, "-c", "from notifier.cli import main; main()"]
    where = environment() | {"PYTHONPATH": str(installed)}
    told = subprocess.run(
        [*program, "demo", "--no-serve"], cwd=tmp_path, env=where, capture_output=True, text=True, timeout=300
    )
    assert told.returncode == 0, told.stderr
    match = LAST_LINE.fullmatch(told.stdout.splitlines()[-1])
    assert match, told.stdout
    said, mails, hooks, verified = map(int, match.groups())
    assert hooks == verified
    assert mails == len(list((tmp_path / "var" / "demo" / "mail").glob("*.eml")))
    days = ["--from", "2018-08-31", "--until", "2020-10-31", "--format", "json"]
    foretold = notifier("simulate", str(ROOT / "plans" / "kyrgyz-2018-2020.yaml"), *days, folder=tmp_path).stdout
    promised = [json.loads(line) for line in foretold.splitlines()]
    assert hooks == sum("public" in row["to"] for row in promised), "the first rungs of an escalation are the agency's"
    expected = {(row["on"], row["kind"], row["commitment"]) for row in promised}
    listed = notifier(
        "notices", "--limit", "10000", "--format", "json",
        folder=tmp_path, database_url=f"sqlite:///{tmp_path}/var/demo/notifier.db",
    ).stdout  # fmt: skip
    rows = [json.loads(line) for line in listed.splitlines()]
    replayed = {(row["on"], row["kind"], row["commitment"] and row["commitment"]["id"]) for row in rows}
    assert replayed == expected
    assert len(rows) == said
