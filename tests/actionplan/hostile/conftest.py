"""What the tests of hostile files share."""

from tests.flow.conftest import stage

__all__ = ["stage"]
