"""The command as people type it: what it prints, and how it exits."""

import json
import time
from pathlib import Path

import pytest

from notifier.transports.webhook.receiver import Receiver
from tests.flow.processes import ROOT, notifier

PLAN = ROOT / "plans" / "kyrgyz-2018-2020.yaml"
THREE_MISTAKES = """\
plan: {id: kg, title: A plan, country: KG, starts: 2018-08-31, ends: 2020-08-31, timezone: Asia/Bishkek}
agencies:
  - {id: moh, name: Ministry of Health}
commitments:
  - {id: C1, titel: A promise, lead: moh}
  - {id: C2, title: A promise, lead: mho, due: 2020-08-31}
  - {id: C3, title: A promise, lead: moh, done_on: 2020-02-31}
"""


def test_help_answers_at_once(tmp_path: Path) -> None:
    notifier("--help", folder=tmp_path)
    began = time.perf_counter()
    answer = notifier("--help", folder=tmp_path)
    assert "run-once" in answer.stdout
    assert answer.returncode == 0
    # A bound against importing the world by mistake; how fast it really is, is measured elsewhere.
    assert time.perf_counter() - began < 3


def test_check_of_the_bundled_plan_is_fine_and_warns_of_what_was_interpreted(tmp_path: Path) -> None:
    answer = notifier("check", str(PLAN), folder=tmp_path)
    assert answer.returncode == 0
    assert "warning: the deadline of KG0021" in answer.stdout
    assert "read as 2020-09-30" in answer.stdout


def test_check_names_three_mistakes_in_three_lines(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(THREE_MISTAKES)
    answer = notifier("check", "bad.yaml", folder=tmp_path)
    assert answer.returncode == 1
    assert answer.stdout.splitlines() == [
        "bad.yaml:5:14: there is no field `titel` here (did you mean title?)",
        "bad.yaml:6:38: there is no agency `mho` (did you mean moh?)",
        (
            "bad.yaml:7:52: `done_on`: this is not a day of the calendar: '2020-02-31' "
            "(write YYYY-MM-DD; a deadline as printed belongs in `due`)"
        ),
    ]


@pytest.mark.parametrize("content", [b"", b"plan: [", b"\x00\xff"])
def test_check_of_what_is_no_plan_exits_1_with_a_place(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(content)
    answer = notifier("check", "bad.yaml", "none.yaml", folder=tmp_path)
    assert answer.returncode == 1
    assert answer.stdout.startswith("bad.yaml:")
    assert "none.yaml:1:1: the file cannot be read: there is no such file" in answer.stdout


def test_simulate_prints_one_object_a_notice(tmp_path: Path) -> None:
    days = ["--from", "2018-08-31", "--until", "2020-10-31"]
    answer = notifier("simulate", str(PLAN), *days, "--format", "json", folder=tmp_path)
    assert answer.returncode == 0
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    assert all({"on", "kind", "plan", "commitment", "milestone", "recipients"} <= row.keys() for row in rows)
    assert [row["on"] for row in rows] == sorted(row["on"] for row in rows)
    undated = {row["kind"] for row in rows if row["commitment"] in ("KG0024", "KG0026")}
    assert undated == {"milestone.stalled"}, "of what has no deadline nothing else is said"
    [first] = [row for row in rows if row["commitment"] == "KG0020" and row["kind"] == "milestone.due_soon"][:1]
    assert (first["on"], first["kind"], first["recipients"]) == (
        "2019-10-01", "milestone.due_soon", ["open-government@jk.example.org"],
    )  # fmt: skip
    assert not (tmp_path / "var").exists(), "nothing is stored"


def test_simulate_refuses_days_in_the_wrong_order(tmp_path: Path) -> None:
    answer = notifier("simulate", str(PLAN), "--from", "2020-01-02", "--until", "2020-01-01", folder=tmp_path)
    assert answer.returncode == 2


def test_deadline_reads_from_arguments(tmp_path: Path) -> None:
    answer = notifier("deadline", "September 31, 2020", "Ongoing", "--format", "json", folder=tmp_path)
    first, second = [json.loads(line) for line in answer.stdout.splitlines()]
    assert (first["edtf"], first["on"], first["certainty"]) == ("2020-09-30?", "2020-09-30", "interpreted")
    assert (second["on"], second["certainty"]) == (None, "open")


def test_wrong_settings_are_reported_all_together_and_exit_2(tmp_path: Path) -> None:
    wrong = {"database_url": "mysql://x", "broker_url": "amqp://x", "email_url": "smtp://", "base_url": "alerts"}
    answer = notifier("settings", folder=tmp_path, **wrong)
    assert answer.returncode == 2
    assert {line.split(":")[0] for line in answer.stderr.splitlines()} >= {
        "NOTIFIER_DATABASE_URL", "NOTIFIER_BROKER_URL", "NOTIFIER_EMAIL_URL", "NOTIFIER_BASE_URL",
    }  # fmt: skip


def test_settings_never_shows_a_password(tmp_path: Path) -> None:
    answer = notifier(
        "settings", folder=tmp_path, database_url="postgresql://me:sesame@localhost/x", broker_url="redis://:sesame@h/0"
    )
    assert answer.returncode == 0
    assert "sesame" not in answer.stdout + answer.stderr


def test_overdue_reaches_a_webhook_once(tmp_path: Path) -> None:
    settings = {"plans": str(PLAN), "allow_networks": "127.0.0.0/8"}

    def run_once(instant: str) -> None:
        answer = notifier("run-once", "--now", instant, folder=tmp_path, **settings)
        assert answer.returncode == 0, answer.stderr

    with Receiver() as receiver:
        hook = ["--webhook", receiver.url, "--secret", receiver.secret]
        assert notifier("subscribe", *hook, folder=tmp_path, **settings).returncode == 0
        run_once("2020-08-01T09:05:00+06:00")
        before = receiver.verified
        run_once("2020-09-01T09:05:00+06:00")
        overdue = {one.on for one in receiver.arrived if one.type == "milestone.overdue"}
        assert "2020-09-01" in overdue
        after = receiver.verified
        assert after > before
        run_once("2020-09-01T09:05:00+06:00")
        assert receiver.received == after
        assert receiver.refused == 0


def test_run_once_wants_an_instant_with_its_zone(tmp_path: Path) -> None:
    answer = notifier("run-once", "--now", "2020-09-01T09:05:00", folder=tmp_path)
    assert answer.returncode == 2
    assert "zone" in answer.stderr


def test_run_once_with_a_bad_plan_file_says_so_exits_1_and_goes_on_with_the_others(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "bad.yaml").write_text("plan: [")
    (tmp_path / "plans" / "good.yaml").write_text(PLAN.read_text())
    answer = notifier("run-once", "--now", "2020-09-01T09:05:00+06:00", folder=tmp_path)
    assert answer.returncode == 1
    assert "plans/bad.yaml:2:" in answer.stderr
    assert "deliveries sent: 1" in answer.stdout


def test_a_webhook_on_a_private_network_is_refused_with_what_to_do(tmp_path: Path) -> None:
    answer = notifier("subscribe", "--webhook", "http://127.0.0.1:9/hook", folder=tmp_path)
    assert answer.returncode == 2
    assert "NOTIFIER_ALLOW_NETWORKS" in answer.stderr


def test_an_unconfirmed_inbox_gets_nothing_until_it_is_confirmed(tmp_path: Path) -> None:
    answer = notifier("subscribe", "--email", "desk@newspaper.example.org", folder=tmp_path)
    assert "not confirmed" in answer.stdout
    confirmed = notifier("subscribe", "--email", "desk@newspaper.example.org", "--confirmed", folder=tmp_path)
    assert "not confirmed" not in confirmed.stdout
    rows = notifier("subscriptions", "--format", "json", folder=tmp_path).stdout.splitlines()
    assert [json.loads(row)["confirmed"] for row in rows] == [True]


@pytest.mark.parametrize(
    "words",
    [
        ["subscribe"],
        ["subscribe", "--email", "a@newspaper.example.org", "--webhook", "https://hooks.example.org"],
        ["subscribe", "--email", "nobody"],
        ["subscribe", "--email", "a@newspaper.example.org", "--language", "xx"],
        ["subscribe", "--email", "a@newspaper.example.org", "--kind", "milestone.none"],
        ["deliveries", "--state", "lost"],
        ["nonsense"],
    ],
)
def test_wrong_usage_exits_2_without_a_traceback(words: list[str], tmp_path: Path) -> None:
    answer = notifier(*words, folder=tmp_path)
    assert answer.returncode == 2
    assert answer.stderr.strip()
    assert "Traceback" not in answer.stderr


def test_replaying_what_is_not_dead_exits_1(tmp_path: Path) -> None:
    answer = notifier("replay", "dlv_none", folder=tmp_path)
    assert answer.returncode == 1
    assert "not a dead delivery" in answer.stdout


def test_listings_of_an_empty_ledger_say_what_to_do(tmp_path: Path) -> None:
    for verb in ("subscriptions", "notices", "deliveries", "agenda"):
        answer = notifier(verb, folder=tmp_path)
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.strip()


def test_a_broken_rule_is_reported_with_its_line_and_the_others_are_listed(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "due.py").write_text((ROOT / "rules" / "due.py").read_text())
    (tmp_path / "rules" / "broken.py").write_text('"""A rule."""\n\nimport nothing_of_this_name\n')
    answer = notifier("rules", folder=tmp_path)
    assert answer.returncode == 1
    assert "broken.py:3: ModuleNotFoundError" in answer.stderr
    assert "due" in answer.stdout
