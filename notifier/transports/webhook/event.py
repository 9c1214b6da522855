"""Notice → event: a CloudEvents 1.0 event that is also a Standard Webhooks payload, and small enough for one.

Nothing of any one subscriber is in it: it is made once, and the same bytes go to all. What does not fit is said where
`url` leads, never sent.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from notifier.agenda.notice import Notice

CONTENT_TYPE = "application/cloudevents+json"
# Bytes: what Standard Webhooks 1.0 names, under "Payload size", as what a payload should stay below.
LARGEST = 20_000

Data = dict[str, Any]


def event_of(notice: Notice, base_url: str) -> dict[str, object]:
    """A notice as an event; its `id` is unique within its `source`, and links begin with `base_url`."""
    return _event(notice, base_url, _data(notice, base_url))


def body_of(notice: Notice, base_url: str) -> bytes:
    """The event as it is posted and signed: at most LARGEST bytes.

    Where all of it is more, `data.truncated` is true and `SHORTENED` says what was given up. Raises ValueError where
    even that is too much, which takes ids or a `base_url` that nothing here makes.
    """
    data = _data(notice, base_url)
    body = _written(_event(notice, base_url, data))
    steps = iter(SHORTENED)
    while len(body) > LARGEST:
        step = next(steps, None)
        if step is None:
            raise ValueError(f"the event of {notice.id} is {len(body)} bytes however it is shortened")
        data = step(data) | {"truncated": True}
        body = _written(_event(notice, base_url, data))
    return body


def trial_body(delivery: str, said_at: datetime, base_url: str) -> bytes:
    """An event that says nothing but that it is a test: by it a receiver sees that signatures verify."""
    at = said_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    data = {"kind": "test", "says": "This is a test. Nothing has happened.", "url": f"{base_url}/"}
    return _written(
        {
            "specversion": "1.0", "id": delivery, "source": base_url, "type": "test", "time": at, "timestamp": at,
            "subject": "test", "datacontenttype": "application/json", "data": data,
        }
    )  # fmt: skip


def _data(notice: Notice, base_url: str) -> Data:
    return notice.as_json() | {"url": base_url + quote(notice.path)}


def _event(notice: Notice, base_url: str, data: Data) -> dict[str, object]:
    said_at = notice.said_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return {
        "specversion": "1.0",
        "id": notice.id,
        "source": f"{base_url}/plans/{quote(notice.plan.id, safe='')}",
        "type": str(notice.kind),
        # The same twice, by the name that each of the two specifications has for it.
        "time": said_at,
        "timestamp": said_at,
        "subject": notice.subject,
        "datacontenttype": "application/json",
        "data": data,
    }


def _written(event: Mapping[str, object]) -> bytes:
    # `replace`: half of a pair of surrogates is no text that anybody could read.
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


# ---------------------------------------------------------------- what is given up where there is too much


def _facts_to(longest: int) -> Callable[[Data], Data]:
    return lambda data: data | {"facts": _cut(data["facts"], longest, _cut_fact)}


def _few_facts(data: Data) -> Data:
    """Without the facts that are lists, for those may be of any length."""
    kept = {name: one for name, one in data["facts"].items() if not isinstance(one, Mapping | list | tuple)}
    return data | {"facts": kept}


def _without_facts(data: Data) -> Data:
    return data | {"facts": {}}


def _texts_to(longest: int, *parts: tuple[str, str]) -> Callable[[Data], Data]:
    """Shorten texts of `data`, each named by the part it is in and its key there."""

    def step(data: Data) -> Data:
        for part, key in parts:
            if data[part] is not None:
                data = data | {part: data[part] | {key: _cut(data[part][key], longest, _cut_text)}}
        return data

    return step


def _cut(value: Any, longest: int, cut: Callable[[str, int], str | None]) -> Any:
    """A JSON value whose texts are no longer than that; keys are left as they are."""
    if isinstance(value, str):
        return value if len(value) <= longest else cut(value, longest)
    if isinstance(value, Mapping):
        return {key: _cut(one, longest, cut) for key, one in value.items()}
    return [_cut(one, longest, cut) for one in value] if isinstance(value, list | tuple) else value


def _cut_text(text: str, longest: int) -> str:
    return text[: longest - 1] + "…"


def _cut_fact(text: str, longest: int) -> str | None:
    """Part of a web address is another address, so that a fact that is one is kept whole or given up."""
    return None if text.startswith(("http://", "https://")) else _cut_text(text, longest)


def _without_expectations(data: Data) -> Data:
    deadline = data["deadline"]
    return data | {"deadline": deadline and {name: one for name, one in deadline.items() if name != "expectations"}}


_WORDS = (("reason", "says"), ("deadline", "printed"), ("deadline", "edtf"), ("reason", "file"))
_NAMES = (("plan", "title"), ("commitment", "title"), ("milestone", "title"), ("agency", "name"))


def _steps() -> Iterator[Callable[[Data], Data]]:
    yield _without_expectations
    for longest in (500, 150):  # signs
        yield _facts_to(longest)
        yield _texts_to(longest, *_WORDS)
        yield _texts_to(longest, *_NAMES)
    # Many facts rather than long ones.
    yield _few_facts
    yield _without_facts


# One after the other, until it fits: parts of a deadline before facts, facts before words, words before names; the ids
# and `url` are always whole.
SHORTENED = tuple(_steps())
