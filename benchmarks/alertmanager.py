"""Prometheus Alertmanager, where this machine has it: every alert a group of its own, which waits for nothing."""

import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

from benchmarks.asking import ask
from benchmarks.failed import Failed
from benchmarks.installation import started
from benchmarks.jobs import Job
from benchmarks.receivers import Receivers, Tally, free_port
from tests.flow.processes import eventually

PROGRAM = "prometheus-alertmanager"
CHUNK = 1000  # alerts a call
PUSHERS = 2  # calls at once
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
    config, store, log = folder / "alertmanager.yml", folder / "alertmanager", folder / "alertmanager.log"
    port = free_port("127.0.0.1")
    shutil.rmtree(store, ignore_errors=True)
    config.write_text(yaml.safe_dump(_config(receivers)))
    calls = [
        json.dumps([_alert(job, receivers[job.url]) for job in jobs[start : start + CHUNK]]).encode()
        for start in range(0, len(jobs), CHUNK)
    ]
    options = [f"--config.file={config}", f"--storage.path={store}", f"--web.listen-address=127.0.0.1:{port}"]
    with started([found, *options, "--cluster.listen-address=", "--log.level=error"], folder, log):
        if not eventually(lambda: ask(port, "GET", "/-/ready") == 200):
            raise Failed(f"Alertmanager does not start:\n{log.read_text()[-2000:]}")
        far.forget()
        with ThreadPoolExecutor(PUSHERS) as pushers:
            statuses = set(pushers.map(lambda call: ask(port, "POST", "/api/v2/alerts", call), calls))
        if statuses != {200}:
            raise Failed(f"Alertmanager refuses alerts: it answers {statuses}")
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
