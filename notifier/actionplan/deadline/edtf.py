"""How EDTF writes what several dates come to: intervals hold days, months and years; sets hold no intervals."""

from notifier.actionplan.deadline.meaning import Meaning


def _season(edtf: str) -> bool:
    return len(edtf) == len("2020-21") and edtf[5:].isdecimal() and int(edtf[5:]) > 12


def opening(meaning: Meaning) -> str:
    """The first day or month of what is meant: an interval cannot begin with an interval or a season."""
    edtf = meaning.edtf.split("/")[0]
    return f"{meaning.first:%Y-%m}" if _season(edtf) else edtf


def bounds(begins: Meaning, due: Meaning) -> tuple[str, str]:
    ending = due.edtf.split("/")[-1]
    return opening(begins), f"{due.on:%Y-%m}" if _season(ending) else ending


def in_a_set(edtf: str) -> str:
    """A member of a set: of an interval its end, of alternatives the later one."""
    return edtf.strip("[]").split(",")[-1].split("/")[-1]
