"""A newer Joren copies the tables before it changes them; an older one leaves them alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from joren import __version__
from tests.server.running import Shop, running_shop

#: What the first version with these tables added: without it they are those of the version before.
ADDED = ("DROP TABLE installation_installation", "DELETE FROM django_migrations WHERE app = 'installation'")


@pytest.fixture(params=["sqlite", "postgres"])
def stopped(request: pytest.FixtureRequest, tmp_path: Path) -> Shop:
    with running_shop(tmp_path, request.param) as shop:
        assert shop.post("/v1/track", {"event": "x", "userId": "u", "messageId": "kept"}).status == 200
        shop.wait_until_landed()
        shop.stop()
    return shop


def change(shop: Shop, *statements: str) -> None:
    import contextlib
    import sqlite3

    import psycopg

    from joren.server.settings.database import connection_parts

    if shop.database_url:
        with psycopg.connect(**connection_parts(shop.settings())) as server:
            for each in statements:
                server.execute(each.encode())
        return
    with contextlib.closing(sqlite3.connect(shop.data / "joren.sqlite3")) as file, file:
        for each in statements:
            file.execute(each)


def test_tables_of_an_older_version_are_copied_then_changed(stopped: Shop) -> None:
    change(stopped, *ADDED)
    (stopped.data / "joren.json").write_text(json.dumps({"format": 1, "version": "0.0.1"}))
    (stopped.data / "copies").mkdir(exist_ok=True)
    for old in ("20200101-a", "20200102-b", "20200103-c"):
        (stopped.data / "copies" / old).mkdir()
    try:
        stopped.start()
        stopped.stop()
    finally:
        stopped.end()
    assert stopped.rows("SELECT version FROM installation_installation") == [(__version__,)]
    assert json.loads((stopped.data / "joren.json").read_text())["version"] == __version__
    copies = sorted((stopped.data / "copies").iterdir())
    assert [copy.name for copy in copies[:-1]] == ["20200102-b", "20200103-c"]  # the oldest has gone
    known = json.loads((copies[-1] / "backup.json").read_text())
    assert ["installation", "0001_initial"] not in known["migrations"]
    assert stopped.joren("restore", str(copies[-1]), "--check")


def test_a_copy_can_be_put_back(stopped: Shop) -> None:
    from tests.server.postgresql import fresh_database

    change(stopped, *ADDED)
    stopped.joren("keys", "create", "--kind", "api")  # any command that needs the tables changes them
    (copy,) = (stopped.data / "copies").iterdir()
    if stopped.database_url:
        stopped.database_url = fresh_database()
    else:
        (stopped.data / "joren.sqlite3").unlink()
    stopped.joren("restore", str(copy))
    assert stopped.rows("SELECT count(*) FROM accounts_key WHERE kind = 'api'") == [(0,)]
    assert stopped.rows("SELECT count(*) FROM accounts_key") == [(1,)]
    try:
        stopped.start()
    finally:
        stopped.end()
    assert stopped.lake() == [("kept",)]


def test_no_copy_is_made_where_nothing_changes(stopped: Shop) -> None:
    stopped.joren("keys", "create", "--kind", "api")
    assert not (stopped.data / "copies").exists()


@pytest.mark.parametrize("where", ["folder", "tables", "migrations"])
def test_a_downgrade_is_refused(stopped: Shop, where: str) -> None:
    if where == "folder":
        (stopped.data / "joren.json").write_text(json.dumps({"format": 1, "version": "9.9.9"}))
    elif where == "tables":
        change(stopped, "UPDATE installation_installation SET version = '9.9.9'")
    else:
        change(stopped, "INSERT INTO django_migrations (app, name, applied) VALUES ('ingest', '0999_x', '2030-01-01')")
    done = stopped.ask_joren("up", "--port", str(stopped.port))
    assert done.returncode == 1
    assert ("0999_x" if where == "migrations" else "9.9.9") in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert stopped.rows("SELECT count(*) FROM accounts_key") == [(1,)]
