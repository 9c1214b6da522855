"""Webhooks, their secrets and the key, as an operator types it; no secret is shown but one that was just made."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from notifier import clock
from notifier.transports.webhook.receiver import Receiver
from notifier.transports.webhook.sign import new_secret
from tests.cli.desk import Desk
from tests.flow.processes import ROOT, notifier
from tests.transports.far_end import FarEnd

OLD_KEY, NEW_KEY = "the-old-key-which-is-long-enough-to-be-one", "the-new-key-which-is-long-enough-to-be-one"
SECRET, OTHER = new_secret(), new_secret()
SHOWN = re.compile(r"secret, shown this once: (whsec_\S+)")


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as far_end:
        yield far_end


# ---------------------------------------------------------------- a receiver's consent


def test_a_receiver_that_agrees_is_said_to(desk: Desk, far_end: FarEnd) -> None:
    answer = desk.types("subscribe", "--webhook", far_end.at("/status/204?allows=alerts.example.org"))
    assert answer.returncode == 0
    assert "agrees" in answer.stdout
    assert [request.method for request in far_end.requests] == ["OPTIONS"]


def test_a_receiver_that_is_silent_is_subscribed_on_the_operator_s_word(desk: Desk, far_end: FarEnd) -> None:
    answer = desk.types("subscribe", "--webhook", far_end.at("/hook"))
    assert answer.returncode == 0
    assert "on your word" in answer.stdout
    assert desk.rows("SELECT count(*) FROM subscriptions") == [(1,)]


def test_a_receiver_that_refuses_is_not_subscribed_and_nothing_is_written(desk: Desk, far_end: FarEnd) -> None:
    address = far_end.at("/status/200?allows=elsewhere.example.org")
    answer = desk.types("subscribe", "--webhook", address, "--secret", SECRET, "--owner", "ops@receiver.example.org")
    assert answer.returncode == 2
    assert "WebHook-Allowed-Origin: alerts.example.org" in answer.stderr
    assert desk.rows("SELECT count(*) FROM destinations") == [(0,)]
    assert address not in desk.seen


# ---------------------------------------------------------------- owners


def test_the_owner_of_a_webhook_is_kept_and_kept_on(desk: Desk, far_end: FarEnd) -> None:
    address = far_end.at("/hook")
    assert desk.types("subscribe", "--webhook", address, "--owner", "ops@receiver.example.org").returncode == 0
    assert desk.types("subscribe", "--webhook", address, "--kind", "milestone.due").returncode == 0
    assert desk.rows("SELECT owner FROM destinations") == [("ops@receiver.example.org",)]


@pytest.mark.parametrize(
    "words",
    [
        ["subscribe", "--webhook", "{hook}", "--owner", "nobody"],
        ["subscribe", "--webhook", "{hook}", "--secret", "hunter2"],
        ["subscribe", "--webhook", "{hook}", "--secret", ""],
        ["subscribe", "--email", "a@newspaper.example.org", "--owner", "b@newspaper.example.org"],
        ["subscribe", "--email", "a@newspaper.example.org", "--secret", SECRET],
        ["rotate"],
        ["rotate", "{hook}"],
        ["rotate", "{hook}", "--secret", "hunter2"],
    ],
)
def test_wrong_usage_exits_2_and_writes_nothing(desk: Desk, far_end: FarEnd, words: list[str]) -> None:
    answer = desk.types(*(word.format(hook=far_end.at("/hook")) for word in words))
    assert answer.returncode == 2
    assert answer.stderr.strip()
    assert not (desk.folder / "var/notifier.db").exists() or desk.rows("SELECT * FROM destinations") == []
    assert far_end.at("/hook") not in desk.seen


# ---------------------------------------------------------------- one secret after another


def test_a_new_secret_replaces_the_old_one_which_signs_for_a_day(desk: Desk, far_end: FarEnd) -> None:
    address = far_end.at("/hook")
    made = SHOWN.search(desk.types("subscribe", "--webhook", address).stdout)
    assert made
    answer = desk.types("subscribe", "--webhook", address, "--secret", SECRET)
    until = re.search(r"signs as well until (\S+):", answer.stdout)
    assert until
    wait = datetime.fromisoformat(until[1]) - clock.system()
    assert timedelta(hours=23, minutes=55) < wait < timedelta(hours=24, minutes=1)
    assert SECRET not in answer.stdout, "who gives one knows it"
    assert "signs as well" not in desk.types("subscribe", "--webhook", address, "--secret", SECRET).stdout
    assert "shown this once" not in desk.types("subscribe", "--webhook", address, "--kind", "milestone.due").stdout


def test_rotate_makes_a_secret_shows_it_once_and_says_what_stops(desk: Desk, far_end: FarEnd) -> None:
    address = far_end.at("/hook")
    desk.types("subscribe", "--webhook", address, "--secret", SECRET)
    first, second = desk.types("rotate", address), desk.types("rotate", address)
    assert first.returncode == second.returncode == 0
    assert "no longer does" not in first.stdout
    assert "no longer does" in second.stdout
    made = SHOWN.findall(first.stdout + second.stdout)
    assert len(set(made)) == 2
    again = desk.types("rotate", address, "--secret", made[1])
    assert "nothing has changed" in again.stdout
    assert "shown this once" not in again.stdout


def test_a_webhook_that_nobody_subscribed_has_no_secret_to_rotate(desk: Desk, far_end: FarEnd) -> None:
    answer = desk.types("rotate", far_end.at("/hook"))
    assert answer.returncode == 2
    assert "notifier subscriptions" in answer.stderr


def test_who_rotates_a_closed_webhook_is_told_that_it_is(desk: Desk, far_end: FarEnd) -> None:
    desk.types("subscribe", "--webhook", far_end.at("/hook"))
    desk.rows("UPDATE destinations SET mute = 'closed'")
    assert "it is closed" in desk.types("rotate", far_end.at("/hook")).stdout
    desk.types("subscribe", "--webhook", far_end.at("/hook"))
    assert desk.rows("SELECT mute FROM destinations") == [(None,)]


# ---------------------------------------------------------------- one key after another


def test_a_key_is_changed_in_three_steps(desk: Desk, far_end: FarEnd) -> None:
    address = far_end.at("/hook")
    desk.settings["secret_key"] = OLD_KEY
    desk.types("subscribe", "--webhook", address, "--secret", SECRET)
    desk.types("rotate", address, "--secret", OTHER)
    desk.settings["secret_key"] = f"{NEW_KEY},{OLD_KEY}"
    answer = desk.types("reseal")
    assert answer.returncode == 0
    assert "sealed anew: 2, sealed with the newest key already: 0" in answer.stdout
    assert "sealed anew: 0, sealed with the newest key already: 2" in desk.types("reseal").stdout
    desk.settings["secret_key"] = NEW_KEY
    assert "nothing has changed" in desk.types("rotate", address, "--secret", OTHER).stdout, "it can be opened"
    assert desk.types("reseal").returncode == 0


def test_without_its_key_a_secret_is_lost_to_reseal_and_rotate_gives_a_new_one(desk: Desk, far_end: FarEnd) -> None:
    address = far_end.at("/a-long-path-token")
    desk.settings["secret_key"] = OLD_KEY
    desk.types("subscribe", "--webhook", address, "--secret", SECRET)
    desk.settings["secret_key"] = NEW_KEY
    answer = desk.types("reseal")
    assert answer.returncode == 1
    assert "127.0.0.1" in answer.stderr
    assert "notifier rotate" in answer.stderr
    known = desk.types("subscribe", "--webhook", address, "--kind", "milestone.due")
    assert known.returncode == 1
    assert "NOTIFIER_SECRET_KEY" in known.stderr
    assert "none before that could be opened" in desk.types("rotate", address).stdout
    assert desk.types("reseal").returncode == 0
    assert "a-long-path-token" not in desk.seen


# ---------------------------------------------------------------- nothing is seen


def test_no_secret_and_no_key_is_seen_in_anything_that_is_printed_or_kept(desk: Desk) -> None:
    desk.settings |= {"secret_key": OLD_KEY, "plans": str(ROOT / "plans" / "kyrgyz-2018-2020.yaml")}
    with Receiver(SECRET) as receiver, FarEnd() as broken:
        desk.types("subscribe", "--webhook", receiver.url, "--secret", SECRET)
        desk.types("subscribe", "--webhook", broken.at("/echo/hook"), "--secret", OTHER)
        ran = notifier("run-once", "--now", "2020-09-01T09:05:00+06:00", folder=desk.folder, **desk.settings)
        desk.seen += ran.stdout + ran.stderr
        assert receiver.verified > 0
        url = receiver.url
        desk.settings["secret_key"] = NEW_KEY
        for words in (["reseal"], ["subscribe", "--webhook", receiver.url]):
            assert desk.types(*words).returncode == 1
        desk.settings["secret_key"] = f"{NEW_KEY},{OLD_KEY}"
        dead = [json.loads(line)["id"] for line in desk.types("deliveries", "--format", "json").stdout.splitlines()]
        assert dead
        listings = (["subscriptions"], ["notices"], ["deliveries"], ["settings"], ["attempts", *dead], ["rules"])
        for words in listings:
            assert desk.types(*words, "--format", "json").returncode == 0
            assert desk.types(*words).returncode == 0
        desk.types("rotate", receiver.url, "--secret", OTHER)
        desk.types("reseal")
    kept = b"".join(path.read_bytes() for path in desk.folder.rglob("*") if path.is_file())
    assert url.encode() in kept
    for hidden in (SECRET, OTHER, OLD_KEY, NEW_KEY):
        assert hidden.removeprefix("whsec_") not in desk.seen
        assert hidden.removeprefix("whsec_").encode() not in kept


def test_a_secret_that_the_service_made_verifies_what_it_sends(desk: Desk, far_end: FarEnd) -> None:
    desk.settings["plans"] = str(ROOT / "plans" / "kyrgyz-2018-2020.yaml")
    made = SHOWN.search(desk.types("subscribe", "--webhook", far_end.at("/hook")).stdout)
    assert made
    notifier("run-once", "--now", "2020-09-01T09:05:00+06:00", folder=desk.folder, **desk.settings)
    posts = [request for request in far_end.requests if request.method == "POST"]
    assert posts
    for post in posts:
        assert Webhook(made[1]).verify(post.body, post.headers)["specversion"] == "1.0"
    assert datetime.fromtimestamp(int(posts[0].headers["webhook-timestamp"]), UTC) > datetime(2026, 1, 1, tzinfo=UTC)
