"""What a person reads on the board, on the page of a plan and on the page of a commitment."""

import re

import pytest

from tests.stage import Stage, milestone
from tests.web.browser import Browser
from tests.web.conftest import browser_of


def test_the_board_says_in_words_how_each_plan_stands(kyrgyz: Browser) -> None:
    page = kyrgyz.get("/")
    assert page.status == 200
    assert "19 commitments: 15 overdue, 2 due soon, 2 without a deadline" in page.text
    assert "Kyrgyzstan · August 31, 2018 to August 31, 2020 · as of September 15, 2020" in page.text


def test_each_row_names_who_promised_what_by_when_and_how_late_it_is(kyrgyz: Browser) -> None:
    text = kyrgyz.get("/").text
    assert "KG0003 Open data in health Ministry of Health August 31, 2020 exact overdue late by 15 days" in text
    assert "KG0024 News of parliament's work Jogorku Kenesh (parliament) none printed no deadline" in text
    read = "September 30, 2020 interpreted from “August 1, 2019 – September 31, 2020” due soon 15 days left"
    assert read in text


def test_a_filter_stands_in_the_address_and_leaves_the_counts_alone(kyrgyz: Browser) -> None:
    everything = kyrgyz.get("/")
    assert "/?state=overdue" in everything.links
    assert "/?state=completed" not in everything.links
    page = kyrgyz.get("/?state=due-soon")
    assert "KG0021" in page.text
    assert "KG0003" not in page.text
    assert "19 commitments: 15 overdue" in page.text
    assert kyrgyz.get("/?state=late").status == 404


def test_a_board_without_a_plan_says_what_to_do(stage: Stage) -> None:
    page = browser_of(stage).get("/")
    assert page.status == 200
    assert "There is no plan in service yet. Put a plan file into the folder of plans. The README" in page.text


def test_a_board_whose_only_file_is_bad_shows_what_is_wrong_with_it(stage: Stage) -> None:
    stage.write("plan: {id: kg}\n")
    stage.goes_to("2025-01-01")
    assert "plans/plan.yaml:1:" in browser_of(stage).get("/").text


def test_a_plans_page_shows_its_head_its_timeline_and_its_agencies(kyrgyz: Browser) -> None:
    page = kyrgyz.get("/plans/kg-2018-2020")
    assert page.status == 200
    assert "First read on August 31, 2018" in page.text
    assert "published plan (opengovpartnership.org)" in page.text
    assert "plans/kyrgyz-2018-2020.yaml , revision" in page.text
    assert "KG0003 Open data in health: overdue, late by 15 days, due August 31, 2020" in page.text
    assert "Ministry of Finance 3 0 3 0 of 3 15 0" in page.text
    assert "/notices?plan=kg-2018-2020" in page.links


def test_a_plans_page_filters_its_table_and_its_timeline_and_says_how_the_whole_stands(kyrgyz: Browser) -> None:
    page = kyrgyz.get("/plans/kg-2018-2020?state=no-deadline")
    assert "/plans/kg-2018-2020/KG0003" not in page.links
    assert "Open data in health" not in page.text
    assert page.links.count("/plans/kg-2018-2020/KG0026") == 2
    assert "19 commitments: 15 overdue" in page.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("agency=moh", {"KG0003"}),
        ("q=OPEN+health", {"KG0003"}),
        ("q=kg0021", {"KG0021"}),
        ("agency=moh&state=completed", set()),
        ("agency=nobody", set()),
        ("theme=&agency=&q=", None),
    ],
)
def test_what_is_asked_for_stands_in_the_address_and_goes_along(
    kyrgyz: Browser, asked: str, shown: set[str] | None
) -> None:
    for path in ("/", "/plans/kg-2018-2020"):
        page = kyrgyz.get(f"{path}?{asked}")
        found = {link.split("/")[3] for link in page.links if re.match(r"/plans/kg-2018-2020/KG\d+", link)}
        assert len(found) == 19 if shown is None else found == shown, path
        if shown == set():
            assert "No commitment of this plan is like that." in page.text
    kept = [link for link in kyrgyz.get("/?agency=moh&q=open").links if "state=overdue" in link]
    assert kept == ["/?state=overdue&agency=moh&q=open"]


def test_a_commitments_page_explains_how_its_deadline_was_read(kyrgyz: Browser) -> None:
    text = kyrgyz.get("/plans/kg-2018-2020/KG0021").text
    assert "Printed August 1, 2019 – September 31, 2020" in text
    assert "Read as September 30, 2020 interpreted" in text
    assert "September 2020 has 30 days, so day 31 is read as its last EDTF 2019-08-01/2020-09-30?" in text
    assert "Responsible Jogorku Kenesh (parliament) With The Social committee;" in text
    assert "plans/kyrgyz-2018-2020.yaml:225" in text


def test_a_commitments_page_tells_everything_that_was_said_of_it_newest_first(kyrgyz: Browser) -> None:
    text = kyrgyz.get("/plans/kg-2018-2020/KG0003").text
    third = text.index("Late by 15 days: it was due on August 31, 2020. It had been said 2 times before.")
    first = text.index("Late by 1 day: it was due on August 31, 2020.")
    assert third < first < text.index("Due in 32 days, on August 31, 2020.")  # a Saturday, and a holiday before
    assert "Rule overdue , plans/kyrgyz-2018-2020.yaml:68 , revision" in text


def test_a_moved_and_a_kept_promise_show_their_past(stage: Stage) -> None:
    stage.plan(milestone("1", due="March 2025"), milestone("2", due="2025-09-30"))
    stage.goes_to("2025-01-01")
    stage.plan(
        milestone("1", due="June 30, 2025"),
        milestone("2", due="2025-09-30", done_on="2025-04-01", evidence="https://example.org/proof"),
    )
    stage.goes_to("2025-04-02")
    page = browser_of(stage).get("/plans/kg/C1")
    assert "on track 1 of 2 milestones completed as of April 2, 2025" in page.text
    assert "April 2, 2025 June 30, 2025 June 30, 2025 no start reported moved 91 days later" in page.text
    assert "completed done 182 days early, April 1, 2025" in page.text
    assert "https://example.org/proof" in page.links
    assert "Deadline moved later: Step 1" in page.text
    drawing = browser_of(stage).get("/plans/kg").text
    assert "C1/1 Step 1: on track, 89 days left, due June 30, 2025; moved from 2025-03-31 to 2025-06-30" in drawing


def test_milestones_stand_under_their_headings_each_with_whoever_answers_for_it(stage: Stage) -> None:
    stage.write(WITH_HEADINGS)
    stage.goes_to("2025-01-01")
    text = browser_of(stage).get("/plans/kg/C1").text.split("a former deadline")[1]  # below the timeline
    places = [
        text.index(words)
        for words in (
            "C1.1 The register",
            "C1.1.1 Draft the rules",
            "C1.1.2 Open it",
            "C1.2 Spending",
            "C1.2.1 Publish",
        )
    ]
    assert places == sorted(places)
    assert text.count("C1.1 The register") == 1
    under_spending = text[places[3] :]
    assert "Responsible Ministry of Finance With Ministry of Health; Tax Service" in under_spending
    assert "Ministry of Finance" not in text[: places[3]]


def test_a_commitment_that_left_the_plan_is_remembered(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-01-15"))
    stage.goes_to("2025-01-01")
    stage.write((stage.folder / "plan.yaml").read_text().replace("id: C1\n", "id: C2\n  was: none\n"))
    stage.goes_to("2025-01-02")
    browser = browser_of(stage)
    assert "This commitment is no longer in the plan" in browser.get("/plans/kg/C1").text
    assert "There is no such commitment in this plan" in browser.get("/plans/kg/C9").text


def test_a_page_that_is_not_there_says_so_kindly(kyrgyz: Browser) -> None:
    for address in ("/plans/atlantis", "/plans/kg-2018-2020/KG9999", "/nowhere", "/static/nothing.css"):
        page = kyrgyz.get(address)
        assert page.status == 404, address
        assert "Go to the board" in page.text, address


def test_a_large_board_leaves_the_rest_to_the_plans_own_page(stage: Stage) -> None:
    stage.write(_many_commitments(260))
    stage.ingest()
    browser = browser_of(stage)
    page = browser.get("/")
    assert "260 commitments: 260 on track" in page.text
    assert "10 more on the plan’s own page" in page.text
    assert "C259" in browser.get("/plans/kg").text


def test_below_a_path_every_link_stays_below_it(stage: Stage) -> None:
    stage.plan(milestone("1"))
    stage.ingest()
    page = browser_of(stage, "https://gov.example.org/board/").get("/plans/kg")
    inside = [link for link in page.links if not link.startswith(("#", "?", "http"))]
    assert inside
    assert all(link.startswith("/board/") for link in inside)
    styles = [one.attributes["href"] for one in page.elements if one.tag == "link"]
    assert all(address.startswith(("/board/static/", "/board/feeds/")) for address in styles)


WITH_HEADINGS = """
plan: {id: kg, title: A plan, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek}
agencies: [{id: moh, name: Ministry of Health}, {id: mof, name: Ministry of Finance}]
commitments:
  - id: C1
    title: Health
    lead: moh
    headings: [{id: C1.1, title: The register}, {id: C1.2, title: Spending}]
    milestones:
      - {id: C1.1.1, title: Draft the rules, due: 2025-06-30, heading: C1.1}
      - {id: C1.1.2, title: Open it, due: 2025-06-30, heading: C1.1}
      - {id: C1.2.1, title: Publish, due: 2025-06-30, heading: C1.2, lead: mof, support: [moh, Tax Service]}
"""


def _many_commitments(count: int) -> str:
    head = "{id: kg, title: A plan, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek}"
    rows = "".join(f"  - {{id: C{n}, title: Promise {n}, lead: moh, due: 2026-06-30}}\n" for n in range(count))
    return f"plan: {head}\nagencies:\n  - {{id: moh, name: Ministry of Health}}\ncommitments:\n{rows}"


def test_a_commitments_page_says_how_each_part_of_a_deadline_was_read(stage: Stage) -> None:
    stage.plan(milestone("1", due="5 by June 2025; 10 by June 2026"), milestone("2", due="Ongoing"))
    stage.goes_to("2025-01-01")
    text = browser_of(stage).get("/plans/kg/C1").text
    assert "5 by June 2025 June 30, 2025 EDTF 2025-06" in text
    assert "10 by June 2026 June 30, 2026 EDTF 2026-06" in text
    assert "several days are printed, and the last of them counts" in text
    assert "it goes on without an end, so it has no day" in text
    assert "“Ongoing” names no day" in browser_of(stage).get("/plans/kg").text


def test_the_record_says_of_which_part_a_notice_speaks(stage: Stage) -> None:
    stage.plan(milestone("1", due="5 by June 2025; 10 by June 2026"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-06-30")
    text = browser_of(stage).get("/plans/kg/C1").text
    assert "Due this day, June 30, 2025. That is for one part of it: “5 by June 2025”." in text
