"""Letter → mail: a subject, a plain text and an HTML that say the same.

A letter is composed once, however many people read it; nothing of any one reader is in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from notifier.audience.language import translations
from notifier.transports.base import Letter, Parcel
from notifier.transports.email.page import page_of

_TEMPLATES = Path(__file__).parent / "templates"
# Style is written into each element, for many mail programs drop a style sheet; what only a sheet can say
# (dark mode, small screens) stays in one. Nothing is ever fetched.
_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
_TYPED = re.compile("`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a message says to everybody who gets it. `subscribed`: they asked for it, and may stop it."""

    subject: str
    text: str
    html: str
    subscribed: bool


def compose(letter: Letter, base_url: str) -> Mail:
    """A letter as a mail; `base_url`, without a slash at its end, is where its links lead."""
    page = page_of(letter, base_url.rstrip("/"))
    environment = _environment(page.language)
    text = environment.get_template("letter.txt").render(page=page)
    html = environment.get_template("letter.html").render(page=page)
    subscribed = all(why.interest is not None for item in letter.items for why in item.whys)
    return Mail(page.subject, text, _INLINER.inline(html), subscribed)


def alike(parcels: Sequence[Parcel]) -> Iterator[tuple[Letter, list[Parcel]]]:
    """Each letter that is to be composed, with the parcels that hold it, in the order in which they came."""
    groups: dict[tuple[object, ...], list[Parcel]] = {}
    for parcel in parcels:
        groups.setdefault(parcel.letter.key, []).append(parcel)
    for group in groups.values():
        yield group[0].letter, group


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters["typed"] = _typed
    environment.filters["quoted"] = _quoted
    return environment


def _typed(sentence: str) -> Markup:
    """For HTML: what stands between backticks is set as something to type."""
    return Markup(_TYPED.sub(r"<code>\1</code>", str(escape(sentence))))


def _quoted(sentence: str) -> str:
    """For plain text: the same in quotation marks."""
    return _TYPED.sub(r'"\1"', sentence)
