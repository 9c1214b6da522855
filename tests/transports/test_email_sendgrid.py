"""Mail by a SendGrid that stands on loopback, checks what it is sent and answers as it is told."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from notifier.agenda.notice import Named
from notifier.clock import standing_at
from notifier.transports.base import GiveUp, Outcome, Parcel, Sent, Transport, TryAgain
from notifier.transports.email import from_url
from notifier.transports.email.compose import LEAVE
from notifier.transports.email.message import letterhead
from notifier.transports.email.sendgrid import SendGridMail, asked_pause
from tests.transports.cast import FROM_THE_MINISTRY, SUBSCRIBED_TO_ALL, letter, notice, parcel
from tests.transports.sendgrid_server import KEY, FakeSendGrid, sendgrid

SENDER = "Commitment notifier <notifier@alerts.example.org>"
BOARD = "https://board.example.org"
NOW = datetime(2020, 8, 24, 3, 0, tzinfo=UTC)


def to(fake: FakeSendGrid) -> Transport:
    url = f"sendgrid+http://127.0.0.1:{fake.port}"
    return from_url(url, sender=SENDER, base_url=BOARD, sendgrid_key=KEY, now=standing_at(NOW))


def parcels(count: int, start: int = 0) -> list[Parcel]:
    return [parcel(f"reader{n}@readers.example.org", id=f"dlv_{n}") for n in range(start, start + count)]


def carried(transport: Transport, given: list[Parcel]) -> list[Outcome]:
    """The outcomes in the order of the parcels, each of which comes back once."""
    came = list(transport.carry(given))
    outcomes = {one.id: outcome for one, outcome in came}
    assert len(outcomes) == len(came) == len(given)
    return [outcomes[one.id] for one in given]


def test_equal_letters_share_calls_of_a_thousand_readers_who_do_not_see_each_other() -> None:
    with sendgrid() as fake:
        outcomes = carried(to(fake), parcels(1500))
    assert {(type(one), one.status, one.response) for one in outcomes} == {(Sent, 202, "msg-1")}
    assert sorted(len(call["personalizations"]) for call in fake.calls) == [500, 1000]
    assert sorted(fake.delivered()) == sorted(f"dlv_{n}" for n in range(1500))


def test_a_call_says_who_writes_what_and_which_delivery_each_reader_has() -> None:
    with sendgrid() as fake:
        carried(to(fake), parcels(1))
    (call,) = fake.calls
    assert call["from"] == {"email": "notifier@alerts.example.org", "name": "Commitment notifier"}
    assert call["subject"] == "Due in 7 days: Publish the register of hospitals (KG0003/1)"
    assert call["personalizations"] == [
        {
            "to": [{"email": "reader0@readers.example.org"}],
            "custom_args": {"delivery": "dlv_0"},
            "headers": {
                "Auto-Submitted": "auto-generated",
                "List-Id": "<commitment-notifier.alerts.example.org>",
                "Message-ID": "<dlv_0@alerts.example.org>",
                "List-Unsubscribe": "<mailto:notifier@alerts.example.org?subject=unsubscribe>",
            },
        }
    ]
    assert call["headers"]["Auto-Submitted"] == "auto-generated"
    assert call["headers"]["List-Id"] == "<commitment-notifier.alerts.example.org>"
    assert call["tracking_settings"]["click_tracking"]["enable"] is False


def test_letters_that_differ_are_calls_that_differ() -> None:
    letters = [letter(), letter(language="ky"), letter(whys=(FROM_THE_MINISTRY,))]
    with sendgrid() as fake:
        given = [parcel(id=f"d{n}", letter=one) for n, one in enumerate(letters)]
        assert all(isinstance(one, Sent) for one in carried(to(fake), given))
    assert len(fake.calls) == 3
    assert len({call["content"][0]["value"] for call in fake.calls}) == 3


def test_a_bad_address_is_found_by_halving_and_given_up_alone() -> None:
    bad = frozenset({"reader3@readers.example.org", "reader77@readers.example.org"})
    with sendgrid(refused=bad) as fake:
        outcomes = carried(to(fake), parcels(100))
    given_up = [n for n, one in enumerate(outcomes) if isinstance(one, GiveUp)]
    assert given_up == [3, 77]
    assert sorted(fake.delivered()) == sorted(f"dlv_{n}" for n in range(100) if n not in given_up)
    assert len(fake.calls) < 32
    assert "example.org" not in outcomes[3].response


def test_a_call_that_is_too_large_is_halved() -> None:
    with sendgrid(too_many=30) as fake:
        assert all(isinstance(one, Sent) for one in carried(to(fake), parcels(100)))
    assert len(fake.delivered()) == len(set(fake.delivered())) == 100


def name_the_places(places: list[int]) -> list[dict[str, object]]:
    return [{"message": "not an address", "field": f"personalizations.{place}.to.0.email"} for place in places]


def test_who_is_named_in_a_refusal_is_given_up_at_once_and_the_rest_is_sent() -> None:
    bad = frozenset({"reader3@readers.example.org", "reader77@readers.example.org"})
    with sendgrid(refused=bad, errors=name_the_places) as fake:
        outcomes = carried(to(fake), parcels(100))
    assert [n for n, one in enumerate(outcomes) if isinstance(one, GiveUp)] == [3, 77]
    assert len(fake.delivered()) == 98
    assert len(fake.calls) == 2


def test_if_one_is_named_after_another_each_call_ends_one_of_them() -> None:
    bad = frozenset(f"reader{n}@readers.example.org" for n in (0, 5, 9))
    with sendgrid(refused=bad, errors=lambda places: name_the_places(places[:1])) as fake:
        outcomes = carried(to(fake), parcels(10))
    assert [n for n, one in enumerate(outcomes) if isinstance(one, GiveUp)] == [0, 5, 9]
    assert len(fake.calls) == 4


def test_a_place_that_is_not_in_the_call_names_nobody() -> None:
    bad = frozenset({"reader3@readers.example.org"})
    with sendgrid(refused=bad, errors=lambda _: name_the_places([999])) as fake:
        outcomes = carried(to(fake), parcels(8))
    assert [n for n, one in enumerate(outcomes) if isinstance(one, GiveUp)] == [3]


def test_a_refused_message_is_not_tried_on_every_reader() -> None:
    about = [{"message": "too short", "field": "content.0.value"}]
    with sendgrid(status=400, errors=lambda _: about) as fake:
        outcomes = carried(to(fake), parcels(1000))
    assert {type(one) for one in outcomes} == {GiveUp}
    assert len(fake.calls) == 3, "the whole, and each half once"


def test_a_refusal_of_all_that_names_nothing_is_found_to_be_one_after_a_few() -> None:
    with sendgrid(status=400) as fake:
        outcomes = carried(to(fake), parcels(1000))
    assert len(fake.calls) < 100
    # Nobody knows whether it is the letter: who was not refused alone may be served another time.
    assert {type(one) for one in outcomes} == {GiveUp, TryAgain}
    assert sum(isinstance(one, GiveUp) for one in outcomes) < 20


def test_a_refused_sender_kills_no_delivery_and_pauses_the_lane() -> None:
    about = [{"message": "not verified", "field": "from.email"}]
    with sendgrid(status=400, errors=lambda _: about) as fake:
        outcomes = carried(to(fake), parcels(1500))
    assert all(isinstance(one, TryAgain) and one.pauses and not one.tried for one in outcomes)
    assert len(fake.calls) <= 2


def test_one_address_is_in_a_call_once() -> None:
    given = [
        parcel("Same@example.org", id="d1"),
        parcel("same@EXAMPLE.org", id="d2"),
        parcel("other@example.org", id="d3"),
    ]
    with sendgrid() as fake:
        assert all(isinstance(one, Sent) for one in carried(to(fake), given))
    assert sorted(fake.delivered()) == ["d1", "d2", "d3"]
    assert len(fake.calls) == 2


def test_each_reader_has_a_link_of_their_own_in_headers_text_and_html() -> None:
    given = [parcel(f"r{n}@example.org", id=f"d{n}", leave=f"{BOARD}/subscriptions/{n}x.y") for n in range(3)]
    with sendgrid() as fake:
        carried(to(fake), given)
    assert len(fake.calls) == 1
    for one in given:
        assert one.leave
        read = fake.read()[one.id]
        assert read.headers["List-Unsubscribe"].startswith(f"<{one.leave}>, <mailto:")
        assert read.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"Stop what you subscribed to: {one.leave}" in read.text
        assert f'href="{one.leave}"' in read.html
        assert "-leave-" not in read.text + read.html
        assert LEAVE not in read.text + read.html
        assert (read.text + read.html).count("/subscriptions/") == 2, "nobody reads another's link"
    assert fake.calls[0]["tracking_settings"]["subscription_tracking"] == {"enable": False}


def test_an_agency_has_no_link_to_leave_and_one_who_is_both_has_it_in_the_letter_alone() -> None:
    both = letter(whys=(FROM_THE_MINISTRY, SUBSCRIBED_TO_ALL))
    given = [
        parcel(id="agency", letter=letter(whys=(FROM_THE_MINISTRY,)), leave=f"{BOARD}/subscriptions/a"),
        parcel(id="both", letter=both, leave=f"{BOARD}/subscriptions/b"),
    ]
    with sendgrid() as fake:
        carried(to(fake), given)
    agency, mixed = fake.read()["agency"], fake.read()["both"]
    assert "/subscriptions/" not in f"{agency}"
    assert f"{BOARD}/subscriptions/b" in mixed.text
    assert "List-Unsubscribe" not in agency.headers | mixed.headers


def test_a_message_too_large_even_for_one_is_given_up() -> None:
    with sendgrid(too_many=0) as fake:
        assert [type(one) for one in carried(to(fake), parcels(2))] == [GiveUp] * 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_kills_no_delivery_and_is_not_tried_for_every_letter(status: int) -> None:
    steps = [notice(milestone=Named(str(n), f"Step {n}")) for n in range(30)]
    given = [parcel(id=f"d{n}", letter=letter(step)) for n, step in enumerate(steps)]
    with sendgrid(status=status) as fake:
        outcomes = carried(to(fake), given)
    for outcome in outcomes:
        assert isinstance(outcome, TryAgain)
        assert outcome.pauses
        assert not outcome.tried
        assert outcome.reason == "the key is refused"
        assert outcome.status == status
        assert KEY not in repr(outcome)
    # Those that were under way when the first refusal came, and no more.
    assert len(fake.calls) <= 8


def test_a_used_up_rate_is_waited_for_as_long_as_it_asks() -> None:
    reset = str(int((NOW + timedelta(seconds=90)).timestamp()))
    for headers, pause in (({"Retry-After": "7"}, 7), ({"X-RateLimit-Reset": reset}, 90), ({}, None)):
        with sendgrid(status=429, headers=headers) as fake:
            (outcome,) = carried(to(fake), parcels(1))
        assert isinstance(outcome, TryAgain)
        assert outcome.after == (pause and timedelta(seconds=pause))


def test_a_pause_is_never_negative_endless_or_an_error() -> None:
    assert asked_pause({"retry-after": "Mon, 24 Aug 2020 03:02:00 GMT"}, NOW) == timedelta(minutes=2)
    assert asked_pause({"Retry-After": "Mon, 24 Aug 2020 02:00:00 GMT"}, NOW) == timedelta()
    assert asked_pause({"Retry-After": "9" * 8}, NOW) == timedelta(days=1)
    for nonsense in ("9" * 40, "soon", "²"):
        assert asked_pause({"Retry-After": nonsense}, NOW) is None
        assert asked_pause({"X-RateLimit-Reset": nonsense}, NOW) is None


@pytest.mark.parametrize("status", [500, 503, 404, 302, 307])
def test_any_other_answer_is_tried_again(status: int) -> None:
    with sendgrid(status=status, headers={"Location": "/elsewhere"}) as fake:
        (outcome,) = carried(to(fake), parcels(1))
    assert isinstance(outcome, TryAgain)
    assert outcome.status == status
    assert not outcome.pauses


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_every_server_error_waits_as_it_is_told(status: int) -> None:
    with sendgrid(status=status, headers={"Retry-After": "120"}) as fake:
        (outcome,) = carried(to(fake), parcels(1))
    assert isinstance(outcome, TryAgain)
    assert outcome.after == timedelta(minutes=2)


def test_a_server_error_for_one_letter_does_not_hold_up_the_others() -> None:
    with sendgrid(status=500) as fake:
        given = [parcel(id=f"d{n}", letter=letter(language=code)) for n, code in enumerate(["en", "fr", "ru", "ky"])]
        assert all(isinstance(one, TryAgain) for one in carried(to(fake), given))
    assert len(fake.calls) == 4


def test_a_slow_answer_is_not_waited_for_and_a_dead_line_ends_the_batch() -> None:
    with sendgrid(slow=True) as fake:
        head = letterhead(SENDER, BOARD, standing_at(NOW))
        transport = SendGridMail(KEY, head, host=f"http://127.0.0.1:{fake.port}", timeout=0.3)
        outcomes = carried(transport, parcels(4500))
        assert all(isinstance(one, TryAgain) and one.seconds < 5 for one in outcomes)
        assert isinstance(outcomes[0], TryAgain)
        assert outcomes[0].tried, "it may have left all the same"
    gone = carried(to(fake), parcels(2))
    assert all(isinstance(one, TryAgain) and "ConnectionRefused" in one.reason for one in gone)


def test_a_bad_address_never_reaches_sendgrid() -> None:
    with sendgrid() as fake:
        bad, good = carried(to(fake), [parcel("nobody", id="bad"), parcel(id="good")])
    assert isinstance(bad, GiveUp)
    assert isinstance(good, Sent)
    assert fake.delivered() == ["good"]


def test_the_key_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with sendgrid() as fake:
        carried(to(fake), parcels(1))
    assert KEY not in caplog.text


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with sendgrid() as fake:
        assert isinstance(carried(to(fake), parcels(1))[0], Sent)


def test_a_reader_who_stops_listening_leaves_nothing_running() -> None:
    with sendgrid() as fake:
        outcomes = to(fake).carry(parcels(2500))
        next(iter(outcomes))
        outcomes.close()  # type: ignore[attr-defined]
    assert len(fake.calls) <= 3
