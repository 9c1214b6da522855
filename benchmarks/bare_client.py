"""The limit: a bare aiohttp loop that posts bodies which were signed beforehand, 64 in flight, and keeps no record."""

import asyncio
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import aiohttp
import uvloop

from benchmarks.failed import Failed
from benchmarks.jobs import Job
from benchmarks.receivers import Receivers, Tally
from notifier import clock
from notifier.transports.webhook.event import CONTENT_TYPE
from notifier.transports.webhook.sign import signed
from tests.flow.processes import ROOT

IN_FLIGHT = 64
PATIENCE = 120.0  # seconds for all of them

Post = tuple[str, dict[str, str], bytes]


def run(far: Receivers, folder: Path, jobs: Sequence[Job], *, processes: int = 1, loop: str = "uvloop") -> Tally:
    """Share the posts out to so many clients, start them together, and wait until all have arrived."""
    now = clock.system()
    posts: list[Post] = [
        (job.url, {"content-type": CONTENT_TYPE} | signed(job.id, job.body, [job.secret], now), job.body)
        for job in jobs
    ]
    far.forget()
    with ExitStack() as clients:
        started = []
        for number in range(processes):
            share = folder / f"posts{number}"
            share.write_bytes(pickle.dumps(posts[number::processes]))
            command = [sys.executable, "-m", __name__, str(share), loop]
            client = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            started.append(clients.enter_context(client))
            clients.callback(client.kill)
        for client in started:
            assert client.stdout is not None
            if client.stdout.readline() != "ready\n":
                raise Failed("the bare client does not start")
        for client in started:
            assert client.stdin is not None
            client.stdin.close()
        return far.wait_for(len(jobs), PATIENCE, "the bare client")


async def _post_all(posts: Sequence[Post]) -> None:
    async def client(session: aiohttp.ClientSession, share: Iterator[Post]) -> None:
        for url, headers, body in share:
            async with session.post(url, data=body, headers=headers) as response:
                await response.read()
                response.raise_for_status()

    share = iter(posts)
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as clients:
        for _ in range(IN_FLIGHT):
            clients.create_task(client(session, share))


def main(share: str, loop: str) -> None:
    """One client: make ready, wait for the start, post."""
    posts = pickle.loads(Path(share).read_bytes())
    print("ready", flush=True)
    sys.stdin.read()
    (uvloop.run if loop == "uvloop" else asyncio.run)(_post_all(posts))


if __name__ == "__main__":
    main(*sys.argv[1:])
