"""Which of many notices somebody asks to see: every option that is given must be true, one of its words is enough."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from notifier.actionplan.model import Agency, Commitment, subject
from notifier.actionplan.problems import did_you_mean
from notifier.agenda.moment import Kind, To
from notifier.agenda.notice import Notice
from notifier.audience.match import concerns

_MOST_NAMED = 12
_CALLED = {"to": "reader"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked for; an empty option asks for everything. A kind may be named by its last word: `overdue`.

    A milestone is named as the board does it (`KG0003/1`) or by its own id; an agency asks for what it would be sent.
    """

    kind: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    commitment: tuple[str, ...] = ()
    milestone: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()

    def keeps(self, notice: Notice) -> bool:
        """Whether a notice is what is asked for."""
        return (
            _among(self.kind, (notice.kind, notice.kind.rpartition(".")[2]))
            and _among(self.rule, (notice.reason.rule,))
            and _among(self.to, notice.to)
            and (not self.agency or any(concerns(notice, Agency(one, one)) for one in self.agency))
            and _among(self.commitment, _names_of_commitment(notice))
            and _among(self.milestone, _names_of_milestone(notice))
            and _among(self.theme, notice.themes)
            and _among(self.plan, (notice.plan.id,))
        )

    def strangers(self, known: Mapping[str, Iterable[str]]) -> list[str]:
        """A sentence for each word that is not `known` of its option; an option of which nothing is known is passed."""
        found = []
        for option in fields(self):
            words = sorted(set(known.get(option.name, ())))
            for word in getattr(self, option.name):
                if option.name in known and word not in words:
                    hint = did_you_mean(word, words, _named(words))
                    found.append(
                        f"--{option.name}: there is no {_CALLED.get(option.name, option.name)} `{word}` here ({hint})"
                    )
        return found


def _named(words: list[str]) -> str:
    if not words:
        return "there is none at all"
    return f"there is {', '.join(words[:_MOST_NAMED])}{' and others' if len(words) > _MOST_NAMED else ''}"


def _among(asked: tuple[str, ...], has: Iterable[str]) -> bool:
    return not asked or any(one in asked for one in has)


def _names_of_commitment(notice: Notice) -> list[str]:
    own = notice.commitment and notice.commitment.id
    return [one for one in (own, notice.commitment_identity, *notice.commitment_names) if one]


def _names_of_milestone(notice: Notice) -> list[str]:
    return [notice.subject, notice.identity, notice.milestone.id] if notice.milestone else []


def words_known(
    rules: Iterable[str],
    plans: Iterable[str],
    agencies: Iterable[Agency],
    commitments: Iterable[Commitment],
    notices: Iterable[Notice],
) -> dict[str, set[str]]:
    """The words that there are for each option; what is gone from its plan is known by what is said of it."""
    known: dict[str, set[str]] = {
        "kind": {name for kind in Kind for name in (str(kind), kind.rpartition(".")[2])},
        "rule": set(rules), "to": {str(one) for one in To}, "plan": set(plans),
        "agency": {one.id for one in agencies}, "commitment": set(), "milestone": set(), "theme": set(),
    }  # fmt: skip
    for one in commitments:
        known["commitment"] |= {name for name in (one.id, one.identity) if name}
        known["theme"] |= set(one.themes)
        known["milestone"] |= {name for below in one.milestones for name in (subject(one, below), below.id)}
    for notice in notices:
        known["commitment"] |= set(_names_of_commitment(notice))
        known["milestone"] |= set(_names_of_milestone(notice))
    return known
