"""Programs that come again are told so in a few bytes, and never that nothing has changed when something has."""

import pytest

from notifier.agenda.answer import Says
from notifier.answering import answer
from tests.stage import Stage, milestone
from tests.web.browser import Browser, Page
from tests.web.conftest import browser_of

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
