"""All tests at once run side by side; what takes longest begins first, wherever it lies in the folders."""

import pytest

from tests.conftest import FIRST
from tests.house.project import ROOT


@pytest.mark.parametrize("path", FIRST)
def test_what_begins_first_is_there(path: str) -> None:
    assert [*ROOT.glob(f"{path}*")], "it has another name now, or is gone"
