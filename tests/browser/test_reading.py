"""Everybody can read the pages: with a telephone, by keyboard, without JavaScript, with a screen reader."""

import pytest

from tests.browser.conftest import WIDTHS, Open
from tests.browser.looks import amiss, sticks_out
from tests.browser.running import Service

PAGES = (
    "/", "/?state=overdue", "/plans/kg-2018-2020", "/plans/kg-2018-2020/KG0003", "/agencies/kg-2018-2020/moh",
    "/notices", "/rules", "/health", "/subscribe", "/nowhere",
)  # fmt: skip


@pytest.mark.parametrize("dress", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(kyrgyz: Service, opens: Open, address: str, dress: str) -> None:
    page = opens(kyrgyz.base_url + address, "desktop" if dress == "light" else "phone", color_scheme=dress)
    assert amiss(page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "ky"])
@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_wider_than_its_screen(
    kyrgyz: Service, opens: Open, address: str, language: str, width: str
) -> None:
    page = opens(kyrgyz.base_url + address, width, language)
    assert not sticks_out(page)
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("address", ["/", "/plans/kg-2018-2020", "/plans/kg-2018-2020/KG0003", "/subscribe"])
def test_a_language_that_is_written_from_right_to_left_would_fit(kyrgyz: Service, opens: Open, address: str) -> None:
    page = opens(kyrgyz.base_url + address, "phone")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert not sticks_out(page)
    assert page.locator("h1").bounding_box()["x"] + page.locator("h1").bounding_box()["width"] > 300  # type: ignore[index]


def test_axe_would_find_something(kyrgyz: Service, opens: Open) -> None:
    page = opens(kyrgyz.base_url + "/health")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [one for one in amiss(page) if one.startswith("html-has-lang")]


def test_the_pages_are_read_without_javascript(kyrgyz: Service, opens: Open) -> None:
    page = opens(kyrgyz.base_url, java_script_enabled=False)
    page.get_by_role("link", name="Overdue").first.click()
    assert "state=overdue" in page.url
    page.get_by_role("link", name="Кыргызча").click()
    assert page.locator("html").get_attribute("lang") == "ky"
    assert "state=overdue" in page.url


def test_a_page_is_walked_through_by_keyboard_and_one_sees_where_one_is(kyrgyz: Service, opens: Open) -> None:
    page = opens(kyrgyz.base_url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break  # the last link is behind us
        seen.add(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
    assert len(seen) > 20


@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_to_a_preview_reads_well(kyrgyz: Service, opens: Open, width: str) -> None:
    page = opens(kyrgyz.base_url + "/subscribe", width)
    page.locator("main button").click()
    assert "Give an e-mail address" in page.locator("main").inner_text()
    assert amiss(page) == []
    page.fill("#email", "desk@newspaper.example.org")
    page.locator("main button").click()
    assert "Is this what you want?" in page.locator("h1").inner_text()
    assert amiss(page) == []
    assert not sticks_out(page)
    page.locator("button[value=edit]").click()
    assert page.input_value("#email") == "desk@newspaper.example.org"
