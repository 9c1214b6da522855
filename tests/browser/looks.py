"""How a page is judged by who cannot see it, or sees it on a small screen."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# The criteria of WCAG 2.2 that a program can judge, at levels A and AA; and what axe calls good practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def amiss(page: Page) -> list[str]:
    """What axe finds wrong with a page, in its own words."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def sticks_out(page: Page) -> bool:
    """Whether one has to scroll sideways to read a page."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
