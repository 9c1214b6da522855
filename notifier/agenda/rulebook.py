"""The rules in force, each asked for its moments under what configuration and a plan say of it.

A rule that does not load or raises is reported with its file and line; the others go on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from notifier.actionplan.model import PlanHead
from notifier.actionplan.problems import did_you_mean
from notifier.agenda.asking import RuleInForce
from notifier.agenda.beside import data_file
from notifier.agenda.guard import UNWATCHED, Watch
from notifier.agenda.loading import Found, in_folder, in_packages, rules_among
from notifier.agenda.rule import LEVELS, NOTHING_GIVEN, Rule
from notifier.settings import Settings, variable

MOST_PLANS_KNOWN = 500
_AGENDA = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules that loaded, by name, and a sentence for each that did not.

    `given` is what configuration says of rules, by name; `lost` are the names of rules that did not load.
    """

    rules: tuple[Rule, ...]
    problems: tuple[str, ...] = ()
    fingerprint: str = field(default="")
    given: Mapping[str, object] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    watch: Watch = UNWATCHED
    # What each plan has the rules do, by plan head, so that settings are read once and not for each of its cases.
    _under: dict[int, tuple[PlanHead, dict[str, tuple[RuleInForce, ...]]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def rules_for(self, head: PlanHead, level: str) -> tuple[RuleInForce, ...]:
        """The rules that say something of a plan's cases of a level, under its settings for them."""
        known = self._under.get(id(head))
        if known is None or known[0] is not head:
            if len(self._under) > MOST_PLANS_KNOWN:
                self._under.clear()
            known = self._under[id(head)] = (head, {one: self._in_force(head, one) for one in LEVELS})
        return known[1][level]

    def _in_force(self, head: PlanHead, level: str) -> tuple[RuleInForce, ...]:
        found = (rule.under(head, level, self.given_to(rule)) for rule in self.rules)
        in_force = tuple(one for one in found if one)
        return in_force if self.watch is UNWATCHED else tuple(one.under_watch(self.watch) for one in in_force)

    def under_watch(self, watch: Watch) -> "Rulebook":
        """The same rules while a watchdog looks: see `guard`."""
        return replace(self, watch=watch)

    def given_to(self, rule: Rule) -> object:
        """What configuration says of a rule: settings, `on` or `off`."""
        return self.given.get(rule.name, NOTHING_GIVEN)

    def rule(self, name: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.name == name), None)

    def misfits(self, rules: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
        """What is wrong with what a plan or configuration says of rules: the rule named, what is wrong, a hint."""
        known = [rule.name for rule in self.rules]
        for name, given in rules.items():
            rule = self.rule(name)
            if rule:
                yield from ((name, *wrong) for wrong in rule.misfits(given))
            elif name in self.lost:
                yield name, f"the rule `{name}` does not load", "`notifier rules` says why"
            else:
                yield name, f"there is no rule `{name}`", did_you_mean(name, known, "`notifier rules` lists them")

    def fingerprint_with(self, head: PlanHead) -> str:
        """What the days of a plan's cases depend on besides its promises: the rules' code, its period and settings."""
        off = head.country, head.days_off
        given = self.fingerprint, sorted(head.rules.items()), head.starts, head.ends, off, head.head_start
        return sha256(repr(given).encode()).hexdigest()[:16]


def load(*folders: Path, given: Mapping[str, object] = NOTHING_GIVEN, packages: bool = False) -> Rulebook:
    """The rulebook of some folders, and of installed `packages`; what does not load becomes one of its problems.

    A rule takes the place of one of the same name in an earlier folder, and of one in a package.
    """
    problems: list[str] = []
    found: list[Found] = list(in_packages()) if packages else []
    for folder in folders:
        if folder.is_dir():
            found += in_folder(folder)
        else:
            problems.append(f"{folder}: there is no such folder of rules (set NOTIFIER_RULES)")
    rules, lost, broken = rules_among(found)
    book = Rulebook(rules, given=given, lost=lost)
    problems += broken
    problems += (f"{variable('rule_settings')}: {what} ({hint})" for _, what, hint in book.misfits(given))
    return replace(book, problems=tuple(problems), fingerprint=_fingerprint(rules, given))


def in_force(settings: Settings) -> Rulebook:
    """The rulebook that the settings ask for."""
    return load(*settings.rules_folders(), given=settings.rule_settings, packages=True)


def _fingerprint(rules: Iterable[Rule], given: Mapping[str, object]) -> str:
    """What days depend on: each rule's code and data, configuration, public holidays, and our own working of days."""
    content = sha256(f"{version('holidays')} {_in_order(given)}".encode())
    for rule in rules:
        content.update(f"\0{rule.name}\0{rule.origin if rule.of_package else ''}\0".encode())
        content.update(b"\0".join(path.read_bytes() for path in (rule.path, data_file(rule.path)) if path.is_file()))
    for path in sorted(_AGENDA.glob("*.py")):
        content.update(path.read_bytes())
    return content.hexdigest()[:16]


def _in_order(given: object) -> object:
    """The same whatever the order in which it was written."""
    return sorted((name, _in_order(one)) for name, one in given.items()) if isinstance(given, Mapping) else given
