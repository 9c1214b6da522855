"""Health: what a program, an orchestrator and a person are told, from `ok` to `failing`."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from notifier import clock
from notifier.audience.mute import Mute
from notifier.audience.subscription import Destination, Lane
from notifier.ledger import destinations, health, mutes
from notifier.ledger.connect import open_ledger
from notifier.ledger.states import State
from notifier.transports.base import GiveUp, Sent, TryAgain
from notifier.web.health import prefers_page
from tests.ledgers import KEYRING
from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of
from tests.web.site import app_over


@pytest.fixture
def serving(stage: Stage) -> Stage:
    """A stage on which a good plan has been announced on January 1, 2025."""
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-01-01")
    return stage


def _health(browser: Browser) -> tuple[int, dict[str, object]]:
    page = browser.get("/health", "*/*")
    assert page.json is not None
    return page.status, page.json()


def test_where_all_is_well_programs_are_told_so_with_figures(serving: Stage) -> None:
    status, told = _health(browser_of(serving))
    assert status == 200
    assert told == {
        "status": "ok",
        "problems": [],
        "warnings": [],
        "plans": 1,
        "ticks": {"announce": "2025-01-01T03:05:00+00:00", "ingest": "2025-01-01T03:05:00+00:00", "sweep": None},
        "deliveries": {
            "email": {"pending": 1, "sending": 0, "sent": 0, "dead": 0, "withdrawn": 0},
            "webhook": {"pending": 0, "sending": 0, "sent": 0, "dead": 0, "withdrawn": 0},
        },
        "oldest_owed_at": "2025-01-01T03:05:00+00:00",
        "muted_subscribers": 0,
    }


def test_a_service_that_has_not_announced_yet_is_well(stage: Stage) -> None:
    assert _health(browser_of(stage))[0] == 200


def test_a_bad_plan_file_is_a_problem_for_a_person_and_no_reason_to_restart(serving: Stage) -> None:
    serving.write((serving.folder / "plan.yaml").read_text().replace("lead: moh", "lead: moj"))
    serving.ingest()
    status, told = _health(browser_of(serving))
    assert (status, told["status"]) == (200, "problems")
    assert str(told["problems"]).startswith("['plans/plan.yaml:")
    assert "there is no agency `moj`" in str(told["problems"])


def test_a_doubtful_deadline_is_a_warning_and_all_is_still_well(stage: Stage) -> None:
    stage.plan(milestone("1", due="When ready"))
    stage.goes_to("2025-01-01")
    _, told = _health(browser_of(stage))
    assert told["status"] == "ok"
    assert "cannot be read as a date" in str(told["warnings"])


def test_a_dead_delivery_and_a_broken_rule_are_problems(serving: Stage) -> None:
    serving.answer = lambda _: GiveUp(reason="there is no such mailbox clerk@moh.example.org")
    serving.delivers()
    assert serving.states()[State.DEAD] == 1
    with serving.ledger.writing() as book:
        health.completed(book, "announce", serving.clock(), ["rules/odd.py:7: ZeroDivisionError: division by zero"])
    status, told = _health(browser_of(serving))
    assert (status, told["status"]) == (200, "problems")
    assert told["problems"] == [
        "rules/odd.py:7: ZeroDivisionError: division by zero",
        "1 delivery is dead: see `notifier deliveries --state dead`, and `notifier replay` once it is mended",
    ]


def test_a_lane_that_is_paused_is_failing_with_its_reason_until_something_arrives(serving: Stage) -> None:
    serving.answer = lambda _: TryAgain(reason="the mail server refuses the log-in of bot@example.org", pauses=True)
    serving.delivers()
    browser = browser_of(serving)
    for seconds in (0, 299, 1):
        serving.clock.move_to(serving.clock() + timedelta(seconds=seconds))
        status, told = _health(browser)
        assert (status, told["status"]) == (503, "failing")
        problem = str(told["problems"])
        assert problem.startswith("['nothing leaves by email since 2025-01-01T03:05:00+00:00: the mail server refuses")
        assert "none is lost" in problem
        assert "bot@" not in problem
    serving.answer = lambda _: Sent()
    serving.delivers()
    assert serving.unfinished() == 0
    assert _health(browser)[1]["problems"] == []


@pytest.mark.parametrize(
    ("mute", "words"), [(Mute.BOUNCED, "bounces: correct it"), (Mute.COMPLAINED, "called our mail spam")]
)
def test_a_contact_that_is_not_reached_is_a_problem_and_a_subscriber_is_a_number(
    serving: Stage, mute: Mute, words: str
) -> None:
    serving.subscribe("desk@newspaper.example.org")
    with serving.ledger.writing() as book:
        addresses = [Destination(Lane.EMAIL, f"{name}.example.org") for name in ("clerk@moh", "desk@newspaper")]
        for destination in destinations.destination_ids(book, addresses).values():
            mutes.mute(book, destination, mute, "550 <clerk@moh.example.org> unknown", serving.clock())
    browser = browser_of(serving)
    _, told = _health(browser)
    assert str(told["problems"]).startswith("['a contact of the agency `moh` in plan `kg` ")
    assert words in str(told["problems"])
    assert (told["status"], told["muted_subscribers"]) == ("problems", 1)
    assert "example.org" not in browser.get("/health").source


def test_silence_of_the_announcements_is_failing_after_fifteen_minutes(serving: Stage) -> None:
    browser = browser_of(serving)
    serving.clock.move_to(serving.clock() + timedelta(minutes=15))
    assert _health(browser)[0] == 200
    serving.clock.move_to(serving.clock() + timedelta(seconds=1))
    status, told = _health(browser)
    assert (status, told["status"]) == (503, "failing")
    assert "nothing has been announced since 2025-01-01T03:05:00+00:00" in str(told["problems"])


def test_a_ledger_without_tables_is_failing_and_looking_at_it_makes_none(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path}/empty.db", KEYRING)
    browser = Browser(app_over(ledger, clock=clock.system, base_url="http://board.test"))
    for _ in range(2):
        status, told = _health(browser)
        assert (status, told["status"]) == (503, "failing")
        assert told["problems"] == ["the ledger has no tables yet: run `notifier migrate`"]
    ledger.close()


def test_tables_of_another_version_are_failing(serving: Stage, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '0000'")
    other.close()
    status, told = _health(browser_of(serving))
    assert (status, told["status"]) == (503, "failing")
    assert "run `notifier migrate`" in str(told["problems"])


@pytest.mark.parametrize("kind", ["away", "garbage"])
def test_a_ledger_that_cannot_be_read_is_failing_and_its_address_stays_private(tmp_path: Path, kind: str) -> None:
    (tmp_path / "private-name.db").write_bytes(b"this is no database" * 1000)
    away = "postgresql+psycopg://clerk:s3cret@127.0.0.1:1/promises"
    ledger = open_ledger(away if kind == "away" else f"sqlite:///{tmp_path}/private-name.db", KEYRING)
    browser = Browser(app_over(ledger, clock=clock.system, base_url="http://board.test"))
    for accept in ("application/json", "text/html"):
        page = browser.get("/health", accept)
        assert page.status == 503
        assert "the ledger cannot be read (" in page.source
        assert not any(word in page.source for word in ("s3cret", "clerk", "127.0.0.1", "private-name"))
    ledger.close()


def test_people_get_a_page_and_programs_get_json(serving: Stage) -> None:
    browser = browser_of(serving)
    page = browser.get("/health", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert "All is well Status: ok . 1 plan is in service." in page.text
    assert "announce January 1, 2025 03:05 UTC" in page.text
    assert page.headers["vary"] == "Accept, Accept-Language"
    assert page.headers["cache-control"] == "no-store"
    assert browser.get("/health", "application/json").headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html", True),
        ("text/html,application/json", True),
        ("application/json,text/html", False),
        ("application/json;q=0.5,text/html;q=0.9", True),
        ("text/html;q=0.5,application/json", False),
        ("text/html;q=nonsense", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_what_a_client_prefers_decides(accept: str, page: bool) -> None:
    assert prefers_page(accept) is page
