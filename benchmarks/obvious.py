"""The obvious build, which most programs of this kind are: a Celery task an alert, which makes one call and is done.

The same Redis, Celery's usual prefork pool of two processes; webhooks by one `requests.Session` a process, e-mail by
the official client of SendGrid.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import requests
from celery import Celery
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Mail
from standardwebhooks import Webhook

from benchmarks.installation import Machine, started
from benchmarks.jobs import Job
from benchmarks.receivers import Receivers, Tally
from notifier import clock
from tests.flow.processes import ROOT

PROCESSES = 2
DATABASE = 1  # of the same Redis, whose 0 is the service's
PATIENCE = 300.0  # seconds for all of them

app = Celery("obvious", set_as_current=False)
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)
session = requests.Session()


@app.task(name="post")  # type: ignore[untyped-decorator]
def post(alert: str, url: str, secret: str, body: str) -> None:
    """Post one alert, signed as ours are."""
    now = clock.system()
    headers = {
        "content-type": "application/json",
        "webhook-id": alert,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(alert, now, body),
    }
    session.post(url, data=body.encode(), headers=headers, timeout=15).raise_for_status()


@app.task(name="mail")  # type: ignore[untyped-decorator]
def mail(host: str, reader: str, subject: str, text: str) -> None:
    """Send one e-mail to one reader."""
    letter = Mail("open-government@example.org", reader, subject, text, f"<html><body><p>{text}</p></body></html>")
    SendGridAPIClient(api_key="none", host=host).send(letter)


def post_all(machine: Machine, far: Receivers, folder: Path, jobs: Sequence[Job]) -> Tally:
    """Post alerts, a task each."""
    tasks = [(job.id, job.url, job.secret, job.body.decode()) for job in jobs]
    return _done(machine, far, folder, post, tasks)


def mail_all(machine: Machine, far: Receivers, folder: Path, readers: Sequence[str], text: str) -> Tally:
    """Send an e-mail to each reader, a task each."""
    tasks = [(f"http://{far.hosts[0]}:{far.port}", reader, "A deadline has passed", text) for reader in readers]
    return _done(machine, far, folder, mail, tasks)


def _done(
    machine: Machine, far: Receivers, folder: Path, task: Callable[..., None], calls: Sequence[tuple[str, ...]]
) -> Tally:
    """Queue all tasks, then start the workers, and wait until all that they carry has arrived."""
    name: str = task.name  # type: ignore[attr-defined]
    broker = machine.emptied_redis(DATABASE)
    with app.connection_for_write(broker) as connection, app.amqp.Producer(connection) as producer:
        for arguments in calls:
            app.send_task(name, args=arguments, producer=producer)
    far.forget()
    celery = [sys.executable, "-m", "celery", "-A", f"{__name__}:app", "-b", broker, "worker"]
    options = ["--pool", "prefork", "--concurrency", str(PROCESSES), "--loglevel", "WARNING"]
    with started([*celery, *options], ROOT, folder / "celery.log"):
        return far.wait_for(len(calls), PATIENCE, f"the obvious build ({name})")
