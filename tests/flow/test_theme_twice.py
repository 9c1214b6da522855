"""A plan that names a theme twice is about it once: who asked for it gets each notice once, and nobody's tick stops."""

from pathlib import Path

from notifier.ledger.connect import Ledger
from tests.stage import Stage, milestone

READER, HOOK = "reader@civil.example.org", "https://hook.example.org/"


def test_a_theme_that_a_plan_names_twice_is_told_of_once(tmp_path: Path, ledger: Ledger) -> None:
    stage = Stage(tmp_path, ledger)
    stage.plan(milestone("1"))
    text = (stage.folder / "plan.yaml").read_text()
    stage.write(text.replace("  - Health\n", "  - Health\n  - Health\n"))
    for address in (READER, HOOK):
        stage.subscribe(address, theme="Health")
    stage.goes_to("2025-05-30")
    stage.goes_to("2025-05-31")
    stage.delivers()
    assert stage.carried(READER) == stage.carried(HOOK) == [["milestone.due_soon C1/1"]]
