"""A notice: a moment that has been said. Immutable; it carries its reason and everything that a message needs.

Its id follows from what makes it unique, so that the same notice has the same id wherever and whenever it is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from notifier.actionplan.deadline import Certainty, Deadline, Expectation, Remark
from notifier.agenda.moment import Kind, To


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id and a name that people read: a plan, a commitment, a milestone, an agency."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One milestone that an agency leads: a line in the summary that it gets of a newly published plan."""

    commitment: Named
    milestone: Named
    deadline: Deadline
    completed: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a notice was said: the rule, and the place in the revision of the plan file that it speaks of."""

    rule: str
    revision: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What was said on `on`; `commitment`, `milestone`, `agency` and `deadline` are None where it speaks of a plan.

    `subject` is what it is about, as that is called then; where that, or its commitment, was first known under another
    name, `first_named` and `commitment_first_named` hold it; `commitment_names` are all that its
    commitment has had, while its readers are looked for. `kept_back` says why it is not to all that its rule addresses.
    """

    on: date
    kind: Kind
    to: tuple[To, ...]
    subject: str
    plan: Named
    commitment: Named | None
    milestone: Named | None
    agency: Named | None
    themes: tuple[str, ...]
    deadline: Deadline | None
    lapses: date | None
    facts: Mapping[str, object]
    reason: Reason
    said_at: datetime
    first_named: str | None = None
    commitment_first_named: str | None = None
    commitment_names: tuple[str, ...] = ()
    kept_back: str | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        key = "\0".join((self.plan.id, self.identity, self.reason.rule, self.kind, str(self.on)))
        object.__setattr__(self, "id", "ntc_" + sha256(key.encode()).hexdigest()[:24])

    @property
    def due_on(self) -> date | None:
        """The day that it speaks of: that of the deadline, or of what the facts name in its place."""
        own = self.deadline.on if self.deadline else None
        if self.milestone and not self.of_a_part:
            return own
        try:
            return date.fromisoformat(str(self.facts["due_on"]))
        except (KeyError, ValueError):
            return own

    @property
    def of_a_part(self) -> bool:
        """Whether it speaks of one of several days of a deadline, or of a later one that its agency has asked for."""
        return "expects" in self.facts or bool(self.facts.get("asked"))

    @property
    def expects(self) -> str | None:
        """The part of a deadline that it speaks of, as printed, where it does not speak of the whole."""
        part = self.facts.get("expects")
        return part if isinstance(part, str) else None

    @property
    def identity(self) -> str:
        """What tells whether this has been said before, whatever its subject is called now."""
        return self.first_named or self.subject

    @property
    def commitment_identity(self) -> str | None:
        """What all that is said of a commitment has in common."""
        return self.commitment_first_named or (self.commitment.id if self.commitment else None)

    @property
    def path(self) -> str:
        """Where the board shows what it is about."""
        return f"/plans/{self.plan.id}" + (f"/{self.commitment.id}" if self.commitment else "")

    def lapsed(self, today: date) -> bool:
        """Whether saying it today would be worse than silence."""
        return self.lapses is not None and self.lapses <= today

    def as_json(self) -> dict[str, object]:
        """The `data` of a webhook, and how the ledger keeps it; `url` is added by whoever knows the address."""
        return {
            "notice": self.id,
            "kind": str(self.kind),
            "on": str(self.on),
            "plan": {"id": self.plan.id, "title": self.plan.name},
            "commitment": self.commitment and {"id": self.commitment.id, "title": self.commitment.name},
            "milestone": self.milestone and {"id": self.milestone.id, "title": self.milestone.name},
            "agency": self.agency and {"id": self.agency.id, "name": self.agency.name},
            "deadline": self.deadline and deadline_as_json(self.deadline),
            "reason": {
                "rule": self.reason.rule,
                "says": self.deadline.says if self.deadline else "",
                "revision": self.reason.revision,
                "file": self.reason.file,
                "line": self.reason.line,
            },
            "facts": dict(self.facts),
        }


def deadline_as_json(deadline: Deadline) -> dict[str, object]:
    """A deadline as JSON: `printed, edtf, on, certainty`, and of one that names several days its `expectations`."""
    said: dict[str, object] = {
        "printed": deadline.printed,
        "edtf": deadline.edtf,
        "on": str(deadline.on) if deadline.on else None,
        "certainty": str(deadline.certainty),
    }
    if deadline.expectations:
        said["expectations"] = expectations_as_json(deadline)
    return said


def expectations_as_json(deadline: Deadline) -> list[dict[str, object]]:
    """The several things that a deadline asks for: `printed, edtf, on` of each."""
    return [{"printed": one.printed, "edtf": one.edtf, "on": str(one.on)} for one in deadline.expectations]


def deadline_of_json(data: Mapping[str, Any], because: tuple[Remark, ...]) -> Deadline:
    """The deadline that `deadline_as_json` wrote."""
    on = data["on"]
    expectations = tuple(
        Expectation(one["printed"], one["edtf"], date.fromisoformat(one["on"])) for one in data.get("expectations", ())
    )
    certainty = Certainty(data["certainty"])
    return Deadline(
        data["printed"], data["edtf"], date.fromisoformat(on) if on else None, certainty, because, expectations
    )
