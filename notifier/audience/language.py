"""The languages that people are written to: messages, plurals and days.

English is the source: its sentences are the keys of the catalogues, which are read as they lie in `catalogues/`,
a folder a language and a file for each place that speaks, with no build step in between. A language that is not known
is answered in English, never with an error.
"""

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_skeleton, get_month_names
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

SOURCE = "en"
# By code, each by its own name: how a reader finds theirs in a list.
LANGUAGES = {"en": "English", "fr": "Français", "ru": "Русский", "ky": "Кыргызча"}

_CATALOGUES = Path(__file__).parent / "catalogues"


def known(language: str) -> str:
    """The code of the language to speak where `language` is asked for: `ru` for `ru-KG`, `en` for one not known."""
    code = language.replace("_", "-").split("-")[0].casefold()
    return code if code in LANGUAGES else SOURCE


@cache
def catalogue(code: str) -> Catalog:
    """The translations of one of the LANGUAGES as they were written, in all its files; of the source language, none."""
    whole = Catalog(locale=code)
    for path in files_of(code):
        with path.open("rb") as file:
            part = read_po(file, locale=code)
        for message in part:
            if message.id:
                whole[message.id] = message
        whole.mime_headers = part.mime_headers
    return whole


def files_of(code: str) -> list[Path]:
    """The files that hold the translations of a language; no sentence is in two of them."""
    return sorted((_CATALOGUES / code).glob("*.po"))


@cache
def _translations_of(code: str) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    # gettext itself picks the plural form, by the rule in the catalogue's header; it reads only the binary form.
    binary = BytesIO()
    write_mo(binary, catalogue(code))
    binary.seek(0)
    return Translations(binary)


def translations(language: str) -> NullTranslations:
    """What a message is in that language: `gettext`, `ngettext`, `pgettext` and `npgettext`.

    Jinja takes it as it is: `environment.install_gettext_translations(translations("ky"), newstyle=True)`.
    """
    return _translations_of(known(language))


def day(on: date, language: str) -> str:
    """A day as people of that language write it out: `August 31, 2020`, `31 августа 2020 г.`."""
    return format_date(on, "long", locale=known(language))


def number(value: int, language: str) -> str:
    """A number as people of that language write it: `1,827`, `1 827`."""
    return format_decimal(value, locale=known(language))


def month(year: int | None, number: int, language: str) -> str:
    """A month of a year, or of any, as people of that language name it: `September 2020`, `ноябрь`."""
    locale = known(language)
    if year is None:
        name = str(get_month_names("wide", "stand-alone", locale)[number])
        return name if locale == SOURCE else name.lower()  # within a sentence
    return format_skeleton("yMMMM", date(year, number, 1), locale=locale)
