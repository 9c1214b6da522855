"""How many requests are made up for each operation: few in every run, a thousand where one asks for them."""

import pytest


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    """The number of `--examples`."""
    number = request.config.getoption("examples")
    assert isinstance(number, int)
    return number
