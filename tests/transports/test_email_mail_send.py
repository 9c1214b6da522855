"""What a call to SendGrid holds, and what is read from a refusal of one."""

import json
from datetime import UTC, datetime

import pytest

from notifier.agenda.notice import Named
from notifier.clock import standing_at
from notifier.transports.email.mail_send import About, Form, Refusal, read_refusal
from notifier.transports.email.message import letterhead
from tests.transports.cast import letter, notice, parcel
from tests.transports.sendgrid_server import check

BOARD = "https://board.example.org"
HEAD = letterhead("Уведомления <notifier@alerts.example.org>", BOARD, standing_at(datetime(2020, 8, 24, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        (["personalizations.3.to.0.email", "personalizations[4].to"], Refusal(About.READERS, frozenset({3, 4}))),
        (["personalizations.3.to", "content.0.value"], Refusal(About.READERS, frozenset({3}))),
        (["content.0.value", "subject"], Refusal(About.MESSAGE)),
        (["from.email"], Refusal(About.SENDER)),
        (["personalizations.99.to"], Refusal(About.SOMETHING)),
        (["personalizations"], Refusal(About.SOMETHING)),
        ([None, "content"], Refusal(About.SOMETHING)),
        ([], Refusal(About.SOMETHING)),
    ],
)
def test_a_refusal_is_about_what_its_errors_name(fields: list[str | None], read: Refusal) -> None:
    found = read_refusal(json.dumps({"errors": [{"field": name, "message": "no a@b.org"} for name in fields]}), 5)
    assert (found.about, found.places) == (read.about, read.places)
    assert "a@b.org" not in found.words


@pytest.mark.parametrize(
    "body", ["", "no json", "[]", "{}", "null", '{"errors": 7}', '{"errors": [7]}', '{"errors": null}', "[" * 100_000]
)
def test_a_refusal_that_cannot_be_read_names_nothing(body: str) -> None:
    assert read_refusal(body, 5) == Refusal(About.SOMETHING)


def test_a_call_holds_no_more_than_sendgrid_takes_however_much_there_is_to_say() -> None:
    # Cyrillic is written in six bytes a letter.
    long = letter(notice(milestone=Named("1", "Ы" * 400)), language="ru")
    leave = f"{BOARD}/{'x' * 700}"
    given = [parcel(f"r{n}@example.org", id=f"dlv_{n}", letter=long, leave=f"{leave}/{n}") for n in range(12)]
    form = Form(HEAD)
    [whole] = form.shares(given, [])
    size = len(json.dumps(form.request(whole)))
    shares = list(Form(HEAD, size - 1).shares(given, []))
    assert [len(share.readers) for share in shares] == [11, 1]
    assert max(len(json.dumps(form.request(share))) for share in shares) < size
    assert [one for share in shares for one in share.readers] == given
    assert [len(share.readers) for share in Form(HEAD, 1).shares(given, [])] == [1] * 12, "nobody is left out"
    for share in [whole, *shares]:
        check(form.request(share), size)


def test_no_plan_text_can_take_the_place_of_a_link() -> None:
    # Were it kept, SendGrid would write the reader's link into an address of the plan's choice.
    one = notice(milestone=Named("1", "https://evil.example.org/?\ue000"))
    form = Form(HEAD)
    [share] = form.shares([parcel(letter=letter(one), leave=f"{BOARD}/subscriptions/t")], [])
    text, html = (part["value"] for part in form.request(share)["content"])
    assert (text.count(form.tag), html.count(form.tag)) == (1, 1)
    assert "evil.example.org/?" + form.tag not in text + html
    assert Form(HEAD).tag != form.tag
