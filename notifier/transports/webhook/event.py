"""Notice → event: a CloudEvents 1.0 event that is also a Standard Webhooks payload.

Nothing of any one subscriber is in it: it is made once, and the same bytes go to all.
"""

import json
from datetime import UTC
from urllib.parse import quote

from notifier.agenda.notice import Notice

CONTENT_TYPE = "application/cloudevents+json"


def event_of(notice: Notice, base_url: str) -> dict[str, object]:
    """A notice as an event; its `id` is unique within its `source`, and links begin with `base_url`."""
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
        "data": notice.as_json() | {"url": base_url + quote(notice.path)},
    }


def body_of(notice: Notice, base_url: str) -> bytes:
    """The event as it is posted and signed."""
    return json.dumps(event_of(notice, base_url), ensure_ascii=False, separators=(",", ":")).encode()
