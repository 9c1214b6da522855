"""What the tests of the command share."""

from tests.cli.desk import desk

__all__ = ["desk"]
