"""What a mail server said, as it may be kept: servers say what they like, the addresses of readers included."""

import re

from notifier.audience.harmless import one_line
from notifier.transports.base import LONGEST_RESPONSE

# Bounded as addresses are, or a server that says a long word would cost its length squared.
_ADDRESS = re.compile(r"[^\s<>\"'(),:;\[\]@]{1,64}@[^\s<>\"'(),:;\[\]@]{1,255}")


def kept(response: str | bytes) -> str:
    """What a mail server said, as it may be kept: no address, no control marks, at most LONGEST_RESPONSE signs."""
    text = response.decode("utf-8", "replace") if isinstance(response, bytes) else response
    return _ADDRESS.sub("[address]", one_line(text[: 4 * LONGEST_RESPONSE], 2 * LONGEST_RESPONSE))[:LONGEST_RESPONSE]
