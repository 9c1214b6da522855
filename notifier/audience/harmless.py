"""Text that others wrote, made safe to show: plan files are typed by strangers.

Nothing that passes here can break a header, turn the direction of a line or carry an address into a record.
"""

import re
from unicodedata import category

# Joiners are written in several scripts and in emoji; every other invisible mark only hides something.
_JOINERS = "\u200c\u200d"
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
# What may stand in a header, in a text and in an HTML as it is; the rest of an address is written in percent.
_PLAIN_ADDRESS = re.compile(r"https?://[!-;=?-~]{1,800}")
_SPELT = str.maketrans({"&": "%26", '"': "%22", "'": "%27"})


def one_line(text: str, longest: int = 500) -> str:
    """`text` on one line, without control, bidirectional or other invisible marks, and no longer than that."""
    # Line breaks become spaces before anything is dropped, or words would run together.
    spaced = " ".join(text.split())
    seen = "".join(sign for sign in spaced if sign in _JOINERS or category(sign) not in _INVISIBLE)
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def web_address(address: str | None) -> str | None:
    """`address` as it may stand in a header, a text and an HTML; None for what is no web address, or too long a one."""
    return address.translate(_SPELT) if address and _PLAIN_ADDRESS.fullmatch(address) else None
