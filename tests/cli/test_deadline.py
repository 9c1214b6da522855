"""The verb `deadline` as people and programs use it: one JSON object a line, whatever comes in."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.flow.processes import NOTIFIER, environment, notifier

KEYS = ["printed", "edtf", "on", "certainty", "says"]


def piped(content: bytes, *words: str) -> list[Any]:
    answer = subprocess.run(
        [NOTIFIER, "deadline", "-", "--format", "json", *words],
        input=content, capture_output=True, env=environment(), timeout=120,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return [json.loads(line) for line in answer.stdout.decode().splitlines()]


def test_each_line_in_is_one_object_out_also_an_empty_one_and_one_that_is_no_text() -> None:
    content = "June 2020\n\nD’ici l’été 2025\r\n  \n".encode() + b"\xff\xfe\n\x00\n" + "Ongoing\u2028\nlast".encode()
    rows = piped(content, "--country", "ca")
    assert [row["on"] for row in rows] == ["2020-06-30", None, "2025-08-31", None, None, None, None, None]
    assert all(list(row) == KEYS for row in rows)
    assert rows[1]["printed"] is None


def test_what_begins_a_file_and_what_nobody_sees_is_no_part_of_a_date() -> None:
    rows = piped(b"\xef\xbb\xbfJune 2020\r\n\tJune\t2020\nJune\x00 2020\n")
    assert [row["on"] for row in rows] == ["2020-06-30"] * 3
    assert [row["printed"] for row in rows] == ["June 2020", "June 2020", "June\x00 2020"]


def test_several_days_come_in_one_more_key_at_the_end() -> None:
    [row] = piped(b"5 by June 2019; 10 by June 2020\n")
    assert list(row) == [*KEYS, "expectations"]
    assert row["expectations"] == [
        {"printed": "5 by June 2019", "edtf": "2019-06", "on": "2019-06-30"},
        {"printed": "10 by June 2020", "edtf": "2020-06", "on": "2020-06-30"},
    ]


def test_lines_are_answered_as_they_come() -> None:
    words = [str(NOTIFIER), "deadline", "-", "--format", "json"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdin
        assert process.stdout
        for year in (2020, 2021):
            process.stdin.write(b"June %d\n" % year)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["on"] == f"{year}-06-30"


def test_a_country_and_a_period_decide_what_is_meant(tmp_path: Path) -> None:
    period = ["--from", "2025-04-01", "--until", "2029-03-31", "--format", "json"]
    answer = notifier("deadline", "Annually, by March 31", "2026-27", "--country", "CA", *period, folder=tmp_path)
    yearly, fiscal = [json.loads(line) for line in answer.stdout.splitlines()]
    assert (yearly["on"], len(yearly["expectations"])) == ("2029-03-31", 4)
    assert fiscal["on"] == "2027-03-31"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--country", "KQ"], "there is no country 'KQ' (did you mean KE, KG, KH,"),
        (["--country", "Cananda"], "(did you mean CA?)"),
        (["--language", "frr"], "there is no language 'frr' here (did you mean fr?)"),
        (["--from", "2020-13-01"], "'2020-13-01' is no day"),
        (["--from", "2021-01-01", "--until", "2020-01-01"], "--until comes before --from"),
    ],
)
def test_a_wrong_option_is_named_and_exits_2(options: list[str], said: str, tmp_path: Path) -> None:
    answer = notifier("deadline", "June 2020", *options, folder=tmp_path)
    assert answer.returncode == 2
    assert said in " ".join(answer.stderr.replace("│", " ").split())


def test_on_a_narrow_terminal_nothing_is_left_out() -> None:
    terminal = {**environment(), "COLUMNS": "60", "FORCE_COLOR": "1", "NO_COLOR": "1"}
    shown = subprocess.run(
        [NOTIFIER, "deadline", "5 by June 2019; 10 by June 2020"],
        capture_output=True, env=terminal, timeout=120, check=True,
    ).stdout.decode()  # fmt: skip
    assert "…" not in shown
    assert "2020-06-30" in shown
    assert "interpreted" in shown
