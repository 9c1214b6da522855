"""Subscriptions of who has a key: made, listed, changed and ended; those of others are not there."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from notifier import subscribing
from notifier.audience.subscription import Lane
from notifier.audience.wording import ENGLISH
from notifier.bootstrap import Notifier
from notifier.errors import AddressError, WishError
from notifier.ledger import keys, wishes
from notifier.ledger.board import in_public_words, reading
from notifier.ledger.keys import Key
from notifier.ledger.wishes import Kept
from notifier.transports.webhook.handshake import Consent
from notifier.web.api import models
from notifier.web.api.paging import Asked, page
from notifier.web.api.problems import Wrong, described
from notifier.web.rates import rates_of

_ASKED: dict[str, Any] = {"model": models.Subscribed, "description": "The inbox is asked by a mail."}
_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="A key of `notifier keys new`: `cn_…`.")
Presented = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
Name = Annotated[models.Word, Path()]


def routes(notifier: Notifier) -> APIRouter:
    """The routes of subscriptions."""
    ledger, clock = notifier.ledger, notifier.clock

    def key_of(request: Request, presented: Presented) -> Key:
        with reading(ledger) as book:
            found = keys.holder(book, presented.credentials) if presented else None
        if found is None:
            client = request.client.host if request.client else ""
            rates_of(request).count("api writing", client)
            detail = "This needs a key: send `Authorization: Bearer cn_…`; whoever runs the service makes one."
            raise Wrong(401, detail, WWW_Authenticate="Bearer")
        rates_of(request).count("api writing", found.id)
        return found

    Known = Annotated[Key, Depends(key_of)]
    router = APIRouter(prefix="/subscriptions", responses=described(400, 401, 422, 429, 503))

    def mine(key: Key, subscription: str) -> Kept:
        with reading(ledger) as book:
            found = wishes.find(book, subscription)
        if found is None or found.ended or not found.wish.confirmed or found.wish.key_id != key.id:
            raise Wrong(404, f"Your key has made no subscription {subscription!r}.")
        return found

    @router.get("", summary="The subscriptions that your key has made")
    def listed(key: Known, asked: Annotated[Asked, Query()], response: Response) -> models.Page[models.Subscription]:
        with reading(ledger) as book:
            found = wishes.made_with(book, key.id)
        response.headers["Cache-Control"] = "private, no-cache"
        return page([(one.wish.id, shape(one)) for one in found], asked, response, "subscriptions")

    @router.post("", status_code=201, summary="Subscribe a webhook, or ask an inbox",
                 responses={**described(409), 202: _ASKED})  # fmt: skip
    def make(key: Known, wish: models.Wish, response: Response) -> models.Subscribed:
        try:
            with in_public_words():
                asked = subscribing.read(ledger, notifier.transports, _typed(wish.model_dump(mode="json")), ENGLISH)
        except WishError as trouble:
            raise Wrong(422, "This cannot be subscribed; see `errors`.", trouble.problems) from None
        if asked.destination.lane is Lane.EMAIL:
            with in_public_words():
                subscribing.ask(ledger, asked, clock(), key_id=key.id)
            response.status_code = 202
            says = "A mail asks whoever reads there; the subscription begins once they have confirmed."
            return models.Subscribed(subscription=None, secret=None, says=says)
        try:
            consent = notifier.consent_of(asked.destination.address)
        except AddressError:
            consent = Consent.REFUSED
        if consent is Consent.REFUSED:
            raise Wrong(409, "The receiver takes the webhooks of somebody else only; nothing was subscribed.")
        with in_public_words():
            taken = subscribing.take_webhook(ledger, asked, clock(), key_id=key.id)
        says = "Subscribed. A signed test event is on its way."
        return models.Subscribed(subscription=shape(taken.kept), secret=taken.secret, says=says)

    @router.get("/{subscription}", summary="One of them", responses=described(404))
    def one(key: Known, subscription: Name, response: Response) -> models.Subscription:
        response.headers["Cache-Control"] = "private, no-cache"
        return shape(mine(key, subscription))

    @router.patch("/{subscription}", summary="Change how often it speaks, when, and in which language",
                  responses=described(404))  # fmt: skip
    def change(key: Known, subscription: Name, manner: models.Manner) -> models.Subscription:
        kept = mine(key, subscription)
        given = manner.model_dump(mode="json", exclude_unset=True)
        # What is not named stays as it is.
        typed = _typed(shape(kept).model_dump(mode="json", include=set(models.Manner.model_fields)) | given)
        try:
            with in_public_words():
                subscribing.change(ledger, kept.destination, subscription, typed, ENGLISH, clock())
        except WishError as trouble:
            raise Wrong(422, "This cannot be changed so; see `errors`.", trouble.problems) from None
        return shape(mine(key, subscription))

    @router.delete("/{subscription}", status_code=204, summary="End it", responses=described(404))
    def end(key: Known, subscription: Name) -> None:
        kept = mine(key, subscription)
        with in_public_words():
            subscribing.end(ledger, kept.destination, subscription, clock())

    return router


def _typed(given: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in given.items() if value is not None}


def shape(kept: Kept) -> models.Subscription:
    """A subscription as whoever made it sees it."""
    wish = kept.wish
    return models.Subscription(
        id=wish.id, lane=wish.destination.lane, address=wish.destination.address, plan=wish.interest.plan,
        agency=wish.interest.agency, commitment=wish.interest.commitment, theme=wish.interest.theme,
        kind=wish.interest.kind, cadence=wish.cadence, at=wish.digest_at and wish.digest_at.isoformat("minutes"),
        timezone=wish.timezone, language=wish.language, confirmed=wish.confirmed,
    )  # fmt: skip
