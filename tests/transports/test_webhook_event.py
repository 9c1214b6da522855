"""Others must be able to read our events, judged by the CloudEvents SDK; and none is larger than a receiver expects."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook

from notifier import clock
from notifier.actionplan.deadline import Certainty, Deadline, Remark
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Named, Notice, Reason
from notifier.transports.webhook.event import CONTENT_TYPE, LARGEST, body_of, event_of
from notifier.transports.webhook.sign import new_secret, signed
from tests.transports.cast import notice

BASE = "https://alerts.example.org"
SECRET = new_secret()


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


@pytest.mark.parametrize("kind", Kind)
def test_an_event_of_any_kind_is_about_what_its_notice_is_about(kind: Kind) -> None:
    said = notice(kind)
    event = json.loads(body_of(said, BASE))
    data = event["data"]
    assert event["type"] == data["kind"] == kind
    level = kind.split(".")[0]
    assert event["subject"] == {"milestone": "KG0003/1", "commitment": "KG0003", "plan": "kg-2018-2020"}[level]
    assert (data["commitment"] is None) is (level == "plan")
    assert (data["milestone"] is None) is (data["deadline"] is None) is (level != "milestone")
    assert (data["agency"] is None) is (level == "plan" and kind is not Kind.REPORT_DUE)
    assert (data["reason"]["says"] == "") is (level != "milestone")
    assert data["url"].endswith("/plans/kg-2018-2020" + ("" if level == "plan" else "/KG0003"))
    assert data["facts"] == json.loads(json.dumps(said.facts))


def test_letters_of_all_languages_are_written_as_themselves_and_nothing_is_padded() -> None:
    body = body_of(notice(milestone=Named("1", "Ооруканалардын реестри")), BASE)
    assert "Ооруканалардын реестри".encode() in body
    assert b'": ' not in body


# ---------------------------------------------------------------- never larger than a receiver expects

REQUIRED = {"specversion", "id", "source", "type", "time", "timestamp", "subject", "datacontenttype", "data"}
DATA = {"notice", "kind", "on", "plan", "commitment", "milestone", "agency", "deadline", "reason", "facts", "url"}
HOSTILE = (
    *("a", "ё", "語", "\U0001f9d1\u200d\U0001f33e", "\x00", "\x1b[31m", '"', "\\", "\u2028", "\u202e", "\ud800"),
    *("\r\n", "</script>"),
)


def _repeated(most: int) -> st.SearchStrategy[str]:
    """Texts of any length up to `most`: of one hostile sign over and over, or of anything at all."""
    many = st.builds(lambda sign, count: (sign * count)[:most], st.sampled_from(HOSTILE), st.integers(0, most))
    return many | st.text(max_size=min(most, 200))


TEXT = _repeated(40_000)
ID = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", fullmatch=True)
FACTS = st.dictionaries(
    _repeated(300), st.recursive(st.none() | st.booleans() | st.integers() | TEXT, st.lists, max_leaves=4), max_size=5
) | st.integers(0, 3000).map(lambda count: {f"fact {number}": number for number in range(count)})


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    plan, commitment, milestone, agency = (Named(draw(ID), draw(TEXT)) for _ in range(4))
    said = notice(
        draw(st.sampled_from(Kind)),
        plan=plan,
        commitment=commitment,
        milestone=milestone,
        agency=agency,
        facts=draw(FACTS),
        reason=Reason(draw(ID), "3f2a9c0d1e4b5a67", draw(TEXT), 63),
    )
    printed = Deadline(draw(TEXT), None, None, Certainty.OPEN, (Remark("%(said)s", {"said": draw(TEXT)}),))
    return replace(said, deadline=printed) if said.deadline else said


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(said=notices())
def test_whatever_a_plan_says_its_event_stays_small_valid_and_leads_to_the_rest(said: Notice) -> None:
    body = body_of(said, BASE)
    assert len(body) <= LARGEST
    event = json.loads(body, parse_constant=pytest.fail)
    assert event.keys() == REQUIRED
    data = event["data"]
    assert data.keys() - {"truncated"} == DATA
    whole = len(json.dumps(event_of(said, BASE), ensure_ascii=False, separators=(",", ":")).encode(errors="replace"))
    assert data.get("truncated", False) is (whole > LARGEST)
    assert data["url"] == BASE + said.path
    assert (data["plan"]["id"], data["notice"], event["subject"]) == (said.plan.id, said.id, said.subject)
    read = from_http(HTTPMessage({"content-type": CONTENT_TYPE}, body), JSONFormat(), CloudEvent)
    assert read.get_id() == said.id
    headers = signed("dlv_0001", body, [SECRET], clock.system())
    assert Webhook(SECRET).verify(body, headers) == event


def test_what_fits_is_whole_and_says_nothing_of_being_cut() -> None:
    data = json.loads(body_of(notice(), BASE))["data"]
    assert "truncated" not in data


@pytest.mark.parametrize("spare", [0, 1])
def test_the_bound_is_meant_to_the_byte(spare: int) -> None:
    room = LARGEST - len(body_of(notice(facts={"said": ""}), BASE))
    body = body_of(notice(facts={"said": "x" * (room + spare)}), BASE)
    assert (len(body) == LARGEST) is (spare == 0)
    assert ("truncated" in json.loads(body)["data"]) is (spare == 1)


def test_facts_are_given_up_before_words_and_words_before_names() -> None:
    name, long = "n" * 2000, "w" * 9_000
    named = Named("1", name)
    fits = notice(milestone=named, facts={"said": long, "days": 3}, reason=Reason("due", "r", long, 1))
    data = json.loads(body_of(replace(fits, facts={"said": long * 2, "days": 3}), BASE))["data"]
    assert data["facts"] == {"said": long[:499] + "…", "days": 3}
    assert (data["reason"]["file"], data["milestone"]["title"]) == (long, name)
    torn = replace(fits, reason=Reason("due", "r", long * 3, 1))
    data = json.loads(body_of(torn, BASE))["data"]
    assert (data["reason"]["file"], data["milestone"]["title"]) == (long[:499] + "…", name)
    data = json.loads(body_of(replace(fits, milestone=Named("1", name * 20)), BASE))["data"]
    assert data["milestone"] == {"id": "1", "title": name[:499] + "…"}
    data = json.loads(body_of(notice(facts={str(number): number for number in range(5000)}), BASE))["data"]
    assert (data["facts"], data["milestone"]["title"]) == ({}, notice().milestone.name)  # type: ignore[union-attr]


def test_an_answer_that_is_too_long_keeps_what_is_short_and_no_half_of_an_address() -> None:
    facts = dict(notice(Kind.ANSWERED).facts)
    long = facts | {"reason": "Because " * 3000, "evidence": "https://health.example.org/" + "x" * 1900}
    data = json.loads(body_of(notice(Kind.ANSWERED, facts=long), BASE))["data"]
    assert data["truncated"]
    assert data["facts"]["reason"].endswith("…")
    assert len(data["facts"]["reason"]) == 500
    assert data["facts"]["evidence"] is None
    assert {name: data["facts"][name] for name in ("says", "until", "number")} == {
        "says": "new_date", "until": "2020-10-15", "number": 2,
    }  # fmt: skip
    data = json.loads(body_of(notice(Kind.ANSWERED, facts=facts | {"reason": "Because " * 3000}), BASE))["data"]
    assert data["facts"]["evidence"] == facts["evidence"]


def test_of_a_commitment_with_very_many_milestones_the_counts_are_kept() -> None:
    facts: dict[str, object] = {"due_on": "2020-08-31", "time": 1, "late": [f"milestone-{n}" for n in range(3000)]}
    data = json.loads(body_of(notice(Kind.COMMITMENT_OVERDUE, facts=facts | {"of": 3100}), BASE))["data"]
    assert data["facts"] == {"due_on": "2020-08-31", "time": 1, "of": 3100}


def test_a_title_that_is_a_long_address_stays_a_text() -> None:
    data = json.loads(body_of(notice(milestone=Named("1", "https://a.example.org/" + "x" * LARGEST)), BASE))["data"]
    assert len(data["milestone"]["title"]) == 500


def test_an_address_of_ours_that_fills_an_event_alone_is_no_event() -> None:
    with pytest.raises(ValueError, match="however it is shortened"):
        body_of(notice(), "https://" + "a" * LARGEST)
