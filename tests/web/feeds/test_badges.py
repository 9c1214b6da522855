"""Badges: small pictures for other sites, that say it in words, too, and hold nothing that could do anything."""

from xml.etree import ElementTree

import pytest

from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of
from tests.web.feeds.conftest import refused

SVG = "{http://www.w3.org/2000/svg}"


def picture(browser: Browser, address: str) -> ElementTree.Element:
    page = browser.get(address, "image/svg+xml")
    assert page.status == 200, page.text
    assert page.headers["content-type"] == "image/svg+xml; charset=utf-8"
    return ElementTree.fromstring(page.source)


def text(drawn: ElementTree.Element) -> str:
    found = drawn.find(f"{SVG}text")
    assert found is not None
    return found.text or ""


def test_a_badge_says_how_promises_are_kept(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-03-31", status="completed"), milestone("2", due="2025-04-30"), milestone("3"))
    stage.goes_to("2025-05-01")
    drawn = picture(browser_of(stage), "/badges/kg.svg")
    assert text(drawn) == "promises kept: 1 of 3 · 1 overdue"
    assert drawn.attrib["role"] == "img"
    title = drawn.find(f"{SVG}title")
    assert title is not None
    assert title.text == drawn.attrib["aria-label"] == "A plan – promises kept: 1 of 3 · 1 overdue"
    of_agency = picture(browser_of(stage), "/badges/kg/moh.svg")
    assert text(of_agency) == "Ministry of Health – promises kept: 1 of 3 · 1 overdue"
    assert int(of_agency.attrib["width"]) > int(drawn.attrib["width"])


def test_its_bar_is_as_long_as_its_text(kyrgyz: Browser) -> None:
    drawn = picture(kyrgyz, "/badges/kg-2018-2020.svg")
    ground, *shares = drawn.findall(f"{SVG}rect")
    words = drawn.find(f"{SVG}text")
    assert words is not None
    assert sum(float(one.attrib["width"]) for one in shares) == pytest.approx(
        float(words.attrib["textLength"]), abs=0.3
    )
    assert float(ground.attrib["width"]) == float(drawn.attrib["width"]) - 1
    assert ground.attrib["fill"] == "#ffffff"


def test_it_speaks_four_languages(kyrgyz: Browser) -> None:
    said = {text(picture(kyrgyz, f"/badges/kg-2018-2020.svg?lang={code}")) for code in ("en", "fr", "ru", "ky")}
    assert len(said) == 4


def test_an_agency_that_leads_nothing_has_promised_nothing(stage: Stage) -> None:
    stage.plan(milestone("1"))
    path = stage.folder / "plan.yaml"
    path.write_text(path.read_text().replace("agencies:\n", "agencies:\n- id: moj\n  name: Ministry of Justice\n"))
    stage.goes_to("2025-05-01")
    assert text(picture(browser_of(stage), "/badges/kg/moj.svg")) == "Ministry of Justice – nothing was promised"
    assert "There is no such agency in this plan" in refused(browser_of(stage).get("/badges/kg/mfa.svg"))


def test_other_sites_may_show_it_and_nothing_in_it_is_obeyed(hostile: Browser) -> None:
    page = hostile.get("/badges/hostile/a.svg")
    assert page.headers["cross-origin-resource-policy"] == "cross-origin"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "script" not in page.headers["content-security-policy"]
    drawn = picture(hostile, "/badges/hostile/a.svg")
    assert {one.tag.removeprefix(SVG) for one in drawn.iter()} == {"svg", "title", "rect", "text"}
    assert text(drawn).startswith("<b>Agency</b> {{ 7 * 7 }} – promises kept: 0 of 3")
    assert {one.tag for one in picture(hostile, "/badges/hostile.svg").iter()} == {one.tag for one in drawn.iter()}
    assert not any(name.startswith("on") or "href" in name for one in drawn.iter() for name in one.attrib)


def test_a_long_name_is_cut_in_the_picture_and_whole_in_its_title(stage: Stage) -> None:
    name = "The Ministry of everything that nobody else wants to be responsible for, <and> of the rest"
    stage.plan(milestone("1"))
    path = stage.folder / "plan.yaml"
    path.write_text(path.read_text().replace("Ministry of Health", name))
    stage.goes_to("2025-05-01")
    drawn = picture(browser_of(stage), "/badges/kg/moh.svg")
    assert text(drawn).startswith("The Ministry of everything that nobody… – ")
    assert drawn.attrib["aria-label"].startswith(name)
