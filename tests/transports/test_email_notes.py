"""A note to the owner of a webhook that was closed: in every language, naming no more of its address than the host."""

from datetime import date

import pytest

from notifier.audience.language import LANGUAGES, day
from notifier.transports.base import Letter, Note
from notifier.transports.email.compose import LEAVE, Mail, compose
from tests.transports.test_email_compose import HOSTILE

SINCE = date(2020, 8, 19)
BOARD = "https://board.example.org"


def mail(host: str = "hooks.example.org", reason: str = "it answered 500", language: str = "en") -> Mail:
    return compose(Letter((), language, note=Note(host, SINCE, reason)), BOARD, leads_out=True)


def test_an_owner_is_told_which_webhook_was_closed_since_when_why_and_what_to_do() -> None:
    said = mail()
    assert said.subject == "Webhook closed: hooks.example.org"
    for shape in (said.text, said.html):
        assert (
            "The webhook at hooks.example.org was closed, after failing since August 19, 2020: it answered 500."
            in shape
        )
        assert "Subscribe it again once it works." in shape
        assert "You get this because you are named as the owner of this webhook." in shape


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_is_said_in_every_language(language: str) -> None:
    said = mail(language=language)
    assert "hooks.example.org" in said.subject
    for shape in (said.text, said.html):
        assert day(SINCE, language) in shape
        assert "it answered 500" in shape
        assert "%(" not in shape
    assert f'lang="{language}"' in said.html
    assert ("was closed" in said.text) is (language == "en")


def test_a_note_is_no_subscription_and_has_no_link_to_leave() -> None:
    said = mail()
    assert not said.subscribed
    assert not said.leads_out
    assert LEAVE not in said.html


@pytest.mark.parametrize(
    "host", ["hooks.example.org/T0KEN", "https://bot:T0KEN@hooks.example.org/T0KEN?k=T0KEN", "hooks.example.org#T0KEN"]
)
def test_no_more_of_the_address_is_named_than_the_host(host: str) -> None:
    said = mail(host, "POST https://hooks.example.org/T0KEN failed for bot@example.org")
    assert "T0KEN" not in said.subject + said.text + said.html
    assert "bot@" not in said.text + said.html
    assert said.subject == "Webhook closed: hooks.example.org"


def test_nothing_hostile_in_a_note_breaks_out() -> None:
    said = mail(HOSTILE, HOSTILE)
    assert not {"\n", "\r"} & set(said.subject)
    assert not {"\u202e", "\x00"} & set(said.subject + said.text + said.html)
    assert "<script" not in said.html
