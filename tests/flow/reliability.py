"""The figures of docs/reliability.md: trials of faults leave theirs in .cache/, and `make reliability` puts them in.

The page is written from a run in which every trial has left its figures, or not at all.
"""

import json
import re
import sys
import time

from notifier.ledger.states import State
from tests.flow.fault_stage import FaultStage, Reckoning
from tests.flow.processes import ROOT

TRIALS = ("killed", "loop", "stopped", "many", "broker", "flushed", "ledger", "restarted", "receivers", "clock")
PAGE = ROOT / "docs" / "reliability.md"
HEAD = "| what happens | owed | sent | given up | lost | came twice | took |\n|---|---|---|---|---|---|---|\n"
_FIGURES = ROOT / ".cache" / "reliability"
_TABLE = re.compile(re.escape(HEAD) + r"(\|.*\n)*")


def record(trial: str, fault: str, found: Reckoning, stage: FaultStage) -> None:
    """Keep the figures of a trial."""
    seconds = time.monotonic() - stage.began
    sent = found.states.get(State.SENT, 0)
    ended = sum(found.states.get(one, 0) for one in (State.DEAD, State.WITHDRAWN))
    lost = found.owed - sent - ended + len(found.lost)
    row = f"| {fault} | {found.owed} | {sent} | {ended} | {lost} | {found.repeated} | {seconds:.0f} s |\n"
    _FIGURES.mkdir(parents=True, exist_ok=True)
    (_FIGURES / f"{trial}.json").write_text(json.dumps(row))


def rows() -> dict[str, str]:
    """The row of each trial that has left one."""
    return {trial: json.loads(path.read_text()) for trial in TRIALS if (path := _FIGURES / f"{trial}.json").exists()}


def main(words: list[str]) -> int:
    if words == ["forget"]:
        for path in _FIGURES.glob("*.json"):
            path.unlink()
        return 0
    found = rows()
    if missing := [trial for trial in TRIALS if trial not in found]:
        sys.stderr.write(f"reliability: no figures of {', '.join(missing)} (run `make reliability`)\n")
        return 1
    PAGE.write_text(_TABLE.sub(lambda _: HEAD + "".join(found.values()), PAGE.read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
