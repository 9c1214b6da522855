"""How fast people see the board: 89 plans of 50 milestones, 20 clients at once, over HTTP, from a process of its own.

`board_p95_ms` and `board_per_s` are of the whole board as browsers ask for it, packed, from PostgreSQL; measured by
wrk, which shares the two cores with the server. `board_304_per_s` is of readers who have the page already;
`board_cold_ms` is the first look after something has changed, when the page is made anew.
"""

import gzip
import http.client
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from statistics import median

from benchmarks.failed import Failed
from benchmarks.figures import Figures, Say
from benchmarks.future import MILESTONES_A_PLAN, PLANS
from benchmarks.installation import Installation, Machine
from benchmarks.plan_file import plan as plan_of

CLIENTS = 20
SECONDS = 10
COLD = 5  # looks after a change, of which the median counts
# wrk answers with what it has counted; its own words give no 95th percentile.
_REPORT = """
wrk.headers["Accept-Encoding"] = "gzip"
{more}
function done(summary, latency, requests)
  local bad = summary.errors
  io.write(string.format("P95 %.3f PER_S %.3f BAD %d\\n", latency:percentile(95) / 1000,
    summary.requests / (summary.duration / 1e6), bad.connect + bad.read + bad.write + bad.status + bad.timeout))
end
"""


def run(machine: Machine, folder: Path, say: Say, plans: int = PLANS, seconds: int = SECONDS) -> Figures:
    """`board_p95_ms`, `board_per_s`, `board_304_per_s`, `board_cold_ms`, `board_kb`."""
    if shutil.which("wrk") is None:
        raise Failed("there is no wrk on PATH (Debian's package wrk)")
    folder.mkdir(parents=True)
    with machine.installation(folder) as installation:
        for number in range(plans):
            _write(installation, number)
        installation.notifier.ingest()
        port = _free_port()
        with installation.process("web", "--port", str(port)) as web:
            etag, size = _opened(port, web.log)
            p95, per_s = _measured(folder, port, seconds)
            _, unchanged = _measured(folder, port, seconds, etag)
            cold = median(_cold(installation, port, number) for number in range(COLD))
    figures: Figures = {
        "board_p95_ms": p95, "board_per_s": per_s, "board_304_per_s": unchanged, "board_cold_ms": 1000 * cold,
        "board_kb": size / 1000,
    }  # fmt: skip
    for name, value in figures.items():
        say(name, float(value or 0))
    return figures


def _write(installation: Installation, number: int, title: str = "A large plan") -> None:
    content = plan_of(MILESTONES_A_PLAN).replace(b"id: large", f"id: plan{number:02}".encode())
    named = content.replace(b"title: A large plan", f"title: {title}".encode())
    (installation.folder / "plans" / f"plan{number:02}.yaml").write_bytes(named)


def _opened(port: int, log: Path) -> tuple[str, int]:
    """The mark of the board, once the server answers, and how many bytes travel."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            status, headers, body = _asked(port)
        except OSError:
            time.sleep(0.2)
            continue
        if status == 200:
            return headers["etag"], len(body)
        break
    raise Failed(f"the board cannot be opened:\n{log.read_text(errors='replace')[-2000:]}")


def _asked(port: int) -> tuple[int, dict[str, str], bytes]:
    """An answer of the board: its status, its headers and what travels."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def _measured(folder: Path, port: int, seconds: int, etag: str | None = None) -> tuple[float, float]:
    """The 95th percentile in milliseconds, and answers a second; Failed where one was no answer."""
    script = folder / "report.lua"
    more = f"wrk.headers[\"If-None-Match\"] = '{etag}'" if etag else ""
    script.write_text(_REPORT.replace("{more}", more))
    command = ["wrk", "-t", "1", "-c", str(CLIENTS), "-d", str(seconds), "-s", str(script), f"http://127.0.0.1:{port}/"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    found = re.search(r"P95 ([\d.]+) PER_S ([\d.]+) BAD (\d+)", done.stdout)
    if found is None or int(found[3]):
        raise Failed(f"wrk has no answer to each of its questions:\n{done.stdout}{done.stderr}")
    return float(found[1]), float(found[2])


def _cold(installation: Installation, port: int, number: int) -> float:
    """The seconds until somebody sees the board after a plan has changed."""
    _write(installation, number, f"Another title {number}")
    installation.notifier.ingest()
    began = time.perf_counter()
    status, _, body = _asked(port)
    taken = time.perf_counter() - began
    if status != 200 or f"Another title {number}".encode() not in gzip.decompress(body):
        raise Failed("the board does not show what has changed")
    return taken


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
