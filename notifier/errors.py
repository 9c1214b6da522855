"""Every error the notifier raises on purpose; each message says what is wrong and what to do next.

NotifierError
├── SettingsError     the environment asks for something impossible (all problems at once)
├── PlanError         a plan file cannot be used (carries every problem found)
├── RuleError         a rule does not load, raises, or breaks its contract
├── AnswerError       an answer or a snooze that cannot be taken down
├── WishError         a wish for a subscription that cannot be written down (a sentence a field)
├── AddressError      an address that a transport will not carry to
├── SealBroken        something was sealed with a key that is not at hand
└── LedgerError       the ledger refuses
    ├── SchemaBehind  its tables are older than this program
    └── ForbiddenStep a delivery cannot go from its state to the one asked for
"""


class NotifierError(Exception):
    """The root of the tree."""


class SettingsError(NotifierError):
    """The environment asks for something impossible.

    `problems` holds one sentence a problem, so that an operator mends them all in one go.
    """

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


class RuleError(NotifierError):
    """A rule does not load, raises, or breaks its contract; the message names file and line."""


class AnswerError(NotifierError):
    """An answer or a snooze that cannot be taken down; the message says what it lacks."""


class WishError(NotifierError):
    """A wish for a subscription that cannot be written down.

    `problems` holds a sentence for each field that is amiss, in the language of who asked.
    """

    def __init__(self, problems: dict[str, str]):
        self.problems = problems
        super().__init__("; ".join(f"{field}: {problem}" for field, problem in problems.items()))


class AddressError(NotifierError):
    """An address that a transport will not carry to; the message never repeats a secret."""


class SealBroken(NotifierError):
    """Something was sealed with a key that is not at hand; the message says which setting to mend."""


class LedgerError(NotifierError):
    """The ledger refuses."""


class SchemaBehind(LedgerError):
    """The ledger's tables are older than this program."""
