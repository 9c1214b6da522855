"""`notifier worker` with a clock that a trial moves: a file says how many seconds it is ahead of the real one.

It is run as a script. Webhooks are stamped with the real time all the same.
"""

import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from os import environ  # noqa: TID251 - it stands where the command line does
from pathlib import Path

from notifier import clock, logs, worker
from notifier.bootstrap import build
from notifier.settings import from_environment


def main(ahead: Path, environment: Mapping[str, str]) -> int:
    def now() -> datetime:
        return clock.system() + timedelta(seconds=float(ahead.read_text()))

    logs.configure()
    return worker.run(build(from_environment(environment), now))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), environ))
