"""`notifier check`: errors and warnings are told apart, in words, in JSON and by how it exits."""

import json
from pathlib import Path

import pytest

from tests.actionplan.cast import HEAD, PROMISE
from tests.cli.desk import Desk

WARNS = HEAD + "  - {id: C1, title: A, lead: moh, due: when ready, support: [mof]}\n"
ERRS = HEAD + "  - {id: C1, title: A, lead: mho, due: when ready, support: [mof]}\n"
WARNING = (
    "p.yaml:6:40: warning: the deadline of C1: “when ready” cannot be read as a date; no deadline is kept "
    "(write YYYY-MM-DD if you know the day)\n"
)


def write(desk: Desk, text: str, name: str = "p.yaml") -> None:
    (desk.folder / name).write_text(text, encoding="utf-8")


def test_a_warning_is_marked_and_exits_with_1_only_when_strict(desk: Desk) -> None:
    write(desk, WARNS)
    answer = desk.types("check", "p.yaml")
    assert (answer.returncode, answer.stdout) == (0, WARNING)
    assert answer.stderr.splitlines()[-1] == "0 errors, 1 warning: 1 deadline-doubtful"
    assert desk.types("check", "--strict", "p.yaml").returncode == 1


def test_a_plan_without_problems_exits_with_0_even_when_strict(desk: Desk) -> None:
    write(desk, HEAD + PROMISE)
    answer = desk.types("check", "--strict", "p.yaml")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr == "p.yaml: 1 commitments, 1 milestones, no errors\n"


def test_an_error_exits_with_1_and_all_files_are_counted_together(desk: Desk) -> None:
    write(desk, ERRS)
    write(desk, WARNS, "q.yaml")
    answer = desk.types("check", "p.yaml", "q.yaml")
    assert answer.returncode == 1
    assert "p.yaml:6:30: there is no agency `mho` (did you mean moh?)\n" in answer.stdout
    assert answer.stderr.splitlines()[-1] == "1 error, 2 warnings: 1 agency-unknown, 2 deadline-doubtful"


def test_json_is_one_object_a_line_with_a_code(desk: Desk) -> None:
    write(desk, ERRS)
    answer = desk.types("check", "--format", "json", "p.yaml")
    assert answer.returncode == 1
    first, second = (json.loads(line) for line in answer.stdout.splitlines())
    assert first == {
        "path": "p.yaml", "line": 6, "column": 30, "severity": "error", "what": "there is no agency `mho`",
        "hint": "did you mean moh?", "code": "agency-unknown",
    }  # fmt: skip
    assert (second["severity"], second["code"]) == ("warning", "deadline-doubtful")


def test_what_is_only_counted_is_counted_in_the_end(desk: Desk) -> None:
    steps = "".join(f"      - {{id: S{n}, title: Step {n}, due: when ready}}\n" for n in range(912))
    write(desk, HEAD + "  - id: C1\n    title: A\n    lead: moh\n    support: [mof]\n    milestones:\n" + steps)
    answer = desk.types("check", "p.yaml")
    assert len(answer.stdout.splitlines()) == 101
    assert "p.yaml:111:42: warning: and 812 more like this (deadline-doubtful), from here on" in answer.stdout
    assert answer.stderr.splitlines()[-1] == "0 errors, 912 warnings: 912 deadline-doubtful"
    last = json.loads(desk.types("check", "--format", "json", "p.yaml").stdout.splitlines()[-1])
    assert last["times"] == 812


@pytest.mark.parametrize("format", ["table", "json"])
def test_a_file_that_is_not_there_and_an_empty_folder_exit_with_1_and_say_so(desk: Desk, format: str) -> None:
    (desk.folder / "empty").mkdir()
    answer = desk.types("check", "--format", format, "none.yaml", "empty")
    assert answer.returncode == 1
    assert "there is no such file" in answer.stdout
    assert "there is no plan file in this folder" in answer.stdout
    assert answer.stderr == "2 errors, 0 warnings: 1 unreadable-file, 1 no-plan\n"


def test_a_link_out_of_a_folder_is_refused_when_the_folder_is_checked(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = Path(tmp_path_factory.mktemp("elsewhere") / "secret.yaml")
    secret.write_text(HEAD + PROMISE)
    (desk.folder / "plans").mkdir()
    (desk.folder / "plans" / "plan.yaml").symlink_to(secret)
    assert "leads out of the folder of plans" in desk.types("check", "plans").stdout
    assert desk.types("check", "plans/plan.yaml").returncode == 0
