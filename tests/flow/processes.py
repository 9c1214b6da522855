"""The command as people run it: `notifier VERB` and `honcho start` as real processes, in a folder of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NOTIFIER = Path(sys.executable).with_name("notifier")
HONCHO = Path(sys.executable).with_name("honcho")
ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds


def environment(**settings: str) -> dict[str, str]:
    """This process's environment without settings of ours but these: `plans=…` is NOTIFIER_PLANS."""
    ours = ("NOTIFIER_", "SENDGRID_")
    # What a process is started with is no setting that is read.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}  # noqa: TID251
    path = f"{NOTIFIER.parent}{os.pathsep}{inherited.get('PATH', '')}"
    return inherited | {"PATH": path} | {f"NOTIFIER_{name.upper()}": value for name, value in settings.items()}


def notifier(*words: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one verb to its end."""
    return subprocess.run(
        [NOTIFIER, *words], cwd=folder, env=environment(**settings), capture_output=True, text=True, timeout=120
    )


@contextmanager
def running(*command: str | Path, folder: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A long-lived process; it is killed, with all that it started, when the `with` block ends."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(**settings), stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        for pid in descendants(process.pid) if process.poll() is None else ():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def descendants(pid: int) -> list[int]:
    """A process that a test started, and all that it started in turn."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    family = [pid]
    for parent in family:
        family += [child for child, above in pairs if above == parent]
    return family


def pid_of(ancestor: int, verb: str) -> int | None:
    """The descendant that runs `notifier VERB` itself, rather than the shell that started it."""
    for pid in descendants(ancestor):
        with suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if len(words) > 2 and words[1].endswith(b"/notifier") and words[2] == verb.encode():
                return pid
    return None


def eventually(happened: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Whether something happens within `patience` seconds."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        if happened():
            return True
        time.sleep(0.05)
    return False
