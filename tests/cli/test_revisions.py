"""`notifier diff` and `notifier ingest`: what they print, how they exit, and what they leave alone."""

import json
import re
from pathlib import Path

from tests.cli.desk import Desk
from tests.flow.processes import ROOT
from tests.flow.test_watching import plan_text

PAGE = ROOT / "docs" / "revisions.md"
AT = ("--now", "2027-01-05T09:05:00Z")


def write(desk: Desk, name: str, text: str) -> Path:
    path = desk.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def lines(printed: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in printed.splitlines()]


def moved(text: str, to: str) -> str:
    return re.sub(r"due: '.*'", f"due: '{to}'", text)


def test_diff_shows_what_changed_and_counts_moves_through_all_files(desk: Desk) -> None:
    text = plan_text("A plan")
    write(desk, "1.yaml", text)
    write(desk, "2.yaml", moved(text, "2027-07-31"))
    write(desk, "3.yaml", moved(text, "2027-08-31"))
    printed = desk.types("diff", "1.yaml", "2.yaml", "3.yaml", "--on", "2027-07-01", "--format", "json")
    [change] = lines(printed.stdout)
    assert printed.returncode == 0
    assert {key: change[key] for key in ("change", "subject", "days", "moves", "total_days", "after_deadline")} == {
        "change": "slipped", "subject": "C1/0", "days": 62, "moves": 2, "total_days": 62, "after_deadline": True
    }  # fmt: skip
    assert "2027-06-30  2027-08-31" in desk.types("diff", "1.yaml", "3.yaml").stdout


def test_diff_of_equal_files_says_so(desk: Desk) -> None:
    write(desk, "1.yaml", plan_text("A plan"))
    printed = desk.types("diff", "1.yaml", "1.yaml")
    assert (printed.returncode, printed.stdout) == (0, "nothing has changed\n")


def test_diff_of_a_file_with_errors_names_them_and_exits_1(desk: Desk) -> None:
    write(desk, "1.yaml", plan_text("A plan"))
    write(desk, "2.yaml", "plan: [")
    printed = desk.types("diff", "1.yaml", "2.yaml")
    assert printed.returncode == 1
    assert printed.stderr.startswith("2.yaml:2:")
    assert desk.types("diff", "1.yaml").returncode == 2


def test_a_dry_run_without_a_ledger_makes_none(desk: Desk) -> None:
    write(desk, "plans/plan.yaml", plan_text("A plan"))
    printed = desk.types("ingest", "--dry-run", *AT)
    assert printed.returncode == 0, printed.stderr
    assert "the plan kg, read for the first time" in printed.stdout
    assert "would say 1 notice" in printed.stdout
    assert [path.name for path in desk.folder.iterdir()] == ["plans"]


def test_a_dry_run_over_the_ledger_says_what_ingest_then_does(desk: Desk) -> None:
    path = write(desk, "plans/plan.yaml", plan_text("A plan"))
    assert "read for the first time" in desk.types("ingest", *AT).stdout
    path.write_text(moved(plan_text("A plan"), "2027-09-30"))
    dry = desk.types("ingest", "--dry-run", "plans/plan.yaml", *AT, "--format", "json")
    *changes, notice, total = lines(dry.stdout)
    assert [one["change"] for one in changes] == ["slipped"]
    assert notice["kind"] in ("milestone.slipped", "plan.published")
    assert total["files"] == [{"file": "plans/plan.yaml", "plan": "kg", "new": False, "failed": False}]
    really = desk.types("ingest", *AT, "--format", "json")
    assert lines(really.stdout) == changes
    assert desk.types("ingest", *AT).stdout == "plan files read: 0, unchanged: 1\n"


def test_a_file_that_lies_beside_the_folder_of_plans_is_tried_as_it_is(desk: Desk) -> None:
    write(desk, "plans/plan.yaml", plan_text("A plan"))
    desk.types("ingest", *AT)
    write(desk, "new.yaml", moved(plan_text("A plan"), "2027-08-31"))
    printed = desk.types("ingest", "--dry-run", "new.yaml", *AT)
    assert printed.returncode == 0, printed.stderr
    assert "new.yaml: 1 change of the plan kg" in printed.stdout


def test_a_dry_run_of_a_file_with_errors_exits_1(desk: Desk) -> None:
    write(desk, "plans/plan.yaml", "plan: [")
    printed = desk.types("ingest", "--dry-run")
    assert printed.returncode == 1
    assert "plans/plan.yaml:2:" in printed.stderr


def test_only_what_lies_among_the_plan_files_is_read_in_earnest(desk: Desk) -> None:
    write(desk, "plans/plan.yaml", plan_text("A plan"))
    write(desk, "draft.yaml", plan_text("A draft"))
    assert desk.types("ingest", *AT).returncode == 0
    printed = desk.types("ingest", "draft.yaml", *AT)
    assert printed.returncode == 2
    assert "put it there, or try it with --dry-run" in re.sub(r"[\s│]+", " ", printed.stderr)
    assert desk.types("ingest", "--dry-run", "draft.yaml", *AT).returncode == 0


def test_the_commands_of_the_page_on_revisions_work_as_it_shows_them(desk: Desk) -> None:
    blocks = re.findall(r"^```yaml file=(\S+)\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    for name, text in blocks:
        write(desk, name, text)
    commands = re.findall(r"^\$ notifier (.+)$", PAGE.read_text(), re.MULTILINE)
    assert blocks
    assert commands
    for command in commands:
        printed = desk.types(*command.split())
        assert printed.returncode == 0, (command, printed)
