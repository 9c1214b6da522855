"""How much memory the processes take that are not workers, once they are up and have nothing to do."""

import time
from pathlib import Path

from benchmarks import owed
from benchmarks.asking import ask
from benchmarks.failed import Failed
from benchmarks.figures import Figures, Say
from benchmarks.installation import Machine
from benchmarks.receivers import free_port
from tests.flow.processes import eventually

NOTICES = 400
REST = 5.0  # seconds


def run(machine: Machine, folder: Path, say: Say) -> Figures:
    """`web_mb` and `scheduler_mb`."""
    port = free_port("127.0.0.1")
    with machine.installation(folder) as service:
        owed.said(service, "idle", NOTICES)
        with service.process("web", "--port", str(port)) as web, service.process("scheduler") as scheduler:
            scheduler.wait_for("scheduler ready")
            if not eventually(lambda: ask(port, "GET", "/health") == 200):
                raise Failed(f"the web process does not answer:\n{web.log.read_text()[-2000:]}")
            time.sleep(REST)
            figures: Figures = {"web_mb": web.peak_mb(), "scheduler_mb": scheduler.peak_mb()}
    for name, value in figures.items():
        say(name, float(value or 0))
    return figures
