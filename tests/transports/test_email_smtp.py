"""Mail to a real mail server on loopback: what it takes, what it refuses, and when it is gone."""

from email import message_from_bytes
from socket import create_server

import pytest

from notifier.transports.base import GiveUp, Sent, TryAgain
from notifier.transports.email.message import letterhead
from notifier.transports.email.smtp import MESSAGES_A_CONNECTION, Server, SmtpMail
from tests.transports.cast import letter, parcel
from tests.transports.mailroom import BOARD, SENDER, Mailroom, carried, mail_server, parcels, to


def test_many_messages_leave_on_one_connection_each_to_one_reader() -> None:
    room = Mailroom()
    with mail_server(room) as port:
        outcomes = carried(to(port), parcels("ann", "bek", "cho"))
    assert [(type(one), one.status) for one in outcomes] == [(Sent, 250)] * 3
    assert room.recipients == [[f"{name}@readers.example.org"] for name in ("ann", "bek", "cho")]
    assert len(set(map(str, room.connections))) == 1
    message = message_from_bytes(room.messages[1])
    assert message["To"] == "bek@readers.example.org"
    assert message["Message-ID"] == "<dlv_1@alerts.example.org>"
    assert b"ann@" not in room.messages[1]


def test_a_refused_recipient_is_given_up_and_the_others_are_served() -> None:
    room = Mailroom()
    with mail_server(room) as port:
        ann, gone, refused, bek = carried(to(port), parcels("ann", "gone", "refused", "bek"))
    assert isinstance(ann, Sent)
    assert isinstance(bek, Sent)
    assert isinstance(gone, GiveUp)
    assert isinstance(refused, GiveUp)
    assert gone.close
    assert not refused.close
    assert gone.status == 550
    assert "no such mailbox" in gone.response
    assert "readers.example.org" not in gone.response + gone.reason


def test_a_refused_message_is_given_up() -> None:
    with mail_server(Mailroom()) as port:
        spam, ann = carried(to(port), parcels("spam", "ann"))
    assert isinstance(spam, GiveUp)
    assert spam.status == 554
    assert isinstance(ann, Sent)


def test_a_full_mailbox_is_tried_again_and_the_others_are_served() -> None:
    with mail_server(Mailroom()) as port:
        full, ann = carried(to(port), parcels("full", "ann"))
    assert isinstance(full, TryAgain)
    assert full.status == 452
    assert isinstance(ann, Sent)


@pytest.mark.parametrize("trouble", ["drop", "closing"])
def test_after_a_lost_connection_the_rest_leaves_on_another(trouble: str) -> None:
    room = Mailroom()
    with mail_server(room) as port:
        ann, dropped, bek, cho = carried(to(port), parcels("ann", trouble, "bek", "cho"))
    assert isinstance(dropped, TryAgain)
    assert dropped.tried, "it may have arrived"
    assert all(isinstance(one, Sent) for one in (ann, bek, cho))
    assert len(room.messages) == 3


@pytest.mark.parametrize("farewell", ["421 4.7.0 that is enough", ""], ids=["with 421", "without a word"])
def test_a_server_that_ends_every_connection_after_a_few_messages_gets_them_all_once(farewell: str) -> None:
    room = Mailroom(most=3, farewell=farewell)
    names = [f"r{n}" for n in range(10)]
    with mail_server(room) as port:
        outcomes = carried(to(port), parcels(*names))
    assert [type(one) for one in outcomes] == [Sent] * 10
    assert [to_one for [to_one] in room.recipients] == [f"{name}@readers.example.org" for name in names]
    assert len(set(map(str, room.connections))) == 4


@pytest.mark.parametrize("trouble", ["drop", "closing"])
def test_a_server_that_never_takes_anything_is_not_asked_for_ever(trouble: str) -> None:
    room = Mailroom()
    with mail_server(room) as port:
        outcomes = carried(to(port), [parcel(f"{trouble}@example.org", id=f"d{n}") for n in range(50)])
    assert [type(one) for one in outcomes] == [TryAgain] * 50
    assert len(room.counts) <= 3


def test_what_became_of_a_refused_message_is_known_even_if_the_server_then_hangs_up() -> None:
    room = Mailroom()
    with mail_server(room) as port:
        leaving, ann = carried(to(port), parcels("leaving", "ann"))
    assert isinstance(leaving, GiveUp)
    assert isinstance(ann, Sent)


def test_a_refused_sender_kills_no_delivery_and_pauses_the_lane() -> None:
    with mail_server(Mailroom(refuse_sender="550 5.7.1 not yours")) as port:
        outcomes = carried(to(port), parcels("ann", "bek"))
    assert all(isinstance(one, TryAgain) and one.pauses and not one.tried for one in outcomes)


def test_a_sender_that_is_refused_for_now_is_tried_again_without_a_person() -> None:
    with mail_server(Mailroom(refuse_sender="451 4.7.1 later")) as port:
        outcomes = carried(to(port), parcels("ann", "bek"))
    assert all(isinstance(one, TryAgain) and not one.pauses and one.tried for one in outcomes)


def test_a_server_that_is_away_or_silent_is_tried_again() -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        transport = SmtpMail(Server("127.0.0.1", port, timeout=0.3), letterhead(SENDER, BOARD))
        assert [type(one) for one in carried(transport, parcels("ann", "bek"))] == [TryAgain] * 2
    assert [type(one) for one in carried(to(port), parcels("ann", "bek"))] == [TryAgain] * 2


def test_outcomes_come_one_by_one() -> None:
    room = Mailroom()
    with mail_server(room) as port:
        outcomes = to(port).carry(parcels("ann", "bek"))
        assert isinstance(next(iter(outcomes))[1], Sent)
        assert len(room.messages) == 1
        outcomes.close()  # type: ignore[attr-defined]


def test_a_long_batch_changes_connections_before_a_server_would_end_it() -> None:
    room = Mailroom()
    with mail_server(room) as port:
        outcomes = carried(to(port), parcels(*(f"r{n}" for n in range(MESSAGES_A_CONNECTION + 5))))
    assert all(isinstance(one, Sent) for one in outcomes)
    assert len(set(map(str, room.connections))) == 2


def test_letters_in_several_languages_share_the_connection() -> None:
    room = Mailroom()
    given = [
        parcel(f"r{n}@example.org", id=f"d{n}", letter=letter(language=code))
        for n, code in enumerate(["en", "ru", "en"])
    ]
    with mail_server(room) as port:
        assert all(isinstance(one, Sent) for one in carried(to(port), given))
    assert len(set(map(str, room.connections))) == 1
