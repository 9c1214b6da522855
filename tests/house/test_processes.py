"""The three processes are the same wherever they are written down, and the worker empties every lane."""

import re
import subprocess
import sys
from queue import SimpleQueue
from threading import Event
from typing import Any, cast

import yaml

from notifier.audience.subscription import Lane
from notifier.relay.courier import Courier, Tally
from notifier.relay.crew import working_thread
from notifier.relay.queues import QUEUES, make_broker, poke
from notifier.settings import Settings, variable
from tests.house.project import ROOT


def _procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def _compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return content


def _verbs(command: str) -> list[str]:
    return re.findall(r"notifier ([a-z]+)", command)


def test_the_procfile_and_docker_compose_run_the_same_processes() -> None:
    services = _compose()["services"].items()
    composed = {name: _verbs(service["command"]) for name, service in services if "build" in service}
    assert composed == {name: _verbs(command) for name, command in _procfile().items()}
    assert composed == {"web": ["web"], "worker": ["worker"], "scheduler": ["migrate", "scheduler"]}


def test_docker_compose_sets_only_settings_that_exist() -> None:
    given = _compose()["x-notifier"]["environment"]
    assert set(given) <= {variable(field) for field in Settings.model_fields}


def test_docker_compose_is_what_docker_expects() -> None:
    arguments = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_no_password_is_written_into_docker_compose() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    secrets = re.findall(r"^\s*\w*(?:PASSWORD|KEY|SECRET)\w*: *(.*)$", text, re.MULTILINE)
    assert secrets
    assert [value for value in secrets if not value.startswith("${")] == []


class _Spy:
    """A courier that only notes which lanes it was asked to empty."""

    def __init__(self) -> None:
        self.stopping = Event()
        self.lanes: SimpleQueue[Lane] = SimpleQueue()

    def empty(self, lane: Lane, **_: object) -> Tally:
        self.lanes.put(lane)
        return Tally()


def test_the_worker_consumes_every_queue_that_is_declared() -> None:
    broker, spy = make_broker("memory://"), _Spy()
    assert {queue.name for queue in broker.conf.task_queues} == set(QUEUES) == {str(lane) for lane in Lane}
    # Procfile's `notifier worker` names no queues: it is the same crew as this one.
    with working_thread(broker, cast(Courier, spy)):
        assert all(poke(broker, lane) for lane in Lane)
        emptied: set[Lane] = set()
        while emptied != set(
            Lane
        ):  # a queue in memory may still hold another test's poke; a lane that is missing raises
            emptied.add(spy.lanes.get(timeout=10))
