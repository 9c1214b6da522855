"""The pictures of README, taken anew: `make pictures`.

They show the bundled plan in September 2020, as the service would have shown it; that the deadline of one commitment
was moved, and that its agency has answered, is made up for the pictures.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from notifier import bundled
from notifier.agenda.answer import Says
from notifier.answering import answer
from tests.browser.conftest import ARGUMENTS, program
from tests.browser.running import Service, service
from tests.house.project import ROOT

PLAN = "kyrgyz-2018-2020.yaml"
# How the plan prints the deadline of the one commitment, up to what tells it from the others.
AS_PRINTED = """due: "September 1, 2018 – August 31, 2020"
    source: https://www.opengovpartnership.org/members/kyrgyz-republic/commitments/KG0003/"""
CLERK = "open-government@moh.example.org"
HEIGHTS = {"board": 1000, "milestone": 1118, "subscribe": 1180, "mail": 1000}


def main() -> int:
    """The exit code."""
    found = program()
    if found is None:
        sys.stderr.write("pictures: there is no Chromium on PATH (apt install chromium)\n")
        return 1
    with TemporaryDirectory() as folder, service(Path(folder), "2018-08-31T09:05:00+06:00") as serving:
        _tell(serving)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
            _take(browser, "board", f"{serving.base_url}/")
            _take(browser, "milestone", f"{serving.base_url}/plans/kg-2018-2020/KG0003")
            _take(browser, "subscribe", f"{serving.base_url}/subscribe?plan=kg-2018-2020")
            mail = Path(folder) / "mail.html"
            mail.write_text(serving.mailbox.to(CLERK)[-1].html, encoding="utf-8")
            _take(browser, "mail", mail.as_uri(), width=760)
            browser.close()
    return 0


def _tell(serving: Service) -> None:
    """Two years of the plan, in which one deadline is moved before anybody has been reminded of it."""
    text = (bundled.folder("plans") / PLAN).read_text(encoding="utf-8")
    assert AS_PRINTED in text, "the bundled plan has changed: the pictures want another commitment"
    sooner = AS_PRINTED.replace("August 31, 2020", "December 31, 2019")
    serving.write(text.replace(AS_PRINTED, sooner), PLAN)
    for day in ("2018-08-31", "2019-12-02"):
        serving.goes_to(day)
    serving.write(text, PLAN)
    for day in ("2020-03-02", "2020-08-31", "2020-09-01", "2020-09-15"):
        serving.goes_to(day)
    notifier = serving.notifier
    answer(
        notifier.ledger, notifier.rulebook, "kg-2018-2020", "KG0003", Says.DELIVERED, serving.clock(),
        evidence="https://data.example.org/health", reason="The data sets are published.",
    )  # fmt: skip


def _take(browser: Browser, name: str, address: str, width: int = 1280) -> None:
    page: Page = browser.new_context(viewport={"width": width, "height": HEIGHTS[name]}).new_page()
    page.goto(address)
    page.screenshot(path=ROOT / "docs" / f"{name}.png")
    sys.stdout.write(f"pictures: docs/{name}.png\n")


if __name__ == "__main__":
    sys.exit(main())
