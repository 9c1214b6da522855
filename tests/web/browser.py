"""A reader at the board: asks the real application for pages, and reads them as a person, or a screen reader, does."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

import anyio
import httpx
from fastapi import FastAPI

# Elements that never have an end.
_VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]


class _Reader(HTMLParser):
    """Collects the words and the elements of a page, and insists that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[Element] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class Page:
    """An answer: `text` is what is read on it, with single spaces."""

    def __init__(self, answer: httpx.Response):
        self.status = answer.status_code
        self.headers: Mapping[str, str] = answer.headers
        self.source = answer.text
        self.json = answer.json if "json" in answer.headers.get("content-type", "") else None

    @cached_property
    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.source)
        reader.close()
        return reader

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._read.words).split())

    @property
    def elements(self) -> list[Element]:
        return self._read.elements

    def count(self, tag: str) -> int:
        return Counter(element.tag for element in self.elements)[tag]

    @property
    def links(self) -> list[str]:
        """Where the page leads, in its order."""
        return [one.attributes["href"] for one in self.elements if one.tag == "a"]


class Browser:
    """Somebody who reads an application's pages."""

    def __init__(self, app: FastAPI):
        # An error is a page here too, as it is for a reader; the server's log is not under test.
        self._transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def get(
        self, address: str, accept: str = "text/html", method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Page:
        return self._ask(method, address, {"Accept": accept, **(headers or {})})

    def post(self, address: str, body: bytes = b"", **headers: str) -> Page:
        """Post a body; `content_type` is the header `content-type`."""
        return self._ask("POST", address, {name.replace("_", "-"): value for name, value in headers.items()}, body)

    def _ask(self, method: str, address: str, headers: dict[str, str], body: bytes | None = None) -> Page:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://board.test") as client:
                return await client.request(method, address, headers=headers, content=body)

        return Page(anyio.run(ask))
