"""Runs the benchmarks, all or those named, and writes `results.json` beside this file.

A figure that misses its target is reported; a benchmark that fails has no figure, and makes the exit code 1.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import board, email, fanout, figures, future, hanging, idle, latency, plan_file, tick, webhook
from benchmarks.failed import Failed
from benchmarks.figures import TARGETS, Figures, Say
from benchmarks.installation import Machine
from tests.servers import ServerMissing

BENCHMARKS: dict[str, Callable[[Machine, Path, Say], Figures]] = {
    "webhook": webhook.run,
    "email": email.run,
    "latency": latency.run,
    "hanging": hanging.run,
    "idle": idle.run,
    "plan_file": plan_file.run,
    "tick": tick.run,
    "future": future.run,
    "board": board.run,
    "fanout": fanout.run,
}
RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the service.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)}; all by default")
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark {', '.join(unknown)} (there are {', '.join(BENCHMARKS)})")
    found: Figures = {}
    failed = False
    try:
        with Machine() as machine:
            for name in names:
                print(f"bench: {name}", flush=True)
                began = time.monotonic()
                try:
                    with TemporaryDirectory(prefix="notifier-bench-") as folder:
                        found |= BENCHMARKS[name](machine, Path(folder) / name, _say)
                except Failed as trouble:
                    print(f"bench: {name} failed: {trouble}", file=sys.stderr, flush=True)
                    failed = True
                print(f"bench: {name} took {time.monotonic() - began:.0f} s", flush=True)
            about: Figures = {"cpus": len(os.sched_getaffinity(0)), "python": platform.python_version()}
            about |= machine.versions()
    except ServerMissing as missing:
        print(f"bench: {missing}", file=sys.stderr)
        return 1
    print(figures.table(found))
    if set(names) == set(BENCHMARKS):
        figures.write(dict.fromkeys(TARGETS) | found | about, RESULTS)
        print(f"bench: wrote {RESULTS.parent.name}/{RESULTS.name}")
    return int(failed)


def _say(what: str, value: float) -> None:
    print(f"  {what} {figures.rounded(float(value))}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
