"""A plan file is read as soon as it is saved, however it is saved, and never half of it; by the real scheduler."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from notifier import logs, scheduler
from notifier.bootstrap import Notifier, build
from notifier.ledger import plans
from notifier.settings import from_environment
from notifier.watching import look_at, watching
from tests.flow.processes import NOTIFIER, eventually, running

SOON = 15.0  # seconds: more than any machine needs, and less than the schedule would take


def plan_text(title: str, milestones: int = 1, **more: object) -> str:
    steps = [{"id": str(n), "title": f"Step {n}", "due": "2027-06-30"} for n in range(milestones)]
    head = {
        "id": "kg", "title": title, "country": "KG", "starts": "2025-01-01", "ends": "2027-12-31", "timezone": "UTC"
    }  # fmt: skip
    values = {
        "plan": head,
        "agencies": [{"id": "moh", "name": "Ministry of Health"}],
        "commitments": [{"id": "C1", "title": "A promise", "lead": "moh", "milestones": steps}],
    }
    return yaml.safe_dump(values | more, sort_keys=False)


class Desk:
    """Where somebody edits plan files while the scheduler runs."""

    def __init__(self, notifier: Notifier, place: Path):
        self._notifier = notifier
        self.place = place
        self.seen: list[str] = []  # every problem that was ever shown
        self.milestones: set[int] = set()  # how many there were, whenever somebody looked

    def title(self) -> str:
        """The title in service, as a reader sees it; what is wrong is noted by the way."""
        with self._notifier.ledger.reading() as book:
            serving = plans.stored(book)
            self.seen += plans.file_problems(book)
            self.milestones |= {plans.milestone_count(book, one.head.id) for one in serving}
        return serving[0].head.title if serving else ""

    def reads(self, title: str) -> bool:
        return eventually(lambda: self.title() == title, patience=SOON)


@contextmanager
def desk(folder: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A scheduler at work over a folder, whose schedule would come too late for any of these tests."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(scheduler, "INGEST_EVERY", timedelta(minutes=10))
    settings = {"NOTIFIER_PLANS": place, "NOTIFIER_DATABASE_URL": f"sqlite:///{folder}/var/ledger.db"}
    notifier = build(from_environment(settings))
    notifier.ledger.migrate()
    with scheduler.scheduling(notifier):
        yield Desk(notifier, folder / place)
    notifier.close()


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def by_rename(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text)
    beside.replace(path)


def by_moving_the_old_away(path: Path, text: str) -> None:
    if path.exists():
        path.rename(path.with_name(path.name + "~"))
        time.sleep(0.3)
    path.write_text(text)


def half_by_half(path: Path, text: str) -> None:
    """As an editor saves on a slow disk: emptied, then written with pauses that are longer than any stillness."""
    with path.open("w") as file:
        time.sleep(0.5)
        for start in range(0, len(text), len(text) // 3):
            file.write(text[start : start + len(text) // 3])
            file.flush()
            time.sleep(0.45)


@pytest.mark.parametrize("save", [in_place, by_rename, by_moving_the_old_away, half_by_half])
def test_a_saved_file_is_read_at_once_and_never_called_broken(
    save: Callable[[Path, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plans").mkdir()
    path = tmp_path / "plans" / "plan.yaml"
    path.write_text(plan_text("First"))
    with desk(tmp_path, "plans", monkeypatch) as here:
        assert here.reads("First")
        watcher = threading.Thread(target=lambda: here.reads("Third"))
        watcher.start()
        for title in ("Second", "Third"):
            save(path, plan_text(title))
            assert here.reads(title)
        watcher.join()
        assert here.seen == []
        assert len(here.milestones) == 1, "half of a file may be a plan, too: it was never in service"


def test_a_file_whose_name_is_in_capitals_is_watched_like_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    with desk(tmp_path, "plans", monkeypatch) as here:
        (tmp_path / "plans" / "PLAN.YAML").write_text(plan_text("In capitals"))
        assert here.reads("In capitals")


def test_a_file_that_stays_broken_is_reported_and_its_plan_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plans").mkdir()
    path = tmp_path / "plans" / "plan.yaml"
    path.write_text(plan_text("First"))
    with desk(tmp_path, "plans", monkeypatch) as here:
        path.write_text("plan: [")
        assert eventually(lambda: here.title() == "First" and bool(here.seen), patience=SOON)


@pytest.mark.parametrize("place", ["plans", "plans/plan.yaml", "away/plans/plan.yaml"])
def test_a_place_that_is_not_there_yet_is_watched_until_it_is(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path, place, monkeypatch) as here:
        path = here.place if here.place.suffix else here.place / "plan.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(plan_text("First"))
        assert here.reads("First")
        path.write_text(plan_text("Second"))
        assert here.reads("Second")


def test_a_folder_that_is_replaced_as_a_whole_is_watched_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("plans", "next"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.yaml").write_text(plan_text(name))
    with desk(tmp_path, "plans", monkeypatch) as here:
        (tmp_path / "plans").rename(tmp_path / "former")
        (tmp_path / "next").rename(tmp_path / "plans")
        assert here.reads("next")
        (tmp_path / "plans" / "plan.yaml").write_text(plan_text("And on"))
        assert here.reads("And on")


def test_links_that_are_swapped_and_files_that_links_lead_to_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a container's configuration is mounted: the file is a link into a folder that is a link itself."""
    for name in ("one", "two"):
        (tmp_path / "plans" / f"..{name}").mkdir(parents=True)
        (tmp_path / "plans" / f"..{name}" / "plan.yaml").write_text(plan_text(name))
    (tmp_path / "plans" / "..data").symlink_to("..one")
    (tmp_path / "plans" / "plan.yaml").symlink_to("..data/plan.yaml")
    with desk(tmp_path, "plans", monkeypatch) as here:
        assert here.reads("one")
        (tmp_path / "plans" / "..new").symlink_to("..two")
        os.replace(tmp_path / "plans" / "..new", tmp_path / "plans" / "..data")  # noqa: PTH105  a link, not its target
        assert here.reads("two")
        (tmp_path / "plans" / "..two" / "plan.yaml").write_text(plan_text("In place"))
        assert here.reads("In place")


def test_a_place_that_cannot_be_watched_is_read_by_the_schedule_and_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object) -> None:
        raise OSError("inotify watch limit reached")

    logs.configure()  # to where this test listens
    monkeypatch.setattr(scheduler, "watching", refused)
    monkeypatch.setattr(scheduler, "INGEST_UNWATCHED_EVERY", timedelta(seconds=1))
    (tmp_path / "plans").mkdir()
    with desk(tmp_path, "plans", monkeypatch) as here:
        (tmp_path / "plans" / "plan.yaml").write_text(plan_text("First"))
        assert here.reads("First")
    assert capsys.readouterr().err.count("plan files are not watched") == 1


def test_nothing_is_read_while_nothing_changes(tmp_path: Path) -> None:
    place, stop, calls = tmp_path / "plans", threading.Event(), []
    place.mkdir()
    (place / "plan.yaml").write_text(plan_text("First"))
    thread = threading.Thread(target=watching, args=(place, look_at(place), lambda: calls.append(1), stop))
    thread.start()
    (place / "notes.txt").write_text("no plan")
    time.sleep(1.5)
    assert calls == []
    (place / "plan.yaml").write_text(plan_text("Second"))
    assert eventually(lambda: calls == [1], patience=SOON)
    stop.set()
    thread.join(timeout=SOON)
    assert not thread.is_alive()


def test_the_scheduler_process_reads_a_saved_file_at_once_and_stops_in_order(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    path = tmp_path / "plans" / "plan.yaml"
    path.write_text(plan_text("First"))
    log = tmp_path / "log"
    with running(NOTIFIER, "scheduler", folder=tmp_path) as process:
        assert eventually(lambda: "scheduler ready" in log.read_text())
        read = log.read_text().count("plan files read")
        by_rename(path, plan_text("Second"))
        # The schedule comes every thirty seconds.
        assert eventually(lambda: log.read_text().count("plan files read") > read, patience=SOON)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SOON) == 0
