"""Mail into a folder, and the message itself as a mail program reads it."""

import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.agenda.notice import Named
from notifier.audience.match import Why
from notifier.audience.subscription import Lane
from notifier.clock import standing_at
from notifier.errors import AddressError, SettingsError
from notifier.transports.base import GiveUp, Parcel, Sent, Transport, TryAgain
from notifier.transports.email import from_url
from notifier.transports.email.compose import LEAVE as MARK
from notifier.transports.email.compose import Mail, compose
from notifier.transports.email.message import Sheet, letterhead
from tests.transports.cast import FROM_THE_MINISTRY, SUBSCRIBED_TO_ALL, TODAY, letter, notice, parcel

LEAVE = (
    "https://board.example.org/subscriptions/dst_0123456789abcdef01234567.abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"
)
SENDER = "Уведомления, Commitment notifier <notifier@alerts.example.org>"
NOW = standing_at(datetime(2020, 8, 24, 3, 0, tzinfo=UTC))


def into(folder: Path) -> Transport:
    return from_url(f"file:{folder}", sender=SENDER, base_url="https://board.example.org/", now=NOW)


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def sent_to(folder: Path, one: Parcel) -> EmailMessage:
    ((carried, outcome),) = into(folder).carry([one])
    assert carried is one
    assert isinstance(outcome, Sent)
    return read((folder / f"{one.id}.eml").read_bytes())


def test_a_message_becomes_a_file_named_by_its_delivery(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "when needed"
    message = sent_to(folder, parcel(id="dlv_7"))
    assert [path.name for path in folder.iterdir()] == ["dlv_7.eml"]
    assert message["Subject"] == "Due in 7 days: Publish the register of hospitals (KG0003/1)"
    assert message["To"] == "watchdog@civil-society.example.org"
    assert message["From"].addresses[0].display_name == "Уведомления, Commitment notifier"
    assert message["From"].addresses[0].addr_spec == "notifier@alerts.example.org"
    assert message["Date"].datetime == NOW()
    assert message["Message-ID"] == "<dlv_7@alerts.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<commitment-notifier.alerts.example.org>"


def test_a_message_says_the_same_as_text_and_as_html(tmp_path: Path) -> None:
    message = sent_to(tmp_path, parcel(letter=letter(language="ky")))
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert "7 күн калды" in text.get_content()
    assert "7 күн калды" in html.get_content()
    assert html.get_content_type() == "text/html"


def test_the_same_delivery_sent_again_is_one_file(tmp_path: Path) -> None:
    for _ in range(2):
        sent_to(tmp_path, parcel(id="dlv_7"))
    assert len(list(tmp_path.iterdir())) == 1


def test_many_readers_of_one_letter_get_a_message_each_that_names_only_themselves(tmp_path: Path) -> None:
    parcels = [parcel(f"reader{n}@example.org", id=f"d{n}") for n in range(5)]
    assert all(isinstance(outcome, Sent) for _, outcome in into(tmp_path).carry(parcels))
    for n, one in enumerate(parcels):
        content = (tmp_path / f"{one.id}.eml").read_bytes()
        assert read(content)["To"] == f"reader{n}@example.org"
        assert read(content)["Message-ID"] == f"<d{n}@alerts.example.org>"
        assert content.count(b"reader") == 1


def test_only_who_subscribed_can_unsubscribe_from_their_mail_program(tmp_path: Path) -> None:
    by_mail = "<mailto:notifier@alerts.example.org?subject=unsubscribe>"
    assert sent_to(tmp_path, parcel(id="d1"))["List-Unsubscribe"] == by_mail
    wanted = sent_to(tmp_path, parcel(id="d2", leave=LEAVE))
    assert wanted["List-Unsubscribe"] == f"<{LEAVE}>, {by_mail}"
    assert wanted["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for whys in ((FROM_THE_MINISTRY,), (FROM_THE_MINISTRY, SUBSCRIBED_TO_ALL)):
        owed = sent_to(tmp_path, parcel(id="d3", letter=letter(whys=whys), leave=LEAVE))
        assert owed["List-Unsubscribe"] is owed["List-Unsubscribe-Post"] is None


def test_an_address_in_a_header_is_written_out_however_long_it_is(tmp_path: Path) -> None:
    long = LEAVE + "x" * 600
    sent_to(tmp_path, parcel(id="d1", leave=long))
    content = (tmp_path / "d1.eml").read_bytes()
    lines = (
        b"List-Unsubscribe: <" + long.encode() + b">,\r\n <mailto:notifier@alerts.example.org?subject=unsubscribe>\r\n"
    )
    assert lines in content


def test_each_reader_of_one_letter_has_a_link_of_their_own(tmp_path: Path) -> None:
    given = [parcel(f"r{n}@example.org", id=f"d{n}", leave=f"{LEAVE}{n}") for n in range(3)] + [parcel(id="none")]
    assert all(isinstance(outcome, Sent) for _, outcome in into(tmp_path).carry(given))
    for one in given:
        text, html = read((tmp_path / f"{one.id}.eml").read_bytes()).iter_parts()
        assert isinstance(text, EmailMessage)
        assert isinstance(html, EmailMessage)
        both = text.get_content() + html.get_content()
        assert both.count(LEAVE) == (2 if one.leave else 0)
        assert (f"Stop what you subscribed to: {one.leave}\r\n" in text.get_content()) is (one.leave is not None)
        assert (f'href="{one.leave}"' in html.get_content()) is (one.leave is not None)
        assert ("write to the sender" in both) is (one.leave is None)
        assert MARK not in both


@pytest.mark.parametrize(
    "leave",
    ["", "ftp://x.org/t", "javascript:alert(1)", "https://x.org/\r\nBcc: y@z.org", "https://x.org/>",
     "https://x.org/ t", "https://x.org/ы", "https://" + "x" * 900],
)  # fmt: skip
def test_what_is_no_web_address_is_no_link(tmp_path: Path, leave: str) -> None:
    message = sent_to(tmp_path, parcel(leave=leave))
    assert message["List-Unsubscribe"] == "<mailto:notifier@alerts.example.org?subject=unsubscribe>"
    assert message["List-Unsubscribe-Post"] is None
    assert "write to the sender" in str(message)


def test_an_address_with_an_ampersand_is_the_same_in_a_header_a_text_and_an_html(tmp_path: Path) -> None:
    message = sent_to(tmp_path, parcel(leave="https://x.org/a&b'c/t"))
    written = "https://x.org/a%26b%27c/t"
    assert message["List-Unsubscribe"].startswith(f"<{written}>")
    text, html = message.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert f": {written}\r\n" in text.get_content()
    assert f'href="{written}"' in html.get_content()


def test_the_id_of_a_message_is_the_same_on_every_attempt_and_whatever_it_says_by_then(tmp_path: Path) -> None:
    ids = {
        sent_to(tmp_path, parcel(id="dlv_7", letter=letter(today=TODAY + timedelta(days=n))))["Message-ID"]
        for n in range(3)
    }
    assert ids == {"<dlv_7@alerts.example.org>"}


def test_an_id_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    assert [type(outcome) for _, outcome in into(folder).carry([parcel(id="../../x\r\nBcc: y")])] == [Sent]
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [folder]


def test_an_address_that_no_mail_can_be_sent_to_is_given_up_and_holds_up_nobody(tmp_path: Path) -> None:
    bad = [
        parcel(address, id=f"bad{n}") for n, address in enumerate(["", "nobody", "a@b@c", "a b@example.org", "x@y\n"])
    ]
    outcomes = {one.id: outcome for one, outcome in into(tmp_path).carry([*bad, parcel(id="good")])}
    assert isinstance(outcomes.pop("good"), Sent)
    assert len(outcomes) == len(bad)
    for outcome in outcomes.values():
        assert isinstance(outcome, GiveUp)
        assert "@" not in outcome.reason


def test_a_folder_that_cannot_be_written_to_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    ((_, outcome),) = into(tmp_path / "mail").carry([parcel()])
    assert isinstance(outcome, TryAgain)
    assert str(tmp_path) not in outcome.reason


def test_an_address_is_checked_in_words_for_the_person_who_gave_it(tmp_path: Path) -> None:
    transport = into(tmp_path)
    transport.check("watchdog@civil-society.example.org")
    transport.check("name@министрство.example.org")
    for address in ("nobody", "a@b", "a@b c.org", "two@example.org,three@example.org", "x@example.org\r\nBcc: y@z.org"):
        with pytest.raises(AddressError, match=r"name@example\.org"):
            transport.check(address)
    assert transport.lane is Lane.EMAIL


@given(st.text(max_size=400), st.text(max_size=400), st.sampled_from([FROM_THE_MINISTRY, SUBSCRIBED_TO_ALL]))
@settings(max_examples=150, deadline=None)
def test_no_plan_text_adds_a_header_or_breaks_the_subject(title: str, agency: str, why: Why) -> None:
    head = letterhead(SENDER, "https://board.example.org", NOW)
    why = replace(why, agency=Named("moh", agency)) if why.agency else why
    one = notice(milestone=Named("1", title), agency=Named("moh", agency), commitment=Named(title, agency))
    mail = compose(letter(one, whys=(why,)), head.base_url, leads_out=True)
    message = read(Sheet(head, mail).addressed(parcel(leave=LEAVE)))
    written = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Id"]
    leaving = ["List-Unsubscribe", "List-Unsubscribe-Post"] if why.interest else []
    assert sorted(message.keys()) == sorted([*written, *leaving, "MIME-Version", "Content-Type"])
    assert not message.defects
    assert message["Subject"] == mail.subject


@pytest.mark.parametrize("title", ["Publish " * 60, "Ы" * 400, "x" * 400, "Жарыялоо " * 60])
def test_a_long_subject_is_cut_and_folded_and_reads_the_same(tmp_path: Path, title: str) -> None:
    one = letter(notice(milestone=Named("1", title)), language="ky")
    message = sent_to(tmp_path, parcel(id="d1", letter=one))
    assert message["Subject"] == compose(one, "").subject, "every space of it is still there"
    assert "…" in message["Subject"]
    head = (tmp_path / "d1.eml").read_bytes().partition(b"\r\n\r\n")[0]
    subject = head.partition(b"Subject:")[2].partition(b"\r\nAuto-Submitted")[0]
    assert max(map(len, subject.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "typed",
    ["=?utf-8?q?You_won?= a promise", "=?utf-8?q?x=0D=0ABcc:_all@example.org?=", "=?utf-8?b?DQpCY2M6IGFsbA==?="],
)
def test_a_subject_that_looks_encoded_is_read_as_it_was_typed(tmp_path: Path, typed: str) -> None:
    message = sent_to(tmp_path, parcel(id="d1", letter=letter(notice(milestone=Named("1", typed)))))
    assert message["Subject"] == f"Due in 7 days: {typed} (KG0003/1)"
    assert message["Bcc"] is None
    assert b"\nBcc" not in (tmp_path / "d1.eml").read_bytes()


def test_a_line_of_a_message_is_never_longer_than_mail_allows() -> None:
    head = letterhead(SENDER, "https://board.example.org", NOW)
    for text in ("x" * 5000, "ы" * 5000, "a. " * 2000):
        content = Sheet(head, Mail("s", text, f"<p>{text}</p>", True)).addressed(parcel())
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert content.isascii()


@pytest.mark.parametrize(
    "url", ["file:", "gopher://x", "smtp://", "smtp://host:port", "sendgrid://", "sendgrid+http://", ""]
)
def test_an_email_url_that_leads_nowhere_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="NOTIFIER_EMAIL_URL"):
        from_url(url, sender=SENDER, base_url="https://board.example.org")


@pytest.mark.parametrize("sender", ["", "nobody", "Name <>", "Name <a@>", "Name <a b@example.org>"])
def test_a_sender_without_an_address_is_refused_at_the_start(sender: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="NOTIFIER_EMAIL_FROM"):
        from_url(f"file:{tmp_path}", sender=sender, base_url="https://board.example.org")


def test_every_kind_of_email_url_gives_a_transport(tmp_path: Path) -> None:
    for url in (
        f"file:{tmp_path}", f"file://{tmp_path}", "smtp://mail.example.org", "smtps://u%40x:p%2F@mail.example.org:465",
        "sendgrid://", "sendgrid+http://127.0.0.1:4010",
    ):  # fmt: skip
        transport = from_url(url, sender=SENDER, base_url="https://board.example.org", sendgrid_key="SG.x")
        assert transport.lane is Lane.EMAIL
        transport.close()
