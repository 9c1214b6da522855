"""What a user can name, the docs name: settings, verbs, routes, tables. What the docs show, exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from fastapi.routing import RouteContext, iter_route_contexts

from notifier import cli, clock
from notifier.ledger.connect import open_ledger
from notifier.ledger.schema import metadata
from notifier.settings import Settings, variable
from tests.flow import reliability
from tests.house.project import ROOT, docs, undocumented
from tests.ledgers import KEYRING
from tests.web.site import app_over

PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")


def _verbs() -> list[str]:
    command = typer.main.get_command(cli.app)
    return sorted(getattr(command, "commands", {}))


def _targets() -> list[str]:
    return re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


def _module(route: RouteContext) -> str:
    return getattr(route.endpoint, "__module__", "")


def _shown() -> Iterator[str]:
    """The commands in the console blocks of the docs, without their prompt."""
    for page in PAGES:
        text = (ROOT / page).read_text() if (ROOT / page).exists() else ""
        for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            yield from re.findall(r"^\$ (.+)$", block, re.MULTILINE)


def test_every_setting_is_named_in_the_docs() -> None:
    assert undocumented([variable(field) for field in Settings.model_fields]) == []


def test_the_docs_name_no_setting_that_does_not_exist() -> None:
    settings = {variable(field) for field in Settings.model_fields}
    named = set(re.findall(r"\bNOTIFIER_[A-Z_]*[A-Z]\b", docs()))
    # NOTIFIER_X stands for any of them.
    assert {name for name in named if name.removesuffix("_FILE") not in settings} - {
        "NOTIFIER_X",
        "NOTIFIER_X_FILE",
    } == set()


def test_every_verb_is_named_in_the_docs() -> None:
    assert undocumented([f"notifier {verb}" for verb in _verbs()]) == []


def test_every_route_is_named_in_the_docs(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path}/notifier.db", KEYRING)
    app = app_over(ledger, clock=clock.system, base_url="http://127.0.0.1:8000")
    # FastAPI's own pages are not ours to explain.
    routes = [route for route in iter_route_contexts(app.routes) if _module(route) != "fastapi.applications"]
    paths = sorted({str(route.path) for route in routes})
    assert paths
    assert undocumented(paths) == []


def test_every_table_is_named_in_the_docs() -> None:
    assert undocumented(sorted(metadata.tables)) == []


def test_every_make_target_is_named_in_the_docs() -> None:
    assert undocumented([f"make {target}" for target in _targets()]) == []


def test_every_command_that_the_docs_show_exists() -> None:
    known = {f"notifier {verb}" for verb in _verbs()} | {f"make {target}" for target in _targets()} | {"make"}
    ours = [command for command in _shown() if re.search(r"(^|[ /])(notifier|make)\b", command)]
    assert ours, "the docs show at least how to begin"
    unknown = [command for command in ours if not any(re.search(rf"(^|[ /]){name}($|\s)", command) for name in known)]
    assert unknown == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_project_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    links = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in links if target and not (ROOT / target).exists()] == []


def test_every_trial_of_faults_has_its_figures_on_the_page_and_nothing_was_lost() -> None:
    _, head, table = reliability.PAGE.read_text().partition(reliability.HEAD)
    rows = [row.split(" | ") for row in table.splitlines() if row.startswith("|")]
    assert head
    assert len(rows) == len(reliability.TRIALS)
    assert {row[4] for row in rows} == {"0"}
