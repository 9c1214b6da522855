"""What is wrong with a plan file, said so that the person who typed it can mend it.

A problem always prints as `path:line:column: what (hint)`, which editors and terminals turn into a link.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # the file cannot be used
    WARNING = "warning"  # it can, but a person should look


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong at one place; `line` and `column` count from 1."""

    path: str
    line: int
    column: int
    what: str
    hint: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        mark = "" if self.severity is Severity.ERROR else "warning: "
        return f"{self.path}:{self.line}:{self.column}: {mark}{self.what} ({self.hint})"


def did_you_mean(word: str, known: list[str], otherwise: str) -> str:
    """A hint that names the known word nearest to a misspelt one, or else says `otherwise`."""
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else otherwise
