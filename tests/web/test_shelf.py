"""Pages are made once, asked for again in a few bytes, and never older than what they speak of."""

import asyncio
import gzip
from datetime import date
from threading import Event

import pytest

from notifier.agenda.answer import Says
from notifier.answering import answer, snooze
from notifier.web.shelf import Made, Shelf
from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of

PAGES = ("/", "/plans/kg", "/plans/kg/C1", "/notices")


@pytest.fixture
def serving(stage: Stage) -> Stage:
    stage.plan(milestone("1", due="2025-06-30"))
    stage.goes_to("2025-05-20")
    return stage


def etags(browser: Browser) -> list[str]:
    return [browser.get(address).headers["etag"] for address in PAGES]


@pytest.mark.parametrize("address", PAGES)
def test_an_unchanged_page_is_a_304_that_holds_nothing(serving: Stage, address: str) -> None:
    browser = browser_of(serving)
    first = browser.get(address)
    again = browser.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert first.status == 200
    assert first.headers["cache-control"] == "public, no-cache"
    assert (again.status, again.source) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]
    # Somebody else's page is not theirs.
    assert browser.get(address, headers={"If-None-Match": '"another"'}).status == 200


def test_a_page_is_new_once_a_plan_is_read_something_is_said_answered_or_snoozed(serving: Stage) -> None:
    browser = browser_of(serving)
    seen = [etags(browser)]

    def changed() -> bool:
        seen.append(etags(browser))
        return all(before != after for before, after in zip(seen[-2], seen[-1], strict=True))

    assert not changed()
    serving.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-06-19"))
    serving.ingest()
    assert changed()
    assert "Step 2" in browser.get("/plans/kg").text
    serving.sleeps_until("2025-05-20", "09:06")
    serving.announce()
    assert changed()
    answer(serving.ledger, serving.rulebook, "kg", "C1/1", Says.DELIVERED, serving.clock())
    assert changed()
    snooze(serving.ledger, serving.rulebook, "kg", "C1/2", date(2025, 6, 20), "An election.", serving.clock())
    assert changed()
    assert not changed()


def test_a_page_is_new_on_a_new_day_of_its_plan_and_not_before(serving: Stage) -> None:
    browser = browser_of(serving)
    before = browser.get("/")
    serving.sleeps_until("2025-05-21", "08:59")
    assert browser.get("/").headers["etag"] == before.headers["etag"]
    serving.sleeps_until("2025-05-21", "09:00")
    after = browser.get("/")
    assert after.headers["etag"] != before.headers["etag"]
    assert "as of May 21, 2025" in after.text


def test_each_language_and_each_address_has_its_own(serving: Stage) -> None:
    browser = browser_of(serving)
    addresses = ("/", "/?lang=ky", "/?lang=en", "/?state=overdue")
    found = {browser.get(address).headers["etag"] for address in addresses}
    found.add(browser.get("/", headers={"Accept-Language": "fr"}).headers["etag"])
    assert len(found) == 5
    assert browser.get("/").headers["vary"] == "Accept-Language, Accept-Encoding"


def test_a_page_travels_packed_to_who_can_unpack_it(serving: Stage) -> None:
    browser = browser_of(serving)
    plain = browser.get("/", headers={"Accept-Encoding": "identity"})
    packed = browser.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.source.encode()) / 2
    assert packed.source == plain.source  # unpacked by whoever asked


def test_what_is_not_found_is_not_kept(serving: Stage) -> None:
    browser = browser_of(serving)
    assert browser.get("/plans/other").status == 404
    assert "etag" not in browser.get("/plans/other").headers


def test_a_shelf_holds_so_much_and_lets_go_of_what_nobody_has_asked_for_longest(stage: Stage) -> None:
    shelf = Shelf(stage.ledger, stage.clock, most=3000)
    shelf.put("a", Made(b"a" * 1000, {}))
    shelf.put("b", Made(b"b" * 1000, {}))
    assert shelf.find("a") is not None
    shelf.put("c", Made(b"c" * 1000, {}))
    assert [name for name in "abc" if shelf.find(name)] == ["a", "c"]
    shelf.put("large", Made(b"x" * 4000, {}))
    assert [name for name in ("a", "c", "large") if shelf.find(name)] == ["a", "c"]


def test_a_packed_page_is_the_page() -> None:
    made = Made("Бул убада".encode(), {})
    assert gzip.decompress(made.packed) == made.body


def test_who_asks_while_the_ledger_is_read_shares_the_next_reading_and_misses_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(stage.ledger, stage.clock)
    begun: list[int] = []
    go_on = Event()

    def read() -> int:
        begun.append(len(begun) + 1)
        number = begun[-1]
        assert number > 1 or go_on.wait(10)
        return number

    async def ask() -> list[object]:
        first = asyncio.ensure_future(shelf.now())
        while not begun:
            await asyncio.sleep(0.001)
        # The first reading has begun: it may miss what the others know of.
        others = [asyncio.ensure_future(shelf.now()) for _ in range(20)]
        await asyncio.sleep(0.01)
        go_on.set()
        return [await one for one in (first, *others)]

    monkeypatch.setattr(shelf, "state", read)
    assert asyncio.run(ask()) == [1, *[2] * 20]
    assert begun == [1, 2]
