"""What is wrong with a plan file, said so that the person who typed it can mend it.

A problem always prints as `path:line:column: what (hint)`, which editors and terminals turn into a link. Whatever the
file holds, a problem is one line of plain text, and repeats no e-mail address and no telephone number.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from notifier.actionplan.private import without_addresses, without_numbers
from notifier.actionplan.signs import visible

# So many problems of a kind are kept of a file; what is like them is counted.
MOST_OF_A_KIND = 100
# How an address looks, as hints say it.
EXAMPLE = "name@example.org"
_LONGEST = 400
_LONGEST_WORD = 100


class Severity(StrEnum):
    ERROR = "error"  # the file cannot be used
    WARNING = "warning"  # it can, but a person should look


class Code(StrEnum):
    """What kind of problem it is, in a word that stays the same; docs/checks.md says of each what to do."""

    # The file
    UNREADABLE = "unreadable-file"
    NOT_TEXT = "not-text"
    FORM = "bad-form"
    CUT_OFF = "cut-off"
    TOO_MUCH = "too-much"
    SHAPE = "bad-shape"
    # The texts
    INVISIBLE = "invisible-mark"
    ADDRESS = "private-address"
    NUMBER = "private-number"
    FORMULA = "formula"
    # Tables
    UNMAPPED = "no-mapping"
    ROWS_DISAGREE = "rows-disagree"
    # Ids and names
    ID_TWICE = "id-twice"
    ID_ALIKE = "id-alike"
    WAS_IN_USE = "was-in-use"
    WAS_NOTHING = "was-nothing"
    RENUMBERED = "perhaps-renumbered"
    TITLE_TWICE = "title-twice"
    HEADING_UNKNOWN = "heading-unknown"
    HEADING_EMPTY = "heading-empty"
    # Who
    AGENCY_UNKNOWN = "agency-unknown"
    AGENCY_NOT_AGREED = "agency-not-agreed"
    AGENCY_PERSON = "agency-is-person"
    AGENCY_SILENT = "agency-without-email"
    AGENCY_IDLE = "agency-leads-nothing"
    SUPPORT_MISSPELT = "support-misspelt"
    # When
    PLAN_BACKWARDS = "plan-backwards"
    DONE_YET_NOT = "status-contradicts"
    STATUS_ABOVE = "status-above-milestones"
    DEADLINE = "deadline-doubtful"
    AFTER_PLAN = "after-plan-end"
    BEFORE_PLAN = "before-plan-start"
    AFTER_COMMITMENT = "after-commitment"
    STARTS_LATE = "starts-after-due"
    DONE_EARLY = "done-before-start"
    DATES_DISAGREE = "dates-disagree"
    LANGUAGES_DISAGREE = "languages-disagree"
    CONSULTED_EARLY = "consulted-before-draft"
    CONSULTED_LATE = "consulted-after-adoption"
    # The plan as a whole
    NO_HOLIDAYS = "holidays-unknown"
    COUNT = "milestones-miscounted"
    SHRUNK = "milestones-gone"
    RULE = "rule-setting"
    PLAN_ELSEWHERE = "plan-elsewhere"
    NO_PLAN = "no-plan"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong at one place; `line` and `column` count from 1.

    Both may repeat what was typed, without what is private in it.
    `times` is for how many it stands: more than one where others like it are only counted.
    """

    path: str
    line: int
    column: int
    what: str
    hint: str
    severity: Severity = Severity.ERROR
    code: Code = Code.FORM
    times: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", visible(self.path))
        object.__setattr__(self, "what", _not_private(self.what))
        object.__setattr__(self, "hint", _not_private(self.hint))

    def __str__(self) -> str:
        mark = "" if self.severity is Severity.ERROR else "warning: "
        return f"{self.path}:{self.line}:{self.column}: {mark}{self.what} ({self.hint})"

    def as_json(self) -> dict[str, object]:
        """The fields that programs read; `times` only where it says something."""
        fields: dict[str, object] = {
            "path": self.path, "line": self.line, "column": self.column, "severity": str(self.severity),
            "what": self.what, "hint": self.hint, "code": str(self.code),
        }  # fmt: skip
        return {**fields, "times": self.times} if self.times > 1 else fields


# The same is said of very many places.
@lru_cache(maxsize=256)
def _not_private(text: str) -> str:
    parts = _cut(visible(text)).split(EXAMPLE)
    return EXAMPLE.join(without_numbers(without_addresses(part)) for part in parts)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def did_you_mean(word: str, known: list[str], otherwise: str) -> str:
    """A hint that names the known word nearest to a misspelt one, or else says `otherwise`."""
    near = get_close_matches(word, known, n=1) if len(word) <= _LONGEST_WORD else []
    return f"did you mean {near[0]}?" if near else otherwise


def bounded(problems: Iterable[Problem]) -> list[Problem]:
    """No more than MOST_OF_A_KIND problems of a kind; one more stands for all the others, where they begin.

    Bounding twice is bounding once, so that each stage can bound what it finds as it finds it.
    """
    kept: list[Problem] = []
    seen: Counter[tuple[Code, Severity]] = Counter()
    beyond: dict[tuple[Code, Severity], tuple[Problem, int]] = {}
    for problem in problems:
        kind = (problem.code, problem.severity)
        seen[kind] += 1
        if seen[kind] <= MOST_OF_A_KIND and problem.times == 1:
            kept.append(problem)
        else:
            first, times = beyond.get(kind, (problem, 0))
            beyond[kind] = (min(first, problem), times + problem.times)
    return kept + [_and_more(first, times) for first, times in beyond.values()]


def _and_more(first: Problem, times: int) -> Problem:
    what = f"and {times} more like this ({first.code}), from here on"
    hint = "mend those that are shown, then check again"
    return Problem(first.path, first.line, first.column, what, hint, first.severity, first.code, times)


def in_short(problems: Iterable[Problem]) -> str:
    """How many problems there are, by kind: `2 errors, 14 warnings: 2 id-twice, 14 deadline-doubtful`."""
    counts: Counter[tuple[Severity, Code]] = Counter()
    for problem in problems:
        counts[problem.severity, problem.code] += problem.times
    totals = ", ".join(_total(counts, severity) for severity in Severity)
    kinds = ", ".join(_kinds(counts))
    return f"{totals}: {kinds}" if kinds else totals


def _total(counts: Counter[tuple[Severity, Code]], severity: Severity) -> str:
    number = sum(times for (one, _), times in counts.items() if one is severity)
    return f"{number} {severity}" if number == 1 else f"{number} {severity}s"


def _kinds(counts: Counter[tuple[Severity, Code]]) -> Iterator[str]:
    for severity in Severity:
        for (one, code), times in counts.most_common():
            if one is severity:
                yield f"{times} {code}"
