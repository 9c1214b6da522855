"""Facts are taken for what they are, or for missing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.audience import facts

ODD: list[object] = [None, True, 7, -1, 10**5000, 1.5, "", "soon", "2020-13-01", [], ["2020-01-01"], {}, b"x", "\ud800"]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_what_is_odd_is_missing(odd: object) -> None:
    said = {"it": odd}
    assert facts.day(said, "it") is None
    assert facts.address(said, "it") is None
    assert facts.number(said, "it") == (7 if odd == 7 and odd is not True else None)
    assert facts.flag(said, "it") is (odd is True)
    assert facts.text(said, "it") in (None, odd)
    assert facts.late({"late": odd}) == ()
    assert facts.duties({"duties": odd}) == (facts.Duty(None, None, None, None),)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://moh.example.org/register?a=1&b=2#top", "https://moh.example.org/register?a=1&b=2#top"),
        ("http://moh.example.org:8080/a%20b", "http://moh.example.org:8080/a%20b"),
        ("https://Өкмөт.example.org/реестр", "https://xn--j1aes97dc.example.org/%D1%80%D0%B5%D0%B5%D1%81%D1%82%D1%80"),
        ("https://moh.example.org/'\"><script>", "https://moh.example.org/%27%22%3E%3Cscript%3E"),
        ("https://bank.example.org@evil.example.org/", None),
        ("https://moh.example.org\\@evil.example.org/", None),
        ("https://moh.example.org/\u202egro", None),
        ("https://moh.example.org/a b", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//moh.example.org/", None),
        ("https://", None),
        ("https://moh.example.org:port/", None),
        ("https://[::1", None),
        ("https://a..example.org/", None),
        ("https://moh.example.org/" + "x" * 2000, None),
    ],
)
def test_a_web_address_leads_where_it_seems_to(said: str, address: str | None) -> None:
    assert facts.address({"it": said}, "it") == address


@given(st.text(max_size=60) | st.text(max_size=60).map("https://example.org/{}".format))
def test_whatever_is_said_an_address_is_plain_signs(said: str) -> None:
    address = facts.address({"it": said}, "it")
    if address is not None:
        assert address.isascii()
        assert address.startswith(("http://", "https://"))
        assert not set(" \"'<>\\^`{|}\r\n\t") & set(address)


def test_a_text_is_without_what_is_private() -> None:
    said = {"it": "Ask jane.doe@home.example.org, tel. +996 312 66-12-34"}
    assert facts.text(said, "it") == "Ask [address withheld], tel. [number withheld]"


def test_lists_keep_what_is_sound_in_them() -> None:
    assert facts.texts({"it": ["1", 2, None, "", "3"]}, "it") == ("1", "3")
    late = [{"milestone": "1", "days": 2}, {"milestone": 3, "days": 2}, {"milestone": "4", "days": 0}, "5"]
    assert facts.late({"late": late}) == (facts.Late("1", 2),)
    duties = [{"what": "A report", "due_on": "2020-01-31", "source": "ftp://x"}, {"due_on": "2020-01-01"}, 7]
    assert facts.duties({"duties": duties}) == (facts.Duty("A report", date(2020, 1, 31), None, None),)


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ("2020-01-15", "2020-07-15", 6),
        ("2020-01-15", "2020-07-14", 5),
        ("2020-08-31", "2021-02-28", 6),
        ("2020-08-31", "2021-02-27", 5),
        ("2020-07-15", "2020-01-15", 0),
    ],
)
def test_months_are_whole_ones(since: str, until: str, months: int) -> None:
    assert facts.months_between(date.fromisoformat(since), date.fromisoformat(until)) == months
