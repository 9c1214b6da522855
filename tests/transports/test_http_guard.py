"""Nobody can have us connect to what only our own network reaches, however the address is written."""

import asyncio
import socket
from ipaddress import ip_address, ip_network

import pytest

from notifier.errors import AddressError
from notifier.transports.http import Answer, Client, NoAnswer, Timeouts, check_web_address
from notifier.transports.networks import Networks, may_connect
from tests.transports.far_end import FarEnd

LOOPBACK: Networks = (ip_network("127.0.0.0/8"),)
QUICK = Timeouts(connect=0.5, total=1.0)

PUBLIC = ["1.1.1.1", "93.184.215.14", "192.0.1.1", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001::1"]
PRIVATE = [
    *("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "0.0.0.0", "0.1.2.3"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.7"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1"),
    *("::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1"),
    # IPv4 in other clothes, be it private or public
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:1.1.1.1", "::127.0.0.1", "::ffff:0:7f00:1"),
    *("64:ff9b::7f00:1", "64:ff9b::101:101", "64:ff9b:1::7f00:1", "2002:7f00:1::1", "2002:101:101::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "100::1", "5f00::1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_may_be_connected(address: str) -> None:
    assert may_connect(ip_address(address), ())


@pytest.mark.parametrize("address", PRIVATE)
def test_nothing_else_may(address: str) -> None:
    assert not may_connect(ip_address(address), ())


@pytest.mark.parametrize(
    ("address", "networks", "may"),
    [
        ("10.1.2.3", ["10.0.0.0/8"], True),
        ("10.1.2.3", ["10.2.0.0/16"], False),
        ("192.168.0.1", ["10.0.0.0/8"], False),
        ("fd00::7", ["fd00::/8"], True),
        ("::1", ["127.0.0.0/8"], False),
        # Mapped is the same place as what it maps.
        ("::ffff:127.0.0.1", ["127.0.0.0/8"], True),
        ("::ffff:10.0.0.1", ["127.0.0.0/8"], False),
        # A gateway that is allowed leads no further than we may go ourselves.
        ("64:ff9b::101:101", ["64:ff9b::/96"], True),
        ("64:ff9b::7f00:1", ["64:ff9b::/96"], False),
        ("64:ff9b::a00:1", ["10.0.0.0/8"], False),
        ("64:ff9b::a00:1", ["64:ff9b::/96", "10.0.0.0/8"], True),
        ("2002:7f00:1::1", ["::/0"], False),
    ],
)
def test_the_operator_may_name_networks(address: str, networks: list[str], may: bool) -> None:
    assert may_connect(ip_address(address), tuple(ip_network(network) for network in networks)) is may


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001", "2130706433", "0177.0.0.1", "127.1", "0"])
def test_no_spelling_of_loopback_passes_the_check(host: str) -> None:
    with pytest.raises(AddressError):
        check_web_address(f"http://{host}/hook", ())


def test_a_refusal_says_how_the_operator_may_allow_it() -> None:
    with pytest.raises(AddressError, match="NOTIFIER_ALLOW_NETWORKS"):
        check_web_address("http://localhost/hook", ())


@pytest.mark.parametrize("host", ["[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1]", "169.254.169.254"])
def test_no_literal_of_a_private_network_passes_the_check(host: str) -> None:
    with pytest.raises(AddressError):
        check_web_address(f"https://{host}/hook", ())


def test_an_allowed_or_public_address_passes_the_check() -> None:
    check_web_address("http://127.0.0.1:8000/hook?token=1", LOOPBACK)
    check_web_address("https://1.1.1.1/hook", ())


@pytest.mark.parametrize(
    "url",
    [
        *("", "hook", "/hook", "//1.1.1.1/hook", "ftp://1.1.1.1/", "file:///etc/passwd", "javascript:alert(1)"),
        *("http://", "https:///hook", "http://1.1.1.1:port/", "http://1.1.1.1:99999/", "http://[::1/", "http://a b/"),
        *("https://user:hunter2-token@1.1.1.1/", "https://user@1.1.1.1/", "https://:hunter2-token@1.1.1.1/"),
        *(f"https://{'a' * 64}.example/hunter2-token", "https://hunter2-token.invalid/"),
    ],
)
def test_what_is_no_web_address_is_refused_with_advice_and_not_repeated(url: str) -> None:
    with pytest.raises(AddressError, match=r"\(.+\)") as refusal:
        check_web_address(url, ())
    assert "hunter2" not in str(refusal.value)


def _post(url: str, allowed: Networks = ()) -> Answer | NoAnswer:
    async def once() -> Answer | NoAnswer:
        async with Client(allowed, QUICK) as client:
            return await client.post(url, b"{}", {})

    return asyncio.run(once())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001", "2130706433", "127.1", "[::ffff:127.0.0.1]"])
def test_what_is_connected_is_judged_however_it_is_written(host: str) -> None:
    with FarEnd() as far_end:
        found = _post(far_end.at("/status/204", host))
        assert isinstance(found, NoAnswer)
        assert found.refused
        assert far_end.requests == []


def test_a_name_that_was_public_when_checked_is_refused_once_it_leads_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    # The resolver is the one thing that has to be played: two answers to the same question, as an attacker's gives.
    inside: list[str] = []
    resolve = socket.getaddrinfo

    def rebound(host: str, *rest: int, **named: int) -> object:
        return resolve((inside or ["1.1.1.1"])[0] if host == "rebound.example" else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    with FarEnd() as far_end:
        url = far_end.at("/status/204", "rebound.example")
        check_web_address(url, ())
        inside.append("127.0.0.1")
        refused = _post(url)
        assert isinstance(refused, NoAnswer)
        assert refused.refused
        assert far_end.requests == []
        # The same name reaches the far end where its network is allowed: it was the guard that stopped it.
        assert isinstance(_post(url, LOOPBACK), Answer)


def test_user_and_password_never_leave_even_if_they_got_past_the_check() -> None:
    with FarEnd() as far_end:
        found = _post(f"http://user:hunter2@127.0.0.1:{far_end.port}/status/204", LOOPBACK)
        assert isinstance(found, NoAnswer)
        assert found.refused
        assert far_end.requests == []


def test_a_redirect_is_answered_not_followed() -> None:
    with FarEnd() as far_end:
        found = _post(far_end.at("/status/302"), LOOPBACK)
        assert isinstance(found, Answer)
        assert found.status == 302
        assert len(far_end.requests) == 1


def test_a_proxy_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with FarEnd() as proxy, FarEnd() as far_end:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.at(""))
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert isinstance(_post(far_end.at("/status/204"), LOOPBACK), Answer)
        assert proxy.requests == []
