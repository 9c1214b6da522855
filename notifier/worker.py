"""The worker: empties the lanes whenever a poke arrives, until it is asked to stop."""

from notifier.bootstrap import Notifier
from notifier.relay.crew import work


def run(notifier: Notifier) -> int:
    """Work until SIGTERM or SIGINT, finish the batch in hand, and give the exit code."""
    try:
        return work(notifier.broker, notifier.courier)
    finally:
        notifier.close()
