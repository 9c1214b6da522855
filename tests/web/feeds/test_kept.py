"""Programs that come again are told so in a few bytes, and never that nothing has changed when something has."""

import asyncio
import threading
import time

import httpx
import pytest

from notifier.agenda.answer import Says
from notifier.answering import answer
from notifier.preview.calendar import calendar_with as really
from notifier.web import feeds
from notifier.web.feeds.kept import AT_ONCE
from tests.stage import Stage, milestone
from tests.web.browser import Browser, Page
from tests.web.conftest import browser_of
from tests.web.site import app_over

ADDRESSES = (
    "/feeds/kg.ics",
    "/feeds/all.ics",
    "/feeds/kg.atom",
    "/feeds/all.atom",
    "/badges/kg.svg",
    "/badges/kg/moh.svg",
)
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def board(stage: Stage) -> Browser:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-01")
    return browser_of(stage)


def again(browser: Browser, address: str, **wished: str) -> Page:
    return browser.get(address, headers={name.replace("_", "-"): value for name, value in wished.items()})


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_is_told_so(board: Browser, address: str) -> None:
    first = board.get(address, headers=PLAIN)
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert tag.startswith('"')  # a strong one
    assert first.headers["cache-control"] == "public, max-age=300"
    assert first.headers["access-control-allow-origin"] == "*"
    assert "Accept-Language" in first.headers["vary"]
    for wished in ({"If_None_Match": tag}, {"If_None_Match": f'"other", W/{tag}'}, {"If_Modified_Since": modified}):
        same = again(board, address, **wished)
        assert (same.status, same.source) == (304, "")
        assert same.headers["etag"].removesuffix('-gzip"').strip('"') == tag.strip('"')
        assert same.headers["access-control-allow-origin"] == "*"
    for wished in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": modified},  # the tag says it better
        {"If_Modified_Since": "Wed, 01 Jan 2025 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
    ):
        assert again(board, address, **wished).status == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_packed_it_is_the_same_under_another_tag(board: Browser, address: str) -> None:
    plain, packed = board.get(address, headers=PLAIN), again(board, address, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.source == plain.source
    assert packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_its_head_is_that_of_the_whole(board: Browser, address: str) -> None:
    whole, head = board.get(address, headers=PLAIN), board.get(address, method="HEAD", headers=PLAIN)
    assert head.status == 200
    assert head.headers == whole.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_changed_is_given_anew(stage: Stage, board: Browser, address: str) -> None:
    before = board.get(address, headers=PLAIN)
    tag, modified = before.headers["etag"], before.headers["last-modified"]
    stage.plan(milestone("1", due="2025-05-31"), milestone("2", due="2025-07-31"))
    # Of a change on the day on which the plan was read already, something is said on the next.
    stage.goes_to(*("2025-05-02", "09:05") if "atom" in address else ("2025-05-01", "15:00"))
    assert again(board, address, If_None_Match=tag).status == 200
    assert again(board, address, If_Modified_Since=modified).status == 200


def test_an_answer_and_a_new_day_change_a_calendar(stage: Stage, board: Browser) -> None:
    before = board.get("/feeds/kg.ics", headers=PLAIN)
    stage.sleeps_until("2025-05-02")
    answer(stage.ledger, stage.rulebook, "kg", "C1/1", Says.DISPUTED, stage.clock(), reason="It is not ours.")
    after = again(board, "/feeds/kg.ics", If_Modified_Since=before.headers["last-modified"])
    assert after.status == 200
    assert "What the plan says is not right" in after.source.replace("\r\n ", "")
    stage.sleeps_until("2025-05-31")
    soon = again(board, "/feeds/kg.ics", If_Modified_Since=after.headers["last-modified"])
    assert "Due soon" in soon.source


def test_a_new_day_on_which_nothing_changes_leaves_the_tag(stage: Stage, board: Browser) -> None:
    tag = board.get("/feeds/kg.ics", headers=PLAIN).headers["etag"]
    stage.goes_to("2025-05-12")
    assert again(board, "/feeds/kg.ics", If_None_Match=tag).status == 304


def test_what_no_feed_knows_makes_no_new_one(board: Browser) -> None:
    one, other = board.get("/feeds/kg.ics", headers=PLAIN), board.get("/feeds/kg.ics?utm_source=x", headers=PLAIN)
    assert one.headers["etag"] == other.headers["etag"]
    assert one.source == other.source


def test_many_who_ask_at_once_have_few_made_at_a_time_and_each_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.plan(milestone("1"))
    stage.goes_to("2025-05-01")
    making, most, made, guard = 0, 0, 0, threading.Lock()

    def slowly(*given: object, **more: object) -> bytes:
        nonlocal making, most, made
        with guard:
            making, made = making + 1, made + 1
            most = max(most, making)
        time.sleep(0.05)
        with guard:
            making -= 1
        return really(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(feeds, "calendar_with", slowly)

    async def all_at_once() -> list[int]:
        transport = httpx.ASGITransport(app=app_over(stage.ledger, clock=stage.clock))
        async with httpx.AsyncClient(transport=transport, base_url="http://board.test") as client:
            wanted = [f"/feeds/kg.ics?q=step+{number % 6}" for number in range(18)]
            return [one.status_code for one in await asyncio.gather(*(client.get(address) for address in wanted))]

    assert asyncio.run(all_at_once()) == [200] * 18
    assert made == 6
    assert 1 <= most <= AT_ONCE


def test_the_pages_lead_to_the_feeds_in_their_language(board: Browser) -> None:
    page = board.get("/plans/kg?state=on-track&lang=ru")
    found = [one.attributes["href"] for one in page.elements if one.attributes.get("rel") == "alternate"]
    assert found == ["/feeds/kg.atom?lang=ru", "/feeds/kg.ics?lang=ru"]
    followed = [link for link in page.links if link.startswith(("/feeds/", "/badges/"))]
    assert followed == [
        "/feeds/kg.ics?state=on-track&lang=ru", "/feeds/kg.atom?state=on-track&lang=ru", "/badges/kg.svg?lang=ru",
    ]  # fmt: skip
    record = board.get("/notices")
    found += [one.attributes["href"] for one in record.elements if one.attributes.get("rel") == "alternate"]
    assert found[-1] == "/feeds/all.atom"
    assert {board.get(address).status for address in [*found, *followed]} == {200}
