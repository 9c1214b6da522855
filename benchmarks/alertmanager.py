"""Prometheus Alertmanager, where this machine has it: every alert a group of its own, which waits for nothing."""

import http.client
import json
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from benchmarks.failed import Failed
from benchmarks.installation import started
from benchmarks.jobs import Job
from benchmarks.receivers import Receivers, Tally, free_port

PROGRAM = "prometheus-alertmanager"
CHUNK = 1000  # alerts a call
PATIENCE = 120.0  # seconds for all of them
# Alertmanager's own body says labels and annotations three times over: so much text makes it as large as ours.
TEXT = 60


def program() -> str | None:
    """Where it is; None on a machine that has none."""
    return shutil.which(PROGRAM)


def run(far: Receivers, folder: Path, jobs: Sequence[Job]) -> Tally:
    """Start it with an empty store, push an alert for each job, and wait until all have arrived."""
    found = program()
    assert found is not None, "ask program() first"
    receivers = {url: f"r{number}" for number, url in enumerate(sorted({job.url for job in jobs}))}
    config, store, port = folder / "alertmanager.yml", folder / "alertmanager", free_port("127.0.0.1")
    shutil.rmtree(store, ignore_errors=True)
    config.write_text(yaml.safe_dump(_config(receivers)))
    calls = [
        json.dumps([_alert(job, receivers[job.url]) for job in jobs[start : start + CHUNK]]).encode()
        for start in range(0, len(jobs), CHUNK)
    ]
    options = [f"--config.file={config}", f"--storage.path={store}", f"--web.listen-address=127.0.0.1:{port}"]
    with started([found, *options, "--cluster.listen-address=", "--log.level=error"], folder, folder / "am.log"):
        _wait_until_ready(port)
        far.forget()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for call in calls:
            if (status := _ask(connection, "POST", "/api/v2/alerts", call)) != 200:
                raise Failed(f"Alertmanager refuses the alerts with {status}")
        connection.close()
        return far.wait_for(len(jobs), PATIENCE, "Alertmanager")


def _config(receivers: dict[str, str]) -> dict[str, Any]:
    hooks = [
        {"name": name, "webhook_configs": [{"url": url, "send_resolved": False}]} for url, name in receivers.items()
    ]
    routes = [{"receiver": name, "matchers": [f'host="{name}"']} for name in receivers.values()]
    route = {"receiver": "r0", "group_by": ["..."], "group_wait": "0s", "routes": routes}
    return {"route": route, "receivers": hooks}


def _alert(job: Job, host: str) -> dict[str, object]:
    return {
        "labels": {"alertname": "milestone.overdue", "delivery": job.id, "host": host},
        "annotations": {"summary": (job.body.decode() * 2)[:TEXT]},
    }


def _wait_until_ready(port: int) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        with suppress(OSError):
            if _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "GET", "/-/ready") == 200:
                return
        time.sleep(0.1)
    raise Failed("Alertmanager does not start")


def _ask(connection: http.client.HTTPConnection, method: str, path: str, body: bytes = b"") -> int:
    connection.request(method, path, body, {"content-type": "application/json"})
    response = connection.getresponse()
    response.read()
    return response.status
