"""What is true of every page: it is whole, it can be used by everybody, and nothing hostile or private stands in it."""

import re
from collections.abc import Iterator

import pytest

from notifier import clock
from notifier.ledger import board as reads
from notifier.ledger.connect import open_ledger
from notifier.web.pages import SECURITY, outside
from tests.ledgers import KEYRING
from tests.web.browser import Browser, Page
from tests.web.site import app_over

KYRGYZ = (
    "/",
    "/?state=overdue",
    "/plans/kg-2018-2020",
    "/plans/kg-2018-2020/KG0021",
    "/notices",
    "/health",
    "/nowhere",
)
HOSTILE = (
    "/",
    "/plans/hostile",
    "/plans/hostile/C1",
    "/plans/hostile/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/notices",
    "/notices?plan=%22%3E%3Cscript%3E&kind=%3Cscript%3E&before=%3Cscript%3E",
    "/health",
)
# Nobody listens there.
AWAY = "postgresql+psycopg://clerk:s3cret@127.0.0.1:1/promises"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|hook\.example\.org|secret-path|whsec_|dlv_|dst_|sub_")


def _pages(kyrgyz: Browser, hostile: Browser) -> Iterator[tuple[str, Page]]:
    yield from ((address, kyrgyz.get(address)) for address in KYRGYZ)
    yield from ((address, hostile.get(address)) for address in HOSTILE)


def test_every_page_is_whole_and_can_be_used_by_everybody(kyrgyz: Browser, hostile: Browser) -> None:
    for address, page in _pages(kyrgyz, hostile):
        assert page.count("h1") == 1, address
        assert {page.count(landmark) for landmark in ("header", "main", "footer")} == {1}, address
        assert page.links[0] == "#main", f"{address}: the first link skips to the content"
        assert page.count("table") == page.count("caption"), address
        ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
        assert len(ids) == len(set(ids)), address
        known = {f"#{name}" for name in ids}
        uses = {one.attributes["href"] for one in page.elements if one.tag == "use"}
        named = {f"#{name}" for one in page.elements for name in one.attributes.get("aria-labelledby", "").split()}
        assert uses | named <= known, address
        scopes = [one.attributes.get("scope") for one in page.elements if one.tag == "th"]
        assert set(scopes) <= {"col", "row"}, address


def test_no_plan_text_is_ever_markup(kyrgyz: Browser, hostile: Browser) -> None:
    for address, page in _pages(kyrgyz, hostile):
        assert not {"script", "img", "b", "i", "u", "em", "iframe"} & {one.tag for one in page.elements}, address
        given = {name for one in page.elements for name in one.attributes}
        assert not {name for name in given if name.startswith("on") or name == "style"}, address
        links = [link for link in page.links if not link.startswith(("/", "#", "?"))]
        assert all(link.startswith(("https://", "http://")) for link in links), address


def test_hostile_text_is_read_as_it_was_written(hostile: Browser) -> None:
    text = hostile.get("/plans/hostile/C1").text
    assert "<img src=x onerror=alert('title')>" in text
    assert "<b>Agency</b> {{ 7 * 7 }}" in text
    assert "“<em>soon</em>” cannot be read as a date" in text
    assert "Plan 2018-2020" in text
    assert "]]><!-- {% raw %}" in text


def test_no_page_holds_an_address_or_a_secret(kyrgyz: Browser, hostile: Browser) -> None:
    for address, page in _pages(kyrgyz, hostile):
        assert ADDRESS.findall(page.source.replace("bank.example.org@evil.example.org", "")) == [], address
    assert "[address withheld]" in hostile.get("/plans/hostile/C1").text
    assert "[number withheld]" in hostile.get("/plans/hostile/C1").text
    assert ADDRESS.findall(hostile.get("/health", "application/json").source) == []


def test_an_outside_link_shows_the_host_that_it_really_leads_to(hostile: Browser) -> None:
    page = hostile.get("/plans/hostile")
    assert "evil.example.org" not in page.source, "a link that may hold an address is left out when the plan is read"
    link = outside("https://bank.example.org@evil.example.org/", "published plan")  # as an older ledger may hold it
    assert link.endswith('published plan <span class="host">(evil.example.org)</span></a>')
    leading = [one for one in page.elements if one.tag == "a" and one.attributes["href"].startswith("http")]
    assert all("noopener" in one.attributes["rel"] and "nofollow" in one.attributes["rel"] for one in leading)


@pytest.mark.parametrize("address", [*KYRGYZ, "/static/board.css", "/static/icon.svg"])
def test_every_answer_is_guarded(kyrgyz: Browser, address: str) -> None:
    page = kyrgyz.get(address)
    assert {name: page.headers.get(name) for name in SECURITY} == dict(SECURITY)
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_nothing_is_loaded_from_elsewhere(kyrgyz: Browser) -> None:
    page = kyrgyz.get("/")
    loaded = [
        one.attributes.get("href") or one.attributes.get("src") for one in page.elements if one.tag in ("link", "img")
    ]
    assert loaded
    assert all(str(address).startswith("/static/") for address in loaded)
    assert all(kyrgyz.get(str(address)).status == 200 for address in loaded)
    assert "url(http" not in kyrgyz.get("/static/board.css").source


def test_a_page_only_shows_and_is_there_for_those_who_only_look(kyrgyz: Browser) -> None:
    assert kyrgyz.get("/", method="HEAD").status == 200
    refused = kyrgyz.get("/", method="POST")
    assert refused.status == 405
    assert "This cannot be done here" in refused.text
    assert kyrgyz.get("/docs").status == kyrgyz.get("/openapi.json").status == 404


def test_a_ledger_that_cannot_be_read_is_an_apology_without_its_address() -> None:
    browser = Browser(app_over(open_ledger(AWAY, KEYRING), clock=clock.system, base_url="http://board.test"))
    for address in ("/", "/plans/kg", "/plans/kg/C1", "/notices"):
        page = browser.get(address)
        assert page.status == 503, address
        assert page.headers["retry-after"] == "60"
        assert "The ledger cannot be read just now" in page.text
        assert not re.search("s3cret|clerk|127.0.0.1", page.source), address


def test_an_error_of_ours_is_an_apology_too(kyrgyz: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> object:
        raise RuntimeError("the inside of the machine")

    monkeypatch.setattr(reads, "commitments_of", breaks)
    page = kyrgyz.get("/?nobody=has-asked-this-before")
    assert page.status == 500
    assert "Something went wrong here" in page.text
    assert "machine" not in page.source
    assert page.headers["content-security-policy"] == SECURITY["Content-Security-Policy"]
