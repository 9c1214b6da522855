"""Subscribing anew: the operator's word opens what was muted, and the command says so."""

import json

import pytest

from tests.cli.desk import Desk

INBOX = ("subscribe", "--email", "desk@newspaper.example.org")


@pytest.mark.parametrize("mute", ["bounced", "complained"])
def test_an_address_that_was_muted_is_written_to_again_on_the_operators_word(desk: Desk, mute: str) -> None:
    desk.types(*INBOX, "--confirmed")
    desk.rows(f"UPDATE destinations SET mute = '{mute}', mute_says = '550', muted_at = '2026-01-01 00:00:00'")
    asked = desk.types(*INBOX)
    assert f"nothing is sent there: it is {mute}" in asked.stdout + asked.stderr
    assert desk.rows("SELECT mute FROM destinations") == [(mute,)]
    vouched = desk.types(*INBOX, "--confirmed")
    assert f"it was {mute}: from now on things are sent there again" in vouched.stdout + vouched.stderr
    assert desk.rows("SELECT mute, mute_says, muted_at FROM destinations") == [(None, None, None)]
    assert "sent there" not in desk.types(*INBOX, "--confirmed").stdout


def test_the_hour_of_digests_is_given_and_listed(desk: Desk) -> None:
    hour = ("--cadence", "daily", "--at", "08:30", "--timezone", "Asia/Bishkek")
    desk.types("subscribe", "--email", "Desk@Newspaper.EXAMPLE.org", "--confirmed", *hour)
    listed = json.loads(desk.types("subscriptions", "--format", "json").stdout)
    assert (listed["address"], listed["at"], listed["timezone"]) == (
        "Desk@newspaper.example.org", "08:30", "Asia/Bishkek",
    )  # fmt: skip
    assert listed["paused_until"] is None


@pytest.mark.parametrize(
    ("given", "amiss"),
    [
        (("--cadence", "daily", "--at", "08:30"), "go together"),
        (("--cadence", "daily", "--at", "8", "--timezone", "UTC"), "as 08:30"),
        (("--cadence", "daily", "--at", "08:30", "--timezone", "Mars/Olympus"), "no time zone"),
        (("--at", "08:30", "--timezone", "UTC"), "--cadence daily or weekly"),
    ],
)
def test_an_hour_that_is_none_is_refused(desk: Desk, given: tuple[str, ...], amiss: str) -> None:
    refused = desk.types(*INBOX, *given)
    assert refused.returncode == 2
    assert amiss in " ".join(refused.stderr.replace("│", " ").split())
