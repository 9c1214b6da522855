"""The catalogues say everything that is said, with the same values and in as many forms as a language counts in."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import Environment

import notifier
from notifier.audience.language import LANGUAGES, SOURCE, catalogue, day, files_of, known, translations
from tests.house.project import ROOT

TRANSLATED = sorted(set(LANGUAGES) - {SOURCE})
_PLACEHOLDER = re.compile(r"%\(\w+\)s|`[^`]+`")


def said() -> Catalog:
    """Every message that code and templates hold, and the titles in the data of a rule."""
    found = Catalog()
    root = Path(notifier.__file__).parent
    for path in sorted(root.rglob("*")):
        templates = "templates" in path.parts and path.suffix in (".html", ".txt", ".svg", ".xml")
        if path.suffix == ".py" or templates:
            with path.open("rb") as file:
                options = {"newstyle_gettext": "true", "silent": "false", "encoding": "utf-8"}
                for _, message, _, context in extract("jinja2" if templates else "python", file, options=options):
                    found.add(message, context=context)
    for title in titles_of_duties():
        found.add(title)
    return found


def titles_of_duties() -> set[str]:
    """What the Open Government Partnership asks for, as letters say it."""
    data = yaml.safe_load((ROOT / "rules" / "ogp_process.yaml").read_text(encoding="utf-8"))
    return {duty["what"] for era in data["eras"] for duty in era["duties"]}


SAID = said()


def forms(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def test_there_is_something_to_say() -> None:
    assert SAID.get("What to do") is not None
    assert len(SAID) > 50


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated_and_none_is_left_over(code: str) -> None:
    words = catalogue(code)
    keys = {(message.id, message.context) for message in SAID if message.id}
    assert {(message.id, message.context) for message in words if message.id} == keys
    for message in words:
        if message.id:
            assert not message.fuzzy, message.id
            assert all(forms(message.string)), message.id


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_message_is_translated_in_two_places(code: str) -> None:
    found: list[object] = []
    for path in files_of(code):
        with path.open("rb") as file:
            found += [(message.id, message.context) for message in read_po(file, locale=code) if message.id]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_says_the_same_values_and_the_same_words_to_type(code: str) -> None:
    for message in catalogue(code):
        wanted = set(_PLACEHOLDER.findall(forms(message.id)[0]))
        for form in forms(message.string) if message.id else []:
            assert set(_PLACEHOLDER.findall(form)) == wanted, message.id
            assert not message.check()


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_language_has_as_many_forms_as_it_counts_in(code: str) -> None:
    words = catalogue(code)
    assert words.num_plurals == {"fr": 2, "ru": 3, "ky": 2}[code]
    for message in words:
        if message.id and message.pluralizable:
            assert len(forms(message.string)) == words.num_plurals


@pytest.mark.parametrize(
    ("code", "counted"),
    [
        ("en", {1: "Due in 1 day", 2: "Due in 2 days", 21: "Due in 21 days"}),
        ("fr", {0: "Échéance dans 0 jour", 1: "Échéance dans 1 jour", 2: "Échéance dans 2 jours"}),
        (
            "ru",
            {
                1: "Срок через 1 день",
                3: "Срок через 3 дня",
                5: "Срок через 5 дней",
                11: "Срок через 11 дней",
                12: "Срок через 12 дней",
                21: "Срок через 21 день",
                22: "Срок через 22 дня",
                111: "Срок через 111 дней",
            },
        ),
        ("ky", {1: "1 күн калды", 7: "7 күн калды"}),
    ],
)
def test_days_are_counted_as_the_language_counts(code: str, counted: dict[int, str]) -> None:
    words = translations(code)
    for n, wanted in counted.items():
        assert words.ngettext("Due in %(n)s day", "Due in %(n)s days", n) % {"n": n} == wanted


def test_a_day_is_written_out_as_the_language_writes_it() -> None:
    on = date(2020, 8, 1)
    assert [day(on, code) for code in ("en", "fr", "ky")] == ["August 1, 2020", "1 août 2020", "2020-ж., 1-август"]
    assert day(on, "ru").startswith("1 августа 2020")


def test_a_language_is_found_by_its_regional_name_and_english_stands_in_for_the_rest() -> None:
    assert [known(code) for code in ("ru-KG", "ky_KG", "FR", "en-GB", "de", "", "../en")] == [
        "ru", "ky", "fr", "en", "en", "en", "en",
    ]  # fmt: skip
    assert translations("ru-KG") is translations("ru")


def test_templates_take_the_translations_as_they_are() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.install_gettext_translations(translations("ru"), newstyle=True)  # type: ignore[attr-defined]
    template = environment.from_string(
        '{{ _("theme “%(name)s”", name="<b>") }}, {{ ngettext("%(n)s plan", "%(n)s plans", 5, n=5) }}'
    )
    assert template.render() == "тема «&lt;b&gt;», 5 планов"


def test_no_message_is_hidden_where_it_would_not_be_found() -> None:
    """What stands within an f-string is not seen by who gathers messages, and would never be translated."""
    hidden = re.compile(r"""f["'].*\{[^}]*gettext\(""")
    for path in Path(notifier.__file__).parent.rglob("*.py"):
        assert not hidden.search(path.read_text(encoding="utf-8")), path
