"""What lies in a folder of plans and is no plan file: links, pipes, devices, folders, what changes while it is read."""

import os
import socket
from pathlib import Path

import pytest

from notifier.actionplan.reader import plan_files, read_plan
from notifier.actionplan.reader import source as sources
from notifier.actionplan.reader.source import MEGABYTE, load
from tests.actionplan.cast import HEAD, PROMISE
from tests.flow.processes import notifier
from tests.stage import Stage, milestone

PLAN = HEAD + PROMISE


def why(path: Path, folder: Path | None = None) -> str:
    """Why a file is not read, and what to do."""
    [problem] = read_plan(path, folder=folder).problems
    return f"{problem.what.removeprefix('the file cannot be read: ')} ({problem.hint})"


NO_FILE = "(put a plan file in its place, or give another name)"


def test_a_pipe_a_socket_a_device_and_a_folder_are_refused_and_wait_for_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "socket.yaml"))
        assert [why(path) for path in plan_files(tmp_path)] == [
            f"it is a device {NO_FILE}", f"it is a folder {NO_FILE}", f"it is a pipe {NO_FILE}",
            f"it is a socket {NO_FILE}",
        ]  # fmt: skip


def test_what_becomes_a_pipe_between_two_looks_is_refused_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    monkeypatch.setattr(sources, "_refuse_what_is_no_file", lambda path: None)
    assert why(tmp_path / "pipe.yaml") == "it is not a file (put a plan file in its place)"


def test_a_link_that_leads_nowhere_or_in_a_circle_says_so(tmp_path: Path) -> None:
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "gone.yaml")
    (tmp_path / "circle.yaml").symlink_to(tmp_path / "circle.yaml")
    assert why(tmp_path / "nowhere.yaml", tmp_path) == (
        "it is a link that leads nowhere (put back what it leads to, or remove it)"
    )
    assert "symbolic links" in why(tmp_path / "circle.yaml", tmp_path)


def test_a_link_out_of_the_folder_of_plans_is_refused_and_one_that_was_named_is_not(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(PLAN)
    folder = tmp_path / "plans"
    folder.mkdir()
    for target in (tmp_path / "secret.yaml", Path("../secret.yaml")):
        link = folder / "plan.yaml"
        link.symlink_to(target)
        assert why(link, folder) == (
            "it is a link that leads out of the folder of plans (copy the file into the folder instead)"
        )
        assert read_plan(link).plan is not None
        link.unlink()


def test_the_links_of_a_mounted_configmap_are_followed(tmp_path: Path) -> None:
    """..data is a link to the folder of the day, and each file a link through it."""
    (tmp_path / "..2026_01_01").mkdir()
    (tmp_path / "..2026_01_01" / "plan.yaml").write_text(PLAN)
    (tmp_path / "..data").symlink_to("..2026_01_01")
    (tmp_path / "plan.yaml").symlink_to("..data/plan.yaml")
    [path] = plan_files(tmp_path)
    assert read_plan(path, folder=tmp_path).plan is not None


def test_a_folder_that_is_a_link_itself_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "plan.yaml").write_text(PLAN)
    (tmp_path / "plans").symlink_to("real")
    assert read_plan(tmp_path / "plans" / "plan.yaml", folder=tmp_path / "plans").plan is not None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN)
    path.chmod(0)
    assert why(path) == "Permission denied (check its name and its access rights)"


@pytest.mark.parametrize("change", ["grows", "shrinks", "is written over"])
def test_a_file_that_changes_while_it_is_read_is_read_later(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN)
    os.utime(path, (1, 1))
    statuses = iter([path.stat()])

    def looked_at(descriptor: int) -> os.stat_result:
        """The first look is at the file as it was; then it changes."""
        if (first := next(statuses, None)) is not None:
            path.write_text({"grows": PLAN + PLAN, "shrinks": PLAN[:50], "is written over": PLAN[::-1]}[change])
            return first
        return real(descriptor)

    real = os.fstat
    monkeypatch.setattr(os, "fstat", looked_at)
    assert why(path) == (
        "it is being written just now (it is read again soon; write elsewhere and rename it into place)"
    )
    assert load(path).content == path.read_bytes()


def test_the_largest_plan_is_a_setting(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN + "#" * (2 * MEGABYTE))
    assert read_plan(path, largest=3 * MEGABYTE).plan is not None
    assert why(path) != ""
    small = notifier("check", "plan.yaml", folder=tmp_path, largest_plan="1")
    assert small.stdout == (
        "plan.yaml:1:1: the file cannot be read: it is larger than 1 MB "
        "(leave out what is no plan, or raise NOTIFIER_LARGEST_PLAN)\n"
    )
    assert small.returncode == 1
    assert notifier("check", "plan.yaml", folder=tmp_path, largest_plan="3").returncode == 0


HOSTILE_NAMES = ["new\nline.yaml", "escape\x1b[2J.yaml", "turned\u202elmay.yaml", os.fsdecode(b"half\xff.yaml")]


def test_the_name_of_a_file_is_shown_on_one_line_and_never_obeyed(tmp_path: Path) -> None:
    for name in HOSTILE_NAMES:
        (tmp_path / name).write_text("plan: [")
    answer = notifier("check", ".", folder=tmp_path)
    lines = answer.stdout.splitlines()
    assert len(lines) == len(HOSTILE_NAMES)
    assert all(line.isprintable() for line in [*lines, *answer.stderr.splitlines()])
    assert [line.split(":")[0] for line in lines] == [
        "escape\\u001b[2J.yaml", "half\\udcff.yaml", "new line.yaml", "turned\\u202elmay.yaml"
    ]  # fmt: skip


def test_the_service_lives_with_all_of_them(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    os.mkfifo(stage.folder / "pipe.yaml")
    (stage.folder / "folder.yaml").mkdir()
    (stage.folder / "out.yaml").symlink_to("/etc/passwd")
    for name in HOSTILE_NAMES:
        (stage.folder / name).write_text("plan: [")
    problems = stage.ingest().problems
    assert len(problems) == 3 + len(HOSTILE_NAMES)
    assert all(one.isprintable() for one in problems)
    assert any("leads out of the folder of plans" in one for one in problems)
    stage.goes_to("2025-06-30")
    assert stage.said()[-1] == "2025-06-30 milestone.due C1/1"
