"""The servers that tests start really start, keep what they hold through a kill, and come back where they were."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers import PostgresServer, RedisServer, ServerMissing


@pytest.fixture(params=["from PATH or a wheel", "from a wheel"])
def _where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "from a wheel":
        monkeypatch.setenv("PATH", "")


def _without_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("tests.servers._from_wheel", lambda *_: None)


@pytest.mark.usefixtures("_where")
def test_redis_comes_back_with_what_it_held() -> None:
    with RedisServer() as server, redis.Redis.from_url(server.url) as client:
        client.set("poke", "1")
        server.kill9()
        with pytest.raises(redis.ConnectionError):
            client.get("poke")
        server.start()
        assert client.get("poke") == b"1"
        server.restart()
        assert client.get("poke") == b"1"


@pytest.mark.usefixtures("_where")
def test_postgresql_comes_back_with_what_it_held() -> None:
    with PostgresServer() as server, server.database() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE said AS SELECT 1 AS times")
        server.kill9()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT times FROM said").fetchone() == (1,)


def test_a_server_leaves_nothing_behind() -> None:
    with RedisServer() as server:
        folder, pid = server.folder, server.pid
        assert folder.exists()
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_each_test_gets_an_empty_database(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_each_test_gets_an_empty_redis(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


@pytest.mark.parametrize(("server", "install"), [(RedisServer, "redis-server"), (PostgresServer, "initdb")])
def test_a_machine_without_a_server_is_told_what_to_install(
    server: Callable[[], object], install: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_wheels(monkeypatch)
    with pytest.raises(ServerMissing, match=install):
        server()
