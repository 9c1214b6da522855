"""Two boards that many tests read: the bundled Kyrgyz plan in September 2020, and a plan by a hostile hand."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from notifier import bundled
from notifier.ledger.connect import open_ledger
from tests.ledgers import KEYRING
from tests.stage import Stage
from tests.web.browser import Browser
from tests.web.site import app_over

HOSTILE = """
plan:
  id: hostile
  title: "</title><script>alert('plan')</script>"
  country: ZZ
  starts: 2025-01-01
  ends: 2026-12-31
  timezone: Asia/Bishkek
  source: "https://bank.example.org@evil.example.org/?a=1&b=\\"><script>alert('source')</script>"
agencies:
  - {id: a, name: "<b>Agency</b> {{ 7 * 7 }}", emails: [clerk@agency.example.org], superiors: [boss@agency.example.org]}
commitments:
  - id: C1
    title: "\\"'><img src=x onerror=alert('title')>"
    lead: a
    support: ["<i>Jane</i> jane.doe+x@private.example.org, tel. +996 (312) 66-12-34", "Plan 2018-2020"]
    themes: ["<u>Theme</u>"]
    source: "https://example.org/'onmouseover='alert(1)"
    milestones:
      - {id: "1", title: "<svg onload=alert('step')> ask clerk.private@home.example.org now", due: "<em>soon</em>"}
      - {id: "2", title: "]]><!-- {% raw %}", due: "2025-03-31", evidence: "https://example.org/<script>alert(2)</script>"}
      - {id: "3", title: "W" , due: "9999-12-31"}
"""


def stage_in(folder: Path) -> Stage:
    """A stage over a new SQLite ledger in that folder."""
    ledger = open_ledger(f"sqlite:///{folder}/ledger.db", KEYRING)
    ledger.migrate()
    return Stage(folder, ledger)


def browser_of(
    stage: Stage, base_url: str = "http://board.test", event_key: EllipticCurvePublicKey | None = None
) -> Browser:
    """A reader at the board of a stage."""
    app = app_over(stage.ledger, clock=stage.clock, base_url=base_url, event_key=event_key)
    return Browser(app)


@pytest.fixture(scope="session")
def kyrgyz(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The bundled plan on September 15, 2020: read when it began, announced now and then, and daily at the end."""
    stage = stage_in(tmp_path_factory.mktemp("kyrgyz"))
    stage.write((bundled.folder("plans") / "kyrgyz-2018-2020.yaml").read_bytes(), "kyrgyz-2018-2020.yaml")
    day = date(2018, 8, 31)
    while day <= date(2020, 9, 15):
        stage.goes_to(str(day))
        day += timedelta(days=60 if day < date(2020, 6, 1) else 1)
    yield browser_of(stage)
    stage.ledger.close()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A plan whose every text tries to be markup, and whose private columns hold addresses."""
    stage = stage_in(tmp_path_factory.mktemp("hostile"))
    stage.write(HOSTILE)
    stage.subscribe("https://hook.example.org/secret-path")
    stage.subscribe("watchdog@civil.example.org")
    stage.goes_to("2025-03-01")
    stage.write(HOSTILE.replace("2025-03-31", "2025-04-30"))
    stage.goes_to("2025-05-02")
    yield browser_of(stage)
    stage.ledger.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An empty stage."""
    made = stage_in(tmp_path)
    yield made
    made.ledger.close()
