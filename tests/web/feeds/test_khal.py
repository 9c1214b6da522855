"""The calendar in a real calendar program: khal reads what the board writes, and a moved deadline moves there, too."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of

_FORMATS = "\n".join(
    f"{name} = {'%Y-%m-%d ' * ('date' in name)}{'%H:%M' * ('time' in name)}".rstrip()
    for name in ("timeformat", "dateformat", "longdateformat", "datetimeformat", "longdatetimeformat")
)


class Khal:
    """A person's calendar program, with one calendar and nothing of the machine's own."""

    def __init__(self, folder: Path):
        self._folder = folder
        (folder / "calendar").mkdir()
        (folder / "khal.conf").write_text(
            f"[calendars]\n[[feed]]\npath = {folder}/calendar\n"
            f"[locale]\n{_FORMATS}\n[sqlite]\npath = {folder}/khal.db\n"
        )

    def takes(self, browser: Browser, address: str) -> None:
        path = self._folder / "feed.ics"
        path.write_bytes(browser.get(address).source.encode())
        self._run("import", "--batch", "--include-calendar", "feed", str(path))

    def lists(self) -> list[str]:
        """The events from 2025 on: day, title and status."""
        said = self._run("list", "--day-format", "", "--format", "{start-date} {title} {status}", "2025-01-01", "730d")
        return [line.strip() for line in said.splitlines() if line.strip()]

    def _run(self, *words: str) -> str:
        program = Path(sys.executable).with_name("khal")
        command = [str(program), "--config", str(self._folder / "khal.conf"), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    (tmp_path / "khal").mkdir()
    return Khal(tmp_path / "khal")


def test_a_moved_and_renumbered_deadline_is_still_one_event(stage: Stage, khal: Khal) -> None:
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-07-31"))
    stage.goes_to("2025-05-01")
    khal.takes(browser_of(stage), "/feeds/kg.ics")
    assert khal.lists() == [
        "2025-06-30 On track – C1/1 Step 1 CONFIRMED",
        "2025-07-31 On track – C1/2 Step 2 CONFIRMED",
    ]
    stage.plan(milestone("7", title="Step 1", was="1", due="2025-08-31"))
    stage.goes_to("2025-05-10")
    khal.takes(browser_of(stage), "/feeds/kg.ics")
    assert khal.lists() == [
        "2025-07-31 Removed from the plan – C1/2 Step 2 CANCELLED",
        "2025-08-31 On track – C1/7 Step 1 CONFIRMED",
    ]


def test_it_takes_a_hostile_plan_and_one_in_kyrgyz(hostile: Browser, kyrgyz: Browser, khal: Khal) -> None:
    khal.takes(hostile, "/feeds/all.ics")
    assert khal.lists() == ["2025-04-30 Overdue – C1/2 ]]><!-- {% raw %} CONFIRMED"]
    khal.takes(kyrgyz, "/feeds/all.ics?lang=ky")
