"""Lists a page at a time. A cursor names the last thing of a page, so that nothing is skipped when some are added."""

import base64
import binascii
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Response
from pydantic import Field

from notifier.web.api.models import Given, Page

Item = TypeVar("Item")
MOST = 200


class Asked(Given):
    """What every list can be asked."""

    limit: int = Field(50, ge=1, le=MOST, description="How many at most.")
    cursor: str | None = Field(
        None, min_length=1, max_length=400, pattern=r"^[A-Za-z0-9_-]+$", description="`next` of the page before."
    )

    def after(self) -> str | None:
        """The place after which the page begins; None for the beginning, also where no list has given the cursor."""
        if self.cursor is None:
            return None
        padded = self.cursor + "=" * (-len(self.cursor) % 4)
        try:
            place = base64.urlsafe_b64decode(padded).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return None
        return place if place.isprintable() else None


def page(
    found: list[tuple[str, Item]], asked: Asked, response: Response, path: str, *, whole: bool = True
) -> Page[Item]:
    """A page of what was found, each with its place in the order. Not `whole`: it begins at the page already."""
    if whole:
        # By their places, or what stands before the end of a page in that order would be skipped after it.
        found = sorted(found, key=lambda one: one[0])
    after = asked.after() if whole else None
    rest = found if after is None else [(place, item) for place, item in found if place > after]
    some = rest[: asked.limit]
    following = cursor_of(some[-1][0]) if len(rest) > len(some) else None
    if following:
        query = asked.model_dump(mode="json", exclude_none=True) | {"cursor": following}
        response.headers["Link"] = f'</api/v1/{path}?{urlencode(query)}>; rel="next"'
    return Page(items=[item for _, item in some], next=following)


def cursor_of(place: str) -> str:
    """A place as it stands in an address."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
