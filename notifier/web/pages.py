"""How a page is made: Jinja templates that escape everything, links below the public address, and no inline style.

The security headers say the rest: no script runs here, nothing is loaded from elsewhere, nobody may frame a page.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from babel import Locale
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from notifier.actionplan.private import without_addresses, without_numbers
from notifier.agenda.moment import Kind
from notifier.audience.language import LANGUAGES, SOURCE, day, number, translations
from notifier.audience.wording import wording
from notifier.clock import Clock
from notifier.web import sentences, words
from notifier.web.state import state_in_words
from notifier.web.tongue import ASKED_BY, Tongue

SECURITY: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# A page whose address is its reader's alone: it goes to no other page, no search engine and no cache.
PRIVATE: Mapping[str, str] = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
STATIC = Path(__file__).parent / "static"
_TEMPLATES = Path(__file__).parent / "templates"
ENGLISH = Tongue()


class Pages:
    """Makes pages for the board that readers reach at `base_url`, in any of the LANGUAGES."""

    def __init__(self, base_url: str, clock: Clock):
        # Behind a proxy the board may live below a path of its host.
        self._root = urlsplit(base_url).path.rstrip("/")
        self._clock = clock
        # A changed style is a new address, so that nobody reads a new page in an old dress.
        style = sha256((STATIC / "board.css").read_bytes()).hexdigest()[:8]
        self._shared = {
            "style": self.link("static", "board.css", v=style), "icon": self.link("static", "icon.svg"),
            "languages": LANGUAGES, "kinds": list(Kind),
        }  # fmt: skip
        self._environments = {code: self._environment(code) for code in LANGUAGES}

    def link(self, *parts: str, **asked: object) -> str:
        """The address of a page on this board; what is asked for as None is left out."""
        query = urlencode({name: str(value) for name, value in asked.items() if value is not None})
        path = f"{self._root}/" + "/".join(quote(part, safe="") for part in parts)
        return f"{path}?{query}" if query else path

    def page(
        self,
        template: str,
        tongue: Tongue = ENGLISH,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **shown: object,
    ) -> HTMLResponse:
        """A page in a language; `shown` is what its template speaks of."""
        text = self.text(template, tongue, **shown)
        return HTMLResponse(text, status, {**SECURITY, **language_headers(tongue), **(headers or {})})

    def text(self, template: str, tongue: Tongue, **shown: object) -> str:
        """What stands on a page."""
        made = self._environments[tongue.code].get_template(template)
        return made.render(now=self._clock(), tongue=tongue, **shown)

    def sorry(
        self,
        status: int,
        title: str,
        *lines: str,
        tongue: Tongue = ENGLISH,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """A page that says what went wrong, and where to go on; title and lines are in the language already."""
        return self.page("sorry.html", tongue, status, headers, title=title, lines=lines)

    def _environment(self, code: str) -> Environment:
        """What makes pages in one language: its sentences, its days, and links that stay in it."""
        say = wording(code)
        made = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True, finalize=fit_for_the_public, extensions=["jinja2.ext.i18n"],
        )  # fmt: skip
        made.install_gettext_translations(translations(code), newstyle=True)  # type: ignore[attr-defined]
        made.filters.update(
            day=partial(as_day, language=code),
            instant=partial(as_instant, language=code),
            kind=partial(words.kind_in_words, say=say),
            outside=outside,
            without_numbers=without_numbers,
            status=partial(words.status_in_words, say=say),
            state=partial(state_in_words, say=say),
            because=partial(words.because, say=say),
            titled=partial(words.title_in, language=code),
            number=partial(number, language=code),
        )
        made.globals.update(
            self._shared, link=_in_tongue(self.link),
            country=partial(country, language=code), says=partial(sentences.sentence, say=say),
            own_words=sentences.words_of_the_agency, references=partial(sentences.references, say=say),
            kept_back=partial(words.kept_back, say=say), how_sure=partial(words.how_sure, say=say),
            answer_in_words=partial(words.answer_in_words, say=say),
        )  # fmt: skip
        return made


def _in_tongue(link: Callable[..., str]) -> Callable[..., str]:
    """`link` for templates: a language that the reader has chosen goes along."""

    @pass_context
    def linked(context: Context, *parts: str, **asked: object) -> str:
        tongue: Tongue = context["tongue"]
        return link(*parts, **asked, **({ASKED_BY: tongue.code} if tongue.chosen else {}))

    return linked


def language_headers(tongue: Tongue) -> dict[str, str]:
    """What tells caches and programs in which language an answer is."""
    return {"Content-Language": tongue.code, "Vary": "Accept-Language"}


def fit_for_the_public(value: object) -> object:
    """What a template is about to write: no e-mail address that stands in anybody's text is ever republished."""
    return without_addresses(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def as_day(on: date, language: str = SOURCE) -> Markup:
    """A day in words that programs can read as well."""
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), day(on, language))


def as_instant(at: datetime, language: str = SOURCE) -> Markup:
    """An instant to the minute, in UTC."""
    return Markup('<time datetime="{}">{} {:%H:%M} UTC</time>').format(at.isoformat(), day(at.date(), language), at)


def outside(address: str, text: str) -> Markup:
    """A link that a plan file gave, with the host it really leads to; what is no web address is only shown."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return escape(address)
    if parts.scheme not in ("http", "https") or not host:
        return escape(address)
    link = '<a href="{}" rel="noopener nofollow external">{} <span class="host">({})</span></a>'
    return Markup(link).format(address, text, host.removeprefix("www."))


def country(code: str, language: str = SOURCE) -> str:
    """The name of a country in a language, or its code where it has none."""
    return str(Locale(language).territories.get(code, code))
