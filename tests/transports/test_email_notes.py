"""A note to the owner of a webhook that was closed: in every language, naming no more of its address than the host."""

from datetime import date, time

import pytest

from notifier.audience.interests import Names
from notifier.audience.language import LANGUAGES, day
from notifier.audience.subscription import Cadence, Interest
from notifier.transports.base import Letter, Note, Question
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


LINK = "https://board.example.org/subscriptions/confirm/sub_1.2026-01-01.sig"


def question(language: str = "en", *, known: bool = False, name: str = "A plan", link: str = LINK) -> Mail:
    asked = Question(
        link, Interest(plan="kg", theme="Health"), Names(plan=name), Cadence.DAILY, time(8, 30), "Asia/Bishkek", 12,
        known,
    )  # fmt: skip
    return compose(Letter((), language, note=asked), BOARD, leads_out=True)


def test_who_is_asked_to_confirm_is_told_for_what_how_often_how_much_and_how_to_ignore_it() -> None:
    said = question()
    for shape in (said.text, said.html):
        words = " ".join(shape.split())
        assert LINK in shape
        assert "theme “Health”, plan “A plan”" in words
        assert "once a day at 08:30, time of Asia/Bishkek" in words
        assert "that would have been 12 messages" in words
        assert "If it was not you, do nothing" in words
    assert not said.subscribed, "there is nothing to unsubscribe from yet"


def test_who_is_subscribed_already_is_told_where_to_change_it() -> None:
    said = question(known=True)
    assert said.subject == "You are subscribed already"
    assert "To change or end it, open this page" in said.text
    assert LINK in said.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("known", [True, False])
def test_the_question_is_asked_in_every_language(language: str, known: bool) -> None:
    said = question(language, known=known)
    for shape in (said.text, said.html):
        assert LINK in shape
        assert "Health" in shape
        assert "08:30" in shape
        assert "%(" not in shape
    assert f'lang="{language}"' in said.html


def test_no_name_of_a_plan_gets_out_of_its_sentence() -> None:
    said = question(name=HOSTILE)
    assert "\n" not in said.subject
    assert "<script" not in said.html
    assert "\nBcc" not in said.text
    assert "\nX:" not in said.text
    assert not set("\x00\u202e") & set(said.text + said.html)
    assert "%(day)s {{ 7*7 }}" in said.text, "what a plan typed is no sentence of ours"


def test_a_link_that_is_none_is_left_out() -> None:
    assert "javascript" not in question(link="javascript:alert(1)").html
