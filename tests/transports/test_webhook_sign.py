"""Others must be able to trust our events: judged by the standardwebhooks package, also while a secret is replaced."""

import json
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from notifier import clock
from notifier.audience.subscription import Destination, Lane
from notifier.errors import AddressError
from notifier.transports.base import Parcel
from notifier.transports.webhook.sign import check_secret, new_secret, signed
from notifier.transports.webhook.transport import WebhookTransport
from tests.transports.cast import letter
from tests.transports.far_end import FarEnd

LOOPBACK = (ip_network("127.0.0.0/8"),)
BODY = '{"milestone": "Реестр больниц"}'.encode()
OLD, NEW = new_secret(), new_secret()
WHOLE = b64encode(bytes(range(200, 232))).decode()


def test_standardwebhooks_verifies_our_signature() -> None:
    headers = signed("dlv_0001", BODY, [NEW], clock.system())
    assert headers["webhook-id"] == "dlv_0001"
    assert Webhook(NEW).verify(BODY, headers) == json.loads(BODY)


@given(body=st.binary(max_size=200), key=st.binary(min_size=24, max_size=64), seconds=st.integers(0, 2**31))
def test_it_is_the_signature_that_standardwebhooks_makes(body: bytes, key: bytes, seconds: int) -> None:
    secret, at = b64encode(key).decode(), datetime.fromtimestamp(seconds, UTC)
    text = body.decode("utf-8", "replace")
    ours = signed("dlv_0001", text.encode(), [secret], at)
    assert ours["webhook-signature"] == Webhook(secret).sign("dlv_0001", at, text)


def test_while_a_secret_is_replaced_a_receiver_may_have_the_old_or_the_new_one() -> None:
    to = Destination(Lane.WEBHOOK, "https://hooks.example.org", NEW, OLD)
    headers = signed("dlv_0001", BODY, to.secrets, clock.system())
    for secret in (NEW, OLD):
        assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, headers)


def test_what_is_posted_while_a_secret_is_replaced_verifies_with_either_and_shows_neither() -> None:
    with FarEnd() as far_end:
        to = Destination(Lane.WEBHOOK, far_end.at("/echo/hook"), NEW, OLD)
        carried = list(WebhookTransport("https://alerts.example.org", LOOPBACK).carry([Parcel("dlv_1", to, letter())]))
        (request,) = far_end.requests
    for secret in (NEW, OLD):
        assert Webhook(secret).verify(request.body, request.headers)["type"] == "milestone.due_soon"
    assert [secret for secret in (NEW, OLD) if secret in f"{carried!r} {carried[0][0]} {carried[0][1]}"] == []


def test_the_newest_secret_signs_first() -> None:
    at = clock.system()
    both, new, old = (signed("dlv_0001", BODY, secrets, at) for secrets in ([NEW, OLD], [NEW], [OLD]))
    assert both["webhook-signature"] == f"{new['webhook-signature']} {old['webhook-signature']}"


def test_once_it_is_replaced_the_old_secret_verifies_nothing() -> None:
    headers = signed("dlv_0001", BODY, Destination(Lane.WEBHOOK, "", NEW).secrets, clock.system())
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(BODY, headers)


def test_a_clock_in_another_zone_signs_the_same_instant() -> None:
    at = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
    elsewhere = at.astimezone(timezone(timedelta(hours=6)))
    assert signed("dlv_0001", b"{}", [NEW], elsewhere) == signed("dlv_0001", b"{}", [NEW], at)


def test_every_new_secret_is_another_and_passes_the_check() -> None:
    made = {new_secret() for _ in range(20)}
    assert len(made) == 20
    for secret in made:
        assert secret.startswith("whsec_")
        check_secret(secret)


@pytest.mark.parametrize("size", [24, 25, 26, 32, 64])
@pytest.mark.parametrize("prefix", ["whsec_", ""])
def test_a_secret_of_24_to_64_bytes_is_taken(size: int, prefix: str) -> None:
    check_secret(prefix + b64encode(bytes(size)).decode())


@pytest.mark.parametrize(
    ("secret", "because"),
    [
        *(("", "holds 0 bytes"), ("whsec_", "holds 0 bytes"), ("hunter2", "cut short")),
        *(("whsec_привет", "is not base64"), ("whsec_hunter2!", "is not base64"), (f"whsec_{WHOLE}\0", "not base64")),
        *(
            (f"whsec_{WHOLE[:-1]}", "without the ="),
            (f"whsec_{WHOLE}=", "cut short"),
            (f"whsec_{WHOLE[1:]}", "cut short"),
        ),
        *((f"whsec_{WHOLE} ", "space"), (f"whsec_{WHOLE}\n", "line end"), (f" whsec_{WHOLE}", "space")),
        *((f"whsec_{WHOLE[:8]} {WHOLE[8:]}", "space"), (f"whsec_{WHOLE}{WHOLE}", "before its end")),
        ("whsec_" + urlsafe_b64encode(b"\xfb\xff" * 15).decode(), "alphabet"),
        *((f"whsec_whsec_{WHOLE}", "alphabet"), (f"WHSEC_{WHOLE}", "alphabet")),
        # Its last sign holds bits that stand for nothing: some receivers read it, some refuse it.
        ("whsec_" + "A" * 42 + "B=", "cut short"),
        *(("whsec_" + b64encode(bytes(size)).decode(), f"holds {size} bytes") for size in (23, 65)),
    ],
)
def test_any_other_secret_is_refused_in_words_without_being_repeated(secret: str, because: str) -> None:
    for use in (check_secret, lambda text: signed("dlv_0001", b"{}", [text], clock.system())):
        with pytest.raises(AddressError) as refusal:
            use(secret)
        assert because in str(refusal.value)
        assert "ask for a new one" in str(refusal.value)
        assert len(secret) < 7 or secret.removeprefix("whsec_") not in str(refusal.value)
