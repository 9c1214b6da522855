"""A Chromium from the system, and pages in it: of a desk and of a telephone."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from notifier import bundled
from tests.browser.running import Service, service

WIDTHS = {"desktop": 1280, "phone": 380}
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "there is no Chromium on PATH: none of the tests in a browser can run (apt install chromium)"

Open = Callable[..., Page]


def program() -> str | None:
    """The Chromium that the system has."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


# Not of the whole session: as long as it is open, an event loop runs in this thread, and other tests start their own.
@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The browser; where the machine has none, its tests are left out, or fail where a browser is required."""
    found = program()
    if found is None and request.config.getoption("browser_required"):
        pytest.fail(MISSING)
    if found is None:
        pytest.skip(MISSING)
    started: Playwright
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def opens(chromium: Browser) -> Iterator[Open]:
    """Opens an address as somebody with a screen so wide, a language, and perhaps no JavaScript."""
    contexts = []

    def opened(address: str, width: str = "desktop", language: str = "en", **more: object) -> Page:
        context = chromium.new_context(
            viewport={"width": WIDTHS[width], "height": 800},
            locale=language,
            **more,  # type: ignore[arg-type]
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda trouble: complaints.append(str(trouble)))
        page.goto(address)
        # What the content security policy refuses is said there: our own pages never ask for it.
        assert [one for one in complaints if "404" not in one] == []
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Service]:
    """A service with no plan yet."""
    with service(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def kyrgyz(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with the bundled plan, at the end of its last month."""
    with service(tmp_path_factory.mktemp("kyrgyz"), "2018-08-31T09:05:00+06:00") as made:
        made.write((bundled.folder("plans") / "kyrgyz-2018-2020.yaml").read_bytes(), "kyrgyz-2018-2020.yaml")
        for day in ("2018-08-31", "2019-12-02", "2020-08-31", "2020-09-15"):
            made.goes_to(day)
        yield made
