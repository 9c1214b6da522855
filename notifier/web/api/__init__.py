"""The API: plans, commitments, milestones and notices for programs, subscriptions for who has a key, and simulation.

It is an application of its own below `/api`, so that everything there, a mistyped address too, is answered in JSON.
"""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from notifier.bootstrap import Notifier
from notifier.web.api import reading, simulating, subscriptions
from notifier.web.api.bounds import Bounded
from notifier.web.api.etag import Tagged
from notifier.web.api.models import Event
from notifier.web.api.problems import answer_in_problems
from notifier.web.rates import Rates

_ABOUT = """
What governments have promised, by when, by whom, and how it stands; and every notice that was ever said of it.

Reading needs no key. Lists are given a page at a time: `next` is the `cursor` of the page after it. Every answer
carries an `ETag`: send it back as `If-None-Match`, and what has not changed costs nothing. Errors are problem details
(RFC 9457).
What subscribed webhooks are sent is described under `webhooks`.
"""


def create_api(notifier: Notifier, rates: Rates) -> FastAPI:
    """The application of the API, over a service that has been put together."""
    api = FastAPI(
        title="Commitment notifier", version="1", description=_ABOUT, openapi_url="/v1/openapi.json", docs_url=None,
        redoc_url=None, redirect_slashes=False,
    )  # fmt: skip
    api.state.rates = rates
    for part in (reading, subscriptions, simulating):
        api.include_router(part.routes(notifier), prefix="/v1")
    api.webhooks.post("notice", summary="A notice has been said", responses={204: {"description": "Taken."}})(_notice)
    answer_in_problems(api)
    api.add_middleware(Tagged)
    api.add_middleware(Bounded)
    # Reading from other sites is welcome; writing needs a key, which no page of another site should hold.
    api.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD"], allow_headers=["If-None-Match"],
        expose_headers=["ETag", "Link"],
    )  # fmt: skip
    return api


def _notice(event: Event) -> None:
    """Each notice is posted on its own, as a CloudEvents 1.0 event signed by Standard Webhooks: the headers
    `webhook-id`, `webhook-timestamp` and `webhook-signature`. Answer with any 2xx; 410 ends the subscription."""
