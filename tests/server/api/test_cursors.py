"""Lists in pages: nothing twice and nothing left out, whatever comes in meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.server.api.conftest import Program


@pytest.fixture
def letters(_django: Path) -> Any:
    """Puts dead letters; several share a moment."""
    from datetime import UTC, datetime, timedelta

    from joren.server.ingest.models import DeadLetter, SpoolCursor

    cursor = SpoolCursor.objects.get_or_create(spool="of-cursors")[0]
    DeadLetter.objects.all().delete()

    def put(first: int, count: int) -> None:
        begin = datetime(2026, 1, 1, tzinfo=UTC)
        DeadLetter.objects.bulk_create(
            DeadLetter(
                cursor=cursor, record=number, position=0, received_at=begin + timedelta(microseconds=number // 3),
                write_key="web", reason="json", field=str(number), detail="", payload="{",
            )
            for number in range(first, first + count)
        )  # fmt: skip

    yield put
    DeadLetter.objects.all().delete()


def _walk(program: Program, path: str, meanwhile: Any = lambda: None) -> list[str]:
    found: list[str] = []
    cursor = ""
    while True:
        page = program.get(path + cursor).json()
        found += [each["field"] for each in page["data"]]
        if page["next"] is None:
            return found
        meanwhile()
        cursor = "&cursor=" + page["next"]


def test_each_row_once_though_others_come_in(owner: Program, letters: Any) -> None:
    letters(0, 50)
    coming = iter(range(100, 1000))
    found = _walk(owner, "/intake/dead-letters?limit=7", lambda: letters(next(coming), 1))
    assert found == [str(number) for number in reversed(range(50))]


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (5, 1), (10, 2), (11, 3)])
def test_the_last_page_has_no_next(owner: Program, letters: Any, rows: int, pages: int) -> None:
    letters(0, rows)
    turned: list[int] = []
    assert len(_walk(owner, "/intake/dead-letters?limit=5", lambda: turned.append(1))) == rows
    assert len(turned) + 1 == pages


def test_a_cursor_of_another_list_or_a_changed_one_is_refused(owner: Program, letters: Any) -> None:
    letters(0, 3)
    cursor = owner.get("/intake/dead-letters?limit=1").json()["next"]
    assert owner.get(f"/webhooks?cursor={cursor}").json()["error"]["code"] == "cursor"
    assert owner.get(f"/intake/dead-letters?cursor={cursor[:-1]}").json()["error"]["code"] == "cursor"
    assert owner.get(f"/intake/dead-letters?cursor={cursor}").status_code == 200
