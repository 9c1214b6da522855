"""The obvious build, which most programs of this kind are: a Celery task an alert, which signs it and posts it.

The same Redis, Celery's usual prefork pool of two processes, one `requests.Session` a process.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import requests
from celery import Celery
from standardwebhooks import Webhook

from benchmarks.installation import Machine, started
from benchmarks.jobs import Job
from benchmarks.receivers import Receivers, Tally
from notifier import clock
from tests.flow.processes import ROOT

PROCESSES = 2
DATABASE = 1  # of the same Redis, whose 0 is the service's
PATIENCE = 300.0  # seconds for all of them

app = Celery("task_per_alert", set_as_current=False)
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)
session = requests.Session()


@app.task(name="post")  # type: ignore[untyped-decorator]
def post(alert: str, url: str, secret: str, body: str) -> None:
    """Post one alert."""
    now = clock.system()
    headers = {
        "content-type": "application/json",
        "webhook-id": alert,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(alert, now, body),
    }
    session.post(url, data=body.encode(), headers=headers, timeout=15).raise_for_status()


def run(machine: Machine, far: Receivers, folder: Path, jobs: Sequence[Job]) -> Tally:
    """Queue all alerts, then start the workers, and wait until all have arrived."""
    broker = machine.emptied_redis(DATABASE)
    with app.connection_for_write(broker) as connection, app.amqp.Producer(connection) as producer:
        for job in jobs:
            app.send_task("post", args=(job.id, job.url, job.secret, job.body.decode()), producer=producer)
    far.forget()
    celery = [sys.executable, "-m", "celery", "-A", f"{__name__}:app", "-b", broker, "worker"]
    options = ["--pool", "prefork", "--concurrency", str(PROCESSES), "--loglevel", "WARNING"]
    with started([*celery, *options], ROOT, folder / "celery.log"):
        return far.wait_for(len(jobs), PATIENCE, "the task per alert")
