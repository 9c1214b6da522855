"""An operator's desk: a folder in which commands are typed, and everything that was ever printed there.

Commands run in this process, which is quicker than a process each; `test_commands.py` runs them as people do.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from notifier import cli
from tests.flow.processes import environment


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command printed, and how it exited."""

    returncode: int
    stdout: str
    stderr: str


class Desk:
    """`settings` are what the environment says (`base_url` is NOTIFIER_BASE_URL), `seen` is all that was printed."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str], **settings: str):
        self.folder = folder
        self.seen = ""
        self.settings = settings
        self._patch = patch
        self._capture = capture

    def types(self, *words: str) -> Printed:
        """Type a command; it ends as the program would."""
        with self._patch.context() as here:
            here.chdir(self.folder)
            here.setattr("os.environ", environment(**self.settings))
            here.setattr(sys, "argv", ["notifier", *words])
            self._capture.readouterr()
            with pytest.raises(SystemExit) as end:
                cli.main()
            out, err = self._capture.readouterr()
        self.seen += out + err
        assert isinstance(end.value.code, int | None), "no message instead of a code"
        return Printed(end.value.code or 0, out, err)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What a query finds in the ledger, as it lies there."""
        engine = create_engine(f"sqlite:///{self.folder}/var/notifier.db")
        with engine.begin() as connection:
            found = connection.execute(text(query))
            rows = [tuple(row) for row in found] if found.returns_rows else []
        engine.dispose()
        return rows


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk from which webhooks may reach this machine."""
    base_url = "https://alerts.example.org"
    return Desk(tmp_path, monkeypatch, capsys, allow_networks="127.0.0.0/8", base_url=base_url)
