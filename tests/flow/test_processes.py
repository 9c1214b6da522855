"""The service as processes: one or three, on SQLite or on PostgreSQL and Redis; stopped in order, and killed."""

import os
import shutil
import signal
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import yaml

from notifier.clock import system
from notifier.ledger import deliveries
from notifier.ledger.connect import open_ledger
from notifier.ledger.states import ENDED
from notifier.settings import from_environment
from notifier.transports.webhook.receiver import Receiver
from tests.flow.processes import HONCHO, NOTIFIER, ROOT, eventually, notifier, pid_of, running
from tests.ledgers import KEYRING
from tests.servers import free_port
from tests.stage import ANY_DAY

LOOPBACK = "127.0.0.0/8"


def plan_due_today(folder: Path, milestones: int) -> None:
    """A plan of which so many milestones fall due today, whatever today is."""
    today = system().date()
    values = {
        "plan": {
            "id": "today", "title": "A plan for today", **ANY_DAY, "timezone": "UTC", "notify_at": "00:00",
            "starts": str(today - timedelta(days=30)), "ends": str(today + timedelta(days=30)),
        },
        "agencies": [{"id": "moh", "name": "Ministry of Health", "emails": ["clerk@moh.example.org"]}],
        "commitments": [
            {"id": f"C{number}", "title": "A promise", "lead": "moh", "due": str(today)} for number in range(milestones)
        ],
    }  # fmt: skip
    (folder / "plans").mkdir()
    (folder / "plans" / "today.yaml").write_text(yaml.safe_dump(values, sort_keys=False))


def subscribe(receiver: Receiver, folder: Path, **settings: str) -> None:
    """Subscribe a receiver to everything, as an operator would."""
    hook = ["--webhook", receiver.url, "--secret", receiver.secret]
    made = notifier("subscribe", *hook, folder=folder, **settings)
    assert made.returncode == 0, made.stderr


def health(port: int) -> httpx.Response | None:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=5)
    except httpx.TransportError:
        return None


def test_one_process_reads_says_delivers_serves_and_stops_in_order(tmp_path: Path) -> None:
    plan_due_today(tmp_path, milestones=3)
    port = free_port()
    with Receiver() as receiver:
        subscribe(receiver, tmp_path, allow_networks=LOOPBACK)
        with running(NOTIFIER, "up", "--port", str(port), folder=tmp_path, allow_networks=LOOPBACK) as process:
            assert eventually(lambda: receiver.verified == 4), (tmp_path / "log").read_text()
            assert eventually(lambda: len(list((tmp_path / "var" / "mail").glob("*.eml"))) == 1)
            assert (answer := health(port)) is not None
            assert (answer.status_code, answer.json()["status"]) == (200, "ok")
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
    assert {one.type for one in receiver.arrived} == {"milestone.due", "plan.published"}


def test_a_bad_plan_file_never_stops_the_service_and_shows_on_its_health(tmp_path: Path) -> None:
    plan_due_today(tmp_path, milestones=1)
    good = tmp_path / "plans" / "today.yaml"
    text = good.read_text()
    port = free_port()

    def problems() -> list[str]:
        answer = health(port)
        return list(answer.json()["problems"]) if answer else []

    with running(NOTIFIER, "up", "--port", str(port), folder=tmp_path) as process:
        assert eventually(lambda: health(port) is not None)
        good.write_text(text.replace("lead: moh", "lead: nobody"))
        assert eventually(lambda: any("there is no agency `nobody`" in one for one in problems()))
        assert httpx.get(f"http://127.0.0.1:{port}/plans/today").status_code == 200
        good.write_text(text)
        assert eventually(lambda: problems() == [])
        assert process.poll() is None


def test_the_scheduler_alone_stops_in_order(tmp_path: Path) -> None:
    plan_due_today(tmp_path, milestones=1)
    with running(NOTIFIER, "scheduler", folder=tmp_path) as process:
        assert eventually(lambda: "announced" in (tmp_path / "log").read_text())
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("verb", ["web", "worker"])
def test_web_and_worker_stop_in_order(verb: str, tmp_path: Path, redis_url: str) -> None:
    port = free_port()
    words = ["--port", str(port)] if verb == "web" else []
    with running(NOTIFIER, verb, *words, folder=tmp_path, broker_url=redis_url) as process:
        if verb == "web":
            assert eventually(lambda: health(port) is not None)
        else:
            assert eventually(lambda: "worker ready" in (tmp_path / "log").read_text())
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0, (tmp_path / "log").read_text()


def test_killing_the_worker_in_the_middle_and_starting_again_loses_nothing(
    tmp_path: Path, database_url: str, redis_url: str
) -> None:
    promised = 1500
    plan_due_today(tmp_path, milestones=promised)
    shutil.copy(ROOT / "Procfile", tmp_path)
    settings = {"database_url": database_url, "broker_url": redis_url, "allow_networks": LOOPBACK}
    port = str(free_port())
    with Receiver() as receiver:
        subscribe(receiver, tmp_path, **settings)
        with running(HONCHO, "start", "--port", port, folder=tmp_path, **settings) as honcho:
            assert eventually(lambda: receiver.verified > 50), (tmp_path / "log").read_text()
            worker = pid_of(honcho.pid, "worker")
            assert worker is not None
            before = len(receiver.arrived)
            os.kill(worker, signal.SIGKILL)
            assert eventually(lambda: honcho.poll() is not None), "honcho stops when one of its processes does"
        assert before < promised, "it was killed in the middle"
        with running(HONCHO, "start", "--port", port, folder=tmp_path, **settings):
            arrived = eventually(lambda: len(receiver.arrived) == promised + 1, patience=90)
            assert arrived, f"{len(receiver.arrived)} of {promised + 1}\n" + (tmp_path / "log").read_text()[-3000:]
            ledger = open_ledger(from_environment({"NOTIFIER_DATABASE_URL": database_url}).database_url, KEYRING)

            def nothing_is_owed() -> bool:
                with ledger.reading() as book:
                    lanes = deliveries.counts(book).values()
                return sum(count for lane in lanes for state, count in lane.items() if state not in ENDED) == 0

            assert eventually(nothing_is_owed)
            ledger.close()
    assert receiver.refused == 0
