"""The benchmark of a large plan file runs from end to end, in a small size, and its figures make sense."""

from pathlib import Path

import pytest

from benchmarks import plan_file


def test_the_benchmark_of_a_plan_file_measures_a_reading_and_what_it_writes(tmp_path: Path) -> None:
    told: list[str] = []
    found = plan_file.run(None, tmp_path / "bench", lambda what, _: told.append(what), milestones=200)
    assert told == list(found)
    assert found["plan_one_changed_rows"] == 3
    first, loaded = found["plan_first_s"], found["plan_yaml_load_s"]
    assert isinstance(first, float)
    assert isinstance(loaded, float)
    assert found["plan_100k_vs_yaml_load"] == pytest.approx(first / loaded)
