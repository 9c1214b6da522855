"""The benchmark of webhooks runs from end to end, in its smallest size, and its figures make sense."""

from pathlib import Path

import pytest

from benchmarks import alertmanager, webhook
from benchmarks.failed import Failed
from benchmarks.figures import TARGETS, table
from benchmarks.installation import Machine
from benchmarks.receivers import Tally, whole


def test_the_webhook_benchmark_measures_us_and_everybody_that_we_are_compared_with(tmp_path: Path) -> None:
    told: list[str] = []
    with Machine() as machine:
        size = webhook.Size(notices=8, hosts=4, rounds=1)
        found = webhook.run(machine, tmp_path / "bench", lambda what, _: told.append(what), size)
    here = [name for name in webhook.OTHERS if name != "alertmanager" or alertmanager.program()]
    assert told == [f"{name}_per_s" for name in ("webhook", *here)]
    ours = found["webhook_per_s"]
    assert isinstance(ours, float)
    assert 0 < ours < 100_000
    for name in here:
        theirs = found[f"{name}_per_s"]
        assert isinstance(theirs, float)
        assert found[f"webhook_vs_{name}"] == pytest.approx(ours / theirs)
    assert isinstance(found["worker_mb"], float)
    assert 20 < found["worker_mb"] < 1000


@pytest.mark.parametrize(
    "tally",
    [
        Tally(99, 99, 0, 0, 0, 1000, 1.0, 2.0),
        Tally(101, 100, 1, 0, 0, 1000, 1.0, 2.0),
        Tally(101, 100, 0, 1, 0, 1000, 1.0, 2.0),
    ],
    ids=["one is missing", "one came twice", "one has no id"],
)
def test_a_run_in_which_something_went_wrong_is_no_figure(tally: Tally) -> None:
    with pytest.raises(Failed, match="of 100 arrived"):
        whole(tally, 100, "ours")


def test_a_missed_target_is_shown_as_missed_and_a_lacking_figure_as_not_measured() -> None:
    lines = table(
        {"webhook_vs_task_per_alert": 9.9, "latency_p99_s": 0.5, "webhook_vs_alertmanager": None}
    ).splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["MISSED", "met", "measured"]
    assert set(TARGETS) >= {line.split()[0] for line in lines[1:]}
