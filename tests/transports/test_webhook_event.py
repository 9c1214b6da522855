"""Others must be able to read and to trust our events: judged by the CloudEvents SDK and by standardwebhooks."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks import Webhook

from notifier import clock
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Named
from notifier.errors import AddressError
from notifier.transports.webhook.event import CONTENT_TYPE, body_of, event_of
from notifier.transports.webhook.sign import check_secret, new_secret, signed
from tests.transports.cast import notice

BASE = "https://alerts.example.org"


def test_the_cloudevents_sdk_reads_what_we_write() -> None:
    said = notice(Kind.OVERDUE)
    message = HTTPMessage({"content-type": CONTENT_TYPE}, body_of(said, BASE))
    event = from_http(message, JSONFormat(), CloudEvent)
    assert event.get_specversion() == "1.0"
    assert event.get_id() == said.id
    assert event.get_source() == f"{BASE}/plans/kg-2018-2020"
    assert event.get_type() == "milestone.overdue"
    assert event.get_subject() == "KG0003/1"
    assert event.get_time() == said.said_at
    assert event.get_datacontenttype() == "application/json"
    assert event.get_extension("timestamp") == "2020-08-24T03:00:00Z"
    assert event.get_data() == said.as_json() | {"url": f"{BASE}/plans/kg-2018-2020/KG0003"}


def test_an_event_has_the_documented_keys_in_the_documented_order() -> None:
    keys = "specversion id source type time subject timestamp datacontenttype data"
    event = event_of(notice(), BASE)
    assert sorted(event) == sorted(keys.split())
    data = event["data"]
    assert isinstance(data, dict)
    assert " ".join(data) == "notice kind on plan commitment milestone agency deadline reason facts url"


def test_times_are_in_utc_wherever_the_clock_stood() -> None:
    in_bishkek = datetime(2020, 9, 1, 9, 5, tzinfo=timezone(timedelta(hours=6)))
    event = event_of(replace(notice(), said_at=in_bishkek), BASE)
    assert event["time"] == event["timestamp"] == "2020-09-01T03:05:00Z"


def test_a_notice_about_a_whole_plan_names_no_commitment() -> None:
    event = json.loads(body_of(notice(Kind.PUBLISHED), BASE))
    assert event["subject"] == "kg-2018-2020"
    assert event["data"]["commitment"] is None
    assert event["data"]["url"] == f"{BASE}/plans/kg-2018-2020"


def test_letters_of_all_languages_are_written_as_themselves_and_nothing_is_padded() -> None:
    body = body_of(notice(milestone=Named("1", "Ооруканалардын реестри")), BASE)
    assert "Ооруканалардын реестри".encode() in body
    assert b'": ' not in body


def test_standardwebhooks_verifies_our_signature() -> None:
    secret, body = new_secret(), body_of(notice(milestone=Named("1", "Реестр больниц")), BASE)
    headers = signed("dlv_0001", body, secret, clock.system())
    assert headers["webhook-id"] == "dlv_0001"
    assert Webhook(secret).verify(body, headers) == json.loads(body)


def test_a_clock_in_another_zone_signs_the_same_instant() -> None:
    secret, at = new_secret(), datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
    elsewhere = at.astimezone(timezone(timedelta(hours=6)))
    assert signed("dlv_0001", b"{}", secret, elsewhere) == signed("dlv_0001", b"{}", secret, at)


def test_every_new_secret_is_another_and_passes_the_check() -> None:
    secrets = {new_secret() for _ in range(20)}
    assert len(secrets) == 20
    for secret in secrets:
        assert secret.startswith("whsec_")
        check_secret(secret)


@pytest.mark.parametrize("size", [24, 32, 64])
@pytest.mark.parametrize("prefix", ["whsec_", ""])
def test_a_secret_of_24_to_64_bytes_is_taken(size: int, prefix: str) -> None:
    check_secret(prefix + b64encode(bytes(size)).decode())


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "hunter2", "whsec_привет", "whsec_not base64!", "whsec_" + "-_" * 20]
    + ["whsec_" + b64encode(bytes(size)).decode() for size in (23, 65)],
)
def test_any_other_secret_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(AddressError) as refusal:
        check_secret(secret)
    assert len(secret) < 7 or secret.removeprefix("whsec_") not in str(refusal.value)
    assert "ask for a new one" in str(refusal.value)
