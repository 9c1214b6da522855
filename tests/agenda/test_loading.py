"""Where rules come from: folders and packages, the later in place of the earlier; and what their days depend on."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from notifier.agenda.case import Case
from notifier.agenda.rulebook import Rulebook, load
from notifier.rulekit import data_beside, example

SAYS = '''"""On the day, say so."""
from notifier.rulekit import *

def milestone(case):
    yield Moment(case.due_on, Kind.{})
'''
DUE, OVERDUE = SAYS.format("DUE"), SAYS.format("OVERDUE")
Installs = Callable[..., None]


def folder(place: Path, **files: str) -> Path:
    place.mkdir(exist_ok=True)
    for name, text in files.items():
        (place / f"{name}.py").write_text(text)
    return place


def kinds(book: Rulebook, case: Case | None = None) -> list[str]:
    """What the rules say of the example case, rule after rule."""
    case = case or example()
    return [str(one.kind) for rule in book.rules_for(case.plan, "milestone") for one in rule.moments(case)]


@pytest.fixture
def installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installs:
    """Install a package, which is a module and the data by which Python knows its entry points."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)

    def install(name: str, version: str, points: str, **modules: str) -> None:
        for module, text in modules.items():
            (site / f"{module}.py").write_text(text)
            sys.modules.pop(module, None)
            monkeypatch.delitem(sys.modules, module, raising=False)
        for old in site.glob(f"{name}-*.dist-info"):
            for path in old.iterdir():
                path.unlink()
            old.rmdir()
        data = site / f"{name}-{version}.dist-info"
        data.mkdir()
        (data / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (data / "entry_points.txt").write_text(f"[notifier.rules]\n{points}\n")

    return install


def test_rules_of_several_folders_are_in_force_together(tmp_path: Path) -> None:
    book = load(folder(tmp_path / "a", one=DUE), folder(tmp_path / "b", two=OVERDUE))
    assert [(rule.name, rule.origin) for rule in book.rules] == [
        ("one", str(tmp_path / "a")), ("two", str(tmp_path / "b"))]  # fmt: skip
    assert kinds(book) == ["milestone.due", "milestone.overdue"]


def test_a_rule_takes_the_place_of_one_of_the_same_name_in_an_earlier_folder(tmp_path: Path) -> None:
    folders = [folder(tmp_path / name, one=text) for name, text in (("a", DUE), ("b", DUE), ("c", OVERDUE))]
    book = load(*folders)
    assert kinds(book) == ["milestone.overdue"]
    assert [rule.path for rule in book.rules] == [tmp_path / "c" / "one.py"]
    assert book.rules[0].replaces == (tmp_path / "a" / "one.py", tmp_path / "b" / "one.py")
    assert book.problems == ()


def test_a_broken_rule_in_the_place_of_another_leaves_neither_in_force(tmp_path: Path) -> None:
    book = load(folder(tmp_path / "a", one=DUE), folder(tmp_path / "b", one="import nothing_of_that_name\n"))
    assert book.rules == ()
    assert book.lost == {"one"}
    assert list(book.misfits({"one": "off"})) == [("one", "the rule `one` does not load", "`notifier rules` says why")]


def test_a_folder_that_is_missing_is_a_problem_and_the_others_count(tmp_path: Path) -> None:
    book = load(tmp_path / "none", folder(tmp_path / "a", one=DUE))
    assert kinds(book) == ["milestone.due"]
    assert book.problems == (f"{tmp_path / 'none'}: there is no such folder of rules (set NOTIFIER_RULES)",)


def test_tests_beside_rules_and_what_begins_with_a_line_are_no_rules(tmp_path: Path) -> None:
    book = load(folder(tmp_path / "a", one=DUE, test_one="1 / 0", conftest="1 / 0", _shared="1 / 0"))
    assert [rule.name for rule in book.rules] == ["one"]
    assert book.problems == ()


def test_a_package_brings_rules_and_a_folder_goes_before_it(tmp_path: Path, installs: Installs) -> None:
    installs("acme_rules", "1.2", "one = acme_one\ntwo = acme_two", acme_one=DUE, acme_two=OVERDUE)
    book = load(packages=True)
    assert [(rule.name, rule.origin) for rule in book.rules] == [
        ("one", "package acme_rules 1.2"), ("two", "package acme_rules 1.2")]  # fmt: skip
    assert kinds(book) == ["milestone.due", "milestone.overdue"]
    book = load(folder(tmp_path / "a", two=DUE), packages=True)
    assert kinds(book) == ["milestone.due", "milestone.due"]
    assert [path.name for path in book.rules[1].replaces] == ["acme_two.py"]
    assert load(folder(tmp_path / "b")).rules == (), "only who asks for packages gets theirs"


NO_RULES = {
    "missing": ("acme_nothing", "ModuleNotFoundError: No module named 'acme_nothing'"),
    "raises": ("acme_raises", "ZeroDivisionError: division by zero"),
    "exits": ("acme_exits", "SystemExit: 3"),
    "function": ("acme_fine:milestone",
                 "TypeError: `acme_fine:milestone` is no module (name the module alone, without a colon)"),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_RULES)
def test_a_package_that_does_not_load_is_named_with_its_entry_point_and_the_others_go_on(
    installs: Installs, kind: str
) -> None:
    value, why = NO_RULES[kind]
    modules = {"acme_raises": "1 / 0", "acme_exits": "import sys\nsys.exit(3)", "acme_fine": DUE}
    installs("acme_rules", "1.2", f"odd = {value}\nfine = acme_fine", **modules)
    book = load(packages=True)
    assert kinds(book) == ["milestone.due"]
    assert book.problems == (f"package acme_rules 1.2, entry point `odd = {value}`: {why}",)


def test_days_depend_on_code_data_configuration_packages_and_holidays(
    tmp_path: Path, installs: Installs, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder(tmp_path / "a", one=DUE)
    prints = [load(place).fingerprint]
    assert load(place).fingerprint == prints[0]
    (place / "one.yaml").write_text("- 1\n")
    prints.append(load(place).fingerprint)
    (place / "one.yaml").write_text("- 2\n")
    prints.append(load(place).fingerprint)
    (place / "one.py").write_text(DUE + "\n# changed\n")
    prints.append(load(place).fingerprint)
    prints.append(load(place, given={"one": "off"}).fingerprint)
    for version in ("1.2", "1.3"):
        installs("acme_rules", version, "two = acme_two", acme_two=DUE)
        prints.append(load(place, packages=True).fingerprint)
    monkeypatch.setattr("notifier.agenda.rulebook.version", lambda _: "999")
    prints.append(load(place).fingerprint)
    assert len(set(prints)) == 8
    (place / "test_one.py").write_text("")
    assert load(place).fingerprint == prints[-1], "a test changes no day"


def test_the_order_in_which_configuration_is_written_changes_nothing(tmp_path: Path) -> None:
    place = folder(tmp_path / "a", one=DUE, two=DUE)
    one, other = ({"one": "off", "two": "on"}, {"two": "on", "one": "off"})
    assert load(place, given=one).fingerprint == load(place, given=other).fingerprint


PACED = '''"""Some days later."""
from notifier.rulekit import *

def milestone(case, *, after: timedelta = timedelta(days=1), times: int = 1):
    for number in range(1, times + 1):
        yield Moment(case.due_on + number * after, Kind.OVERDUE)
'''
WHO_WINS: list[tuple[object, object, list[str]]] = [
    (None, None, ["2025-07-01"]),
    ({"after_days": "3"}, None, ["2025-07-03"]),
    ({"after_days": "3"}, {"times": "2"}, ["2025-07-03", "2025-07-06"]),
    ({"after_days": "3", "times": "2"}, {"after_days": "5"}, ["2025-07-05", "2025-07-10"]),
    ({"after_days": "soon"}, {"times": "2"}, ["2025-07-01", "2025-07-02"]),
    ("off", None, []),
    ("off", "on", ["2025-07-01"]),
    ("off", {"after_days": "2"}, ["2025-07-02"]),
    ({"after_days": "3"}, "off", []),
    ({"after_days": "3"}, "on", ["2025-07-03"]),
    ("on", None, ["2025-07-01"]),
]


@pytest.mark.parametrize(("configured", "planned", "days"), WHO_WINS, ids=[f"{a} {b}" for a, b, _ in WHO_WINS])
def test_a_plan_goes_before_configuration_setting_by_setting(
    tmp_path: Path, configured: object, planned: object, days: list[str]
) -> None:
    book = load(folder(tmp_path / "a", one=PACED), given={"one": configured} if configured else {})
    case = example(due="2025-06-30")
    case = replace(case, plan=replace(case.plan, rules={"one": planned} if planned else {}))
    found = [str(m.on) for rule in book.rules_for(case.plan, "milestone") for m in rule.moments(case)]
    assert found == days


def test_configuration_that_fits_no_rule_is_a_problem_and_leaves_the_rule_at_work(tmp_path: Path) -> None:
    given = {"won": "off", "one": {"after_day": "3"}}
    book = load(folder(tmp_path / "a", one=PACED), given=given)
    assert book.problems == (
        "NOTIFIER_RULE_SETTINGS: there is no rule `won` (did you mean one?)",
        "NOTIFIER_RULE_SETTINGS: the rule `one` has no setting `after_day` (did you mean after_days?)",
    )
    assert kinds(book) == ["milestone.overdue"]


WITH_DATA = (
    '"""A rule."""\nfrom notifier.rulekit import *\nDATA = data_beside(__file__)\ndef plan(case):\n    yield from ()\n'
)
BAD_DATA = {
    "missing": (None, "{data}:1: the data cannot be read: FileNotFoundError (put it beside the rule)"),
    "no YAML": ("a: [1\nb: 2\n", "{data}:2: this is not valid YAML: "),
    "no text": ("\x00", "{data}:1: this is not valid YAML: "),
    "code": (
        "!!python/object/apply:os.system [true]",
        "{data}:1: this is not valid YAML: could not determine a constr",
    ),
    "no day": ("2025-02-31", "{data}:1: this is not valid YAML: ValueError: day is out of range for month"),
    "much": ("#" * 2**20 + "\n", "{data}:1: more than 1 MB of data (a rule is no database)"),
}


@pytest.mark.parametrize("kind", BAD_DATA)
def test_bad_data_beside_a_rule_is_a_problem_of_that_rule_with_its_line(tmp_path: Path, kind: str) -> None:
    text, problem = BAD_DATA[kind]
    place = folder(tmp_path / "a", odd=WITH_DATA, one=DUE)
    if text is not None:
        (place / "odd.yaml").write_text(text)
    book = load(place)
    assert [rule.name for rule in book.rules] == ["one"]
    assert len(book.problems) == 1
    assert book.problems[0].startswith(problem.format(data=place / "odd.yaml"))


def test_data_beside_a_rule_is_what_its_file_holds(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("- {on: 2025-06-30, what: no, sure: true}\n")
    assert data_beside(str(tmp_path / "odd.py")) == [{"on": example().due_on, "what": "no", "sure": True}]
