"""An agency answers by a link in its mail: for one thing, for a while, by a POST, and never by a scanner's look."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from notifier import answering
from notifier.agenda.answer import Says
from notifier.audience.subscription import Lane
from notifier.ledger.schema import answers, metadata
from notifier.relay.courier import Courier
from notifier.transports.email.compose import compose
from tests.ledgers import LINKS
from tests.stage import Stage, milestone
from tests.web.browser import Browser, Page
from tests.web.conftest import browser_of

CLERK, WATCHDOG = "clerk@moh.example.org", "watchdog@civil.example.org"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def overdue(stage: Stage) -> Stage:
    """A plan with a milestone that is late by a day, of which its agency and a watchdog have been told."""
    stage.courier = Courier(stage.ledger, stage.transports, stage.clock, LINKS)
    stage.subscribe(WATCHDOG)
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-06-01")
    stage.goes_to("2025-07-01")
    stage.delivers()
    return stage


def links(stage: Stage, address: str = CLERK) -> dict[Says, str]:
    """The paths by which somebody answers the newest thing that they were told."""
    parcels = [one for one in stage.transports[Lane.EMAIL].parcels if one.destination.address == address]
    return {says: urlsplit(link).path for says, link in parcels[-1].letter.items[0].answers}


def send(browser: Browser, path: str, **given: str) -> Page:
    return browser.post(path, urlencode(given).encode(), content_type=FORM)


def recorded(stage: Stage) -> list[tuple[str, str, str | None]]:
    with stage.ledger.reading() as book:
        rows = book.execute(select(answers).order_by(answers.c.id)).all()
    return [(row.says, row.agency_id, row.reason) for row in rows]


def test_only_the_agencys_own_mail_holds_links_and_both_forms_of_it_do(overdue: Stage) -> None:
    parcels = overdue.transports[Lane.EMAIL].parcels
    assert set(links(overdue)) == set(Says)
    letter = next(one.letter for one in parcels[::-1] if one.destination.address == CLERK)
    mail = compose(letter, "http://board.test")
    for _, link in letter.items[0].answers:
        assert link in mail.text
        assert f'href="{link}"' in mail.html
    assert all(not item.answers for one in parcels if one.destination.address == WATCHDOG for item in one.letter.items)


def test_looking_changes_nothing_however_often_a_scanner_does(overdue: Stage) -> None:
    browser = browser_of(overdue)
    before = everything(overdue)
    for path in links(overdue).values():
        for method in ("GET", "HEAD"):
            page = browser.get(path, method=method)
            assert page.status == 200
            assert page.headers["referrer-policy"] == "no-referrer"
            assert page.headers["cache-control"] == "no-store"
            assert path.rpartition("/")[2] not in page.source
    assert everything(overdue) == before


def everything(stage: Stage) -> dict[str, list[object]]:
    with stage.ledger.reading() as book:
        return {name: [tuple(row) for row in book.execute(select(table))] for name, table in metadata.tables.items()}


def test_an_answer_that_it_is_delivered_ends_the_chase_and_is_told_and_shown(overdue: Stage) -> None:
    browser = browser_of(overdue)
    page = send(browser, links(overdue)[Says.DELIVERED], evidence="https://example.org/proof", reason="Since May.")
    assert page.status == 200
    assert "Your answer is published" in page.text
    assert "You will not be reminded of it any more." in page.text
    assert recorded(overdue) == [("delivered", "moh", "Since May.")]
    assert "Delivered, its agency said on July 1, 2025." in browser.get("/plans/kg/C1/1").text
    carried = overdue.carried(CLERK)
    for day in ("2025-07-02", "2025-07-08", "2025-07-15", "2025-08-12"):
        overdue.goes_to(day)
        overdue.delivers()
    assert overdue.carried(CLERK) == carried
    assert "milestone.answered C1/1" in [one for mail in overdue.carried(WATCHDOG) for one in mail]


def test_a_new_date_lets_the_agency_rest_until_then(overdue: Stage) -> None:
    carried = overdue.carried(CLERK)
    page = send(browser_of(overdue), links(overdue)[Says.NEW_DATE], until="2025-09-30", reason="An election.")
    assert "You will not be pressed for it before September 30, 2025." in page.text
    assert recorded(overdue) == [("new_date", "moh", "An election.")]
    overdue.goes_to("2025-07-15")
    overdue.delivers()
    assert overdue.carried(CLERK) == carried
    overdue.goes_to("2025-10-01")
    overdue.delivers()
    assert overdue.carried(CLERK)[-1] == ["milestone.overdue C1/1"]


@pytest.mark.parametrize(
    ("says", "given", "error"),
    [
        (Says.NEW_DATE, {"until": "2025-09-30"}, "Say why, in a sentence."),
        (Says.NEW_DATE, {"until": "2025-06-30", "reason": "x"}, "Choose a day after July 1, 2025."),
        (Says.NEW_DATE, {"until": "soon", "reason": "x"}, "Choose a day, or write it as 2026-12-31."),
        (Says.NEW_DATE, {"until": "2999-01-01", "reason": "x"}, "this one is more than 10 years ahead"),
        (Says.DISPUTED, {"reason": "  "}, "Say why, in a sentence."),
        (Says.DELIVERED, {"evidence": "javascript:alert(1)"}, "This is not a web address"),
        (Says.DELIVERED, {"evidence": "https://clerk@moh.example.org/"}, "This is not a web address"),
    ],
)
def test_what_an_answer_lacks_is_said_beside_its_field_and_nothing_is_lost(
    overdue: Stage, says: Says, given: dict[str, str], error: str
) -> None:
    page = send(browser_of(overdue), links(overdue)[says], **given)
    assert page.status == 422
    assert error in page.text
    assert recorded(overdue) == []
    for value in given.values():
        if value.strip() and "@" not in value:  # no page repeats anybody's address
            assert value in page.source
    described = [one.attributes for one in page.elements if one.attributes.get("aria-invalid") == "true"]
    assert described
    ids = {one.attributes.get("id") for one in page.elements}
    assert all(set(one["aria-describedby"].split()) <= ids for one in described)


def test_a_link_says_one_thing_and_no_other(overdue: Stage) -> None:
    browser = browser_of(overdue)
    send(
        browser, links(overdue)[Says.DISPUTED], reason="It was done.", until="2025-12-31", evidence="https://a.example"
    )
    with overdue.ledger.reading() as book:
        row = book.execute(select(answers)).one()
    assert (row.says, row.until_on) == ("disputed", None)


def test_the_same_answer_sent_twice_is_one(overdue: Stage) -> None:
    browser, path = browser_of(overdue), links(overdue)[Says.DISPUTED]
    assert [send(browser, path, reason="It was done.").status for _ in range(2)] == [200, 200]
    assert len(recorded(overdue)) == 1
    send(browser, path, reason="It was done in May.")
    assert len(recorded(overdue)) == 2


@pytest.mark.parametrize("path", ["/answer/nonsense", "/answer/ntc_0.moh.AAAA", "/answer/%F0%9F"])
def test_a_token_that_was_never_made_is_explained(overdue: Stage, path: str) -> None:
    assert browser_of(overdue).get(path).status == 404
    assert send(browser_of(overdue), path, reason="x").status == 404


def test_a_leave_link_is_no_answer_and_an_answer_no_leave_link(overdue: Stage) -> None:
    browser = browser_of(overdue)
    token = links(overdue)[Says.DELIVERED].rpartition("/")[2]
    assert browser.get(f"/subscriptions/{token}").status == 404
    left = urlsplit(LINKS.leave("dst_0123456789abcdef01234567")).path.rpartition("/")[2]
    assert browser.get(f"/answer/{left}").status == 404


def test_a_link_expires_after_ninety_days(overdue: Stage) -> None:
    path = links(overdue)[Says.DELIVERED]
    overdue.sleeps_until("2025-09-29", "09:04")
    assert browser_of(overdue).get(path).status == 200
    overdue.sleeps_until("2025-09-29", "09:06")
    page = browser_of(overdue).get(path)
    assert page.status == 410
    assert "This link has expired" in page.text
    assert send(browser_of(overdue), path).status == 410
    assert recorded(overdue) == []


@pytest.mark.parametrize(
    "now",
    [
        [milestone("1", due="2025-06-30", done_on="2025-06-30")],
        [milestone("2", due="2026-03-31", title="Another thing entirely")],
        [milestone("1", due="2025-06-30", lead="mof"), milestone("2")],
    ],
)
def test_what_is_done_gone_or_another_agencys_by_now_has_nothing_left_to_answer(
    overdue: Stage, now: list[dict[str, object]]
) -> None:
    overdue.plan(*now)
    text = (overdue.folder / "plan.yaml").read_text()
    overdue.write(text.replace("commitments:", "- {id: mof, name: Ministry of Finance}\ncommitments:"))
    assert overdue.goes_to("2025-07-02").problems == ()
    page = browser_of(overdue).get(links(overdue)[Says.DELIVERED])
    assert page.status == 410
    assert "There is nothing left to answer" in page.text


def test_a_renumbered_milestone_is_answered_under_its_new_name(overdue: Stage) -> None:
    overdue.plan(milestone("9", due="2025-06-30", title="Step 1", was="1"))
    overdue.ingest()
    page = send(browser_of(overdue), links(overdue)[Says.DELIVERED])
    assert page.status == 200
    assert "Delivered" in browser_of(overdue).get("/plans/kg/C1/9").text


def test_of_a_whole_commitment_one_says_which_milestone_is_meant(stage: Stage) -> None:
    stage.courier = Courier(stage.ledger, stage.transports, stage.clock, LINKS)
    stage.plan(milestone("1", due="2025-03-31"), milestone("2", due="2025-06-30"))
    stage.goes_to("2025-01-02")
    stage.goes_to("2025-07-01")
    stage.delivers()
    parcels = stage.transports[Lane.EMAIL].parcels
    item = next(item for item in parcels[-1].letter.items if item.notice.kind == "commitment.overdue")
    path = urlsplit(dict(item.answers)[Says.DELIVERED]).path
    browser = browser_of(stage)
    assert "Of which milestone?" in browser.get(path).text
    assert "Say which milestone you mean." in send(browser, path).text
    assert "Say which milestone you mean." in send(browser, path, milestone="C1/7").text
    assert send(browser, path, milestone="C1/2").status == 200
    with stage.ledger.reading() as book:
        assert book.scalar(select(answers.c.subject)) == "C1/2"
        assert book.scalar(select(func.count()).select_from(answers)) == 1


def test_it_speaks_the_readers_language_and_no_text_of_a_plan_is_markup(stage: Stage) -> None:
    stage.courier = Courier(stage.ledger, stage.transports, stage.clock, LINKS)
    stage.plan(milestone("1", due="2025-06-30", title="<b>Step</b> clerk@moh.example.org"))
    stage.goes_to("2025-06-01")
    stage.goes_to("2025-07-01")
    stage.delivers()
    page = browser_of(stage).get(links(stage)[Says.DELIVERED] + "?lang=ky")
    assert "Аткарылды" in page.text
    assert "<b>Step</b>" in page.text
    assert "clerk@" not in page.source
    assert page.count("b") == 0


def test_who_does_not_lead_any_more_when_it_is_written_down_answers_nothing(
    overdue: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan may be read anew between the look at the question and the answer to it."""
    path, looked = links(overdue)[Says.DELIVERED], answering.question

    def then_read_anew(*given: Any) -> answering.Question | None:
        found = looked(*given)
        overdue.plan(milestone("1", due="2025-06-30", lead="mof"), milestone("2"))
        text = (overdue.folder / "plan.yaml").read_text()
        overdue.write(text.replace("commitments:", "- {id: mof, name: Ministry of Finance}\ncommitments:"))
        overdue.ingest()
        return found

    monkeypatch.setattr(answering, "question", then_read_anew)
    assert send(browser_of(overdue), path).status == 422
    assert recorded(overdue) == []


def test_a_file_where_words_belong_is_answered_by_a_page(overdue: Stage) -> None:
    part = 'Content-Disposition: form-data; name="reason"; filename="a"\r\n\r\nx'
    body = f"--b\r\n{part}\r\n--b--\r\n".encode()
    page = browser_of(overdue).post(links(overdue)[Says.DISPUTED], body, content_type="multipart/form-data; boundary=b")
    assert page.status == 422
    assert "This cannot be done here" in page.text
