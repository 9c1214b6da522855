"""What is owed, every try at it, and the dead tried afresh, as an operator types it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from notifier.ledger.connect import Ledger, open_ledger
from notifier.ledger.schema import attempts
from notifier.ledger.states import State
from tests.cli.desk import Desk
from tests.ledger.owing import NOW, put, state_of
from tests.ledger.test_replay import PLACES, owe_to
from tests.ledgers import KEYRING

HOSTILE = "\x1b[2J\x1b[31mred\x07\x9b1m\u202egnirts\r\nnext [bold]line[/bold]\x00"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path}/var/notifier.db", KEYRING)
    opened.migrate()
    yield opened
    opened.close()


def dead(ledger: Ledger, address: str, days: int = 0) -> str:
    """A delivery to an address that died some days after NOW, 24 August 2020."""
    delivery = owe_to(ledger, address)
    put(ledger, delivery, State.DEAD, ended_at=NOW + timedelta(days=days), reason="the receiver refused it (404)")
    return delivery


def listed(desk: Desk, *words: str) -> list[dict[str, object]]:
    answer = desk.types(*words, "--format", "json")
    assert answer.returncode == 0, answer.stderr
    return [json.loads(line) for line in answer.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        (["--state", "dead"], {0, 1, 7}),
        (["--lane", "email"], {7}),
        (["--destination", "hooks.example.org"], {0, 1}),
        (["--destination", PLACES[1]], {1}),
        (["--since", "2020-08-26"], {1, 7}),
        (["--since", "2020-08-26T09:05:01+06:00", "--lane", "webhook"], {1}),
        (["--since", "2020-08-26", "--destination", "newspaper.example.org", "--state", "sent"], set()),
    ],
)
def test_deliveries_are_listed_by_lane_place_and_time(
    words: list[str], places: set[int], desk: Desk, ledger: Ledger
) -> None:
    for place, days in ((0, 0), (1, 9), (7, 2)):
        dead(ledger, PLACES[place], days)
    assert {row["address"] for row in listed(desk, "deliveries", *words)} == {PLACES[one] for one in places}


def test_replay_says_what_it_would_revive_and_then_what_it_has(desk: Desk, ledger: Ledger) -> None:
    early, late = dead(ledger, PLACES[0]), dead(ledger, PLACES[1], days=9)
    asked = ["replay", "--since", "2020-08-25", "--destination", "hooks.example.org"]
    dry = desk.types(*asked, "--dry-run")
    assert (dry.returncode, dry.stdout.splitlines()) == (0, [f"{late}: would be owed again", "would be owed again: 1"])
    assert state_of(ledger, late) is State.DEAD
    done = desk.types(*asked)
    assert (done.returncode, done.stdout.splitlines()) == (0, [f"{late}: owed again", "owed again: 1"])
    assert (state_of(ledger, late), state_of(ledger, early)) == (State.PENDING, State.DEAD)
    again = desk.types(*asked)
    assert (again.returncode, again.stdout.splitlines()) == (1, ["owed again: 0"])


def test_replay_by_id_and_time_says_which_was_not_as_asked(desk: Desk, ledger: Ledger) -> None:
    early, late = dead(ledger, PLACES[0]), dead(ledger, PLACES[1], days=9)
    answer = desk.types("replay", early, late, "--since", "2020-08-25")
    assert answer.returncode == 1
    assert f"{early}: not a dead delivery, or not as asked" in answer.stdout
    assert f"{late}: owed again" in answer.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["replay"],
        ["replay", "--dry-run"],
        ["replay", "--since", "yesterday"],
        ["replay", "--since", "2020-02-31"],
        ["replay", "--since", "2020-09-01T09:05:00"],
        ["deliveries", "--since", ""],
        ["deliveries", "--lane", "fax"],
        ["attempts"],
    ],
)
def test_wrong_usage_exits_2(words: list[str], desk: Desk) -> None:
    answer = desk.types(*words)
    assert answer.returncode == 2
    assert answer.stderr.strip()
    assert "Traceback" not in answer.stderr


def _tried(ledger: Ledger, delivery: str) -> None:
    row = {
        "delivery_id": delivery, "number": 1, "ended_at": NOW, "outcome": "wait", "reason": "the receiver failed (500)",
        "status": 500, "seconds": 0.12345, "response": HOSTILE,
    }  # fmt: skip
    with ledger.writing() as book:
        book.execute(insert(attempts), [row, row | {"number": 2, "status": None, "response": ""}])


def test_attempts_shows_every_try_with_what_the_far_end_said_as_plain_text(desk: Desk, ledger: Ledger) -> None:
    delivery = dead(ledger, PLACES[0])
    _tried(ledger, delivery)
    first, second = listed(desk, "attempts", delivery)
    assert first == {
        "delivery": delivery, "number": 1, "ended_at": NOW.isoformat(), "outcome": "wait",
        "reason": "the receiver failed (500)", "status": 500, "seconds": 0.123, "response": HOSTILE,
    }  # fmt: skip
    assert (second["number"], second["status"]) == (2, None)
    for words in (["attempts", delivery], ["attempts", delivery, "--format", "json"]):
        answer = desk.types(*words)
        assert len(answer.stdout.splitlines()) == (3 if len(words) == 2 else 2), "one line a try, and a head"
        assert [sign for sign in "\x1b\x07\x9b\u202e\r\x00" if sign in answer.stdout] == []
        assert "next [bold]line[/bold]" in answer.stdout


def test_attempts_of_what_is_not_there_or_was_not_tried(desk: Desk, ledger: Ledger) -> None:
    delivery = owe_to(ledger, PLACES[0])
    assert "nothing was tried yet" in desk.types("attempts", delivery).stdout
    answer = desk.types("attempts", "dlv_none")
    assert answer.returncode == 1
    assert "dlv_none: there is no such delivery" in answer.stderr
