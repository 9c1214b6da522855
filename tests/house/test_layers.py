"""Who may import whom: the contracts in pyproject.toml."""

import pytest
from importlinter import configuration
from importlinter.application.use_cases import lint_imports

from tests.house.project import ROOT


def test_imports_go_down_the_layers_and_stay_behind_their_fences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    configuration.configure()
    kept = lint_imports(no_logo=True, cache_dir=None)
    assert kept, capsys.readouterr().out
