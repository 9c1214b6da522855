"""The web application: pages over the ledger, with the same guards on every answer and a kind word for every failure.

It reads no clock and no environment of its own, and no GET changes anything.
"""

from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from notifier.bootstrap import Notifier
from notifier.errors import LedgerError
from notifier.web import answer, board, feeds, health, hooks, managing, record, rules, subscribe
from notifier.web.api import create_api
from notifier.web.api.problems import problem
from notifier.web.filters import NoSuchState
from notifier.web.guards import Guarded, OwnForms
from notifier.web.pages import STATIC, Pages
from notifier.web.rates import RATES, Rates, TooMany
from notifier.web.state import State, state_in_words
from notifier.web.tongue import tongue_of

log = structlog.get_logger()


def create_app(notifier: Notifier, rates: Mapping[str, str] = RATES) -> FastAPI:
    """The application of a service that has been put together; `rates` says what one client may do how often."""
    # No pages of documentation, which would load scripts from elsewhere: the API describes itself, these are pages.
    app = FastAPI(title="Commitment notifier", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    pages = Pages(notifier.settings.base_url, notifier.clock)
    counted = Rates(notifier.settings.broker_url, rates)
    for part in (board, record, rules, feeds, answer, health, subscribe, managing, hooks):
        app.include_router(part.routes(notifier, pages))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.state.rates = counted
    app.mount("/api", create_api(notifier, counted), name="api")
    base_url = notifier.settings.base_url
    app.add_middleware(OwnForms, pages=pages, base_url=base_url)
    app.add_middleware(Guarded, secure=base_url.startswith("https://"))
    _be_kind(app, pages)
    return app


def _be_kind(app: FastAPI, pages: Pages) -> None:
    """Give every failure a page that says what to do next, and no more about the inside than that."""

    @app.exception_handler(NoSuchState)
    def no_such_state(request: Request, trouble: Exception) -> Response:
        tongue = tongue_of(request)
        states = ", ".join(state_in_words(state, tongue.say) for state in State)
        line = tongue.say.gettext("A commitment is one of: %(states)s.", states=states)
        return pages.sorry(404, tongue.say.gettext("There is no such state"), line, tongue=tongue)

    @app.exception_handler(HTTPException)
    def refused(request: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, HTTPException), "nothing else is handed to this handler"
        if request.url.path.startswith("/api/"):  # one that no address of the API can be, such as with a line break
            return problem(404, "There is nothing at this address; /api/v1/openapi.json describes what there is.")
        tongue = tongue_of(request)
        say = tongue.say
        if trouble.status_code == 404:
            lines = (
                say.gettext("The address may be mistyped, or what it led to is gone."),
                say.gettext("The board shows every plan in service."),
            )
            return pages.sorry(404, say.gettext("There is no page here"), *lines, tongue=tongue)
        line = say.gettext("Go back to the page that you came from, and try it from there.")
        title = say.gettext("This cannot be done here")
        return pages.sorry(trouble.status_code, title, line, tongue=tongue, headers=trouble.headers)

    @app.exception_handler(RequestValidationError)
    def no_form_of_ours(request: Request, trouble: Exception) -> Response:
        return refused(request, HTTPException(422))  # such as a file where words belong

    @app.exception_handler(TooMany)
    def too_often(request: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, TooMany), "nothing else is handed to this handler"
        tongue = tongue_of(request)
        minutes = -(-trouble.seconds // 60)
        title = tongue.say.gettext("That was asked too often")
        line = tongue.say.ngettext("Please try again in %(n)s minute.", "Please try again in %(n)s minutes.", minutes)
        return pages.sorry(429, title, line, tongue=tongue, headers={"Retry-After": str(trouble.seconds)})

    @app.exception_handler(LedgerError)
    def unreadable(request: Request, trouble: Exception) -> Response:
        log.error("ledger.unreadable", trouble=str(trouble), because=repr(type(trouble.__cause__)))
        tongue = tongue_of(request)
        say = tongue.say
        lines = (
            say.gettext("Nothing is lost: what was promised and what was said is kept."),
            say.gettext("Please try again in a minute."),
        )
        title = say.gettext("The ledger cannot be read just now")
        return pages.sorry(503, title, *lines, tongue=tongue, headers={"Retry-After": "60"})

    @app.exception_handler(Exception)
    def broken(request: Request, trouble: Exception) -> Response:
        # The server that runs us logs the error itself, with where it happened.
        tongue = tongue_of(request)
        say = tongue.say
        lines = (
            say.gettext("The error has been written to the log, and nothing you did caused it."),
            say.gettext("Please try again in a minute."),
        )
        return pages.sorry(500, say.gettext("Something went wrong here"), *lines, tongue=tongue)
