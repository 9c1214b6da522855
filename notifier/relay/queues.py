"""The Celery app: one queue a lane, no results, no waiting in the broker, no patience with a broker that is away."""

from typing import TypeAlias

from celery import Celery
from kombu.entity import Queue
from kombu.exceptions import OperationalError

from notifier.audience.subscription import Lane

# What callers outside the relay hold and hand back: they need no name of Celery's.
Broker: TypeAlias = Celery

QUEUES = tuple(str(lane) for lane in Lane)
DELIVER = "notifier.deliver"
# A poke that nobody took within a minute is stale: the sweep has poked again meanwhile.
POKE_EXPIRES = 60  # seconds

# A broker that has gone silent must cost seconds, not for ever.
_REDIS_OPTIONS = {
    "socket_timeout": 15,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 15,
    "retry_on_timeout": True,
}


def make_broker(url: str) -> Broker:
    """The Celery app on a broker: `memory://` inside one process, `redis://` between several."""
    # The memory has no host, and kombu warns where none is named.
    named = "memory://localhost/" if url == "memory://" else url
    app: Broker = Celery("notifier", broker=named, set_as_current=False)
    app.conf.update(
        task_queues=[Queue(name) for name in QUEUES],  # type: ignore[no-untyped-call]
        task_default_queue=QUEUES[0],
        task_create_missing_queues=False,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        # By default a worker gives up on a broker after a hundred tries, and exits.
        broker_connection_max_retries=None,
        broker_transport_options=_REDIS_OPTIONS if url.startswith("redis") else {"polling_interval": 0.05},
        task_publish_retry=False,
    )
    return app


def poke(broker: Broker, lane: Lane) -> bool:
    """Ask some worker to empty a lane; False where the broker cannot be reached, which the next sweep makes good."""
    try:
        broker.send_task(DELIVER, args=(str(lane),), queue=str(lane), expires=POKE_EXPIRES)
    except (OperationalError, OSError):
        return False
    return True
