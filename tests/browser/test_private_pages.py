"""The pages behind the links in mails, and those with several milestones, are for everybody, by day and by night."""

import pytest

from tests.browser.conftest import Open
from tests.browser.running import Service
from tests.browser.test_journeys import CLERK, PLAN, WATCHDOG, judged, newest
from tests.transports.far_end import FarEnd

DRESSES = [("desktop", "light"), ("phone", "dark")]


@pytest.mark.parametrize(("width", "dress", "language"), [(*DRESSES[0], "en"), (*DRESSES[1], "ky")])
def test_axe_finds_nothing_behind_the_links_of_a_mail(
    serving: Service, opens: Open, width: str, dress: str, language: str
) -> None:
    serving.write(PLAN % language)
    serving.goes_to("2025-06-20")
    page = opens(f"{serving.base_url}/subscribe?plan=kg", width, language)
    page.locator("#email").fill(WATCHDOG)
    page.locator("main button").click()
    page.locator("button[value=ask]").click()
    serving.works()
    [confirm] = newest(serving, WATCHDOG).links("subscriptions/confirm")
    page = opens(confirm, width, language, color_scheme=dress)
    judged(page, language)
    page.locator("main button").click()
    judged(page, language)
    serving.goes_to("2025-07-01")
    answers = list(dict.fromkeys(newest(serving, CLERK).links("answer")))
    assert len(answers) == 3, "it is done, it needs a new date, it is not right"
    manage = newest(serving, WATCHDOG).links("subscriptions")[-1]
    for address in (manage, *answers, f"{answers[0]}x", f"{manage}x"):
        judged(opens(address, width, language, color_scheme=dress), language)
    for address in answers[1:]:
        page = opens(address, width, language, color_scheme=dress)
        page.locator("main button").click()
        assert page.locator("[aria-invalid=true]").count() > 0
        judged(page, language)
    page = opens(f"{serving.base_url}/notices", width, language, color_scheme=dress)
    page.locator("main a[href*='/notices/ntc_']").first.click()
    judged(page, language)
    judged(opens(f"{serving.base_url}/plans/kg/C1", width, language, color_scheme=dress), language)


@pytest.mark.parametrize(("width", "dress"), DRESSES)
def test_axe_finds_nothing_on_the_way_to_a_webhook(serving: Service, opens: Open, width: str, dress: str) -> None:
    serving.write(PLAN % "en")
    serving.goes_to("2025-06-20")
    with FarEnd() as receiver:
        page = opens(f"{serving.base_url}/subscribe?plan=kg", width, color_scheme=dress)
        page.locator("#webhook").fill(receiver.at("/hooks/" + "of-the-open-data-desk-of-a-newspaper/" * 3))
        page.locator("main button").click()
        judged(page, "en")
        headers = page.locator("pre.headers").inner_text().splitlines()
        page.locator("button[value=ask]").click()
        assert "did not answer" in page.get_by_role("alert").inner_text()
        judged(page, "en")
        receiver.says = dict(line.split(": ") for line in headers)
        page.locator("button[value=ask]").click()
        assert page.locator("pre.headers").inner_text().startswith("whsec_")
        judged(page, "en")
