"""The wheel carries everything the program needs, and the lock files pin everything the wheel needs."""

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.project import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that is built now."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), "."]
    built = subprocess.run(pip, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return set(ZipFile(next(folder.glob("*.whl"))).namelist())


def _data(folder: str) -> set[Path]:
    files = {path for path in (ROOT / folder).rglob("*") if path.is_file()}
    return {path.relative_to(ROOT) for path in files if path.suffix not in (".pyc", ".swp")}


@pytest.mark.parametrize(
    ("folder", "inside"), [("notifier", "notifier"), ("rules", "notifier/rules"), ("plans", "notifier/plans")]
)
def test_the_wheel_holds_every_file(wheel: set[str], folder: str, inside: str) -> None:
    expected = {str(inside / path.relative_to(folder)) for path in _data(folder)}
    assert expected
    assert expected - wheel == set()


@pytest.mark.parametrize("kind", [".py", ".po", ".html", ".css", ".yaml", "py.typed", ".mako"])
def test_the_wheel_holds_every_kind_of_file(wheel: set[str], kind: str) -> None:
    assert [name for name in wheel if name.endswith(kind)]


def test_the_wheel_installs_one_package_and_nothing_beside_it(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"notifier"}
    assert [name for name in wheel if "__pycache__" in name] == []


def _pins(lock: str) -> set[str]:
    return set(re.findall(r"^[\w.-]+==[^ ]+", (ROOT / lock).read_text(), re.MULTILINE))


def test_tests_run_against_what_users_install() -> None:
    runtime, development = _pins("requirements.lock"), _pins("tests/requirements.lock")
    assert runtime
    assert runtime - development == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "tests/requirements.lock"])
def test_a_lock_file_hashes_everything_and_says_nothing_of_where_it_comes_from(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pins = re.split(r"\n(?=\S)", text.strip())
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []
    assert re.findall(r"https?://|file:|--index|--find-links| @ ", text) == []
