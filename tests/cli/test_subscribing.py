"""Subscribing anew: the operator's word opens what was muted, and the command says so."""

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
