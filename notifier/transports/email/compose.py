"""Letter → mail: a subject, a plain text and an HTML that say the same.

A letter is composed once, however many people read it; nothing of any one reader is in it. Where each reader has a
link of their own to leave, there stands a mark in its place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from notifier.audience.harmless import web_address
from notifier.audience.language import translations
from notifier.transports.base import Letter, Parcel, Trial
from notifier.transports.email.notes import NotePage, note_page_of
from notifier.transports.email.page import Page, page_of

_TEMPLATES = Path(__file__).parent / "templates"
# Style is written into each element, for many mail programs drop a style sheet; what only a sheet can say
# (dark mode, small screens) stays in one. Nothing is ever fetched.
_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
# Where a reader's own link is to be. Of a kind of sign that no plan text keeps on its way into a mail (see `harmless`):
# else a plan could lure a reader's link into an address of its own.
LEAVE = "\ue000"
_TYPED = re.compile("`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a message says to everybody who gets it. `subscribed`: they asked for all of it, and may stop it."""

    subject: str
    text: str
    html: str
    subscribed: bool

    @property
    def leads_out(self) -> bool:
        """Whether it holds a link to leave, another for each reader."""
        return LEAVE in self.text

    def with_link(self, leave: str) -> "Mail":
        """The same with a link to leave, which is a `harmless.web_address`."""
        return replace(self, text=self.text.replace(LEAVE, leave), html=self.html.replace(LEAVE, leave))


def compose(letter: Letter, base_url: str, leads_out: bool = False) -> Mail:
    """A letter as a mail; `base_url` is where its links lead.

    `leads_out`: its readers have links of their own to leave. They stand in every letter that holds something
    subscribed to; only a letter that holds nothing else is `subscribed`, for a mail program's button to leave promises
    that nothing more will come, and what an agency is owed will.
    """
    if letter.note:
        assert not isinstance(letter.note, Trial), "that is for programs"
        return _rendered("note", note_page_of(letter.note, letter.language), subscribed=False)
    subscribed = [why.interest is not None for item in letter.items for why in item.whys]
    page = page_of(letter, base_url.rstrip("/"), leads_out and any(subscribed))
    return _rendered("letter", page, all(subscribed))


def _rendered(template: str, page: Page | NotePage, subscribed: bool) -> Mail:
    environment = _environment(page.language)
    text = environment.get_template(f"{template}.txt").render(page=page, leave=LEAVE)
    html = environment.get_template(f"{template}.html").render(page=page, leave=LEAVE)
    return Mail(page.subject, text, _INLINER.inline(html), subscribed)


def alike(parcels: Sequence[Parcel]) -> Iterator[tuple[Letter, list[Parcel]]]:
    """Each letter that is to be composed, with the parcels that hold it, in the order in which they came.

    Readers who have a link to leave and readers who have none are told of different ways.
    """
    groups: dict[tuple[object, ...], list[Parcel]] = {}
    for parcel in parcels:
        groups.setdefault((parcel.letter.key, web_address(parcel.leave) is None), []).append(parcel)
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
