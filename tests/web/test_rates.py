"""Who comes too often is told when to come again; several processes count together, and without Redis each alone."""

import re

import pytest
import structlog
from structlog.testing import capture_logs

from notifier.web.rates import RATES, Rates, TooMany
from tests.house.project import ROOT
from tests.servers import free_port

THREE = {"mail": "3/day"}


def taken(rates: Rates, who: str, most: int = 100) -> int:
    """How often somebody gets through."""
    for number in range(most):
        try:
            rates.count("mail", who)
        except TooMany:
            return number
    return most


def test_each_may_come_so_often_and_is_told_when_to_come_again() -> None:
    rates = Rates("memory://", THREE)
    assert taken(rates, "a") == 3
    assert taken(rates, "b") == 3
    with pytest.raises(TooMany) as refused:
        rates.count("mail", "a")
    assert 86_390 < refused.value.seconds <= 86_400


def test_several_processes_count_together_in_redis_and_no_name_is_kept_there(redis_url: str) -> None:
    one, other = Rates(redis_url, THREE), Rates(redis_url, THREE)
    one.count("mail", "clerk@moh.example.org")
    other.count("mail", "clerk@moh.example.org")
    assert taken(one, "clerk@moh.example.org") == 1
    from redis import Redis

    with Redis.from_url(redis_url) as client:
        kept = list(client.keys("*notifier-rates*"))
        assert len(kept) == 1
        assert b"clerk" not in kept[0]
        assert 0 < client.ttl(kept[0]) <= 86_400 + 1


def test_without_its_redis_a_process_counts_for_itself() -> None:
    rates = Rates(f"redis://127.0.0.1:{free_port()}/0", THREE)
    structlog.reset_defaults()
    with capture_logs() as logged:
        assert taken(rates, "a") == 3
    assert {one["event"] for one in logged} == {"rates.alone"}


def test_every_rate_can_be_read() -> None:
    rates = Rates("memory://")
    for what in RATES:
        rates.count(what, "somebody")


def test_the_docs_say_how_often() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| ([a-z ]+) \| (\d+/\w+) \|$", page, re.MULTILINE))
    assert table == dict(RATES)
