"""The worker: empties the lanes whenever a poke arrives, until it is asked to stop."""

import gc

from notifier.bootstrap import Notifier
from notifier.relay.crew import work

# Collected less often than by default: nearly all that a delivery makes is freed as soon as it has been sent, and to
# look through everything else for it takes a quarter of the time. Measured by `make bench`.
THRESHOLDS = (20_000, 20, 100)


def run(notifier: Notifier) -> int:
    """Work until SIGTERM or SIGINT, finish the batch in hand, and give the exit code."""
    gc.collect()
    gc.freeze()  # what is imported by now stays for good
    gc.set_threshold(*THRESHOLDS)
    try:
        return work(notifier.broker, notifier.courier)
    finally:
        notifier.close()
